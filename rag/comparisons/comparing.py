"""Questions that say or ask that one thing is more than another (甲市的产量比乙市多吗, 为什么…): told by their two figures."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.asking.questions import Question
from rag.comparisons.derived import at_once
from rag.comparisons.pairing import Pair, pair_of
from rag.finding.evidence import Unit
from rag.models import Draft, Statement
from rag.numbers.derivations import Derivation, Operand, compute
from rag.numbers.figures import quantities_in

_MORE, _LESS = "多|高|大|长|强|快|贵|重", "少|低|小|短|弱|慢|便宜|轻"
_THAN = re.compile(
    rf"^(?:请问|为什么|为何|为啥|怎么)?[，,]?(?P<a>[^，,。]+?)(?:是否|是不是|为什么|为何|为啥|怎么)?(?:会|要)?(?:(?<![同环占对相])比(?![重例率])|(?<![同相])较)(?P<b>[^，,。]+?)(?:还|更|要|都)*(?:更加?)?(?P<how>{_MORE}|{_LESS}|领先|落后)(?:了|得多|很多|一些|一点|出)*(?:吗|呢|么|的原因是什么)?[？?。]*$"
)
_MORE_THAN = re.compile(
    r"^(?:请问|为什么|为何|为啥)?[，,]?(?P<a>[^，,。]+?)(?:是否|是不是|为什么|为何|为啥)?(?:也|还|会|已经?|都)*(?P<how>超过|多于|高于|大于|少于|低于|小于|不如|领先于?|落后于?)了?(?P<b>[^，,。]*?[^\d，,。吗了呢么？?])(?:了)?(?:吗|呢|么)?[？?。]*$"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_FALLS = re.compile(rf"{_LESS}|落后|少于|低于|小于|不如")


def comparison(question: Question, units: Sequence[Unit]) -> Draft | None:
    """The draft that sets the two figures of a comparison against each other: yes or no, or a correction of what is taken for granted.

    None where the question compares nothing, the two figures are not found, or they bear out what the question takes for granted.
    """
    figures = re.search(r"\d", _YEAR.sub("", question.asked.replace("5G", "")))
    if question.kind not in ("yes_no", "why", "how", "other") or figures:
        return None
    read = _read(question.asked)
    if read is None:
        return None
    pair, more = read
    draft = at_once(pair, units)
    if draft is None or draft.statements[0].derived is None:
        return None
    text = draft.statements[0].text
    difference = text.rpartition("= ")[2]
    above = not difference.startswith("负") and re.match(r"\D*0(?!\.)(?!\d)", difference) is None
    below = difference.startswith("负")
    holds = above if more else below
    if question.kind == "yes_no":
        first = replace(draft.statements[0], kind="comparison")
        return replace(
            draft,
            statements=(first, *draft.statements[1:]),
            short_answer="是" if holds else "否",
            derivation="more_than" if more else "less_than",
        )
    if holds:
        return None
    first = replace(draft.statements[0], kind="correction")
    rest = tuple(replace(s, kind="correction") for s in draft.statements[1:])
    notes = ("与提问的前提不同：按原文的两个数字，并非如此", *draft.notes)
    return replace(draft, statements=(first, *rest), short_answer=None, derivation="", notes=notes)


_CHANGED = re.compile(
    r"(?:跌|降|下降|下跌|减少|降低|回落|缩短|缩小|涨|升|上升|上涨|增加|增长|提高|扩大|延长|提升|增|减)(?:低|高|少)?了?(?:多少|几)(?!倍|成|个?百分)"
)
_FROM_TO = re.compile(r"(?:由|从)$")
_REACHES = re.compile(r"^[^，。；]{0,10}?(?:到|至|为)(?:了)?$")


def change_of(question: Question, draft: Draft) -> Draft:
    """A draft whose sentence gives both ends of a change (由62元跌到38元), with the difference where that is asked; else as it is.

    One of the two ends is no answer to by how much something changed.
    """
    if (
        question.kind != "number"
        or not _CHANGED.search(question.asked)
        or not draft.statements
        or pair_of(question.asked)
    ):
        return draft
    first = draft.statements[0]
    if first.plan is not None or first.derived is not None or first.point is not None or len(first.quotes) != 1:
        return draft
    text = first.quotes[0].quote
    figures = [f for f in quantities_in(text) if f.kind not in ("date", "period", "rank")]
    for one, other in pairwise(figures):
        between = text[one.end : other.start]
        same = one.unit == other.unit and one.value is not None and other.value is not None
        if same and _FROM_TO.search(text[: one.start]) and _REACHES.match(between) and not (one.change or other.change):
            asked = draft.short_answer and draft.short_answer not in (one.text, other.text)
            fits = not question.unit or one.counts(question.unit)
            if asked or not fits:
                return draft
            derivation = Derivation("difference", Operand(0, other.start, other.end), Operand(0, one.start, one.end))
            computed = compute(derivation, (text,))
            told = Statement(
                computed.text, first.quotes, "comparison", first.modality, first.inferred, derived=derivation
            )
            notes = ("所答数字由所引两处数字计算得出，原文未直接写出", *draft.notes)
            return replace(
                draft,
                statements=(told, first, *draft.statements[1:]),
                short_answer=computed.short,
                derivation="difference",
                notes=notes,
            )
    return draft


def _read(asked: str) -> tuple[Pair, bool] | None:
    """The two things a question compares as a question for their difference, and whether the first is said to be more."""
    match = _THAN.match(asked) or _MORE_THAN.match(asked)
    if match is None:
        return None
    pair = pair_of(f"{match['a']}比{match['b']}多多少？")
    return (pair, _FALLS.fullmatch(match["how"]) is None) if pair else None
