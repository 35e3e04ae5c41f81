"""Examples -> the weights of the ranker: a softmax over the units of a question, then a logistic over the best units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rag.finding.features import MATCHES, NAMES
from rag.training.examples import Example

Vector = NDArray[np.float64]
# The shipped vectors were trained on the same questions: the cosine looks better in training than it ever is.
_LEFT_OUT = frozenset({"meaning"})
_DECAY = 1e-3
_STEPS = 200
_LEAST = 1e-3


@dataclass(frozen=True)
class Scaled:
    """A linear model over scaled inputs: weights, and the mean and deviation that its inputs are scaled by."""

    mean: Vector
    deviation: Vector
    weights: Vector
    bias: float = 0.0

    def score(self, inputs: NDArray[Any]) -> Vector:
        """The model's value of each row."""
        found: Vector = ((inputs - self.mean) / self.deviation) @ self.weights + self.bias
        return found


def without_leak(examples: Sequence[Example]) -> list[Example]:
    """Examples with the features that must not be learnt set to zero."""
    columns = [NAMES.index(name) for name in _LEFT_OUT]
    kept = []
    for example in examples:
        rows = example.features.copy()
        rows[:, columns] = 0.0
        kept.append(Example(rows, example.answers, example.own))
    return kept


def fit_rank(examples: Sequence[Example]) -> Scaled:
    """The ranking model: the likelihood of the answering units under a softmax over all units of their question."""
    known = [e for e in examples if e.answers.any()]
    rows = np.concatenate([e.features for e in known]).astype(np.float64)
    mean, deviation = rows.mean(0), np.maximum(rows.std(0), _LEAST)
    scaled = [((e.features - mean) / deviation, e.answers) for e in known]

    def loss(weights: Vector) -> tuple[float, Vector]:
        total, gradient = 0.0, np.zeros_like(weights)
        for inputs, answers in scaled:
            scores = inputs @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares * answers
            total -= float(np.log(max(right.sum(), 1e-12)))
            gradient -= (right / max(right.sum(), 1e-12) - shares) @ inputs
        return total / len(scaled) + _DECAY * float(weights @ weights), gradient / len(scaled) + 2 * _DECAY * weights

    return Scaled(mean, deviation, _minimum(loss, len(mean)))


def matches_of(examples: Sequence[Example]) -> list[Example]:
    """Examples with what their units have of the question alone, without the signs of an answer."""
    return [Example(e.features[:, : len(MATCHES)], e.answers, e.own) for e in examples]


def with_signs(examples: Sequence[Example], rank: Scaled) -> Scaled:
    """The ranking model over all features: that of the matches as it is, and what the signs of an answer count beside it."""
    known = [e for e in examples if e.answers.any()]
    signs = [e.features[:, len(MATCHES) :].astype(np.float64) for e in known]
    rows = np.concatenate(signs)
    deviation = np.maximum(rows.std(0), _LEAST)
    scaled = [
        (rank.score(e.features[:, : len(MATCHES)]), own / deviation, e.answers)
        for e, own in zip(known, signs, strict=True)
    ]

    def loss(weights: Vector) -> tuple[float, Vector]:
        total, gradient = 0.0, np.zeros_like(weights)
        for base, inputs, answers in scaled:
            scores = base + inputs @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares * answers
            total -= float(np.log(max(right.sum(), 1e-12)))
            gradient -= (right / max(right.sum(), 1e-12) - shares) @ inputs
        return total / len(scaled) + _DECAY * float(weights @ weights), gradient / len(scaled) + 2 * _DECAY * weights

    # A sign that is not there counts nothing: the scores of questions that have none stay as they are.
    return Scaled(
        np.r_[rank.mean, np.zeros(len(deviation))],
        np.r_[rank.deviation, deviation],
        np.r_[rank.weights, _minimum(loss, len(deviation))],
    )


@dataclass(frozen=True)
class Best:
    """The best unit of a question with its rank score as a last column; whether it answers; how the question was posed."""

    inputs: Vector
    answers: bool
    posed: str


def best_units(examples: Sequence[Example], rank: Scaled) -> list[Best]:
    """Each question three times: as it is, without the answering units (`sentence_gone`), without their document (`document_gone`)."""
    found = []
    for example in examples:
        scores = rank.score(example.features)
        posed = {
            "whole": np.ones(len(scores), bool),
            "sentence_gone": ~example.answers,
            "document_gone": ~example.own,
        }
        for name, there in posed.items():
            if not there.any() or (name == "whole" and not example.answers.any()):
                continue
            i = int(np.argmax(np.where(there, scores, -np.inf)))
            found.append(
                Best(np.r_[example.features[i], scores[i]], bool(example.answers[i]) and name == "whole", name)
            )
    return found


def fit_support(best: Sequence[Best]) -> Scaled:
    """The support model: a logistic over the best units, answering against not."""
    return fit_logistic(np.array([b.inputs for b in best]), np.array([b.answers for b in best], float))


def fit_logistic(rows: Vector, answers: Vector, weights: Vector | None = None) -> Scaled:
    """A logistic over rows (n, inputs), `answers` 0 or 1, each row counting its weight."""
    counted = np.ones(len(rows)) if weights is None else weights
    counted = counted / counted.sum()
    mean, deviation = rows.mean(0), np.maximum(rows.std(0), _LEAST)
    scaled = (rows - mean) / deviation

    def loss(weights: Vector) -> tuple[float, Vector]:
        logits = scaled @ weights[:-1] + weights[-1]
        likely = 1 / (1 + np.exp(-logits))
        total = -np.sum(counted * (answers * np.log(likely + 1e-12) + (1 - answers) * np.log(1 - likely + 1e-12)))
        wrong = counted * (likely - answers)
        decay = np.r_[weights[:-1], 0.0]
        return float(total) + _DECAY * float(decay @ decay), np.r_[wrong @ scaled, wrong.sum()] + 2 * _DECAY * decay

    fitted = _minimum(loss, scaled.shape[1] + 1)
    return Scaled(mean, deviation, fitted[:-1], float(fitted[-1]))


def fit_softmax(known: Sequence[tuple[Vector, NDArray[np.bool_]]], start: Vector) -> Vector:
    """The weights of the inputs under which the right rows are likeliest: a softmax over the rows (n, inputs) of each question."""

    def loss(weights: Vector) -> tuple[float, Vector]:
        total, gradient = 0.0, np.zeros_like(weights)
        for rows, answers in known:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares * answers
            total -= float(np.log(max(right.sum(), 1e-12)))
            gradient -= (right / max(right.sum(), 1e-12) - shares) @ rows
        return total / len(known), gradient / len(known)

    found: Vector = (
        minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x if known else start
    )
    return found


def _minimum(loss: Callable[[Vector], tuple[float, Vector]], size: int) -> Vector:
    found: Vector = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return found


def stored(rank: Scaled, support: Scaled) -> dict[str, Any]:
    """The weights as `rag/choosing/ranker.json` holds them, by name."""
    parts: list[dict[str, Any]] = []
    for i, name in enumerate(NAMES):
        weight = 0.0 if name in _LEFT_OUT else _short(rank.weights[i])
        part = {"name": name, "mean": _short(rank.mean[i]), "deviation": _short(rank.deviation[i]), "rank": weight}
        if i < len(MATCHES):
            part["support_mean"] = _short(support.mean[i])
            part["support_deviation"] = _short(support.deviation[i])
            part["support"] = 0.0 if name in _LEFT_OUT else _short(support.weights[i])
        parts.append(part)
    score = {
        "mean": _short(support.mean[-1]),
        "deviation": _short(support.deviation[-1]),
        "support": _short(support.weights[-1]),
    }
    return {"features": parts, "score": score, "bias": _short(support.bias)}


def _short(value: float) -> float:
    return round(float(value), 5)
