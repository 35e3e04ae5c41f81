import json
import socket
from pathlib import Path

import pytest

from api.cli import main
from api.printing import as_text
from rag.records import record
from tests.rag_kit import INTERVIEW, NEWS, assistant


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asking")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "port.txt").write_text(NEWS, encoding="utf-8")
    (documents / "cold_chain.txt").write_text(INTERVIEW, encoding="utf-8")
    assert main(["build", "--documents", str(documents), "--library", str(folder / "library")]) == 0
    return folder / "library"


def test_an_answer_is_printed_with_numbered_quotes_and_no_colour_codes(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["ask", "海州港2024年集装箱吞吐量是多少？", "--library", str(library)])
    out = capsys.readouterr().out
    assert status == 0
    assert out.startswith("612.5万标箱\n")
    assert "[1] 海州港集装箱吞吐量再创新高" in out
    assert "“2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。”" in out
    assert "\x1b" not in out


def test_json_is_the_record_of_the_contract(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "什么是冷链物流？", "--json", "--library", str(library), "--top-k", "5"])
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema_version"], answer["status"]) == (1, "answered")
    assert answer["citations"][0]["speaker"]["name"] == "周文博"


def test_a_refusal_ends_with_status_1_and_names_what_is_missing(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "海州港2019年集装箱吞吐量是多少？", "--library", str(library)]) == 1
    assert "2019年" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "缺少问题"),
        (["ask", "字" * 2001], "问题过长：2001 个字符，最多 2000"),
        (["ask", "--batch", "x.jsonl"], "--out"),
        (["ask", "问", "--batch", "x.jsonl", "--out", "y.jsonl"], "不能同时"),
        (["ask", "问", "--library", "/nowhere/at/all"], "jizheng build"),
        (["ask", "--batch", "/nowhere.jsonl", "--out", "/nowhere.out"], "nowhere"),
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(
    library: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    extra = [] if "--library" in arguments else ["--library", str(library)]
    assert main([*arguments, *extra]) == 2
    error = capsys.readouterr().err.strip()
    assert said in error
    assert "\n" not in error


@pytest.mark.parametrize("top_k", ["0", "-1", "51", "1.5", "x"])
def test_a_wrong_top_k_is_refused(top_k: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ask", "问", "--top-k", top_k])
    assert left.value.code == 2
    assert top_k in capsys.readouterr().err


def test_a_batch_answers_every_line_and_reports_bad_ones(library: Path, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [
        '{"id": "a", "question": "什么是冷链物流？"}',
        "no json",
        '{"id": 7}',
        "",
        '{"question": "集装箱\\u2028吞吐量"}',
    ]
    questions.write_text("\n".join(lines), encoding="utf-8")
    assert main(["ask", "--batch", str(questions), "--out", str(out), "--library", str(library)]) == 1
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").split("\n") if line]
    assert [a["id"] for a in answers] == ["a", 2, 3, 5]
    assert ["error" in a for a in answers] == [False, True, True, False]
    assert "no json" in answers[1]["error"]
    assert answers[0]["status"] == "answered"


def test_an_interrupted_batch_is_taken_up_where_it_broke(library: Path, tmp_path: Path) -> None:
    """The answers that are there are kept as they stand; a half-written line is done again."""
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"id": 1, "question": "什么是冷链物流？"}\n{"id": 2, "question": "三期码头何时开工？"}\n')
    arguments = ["ask", "--batch", str(questions), "--out", str(out), "--library", str(library)]
    assert main(arguments) == 0
    whole = out.read_text(encoding="utf-8")
    first, second = whole.splitlines()
    kept = json.dumps({**json.loads(first), "kept": True}, ensure_ascii=False)
    out.write_text(kept + "\n" + second[:40], encoding="utf-8")
    assert main(arguments) == 0
    assert out.read_text(encoding="utf-8") == kept + "\n" + second + "\n"


def test_a_table_row_is_printed_as_one_range_and_json_keeps_its_cells() -> None:
    answer = record(assistant().ask("沙埕渔港的主要鱼种是什么？"))
    spans = answer["citations"][0]["spans"]
    assert len(spans) == 4
    assert f"fishing 第 {spans[0][0]}–{spans[-1][1]} 字（表格行）" in as_text(answer, colour=False)


def test_lines_that_only_white_space_parts_are_printed_as_one_range() -> None:
    answer = record(assistant().ask("什么是冷链物流？"))
    citation = answer["citations"][0]
    citation["spans"] = [[10, 20], [21, 30], [40, 50], [52, 60]]
    citation["gaps"] = [{"start": 31, "end": 39, "kind": "footnote"}]
    assert "cold_chain 第 10–30、40–60 字\n" in as_text(answer, colour=False) + "\n"


def test_a_document_without_a_title_is_told_by_its_file() -> None:
    answer = record(assistant().ask("什么是冷链物流？"))
    answer["citations"][0] |= {"title": None, "document": "001_2daa4ebdbbecc1fd"}
    assert "[1] （题名未知，001_2daa4ebd…）" in as_text(answer, colour=False)


def test_colours_are_for_terminals_only() -> None:
    answer = record(assistant().ask("什么是冷链物流？"))
    assert "\x1b[" in as_text(answer, colour=True)
    assert "\x1b[" not in as_text(answer, colour=False)


def test_a_port_in_use_is_named_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in error
    assert "--port" in error
