"""An ensemble of decision trees read from JSON and evaluated with numpy, so that answering imports no training library."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAF = -1


class Trees:
    """Boosted trees over named features: the sum of the leaves that a row falls into is a log-odds.

    Stored: `bias`, and for each tree the lists `feature` (-1 in a leaf), `threshold` (a row goes left where its value is not
    above it), `left`, `right` (node numbers), `value` (of leaves).
    """

    def __init__(self, stored: Mapping[str, Any]) -> None:
        trees = stored["trees"]
        starts = np.cumsum([0, *(len(t["feature"]) for t in trees)])[:-1]

        def joined(key: str, kind: type) -> NDArray[Any]:
            return np.concatenate([np.asarray(t[key], kind) for t in trees]) if trees else np.zeros(0, kind)

        offsets = np.repeat(starts, [len(t["feature"]) for t in trees]).astype(np.int64)
        self._roots = starts.astype(np.int64)
        self._feature = joined("feature", np.int64)
        self._threshold = joined("threshold", np.float64)
        leaf = self._feature == _LEAF
        own = np.arange(len(offsets))
        # A leaf leads to itself, so that all rows may take the same number of steps.
        self._left = np.where(leaf, own, joined("left", np.int64) + offsets)
        self._right = np.where(leaf, own, joined("right", np.int64) + offsets)
        self._feature[leaf] = 0
        self._value = joined("value", np.float64)
        self._bias = float(stored["bias"])
        self._depth = max((_depth(t, 0) for t in trees), default=0)

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log-odds of each row, shape (rows,)."""
        at = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        index = np.arange(len(rows))[:, None]
        for _ in range(self._depth):
            at = np.where(rows[index, self._feature[at]] <= self._threshold[at], self._left[at], self._right[at])
        found: NDArray[np.float64] = self._bias + self._value[at].sum(1)
        return found


def _depth(tree: Mapping[str, Any], node: int) -> int:
    if tree["feature"][node] == _LEAF:
        return 0
    return 1 + max(_depth(tree, tree["left"][node]), _depth(tree, tree["right"][node]))
