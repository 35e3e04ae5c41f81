"""Counts over tables equal brute force, cite their rows, and are verified by running them again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Cell, Completeness, Row, Table
from rag.assistant import Assistant
from rag.citations import verify
from rag.plans import Filter, Plan, run
from rag.questions import analyse
from rag.records import record
from rag.retrieval import retrieve
from rag.settings import AnswerSettings
from rag.writing import ExtractiveWriter
from tests.rag_kit import FakeShelf, document

PORTS = """表 1 沿海渔港名录

序号\t渔港名称\t所在省份\t类别\t泊位数
1\t石浦渔港\t浙江省\t中心渔港\t120
2\t沙埕渔港\t福建省\t一级渔港\t85
3\t岱山渔港\t浙江省\t一级渔港\t66
4\t崇武渔港\t福建省\t中心渔港\t90
5\t嵊泗渔港\t浙江省\t中心渔港\t48

资料来源：渔业年鉴
"""
SETTINGS = AnswerSettings()
SHELF = FakeShelf([document(PORTS, "ports")])
ASKER = Assistant(SHELF, ExtractiveWriter(SETTINGS), SETTINGS)


@pytest.mark.parametrize(
    ("question", "short", "rows"),
    [
        ("沿海渔港名录里，浙江有几个渔港？", "3个", ["石浦", "岱山", "嵊泗"]),
        ("沿海渔港名录里福建的中心渔港有多少个？", "1个", ["崇武"]),
        ("沿海渔港名录中哪个省份的渔港最多？", "浙江省，3个", ["石浦", "岱山", "嵊泗"]),
    ],
)
def test_a_count_gives_number_rows_and_plan(question: str, short: str, rows: list[str]) -> None:
    answer = ASKER.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    cited = [c for c in answer.citations if c.n in answer.rows]
    assert [c.quote[2:4] for c in cited] == rows
    assert answer.plan is not None
    assert "筛选" in answer.plan
    assert record(answer)["completeness"]["state"] == answer.completeness.state  # type: ignore[union-attr]


def test_a_number_printed_in_a_cell_is_quoted_not_counted() -> None:
    answer = ASKER.ask("石浦渔港有多少个泊位？")
    assert (answer.short_answer, answer.plan) == ("120", None)


def test_a_count_that_misses_a_row_is_not_proven() -> None:
    question = analyse("沿海渔港名录里，浙江有几个渔港？")
    evidence = retrieve(question, SHELF, 30)
    (statement,) = ExtractiveWriter(SETTINGS).write(question, evidence).statements
    assert verify(statement, statement.quotes, evidence.documents).holds
    fewer = replace(statement, quotes=statement.quotes[1:])
    assert not verify(fewer, fewer.quotes, evidence.documents).holds
    other = replace(statement, text=statement.text.replace("3", "4"))
    assert not verify(other, other.quotes, evidence.documents).holds


VALUES = st.sampled_from(["甲省", "乙省", "丙省", ""])
KINDS = st.sampled_from(["港口", "机场"])


def table(rows: list[tuple[str, str]]) -> Table:
    cells = [tuple(Cell((), v, v) for v in row) for row in rows]
    heads = (Cell((), "省份", "省份"), Cell((), "类别", "类别"))
    made = tuple(Row(0, 1, row) for row in cells)
    return Table("表", None, "rows", heads, made, 0, 1, Completeness("unknown", "", len(rows)))


@given(st.lists(st.tuples(VALUES, KINDS), max_size=20), VALUES.filter(bool), KINDS)
def test_filters_equal_brute_force(rows: list[tuple[str, str]], province: str, kind: str) -> None:
    filters = (Filter(0, "省份", (province,), exact=True), Filter(1, "类别", (kind,), exact=True))
    found = run(Plan("d", 0, "表", filters), table(rows)).rows
    assert list(found) == [n for n, row in enumerate(rows) if row == (province, kind)]


@given(st.lists(st.tuples(VALUES, KINDS), min_size=1, max_size=20))
def test_the_largest_group_equals_brute_force(rows: list[tuple[str, str]]) -> None:
    counted = run(Plan("d", 0, "表", (), group_by=0, group_head="省份"), table(rows))
    sizes = {p: sum(row[0] == p for row in rows) for p, _ in rows if p}
    most = {p for p in sizes if sizes[p] == max(sizes.values())}
    assert set(counted.groups) == most
    assert list(counted.rows) == [n for n, row in enumerate(rows) if row[0] in most]
