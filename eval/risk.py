"""Risk and coverage: how often a system is wrong when it answers only what it is surest of (El-Yaniv and Wiener 2010).

A system states how sure it is in the score `Confidence`. Nothing here sets a threshold; it only shows what each would give.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from eval.metrics import mean
from eval.models import Outcome

CONFIDENCE = "Confidence"
RISK = 0.05  # the risk at which the coverage is reported
_NOT_ANSWERED = frozenset({"refused", "error"})


class Point(NamedTuple):
    """What a threshold gives: the share of all cases answered, and the share wrong among those answered."""

    coverage: float
    risk: float


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """The curve, one point for each confidence that occurs, the surest first.

    Cases of one confidence are answered together, so their order cannot matter. The share is of all outcomes given: those that
    were refused, failed, or state no confidence are answered at no threshold (a curve need not reach coverage 1), and an answer
    where a refusal was due is wrong.
    """
    ranked = sorted((o for o in outcomes if _answered(o)), key=_confidence, reverse=True)
    points: list[Point] = []
    answered = wrong = 0
    for _, group in groupby(ranked, key=_confidence):
        verdicts = [outcome.right for outcome in group]
        answered += len(verdicts)
        wrong += verdicts.count(False)
        points.append(Point(answered / len(outcomes), wrong / answered))
    return points


def aurc(points: Sequence[Point]) -> float | None:
    """The area under the curve over the coverage it reaches: the mean risk, 0 at best; none where nothing was answered.

    Without ties it is the mean of the risks of all points, as in Geifman et al. 2019.
    """
    if not points:
        return None
    starts = (0.0, *(p.coverage for p in points))
    area = sum((p.coverage - start) * p.risk for p, start in zip(points, starts, strict=False))
    return mean([area / points[-1].coverage])


def coverage_at_risk(points: Sequence[Point], risk: float = RISK) -> float:
    """The greatest coverage at which no more than so much of what is answered is wrong; 0 where there is none."""
    return mean([max((p.coverage for p in points if p.risk <= risk), default=0.0)])


def _answered(outcome: Outcome) -> bool:
    return CONFIDENCE in outcome.scores and outcome.status not in _NOT_ANSWERED


def _confidence(outcome: Outcome) -> float:
    return outcome.scores[CONFIDENCE]
