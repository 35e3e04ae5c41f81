"""The figures of a claim and of its source, read so that the same amount written otherwise compares as the same.

What `rag.numbers.figures` reads is what is printed at one place. Here the words around it count as well: a unit that stands only behind the
last of a list (52亿、41亿千瓦时), a bound a word away (未超过, 三年之内), two bounds that are one range (5000元以上5万元以下), how much
more or less by a comparison (比上年低1.6个百分点), and counting words that say the same of the same things (6名, 6位).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from rag.numbers.figures import quantities_in
from rag.numbers.quantities import Change, Figure, Qualifier

TIMES = ("date", "period")
CLOCK = re.compile(r"\d{1,2}小时\d{1,2}分(?:\d{1,2}秒)?|\d{1,2}时\d{1,2}分")
_LIST = re.compile(r"[、,，和与及至到—]{1,2}|以及")
_SCALED = re.compile(r"[万亿]")
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_ANY_THING = frozenset("座站处条间栋支只台口片扇")  # counted by 个 as well; 家, 项, 种 are not
_ALIKE = {
    unit: words[0]
    for words in (("名", "位", "人"), ("件", "起", "宗", "桩"), ("辆", "台"), ("次", "回"))
    for unit in words
}
_NOT_OVER = re.compile(r"(?:未|没有?|不会|不得|不能|不可|不许|不应|不宜)(?:再)?$")
_WITHIN = re.compile(r"(?:之内|以内|内)(?!容|部|涵|陆|地|外|河|蒙)")
_MORE, _LESS = "高出?|多出?|快|大|长|提升|延长|多|(?<!减)重", "低|少|慢|小|短|缩短|收窄"
_COMPARED = re.compile(
    rf"(?:(?:比|较)[^，。；]{{1,16}}?(?:(?P<up>{_MORE})|(?P<down>{_LESS}))"
    rf"|(?:(?P<over>高于|多于|快于|大于|超出|超过|长于)|(?P<under>低于|少于|慢于|小于|短于))[^，。；\d]{{2,14}}?"
    rf"|(?:(?P<early>提前|早于?)|(?P<late>推迟|延后|延迟|滞后|晚于?))[^，。；\d]{{0,4}}?"
    rf"|(?:(?<![最提升至较偏])(?P<higher>[高快])|(?<![最降减至较偏])(?P<lower>[低慢]))"
    rf"|(?:(?P<added>[多增])|(?P<lost>[少减]))[\u4e00-\u9fff]{{1,2}})(?:了|约|近|大约|将近|整整)*$"
)


@lru_cache(maxsize=8192)
def figures_of(text: str) -> tuple[Figure, ...]:
    """The quantities of a text in order, with what the words around them say."""
    worded = (_worded(figure, text) for figure in _listed(_rates(quantities_in(text), text), text))
    return tuple(_together(worded, text))


def _together(figures: Iterable[Figure], text: str) -> Iterator[Figure]:
    """The figures of a list with the change told of the first: 分别提高4.1个和7.6个百分点."""
    last: Figure | None = None
    for one in figures:
        listed = last is not None and last.change and not one.change and last.unit == one.unit
        shares = last and listed and _LIST.fullmatch(text[last.end : one.start]) and text[last.end] not in ",，"
        last = replace(one, change=last.change) if last and shares else one
        yield last


def _rates(figures: tuple[Figure, ...], text: str) -> tuple[Figure, ...]:
    """The figures with two of one rate as one: 6.2/10万 is no 6.2 and no 10万."""
    found: list[Figure] = []
    for figure in figures:
        last = found[-1] if found else None
        if last and figure.start - last.end == 1 and text[last.end] == "/" and last.value is not None:
            of = re.match(r"\d+[十百千万]?", text[figure.start :])
            end = figure.start + (of.end() if of else len(figure.text))
            per = text[last.end : end]
            found[-1] = replace(last, end=end, text=text[last.start : end], kind="share", unit=per, printed=per)
        else:
            found.append(figure)
    return tuple(found)


def same_unit(one: Figure, other: Figure) -> bool:
    """Whether two amounts are counted in the same unit, or in words that count the same things."""
    units = unit_of(one), unit_of(other)
    if one.kind == other.kind == "count" and ("" in units or ("个" in units and _ANY_THING & set(units))):
        return True
    if set(units) == {"个", _ALIKE["人"]}:
        return True  # 还不到10个 of people
    return units[0] == units[1]


def same_amount(one: Figure, other: Figure) -> bool:
    """Whether two figures are the same amount, whatever bounds them."""
    if one.value is None or other.value is None:
        return (one.low, one.high, one.unit) == (other.low, other.high, other.unit) or one.text == other.text
    if abs(one.value) != abs(other.value):
        return False
    return same_unit(one, other)


def unit_of(figure: Figure) -> str:
    """The unit, one for all counting words that say the same of the same things (人, 名, 位)."""
    return _ALIKE.get(figure.unit, figure.unit) if figure.kind == "count" else figure.unit


def _listed(figures: tuple[Figure, ...], text: str) -> list[Figure]:
    """The figures with the unit of the one behind that they are listed with: 52亿、41亿千瓦时; 3.2、4.5亿元."""
    found = list(figures)
    for n in range(len(found) - 2, -1, -1):
        one, after = found[n], found[n + 1]
        bare = one.kind == "count" and not one.unit and one.value is not None
        bare = bare or (one.unit == "个" and after.unit == "百分点")  # 4.1个和7.6个百分点
        if not bare or not after.unit or after.kind in TIMES or not _LIST.fullmatch(text[one.end : after.start]):
            continue
        scale = re.search(r"万亿|[万亿]", after.text)
        times = _SCALES[scale.group()] if scale and not _SCALED.search(one.text) else 1
        if one.value is not None:
            value = one.value * times
            found[n] = replace(one, kind=after.kind, unit=after.unit, value=value, low=value, high=value)
    return found


def _worded(figure: Figure, text: str) -> Figure:
    if figure.kind in TIMES:
        return figure
    hour = _hour(figure, text)
    if hour:
        return replace(
            figure, kind="count", unit="时刻", value=Fraction(hour), low=Fraction(hour), high=Fraction(hour), change=""
        )
    points = _POINTS.match(text, figure.end) if figure.kind == "count" and not figure.unit else None
    if points:  # 60分以下
        under = points.group().endswith("下")
        return replace(
            figure,
            end=points.end(),
            text=text[figure.start : points.end()],
            qualifier="at_most" if under else "at_least",
        )
    before = text[max(0, figure.start - 4) : figure.start]
    turned = _TURNED.get(figure.qualifier) if _NOT_OVER.search(before) else _bound(figure, text)
    if turned:
        figure = replace(figure, qualifier=turned)
    if figure.kind == "duration" and figure.qualifier == "exact" and _WITHIN.match(text, figure.end):
        figure = replace(figure, qualifier="at_most")
    if figure.change:
        return figure
    change = compared(text, figure.start)
    return replace(figure, change=change) if change else figure


def _hour(figure: Figure, text: str) -> int:
    """The hour of the day that a figure is (晚上11点 and 23点 are 23), 0 if it is none."""
    clock = figure.kind == "count" and (figure.unit == "点" or (not figure.unit and _OCLOCK.match(text, figure.end)))
    if not clock or figure.value is None or figure.value.denominator != 1 or not 1 <= figure.value <= _DAY:
        return 0
    late = _LATE.search(text[max(0, figure.start - 3) : figure.start])
    return int(figure.value) + (_DAY // 2 if late and figure.value < _DAY // 2 else 0)


_POINTS = re.compile(r"分以[上下]")
_DAY = 24  # hours
_OCLOCK = re.compile(r"时(?![间长期段而尚务速效])")
_LATE = re.compile(r"(?:晚上?|下午|傍晚|夜间|夜里)$")


def _bound(figure: Figure, text: str) -> Qualifier | None:
    """What a word a little before a figure bounds it by: 满5年, 未满三年, 最低为20%, 最多只能占40%."""
    if figure.qualifier != "exact":
        return None
    capped = _CAPPED.match(text, figure.end)
    if capped:
        return "at_most" if capped["most"] else "at_least"
    match = _BOUNDS.search(text, max(0, figure.start - 18), figure.start)
    found: dict[str, Qualifier] = {"under": "below", "full": "at_least", "least": "at_least", "most": "at_most"}
    return found[match.lastgroup or ""] if match else None


_TURNED: dict[str, Qualifier] = {"above": "at_most", "at_least": "below", "below": "at_least", "at_most": "above"}
_CAPPED = re.compile(r"(?:作?为|是)(?:(?P<most>上限|限(?=$|[，。；])|封顶)|下限|底线)")
_OF = r"(?:[占于过][\u4e00-\u9fff]{2,10}的)?"  # 不得超过项目资本金的40%
_BOUNDS = re.compile(
    rf"(?:(?P<under>[未不没]满|没到|不到)|(?P<full>(?:年|届|刚|已|期)?满|(?<!不)够)|(?P<least>下限(?:为|是)?|(?:最低|最少|至少)(?:为|是|要?占?|须占|应占|限为)?{_OF}"
    rf"|不[得能应]?[低少](?=于){_OF})|(?P<most>上限(?:为|是)?|(?:最高|最多|至多)(?:为|是|只?能?占?|可占|限为?)?{_OF}|不[得能应]?[超高多](?=[过于]){_OF}))$"
)


def compared(text: str, start: int) -> Change:
    """Which way a comparison before a figure says it is off: 比上年低, 高于全国平均水平, 多发."""
    match = _COMPARED.search(text, max(0, start - 22), start)
    if match is None:
        return ""
    return "up" if any(match[name] for name in ("up", "over", "early", "higher", "added")) else "down"


_BASES = (
    ("上年同期", "同比|比上年|较上年|比去年|较去年|(?:上年|去年)同期|同期相比|与上年相比"),
    ("上期", "环比|上季度|上个?月|上一季"),
    ("年初", "年初"),
    ("上半年", "[比较]上半年"),
    ("前年", "前年"),
)
_BASE = re.compile("|".join(f"(?P<b{n}>{words})" for n, (_, words) in enumerate(_BASES)))


def base_of(text: str, start: int) -> str:
    """What a figure is compared with, by the last words before it in its clause (同比, 较年初), "" where none are."""
    clause = re.split(r"[，。；：\n]", text[max(0, start - 24) : start])[-1]
    found = list(_BASE.finditer(clause))
    return _BASES[int((found[-1].lastgroup or "b0")[1:])][0] if found else ""


def ranges_of(text: str) -> tuple[Figure, ...]:
    """What two bounds beside each other span: 5000元以上5万元以下 is 5000元至5万元."""
    found = []
    for one, other in pairwise(figures_of(text)):
        joined = one.unit == other.unit and one.kind == other.kind and other.start - one.end <= _NEAR
        if joined and one.qualifier in ("at_least", "above") and other.qualifier in ("at_most", "below"):
            span = text[one.start : other.end]
            found.append(replace(one, end=other.end, text=span, value=None, qualifier="exact", high=other.high))
    return tuple(found)


_NEAR = 2  # characters between two bounds of one range


def merged(text: str) -> tuple[Figure, ...]:
    """The quantities of a text in order, two bounds of one range as one."""
    ranges = {r.start: r for r in ranges_of(text)}
    ends = {r.end for r in ranges.values()}
    return tuple(ranges.get(f.start, f) for f in figures_of(text) if f.end not in ends)


def steps_of(text: str) -> set[tuple[Fraction, Fraction]]:
    """From what to what a text says something went: 由60万元调整为80万元, 从85%的覆盖率提高到100%."""
    return {
        (a.value, b.value)
        for a, b in pairwise(f for f in figures_of(text) if f.kind not in TIMES)
        if a.value is not None and b.value is not None and a.unit == b.unit
        if re.search(r"[从由][^，。；]{0,12}$", text[: a.start]) and re.search(r"[到至为]", text[a.end : b.start + 1])
    }


def ends_of(figure: Figure, text: str) -> Figure:
    """A period of which the end is told (三季度末, 上半年底), as its last day; any other figure as it is."""
    ends = figure.kind == "period" and (figure.text[-1:] in "末底" or text[figure.end : figure.end + 1] in ("末", "底"))
    return replace(figure, kind="date", low=figure.high) if ends else figure
