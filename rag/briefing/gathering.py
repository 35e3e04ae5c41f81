"""A topic and probes -> candidate sentences and table rows, each with how near it is to the topic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Document
from rag.constraints import unmet
from rag.coverage import coverage, weigh
from rag.evidence import Unit
from rag.features import Lens, lens_of
from rag.lexicon import fold
from rag.questions import analyse
from rag.retrieval import Shelf, retrieve

PASSAGES = 60  # read for the topic itself
PROBED = 24  # read for each probe
_IN_TEXT, _NEAR, _PASSAGE, _MEANING = 0.3, 0.3, 0.2, 0.2


@dataclass(frozen=True)
class Candidate:
    """A unit that may be used. `near` (0..1): how near it is to the topic; `probes`: of each probe that found it, the passage's score."""

    unit: Unit
    near: float
    probes: Mapping[str, float]


@dataclass(frozen=True)
class Material:
    """All that was found, by place; `documents` by id; `lens`: the topic as units are measured by it."""

    candidates: tuple[Candidate, ...]
    documents: Mapping[str, Document]
    lens: Lens


def gather(topic: str, probes: Sequence[str], shelf: Shelf) -> Material:
    """Search a library for a topic and for each probe (given whole), and bring what was found together."""
    question = analyse(topic)
    base = retrieve(question, shelf, PASSAGES)
    lens = lens_of(question, weigh(question, base.found), [fold(f.chunk.key) for f in base.found])
    units: dict[object, Unit] = {unit.key: unit for unit in base.units}
    found: dict[object, dict[str, float]] = {unit.key: {"": unit.found.score} for unit in base.units}
    documents = dict(base.documents)
    for probe in dict.fromkeys(probes):
        more = retrieve(analyse(probe), shelf, PROBED)
        documents |= more.documents
        for unit in more.units:
            units.setdefault(unit.key, unit)
            found.setdefault(unit.key, {})[probe] = unit.found.score
    kept = (
        Candidate(unit, nearness(lens, unit, found[key]), found[key])
        for key, unit in units.items()
        if not unmet(lens, unit)
    )
    return Material(tuple(kept), documents, lens)


def nearness(lens: Lens, unit: Unit, found: Mapping[str, float]) -> float:
    """How near a unit is to the topic (0..1): its words in the text, near it, the passage's score, its meaning."""
    text = coverage(lens.rarity, unit.text)
    near = coverage(lens.rarity, unit.text, unit.headings, unit.around)
    return _IN_TEXT * text + _NEAR * near + _PASSAGE * max(found.values()) + _MEANING * max(0.0, unit.found.meaning)


def rows(material: Material) -> Iterator[Candidate]:
    """The table rows among the candidates."""
    return (c for c in material.candidates if c.unit.found.chunk.table_row is not None)


def sentences(material: Material) -> Iterator[Candidate]:
    """The sentences among the candidates."""
    return (c for c in material.candidates if c.unit.found.chunk.table_row is None)
