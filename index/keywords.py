"""Word search: an inverted index of terms, scored with BM25.

What is stored is counts, not scores: three bytes a posting where the arrays of bm25s take eight (17 million postings for
66,000 chunks), and the figures that depend on the whole collection are taken at the moment of the query. The columns of the
query's terms are then scored by bm25s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from bm25s import BM25
from numpy.typing import NDArray

from index.ranking import Scored, best
from index.settings import WordSettings
from index.terms import find_terms

_CHUNK_BITS, _COUNT_BITS = 24, 8
MOST_CHUNKS = 2**_CHUNK_BITS
_MOST_COUNT = 2**_COUNT_BITS - 1  # a term that fills a chunk 255 times scores no higher for more
FILES = ("words.terms.npy", "words.starts.npy", "words.chunks.npy", "words.counts.npy", "words.lengths.npy")


class Counted(NamedTuple):
    """Terms of some chunks: `packed` holds term, chunk and count in 32 + 24 + 8 bits, sorted; `lengths` terms a chunk."""

    packed: NDArray[np.uint64]
    lengths: NDArray[np.int32]


def count_terms(texts: Sequence[str], first: int = 0) -> Counted:
    """The terms of texts, the chunks numbered from `first`."""
    found = find_terms(texts)
    chunks = (found.owners + first).astype(np.uint64)
    packed = (found.codes.astype(np.uint64) << np.uint64(_CHUNK_BITS + _COUNT_BITS)) | chunks << np.uint64(_COUNT_BITS)
    packed.sort()
    starts = np.flatnonzero(np.diff(packed, prepend=~packed[:1]))
    counts = np.minimum(np.diff(starts, append=len(packed)), _MOST_COUNT).astype(np.uint64)
    lengths = np.bincount(found.owners, minlength=len(texts)).astype(np.int32)
    return Counted(packed[starts] | counts, lengths)


def renumbered(counted: Counted, by: int) -> Counted:
    """The same terms with every chunk number raised."""
    return Counted(counted.packed + np.uint64(by << _COUNT_BITS), counted.lengths)


@dataclass(frozen=True)
class Words:
    """An inverted index: postings of term `terms[i]` stand at `starts[i]:starts[i + 1]` of `chunks` and `counts`.

    `lengths`: number of terms of each chunk.
    """

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    chunks: NDArray[np.uint16] | NDArray[np.uint32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.int32]

    @classmethod
    def build(cls, parts: Iterable[Counted]) -> "Words":
        """Index counted terms; the parts follow each other in chunk order.

        Raises:
            ValueError: more than 2**24 chunks.
        """
        packed, lengths = _joined(list(parts))
        if len(lengths) > MOST_CHUNKS:
            raise ValueError(f"{len(lengths)} 个片段，一个资料库最多 {MOST_CHUNKS} 个：请把文档分到几个资料库")
        packed.sort()
        codes = (packed >> np.uint64(_CHUNK_BITS + _COUNT_BITS)).astype(np.uint32)
        begins = np.flatnonzero(np.diff(codes, prepend=~codes[:1]))
        chunks = (packed >> np.uint64(_COUNT_BITS)) & np.uint64(MOST_CHUNKS - 1)
        narrow = chunks.astype(np.uint16) if len(lengths) <= 2**16 else chunks.astype(np.uint32)
        return cls(codes[begins], np.append(begins, len(codes)), narrow, packed.astype(np.uint8), lengths)

    def save(self, folder: Path) -> None:
        """Write the files named in `FILES`."""
        for name, values in zip(FILES, (self.terms, self.starts, self.chunks, self.counts, self.lengths), strict=True):
            np.save(folder / name, values)

    @classmethod
    def open(cls, folder: Path) -> "Words":
        """Map the files of a folder into memory."""
        return cls(*(np.load(folder / name, mmap_mode="r") for name in FILES))

    def scores(self, query: str, settings: WordSettings) -> NDArray[np.float32]:
        """The BM25 score of every chunk; 0 where no term of the query stands."""
        codes, times = np.unique(find_terms([query]).codes, return_counts=True)
        at = np.minimum(np.searchsorted(self.terms, codes), max(len(self.terms) - 1, 0))
        known = self.terms[at] == codes if len(self.terms) else np.zeros(len(codes), bool)
        if not known.any():
            return np.zeros(len(self.lengths), np.float32)
        return self._scored(at[known], times[known], settings)

    def search(self, query: str, k: int, settings: WordSettings) -> list[Scored]:
        """The `k` best chunks, best first; only those that hold a term of the query."""
        return best(self.scores(query, settings), k)

    def _scored(
        self, places: NDArray[np.int64], times: NDArray[np.int64], settings: WordSettings
    ) -> NDArray[np.float32]:
        columns = [slice(int(self.starts[place]), int(self.starts[place + 1])) for place in places]
        sizes = np.array([column.stop - column.start for column in columns])
        chunks = np.concatenate([self.chunks[column] for column in columns])
        counts = np.concatenate([self.counts[column] for column in columns]).astype(np.float32)
        rarity = np.log1p((len(self.lengths) - sizes + 0.5) / (sizes + 0.5))
        saturation = counts / (counts + self._length_norms(settings)[chunks])
        index = BM25(k1=settings.k1, b=settings.b, method="lucene")
        index.nonoccurrence_array = None
        index.scores = {
            "data": np.repeat((rarity * times).astype(np.float32), sizes) * saturation,
            "indices": chunks,
            "indptr": np.concatenate([[0], np.cumsum(sizes)]),
            "num_docs": len(self.lengths),
        }
        scores: NDArray[np.float32] = index.get_scores_from_ids(list(range(len(places))))
        return scores

    def _length_norms(self, settings: WordSettings) -> NDArray[np.float32]:
        mean = float(self.lengths.mean()) or 1.0
        return (settings.k1 * (1 - settings.b + settings.b * self.lengths / mean)).astype(np.float32)


def _joined(parts: list[Counted]) -> Counted:
    """The parts in one; they are let go one by one, for together they are the largest thing a build holds."""
    packed = np.empty(sum(len(part.packed) for part in parts), np.uint64)
    lengths = np.concatenate([np.empty(0, np.int32), *(part.lengths for part in parts)])
    end = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        packed[end : end + len(part.packed)] = part.packed
        end += len(part.packed)
    return Counted(packed, lengths)
