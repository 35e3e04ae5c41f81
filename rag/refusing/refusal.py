"""The learned refusal: how likely the best evidence answers a question, by a logistic over the checks of `rag.refusing.checks`.

Trained by `rag.training` on questions of public sets, asked as they are, without their answering sentence, and with one word changed
(never on policy texts or evaluation cases). The weights lie beside this file, by name, to be read by anybody.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rag.refusing.checks import NAMES as CHECKS

_WEIGHTS = Path(__file__).with_name("refusal.json")
# What is lost weighs otherwise where the ranker is sure: each check counts by itself and together with the first one.
NAMES = (*CHECKS, *(f"{CHECKS[0]} x {name}" for name in CHECKS[1:]))


def inputs_of(checks: Sequence[float]) -> list[float]:
    """The inputs of the model, in the order of `NAMES`: the checks, and the products of the first with each other one."""
    return [*checks, *(checks[0] * value for value in checks[1:])]


class Refuser:
    """A linear model as plain factors; the same checks give the same likelihood everywhere. `least`: below it nothing is shown."""

    def __init__(self, stored: dict[str, Any]) -> None:
        if tuple(part["name"] for part in stored["inputs"]) != NAMES:
            raise ValueError(f"{_WEIGHTS.name} is of other checks; run rag.training --steps refusal again")
        self._factors = [(p["mean"], p["weight"] / p["deviation"]) for p in stored["inputs"]]
        self._bias = float(stored["bias"])
        self.least = float(stored["least"])

    def likely(self, checks: Sequence[float]) -> float:
        """How likely (0..1) a unit with these checks answers."""
        logit = self._bias + sum(
            (x - mean) * weight for x, (mean, weight) in zip(inputs_of(checks), self._factors, strict=True)
        )
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


@cache
def shipped() -> Refuser:
    """The model that comes with the product."""
    return Refuser(json.loads(_WEIGHTS.read_text(encoding="utf-8")))
