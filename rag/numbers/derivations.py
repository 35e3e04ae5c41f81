"""Figures computed from two printed ones: difference, ratio, sum, share, growth. Exact, and run again by the verifier."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rag.numbers.figures import quantities_in
from rag.numbers.measures import MEASURES
from rag.numbers.numerals import in_digits
from rag.numbers.quantities import Figure, Qualifier

Rule = Literal["difference", "ratio", "sum", "share", "growth"]


@dataclass(frozen=True)
class Operand:
    """A figure in a quote: which quote (from 0), and where in its text the figure stands."""

    quote: int
    start: int
    end: int


@dataclass(frozen=True)
class Derivation:
    """A rule and its two figures in the order of its formula: the whole, the base and what is taken away come second."""

    rule: Rule
    first: Operand
    second: Operand


@dataclass(frozen=True)
class Computed:
    """What a derivation gives: `short` the value in words, `text` with its formula."""

    short: str
    text: str


def compute(derivation: Derivation, quotes: tuple[str, ...]) -> Computed:
    """The value of a derivation over the texts of its quotes.

    Raises:
        ValueError: no figure stands at a place given, or the two do not fit; the message (Chinese, for the reader) says why.
    """
    first, second = (_figure(operand, quotes) for operand in (derivation.first, derivation.second))
    misfit = unfit(derivation.rule, first, second)
    if misfit:
        raise ValueError(misfit)
    return _COMPUTE[derivation.rule](first, second)


def _figure(operand: Operand, quotes: tuple[str, ...]) -> Figure:
    if not 0 <= operand.quote < len(quotes):
        raise ValueError(f"没有第{operand.quote + 1}处引文")
    figures = [f for f in quantities_in(quotes[operand.quote]) if (f.start, f.end) == (operand.start, operand.end)]
    if not figures:
        raise ValueError(f"引文的{operand.start}—{operand.end}处没有数字")
    return figures[0]


def unfit(rule: Rule, first: Figure, second: Figure) -> str:
    """Why two figures cannot be set against each other by a rule, in words for the reader; "" where they can."""
    return next(_misfits(rule, first, second), "")


def _misfits(rule: Rule, first: Figure, second: Figure) -> Iterator[str]:
    for figure in (first, second):
        if figure.kind in ("date", "period", "rank"):
            yield f"“{figure.text}”不是数量"
        elif figure.value is None:
            yield f"“{figure.text}”只是范围或概数，不能计算"
    if first.unit != second.unit or (first.kind == "money") != (second.kind == "money"):
        yield f"单位不同：“{first.text}”与“{second.text}”"
    if bool(first.change) != bool(second.change):
        yield f"一处是增减、一处是总量：“{first.text}”与“{second.text}”"
    if rule == "sum" and first.unit in ("%", "百分点"):
        yield "百分比不能直接相加"
    if rule in ("share", "growth") and (first.unit == "%" or first.change):
        yield "百分比之间不再计算占比或增幅"
    if rule in ("ratio", "share", "growth"):
        yield from _undivided(rule, first, second)


def _undivided(rule: Rule, first: Figure, second: Figure) -> Iterator[str]:
    if (second.value or 0) <= 0:
        yield f"“{second.text}”不能作除数"
    if (first.value or 0) < 0:
        yield f"“{first.text}”为负数"
    if rule == "share" and (first.value or 0) > (second.value or 0):
        yield f"“{first.text}”大于“{second.text}”，不是它的一部分"


def _difference(first: Figure, second: Figure) -> Computed:
    value = (first.value or Fraction(0)) - (second.value or Fraction(0))
    qualifier = combined(first.qualifier, _turned(second.qualifier))
    if value < 0:
        qualifier = _turned(qualifier)
    printed, factor = _unit(first, second)
    unit = "个百分点" if first.unit == "%" else printed
    short = _said(abs(value) / factor, unit, qualifier)
    signed = ("负" if value < 0 else "") + short
    return Computed(short, f"相差：{_shown(first)} − {_shown(second)} = {signed}")


def _sum(first: Figure, second: Figure) -> Computed:
    value = (first.value or Fraction(0)) + (second.value or Fraction(0))
    printed, factor = _unit(first, second)
    short = _said(value / factor, printed, combined(first.qualifier, second.qualifier))
    return Computed(short, f"合计：{_shown(first)} + {_shown(second)} = {short}")


def _ratio(first: Figure, second: Figure) -> Computed:
    short, note = _rounded(_divided(first, second), "倍", combined(first.qualifier, _turned(second.qualifier)))
    return Computed(short, f"倍数：{_shown(first)} ÷ {_shown(second)} = {short}{note}")


def _share(first: Figure, second: Figure) -> Computed:
    share = _divided(first, second) * 100
    short, note = _rounded(share, "%", combined(first.qualifier, _turned(second.qualifier)))
    return Computed(short, f"占比：{_shown(first)} ÷ {_shown(second)} = {short}{note}")


def _growth(first: Figure, second: Figure) -> Computed:
    growth = (_divided(first, second) - 1) * 100
    qualifier = combined(first.qualifier, _turned(second.qualifier))
    if growth < 0:
        qualifier = _turned(qualifier)
    short, note = _rounded(abs(growth), "%", qualifier)
    word = "下降" if growth < 0 else "增长"
    formula = f"（{_shown(first)} − {_shown(second)}）÷ {_shown(second)}"
    return Computed(f"{word}{short}", f"增幅：{formula}，{word}{short}{note}")


_COMPUTE = {"difference": _difference, "sum": _sum, "ratio": _ratio, "share": _share, "growth": _growth}
_SIGN: dict[Qualifier, Qualifier] = {"above": "below", "below": "above", "at_least": "at_most", "at_most": "at_least"}
_LEAD: dict[Qualifier, str] = {
    "exact": "",
    "about": "约",
    "above": "超过",
    "at_least": "不低于",
    "below": "不足",
    "at_most": "不超过",
}


def combined(one: Qualifier, other: Qualifier) -> Qualifier:
    """Which way a sum is off: 超20万 and 30万 are more than 50万; 超20万 less about 10万 is only about 10万."""
    if "about" in (one, other):
        return "about"
    if "exact" in (one, other):
        return other if one == "exact" else one
    if one == other:
        return one
    for strict, weak in (("above", "at_least"), ("below", "at_most")):
        if {one, other} == {strict, weak}:
            return one if one == strict else other
    return "about"


def _turned(qualifier: Qualifier) -> Qualifier:
    """What a qualifier does to a result that shrinks as the figure grows."""
    return _SIGN.get(qualifier, qualifier)


def _divided(first: Figure, second: Figure) -> Fraction:
    return (first.value or Fraction(0)) / (second.value or Fraction(1))


def _unit(first: Figure, second: Figure) -> tuple[str, Fraction]:
    """The unit a result is given in, and its factor: as printed where both print the same, else the canonical one."""
    if first.printed == second.printed and first.printed in MEASURES and "/" not in first.unit:
        return first.printed, MEASURES[first.printed].factor
    return first.unit, Fraction(1)


def _said(value: Fraction, unit: str, qualifier: Qualifier) -> str:
    shown = in_digits(value)
    if shown is None:
        tenths = _tenths(value)
        return f"约{in_digits(tenths)}{unit}"
    return f"{_LEAD[qualifier]}{shown}{unit}"


def _rounded(value: Fraction, unit: str, qualifier: Qualifier) -> tuple[str, str]:
    """A quotient to one decimal (more below 1, for two digits that say something), and how it was rounded, in words.

    Half up; 超过 is rounded down and 不足 up, or the words would no longer hold.
    """
    scale, places = 10, 1
    while value and value * scale < 10 and places < _MOST_PLACES:
        scale, places = scale * 10, places + 1
    if qualifier in ("above", "at_least"):
        rounded, how = Fraction((value * scale).__floor__(), scale), "向下取整"
    elif qualifier in ("below", "at_most"):
        rounded, how = Fraction((value * scale).__ceil__(), scale), "向上取整"
    else:
        rounded, how = Fraction((value * scale * 2 + 1).__floor__() // 2, scale), "四舍五入"
    if rounded == value:
        return f"{_LEAD[qualifier]}{in_digits(rounded)}{unit}", ""
    note = f"（{how}，保留{'零一二三四五六'[places]}位小数）"
    return f"{_LEAD[qualifier] or '约'}{in_digits(rounded)}{unit}", note


_MOST_PLACES = 6


def _tenths(value: Fraction) -> Fraction:
    return Fraction((value * 20 + 1).__floor__() // 2, 10)


def _shown(figure: Figure) -> str:
    """A figure in a formula, as printed, its verb left out (达到20万亿元: 20万亿元)."""
    return figure.text.removeprefix("达到").removeprefix("达").strip()
