"""Scores -> the best of them, in one order for every index."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Scored(NamedTuple):
    """A chunk (its number in the library) and its score."""

    chunk: int
    score: float


def best(scores: NDArray[np.float32], k: int, numbers: NDArray[np.int64] | None = None) -> list[Scored]:
    """The `k` highest scores above 0, highest first, equal ones in order of their chunk numbers.

    `numbers[i]` is the chunk of `scores[i]`, in rising order; i itself if None. Scores of 0, NaN and infinity are no evidence
    and left out; fewer than `k` are no error.
    """
    places = np.flatnonzero(scores > 0)
    places = places[np.isfinite(scores[places])]
    if 0 < k < len(places):
        least = np.partition(scores[places], len(places) - k)[len(places) - k]
        places = places[scores[places] >= least]
    places = places[np.argsort(-scores[places], kind="stable")][: max(k, 0)]
    chunks = places if numbers is None else numbers[places]
    return list(map(Scored, chunks.tolist(), scores[places].tolist()))
