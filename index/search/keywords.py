"""Word search: an inverted index of terms, scored with BM25.

What is stored is counts, not scores: three bytes a posting where the arrays of bm25s take eight (17 million postings for
66,000 chunks), and the figures that depend on the whole collection are taken at the moment of the query. Importing bm25s for
the sum of a few columns cost a tenth of a second at every start; a test holds the scores against its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.search.ranking import Scored, best
from index.search.terms import find_terms, pair_codes
from index.settings import WordSettings

_TERM_BITS, _CHUNK_BITS, _COUNT_BITS = 32, 24, 8
MOST_CHUNKS = 2**_CHUNK_BITS
_MOST_COUNT = 2**_COUNT_BITS - 1  # a term that fills a chunk 255 times scores no higher for more
FILES = ("words.terms.npy", "words.starts.npy", "words.chunks.npy", "words.counts.npy", "words.lengths.npy")


Packed = NDArray[np.uint64]  # little-endian


class Counted(NamedTuple):
    """Terms of some chunks: `packed` holds term, chunk and count in 32 + 24 + 8 bits; `lengths` terms a chunk."""

    packed: Packed
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


class Judged(NamedTuple):
    """BM25 scores of all chunks; `highest`: what a chunk would score that held each term of the query without end."""

    scores: NDArray[np.float32]
    highest: float


@dataclass(frozen=True)
class Words:
    """An inverted index: postings of term `terms[i]` stand at `starts[i]:starts[i + 1]` of `chunks` and `counts`.

    `lengths`: number of terms of each chunk.
    """

    terms: NDArray[np.uint32]
    starts: NDArray[np.uint32] | NDArray[np.int64]
    chunks: NDArray[np.uint16] | NDArray[np.uint32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    _norms: dict[WordSettings, NDArray[np.float32]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, packed: Packed, lengths: NDArray[np.int32]) -> "Words":
        """Index the counted terms of all chunks; `packed` is sorted in place.

        Raises:
            ValueError: more than 2**24 chunks.
        """
        if len(lengths) > MOST_CHUNKS:
            raise ValueError(f"{len(lengths)} 个片段，一个资料库最多 {MOST_CHUNKS} 个：请把文档分到几个资料库")
        packed.sort()
        codes = packed.view("<u4")[1::2]  # the upper halves where they stand: a copy would be of a hundred megabytes
        begins = np.flatnonzero(np.concatenate([codes[:1] == codes[:1], codes[1:] != codes[:-1]]))
        chunks = packed.view("<u4")[::2] >> np.uint32(_COUNT_BITS)
        narrow = chunks.astype(np.uint16) if len(lengths) <= 2**16 else chunks
        starts = np.append(begins, len(codes))
        short = starts.astype(np.uint32) if len(codes) < 2**32 else starts
        return cls(codes[begins], short, narrow, packed.astype(np.uint8), lengths)

    def save(self, folder: Path) -> None:
        """Write the files named in `FILES`."""
        for name, values in zip(FILES, (self.terms, self.starts, self.chunks, self.counts, self.lengths), strict=True):
            np.save(folder / name, values)

    @classmethod
    def open(cls, folder: Path) -> "Words":
        """Map the files of a folder into memory."""
        # Plain views of the maps: slices of np.memmap itself cost five times as much, and a query takes a hundred.
        terms, starts, chunks, counts, lengths = (np.asarray(np.load(folder / name, mmap_mode="r")) for name in FILES)
        return cls(terms, starts, chunks, counts, lengths)

    def scores(self, query: str, settings: WordSettings) -> NDArray[np.float32]:
        """The BM25 score of every chunk; 0 where no term of the query stands."""
        return self.judged(query, settings).scores

    def judged(self, query: str, settings: WordSettings) -> "Judged":
        """The BM25 score of every chunk, and the highest that any chunk could have."""
        codes, times = np.unique(find_terms([query]).codes, return_counts=True)
        at = np.minimum(np.searchsorted(self.terms, codes), max(len(self.terms) - 1, 0))
        known = self.terms[at] == codes if len(self.terms) else np.zeros(len(codes), bool)
        unknown = float(times[~known].sum() * self._rarity(np.zeros(1))[0])
        if not known.any():
            return Judged(np.zeros(len(self.lengths), np.float32), unknown)
        starts, ends = (np.asarray(self.starts[at[known] + more], np.int64) for more in (0, 1))
        worth = self._rarity(ends - starts) * times[known]
        return Judged(self._scored(starts, ends, worth, settings), float(worth.sum()) + unknown)

    def spread(self, strings: Sequence[str]) -> list[int]:
        """In how many chunks each string stands: a Han character, two neighbouring ones, or a run of letters and digits.

        0 for an unknown one, and for whatever is no term.
        """
        codes = pair_codes(strings)
        if codes is None:
            found = find_terms(strings)
            codes = np.zeros(len(strings), np.uint32)
            np.maximum.at(codes, found.owners, found.codes)  # the pair, not its characters
        at = np.minimum(np.searchsorted(self.terms, codes), max(len(self.terms) - 1, 0))
        if not len(self.terms):
            return [0] * len(strings)
        counts = self.starts[at + 1].astype(np.int64) - self.starts[at]
        there: list[int] = np.where((self.terms[at] == codes) & (codes > 0), counts, 0).tolist()
        return there

    def search(self, query: str, k: int, settings: WordSettings) -> list[Scored]:
        """The `k` best chunks, best first; only those that hold a term of the query."""
        return best(self.scores(query, settings), k)

    def _rarity(self, chunks: NDArray[Any]) -> NDArray[np.float64]:
        """The inverse document frequency (Lucene's form) of terms that stand in so many chunks."""
        return np.log1p((len(self.lengths) - chunks + 0.5) / (chunks + 0.5))

    def _scored(
        self, starts: NDArray[np.int64], ends: NDArray[np.int64], worth: NDArray[np.float64], settings: WordSettings
    ) -> NDArray[np.float32]:
        norms = self._length_norms(settings)
        scores = np.zeros(len(self.lengths), np.float32)
        # Column by column: what is at hand stays in the processor's cache, where one long run over all postings does not.
        for start, end, most in zip(starts.tolist(), ends.tolist(), worth.astype(np.float32), strict=True):
            chunks, counts = self.chunks[start:end], self.counts[start:end].astype(np.float32)
            scores[chunks] += most * counts / (counts + norms[chunks])
        return scores

    def _length_norms(self, settings: WordSettings) -> NDArray[np.float32]:
        """What BM25 adds to a count in the denominator, for each chunk."""
        if settings not in self._norms:
            mean = float(self.lengths.mean()) or 1.0
            norms = settings.k1 * (1 - settings.b + settings.b * self.lengths / mean)
            self._norms[settings] = norms.astype(np.float32)
        return self._norms[settings]


class ByChunk:
    """The terms of an index chunk by chunk, to take those of unchanged documents over into another."""

    def __init__(self, words: Words) -> None:
        packed = np.repeat(words.terms, np.diff(words.starts)).astype(np.uint64)
        packed <<= np.uint64(_COUNT_BITS)
        packed |= words.counts
        packed |= np.left_shift(words.chunks, np.uint64(_TERM_BITS + _COUNT_BITS), dtype=np.uint64)
        packed.sort()
        self._packed = packed
        self._lengths = words.lengths

    def counted(self, start: int, end: int, first: int) -> Counted:
        """The terms of the chunks [start, end), numbered anew from `first`; not sorted."""
        bounds = np.array([start, end], np.uint64) << np.uint64(_TERM_BITS + _COUNT_BITS)
        packed = self._packed[slice(*np.searchsorted(self._packed, bounds))]
        chunks = (packed >> np.uint64(_TERM_BITS + _COUNT_BITS)) + np.uint64(first) - np.uint64(start)
        terms = packed >> np.uint64(_COUNT_BITS) & np.uint64(2**_TERM_BITS - 1)
        counts = packed & np.uint64(_MOST_COUNT)
        repacked = terms << np.uint64(_CHUNK_BITS + _COUNT_BITS) | chunks << np.uint64(_COUNT_BITS) | counts
        return Counted(repacked, self._lengths[start:end])


class TermCollector:
    """Collects the counted terms of a library, chunk after chunk.

    They wait on the disk: 16 million of them, kept in pieces, would be the largest thing a build holds in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`; has no name, so a killed build leaves none
        self._lengths = [np.empty(0, np.int32)]

    def add(self, counted: Counted) -> None:
        """Add the terms of the next chunks."""
        self._file.write(counted.packed.tobytes())
        self._lengths.append(counted.lengths)

    def index(self) -> Words:
        """Index them all, and let them go."""
        self._file.seek(0)
        packed = np.fromfile(self._file, "<u8")
        self._file.close()
        return Words.build(packed, np.concatenate(self._lengths))

    def close(self) -> None:
        """Let them go."""
        self._file.close()
