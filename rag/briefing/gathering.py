"""A theme and probes -> candidate sentences and table rows, each with how near it is to the theme."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Document
from rag.briefing.topics import Theme
from rag.evidence import Unit
from rag.questions import analyse
from rag.retrieval import Shelf, retrieve

PASSAGES = 60  # read for the topic itself
PROBED = 24  # read for each facet and each probe
_IN_TEXT, _NEAR, _PASSAGE, _MEANING = 0.2, 0.3, 0.2, 0.3
_OFF = 0.3  # of how near a sentence is that tells of home where other countries are asked for


@dataclass(frozen=True)
class Candidate:
    """A unit that may be used. `near` (0..1): how near it is to the topic; `probes`: of each query that found it, the passage's score."""

    unit: Unit
    near: float
    probes: Mapping[str, float]


@dataclass(frozen=True)
class Material:
    """All that was found, by place; `documents` by id."""

    theme: Theme
    candidates: tuple[Candidate, ...]
    documents: Mapping[str, Document]


def gather(theme: Theme, probes: Sequence[str], shelf: Shelf) -> Material:
    """Search a library for a theme and for each probe (given whole), and bring what was found together."""
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
    most = max(meaning.values(), default=0.0) or 1.0
    kept = (
        Candidate(unit, nearness(theme, unit, max(found[key].values()), meaning[key] / most), found[key])
        for key, unit in units.items()
        if theme.admits(unit)
    )
    return Material(theme, tuple(kept), documents)


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
