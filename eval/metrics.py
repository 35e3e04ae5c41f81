"""Outcomes -> figures: means by type, suite, rewording and openness, and the one overall figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.models import Outcome
from eval.statistics import Interval, bootstrap_interval

_PLACES = 6
# The scores of answers, in the order they are told; each is a mean over the outcomes that have it.
HEAD = (
    "Acc",
    "AccStrict",
    "AnsInCite",
    "NuggetP",
    "NuggetR",
    "NuggetF1",
    "VitalStrict",
    "EM",
    "F1",
    "QuoteValid",
    "CiteCover",
    "CiteP",
    "CiteR",
    "CiteChars",
    "Halluc",
    "FalseRef",
    "Affirmed",
    "Followed",
    "Determinism",
)
UNANSWERABLE = ("near_miss", "off_topic")


@dataclass(frozen=True)
class Slice:
    """The figures of some of the outcomes: their number, the share that is right, and the mean of each score."""

    n: int
    right: float
    means: Mapping[str, float]


@dataclass(frozen=True)
class Figures:
    """All figures of a run.

    `overall`: the mean over types of the share right, so that a type with many cases counts no more than another. It,
    `everything`, `by_type`, `by_suite` and `by_openness` leave rewordings aside; these are in `by_variant`, and in `deltas` by
    how much more of them is right than of the cases they reword (paired; -0.1: ten points less).
    """

    overall: float
    everything: Slice
    by_type: Mapping[str, Slice]
    by_suite: Mapping[str, Slice]
    by_variant: Mapping[str, Slice]
    by_openness: Mapping[str, Slice]
    deltas: Mapping[str, float]


def mean(values: Iterable[float]) -> float:
    """The mean, rounded as all figures are; 0 of nothing."""
    listed = list(values)
    return round(fmean(listed), _PLACES) if listed else 0.0


def slice_of(outcomes: Sequence[Outcome]) -> Slice:
    """The figures of some outcomes."""
    names = sorted({name for outcome in outcomes for name in outcome.scores})
    means = {name: mean(o.scores[name] for o in outcomes if name in o.scores) for name in names}
    return Slice(len(outcomes), mean(float(o.right) for o in outcomes), means)


def by(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Slice]:
    """Figures of the outcomes grouped by a key; an empty key is left out."""
    names = sorted({key(o) for o in outcomes} - {""})
    return {name: slice_of([o for o in outcomes if key(o) == name]) for name in names}


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """All figures of a run. Cases that are no variants make up the overall figure and the types; variants have their own."""
    plain = [o for o in outcomes if not o.variant]
    types = by(plain, lambda o: o.type)
    return Figures(
        overall=mean(s.right for s in types.values()),
        everything=slice_of(plain),
        by_type=types,
        by_suite=by(plain, lambda o: o.suite),
        by_variant=by(outcomes, lambda o: o.variant),
        by_openness=by(plain, lambda o: "closed" if o.closed else "open"),
        deltas=deltas(outcomes),
    )


def deltas(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """For each kind of variant: share right of the variants less that of the very cases they reword (paired)."""
    right = {o.id: float(o.right) for o in outcomes}
    kinds = sorted({o.variant for o in outcomes if o.variant})
    return {
        kind: mean(float(o.right) - right[o.parent] for o in outcomes if o.variant == kind and o.parent in right)
        for kind in kinds
    }


def interval(outcomes: Sequence[Outcome]) -> Interval | None:
    """The 95 % interval of the overall figure of some outcomes: the mean over types of the share right, rewordings aside."""
    types: dict[str, list[float]] = {}
    for outcome in outcomes:
        if not outcome.variant:
            types.setdefault(outcome.type, []).append(float(outcome.right))
    return bootstrap_interval([types[name] for name in sorted(types)])
