"""As of when a figure holds: the date printed beside it or before it, or that of its document, and how it is known."""

import re
from functools import lru_cache
from typing import NamedTuple

from index.models import Block, Document
from rag.numbers.figures import quantities_in
from rag.numbers.points import HowDated
from rag.numbers.quantities import Figure
from rag.time.indicators import Stated

_OTHER_YEAR = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_RELATIVE = re.compile("|".join(_OTHER_YEAR) + r"|[一二两三四五六七八九十\d]{1,3}年前")


def years_ago(label: str) -> int:
    """How many years a relative word lies off the year of publication: 去年 -1, 十年前 -10; 0 for others."""
    ago = re.match(r"(.{1,3})年前", label)
    if ago is None:
        return next((off for word, off in _OTHER_YEAR.items() if label.startswith(word)), 0)
    return -int(ago[1]) if ago[1].isdigit() else -_HAN.get(ago[1], 0)


_HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "二十": 20, "三十": 30}


class When(NamedTuple):
    """The days a figure holds for, YYYYMMDD, and how that is known.

    `label` as printed; `how`: printed beside it, the document's own stated date, an inferred one, or unknown (then 0, 0).
    """

    low: int
    high: int
    label: str
    how: HowDated


UNDATED = When(0, 0, "", "unknown")


def published(document: Document, block: Block) -> When:
    """When the article of a block was published: its own date, else one that stands in a line below its title."""
    article = document.article_at(block.start)
    if article.date.value:
        return _dated(article.date.value, "document" if article.date.how == "text" else "inferred")
    for line in document.blocks:
        if article.start <= line.start < article.end and line.kind == "source":
            return _dated(document.text(line.start, line.end), "inferred")
    return UNDATED


@lru_cache(maxsize=1024)
def _dated(text: str, how: HowDated) -> When:
    times = [f for f in quantities_in(text) if f.kind in ("date", "period") and f.low >= _FIRST_YEAR]
    return When(int(times[0].low), int(times[0].high), times[0].text, how) if times else UNDATED


_FIRST_YEAR = 1000_00_00
OPEN_END = 9999_12_31  # of 2019年以来


class Timed(NamedTuple):
    """A time, and whether its year stands in an earlier sentence."""

    when: When
    carried: bool = False


def time_of(text: str, stated: Stated, issued: When, last: When) -> Timed | None:
    """The time that a sentence gives a figure; one without a year takes that of a year named before it, or of publication."""
    time = stated.time
    before = text[: stated.figure.start]
    years = [f for f in quantities_in(before) if f.kind in ("date", "period") and f.low >= _FIRST_YEAR]
    if time is None:
        return _relative(before, None, issued) if not years else None
    if time.low >= _FIRST_YEAR:
        high = OPEN_END if time.qualifier == "at_least" else int(time.high)
        return Timed(When(int(time.low), high, _label(time), "text"))
    relative = max((m.start() for m in _RELATIVE.finditer(before)), default=-1)
    if relative > (years[-1].start if years else -1):
        return _relative(before, time, issued)
    if time.text == "全年":
        return Timed(When(int(years[-1].low), int(years[-1].high), _label(years[-1]), "text")) if years else None
    if not years and last.how != "text":
        return _relative(before, time, issued)
    year = int(years[-1].low if years else last.low) // 10000 * 10000
    return Timed(When(int(time.low) + year, int(time.high) + year, time.text, "text"), carried=not years)


def _relative(before: str, part: Figure | None, issued: When) -> Timed | None:
    """The time of 今年上半年 or 去年: of the year of publication, undated where that is not known; None where nothing says when."""
    words = list(_RELATIVE.finditer(before))
    if not words and part is None:
        return None
    word = words[-1].group() if words else "今年"
    label = before[words[-1].start() :] if words and part and part.start >= words[-1].start() else word
    label = label[: part.end - words[-1].start()] if words and part and part.start >= words[-1].start() else label
    label = part.text if part and not words else label
    if not issued.low:
        return Timed(When(0, 0, label, "unknown"))
    year = (issued.low // 10000 + years_ago(word)) * 10000
    low, high = (int(part.low), int(part.high)) if part else (101, 1231)
    return Timed(When(year + low, year + high, label, "inferred"))


def _label(time: Figure) -> str:
    """A date as it is shown: as printed, without 截至 before it."""
    return re.sub(r"^截[至止]\s?", "", re.sub(r"^(?:到|至)", "", time.text)).strip()


def dateless(text: str) -> str:
    """A text without its dates and periods."""
    for figure in reversed(quantities_in(text)):
        if figure.kind in ("date", "period"):
            text = text[: figure.start] + text[figure.end :]
    return text
