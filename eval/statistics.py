"""The tests behind the gate (exact McNemar, cluster bootstrap, Holm's correction) and intervals. Pure functions, fixed seeds."""

from collections.abc import Mapping, Sequence
from math import comb
from typing import NamedTuple

import numpy as np

_RESAMPLES = 2000
_SEED = 20_19
_TAILS = (2.5, 97.5)


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    high: float


def mcnemar(broken: int, fixed: int) -> float:
    """Two-sided exact p of McNemar's test on the discordant pairs (McNemar 1947; binomial with p = 1/2)."""
    n = broken + fixed
    if n == 0:
        return 1.0
    tail = sum(comb(n, k) for k in range(min(broken, fixed) + 1))
    return float(min(1.0, 2 * tail / 2**n))


def cluster_bootstrap(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """Two-sided p that the mean of paired differences is zero, resampling whole clusters (a case with its rewordings).

    Resamples of the clusters' sums and sizes; the p-value is twice the smaller share of resampled means beyond zero.
    """
    names = sorted(set(clusters))
    if len(names) < 2:
        return 1.0
    place = {name: i for i, name in enumerate(names)}
    sums, sizes = np.zeros(len(names)), np.zeros(len(names))
    for value, cluster in zip(differences, clusters, strict=True):
        sums[place[cluster]] += value
        sizes[place[cluster]] += 1
    if not sums.any():
        return 1.0
    drawn = np.random.default_rng(_SEED).integers(0, len(names), (_RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    beyond = min(float((means <= 0).mean()), float((means >= 0).mean()))
    return min(1.0, 2 * max(beyond, 1 / _RESAMPLES))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """P-values corrected for their number (Holm 1979), monotone, at most 1."""
    corrected: dict[str, float] = {}
    running = 0.0
    for rank, name in enumerate(sorted(p_values, key=lambda name: (p_values[name], name))):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[name]))
        corrected[name] = running
    return corrected


def bootstrap_interval(groups: Sequence[Sequence[float]]) -> Interval | None:
    """The 95 % interval of the mean of the groups' means, by resampling within each group (Efron 1979, percentiles).

    None where there is nothing. Of values that are all alike it is that one value: a bootstrap sees no more than there is.
    """
    filled = [np.asarray(group, dtype=float) for group in groups if len(group)]
    if not filled:
        return None
    chance = np.random.default_rng(_SEED)
    means = [group[chance.integers(0, len(group), (_RESAMPLES, len(group)))].mean(axis=1) for group in filled]
    low, high = np.percentile(np.mean(means, axis=0), _TAILS)
    return Interval(float(low), float(high))
