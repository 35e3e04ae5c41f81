"""Tables of documents as tables of a briefing: the rows that are near the topic, each cited cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Row, Table
from rag.briefing.gathering import Candidate, Material, rows
from rag.briefing.models import Sheet, SheetRow
from rag.briefing.pool import Pool
from rag.briefing.topics import Theme
from rag.citations import verify
from rag.evidence import Unit
from rag.lexicon import credit, fold
from rag.models import Statement, Whole
from rag.quoting import cite

_MOST_ROWS, _MOST_COLUMNS, _LEAST_ROWS = 12, 7, 2
_ON_TOPIC, _MET = 0.6, 0.5
_LONGEST_CELL = 120


@dataclass(frozen=True)
class _Group:
    """The candidate rows of one table, in its order. `near`: of the nearest."""

    table: Table
    found: tuple[Candidate, ...]
    near: float


def sheets(parts: Sequence[Material], pool: Pool, least: float, most: int) -> list[Sheet]:
    """At most `most` tables with rows near a theme (from `least`), the nearest first; rows of several themes in one table."""
    groups = sorted(_groups(parts, least), key=lambda g: (-round(g.near, 9), g.table.start))
    places = tuple(place for part in parts for place in part.theme.places)
    made = (_sheet(group, parts[0].theme, places, pool) for group in groups)
    return [sheet for sheet in made if sheet][:most]


def _groups(parts: Sequence[Material], least: float) -> Iterator[_Group]:
    by_table: dict[tuple[str, int], dict[int, Candidate]] = {}
    for part in parts:
        for candidate in rows(part):
            document, place = candidate.unit.document.id, candidate.unit.found.chunk.table_row
            if place is not None:
                by_table.setdefault((document, place[0]), {})[place[1]] = candidate
    for (_, number), found in by_table.items():
        near = max(c.near for c in found.values())
        if near >= least:
            own = tuple(found[n] for n in sorted(found))
            yield _Group(own[0].unit.document.tables[number], own, near)


def _number(unit: Unit) -> int:
    return unit.found.chunk.table_row[1] if unit.found.chunk.table_row else -1


def _sheet(group: _Group, theme: Theme, names: Sequence[str], pool: Pool) -> Sheet | None:
    """The sheet of a table: rows that name what the topic names, or the first rows of a table that is on the topic as a whole."""
    path = " ".join(group.found[0].unit.found.chunk.path)
    whole_table = theme.share(f"{group.table.name} {path}") >= _ON_TOPIC
    own = [c for c in group.found if names and any(_in_row(name, group.table, c.unit) for name in names)]
    chosen = own or (list(group.found) if whole_table or not names else [])
    cited = [(c, number) for c in chosen[:_MOST_ROWS] if (number := _cited(c.unit, pool))]
    if len(cited) < _LEAST_ROWS and not (own and cited):
        return None
    columns = _columns(group.table, [c.unit for c, _ in cited])
    if not columns:
        return None
    made = tuple(SheetRow(_cells(group.table, c.unit, columns), number) for c, number in cited)
    heads = tuple(group.table.heads[n].value or f"第{n + 1}列" for n in columns)
    return Sheet(group.table.name, heads, made, _whole(group.table, len(made), own=bool(own), names=names))


def _in_row(name: str, table: Table, unit: Unit) -> bool:
    text = fold(" ".join([*(cell.value for cell in table.rows[_number(unit)].cells), table.name]))
    return credit(name, text) >= _MET


def _cited(unit: Unit, pool: Pool) -> int | None:
    quote = cite(unit)
    holds = verify(Statement(quote.quote, (quote,)), (quote,), {unit.document.id: unit.document}).holds
    return pool.number(quote) if holds and not unit.truncated else None


def _columns(table: Table, units: Sequence[Unit]) -> list[int]:
    """The columns that the rows fill, at most so many; none where a cell is a text of its own."""
    filled = [n for n in range(len(table.heads)) if any(_cell(table.rows[_number(u)], n) for u in units)]
    long = any(len(_cell(table.rows[_number(u)], n)) > _LONGEST_CELL for u in units for n in filled)
    return [] if long or len(filled) < _LEAST_ROWS else filled[:_MOST_COLUMNS]


def _cell(row: Row, n: int) -> str:
    return row.cells[n].value if n < len(row.cells) else ""


def _cells(table: Table, unit: Unit, columns: Sequence[int]) -> tuple[str, ...]:
    row = table.rows[_number(unit)]
    return tuple(_shown(row, n) for n in columns)


def _shown(row: Row, n: int) -> str:
    """A cell as it is shown; what was inferred is said to be."""
    text = _cell(row, n)
    inferred = n < len(row.cells) and row.cells[n].rule
    return f"{text}（推断）" if text and inferred else text


def _whole(table: Table, shown: int, *, own: bool, names: Sequence[str]) -> Whole:
    total = len(table.rows)
    if shown == total:
        return Whole(table.completeness.state, f"列出原表全部{total}行，{table.completeness.reason}")
    what = f"与“{'”“'.join(names)}”有关的" if own else "与主题最近的"
    return Whole("unknown", f"原表现存{total}行，这里列出{what}{shown}行，未作统计")
