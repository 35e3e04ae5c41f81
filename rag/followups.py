"""A short follow-up -> the full question it stands for, by rules over what the questions before it asked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.forms import plain
from index.names import is_person
from rag.figures import figures_in
from rag.frames import PLACE, TIME, Frame, frame, last_verb, tokens
from rag.pointing import VIEWS, Exchange, pointed, points, topic
from rag.questions import analyse
from rag.words import is_noun, is_proper

How = Literal[
    "complete", "slot", "pointing", "which", "why", "how", "predicate", "quote", "source", "speaker", "unclear"
]

_STOPS = "？?。！!，,、；;…~ "
_OPENING = re.compile(
    r"^(?:(?:好的?|嗯+|哦+|噢|谢谢|请问|另外|再问一下|再问|我?(?:还|再)?想(?:再)?(?:问|知道)(?:一下)?)[，,、 ]*)*"
    r"(?:(?:那么|那|然后|还有|至于|换成|换作|如果是|要是|再看|相比之下|而)(?![个些里时份年家位种次边样段条项只座所名类批篇儿天月句]|呢|吗|什么|哪)[，,、 ]*)?"
)
_WHAT_OF = re.compile(r"^(?P<what>.{1,24}?)(?:的(?:话|情况))?(?:方面)?呢$")
_AND_THERE = re.compile(r"^(?P<what>.{1,12}?)(?:的情况)?又?(?:如何|怎么样|怎样)呢?$")
_NOW = re.compile(r"^(?:现在|目前|如今|当前|最新)")
_RELATIVE = re.compile(
    r"^(?:[上前次后下]一?年|第二年|往年|近几?年|前几年|去年同期|上年|同期|[和与跟].*|[同比](?![比期]).*|除了?.*|其他.*|别的.*)$"
)
_TITLE = re.compile(r"(?:教授|院长|所长|主任|研究员|博士|先生|女士|会长|局长|院士|书记|理事长|秘书长)$")
_VAGUE = re.compile(
    r"^(?:还有|然后|继续|接着|后来|接下来|其他|别的|下一个|详细(?:一?点|说说|讲讲)?|展开(?:说说|讲讲)?|(?:再)?(?:说说|讲讲)|再?具体(?:一?点|说说|讲讲)|除此之外|真的|真|确定|没错|对|是|就这些|只有这些|这样)?(?:呢|吗|些?什么|吧)?$"
)
_SAID = (
    r"(?:这|那|这句?话|这个|上面|刚才|以上|上述|前面|它)?(?:些|个)?(?:数据|数字|说法|结论|观点|内容|信息|答案|回答|话)?"
)
_WHO_SAID = re.compile(
    rf"^{_SAID}(?:都|究竟|到底)?是?(?:谁|哪位(?:专家|学者|领导|官员)?|哪个(?:人|专家)|什么人)(?:说|讲|提出来?|认为|指出|介绍|表示|主张|告诉)(?:的|过|了)?(?:啊|呀)?$"
)
_SOURCE = re.compile(
    rf"^{_SAID}(?:有|的)?(?:什么|何|哪些)?(?:依据|根据|出处|来源|凭据|证据|原文|原话)(?:呢|吗|是什么|在哪里?|是哪里?|怎么说的?|怎么写的?)?$"
    rf"|^{_SAID}(?:都)?(?:是|出自|来自|写在)?(?:从)?(?:哪里|哪儿|哪(?:一)?(?:份|个|篇|部|项|条|本)(?:文件|文章|材料|报告|文档|政策|资料|文献)|什么(?:文件|文章|材料|报告|资料))(?:里|中|上)?(?:说|写|提|提到|规定|看到|来|得出|讲|记载|公布|发布|查到)?(?:的|过)?$"
    rf"|^{_SAID}(?:出自|来自|取自|依据|根据)(?:于)?(?:哪|什么).{{0,8}}$|^(?:依据|出处|根据|来源)$"
)
_QUOTE = re.compile(r"“[^“”]{6,}”")
_WHICH = re.compile(
    r"^(?:都|具体|分别|主要|究竟|到底)*(?:有|是|包括|指)?(?:哪些|哪几(?:个|项|种|类|家|条|点|位|座|方面)?|什么|谁)(?:方面|内容)?$|^(?:请)?(?:一一)?(?:列出来?|列一下|列举一下|举例说明)$|^具体(?:内容)?$"
)
_WHY = re.compile(
    r"^(?:这是|这)?(?:为什么|为何|为啥|(?:主要)?原因(?:是什么|何在|在哪里?|有哪些)?)(?:会?这样|如此)?(?P<no>没有?|不)?$"
)
_HOW = re.compile(
    r"^(?:具体)?(?:是)?(?:怎么|如何|怎样)(?:具体)?(?:做|做到|实现|办到|达到|达成|完成)(?:的|这一点的?|到的)?$"
)
_QUANTITY = re.compile(
    r"(?:收入|人口|数|规模|总额|投资|金额|产量|销量|[率额量值费价积比重速幅差]|成本|工资|容量|能力|投入|支出|经费|资金|预算|税收|出口|进口|份额|利润|缺口|目标|长度|高度|密度|强度|贡献度)$"
)
# A share or a rise is one of the quantity asked before; a target too.
_OF_IT = re.compile(
    r"^(?:占|同比|环比|增速|增幅|增长|降幅|涨幅|下降|减少|上升|提高|比上年|较上年|比.{1,8}年|较)|^(?:目标|计划值)$"
)
_SCOPE = re.compile(r"^(?:全[国省市县区球港州]|我国|中国|国内|国外|世界|海外|全世界)")
_SCOPES = re.compile(r"全(?:[国省市县区球州]|世界)(?!性|面)|我国|中国")
_PEOPLE = frozenset(
    "员工 职工 人员 游客 工人 学生 人才 渔民 农户 农民 观众 教师 医生 护士 患者 老人 儿童 旅客 专家 志愿者".split()
)
_LONGEST_SLOT = 20


@dataclass(frozen=True)
class Resolved:
    """The question a follow-up stands for; `changed`: whether it differs from what was asked; `how` it was told.

    `complete`: it stands for itself. `source`, `speaker`: it asks where the answer before comes from, or who said it; the question
    is then that one and `basis` the question whose answer is meant. `unclear`: it cannot be told, `basis` is an example to ask by.
    """

    question: str
    changed: bool
    how: How
    basis: str = ""


def resolve(text: str, turns: Sequence[Exchange]) -> Resolved:
    """The full question of a follow-up, in the words of the earlier turns (oldest first) and its own, never a number of neither.

    Earlier follow-ups are resolved first; those that cannot be are passed over. Without turns every question is complete.
    """
    history: list[Exchange] = []
    for turn in turns:
        told = _resolve(turn.question, history)
        if told.how == "unclear":
            continue
        known = told.basis if told.how in ("source", "speaker") else told.question
        history.append(replace(turn, question=plain(known)))
    return _resolve(text, history)


def _resolve(text: str, history: Sequence[Exchange]) -> Resolved:
    if not history:
        return Resolved(text, False, "complete")
    asked = plain(text).strip(_STOPS)
    short = _OPENING.sub("", asked, count=1).strip(_STOPS)
    last = history[-1]
    previous = frame(last.question)
    for how, rule in _RULES:
        if previous is None and how not in _FRAMELESS:
            continue
        full = rule(short or asked, _Before(last, previous or _NOTHING, history))
        if full is None:
            continue
        if not full:
            return Resolved(text, False, "unclear", last.question)
        basis = last.question if how in ("source", "speaker") else ""
        return Resolved(_ended(full), True, how, basis)
    return Resolved(text, False, "complete")


def _ended(question: str) -> str:
    return question.strip(_STOPS) + "？"


@dataclass(frozen=True)
class _Before:
    """What a follow-up can take up: the turn before it, that turn's question taken apart, and all turns."""

    last: Exchange
    frame: Frame
    history: Sequence[Exchange]

    @property
    def text(self) -> str:
        return self.last.question.strip(_STOPS)


_NOTHING = Frame("", "", "", "", "", "", "")


# A rule gives the full question, "" where it fits and cannot tell, None where it does not fit.


def _quoted(short: str, before: _Before) -> str | None:
    """谁说的 behind a question that quotes somebody asks of that quote."""
    quote = _QUOTE.search(before.text)
    return f"{quote.group()}是谁说的" if quote and _WHO_SAID.match(short) else None


def _speaker(short: str, before: _Before) -> str | None:
    return f"{before.text}，这是谁说的" if _WHO_SAID.match(short) else None


def _source(short: str, before: _Before) -> str | None:
    return f"{before.text}，依据是哪份文件" if _SOURCE.match(short) else None


def _vague(short: str, _before: _Before) -> str | None:
    return "" if _VAGUE.match(short) else None


def _which(short: str, before: _Before) -> str | None:
    """具体有哪些: the items of what was counted or said to be there."""
    if not _WHICH.match(short):
        return None
    asked = before.frame
    if asked.wh == "吗" and (there := re.match(r"(.*?)(?:还|都)?有(.+)$", asked.body)):
        numbered = there[2].startswith("“") or re.match(r"[两二三四五六七八九十\d]", there[2])
        return f"{there[1]}的{there[2]}分别是什么" if numbered else f"{there[1]}有哪些{there[2]}"
    if asked.wh in ("是否", "有没有") and asked.after:
        return f"{asked.body}有哪些{asked.after.removeprefix('有').removeprefix('存在')}"
    if asked.wh in ("多少", "几") and asked.after:
        return f"{asked.body}{'有' if asked.link == '有' else ''}{'了' if '了' in asked.ask else ''}哪些{asked.after}"
    if asked.quantity or asked.wh == "吗":
        return ""
    if asked.wh.startswith(("什么", "哪", "怎", "如何")):
        return (
            before.text if "哪些" in asked.wh or asked.wh.startswith(("怎", "如何")) else f"{before.text}，具体有哪些"
        )
    return ""


def _why(short: str, before: _Before) -> str | None:
    told = _WHY.match(short)
    if not told:
        return None
    asked = before.frame
    no = "没有" if told["no"] else ""
    if asked.wh in ("为什么", "为何", "为啥"):
        return before.text
    if asked.wh == "吗":
        body = asked.body.removesuffix("了")
        at = last_verb(body)
        return f"{body[:at]}为什么{no}{body[at:]}" if at > 0 else f"为什么{no}{body}"
    if asked.wh in ("是否", "有没有", "是不是", "能不能", "能否", "会不会", "可否"):
        verb = no + {
            "有没有": "" if no else "有",
            "能不能": "能",
            "能否": "能",
            "会不会": "会",
            "可否": "可以",
            "是不是": "是",
        }.get(asked.wh, "")
        return f"{asked.body}为什么{verb}{asked.after}"
    if no:
        return ""
    if asked.quantity:
        return f"{asked.body}{asked.after}的原因是什么"
    if asked.wh == "谁" and not asked.body:
        return f"为什么{asked.after}"
    if asked.after.removesuffix("的") and asked.wh in _CIRCUMSTANCES:
        return f"{asked.body}为什么{asked.after.removesuffix('的')}"
    if asked.link in ("是", "由") and before.last.short_answer and not figures_in(before.last.short_answer):
        return f"{asked.body}为什么{asked.link}{before.last.short_answer}{asked.after}"
    return f"为什么{asked.body}{asked.after}" if asked.told else ""


_CIRCUMSTANCES = frozenset(
    "什么时候 什么时间 什么地方 哪年 哪一年 哪天 哪一天 哪里 哪儿 哪月 哪个月 何时 何地 何处 何年 怎么 怎样 如何".split()
)


def _how(short: str, before: _Before) -> str | None:
    if not _HOW.match(short):
        return None
    asked = before.frame
    if asked.wh in ("怎么", "如何", "怎样"):
        return before.text
    if asked.told and asked.wh != "吗":
        verb = asked.middle.removesuffix("了")
        return f"{asked.lead}{asked.subject}是如何{verb}{asked.after}的"
    body = asked.body.removesuffix("了")
    at = last_verb(body) if asked.wh == "吗" else -1
    if at > 0:
        return f"{body[:at]}是如何{body[at:]}的"
    return f"{body}{asked.after}是如何实现的" if body else ""


def _pointing(short: str, before: _Before) -> str | None:
    if not points(short):
        return None
    full = pointed(short, before.history)
    if full is None:
        return None
    what = _WHAT_OF.match(full)
    if not what or frame(what["what"]):
        return full if full != before.text else ""
    subject = before.frame.subject
    of_it = what["what"].removeprefix(f"{subject}的") if subject else what["what"]
    if of_it != what["what"]:  # 它的利润呢 is 利润呢
        return _replaced(of_it, before)
    owner, _, asked = what["what"].rpartition("的")
    if owner and asked:
        return f"{what['what']}是{'多少' if _QUANTITY.search(asked) else '什么'}"
    return _differing(_replaced(what["what"], before), before)


def _differing(full: str, before: _Before) -> str:
    return full if full.strip(_STOPS) != before.text else ""


def _views(short: str, before: _Before) -> str | None:
    """林小燕怎么看: of what was asked before."""
    said = VIEWS.search(short)
    who = _TITLE.sub("", short[: said.start()]) if said else ""
    if not said or not is_person(who):
        return None
    about = topic(before.frame)
    return f"{short[: said.start()]}怎么看{about}" if about else ""


def _slot(short: str, before: _Before) -> str | None:
    """德国呢, 2024年呢, 利润呢: the part of the question before that is of the same kind gives way, the rest stays."""
    what = _WHAT_OF.match(short)
    if what:
        return _replaced(what["what"], before) if not frame(what["what"]) else None
    there = _AND_THERE.match(short)
    if there and (PLACE.fullmatch(there["what"]) or _SCOPE.fullmatch(there["what"]) or TIME.fullmatch(there["what"])):
        return _replaced(there["what"], before)
    bare = len(short) <= _LONGEST_SLOT and not frame(short)
    only = TIME.fullmatch(short) or PLACE.fullmatch(short) or (is_person(short) and short in _people(before))
    return _replaced(short, before) if bare and only else None


def _people(before: _Before) -> str:
    return " ".join(turn.question for turn in before.history)


def _replaced(what: str, before: _Before) -> str:
    """The question before with what a follow-up names in the place of its like; "" where nothing is like it."""
    text = before.text
    rest = what.strip(_STOPS).removesuffix("的")
    if _RELATIVE.match(rest):
        return ""
    now = _NOW.match(rest)
    if now:
        text, rest = _with_time("目前", text), rest[now.end() :]
    time = re.match(rf"(?:截至|截止到?|到了?|至|在)?(?P<when>{TIME.pattern}|(?:19|20)\d\d)(?:的|，)?", rest)
    if time:
        text = _with_time(time["when"], text)
        rest = rest[time.end() :]
    place = PLACE.match(rest) or _SCOPE.match(rest)
    if place and text:
        rest = rest[place.end() :].removeprefix("的")
        asked = frame(text) or _NOTHING
        if rest and set(rest[-2:]) & set(_named(asked.subject)[-2:]):  # 青屿港 -> 全省港口
            text, rest = text.replace(_named(asked.subject), place.group() + rest, 1), ""
        else:
            text = _with_place(place.group(), text)
    if not text or not rest or rest in text:
        return text if text and (rest != what or rest in text) else ""
    return _with_noun(rest, text, before)


def _with_time(when: str, text: str) -> str:
    if when.isdigit():
        when += "年"
    old = list(TIME.finditer(text))
    if not old:
        asked = frame(text)
        return when + text if asked else ""
    if len(old) > 1:
        return ""
    year = re.match(r"(?:19|20)\d\d年", old[0].group())
    if year and re.match(r"\d{1,2}月|[上下]半年|第?[一二三四]季度", when):  # 10月 behind 2023年9月
        when = year.group() + when
    return text[: old[0].start()] + when + text[old[0].end() :]


def _with_place(new: str, text: str) -> str:
    scoped = _SCOPE.match(new)
    old = [m for m in PLACE.finditer(text)] or [m for m in _SCOPES.finditer(text)]
    if not old:
        asked = frame(text) or _NOTHING
        joined = "" if scoped or not asked.subject else ""
        return asked.lead + new + joined + text[len(asked.lead) :]
    one = next((m for m in old if m.group()[-1] == new[-1]), old[0])
    end = one.end()
    return text[: one.start()] + new + text[end:]


def _with_noun(what: str, text: str, before: _Before) -> str:
    asked = frame(text)
    if asked is None:
        return ""
    said = analyse(text).speaker or (asked.subject if is_person(asked.subject) else "")
    who = _TITLE.sub("", what)
    if is_person(who) and (said or not is_noun(who)):
        return text.replace(said, what, 1) if said else f"{what}怎么看{topic(asked)}"
    if not asked.body and asked.after and analyse(text).kind == "definition":  # 什么是冷链物流
        return f"{what}是什么"
    if _OF_IT.match(what):
        return f"{asked.body}{what}是多少" if asked.body else ""
    if _QUANTITY.search(what):
        return _attribute(what, asked, "多少")
    head = _named(asked.subject)
    if _alike(what, head) and head != what:
        return text.replace(head, what, 1)
    if like := _like(what, text):
        return text.replace(like, what, 1)
    noun = analyse(text).measured if asked.wh in ("多少", "几") and asked.after else ""
    if noun and noun in asked.after and (not _names(what) or PLACE.fullmatch(head)):
        counted = asked.ask if what not in _PEOPLE else re.sub(r"(多少|几).*", "多少", asked.ask)
        whole = asked.after[: asked.after.index(noun) + len(noun)] if len(tokens(what)) > 1 else noun
        return asked.body + counted + asked.after.replace(whole, what, 1)
    if _names(what) and head:
        return text.replace(head, what, 1)
    if asked.attribute and asked.subject:
        return _attribute(what, asked, "多少" if asked.quantity else "什么")
    if asked.subject and asked.wh == "什么" and "的" in text:
        return _attribute(what, asked, "什么")
    return text.replace(head, what, 1) if head else ""


def _alike(one: str, other: str) -> bool:
    """Whether two noun phrases end in one word: 长沙工程机械集群, 株洲轨道交通集群."""
    return bool(one and other) and one[-1] == other[-1] and (len(one) < 2 or len(other) < 2 or one[-2:] == other[-2:])


def _like(what: str, text: str) -> str:
    """The words of a text that end as `what` does, as many of them: 城镇居民 for 农村居民, 男性 for 女性; "" if there are none."""
    new, old = tokens(what), tokens(text)
    for i, token in enumerate(old):
        first = i - len(new) + 1
        same = (
            token.text == new[-1].text
            if len(new) > 1
            else token.text[-1] == new[-1].text[-1] and len(token.text) == len(what)
        )
        if same and len(token.text) > 1 and first >= 0 and "".join(t.text for t in old[first : i + 1]) in text.lower():
            return text[old[first].start : token.end]
    return ""


def _names(what: str) -> bool:
    """Whether words name something of its own, not a kind of things."""
    cut = tokens(what)
    return (
        any(is_proper(t.text) and not is_noun(t.text) for t in cut)
        or all(len(t.text) == 1 for t in cut)
        or not any(is_noun(t.text) for t in cut)
    )


def _named(subject: str) -> str:
    """What a subject begins with, before what is said of it: 罗氏 of 罗氏所在的集群."""
    return re.split(r"所在|所属|旗下|下属|的", subject, maxsplit=1)[0].strip(_STOPS)


def _attribute(what: str, asked: Frame, wh: str) -> str:
    kept = asked.middle
    if asked.told:
        kept = "".join(m.group() for m in TIME.finditer(kept))
    else:
        kept = kept.removesuffix(asked.attribute)
    joined = asked.lead + asked.subject + kept.removesuffix("的")
    return f"{joined}{what.removeprefix('的')}是{wh}" if joined else ""


def _predicate(short: str, before: _Before) -> str | None:
    """有多少家企业, 什么时候开工, 增长了多少, 2024年是多少: what is told, of the subject before."""
    own = frame(short)
    if own is None:
        return None
    when, rest = own.lead.strip(_STOPS), short[len(own.lead) :]
    text = _with_time(when, before.text) if when else before.text
    base = frame(text) if text else None
    if base is None:
        return None
    if _RISES.match(rest) and own.quantity and not own.after:
        subject = base.lead + base.subject
        return f"{subject if base.told else base.body}{rest}" if base.body else ""
    if own.subject and not _bare_subject(own):
        return None
    where = own.subject if PLACE.fullmatch(own.subject) else ""
    if (when or where) and not own.middle and not own.after:  # 2024年是多少, 德国有多少个
        return _replaced(when + where, before)
    allowed = 1 if own.quantity or own.wh.startswith(("哪", "什么")) and own.wh not in _CIRCUMSTANCES else 0
    if (
        where
        or _nouns(own.after) > allowed
        or analyse(short).kind == "definition"
        or (own.wh == "吗" and not own.middle)
    ):
        return None
    if rest == own.ask:
        return _same_told(own, base)
    if own.subject or own.attribute:
        return _attribute(rest[: len(rest) - len(own.ask)], base, own.wh) if base.subject and not own.after else None
    if own.wh in ("为什么", "为何", "为啥") and base.attribute:  # 为什么这么低: the rate, not the province
        return f"{base.body}{rest}"
    return f"{base.lead}{base.subject}{rest}" if base.subject else ""


_RISES = re.compile(
    r"^(?:占[^的，]{1,10}的?(?:比重|比例|份额|百分比)?|(?:比上年|较上年|比[^，]{1,8}年|同比|环比|实际|年均)*(?:增长|下降|减少|上升|提高|增加|降低)?了?)(?:大约|约|了)*(?:是|为|达到?|有)?(?=多少|百分之几|几)"
)


def _same_told(own: Frame, base: Frame) -> str:
    """什么时候, 在哪里, 多少: asked of what the question before tells."""
    if own.quantity:
        there = re.match(r"(.*?)(?:还|都)?有(.+)$", base.body) if base.wh == "吗" else None
        return f"{there[1]}有多少{there[2]}" if there else ""
    after = base.after.removesuffix("的")
    if base.told:
        return f"{base.lead}{base.subject}{own.ask}{base.middle.removesuffix('了')}{after}"
    if not base.subject or base.quantity:
        return f"{base.lead}{base.subject}{own.ask}" if base.subject and own.wh in _CIRCUMSTANCES else ""
    return f"{base.body}{own.ask}{after}"


def _bare_subject(own: Frame) -> bool:
    """Whether what stands before the asking words names no subject: only a place, or only a quantity (总投资)."""
    before = own.subject + own.middle
    return bool(PLACE.fullmatch(own.subject)) or (
        len(before) <= 5 and _QUANTITY.search(before) is not None and len(tokens(before)) <= 2
    )


def _nouns(text: str) -> int:
    return sum(is_noun(t.text) or is_proper(t.text) for t in tokens(text))


_RULES: tuple[tuple[How, Callable[[str, _Before], str | None]], ...] = (
    ("unclear", _vague),
    ("quote", _quoted),
    ("speaker", _speaker),
    ("source", _source),
    ("which", _which),
    ("why", _why),
    ("how", _how),
    ("pointing", _pointing),
    ("slot", _views),
    ("slot", _slot),
    ("predicate", _predicate),
)
_FRAMELESS = frozenset(["unclear", "quote", "speaker", "source", "pointing"])
