"""A quantity as an exact record: value, unit, qualifier, kind, range; when two are the same; and as text again."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from rag.numbers.measures import Kind
from rag.numbers.numerals import in_digits, in_han

Qualifier = Literal["exact", "about", "at_least", "above", "below", "at_most"]
Change = Literal["", "up", "down"]
_PERSONS = frozenset("人名位")
MONEY = "钱"


class Bare(NamedTuple):
    """What tells whether two quantities are the same, words and place apart."""

    kind: Kind
    value: Fraction | None
    unit: str
    qualifier: Qualifier
    low: Fraction
    high: Fraction
    change: Change = ""


@dataclass(frozen=True)
class Figure:
    """A quantity as printed: place in the text given (code points), words, exact value and what it means.

    `value` is scaled into the canonical `unit` (2.5亿元: 250000000 元; 三成: 30 %), None where a range or an indefinite number is
    said (10—15%, 几十家): then `low` and `high` bound it; they equal the value else. Dates: `low` and `high` are days, YYYYMMDD.
    `printed` is the unit as printed. `qualifier`: which way the value is off. `change`: it is by how much something rose or fell
    (a fall has a negative value), not how much there is. `rule`: how a damaged number was inferred, "" else.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: Fraction | None
    unit: str
    printed: str
    qualifier: Qualifier
    low: Fraction
    high: Fraction
    change: Change = ""
    rule: str = ""

    @property
    def bare(self) -> Bare:
        """What it says, without its words and place."""
        return Bare(self.kind, self.value, self.unit, self.qualifier, self.low, self.high, self.change)

    @property
    def weak(self) -> bool:
        """Whether it may be mere grammar: 三类, 两次."""
        return self.text in _GRAMMAR

    def counts(self, unit: str) -> bool:
        """Whether it is given in a unit: 多少家 is answered by 5万余家, not by 5个; 亿 by 亿元 as by 亿."""
        if unit == MONEY:
            return self.kind == "money"
        if unit == "%":
            return self.unit in ("%", "百分点")
        ends = {self.printed[-1:], self.unit[-1:]} - {""}
        if ends & _PERSONS:
            ends |= _PERSONS  # 326人 answers 多少名
        return self.printed == unit or unit[-1] in ends or unit in self.text

    @property
    def measures(self) -> bool:
        """Whether it says how much, not how long: 近十年 answers no question for an amount."""
        return self.kind != "duration" and self.printed not in ("届", "期", "批", "章")


_GRAMMAR = frozenset(
    f"{n}{u}" for n in "两二三四五六七八九十" for u in ["类", "种", "次", "部", "支", "条", "期", "章", "年"]
)


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same: value, unit, direction of the qualifier, range, kind. 20万亿元 is 二十万亿元, not 超20万亿元."""
    return one.bare == other.bare


_BEFORE: dict[Qualifier, str] = {
    "exact": "",
    "about": "约",
    "at_least": "不低于",
    "above": "超过",
    "below": "不足",
    "at_most": "不超过",
}
_CHANGES: dict[Change, tuple[str, str]] = {"": ("", ""), "up": ("增长", "增加"), "down": ("下降", "减少")}


def told(bare: Bare) -> str:
    """A quantity in words that read back as the same: 超过20万亿元, 增长9.5%, 三分之一, 2011—2015年.

    Raises:
        ValueError: no finite decimal and no share of at most 999 parts says the value, or no calendar words say the days.
    """
    if bare.kind in ("date", "period"):
        return _told_time(bare)
    if bare.kind == "rank":
        return f"{'前' if bare.qualifier == 'at_most' else '第'}{bare.low}位"
    lead = _CHANGES[bare.change][bare.kind not in ("growth", "points", "share")]
    sign = -1 if bare.change == "down" else 1
    if bare.value is None:
        low, high = sorted((sign * bare.low, sign * bare.high))
        return f"{lead}{_BEFORE[bare.qualifier]}{_number(low, bare.unit)}—{_number(high, bare.unit)}"
    return f"{lead}{_BEFORE[bare.qualifier]}{_number(sign * bare.value, bare.unit)}"


def _number(value: Fraction, unit: str) -> str:
    shown = in_digits(abs(value))
    minus = "负" if value < 0 else ""
    if shown is not None:
        return f"{minus}{shown}{'个百分点' if unit == '百分点' else unit}"
    part = value / 100
    if unit != "%" or not 0 < part < 1 or part.denominator > 999:
        raise ValueError(f"{value} {unit}: no finite decimal and no short share; round it first")
    return f"{in_han(part.denominator)}分之{in_han(part.numerator)}"


def _told_time(bare: Bare) -> str:
    low, high = int(bare.low), int(bare.high)
    first, last = divmod(low, 10000), divmod(high, 10000)
    if (first[1], last[1]) == (101, 1231):
        words = f"{first[0]}年" if first[0] == last[0] else f"{first[0]}—{last[0]}年"
    elif low == high:
        words = f"{first[0]}年{low // 100 % 100}月{low % 100}日"
    elif first[0] == last[0] and low % 100 == 1:
        months = low // 100 % 100, high // 100 % 100
        words = f"{first[0]}年" + (f"{months[0]}月" if months[0] == months[1] else f"{months[0]}—{months[1]}月")
    else:
        raise ValueError(f"{low} to {high}: no calendar words say these days")
    return {"at_most": "截至", "about": "约"}.get(bare.qualifier, "") + words + _AFTER.get(bare.qualifier, "")


_AFTER: dict[Qualifier, str] = {"at_least": "以来", "below": "以前"}
