"""The central function: a question becomes a verified answer or a refusal."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.forms import plain
from index.models import Document
from rag.asking.questions import Question, analyse
from rag.choosing.speakers import spoken_by
from rag.comparisons.comparing import change_of, comparison
from rag.comparisons.derived import at_once, derive, halfway, printed
from rag.comparisons.pairing import Pair, pair_of
from rag.comparisons.parallel import rows_apart
from rag.comparisons.which_more import larger_of_two, with_the_larger
from rag.drafts.bodies import in_charge
from rag.drafts.writing import ExtractiveWriter, Writer
from rag.finding.evidence import Unit
from rag.finding.retrieval import Evidence, Shelf, retrieve
from rag.language.glossary import Glossary
from rag.models import Answer, Citation, Draft, Statement
from rag.plural.agreeing import agreement
from rag.plural.alike import alike
from rag.plural.guests import guests
from rag.plural.holders import holder
from rag.plural.named_papers import by_papers, led_by
from rag.plural.paper_pairs import paper_pair
from rag.plural.parts import asking, split
from rag.plural.replies import replied
from rag.plural.second_reading import second_reading
from rag.plural.several import attributed, compared, each_says, from_each, from_sides, tells_of, view_of
from rag.plural.shelved import evidence_of
from rag.plural.sides import Side, sides_of
from rag.plural.sources import Source, Told, told_by_several
from rag.plural.stances import stance
from rag.plural.stepping import stepped
from rag.proof.citations import Verdict, verify
from rag.proof.repeals import with_repeals
from rag.settings import AnswerSettings
from rag.shown.composing import answered, merge, refused
from rag.shown.figure_cards import answer_figures
from rag.wording.rewriting import Wording, reword
from rag.wording.segments import cut

_SHIPPED = Glossary()
_log = logging.getLogger(__name__)


def ask(
    text: str,
    shelf: Shelf,
    writer: Writer,
    settings: AnswerSettings,
    top_k: int | None = None,
    *,
    glossary: Glossary = _SHIPPED,
) -> Answer:
    """Answer a question from a library: every claim verified against its document, or a refusal that says what is missing.

    `top_k`: passages read (`settings.candidates` if None). `glossary`: for English questions, with the user's entries. Deterministic: the same question over the same library gives the
    same answer; `timings` (ms) are for whoever asks for them and belong to no stored answer.
    """
    started = time.perf_counter()
    wording = reword(asking(plain(text)), shelf, glossary)
    question = replace(cut(analyse(wording.text), shelf), text=text.strip())
    if not (question.terms or question.literals or question.speaker):
        return _as_read(refused(question, Draft(reason="empty_question"), _NOTHING, shelf.version, settings), wording)

    evidence = retrieve(question, shelf, top_k or settings.candidates)
    retrieved = time.perf_counter()
    if not evidence.units:
        return _as_read(refused(question, Draft(reason="nothing_found"), evidence, shelf.version, settings), wording)

    draft = attributed(_by_parts(question, evidence, shelf, writer, settings))
    finish = answered if draft.statements else refused
    answer = with_repeals(finish(question, draft, evidence, shelf.version, settings), shelf)
    figures = answer_figures(answer, shelf.document)
    return replace(_as_read(answer, wording), figures=figures, timings=_timings(started, retrieved))


def _as_read(answer: Answer, wording: Wording) -> Answer:
    """An answer that says how its question was read, where that is not as it was asked."""
    return replace(answer, as_asked=wording.as_asked, notes=(*wording.notes, *answer.notes))


_HALVES = 3  # a half is read from so much fewer passages: it asks for one figure of a thing it names
_PEOPLE = 2  # of whom each is asked
_NOTHING = Evidence((), {}, ())


def _by_parts(question: Question, evidence: Evidence, shelf: Shelf, writer: Writer, settings: AnswerSettings) -> Draft:
    """The draft of a question; one that asks several things is answered part by part, if any part can be."""
    found = [f.chunk.document for f in evidence.found]

    def write(asked: Question, read: Evidence) -> Draft:
        return guests(asked, read) or _first_proven(asked, read, writer, settings)

    def whole(text: str) -> Draft:
        return _of_whole(text, shelf, writer, settings)

    ways: tuple[Callable[[], Draft | None], ...] = (
        lambda: _proven(by_papers(question, found, shelf, settings.candidates, write), shelf),
        lambda: stepped(question, whole, lambda: write(question, evidence)),
        lambda: larger_of_two(question.asked, whole, shelf.document),
        lambda: _of_pair(question, evidence, shelf, writer, settings),
        lambda: _proven(_by_comparing(question, evidence), shelf),
        lambda: _together(question, evidence, shelf, writer, settings),
    )
    ready = next((draft for way in ways if (draft := way()) is not None), None)
    return _of_parts(question, evidence, shelf, writer, settings) if ready is None else ready


def _of_pair(
    question: Question, evidence: Evidence, shelf: Shelf, writer: Writer, settings: AnswerSettings
) -> Draft | None:
    """The draft of a question for a figure derived from two: as it is printed or counted, else computed; None for other questions."""
    pair = pair_of(question.asked)
    if pair is None:
        return None
    found = [f.chunk.document for f in evidence.found]

    def write(asked: Question, read: Evidence) -> Draft:
        return _first_proven(asked, read, writer, settings)

    draft = write(question, evidence)
    if not _stands(pair, draft, evidence):
        draft = (
            _derived(pair, evidence, shelf, writer, settings)
            or _proven(paper_pair(pair, found, shelf, settings.candidates, write), shelf)
            or halfway(pair, draft)
        )
    return with_the_larger(question.asked, draft, shelf.document, always=False)


def _of_parts(question: Question, evidence: Evidence, shelf: Shelf, writer: Writer, settings: AnswerSettings) -> Draft:
    """The drafts of a question's parts as one; of a question of one part its draft, in other words where it has none."""
    parts = split(question.asked)
    if len(parts) == 1:
        draft = change_of(question, _first_proven(question, evidence, writer, settings))
        return draft if draft.statements else _otherwise(question, evidence, shelf, writer, settings) or draft
    drafts = [_of_part(part, shelf, writer, settings) for part in parts]
    if not any(draft.statements for draft in drafts):
        return _first_proven(question, evidence, writer, settings)
    return merge(drafts)


def _otherwise(
    question: Question, evidence: Evidence, shelf: Shelf, writer: Writer, settings: AnswerSettings
) -> Draft | None:
    """The draft of a question that nothing answers as it is asked, in the words of the record; of a view, in other words; None without one."""
    again = second_reading(question)
    if not again:
        return _proven(_viewed(question, evidence), shelf)
    draft = _of_whole(again, shelf, writer, settings)
    return replace(draft, notes=(f"按“{again}”查找", *draft.notes)) if draft.statements else None


def _viewed(question: Question, evidence: Evidence) -> Draft | None:
    """The draft of what somebody thinks of a thing, in other words than the question's."""
    return view_of(spoken_by(question, tuple(evidence.documents.values())), evidence.units)


def _stands(pair: Pair, ready: Draft, evidence: Evidence) -> bool:
    """Whether a draft gives the figure of a pair as it is printed or counted: none has to be computed from two.

    甲市和乙市 in a row each: their cells go before a sum over the rows of another table.
    """
    cells = rows_apart(pair, evidence.units) if pair.rule == "difference" and _counted(ready) else [[], []]
    return printed(pair, ready) or (_counted(ready) and not all(cells)) or _dated(ready)


def _by_comparing(question: Question, evidence: Evidence) -> Draft | None:
    """The draft of a question whether one thing is more than another, or of one kind with it, whether somebody agrees, or who is for or against a thing."""
    units = evidence.units
    told = (
        guests(question, evidence)
        or comparison(question, units)
        or alike(question, units)
        or agreement(question, evidence)
        or stance(question, evidence)
        or in_charge(question, evidence)
        or holder(question, evidence)
    )
    return told or replied(question, evidence)


def _together(
    question: Question, evidence: Evidence, shelf: Shelf, writer: Writer, settings: AnswerSettings
) -> Draft | None:
    """The draft of a question put to several sources, or on several sides of a thing; None for other questions."""
    told = told_by_several(question.asked, tuple(evidence.documents.values()))
    each = _of_each(told, shelf, writer, settings) if told else None
    if each and each.statements:
        return each
    sides = sides_of(question.asked)
    whole = _first_proven(question, evidence, writer, settings) if sides else None
    return _of_sides(sides, whole, shelf, writer, settings) if whole else None


def _counted(draft: Draft) -> bool:
    """Whether one plan over a table gives the whole of what is asked: a share of its rows needs no second figure."""
    return bool(draft.short_answer) and not draft.missing and any(s.plan is not None for s in draft.statements)


def _dated(draft: Draft) -> bool:
    """Whether a draft gives the values of several dates."""
    return bool(draft.statements) and draft.statements[0].point is not None


def _derived(pair: Pair, evidence: Evidence, shelf: Shelf, writer: Writer, settings: AnswerSettings) -> Draft | None:
    """The draft of a figure computed from two printed ones, or of what does not fit; None where they are not both found."""
    draft = at_once(pair, evidence.units)
    if draft is None:
        fewer = replace(settings, candidates=max(1, settings.candidates // _HALVES))
        draft = derive(pair, [_of_part(half, shelf, writer, fewer) for half in pair.halves], evidence.units)
    return _proven(draft, shelf)


def _proven(draft: Draft | None, shelf: Shelf) -> Draft | None:
    """A computed draft if it holds as a whole; one that does not is logged and never shown."""
    if draft is None:
        return None
    cited = {quote.document for statement in draft.statements for quote in statement.quotes}
    faults = list(_faults(draft, {name: shelf.document(name) for name in cited | {q.document for q in draft.closest}}))
    for statement, verdict in faults:
        _log.error("unproven derived figure withdrawn: %s: %r", verdict.reason, statement.text[:80])
    return None if faults else draft


def _of_each(told: Told, shelf: Shelf, writer: Writer, settings: AnswerSettings) -> Draft:
    """The draft of a question put to several sources, each answering from what it alone says."""

    def write(text: str, source: Source, evidence: Evidence) -> Draft:
        return _first_proven(replace(_open(text), speaker=source.speaker), evidence, writer, settings)

    asked = analyse(" ".join([*(source.label for source in told.named), told.rest]))
    evidence = retrieve(asked, shelf, settings.candidates)
    several = replace(_open(told.rest), several="people" if told.by_speaker else "documents")
    if told.named:
        draft = from_each(told, evidence, write) or Draft()
    else:
        draft = _first_proven(several, evidence, writer, settings)
        draft = replace(draft, short_answer=None, derivation="") if len(draft.statements) > 1 else draft
        if told.by_speaker and len({s.quotes[0].speaker for s in draft.statements}) < _PEOPLE:
            draft = each_says(several, evidence) or draft
    return compared(draft, several) if told.agree else draft


def _open(text: str) -> Question:
    """A question as it is put to a source: what it says of a thing is asked, not whether it is so."""
    question = analyse(text)
    return replace(question, kind="other") if question.kind == "yes_no" else question


def _of_sides(
    sides: Sequence[Side], whole: Draft, shelf: Shelf, writer: Writer, settings: AnswerSettings
) -> Draft | None:
    """The draft of a question about several sides, one part for each; None where no side has evidence.

    `whole`: the draft of the question as it stands; where it tells of all sides at once, it goes before parts.
    """
    if whole.statements and not whole.missing and all(tells_of(side, whole) for side in sides):
        return whole
    return from_sides(sides, [_of_part(side.text, shelf, writer, settings) for side in sides])


def _of_whole(text: str, shelf: Shelf, writer: Writer, settings: AnswerSettings) -> Draft:
    """The draft of a question of its own, however many parts or steps it has."""
    question = analyse(text)
    evidence = retrieve(question, shelf, settings.candidates)
    if not question.terms or not evidence.units:
        return Draft(missing=(text,), reason="nothing_found")
    return _by_parts(question, evidence, shelf, writer, settings)


def _of_part(text: str, shelf: Shelf, writer: Writer, settings: AnswerSettings) -> Draft:
    rest, papers = led_by(text, shelf, ())
    part = cut(analyse(rest), shelf)
    evidence = (
        evidence_of(part, shelf, papers, settings.candidates) if papers else retrieve(part, shelf, settings.candidates)
    )
    if not part.terms or not evidence.units:
        return Draft(missing=(text,), reason="nothing_found")
    draft = _first_proven(part, evidence, writer, settings)
    return draft if draft.statements else replace(draft, missing=draft.missing or (text,))


def _first_proven(question: Question, evidence: Evidence, writer: Writer, settings: AnswerSettings) -> Draft:
    """The first draft that holds as a whole; one that does not is logged and never shown.

    The extractive writer takes over, from what is left when the passages of its own unproven claims are withdrawn.
    """
    draft = writer.write(question, evidence)
    faults = list(_faults(draft, evidence.documents))
    if not faults:
        return draft
    for statement, verdict in faults:
        _log.error("unproven claim withdrawn: %s: %r", verdict.reason, statement.text[:80])
    fallback = ExtractiveWriter(settings)
    if not isinstance(writer, ExtractiveWriter):
        return replace(_first_proven(question, evidence, fallback, settings), fallback=True)
    less = evidence.without(_passages_of([statement for statement, _ in faults], evidence))
    if not less.units or len(less.units) == len(evidence.units):
        return Draft(reason="unverified")
    return _first_proven(question, less, fallback, settings)


def _faults(draft: Draft, documents: Mapping[str, Document]) -> Iterator[tuple[Statement, Verdict]]:
    for statement in draft.statements:
        verdict = verify(statement, statement.quotes, documents)
        if not verdict.holds:
            yield statement, verdict
    for quote in draft.closest:
        verdict = verify(Statement(quote.quote, (quote,)), (quote,), documents)
        if not verdict.holds:
            yield Statement(quote.quote, (quote,)), verdict


def _passages_of(statements: Sequence[Statement], evidence: Evidence) -> frozenset[tuple[str, int]]:
    """The passages whose units overlap the quotes of statements, as (document, chunk number)."""
    quotes = [quote for statement in statements for quote in statement.quotes]
    return frozenset(
        (unit.document.id, unit.found.chunk.number)
        for unit in evidence.units
        for quote in quotes
        if quote.document == unit.document.id and _overlap(unit, quote)
    )


def _overlap(unit: Unit, quote: Citation) -> bool:
    raw = [span for part in unit.clean for span in unit.document.clean.to_raw(*part)]
    return any(a.start < b.end and b.start < a.end for a in raw for b in quote.spans)


def _timings(started: float, retrieved: float) -> tuple[tuple[str, float], ...]:
    ended = time.perf_counter()
    return (("retrieval_ms", (retrieved - started) * 1000), ("answering_ms", (ended - retrieved) * 1000))
