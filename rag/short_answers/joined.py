"""A question of two things at once (德国和日本有几个…): the figure of one of them is no short answer."""

import re

from rag.asking.questions import Question
from rag.numbers.figures import figures_in

_JOINED = re.compile(r"([\u4e00-\u9fff]{2,12}?)(?:以及|[和与及跟、])([\u4e00-\u9fff]{2,12})")
_LEAST = 2


def of_two(question: Question, text: str) -> bool:
    """Whether a question joins two things of which a text gives a figure each: 其中德国15个、日本17个."""
    if question.kind != "number":
        return False
    for match in _JOINED.finditer(question.asked):
        one, other = _end_in(match[1], text), _start_in(match[2], text)
        # The last places: 德国 and 日本 may be named together before their figures are given.
        if one and other and one != other and _apart(text, *sorted((text.rfind(one), text.rfind(other)))):
            return True
    return False


def _end_in(words: str, text: str) -> str:
    return next((words[n:] for n in range(len(words) - _LEAST + 1) if words[n:] in text), "")


def _start_in(words: str, text: str) -> str:
    return next((words[:n] for n in range(len(words), _LEAST - 1, -1) if words[:n] in text), "")


def _apart(text: str, first: int, second: int) -> bool:
    """Whether a figure stands between two places of a text, and one of its unit behind the second."""
    figures = [f for f in figures_in(text) if f.measures]
    between = next((f for f in figures if first < f.start < second), None)
    behind = next((f for f in figures if f.start > second), None)
    return between is not None and behind is not None and between.unit == behind.unit
