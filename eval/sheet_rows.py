"""A grid of texts as rows by field, and rows as the entries of a sheet: one for each case."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.matching import normal
from eval.sheet_columns import EXAMPLE, EXPLANATION, NAMES, NUMBERED, SHOWN_NAME, Faults, Tell, field_of, shorter
from eval.sheet_grids import Grid, Unusable


@dataclass(frozen=True)
class Row:
    """A row by field (`quote2` for a second quote), blank cells left out. `number` as the spreadsheet shows it."""

    number: int
    cells: Mapping[str, str]


def rows_of(grid: Grid, faults: Faults, tell: Tell) -> Iterator[Row]:
    """The rows below the head, by field; none where the head itself is wrong."""
    if not grid:
        return
    columns = _head(*grid[0], faults, tell)
    if faults.found:
        return  # under such a head every row would be wrong
    faults.names = {key: grid[0][1][i].strip() for i, key in columns.items()}
    for number, cells in grid[1:]:
        found = {key: cells[i] for i, key in columns.items() if i < len(cells) and cells[i].strip()}
        beyond = [c for c in cells[len(grid[0][1]) :] if c.strip()]
        if beyond:
            message = f"{faults.file} 第 {number} 行：比表头多出 {len(beyond)} 格，如“{beyond[0]}”"
            faults.found.append(shorter(f"{message}；含分隔符的格应整格加英文双引号"))
        for key, cell in found.items():
            if isinstance(cell, Unusable) and key != "note":
                faults.at(number, key, f"“{cell}”是日期、时间或公式错误，已不是所填的字；请把此列设为“文本”格式后重填")
        yield Row(number, {key: cell.strip() for key, cell in found.items()})


def _head(number: int, cells: Sequence[str], faults: Faults, tell: Tell) -> dict[int, str]:
    columns: dict[int, str] = {}
    for i, cell in enumerate(cells):
        key = field_of(cell)
        if key is None and cell.strip():
            close = difflib.get_close_matches(normal(cell)[:20], NAMES, 1, 0.5)
            hint = f"；是不是“{SHOWN_NAME[NAMES[close[0]]]}”" if close else ""
            tell(shorter(f"{faults.file} 第 {number} 行：不认识“{cell}”列，未读{hint}"))
        elif key in columns.values():
            faults.at(number, str(key), f"有两列是它（“{cell}”）；请删去或改名其一，第二段引文用“文档2”“引文2”")
        elif key is not None:
            columns[i] = key
    if "question" not in columns.values():
        there = "、".join(f"“{cell.strip()}”" for cell in cells if cell.strip())
        faults.at(number, "question", f"没有这一列，表头是 {there[:200]}；若为乱码，请另存为 UTF-8，若缺，请补上")
    return columns


def entries_of(rows: Sequence[Row], faults: Faults, tell: Tell) -> dict[str, list[Row]]:
    """The rows of each case, by id. A row with quotes only goes on with the case above it."""
    entries: dict[str, list[Row]] = {}
    last = ""
    for row in rows:
        name = row.cells.get("id", "")
        if name in (EXAMPLE, EXPLANATION):
            if name == EXAMPLE:
                tell(f"{faults.file} 第 {row.number} 行：题号是“{EXAMPLE}”，未读")
            continue
        goes_on = not name and last and row.cells and all(key.startswith(NUMBERED) for key in row.cells)
        last = last if goes_on else name or f"row-{row.number}"
        if last in entries:
            _same(last, entries[last][0], row, faults)
        entries.setdefault(last, []).append(row)
    return entries


def _same(name: str, first: Row, row: Row, faults: Faults) -> None:
    if not any(key.startswith("quote") for key in row.cells):
        faults.at(
            row.number, "id", f"题号“{name}”已见于第 {first.number} 行；请改其一，若是同一题的另一段引文，请填引文"
        )
    for key, cell in row.cells.items():
        if key != "id" and not key.startswith(NUMBERED) and cell != first.cells.get(key, ""):
            faults.at(row.number, key, f"题号“{name}”已见于第 {first.number} 行，而此格不同；请改题号，或清空此格")
