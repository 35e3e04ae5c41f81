"""What a point of a timeline is, how its line begins, and whether its quote proves it. Pure functions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

HowDated = Literal["text", "document", "inferred", "unknown"]
Marked = Literal["achieved", "planned", "estimated", "conditional"]
UNDATED = "原文未注明年份"
_MARKS = {"planned": "目标", "estimated": "估计", "conditional": "有条件"}
_DATED = {"document": "文档日期", "inferred": "据文档日期推断"}


@dataclass(frozen=True)
class Point:
    """A value of an indicator at a date. `value` and `date` (None: not told) as printed, `unit` as printed.

    `how`: the date is printed in the quote or above it (text), the document's own (document), inferred, or unknown. `scope`: in
    words where it differs from what is asked. `citation`: its number, 0 until the answer numbers it.
    """

    value: str
    unit: str
    date: str | None
    how: HowDated
    scope: str = ""
    modality: Marked | None = None
    citation: int = 0


@dataclass(frozen=True)
class Conflict:
    """Two or more values of one indicator, place, scope and date, with the citations that have them."""

    date: str
    values: tuple[str, ...]
    citations: tuple[int, ...]


def lead(point: Point) -> str:
    """What stands before the words of a point: 2023年：, 2027年（目标）：, 2024年（规模以上；文档日期）：."""
    known = UNDATED if point.how == "unknown" and point.date else _DATED.get(point.how, "")
    marks = [_MARKS.get(point.modality or "", ""), point.scope, known]
    told = "；".join(mark for mark in marks if mark)
    return (point.date or UNDATED) + (f"（{told}）" if told else "") + "："


def unproven(point: Point, text: str, quotes: Sequence[str], dated: Iterable[str]) -> str:
    """Why a point does not follow from its claim and quotes (Chinese), "" if it does.

    `dated`: what else may say the date: headings, title, the document's date.
    """
    if not point.value or point.value not in text:
        return f"数值“{point.value}”不在这一句中"
    if not any(text in quote for quote in quotes):
        return f"“{text[:_SHOWN]}”不在它所引的原文中"
    if point.date is not None and not any(_bare(point.date) in _bare(place) for place in (*quotes, *dated)):
        return f"日期“{point.date}”不在引文、标题或文档日期中"
    return ""


_SHOWN = 30


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
