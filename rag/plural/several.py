"""Answers drawn from several sources: each says its own, who says what stands before it, a reprint counts once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.asking.questions import Question, analyse
from rag.choosing.voices import same_words
from rag.drafts.statements import statement_of
from rag.finding.evidence import Unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, rarity, terms
from rag.language.words import class_of, is_noun
from rag.models import Draft, Statement
from rag.numbers.figures import Figure, figures_in, value_of, years_in
from rag.plural.sides import Side
from rag.plural.sources import Source, Told
from rag.proof.leads import document_of, placed_source, source_of
from rag.shown.composing import merge

_NAMED = 0.5  # of the words of a side, for a quote to be of it
Write = Callable[[str, Source, Evidence], Draft]
_EACH = 2  # statements of each source


def from_each(told: Told, evidence: Evidence, write: Write) -> Draft | None:
    """The draft that lets each source that a question names say its own; None where none of them says anything.

    `write` drafts an answer to a question from evidence; it gets that of one source at a time.
    """
    drafts = {source: _of_source(told.rest, source, _only(evidence, source), write) for source in told.named}
    said = [draft for draft in drafts.values() if draft.statements]
    if not said:
        return None
    lost = tuple(f"{source.label}的说法" for source, draft in drafts.items() if not draft.statements)
    shorts = {draft.short_answer for draft in said}
    merged = merge([replace(draft, missing=()) for draft in said])
    one = said[0].short_answer if len(shorts) == 1 and not said[0].derivation else None
    return replace(merged, missing=lost, short_answer=one, derivation="")


def _of_source(rest: str, source: Source, evidence: Evidence, write: Write) -> Draft:
    """What one source says; of a person whose words are others than the question's, the sentence that is nearest to it."""
    draft = _shortened(write(rest, source, evidence))
    if draft.statements or not source.speaker:
        return draft
    nearest = nearest_said(analyse(rest), evidence.units)
    return Draft((statement_of(analyse(rest), nearest),)) if nearest else draft


def nearest_said(question: Question, units: Sequence[Unit]) -> Unit | None:
    """Of somebody's sentences the one that holds most of a question's words, by rarity; None where it holds no noun of it."""
    nouns = [t for t in question.terms if len(t) > 1 and (is_noun(t) or class_of(t) == "noun")]
    told = [u for u in units if u.index is not None and not u.truncated]

    def held(unit: Unit) -> float:
        own, over = fold(unit.text), fold(unit.headings + unit.before)
        shares = (rarity(t) * max(credit(t, own), _OVER * credit(t, over)) for t in question.terms if len(t) > 1)
        return sum(shares) + _VIEW * (_VIEWS.search(unit.text) is not None)

    best = max(told, key=held, default=None)
    if best is None or not any(credit(t, fold(best.text + best.headings + best.before)) >= _HELD for t in nouns):
        return None
    return best


def view_of(question: Question, units: Sequence[Unit]) -> Draft | None:
    """The draft with what a named speaker thinks of a thing in other words than the question's; None where one of its nouns is not held.

    Only for questions that ask for a view at large (怎么看, 怎么评价): they name little but the thing itself.
    """
    if not question.speaker or not _ASKS_VIEW.search(question.asked):
        return None
    own = [u for u in units if u.speaker and u.speaker.name == question.speaker]
    things = [t for t in question.terms if len(t) > 1 and not _SAYS_VIEW.search(t) and t not in question.speaker]
    held = [u for u in own if all(credit(t, fold(u.text + u.headings + u.before)) >= _HELD for t in things)]
    told = [u for u in held if any(credit(t, fold(u.text)) >= _HELD for t in things) and not u.truncated]
    if not things or not told:
        return None
    best = max(
        told,
        key=lambda u: (sum(credit(t, fold(u.text)) for t in things), _VIEWED.search(u.text) is not None, -u.found.rank),
    )
    return Draft((statement_of(question, best),))


_ASKS_VIEW = re.compile(r"怎么看|如何看|怎样看|怎么评价|如何评价|怎样评价|的?(?:看法|评价|观点|判断)")
_SAYS_VIEW = re.compile(r"评价|看法|观点|判断|总体|整体|态势|情况|现状|看待|怎么|如何|表现|水平|前景|形势")
_VIEWED = re.compile(r"态势|总体|整体|显著|良好|仍|不足|优势|关键|应当?|必须|需要|赞成|反对|认为")
_OVER, _VIEW, _HELD = 0.4, 0.3, 0.5
# What marks a view: 关键是…, 不赞成…, 应当….
_VIEWS = re.compile(r"赞成|同意|认为|应当?|要|不|关键|才是|核心|主要|必须|建议|主张|反对|难|可以|只能")


def each_says(question: Question, evidence: Evidence) -> Draft | None:
    """The draft with the nearest sentence of every person who speaks to a question; None where fewer than two do."""
    spoken: dict[str, list[Unit]] = {}
    for unit in evidence.units:
        if unit.speaker and unit.speaker.name:
            spoken.setdefault(unit.speaker.name, []).append(unit)
    told = [nearest for units in spoken.values() if (nearest := nearest_said(question, units))]
    if len(told) < _BOTH:
        return None
    told.sort(key=lambda unit: (unit.found.rank, unit.clean[0].start))
    return Draft(tuple(statement_of(question, unit) for unit in sorted(told[:_MOST], key=_place)))


def _place(unit: Unit) -> tuple[str, int]:
    return unit.document.id, unit.clean[0].start


_BOTH, _MOST = 2, 4


def _only(evidence: Evidence, source: Source) -> Evidence:
    """The evidence of one source."""
    units = tuple(unit for unit in evidence.units if source.tells(unit))
    held = {unit.document.id for unit in units}
    found = tuple(f for f in evidence.found if f.chunk.document in held)
    return Evidence(found, evidence.documents, units, evidence.chunks)


def _shortened(draft: Draft) -> Draft:
    return replace(draft, statements=draft.statements[:_EACH])


def compared(draft: Draft, question: Question) -> Draft:
    """A draft with what its figures prove of whether its sources agree; words are set side by side, without a verdict."""
    if len({_source(s) or s.quotes[0].document for s in draft.statements}) < 2:
        return draft
    told = _alike([_figures_asked(question, statement) for statement in draft.statements])
    if told:
        shown = "、".join(f"“{text}”" for text in dict.fromkeys(f.text for f in told))
        same = len({value_of(f) or f.text for f in told}) == 1
        note = f"各处所说的数字相同：{shown}" if same else f"各处所说的数字不同：{shown}；时点、口径是否相同请对照原文"
    else:
        note = "各方的说法并列如上，是否一致请对照原文，本程序不作判断"
    return replace(draft, notes=(*draft.notes, note))


def _figures_asked(question: Question, statement: Statement) -> list[Figure]:
    """The figures of a statement that may be asked for: of the unit asked, of the year asked, not those of the question."""
    text = statement.text
    told = [f for f in figures_in(text) if (f.counts(question.unit) if question.unit else f.measures)]
    told = [f for f in told if f.text not in question.asked]
    if not question.years:
        return told
    return [f for f in told if (before := years_in(text[: f.start])) and before[-1] in question.years]


def _alike(figures: Sequence[Sequence[Figure]]) -> list[Figure]:
    """One figure of each statement, all of one unit; [] where there are not just so many."""
    for unit in dict.fromkeys(f.unit for f in figures[0]):
        same = [[f for f in own if f.unit == unit] for own in figures]
        if all(len(own) == 1 for own in same):
            return [own[0] for own in same]
    return []


def attributed(draft: Draft) -> Draft:
    """A draft whose statements say who says them, where they are of several documents or people; reprints counted once.

    The lines of a timeline begin with their dates, and nothing else.
    """
    if any(s.point is not None for s in draft.statements):
        return draft
    statements = _once(draft.statements)
    sources = [_source(s) for s in statements]
    if len({s.quotes[0].document for s in statements}) > 1:
        sources = [_source(s, placed=True) for s in statements]
    if len({s for s in sources if s}) > 1:
        before = [None, *sources]
        statements = [
            replace(s, lead=f"{source}：{s.lead}") if source and source != last else s
            for s, source, last in zip(statements, sources, before, strict=False)
        ]
    seen = [
        f"{document_of(q)}的同一说法（转载或相近）已合并，另见其引文"
        for s in statements
        for q in s.quotes[1:]
        if s.plan is None and s.derived is None
    ]
    return replace(draft, statements=tuple(statements), notes=(*draft.notes, *dict.fromkeys(seen)))


def tells_of(side: Side, draft: Draft) -> bool:
    """Whether a draft names a side of a question, in its quotes or in what stands over them."""
    said = [" ".join([q.quote, q.title or "", *q.section]) for s in draft.statements for q in s.quotes]
    names = [t for t in terms(side.name) if len(t) > 1 and not t[:1].isdigit()] or [fold(side.name)]
    return any(sum(credit(t, fold(text)) for t in names) >= _NAMED * len(names) for text in said)


def from_sides(sides: Sequence[Side], drafts: Sequence[Draft]) -> Draft | None:
    """The drafts of a question's sides as one; a side whose draft tells of another one is missing. None where all are."""
    told = [draft for side, draft in zip(sides, drafts, strict=True) if _is_of(side, draft, sides, drafts)]
    if not told:
        return None
    merged = merge(told)
    lost = tuple(f"“{side.name}”在这方面的原文" for side, draft in zip(sides, drafts, strict=True) if draft not in told)
    return replace(merged, missing=(*merged.missing, *lost))


def _is_of(side: Side, draft: Draft, sides: Sequence[Side], drafts: Sequence[Draft]) -> bool:
    """Whether a draft is of a side: it names it, or it names none and none of the other drafts is the same."""
    if not draft.statements or tells_of(side, draft):
        return bool(draft.statements)
    if any(tells_of(other, draft) for other in sides if other != side):
        return False
    return sum(d.statements[:1] == draft.statements[:1] for d in drafts) == 1


def _source(statement: Statement, *, placed: bool = False) -> str:
    if statement.plan is not None or statement.derived is not None:
        return ""
    return placed_source(statement.quotes[0]) if placed else source_of(statement.quotes[0])


def _once(statements: Sequence[Statement]) -> list[Statement]:
    """Statements less those that another one repeats nearly word for word; the first keeps the quotes of both."""
    kept: list[Statement] = []
    for statement in statements:
        twin = next((n for n, other in enumerate(kept) if repeats(other, statement)), None)
        if twin is None:
            kept.append(statement)
        else:
            kept[twin] = replace(kept[twin], quotes=(*kept[twin].quotes, *statement.quotes))
    return kept


def repeats(one: Statement, other: Statement) -> bool:
    """Whether two statements of different documents are one, printed twice: nearly the same words and the very same figures."""
    if any(s.plan is not None or s.derived is not None for s in (one, other)):
        return False
    if one.quotes[0].document == other.quotes[0].document:
        return False
    if [f.text for f in figures_in(one.text)] != [f.text for f in figures_in(other.text)]:
        return False  # a date that only one of them gives (在11月5日的发布会上) makes no other statement
    return same_words(one.text, other.text)
