"""Mentions that answer a question -> the lines of a timeline, each with its quote; notes on what does not agree."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Span
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.models import Draft, Statement
from rag.numbers.points import UNDATED, Point, conflicting, lead, unproven
from rag.proof.citations import crosses_uncertain_join
from rag.proof.quoting import cite, cite_range, inferred_in
from rag.time.mentions import Mention

NOW = re.compile(r"目前|现在|最新|如今|眼下|当前|迄今|至今")
SEVERAL = 2
_BACK = 3  # sentences a quote may reach back for the date
_LONG = 90  # characters; of a longer sentence the clause is shown


@dataclass(frozen=True)
class Told:
    """A mention that answers a question, with its sentence; `extra`: scope words that the question does not have."""

    mention: Mention
    unit: Unit
    extra: tuple[str, ...]


def draft_of(question: Question, kept: Sequence[Told], draft: Draft) -> Draft | None:
    """The draft of values in time order, a line each; None where fewer than two can be proven."""
    statements = [s for s in (statement_of(t, kept) for t in kept) if s is not None]
    if len(statements) < SEVERAL:
        return None
    short = _short(question, kept)
    notes = [*_conflict_notes(statements)]
    if len({s.point.scope for s in statements if s.point}) > 1:
        notes.append("所列数值的口径不同，已分别注明")
    if any(s.point.how == "unknown" for s in statements if s.point):
        notes.append(UNDATED)
    if any(s.modality == "planned" for s in statements):
        notes.append("标有（目标）的是目标或计划，不是已实现的结果")
    quotes = " ".join(f"{q.quote} {q.title} {' '.join(q.section)}" for s in statements for q in s.quotes)
    missing = tuple(f"{year}年" for year in question.years if year not in fold(quotes))
    return Draft(tuple(statements), short, missing=missing, notes=tuple(notes), confidence=draft.confidence)


def statement_of(told: Told, kept: Sequence[Told]) -> Statement | None:
    """The line of a value: its sentence, or its clause where the sentence has several or is long; the quote holds its date."""
    mention, unit, document = told.mention, told.unit, told.unit.document
    if unit.index is None or unit.index - mention.since > _BACK:
        return None
    start = unit.clean[0].start if mention.since == unit.index else document.sentences[mention.since].start
    clean = (Span(start, unit.clean[-1].end),)
    quote = cite(unit) if start == unit.clean[0].start else cite_range(unit, clean)
    if crosses_uncertain_join(document, quote.spans):
        return None
    there = [k.mention for k in kept if k.unit.key == unit.key]
    text = (
        unit.text.replace("\n", " ") if len(there) == 1 and len(unit.text) <= _LONG else _clause(mention, unit, there)
    )
    when = mention.when
    value = _WEAK.sub("", mention.figure.text).replace("\n", " ")
    point = Point(value, mention.figure.printed, when.label or None, when.how, "、".join(told.extra), mention.modality)
    dated = (*quote.section, quote.title or "", quote.date.value or "")
    if unproven(point, text, [quote.quote], dated):
        point = replace(point, date=None, how="unknown")  # the line below the title that dates it is not cited
    if unproven(point, text, [quote.quote], dated):
        return None
    return Statement(text, (quote,), "timeline", mention.modality, inferred_in(unit, clean), lead(point), point=point)


_WEAK = re.compile(r"^(?:达到?了?|只有|仅有?|有|为|是)\s?")
_STOPS = re.compile(r"[；。！？;]|(?<!\d)[，,]|(?<=\d)[，,](?!\d)")


def _clause(mention: Mention, unit: Unit, there: Sequence[Mention]) -> str:
    """The clause of a figure, as it stands; its part where another figure that is shown stands in the same one (从…到…)."""
    text, base = unit.document.text(unit.clean[0].start, unit.clean[-1].end), unit.clean[0].start
    start, end = mention.start - base, mention.end - base
    first = max((m.end() for m in _STOPS.finditer(text, 0, start)), default=0)
    stop = _STOPS.search(text, end)
    last = stop.start() if stop else len(text)
    clause = first, last
    first = max([first, *(m.end - base for m in there if m.end - base <= start)])
    last = end if any(end <= m.start - base < last for m in there) else last
    if not text[first:start].strip() and not text[end:last].strip():
        first, last = clause  # a bare figure says nothing
    return text[first:last].strip().replace("\n", " ")


def _short(question: Question, kept: Sequence[Told]) -> str | None:
    """The latest result where the present one is asked for; None else: the values differ."""
    if not NOW.search(question.asked):
        return None
    results = [t for t in kept if not is_plan(t) and not t.extra and t.mention.when.low]
    if not results or sum(t.mention.when.high == results[-1].mention.when.high for t in results) > 1:
        return None
    return _WEAK.sub("", results[-1].mention.figure.text)


def _conflict_notes(statements: Sequence[Statement]) -> Iterator[str]:
    for date, values in conflicting([s.point for s in statements if s.point]).items():
        yield f"两处原文不一致：{date}有{'、'.join(dict.fromkeys(p.value for p in values))}不同的数值，均已列出"


def value_of(told: Told) -> tuple[object, ...]:
    """What tells the values of two mentions apart."""
    return (told.mention.figure.value, told.mention.figure.low, told.mention.figure.high)


def is_plan(told: Told) -> bool:
    """Whether a value is aimed at, not reached."""
    return told.mention.modality in ("planned", "conditional")
