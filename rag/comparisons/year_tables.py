"""Tables by year (a row, or a column, for each) -> the values of the indicator asked, one line for each year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Cell, Chunk, Document, Table
from rag.comparisons.pairing import pair_of
from rag.counts.head_names import head_share
from rag.finding.evidence import Found, Unit, row_unit
from rag.finding.features import Lens
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold
from rag.models import Citation, Draft, Statement
from rag.numbers.points import Point, lead
from rag.proof.quoting import cite, cite_range, inferred_in

_YEAR = re.compile(r"\s*(?P<year>(?:19|20)\d\d)\s*年?(?:底|末|度)?\s*$")
_NUMBER = re.compile(r"[-−]?\d[\d,，]*(?:\.\d+)?")
_ASIDE = re.compile(r"[（(](?P<unit>[^（）()]*)[）)]$|/(?P<behind>[^/]+)$")
_CHANGES = re.compile(r"变化|变动|变的|历年|逐年|各年|每年|走势|这几年|近几年|几年来|近年")
_SAYS_NOTHING = re.compile(r"变化|变动|变|历年|逐年|各年|每年|走势|几年|近年|年来|情况|数据|多少|数量|近|来")
_NAMED, _CARRIED, _SEVERAL, _ALIKE = 0.7, 0.75, 2, 0.05


@dataclass(frozen=True)
class _Series:
    """One indicator over the years of a table: its head (or row name) as printed, its cells by year, how much of a question it carries."""

    document: Document
    table: int
    head: str
    cells: tuple[
        tuple[str, int, Cell, Cell | None], ...
    ]  # year as printed, row, value, the head of its column where that has the year
    share: float


def by_year(lens: Lens, evidence: Evidence, rival: float) -> Draft | None:
    """The draft that gives an indicator's value for every year of a table, or for the years asked; None where no table does.

    `rival`: the share of the question's words that the best sentence carries; a table must carry as much.
    """
    question = lens.question
    timed = _CHANGES.search(question.asked) is not None
    if (
        question.speaker
        or pair_of(question.asked)
        or not (timed or (question.kind == "number" and len(question.years) != 1))
    ):
        return None
    series = [s for name in evidence.documents for s in _series(lens, evidence.documents[name])]
    best = max(series, key=lambda s: s.share, default=None)
    if best is None or best.share < max(_CARRIED, rival) or _several(series, best):
        return None
    wanted = question.years if question.years and not timed else ()
    lines = [line for cell in best.cells if not wanted or cell[0] in wanted if (line := _line(best, cell, evidence))]
    if len(lines) < _SEVERAL:
        return None
    missing = tuple(f"{year}年" for year in question.years if year not in "".join(c[0] for c in best.cells))
    unit = _unit(best.head)
    notes = (f"各行为“{best.head}”的数值" + (f"，单位：{unit}" if unit else ""),)
    return Draft(tuple(lines), missing=missing, notes=notes)


def _several(series: Sequence[_Series], best: _Series) -> bool:
    """Whether two indicators carry a question equally: neither is meant more than the other."""
    return sum(s.share >= best.share - _ALIKE for s in series) > 1


def _series(lens: Lens, document: Document) -> Iterator[_Series]:
    for n, table in enumerate(document.tables):
        yield from _by_rows(lens, document, n, table)
        yield from _by_columns(lens, document, n, table)


def _by_rows(lens: Lens, document: Document, n: int, table: Table) -> Iterator[_Series]:
    """The columns of a table whose rows are years."""
    for key in range(min(2, len(table.heads))):
        years = [_YEAR.match(row.cells[key].value) if key < len(row.cells) else None for row in table.rows]
        if len([y for y in years if y]) < max(_SEVERAL, len(table.rows) - 1) or len(
            {y["year"] for y in years if y}
        ) < len([y for y in years if y]):
            continue
        for at, head in enumerate(table.heads):
            if at == key or head_share(_bare(head.value), fold(lens.question.asked)) < _NAMED:
                continue
            cells = tuple(
                (year["year"], row, line.cells[at], None)
                for row, (year, line) in enumerate(zip(years, table.rows, strict=True))
                if year and at < len(line.cells) and _NUMBER.match(line.cells[at].value)
            )
            yield _Series(document, n, head.value, cells, _share(lens, document, table, head.value))
        return


def _by_columns(lens: Lens, document: Document, n: int, table: Table) -> Iterator[_Series]:
    """The rows of a table whose columns are years."""
    years = [(at, y["year"], head) for at, head in enumerate(table.heads) if (y := _YEAR.match(head.value))]
    if len(years) < _SEVERAL:
        return
    for row, line in enumerate(table.rows):
        name = line.cells[0].value if line.cells else ""
        if not name or head_share(_bare(name), fold(lens.question.asked)) < _NAMED:
            continue
        cells = tuple(
            (year, row, line.cells[at], head)
            for at, year, head in years
            if at < len(line.cells) and _NUMBER.match(line.cells[at].value)
        )
        yield _Series(document, n, name, cells, _share(lens, document, table, name))


def _share(lens: Lens, document: Document, table: Table, head: str) -> float:
    """Share of the question's words, by rarity, that a head, its table's name and title, and the headings over it hold."""
    block = next((b for b in document.blocks if b.start <= table.start < b.end), None)
    title = document.article_at(table.start).title.value or ""
    told = fold(" ".join([head, table.name, title, *(block.path if block else ())]))
    words = {t: w for t, w in lens.rarity.items() if len(t) > 1 and not t.isdigit() and not _SAYS_NOTHING.fullmatch(t)}
    total = sum(words.values())
    named = fold(_bare(head))
    exact = 0.2 * (named in fold(lens.question.asked))
    return (sum(w * credit(t, told) for t, w in words.items()) / total if total else 0.0) + exact


def _line(series: _Series, cell: tuple[str, int, Cell, Cell | None], evidence: Evidence) -> Statement | None:
    year, row, value, head = cell
    unit = _row(series, row, evidence)
    printed = value.printed.strip()
    if unit is None or not printed or value.rule:
        return None
    quotes: tuple[Citation, ...] = (cite(unit),)
    if head is not None:
        if not head.spans or head.rule:
            return None
        quotes = (*quotes, replace(cite_range(unit, tuple(head.spans)), table=None))
    if printed not in quotes[0].quote:
        return None
    point = Point(printed, _unit(series.head), year, "text")
    return Statement(printed, quotes, "timeline", None, inferred_in(unit, unit.clean), lead(point), point=point)


def _row(series: _Series, row: int, evidence: Evidence) -> Unit | None:
    chunk: Chunk | None = next(
        (c for c in evidence.chunks(series.document.id) if c.table_row == (series.table, row)), None
    )
    return row_unit(series.document, Found(chunk, 0, 0.0, 0.0)) if chunk else None


def _bare(head: str) -> str:
    return _ASIDE.sub("", head)


def _unit(head: str) -> str:
    match = _ASIDE.search(head)
    return (match["unit"] or match["behind"] or "").removeprefix("单位：") if match else ""
