"""Whether every figure of a claim is a figure of its source: value, unit, qualifier, direction, date, and of the same thing."""

import re
from collections.abc import Iterator

from rag.claims.amounts import (
    CLOCK,
    TIMES,
    base_of,
    ends_of,
    figures_of,
    ranges_of,
    same_amount,
    steps_of,
)
from rag.claims.follows import about, follows
from rag.claims.owners import misplaced
from rag.claims.text import Case
from rag.numbers.dates import years_in
from rag.numbers.quantities import Figure

_OVER = frozenset({"above", "at_least"})
_KINDS = re.compile(r"(?<![第十百千万])[二两三四五六七八九十](?:大(?!学|型|量|会|赛)|级(?!别))")


def unbound_figures(case: Case) -> str:
    """Why a figure of the claim is not its source's, "" if all are."""
    return next(_unbound(case), "") or misplaced(case)


def _unbound(case: Case) -> Iterator[str]:
    printed = (*figures_of(case.source), *ranges_of(case.source))
    around = tuple(ends_of(f, case.support) for f in figures_of(case.support))
    for figure in figures_of(case.claim):
        dated = figure.kind in TIMES
        fault = _undated(figure, around, case) if dated else _unprinted(figure, printed, around, case)
        if fault:
            yield fault
    gone, went = steps_of(case.claim), steps_of(case.source)
    for a, b in gone - went:
        if (b, a) in went and a != b:
            yield "从多少到多少，与原文的方向相反"
    kinds = [k for k in _KINDS.findall(case.claim) if k.replace("两", "二") not in case.support.replace("两", "二")]
    if kinds and _KINDS.search(case.source):
        yield f"“{kinds[0]}”与原文的数字不一致"
    yield from (f"“{c}”与原文的时间不一致" for c in CLOCK.findall(case.claim) if c not in case.support)


def _unprinted(figure: Figure, printed: tuple[Figure, ...], around: tuple[Figure, ...], case: Case) -> str:
    within = figure.kind == "duration" and re.match("[之以]?内", case.claim[figure.end :])
    if figure.text in case.support and figure.weak and (figure.qualifier == "exact" or within):
        return ""
    alike = [f for f in (*printed, *around) if same_amount(figure, f)]
    if figure.kind == "rank" and figure.text.startswith("前") and follows(figure, printed, case):
        return ""
    if not alike:
        return "" if follows(figure, printed, case) else f"“{figure.text}”与原文的数字不一致"
    return next(_told_otherwise(figure, alike, printed, case), "")


def _told_otherwise(figure: Figure, alike: list[Figure], printed: tuple[Figure, ...], case: Case) -> Iterator[str]:
    """What is said of a figure and not of any like it in the source: its bound, its direction, what it is compared with."""
    if not any(
        _same_bound(figure, f)
        or _both_under(figure, f)
        or about(figure, f, case.source)
        or about(f, figure, case.claim)
        or _the_rest(figure, f, case)
        for f in alike
    ):
        yield f"“{figure.text}”的限定与原文“{alike[0].text}”不同"
    if all(f.change and figure.change and f.change != figure.change for f in alike):
        yield f"“{figure.text}”的增减方向与原文不同"
    steady = [f for f in printed if f.unit == figure.unit and f.change == figure.change and f not in alike]
    if figure.change and steady and not any(f.change for f in alike):
        yield f"“{figure.text}”在原文中不是增减的量"
    base = base_of(case.claim, figure.start)
    bases = {base_of(case.source, f.start) for f in alike if f in printed}
    if base and bases and "" not in bases and base not in bases:
        yield f"“{figure.text}”在原文中不是与“{base}”相比"


def _same_bound(one: Figure, other: Figure) -> bool:
    return one.qualifier == other.qualifier or {one.qualifier, other.qualifier} <= _OVER


def _both_under(one: Figure, other: Figure) -> bool:
    """低于40% for 40%以下, of what is measured; 近40% and 不超过40% are others."""
    loose = one.text.endswith(("以下", "以内")) or other.text.endswith(("以下", "以内"))
    strict = any(re.match(r"低于|不到|不足|少于|小于", f.text) for f in (one, other))
    return loose and strict and {one.qualifier, other.qualifier} == {"below", "at_most"}


def _the_rest(one: Figure, other: Figure, case: Case) -> bool:
    """够60%就不灌 for 低于60%则灌……；否则不灌: the other side of a threshold, where the source tells it."""
    return {one.qualifier, other.qualifier} == {"at_least", "below"} and re.search(
        "否则|反之|其余|其他", case.source
    ) is not None


def _undated(figure: Figure, around: tuple[Figure, ...], case: Case) -> str:
    """Why a date has no source: its year stands nowhere, or the part of the year does not."""
    times = [f for f in around if f.kind in TIMES]
    figure = ends_of(figure, case.claim)
    if figure.text in case.support or any((figure.low, figure.high) == (f.low, f.high) for f in times):
        return ""
    years = {int(y) for y in years_in(case.support)} | {int(b) // 10000 for f in times for b in (f.low, f.high)}
    own = {int(b) // 10000 for b in (figure.low, figure.high)} - {0}
    if own - years:
        return f"“{figure.text}”的年份不在原文中"
    if figure.kind == "period" and len(own) > 1:
        return f"“{figure.text}”的起止与原文不同"
    known = _part_known(figure, times) or (not own and _first_months(figure, case))
    return "" if known else f"“{figure.text}”与原文的时间不一致"


def _part_known(figure: Figure, times: list[Figure]) -> bool:
    """Whether the part of the year is told: the whole of it, its end, or days that the source has."""
    first, last = _part(figure)
    return (
        (first, last) in ((101, 1231), (1231, 1231))
        or any((first, last) == _part(f) for f in times)
        or any(_part(f)[0] <= first and last <= _part(f)[1] and f.text in figure.text for f in times)
    )


_MONTHS = re.compile(r"前(?P<n>\d{1,2}|[一二三四五六七八九十])个月")
_HAN = "零一二三四五六七八九十"


def _first_months(figure: Figure, case: Case) -> bool:
    """Whether 1至11月 is said of 前11个月 of the source."""
    last = int(figure.high) // 100 % 100
    counts = [int(m["n"]) if m["n"].isdigit() else _HAN.find(m["n"]) for m in _MONTHS.finditer(case.support)]
    return int(figure.low) % 10000 == _NEW_YEAR and last in counts


_NEW_YEAR = 101  # MMDD


def _part(figure: Figure) -> tuple[int, int]:
    return int(figure.low) % 10000, int(figure.high) % 10000
