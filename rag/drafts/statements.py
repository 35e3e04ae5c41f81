"""Units of evidence -> statements: what is quoted, with what a reader must know beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.forms import plain
from index.models import Span
from index.rules import RULES
from rag.asking.questions import Question
from rag.choosing.antecedents import antecedent
from rag.choosing.aspects import goes_on
from rag.choosing.lists import missing_numbers
from rag.finding.evidence import Unit
from rag.models import Draft, Inferred, Statement
from rag.proof.quoting import cite, cite_range, inferred_in
from rag.time.modality import modality_at, modality_of, points_back, relative_times


def statement_of(question: Question, unit: Unit) -> Statement:
    """A unit as a statement, with the sentence before it where it opens by pointing back."""
    clean = unit.clean
    quote = cite(unit)
    follows = points_back(unit.text) or (question.kind == "why" and goes_on(unit.text))
    if unit.index is not None and unit.before and follows:
        named = antecedent(unit)
        first = unit.index - 1 if named is None else named
        clean = (Span(unit.document.sentences[first].start, unit.clean[0].end),)
        quote = cite_range(unit, clean)
    if question.kind in _OPEN and (end := _run_end(unit)) > clean[-1].end:
        clean = (Span(clean[0].start, end),)
        quote = cite_range(unit, clean)
    heading = unit.block is not None and unit.document.blocks[unit.block].kind == "heading"
    modality = None if heading else modality_of(quote.quote, quote.date.value)
    lead = _TARGET if modality == "planned" and question.asks_result else ""
    return Statement(quote.quote, (quote,), "quote", modality, inferred_in(unit, clean), lead)


_TARGET = "（目标）"
_OPEN = frozenset({"list", "how", "why", "other"})
_LONGEST = 480  # characters of sentences quoted as one


def _run_end(unit: Unit) -> int:
    """Where what a unit begins ends: a part that closes with a semicolon goes on with the next ones of its block."""
    end = unit.clean[-1].end
    if unit.index is None or unit.truncated:
        return end
    for sentence in unit.document.sentences[unit.index + 1 :]:
        closed = not unit.document.text(unit.clean[0].start, end).rstrip().endswith(("；", ";"))
        if (
            closed
            or sentence.block != unit.block
            or sentence.truncated
            or sentence.end - unit.clean[0].start > _LONGEST
        ):
            break
        end = sentence.end
    return end


def as_told(question: Question, statement: Statement, short: str) -> Statement:
    """A statement with the modality of the clause that its short answer stands in: a plan beside a result is no result."""
    start = statement.text.find(short)
    if start < 0 or question.kind != "number" or statement.modality is None:
        return statement
    modality = modality_at(statement.text, start, start + len(short), statement.quotes[0].date.value)
    lead = _TARGET if modality == "planned" and question.asks_result else ""
    return replace(statement, modality=modality or statement.modality, lead=lead)


def without_contained(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements less those that stand within another one, taken along with a sentence that points back to them."""
    quotes = [s.quotes[0] for s in statements]
    return tuple(
        statement
        for i, statement in enumerate(statements)
        if not any(
            j != i
            and quote.document == quotes[i].document
            and quotes[i].quote in quote.quote
            and (quote != quotes[i] or j < i)
            for j, quote in enumerate(quotes)
        )
    )


def still_missing(question: Question, statements: Sequence[Statement]) -> list[str]:
    """Years and places asked for, of several, that no statement names."""
    said = plain(" ".join(" ".join([q.quote, q.title or "", *q.section]) for s in statements for q in s.quotes))
    years = [f"{year}年" for year in question.years if year not in said] if len(question.years) > 1 else []
    places = [f"“{place}”" for place in question.places if place not in said] if len(question.places) > 1 else []
    return [*years, *places]


def notes_on(statements: Sequence[Statement]) -> list[str]:
    """What the reader must know beside the quotes: dates behind relative words, inferred values, plans, broken text."""
    notes: list[str] = []
    for statement in statements:
        quote = statement.quotes[0]
        notes += [_dated(word, quote.date.value, quote.date.how) for word in relative_times(quote.quote)]
        notes += [_inferred_note(i) for i in statement.inferred]
        if statement.lead == _TARGET:
            notes.append("所引为目标或计划，不是已实现的结果")
        if quote.truncated:
            notes.append("所引句子在原文中不完整（前后文字缺失）")
    return list(dict.fromkeys(notes))


def noted(draft: Draft) -> Draft:
    """A draft over time with what the reader must know beside its quotes; its lines themselves mark what is a plan."""
    notes = notes_on([replace(s, lead="") for s in draft.statements])
    return replace(draft, notes=tuple(dict.fromkeys((*draft.notes, *notes))))


def rows_note(question: Question, chosen: Sequence[Unit]) -> list[str]:
    """What the reader must know of rows that were found, not counted: they may not be all."""
    if question.kind != "list" or not any(unit.found.chunk.table_row is not None for unit in chosen):
        return []
    return ["所引只是表中的部分行，表中可能还有其他行符合，未逐行统计"]


def _inferred_note(inferred: Inferred) -> str:
    printed = f"原文印作“{inferred.as_printed}”" if inferred.as_printed else "原文此格为空"
    return f"{printed}，据推断为“{inferred.value}”（{RULES.get(inferred.rule, inferred.rule)}）"


def gaps_note(statements: Sequence[Statement]) -> list[str]:
    """That numbered items skip a number, as where pages are lost."""
    numbered = missing_numbers([s.text for s in statements]) and len(statements) > 1
    return ["所列各项的序号不连续，原文可能有缺失"] if numbered else []


def _dated(word: str, value: str | None, how: str) -> str:
    if value is None:
        return f"“{word}”所指的时间：文档未注明日期"
    printed = re.sub(r"\s+", "", value)
    return f"“{word}”（文档日期 {printed}{'，推断' if how == 'inferred' else ''}）"
