"""Faults planted in our system, one stage broken at a time, to see that the gate catches each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from unittest import mock

from eval.cases import load_suites
from eval.models import Outcome, Suite, System
from eval.runner import run_suite
from eval.suites import opened
from eval.systems import our_system
from index import chunking
from index.models import Chunk, Document
from index.settings import IndexSettings
from rag.choosing import scoring
from rag.finding.evidence import Hit
from rag.finding.retrieval import Listed, Shelf, Way
from tests.libraries import LetterEmbedder

ROOT = Path(__file__).parent.parent
SETTINGS = IndexSettings(workers=1)  # chunks are made in this process, where a fault is planted
Making = Callable[[Path], AbstractContextManager[System]]


@cache
def suites() -> tuple[Suite, ...]:
    """The open cases of both suites."""
    return tuple(opened(suite) for suite in load_suites(ROOT / "eval" / "cases", ROOT / "seeds"))


@dataclass(frozen=True)
class Fault:
    """A broken stage: how a system with it is made, and the names of findings that fit it; any one of them will do.

    `rewordings`: it takes the numbers of them to be seen; the others are tried without, in half of the time.
    """

    make: Making
    fits: frozenset[str]
    rewordings: bool = False


@dataclass(frozen=True)
class _Hit:
    chunk: Chunk
    score: float
    words: float
    meaning: float
    sum: float


@dataclass(frozen=True)
class _Broken:
    """A shelf some part of which is broken: the way it searches, or what it gives out."""

    shelf: Shelf
    ways: Callable[[Way], Way | None] = lambda how: how
    change: Callable[[Document], Document] = lambda document: document
    keep: Callable[[Chunk], Chunk | None] = lambda chunk: chunk
    changed: dict[str, Document] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return self.shelf.version

    def search(self, query: str, top_k: int, how: Way = "fused") -> Sequence[Hit]:
        way = self.ways(how)
        hits = self.shelf.search(query, top_k, way) if way else ()
        kept = ((self.keep(hit.chunk), hit) for hit in hits)
        return [_Hit(chunk, hit.score, hit.words, hit.meaning, hit.sum) for chunk, hit in kept if chunk]

    def spread(self, strings: Sequence[str]) -> Sequence[int]:
        return self.shelf.spread(strings)

    def document(self, id: str) -> Document:  # noqa: A002 - the name that a shelf's parameter has
        if id not in self.changed:
            self.changed[id] = self.change(self.shelf.document(id))
        return self.changed[id]

    def chunks(self, id: str) -> Sequence[Chunk]:  # noqa: A002
        return [chunk for one in self.shelf.chunks(id) if (chunk := self.keep(one))]

    def documents(self) -> Sequence[Listed]:
        return self.shelf.documents()


def _sound(documents: Path) -> AbstractContextManager[System]:
    return our_system(documents, SETTINGS)


def _through(broken: Callable[[Shelf], Shelf]) -> Making:
    return lambda documents: our_system(documents, SETTINGS, broken)


def _no_words(how: Way) -> Way | None:
    return None if how == "words" else "meaning"


def _no_meaning(how: Way) -> Way | None:
    return None if how == "meaning" else "words"


@contextmanager
def _no_headings(documents: Path) -> Iterator[System]:
    """Chunks are indexed under their text, without title and headings."""
    whole = chunking._key

    def key(document: Document, draft: chunking._Draft, text: str) -> str:
        title = document.article_at(draft.spans[0].start).title.value or ""
        context = " ".join(part for part in (title, *draft.block.path) if part)
        return whole(document, draft, text).removeprefix(context).strip() or text

    with mock.patch.object(chunking, "_key", key), our_system(documents, SETTINGS) as system:
        yield system


def _without_tables(document: Document) -> Document:
    return replace(document, tables=(), blocks=tuple(replace(block, table=None) for block in document.blocks))


def _no_row(chunk: Chunk) -> Chunk | None:
    return chunk if chunk.table_row is None else None


def _without_speakers(document: Document) -> Document:
    blocks = tuple(replace(block, turn=None) for block in document.blocks)
    return replace(document, turns=(), attributions=(), blocks=blocks)


def _by_nobody(chunk: Chunk) -> Chunk:
    return replace(chunk, speaker="")


@contextmanager
def _no_refusal(documents: Path) -> Iterator[System]:
    """Every sentence found may answer: no constraint counts, and no threshold."""
    rate = scoring.rate

    def generous(*arguments: object) -> scoring.Rated:
        return replace(rate(*arguments), unmet=(), support=1.0)  # type: ignore[arg-type]

    with mock.patch("rag.drafts.writing.rate", generous), our_system(documents, SETTINGS) as system:
        yield system


def _other_model(documents: Path) -> AbstractContextManager[System]:
    return our_system(documents, SETTINGS, embedder=LetterEmbedder())


SOUND = "sound"
FAULTS: dict[str, Fault] = {
    "no words": Fault(_through(partial(_Broken, ways=_no_words)), frozenset({"EvR@5(words)", "EvR@5(fused)"})),
    "no meaning": Fault(_through(partial(_Broken, ways=_no_meaning)), frozenset({"EvR@5(meaning)"})),
    "no headings": Fault(_no_headings, frozenset({"EvR@5(fused)", "RR@10(fused)", "EvR@5(words)"}), rewordings=True),
    "no tables": Fault(
        _through(partial(_Broken, change=_without_tables, keep=_no_row)), frozenset({"type:cell", "type:count"})
    ),
    "no speakers": Fault(
        _through(partial(_Broken, change=_without_speakers, keep=_by_nobody)), frozenset({"type:who"})
    ),
    "no refusal": Fault(_no_refusal, frozenset({"Halluc", "type:near_miss"})),
    "another model": Fault(_other_model, frozenset({"EvR@5(meaning)"})),
}


def evaluate(name: str) -> list[Outcome]:
    """The outcomes of our system, sound or with a fault."""
    fault = FAULTS.get(name)
    make = fault.make if fault else _sound
    outcomes: list[Outcome] = []
    for suite in suites():
        asked = suite if not fault or fault.rewordings else plain(suite)
        with make(suite.documents) as system:
            outcomes += run_suite(asked, system)
    return outcomes


def plain(suite: Suite) -> Suite:
    """A suite less its rewordings."""
    return replace(suite, cases=tuple(case for case in suite.cases if not case.variant))
