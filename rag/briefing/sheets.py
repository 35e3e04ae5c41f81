"""Tables of documents as tables of a briefing: the rows that are near the topic, each cited cell by cell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Chunk, Row, Table
from rag.briefing.aspects import is_abroad
from rag.briefing.gathering import Candidate, Material, rows
from rag.briefing.models import Sheet, SheetRow
from rag.briefing.pool import Pool
from rag.briefing.topics import Theme
from rag.finding.evidence import Found, Unit, row_unit
from rag.language.gazetteer import places_inside
from rag.language.lexicon import fold
from rag.language.places import names_place
from rag.models import Statement, Whole
from rag.proof.citations import verify
from rag.proof.quoting import cite

_MOST_ROWS, _MOST_COLUMNS, _LEAST_ROWS = 12, 7, 2
_ON_TOPIC = 0.6
_LONGEST_CELL = 120


@dataclass(frozen=True)
class _Group:
    """The rows of one table, in its order: those among the candidates, and all. `near`: of the nearest."""

    table: Table
    found: tuple[Unit, ...]
    rows: tuple[Unit, ...]
    near: float


def sheets(
    parts: Sequence[Material], pool: Pool, least: float, most: int, chunks: Callable[[str], Sequence[Chunk]]
) -> list[Sheet]:
    """At most `most` tables with rows near a theme (from `least`), the nearest first; rows of several themes in one table.

    `chunks`: of a document by its id; a search finds some rows of a table, a reader wants all that are of the place asked.
    """
    groups = sorted(_groups(parts, least, chunks), key=lambda g: (-round(g.near, 9), g.table.start))
    places = tuple(place for part in parts for place in part.theme.places)
    if parts[0].theme.home:  # a list of clusters abroad is no state of things at home
        groups = [replace(g, rows=tuple(u for u in g.rows if not is_abroad(u.text))) for g in groups]
    made = (_sheet(group, parts[0].theme, places, pool) for group in groups if group.rows)
    return [sheet for sheet in made if sheet][:most]


def _groups(parts: Sequence[Material], least: float, chunks: Callable[[str], Sequence[Chunk]]) -> Iterator[_Group]:
    by_table: dict[tuple[str, int], dict[int, Candidate]] = {}
    for part in parts:
        for candidate in rows(part):
            document, place = candidate.unit.document.id, candidate.unit.found.chunk.table_row
            if place is not None:
                by_table.setdefault((document, place[0]), {})[place[1]] = candidate
    for (name, number), found in by_table.items():
        near = max(c.near for c in found.values())
        if near >= least:
            own = tuple(found[n].unit for n in sorted(found))
            home = own[0].document
            every = [c for c in chunks(name) if c.table_row is not None and c.table_row[0] == number]
            units = (row_unit(home, Found(chunk, 0, 0.0, 0.0)) for chunk in sorted(every, key=_place))
            yield _Group(home.tables[number], own, tuple(unit for unit in units if unit), near)


def _place(chunk: Chunk) -> tuple[int, int]:
    return chunk.table_row or (0, 0)


def _number(unit: Unit) -> int:
    return unit.found.chunk.table_row[1] if unit.found.chunk.table_row else -1


def _sheet(group: _Group, theme: Theme, names: Sequence[str], pool: Pool) -> Sheet | None:
    """The sheet of a table: rows that name what the topic names, or the first rows of a table that is on the topic as a whole."""
    path = " ".join(group.found[0].found.chunk.path)
    whole_table = theme.share(f"{group.table.name} {path}") >= _ON_TOPIC
    own = [u for u in group.rows if names and any(_in_row(name, group.table, u) for name in names)]
    short = len(group.rows) <= _MOST_ROWS  # of a long table, twelve rows that a search came by say nothing
    found = group.rows if short or whole_table else [u for u in group.rows if theme.share(u.text) >= _ON_TOPIC]
    chosen = own or (list(found) if whole_table or not names else [])
    cited = [(u, number) for u in chosen[:_MOST_ROWS] if (number := _cited(u, pool))]
    if len(cited) < _LEAST_ROWS and not (own and cited):
        return None
    columns = _columns(group.table, [u for u, _ in cited])
    if not columns:
        return None
    made = tuple(SheetRow(_cells(group.table, u, columns), number) for u, number in cited)
    heads = tuple(group.table.heads[n].value or f"第{n + 1}列" for n in columns)
    of_all = len(found) if whole_table and not own else 0
    return Sheet(
        group.table.name, heads, made, _whole(group.table, len(made), len(own) or of_all, names if own else ())
    )


def _in_row(name: str, table: Table, unit: Unit) -> bool:
    """Whether a row or its table names a place, or one that lies in it; by the letter: 中部地区 is not 东部地区."""
    text = fold(" ".join([*(cell.value for cell in table.rows[_number(unit)].cells), table.name]))
    return names_place(name.removesuffix("地区"), text) or any(member in text for member in places_inside(name))


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


def _whole(table: Table, shown: int, own: int, names: Sequence[str]) -> Whole:
    """What part of a table its rows are; `own`: how many there are to show, 0 where they are chosen one by one.

    `names`: the places that they name.
    """
    total = len(table.rows)
    if shown == total:
        return Whole(table.completeness.state, f"列出原表全部{total}行，{table.completeness.reason}")
    what = f"与“{'”“'.join(names)}”有关的" if names else "" if own else "与主题最近的"
    first = "前" if own > shown else ""
    cut = f"；原表不全（{table.completeness.reason}）" if table.completeness.state == "incomplete" else ""
    return Whole("unknown", f"原表现存{total}行，这里列出{what}{first}{shown}行，未作统计{cut}")
