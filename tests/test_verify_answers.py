"""Saved answers, whole: claims, marks, counts, and the command, over real answers of a real library."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.cli import main
from api.schemas_verify import published
from index.building import build_library
from index.chunking import ChunkSettings, chunk
from index.settings import IndexSettings
from rag.assistant import open_assistant
from rag.finding.evidence import Found, units_of
from rag.proof.originals import Originals
from rag.proof.quoting import cite
from rag.proof.reproving import Reproof, reprove
from rag.proof.saved import READERS, Receipt, Saved, SavedError, answer_of, read_saved, register
from rag.proof.verifying import verify_receipt
from rag.records import record
from rag.settings import AnswerSettings
from tests.rag_kit import INTERVIEW, NEWS, TABLES, assistant
from tests.test_imports import modules_after
from tests.texts import SEEDS, seeds

QUESTIONS = [
    "2024年国家先进制造业集群名单有多少个集群？",
    "今年上半年规模以上装备制造业增加值同比增长多少？",
    "法国有多少个先进制造业集群？",
    "绍兴现代纺织集群有多少家纺织企业？",
    "培育先进制造业集群有哪些重要意义？",
    "美国的先进制造业政策有哪些？",
    "程楠怎么看先进制造业集群？",
    "魁北克省蒙特利尔航空产业集群的主导产业是什么？",
    "国家先进制造业集群2018年的产值是多少？",
    "北美洲有多少个新能源及智能网联汽车集群？",
]
COUNT = "沿海渔港基本情况表中浙江有几个渔港？"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in (("port", NEWS), ("cold_chain", INTERVIEW), ("fishing", TABLES)):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Real answers over the five documents."""
    library = tmp_path_factory.mktemp("library")
    build_library(SEEDS, library, IndexSettings())
    asker = open_assistant(library, IndexSettings(), AnswerSettings())
    return [plain(asker.ask(question)) for question in QUESTIONS]


def plain(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    value: dict[str, Any] = json.loads(json.dumps(record(answer)))
    return value


def asked(question: str) -> dict[str, Any]:
    return plain(assistant().ask(question))


def proof(answer: dict[str, Any], folder: Path) -> Reproof:
    return reprove(answer_of(answer, "测试"), Originals(folder))


def failures(found: Reproof) -> str:
    told = [*found.faults, *(c.reason for c in found.claims if c.verdict == "failed")]
    return "；".join([*told, *(c.reason for c in found.citations if not c.holds)])


@pytest.mark.parametrize(
    "question",
    [
        "海州港2024年集装箱吞吐量是多少？",
        "港口绿色转型采取了哪些举措？",
        "谁认为应当加快建设产地预冷设施？",
        "2024年和2019年海州港集装箱吞吐量分别是多少？",
        "青岛港的集装箱吞吐量是多少？",
        "海州港2027年的集装箱吞吐量是多少？",
        COUNT,
    ],
)
def test_an_answer_as_it_was_given_out_holds(made_up: Path, question: str) -> None:
    found = proof(asked(question), made_up)
    assert (found.holds, failures(found), found.warnings) == (True, "", ())


def _forge(path: str, value: Any) -> Change:  # noqa: ANN401
    """A change of one place of an answer: keys and numbers parted by dots."""

    def change(answer: dict[str, Any]) -> None:
        *parents, last = [int(p) if p.isdigit() else p for p in path.split(".")]
        place: Any = answer
        for key in parents:
            place = place[key]
        place[last] = value(place[last]) if callable(value) else value

    return change


LIST = "港口绿色转型采取了哪些举措？"


@pytest.mark.parametrize(
    ("question", "change", "reason"),
    [
        (LIST, _forge("answer", lambda t: t.replace("260", "620")), "正文与第"),
        (LIST, _forge("answer", lambda t: t + "[9]"), "末尾"),
        (LIST, _forge("answer", lambda t: t.replace("[2]", "[1]")), "标号"),
        (LIST, _forge("answer", lambda t: t + "\n全省已全面完成。"), "末尾"),
        (LIST, _forge("claims.0.citations", [99]), r"[99] 不存在"),
        (LIST, _forge("claims.0.citations", []), "没有引文"),
        (LIST, _forge("claims.0.citations", [2]), "标号"),
        (LIST, _forge("claims.1.start", lambda n: n + 1), "起止位置"),
        (LIST, _forge("claims.1.text", lambda t: t.replace("260", "620")), "不在它所引的原文中"),
        (LIST, _forge("claims", []), "没有一句回答"),
        (LIST, _forge("citations.1.n", 1), "重复"),
        (LIST, _forge("short_answer", "已全面完成"), "简答"),
        (LIST, _forge("status", "refused"), "说是不作回答"),
        (COUNT, _forge("claims.0.text", lambda t: t.replace("共2个", "共3个")), "重新计数的结果"),
        (COUNT, _forge("short_answer", "3个"), "简答"),
        (COUNT, _forge("claims.0.plan.filters.0.values", ["福建省"]), "重新计数得 1 行"),
        (COUNT, _forge("claims.0.plan.name", "另一张表"), "没有《另一张表》"),
        (COUNT, _forge("claims.0.plan.table", 7), "没有《"),
        (COUNT, _forge("claims.0.plan", None), "无法重新计数"),
        (COUNT, _forge("plan", "筛选：全部各行；逐行计数"), "步骤不一致"),
        (COUNT, _forge("rows", [1]), "所列的行"),
        (COUNT, _forge("citations.0.table.row", 1), "不一致"),
        (COUNT, _forge("derived.inputs", [8]), "[8] 不存在"),
        ("青岛港的集装箱吞吐量是多少？", _forge("refusal.closest", [1, 99]), "[99] 不存在"),
    ],
)
def test_a_forged_answer_is_caught(made_up: Path, question: str, change: Change, reason: str) -> None:
    answer = asked(question)
    change(answer)
    found = proof(answer, made_up)
    assert not found.holds
    assert reason in failures(found)


def test_a_table_falsely_called_whole_is_caught(made_up: Path) -> None:
    answer = asked(COUNT)
    state = answer["completeness"]["state"]
    answer["completeness"]["state"] = "incomplete" if state == "whole" else "whole"
    assert "是否完整" in failures(proof(answer, made_up))


def test_words_slipped_in_before_a_claim_are_told_and_their_figures_fail(made_up: Path) -> None:
    def slipped(words: str) -> Reproof:
        answer = asked("什么是冷链物流？")
        claim = answer["claims"][0]
        claim["start"], claim["end"] = claim["start"] + len(words), claim["end"] + len(words)
        answer["answer"] = words + answer["answer"]
        return proof(answer, made_up)

    assert slipped("（目标）").warnings == ()
    assert "没有写过的话" in slipped("专家反对：").warnings[0]
    assert "“88%”没有引文证明" in failures(slipped("高达88%："))


def test_a_lead_of_a_correction_may_quote_its_own_source(made_up: Path) -> None:
    answer = asked("什么是冷链物流？")
    for words, proven in (("与提问所说不同，原文为“低温环境”：", True), ("与提问所说不同，原文为“高温环境”：", False)):
        changed = json.loads(json.dumps(answer))
        changed["claims"][0]["start"] += len(words)
        changed["claims"][0]["end"] += len(words)
        changed["answer"] = words + changed["answer"]
        assert proof(changed, made_up).holds is proven


def test_a_derived_short_answer_follows_by_its_rule_or_is_told(made_up: Path) -> None:
    who = asked("谁认为应当加快建设产地预冷设施？")
    assert (who["short_answer"], who["derived"]["rule"]) == ("林小燕", "speaker")
    assert "简答“周文博”" in failures(proof(who | {"short_answer": "周文博"}, made_up))
    cell = asked("沙埕渔港的主要鱼种是什么？")
    row = cell["claims"][0]["citations"]
    for short, holds in (("福建省", True), ("浙江省", False)):
        found = proof(cell | {"short_answer": short, "derived": {"rule": "table_row", "inputs": row}}, made_up)
        assert found.holds is holds
    other = proof(cell | {"short_answer": "3种", "derived": {"rule": "made_up", "inputs": row}}, made_up)
    assert (other.holds, "未重新推算" in other.warnings[0]) == (True, True)
    said = proof(cell | {"short_answer": "也许", "derived": {"rule": "stated", "inputs": row}}, made_up)
    assert "简答“也许”" in failures(said)


def test_a_count_is_run_again_over_the_document_as_it_is_now(made_up: Path, tmp_path: Path) -> None:
    answer = asked(COUNT)
    for name in ("port", "cold_chain"):
        (tmp_path / f"{name}.txt").write_bytes((made_up / f"{name}.txt").read_bytes())
    (tmp_path / "fishing.txt").write_text(TABLES.replace("沙埕渔港\t福建省", "沙埕渔港\t浙江省"), "utf-8")
    found = proof(answer, tmp_path)
    assert {c.verdict for c in found.citations} == {"holds, document changed elsewhere"}
    assert "重新计数得 3 行" in failures(found)


def test_unknown_fields_are_ignored_and_other_versions_refused(made_up: Path) -> None:
    answer = asked(LIST)
    answer["later"] = {"field": 1}
    answer["citations"][0]["later"] = 1
    assert proof(answer, made_up).holds
    with pytest.raises(SavedError, match=r"schema_version 为 2，"):
        answer_of(answer | {"schema_version": 2}, "x")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.json", b"{", "不是有效的 JSON"),
        ("a.json", b"[]", "不是集证的回答"),
        ("a.json", b'{"schema_version": 1}', "不合回答的格式"),
        ("a.jsonl", b'{"schema_version": 2}\n', "第 1 行 的 schema_version"),
        ("a.jsonl", b'{"id": 1, "error": "x"}\nzz\n', "第 2 行不是有效的 JSON"),
        ("a.json", b"\xff\xfe", "不是 UTF-8"),
        ("a.json", b"\x00\x00", "不是有效的 JSON"),
        ("a.json", b"[" * 100_000, "不是有效的 JSON"),
        ("a.json", b'[{"schema_version": 1}]', "第 1 项 的内容不合"),
        ("a.json", b'{"schema_version": "1"}', 'schema_version 为 "1"'),
    ],
)
def test_a_file_that_holds_no_answers_is_refused_with_the_place(name: str, data: bytes, message: str) -> None:
    with pytest.raises(SavedError, match=message):
        read_saved(data, name)


def test_answers_in_one_list_are_read_as_a_batch_is(made_up: Path) -> None:
    answer = asked(LIST)
    saved = read_saved(json.dumps([answer, answer]).encode(), "a.json")
    assert [reprove(one, Originals(made_up)).holds for one in saved.answers] == [True, True]


@pytest.mark.parametrize(
    ("quote", "reason"),
    [("", "引文是空的"), (" \n", "引文是空的"), ("冷链" * 400_000, "不是一段引文"), ("\0", "没有这段文字")],
)
def test_what_is_no_quote_is_told_at_once(made_up: Path, quote: str, reason: str) -> None:
    answer = asked(LIST)
    answer["citations"][0]["quote"] = quote
    found = proof(answer, made_up).citations[0]
    assert (found.verdict, reason in found.reason) == ("fabricated", True)


@pytest.mark.parametrize("spans", [[], [[-5, 3]], [[9, 3]], [[0, 10**30]], [[i, i + 1] for i in range(50_000)]])
def test_spans_that_are_none_are_looked_past(made_up: Path, spans: list[list[int]]) -> None:
    answer = asked(LIST)
    answer["citations"][0]["spans"] = spans
    assert proof(answer, made_up).citations[0].verdict == "moved"


def test_a_folder_and_lone_surrogates_are_told_without_a_trace(
    made_up: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path), "--documents", str(made_up)]) == 2
    assert "是文件夹" in capsys.readouterr().err
    (tmp_path / "a.json").write_text(json.dumps(asked(LIST) | {"question": "\ud800"}))
    for more in ([], ["--json"]):
        assert main(["verify", str(tmp_path / "a.json"), "--documents", str(made_up), *more]) == 0
        assert capsys.readouterr().out.encode()


def test_another_form_of_answers_registers_its_reader() -> None:
    register(".made-up", lambda data, _file: Saved((), len(data)))
    try:
        assert read_saved(b"123", "x.MADE-UP") == Saved((), 3)
    finally:
        del READERS[".made-up"]


def test_real_answers_fit_the_published_schemas_and_hold(answers: list[dict[str, Any]]) -> None:
    for name in ("answer", "receipt", "verification"):
        jsonschema.Draft202012Validator.check_schema(published(name))
        assert published(name)["$id"] == f"urn:jizheng:{name}:1"
    for answer in answers:
        jsonschema.validate(answer, published("answer"))
        for citation in answer["citations"]:
            jsonschema.validate(citation, published("receipt"))
        found = proof(answer, SEEDS)
        assert (failures(found), found.warnings) == ("", ())
    assert {claim["kind"] for answer in answers for claim in answer["claims"]} >= {"quote", "count"}


BESIDE: dict[str, Change] = {
    "所注发布者“国务院”与资料清单不符": lambda c: c.update(issuer="国务院"),
    "所注文种“决定”与资料清单不符": lambda c: c["standing"]["kind"].update(value="决定"),
    "所注级别“central”与资料清单不符": lambda c: c["standing"]["level"].update(value="central"),
    "的依据（text）与资料清单（inferred）不符": lambda c: c["standing"]["kind"].update(how="text"),
    "所注章节“第九章 附则”与原文不符": lambda c: c.update(section=["第九章 附则"]),
    "所说不再有效的依据“本办法废止”不在所记的位置": lambda c: c["standing"].update(
        superseded={"how": "text", "by": None, "words": "本办法废止", "spans": [[0, 5]]}
    ),
}


@pytest.mark.parametrize("reason", BESIDE)
def test_what_is_shown_beside_a_quote_is_derived_again(answers: list[dict[str, Any]], reason: str) -> None:
    answer = json.loads(json.dumps(answers[2]))
    BESIDE[reason](answer["citations"][0])
    finding = proof(answer, SEEDS).citations[0]
    assert (finding.verdict, reason in finding.reason) == ("misattributed", True)


def test_another_heading_of_the_document_is_misattributed(answers: list[dict[str, Any]]) -> None:
    answer = json.loads(json.dumps(next(a for a in answers if a["citations"] and a["citations"][0]["section"])))
    citation = answer["citations"][0]
    original = Originals(SEEDS).get(citation["document"])
    assert original
    others = {path for b in original.document.blocks if (path := b.path) and list(path) != citation["section"]}
    assert others
    citation["section"] = list(max(others))
    assert proof(answer, SEEDS).citations[0].verdict == "misattributed"


def test_without_a_manifest_what_it_told_is_a_warning_and_what_is_said_to_be_printed_a_fault(
    answers: list[dict[str, Any]], tmp_path: Path
) -> None:
    for path in SEEDS.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    proofs = [proof(answer, tmp_path) for answer in answers]
    assert all(found.holds for found in proofs)
    assert any("的资料清单，所注" in warning for found in proofs for warning in found.warnings)
    answer = json.loads(json.dumps(answers[2]))
    answer["citations"][0]["date"] = {"value": "1999年12月31日", "how": "text"}
    assert proof(answer, tmp_path).citations[0].verdict == "misattributed"


def test_a_manifest_that_has_since_marked_a_source_as_repealed_is_a_warning(
    answers: list[dict[str, Any]], tmp_path: Path
) -> None:
    for path in SEEDS.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((SEEDS / "manifest.json").read_text("utf-8"))
    for entry in manifest["documents"]:
        for article in entry["articles"]:
            article["superseded_by"] = {"value": "新的通知", "how": "inferred"}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    found = proof(answers[2], tmp_path)
    assert found.holds
    assert any("已被替代或废止：新的通知" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("field", "value"),
    [("issuer", "国务院"), ("title", "关于先进制造业集群的决定"), ("date", {"value": "2025年6月", "how": "text"})],
)
def test_a_source_that_the_manifest_contradicts_is_misattributed(
    answers: list[dict[str, Any]], field: str, value: object
) -> None:
    answer = json.loads(json.dumps(answers[2]))
    answer["citations"][0][field] = value
    finding = proof(answer, SEEDS).citations[0]
    assert (finding.verdict, "与资料清单不符" in finding.reason) == ("misattributed", True)


def test_answers_verify_after_a_rebuild_with_other_chunks(answers: list[dict[str, Any]], tmp_path: Path) -> None:
    small = IndexSettings(chunks=ChunkSettings(target=120, most=200))
    build_library(SEEDS, tmp_path, small)
    asker = open_assistant(tmp_path, small, AnswerSettings())
    rebuilt = {d.id: d.sha256 for d in asker.library.documents()}  # type: ignore[attr-defined]
    for answer in answers:
        assert all(rebuilt[c["document"]] == c["sha256"] for c in answer["citations"])
        assert proof(answer, SEEDS).holds
    for question in QUESTIONS[:5]:
        assert proof(plain(asker.ask(question)), SEEDS).holds


def changed_seeds(folder: Path, change: Callable[[str, bytes], bytes]) -> Path:
    folder.mkdir()
    for path in SEEDS.glob("*.txt"):
        (folder / path.name).write_bytes(change(path.name, path.read_bytes()))
    return folder


def verdicts(answers: list[dict[str, Any]], folder: Path) -> Counter[str]:
    return Counter(c.verdict for answer in answers for c in proof(answer, folder).citations)


def test_one_changed_character_fails_the_receipts_that_hold_it_and_warns_of_the_others(
    answers: list[dict[str, Any]], tmp_path: Path
) -> None:
    name = answers[0]["citations"][0]["document"]
    at = answers[0]["citations"][0]["spans"][0][0] + 7

    def change(file: str, data: bytes) -> bytes:
        raw = data.decode("utf-8-sig")
        return (raw[:at] + "某" + raw[at + 1 :]).encode() if file.startswith(name) else data

    place = changed_seeds(tmp_path / "changed", change)
    for answer in answers:
        for citation, finding in zip(answer["citations"], proof(answer, place).citations, strict=True):
            touched = citation["document"] == name and any(a <= at < b for a, b in citation["spans"])
            other = "holds, document changed elsewhere" if citation["document"] == name else "holds"
            assert finding.verdict == ("altered" if touched else other)
    assert verdicts(answers, place)["altered"] >= 1


def _everything_quotable() -> dict[str, list[Receipt]]:
    """The receipts of every sentence and row of the five documents."""
    found = {}
    for doc in seeds().values():
        units = (u for c in chunk(doc, ChunkSettings()) for u in units_of(Found(c, 0, 1.0, 0.0), doc))
        cited = [msgspec.to_builtins(cite(unit)) for unit in units]
        for citation in cited:
            citation["gaps"] = [{"start": a, "end": b, "kind": kind} for a, b, kind in citation["gaps"]]
        found[doc.id] = [msgspec.convert(citation, Receipt) for citation in cited]
    return found


RECEIPTS = _everything_quotable()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(RECEIPTS)), st.integers(0, 2**31), st.sampled_from("某不3，x \n#|"))
@example(sorted(RECEIPTS)[3], 243174, "某")  # before a sentence that a footnote stands in
def test_any_changed_character_of_the_documents_fails_what_it_touches_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: int, char: str
) -> None:
    raw = next(doc.raw for doc in seeds().values() if doc.id == name)
    at = place % len(raw)
    changed = raw[:at] + char + raw[at + 1 :]
    folder = tmp_path_factory.mktemp("one")
    (folder / f"{name}.txt").write_bytes(changed.encode())
    originals = Originals(folder)
    for receipt in RECEIPTS[name]:
        found = verify_receipt(receipt, originals)
        said = receipt.speaker.spans if receipt.speaker else ()
        if changed == raw or any(a <= at < b for a, b in said):
            continue  # whether a changed name or post still names the speaker is another question
        if any(a <= at < b for a, b in receipt.spans):
            assert not found.holds
        elif not receipt.spans[0].start <= at < receipt.spans[-1].end:
            assert found.verdict == "holds, document changed elsewhere", (found.reason, receipt.quote)


def test_re_encoded_and_re_ended_documents_are_told_apart(answers: list[dict[str, Any]], tmp_path: Path) -> None:
    encoded = changed_seeds(tmp_path / "gb", lambda _n, data: data.decode("utf-8-sig").encode("gb18030"))
    assert set(verdicts(answers, encoded)) == {"holds, document changed elsewhere"}
    ended = changed_seeds(tmp_path / "crlf", lambda _n, data: data.replace(b"\n", b"\r\n"))
    found = verdicts(answers, ended)
    assert set(found) == {"moved", "holds"}  # one of the documents is a single line
    for answer in answers:
        for finding in proof(answer, ended).citations:
            assert finding.verdict == "holds" or "换行符" in finding.reason


def test_the_command_tells_each_receipt_and_leaves_with_its_status(
    answers: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "answers.jsonl"
    lines = [{"id": n, **answer} for n, answer in enumerate(answers, 1)]
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in [*lines, {"id": 99, "error": "x"}]))
    assert main(["verify", str(batch), "--documents", str(SEEDS)]) == 0
    out = capsys.readouterr().out
    cited = sum(len(answer["citations"]) for answer in answers)
    assert f"共 10 个回答，10 个成立；引文 {cited} 条：成立 {cited}；" in out
    assert "另有 1 行是作答时的错误" in out
    assert out.count("成立  ") == cited

    saved = tmp_path / "one.json"
    answers[0]["citations"][0]["quote"] += "！"
    saved.write_text(json.dumps(answers[0]))
    answers[0]["citations"][0]["quote"] = answers[0]["citations"][0]["quote"][:-1]
    assert main(["verify", str(saved), "--documents", str(SEEDS), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, published("verification"))
    assert (told["holds"], told["summary"]) == (False, {"altered": 1})


def test_wrong_use_has_status_two_and_names_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "a.json"
    saved.write_text("{}")
    for arguments, message in (
        ([], "缺少文件"),
        ([str(saved)], "不是集证的回答"),
        ([str(tmp_path / "none.json")], "none.json"),
        ([str(saved), "--documents", str(tmp_path / "nowhere")], "不是集证的回答"),
    ):
        assert main(["verify", *arguments]) == 2
        assert message in capsys.readouterr().err
    saved.write_text(json.dumps(asked(LIST)))
    assert main(["verify", str(saved), "--documents", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert main(["verify", "--schema", "receipt"]) == 0
    assert json.loads(capsys.readouterr().out)["$id"] == "urn:jizheng:receipt:1"


def test_verifying_imports_no_library_and_no_model(tmp_path: Path) -> None:
    """Even where speakers are read again and rows are counted again."""
    for name, text in (("port", NEWS), ("cold_chain", INTERVIEW), ("fishing", TABLES)):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(asked(LIST)))
    lines = [asked(COUNT), asked("谁认为应当加快建设产地预冷设施？")]
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, lines)))
    heavy = ("numpy", "faiss", "tokenizers", "torch", "sentence_transformers", "jieba", "fastapi", "safetensors")
    for file in ("a.json", "b.jsonl"):
        code = f"from api.cli import main; assert main(['verify', {str(tmp_path / file)!r}, '--documents', {str(tmp_path)!r}]) == 0"
        loaded = modules_after(code)
        assert [name for name in (*heavy, "index.library", "index.storage.store") if name in loaded] == []
