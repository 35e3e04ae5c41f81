"""Repairing rows: merged cells, merged labels that slipped a row, rows shifted by a column, values out of the usual set."""

import itertools
from collections import Counter
from collections.abc import Sequence

from index.models import Cell, Damage, Table
from index.tables.cells import EMPTY, is_number

MERGED = "merged_cell"
DISPLACED = "displaced_label"
SHIFTED = "shifted_row"
NUMBERED = "serial_gap"
Grid = list[list[Cell]]
_KEY = 1  # the column right of the merged one
_SERIAL_HEADS = ("序号", "编号", "No", "NO", "No.")


def repair(rows: Sequence[Sequence[Cell]], heads: Sequence[Cell]) -> list[tuple[Cell, ...]]:
    """Rows (all as wide as `heads`) with merged, displaced and shifted cells inferred; what is printed stays in `printed`."""
    grid = [list(row) for row in rows]
    if not grid or len(grid[0]) < 2:
        return [tuple(row) for row in grid]
    _shift_numbered(grid, heads)
    if is_serial(heads, grid):
        return [tuple(row) for row in grid]
    _shift_back(grid)
    starts = _cycle_starts(grid)
    for column in range(len(grid[0])):
        if column != _KEY and starts:
            _place_labels(grid, column, starts)
    _fill_merged(grid)
    return [tuple(row) for row in grid]


def is_serial(heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first column numbers the rows: 序号, or 1 2 3 …; 2019 2020 2021 are years."""
    numbers = serials(rows)
    named = bool(heads) and _squeezed(heads[0]) in _SERIAL_HEADS
    filled = [row[0].value for row in rows if row[0].value]
    if not numbers or len(numbers) < len(filled):
        return False
    return named or (len(numbers) >= 3 and numbers == list(range(1, len(numbers) + 1)))


def serials(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The whole numbers of the first column, in order."""
    texts = [row[0].value for row in rows if row]
    return [int(t) for t in texts if t.isascii() and t.isdigit()]


def _shift_numbered(grid: Grid, heads: Sequence[Cell]) -> None:
    """A row under 序号 that lost its number, and so stands one column to the left, where the numbers around it skip one.

    A label over a group of rows has no number either, but other cells are empty too, and no number is skipped.
    """
    if not heads or _squeezed(heads[0]) not in _SERIAL_HEADS:
        return
    for i, row in enumerate(grid[:-1]):
        before, after = _number(grid[i - 1]) if i else 0, _number(grid[i + 1])
        full = all(c.value for c in row[:-1]) and not row[-1].value
        if not full or _number(row) is not None or before is None or after != before + 2:
            continue
        moved = [Cell(c.spans, at.printed, c.value, SHIFTED) for c, at in itertools.pairwise(row)]
        grid[i] = [Cell((), row[0].printed, str(before + 1), NUMBERED), *moved]


def _number(row: Sequence[Cell]) -> int | None:
    return next(iter(serials([row])), None)


def _squeezed(cell: Cell) -> str:
    return cell.value.replace(" ", "").replace("\u3000", "")


def _shift_back(grid: Grid) -> None:
    """A row that begins with a value of the key column while its own key cell is empty has lost its first, empty cell.

    Only under a merged first column: where every row has a first cell of its own, an empty key is just a missing value.
    """
    keys = Counter(row[_KEY].value for row in grid if row[_KEY].value)
    firsts = Counter(row[0].value for row in grid if row[0].value)
    merged = any(not row[0].value and row[_KEY].value for row in grid)
    for row in grid:
        first, key = row[0], row[_KEY]
        if merged and first.value and not key.value and keys[first.value] and firsts[first.value] == 1:
            row[_KEY] = Cell(first.spans, "", first.value, SHIFTED)
            row[0] = Cell((), first.printed, "", SHIFTED)


def _cycle_starts(grid: Grid) -> list[int]:
    """Rows where the key column begins its cycle anew (甲 乙 丙 | 甲 乙 丙); [] where it does not run in cycles."""
    keys = [row[_KEY].value for row in grid]
    if not all(keys):
        return []
    starts, seen = [0], {keys[0]}
    for i, key in enumerate(keys[1:], 1):
        if key in seen:
            starts.append(i)
            seen = set()
        seen.add(key)
    same = all(keys[s] == keys[0] for s in starts)
    long = all(b - a >= 2 for a, b in zip(starts, [*starts[1:], len(keys)], strict=True))
    return starts if len(starts) >= 2 and same and long else []


def _place_labels(grid: Grid, column: int, starts: Sequence[int]) -> None:
    """One label for each cycle, at its first row or one row below: it belongs to the whole cycle."""
    filled = [i for i, row in enumerate(grid) if row[column].value]
    if len(filled) != len(starts) or not all(0 <= f - s <= 1 for f, s in zip(filled, starts, strict=True)):
        return
    for label, start, end in zip(filled, starts, [*starts[1:], len(grid)], strict=True):
        source = grid[label][column]
        for i in range(start, end):
            rule = DISPLACED if i < label else MERGED
            grid[i][column] = source if i == label else _inherit(grid[i][column], source, rule)


def _fill_merged(grid: Grid) -> None:
    """An empty first cell under a filled one stands for it, in rows that have something else to say."""
    above = EMPTY
    for row in grid:
        if row[0].value:
            above = row[0]
        elif above.value and row[_KEY].value:
            row[0] = _inherit(row[0], above, MERGED)


def _inherit(cell: Cell, source: Cell, rule: str) -> Cell:
    return Cell(source.spans, cell.printed, source.value, cell.rule or rule)


def odd_values(table: Table) -> list[Damage]:
    """Values that stand once in a column of a few often repeated ones and end like them: kept as printed, but pointed out."""
    return [
        Damage("odd_value", f"“{cell.value}”不在该列其余取值之中，按原文保留", cell.spans[0].start, cell.spans[-1].end)
        for column in range(len(table.heads))
        for cell in _odd_cells([row.cells[column] for row in table.rows])
    ]


def _odd_cells(cells: Sequence[Cell]) -> list[Cell]:
    counts = Counter(c.value for c in cells if c.printed and not is_number(c.value))
    once = [v for v, n in counts.items() if n == 1]
    usual = [v for v, n in counts.items() if n >= 3]
    endings = {v[-2:] for v in usual}
    if len(once) != 1 or len(usual) < 3 or len(counts) * 4 > len(cells) or len(endings) != 1:
        return []
    return [c for c in cells if c.value == once[0] and c.value[-2:] in endings]
