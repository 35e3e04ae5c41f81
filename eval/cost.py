"""What answering cost, in milliseconds. No two runs take the same time: this is told beside the scores, never among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.models import Outcome


@dataclass(frozen=True)
class Cost:
    """The time of one answer (ms): median and 95th percentile over `n` cases."""

    n: int
    p50: float
    p95: float


def cost_of(outcomes: Sequence[Outcome]) -> Cost | None:
    """The cost of some outcomes; None where no time was taken (they were read from lines)."""
    times = [o.cost_ms for o in outcomes if o.cost_ms > 0]
    if not times:
        return None
    p50, p95 = np.percentile(times, (50, 95))
    return Cost(len(times), float(p50), float(p95))


def costs(outcomes: Sequence[Outcome]) -> dict[str, Cost]:
    """The cost by suite, and over all under "" where there are several."""
    names = sorted({o.suite for o in outcomes})
    slices = {name: cost_of([o for o in outcomes if o.suite == name]) for name in names}
    if len(names) > 1:
        slices[""] = cost_of(outcomes)
    return {name: cost for name, cost in slices.items() if cost}
