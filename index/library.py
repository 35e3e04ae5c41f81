"""An open library: search it, read its documents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from index.archive import Archive
from index.embedding import Embedder, open_embedder
from index.forms import plain
from index.keywords import Words
from index.meaning import MeaningIndex
from index.models import Chunk, Document
from index.ranking import Scored, best
from index.recipe import differences, recipe
from index.settings import IndexSettings
from index.store import LibraryError, Manifest, open_current
from index.summaries import Summary

How = Literal["fused", "words", "meaning"]


class OutdatedError(LibraryError):
    """The library was built with another model or by other rules than those at hand."""


class UnknownDocumentError(LibraryError):
    """The library holds no document of this id."""


@dataclass(frozen=True)
class Hit:
    """A chunk found. `score` ranks it; `words` is its BM25 score, `meaning` its cosine, 0 where that was not asked for."""

    chunk: Chunk
    score: float
    words: float
    meaning: float


@dataclass(frozen=True)
class _Indexes:
    archive: Archive
    words: Words
    meaning: MeaningIndex


@dataclass(frozen=True)
class _Found:
    chunk: int
    score: float
    words: float
    meaning: float


class Library:
    """A sound library version, open for reading; safe to use from several threads.

    It goes on working when its files are replaced or removed: they stay mapped until it is let go.
    """

    def __init__(self, version: str, indexes: _Indexes, embedder: Embedder, settings: IndexSettings) -> None:
        self.version = version
        self._indexes: _Indexes | None = indexes
        self._embedder = embedder
        self._settings = settings
        self._ways: dict[How, Callable[[_Indexes, str, int], list[_Found]]] = {
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

    def search(self, query: str, top_k: int, how: How = "fused") -> list[Hit]:
        """The best chunks for a query, best first; fewer than `top_k` where fewer have any evidence.

        The query is searched in its plain form (`index.forms.plain`), however it is typed. Fused scores are word score / highest possible + weight * cosine (settings), each computed for the candidates of both.

        Raises:
            ValueError: `top_k` below 1.
        """
        if top_k < 1:
            raise ValueError(f"top_k 为 {top_k}，应为正整数")
        # A lone surrogate is no character, and no tokenizer takes it.
        query = plain(query.encode("utf-8", "replace").decode())
        indexes = self._opened
        found = self._ways[how](indexes, query, min(top_k, self._settings.most_hits))
        chunks = indexes.archive.chunks_numbered([f.chunk for f in found])
        return [Hit(chunk, f.score, f.words, f.meaning) for chunk, f in zip(chunks, found, strict=True)]

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

    def _by_words(self, indexes: _Indexes, query: str, k: int) -> list[_Found]:
        return [_Found(s.chunk, s.score, s.score, 0.0) for s in indexes.words.search(query, k, self._settings.words)]

    def _by_meaning(self, indexes: _Indexes, query: str, k: int) -> list[_Found]:
        vector = self._embedder.encode([query])[0]
        return [_Found(s.chunk, s.score, 0.0, s.score) for s in indexes.meaning.search(vector, k)]

    def _fused(self, indexes: _Indexes, query: str, k: int) -> list[_Found]:
        fusion = self._settings.fusion
        each = max(k, fusion.candidates)
        words, highest = indexes.words.judged(query, self._settings.words)
        vector = self._embedder.encode([query])[0]
        found: list[Scored] = [*best(words, each), *indexes.meaning.search(vector, each)]
        candidates = np.array(sorted({s.chunk for s in found}), np.int64)
        said, meant = words[candidates], indexes.meaning.scores(vector, candidates)
        scores = said / (highest or 1.0) + fusion.meaning_weight * np.maximum(meant, 0)
        places = best(scores.astype(np.float32), k)
        return [_Found(int(candidates[i]), score, float(said[i]), float(meant[i])) for i, score in places]


def _load(folder: Path) -> tuple[Manifest, _Indexes]:
    place, manifest = open_current(folder)
    return manifest, _Indexes(Archive(place), Words.open(place), MeaningIndex.open(place))


def _rebuild(folder: Path, settings: IndexSettings) -> str:
    model = f" --model {settings.model}" if settings.model else ""
    return f"请运行 jizheng build --library {folder}{model} 重新建立。"
