"""Dates and periods of Chinese text: where they stand and which days they mean."""

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.patterns import chinese_number
from rag.numbers.numerals import DIGITS

_D = r"[0-9０-９]"
DATE = re.compile(
    rf"(?:{_D}{{4}}\s?年(?:\s?{_D}{{1,2}}\s?月(?:\s?{_D}{{1,2}}\s?日)?)?(?:底|末|初|上半年|下半年)?)"
    rf"|{_D}{{1,2}}\s?月\s?{_D}{{1,2}}\s?日|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间)?"
)
# 2024年, 2024财年, 2024—2026, 2024上半年; not 2000亿元, 2012家.
YEAR = re.compile(
    rf"(?<!{_D})(?<!{_D}[.．,，])(?:19|20){_D}{{2}}(?!{_D}|[.．,，]{_D})"
    r"(?!\s?[%％‰亿万千百多余个家项种类名人位所座条件次倍亩户台套艘辆株只头元吨米克升公平号页版型×])"
)

_YEAR = r"(?:19|20)\d\d"
_DASH = r"\s?(?:[-—–~～－]{1,2}|至|到)\s?"
_QUARTER = r"(?:第?[一二三四1-4]季度|前[一二三23]季度|[上下]半年|前[一二三]季|前(?:\d{1,2}|十[一二]?|[一二三四五六七八九])个月|全年)"
_MONTHS = rf"\d{{1,2}}\s?月?{_DASH}\d{{1,2}}\s?月(?!\s?\d{{1,2}}\s?日)"
_DAY = r"\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?"
_TIMES = re.compile(
    rf"(?=[0-9截目第前上下全一二三四十“\"「])(?P<until>截[至止](?:到|至)?\s?|(?:截至)?目前为止)?(?:"
    rf"(?<!\d)(?P<from>{_YEAR})\s?年?(?:{_DASH})(?P<to>{_YEAR})(?!\d)\s?(?:年(?:间|度)?)?(?:期间)?"
    rf"|(?<!\d)(?P<iso>{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?!\d)"
    rf"|(?<!\d)(?P<decade>{_YEAR[:-2]}[0-9]0年代|\d{{2}}世纪\d0年代)"
    rf"|(?<!\d)(?P<year>{_YEAR})\s?(?:财|学)?年度?(?P<part>\s?(?:{_MONTHS}|{_DAY}|{_QUARTER})|年?[底末初中](?![期心西东国小等])|上半年|下半年)?(?P<tail>[底末初](?!期))?"
    rf"|(?P<han>[一二][九零〇][零〇一二三四五六七八九]{{2}})年(?P<hantail>[底末初])?"
    rf"|(?<![一二三四五六七八九十])[“\"「]?(?P<plan>十[一二三四五六]五)[”\"」]?(?![家个项种])(?P<planned>规划)?(?P<planpart>时期|期间|末期?|初期?|以来|收官之?年|开局之?年|期末|期初)?"
    rf"|(?<!\d)(?<!\d[-—–.])(?P<months>{_MONTHS})|(?<![\d.])(?P<day>\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日|(?![\d\u4e00-\u9fff]|\s\d)|(?=[份底末初，以起]))(?:底|末|初)?)"
    rf"|(?P<relative>{_QUARTER})"
    r")(?P<after>以前|之前|以后|之后|以来|前(?![\d一二三四五六七八九十后沿景列者端])|(?<=[年月日])起(?![草步点]))?"
)
Bound = Literal["exact", "at_most", "at_least", "below"]
_BOUNDS: dict[str, Bound] = {
    "以前": "below",
    "之前": "below",
    "前": "below",
    "以后": "at_least",
    "之后": "at_least",
    "以来": "at_least",
    "起": "at_least",
}
_FIRST_PLAN = 1951  # “一五”: 1953-1957 in fact; regular from “五五” on, five years each: 十四五 is 2021-2025


class Time(NamedTuple):
    """A date or period as printed: `low` and `high` are its first and last day as YYYYMMDD (YYYY is 0000 where no year is said).

    `bound`: 截至 and 到 reach up to it (at_most), 以前 stays below, 以来 begins with it (at_least).
    """

    start: int
    end: int
    text: str
    kind: Literal["date", "period"]
    low: int
    high: int
    bound: Bound


def times_in(plain: str, text: str) -> Iterator[Time]:
    """The dates and periods of a flat text in order; `text`: as printed, character for character."""
    if not _MAY_BE.search(plain):
        return
    for match in _TIMES.finditer(plain):
        time = _time(match, text)
        if time is not None:
            yield time


_MAY_BE = re.compile(r"[年月五季/.-]|[12]\d{3}")


def _time(match: re.Match[str], text: str) -> Time | None:
    days = _days(match)
    if days is None:
        return None
    kind, low, high = days
    bound: Bound = "at_most" if match["until"] else _BOUNDS.get(match["after"] or "", "exact")
    if match["planpart"] == "以来":
        bound = "at_least"
    start, end = match.span()
    return Time(start, end, text[start:end].strip(), kind, low, high, bound)


Days = tuple[Literal["date", "period"], int, int]


def _days(match: re.Match[str]) -> Days | None:
    if match["from"]:
        first, last = int(match["from"]), int(match["to"])
        return ("period", first * 10000 + 101, last * 10000 + 1231) if first < last else None
    if match["iso"]:
        return _of_day(*map(int, re.split(r"[-/.]", match["iso"])))
    if match["decade"]:
        first = _first_of_decade(match["decade"])
        return "period", first * 10000 + 101, (first + 9) * 10000 + 1231
    if match["plan"]:
        return _of_plan(DIGITS[match["plan"][1]] + 10, match["planpart"] or "")
    year = int("".join(str(DIGITS[c]) for c in match["han"])) if match["han"] else int(match["year"] or 0)
    part = (match["part"] or "").strip() + (match["tail"] or match["hantail"] or "")
    return _of_part(year, part or match["months"] or match["day"] or match["relative"] or "")


def _first_of_decade(printed: str) -> int:
    century = re.match(r"(\d\d)世纪(\d)0", printed)
    return (int(century[1]) - 1) * 100 + int(century[2]) * 10 if century else int(printed[:4])


def _of_plan(number: int, part: str) -> Days:
    first = _FIRST_PLAN + 5 * number
    if part.startswith(("末", "收官", "期末")):
        return "date", (first + 4) * 10000 + 1231, (first + 4) * 10000 + 1231
    if part.startswith(("初", "开局", "期初")):
        return "date", first * 10000 + 101, first * 10000 + 1231
    return "period", first * 10000 + 101, (first + 4) * 10000 + 1231


def _of_part(year: int, part: str) -> Days | None:
    """The days of a part of a year (5月18日, 1—9月, 一季度, 上半年, 底); of all of it where the part is ""."""
    if "季" in part or "半年" in part or "个月" in part or part == "全年":
        return _months(year, *_part_of_year(part))
    numbers = [int(n) for n in re.findall(r"\d+", part)]
    edge = _EDGES.get(part[-1:])
    if not numbers:
        first, last = (edge, edge) if edge else (101, 1231)
        return "date", year * 10000 + first, year * 10000 + last
    if "日" in part:
        return _of_day(year, *numbers[:2])
    months = _months(year, numbers[0], numbers[-1])
    if months is None or len(numbers) > 1:
        return months
    day = None if edge is None else months[1] if part.endswith("初") else months[2]
    return ("date", day, day) if day else ("date", *months[1:])


_EDGES = {"底": 1231, "末": 1231, "初": 101, "中": 630}


def _part_of_year(part: str) -> tuple[int, int]:
    """First and last month of a quarter, a half or the first quarters of a year."""
    if "半年" in part:
        return (1, 6) if "上" in part else (7, 12)
    if "个月" in part:  # 前11个月
        many = re.search(r"前\s?(\d{1,2}|[一二三四五六七八九十]+)", part)
        return (1, chinese_number(many[1])) if many else (1, 12)
    digit = re.search(r"[一二三四1-4]", part)
    if digit is None:
        return 1, 12
    n = DIGITS.get(digit[0]) or int(digit[0])
    return (1 if part.startswith("前") else 3 * n - 2), 3 * n


def _months(year: int, first: int, last: int) -> Days | None:
    if not 1 <= first <= last <= 12:
        return None
    return "period", year * 10000 + first * 100 + 1, year * 10000 + last * 100 + monthrange(year or 2023, last)[1]


def _of_day(year: int, month: int, day: int) -> Days | None:
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year or 2024, month)[1]):
        return None
    return "date", year * 10000 + month * 100 + day, year * 10000 + month * 100 + day


def years_in(text: str) -> list[str]:
    """The years named in a text (four digits, before 年 or a range mark, or at its end), without repeats."""
    return list(dict.fromkeys(m.group() for m in YEAR.finditer(text)))
