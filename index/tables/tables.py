"""Lines of a table become typed rows with the places of their cells."""

from collections.abc import Sequence
from typing import Literal

from index.lines import Line
from index.models import Cell, Completeness, Row, Span, Table
from index.tables.cells import (
    EMPTY,
    Region,
    count_cells,
    is_blank_or_number,
    is_number,
    is_tabbed,
    is_year,
    join_cells,
    pad,
    split_cells,
)
from index.tables.completeness import with_completeness
from index.tables.flat import read_flat
from index.tables.regions import find_regions
from index.tables.repair import odd_values, repair
from index.tables.spaced import read_spaced

__all__ = ["Line", "Region", "find_regions", "odd_values", "parse", "with_completeness"]

_MEASURES = ("数", "量", "额", "率", "比", "重", "值", "积", "口", "价", "）", ")", "速", "幅", "入", "出")
_OPEN = "、，,（(/"


def parse(region: Region, lines: Sequence[Line]) -> Table:
    """Read the table at `region`; all spans are in the coordinates of `lines`.

    Its completeness is left unknown: `with_completeness` judges all tables of a document together.
    """
    caption = lines[region.caption] if region.caption is not None else None
    left_out = {*region.furniture, *region.repeated}
    kept = [i for i in range(region.first, region.last + 1) if i not in left_out]
    shape: Literal["rows", "matrix", "list"]
    if region.shape == "flattened":
        heads, rows, listed = read_flat([lines[i] for i in kept])
        shape = "list" if listed else "rows"
    else:
        heads, rows, shape = _read_grid([lines[i] for i in kept], spaced=region.shape == "spaced")
    return Table(
        name=caption.text if caption else "",
        caption=Span(caption.start, caption.end) if caption else None,
        shape=shape,
        heads=heads,
        rows=rows,
        start=lines[region.first].start,
        end=lines[region.last].end,
        completeness=Completeness("unknown", "", len(rows)),
    )


def _read_grid(
    lines: Sequence[Line], *, spaced: bool
) -> tuple[tuple[Cell, ...], tuple[Row, ...], Literal["rows", "matrix"]]:
    rows = read_spaced(lines) if spaced else _rows(lines)
    width = max(len(row.cells) for row in rows)
    rows = [Row(row.start, row.end, pad(row.cells, width)) for row in rows]
    at = _head_at(rows)
    heads = rows[at].cells if at is not None else (EMPTY,) * width
    body = [row for i, row in enumerate(rows) if i != (at if at != -1 else len(rows) - 1)]
    if at is not None and _is_matrix(heads, body, below=at == -1):
        return heads, tuple(body), "matrix"
    repaired = repair([row.cells for row in body], heads)
    return heads, tuple(Row(r.start, r.end, cells) for r, cells in zip(body, repaired, strict=True)), "rows"


def _rows(lines: Sequence[Line]) -> list[Row]:
    """One row a line; a line that only continues the last cell of the line before is part of that row."""
    width = max(count_cells(line.text) for line in lines)
    rows: list[Row] = []
    for k, line in enumerate(lines):
        cells = split_cells(line)
        if rows and _continues(lines[k - 1], rows[-1], line, cells, width):
            last = rows[-1].cells
            joined = (*last[:-1], join_cells(last[-1], cells[0]), *cells[1:])
            rows[-1] = Row(rows[-1].start, line.end, joined)
        else:
            rows.append(Row(line.start, line.end, tuple(cells)))
    return rows


def _continues(before: Line, row: Row, line: Line, cells: Sequence[Cell], width: int) -> bool:
    """Whether a line goes on with the cell that the line before left open: 机器人、 / 数控机床.

    Two short rows that lost their empty last cells also fill one row together, but leave nothing open.
    """
    if line.blank_before or before.text[-1] not in _OPEN or line.text[0] in "|\t":
        return False
    return len(row.cells) + len(cells) - 1 <= width and (not is_tabbed(line.text) or len(row.cells) < width)


def _head_at(rows: Sequence[Row]) -> int | None:
    """Where the head row is: 0, -1 (numbers above it, an empty corner), None if there is none."""
    if _is_bottom_head(rows):
        return -1
    first = [c.value for c in rows[0].cells]
    below = [[c.value for c in row.cells] for row in rows[1:]]
    if not below or not all(first[1:2]):
        return None
    return 0 if _names_columns(first, below) else None


def _is_bottom_head(rows: Sequence[Row]) -> bool:
    *body, last = [[c.value for c in row.cells] for row in rows]
    names = last[1:]
    if len(body) < 2 or last[0] or not names or not all(names) or any(is_number(n) and not is_year(n) for n in names):
        return False
    return all(row[0] and any(row[1:]) and all(is_blank_or_number(v) for v in row[1:]) for row in body)


def _names_columns(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: no figures but years, and no value that comes again in its column."""
    figures = [v for v in first if is_number(v)]
    if any(not is_year(v) for v in figures) or (first[0] and is_number(first[0])):
        return False
    return not any(value and value == row[c] for c, value in enumerate(first) for row in below)


def _is_matrix(heads: Sequence[Cell], body: Sequence[Row], *, below: bool) -> bool:
    """Figures by row name and column name. Columns of unlike measures (面积, 人口数) make rows, not a matrix."""
    if len(heads) < 3 or not body:
        return False
    if not all(r.cells[0].value and not is_number(r.cells[0].value) for r in body):
        return False
    if not all(is_blank_or_number(c.value) for r in body for c in r.cells[1:]):
        return False
    return below or not any(h.value.endswith(_MEASURES) for h in heads[1:])
