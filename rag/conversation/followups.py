"""A short follow-up -> the full question it stands for, by rules over what the questions before it asked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.forms import plain
from index.people.names import is_person
from rag.asking.question_frames import NOTHING, PLACE, STOPS, TIME, Frame, asks, frame, naming, tokens
from rag.asking.questions import analyse
from rag.conversation.asides import SOURCE, WHO_SAID
from rag.conversation.pointing import VIEWS, Exchange, both, counted, pointed, points, topic
from rag.conversation.rephrasing import CIRCUMSTANCES, WAYS, WHY, cause, circumstance, compared, items, way, who
from rag.conversation.slots import SCOPE, TITLE, quantity, relational, replaced, subject_of, with_attribute, with_time

How = Literal[
    "complete", "slot", "pointing", "which", "why", "how", "predicate", "quote", "source", "speaker", "unclear"
]

_OPENING = re.compile(
    r"^(?:(?:好的?|嗯+|哦+|噢|谢谢|请问|另外|再问一下|再问|我?(?:还|再)?想(?:再)?(?:问|知道)(?:一下)?)[，,、 ]*)*"
    r"(?:(?:那么|那|然后|还有|至于|换成|换作|如果是|要是|再看|相比之下|而)(?![个些里时份年家位种次边样段条项只座所名类批篇儿天月句]|呢|吗|什么|哪)[，,、 ]*)?"
)
_WHAT_OF = re.compile(r"^(?P<what>.{1,24}?)(?:的(?:话|情况))?(?:方面)?呢$")
_AND_THERE = re.compile(r"^(?P<what>.{1,12}?)(?:的情况)?又?(?:如何|怎么样|怎样)呢?$")
_VAGUE = re.compile(
    r"^(?:还有|然后|继续|接着|后来|接下来|其他|别的|下一个|详细(?:一?点|说说|讲讲)?|展开(?:说说|讲讲)?|(?:再)?(?:说说|讲讲)|再?具体(?:一?点|说说|讲讲)"
    r"|除此之外|真的|真|确定|没错|对|是|就这些|只有这些|这样)?(?:呢|吗|些?什么|吧)?$"
)
_QUOTE = re.compile(r"“[^“”]{6,}”")
_WHICH = re.compile(
    r"^(?:都|具体|分别|主要|究竟|到底)*(?:有|是|包括|指)?(?:哪些|哪几(?:个|项|种|类|家|条|点|位|座|方面)?|什么)(?:方面|内容)?$"
    r"|^(?:请)?(?:一一)?(?:列出来?|列一下|列举一下|举例说明)$|^具体(?:内容)?$"
)
_WHO = re.compile(r"^(?:都|具体|究竟|到底)*(?:有|是)?(?:谁|哪位|什么人|哪些人)$")
_WHY = re.compile(
    r"^(?:这是|这)?(?:为什么|为何|为啥|(?:主要)?原因(?:是什么|何在|在哪里?|有哪些)?)(?:会?这样|如此)?(?P<no>没有?|不)?(?:呢)?$"
)
_HOW = re.compile(
    r"^(?:具体)?是?(?:怎么|如何|怎样)(?:具体)?(?:做|做到|实现|办到|达到|达成|完成)(?:的|这一点的?|到的)?$"
)
# What rises is the quantity asked before, not its owner: 增长了多少, 占全国的比重是多少.
_RISES = re.compile(
    r"^(?:占[^的，]{1,10}的?(?:比重|比例|份额|百分比)?|(?:比上年|较上年|比[^，]{1,8}年|同比|环比|实际|年均)*(?:增长|下降|减少|上升|提高|增加|降低)?了?)"
    r"(?:大约|约|了)*(?:是|为|达到?|有)?(?=多少|百分之几|几)|^(?:在[^，]{1,8}?)?(?:排名?|位?居|位列)(?=第几|多少|几)"
)
_COMPARED = re.compile(
    r"^(?:它们|他们|两者|二者|两国|两地|两市|这?两个?(?:国家|城市|地区|省|市)?|双方)?(?:之间|相比|中|里)?，?(?:(?:哪(?:个|家|座|国|市|里|边)|谁)的?(?=更|最|比较)|(?=相差|差了?(?:多少|几|距)))(?P<how>.{1,8})$"
)
_BESIDE = re.compile(r"^[和与跟同](?=.{2,20}(?:区别|差别|不同|差异|差距|关系|联系|异同))")
_SPREADS = re.compile(r"^(?:主要|一共|总共|共)?(?:覆盖|分布|涉及|涵盖|集聚|聚集|横跨|位于|属于)")
_REMEDIES = re.compile(r"^(?:办法|措施|对策|建议|举措|解决办法)$")
_OF_TIME = re.compile(rf"({TIME.pattern})的(?=.)")
_LONGEST_NAME = 20
_LONGEST_PREDICATE = 30  # a question without a subject is short; what is longer names its own
_MOST_BARE = 5


@dataclass(frozen=True)
class Resolved:
    """The question a follow-up stands for; `changed`: whether it differs from what was asked; `how` it was told.

    `complete`: it stands for itself. `source`, `speaker`: it asks where the answer before comes from, or who said it; `basis` is
    the question whose answer is meant. `unclear`: it cannot be told; `basis` is an example to ask by.
    """

    question: str
    changed: bool
    how: How
    basis: str = ""


@dataclass(frozen=True)
class _Before:
    """What a follow-up can take up: all turns, the last of them, its question without the stop and taken apart."""

    history: Sequence[Exchange]

    @property
    def last(self) -> Exchange:
        return self.history[-1]

    @property
    def text(self) -> str:
        return self.last.question.strip(STOPS)

    @property
    def frame(self) -> Frame:
        return frame(self.last.question) or NOTHING


def resolve(text: str, turns: Sequence[Exchange]) -> Resolved:
    """The full question of a follow-up, in the words of the earlier turns (oldest first) and its own, never a number of neither.

    Earlier follow-ups are resolved first; those that cannot be are passed over. Without turns every question is complete.
    """
    history: list[Exchange] = []
    for turn in turns:
        told = _resolve(turn.question, history)
        if told.how != "unclear":
            known = told.basis if told.how in ("source", "speaker") else told.question
            history.append(replace(turn, question=plain(known)))
    return _resolve(text, history)


def _resolve(text: str, history: Sequence[Exchange]) -> Resolved:
    if not history:
        return Resolved(text, False, "complete")
    asked = plain(text).strip(STOPS)
    short = _OPENING.sub("", asked, count=1).strip(STOPS) or asked
    before = _Before(history)
    told = ((how, full) for how, rule in _RULES if (full := rule(short, before)) is not None)
    how, full = next(told, ("complete", text))
    if how == "complete":
        return Resolved(text, False, how)
    if not full or (how not in _FRAMELESS and before.frame is NOTHING):
        return Resolved(text, False, "unclear", before.last.question)
    return Resolved(full.strip(STOPS) + "？", True, how, before.last.question if how in ("source", "speaker") else "")


# A rule gives the full question, "" where it fits and cannot tell, None where it does not fit.


def _vague(short: str, _before: _Before) -> str | None:
    return "" if _VAGUE.match(short) else None


def _quoted(short: str, before: _Before) -> str | None:
    """谁说的 behind a question that quotes somebody asks of that quote."""
    quote = _QUOTE.search(before.text) if WHO_SAID.match(short) else None
    return f"{quote.group()}是谁说的" if quote else None


def _speaker(short: str, before: _Before) -> str | None:
    return f"{before.text}，这是谁说的" if WHO_SAID.match(short) else None


def _source(short: str, before: _Before) -> str | None:
    return f"{before.text}，依据是哪份文件" if SOURCE.match(short) else None


def _which(short: str, before: _Before) -> str | None:
    return items(before.frame, before.text) if _WHICH.match(short) else None


def _who(short: str, before: _Before) -> str | None:
    return who(before.frame, before.text) if _WHO.match(short) else None


def _why(short: str, before: _Before) -> str | None:
    told = _WHY.match(short)
    no = "没有" if told and told["no"] else ""
    return cause(before.frame, before.text, before.last.short_answer, no) if told else None


def _how(short: str, before: _Before) -> str | None:
    return way(before.frame, before.text) if _HOW.match(short) else None


def _views(short: str, before: _Before) -> str | None:
    """林小燕怎么看: of what was asked before."""
    said = VIEWS.search(short)
    if not said or not is_person(TITLE.sub("", short[: said.start()])):
        return None
    about = topic(before.frame)
    return f"{short[: said.start()]}怎么看{about}" if about else ""


def _compared(short: str, before: _Before) -> str | None:
    """哪个更多, 相差多少: of the last two that were asked about."""
    told = _COMPARED.match(short)
    return compared(before.frame, both(before.history), told["how"]) if told else None


def _pointing(short: str, before: _Before) -> str | None:
    full = pointed(short, before.history) if points(short) else None
    if not full:
        return full
    what = _WHAT_OF.match(full)
    if what and not asks(what["what"]):
        full = _pointed_what(what["what"], before)
    elif TIME.match(full) and not TIME.match(short):  # 同期全国是多少: 2023年全国是多少
        full = _predicate(full, before) or full
    return full if full != before.text else ""


def _pointed_what(what: str, before: _Before) -> str:
    """海州渔港的利润, where 它 was 海州渔港: 利润 of the question before, or a question of its own."""
    subject = before.frame.subject
    if subject and what.startswith(f"{subject}的"):
        return replaced(what.removeprefix(f"{subject}的"), before.text)
    what = _OF_TIME.sub(r"\1", what)
    owner, _, asked = what.rpartition("的")
    if not owner and quantity(what):
        return f"{what}是多少"
    if owner and asked:
        return f"{what}是{'多少' if quantity(asked) else '什么'}"
    return replaced(what, before.text)


def _slot(short: str, before: _Before) -> str | None:
    """德国呢, 2024年呢, 利润呢: the part of the question before that is of the same kind gives way, the rest stays."""
    what = _WHAT_OF.match(short)
    if what:
        return replaced(what["what"], before.text) if not asks(what["what"]) else None
    there = _AND_THERE.match(short)
    named = there["what"] if there else short
    bare = len(named) <= _LONGEST_NAME and (there or not asks(named))
    only = bare and (
        PLACE.fullmatch(named)
        or TIME.fullmatch(named)
        or SCOPE.fullmatch(named)
        or (there and quantity(named))
        or _known(named, before)
    )
    return replaced(named, before.text) if only else None


def _known(name: str, before: _Before) -> bool:
    return is_person(name) and any(name in turn.question for turn in before.history)


def _predicate(short: str, before: _Before) -> str | None:
    """有多少家企业, 什么时候开工, 增长了多少, 2024年是多少: what is told, of the subject before."""
    own = frame(short) if len(short) <= _LONGEST_PREDICATE else None
    text = with_time(own.lead.strip(STOPS), before.text) if own and own.lead else before.text
    base = frame(text) if text else None
    if own is None or base is None:
        return None
    rest = short[len(own.lead) :]
    if _BESIDE.match(short):
        owner = subject_of(base, before.text)
        return owner + short if owner else ""
    if _RISES.match(rest) and own.quantity and not own.after:
        return f"{base.lead + base.subject if base.told else base.body}{rest}" if base.body else ""
    if _own_subject(own, short):
        return None
    slot = own.lead.strip(STOPS) + own.subject
    if slot and not own.middle and not own.after and not quantity(own.subject) and not relational(own.subject):
        return _elsewhere(slot, own, base, before)
    return circumstance(own, base) if rest == own.ask else _of_subject(own, rest, base, subject_of(base, before.text))


def _elsewhere(slot: str, own: Frame, base: Frame, before: _Before) -> str:
    """2024年是多少, 德国有多少个: the question before of another time or place; 我国有多少个, where it asked no number: of its subject."""
    if own.quantity == base.quantity:
        return replaced(slot, before.text)
    owner = subject_of(base, before.text)
    return f"{slot}{owner}{own.ask}" if owner and not PLACE.match(owner) else ""


def _of_subject(own: Frame, rest: str, base: Frame, owner: str) -> str | None:
    named = own.subject + own.middle
    if is_person(owner) and (own.wh in WAYS or own.wh in WHY or _REMEDIES.match(own.after)):
        owner = topic(base)  # 怎么解决: not the expert, but what was asked of him
    if (
        _SPREADS.match(rest) and base.told and base.quantity and base.after
    ):  # the clusters cover provinces, not who chose them
        owner = counted(base, "").removeprefix(base.lead)
    if relational(named):
        return f"{owner}的{rest}" if owner else ""
    if quantity(named):
        return with_attribute(rest.removesuffix(own.ask), base, own.wh) if base.subject and not own.after else None
    if own.wh in WHY and base.attribute:  # 为什么这么低: the rate, not the province
        return f"{base.body}{rest}"
    if not owner:  # as complete as the question before it was
        return None if own.middle or own.after else ""
    return f"{base.lead}{owner}{rest}"


def _own_subject(own: Frame, short: str) -> bool:
    """Whether a question names what it is about: more than a place, a quantity (总投资), or the one thing it counts."""
    named = own.subject + own.middle
    if relational(named) and not own.after:
        return False
    place = PLACE.fullmatch(own.subject) or SCOPE.fullmatch(own.subject)
    bare = quantity(named) and len(named) <= _MOST_BARE and len(tokens(named)) <= 2
    if not place and not bare and not relational(named) and (own.subject.strip("的") or naming(named)):
        return True
    if place and (own.middle or own.after):
        return True
    counts = own.quantity or (own.wh.startswith(("哪", "什么")) and own.wh not in CIRCUMSTANCES)
    whole = analyse(short).kind == "definition" or (own.wh == "吗" and not own.middle)
    return whole or naming(own.after) > counts


_RULES: tuple[tuple[How, Callable[[str, _Before], str | None]], ...] = (
    ("unclear", _vague),
    ("quote", _quoted),
    ("speaker", _speaker),
    ("source", _source),
    ("which", _which),
    ("which", _who),
    ("why", _why),
    ("how", _how),
    ("predicate", _compared),
    ("pointing", _pointing),
    ("slot", _views),
    ("slot", _slot),
    ("predicate", _predicate),
)
_FRAMELESS = frozenset(["quote", "speaker", "source", "pointing", "slot"])
