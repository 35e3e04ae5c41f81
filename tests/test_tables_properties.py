"""What holds of every table: no character is lost, cells stand at their spans, any text can be searched."""

import sys
from collections.abc import Callable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.lines import Line, split_lines
from index.models import Table
from index.tables.tables import Region, find_regions, parse, with_completeness

CELL = st.text("甲乙丙丁省市集群0123456789、（）ab -", max_size=8)
GRID = st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=2, max_size=8)
LINE = st.text("甲乙丙集群、， \t|-0123表图一章.。（", max_size=24)
WORDS = st.sampled_from(
    ["表 1 甲乙", "东市", "西省", "青集群、", "红集群", "白集群", "短", "名称", "一。", " ", "\n", "\n\n", "\t", "|"]
)


def covered(table: Table) -> set[int]:
    cells = [c for row in (table.heads, *(r.cells for r in table.rows)) for c in row]
    return {place for cell in cells for a, b in cell.spans for place in range(a, b)}


def lost(region: Region, lines: list[Line]) -> str:
    """Characters of a region that are in no cell; separators of cells and of listed items apart."""
    places = covered(parse(region, lines))
    separators = " \t|\u3000\\" + ("、" if region.shape == "flattened" else "")
    body = [lines[i] for i in range(region.first, region.last + 1) if i not in region.furniture + region.repeated]
    return "".join(
        char
        for line in body
        for at, char in enumerate(line.text, line.start)
        if at not in places and char not in separators
    )


def check(text: str) -> None:
    lines = list(split_lines(text))
    regions = find_regions(lines)
    found = with_completeness([parse(r, lines) for r in regions], text)
    assert all(a.last < b.first for a, b in pairwise(regions))
    for region, table in zip(regions, found, strict=True):
        assert lost(region, lines) == ""
        assert all(len(row.cells) == len(table.heads) for row in table.rows)
        assert all(a.start <= a.end <= b.start for a, b in pairwise(table.rows))
        for row in table.rows:
            for cell in row.cells:
                assert cell.rule or cell.value == cell.printed
                if not cell.rule:
                    at_spans = "".join(text[a:b] for a, b in cell.spans)
                    assert at_spans.replace(" ", "") == cell.printed.replace(" ", "")


@settings(max_examples=150, deadline=None)
@given(GRID)
def test_no_character_of_a_ragged_table_is_lost(grid: list[list[str]]) -> None:
    check("表 1 名册\n" + "\n".join("\t".join(row) for row in grid) + "\n")


@settings(max_examples=150, deadline=None)
@given(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\n\n"]))
def test_any_lines_are_searched_without_error_or_loss(lines: list[str], joint: str) -> None:
    check(joint.join(lines))


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=40))
def test_any_flattened_words_are_searched_without_error_or_loss(words: list[str]) -> None:
    check("表 1 名单\n\n地区 名称\n东市 青集群、红集群\n" + "".join(w + (" " if len(w) < 4 else "") for w in words))


def calls_made(work: Callable[[], object]) -> int:
    """How many calls, of Python and of C functions, a piece of work makes: its cost, the same on every machine."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_plain_text_costs_a_few_calls_a_line() -> None:
    lines = list(split_lines("今年以来，全市渔业稳步发展，产量比去年增长百分之五。\n\n" * 2000))
    assert find_regions(lines) == []
    assert calls_made(lambda: find_regions(lines)) < 40 * len(lines)


def test_a_table_of_many_rows_costs_in_proportion() -> None:
    def cost(n: int) -> int:
        lines = list(split_lines("序号\t名\t地\n" + "".join(f"{i}\t船{i}\t港{i % 7}\n\n" for i in range(1, n))))
        (region,) = find_regions(lines)
        assert len(parse(region, lines).rows) == n - 1
        return calls_made(lambda: (find_regions(lines), parse(region, lines)))

    # 8 times the rows; a pass over all rows for each row would make 64 times as many calls.
    assert cost(2400) < 12 * cost(300)
