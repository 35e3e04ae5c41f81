"""Which of two has more, and by how much (甲和乙哪个多，多几个): one question for the difference, and the one that has more named.

A difference that runs the other way than a question takes for granted (甲比乙多几个, where 甲 has fewer) is told with who has more.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from index.models import Document
from rag.language.lexicon import fold
from rag.models import Draft, Statement
from rag.tables.plans import run

_MORE, _LESS = "多|高|大|长|强|快|贵|重", "少|低|小|短|弱|慢|便宜|轻"
_WHICH = re.compile(
    rf"^(?P<a>[^，,。；？]{{1,24}}?)(?:和|与|跟|同|、)(?P<b>[^，,。；？]{{1,24}}?)(?:相比|之间|这?两[家个国地市县省者])?[，,]?(?:到底|究竟|是)?"
    rf"(?:哪(?:一)?(?:个|家|里|边|国|座|所|省|市|县|项|种|方)(?:国家|城市|地区|企业|公司|市|县|区)?|谁)(?:的)?(?P<of>[^，,、？]*?)(?:更|比较|要)?(?P<how>{_MORE}|{_LESS})(?:一些|一点|些)?"
    rf"[，,、；]?(?:又|能|会)?(?:{_MORE}|{_LESS}|差|相差|差距|领先)(?:出|了)?(?P<what>多少|几)(?P<unit>[^？?，]*)[？?。]*$"
)
_THAN = re.compile(rf"^(?P<a>[^，,。]+?)(?:比|较)(?P<b>[^，,。]+?)(?P<how>{_MORE}|{_LESS})(?:出|了)?(?:多少|几|百分之)")
_NUMBER = re.compile(r"[\d.]+")
_TURNED = "提问所说的方向与原文相反"


def one_difference(text: str) -> str:
    """The question for the difference that a question for the larger one and by how much comes to; "" for other questions."""
    match = _WHICH.match(text.strip())
    if match is None:
        return ""
    of = match["of"]
    owned = f"{'' if not of or '的' in of else '的'}{of}"
    return f"{match['a']}{owned}比{match['b']}{match['how']}{match['what']}{match['unit']}？"


def larger_of_two(text: str, answer: Callable[[str], Draft], document: Callable[[str], Document]) -> Draft | None:
    """The draft of a question for the larger of two and by how much; None for other questions, or where no difference is found.

    `answer` drafts the answer to a question of its own.
    """
    asked = one_difference(text)
    draft = answer(asked) if asked else Draft()
    told = draft.derivation in ("difference", "larger_by")
    return with_the_larger(asked, draft, document, always=True) if told else None


def with_the_larger(question: str, draft: Draft, document: Callable[[str], Document], *, always: bool) -> Draft:
    """A draft of a difference with the one that has more named in its short answer, where its quotes name it.

    `always`: it is asked for; else it is named where the question takes the other one for the larger.
    """
    if always and draft.derivation == "larger_by":
        return replace(draft, notes=tuple(note for note in draft.notes if note != _TURNED))
    if not draft.statements or not draft.short_answer or draft.derivation != "difference":
        return draft
    first = draft.statements[0]
    told = _of_plan(first, document) if first.plan is not None else _of_figures(question, first)
    if told is None:
        return draft
    larger, ahead = told
    match = _THAN.match(question)
    turned = match is not None and ahead is (re.fullmatch(_LESS, match["how"]) is not None)
    if not (always or turned) or not larger:
        return draft
    notes = (_TURNED, *draft.notes) if turned and not always else draft.notes
    return replace(draft, short_answer=f"{larger}多{draft.short_answer}", derivation="larger_by", notes=notes)


def _of_plan(statement: Statement, document: Callable[[str], Document]) -> tuple[str, bool] | None:
    """Which group of a counted difference is the larger, and whether it is the one named first; None where they are equal."""
    plan = statement.plan
    groups = run(plan, document(plan.document)).groups if plan else ()
    if len(groups) != _TWO or groups[0].value == groups[1].value:
        return None
    ahead = groups[0].value > groups[1].value
    return groups[0 if ahead else 1].key, ahead


_TWO = 2


def _of_figures(question: str, statement: Statement) -> tuple[str, bool] | None:
    """Which thing of a computed difference is the larger: its name must stand in the quote of its figure; "" where it does not."""
    match = _THAN.match(question)
    if statement.derived is None or match is None:
        return None
    difference = statement.text.rpartition("= ")[2]
    if not any(float(n) for n in _NUMBER.findall(difference)):
        return None
    ahead = not difference.startswith("负")
    operand = statement.derived.first if ahead else statement.derived.second
    name = match["a" if ahead else "b"].partition("的")[0]
    if operand.quote >= len(statement.quotes):
        return None
    quote = statement.quotes[operand.quote]
    return (name if fold(name) in fold(quote.quote) else "", ahead)
