"""Sheets of cases: what their authors write becomes cases, and every mistake is named with row, column and remedy."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from eval.cases import CaseError, dump, load_suite, load_suites
from eval.models import AnswerSpec, Case, Nugget
from eval.sheet_columns import SHEET, SheetWarning
from eval.sheet_grids import MOST_BYTES
from eval.sheet_template import write_template
from eval.sheets import read_sheet
from eval.wording import TYPE_ALIASES, TYPE_NAMES
from tests.libraries import write

ROOT = Path(__file__).parent.parent
PORT = (
    "海州港吞吐量创新高\n\n2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。全港共有生产性泊位46个，\n"
    "其中万吨级以上泊位21个。\n\n第 2 页\n\n到2027年，吞吐量力争突破800万标箱。岸电使用率达到92%……电动集卡260辆。"
    "园区已开通5G/6G试验网。\n"
)
CHAIN = "冷链物流的短板主要在产地。全国产地冷库容量只占总容量的9%。\n泊位46个也见于此。\n"
HEAD = ("题号", "类型", "问题", "可答", "答案", "文档", "引文")
GOOD = ("q1", "数字", "海州港吞吐量多少？", "是", "612.5万标箱", "港口", "2024年，海州港完成集装箱吞吐量612.5万标箱")
Reader = Callable[..., tuple[Case, ...]]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", 港口=PORT, 冷链=CHAIN)


def as_csv(path: Path, *rows: Sequence[str], encoding: str = "utf-8", mark: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_xlsx(path: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


@pytest.fixture
def read(tmp_path: Path, documents: Path) -> Reader:
    """Reads rows as a CSV file; nothing may be told about them."""

    def reader(*rows: Sequence[str], tell: Callable[[str], None] = pytest.fail) -> tuple[Case, ...]:
        return read_sheet(as_csv(tmp_path / "题.csv", *rows), documents, tell)

    return reader


@pytest.fixture
def faults(read: Reader) -> Callable[..., tuple[str, ...]]:
    """The faults of rows."""

    def found(*rows: Sequence[str]) -> tuple[str, ...]:
        with pytest.raises(CaseError) as caught:
            read(*rows, tell=lambda _: None)
        return caught.value.faults

    return found


def check_good(case: Case) -> None:
    assert (case.id, case.type, case.question, case.answerable) == ("q1", "number", "海州港吞吐量多少？", True)
    assert case.answers == (("612.5万标箱",),)
    (evidence,) = case.evidence
    start = PORT.index("2024年，海州港")
    assert evidence.spans == ((start, start + len("2024年，海州港完成集装箱吞吐量612.5万标箱")),)
    assert evidence.doc == "港口"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_file_is_read_in_any_encoding_and_with_any_separator(
    tmp_path: Path, documents: Path, encoding: str, mark: str
) -> None:
    path = as_csv(tmp_path / "题.csv", HEAD, GOOD, encoding=encoding, mark=mark)
    (case,) = read_sheet(path, documents, pytest.fail)
    check_good(case)


def test_a_workbook_is_read_whatever_its_name(tmp_path: Path, documents: Path) -> None:
    for name in ("题.xlsx", "题.csv"):
        (case,) = read_sheet(as_xlsx(tmp_path / name, HEAD, GOOD), documents, pytest.fail)
        check_good(case)


@pytest.mark.parametrize(
    "head",
    [
        ("id", "type", "question", "answerable", "answers", "doc", "quote"),
        ("題號", "類型", "問題", "可答", "答案", "文檔", "引文"),
        ("题号/id", "类型（可不填）", " Question ", "可答*", "参考答案", "文档1", "引文 (1)"),
    ],
)
def test_columns_may_be_headed_in_chinese_or_english(read: Reader, head: tuple[str, ...]) -> None:
    (case,) = read(head, GOOD)
    check_good(case)


def test_every_type_is_known_by_its_chinese_and_its_english_name(read: Reader) -> None:
    aliases = {english: [a for a, kind in TYPE_ALIASES.items() if kind == english] for english in TYPE_NAMES}
    for english, chinese in TYPE_NAMES.items():
        for name in (chinese, f"{chinese}题", english, english.replace("_", "-").upper(), *aliases[english]):
            value, wrong = "是" if english == "yes_no" else "", "黑客" if english == "injection" else ""
            row = ("q", name, "问？", "是", "46个", "港口", "生产性泊位46个", value, wrong)
            assert read((*HEAD, "数值", "不得出现"), row)[0].type == english


def test_cases_of_a_sheet_are_cases_of_a_suite(tmp_path: Path, documents: Path, read: Reader) -> None:
    head = (*HEAD, "检索无果")
    cases = read(
        head,
        (*GOOD, ""),
        ("q2", "定义", "什么是短板？", "是", "产地", "冷链", "冷链物流的短板主要在产地", ""),
        ("q3", "无关", "怎样\u2028做菜\x85？", "否", "", "", "", "菜谱；红烧 “Ma Po” 豆腐"),
    )
    assert cases[2].negative_evidence == (("菜谱",), ("红烧", "Ma Po", "豆腐"))
    path = tmp_path / "题.jsonl"
    path.write_text("\n".join(map(dump, cases)), "utf-8")
    assert load_suite("own", [path], documents).cases == cases


def test_all_that_a_row_can_say_is_in_its_case(read: Reader) -> None:
    head = ("题号", "类型", "问题", "可答", "答案", "要点", "数值", "单位", "不得出现", "引文", "必过", "备注")
    quote = "到2027年，吞吐量力争突破800万标箱"
    points = "＊800万标箱/八百万标箱；2027年"
    row = (
        "q1",
        "数字",
        "目标？",
        "是",
        "800万标箱/800万；2027年",
        points,
        "800",
        "万标箱",
        "612.5万/612万；http://a/b",
        quote,
        "是",
        "注",
    )
    (case,) = read(head, row)
    assert case.answers == (("800万标箱", "800万"), ("2027年",))
    assert case.nuggets == (Nugget("vital", ("800万标箱", "八百万标箱")), Nugget("okay", ("2027年",)))
    assert case.answer_spec == AnswerSpec(8_000_000.0, "标箱")
    assert case.must_not == ("612.5万", "612万", "http://a/b")
    assert (case.must_pass, case.note) == (True, "注")


@pytest.mark.parametrize(
    ("value", "unit", "spec"),
    [
        ("10.2%", "", AnswerSpec(10.2, "%")),
        ("１０．２", "％", AnswerSpec(10.2, "%")),
        ("1,234", "家", AnswerSpec(1234.0, "家")),
        ("9.5万亿元", "元", AnswerSpec(9.5e12, "元")),
        ("1.1", "亿", AnswerSpec(1.1e8, "")),
        ("20±0.5", "万", AnswerSpec(200_000.0, "", 5000.0)),
        ("3", "百分点", AnswerSpec(3.0, "百分点")),
    ],
)
def test_a_value_is_scaled_as_figures_are_compared(read: Reader, value: str, unit: str, spec: AnswerSpec) -> None:
    (case,) = read((*HEAD, "数值", "单位"), (*GOOD, value, unit))
    assert case.answer_spec == spec


def test_several_quotes_stand_in_columns_or_in_rows_and_each_is_needed(read: Reader) -> None:
    quotes = ("全国产地冷库容量只占总容量的9%", "生产性泊位46个，其中万吨级以上泊位21个")
    answers = "9%；46个"
    wide = read(
        (*HEAD, "文档2", "引文2"),
        ("q1", "多文档", "问？", "是", answers, "冷链", quotes[0], "港口.txt", quotes[1]),
    )
    long = read(
        HEAD,
        ("q1", "多文档", "问？", "是", answers, "冷链", quotes[0]),
        ("q1", "", "", "", "", "港口", quotes[1]),
    )
    merged = read(
        HEAD,
        ("q1", "多文档", "问？", "是", answers, "冷链", quotes[0]),
        ("", "", "", "", "", "港口", quotes[1]),
    )
    assert wide == long == merged
    (case,) = wide
    assert [(e.doc, e.group, e.quote) for e in case.evidence] == [("冷链", 1, quotes[0]), ("港口", 2, quotes[1])]
    for e in case.evidence:
        text = {"港口": PORT, "冷链": CHAIN}[e.doc]
        assert "".join(text[a:b] for a, b in e.spans).replace("\n", "") == e.quote


def test_quotes_of_one_group_are_alternatives(read: Reader) -> None:
    head = (*HEAD, "组", "文档2", "引文2", "组2", "文档3", "引文3")
    row = ("q1", "实体", "问？", "是", "产地", "冷链", "冷链物流的短板主要在产地")
    (case,) = read(head, (*row, "1", "冷链", "全国产地冷库容量", "1", "港口", "同比增长8.3%"))
    assert [(e.doc, e.group) for e in case.evidence] == [("冷链", 1), ("冷链", 1), ("港口", 2)]


def test_parts_of_a_quote_are_parted_by_dots_unless_the_text_has_the_dots_itself(read: Reader) -> None:
    apart = ("q1", "数字", "问？", "是", "21个", "港口", "海州港完成集装箱吞吐量……万吨级以上泊位21个")
    printed = ("q2", "数字", "问？", "是", "92%", "港口", "岸电使用率达到92%……电动集卡260辆")
    first, second = read(HEAD, apart, printed)
    assert [PORT[a:b] for a, b in first.evidence[0].spans] == ["海州港完成集装箱吞吐量", "万吨级以上泊位21个"]
    assert [PORT[a:b] for a, b in second.evidence[0].spans] == ["岸电使用率达到92%……电动集卡260辆"]


def test_a_slash_that_the_quote_prints_parts_nothing_and_others_can_be_escaped(read: Reader) -> None:
    row = ("q1", "实体", "问？", "是", "5G/6G", "港口", "园区已开通5G/6G试验网")
    assert read(HEAD, row)[0].answers == (("5G/6G",),)
    escaped = ("q1", "实体", "问？", "是", "6G试验网/A\\/B", "港口", "园区已开通5G/6G试验网")
    assert read(HEAD, escaped)[0].answers == (("6G试验网", "A/B"),)


def test_points_without_any_star_are_all_vital(read: Reader) -> None:
    (case,) = read(
        ("题号", "类型", "问题", "可答", "要点", "引文"),
        ("q", "列举", "问？", "是", "产地；短板", "冷链物流的短板主要在产地"),
    )
    assert [n.importance for n in case.nuggets] == ["vital", "vital"]


def test_what_is_left_open_is_chosen_and_told(read: Reader) -> None:
    told: list[str] = []
    head = ("问题", "答案", "要点", "数值", "引文", "检索无果")
    cases = read(
        head,
        ("吞吐量多少？", "612.5万标箱", "", "", "完成集装箱吞吐量612.5万标箱", ""),
        ("短板为什么在产地？", "", "产地", "", "冷链物流的短板主要在产地", ""),
        ("超过600万吗？", "612.5万", "", "是", "完成集装箱吞吐量612.5万标箱", ""),
        ("Where?", "产地", "", "", "冷链物流的短板主要在产地", ""),
        ("港长是谁？", "", "", "", "", "港长"),
        tell=told.append,
    )
    assert [c.id for c in cases] == ["row-2", "row-3", "row-4", "row-5", "row-6"]
    assert [c.type for c in cases] == ["number", "why", "yes_no", "entity", "near_miss"]
    assert [c.answerable for c in cases] == [True, True, True, True, False]
    assert [c.lang for c in cases] == ["zh", "zh", "zh", "en", "zh"]
    assert [c.evidence[0].doc for c in cases[:4]] == ["港口", "冷链", "港口", "冷链"]
    assert "题.csv 第 2 行：“类型”空着，按“数字”" in told
    assert "题.csv 第 6 行：“可答”空着，按“否”" in told
    assert len(told) == 10


def test_the_answer_of_a_count_need_not_stand_in_the_quote(read: Reader) -> None:
    told: list[str] = []
    row = ("q1", "计数", "几种泊位？", "是", "2种", "港口", "生产性泊位46个，其中万吨级以上泊位21个")
    (case,) = read(HEAD, row, tell=told.append)
    assert case.derived
    assert told == ["题.csv 第 2 行：计数题的答案不在引文中，按“计算得出”"]
    (case,) = read((*HEAD, "计算得出"), (*GOOD[:1], "年份", "问？", "是", "翻倍", *GOOD[5:], "是"))
    assert case.derived


def test_a_short_quote_that_stands_in_several_places_is_told(read: Reader) -> None:
    told: list[str] = []
    (case,) = read(HEAD, ("q1", "实体", "问？", "是", "泊位", "港口", "泊位"), tell=told.append)
    assert case.evidence[0].spans[0].start == PORT.index("泊位")
    assert told == ["题.csv 第 2 行：引文“泊位”在“港口”中有 2 处，取第一处；多引几个字可以确定"]


def as_row(case: Case, raw: Mapping[str, str]) -> dict[str, str]:
    """A case as its author would write it in a sheet."""

    def listed(parts: Iterable[Sequence[str]]) -> str:
        return "；".join("/".join(re.sub("([/；;])", r"\\\1", option) for option in options) for options in parts)

    row = {"id": case.id, "type": case.type, "question": case.question, "answerable": "是" if case.answerable else "否"}
    row |= {"answers": listed(case.answers), "must_not": listed((m,) for m in case.must_not), "note": case.note}
    row["nuggets"] = "；".join(("＊" if n.importance == "vital" else "") + listed([n.any]) for n in case.nuggets)
    row["negative_evidence"] = "；".join(" ".join(f'"{w}"' for w in words) for words in case.negative_evidence)
    row |= {"derived": "是" if case.derived else "", "must_pass": "是" if case.must_pass else "否"}
    if case.answer_spec:
        spec = case.answer_spec
        truth = "是" if spec.value else "否"
        row["value"] = truth if isinstance(spec.value, bool) else f"{spec.value:.15g}±{spec.tolerance:g}"
        row["unit"] = spec.unit
    for n, evidence in enumerate(case.evidence, 1):
        quote = "……".join(raw[evidence.doc][a:b] for a, b in evidence.spans)
        row |= {f"doc{n}": evidence.doc, f"quote{n}": quote, f"group{n}": str(evidence.group)}
    return row


def test_every_case_of_ours_can_be_written_in_a_sheet(tmp_path: Path) -> None:
    for suite in load_suites(ROOT / "eval" / "cases", ROOT / "seeds"):
        cases = [case for case in suite.cases if not case.variant]
        rows = [as_row(case, suite.raw) for case in cases]
        head = sorted({key for row in rows for key in row})
        own = ROOT / "eval" / "cases" / suite.name / "documents"
        path = as_csv(tmp_path / "题.csv", head, *[[row.get(key, "") for key in head] for row in rows])
        read = read_sheet(path, own if own.is_dir() else ROOT / "seeds", lambda _: None)
        assert [as_it_counts(case) for case in read] == [as_it_counts(case) for case in cases]


def as_it_counts(case: Case) -> Case:
    """A case less what a sheet does not say: revision, tags, the order of quotes, and that no point at all is vital."""
    vital = any(n.importance == "vital" for n in case.nuggets)
    nuggets = case.nuggets if vital else tuple(Nugget("vital", n.any) for n in case.nuggets)
    evidence = tuple(sorted({(e.doc, e.group, e.spans) for e in case.evidence}))
    return replace(case, rev=1, tags=(), nuggets=nuggets, evidence=evidence)  # type: ignore[arg-type]


# -- mistakes


def test_all_mistakes_are_named_at_once_with_row_column_and_remedy(faults: Callable[..., tuple[str, ...]]) -> None:
    head = (*HEAD, "数值", "单位", "不得出现", "检索无果")
    found = faults(
        head,
        ("q1", "数目", *GOOD[2:], "", "", "", ""),
        ("q2", "数字", "", "是", "612.5万标箱", "港口", "完成集装箱吞吐量612.5万标箱", "很多", "", "", ""),
        ("q3", "数字", "问？", "也许", "46个", "港口", "泊位46个", "", "个", "", ""),
        ("q4", "数字", "问？", "是", "46个", "码头", "泊位46个", "", "", "", ""),
        ("q5", "数字", "问？", "是", "46个", "冷链", "生产性泊位46个", "", "", "", ""),
        ("q6", "数字", "问？", "是", "46个", "港口", "生产性泊位46座，其中", "", "", "", ""),
        ("q7", "数字", "问？", "是", "46个", "港口", "", "", "", "", ""),
        ("q8", "数字", "问？", "是", "46个", "", "", "", "", "", ""),
        ("q9", "数字", "问？", "是", "47个", "港口", "生产性泊位46个", "", "", "46个", ""),
        ("q10", "无关", "问？", "否", "", "", "", "", "", "", ""),
        ("q11", "无关", "问？", "否", "", "", "", "", "", "", "短板 产地"),
        ("q12", "是非", "问？", "是", "46个", "港口", "生产性泊位46个", "46", "", "", ""),
        ("q13", "是非", "问？", "是", "是", "港口", "生产性泊位46个", "是", "", "", ""),
        ("q14", "无关", "问？", "否", "46个", "", "", "", "", "", "菜谱"),
        ("q15", "数字", "问？", "是", "46个", "", "泊位46个", "", "", "", ""),
        ("q16", "数字", "问？", "是", "46个", "港口", "生产性泊位46个", "", "", "共46个", ""),
        ("q17", "数字", "问？", "是", "46个", "港口", "泊位21个……泊位46个", "", "", "", ""),
    )
    expected = [
        (2, "类型", "没有“数目”这一类；可写：数字、名称、"),
        (3, "问题", "空着；请写问题"),
        (3, "数值", "“很多”不是一个数；请写如"),
        (4, "可答", "“也许”既不是“是”也不是“否”；请填其一"),
        (4, "数值", "有单位“个”而没有数值；请填数值"),
        (5, "文档", "没有文档“码头”；可写：冷链、港口"),
        (6, "引文", "文档“冷链”中没有“生产性泊位46个”；它在 港口 中，请改“文档”列"),
        (7, "引文", "到“生产性泊位46”为止相符，其后原文是“个，其中万吨级以上泊位2”；请从原文照抄"),
        (8, "引文", "有文档或组而没有引文；请从原文照抄一段"),
        (9, "引文", "可答的题没有证据；请从原文照抄一段作引文"),
        (10, "答案", "答案“47个”不在所引证据中；请改用引文中的原词"),
        (11, "检索无果", "不可答的题应写 检索无果：哪些词一起搜索而没有一句命中；请填"),
        (12, "检索无果", "检索无果 ['短板', '产地'] 在“冷链”中有一句命中"),
        (13, "数值", "“46”不合“是否”题；请填“是”或“否”"),
        (14, "答案", "是否题的是与否写在“数值”列"),
        (15, "答案", "不可答的题不应有 答案 或 要点；请清空"),
        (16, "文档", "空着，而“泊位46个”见于 冷链、港口；请写明文档"),
        (17, "不得出现", "不得出现“共46个”含有正确答案；请删去其中正确的部分"),
        (18, "引文", "“泊位21个……泊位46个”各段都在，但次序不同或相隔太远；请分写在"),
    ]
    for row, column, words in expected:
        assert any(f.startswith(f"题.csv 第 {row} 行“{column}”列：") and words in f for f in found), (
            row,
            column,
            found,
        )
    named = [(int(fault.split(" ")[2].split("“")[0]), fault.split("“")[1].split("”")[0]) for fault in found]
    assert named == [(row, column) for row, column, _ in expected]


def test_an_id_that_repeats_is_a_mistake_unless_the_row_brings_another_quote(
    faults: Callable[..., tuple[str, ...]],
) -> None:
    again = ("q1", "实体", "另一问？", "是", "产地", "冷链", "冷链物流的短板主要在产地")
    found = faults(HEAD, GOOD, again)
    assert "题.csv 第 3 行“问题”列：题号“q1”已见于第 2 行，而此格不同；请改题号，或清空此格" in found
    assert faults(HEAD, GOOD, GOOD[:5])[0].startswith("题.csv 第 3 行“题号”列：题号“q1”已见于第 2 行；请改其一")
    assert any("“row-3”已见于第 2 行" in f for f in faults(HEAD, ("row-3", *GOOD[1:]), ("", *again[1:])))


def test_mistakes_in_the_head_are_told_before_any_row(faults: Callable[..., tuple[str, ...]]) -> None:
    assert faults(("题号", "答案"), ("q1", "x")) == (
        "题.csv 第 1 行“问题”列：没有这一列，表头是 “题号”、“答案”；若为乱码，请另存为 UTF-8，若缺，请补上",
    )
    assert "有两列是它（“id”）；请删去或改名其一" in faults(("题号", "id", "问题"), ("q1", "q1", "x"))[0]


def test_a_column_that_is_not_known_is_warned_of_and_not_read(tmp_path: Path, documents: Path) -> None:
    path = as_csv(tmp_path / "题.csv", (*HEAD, "答 案2", "难度"), (*GOOD, "", "高"))
    with pytest.warns(SheetWarning) as told:
        (case,) = read_sheet(path, documents)
    assert [str(w.message) for w in told] == [
        "题.csv 第 1 行：不认识“答 案2”列，未读；是不是“答案”",
        "题.csv 第 1 行：不认识“难度”列，未读",
    ]
    check_good(case)


def test_a_comma_too_many_is_a_mistake(faults: Callable[..., tuple[str, ...]]) -> None:
    assert faults(HEAD, (*GOOD, "多出"))[0] == (
        "题.csv 第 2 行：比表头多出 1 格，如“多出”；含分隔符的格应整格加英文双引号"
    )


def test_a_cell_of_ten_thousand_characters_is_refused_in_few_or_read(
    tmp_path: Path, faults: Callable[..., tuple[str, ...]]
) -> None:
    long = "长" * 10_000
    for column in range(len(HEAD)):
        row = [*GOOD]
        row[column] = long
        if column == 0:
            continue  # an id may be what it likes
        found = faults(HEAD, row)
        assert found, HEAD[column]
        assert all(len(f) < 700 for f in found)
    folder = write(tmp_path / "long", long=f"序{long}末。答案四十六。")
    path = as_csv(tmp_path / "长.csv", HEAD, ("q", "实体", "问？", "是", "末", "long", f"{long}末"))
    assert read_sheet(path, folder, pytest.fail)[0].evidence[0].spans == ((1, 10_002),)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件为空"),
        (b"\xef\xbb\xbf \r\n", "文件为空"),
        ("题号,问题\nq1,x\n".encode("utf-16"), "编码为 UTF-16"),
        (b"\xff\xfe\xfd\x80" * 9, "UTF-16"),
        ("题号,问题\n".encode() + b"\x81\n\xff\xff", "既不是 UTF-8 也不是 GB18030"),
        ("题号,问题\n".encode("shift-jis", "replace") + "ゲーム".encode("shift-jis"), "若为乱码，请另存为 UTF-8"),
        ("题号,问题\n".encode(), "表里没有题；请在表头之下每行写一题"),
        ('题号,问题\nq1,"没有\n'.encode(), "第 2 行：引号没有配对"),
        ('题号,问题\nq1,"甲"乙\n'.encode(), "第 2 行：引号没有配对"),
        (f"题号,问题\nq1,{'长' * 200_000}\n".encode(), "一格过长"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "旧版 .xls 或加了密码的文件；请另存为不加密码的 .xlsx"),
        (b"PK\x03\x04 and no more", "不是完好的 XLSX 文件"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, documents: Path, data: bytes, words: str) -> None:
    path = tmp_path / "题.csv"
    path.write_bytes(data)
    with pytest.raises(CaseError) as caught:
        read_sheet(path, documents, lambda _: None)
    assert words in str(caught.value)
    assert "题.csv" in str(caught.value)


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path: Path, documents: Path) -> None:
    for path in (tmp_path / "无.xlsx", documents):
        with pytest.raises(CaseError, match=r"无法读取.*请检查文件名与权限"):
            read_sheet(path, documents)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (MOST_BYTES // 2))
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (MOST_BYTES // 2 + 1))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("unpacked"))
    with pytest.raises(CaseError, match="解压后有 52428801 字节，超过 50 MB，未打开"):
        read_sheet(path, documents)


def repacked(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_workbook_that_lies_about_its_size_is_read_in_time(tmp_path: Path, documents: Path) -> None:
    path = as_xlsx(tmp_path / "题.xlsx", HEAD, GOOD)
    sheet = "xl/worksheets/sheet1.xml"
    repacked(path, sheet, lambda xml: xml.replace(b'ref="A1:G2"', b'ref="A1"'))
    assert len(read_sheet(path, documents, pytest.fail)) == 1
    repacked(path, sheet, lambda xml: xml.replace(b'row r="2"', b'row r="2000000000"').replace(b'2"', b'2000000000"'))
    with pytest.raises(CaseError, match="表里没有题"):
        read_sheet(path, documents)


def test_a_zip_that_is_no_workbook_is_named(tmp_path: Path, documents: Path) -> None:
    path = tmp_path / "题.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(CaseError, match="不是能读的 XLSX 文件"):
        read_sheet(path, documents)


def test_cells_are_read_as_their_author_sees_them(tmp_path: Path, documents: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["题号", "类型", "问题", "可答", "答案", "数值", "引文", "备注"])
    sheet.append([1.0, "数字", "增长多少？", True, 0.083, 0.083, "同比增长8.3%", date(2024, 5, 1)])
    for cell in sheet["E2"], sheet["F2"]:
        cell.number_format = "0.00%"
    book.save(tmp_path / "题.xlsx")
    (case,) = read_sheet(tmp_path / "题.xlsx", documents, pytest.fail)
    assert (case.id, case.answerable, case.answers) == ("1", True, (("8.3%",),))
    assert case.answer_spec == AnswerSpec(8.3, "%")


def test_what_a_spreadsheet_has_made_a_date_of_is_a_mistake(tmp_path: Path, documents: Path) -> None:
    row = (*GOOD[:4], date(2024, 5, 1), *GOOD[5:])
    with pytest.raises(CaseError, match=r"第 2 行“答案”列：“2024-05-01 00:00:00”是日期.*请把此列设为“文本”格式后重填"):
        read_sheet(as_xlsx(tmp_path / "题.xlsx", HEAD, row), documents)


def test_rows_that_were_formatted_and_left_blank_are_no_cases(tmp_path: Path, documents: Path) -> None:
    path = as_xlsx(tmp_path / "题.xlsx", [], HEAD, GOOD, *[[" "] * 7] * 300)
    (case,) = read_sheet(path, documents, pytest.fail)
    check_good(case)


# -- the template


@pytest.mark.parametrize("name", ["样.xlsx", "样.csv"])
def test_the_template_can_be_filled_in_and_read(tmp_path: Path, documents: Path, name: str) -> None:
    path = tmp_path / name
    write_template(path)
    told: list[str] = []
    with pytest.raises(CaseError, match="表里没有题"):
        read_sheet(path, documents, told.append)
    assert told == [f"{name} 第 3 行：题号是“示例”，未读"]
    cells = ["q1", "", "海州港吞吐量多少？", "是", "612.5万标箱"] + [""] * 5 + [GOOD[6]]
    if name.endswith("csv"):
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(cells)
    else:
        book = load_workbook(path)
        book[SHEET].append(cells)
        book.save(path)
    (case,) = read_sheet(path, documents, told.append)
    check_good(case)


def test_the_example_of_the_template_is_a_case_itself(tmp_path: Path) -> None:
    path = tmp_path / "样.csv"
    write_template(path)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    folder = write(tmp_path / "d", 港口新闻="2024年，海州港完成集装箱吞吐量612.5万标箱。\n")
    (case,) = read_sheet(as_csv(tmp_path / "题.csv", rows[0], ("例", *rows[2][1:])), folder, pytest.fail)
    assert case.answer_spec == AnswerSpec(6_125_000.0, "标箱")


def test_a_template_overwrites_nothing_and_has_a_form_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "样.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(CaseError, match="已经存在，未写"):
        write_template(path)
    assert path.read_bytes() == b"mine"
    with pytest.raises(CaseError, match=r"请用以 \.xlsx 或 \.csv 结尾的文件名"):
        write_template(tmp_path / "样.ods")
