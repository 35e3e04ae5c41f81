"""The conditions that a question puts on rows, each with the place of its words in the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.tables.plans import Bound, Condition, Filter


@dataclass(frozen=True)
class Found:
    """A condition with the place of its words in the folded question."""

    condition: Condition
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """The conditions found; `masked`: the folded question with their words blanked, every other character where it was."""

    found: tuple[Found, ...]
    asked: str
    masked: str
    vacuous: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions by column, alternatives put together."""
        return merge(self.found, self.asked)

    @property
    def words(self) -> list[str]:
        """What of the question the conditions take care of."""
        return [self.asked[f.start : f.end] for f in self.found] + [*self.vacuous]


def merge(found: Sequence[Found], asked: str) -> tuple[Condition, ...]:
    """Conditions of their places: values named of one column are alternatives (美国和加拿大), and so are words held that stand side by side."""
    merged: list[Condition] = []
    last: dict[int, int] = {}
    for one in sorted(found, key=lambda f: f.start):
        at = next((i for i, c in enumerate(merged) if _alike(c, one.condition)), None)
        before = merged[at] if at is not None else None
        if not isinstance(before, Filter) or not isinstance(one.condition, Filter) or at is None:
            last[len(merged)] = one.end
            merged.append(one.condition)
        elif one.condition.exact or _ALSO.fullmatch(asked[last[at] : one.start]):
            last[at] = one.end
            merged[at] = _either(before, one.condition)
        else:
            merged.append(one.condition)
    return tuple(sorted(dict.fromkeys(merged), key=lambda c: c.column))


_ALSO = re.compile(r"[和或与及、以跟]*(?:还有)?")


def _alike(one: Condition, other: Condition) -> bool:
    if isinstance(one, Bound) or isinstance(other, Bound):
        return False
    return (one.column, one.exact, one.negated) == (other.column, other.exact, other.negated)


def _either(one: Filter, other: Filter) -> Filter:
    values = tuple(dict.fromkeys((*one.values, *other.values)))
    told = dict.fromkeys(f.word or "、".join(f.values) for f in (one, other))
    return replace(one, values=values, word="、".join(told) if one.word or other.word else "")
