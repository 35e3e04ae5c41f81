"""What a rule of a text says to a yes/no question: 必须 to 可以不…吗, 不再 to 还要…吗, 不在…范围内 to 能…吗, 废止 to 还有效吗.

Only the clause that holds what is asked is read; one that has an exception decides nothing.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, is_empty_word, rarity

_STOPS = re.compile(r"[。；：！？;]")
_CLAUSE = re.compile(r"[，。；：！？,;]")
_TAIL = r"(?:吗|么|呢|不|没有?)?[？?。]*$"
# What is asked: whether a thing may be left undone, must be done, may be done or had, holds still.
_LEAVE = re.compile(
    rf"(?:可以|能|可不可以|能不能|可否|能否|是不是可以|是否可以|允许)不(?!能|可以)(?P<act>[^，。？?]{{1,16}}?){_TAIL}|不(?P<did>[^，。？?]{{1,12}}?)(?:行不行|可以吗|行吗|可不可以)"
)
_MUST = re.compile(
    r"必须|一定要|非得|需要|要不要|是否要|是不是要|用不用|需不需要|还要|还得|还需|得不得|应不应该|该不该|要(?=[^，。？?]{2,16}吗)"
)
_MAY = re.compile(
    r"能不能|可不可以|可以|能否|可否|允许|准不准|让不让|有没有资格|(?<![不可])能(?=[^，。？?]{1,16}[吗么？?])|享受|适用|归.{1,8}管|算不算|在不在|包不包括|有没有份|拿得到"
)
_STILL = re.compile(r"(?:还|仍然?)(?:有没有效|算数|有效|管用|能用|执行|作数)|有没有失效|失效了|作废了|废止了")
# What a text says.
_DUTY = re.compile(r"必须|应当|须(?!知)|一律|不得不|要求(?=[^，。]{2,})")
_FREE = re.compile(
    r"不需要?|无需|无须|不必|不再(?!发生)|免于|免予|免去|免交|免征|免收|可以不|可不(?!可)|自愿|不强制|不作要求"
)
_FORBIDS = re.compile(r"不得|禁止|严禁|不予|不可|不能|不准|不许|一律不|不再受理")
_OUT = re.compile(
    r"不在[^，。；]{0,10}(?:范围|之列|名单)|不属于|不适用|不纳入|不列入|不享受|不包括|不包含|不含|不计入|除外"
)
_GRANTS = re.compile(
    r"(?<!不)(?:可以|可(?=由|在|向|按|凭|用|申|提|享)|允许|准予|有权|均可|也可|都可|同等享受|一并享受|同样享受|享受同等|纳入|适用于)"
)
_ENDED = re.compile(r"废止|失效|停止执行|终止")
_EXCEPTION = re.compile(r"除[^，。；]{2,24}外|但(?:是)?|除非")
_THERE, _LEAST = 0.6, 0.5


class Ruling(NamedTuple):
    """`short`: 是 or 否; `kind` of the claim; `rule` by which it was told."""

    short: Literal["是", "否"]
    kind: Literal["quote", "negative"]
    rule: str


def ruled(question: Question, unit: Unit) -> Ruling | None:
    """Yes or no by a rule that a sentence states of what is asked; None where it states none, or an exception."""
    told = _clauses(question, unit)
    if not told:
        return None
    text = "，".join(told)
    if _STILL.search(question.asked):
        ended = _ENDED.search(text) is not None
        asks_end = re.search(r"失效了|作废了|废止了|有没有失效", question.asked) is not None
        return (_yes() if asks_end else _no()) if ended else None
    if _LEAVE.search(question.asked):
        return _yes() if _FREE.search(text) else _no() if _DUTY.search(text) else None
    if _MUST.search(question.asked):
        return _no() if _FREE.search(text) else _yes() if _DUTY.search(text) else None
    if _MAY.search(question.asked):
        return _allowed(text)
    return None


def _allowed(text: str) -> Ruling | None:
    if _OUT.search(text) or _FORBIDS.search(text):
        return None if _GRANTS.search(text) else _no()
    return _yes() if _GRANTS.search(text) else None


def _clauses(question: Question, unit: Unit) -> Sequence[str]:
    """The clauses of the one part of a unit that hold what is asked, with the ruling ones beside them; none where it excepts something."""
    words = [t for t in question.terms if len(t) > 1 and not is_empty_word(t)]
    weights = {t: rarity(t) ** 2 for t in words}
    total = sum(weights.values())
    best: tuple[float, list[str]] = (0.0, [])
    for part in _STOPS.split(unit.text):
        if _EXCEPTION.search(part[2:]):
            continue
        for clause in _CLAUSE.split(part):
            share = sum(w for t, w in weights.items() if credit(t, fold(clause)) >= _THERE) / total if total else 0.0
            if share > best[0] and _rules(clause):
                best = (share, [clause])
    near = fold(unit.text + unit.headings)
    whole = sum(w for t, w in weights.items() if credit(t, near) >= _THERE) / total if total else 0.0
    return best[1] if best[0] >= _LEAST and whole >= _THERE else []


def _rules(clause: str) -> bool:
    return any(p.search(clause) for p in (_DUTY, _FREE, _FORBIDS, _OUT, _GRANTS, _ENDED))


def _yes() -> Ruling:
    return Ruling("是", "quote", "stated")


def _no() -> Ruling:
    return Ruling("否", "negative", "negation")
