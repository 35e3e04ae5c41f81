"""Numbers with their units in a text: 20万亿元, 5万余家, 百分之九点五, 三成五, 1/3, 10—15%, 7×10⁴, 几十家."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from rag.numbers.measures import MEASURES, NO_UNIT, UNIT, Kind, Measure
from rag.numbers.numerals import (
    DIGIT_RUN,
    HAN_RUN,
    POWER,
    SCALE,
    VAGUE_RUN,
    Numeral,
    digits,
    exponent,
    han,
    scale,
    vague,
)
from rag.numbers.qualifiers import changed, growing, led, minus, trailed
from rag.numbers.quantities import Change, Figure, Qualifier

_SMALL = r"[一二三四五六七八九十百零]+|\d+"
_NOT_MORE = r"(?![种元样数维点边层方次年肽孔])"  # 多元, 多样, 余年 of other words


def _one(name: str) -> str:
    """One number with its scale, in digits or Han: 20多万亿, 3亿5000万, 7×10⁴, 二十多万, 十几."""
    return (
        rf"(?:(?P<{name}digits>{DIGIT_RUN})(?:{POWER.format(name)})?\s?(?P<{name}more>[多余几来](?=[十百千万亿]|(?:{UNIT})))?"
        rf"(?P<{name}scale>{SCALE})?(?P<{name}rest>\d+(?:{SCALE})?(?=(?:{UNIT})))?"
        rf"|(?P<{name}han>{VAGUE_RUN}|{HAN_RUN})(?:(?P<{name}hmore>[多余])(?P<{name}hscale>{SCALE}))?)"
    )


_AMOUNT = re.compile(
    r"(?=[0-9一二三四五六七八九两十百千万亿数几零〇])(?:"
    rf"百分之(?P<percent>{DIGIT_RUN}|{HAN_RUN})|千分之(?P<mille>{DIGIT_RUN}|{HAN_RUN})"
    rf"|(?P<den>{_SMALL})分之(?P<num>{_SMALL})|(?P<over>\d{{1,3}})[/／](?P<under>\d{{1,3}})(?![\d/年月日])"
    rf"|{_one('a')}\s?(?P<more>[多余几来](?=(?:{UNIT}))|[多余]{_NOT_MORE})?\s?(?P<unit>{UNIT})?"
    rf"(?P<half>(?<=[年成倍月时])半(?![年导径成决天个])|(?<=成)[一二三四五六七八九](?![十百千万亿成个家倍])|(?<=[年成倍月时%])多{_NOT_MORE})?"
    rf"(?P<per>/(?:{UNIT}|人|户|㎡))?)"
)
_RANGE = re.compile(
    rf"{_one('a')}\s?(?P<aunit>{UNIT})?\s?(?:[-—–~～－]{{1,2}}|至|到(?=\d))\s?{_one('b')}\s?(?P<more>[多余](?=(?:{UNIT})))?(?P<unit>{UNIT})(?P<per>/(?:{UNIT}|人|户))?"
)
_DASHES = re.compile(r"[-—–~～－至到]")
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"号|版|页|热线|强|[.．、)）\]〕](?!\d)")
_CLASSES = frozenset(
    [
        "级",
        "线",
        "度",
        "开",
        "口",
        "道",
        "门",
        "对",
        "点",
        "步",
        "轮",
        "站",
        "国",
        "省",
        "市",
        "区",
        "县",
        "乡",
        "镇",
        "村",
        "院",
        "校",
        "馆",
        "店",
        "厂",
        "港",
        "单",
        "列",
        "回",
        "起",
        "集",
        "员",
        "卷",
        "元",
    ]
)
_SCALES_ONLY = re.compile(r"[百千万亿]+")
_LOST = "lost_superscript"


class Read(NamedTuple):
    """What the number of a match says: its numeral, its measure, the unit as printed, how 多 and 余 qualify it, a repair."""

    numeral: Numeral
    measure: Measure
    printed: str
    qualifier: Qualifier = "exact"
    rule: str = ""


def amounts_in(plain: str, text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Figure]:
    """The amounts of a flat text outside the spans that are `taken`; `text`: as printed, character for character."""
    ranges = _DASHES.search(plain) is not None
    at = 0
    while match := _AMOUNT.search(plain, at):
        inside = next((end for start, end in taken if start <= match.start() < end), None)
        if inside is not None:
            at = inside
            continue
        figure = _ranging(_RANGE.match(plain, match.start()), plain, text) if ranges else None
        figure = figure or _single(match, plain, text)
        at = max(figure.end if figure else _skip(match), match.start() + 1)
        if figure and not any(start < figure.end and figure.start < end for start, end in taken):
            yield figure


def _skip(match: re.Match[str]) -> int:
    """Where to go on behind what is no figure: digits are left as a whole, of Han characters only one."""
    return match.end("adigits") if match["adigits"] else match.start() + 1


def _single(match: re.Match[str], plain: str, text: str) -> Figure | None:
    read = _read(match)
    if read is None or _is_name(match, plain):
        return None
    start, qualifier = led(plain, match.start(), read.qualifier)
    if match["ahan"] and not _is_told(match, read, start < match.start() or read.qualifier != "exact"):
        return None
    return _made(
        plain,
        text,
        (match.start(), match.start() + len(match.group().rstrip())),
        start,
        read._replace(qualifier=qualifier),
    )


def _ranging(match: re.Match[str] | None, plain: str, text: str) -> Figure | None:
    """10—15%, 3至5年, 5亿元至8亿元; None where the second number is not the greater one."""
    if match is None or _is_name(match, plain):
        return None
    measure = _measure(match["unit"], match["per"])
    first, second = _numeral(match, "a"), _numeral(match, "b")
    if first is None or second is None:
        return None
    low = first[0].low
    common = match["bscale"] or ""
    if match["adigits"] and common and not match["ascale"] and not match["aunit"]:
        plain_second = digits(match["bdigits"])
        low = low * scale(common) if low < plain_second else low  # 10—15万, but 8000—1万
    low = low * (_measure(match["aunit"], None) if match["aunit"] else measure).factor
    high = second[0].high * measure.factor
    if not low < high or (match["aunit"] and _measure(match["aunit"], match["per"]).name != measure.name):
        return None
    more: Qualifier = "above" if match["more"] else "exact"
    start, qualifier = led(plain, match.start(), more)
    factor = measure.factor
    read = Read(Numeral(low / factor, high / factor), measure, match["unit"], qualifier)
    return _made(plain, text, match.span(), start, read)


def _made(plain: str, text: str, core: tuple[int, int], start: int, read: Read) -> Figure:
    """The figure of a number that was read; `core`: its place, `start`: with the words before it."""
    low, high = (n * read.measure.factor for n in read.numeral)
    if start == core[0] and minus(plain, start):
        start, low, high = start - 1, -high, -low
    end, qualifier = trailed(plain, core[1], read.qualifier)
    change = changed(plain, start)
    kind = _kind(read.measure, change, growing(plain, start))
    if kind == "growth" and not change:
        change = "down" if low < 0 else "up"
    elif change == "down":
        low, high = -high, -low
    value = low if low == high else None
    words = text[start:end].strip()
    return Figure(
        start, end, words, kind, value, read.measure.name, read.printed, qualifier, low, high, change, read.rule
    )


def _kind(measure: Measure, change: Change, grows: bool) -> Kind:
    if measure.name == "%" and (change or grows):
        return "growth"
    return "growth" if measure.kind == "multiple" and change else measure.kind


def _read(match: re.Match[str]) -> Read | None:
    """The number of a single amount."""
    percent = match["percent"] or match["mille"]
    if percent:
        numeral = _any(percent)
        return Read(numeral, MEASURES["%" if match["percent"] else "‰"], "%") if numeral else None
    if match["den"] or match["over"]:
        den, num = _any(match["den"] or match["under"]), _any(match["num"] or match["over"])
        if den is None or num is None or not 0 < num.low < den.low or num.low != num.high:
            return None
        part = num.low / den.low * 100
        return Read(Numeral(part, part), MEASURES["%"], "%")
    found = _numeral(match, "a")
    if found is None:
        return None
    numeral, rule = found
    if rule and not (match["unit"] or match["ascale"]):
        return None  # 7×104 by itself may be a product
    measure = _measure(match["unit"], match["per"])
    numeral = _with_half(numeral, match["half"])
    more = match["more"] or match["amore"] or match["ahmore"] or match["half"] == "多"
    qualifier: Qualifier = ("about" if more == "来" else "above") if more else "exact"
    return Read(numeral, measure, match["unit"] or "", qualifier, rule)


def _with_half(numeral: Numeral, half: str | None) -> Numeral:
    """三成五, 两年半: the tenths or the half behind the unit."""
    if half is None or half == "多":
        return numeral
    tenths = None if half == "半" else _any(half)
    more = tenths.low / 10 if tenths else Fraction(1, 2)
    return Numeral(numeral.low + more, numeral.high + more)


def _any(printed: str) -> Numeral | None:
    if printed[0].isdigit():
        return Numeral(digits(printed), digits(printed))
    return han(printed)


def _measure(unit: str | None, per: str | None) -> Measure:
    measure = MEASURES[unit] if unit else NO_UNIT
    return measure._replace(name=measure.name + per) if per else measure


def _numeral(match: re.Match[str], name: str) -> tuple[Numeral, str] | None:
    """The numeral of one number, and the rule by which a damaged one was inferred."""
    printed = match[f"{name}han"]
    if printed:
        read = vague(printed) if "数" in printed or "几" in printed else han(printed)
        factor = scale(match[f"{name}hscale"] or "")
        return (Numeral(read.low * factor, read.high * factor), "") if read else None
    value = digits(match[f"{name}digits"])
    raised, caret, lost = match[f"{name}raised"], match[f"{name}caret"], match[f"{name}lost"]
    if raised or caret or lost:
        value *= 10 ** (exponent(raised) if raised else int(caret or lost))
    value *= scale(match[f"{name}scale"] or "")
    rest = match[f"{name}rest"]
    if rest:
        number = re.match(r"\d+", rest)
        value += int(number[0]) * scale(rest[number.end() :]) if number else 0
    return Numeral(value, value), _LOST if lost else ""


def _is_name(match: re.Match[str], plain: str) -> bool:
    """Whether digits belong to a name, a number of a list, a year or a turn: 5G, G20, 15号, （1）, 2019, 第3章."""
    start, end = match.span()
    before = plain[start - 1 : start]
    if before == "第" or (before == "." and plain[start - 2 : start - 1].isdigit()):
        return True
    if not match["adigits"]:
        return False
    if (
        before
        and before.isascii()
        and (before.isalpha() or (before in "-_" and plain[start - 2 : start - 1].isalpha()))
    ):
        return plain[start - 2 : start - 1].isascii() or before.isalpha()
    if match["unit"] or match["ascale"]:
        return False
    after = plain[end : end + 1]
    listed = before in ("", "(", "（", "[", "〔", "\n", "。", "；") or after in _NAMING
    return bool(
        (after.isascii() and after.isalpha())
        or _YEAR_LIKE.fullmatch(match["adigits"])
        or (after and listed and _NUMBERED.match(plain, end))
    )


_NAMING = ("号", "版", "页", "热", "强")


def _is_told(match: re.Match[str], read: Read, qualified: bool) -> bool:
    """Whether Han characters are meant as a number: with a unit and no mere article, or with 万 or 亿 behind a digit."""
    printed, unit = match["ahan"], match["unit"]
    if unit is None:
        return len(printed) > 1 and printed[-1] in "万亿" and not _SCALES_ONLY.fullmatch(printed)
    if _SCALES_ONLY.fullmatch(printed):
        return qualified  # 万元, 百家 stand for no number unless 近百家 or 万余家
    if printed in ("一", "零", "〇"):
        return read.measure.name in ("%", "倍") or (qualified and printed == "一")
    return not (len(printed) == 1 and unit in _CLASSES)
