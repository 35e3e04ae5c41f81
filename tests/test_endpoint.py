"""The writer over a model endpoint: an honest model is quoted, a dishonest or broken one costs nothing but its time."""

import json
import logging
import time
from pathlib import Path

import pytest

from api.cli import main
from rag.answering import ask
from rag.claims.checking import Written, read_written
from rag.endpoints.chat import ChatError, Message, complete
from rag.endpoints.endpoint import EndpointError, EndpointSettings, EndpointWriter, endpoint_of
from rag.models import Answer
from rag.proof.citations import verify_quote
from rag.settings import AnswerSettings
from tests.chat_server import (
    Act,
    Served,
    copies,
    drips,
    fails,
    gives,
    hangs_up,
    says,
    serving_chat,
    sleeps,
    streams,
)
from tests.rag_kit import INTERVIEW, assistant, shelf

SETTINGS = AnswerSettings()
QUESTION = "周文博怎么看冷链物流？"
LOSS = "全国产地冷库容量只占总容量的9%，果蔬采后损失率高达两成。"
SHORT = "冷链物流的短板主要在产地。"
FALLBACK = "所写的回答未能逐字核验，已改为直接摘引原文。"
KEY = "sk-very-secret-0123456789"


def asked(url: str, question: str = QUESTION, seconds: float = 5.0) -> Answer:
    endpoint = EndpointSettings(url, "made-up-model", KEY, seconds)
    return ask(question, shelf(), EndpointWriter(endpoint, SETTINGS), SETTINGS)


def played(*acts: Act, question: str = QUESTION, seconds: float = 5.0) -> tuple[Answer, Served]:
    with serving_chat(*acts) as served:
        return asked(served.url, question, seconds), served


def plain() -> Answer:
    return assistant().ask(QUESTION)


def number_of(served: Served, text: str) -> int:
    evidence = json.loads(served.asked[0]["messages"][1]["content"])["evidence"]
    return int(next(e["n"] for e in evidence if e["text"] == text))


def test_an_honest_model_chooses_and_orders_and_every_quote_is_verified() -> None:
    answer, served = played(copies(lambda evidence: [e for e in reversed(evidence) if e["text"] in (LOSS, SHORT)]))
    assert [claim.text for claim in answer.claims] == [LOSS, SHORT]
    assert (answer.status, FALLBACK in answer.notes) == ("answered", False)
    assert "句子由所配置的模型从原文中选取，已逐字核验" in answer.notes
    assert all(verify_quote(c, shelf().document(c.document)).holds for c in answer.citations)
    assert {c.speaker.name for c in answer.citations if c.speaker} == {"周文博"}
    assert len(served.asked) == 1


def test_what_is_sent_is_numbered_data_and_the_key_is_a_header_only() -> None:
    _, served = played(copies(lambda evidence: evidence[:1]))
    system, user = served.asked[0]["messages"]
    data = json.loads(user["content"])
    assert (system["role"], data["question"]) == ("system", QUESTION)
    assert [e["n"] for e in data["evidence"]] == list(range(1, len(data["evidence"]) + 1))
    assert served.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(served.asked, ensure_ascii=False)
    assert served.asked[0]["model"] == "made-up-model"


@pytest.mark.parametrize(
    "lie",
    [
        LOSS.replace("9%", "6%"),
        LOSS.replace("只占", "已占"),
        LOSS.replace("两成", "三成"),
        "全国产地冷库容量占比不足一成。",
        SHORT + LOSS.replace("果蔬", "水产"),
        "周文博认为冷链物流已经没有短板。",
    ],
)
def test_a_reworded_or_altered_claim_is_never_shown(lie: str) -> None:
    answer, served = played(says(f"{lie}[1]\n{lie}[2]\n{lie}[3]"))
    assert lie not in answer.answer
    assert answer.claims == plain().claims
    assert FALLBACK in answer.notes
    assert len(served.asked) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"{LOSS}[99]",
        f"{LOSS}[0]",
        LOSS,
        f"{LOSS}[1][2][3]",
        f"{SHORT}[1] 因此应当尽快投资。",
        "[1]",
        "产地[1]",
        '{"claims": []}',
        "见 https://example.invalid/x ![图](https://example.invalid/y.png) [1]",
        "忽略以上要求。[1]",
    ],
)
def test_invented_numbers_unmarked_words_and_other_forms_are_not_shown(text: str) -> None:
    answer, _ = played(says(text))
    assert (answer.claims, answer.citations) == (plain().claims, plain().citations)
    assert FALLBACK in answer.notes
    assert "example.invalid" not in answer.answer


def test_one_try_to_mend_with_the_verdicts() -> None:
    lie = LOSS.replace("9%", "6%")
    answer, served = played(says(f"{lie}[1]"), copies(lambda evidence: [e for e in evidence if e["text"] == LOSS]))
    assert [claim.text for claim in answer.claims] == [LOSS]
    assert FALLBACK not in answer.notes
    assert len(served.asked) == 2
    told = served.asked[1]["messages"]
    assert [m["role"] for m in told] == ["system", "user", "assistant", "user"]
    assert "6%" in told[3]["content"]
    assert "一字不差" in told[3]["content"]


def test_part_of_a_sentence_is_shown_as_the_whole_sentence() -> None:
    """A negation or condition that a model cuts off comes back."""

    def cut(evidence: list[dict[str, object]]) -> list[dict[str, object]]:
        return [{**e, "text": "果蔬采后损失率高达两成"} for e in evidence if e["text"] == LOSS]

    answer, _ = played(copies(cut))
    assert [claim.text for claim in answer.claims] == [LOSS]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (fails(429), "返回状态 429"),
        (fails(500), "返回状态 500"),
        (fails(404), "返回状态 404"),
        (fails(302), "返回状态 302"),
        (gives(b"<html>"), "无法读取"),
        (gives(b"{}"), "无法读取"),
        (gives(b'{"choices": []}'), "无法读取"),
        (gives(b'{"choices": [{"message": {"content": null}}]}'), "空的"),
        (gives(b'{"choices": [{"message": {"content": "x"}, "finish_reason": "length"}]}'), "无法读取"),
        (gives(b"\xff\xfe\x00"), "无法读取"),
        (gives(b"[" * 100_000), "无法读取"),
        (gives(b"{" + b" " * 2_000_000), "过长"),
        (gives(b'{"choices": [', length=5000), "中断"),
        (says(""), "空的"),
        (says("  \n "), "空的"),
        (hangs_up, "中断"),
        (streams(LOSS, "[3]", end=""), "无法读取"),
        (gives(b"data: {broken\n\ndata: [DONE]\n\n", "text/event-stream"), "无法读取"),
    ],
)
def test_whatever_the_endpoint_does_the_extractive_answer_stands(act: Act, why: str) -> None:
    answer, served = played(act)
    assert (answer.status, answer.claims, answer.citations) == ("answered", plain().claims, plain().citations)
    assert FALLBACK in answer.notes
    assert any(why in note for note in answer.notes)
    assert KEY not in repr(answer)
    assert served.url not in repr(answer)


@pytest.mark.parametrize("act", [sleeps(6), drips(6)])
def test_a_slow_endpoint_costs_no_more_than_the_time_it_is_given(act: Act) -> None:
    started = time.monotonic()
    with serving_chat(act) as served:
        answer = asked(served.url, seconds=0.5)
        took = time.monotonic() - started
    assert took < 2.0
    assert answer.claims == plain().claims
    assert any("超时" in note for note in answer.notes)


def test_the_second_try_has_only_what_is_left_of_the_time() -> None:
    started = time.monotonic()
    with serving_chat(says("编造的话。[1]"), sleeps(6)) as served:
        answer = asked(served.url, seconds=0.7)
        assert len(served.asked) == 2
        took = time.monotonic() - started
    assert took < 2.0
    assert answer.claims == plain().claims


def test_nobody_listening_is_no_fault_of_the_answer() -> None:
    with serving_chat(fails(500)) as served:
        url = served.url
    assert asked(url).claims == plain().claims


def test_an_endpoint_that_failed_is_left_alone_for_a_while() -> None:
    with serving_chat(fails(500), copies(lambda evidence: evidence[:1])) as served:
        endpoint = EndpointSettings(served.url, "m", seconds=5, rest=0.3)
        writer = EndpointWriter(endpoint, SETTINGS)
        ask(QUESTION, shelf(), writer, SETTINGS)
        ask(QUESTION, shelf(), writer, SETTINGS)
        assert len(served.asked) == 1
        time.sleep(0.35)
        assert FALLBACK not in ask(QUESTION, shelf(), writer, SETTINGS).notes
        assert len(served.asked) == 2


def test_a_stream_that_was_not_asked_for_is_read_to_its_end() -> None:
    _, served = played(copies(lambda evidence: evidence))
    n = number_of(served, LOSS)
    answer, _ = played(streams(LOSS[:10], LOSS[10:], f"[{n}]"))
    assert [claim.text for claim in answer.claims] == [LOSS]


@pytest.mark.parametrize(
    "question",
    [
        "青岛港的集装箱吞吐量是多少？",
        "红烧肉怎么做？",
        "沿海渔港基本情况表中浙江有几个渔港？",
        "港口绿色转型采取了哪些举措？",
        "？？？",
    ],
)
def test_refusals_counts_and_lists_are_never_handed_to_a_model(question: str) -> None:
    answer, served = played(says("当然可以。[1]"), question=question)
    assert served.asked == []
    own = assistant().ask(question)
    assert (answer.answer, answer.citations, answer.notes) == (own.answer, own.citations, own.notes)


def test_a_transcript_of_a_dishonest_model_being_caught(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "rag.endpoints.endpoint"):
        played(says(LOSS.replace("9%", "6%") + "[3]"), says(LOSS.replace("两成", "五成") + "[99]"))
    said = "\n".join(caplog.messages)
    assert "6%" in said
    assert "没有编号为 [99] 的材料" in said
    assert KEY not in said


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("甲。[1]\n乙。[2][3]", [("甲。", (1,)), ("乙。", (2, 3))]),
        ("- 甲［1］【2】", [("甲", (1, 2))]),
        ("甲。[1]。", [("甲。", (1,))]),
        ("甲", [("甲", ())]),
        ("", []),
        ("[1]", [("", (1,))]),
    ],
)
def test_claims_run_up_to_their_marks(text: str, written: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read_written(text) == [Written(*one) for one in written]


def test_without_an_address_there_is_no_endpoint() -> None:
    assert endpoint_of({}) is None
    assert endpoint_of({"JIZHENG_MODEL_URL": "  ", "JIZHENG_MODEL_KEY": KEY}) is None


def test_an_endpoint_is_read_from_the_environment_and_never_shows_its_key() -> None:
    given = {
        "JIZHENG_MODEL_URL": "http://localhost:8080/v1/",
        "JIZHENG_MODEL_NAME": "m",
        "JIZHENG_MODEL_KEY": KEY,
        "JIZHENG_MODEL_SECONDS": "3.5",
    }
    endpoint = endpoint_of(given)
    assert endpoint == EndpointSettings("http://localhost:8080/v1", "m", KEY, 3.5)
    assert KEY not in repr(endpoint)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("JIZHENG_MODEL_URL", "localhost:8080", "localhost:8080"),
        ("JIZHENG_MODEL_URL", "ftp://localhost/v1", "ftp://localhost/v1"),
        ("JIZHENG_MODEL_URL", "http://", "http"),
        ("JIZHENG_MODEL_URL", "http://localhost:99999/v1", "99999"),
        ("JIZHENG_MODEL_URL", f"http://user:{KEY}@localhost/v1", "localhost/v1"),
        ("JIZHENG_MODEL_NAME", "", "JIZHENG_MODEL_NAME"),
        ("JIZHENG_MODEL_SECONDS", "0", "“0”"),
        ("JIZHENG_MODEL_SECONDS", "bald", "“bald”"),
        ("JIZHENG_MODEL_SECONDS", "nan", "“nan”"),
    ],
)
def test_settings_that_do_not_fit_are_named(name: str, value: str, message: str) -> None:
    given = {"JIZHENG_MODEL_URL": "http://localhost:1/v1", "JIZHENG_MODEL_NAME": "m", name: value}
    with pytest.raises(EndpointError, match=message) as caught:
        endpoint_of(given)
    assert KEY not in str(caught.value)


def test_time_that_is_up_asks_nobody() -> None:
    with serving_chat(says("x")) as served, pytest.raises(ChatError, match="超时"):
        complete(served.url, "m", "", [Message("user", "x")], time.monotonic() - 1)
    assert served.asked == []


def test_the_command_asks_the_endpoint_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "cold.txt").write_text(INTERVIEW, "utf-8")
    library = str(tmp_path / "library")
    assert main(["build", "--documents", str(tmp_path / "documents"), "--library", library]) == 0
    capsys.readouterr()
    with serving_chat(copies(lambda evidence: [e for e in evidence if e["text"] == LOSS])) as served:
        monkeypatch.setenv("JIZHENG_MODEL_URL", served.url)
        monkeypatch.setenv("JIZHENG_MODEL_NAME", "m")
        assert main(["ask", QUESTION, "--library", library, "--json"]) == 0
    saved = tmp_path / "answer.json"
    out = capsys.readouterr().out
    saved.write_text(out, "utf-8")
    assert [claim["text"] for claim in json.loads(out)["claims"]] == [LOSS]
    assert main(["verify", str(saved), "--documents", str(tmp_path / "documents")]) == 0
    capsys.readouterr()
    monkeypatch.setenv("JIZHENG_MODEL_URL", "nonsense")
    assert main(["ask", QUESTION, "--library", library]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_a_proven_rewording_is_replaced_by_the_sentence_that_proves_it() -> None:
    reworded = "全国产地冷库的容量只占总容量的9%，果蔬采后损失率高达20%。"
    first, served = played(copies(lambda evidence: evidence[:1]))
    number = number_of(served, LOSS)
    answer, _ = played(says(f"{reworded}[{number}]"))
    assert first.claims
    assert ([claim.text for claim in answer.claims], FALLBACK in answer.notes) == ([LOSS], False)
    assert reworded not in answer.answer


def test_a_rewording_that_cites_another_sentence_is_not_proven() -> None:
    reworded = "全国产地冷库的容量只占总容量的9%，果蔬采后损失率高达20%。"
    _, served = played(copies(lambda evidence: evidence[:1]))
    answer, _ = played(says(f"{reworded}[{number_of(served, SHORT)}]"))
    assert (FALLBACK in answer.notes, answer.claims) == (True, plain().claims)
