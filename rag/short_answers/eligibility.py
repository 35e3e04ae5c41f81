"""Which candidates of a sentence may answer a question at all: for a number a figure in the unit asked, for a time a whole date.

What is not eligible is never picked, however likely the trees find it.
"""

import re

import numpy as np
from numpy.typing import NDArray

from rag.asking.gap import Gap, gap_of
from rag.asking.questions import Question
from rag.language.lexicon import credit, fold, rarity
from rag.numbers.figures import MONEY, RANK
from rag.short_answers.candidates import Candidates, matched

_RANK = re.compile(r"(?:并列)?(?:第[一二三四五六七八九十百\d]{1,4}(?:位|名)?|首位|榜首)")
_TIME_END = re.compile(
    r"(?:年|月|日|号|世纪|年代|时期|朝|代|年间|期间|底|初|末|前|后|夏|秋|冬|春|季|[今昨明]天|上旬|中旬|下旬|时|点|分)(?:左右|前后|以前|之前|以后|之后|起)?$"
)
# 多长时间 is not answered by 3公里: the units of what is asked without a counting word.
_MEASURES = (
    (re.compile(r"多久|多长时间|多少时间|时长|(?:几|多少)(?:天|小时|分钟|个月|年)"), re.compile(r"年|天|月|周|日|时|分钟|秒|小时")),
    (re.compile(r"多远|多长|多高|多宽|多深|距离|长度|高度"), re.compile(r"米|里|尺|英寸|公里")),
    (re.compile(r"多重|重量"), re.compile(r"吨|克|斤")),
    (re.compile(r"面积"), re.compile(r"平方|公顷|亩")),
)  # fmt: skip
_OTHER_ASKED = re.compile(r"什么|谁|如何|怎么|怎样|咋")  # a number that only stands in the question: 几个乡村得到了什么
_STOP, _ITEMS = re.compile(r"[。；！？;\n]|，(?=[^，]*分别)"), re.compile(r"[、和与及]")
_NUMBER = re.compile(r"^.*\d[\d,.]*\s?(?:余|多)?")
_NOT_IN_TIME = frozenset({"verb", "preposition", "organisation", "person"})
_UNIT_WORDS = frozenset({"noun", "unknown", "count", "latin", "name"})
_LONGER = 2  # words that may follow a number as its unit, where no known one does: 400|吉瓦|时


def eligible(question: Question, found: Candidates) -> NDArray[np.bool_]:
    """Which candidates of a sentence may answer the question."""
    if question.kind not in ("number", "date"):
        return np.ones(len(found.first), bool)
    gap = gap_of(question)
    may = np.array([_may(question, gap, found, i) for i in range(len(found.first))], bool)
    if question.kind == "number" and not question.unit and gap.after:
        # 多少吉瓦时 is answered by 400吉瓦时 where that stands there, not by 5%.
        named = np.array([i for i in np.flatnonzero(may) if _has_unit(gap, found, int(i))], np.int64)
        if len(named):
            may[:] = False
            may[named] = True
    return may & (paired(question, found) >= 0)


def paired(question: Question, found: Candidates) -> NDArray[np.float64]:
    """1 for the figure whose turn is that of the asked item (甲、乙分别增长3%、5%), -1 for the others, 0 where nothing is paired."""
    told = np.zeros(len(found.first))
    at = found.text.find("分别")
    if at < 0 or not found.figures:
        return told
    clause = max((m.end() for m in _STOP.finditer(found.text, 0, at)), default=0)
    items = [fold(item) for item in _ITEMS.split(found.text[clause:at])]
    figures = [start for start, _ in sorted(found.figures) if start > at]
    shares = [sum(rarity(t) * credit(t, item) for t in question.terms) for item in items]
    if len(items) < 2 or len(figures) < len(items) or sorted(shares)[-2:-1] == [max(shares)]:
        return told
    asked = shares.index(max(shares))
    for i in range(len(told)):
        start = found.slice(i)[0]
        if start in figures[: len(items)]:
            told[i] = 1.0 if figures.index(start) == asked else -1.0
    return told


def _has_unit(gap: Gap, found: Candidates, i: int) -> bool:
    unit = _NUMBER.sub("", matched(found.text[slice(*found.slice(i))]))
    return bool(unit) and gap.after.startswith(unit)


def _may(question: Question, gap: Gap, found: Candidates, i: int) -> bool:
    start, end = found.slice(i)
    text = found.text[start:end]
    if question.kind == "date":
        return _is_time(gap, found, i, text)
    if _OTHER_ASKED.search(question.asked):
        return False
    if question.unit == RANK:
        return _RANK.fullmatch(text) is not None
    return _is_amount(question, found, i, text)


def _is_amount(question: Question, found: Candidates, i: int, text: str) -> bool:
    first, last = int(found.first[i]), int(found.last[i])
    words = found.words[first:last]
    figure = found.figures.get((words[0].start, words[0].end))
    if figure is None or last - first > 1 + _LONGER:
        return False
    asked = next((units for pattern, units in _MEASURES if not question.unit and pattern.search(question.asked)), None)
    if asked is not None:
        return asked.search(figure.unit or text) is not None and (len(words) == 1 or not figure.unit)
    if len(words) == 1:
        if not figure.unit and _unit_follows(found, last):
            return False  # 400 of 400吉瓦时
        return figure.counts(question.unit) if question.unit else figure.measures
    if figure.unit or any(w.kind not in _UNIT_WORDS for w in words[1:]):
        return False
    return not question.unit or (question.unit not in ("%", MONEY) and text.endswith(question.unit))


def _unit_follows(found: Candidates, at: int) -> bool:
    """Whether a word that may be a unit stands right behind the number before a place."""
    if at >= len(found.words):
        return False
    word = found.words[at]
    return word.kind in _UNIT_WORDS and word.start == found.words[at - 1].end


def _is_time(gap: Gap, found: Candidates, i: int, text: str) -> bool:
    first, last = int(found.first[i]), int(found.last[i])
    words = found.words[first:last]
    if not any(w.kind in ("date", "time") for w in words) and not (
        words[0].kind == "figure" and _TIME_END.search(text)
    ):
        return False
    if not (words[-1].kind in ("date", "time") or _TIME_END.search(text)) or any(w.kind in _NOT_IN_TIME for w in words):
        return False
    if text[0] in "至到从自于在":
        return False
    whole = not _goes_on(found, last) and not (first and _goes_on(found, first))
    return whole or (gap.year and text.endswith("年"))


def _goes_on(found: Candidates, at: int) -> bool:
    """Whether the word at a place goes on with the date right before it: 2023年|9月4日."""
    if not 0 < at < len(found.words):
        return False
    one, other = found.words[at - 1], found.words[at]
    return one.kind == other.kind == "date" and one.end == other.start
