"""A theme and probes -> candidate sentences and table rows, each with how near it is to the theme."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Document, Span
from rag.asking.questions import analyse
from rag.briefing.topics import Theme
from rag.finding.evidence import Unit
from rag.finding.retrieval import Shelf, retrieve
from rag.language.lexicon import fold
from rag.models import Answer

PASSAGES = 60  # read for the topic itself
PROBED = 24  # read for each facet and each probe
_IN_TEXT, _NEAR, _PASSAGE, _MEANING = 0.2, 0.3, 0.2, 0.3
_OFF = 0.3  # of how near a sentence is that tells of home where other countries are asked for


@dataclass(frozen=True)
class Candidate:
    """A unit that may be used. `near` (0..1): how near it is to the topic; `probes`: of each query that found it, the passage's score.

    `answers`: the probes that it answers, asked as questions.
    """

    unit: Unit
    near: float
    probes: Mapping[str, float]
    answers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Material:
    """All that was found, by place; `documents` by id."""

    theme: Theme
    candidates: tuple[Candidate, ...]
    documents: Mapping[str, Document]


def gather(theme: Theme, probes: Sequence[str], shelf: Shelf, ask: Callable[[str], Answer]) -> Material:
    """Search a library for a theme and for each probe (given whole), ask each probe, and bring what was found together."""
    units: dict[object, Unit] = {}
    found: dict[object, dict[str, float]] = {}
    meaning: dict[object, float] = {}
    documents: dict[str, Document] = {}
    for n, query in enumerate(dict.fromkeys((*theme.queries, *probes))):
        more = retrieve(analyse(query), shelf, PROBED if n else PASSAGES)
        documents |= more.documents
        for unit in more.units:
            units.setdefault(unit.key, unit)
            found.setdefault(unit.key, {})[query] = unit.found.score
            meaning[unit.key] = max(meaning.get(unit.key, 0.0), unit.found.meaning)
    passages = {(u.document.id, u.found.chunk.number): u.found.chunk.key for u in units.values()}
    theme = theme.among([fold(key) for key in passages.values()])
    if not theme.heard():
        return Material(theme, (), documents)
    answered = {probe: _quoted(ask(probe)) for probe in dict.fromkeys(probes)}
    most = max(meaning.values(), default=0.0) or 1.0
    kept = (
        Candidate(
            unit,
            nearness(theme, unit, max(found[key].values()), meaning[key] / most),
            found[key],
            _answers(unit, answered),
        )
        for key, unit in units.items()
        if theme.admits(unit) and theme.touches(unit)
    )
    return Material(theme, tuple(kept), documents)


def _quoted(answer: Answer) -> Mapping[str, list[Span]]:
    """Where the quotes of an answer stand (raw), by document."""
    spans: dict[str, list[Span]] = {}
    shown = {n for claim in answer.claims for n in claim.citations}
    for citation in answer.citations:
        if citation.n in shown:
            spans.setdefault(citation.document, []).extend(citation.spans)
    return spans


def _answers(unit: Unit, answered: Mapping[str, Mapping[str, list[Span]]]) -> frozenset[str]:
    raw = [span for part in unit.clean for span in unit.document.clean.to_raw(*part)]
    return frozenset(
        probe
        for probe, spans in answered.items()
        if any(a.start < b.end and b.start < a.end for a in raw for b in spans.get(unit.document.id, ()))
    )


def nearness(theme: Theme, unit: Unit, passage: float, meaning: float) -> float:
    """How near a unit is to a theme (0..1): its words in the text and near it, the best passage's score and cosine.

    `passage` and `meaning` are shares of the best ones found.
    """
    text = theme.share(unit.text)
    near = theme.share(unit.text, unit.headings, unit.around)
    score = _IN_TEXT * text + _NEAR * near + _PASSAGE * passage + _MEANING * meaning
    return score - _OFF if theme.far_off(unit) else score


def rows(material: Material) -> Iterator[Candidate]:
    """The table rows among the candidates."""
    return (c for c in material.candidates if c.unit.found.chunk.table_row is not None)


def sentences(material: Material) -> Iterator[Candidate]:
    """The sentences among the candidates."""
    return (c for c in material.candidates if c.unit.found.chunk.table_row is None)
