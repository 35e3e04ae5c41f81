"""Whether every figure of a claim is a figure of its source: value, unit, qualifier, direction, date, and of the same thing."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from rag.claim_amounts import base_of, ends_of, figures_of, merged, ranges_of, same_unit, steps_of
from rag.claim_text import Case, Clause, clauses, pairs
from rag.dates import years_in
from rag.quantities import Figure

_TIMES = ("date", "period")
_OVER = frozenset({"above", "at_least"})
_MARGIN, _CLEARLY = 0.95, 1.25
_PARALLEL = 3  # pairs that two figures share, where each names what it is of
_CARRIED = 0.8  # of what is said of the figure before, for the one that goes on with it
_COMPARED = re.compile(r"[较比是]$|[高低优大小多少快慢]于$")
_BECAME = re.compile(r"[降升增减高长少加大小](?:至|到|为)(?:了|约|近|超过?)*$")
_THEN = re.compile(
    r"年前|同期|上年|去年|此前|当时|那时|次年|翌年"
)  # of another time than the one before: 2024年…，而三年前的同期…
_KINDS = re.compile(r"(?<![第十百千万])[二两三四五六七八九十](?:大(?!学|型|量|会|赛)|级(?!别))")
_CLOCK = re.compile(r"\d{1,2}小时\d{1,2}分(?:\d{1,2}秒)?|\d{1,2}时\d{1,2}分")


def unbound_figures(case: Case) -> str:
    """Why a figure of the claim is not its source's, "" if all are."""
    printed = (*figures_of(case.source), *ranges_of(case.source))
    around = tuple(ends_of(f, case.support) for f in figures_of(case.support))
    for figure in figures_of(case.claim):
        dated = figure.kind in _TIMES
        fault = _undated(figure, around, case) if dated else _unprinted(figure, printed, around, case)
        if fault:
            return fault
    kinds = [k for k in _KINDS.findall(case.claim) if k.replace("两", "二") not in case.support.replace("两", "二")]
    if kinds and _KINDS.search(case.source):
        return f"“{kinds[0]}”与原文的数字不一致"
    lost = [c for c in _CLOCK.findall(case.claim) if c not in case.support]
    return f"“{lost[0]}”与原文的时间不一致" if lost else _misplaced(case)


def _unprinted(figure: Figure, printed: tuple[Figure, ...], around: tuple[Figure, ...], case: Case) -> str:
    if figure.text in case.support and figure.weak:
        return ""
    alike = [f for f in (*printed, *around) if _same_amount(figure, f)]
    if not alike and (_counted(figure, case) or _once(figure, case) or _is_bound(figure, printed)):
        return ""
    if not alike:
        return f"“{figure.text}”与原文的数字不一致"
    if not any(
        _same_bound(figure, f) or _about(figure, f, case.source) or _about(f, figure, case.claim) for f in alike
    ):
        return f"“{figure.text}”的限定与原文“{alike[0].text}”不同"
    if all(f.change and figure.change and f.change != figure.change for f in alike):
        return f"“{figure.text}”的增减方向与原文不同"
    steady = [f for f in printed if f.unit == figure.unit and f.change == figure.change and f not in alike]
    if figure.change and steady and not any(f.change for f in alike):
        return f"“{figure.text}”在原文中不是增减的量"
    base = base_of(case.claim, figure.start)
    bases = {base_of(case.source, f.start) for f in alike if f in printed}
    if base and bases and "" not in bases and base not in bases:
        return f"“{figure.text}”在原文中不是与“{base}”相比"
    return ""


def _same_amount(one: Figure, other: Figure) -> bool:
    if one.value is None or other.value is None:
        return (one.low, one.high, one.unit) == (other.low, other.high, other.unit) or one.text == other.text
    if abs(one.value) != abs(other.value):
        return False
    return same_unit(one, other)


_FIRSTS = {1: "冠军|首位|第一|榜首|居首|率先|首|最", 2: "亚军|其次|次之|居次", 3: "季军"}


def _counted(figure: Figure, case: Case) -> bool:
    """Whether a figure follows from the source: a rank by name, the length of a list, the years between two dates, 一年 for 12个月."""
    if figure.kind == "rank":
        named = _FIRSTS.get(int(figure.low))
        return named is not None and re.search(named, case.source) is not None
    if figure.value is None:
        return False
    if figure.kind not in ("count", "duration", "share", "multiple") and _difference(figure, case):
        return True
    if figure.unit == "年" and figure.kind == "duration":
        years = sorted({int(y) for y in years_in(case.support)})
        return any(b - a == figure.value for a in years for b in years) or _months(figure, case)
    if figure.unit == "个月":
        return _months(figure, case)
    if figure.kind != "count" or not 2 <= figure.value <= 9 or figure.text[:1].isdigit():
        return False
    lists = re.findall(r"[\u4e00-\u9fffA-Za-z“”]+(?:[、和与及][\u4e00-\u9fffA-Za-z“”]+)+", case.source)
    return any(len(re.findall(r"[、和与及]", one)) + 1 == figure.value for one in lists)


def _difference(figure: Figure, case: Case) -> bool:
    """Whether it is by how much one figure of the source is more than the one before: 由123元提高到143元, told as 增加20元."""
    if not figure.change or figure.value is None:
        return False
    given = [f for f in figures_of(case.source) if f.value is not None and f.unit == figure.unit and not f.change]
    sign = 1 if figure.change == "up" else -1
    steps = [(b.value - a.value) * sign for a, b in pairwise(given) if a.value is not None and b.value is not None]
    return abs(figure.value) in steps


def _once(figure: Figure, case: Case) -> bool:
    """Whether a number that may be mere grammar is meant (不少于一次, 至少开展一次), bound the same way in the source."""
    number = re.search(rf"[一两二三四五六七八九十]{re.escape(figure.unit)}", figure.text)
    if figure.kind != "count" or number is None:
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


def _about(one: Figure, other: Figure, source: str) -> bool:
    """Whether a word a little way off says of the source's figure what the claim says: 约为其一半, 结束时间不得晚于."""
    around = source[max(0, other.start - 8) : other.end + 4]
    return other.qualifier == "exact" and one.qualifier in _AFAR and re.search(_AFAR[one.qualifier], around) is not None


def _same_bound(one: Figure, other: Figure) -> bool:
    return one.qualifier == other.qualifier or {one.qualifier, other.qualifier} <= _OVER


def _undated(figure: Figure, around: tuple[Figure, ...], case: Case) -> str:
    """Why a date has no source: its year stands nowhere, or the part of the year does not."""
    times = [f for f in around if f.kind in _TIMES]
    figure = ends_of(figure, case.claim)
    if figure.text in case.support or any((figure.low, figure.high) == (f.low, f.high) for f in times):
        return ""
    years = {int(y) for y in years_in(case.support)} | {int(b) // 10000 for f in times for b in (f.low, f.high)}
    own = {int(b) // 10000 for b in (figure.low, figure.high)} - {0}
    if not own - {0} and _first_months(figure, case):
        return ""
    if own - years:
        return f"“{figure.text}”的年份不在原文中"
    if figure.kind == "period" and len(own) > 1:
        return f"“{figure.text}”的起止与原文不同"
    part = _part(figure)
    if part in ((101, 1231), (1231, 1231)) or any(part == _part(f) for f in times):
        return ""
    if any(int(f.low) % 10000 <= part[0] and part[1] <= int(f.high) % 10000 and f.text in figure.text for f in times):
        return ""
    return f"“{figure.text}”与原文的时间不一致"


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


@dataclass(frozen=True)
class _Placed:
    """A figure with the letters said of it, before and behind."""

    figure: Figure
    said: frozenset[str]
    carried: frozenset[str]
    time: Figure | None
    sentence: int


def _fit(weights: dict[str, float], given: _Placed) -> float:
    return sum(weights.get(p, 0.0) for p in given.said) + _CARRIED * sum(weights.get(p, 0.0) for p in given.carried)


def _misplaced(case: Case) -> str:
    """Why a figure is told of another thing than its source tells it of, "" if none is."""
    told, given = _placed(case.claim), _placed(case.source)
    spread = Counter(pair for one in given for pair in one.said)
    for one in told:
        own = [g for g in given if _same_amount(one.figure, g.figure)]
        rivals = [
            g
            for g in given
            if not _same_amount(one.figure, g.figure)
            and _comparable(one.figure, g.figure)
            and not (one.time and g.time and _apart(one.time, g.time))
            and bool(one.figure.change) == bool(g.figure.change)
        ]
        if not own:
            continue
        weights = {pair: 1 / spread[pair] for pair in one.said if spread[pair]}
        fit = max(_fit(weights, g) for g in own)
        rival = max((_fit(weights, g), -n) for n, g in enumerate(rivals)) if rivals else (0.0, 0)
        if (
            rivals
            and (one.figure.unit or one.figure.low >= _MANY)
            and not _from_to(one.figure, case)
            and not _in_clock(one.figure, case.claim)
            and rival[0] >= max(fit + _MARGIN, fit * _CLEARLY)
        ):
            return f"“{one.figure.text}”在原文中说的是另一事，此处应是“{rivals[-rival[1]].figure.text}”"
        if (
            one.time
            and one.figure.kind not in ("multiple", "duration")
            and all(g.time and _apart(one.time, g.time) for g in own)
        ):
            return f"“{one.figure.text}”在原文中不是“{one.time.text}”的数字"
    return ""


_MANY = 100  # a smaller number without a unit is mere grammar


def _from_to(figure: Figure, case: Case) -> bool:
    """Whether claim and source have it as one end of the same step: 由85%提升至100%, 从85%的覆盖率提高到100%."""
    steps = [steps_of(text) for text in (case.claim, case.source)]
    return any(figure.value in step for step in steps[0] & steps[1])


def _in_clock(figure: Figure, text: str) -> bool:
    return any(m.start() <= figure.start < m.end() for m in _CLOCK.finditer(text))


def _apart(one: Figure, other: Figure) -> bool:
    years = [{int(f.low) // 10000, int(f.high) // 10000} - {0} for f in (one, other)]
    return all(years) and not years[0] & years[1]


def _comparable(one: Figure, other: Figure) -> bool:
    shares = {"share", "growth"}
    return one.kind == other.kind or {one.kind, other.kind} <= shares


def _placed(text: str) -> list[_Placed]:
    """The figures of a text but dates, each with what is said of it: from the figure before it in its clause to the next one."""
    found: list[_Placed] = []
    every = merged(text)
    parts = clauses(text)
    for n, figure in enumerate(every):
        if figure.kind in _TIMES:
            continue
        home = next((i for i, c in enumerate(parts) if c.start <= figure.start < c.end), None)
        if home is None:
            continue
        clause = parts[home]
        start = max((f.end for f in every[:n] if f.end > clause.start and f.kind not in _TIMES), default=clause.start)
        end = min(
            (f.start for f in every[n + 1 :] if f.start < clause.end and f.kind not in _TIMES), default=clause.end
        )
        before, behind = text[start : figure.start], text[figure.end : max(end, figure.end)]
        said = frozenset(pairs(before)) | frozenset(pairs(_noun_behind(behind)))
        if len(said) < 2 and home and parts[home - 1].sentence == clause.sentence:
            said |= frozenset(pairs(_after_figures(parts[home - 1], every, text)))
        times = [f for f in every[:n] if f.kind in _TIMES and f.start >= _sentence_start(parts, home)]
        times = [f for f in times if not _COMPARED.search(text[max(0, f.start - 2) : f.start])]
        if times and _THEN.search(text[times[-1].end : figure.start]):
            times = []
        if _BECAME.search(before) and times and times[-1].end < start:
            times = []  # 由2021年的1.18万降到0.74万: of what year the second is, is not said
        said |= _beside(every, n, clause)
        ahead = parts[home - 1] if home and parts[home - 1].sentence == clause.sentence else None
        said = _respective(clause.text, figure.start - clause.start, ahead.text if ahead else "") or said
        parallel = any(f.sentence == parts[home].sentence and len(f.said & said) >= _PARALLEL for f in found[-1:])
        earlier = [c for c in parts[:home] if c.sentence == clause.sentence]
        carried = frozenset(p for c in earlier for p in c.pairs) if not parallel else frozenset()
        found.append(_Placed(figure, said, carried - said, times[-1] if times else None, parts[home].sentence))
    return found


def _respective(clause: str, at: int, ahead: str) -> frozenset[str]:
    """The name that a figure belongs to by its place in a list: 甲和乙分别增长63%和41%."""
    led, by, _ = clause.partition("分别")
    if not by or at < len(led):
        return frozenset()
    names = [n for n in re.split(r"[、和与及]", led or ahead) if n]
    figures = [f for f in figures_of(clause) if f.kind not in _TIMES and f.start >= len(led)]
    place = next((i for i, f in enumerate(figures) if f.start == at), None)
    if place is None or len(names) != len(figures) or len(names) < 2:
        return frozenset()
    return frozenset(pairs(names[place]))


def _beside(every: tuple[Figure, ...], n: int, clause: Clause) -> frozenset[str]:
    """The figure before in the clause, as a mark: 超定额20%以上的，加收1倍."""
    if n == 0 or every[n - 1].kind in _TIMES or every[n - 1].start < clause.start - 12:
        return frozenset()
    last = every[n - 1]
    return frozenset({f"#{last.value}{last.unit}{last.qualifier in ('above', 'at_least')}"})


def _noun_behind(behind: str) -> str:
    return behind.split("、", maxsplit=1)[0]


def _after_figures(clause: Clause, every: tuple[Figure, ...], text: str) -> str:
    start = max(
        (f.end for f in every if clause.start <= f.start < clause.end and f.kind in _TIMES), default=clause.start
    )
    return text[start : clause.end]


def _sentence_start(parts: tuple[Clause, ...], home: int) -> int:
    return next(c.start for c in parts if c.sentence == parts[home].sentence)
