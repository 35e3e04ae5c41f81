"""Tables whose cells are parted by two or more spaces: which lines are rows, and where the cells of a short row belong."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from index.lines import Line, width
from index.models import Cell, Row
from index.patterns import ends_sentence
from index.tables.cells import (
    EMPTY,
    cell_bounds,
    cell_of,
    count_cells,
    is_caption,
    is_source,
    is_spaced,
    is_unit,
    pad,
    split_cells,
)

_LEAST_CELLS = 3  # without a caption: 第一条  为规范… and 来源：…  2024年 have two
_LONG_CELL = 30
_PARAGRAPH = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[条章节]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]+[）)])$"
)
_ENTRY_START = re.compile(
    r"(?:第?[一二三四五六七八九十百\d]+[章节编条款项、.．）)]|[（(][一二三四五六七八九十\d]+[）)])"
)
_FIGURE = re.compile(r"[\d,，.]+\s*\S{0,3}$")


def is_spaced_row(text: str) -> bool:
    """Whether a line can be a row: two or more cells, no sentence, no `时间：…  地点：…`."""
    if not is_spaced(text) or len(text) > 200 or ends_sentence(text):
        return False
    if re.search(r"[：:].*[：:]", text) or is_source(text) or is_unit(text) or is_caption(text):
        return False
    cells = [text[a:b] for a, b in cell_bounds(text, spaced=True)]
    return not (_PARAGRAPH.match(cells[0]) or any(len(cell) > _LONG_CELL and "，" in cell for cell in cells))


def is_spaced_table(texts: Sequence[str], *, captioned: bool) -> bool:
    """Whether rows make a table: nearly all of one width and, where no caption says so, under a head and with figures.

    Chapters with page numbers (一、总则  3) and lists of names are none.
    """
    counts = Counter(count_cells(text, spaced=True) for text in texts)
    most, times = counts.most_common(1)[0]
    if captioned:
        return len(texts) >= 2 and 2 * times >= len(texts)
    if most < _LEAST_CELLS or len(texts) < 3 or times < 0.8 * len(texts):
        return False
    rows = [[text[a:b] for a, b in cell_bounds(text, spaced=True)] for text in texts[1:]]
    chapters = sum(1 for row in rows if _ENTRY_START.match(row[0]) and row[-1].isdigit())
    figures = sum(1 for row in rows if any(_FIGURE.match(cell) for cell in row[1:]))
    return 3 * figures >= 2 * len(rows) and 2 * chapters < len(rows)


def read_spaced(lines: Sequence[Line]) -> list[Row]:
    """The rows of a spaced table, one a line, all as wide as most of them (or wider)."""
    counts = Counter(count_cells(line.text, spaced=True) for line in lines)
    full = max(counts, key=lambda n: (counts[n], n))
    columns = _columns([line for line in lines if count_cells(line.text, spaced=True) == full])
    rows = []
    for line in lines:
        cells = split_cells(line, spaced=True)
        placed = cells if len(cells) >= full else _place(line, cells, columns, full)
        rows.append(Row(line.start, line.end, tuple(placed)))
    return rows


def _columns(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The printed columns each cell takes over all full rows; [] where they overlap (the table is not aligned)."""
    spans = [_printed(line.text) for line in lines]
    columns = [(min(a for a, _ in column), max(b for _, b in column)) for column in zip(*spans, strict=True)]
    apart = all(a[1] <= b[0] for a, b in itertools.pairwise(columns))
    return columns if apart else []


def _printed(text: str) -> list[tuple[int, int]]:
    return [(width(text[:a]), width(text[:b])) for a, b in cell_bounds(text, spaced=True)]


def _place(line: Line, cells: Sequence[Cell], columns: Sequence[tuple[int, int]], full: int) -> Sequence[Cell]:
    """The cells of a short row where they stand in print; a row set in has lost its first cells.

    Where neither tells, the row is one cell, as printed: a value in a wrong column is worse than none.
    """
    if line.indented:
        return [*[EMPTY] * (full - len(cells)), *cells]
    placed = [EMPTY] * full
    for cell, (start, end) in zip(cells, _printed(line.text), strict=True):
        at = [k for k, (a, b) in enumerate(columns) if start < b and a < end]
        if len(at) != 1 or placed[at[0]] is not EMPTY:
            return pad([cell_of(line, 0, len(line.text))], full)
        placed[at[0]] = cell
    return placed
