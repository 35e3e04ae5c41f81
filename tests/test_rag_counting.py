"""Plans over tables equal brute force, cite their rows, and are verified by running them again."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Cell, Completeness, Row, Table
from rag.asking.questions import analyse
from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.finding.retrieval import retrieve
from rag.proof.citations import verify
from rag.records import record
from rag.settings import AnswerSettings
from rag.tables.columns import make_view
from rag.tables.plans import Bound, Filter, Plan, run_view
from tests.rag_kit import FakeShelf, assistant, document

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


def asker(text: str) -> Assistant:
    return Assistant(FakeShelf([document(text, "ports")]), ExtractiveWriter(SETTINGS), SETTINGS)


ASKER = asker(PORTS)


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


def test_a_row_deleted_changes_number_and_completeness() -> None:
    question = "沿海渔港名录里，浙江有几个渔港？"
    whole, less = ASKER.ask(question), asker(PORTS.replace("3\t岱山渔港\t浙江省\t一级渔港\t66\n", "")).ask(question)
    assert (whole.short_answer, less.short_answer) == ("3个", "2个")
    assert whole.completeness is not None
    assert less.completeness is not None
    assert (whole.completeness.state, less.completeness.state) == ("whole", "incomplete")


def test_what_tells_that_a_table_is_whole_is_cited_with_it() -> None:
    answer = record(ASKER.ask("沿海渔港名录里，浙江有几个渔港？"))
    assert answer["completeness"]["state"] == "whole"
    cited = {c["n"]: c["quote"] for c in answer["citations"]}
    assert [cited[n] for n in answer["completeness"]["citations"]] == ["资料来源：渔业年鉴"]
    assert not set(answer["completeness"]["citations"]) & set(answer["rows"])


def test_a_total_printed_in_the_text_that_differs_is_said() -> None:
    text = "沿海渔港名录已公布，其中浙江省有4个渔港列入沿海渔港名录。\n\n" + PORTS
    answer = asker(text).ask("沿海渔港名录表里，浙江有几个渔港？")
    assert answer.short_answer == "3个"
    assert any("文中另述为4个" in note and "不一致" in note for note in answer.notes)
    assert any("有4个渔港列入" in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "沿海渔港名录里，浙江有几个渔港？",
        "沿海渔港名录里泊位数合计多少？",
        "沿海渔港名录中哪个省份的渔港最多？",
        "沿海渔港名录里泊位数最多的是哪个渔港？",
        "沿海渔港名录里各省分别有几个渔港？",
        "沿海渔港名录里岱山渔港的泊位数排第几？",
        "沿海渔港名录里中心渔港占比多少？",
    ],
)
def test_a_plan_that_misses_a_row_or_tells_another_number_is_not_proven(question: str) -> None:
    analysed = analyse(question)
    evidence = retrieve(analysed, SHELF, 30)
    (statement,) = ExtractiveWriter(SETTINGS).write(analysed, evidence).statements
    assert statement.plan is not None
    assert verify(statement, statement.quotes, evidence.documents).holds
    if len(statement.quotes) > 1:
        fewer = replace(statement, quotes=statement.quotes[1:])
        assert not verify(fewer, fewer.quotes, evidence.documents).holds
    digit = next(c for c in statement.text if c.isdigit())
    other = replace(statement, text=statement.text.replace(digit, str((int(digit) + 1) % 10), 1))
    assert not verify(other, other.quotes, evidence.documents).holds
    changed = document(PORTS.replace("岱山渔港\t浙江省\t一级渔港\t66", "岱山渔港\t福建省\t一级渔港\t666"), "ports")
    assert not verify(statement, statement.quotes, {"ports": changed}).holds


PLACES = st.sampled_from(["甲省", "乙省", "丙省", ""])
KINDS = st.sampled_from(["港口", "机场", "车站"])
NUMBERS = st.one_of(st.decimals(-999, 9999, places=1), st.none())
LINES = st.lists(st.tuples(PLACES, KINDS, NUMBERS), max_size=25)
Line = tuple[str, str, Decimal | None]


def table(lines: list[Line]) -> Table:
    made = []
    for place, kind, number in lines:
        values = (place, kind, "—" if number is None else str(number))
        made.append(Row(0, 1, tuple(Cell((), v, v) for v in values)))
    heads = tuple(Cell((), h, h) for h in ("省份", "类别", "产值（万元）"))
    return Table("表", None, "rows", heads, tuple(made), 0, 1, Completeness("unknown", "", len(lines)))


FILTERS = st.one_of(
    st.builds(
        lambda v, n: Filter(0, "省份", tuple(v), exact=True, negated=n), st.sets(PLACES.filter(bool)), st.booleans()
    ),
    st.builds(
        lambda v, n: Filter(1, "类别", (v,), exact=False, negated=n), st.sampled_from(["港", "场", "口"]), st.booleans()
    ),
    st.builds(
        lambda low, high, a, b: Bound(2, "产值", low, high, a, b),
        st.one_of(st.none(), st.decimals(-99, 999, places=1)),
        st.one_of(st.none(), st.decimals(-99, 999, places=1)),
        st.booleans(),
        st.booleans(),
    ),
)


def passes(line: Line, one: Filter | Bound) -> bool:
    """The oracle: what a filter means, said another way."""
    if isinstance(one, Filter):
        value = line[one.column]
        assert isinstance(value, str)
        hit = value in one.values if one.exact else any(v in value for v in one.values)
        return bool(value) and (hit != one.negated)
    number = line[2]
    if number is None:
        return False
    low = one.low is None or (number >= one.low if one.with_low else number > one.low)
    return low and (one.high is None or (number <= one.high if one.with_high else number < one.high))


def kept(lines: list[Line], filters: list[Filter | Bound]) -> list[int]:
    return [n for n, line in enumerate(lines) if all(passes(line, f) for f in filters)]


FIRST: Line = ("甲省", "港口", Decimal(1))


@given(LINES, st.lists(FILTERS, max_size=3))
def test_filters_counts_and_sums_equal_brute_force(lines: list[Line], filters: list[Filter | Bound]) -> None:
    lines = [FIRST, *lines]
    view = make_view(table(lines))
    if view.columns[2].kind != "number":
        return
    rows = kept(lines, filters)
    assert list(run_view(Plan("d", 0, "表", tuple(filters)), view).rows) == rows
    numbers = [number for n in rows if (number := lines[n][2]) is not None]
    summed = run_view(Plan("d", 0, "表", tuple(filters), "sum", of=2), view)
    assert summed.value == Fraction(sum(numbers, Decimal(0)))
    assert summed.unread == len(rows) - len(numbers)
    mean = run_view(Plan("d", 0, "表", tuple(filters), "mean", of=2), view).value
    assert mean == (Fraction(sum(numbers, Decimal(0))) / len(numbers) if numbers else None)


@given(LINES, st.lists(FILTERS, max_size=2), st.integers(1, 4), st.booleans())
def test_groups_and_the_largest_equal_brute_force(
    lines: list[Line], filters: list[Filter | Bound], top: int, ascending: bool
) -> None:
    view = make_view(table(lines))
    rows = (
        [n for n in kept(lines, filters) if lines[n][0]]
        if view.columns[2].kind == "number" or not any(isinstance(f, Bound) for f in filters)
        else []
    )
    if not rows:
        return
    sizes = Counter(lines[n][0] for n in rows)
    grouped = run_view(Plan("d", 0, "表", tuple(filters), "groups", by=0), view)
    assert {g.key: g.value for g in grouped.groups} == sizes
    plan = Plan("d", 0, "表", tuple(filters), "most", by=0, top=top, ascending=ascending)
    found = {g.key for g in run_view(plan, view).groups}
    ahead = {p: sum(s < sizes[p] if ascending else s > sizes[p] for s in sizes.values()) for p in sizes}
    assert found == {p for p in sizes if ahead[p] < top}
    placed = {g.key for g in run_view(replace(plan, place=True), view).groups}
    assert placed == {p for p in sizes if ahead[p] == top - 1}


@given(LINES, st.integers(1, 4), st.booleans())
def test_extremes_and_ranks_equal_brute_force(lines: list[Line], top: int, ascending: bool) -> None:
    view = make_view(table([FIRST, *lines]))
    lines = [FIRST, *lines]
    if view.columns[2].kind != "number":
        return
    numbers = {n: number for n, line in enumerate(lines) if (number := line[2]) is not None}
    ahead = {n: sum(m < v if ascending else m > v for m in numbers.values()) for n, v in numbers.items()}
    plan = Plan("d", 0, "表", (), "extreme", of=2, top=top, ascending=ascending)
    assert sorted(run_view(plan, view).rows) == sorted(n for n in numbers if ahead[n] < top)
    for place in {line[0] for line in lines if line[0]}:
        part = (Filter(0, "省份", (place,), exact=True),)
        sums = {
            p: sum((v for n, v in numbers.items() if lines[n][0] == p), Decimal(0))
            for p in {lines[n][0] for n in numbers}
            if p
        }
        rank = run_view(Plan("d", 0, "表", (), "rank", by=0, of=2, part=part, ascending=ascending), view).value
        if place in sums:
            assert rank == 1 + sum(s < sums[place] if ascending else s > sums[place] for s in sums.values())
        else:
            assert rank is None


@given(LINES, st.lists(FILTERS, max_size=2), st.lists(FILTERS, max_size=2))
def test_shares_and_bounds_on_groups_equal_brute_force(
    lines: list[Line], base: list[Filter | Bound], part: list[Filter | Bound]
) -> None:
    lines = [FIRST, *lines]
    view = make_view(table(lines))
    if view.columns[2].kind != "number":
        return
    whole, above = kept(lines, base), kept(lines, [*base, *part])
    share = run_view(Plan("d", 0, "表", tuple(base), "share", part=tuple(part)), view)
    assert share.value == (Fraction(len(above), len(whole)) if whole else None)
    assert list(share.rows) == above
    bound = Bound(0, "计数", Decimal(2), None)
    groups = run_view(Plan("d", 0, "表", (), "having", by=0, bound=bound), view).groups
    sizes = Counter(line[0] for line in lines if line[0])
    assert {g.key for g in groups} == {p for p, n in sizes.items() if n >= 2}


def test_rows_of_no_year_answer_no_question_for_a_year() -> None:
    assert assistant().ask("浙江省的渔港有几个？").plan is not None
    assert assistant().ask("2023年浙江省的渔港有几个？").plan is None
