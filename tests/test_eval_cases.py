"""Cases: every kind of fault is refused with file, line and case named; quotes are found at their places by machine."""

import json
import random
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eval.cases import CaseError, corpus_digest, digest, dump, load_suite, load_suites, parse
from eval.drafts import complete, squeezed
from eval.locating import anywhere, bare, locate, quote_of, solid, squeeze
from eval.models import Case, Range
from eval.suites import open_suites, opened, sealed
from index.loading import LoadError, fingerprint
from tests.libraries import write

ROOT = Path(__file__).parent.parent
PORT = (
    "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。\n\n全港共有生产性泊位46个，其中万吨级\n以上泊位21个。\n"
)
SHA256 = fingerprint(PORT.encode())
QUOTE = "全港共有生产性泊位46个"
START = PORT.index(QUOTE)


def gold(**more: object) -> dict[str, Any]:
    return {"doc": "port", "sha256": SHA256, "quote": QUOTE, "spans": [[START, START + len(QUOTE)]], **more}


def case(**more: object) -> dict[str, Any]:
    asked = {"id": "q1", "type": "number", "question": "有几个泊位？", "answerable": True, "answers": [["46个"]]}
    return {**asked, "evidence": [gold()], **more}


def none(**more: object) -> dict[str, Any]:
    asked = {"id": "q1", "type": "near_miss", "question": "港长是谁？", "answerable": False}
    return {**asked, "negative_evidence": [["港长"]], **more}


def rewording(**more: object) -> dict[str, Any]:
    asked = {"id": "q1~lay", "type": "number", "question": "泊位有多少呀？", "answerable": True}
    return {**asked, "parent": "q1", "variant": "colloquial", **more}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", port=PORT)


Load = Callable[..., tuple[Case, ...]]


@pytest.fixture
def load(tmp_path: Path, documents: Path) -> Load:
    """Loads records as one suite of one file."""

    def loader(*records: Mapping[str, Any]) -> tuple[Case, ...]:
        path = tmp_path / "题.jsonl"
        path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
        return load_suite("s", [path], documents).cases

    return loader


def test_a_sound_case_is_loaded_as_it_stands(load: Load) -> None:
    (found,) = load(case(note="注"))
    assert found.evidence[0].spans == ((START, START + len(QUOTE)),)
    assert parse(dump(found)) == found


def test_quotes_may_differ_from_the_text_in_white_space(load: Load) -> None:
    wrapped = "其中万吨级以上泊位21个"
    start, end = PORT.index("其中"), PORT.index("21个") + 3
    (found,) = load(case(answers=[["21个"]], evidence=[gold(quote=wrapped, spans=[[start, end]])]))
    assert found.evidence[0].quote == wrapped


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (case(question=" "), "问题（question）是空的"),
        (case(evidence=[]), "可答的题没有证据"),
        (case(answers=[]), "可答的题既无 answers 也无 nuggets"),
        (case(answers=[[]]), "answers 里有空的一组或空的答案"),
        (case(answers=[["46个", " "]]), "answers 里有空的一组或空的答案"),
        (case(answers=[["47个"]]), "答案“47个”不在所引证据中；若由计算得出，请写 derived: true"),
        (case(answers=[["6个"]]), "答案“6个”不在所引证据中"),
        (case(answers=[["很" * 50]]), "答案“" + "很" * 40 + "…”不在所引证据中"),
        (case(answers=[], nuggets=[{"importance": "vital", "any": ["46个"]}]), "number 题应写 answers"),
        (case(nuggets=[{"importance": "vital", "any": ["47个", "48个"]}]), "要点“47个/48个”不在所引证据中"),
        (case(nuggets=[{"importance": "vital", "any": []}]), "nuggets 里有空的一组或空的说法"),
        (case(must_not=["共46个"]), "must_not“共46个”含有正确答案"),
        (case(type="injection"), "夹带指令的题应写 must_not"),
        (case(evidence=[gold(doc="prot")]), "没有文档“prot”，可选：port"),
        (case(evidence=[gold(sha256="0" * 64)]), "文档“port”已不是出题时的版本（sha256 不同），请核对后重填"),
        (case(evidence=[gold(spans=[])]), "位置 （空） 不在文档“port”之内"),
        (case(evidence=[gold(spans=[[0, 10**6]])]), "位置 [0, 1000000) 不在文档“port”之内"),
        (case(evidence=[gold(spans=[[5, 5]])]), "位置 [5, 5) 不在文档“port”之内"),
        (
            case(evidence=[gold(spans=[[START + 1, START + 12]])]),
            f"处的原文不是所引“{QUOTE}”，请用 jizheng eval convert",
        ),
        (case(evidence=[gold(), gold(quote="", spans=[[3, 4]])]), "所引（quote）是空的"),
        (none(answers=[["甲"]]), "不可答的题不应有 answers 或 nuggets"),
        (none(negative_evidence=[]), "不可答的题应写 negative_evidence：哪些词一起搜索而没有一句命中"),
        (none(negative_evidence=[[]]), "negative_evidence 里有空的一组或空的词，什么都没有搜索"),
        (none(negative_evidence=[["港长", ""]]), "negative_evidence 里有空的一组或空的词"),
        (none(negative_evidence=[["泊位", "21个"]]), "negative_evidence ['泊位', '21个'] 在“port”中有一句命中"),
    ],
)
def test_every_kind_of_fault_is_refused_with_file_line_and_case(load: Load, record: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseError) as caught:
        load(case(id="q0"), record)
    assert all(fault.startswith("题.jsonl 第 2 行（q1）：") for fault in caught.value.faults)
    assert [fault for fault in caught.value.faults if said in fault]
    assert all(fault in str(caught.value) for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (rewording(parent="q9"), "没有母题“q9”"),
        (rewording(parent=""), "有 variant 而无 parent"),
        (rewording(variant=""), "有 parent 而无 variant"),
        (rewording(parent="q1~a"), "母题“q1~a”本身也是变体"),
        (rewording(answers=[["46个"]]), "变体沿用母题的标准答案，不应自带"),
        (rewording(type="cell"), "变体的 type、answerable 应与母题“q1”相同"),
        (rewording(question=""), "问题（question）是空的"),
    ],
)
def test_a_rewording_without_its_case_is_refused(load: Load, record: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseError) as caught:
        load(case(), rewording(id="q1~a"), record)
    assert caught.value.faults == (f"题.jsonl 第 3 行（q1~lay）：{said}",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "不是 JSON（"),
        ("[]", "不是一个 JSON 对象"),
        ('"q"', "不是一个 JSON 对象"),
        (json.dumps({k: v for k, v in case().items() if k != "type"}), "字段“type”：缺少，请补上"),
        (json.dumps(case(typ="x")), "字段“typ”：没有这个字段，请删去或改正字段名"),
        (json.dumps(case(type="numbr")), "字段“type”：应为 'number'"),
        (json.dumps(case(answerable="perhaps")), "字段“answerable”：Input should be a valid boolean"),
        (json.dumps(case(evidence=[gold(page=3)])), "字段“evidence.0.page”：没有这个字段"),
    ],
)
def test_a_line_that_is_no_case_is_named_by_its_field(tmp_path: Path, documents: Path, line: str, said: str) -> None:
    path = tmp_path / "题.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_suite("s", [path], documents)
    assert caught.value.faults[0].startswith(f"题.jsonl 第 2 行：{said}")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, documents: Path) -> None:
    path = tmp_path / "题.jsonl"
    path.write_bytes("题".encode("gb18030"))
    for broken in (path, tmp_path / "none.jsonl"):
        with pytest.raises(CaseError, match=r"jsonl：无法读取.*应为 UTF-8 编码、每行一题"):
            load_suite("s", [broken], documents)


def test_an_id_that_repeats_is_refused_where_both_stand(load: Load) -> None:
    with pytest.raises(CaseError, match=r"题.jsonl 第 2 行：题号“q1”已见于 题.jsonl 第 1 行，请改其一"):
        load(case(), case(question="另一问？"))


def test_many_faults_are_counted_and_the_first_twenty_told(load: Load) -> None:
    with pytest.raises(CaseError) as caught:
        load(*(case(id=f"q{n}", answers=[["47个"]]) for n in range(25)))
    assert len(caught.value.faults) == 25
    lines = str(caught.value).splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("共 25 处错误：", 22, "……其余 5 处")


def test_a_computed_answer_need_not_stand_in_its_quotes(load: Load) -> None:
    (found,) = load(case(answers=[["两类"]], derived=True))
    assert found.derived


def test_cells_of_a_row_are_answers_though_nothing_stands_between_them(tmp_path: Path) -> None:
    table = "渔港\t泊位\t年份\n石浦渔港\t120\t2019\n"
    documents = write(tmp_path / "tables", t=table)
    draft = {"id": "q", "type": "cell", "question": "问", "answerable": True, "answers": [["120"]]}
    raw, sha256 = {"t": table}, {"t": fingerprint(table.encode())}
    made = complete(
        draft | {"evidence": [{"doc": "t", "pieces": ["石浦渔港", "120", "2019"]}]}, squeezed(raw), raw, sha256
    )
    path = tmp_path / "题.jsonl"
    path.write_text(dump(made), encoding="utf-8")
    assert made.evidence[0].quote == "石浦渔港1202019"
    assert load_suite("s", [path], documents).cases == (made,)


# Suites


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two suites: `a` with an open and a closed case, `b` with documents of its own."""
    home = tmp_path / "cases"
    write(home / "b" / "documents", port=PORT)
    for place, record in (("a/open", case(id="a1")), ("a/closed", case(id="a2")), ("b/open", case(id="b1"))):
        (home / place).mkdir(parents=True)
        (home / place / "题.jsonl").write_text(json.dumps(record), encoding="utf-8")
    return home


def test_suites_have_their_own_documents_or_those_given(folder: Path, documents: Path) -> None:
    a, b = load_suites(folder, documents)
    assert (a.name, [c.id for c in a.cases], a.closed, a.documents) == ("a", ["a1", "a2"], frozenset({"a2"}), documents)
    assert (b.name, [c.id for c in b.cases], b.closed, b.documents) == (
        "b",
        ["b1"],
        frozenset(),
        folder / "b" / "documents",
    )
    assert [c.id for c in opened(a).cases] == ["a1"]
    assert sealed((a, b)) == 1


def test_what_a_run_has_left_beside_the_suites_is_no_suite(folder: Path, documents: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "outcomes.jsonl").write_text("{}", encoding="utf-8")
    assert [suite.name for suite in load_suites(folder, documents)] == ["a", "b"]


def test_an_id_in_two_suites_is_refused(folder: Path, documents: Path) -> None:
    (folder / "b" / "open" / "more.jsonl").write_text(json.dumps(case(id="a1")), encoding="utf-8")
    with pytest.raises(CaseError, match="题号“a1”出现在两套题里，请改其一"):
        load_suites(folder, documents)


def test_a_rewording_on_the_other_side_of_the_seal_is_refused(folder: Path, documents: Path) -> None:
    (folder / "a" / "open" / "more.jsonl").write_text(json.dumps(rewording(parent="a2")), encoding="utf-8")
    with pytest.raises(CaseError, match="变体与母题“a2”应同在 open 或同在 closed"):
        load_suites(folder, documents)


def test_a_folder_above_that_is_called_closed_closes_nothing(tmp_path: Path, folder: Path, documents: Path) -> None:
    moved = tmp_path / "closed" / "cases"
    moved.parent.mkdir()
    folder.rename(moved)
    assert load_suites(moved, documents)[0].closed == {"a2"}


def test_cases_come_from_a_folder_of_suites_a_folder_a_file_or_a_sheet(
    tmp_path: Path, folder: Path, documents: Path
) -> None:
    assert [s.name for s in open_suites(folder, documents)] == ["a", "b"]
    (one,) = open_suites(folder / "a" / "open", documents)
    (same,) = open_suites(folder / "a" / "open" / "题.jsonl", documents)
    assert one.cases == same.cases
    assert (one.name, same.name, one.documents) == ("open", "题", documents)
    docs = write(tmp_path / "d", 港口="2024年，海州港完成集装箱吞吐量612.5万标箱。\n")
    row = "题号,类型,问题,可答,答案,引文\nq1,数字,吞吐量多少？,是,612.5万标箱,完成集装箱吞吐量612.5万标箱\n"
    (tmp_path / "表.csv").write_text(row, encoding="utf-8")
    (sheet,) = open_suites(tmp_path / "表.csv", docs, pytest.fail)
    assert (sheet.name, [c.id for c in sheet.cases], sheet.documents) == ("表", ["q1"], docs)


def test_cases_that_are_nowhere_are_refused_with_what_to_do(tmp_path: Path, documents: Path) -> None:
    with pytest.raises(CaseError, match=r"没有“.*none”：请用 --cases 指定"):
        open_suites(tmp_path / "none", documents)
    with pytest.raises(CaseError, match=r"下没有评测题：应有 <套名>/open/\*\.jsonl"):
        open_suites(documents, documents)
    with pytest.raises(LoadError, match="文件夹不存在"):
        load_suite("s", [], tmp_path / "none")


def test_hashes_change_with_cases_and_documents_and_with_nothing_else(folder: Path, documents: Path) -> None:
    then = load_suites(folder, documents)
    assert (digest(then), corpus_digest(then)) == (digest(load_suites(folder, documents)), corpus_digest(then))
    (folder / "a" / "open" / "题.jsonl").write_text(json.dumps(case(id="a1", note="注")), encoding="utf-8")
    now = load_suites(folder, documents)
    assert digest(now) != digest(then)
    assert corpus_digest(now) == corpus_digest(then)
    write(documents, more="又一篇。")
    assert corpus_digest(load_suites(folder, documents)) != corpus_digest(then)
    assert digest(load_suites(folder, documents)) == digest(now)


def test_our_own_cases_are_sound_and_of_every_type() -> None:
    suites = load_suites(ROOT / "eval" / "cases", ROOT / "seeds")
    assert {case.type for suite in suites for case in suite.cases} == set(Case.__annotations__["type"].__args__)


# Finding quotes

TEXTS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "tests" / "made_up").glob("*.txt"))}
SQUEEZED = squeezed(TEXTS)
GAPS = ("", "", "", " ", "\n", "\n\n", "\t", "　", "\ufeff")


@given(
    some.sampled_from(sorted(TEXTS)), some.integers(0, 10**6), some.integers(1, 60), some.randoms(use_true_random=False)
)
def test_a_quote_with_white_space_strewn_in_or_taken_out_is_found_at_its_place(
    name: str, at: int, length: int, chance: random.Random
) -> None:
    text = TEXTS[name]
    start = at % len(text)
    cut = text[start : start + length]
    quote = "".join(c + chance.choice(GAPS) for c in cut if not c.isspace() or chance.random() < 0.5)
    if not bare(cut):
        assert locate([quote], SQUEEZED[name]) == []
        return
    places = locate([quote], SQUEEZED[name])
    own = (start + len(cut) - len(cut.lstrip()), start + len(cut.rstrip()))
    assert (Range(*own),) in places
    assert all(quote_of(text, place) == bare(cut) for place in places)
    assert name in anywhere([quote], SQUEEZED)


@given(
    some.sampled_from(sorted(TEXTS)),
    some.integers(0, 10**6),
    some.lists(some.tuples(some.integers(0, 30), some.integers(1, 12)), min_size=1, max_size=5),
)
def test_pieces_are_found_one_after_the_other(name: str, at: int, steps: list[tuple[int, int]]) -> None:
    text = TEXTS[name]
    place, spans = at % (len(text) // 2), []
    for gap, length in steps:
        spans.append((place + gap, place + gap + length))
        place += gap + length
    pieces = [text[a:b] for a, b in spans]
    if not all(map(bare, pieces)):
        return
    places = locate(pieces, SQUEEZED[name])
    assert places
    for found in places:
        assert [quote_of(text, [span]) for span in found] == [bare(piece) for piece in pieces]
        assert all(a.end <= b.start for a, b in pairwise(found))


def test_pieces_too_far_apart_or_the_wrong_way_round_are_not_one_quote() -> None:
    text = squeeze("甲乙" + "丙" * 3000 + "丁戊")
    assert locate(["甲", "乙"], text) == [(Range(0, 1), Range(1, 2))]
    assert locate(["甲", "戊"], text) == locate(["戊", "丁"], text) == []
    assert locate([], text) == locate([""], text) == locate(["甲", " "], text) == []


def test_solid_offsets_are_those_of_characters() -> None:
    assert solid("甲 乙\n\ufeff丙", [Range(0, 3), Range(3, 6)]) == {0, 2, 5}


def test_a_draft_gets_its_places_its_hash_and_its_reprints() -> None:
    raw = {"a": "序。产值达到20万亿元，\n同比增长。", "b": "转载：产值达到20万亿元，同比增长。"}
    sha256 = {"a": "1", "b": "2"}
    draft = {"id": "q", "type": "number", "question": "问", "answerable": True, "answers": [["20万亿元"]]}
    quote = {"doc": "a", "quote": "产值达到20万亿元，同比增长。", "group": 3}
    made = complete(draft | {"evidence": [quote]}, squeezed(raw), raw, sha256)
    assert [(e.doc, e.sha256, e.group, e.spans) for e in made.evidence] == [
        ("a", "1", 3, ((2, 18),)),
        ("b", "2", 3, ((3, 18),)),
    ]
    short = complete(draft | {"evidence": [{"doc": "a", "quote": "20万亿元"}]}, squeezed(raw), raw, sha256)
    assert [e.doc for e in short.evidence] == ["a"]
    with pytest.raises(ValueError, match="没有文档“c”，可选：a、b"):
        complete(draft | {"evidence": [{"doc": "c", "quote": "甲"}]}, squeezed(raw), raw, sha256)
    with pytest.raises(ValueError, match="文档“a”中没有“转载”；它在 b 中"):
        complete(draft | {"evidence": [{"doc": "a", "quote": "转载"}]}, squeezed(raw), raw, sha256)
    with pytest.raises(ValueError, match="文档“a”中没有“利润”；若被页码、页眉或表格隔开，请分段写入 pieces"):
        complete(draft | {"evidence": [{"doc": "a", "quote": "利润"}]}, squeezed(raw), raw, sha256)
