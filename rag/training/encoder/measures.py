"""How well rankers and span readers do: answers among the first sentences, exact and partial agreement of spans."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.reader.model import AnswerSpan
from index.search.terms import find_terms
from index.training.exclusion import letters
from rag.training.encoder.pools import Posed, Stored
from rag.training.fitting import fit_softmax

Vector = NDArray[np.float64]
_READ = 30  # units of a pool that the reader looks at, the ranker's best
_FIRST = (1, 2, 3)


@dataclass(frozen=True)
class Scored:
    """A question's units with the scores of each ranker, and the reader's spans of each unit.

    `rated` is what answers are ordered by: the ranker with the rules' additions, far lower where a constraint is not met.
    """

    posed: Posed
    units: tuple[Stored, ...]
    overlap: Vector
    ranker: Vector
    rated: Vector
    reader: Vector
    spans: tuple[tuple[AnswerSpan, ...], ...]

    @property
    def met(self) -> NDArray[np.bool_]:
        """Whether each unit meets the question's constraints."""
        return np.array([unit.met for unit in self.units])

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each unit holds an answer."""
        return np.array([unit.right for unit in self.units])


def views(posed: Posed) -> tuple[list[Stored], list[Stored]]:
    """The units to choose from within the right passage, and in the whole pool."""
    return [u for u in posed.units if u.own], [u for u in posed.units if u.found][:_READ]


def overlap(query: str, texts: Sequence[str]) -> Vector:
    """Sum of the inverse frequencies, among these texts, of the question's characters and pairs that a text has."""
    asked = np.unique(find_terms([query]).codes)
    found = find_terms(texts)
    has = np.zeros((len(texts), len(asked)))
    known = np.isin(found.codes, asked)
    has[found.owners[known], np.searchsorted(asked, found.codes[known])] = 1
    weights: Vector = has @ np.log1p(len(texts) / (has.sum(axis=0) + 0.5))
    return weights


def first(found: Sequence[Scored], score: Callable[[Scored], Vector], total: int) -> list[float]:
    """Share of `total` questions with a right unit among the first 1, 2, 3; a question whose answer was not found is a miss."""
    places = []
    for one in found:
        order = np.argsort(-score(one), kind="stable")
        right = np.flatnonzero(one.right[order])
        places.append(int(right[0]) if len(right) else len(order) + max(_FIRST))
    return [sum(place < k for place in places) / max(1, total) for k in _FIRST]


def among(score: Callable[[Scored], Vector], count: int) -> Callable[[Scored], Vector]:
    """A score that orders the first `count` units alone, as they are rated; the others follow in that order."""

    def scored(one: Scored) -> Vector:
        found = score(one).astype(np.float64)
        beyond = np.argsort(-one.rated, kind="stable")[count:]
        if len(beyond):
            found[beyond] = found.min() - 1 + one.rated[beyond] - one.rated[beyond].max()
        return found

    return scored


class Blend(NamedTuple):
    """`rated` and `reader` weigh the rating and the reader's score in the sum."""

    rated: float
    reader: float

    def score(self, one: Scored) -> Vector:
        """The blended score of each unit."""
        return self.rated * one.rated + self.reader * one.reader


def fit(found: Sequence[Scored]) -> Blend:
    """The blend under which the right units are likeliest: softmax over a question's units that meet its constraints."""
    known = [one for one in found if one.right[one.met].any() and not one.right[one.met].all()]
    if not known:
        return Blend(1.0, 0.0)  # nothing tells what the reader is worth

    sets = [(np.stack([one.rated, one.reader], axis=1)[one.met], one.right[one.met]) for one in known]
    return Blend(*fit_softmax(sets, np.ones(2)).tolist())


class Agreement(NamedTuple):
    """Of so many `spans`: share equal to an answer, mean best F1 by characters."""

    spans: int
    exact: float
    f1: float


def agreement(pairs: Sequence[tuple[str, Sequence[str]]]) -> Agreement:
    """Agreement of given spans with the answers, without punctuation."""
    exact: list[bool] = []
    f1: list[float] = []
    for given, answers in pairs:
        bare = letters(given)
        wanted = [letters(a) for a in answers]
        exact.append(bare in wanted)
        f1.append(max((_f1(bare, a) for a in wanted), default=0.0))
    return Agreement(len(pairs), float(np.mean(exact or [False])), float(np.mean(f1 or [0.0])))


def _f1(given: str, wanted: str) -> float:
    same = sum((Counter(given) & Counter(wanted)).values())
    return 2 * same / (len(given) + len(wanted)) if same else 0.0
