"""What a point of a timeline is, how its line begins, and whether its quote proves it. Pure functions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rag.numbers.figures import quantities_in

HowDated = Literal["text", "document", "inferred", "unknown"]
Marked = Literal["achieved", "planned", "estimated", "conditional"]
UNDATED = "原文未注明年份"
MARKS = {"planned": "目标", "estimated": "估计", "conditional": "有条件"}
DATED = {"document": "文档日期", "inferred": "据文档日期推断"}


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
    known = UNDATED if point.how == "unknown" and point.date else DATED.get(point.how, "")
    marks = [MARKS.get(point.modality or "", ""), point.scope, known]
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


def conflicting(points: Sequence[Point]) -> Mapping[str, list[Point]]:
    """Points of one date and scope with different values, by date; a plan beside a result is none."""

    def key(point: Point) -> tuple[str, str, bool]:
        return (_day(point), point.scope, point.modality in ("planned", "conditional"))

    groups = groupby(sorted((p for p in points if p.how == "text"), key=key), key=key)
    found = [list(group) for _, group in groups]
    return {g[0].date or UNDATED: g for g in found if len({p.value for p in g}) > 1}


def conflicts_of(points: Sequence[Point]) -> tuple[Conflict, ...]:
    """The conflicts among the points of an answer."""
    return tuple(
        Conflict(date, tuple(p.value for p in group), tuple(p.citation for p in group))
        for date, group in conflicting(points).items()
    )


def _day(point: Point) -> str:
    """The day a date ends with and its kind, so that 2023年, 2023年底 and 2023年末 are one."""
    label = point.date or ""
    time = next((f for f in quantities_in(label) if f.kind in ("date", "period")), None)
    if time is None or time.high % 10000 != LAST_DAY or time.low % 10000 not in (FIRST_DAY, LAST_DAY):
        return label
    return f"{int(time.high)}{'' if time.low // 10000 == time.high // 10000 else label}"


FIRST_DAY, LAST_DAY = 101, 1231
