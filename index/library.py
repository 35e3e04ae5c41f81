"""An open library: search it, read its documents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, open_embedder
from index.filters import SourceFilter
from index.forms import plain
from index.models import Chunk, Document
from index.search.closeness import closeness, words_of
from index.search.jurisdiction import Jurisdictions
from index.search.keywords import Words
from index.search.meaning import MeaningIndex
from index.search.ranking import Scored, best
from index.settings import IndexSettings
from index.storage.archive import Archive
from index.storage.recipe import differences, recipe
from index.storage.store import LibraryError, Manifest, open_current
from index.storage.summaries import Summary, within

Allowed = NDArray[np.bool_]
How = Literal["fused", "words", "meaning"]
_STILL = 0.05  # what is put back is still found: nothing loses its whole score


class OutdatedError(LibraryError):
    """The library was built with another model or by other rules than those at hand."""


class UnknownDocumentError(LibraryError):
    """The library holds no document of this id."""


@dataclass(frozen=True)
class Hit:
    """A chunk found. `score` ranks it; `words` is its BM25 score, `meaning` its cosine, 0 where that was not asked for.

    `sum`: of words and meaning alone, before closeness and jurisdiction changed it; the score itself where only one was asked for.
    """

    chunk: Chunk
    score: float
    words: float
    meaning: float
    sum: float


@dataclass(frozen=True)
class _Indexes:
    archive: Archive
    words: Words
    meaning: MeaningIndex
    jurisdictions: Jurisdictions


@dataclass(frozen=True)
class _Found:
    chunk: int
    score: float
    words: float
    meaning: float
    sum: float


class Library:
    """A sound library version, open for reading; safe to use from several threads.

    It goes on working when its files are replaced or removed: they stay mapped until it is let go.
    """

    def __init__(self, version: str, indexes: _Indexes, embedder: Embedder, settings: IndexSettings) -> None:
        self.version = version
        self._indexes: _Indexes | None = indexes
        self._embedder = embedder
        self._settings = settings
        self._ways: dict[How, Callable[[_Indexes, str, int, Allowed | None], list[_Found]]] = {
            "words": self._by_words,
            "meaning": self._by_meaning,
            "fused": self._fused,
        }

    @classmethod
    def open(cls, folder: Path, settings: IndexSettings, embedder: Embedder | None = None) -> "Library":
        """Open the current version in a library folder; a damaged one gives way to the one before, with a warning logged.

        Raises:
            LibraryError: there is none, or none is sound. OutdatedError: it was built with another model or other rules.
            EmbeddingError: the model of the settings cannot be used.
        """
        embedder = embedder or open_embedder(settings.model)
        try:
            manifest, indexes = _load(folder)
        except FileNotFoundError:  # two builds have ended since its files were checked, and removed it
            manifest, indexes = _load(folder)
        unlike = differences(recipe(settings, embedder.name), manifest.config)
        if unlike:
            raise OutdatedError(f"资料库“{folder}”的{'；'.join(unlike)}。{_rebuild(folder, settings)}")
        return cls(manifest.version, indexes, embedder, settings)

    def close(self) -> None:
        """Let go of the files: searches under way end well, later ones are refused."""
        self._indexes = None

    def search(self, query: str, top_k: int, how: How = "fused", allowed: Allowed | None = None) -> list[Hit]:
        """The best chunks for a query, best first; fewer than `top_k` where fewer have any evidence.

        `allowed` (bool, by chunk number): only these are searched.

        The query is searched in its plain form (`index.forms.plain`), however it is typed. Fused scores are word score / highest possible + weight * cosine
        (settings), each computed for the candidates of both; the best of them gain by the words' closeness, local rules lose
        where no place is asked for.

        Raises:
            ValueError: `top_k` below 1.
        """
        if top_k < 1:
            raise ValueError(f"top_k 为 {top_k}，应为正整数")
        # A lone surrogate is no character, and no tokenizer takes it.
        query = plain(query.encode("utf-8", "replace").decode())
        indexes = self._opened
        found = self._ways[how](indexes, query, min(top_k, self._settings.most_hits), allowed)
        chunks = indexes.archive.chunks_numbered([f.chunk for f in found])
        return [Hit(chunk, f.score, f.words, f.meaning, f.sum) for chunk, f in zip(chunks, found, strict=True)]

    def spread(self, strings: Sequence[str]) -> list[int]:
        """In how many chunks each string stands: a Han character, two neighbouring ones, or a run of letters and digits."""
        return self._opened.words.spread(strings)

    def document(self, id: str) -> Document:  # noqa: A002 - the contract's word
        """A document by its id.

        Raises:
            UnknownDocumentError: there is none.
        """
        return self._opened.archive.document(self._number(id))

    def chunks(self, id: str) -> tuple[Chunk, ...]:  # noqa: A002
        """The chunks of a document, in reading order.

        Raises:
            UnknownDocumentError: there is none.
        """
        return self._opened.archive.chunks(self._number(id))

    def documents(self) -> tuple[Summary, ...]:
        """All documents in numbers, sorted by file name."""
        return self._summaries

    def __len__(self) -> int:
        """The number of chunks."""
        return len(self._opened.meaning)

    @property
    def _opened(self) -> _Indexes:
        if self._indexes is None:
            raise LibraryError("资料库已关闭，请重新打开。")
        return self._indexes

    @cached_property
    def _summaries(self) -> tuple[Summary, ...]:
        return self._opened.archive.summaries()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {summary.id: number for number, summary in enumerate(self._summaries)}

    def _number(self, id: str) -> int:  # noqa: A002
        if id not in self._numbers:
            raise UnknownDocumentError(f"资料库中没有文档“{id[:80]}”。可用 jizheng documents 列出全部文档。")
        return self._numbers[id]

    def within(self, sources: SourceFilter) -> "Part":
        """The part of the library that a filter admits: nothing else is searched, ranked, read or quoted."""
        return Part(self, sources)

    def _by_words(self, indexes: _Indexes, query: str, k: int, allowed: Allowed | None) -> list[_Found]:
        scores = _only(indexes.words.scores(query, self._settings.words), allowed)
        return [_Found(s.chunk, s.score, s.score, 0.0, s.score) for s in best(scores, k)]

    def _by_meaning(self, indexes: _Indexes, query: str, k: int, allowed: Allowed | None) -> list[_Found]:
        vector = self._embedder.encode([query])[0]
        return [_Found(s.chunk, s.score, 0.0, s.score, s.score) for s in indexes.meaning.search(vector, k, allowed)]

    def _fused(self, indexes: _Indexes, query: str, k: int, allowed: Allowed | None) -> list[_Found]:
        fusion = self._settings.fusion
        each = max(k, fusion.candidates)
        said_all, highest = indexes.words.judged(query, self._settings.words)
        words = _only(said_all, allowed)
        vector = self._embedder.encode([query])[0]
        found: list[Scored] = [*best(words, each), *indexes.meaning.search(vector, each, allowed)]
        candidates = np.array(sorted({s.chunk for s in found}), np.int64)
        said, meant = words[candidates], indexes.meaning.scores(vector, candidates)
        sums = said / (highest or 1.0) + fusion.meaning_weight * np.maximum(meant, 0)
        away = indexes.jurisdictions.out_of_place(query, candidates, sums)
        scores = np.where(away, np.maximum(sums - fusion.elsewhere, _STILL * sums), sums)
        lacking = max(0.0, fusion.met - float(said.max(initial=0.0)) / (highest or 1.0))
        scores += fusion.lay_weight * lacking * np.maximum(meant, 0)
        scores = self._with_closeness(indexes, query, candidates, scores.astype(np.float32))
        return [
            _Found(int(candidates[i]), score, float(said[i]), float(meant[i]), float(sums[i]))
            for i, score in best(scores, k)
        ]

    def _with_closeness(
        self, indexes: _Indexes, query: str, candidates: NDArray[np.int64], scores: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The scores, with what the words' standing close together adds to the best of them."""
        fusion, words = self._settings.fusion, words_of(query)
        first = [place for place, _ in best(scores, fusion.read)]
        chunks = indexes.archive.chunks_numbered([int(candidates[place]) for place in first])
        raised = scores.copy()
        for place, chunk in zip(first, chunks, strict=True):
            near = closeness(words, chunk.text, chunk.key.removesuffix(chunk.text))
            raised[place] += fusion.closeness_weight * near**2
        return raised


class Part:
    """A library as far as a filter admits its sources. Safe to share between threads as the library is."""

    def __init__(self, library: Library, sources: SourceFilter) -> None:
        self.version = library.version
        self.sources = sources
        self._library = library
        self._admitted = {
            summary.id: tuple(sources.admits(article) for article in summary.articles)
            for summary in library.documents()
        }
        counts = [(a.chunks, sources.admits(a)) for summary in library.documents() for a in summary.articles]
        self._allowed: Allowed = np.repeat([kept for _, kept in counts], [n for n, _ in counts]).astype(bool)
        self._read: dict[str, Document] = {}

    def search(self, query: str, top_k: int, how: How = "fused") -> list[Hit]:
        """The best admitted chunks for a query, as `Library.search`."""
        return self._library.search(query, top_k, how, self._allowed) if self._allowed.any() else []

    def spread(self, strings: Sequence[str]) -> list[int]:
        """As `Library.spread`, of the whole library: it tells how words are written, not what the sources say."""
        return self._library.spread(strings)

    def document(self, id: str) -> Document:  # noqa: A002 - the contract's word
        """A document; where only some of its articles are admitted, the others are struck out of its structure.

        Raises:
            UnknownDocumentError: there is none.
        """
        if id not in self._read:
            self._read[id] = strike(self._library.document(id), self._admitted.get(id, ()))
        return self._read[id]

    def chunks(self, id: str) -> tuple[Chunk, ...]:  # noqa: A002
        """The admitted chunks of a document, in reading order.

        Raises:
            UnknownDocumentError: there is none.
        """
        chunks = self._library.chunks(id)
        admitted = self._admitted.get(id, ())
        if all(admitted):
            return chunks
        articles = [a for a, kept in zip(self._library.document(id).articles, admitted, strict=True) if kept]
        return tuple(chunk for chunk in chunks if any(within(article, chunk) for article in articles))

    def documents(self) -> tuple[Summary, ...]:
        """The documents of which anything is admitted."""
        return tuple(summary for summary in self._library.documents() if any(self._admitted[summary.id]))


def strike(document: Document, admitted: tuple[bool, ...]) -> Document:
    """A document whose articles that are not admitted say nothing: no evidence, no speaker, no table row.

    Text, offsets and every number of a block, turn or table stay as they are.
    """
    if all(admitted):
        return document
    struck = [a for a, kept in zip(document.articles, admitted, strict=True) if not kept]

    def out(start: int) -> bool:
        return any(article.start <= start < article.end for article in struck)

    return replace(
        document,
        blocks=tuple(replace(b, kind="contents") if out(b.start) else b for b in document.blocks),
        turns=tuple(replace(t, name="", role="") if out(t.start) else t for t in document.turns),
        attributions=tuple(a for a in document.attributions if not out(a.start)),
        tables=tuple(replace(t, rows=()) if out(t.start) else t for t in document.tables),
    )


def _only(scores: NDArray[np.float32], allowed: Allowed | None) -> NDArray[np.float32]:
    return scores if allowed is None else np.where(allowed, scores, np.float32(0))


def _load(folder: Path) -> tuple[Manifest, _Indexes]:
    place, manifest = open_current(folder)
    return manifest, _Indexes(Archive(place), Words.open(place), MeaningIndex.open(place), Jurisdictions.open(place))


def _rebuild(folder: Path, settings: IndexSettings) -> str:
    model = f" --model {settings.model}" if settings.model else ""
    return f"请运行 jizheng build --library {folder}{model} 重新建立。"
