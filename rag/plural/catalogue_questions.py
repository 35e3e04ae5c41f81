"""What a question asks of the documents themselves: which mention a thing, how many, the first or the last, who issued one, its parts."""

import re
from dataclasses import dataclass

from rag.plural.papers import CALLED

_PAPER = rf"(?P<kind>{CALLED})"
_PIECE = r"(?:一)?(?:份|篇|个|部|项|条|些|几份|几篇|几个|几部|几项)?"
_MENTIONS = r"(?:提到|提及|谈到|谈及|说到|讲到|涉及|出现|包含|写到|写了|引用|使用|用到|规定|提出)(?:过|了)?"
_WHICH_MENTION = re.compile(
    rf"(?:哪|有?几|多少|有哪)(?P<many>{_PIECE})(?:的)?{_PAPER}(?:里面|里|中|当中)?(?:都|曾经?|有|是)*(?P<first>最早|最先|首先|率先|最晚|最后)?{_MENTIONS}(?P<what>(?![过了]).{{2,}})"
)
_MENTIONED_IN = re.compile(
    rf"^(?:请问)?(?P<what>.+?)(?:这个|这一|这种|这)?(?:数字|数|说法|提法|词语|词|概念|指标|上限|要求|目标)?(?:都|是|曾|分别)*(?P<first>最早|最先|最晚|最后)?(?:是)?(?:在|由|被)?(?:哪(?P<many>{_PIECE})|多少(?:份|篇|个)|几(?:份|篇|个|部))(?:的)?{_PAPER}(?:里面|里|中|当中)?(?:都|被|曾)*(?:{_MENTIONS}|有)(?:的|过)?$"
)
_FIRST_TO = re.compile(
    rf"^(?:资料库(?:里|中)?)?(?P<first>最早|最先|首先|率先|最晚|最后)(?:在[^，。]{{2,8}})?{_MENTIONS}(?P<what>.+?)的(?:是)?(?:哪|什么)(?P<many>{_PIECE})?{_PAPER}$"
)
_ORDERED = re.compile(
    rf"(?:哪{_PIECE}{_PAPER}|{_PAPER.replace('kind', 'kind2')}(?:里面|里|中|当中)?(?:，)?)(?:是|的)?(?:发布|印发|出台|公布|发表|制定|发)?(?:时间|日期)?(?:得|的)?(?P<first>最早|最晚|最新|最近|最先|最后)"
    rf"|(?P<first2>最早|最晚|最新|最近|最先|最后)(?:发布|印发|出台|公布|发表|制定|发|下发)?的(?:那|一)?(?:份|篇|个|部)?(?:{_PAPER.replace('kind', 'kind3')})?(?:是)?(?:哪|什么)"
)
_ISSUES = r"(?:印发|发布|制定|编制|编写|编印|出台|下发|公布|发表|发出|起草|编|发)"
_BY = re.compile(
    rf"^(?P<issuer>.+?)(?:都|一共|共|总共)?(?:{_ISSUES})(?:过|了)?的?(?:是)?(?:哪|几|多少|什么)(?P<many>{_PIECE})(?:的)?{_PAPER}$"
    rf"|^哪{_PIECE}{_PAPER.replace('kind', 'kind2')}(?:是|由)(?P<issuer2>.+?){_ISSUES}(?:的)?$"
)
_WHO = re.compile(
    rf"^(?P<label>.+?)(?:是|由)?(?:哪(?:一)?(?:个|家|些|几个)?|谁|什么)(?:单位|部门|机构|机关|地方|媒体|报纸|主体|省|市|县)?{_ISSUES}(?:的|了)?$"
)
_WHEN = re.compile(
    rf"^(?P<label>.+?)(?:是)?(?:在)?(?:什么时候|什么时间|何时|哪(?:一)?年(?:哪(?:一)?月)?|哪(?:一)?天|几月几日|何年何月|哪个月){_ISSUES}(?:的|了)?$"
    rf"|^(?P<label2>.+?)的?(?:{_ISSUES})(?:时间|日期)(?:是)?(?:什么时候|何时|哪(?:一)?[年天]|多少|什么)?$"
)
_LISTED = re.compile(
    rf"^(?:资料库|库)?(?:里|中|里面)?(?:有关|关于|涉及)?(?P<topic>.+?)(?:方面|问题)?的{_PAPER}(?:一共|总共|共|都)?(?:有|是)?(?:哪|几|多少)(?P<many>{_PIECE})(?:{_PAPER.replace('kind', 'kind2')})?$"
)
_PARTS = re.compile(
    rf"^(?P<label>.{{0,30}}?(?:{CALLED})(?:》)?)(?:一共|总共|共|都|主要)?(?:分为?|有|包括|包含|由|设|含|写了|讲了)(?:哪|几|多少|什么)(?:几|些)?(?:个|大|块)?(?P<part>章节?|部分|板块|条(?!件)|节|方面)(?:内容)?(?:组成|构成)?(?:的)?$"
)
_LAST = ("最晚", "最新", "最近", "最后")
_MANY = re.compile(r"(?:几|多少|有几)(?:份|篇|个|部|项)")


@dataclass(frozen=True)
class Asked:
    """What is asked of the documents. `kind`: what they are called; `first`: the earliest (True) or latest (False) alone; `many`: how many."""

    rule: str  # mentions, ordered, issued_by, issuer, date, listed
    what: str
    kind: str = ""
    first: bool | None = None
    many: bool = False


def read(text: str) -> Asked | None:
    """What a question asks of the documents themselves; None for other questions."""
    text = re.sub(r"^(?:请问|在?资料库(?:里面|里|中)?[，,]?|这(?:几|些)份?|现有)|[？?。！]+$", "", text.strip())
    text = re.sub(r"[？?。]$", "", text)
    return next((asked for reader in _READERS if (asked := reader(text))), None)


def _mentions(text: str) -> Asked | None:
    match = _FIRST_TO.match(text) or _WHICH_MENTION.search(text) or _MENTIONED_IN.match(text)
    if match is None or (match.re is _WHICH_MENTION and match.start() > _LEADS):
        return None
    what = re.sub(r"^(?:关于|对|有关)|(?:吗|呢|的内容|的事)$", "", match["what"])
    first = None if not match["first"] else match["first"] not in _LAST
    return Asked("mentions", what.strip('“”"‘’ ，,的了'), match["kind"], first, _asks_number(text))


def _in_order(text: str) -> Asked | None:
    match = _ORDERED.search(text)
    if match is None:
        return None
    kind = match["kind"] or match["kind2"] or match["kind3"] or "文件"
    topic = re.sub(rf"(?:关于|有关)|(?:的|里|中)*(?:{CALLED})?(?:里|中)?$", "", text[: match.start()].strip("的，, "))
    return Asked("ordered", topic.strip("的，, "), kind, (match["first"] or match["first2"]) not in _LAST)


def _issued_by(text: str) -> Asked | None:
    match = _BY.match(text)
    if match is None:
        return None
    kind = match["kind"] or match["kind2"]
    return Asked("issued_by", (match["issuer"] or match["issuer2"]).strip(), kind, many=_asks_number(text))


def _who_or_when(text: str) -> Asked | None:
    who, when = _WHO.match(text), _WHEN.match(text)
    label = who["label"] if who else (when["label"] or when["label2"]) if when else ""
    wrote = "written" if who and _WRITES.search(who.group()) else ""
    return Asked("issuer" if who else "date", label, wrote) if re.search(CALLED, label) else None


def _parts_of(text: str) -> Asked | None:
    match = _PARTS.match(text)
    return Asked("parts", match["label"].strip("《》"), match["part"]) if match else None


def _of_a_kind(text: str) -> Asked | None:
    match = _LISTED.match(text)
    if match is None:
        return None
    return Asked("listed", re.sub(r"^(?:有关|关于)", "", match["topic"]), match["kind"], many=_asks_number(text))


def _asks_number(text: str) -> bool:
    return _MANY.search(text) is not None


_WRITES = re.compile(r"编制|编写|起草")
_LEADS = 6
_READERS = (_mentions, _in_order, _issued_by, _who_or_when, _parts_of, _of_a_kind)
