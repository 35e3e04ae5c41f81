"""What is asked: kind, years, places, speaker, literal strings, the expected kind of answer."""

import re
from dataclasses import dataclass
from typing import Literal

from index.forms import plain
from index.people.names import is_person
from rag.language.lexicon import content, pairs, terms
from rag.language.places import places_in
from rag.language.words import class_of, is_proper
from rag.numbers.figures import ASKED_MONEY, ASKED_RANK, ASKED_UNIT, MONEY, NOUN_END, RANK, years_in

Kind = Literal["number", "date", "entity", "who_said", "list", "yes_no", "definition", "why", "how", "table", "other"]
Several = Literal["documents", "people", ""]
Wanted = Literal["place", "organisation", "person", "any", ""]

_SAYS = r"(?:认为|指出|表示|说过|说|评价|判断|解释|主张|谈|讲|介绍|强调|看来|怎么看|如何看|提出|建议|谈到|的观点|的看法|观点|看法)"
_SPEAKER = re.compile(
    rf"(?:^|[，,。；？?、\s]|专家|教授|研究员|主任|院长|所长|根据|按照|请问)(?P<name>[\u4e00-\u9fff]{{2,3}}?)(?:教授|研究员|院长|所长|主任)?{_SAYS}"
)
_OPINION = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,3}?)(?:教授|研究员|院长|所长|主任)?对.{2,40}(?:看|看法|观点|评价|建议|见解|判断)"
)
_PLANNED = re.compile(r"目标|计划|规划|打算|将|力争|预计|下一步|未来|(?:到|至)\s?20\d\d\s?年")
# Unlike behind a figure in a text, 及 and 和 join nouns here: 多少个新能源及智能网联汽车集群 counts 集群.
_VERBS = re.compile(NOUN_END.pattern.replace("和与及", ""))
_ASIDE = re.compile(r"（[^（）]*）")
_ASKS = re.compile(r"(?:是|有|为|包括|属于|在|位于|由)*(?:什么|哪|多少|几|谁|何|怎|如何|多大)")
_QUOTED = re.compile(r"《([^《》]{2,60})》|“([^“”]{2,40})”|\"([^\"]{2,40})\"|「([^「」]{2,40})」")
_ACTUAL = re.compile(r"实际|已经|已达|达到了|完成了|实现了|成果|截至|累计")
_VAGUE_WORDS = "历年 各年 历次 实际 钱 资金 水平 平均水平 平均 目标 数量 规模 总数 数字 数目 水平 总量 总额 金额 比例 占比 比重 百分比 增速 增长率 增幅 同比 增长"
_VAGUE = frozenset(_VAGUE_WORDS.split())
_SHARE = re.compile(r"占比|比重|比例|百分之|百分比|增速|增长率|增幅|同比|占.{0,12}多少")
_NATIONAL = re.compile(r"我国|中国|全国|国内|国家(?:级|先进|重点|标准|战略性|部委|队)|部委")
_NOT_NAMES = re.compile(
    r"专家|学者|文章|作者|报告|业界|学界|哪位|谁|政府|国家|部门|文件|官方|我国|会议|他们|如何|怎么|什么|国务院|工信部|文中|材料|规划|意见|各国|学术|企业|社会"
)

# In this order: the first that fits names the kind. 哪些 before 多少: 有哪些…分别是多少 wants the list.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "who_said",
        re.compile(
            r"(?:谁|哪位|哪一位|哪个专家|什么人).{0,12}?(?:认为|指出|表示|说|提出|强调|介绍|观点|看法|建议|赞成|反对|同意|主张|透露|提醒|呼吁|坦言)|是谁(?:说|提出)的?"
        ),
    ),
    ("definition", re.compile(r"(?:定义|界定|称|视)为什么")),
    (
        "yes_no",
        re.compile(
            r"是否|有没有(?!哪|什么)|是不是|能不能|能否|会不会|要不要|可否|算不算|吗[？?。]*$|对吗|对不对|没有[？?。]*$"
        ),
    ),
    (
        "why",
        re.compile(
            r"(?<![更换改称视分作名译选])为什么|(?<![更换改称视分作名译选])为何(?!物|种)|为啥|原因|缘由|何以|理由|咋回事|(?:什么|哪些因素|啥)(?:所)?(?:造成|导致|引起|引发|促成)|怎么造成|根源|起因|靠的?是?(?:什么|啥)"
        ),
    ),
    (
        "definition",
        re.compile(
            r"什么是|是什么意思|何谓|^何为|什么叫|的定义|的含义|指的是什么|是指什么|^[^的，,]{2,16}是(?:个)?(?:什么|啥)(?:东西|玩意儿?|概念)?[呢呀啊]?[？?]?$|的概念|内涵"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪几|哪(?:[两二三四五六七八九十]|\d+)(?!年|天|月)|^(?:请)?(?:列出|列举)|包括什么|有什么|都有谁|有谁|几个方面|分别是"
        ),
    ),
    (
        "number",
        re.compile(
            r"多少|几[十百千]?(?:个|家|项|种|类|名|人|位|所|座|条|次|倍|成|年|批|大)|占比|比重|比例|百分之几|增速|增长率|同比|规模有多|多大|多高|多长|数量|总额|金额|排名第"
        ),
    ),
    ("date", re.compile(r"何时|什么时候|什么时间|哪一?年|何年|哪天|哪一天|哪个月|几月|日期|年份")),
    (
        "entity",
        re.compile(
            r"谁|哪个|哪家|哪位|(?<![出补强弱差卡难好错]在)哪里|何处|哪一个|哪所|哪座|什么机构|什么部门|什么地方|什么公司|叫[什啥]|名称"
        ),
    ),
    ("how", re.compile(r"如何|怎样|怎么|咋|什么措施|什么办法|途径|路径|举措|做法")),
)
_WANTED: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("person", re.compile(r"谁|哪位|哪一位|什么人")),
    (
        "place",
        re.compile(
            r"(?<![出补强弱差卡难好错]在)哪里|何处|什么地方|哪个(?:省(?!级)|市(?!级)|国家(?!部|级|队|机)|地区|城市|区域|洲|县)|哪座|位于|在哪"
        ),
    ),
    (
        "organisation",
        re.compile(r"哪家|哪个(?:部门|机构|单位|企业|公司|大学|部委|协会)|什么(?:机构|部门|公司|单位)|哪所|由谁|牵头"),
    ),
)


@dataclass(frozen=True)
class Question:
    """A question, analysed. `text` is as asked, trimmed; `asked` its plain form, from which all else is read.

    `years`, `places`, `literals` (quoted or titled strings, Latin names) must be met by the evidence; `speaker` is the name
    whose words are asked for. `pairs`: neighbouring words put together. `asks_result`: what is, not what is planned. `attribute`: the
    noun asked of the subject. `national`: asked of China, not of other countries. `unit` is the counting word asked (多少家: 家), `measured` the noun that is counted or measured (产值, 企业). `content`: the text without asking words.
    `several`: that each of several sources is asked.
    """

    text: str
    asked: str
    kind: Kind
    content: str
    terms: tuple[str, ...]
    pairs: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    speaker: str = ""
    unit: str = ""
    measured: str = ""
    wanted: Wanted = ""
    attribute: str = ""
    asks_result: bool = False
    national: bool = False
    several: Several = ""


def analyse(text: str) -> Question:
    """Read a question. One without any word or number has no `terms`."""
    asked, text = text.strip(), plain(text)
    kind: Kind = next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")
    unit = _asked_unit(text)
    frame = _ASIDE.sub("", text)
    speaker = _speaker(text) if kind != "who_said" else ""
    subject = content(text.replace(speaker, " ") if speaker else text)
    return Question(
        text=asked,
        asked=text,
        kind=kind,
        content=subject,
        terms=tuple(terms(subject)),
        pairs=tuple(pairs(subject)),
        years=tuple(years_in(text)),
        places=tuple(places_in(text)),
        literals=tuple(_literals(text)),
        speaker=speaker,
        unit=_counting(text, unit) if kind == "number" else (unit["scale"] or "") + unit["unit"] if unit else "",
        measured=_measured(frame, _asked_unit(frame)) if kind == "number" else "",
        wanted=next((w for w, pattern in _WANTED if pattern.search(text)), "any") if kind == "entity" else "",
        attribute=_attribute(text),
        asks_result=bool(_ACTUAL.search(text)) or (kind in ("number", "yes_no") and not _PLANNED.search(text)),
        national=bool(_NATIONAL.search(text)),
    )


def _asked_unit(text: str) -> re.Match[str] | None:
    """The counting word that is asked: behind 多少 before one behind 几, which may only mean some (几个部门拿出了多少家)."""
    found = list(ASKED_UNIT.finditer(text))
    return next((m for m in found if m.group().startswith("多少")), None) or (
        found[0] if found and "多少" not in text else None
    )


def _unit(text: str, unit: re.Match[str] | None) -> str:
    if unit and not ASKED_RANK.search(text):
        return (unit["scale"] or "") + unit["unit"]
    if ASKED_RANK.search(text):
        return RANK
    if ASKED_MONEY.search(text):
        return MONEY
    return "%" if _SHARE.search(text) else ""


def _counting(text: str, unit: re.Match[str] | None) -> str:
    """The unit asked; people are counted by 人, however they are asked for: 有几个讲解员."""
    asked = _unit(text, unit)
    return "人" if asked == "个" and unit and _PEOPLE.match(text[unit.end() :]) else asked


_PEOPLE = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:(?<![成会])员|师|(?<![法])人|工|生|手|教授|专家|博士|医生|护士|老师|干部|院士)(?![\u4e00-\u9fff]{0,1}[厂院站室])(?=[？?吗呢，。]|$)"
)


def _measured(text: str, unit: re.Match[str] | None) -> str:
    """The noun a number is asked of: behind the counting word (多少家企业), else before 是多少, 达到多少."""
    if unit:
        phrase = _VERBS.split(re.split(r"[，,。？?；]", text[unit.end() :])[0], maxsplit=1)[0]
        after = _nouns(phrase)
        if after:
            return after[-1]
    counted = re.search(r"多少(?P<noun>[\u4e00-\u9fff]{2,8})", text)
    if counted and not unit and (nouns := _nouns(counted["noun"])):
        return nouns[-1]
    whole = re.search(r"(?:带来|创造|提供|吸纳|解决|产生|释放)了?多少(?P<noun>[\u4e00-\u9fff]{2,4})[？?。]*$", text)
    if whole and not unit:
        return whole["noun"]  # 就业 is a verb elsewhere
    before = re.match(
        r"(.*?)(?:大约|大概|约|一共|总共|共计|共)?(?:是|为|有|达到|达|增长|占)*(?:了)?(?:多少|百分之几|几|多大|多高|多长)",
        text,
    )
    # “竞争力集群计划”覆盖的集群又有多少个 counts 集群, which the name has too
    words = (_nouns(_QUOTED.sub(" ", before[1])) or _nouns(before[1])) if before and before[1] else []
    return words[-1] if words and not words[-1].isascii() else ""


def _nouns(phrase: str) -> list[str]:
    """The nouns of a phrase. A place is whose number it is, not what is counted: 典型集群里法国有几个 counts 集群."""
    words = [w for w in terms(content(CITY.sub(" ", phrase))) if w not in _VAGUE and len(w) > 1 and not places_in(w)]
    return [w for w in words if class_of(w) == "noun" or is_proper(w)]


CITY = re.compile(
    r"(?<=[年月底末在，、的于对由])[\u4e00-\u9fff]城市(?=[\u4e00-\u9fff]{2})|^[\u4e00-\u9fff]城市(?=[\u4e00-\u9fff]{2})"
)  # 盐城市 is no 城市


def _literals(text: str) -> list[str]:
    quoted = ["".join(groups) for groups in _QUOTED.findall(text)]
    return list(dict.fromkeys(q.strip() for q in quoted if q.strip()))


def _speaker(text: str) -> str:
    match = _SPEAKER.search(text)
    if match and is_person(match["name"]) and not _NOT_NAMES.search(match["name"]) and not places_in(match["name"]):
        return match["name"]
    match = _OPINION.search(text)
    return match["name"] if match and is_person(match["name"]) else ""


def _attribute(text: str) -> str:
    """The noun that is asked of something: X的主导产业是什么 -> 主导产业; "" where nothing stands before the asking word."""
    before = _ASKS.split(text, maxsplit=1)[0]
    return next(reversed(terms(content(before.rpartition("的")[2]))), "") if "的" in before else ""
