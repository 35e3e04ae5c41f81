"""Writers: evidence becomes a draft. The extractive writer quotes the best sentences as they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index.models import Span
from index.rules import RULES
from rag.chronology import over_time
from rag.counting import asks_one_number, names_row
from rag.evidence import Unit, sentence_unit
from rag.features import Lens, lens_of
from rag.figures import figures_in
from rag.lexicon import credit, fold, rarity, share_of_bigrams
from rag.lists import announced, announces, headings_with_parts, lists_near, missing_numbers, ordered
from rag.modality import modality_at, modality_of, points_back, relative_times
from rag.models import Draft, Inferred, Statement
from rag.polarity import Verdict, unnamed, verdict
from rag.premises import contradiction
from rag.questions import Question
from rag.quoting import cite, cite_range, inferred_in
from rag.retrieval import Evidence
from rag.scope import counts_asked, elsewhere
from rag.scoring import DEFINITE, Rated, coverage, distinctive, looks_right, rate, weigh
from rag.settings import AnswerSettings
from rag.short import asked_cell, short_answer
from rag.shortfall import shortfall
from rag.speakers import posts, spoken_by
from rag.sufficiency import ONE_IS_ENOUGH, carried_with_before, sufficient
from rag.tallying import tally
from rag.words import is_noun

_LIST_SEEDS = 30  # best sentences in whose sections an enumeration is looked for
_VERDICT_SEEDS = 4  # best sentences that may say yes or no
_LITERALLY = 0.2  # an enumeration under the very words of the question goes before one under like words
_TELLING = 0.75  # rarity from which a word that no passage has tells the reader what is missing
_TEXT_SEEDS = 3  # best units among which a sentence may say what a table would be counted for
_CELL_SEEDS = 6  # best units among which a printed number may stand in a cell
_LEAST_SHARE = 0.6  # of the question, for items to answer where no sentence does
_ANNOUNCED = 0.1  # a sentence that announces what is asked goes before items that share as many words
_TARGET = "（目标）"
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
        """Draft an answer: somebody's post, a count, a correction, yes or no, items of an enumeration, or a few sentences."""
        documents = tuple(evidence.documents.values())
        named = posts(question, documents, evidence.found)
        return self._draft(question, named[:1], {}) if named else self._from(spoken_by(question, documents), evidence)

    def _from(self, question: Question, evidence: Evidence) -> Draft:
        weights = weigh(question, evidence.found)
        about = distinctive(evidence.found, weights)
        lens = lens_of(question, weights, [fold(f.chunk.key) for f in evidence.found])
        rated = sorted((rate(lens, unit, about) for unit in evidence.units), key=_order)
        usable = sufficient(lens, rated, self._settings)
        said = _carried(lens, usable)
        corrected = self._corrected(question, rated, answered=bool(usable))
        if corrected and (not usable or question.kind != "number"):
            return corrected
        if counted := tally(lens, evidence, said):
            return counted
        if not usable:
            items = self._items_alone(question, rated, weights)
            if items:
                return self._draft(question, items, weights)
            told = over_time(question, Draft(), evidence)
            return _noted(told) if told else self._decline(question, rated, evidence)
        if question.kind == "yes_no":
            draft = self._yes_no(question, usable, weights)
        else:
            draft = self._draft(question, self._chosen(lens, (usable, [r for r in rated if not r.unmet])), weights)
        short_of = _fewer_than_asked(question, draft)
        if short_of:
            others = (self._draft(question, [r.unit], weights) for r in usable[1:_CELL_SEEDS])
            draft = next((d for d in others if not _fewer_than_asked(question, d)), Draft())
        if not draft.statements and short_of:
            return replace(self._decline(question, rated, evidence), missing=(short_of,), reason="not_covered")
        if told := over_time(question, draft, evidence):
            draft = _noted(told)
        return replace(draft, confidence=round(usable[0].support, 4))

    def candidates(self, question: Question, evidence: Evidence) -> list[Unit]:
        """The units that may be shown in answer to a question, best first: another writer may choose among these."""
        question = spoken_by(question, tuple(evidence.documents.values()))
        weights = weigh(question, evidence.found)
        about = distinctive(evidence.found, weights)
        lens = lens_of(question, weights, [fold(f.chunk.key) for f in evidence.found])
        rated = sorted((rate(lens, unit, about) for unit in evidence.units), key=_order)
        return [r.unit for r in sufficient(lens, rated, self._settings)]

    def quote(self, question: Question, units: Sequence[Unit]) -> Draft:
        """The draft that quotes some units, with all that a reader must know beside them."""
        return self._draft(question, units, {})

    def _items_alone(self, question: Question, rated: Sequence[Rated], weights: dict[str, float]) -> list[Unit]:
        """The items of an enumeration whose headings carry a question that no sentence does."""
        met = [r for r in rated if not r.unmet] if question.kind == "list" else []
        return self._enumeration(question, met, weights, _LEAST_SHARE) if met else []

    def _chosen(self, lens: Lens, pools: tuple[Sequence[Rated], Sequence[Rated]]) -> list[Unit]:
        """Items of a list; else the best sentences, with what the last of them announces.

        `pools`: units that may be shown by themselves; all that meet the constraints, in whose sections items may stand.
        """
        usable, met = pools
        listing = lens.question.kind == "list"
        items = (
            self._enumeration(lens.question, met, dict(lens.weights), _FOLLOWING * usable[0].coverage)
            if listing
            else []
        )
        if items:
            return items
        chosen = self._sentences(lens.question, usable)
        if len(chosen) < self._settings.sentences and announces(chosen[-1].text):
            chosen = [*chosen, *_announced(chosen[-1])]
        return chosen

    def _yes_no(self, question: Question, usable: Sequence[Rated], weights: dict[str, float]) -> Draft:
        """The best sentence that says yes or no; the best one without a verdict where none does."""
        for rated in usable[:_VERDICT_SEEDS]:
            told = verdict(question, rated.unit, weights, rated.coverage)
            if told:
                return self._with_verdict(question, rated.unit, told)
        lacking = [(rated, unnamed(question, rated.unit)) for rated in usable[:_VERDICT_SEEDS]]
        best, lost = min(lacking, key=lambda pair: len(pair[1]))
        if lost:
            missing = tuple(f"“{term}”" for term in lost)
            return Draft(missing=missing, closest=tuple(cite(r.unit) for r in usable[: self._settings.closest]))
        statement = _statement(question, best.unit)
        return Draft((statement,), missing=("直接说“是”或“否”的原文",), notes=tuple(_notes([statement])))

    def _with_verdict(self, question: Question, unit: Unit, told: Verdict) -> Draft:
        statement = replace(_statement(question, unit), kind=told.kind)
        return Draft((statement,), told.short, told.rule, notes=tuple(_notes([statement])))

    def _corrected(self, question: Question, rated: Sequence[Rated], *, answered: bool) -> Draft | None:
        """A correction where the best evidence on the very thing asked about contradicts what the question takes for granted."""
        for one in sorted(rated, key=lambda r: -r.score)[:_VERDICT_SEEDS]:
            if told := contradiction(question, one.unit, one.unmet, answered=answered):
                statement = replace(_statement(question, one.unit), kind="correction", lead=told.lead)
                yes_no = question.kind == "yes_no"
                short, rule = ("否", told.rule) if yes_no else (None, "")
                return Draft((statement,), short, rule, notes=tuple(_notes([statement])))
        return None

    def _decline(self, question: Question, rated: Sequence[Rated], evidence: Evidence) -> Draft:
        nearest = rated[: self._settings.closest]
        common = [m for m in (nearest[0].unmet if nearest else ()) if all(m in r.unmet for r in rated)]
        unmet = common or (list(nearest[0].unmet) if nearest else [])
        return Draft(
            missing=tuple(unmet or _uncovered(question, evidence)),
            reason="constraint_unmet" if unmet else "not_covered",
            closest=tuple(cite(r.unit) for r in nearest),
            reasons=tuple(shortfall(question, r) for r in nearest),
        )

    def _sentences(self, question: Question, usable: Sequence[Rated]) -> list[Unit]:
        """The best sentence, and for open questions those of its passage that carry nearly as much, in reading order."""
        best = usable[0]
        several = len(question.years) > 1 or len(question.places) > 1
        in_table = best.unit.found.chunk.table_row is not None
        defines = question.kind == "definition" and looks_right(question, best.unit) >= DEFINITE
        if (question.kind in ONE_IS_ENOUGH or in_table or defines) and not several:
            return [best.unit]
        pool = usable[1:] if several else [r for r in usable[1:] if r.unit.document is best.unit.document]
        good = [r for r in pool if r.score >= _FOLLOWING * best.score and not r.unit.truncated]
        if several:
            good = _adding(question, best, pool)
        chosen = [best.unit, *(r.unit for r in good[: self._settings.sentences - 1])]
        return sorted(chosen, key=lambda u: (u.document.id != best.unit.document.id, u.document.id, u.clean[0].start))

    def _enumeration(
        self, question: Question, met: Sequence[Rated], weights: dict[str, float], least: float
    ) -> list[Unit]:
        """The items of the enumeration that carries the question best, if it carries at least the share `least` of it.

        An enumeration in the text goes before the sub-headings of a heading that carries the question no better; one of just
        as many items as are asked for (哪三条) before others.
        """
        wanted = _asked_count(question)
        found = [*_enumerations(met[:_LIST_SEEDS], weights), *_outlines(met[:_LIST_SEEDS], weights)]
        fitting = [(share + _AS_MANY * (len(items) == wanted), items) for share, items in found]
        share, items = max(fitting, key=lambda f: f[0], default=(0.0, []))
        return items[: self._settings.items] if share >= least else []

    def _draft(self, question: Question, chosen: Sequence[Unit], weights: dict[str, float]) -> Draft:
        statements = _without_contained([_statement(question, unit) for unit in chosen])
        first = chosen[0]
        short = short_answer(question, first, weights)
        if short and not short.rule and short.text not in statements[0].text:
            short = None
        if short:
            statements = (_as_told(question, statements[0], short.text), *statements[1:])
        return Draft(
            statements=statements,
            short_answer=short.text if short else None,
            derivation=short.rule if short else "",
            missing=tuple(_still_missing(question, statements)),
            notes=(*_notes(statements), *_gaps(statements), *_rows_note(question, chosen)),
        )


def _carried(lens: Lens, usable: Sequence[Rated]) -> float:
    """Share of a question's terms, by rarity, that the best sentences carry: what a table must do better to be counted.

    A cell that gives the very number is printed and needs no counting. Asked how many, a sentence without such a number is no rival.
    """
    question = lens.question
    cells = (
        asked_cell(question, r.unit)
        for r in usable[:_CELL_SEEDS]
        if (place := r.unit.found.chunk.table_row) is not None and names_row(question, r.unit.document, place)
    )
    if asks_one_number(question) and any(cell and cell.text[:1].isdigit() for cell in cells):
        return 1.01
    texts = [r.unit for r in usable[:_TEXT_SEEDS] if r.unit.found.chunk.table_row is None]
    if question.kind == "number":
        texts = [unit for unit in texts if _gives_number(question, unit)]
    leaning = (carried_with_before(lens, unit) for unit in texts if points_back(unit.text))
    return max((*leaning, *(coverage(lens.rarity, unit.text, unit.headings) for unit in texts)), default=0.0)


def _gives_number(question: Question, unit: Unit) -> bool:
    """Whether a sentence has a figure of the unit asked that counts what is asked."""
    figures = [f for f in figures_in(unit.text) if not question.unit or f.counts(question.unit)]
    return any(counts_asked(question, unit.text, f) and not elsewhere(question, unit.text, f) for f in figures)


def _uncovered(question: Question, evidence: Evidence) -> list[str]:
    """The question's words that no passage found has at all: a word that stands right below is not missing."""
    texts = [fold(f.chunk.key) for f in evidence.found]
    if question.speaker:  # what others say of it is no answer
        theirs = (u for u in evidence.units if u.speaker and u.speaker.name == question.speaker)
        texts = [fold(unit.text) for unit in theirs]
    lost = [term for term in question.terms if all(credit(term, text) < 0.5 for text in texts)]
    return [
        f"“{term}”"
        for term in lost
        if is_noun(term) or (len(term) > 1 and rarity(term) >= _TELLING and not term.isascii())
    ]


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


_ASKED_COUNT = re.compile(r"哪(?P<n>[两二三四五六七八九]|\d)(?:个|家|项|种|类|位|所|座|条|点|大|方面|步)")
_AS_MANY = 0.2
_HAN_COUNT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def _asked_count(question: Question) -> int:
    """How many things a question asks for (哪五个: 5), 0 where it does not say."""
    match = _ASKED_COUNT.search(question.asked)
    return (_HAN_COUNT.get(match["n"]) or int(match["n"])) if match else 0


def _fewer_than_asked(question: Question, draft: Draft) -> str:
    """What is missing where a question asks for so many things and the quotes list fewer; "" otherwise."""
    wanted = _asked_count(question)
    if not wanted or not draft.statements:
        return ""
    told = max(len(draft.statements), *(len(re.findall(r"[、；]|[和与及]", s.text)) + 1 for s in draft.statements))
    return f"列出{wanted}项的原文" if told < wanted else ""


def _announced(unit: Unit) -> list[Unit]:
    """The sentences that a sentence announces (呈现三个特点。)."""
    units = (_neighbour(unit, n) for n in announced(unit))
    return [u for u in units if u and not u.truncated]


def _enumerations(seeds: Sequence[Rated], weights: dict[str, float]) -> Iterator[tuple[float, list[Unit]]]:
    """Enumerations of the sections of some sentences, each with the share of the question it carries."""
    for seed in seeds:
        if announces(seed.unit.text):
            items = _announced(seed.unit)
            if items and not ordered(seed.unit):
                yield coverage(weights, seed.unit.text, seed.unit.headings) + _ANNOUNCED, [seed.unit, *items]
        for indices in lists_near(seed.unit):
            units = [_neighbour(seed.unit, n) for n in indices]
            items = [u for u in units if u and not u.truncated]
            if len(items) > 1:
                text = " ".join([items[0].before, *(u.text for u in items)])
                literally = share_of_bigrams(fold("".join(weights)), fold(text + seed.unit.headings))
                yield coverage(weights, text, seed.unit.headings) + _LITERALLY * literally, items


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
    lead = _TARGET if modality == "planned" and question.asks_result else ""
    return Statement(quote.quote, (quote,), "quote", modality, inferred_in(unit, clean), lead)


def _as_told(question: Question, statement: Statement, short: str) -> Statement:
    """A statement with the modality of the clause that its short answer stands in: a plan beside a result is no result."""
    start = statement.text.find(short)
    if start < 0 or question.kind != "number" or statement.modality is None:
        return statement
    modality = modality_at(statement.text, start, start + len(short), statement.quotes[0].date.value)
    lead = _TARGET if modality == "planned" and question.asks_result else ""
    return replace(statement, modality=modality or statement.modality, lead=lead)


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
        if statement.lead == _TARGET:
            notes.append("所引为目标或计划，不是已实现的结果")
        if quote.truncated:
            notes.append("所引句子在原文中不完整（前后文字缺失）")
    return list(dict.fromkeys(notes))


def _noted(draft: Draft) -> Draft:
    """A draft over time with what the reader must know beside its quotes; its lines themselves mark what is a plan."""
    notes = _notes([replace(s, lead="") for s in draft.statements])
    return replace(draft, notes=tuple(dict.fromkeys((*draft.notes, *notes))))


def _rows_note(question: Question, chosen: Sequence[Unit]) -> list[str]:
    """What the reader must know of rows that were found, not counted: they may not be all."""
    if question.kind != "list" or not any(unit.found.chunk.table_row is not None for unit in chosen):
        return []
    return ["所引只是表中的部分行，表中可能还有其他行符合，未逐行统计"]


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
