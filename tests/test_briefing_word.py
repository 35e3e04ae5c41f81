"""A briefing as a Word file, checked in its XML against GB/T 9704-2012 and ECMA-376, and by python-docx as another reader."""

import io
import re
from dataclasses import replace

import docx
import pytest
from lxml import etree

from rag.briefing.manuscript import manuscript
from rag.briefing.models import Briefing
from rag.briefing.word import WordOptions, docx_bytes
from rag.briefing.word.options import EvidenceAs
from rag.briefing.word.receipts import receipts_in
from tests.word_kit import W, briefing, parts, words, xml

MM = 1440 / 25.4


@pytest.fixture(scope="module")
def data() -> bytes:
    return docx_bytes(briefing())


def value(element: etree._Element | None, name: str) -> str:
    assert element is not None
    return str(element.get(f"{W}{name}"))


def test_the_page_is_a4_with_the_margins_of_the_standard(data: bytes) -> None:
    section = xml(data, "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert (value(size, "w"), value(size, "h")) == ("11906", "16838")
    told = {side: round(int(value(margins, side)) / MM) for side in ("top", "bottom", "left", "right")}
    assert told == {"top": 37, "bottom": 35, "left": 28, "right": 26}


def test_the_grid_has_22_lines_of_28_characters(data: bytes) -> None:
    section = xml(data, "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    grid = section.find(f"{W}docGrid")
    width, height = (297 - 37 - 35) * MM, (210 - 28 - 26) * MM
    assert value(grid, "type") == "linesAndChars"
    assert int(width / int(value(grid, "linePitch"))) == 22
    pitch = 16 + int(value(grid, "charSpace")) / 4096  # points
    assert int(height / 20 / pitch) == 28


def test_fonts_and_sizes_are_those_of_the_standard(data: bytes) -> None:
    document = docx.Document(io.BytesIO(data))
    fonts = {}
    for name in ("Normal", "Title", "heading 1", "heading 2", "footer"):
        style = document.styles[name]
        run = style.element.find(f"{W}rPr")
        fonts[name] = (value(run.find(f"{W}rFonts"), "eastAsia"), int(value(run.find(f"{W}sz"), "val")) / 2)
    assert fonts == {
        "Normal": ("仿宋_GB2312", 16),
        "Title": ("方正小标宋简体", 22),
        "heading 1": ("黑体", 16),
        "heading 2": ("楷体_GB2312", 16),
        "footer": ("宋体", 14),
    }


def test_every_chinese_font_names_a_free_one_that_may_stand_in(data: bytes) -> None:
    table = xml(data, "word/fontTable.xml")
    others = {value(f, "name"): value(f.find(f"{W}altName"), "val").split(",") for f in table}
    chinese = {name: names for name, names in others.items() if name != "Times New Roman"}
    assert len(chinese) == 5
    assert all(names[-1] in ("Noto Serif CJK SC", "Noto Sans CJK SC") for names in chinese.values())


def test_body_paragraphs_are_indented_by_two_characters(data: bytes) -> None:
    styles = {value(s, "styleId"): s for s in xml(data, "word/styles.xml").iter(f"{W}style")}
    indent = styles["BriefBody"].find(f"{W}pPr/{W}ind")
    assert value(indent, "firstLineChars") == "200"
    body = [p for p in xml(data, "word/document.xml").iter(f"{W}p") if "生产性泊位" in words(p)]
    assert value(body[0].find(f"{W}pPr/{W}pStyle"), "val") == "BriefBody"


def test_headings_are_numbered_by_word_in_three_levels(data: bytes) -> None:
    numbering = xml(data, "word/numbering.xml")
    levels = next(a for a in numbering if value(a, "abstractNumId") == "1").findall(f"{W}lvl")
    told = [(value(level.find(f"{W}numFmt"), "val"), value(level.find(f"{W}lvlText"), "val")) for level in levels]
    assert told == [("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")]
    styles = {value(s, "styleId"): s for s in xml(data, "word/styles.xml").iter(f"{W}style")}
    for level in range(3):
        properties = styles[f"Heading{level + 1}"].find(f"{W}pPr/{W}numPr")
        assert properties is not None
        assert value(properties.find(f"{W}ilvl"), "val") == str(level)
        assert value(levels[level].find(f"{W}pStyle"), "val") == f"Heading{level + 1}"


def test_headings_have_no_number_in_their_text(data: bytes) -> None:
    found = [
        words(p)
        for p in xml(data, "word/document.xml").iter(f"{W}p")
        if p.find(f".//{W}pStyle[@{W}val='Heading1']") is not None
    ]
    assert found[:3] == ["关键数据", "发展现状", "存在问题"]


def test_the_page_number_stands_outside_on_odd_and_even_pages(data: bytes) -> None:
    section = xml(data, "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    kinds = [value(f, "type") for f in section.findall(f"{W}footerReference")]
    assert kinds == ["default", "even"]
    assert xml(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    for part, side in (("word/footer1.xml", "right"), ("word/footer2.xml", "left")):
        footer = xml(data, part)
        assert words(footer) == "— 1 —"
        assert value(footer.find(f".//{W}jc"), "val") == side
        assert value(footer.find(f".//{W}fldSimple"), "instr").strip() == "PAGE"


def test_it_is_marked_a_draft_on_the_first_page_and_at_the_head_of_each(data: bytes) -> None:
    assert words(xml(data, "word/header1.xml")) == "草稿　供核对"
    first = [words(p) for p in xml(data, "word/document.xml").iter(f"{W}p")][:2]
    assert first == ["关于海州港的专题简报", "草稿　供核对"]


def test_every_footnote_is_referred_to_once_and_in_order(data: bytes) -> None:
    notes = xml(data, "word/footnotes.xml")
    ids = [value(n, "id") for n in notes if n.get(f"{W}type") is None]
    referred = [value(r, "id") for r in xml(data, "word/document.xml").iter(f"{W}footnoteReference")]
    assert ids
    assert ids == referred == [str(n) for n in range(1, len(ids) + 1)]
    assert [n.get(f"{W}type") for n in notes][:2] == ["separator", "continuationSeparator"]
    in_settings = [value(f, "id") for f in xml(data, "word/settings.xml").iter(f"{W}footnote")]
    assert in_settings == [value(n, "id") for n in notes][:2] == ["-1", "0"]


def test_each_line_is_followed_by_a_footnote_with_its_reference(data: bytes) -> None:
    notes = {value(n, "id"): words(n).strip() for n in xml(data, "word/footnotes.xml")}
    line = next(p for p in xml(data, "word/document.xml").iter(f"{W}p") if words(p).startswith("周文博"))
    referred = [value(r, "id") for r in line.iter(f"{W}footnoteReference")]
    assert [notes[n] for n in referred] == ["冷链物流怎么走[Z]. [日期不详]. 章节：短板在哪里。（证据6）"]


def test_rows_of_one_table_share_a_footnote(data: bytes) -> None:
    notes = [words(n).strip() for n in xml(data, "word/footnotes.xml")]
    assert (
        "[题名不详：文档“fishing”][Z]. [日期不详]. 表《表 1 沿海渔港基本情况》第1行；表《表 1 沿海渔港基本情况》第2行。（证据4、5）"
        in notes
        or any("第1、2行。（证据4、5）" in note for note in notes)
    )


def test_bookmarks_hold_just_the_lines_of_the_receipts(data: bytes) -> None:
    root = xml(data, "customXml/item1.xml")
    places = {str(p.get("bookmark")): str(p.get("line")) for p in root if p.get("bookmark")}
    lines = {line.id: line for line in briefing().lines}
    held: dict[str, str] = {}
    for paragraph in xml(data, "word/document.xml").iter(f"{W}p"):
        now = ""
        for element in paragraph.iter():
            if element.tag == f"{W}bookmarkStart":
                now = value(element, "name")
                assert now not in held, "a name twice"
                held[now] = ""
            elif element.tag == f"{W}bookmarkEnd":
                now = ""
            elif element.tag == f"{W}t" and now:
                held[now] += element.text or ""
    assert places
    assert {name: lines[line].text for name, line in places.items()} == {n: held[n] for n in places}
    shown = [run.line for e in manuscript(briefing()).elements for run in e.runs if run.line]
    assert sorted(places.values()) == sorted(shown)
    starts = [value(b, "id") for b in xml(data, "word/document.xml").iter(f"{W}bookmarkStart")]
    ends = [value(b, "id") for b in xml(data, "word/document.xml").iter(f"{W}bookmarkEnd")]
    assert sorted(starts) == sorted(ends)
    assert len(set(starts)) == len(starts)


def test_the_receipts_are_the_whole_briefing(data: bytes) -> None:
    found = receipts_in(xml(data, "customXml/item1.xml"))
    assert found.briefing == briefing()
    assert found.options == WordOptions()


def test_the_figures_are_annexed_for_checking(data: bytes) -> None:
    tables = docx.Document(io.BytesIO(data)).tables
    rows = [[cell.text for cell in row.cells] for row in tables[-1].rows]
    assert rows[0] == ["数值", "事项（原文）", "时点", "性质", "来源", "原句"]
    assert rows[2] == [
        "800万标箱",
        "海州港集装箱吞吐量力争突破800万标箱",
        "2027年",
        "目标",
        "证据2",
        "海州市交通运输局表示，到2027年，海州港集装箱吞吐量力争突破800万标箱。",
    ]


@pytest.mark.parametrize(
    ("evidence", "annexed", "commented"), [("annex", True, False), ("comments", False, True), ("none", False, False)]
)
def test_evidence_is_where_it_is_wanted(evidence: EvidenceAs, annexed: bool, commented: bool) -> None:
    document = docx.Document(io.BytesIO(docx_bytes(briefing(), WordOptions(evidence=evidence))))
    quote = "“冷链物流的短板主要在产地。”"
    assert (quote in [p.text for p in document.paragraphs]) == annexed
    comments = ["\n".join(p.text for p in c.paragraphs) for c in document.comments]
    assert any(quote in comment for comment in comments) == commented
    assert ("证据" in "".join(p.text for p in document.paragraphs)) == annexed


def test_comments_are_anchored_where_they_are_referred_to() -> None:
    data = docx_bytes(briefing(), WordOptions(evidence="comments"))
    body = xml(data, "word/document.xml")
    ids = [value(c, "id") for c in xml(data, "word/comments.xml")]
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [value(c, "id") for c in body.iter(f"{W}{tag}")] == ids


def test_the_table_for_checking_can_be_left_out() -> None:
    with_it, without = (docx.Document(io.BytesIO(docx_bytes(briefing(), WordOptions(table=t)))) for t in (True, False))
    assert len(with_it.tables) == len(without.tables) + 1


def test_the_same_briefing_makes_the_same_bytes(data: bytes) -> None:
    assert docx_bytes(briefing()) == data
    assert not re.search(rb"20\d\d-\d\d-\d\dT", b"".join(parts(data).values()))


def test_parts_and_what_refers_to_them_agree(data: bytes) -> None:
    files = parts(data)
    types = etree.fromstring(files["[Content_Types].xml"])
    told = {str(o.get("PartName")).lstrip("/") for o in types if o.get("PartName")}
    assert told <= set(files)
    related = etree.fromstring(files["word/_rels/document.xml.rels"])
    targets = {f"word/{r.get('Target')}".replace("word/../", "") for r in related}
    assert targets <= set(files)
    assert {name for name in files if name.startswith("word/") and name.endswith(".xml")} - {
        "word/document.xml"
    } <= targets


@pytest.mark.parametrize("strange", ["\x0c换页", "甲\u0000乙", "丙\ud800丁", "<w:t>&amp;", "\ufffe戊"])
def test_what_xml_cannot_hold_breaks_nothing(strange: str) -> None:
    made: Briefing = replace(briefing(), title=f"标题{strange}", notes=(strange,))
    document = docx.Document(io.BytesIO(docx_bytes(made)))
    assert document.paragraphs[0].text.startswith("标题")
