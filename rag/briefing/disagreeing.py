"""Figures of lines that give different values of one thing for one date: both are shown, neither is chosen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from rag.briefing.models import Disagreement, FigureRow, Line
from rag.time.mentions import Mention
from rag.time.timeline import relation

_TELLING = 4  # characters of an indicator that two texts hardly share by chance


@dataclass(frozen=True)
class Told:
    """A figure as a row with the line it stands in, what it is a mention of, and how much and how near it tells of the topic."""

    row: FigureRow
    line: Line
    mention: Mention | None
    score: float
    near: float


def disagreements(told: Sequence[Told]) -> Iterator[Disagreement]:
    """Values of one indicator for one date that differ, where both texts give the date themselves."""
    seen: set[frozenset[object]] = set()
    for one, other in combinations(told, 2):
        a, b = one.mention, other.mention
        if a is None or b is None or one.row.line == other.row.line:
            continue
        sure = a.core == b.core and len(a.core) >= _TELLING and a.when.how == b.when.how == "text"
        values = frozenset(((a.figure.low, a.figure.high), (b.figure.low, b.figure.high)))
        if _wanted(one) != _wanted(other):
            continue
        if sure and relation(a, b) == "conflict" and values not in seen:
            seen.add(values)
            date = one.row.when or a.when.label
            both, lines = (one.row.value, other.row.value), (one.row.line, other.row.line)
            yield Disagreement(date, both, lines, _shared(_named(one), _named(other)))


def _named(one: Told) -> str:
    """The words of the clause of a figure right before it, back to the next figure or mark."""
    before = one.line.claim.text[: one.row.start]
    return re.split(r"[，。；：、\d]", before)[-1]


def _shared(a: str, b: str) -> str:
    """The longest run of characters that two texts have in common."""
    found = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    shared = a[found.a : found.a + found.size].lstrip("省市县区州镇").strip("为是达到的有 ")  # 青屿市, 全市
    return shared if len(shared) >= _TELLING else ""


_WANTED = re.compile(r"将|计划|力争|拟|目标|任务|预算|确保|要求")


def _wanted(one: Told) -> bool:
    """Whether a figure is meant to be: a plan, or behind a word of one where nothing says that it is done (将实施四项行动：…清退1.2万亩)."""
    said = one.line.claim.text[: one.row.end]
    sentence = said[said.rfind("。") + 1 :]
    return one.row.nature == "planned" or (one.row.nature == "unknown" and _WANTED.search(sentence) is not None)
