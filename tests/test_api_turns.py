"""Conversations through every face: HTTP, the command line, batches, the page."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.chat import run_chat
from api.cli import main
from rag.settings import AnswerSettings
from tests.browser import INSTALL, browse, chromium, serving
from tests.rag_kit import NEWS, assistant

PORT = "海州港2024年集装箱吞吐量是多少？"
FULL = "海州港2024年集装箱吞吐量同比增长多少？"
TURNS = [{"question": PORT, "short_answer": "612.5万标箱"}]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(assistant, AnswerSettings()), raise_server_exceptions=False) as client:
        yield client


def test_turns_are_taken_and_the_full_question_is_shown(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "同比增长多少？", "turns": TURNS}).raise_for_status().json()
    assert (answer["question"], answer["understood_as"], answer["short_answer"]) == ("同比增长多少？", FULL, "8.3%")
    jsonschema.validate(answer, client.get("/schemas/answer.json").json())


def test_the_interface_describes_turns_in_place(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/v1/ask"]["post"]["requestBody"]
    turns = described["content"]["application/json"]["schema"]["properties"]["turns"]
    assert turns["maxItems"] == 10
    assert set(turns["items"]["properties"]) == {"question", "short_answer"}
    assert "$defs" not in json.dumps(described)


def test_the_stream_understands_as_the_answer_does(client: TestClient) -> None:
    body = {"question": "同比增长多少？", "turns": TURNS}
    last = client.post("/v1/ask/stream", json=body).text.strip().split("\n\n")[-1]
    assert json.loads(last.partition("data: ")[2]) == client.post("/v1/ask", json=body).json()


def test_no_turns_and_empty_turns_give_the_same_bytes(client: TestClient) -> None:
    without = client.post("/v1/ask", json={"question": "同比增长多少？"}).content
    assert client.post("/v1/ask", json={"question": "同比增长多少？", "turns": []}).content == without
    assert b"understood_as" not in without


@pytest.mark.parametrize(
    ("turns", "field", "said"),
    [
        ([{"question": "问"}] * 11, "turns", "11 轮，最多 10 轮"),
        ([{"question": "问"}, {"question": "字" * 2001}], "turns[1].question", "2001 个字符，最多 2000"),
        ([{"question": "问", "short_answer": "字" * 2001}], "turns[0].short_answer", "2001 个字符，最多 2000"),
        ([{}], "turns[0].question", "缺少"),
        ([{"question": " "}], "turns[0].question", "“ ”不合要求"),
        ([{"question": 7}], "turns[0].question", "“7”不合要求"),
        ([{"question": "问", "short_answer": "\u0000"}], "turns[0].short_answer", "不合要求"),
        (["问"], "turns[0]", "“问”不合要求"),
        ("问", "turns", "“问”不合要求"),
        ({"question": "问"}, "turns", "不合要求"),
    ],
)
def test_wrong_turns_are_refused_by_place_and_value(client: TestClient, turns: Any, field: str, said: str) -> None:  # noqa: ANN401
    response = client.post("/v1/ask", json={"question": "那2023年呢？", "turns": turns})
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert problem["field"] == field
    assert said in problem["detail"]
    assert problem["remedy"]


def test_a_chat_that_is_piped_in_answers_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = io.StringIO(f"{PORT}\n\n同比增长多少？\n{'字' * 2001}\n谁说的？\n新问题\n同比增长多少？\n退出\n{PORT}\n")
    assert run_chat(assistant(), lines, None, as_json=True) == 0
    out, err = capsys.readouterr()
    answers = [json.loads(line) for line in out.splitlines()]
    assert [a.get("understood_as") for a in answers] == [None, FULL, f"{FULL[:-1]}，这是谁说的？", None]
    assert "过长：2001" in err
    assert "问：" not in err


def test_a_chat_shows_what_it_understood(capsys: pytest.CaptureFixture[str]) -> None:
    run_chat(assistant(), io.StringIO(f"{PORT}\n同比增长多少？\n"), None, as_json=False)
    assert f"（已理解为“{FULL}”）\n\n8.3%\n" in capsys.readouterr().out


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("talking")
    (folder / "texts").mkdir()
    (folder / "texts" / "port.txt").write_text(NEWS, encoding="utf-8")
    assert main(["build", "--documents", str(folder / "texts"), "--library", str(folder / "library")]) == 0
    return folder / "library"


def test_the_command_line_chats_over_a_library(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PORT}\n同比增长多少？\n"))
    assert main(["ask", "--chat", "--library", str(library)]) == 0
    assert "8.3%" in capsys.readouterr().out


@pytest.mark.parametrize("extra", [["问"], ["--batch", "q.jsonl", "--out", "a.jsonl"]])
def test_a_chat_takes_no_question_and_no_batch(extra: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--chat", *extra]) == 2
    assert "不能同时给出" in capsys.readouterr().err


def test_lines_of_a_batch_may_have_turns(library: Path, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [
        {"id": "a", "question": "同比增长多少？", "turns": TURNS},
        {"id": "b", "question": "同比增长多少？", "turns": [{"question": ""}]},
        {"id": "c", "question": PORT},
    ]
    questions.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assert main(["ask", "--batch", str(questions), "--out", str(out), "--library", str(library)]) == 1
    first, second, third = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert (first["understood_as"], first["short_answer"]) == (FULL, "8.3%")
    assert "第 2 行的“turns[0].question”的值“”不合要求" in second["error"]
    assert third["status"] == "answered"


@pytest.mark.skipif(chromium() is None, reason=INSTALL)
def test_the_page_keeps_the_conversation_of_its_tab() -> None:
    with serving(assistant) as address, browse() as page:
        understood = "document.querySelector('.understood')?.textContent ?? ''"
        earlier = "[...document.querySelectorAll('#earlier-list button')].map(b => b.textContent)"
        page.open(f"{address}/?q={quote(PORT)}")
        page.until("!document.querySelector('#answer').hidden")
        assert page.run(earlier) == []
        page.run(
            "document.querySelector('#question').value = '同比增长多少？'; document.querySelector('#send').click()"
        )
        page.until(f"({understood}) === '已理解为“{FULL}”'")
        assert page.run("document.querySelector('.short').textContent") == "8.3%"
        assert page.run(earlier) == [PORT]
        assert page.run("decodeURIComponent(location.search)") == f"?q={FULL}"
        page.run("document.querySelector('#earlier-list button').click()")
        page.until("document.querySelector('.short').textContent === '612.5万标箱'")
        assert page.run(earlier) == [FULL]
        page.run("history.back()")
        page.until("document.querySelector('.short').textContent === '8.3%'")
        page.run("document.querySelector('#anew').click()")
        page.until("document.querySelector('#earlier').hidden && document.querySelector('#answer').hidden")
        page.run(
            "document.querySelector('#question').value = '同比增长多少？'; document.querySelector('#send').click()"
        )
        page.until("!document.querySelector('#answer').hidden")
        assert page.run(understood) == ""
        assert page.problems == []
        assert [url for url in page.requests if not url.startswith((address, "about:", "data:"))] == []
