"""Plans over tables -> drafts: the number with its rows as citations, or the rows themselves as a list."""

from collections.abc import Sequence

from index.models import Chunk, Table
from rag.counting import Planned, counts, plans
from rag.evidence import Found, Unit, row_unit
from rag.features import Lens
from rag.models import Draft, Statement, Whole
from rag.plans import Counted, Plan, count_text, run
from rag.quoting import cite, inferred_in
from rag.retrieval import Evidence

_MOST_ROWS = 200  # rows that an answer cites at most; more are no answer for a reader
_LEAST_COVERAGE = 0.6


def tally(lens: Lens, evidence: Evidence, rival: float) -> Draft | None:
    """The count a question asks for, where a table carries more of it (by weight) than `rival`, the best sentence's share."""
    if not counts(lens.question):
        return None
    planned = _best(lens, evidence, rival)
    if planned is None:
        return None
    table = evidence.documents[planned.plan.document].tables[planned.plan.table]
    counted = run(planned.plan, table)
    units = _rows(planned.plan, counted, evidence)
    if not units or len(units) != len(counted.rows):
        return None
    quotes = tuple(cite(unit) for unit in units)
    inferred = tuple(dict.fromkeys(i for unit in units for i in inferred_in(unit, unit.clean)))
    text = count_text(planned.plan, counted)
    statement = Statement(text, quotes, "count", "achieved", inferred, plan=planned.plan)
    whole = Whole(table.completeness.state, table.completeness.reason)
    short = text.partition("（《")[0].removeprefix("共")
    return Draft((statement,), short, "count", notes=tuple(_notes(table)), completeness=whole)


def listed(lens: Lens, evidence: Evidence, rival: float) -> tuple[Unit, ...]:
    """The rows that a list question asks for, where a table carries more of it than `rival`; none otherwise."""
    planned = _best(lens, evidence, rival)
    if planned is None or not planned.plan.filters or planned.plan.group_by is not None:
        return ()
    table = evidence.documents[planned.plan.document].tables[planned.plan.table]
    counted = run(planned.plan, table)
    units = _rows(planned.plan, counted, evidence)
    return units if len(units) == len(counted.rows) else ()


def incomplete(units: Sequence[Unit]) -> list[str]:
    """What the reader of listed rows must know of their tables."""
    tables = {
        (u.document.id, u.found.chunk.table_row[0]): u.document.tables[u.found.chunk.table_row[0]]
        for u in units
        if u.found.chunk.table_row is not None
    }
    return [note for table in tables.values() for note in _notes(table)]


def _best(lens: Lens, evidence: Evidence, rival: float) -> Planned | None:
    """The best plan that some row passes, if it carries enough of the question and more than the rival."""
    for planned in plans(lens, evidence.documents):
        if planned.coverage < max(_LEAST_COVERAGE, rival):
            return None
        rows = run(planned.plan, evidence.documents[planned.plan.document].tables[planned.plan.table]).rows
        if 0 < len(rows) <= _MOST_ROWS:
            return planned
    return None


def _rows(plan: Plan, counted: Counted, evidence: Evidence) -> tuple[Unit, ...]:
    document = evidence.documents[plan.document]
    chunks: dict[int, Chunk] = {
        chunk.table_row[1]: chunk
        for chunk in evidence.chunks(plan.document)
        if chunk.table_row is not None and chunk.table_row[0] == plan.table
    }
    units = (row_unit(document, Found(chunks[n], 0, 0.0, 0.0)) for n in counted.rows if n in chunks)
    return tuple(unit for unit in units if unit)


def _notes(table: Table) -> list[str]:
    state = {"whole": "表完整", "incomplete": "表不完整，实际可能更多", "unknown": "无法判断表是否完整"}[
        table.completeness.state
    ]
    return [f"{state}：{table.completeness.reason}"]
