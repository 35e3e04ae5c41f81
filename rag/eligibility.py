"""Which candidates of a sentence may answer a question at all: for a number a figure in the unit asked, for a time a whole date.

What is not eligible is never picked, however likely the trees find it.
"""

import re

import numpy as np
from numpy.typing import NDArray

from rag.candidates import Candidates
from rag.figures import MONEY, RANK
from rag.gap import Gap, gap_of
from rag.questions import Question

_RANK = re.compile(r"(?:并列)?(?:第[一二三四五六七八九十百\d]{1,4}(?:位|名)?|首位|榜首)")
_TIME_END = re.compile(
    r"(?:年|月|日|号|世纪|年代|时期|朝|代|年间|期间|底|初|末|前|后|夏|秋|冬|春|季|[今昨明]天|上旬|中旬|下旬|时|点|分)(?:左右|前后|以前|之前|以后|之后|起)?$"
)
_LONGER = 2  # words that may follow a number as its unit, where no known one does: 400|吉瓦|时


def eligible(question: Question, found: Candidates) -> NDArray[np.bool_]:
    """Which candidates of a sentence may answer the question."""
    if question.kind not in ("number", "date"):
        return np.ones(len(found.first), bool)
    gap = gap_of(question)
    return np.array([_may(question, gap, found, i) for i in range(len(found.first))], bool)


def _may(question: Question, gap: Gap, found: Candidates, i: int) -> bool:
    start, end = found.slice(i)
    text = found.text[start:end]
    if question.kind == "date":
        return _is_time(gap, found, i, text)
    if question.unit == RANK:
        return _RANK.fullmatch(text) is not None
    return _is_amount(question, found, i, text)


def _is_amount(question: Question, found: Candidates, i: int, text: str) -> bool:
    first, last = int(found.first[i]), int(found.last[i])
    words = found.words[first:last]
    figure = found.figures.get((words[0].start, words[0].end))
    if figure is None or last - first > 1 + _LONGER:
        return False
    if len(words) == 1:
        return figure.counts(question.unit) if question.unit else figure.measures
    if figure.unit or any(w.kind in ("figure", "date", "verb", "listing", "mark") for w in words[1:]):
        return False
    return not question.unit or (question.unit not in ("%", MONEY) and text.endswith(question.unit))


def _is_time(gap: Gap, found: Candidates, i: int, text: str) -> bool:
    first, last = int(found.first[i]), int(found.last[i])
    words = found.words[first:last]
    if not any(w.kind in ("date", "time") for w in words) and not (
        words[0].kind == "figure" and _TIME_END.search(text)
    ):
        return False
    if not (words[-1].kind in ("date", "time") or _TIME_END.search(text)) or any(w.kind == "verb" for w in words):
        return False
    whole = not _goes_on(found, last) and not (first and _goes_on(found, first))
    return whole or (gap.year and text.endswith("年"))


def _goes_on(found: Candidates, at: int) -> bool:
    """Whether the word at a place goes on with the date right before it: 2023年|9月4日."""
    if not 0 < at < len(found.words):
        return False
    one, other = found.words[at - 1], found.words[at]
    return one.kind == other.kind == "date" and one.end == other.start
