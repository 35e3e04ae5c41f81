"""The figures of a table row: what its cells give under the heads of their columns, for the thing that the row is about."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from index.models import Cell, Document, Span, Table
from rag.models import Citation, FigureTime, Inferred
from rag.numbers.figures import quantities_in
from rag.numbers.measures import MEASURES
from rag.numbers.quantities import Figure
from rag.shown.aligning import Aligned
from rag.tables.columns import Column, View, view_of
from rag.time.figure_times import above, dated, in_words

_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)")
_UNIT_IN_HEAD = re.compile(r"\s*(?:[（(][^（()）]{1,10}[)）]|[／/][^（()）／/]{1,8})\s*$")


@dataclass(frozen=True)
class CellFigure:
    """A figure of a row, placed in its quote; `indicator`: the head of its column, `subject`: the name of its row."""

    figure: Figure
    indicator: str
    subject: str
    time: FigureTime
    inferred: Inferred | None


def row_figures(citation: Citation, aligned: Aligned, document: Document) -> Iterator[CellFigure]:
    """The figures of the row that a citation quotes, in the order of its cells; a number in a column of text or of serial numbers is none."""
    found = _row_of(citation, document)
    if found is None or citation.table is None:
        return
    number, table = found
    view = view_of(document, number)
    row = citation.table.row
    for at, cell in enumerate(table.rows[row].cells):
        raw = [span for part in cell.spans for span in document.clean.to_raw(*part)]
        place = aligned.to_quote(raw)
        if place is None:
            continue
        column = _column(view, at)
        if column is None:
            continue
        head = table.heads[at].value if at < len(table.heads) else ""
        for figure in _in_cell(citation.quote[slice(*place)], column, numeric=not view.matrix or at > 0):
            moved = replace(figure, start=figure.start + place[0], end=figure.end + place[0])
            told = in_words(head)
            when = dated(told) if told else above(citation)
            yield CellFigure(moved, _UNIT_IN_HEAD.sub("", head), _name(view, row, at), when, _inferred(cell))


def _row_of(citation: Citation, document: Document) -> tuple[int, Table] | None:
    """The table that a citation quotes a row of, by name, row and place."""
    ref = citation.table
    for number, table in enumerate(document.tables):
        if ref is None or table.name != ref.name or ref.row >= len(table.rows):
            continue
        row = table.rows[ref.row]
        raw = [span for cell in row.cells for part in cell.spans for span in document.clean.to_raw(*part)]
        if all(any(_holds(one, span) for one in raw) for span in citation.spans):
            return number, table
    return None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _column(view: View, at: int) -> Column | None:
    if view.matrix:
        return view.columns[2] if at else view.columns[0]
    return view.columns[at] if at < len(view.columns) else None


def _name(view: View, row: int, at: int) -> str:
    """What a row is about; nothing is said of the cell that names it."""
    if view.matrix:
        cells = view.table.rows[row].cells
        return cells[0].value if at and cells else ""
    line = next((n for n, known in enumerate(view.rows) if known == row), None)
    return view.columns[view.name].values[line] if line is not None and at != view.name else ""


def _in_cell(text: str, column: Column, *, numeric: bool) -> Iterator[Figure]:
    """The figures of a cell; a bare number has the unit of its column, a bare year is a date."""
    year = _YEAR.fullmatch(text)
    if year and column.kind == "year":
        low, high = (Fraction(int(year["year"]) * 10000 + day) for day in (101, 1231))
        yield Figure(0, len(text), text, "date", None, "日", "", "exact", low, high)
        return
    for figure in quantities_in(text):
        if figure.kind != "count" or figure.unit:
            yield figure
        elif numeric and column.kind == "number":
            yield _in_unit(figure, column)


def _in_unit(figure: Figure, column: Column) -> Figure:
    """A bare number with the unit that its column is printed in."""
    base = unicodedata.normalize("NFKC", column.base)
    known = MEASURES.get(base) or MEASURES.get(unicodedata.normalize("NFKC", column.unit))
    factor = Fraction(column.scale if base in MEASURES or known is None else 1) * (known.factor if known else 1)
    return replace(
        figure,
        kind=known.kind if known else "count",
        value=None if figure.value is None else figure.value * factor,
        unit=known.name if known else column.base,
        printed=column.unit,
        low=figure.low * factor,
        high=figure.high * factor,
    )


def _inferred(cell: Cell) -> Inferred | None:
    return Inferred(cell.printed, cell.value, cell.rule) if cell.rule else None
