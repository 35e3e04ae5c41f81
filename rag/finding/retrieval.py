"""A question -> the passages that may answer it, and the documents they stand in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, Protocol, runtime_checkable

from index.filters import SourceFilter
from index.models import Chunk, Document
from rag.asking.questions import Question
from rag.finding.evidence import Found, Hit, Unit, units_of
from rag.models import Passage

Way = Literal["fused", "words", "meaning"]


class Listed(Protocol):
    """What is known of a document without reading it."""

    @property
    def id(self) -> str:
        """The file's stem."""

    @property
    def title(self) -> str | None:
        """The title, if known."""


class Shelf(Protocol):
    """A library as answering needs it (`index.library.Library` is one)."""

    @property
    def version(self) -> str:
        """The id of the version that is open."""

    def search(self, query: str, top_k: int, how: Way = "fused") -> Sequence[Hit]:
        """The best chunks, best first, scores above 0 only."""

    def spread(self, strings: Sequence[str]) -> Sequence[int]:
        """In how many chunks each string stands: a Han character, two neighbouring ones, or a run of letters and digits."""

    def document(self, id: str) -> Document:  # noqa: A002 - the name of the library's own parameter
        """A document by its id; an error that names it where there is none."""

    def chunks(self, id: str) -> Sequence[Chunk]:  # noqa: A002
        """The chunks of a document, in order."""

    def documents(self) -> Sequence[Listed]:
        """All documents, listed."""


@runtime_checkable
class Filtering(Protocol):
    """A shelf that can be searched in part."""

    def within(self, sources: SourceFilter) -> Shelf:
        """The part that a filter admits."""


@dataclass(frozen=True)
class Evidence:
    """What was found: passages best first, their documents by id, their units without repeats.

    `chunks` gives all chunks of one of the documents: a count needs every row of a table, found or not.
    """

    found: tuple[Found, ...]
    documents: Mapping[str, Document]
    units: tuple[Unit, ...]
    chunks: Callable[[str], Sequence[Chunk]] = lambda _document: ()

    def without(self, places: frozenset[tuple[str, int]]) -> "Evidence":
        """The evidence less some passages, given as (document, chunk number)."""
        kept = tuple(f for f in self.found if (f.chunk.document, f.chunk.number) not in places)
        units = tuple(u for u in self.units if (u.document.id, u.found.chunk.number) not in places)
        return Evidence(kept, self.documents, units, self.chunks)


# Of 现在有多少个 the passages are those of 有多少个: texts say 截至2024年底, not 现在.
_PRESENT = re.compile(r"(?:到)?(?:现在|目前|如今|眼下|当前)(?:为止)?")


def retrieve(question: Question, shelf: Shelf, limit: int) -> Evidence:
    """The `limit` best passages by words and meaning together."""
    found = _find(_PRESENT.sub("", question.asked) or question.asked, shelf, limit, "fused")
    documents = _documents(found, shelf)
    units: dict[object, Unit] = {}
    for one in found:
        for unit in units_of(one, documents[one.chunk.document]):
            units.setdefault(unit.key, unit)
    return Evidence(found, documents, tuple(units.values()), shelf.chunks)


def search(query: str, shelf: Shelf, limit: int, how: Way) -> tuple[Passage, ...]:
    """The `limit` best passages for a query, as they are shown."""
    found = _find(query, shelf, limit, how)
    return passages_of(Evidence(found, _documents(found, shelf), ()), limit)


def _find(query: str, shelf: Shelf, limit: int, how: Way) -> tuple[Found, ...]:
    hits = shelf.search(query, limit, how)
    best, most = (max((score(hit) for hit in hits), default=0.0) for score in (_SCORE, _SUM))
    by_sum = sorted(range(len(hits)), key=lambda n: (-hits[n].sum, n))
    ranks = {n: rank for rank, n in enumerate(by_sum)}
    return tuple(
        Found(hit.chunk, ranks[n], _share(hit.sum, most), hit.meaning, _share(hit.score, best))
        for n, hit in enumerate(hits)
    )


_SCORE, _SUM = attrgetter("score"), attrgetter("sum")


def _share(score: float, best: float) -> float:
    return score / best if best > 0 else 0.0


def _documents(found: Sequence[Found], shelf: Shelf) -> dict[str, Document]:
    return {name: shelf.document(name) for name in dict.fromkeys(f.chunk.document for f in found)}


def passages_of(evidence: Evidence, limit: int) -> tuple[Passage, ...]:
    """The best `limit` passages as they are shown: raw spans, rank from 1, score as a share of the best."""
    return tuple(
        _passage(place, found, evidence.documents[found.chunk.document])
        for place, found in enumerate(evidence.found[:limit], 1)
    )


def _passage(place: int, found: Found, document: Document) -> Passage:
    chunk = found.chunk
    spans = tuple(span for part in chunk.spans for span in document.clean.to_raw(*part))
    return Passage(
        rank=place,
        document=chunk.document,
        spans=spans,
        text=chunk.text,
        score=round(found.placed, 4),
        section=chunk.path,
        speaker=chunk.speaker or None,
        kind=chunk.kind,
    )
