"""Writers: evidence becomes a draft. The extractive writer quotes the best sentences as they stand."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from index.models import Span
from index.rules import RULES
from rag.evidence import Unit, sentence_unit
from rag.lexicon import credit, fold
from rag.lists import headings_with_parts, lists_near, missing_numbers
from rag.modality import modality_of, points_back, relative_times
from rag.models import Draft, Inferred, Statement
from rag.questions import Question
from rag.quoting import cite, cite_range, inferred_in
from rag.retrieval import Evidence
from rag.scoring import DEFINITE, Rated, coverage, distinctive, looks_right, rate, weigh
from rag.settings import AnswerSettings
from rag.short import short_answer

_ONE_IS_ENOUGH = frozenset({"number", "date", "entity", "who_said", "yes_no", "table"})
_LIST_SEEDS = 12  # best sentences in whose sections an enumeration is looked for
_FOLLOWING = 0.8  # a further sentence must reach this share of the best one's score


class Writer(Protocol):
    """Anything that drafts an answer from evidence. Its draft is verified; nothing of it is trusted."""

    def write(self, question: Question, evidence: Evidence) -> Draft:
        """Draft an answer; without statements where the evidence carries none."""


class ExtractiveWriter:
    """Quotes the sentences that carry the question best; declines where none meets what is literally asked."""

    def __init__(self, settings: AnswerSettings) -> None:
        self._settings = settings

    def write(self, question: Question, evidence: Evidence) -> Draft:
        """Draft an answer of a few sentences, the items of an enumeration, or a table row."""
        weights = weigh(question, evidence.found)
        about = distinctive(evidence.found, weights)
        rated = sorted((rate(question, unit, weights, about) for unit in evidence.units), key=_order)
        usable = [r for r in rated if not r.unmet and self._covers(question, r)]
        if not usable:
            return self._decline(question, rated, evidence)
        items = self._enumeration(usable, weights) if question.kind == "list" else []
        chosen = items or self._sentences(question, usable)
        return self._draft(question, chosen, weights)

    def _covers(self, question: Question, rated: Rated) -> bool:
        """Whether a unit carries enough of the question; asked for what somebody says at large, any of it will do."""
        if question.speaker and len(question.terms) <= 1:
            return True
        near = rated.unit.found.meaning >= self._settings.nearness
        return rated.coverage >= (self._settings.coverage_if_near if near else self._settings.coverage)

    def _decline(self, question: Question, rated: Sequence[Rated], evidence: Evidence) -> Draft:
        nearest = rated[: self._settings.closest]
        common = [m for m in (nearest[0].unmet if nearest else ()) if all(m in r.unmet for r in rated)]
        unmet = common or (list(nearest[0].unmet) if nearest else [])
        return Draft(
            missing=tuple(unmet or _uncovered(question, evidence)),
            reason="constraint_unmet" if unmet else "not_covered",
            closest=tuple(cite(r.unit) for r in nearest),
        )

    def _sentences(self, question: Question, usable: Sequence[Rated]) -> list[Unit]:
        """The best sentence, and for open questions those of its passage that carry nearly as much, in reading order."""
        best = usable[0]
        several = len(question.years) > 1 or len(question.places) > 1
        in_table = best.unit.found.chunk.table_row is not None
        defines = question.kind == "definition" and looks_right(question, best.unit) >= DEFINITE
        if (question.kind in _ONE_IS_ENOUGH or in_table or defines) and not several:
            return [best.unit]
        pool = usable[1:] if several else [r for r in usable[1:] if r.unit.document is best.unit.document]
        good = [r for r in pool if r.score >= _FOLLOWING * best.score and not r.unit.truncated]
        if several:
            good = _adding(question, best, pool)
        chosen = [best.unit, *(r.unit for r in good[: self._settings.sentences - 1])]
        return sorted(chosen, key=lambda u: (u.document.id != best.unit.document.id, u.document.id, u.clean[0].start))

    def _enumeration(self, usable: Sequence[Rated], weights: dict[str, float]) -> list[Unit]:
        """The items of the enumeration that carries the question best, if as a whole it does so as well as a sentence.

        An enumeration in the text goes before the sub-headings of a heading that carries the question no better.
        """
        found = [*_enumerations(usable[:_LIST_SEEDS], weights), *_outlines(usable[:_LIST_SEEDS], weights)]
        share, items = max(found, key=lambda f: f[0], default=(0.0, []))
        return items[: self._settings.items] if share >= _FOLLOWING * usable[0].coverage else []

    def _draft(self, question: Question, chosen: Sequence[Unit], weights: dict[str, float]) -> Draft:
        statements = _without_contained([_statement(question, unit) for unit in chosen])
        first = chosen[0]
        short = short_answer(question, first, weights)
        if short and not short.rule and short.text not in statements[0].text:
            short = None
        return Draft(
            statements=statements,
            short_answer=short.text if short else None,
            derivation=short.rule if short else "",
            missing=tuple(_still_missing(question, statements)),
            notes=(*_notes(statements), *_gaps(statements), *_other_rows(question, chosen)),
        )


def _uncovered(question: Question, evidence: Evidence) -> list[str]:
    """The question's words that no passage found has at all: a word that stands right below is not missing."""
    texts = [fold(f.chunk.key) for f in evidence.found]
    if question.speaker:  # what others say of it is no answer
        theirs = (u for u in evidence.units if u.speaker and u.speaker.name == question.speaker)
        texts = [fold(unit.text) for unit in theirs]
    return [f"“{term}”" for term in question.terms if all(credit(term, text) < 0.5 for text in texts)]


def _order(rated: Rated) -> tuple[bool, float, int, int]:
    return (bool(rated.unmet), -round(rated.score, 9), rated.unit.found.rank, rated.unit.clean[0].start)


def _adding(question: Question, best: Rated, pool: Sequence[Rated]) -> list[Rated]:
    """The best sentences that bring a year or place asked for that those before do not have."""
    wanted = [name for name in (*question.years, *question.places) if name not in best.unit.text]
    adding: list[Rated] = []
    for rated in pool:
        brought = [name for name in wanted if name in rated.unit.text]
        if brought:
            adding.append(rated)
            wanted = [name for name in wanted if name not in brought]
    return adding


def _enumerations(seeds: Sequence[Rated], weights: dict[str, float]) -> Iterator[tuple[float, list[Unit]]]:
    """Enumerations of the sections of some sentences, each with the share of the question it carries."""
    for seed in seeds:
        for indices in lists_near(seed.unit):
            units = [_neighbour(seed.unit, n) for n in indices]
            items = [u for u in units if u and not u.truncated]
            if len(items) > 1:
                text = " ".join([items[0].before, *(u.text for u in items)])
                yield coverage(weights, text, seed.unit.headings), items


def _outlines(seeds: Sequence[Rated], weights: dict[str, float]) -> Iterator[tuple[float, list[Unit]]]:
    """Sub-headings in the documents of some sentences, with the share of the question that the heading above carries."""
    seen = {seed.unit.document.id: seed.unit for seed in reversed(seeds)}
    for unit in seen.values():
        for heading, parts in headings_with_parts(unit.document, unit.found):
            yield coverage(weights, heading.text, heading.headings), parts


def _neighbour(unit: Unit, n: int) -> Unit | None:
    return sentence_unit(unit.document, unit.found, n)


def _statement(question: Question, unit: Unit) -> Statement:
    """A unit as a statement, with the sentence before it where it opens by pointing back."""
    clean = unit.clean
    quote = cite(unit)
    if unit.index is not None and unit.before and points_back(unit.text):
        clean = (Span(unit.document.sentences[unit.index - 1].start, unit.clean[0].end),)
        quote = cite_range(unit, clean)
    heading = unit.block is not None and unit.document.blocks[unit.block].kind == "heading"
    modality = None if heading else modality_of(quote.quote, quote.date.value)
    lead = "（目标）" if modality == "planned" and question.asks_result else ""
    return Statement(quote.quote, (quote,), "quote", modality, inferred_in(unit, clean), lead)


def _without_contained(statements: Sequence[Statement]) -> tuple[Statement, ...]:
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


def _still_missing(question: Question, statements: Sequence[Statement]) -> list[str]:
    """Years and places asked for, of several, that no statement names."""
    said = " ".join(" ".join([q.quote, q.title or "", *q.section]) for s in statements for q in s.quotes)
    years = [f"{year}年" for year in question.years if year not in said] if len(question.years) > 1 else []
    places = [f"“{place}”" for place in question.places if place not in said] if len(question.places) > 1 else []
    return [*years, *places]


def _notes(statements: Sequence[Statement]) -> list[str]:
    """What the reader must know beside the quotes: dates behind relative words, inferred values, plans, broken text."""
    notes: list[str] = []
    for statement in statements:
        quote = statement.quotes[0]
        notes += [_dated(word, quote.date.value, quote.date.how) for word in relative_times(quote.quote)]
        notes += [_inferred_note(i) for i in statement.inferred]
        if statement.lead:
            notes.append("所引为目标或计划，不是已实现的结果")
        if quote.truncated:
            notes.append("所引句子在原文中不完整（前后文字缺失）")
    return list(dict.fromkeys(notes))


def _other_rows(question: Question, chosen: Sequence[Unit]) -> list[str]:
    rows = any(unit.found.chunk.table_row is not None for unit in chosen)
    return ["所引只是表中的部分行，表中可能还有其他行符合，未逐行统计"] if rows and question.kind == "list" else []


def _inferred_note(inferred: Inferred) -> str:
    printed = f"原文印作“{inferred.as_printed}”" if inferred.as_printed else "原文此格为空"
    return f"{printed}，据推断为“{inferred.value}”（{RULES.get(inferred.rule, inferred.rule)}）"


def _gaps(statements: Sequence[Statement]) -> list[str]:
    numbered = missing_numbers([s.text for s in statements]) and len(statements) > 1
    return ["所列各项的序号不连续，原文可能有缺失"] if numbered else []


def _dated(word: str, value: str | None, how: str) -> str:
    if value is None:
        return f"“{word}”所指的时间：文档未注明日期"
    printed = re.sub(r"\s+", "", value)
    return f"“{word}”（文档日期 {printed}{'，推断' if how == 'inferred' else ''}）"
