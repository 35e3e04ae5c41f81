"""Whether a figure that the source does not print follows from it: a rank by name, a list's length, a difference, a bound of a range."""

import re
from itertools import pairwise

from rag.claims.amounts import figures_of
from rag.claims.text import Case
from rag.numbers.dates import years_in
from rag.numbers.quantities import Figure

_FIRSTS = {1: "冠军|首位|第一|榜首|居首|率先|首|最", 2: "亚军|其次|次之|居次", 3: "季军"}


def follows(figure: Figure, printed: tuple[Figure, ...], case: Case) -> bool:
    """Whether a figure follows from the source; `printed`: the source's own figures."""
    if figure.kind == "rank":
        if figure.text.startswith("前") and _every_rank(figure, printed):
            return True
        named = _FIRSTS.get(int(figure.low))
        return named is not None and re.search(named, case.source) is not None
    ways = (_difference, _lasts, _listed, _enumerated, _once, _months_from_first, _of_each, _of_two, _clock_range)
    return any(way(figure, case) for way in ways) or _is_bound(figure, printed)


def _every_rank(figure: Figure, printed: tuple[Figure, ...]) -> bool:
    """Whether the source tells every rank that 前三位 sums up."""
    ranks = {int(f.low) for f in printed if f.kind == "rank"}
    return set(range(1, int(figure.low) + 1)) <= ranks


_MARKS = (
    r"第[一二三四五六七八九](?=[，、是]|[\u4e00-\u9fff]{2})",
    r"[一二三四五六七八九]是",
    r"（[一二三四五六七八九]）",
)


def _enumerated(figure: Figure, case: Case) -> bool:
    """Whether it is how many things a source counts off: 第一，……；第二，…… told as 两点."""
    if figure.value is None or figure.kind != "count" or figure.text[:1].isdigit():
        return False
    return any(len(set(re.findall(mark, case.source))) == figure.value for mark in _MARKS)


def _months_from_first(figure: Figure, case: Case) -> bool:
    """Whether 前10个月 is said of 1至10月 of the source."""
    if figure.kind != "duration" or figure.unit != "个月" or f"前{figure.text}" not in case.claim:
        return False
    periods = [f for f in figures_of(case.support) if f.kind == "period"]
    return any(int(f.low) % 10000 == _NEW_YEAR and int(f.high) // 100 % 100 == figure.value for f in periods)


_NEW_YEAR = 101  # MMDD


def _of_two(figure: Figure, case: Case) -> bool:
    """Whether 两人 are told of two quotes."""
    return figure.value == len(case.quotes) == _PAIR and figure.unit in ("人", "位", "方", "者")


_PAIR = 2


def _of_each(figure: Figure, case: Case) -> bool:
    """Whether it is the hundred of 每百户, told as 每一百户."""
    words = {100: "百", 1000: "千", 10000: "万"}
    return (
        figure.kind == "count" and figure.value in words and f"每{words[int(figure.value)]}{figure.unit}" in case.source
    )


_CLOCKS = re.compile(r"(\d{1,2})[时点](?:至|到|—)(\d{1,2})[时点]")


def _clock_range(figure: Figure, case: Case) -> bool:
    """Whether 7点到9点 is told of 7时至9时."""
    own = _CLOCKS.search(figure.text + "点")
    return own is not None and own.groups() in [m.groups() for m in _CLOCKS.finditer(case.source)]


def _lasts(figure: Figure, case: Case) -> bool:
    """Whether it is the years between two dates, or 一年 for 12个月."""
    if figure.kind != "duration" or figure.unit not in ("年", "个月"):
        return False
    years = sorted({int(y) for y in years_in(case.support)}) if figure.unit == "年" else []
    return any(b - a == figure.value for a in years for b in years) or _months(figure, case)


def _listed(figure: Figure, case: Case) -> bool:
    """Whether it is the length of a list."""
    if figure.value is None or figure.kind != "count" or not 2 <= figure.value <= 9 or figure.text[:1].isdigit():
        return False
    lists = re.findall(r"[\u4e00-\u9fffA-Za-z“”]+(?:[、和与及][\u4e00-\u9fffA-Za-z“”]+)+", case.source)
    return any(len(re.findall(r"[、和与及]", one)) + 1 == figure.value for one in lists)


def _difference(figure: Figure, case: Case) -> bool:
    """Whether it is by how much one figure of the source is more than the one before: 由123元提高到143元, told as 增加20元."""
    if not figure.change or figure.value is None or figure.kind in ("count", "duration", "share", "multiple"):
        return False
    given = [f for f in figures_of(case.source) if f.value is not None and f.unit == figure.unit and not f.change]
    sign = 1 if figure.change == "up" else -1
    steps = [(b.value - a.value) * sign for a, b in pairwise(given) if a.value is not None and b.value is not None]
    return abs(figure.value) in steps


def _once(figure: Figure, case: Case) -> bool:
    """Whether a number that may be mere grammar is meant (不少于一次, 至少开展一次), bound the same way in the source."""
    number = re.search(rf"[一两二三四五六七八九十]{re.escape(figure.unit)}", figure.text)
    if figure.kind not in ("count", "duration") or number is None:
        return False
    said = number.group()
    bound = _AFAR.get(figure.qualifier, "")
    return any(
        not bound or re.search(bound, case.source[max(0, m.start() - 8) : m.end() + 4])
        for m in re.finditer(said, case.source)
    )


def _is_bound(figure: Figure, printed: tuple[Figure, ...]) -> bool:
    """Whether it is one bound of a range of the source: 5000元以上5万元以下 for 5000元至5万元."""
    ranges = [f for f in printed if f.value is None and f.unit == figure.unit and f.low != f.high]
    low, high = figure.qualifier in ("at_least", "above"), figure.qualifier in ("at_most", "below")
    return any((low and figure.value == f.low) or (high and figure.value == f.high) for f in ranges)


def _months(figure: Figure, case: Case) -> bool:
    own = figure.value * (12 if figure.unit == "年" else 1) if figure.value is not None else None
    others = [
        f for f in figures_of(case.source) if f.kind == "duration" and f.unit in ("年", "个月") and f.value is not None
    ]
    return any(own == f.value * (12 if f.unit == "年" else 1) for f in others if f.value is not None)


_AFAR = {
    "about": "约|大致|左右|上下|估计",
    "at_least": "不[少低]于|至少|以上|最低|最少|起",
    "at_most": "不[超高多][过于]|至多|以[内下]|最[高多长晚]|上限|控制在|限",
    "above": "超|逾|突破|多于|高于|以上|余|多",
    "below": "近|不[足到满]|低于|少于|未达|差",
}


def about(one: Figure, other: Figure, source: str) -> bool:
    """Whether a word a little way off says of the source's figure what the claim says: 约为其一半, 结束时间不得晚于."""
    led = re.split(r"[，。；\n]", source[max(0, other.start - 18) : other.start])[-1]
    led = led if not re.search(r"\d", led) else led[-8:]
    around = led + source[other.start : other.end + 4]
    return other.qualifier == "exact" and one.qualifier in _AFAR and re.search(_AFAR[one.qualifier], around) is not None
