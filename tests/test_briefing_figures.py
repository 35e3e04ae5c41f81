"""The box of key figures, values that disagree, and tables: each a figure, a date, a cell of a document."""

import re
from itertools import combinations

import pytest

from rag.assistant import Assistant
from rag.briefing.drafting import brief
from rag.briefing.manuscript import dated, manuscript
from rag.briefing.models import Briefing, Commission, FigureRow
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.drafting_kit import COMMISSIONS, assistant_on, bare, documents_of, real
from tests.rag_kit import FakeShelf, document


def drafted(topic: str, *raws: str, form: str = "数据速览", length: int = 1000) -> Briefing:
    """A briefing on made-up texts."""
    settings = AnswerSettings()
    shelf = FakeShelf([document(raw, f"d{n}") for n, raw in enumerate(raws)])
    return brief(Commission(topic, form, length), Assistant(shelf, ExtractiveWriter(settings), settings))


def row_of(briefing: Briefing, value: str) -> FigureRow:
    found = [row for row in briefing.figures if row.value == value]
    assert found, [row.value for row in briefing.figures]
    return found[0]


LIBRARY = """# 临川市图书馆年报

2024年3月1日

2023年，临川市图书馆接待读者286万人次，比上年增长12%。图书馆办理读者证49万张。

图书馆藏书有三个特点。2021年，临川市图书馆接待读者152万人次。2022年，临川市图书馆接待读者255万人次。

力争到2027年，临川市图书馆接待读者400万人次。
"""


def test_each_row_stands_where_it_says_in_the_text_of_its_line() -> None:
    for name in COMMISSIONS:
        lines = {line.id: line for line in real(name).lines}
        for row in real(name).figures:
            text = lines[row.line].claim.text
            assert text[row.start : row.end] == row.value, name
            assert row.indicator in text
            assert row.value in row.indicator
            assert row.citation in lines[row.line].claim.citations


def test_no_row_stands_in_the_box_twice() -> None:
    for name in COMMISSIONS:
        rows = real(name).figures
        assert len({(row.indicator, row.value) for row in rows}) == len(rows), name


def test_a_target_is_marked_as_one_and_a_result_as_one() -> None:
    briefing = drafted("临川市图书馆", LIBRARY)
    assert row_of(briefing, "400万人次").nature == "planned"
    assert row_of(briefing, "286万人次").nature != "planned"
    shown = {row[0].text: [cell.text for cell in row] for e in manuscript(briefing).elements for row in e.rows}
    assert "目标" in shown["400万人次"]


def test_what_holds_for_a_year_to_come_is_never_a_result() -> None:
    for name in COMMISSIONS:
        for row in real(name).figures:
            quote = next(c for c in real(name).citations if c.n == row.citation)
            issued = re.search(r"20\d\d", quote.date.value or "")
            year = re.search(r"20\d\d", row.when)
            if issued and year and row.how == "text":
                assert not (int(year[0]) > int(issued[0]) and row.nature == "achieved"), (name, row)


def test_a_plan_goes_on_over_what_is_compared_with_a_year_gone_by() -> None:
    raw = (
        "# 东屿省节水方案\n\n2023年3月28日\n\n到2025年，全省用水总量控制在195亿立方米以内，"
        "全省工业用水量比2020年下降16%，全省再生水利用率达到30%。\n"
    )
    briefing = drafted("东屿省用水", raw)
    assert {row.nature for row in briefing.figures} == {"planned"}
    assert {"195亿立方米以内", "16%"} <= {row.value for row in briefing.figures}


def test_a_figure_among_the_tasks_of_a_plan_is_neither_a_result_nor_of_the_day_the_plan_was_issued() -> None:
    rows = real("water").figures
    tasks = [row for row in rows if row.how != "text"]
    assert tasks
    assert not any(row.nature == "achieved" for row in tasks)
    assert not any("3月28日" in row.when for row in rows)


def test_a_figure_without_a_date_of_its_own_is_not_dated_by_its_document() -> None:
    briefing = drafted("临川市图书馆", LIBRARY)
    row = row_of(briefing, "49万张")
    assert (row.when, row.how, row.by) == ("", "unknown", "2024年3月1日")
    assert dated(row) == "原文未注明年份（文档日期2024年3月1日）"


def test_a_figure_of_an_undated_text_says_that_its_year_is_not_told() -> None:
    briefing = drafted("滑雪场", "# 滑雪场简讯\n\n全国滑雪场教练员共有4100人。滑雪场日均接待游客3.2万人次。\n")
    assert {row.how for row in briefing.figures} == {"unknown"}
    assert {dated(row) for row in briefing.figures} == {"原文未注明年份"}


def test_a_date_given_at_the_head_of_the_sentence_holds_for_its_later_clauses() -> None:
    raw = "# 养老年报\n\n2022年末，全省养老床位41.6万张；全省养老护理员5.2万人。\n"
    assert [row.when for row in drafted("全省养老", raw).figures] == ["2022年末", "2022年末"]


def test_of_several_years_ahead_none_is_guessed() -> None:
    raw = "# 图书馆\n\n2023年，市图书馆到馆读者286万人次，2013年只有74万人次；市图书馆读者证49万张。\n"
    assert [row.when for row in drafted("市图书馆读者", raw).figures if row.value == "49万张"] in ([], [""])


def test_a_result_of_a_year_gone_by_is_no_target_where_only_a_line_below_the_title_dates_the_text() -> None:
    assistant = assistant_on("vectors")
    rows = brief(Commission("公共图书馆", "数据速览", 700), assistant).figures
    assert not any(row.value == "11家" and row.nature == "planned" for row in rows)


def test_half_a_year_is_not_given_as_the_year_of_its_document() -> None:
    for name in ("clusters", "upgrading"):
        for row in real(name).figures:
            text = next(line for line in real(name).lines if line.id == row.line).claim.text
            if "今年上半年" in text[: row.start]:
                assert row.when == "今年上半年"


def test_the_number_of_points_that_a_text_is_going_to_make_is_no_key_figure() -> None:
    values = [row.value for row in drafted("临川市图书馆", LIBRARY).figures]
    assert not any("三个" in value for value in values)
    for name in COMMISSIONS:
        assert not any(re.fullmatch(r"[一二两三四五六七八九][个项点大条].*", r.value) for r in real(name).figures)


def test_values_of_one_indicator_stand_together_in_the_order_of_time() -> None:
    values = [row.value for row in drafted("临川市图书馆", LIBRARY).figures]
    visitors = [v for v in values if "万人次" in v]
    assert visitors == ["152万人次", "255万人次", "286万人次", "400万人次"]
    first = values.index(visitors[0])
    assert values[first : first + 4] == visitors


def test_no_more_rows_than_the_form_wants() -> None:
    assert all(len(real(n).figures) <= 30 for n in COMMISSIONS)
    assert real("museums").figures == () or len(real("museums").figures) <= 8


# Values that disagree.

ONE = "# 县报\n\n2023年，青岭县养老机构共有86家。\n"


@pytest.mark.parametrize(
    ("other", "disagree"),
    [
        ("# 年鉴\n\n2023年，青岭县养老机构共有84家。\n", True),
        ("# 年鉴\n\n2022年，青岭县养老机构共有84家。\n", False),
        ("# 年鉴\n\n2023年，白水县养老机构共有84家。\n", False),
        ("# 年鉴\n\n2023年，青岭县公办养老机构共有54家。\n", False),
        ("# 年鉴\n\n2023年，青岭县养老机构共有86家。\n", False),
        ("# 规划\n\n青岭县计划到2023年养老机构达到90家。\n", False),
        ("# 年鉴\n\n青岭县养老机构共有84家。\n", False),
    ],
)
def test_values_disagree_only_where_place_scope_and_date_are_one_and_both_are_results(
    other: str, disagree: bool
) -> None:
    found = drafted("青岭县养老机构", ONE, other).disagreements
    assert bool(found) is disagree, found
    if disagree:
        assert {re.sub(r"\D", "", v) for v in found[0].values} == {"86", "84"}
        assert len(set(found[0].lines)) == 2


def test_the_conflicts_between_reports_on_one_town_are_found_each_once() -> None:
    found = [frozenset(re.sub(r"[^\d.]", "", v) for v in d.values) for d in real("fishery").disagreements]
    assert {frozenset({"86.4", "84.9"}), frozenset({"412", "405"}), frozenset({"68", "66"})} <= set(found)
    assert len(found) == len(set(found))


def test_a_conflict_names_what_it_is_about_in_words_that_both_texts_print() -> None:
    briefing = real("fishery")
    lines = {line.id: line.claim.text for line in briefing.lines}
    named = {one.indicator for one in briefing.disagreements}
    assert {"水产品总产量", "渔业经济总产值", "远洋渔船"} <= named
    assert all(one.indicator in lines[name] for one in briefing.disagreements for name in one.lines)


def test_a_task_not_fulfilled_is_no_conflict_with_what_was_done() -> None:
    for name in ("fishery", "two towns", "harbour"):
        assert not any({"1.05万亩", "1.2万亩"} == set(d.values) for d in real(name).disagreements)


def test_both_texts_of_a_conflict_are_quoted_one_after_the_other() -> None:
    read = manuscript(real("fishery"))
    at = next(n for n, e in enumerate(read.elements) if e.text == "数据不一致之处")
    for n, one in enumerate(real("fishery").disagreements):
        note, first, second = read.elements[at + 1 + 3 * n : at + 4 + 3 * n]
        assert (note.kind, first.kind, second.kind) == ("note", "item", "item")
        assert all(value in note.text for value in one.values)
        assert one.values[0] in first.text
        assert one.values[1] in second.text


# Tables.


def tables(name: str) -> list[tuple[tuple[str, ...], list[tuple[str, ...]], int]]:
    return [
        (t.heads, [r.cells for r in t.rows], r.citation)
        for s in real(name).sections
        for t in s.sheets
        for r in t.rows[:1]
    ]


@pytest.mark.parametrize("name", ["fishery", "sports", "computing", "abroad", "regions"])
def test_the_cells_of_a_table_are_those_of_the_document_row_by_row(name: str) -> None:
    documents = documents_of(name)
    cited = {c.n: c for c in real(name).citations}
    sheets = [t for s in real(name).sections for t in s.sheets]
    assert sheets
    for sheet in sheets:
        for row in sheet.rows:
            quote = cited[row.citation]
            assert quote.table is not None
            table = next(t for t in documents[quote.document].tables if t.name == sheet.name)
            cells = table.rows[quote.table.row].cells
            printed = [f"{c.value}（推断）" if c.value and c.rule else c.value for c in cells]
            at = -1
            for cell in row.cells:  # in their order, columns left out or not
                at = printed.index(cell, at + 1)


def test_a_cell_that_is_not_printed_in_its_row_is_said_to_be_inferred() -> None:
    cells = [cell for _, rows, _ in tables("regions") for row in rows for cell in row]
    assert any(cell.endswith("（推断）") for cell in cells)


def test_a_short_table_of_the_place_stands_there_with_all_its_rows() -> None:
    ((heads, rows, _),) = tables("fishery")
    assert heads == ("区县", "产量（万吨）", "同比增长（%）")
    assert [row[0] for row in rows] == ["临汐区", "东礁区", "望潮县", "云屿县"]


def test_of_a_longer_table_just_the_rows_of_the_places_asked_stand_there() -> None:
    for _, rows, _ in tables("abroad"):
        assert all(any(place in "".join(row) for place in ("德国", "日本")) for row in rows)
    for _, rows, _ in tables("regions"):
        assert all("东部" in "".join(row) or "西部" in "".join(row) for row in rows)


def test_all_rows_of_a_place_in_a_table_are_there() -> None:
    whole = next(d for d in documents_of("abroad").values() if any("附表" in t.name for t in d.tables))
    table = max(whole.tables, key=lambda t: len(t.rows))
    wanted = [r for r in table.rows if any(c.value in ("德国", "日本") for c in r.cells)]
    shown = next(rows for _, rows, _ in tables("abroad") if len(rows) > 10)
    assert len(shown) == min(12, len(wanted))


@pytest.mark.parametrize("name", COMMISSIONS)
def test_a_table_that_is_cut_says_so(name: str) -> None:
    for section in real(name).sections:
        for sheet in section.sheets:
            table = next(t for d in documents_of(name).values() for t in d.tables if t.name == sheet.name)
            assert sheet.whole is not None
            assert (f"全部{len(table.rows)}行" in sheet.whole.reason) is (len(sheet.rows) == len(table.rows))
            if len(sheet.rows) < len(table.rows):
                assert f"现存{len(table.rows)}行" in sheet.whole.reason
                assert f"{len(sheet.rows)}行，未作统计" in sheet.whole.reason


def test_a_figure_of_another_country_does_not_stand_in_the_box_of_a_topic_on_two() -> None:
    for row in real("abroad").figures:
        text = next(line for line in real("abroad").lines if line.id == row.line).claim.text
        assert not text[: row.start].endswith(("法国", "挪威", "加拿大"))


def test_values_of_one_row_never_disagree_with_themselves() -> None:
    for name in COMMISSIONS:
        for one in real(name).disagreements:
            for a, b in combinations(one.lines, 2):
                assert a != b
            assert len({bare(v) for v in one.values}) == len(one.values)


def test_the_library_the_figures_were_drawn_from_is_named() -> None:
    assert real("fishery").library == assistant_on("vectors").library.version
