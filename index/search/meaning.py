"""Search by meaning: a flat FAISS index of half-precision vectors, mapped into memory.

Against exact float32 on 60,000 clustered vectors of 256 dimensions: recall@10 .9997, half the disk, half the time (1.2 ms
against 2.4 a query); 8 bits save another half but recall falls to .988. Flat is fine up to some 100,000 chunks a library.
"""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.search.ranking import Scored, best

FILE = "meaning.faiss"
Vectors = NDArray[np.float32]


class MeaningIndex:
    """Vectors of chunks by inner product; rows of length 1 make that the cosine, rows of 0 are never found."""

    def __init__(self, index: faiss.Index) -> None:
        # Two threads on one query take 16 ms where one takes 1.3.
        faiss.omp_set_num_threads(1)
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> "MeaningIndex":
        """An index without vectors."""
        quantizer = faiss.ScalarQuantizer.QT_fp16
        return cls(faiss.IndexScalarQuantizer(dimension, quantizer, faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def build(cls, vectors: Vectors) -> "MeaningIndex":
        """An index of `vectors` (n, dimension)."""
        index = cls.empty(vectors.shape[1])
        index.add(vectors)
        return index

    @classmethod
    def open(cls, folder: Path) -> "MeaningIndex":
        """Map the index of a folder into memory. FAISS loads altered files without a word: check their sha256 before."""
        return cls(faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC))

    def save(self, folder: Path) -> None:
        """Write the index."""
        faiss.write_index(self._index, str(folder / FILE))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Append vectors (n, dimension); their numbers follow the last."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, np.float32))

    def vectors(self, chunks: NDArray[np.int64]) -> Vectors:
        """The stored vectors of some chunks (n, dimension), in half precision's values."""
        found: Vectors = self._index.reconstruct_batch(chunks)
        return found

    def scores(self, vector: Vectors, chunks: NDArray[np.int64]) -> Vectors:
        """The cosine of some chunks with `vector` (dimension,)."""
        return self.vectors(chunks) @ vector if len(chunks) else np.empty(0, np.float32)

    def search(self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Scored]:
        """The `k` nearest chunks, best first; only those with a score above 0, and of `allowed` (by chunk) where it is given.

        A zero or NaN vector finds nothing, and `k` is cut to what there is: FAISS fills up with label -1, which as a row
        number is the last chunk, and k = 10**9 kills the process.
        """
        k = min(k, len(self))
        if k <= 0 or not np.isfinite(vector).all() or not vector.any():
            return []
        chosen = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.flatnonzero(allowed))  # FAISS does not own it: it must live as long
            chosen = faiss.SearchParameters()
            chosen.sel = selector
        scores, labels = self._index.search(np.ascontiguousarray(vector[None], np.float32), k, params=chosen)
        order = np.argsort(labels[0], kind="stable")
        order = order[labels[0][order] >= 0]
        return best(scores[0][order], k, labels[0][order])
