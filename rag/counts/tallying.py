"""Plans over tables -> drafts: the number with its rows as citations, whether the table is whole for it, totals printed elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.models import Chunk, Document, Span
from rag.counts.asked import names_a_table
from rag.counts.counting import counts, plans
from rag.counts.planning import Planned
from rag.counts.printed import NEAR, Printed, core_of, printed_total
from rag.counts.uncounted import uncounted
from rag.finding.evidence import Found, Unit, row_unit, sentence_unit
from rag.finding.features import Lens
from rag.finding.retrieval import Evidence
from rag.language.lexicon import fold
from rag.models import Citation, Draft, Inferred, Statement, Whole
from rag.proof.citations import verify_quote
from rag.proof.quoting import cite, cite_range, inferred_in
from rag.tables.columns import view_of
from rag.tables.plans import Filter, Plan, Result, number_text, run
from rag.tables.telling import tell, words
from rag.tables.wholeness import Judged, judge

_MOST_ROWS = 500  # rows that an answer cites at most; more are no answer for a reader
_LEAST_COVERAGE = 0.6
_SURE = 0.72  # for a yes or no: what is asked must be carried nearly whole
_NEARLY = 0.1  # plans that carry nearly as much of the question: a whole table goes before an incomplete one
_TRIED = 6
_MANY = 100  # rows from which only the rules of inference, not each cell, are noted


def tally(lens: Lens, evidence: Evidence, rival: float) -> Draft | None:
    """The answer over rows that a question asks for, where a table carries more of it (by weight) than `rival`, the best sentence's share."""
    if not counts(lens.question):
        return None
    for planned in _ordered(lens, evidence, rival):
        draft = _draft(planned.plan, evidence, lens)
        if draft is not None and not (planned.narrower and draft.statements[0].kind == "negative"):
            return draft
    return None


def _ordered(lens: Lens, evidence: Evidence, rival: float) -> Iterator[Planned]:
    """The plans that carry enough, best first; among those that carry nearly as much, of whole tables first."""
    least = _SURE if lens.question.kind == "yes_no" else _LEAST_COVERAGE
    able = [
        p
        for p in plans(lens, evidence.documents)
        if p.coverage >= max(least, rival - 0.1 * p.named) and _of_year(p.plan, lens, evidence)
    ][:_TRIED]
    if not able:
        return
    best = max(p.coverage + 0.1 * p.named for p in able)
    order = {"whole": 0, "unknown": 1, "incomplete": 2}

    def rank(planned: Planned) -> tuple[bool, int, float]:
        near = planned.coverage + 0.1 * planned.named >= best - _NEARLY
        state = judge(planned.plan, evidence.documents[planned.plan.document]).state if near else "unknown"
        return not near, order[state] if near else 0, -planned.coverage

    yield from sorted(able, key=rank)


def _of_year(plan: Plan, lens: Lens, evidence: Evidence) -> bool:
    """Whether table, title or filters name a year that is asked for: rows of no year answer no question for 2023."""
    document = evidence.documents[plan.document]
    table = document.tables[plan.table]
    heads = [f"{head.value}" for head in table.heads]
    filters = [condition.words for condition in (*plan.filters, *plan.part)]
    title = document.article_at(table.start).title.value or ""
    named = fold(" ".join([table.name, title, *heads, *filters]))
    return not lens.question.years or any(year in named for year in lens.question.years)


def _draft(plan: Plan, evidence: Evidence, lens: Lens) -> Draft | None:
    document = evidence.documents[plan.document]
    result = run(plan, document)
    judged = judge(plan, document)
    if not result.rows:
        return _none_there(plan, result, judged, evidence, lens)
    if (
        _printed_instead(plan, result, judged, lens, view_of(document, plan.table).name)
        or len(result.rows) > _MOST_ROWS
        or (plan.operation == "value" and result.value is None)
    ):
        return None
    instead = _matrix_instead(plan, judged, document)
    if instead is not None:
        draft = _draft(instead, evidence, lens)
        if draft is not None:
            counted = f"《{plan.name}》中逐行可数的为{len(result.rows)}{plan.unit}（{judged.reason}），故引《{instead.name}》所印数字"
            return replace(draft, notes=(counted, *draft.notes))
    units = _rows(plan, result, evidence)
    if len(units) != len(result.rows):
        return None
    if plan.operation == "list" and plan.show is None and not view_of(document, plan.table).named:
        return _quoted(units, judged)
    told = tell(plan, result, view_of(document, plan.table))
    statement = Statement(
        told.text,
        tuple(cite(unit) for unit in units),
        "comparison" if plan.operation in ("compare", "difference") else "count",
        "achieved",
        _inferred(units),
        plan=plan,
        plan_words=words(plan, result, view_of(document, plan.table)),
    )
    printed = _printed(plan, lens, evidence)
    notes = [judged.reason, *_printed_notes(plan, result, printed), *uncounted(plan, view_of(document, plan.table))]
    extra = _printed_statement(printed)
    return Draft(
        (statement, *extra),
        told.short,
        plan.operation,
        notes=tuple(notes),
        completeness=Whole(judged.state, judged.reason),
        whole_by=_told_whole(plan, units[0], judged) if units and judged.told else (),
    )


def _quoted(units: Sequence[Unit], judged: Judged) -> Draft:
    """Rows without names of their own (国家 under 时期), quoted as they stand."""
    quotes = [(cite(unit), inferred_in(unit, unit.clean)) for unit in units]
    statements = tuple(Statement(q.quote, (q,), "quote", "achieved", inferred) for q, inferred in quotes)
    return Draft(statements, notes=(judged.reason,))


def _printed_instead(plan: Plan, result: Result, judged: Judged, lens: Lens, name: int) -> bool:
    """Whether the text or a cell answers better: all rows of a broken table that is not asked for, or one row that is named."""
    if plan.operation == "count" and not plan.filters:
        return judged.state == "incomplete" and not names_a_table(lens.question)
    named = any(isinstance(f, Filter) and f.column == name for f in plan.filters)
    return plan.operation == "list" and len(result.rows) == 1 and named


def _none_there(plan: Plan, result: Result, judged: Judged, evidence: Evidence, lens: Lens) -> Draft | None:
    """No row passes: a negative answer where the table is whole for the filter, half an answer where it is not."""
    document = evidence.documents[plan.document]
    named = all(isinstance(f, Filter) and f.exact for f in plan.filters)
    if plan.operation not in ("exists", "count", "list") or not plan.filters or not named:
        return None
    if judged.state != "whole" and (plan.operation != "exists" or _told_elsewhere(plan, evidence)):
        return None
    place = _place_of_table(plan, document, judged, evidence)
    if place is None:
        return None
    told = tell(plan, result, view_of(document, plan.table))
    statement = Statement(
        told.text,
        place,
        "negative",
        "achieved",
        plan=plan,
        plan_words=words(plan, result, view_of(document, plan.table)),
    )
    whole = Whole(judged.state, judged.reason)
    printed = _printed(plan, lens, evidence)
    extra = _printed_statement(printed) if printed and not printed.value else ()
    if judged.state == "whole" or extra:
        return Draft(
            (*extra, statement) if extra else (statement,),
            told.short,
            "negative",
            notes=(judged.reason,),
            completeness=whole,
        )
    missing = ("能确认“没有”的完整表或明文",)
    return Draft((statement,), None, missing=missing, notes=(judged.reason,), completeness=whole)


def _told_elsewhere(plan: Plan, evidence: Evidence) -> bool:
    """Whether some passage names a value that the table lacks: it may well say that there is one."""
    values = {fold(v) for f in plan.filters if isinstance(f, Filter) for v in (f.word, *f.values) if v}
    return any(value in fold(u.text) for u in evidence.units if u.document.id == plan.document for value in values)


def _place_of_table(plan: Plan, document: Document, judged: Judged, evidence: Evidence) -> tuple[Citation, ...] | None:
    """What is cited where no row can be: the table's caption, and what tells that it is whole; its first rows if it has neither."""
    table = document.tables[plan.table]
    rows = _rows(plan, Result((0,), (0,)), evidence)
    if not rows:
        return None
    cited = [
        replace(cite_range(rows[0], (span,)), table=None)
        for span in [table.caption]
        if span and document.text(*span).strip()
    ]
    return (*cited, *_told_whole(plan, rows[0], judged)) or None


def _told_whole(plan: Plan, unit: Unit, judged: Judged) -> tuple[Citation, ...]:
    """The words outside a table that tell whether it is whole."""
    document = unit.document
    table = document.tables[plan.table]
    told = (s for s in judged.evidence if s.start < s.end and "\n" not in document.text(*s))
    spans = [s for s in told if not table.start <= s.start < table.end and document.text(*s).strip()]
    whole = [next((s for s in document.sentences if s.start <= a and b <= s.end), None) for a, b in spans]
    places = [Span(s.start, s.end) if s else span for s, span in zip(whole, spans, strict=True)]
    cited = [
        replace(cite_range(unit, (place,)), table=None, speaker=None, truncated=False)
        for place in dict.fromkeys(places)
    ]
    return tuple(citation for citation in cited if verify_quote(citation, document).holds)


def _matrix_instead(plan: Plan, judged: Judged, document: Document) -> Plan | None:
    """The matrix of the same document that prints the number of a count over an incomplete table: the same filters, by value."""
    if plan.operation != "count" or judged.state == "whole" or not plan.filters:
        return None
    for n, table in enumerate(document.tables):
        if table.shape != "matrix" or n == plan.table or table.completeness.state != "whole":
            continue
        view = view_of(document, n)
        moved = []
        for one in plan.filters:
            if not isinstance(one, Filter):
                break
            side = next((s for s in (0, 1) if _same_values(one, view.columns[s].distinct)), None)
            if side is None:
                break
            values = _same_values(one, view.columns[side].distinct)
            moved.append(Filter(side, view.columns[side].head, values, True, one.negated, one.word))
        if len(moved) == len(plan.filters):
            return replace(plan, table=n, name=table.name, filters=tuple(moved), operation="sum", of=2)
    return None


def _same_values(one: Filter, distinct: dict[str, str]) -> tuple[str, ...]:
    if one.exact:
        found = [distinct[fold(v)] for v in one.values if fold(v) in distinct]
        return tuple(found) if len(found) == len(one.values) else ()
    return tuple(v for key, v in distinct.items() if any(fold(w) in key for w in one.values))


def _rows(plan: Plan, result: Result, evidence: Evidence) -> tuple[Unit, ...]:
    document = evidence.documents[plan.document]
    chunks: dict[int, Chunk] = {
        chunk.table_row[1]: chunk
        for chunk in evidence.chunks(plan.document)
        if chunk.table_row is not None and chunk.table_row[0] == plan.table
    }
    units = (row_unit(document, Found(chunks[n], 0, 0.0, 0.0)) for n in result.rows if n in chunks)
    return tuple(unit for unit in units if unit)


def _inferred(units: Sequence[Unit]) -> tuple[Inferred, ...]:
    return tuple(dict.fromkeys(i for unit in units[:_MANY] for i in inferred_in(unit, unit.clean)))


def _printed(plan: Plan, lens: Lens, evidence: Evidence) -> Printed | None:
    if plan.operation not in ("count", "list", "exists"):
        return None
    units = [*evidence.units, *_near(plan, evidence)]
    return printed_total(plan, lens.question.measured, units, evidence.documents[plan.document])


def _printed_notes(plan: Plan, result: Result, printed: Printed | None) -> list[str]:
    if printed is None or result.value is None:
        return []
    same = printed.value == len(result.rows)
    told = f"{number_text(printed.value)}{plan.unit}"
    return [
        f"文中另述为{told}，{'与逐行计数一致' if same else f'与逐行计数{len(result.rows)}{plan.unit}不一致，范围或口径可能不同'}"
    ]


def _printed_statement(printed: Printed | None) -> tuple[Statement, ...]:
    if printed is None:
        return ()
    quote = cite(printed.unit)
    return (Statement(quote.quote, (quote,), "quote", "achieved", inferred_in(printed.unit, printed.unit.clean)),)


def _near(plan: Plan, evidence: Evidence) -> Iterator[Unit]:
    """The sentences around a table, found or not: what is said of its rows stands there."""
    document = evidence.documents[plan.document]
    table = document.tables[plan.table]
    first = next((f for f in evidence.found if f.chunk.document == plan.document), None)
    values = {core_of(v) for f in plan.filters if isinstance(f, Filter) for v in (f.word, *f.values) if v}
    for n, sentence in enumerate(document.sentences):
        text = document.text(sentence.start, sentence.end)
        if values and not any(v in text for v in values):
            continue
        if first and table.start - 3 * NEAR <= sentence.start and sentence.end <= table.end + 3 * NEAR:
            unit = sentence_unit(document, first, n)
            if unit:
                yield unit
