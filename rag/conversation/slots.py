"""The question before with one part of it replaced by what a follow-up names: a year, a place, a person, what is measured."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.people.names import is_person
from rag.asking.question_frames import NOTHING, PLACE, STOPS, TIME, Frame, frame, tokens
from rag.asking.questions import analyse
from rag.conversation.pointing import topic
from rag.language.words import is_noun, is_proper

_UNTIL = frozenset("到至")
SCOPE = re.compile(r"^(?:全[国省市县区球港州]|我国|中国|国内|国外|世界|海外|全世界)")
_SCOPES = re.compile(r"全(?:[国省市县区球州]|世界)(?!性|面)|我国|中国")
# Years are never computed, and what is only compared with or left out takes the place of nothing.
_RELATIVE = re.compile(
    r"^(?:[上前次后下]一?年|第二年|往年|近几?年|前几年|去年同期|上年|同期|[和与跟].*|[同比](?![比期]).*|除了?.*|其他.*|别的.*)$"
)
_NOW = re.compile(r"^(?:现在|目前|如今|当前|最新|最近|近期)")
# Parts of a whole, each of which is asked like the others: 城镇居民, 农村居民.
_PARTS = tuple(
    frozenset(line.split())
    for line in (
        "城镇 农村 城市 乡村",
        "东部 中部 西部 东北部 南方 北方",
        "国有 民营 私营 外资 国企 民企",
        "国内 国外 境内 境外 海外",
        "男性 女性",
        "大型 中型 小型",
    )
)
# Nouns that are always of something: behind 呢, or asked without an owner, they are of what was asked before.
_RELATIONAL = re.compile(
    r"^(?:主要|重点|总体|核心|具体|最大|基本)?的?(?:特征|特点|龙头企业|龙头|内容|任务|原因|优势|劣势|短板|不足|问题|措施|举措|办法|对策|意义|作用|影响|门票|员工|职工|老板|负责人|总部|地址|主导产业|主要产品|产品"
    r"|条件|标准|要求|范围|对象|期限|定义|概念|内涵|背景|成效|成果|进展|现状|趋势|挑战|政策|做法|经验|模式|结构|职务|成员|分工|目的|依托单位|促进机构|功能|类型|途径|路径)$"
)
_WHEN = re.compile(rf"(?:截至|截止到?|到了?|至|在)?(?P<when>{TIME.pattern}|(?:19|20)\d\d)(?:的|，)?")
_QUANTITY = re.compile(
    r"(?:收入|人口|数|规模|总额|投资|金额|产量|销量|销售额|[率额量值费价积比重速幅差]|成本|工资|容量|能力|投入|支出|经费|资金|预算|税收|出口|进口|份额|利润|缺口|目标|长度|高度|密度|强度|贡献度)$"
)
# A share or a rise is one of the quantity asked before; a target too.
_OF_IT = re.compile(
    r"^(?:占|同比|环比|增速|增幅|增长|降幅|涨幅|下降|减少|上升|提高|比上年|较上年|比.{1,8}年|较)|^(?:目标|计划值)$"
)
_PEOPLE = re.compile(
    r"(?:员工|职工|人员|游客|工人|学生|人才|渔民|农户|农民|观众|教师|医生|护士|患者|老人|儿童|旅客|专家|志愿者)$"
)
_LATE = re.compile(rf"(?<=.)(?P<when>{TIME.pattern})$")
_PLACES = re.compile(rf"(?:{PLACE.pattern})(?:(?:和|与|、)(?:{PLACE.pattern}))*")
TITLE = re.compile(r"(?:教授|院长|所长|主任|研究员|博士|先生|女士|会长|局长|院士|书记|理事长|秘书长)$")


def replaced(what: str, text: str) -> str:
    """A question (`text`, without its last stop) with what a follow-up names in the place of its like; "" where nothing is like it.

    A year, then a place are taken off the front of `what`; of the rest: a person for a person, 利润 for 产值, a name for a name.
    """
    rest = what.strip(STOPS).removesuffix("的").removeprefix("整个")
    if _RELATIVE.match(rest):
        return ""
    full = text
    if now := _NOW.match(rest):
        full, rest = with_time("目前", full), rest[now.end() :]
    if when := _WHEN.match(rest):
        full, rest = with_time(when["when"], full, rest[: when.start("when")][-1:] or "-"), rest[when.end() :]
    elif late := _LATE.search(rest):  # 寒川枢纽2023年
        full, rest = with_time(late["when"], full), rest[: late.start()].removesuffix("的")
    place = _PLACES.match(rest) or SCOPE.match(rest)
    if place and full:
        full, rest = _with_place(place.group(), rest[place.end() :].removeprefix("的"), full)
    if not full or not rest:
        return full
    return _with_noun(rest, full) if rest not in full else (full if full != text else "")


def with_time(when: str, text: str, until: str = "") -> str:
    """A question asked of another time; of several the one behind 到 gives way to one behind 到 (`until`); "" if not told which."""
    when += "年" if when.isdigit() else ""
    old = list(TIME.finditer(text))
    if not old:
        return when + text if frame(text) else ""
    if len(old) > 1:
        old = [m for m in old if (text[m.start() - 1 : m.start()] in _UNTIL) == (until in _UNTIL)]
    if len(old) != 1:
        return ""
    year = re.match(r"(?:19|20)\d\d年", old[0].group())
    if year and re.match(r"\d{1,2}月|[上下]半年|第?[一二三四]季度", when):  # 10月 behind 2023年9月
        when = year.group() + when
    return text[: old[0].start()] + when + text[old[0].end() :]


def _with_place(new: str, rest: str, text: str) -> tuple[str, str]:
    """A question asked of another place, and what is left of the words behind it: 全省港口 takes the place of 青屿港."""
    asked = frame(text) or NOTHING
    named = _named(asked.subject)
    if rest and set(rest[-2:]) & set(named[-2:]):
        return text.replace(named, new + rest, 1), ""
    old = list(PLACE.finditer(text)) or list(_SCOPES.finditer(text))
    if not old:
        return asked.lead + new + text[len(asked.lead) :], rest
    if SCOPE.match(new) and old[0].group() not in rest:  # 东屿省青屿市 gives way to 全国 as a whole
        ends = [old[0].end()]
        ends += [m.end() for a, m in pairwise(old) if m.start() == a.end() == ends[-1]]
        return text[: old[0].start()] + new + text[ends[-1] :], rest
    one = next((m for m in old if m.group()[-1] == new[-1]), old[0])
    return text[: one.start()] + new + text[one.end() :], rest


def _with_noun(what: str, text: str) -> str:
    """A question asked of another noun; the first reading that fits."""
    asked = frame(text)
    return next((full for full in _readings(what, text, asked) if full is not None), "") if asked else ""


def _readings(what: str, text: str, asked: Frame) -> Iterator[str | None]:
    """What a question can become by a noun, the surest first; None where a reading does not fit, "" where it cannot be told."""
    yield _with_person(what, text, asked)
    yield _with_part(what, text)
    if relational(what):
        owner = subject_of(asked, text)
        what_of = f"{asked.lead}{owner}的{what.removeprefix('的')}"
        yield what_of + ("有多少" if _PEOPLE.search(what) else "是什么") if owner else ""
    if not asked.body and asked.after and analyse(text).kind == "definition":  # 什么是冷链物流
        yield f"{what}是什么"
    if _OF_IT.match(what):
        yield f"{asked.body}{what}是多少" if asked.body else ""
    head = _named(asked.subject)
    if _alike(what, head):
        yield text.replace(head, what, 1)
    if len(tokens(what)) > 1 and (like := _like(what, text)) and not PLACE.search(like):  # 货物吞吐量 -> 旅客吞吐量
        yield text.replace(like, what, 1)
    if quantity(what):
        yield with_attribute(what, asked, "多少")
    if like := _like(what, text):
        yield text.replace(like, what, 1)
    yield _with_counted(what, text, asked)
    if _names(what) and head:
        yield text.replace(head, what, 1)
    if asked.subject and (asked.attribute or (asked.wh == "什么" and "的" in text)):
        yield with_attribute(what, asked, "多少" if asked.quantity else "什么")
    yield text.replace(head, what, 1) if head else ""


def _with_person(what: str, text: str, asked: Frame) -> str | None:
    said = analyse(text).speaker or (asked.subject if is_person(asked.subject) else "")
    who = TITLE.sub("", what)
    if not is_person(who) or not (said or not is_noun(who)):
        return None
    return text.replace(said, what, 1) if said else f"{what}怎么看{topic(asked)}"


def _with_part(what: str, text: str) -> str | None:
    if what.startswith("其中"):
        asked = frame(text) or NOTHING
        part = what.removeprefix("其中").removeprefix("，").removesuffix("的")
        return f"{asked.body}{asked.ask}{part}{asked.after}" if part and asked.quantity and asked.after else ""
    others = next((parts for parts in _PARTS if what in parts), frozenset())
    old = next((part for part in sorted(others - {what}) if part in text), "")
    return text.replace(old, what, 1) if old else None


def _with_counted(what: str, text: str, asked: Frame) -> str | None:
    """多少所小学 -> 多少所初中; a name that is no place takes the place of a name instead."""
    noun = analyse(text).measured if asked.wh in ("多少", "几") and asked.after else ""
    if not noun or noun not in asked.after or (_names(what) and not PLACE.fullmatch(_named(asked.subject))):
        return None
    counted = re.sub(r"(多少|几).*", "多少", asked.ask) if _PEOPLE.search(what) else asked.ask
    whole = asked.after[: asked.after.index(noun) + len(noun)] if len(tokens(what)) > 1 else noun
    return asked.body + counted + asked.after.replace(whole, what, 1)


def with_attribute(what: str, asked: Frame, wh: str) -> str:
    """A question for another attribute of its subject: 利润是多少 for 产值是多少; "" without a subject."""
    when = "".join(m.group() for m in TIME.finditer(asked.middle))
    kept = when if asked.told else asked.middle.removesuffix(asked.attribute)
    joined = asked.lead + asked.subject + kept.removesuffix("的")
    between = "的" if what.startswith("的") or asked.middle.startswith("的") else ""
    return f"{joined}{between}{what.removeprefix('的')}是{wh}" if asked.subject else ""


def relational(what: str) -> bool:
    """Whether words are a noun that is always of something else: 特征, 主要内容."""
    return _RELATIONAL.match(what) is not None


def subject_of(asked: Frame, text: str) -> str:
    """What a question is about: its subject, or what it asks the definition of."""
    if not asked.subject and asked.after and analyse(text).kind == "definition":
        return re.sub(r"^(?:是|叫做?)|的?定义$", "", asked.after)
    return asked.subject


def quantity(what: str) -> bool:
    """Whether words end in a noun that a number is asked of: 销售收入, 覆盖率."""
    return _QUANTITY.search(what) is not None


def _alike(one: str, other: str) -> bool:
    """Whether two noun phrases end in one word: 海州船舶集群, 白水纺织集群."""
    return (
        bool(one and other)
        and one != other
        and one[-1] == other[-1]
        and (min(len(one), len(other)) < 2 or one[-2:] == other[-2:])
    )


def _like(what: str, text: str) -> str:
    """The words of a text that end as `what` does, as many of them: 城镇居民 for 农村居民, 男性 for 女性; "" if there are none."""
    new, old = tokens(what), tokens(text)
    for i, token in enumerate(old):
        first = i - len(new) + 1
        if len(new) > 1:
            same = token.text == new[-1].text
        else:
            same = token.text[-1:] == what[-1:] and len(token.text) == len(what)
        if (
            same
            and len(token.text) > 1
            and first >= 0
            and token.end - old[first].start == sum(len(t.text) for t in old[first : i + 1])
        ):
            return text[old[first].start : token.end]
    return ""


def _names(what: str) -> bool:
    """Whether words name something of its own, not a kind of things."""
    cut = tokens(what)
    proper = any(is_proper(t.text) and not is_noun(t.text) for t in cut)
    return proper or not any(is_noun(t.text) for t in cut)


def _named(subject: str) -> str:
    """What a subject begins with, before what is said of it: 罗氏 of 罗氏所在的集群."""
    return re.split(r"所在|所属|旗下|下属|的", subject, maxsplit=1)[0].strip(STOPS)
