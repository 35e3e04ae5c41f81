"""The learned ranker of evidence: how well a unit answers a question, and how likely it is that it answers at all.

Two linear models over the features of `rag.finding.features`, trained by `rag.training` on public question-answer sets (never on policy
texts or evaluation cases): one ranks the units of a question (softmax over them), one says whether the best unit answers
(logistic; negatives are the best units that are left when the answering sentence or its whole document is taken away).
The signs of an answer (`rag.finding.answer_signs`) count for the order alone: that a person or a number is there tells which of two
sentences answers, not that either does. The weights lie beside this file, by name, to be read by anybody.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rag.finding.answer_signs import NAMES as SIGNS
from rag.finding.features import MATCHES, NAMES

_WEIGHTS = Path(__file__).with_name("ranker.json")


class Measured(NamedTuple):
    """`score` ranks units of one question; `support` (0..1) is the likelihood that the unit answers it."""

    score: float
    support: float


class Ranker:
    """Two linear models as plain lists of factors; `measure` of the same features is the same everywhere."""

    def __init__(self, stored: dict[str, object]) -> None:
        parts = {str(f["name"]): f for f in stored["features"]}  # type: ignore[attr-defined]
        if tuple(parts) != NAMES:
            raise ValueError(f"{_WEIGHTS.name} is of other features; run rag.training again")
        matches = [parts[name] for name in MATCHES]
        self._rank = [(p["mean"], p["rank"] / p["deviation"]) for p in matches]
        self._signs = [(parts[n]["mean"], parts[n]["rank"] / parts[n]["deviation"]) for n in SIGNS]
        self._support = [(p["support_mean"], p["support"] / p["support_deviation"]) for p in matches]
        score: dict[str, float] = stored["score"]  # type: ignore[assignment]
        self._score = (score["mean"], score["support"] / score["deviation"])
        self._bias = float(stored["bias"])  # type: ignore[arg-type]

    def measure(self, features: Sequence[float]) -> Measured:
        """Rank score and support of a unit's features."""
        own, signs = features[: len(self._rank)], features[len(self._rank) :]
        score = sum((x - mean) * weight for x, (mean, weight) in zip(own, self._rank, strict=True))
        logit = self._bias + (score - self._score[0]) * self._score[1]
        logit += sum((x - mean) * weight for x, (mean, weight) in zip(own, self._support, strict=True))
        score += sum((x - mean) * weight for x, (mean, weight) in zip(signs, self._signs, strict=True))
        return Measured(score, 1 / (1 + math.exp(-max(-40.0, min(40.0, logit)))))


@cache
def shipped() -> Ranker:
    """The ranker that comes with the product."""
    return Ranker(json.loads(_WEIGHTS.read_text(encoding="utf-8")))
