"""Plans, estimates and conditions told from results, and words whose meaning hangs on what stands before."""

import re
from itertools import pairwise

from rag.language.places import places_in
from rag.models import Modality

_CONDITION = re.compile(
    r"(?:如果|若(?!干|尔)|假如|倘若|假使|要是|一旦|只要|只有(?!\s?[\d一二三四五六七八九十百千万两]|[^，。；]{1,12}\d)|除非|一经)"
)
_CONDITIONAL = re.compile(_CONDITION.pattern + r"[^。；]{2,40}?(?:，|则|就|将|才)")
# What is meant to be, by the words before a figure. 将 of 即将, 必将 and 将近 is none, nor is a 计划 that names a programme.
_PLAN = re.compile(
    r"力争|力求|拟(?!人|合|态|定于)|计划(?:到|于|在|用|投入|投资|建设|新增|完成|实现|将|总投资|安排|培育|引进|招收|招生|新建|建成|开工)|规划(?:到|建设|布局|新增|总投资|投资|面积|新建)|(?<!超额完成年度)目标(?:是|为|：|值)|确保(?!了|安全)|争取"
    r"|(?<![年\d])(?:到|(?<!截)至)\s?20\d\d\s?年(?:底|末)?"
    r"|(?<![即必])将(?:再|会|进一步|于|继续|投入|建|达|超|突破|形成|培育|打造|新增|实现|重点|围绕|从|累计|完成|增加|减少|提高到|降|不低于|不少于|在(?:未来|今后|明年|年底|年内|\s?20\d\d))|下一步|推动到|有望|“?十[四五六七]五”?末"
    r"|要(?=达到|实现|超过|突破|建成|新增|提高到|控制在|保持在)|应(?:当)?(?=达到|不低于|不少于|不超过)|拟于"
)
_ESTIMATE = re.compile(r"预计|预测|估计|据估算|测算|可能达|预期|据推算|或将|料将")
_DONE = re.compile(
    r"截至|截止|已经?|累计|达到|达|实现|完成|突破|增长|建成|形成了|占|同比|超过|公布|确定了|印发|发布|获批|(?:下降|减少|新增|接待|投入)(?=了|约|近|超|\s?\d)|拥有|共有|现有|获得(?=了|[^，。]{0,8}\d)|(?:增加|增|提高|提升|上升|下降|减少|降|升)[至到](?=\s?\d)|(?<=[\u4e00-\u9fff])了(?=[约近超]?\s?\d)|参加了?|举办了?|培训了|发放"
)
# What has happened whatever was planned before in the sentence. 已计划 is still a plan.
_SURELY = re.compile(
    r"截[至止]|已(?!计划|规划|提出|明确|确定|列入)|目前|当前|现有|去年|上年|同比|累计(?:完成|实现|建成|投入|达|接待|发放|培训)|(?:实现|完成|达到|建成|突破|超过|增长|下降|提高|形成|新增|建设|培训|接待)了|超额完成|如期|提前完成|实际(?:完成|达到|到位|增长|投入)"
)
_FIRM = re.compile(r"力争|计划|目标|确保|争取|拟")  # a plan of its own behind an estimate; 将 goes on with the estimate
_AS_TARGET = re.compile(
    r"\s?的?(?:年度|预期|总体|发展|预定|阶段性)?(?:目标|指标任务|计划任务)(?!已|完成|实现|如期|提前|任务完成|均)"
)
_UNTIL = re.compile(r"(?:到|(?<!截)至)\s?(20\d\d)\s?年")
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s?年")
_COMPARED = re.compile(r"[比较与]20\d\d\s?年(?:底|末)?(?:相比)?")
_SENTENCE = re.compile(r"[。；;！？\n]")
_COMMA = re.compile(r"[，,]")
_EARLY = 40  # a sentence that says so soon 截至 tells a result, whatever plans it ends with

_POINTS_BACK = re.compile(
    r"^(?:“)?(?:[^，。]{0,10}，)?(?:目前|当前|现在|同时|而|但)?(?:该(?!怎)|此(?!外|前|后|次)|上述|这(?!样一来)|那(?:么|个|些|里)|其中|其(?!中|他|它|次|实|余|一[，、是]|二|三)|对此|为此|后者|前者|它|他们|她|他(?!国|人))"
)
_RELATIVE = re.compile(
    r"今年(?:以来|上半年|下半年|前\S{1,3}季度)?|去年|明年|本月|近日|日前|昨日|目前|当前|本年度|上个?月|\d{1,2}日(?=从|，|获悉)"
)


def modality_of(text: str, published: str | None) -> Modality | None:
    """Whether a sentence tells a result, a plan, an estimate or a condition; None where nothing says so.

    `published` is the document's date as printed: 到2023年 in a text of December 2023 is no plan. 截至 always tells a result.
    """
    if _CONDITIONAL.search(text):
        return "conditional"
    if _ESTIMATE.search(text):
        return "estimated"
    until = _UNTIL.search(text)
    year = _year_of(published)
    over = bool(until and year and int(until[1]) <= year)
    if "截至" not in text[:_EARLY] and not over and _PLAN.search(text):
        return "planned"
    return "achieved" if _DONE.search(text) else None


def modality_at(text: str, start: int, end: int, published: str | None) -> Modality | None:
    """The modality of a figure at [start, end) of a text, by its own clause and what governs that from before in its sentence.

    2024年完成612万标箱，力争2027年突破800万标箱: the first is a result, the second a plan. A plan, an estimate and a condition hold on
    over the clauses behind them, until one says that something has happened.
    """
    first = max((m.end() for m in _SENTENCE.finditer(text, 0, start)), default=0)
    cuts = [first, *(m.end() for m in _COMMA.finditer(text, first, start))]
    year = _year_of(published)
    now: Modality | None = None
    whose: set[str] = set()
    for at, after in pairwise([*cuts, end]):
        places = {place for place in places_in(text[at:after]) if text[at:after].lstrip().startswith(place)}
        if whose and places and not places & whose:
            now = None  # 德国将加大资助，美国……增加至94亿美元: another country's plan holds no longer
        whose = places or whose
        now = _clause(text[at:after], now, year)
    stop = _COMMA.search(text, end) or _SENTENCE.search(text, end)
    tail = text[end : stop.start() if stop else len(text)]
    if now == "achieved" and _AS_TARGET.match(tail) and not _SURELY.search(text[cuts[-1] : start]):
        return "planned"  # 提出产值5000亿元的目标
    if now is None and _AS_TARGET.match(tail):
        return "planned"
    return now or ("achieved" if _DONE.search(tail) else None)


def _clause(clause: str, before: Modality | None, year: int | None) -> Modality | None:
    """The modality at the end of a clause; `before`: that of the clause before it, `year`: in which the text was published."""
    if _CONDITION.search(clause):
        return "conditional"
    told = list(_SURELY.finditer(clause))
    planned = _planned_in(clause, year)
    if _ESTIMATE.search(clause) and not (told and told[-1].start() > _last(_ESTIMATE, clause)):
        return "estimated"
    if told and told[-1].start() > planned:
        return "achieved" if before != "conditional" else before
    if planned >= 0:
        held = before == "conditional" or (before == "estimated" and not _FIRM.search(clause))
        return before if held else "planned"
    if before in ("planned", "estimated", "conditional") and not _past(clause, year):
        return before
    return (
        "achieved"
        if before == "achieved" or _DONE.search(clause)
        else before
        if not _past(clause, year)
        else "achieved"
    )


def _planned_in(clause: str, year: int | None) -> int:
    """Where the last word of a plan stands in a clause, -1 where there is none; a year that is over makes none."""
    last = -1
    for match in _PLAN.finditer(clause):
        until = _UNTIL.match(match.group())
        if until is None or year is None or int(until[1]) > year:
            last = match.start()
    ahead = [m.start() for m in _YEARS.finditer(clause) if year is not None and int(m[1]) > year]
    return max([last, *ahead])


def _past(clause: str, year: int | None) -> bool:
    """Whether a clause names only years that are over; one to compare with is none: 比2020年下降18%."""
    years = [int(y) for y in _YEARS.findall(_COMPARED.sub("", clause))]
    return bool(years) and year is not None and max(years) < year


def _last(pattern: re.Pattern[str], clause: str) -> int:
    return max((m.start() for m in pattern.finditer(clause)), default=-1)


def _year_of(published: str | None) -> int | None:
    year = re.search(r"20\d\d", published or "")
    return int(year.group()) if year else None


def points_back(text: str) -> bool:
    """Whether a sentence opens with a word that points to the one before: 该集群…, 其中…, 上述…."""
    return _POINTS_BACK.match(text) is not None


def relative_times(text: str) -> list[str]:
    """Words of time that hang on the document's date: 今年上半年, 目前, without repeats."""
    return list(dict.fromkeys(m.group() for m in _RELATIVE.finditer(text)))
