"""Short answers that leave no doubt: a candidate stands in a sentence just where the asking word stands in the question."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.asking.gap import gap_of
from rag.asking.questions import Question
from rag.language.lexicon import share_of_bigrams
from rag.short_answers.candidates import Candidates, bare, matched

_LEADS = re.compile(
    r"(?:(?:一共|总共|共计|共|大约|大概|约|又)?(?:是|为|有|达到|达|超过|超|突破|占|增长|完成)*(?:了)?(?:第)?)$"
)
_BEFORE_FIGURE = re.compile(r"(?:(?:已经|已|共|总数|合计)*(?:是|为|有|达到|达|占|完成)*(?:了)?)$")
_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9]+")
_NAMED = 0.6  # share of the owner (甲省的产值是多少) that stands in the sentence
_COUNTED, _MEASURED, _SAID = 3, 5, 2  # characters that must stand beside it


def framed(question: Question, found: Candidates, allowed: list[int]) -> int | None:
    """The one allowed candidate that stands in the question's own words, None where there is none or several that differ.

    多少个万吨级以上泊位: 万吨级以上泊位21个; 配套率是多少: 配套率超过36%; 由哪家公司承建: 由某集团承建.
    """
    text = matched(found.text)
    for phrase in _phrases(question, text):
        kept = [i for i in allowed if _stands(phrase, text, *found.slice(i))]
        answers = {bare(found.text[slice(*found.slice(i))]) for i in kept}
        if answers:
            return kept[0] if len(answers) == 1 else None
    return None


class _Phrase(NamedTuple):
    """What must stand right before a candidate, right behind it, or (`both`) on both sides; "" for nothing."""

    before: str
    behind: str
    both: bool


def _phrases(question: Question, text: str) -> Iterator[_Phrase]:
    gap = gap_of(question)
    if question.kind != "number":
        run = _RUN.match(gap.after.removeprefix(gap.head) if gap.behind else gap.after)
        if run and len(run.group()) >= _SAID and gap.left and gap.left[-1] in _PREPOSITIONS:
            yield _Phrase(gap.left[-1], run.group(), both=True)
        return
    counted = _counted(question, gap.after)
    if counted:
        yield _Phrase(counted, counted, both=False)
        return
    asked = gap.text[: len(gap.text) - len(gap.after) - len(gap.asking)]
    measured = _last_run(_LEADS.sub("", asked))
    whose, _, what = measured.rpartition("的")
    if len(measured) >= _MEASURED:
        yield _Phrase(measured.replace("的", ""), "", both=False)
    if len(what) >= _MEASURED and share_of_bigrams(whose, text) >= _NAMED:
        yield _Phrase(what, "", both=False)
    for phrase in (_last_run(asked), measured):
        if end := _end_in(phrase.replace("的", ""), text):
            yield _Phrase(end, "", both=False)


def _end_in(measured: str, text: str) -> str:
    """The longest end of what is measured that stands in a text whose rest the text has too; "" where it is short.

    去年船舶制造业增加值同比增长多少: 去年，全国规模以上船舶制造业增加值同比增长一成.
    """
    for start in range(1, len(measured) - _MEASURED + 1):
        if measured[start:] in text:
            return measured[start:] if share_of_bigrams(measured[:start], text) >= _NAMED else ""
    return ""


def _stands(phrase: _Phrase, text: str, start: int, end: int) -> bool:
    if phrase.both:
        return text[:start].endswith(phrase.before) and text.startswith(phrase.behind, end)
    before = _BEFORE_FIGURE.sub("", text[:start]).replace("的", "")
    return before.endswith(phrase.before) or bool(phrase.behind and text.startswith(phrase.behind, end))


def _counted(question: Question, after: str) -> str:
    """What is counted: 万吨级以上泊位 of 多少个万吨级以上泊位, "" where nothing, or too little, stands behind the counting word."""
    run = _RUN.match(after.removeprefix(question.unit) if question.unit not in ("%", "钱", "第") else after)
    return run.group() if run and len(run.group()) >= _COUNTED else ""


def _last_run(text: str) -> str:
    runs = _RUN.findall(text)
    return runs[-1] if runs and text.endswith(runs[-1]) else ""


_PREPOSITIONS = frozenset(["由", "被", "在", "于", "向", "从", "与", "和"])
