"""How two mentions of indicators stand to each other: the same, an update, a conflict, another scope, unrelated."""

from fractions import Fraction
from typing import Literal

from rag.time.asof import OPEN_END, When
from rag.time.indicators import is_measuring
from rag.time.mentions import Mention

Relation = Literal["same", "update", "conflict", "other_scope", "unrelated"]
_COUNTERS = frozenset({"个", "家", "所", "座", "处", "项", "条", "名", "人", "位"})
_PLANS = ("planned", "conditional")
_TELLING = 20  # a number that two texts hardly share by chance
_LEAST = 2  # characters
_DIGITS = 3  # that tell as much
_NEAR = Fraction(1, 10)


def relation(a: Mention, b: Mention) -> Relation:
    """How two mentions stand to each other; the order of the two does not matter.

    Same indicator, place and scope: `same` value, another value of another time is an `update`, of the same time a `conflict`.
    Another place that holds the one, or another scope, is `other_scope`; all else is `unrelated`.
    """
    what = _indicators(a, b) if _same_measure(a, b) else "apart"
    whose = _places(a, b)
    if whose == "apart" or (what == "apart" and not (whose == "same" and _one_thing(a, b))):
        return "unrelated"
    if what == "apart":
        return "same"
    if whose == "part" or set(a.scope) != set(b.scope):
        near = what == "same" or a.document == b.document or times(a.when, b.when) == "same"
        return "other_scope" if near else "unrelated"
    return _over_time(a, b, narrower=what == "part")


def _over_time(a: Mention, b: Mention, *, narrower: bool) -> Relation:
    """The relation of two values of one indicator and place; `narrower`: one phrase says more than the other."""
    when, one_value = times(a.when, b.when), _same_value(a, b)
    if one_value and when != "other":
        return "same"
    told_otherwise = a.document != b.document and _close(a, b)  # one text itself tells 博物馆 from 免费开放的博物馆
    if narrower and not one_value and not told_otherwise and (when != "other" or a.document != b.document):
        return "other_scope"  # 产值 after 农业总产值 is short for it in one text, not in another
    return "conflict" if when == "same" and _is_plan(a) == _is_plan(b) else "update"


def times(a: When, b: When) -> Literal["same", "other", "unknown"]:
    """Whether two figures are of one time: the same days, or a year and its end."""
    if not a.low or not b.low or "document" in (a.how, b.how) or (a.how == "inferred") != (b.how == "inferred"):
        if a.low and b.low and a.low // 10000 != b.low // 10000:
            return "other"
        return "unknown"
    if (a.low, a.high) == (b.low, b.high):
        return "same"
    if OPEN_END in (a.high, b.high):
        return "unknown" if max(a.low, b.low) <= min(a.high, b.high) else "other"
    return "same" if a.high == b.high and {_is_year(a), _is_year(b)} == {True, False} and _day(a, b) else "other"


def _is_year(when: When) -> bool:
    return when.low % 10000 == 101 and when.high == when.low - 101 + 1231


def _day(a: When, b: When) -> bool:
    return a.low == a.high or b.low == b.high


def _same_measure(a: Mention, b: Mention) -> bool:
    one, other = a.figure, b.figure
    if one.change != other.change:
        return False
    return one.unit == other.unit or {one.unit, other.unit} <= _COUNTERS


def _same_value(a: Mention, b: Mention) -> bool:
    return (a.figure.value, a.figure.low, a.figure.high) == (b.figure.value, b.figure.low, b.figure.high)


def _places(a: Mention, b: Mention) -> Literal["same", "part", "apart"]:
    """Whether two places are one (not told: taken as one), one may hold the other, or they lie apart."""
    if not a.place or not b.place or a.place == b.place:
        return "same"
    if a.level == b.level:
        if a.document == b.document and "全" in (a.place[0], b.place[0]):
            return "apart"  # a text whose 全市 is no city that it names: the named one is another
        return "same" if "全" in (a.place[0], b.place[0]) else "apart"
    return "part"


def _indicators(a: Mention, b: Mention) -> Literal["same", "part", "apart"]:
    one, other = sorted((a.core, b.core), key=len)
    if len(one) < _LEAST:
        return "apart"
    if one == other:
        return "same"
    if other.endswith(one) or (other.startswith(one) and not is_measuring(other[len(one) :])):
        return "part"
    return "apart"


def _close(a: Mention, b: Mention) -> bool:
    """Whether two values are so near that the phrases rather say one thing than a thing and a part of it."""
    low, high = sorted((abs(a.figure.low), abs(b.figure.low)))
    return high - low <= high * _NEAR


def _one_thing(a: Mention, b: Mention) -> bool:
    """Whether two phrases with one value name one thing in other words: 12个重点支持渔港, 12个生态渔港."""
    if not (_same_measure(a, b) and _same_value(a, b)) or a.figure.value is None:
        return False
    one, other = sorted((a.core, b.core), key=len)
    if a.figure.kind == "count" and a.figure.value >= _TELLING and (one[-_LEAST:] in other or other[-_LEAST:] in one):
        return True
    digits = str(a.figure.value.numerator).strip("0")
    return len(digits) >= _DIGITS and any(one[i : i + _LEAST] in other for i in range(len(one) - 1))


def _is_plan(a: Mention) -> bool:
    return a.modality in _PLANS
