"""Plans, estimates and conditions told from results, and words whose meaning hangs on what stands before."""

import re

from rag.models import Modality

_CONDITION = re.compile(r"(?:如果|若(?!干)|假如|倘若|一旦|只要|除非)[^。；]{2,40}?(?:，|则|就|将)")
_PLAN = re.compile(
    r"力争|拟(?!人|合|态|定于)|计划(?:到|于|在|用|投入|建设|新增)|规划(?:到|建设|布局)|目标(?:是|为|：)|确保到|争取|(?:到|至)\s?20\d\d\s?年(?:底|末)?"
    r"|(?<![即必])将(?:再|会|进一步|于|继续|投入|建|达|超|突破|形成|培育|打造|新增|实现|重点|围绕|从)|下一步|推动到|有望|“?十[四五六七]五”?末"
)
_ESTIMATE = re.compile(r"预计|预测|估计|据估算|测算|可能达")
_DONE = re.compile(r"截至|已经?|累计|达到|达|实现|完成|突破|增长|建成|形成了|占|同比|超过|公布|确定了|印发|发布|获批")
_UNTIL = re.compile(r"(?:到|至)\s?(20\d\d)\s?年")

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
    if _CONDITION.search(text):
        return "conditional"
    if _ESTIMATE.search(text):
        return "estimated"
    until = _UNTIL.search(text)
    year = re.search(r"20\d\d", published or "")
    over = bool(until and year and int(until[1]) <= int(year.group()))
    if "截至" not in text[:40] and not over and _PLAN.search(text):
        return "planned"
    return "achieved" if _DONE.search(text) else None


def points_back(text: str) -> bool:
    """Whether a sentence opens with a word that points to the one before: 该集群…, 其中…, 上述…."""
    return _POINTS_BACK.match(text) is not None


def relative_times(text: str) -> list[str]:
    """Words of time that hang on the document's date: 今年上半年, 目前, without repeats."""
    return list(dict.fromkeys(m.group() for m in _RELATIVE.finditer(text)))
