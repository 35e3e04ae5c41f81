"""What a figure is a figure of: the indicator measured, whose it is, when, and whether it is a result or a plan."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.models import Modality
from rag.numbers.figures import NOUN_END, quantities_in
from rag.numbers.quantities import Figure
from rag.time.modality import modality_at

_CLAUSE = re.compile(r"[，。；！？,;：\n]")
_SENTENCE = re.compile(r"[。；！？;\n]")
# The predicate between an indicator and its figure.
_PREDICATE = re.compile(
    r"(?:已经?|又|还|均|都|也|共计|共有|合计|总计|累计|一共|总共|共|约|大约|为|是|有|达到?了?|至|到|在|仅|只|了|较?上?年?同期|同比|环比|年均|平均|分别|预计|力争|将|可|稳定|保持|控制|实际|"
    r"比[^，。]{1,12}|较[^，。]{1,12}|由|从|增长到?|增加到?|增至|增|提高到?|提升到?|上升到?|下降到?|减少到?|降低?至?到?|回落|扩大到?|突破|超过|实现|完成|接近|占|的|高于|低于|多达|高达|升至|增幅|增速|（[^（）]*）|\s)+$"
)
_VERB = re.compile(
    r"实现|完成|拥有|建成|建设(?!用地|项目|工程|面积)|培育|集聚|汇聚|覆盖(?!率|面|人口)|接待(?!量|人|能力|床)|投入(?!品|使用)|安排|发放|新建|改造(?!面积|率)|新增|开展|组织(?!机构|部)|举办|培训(?!中心|机构|班)|引进|获得|吸引|带动|服务(?!业|中心|站|网点|人口|设施|平台|机构|半径|收入)|开通|设立|形成|推动|推进|支持(?!中心|平台)|使得?(?!用)|让|其中|全年|生产(?!性|总|线|能|力|企业|基地)|种植(?!面积|业|户)|养殖(?=了)|(?<![拥共现设所国公私没保含持占享专])有(?!量|色|机|限|效|关|轨|线)|出口(?=了)|销售(?=了)|现有|共有|设有|配备(?!率)|收治|招收|录取|收藏(?=了)|达到|截至|截止|计划|目标是|提出|预计|力争|确保"
)
# A noun that measures stands at the end of what it measures: 国家先进制造业集群产值.
_MEASURING = re.compile(
    r"(?:(?:农业|工业|渔业|林业|服务业|经济|年|总|净|日均|人均|户均|亩均|平均|主营|营业|销售|出口|进口|进出口|可支配|固定资产|集装箱|货物|旅客|水产品|粮食|省内|本地|床位|毛|综合|研发|财政|一般公共预算|门票|旅游|票房)*"
    r"(?:总产值|产值|增加值|总产量|产量|销量|收入|营收|利润|税收|投资额|投资|贷款余额|余额|存量|总量|总额|金额|数量|总数|人数|人次|户数|面积|里程|吞吐量|客流量|流量|容量|装机|规模|支出|经费|预算|资金|单价|价格|费用|成本|工资|补贴|产能|能力|能耗|排放量|用水量|用电量|发电量|强度|密度|比重|占比|比例|指数|增速|增幅)+)$"
)
_MEASURING_AT_LARGE = re.compile(
    r"(?:(?:[省市国县区]内|毛|净|总|年)|(?:^[\u4e00-\u9fff]{1,2})?)[\u4e00-\u9fff]{2}[率量额数度]$"
)
_OWNER = re.compile(
    r"^(?P<owner>.*(?:集群|企业|公司|集团|产业|行业|园区|基地|机构|协会|医院|学校|大学|学院|博物馆|图书馆|码头|合作社|地区|部门|中心|平台|渔港|(?<![出进人空])港|[省市县区州镇村](?![内级际外域属场区委])|(?<![全])国(?![内际家有外])))(?:的)?(?=[\u4e00-\u9fff]{2})"
)
_SCOPE = re.compile(r"^(?:全[国省市县区球港校院厂村镇州]|我[国省市县区校院]|世界|本[省市县区校院])")
_SHARE_OF = re.compile(
    r"占(?:到|据)?(?P<whole>[\u4e00-\u9fffA-Za-z]{1,16}?)(?:的)?(?:比重|比例|份额)?(?:的|为|是|达|约|近|超|逾|达到)*$"
)
_LEADING = re.compile(
    r"^(?:[和与及、，。的了从由以对将被把]|在(?!校|园|职|建|册|岗|读|用)|其中|同时|并且?|而|但|到|至|截至|年|底|末|期间|时期|以来|全年)+"
)
_NO_NOUN = re.compile(r"增|减|升|降|提高|下降|左右|以上|以下|达|占|是|为|超|比|较|不|分布|到|以|之|中|入|同")
_PREDICATE_BEHIND = re.compile(r"(?:增|降|减)[至到加少]|提高|占|超过|同比|参加|受益|正在|全部|已经?|均|都")
_TRAILING_NOUNS = re.compile(r"^(?:以上|左右|以下|以内|的|在内|不等|）|\s)+")


@dataclass(frozen=True)
class Stated:
    """A figure with what its sentence says of it: `indicator` and `subject` as printed ("" where the sentence names none).

    `time`: the date or period it holds for, None where the sentence gives none. `share_of`: of a share, what it is a share of.
    """

    figure: Figure
    indicator: str
    subject: str
    time: Figure | None
    modality: Modality | None
    share_of: str = ""


@lru_cache(maxsize=2048)
def stated_in(text: str, published: str | None = None) -> tuple[Stated, ...]:
    """The figures of a text, dates and ranks apart, each with indicator, subject, time and modality.

    `published`: the document's date as printed; it tells plans from results (`rag.time.modality`).
    """
    return tuple(_stated(text, published))


def _stated(text: str, published: str | None) -> Iterator[Stated]:
    found = quantities_in(text)
    last: Stated | None = None
    for n, figure in enumerate(found):
        if figure.kind in ("date", "period", "rank"):
            continue
        sentence = _start(_SENTENCE, text, figure.start)
        if last is not None and last.figure.start < sentence:
            last = None
        before = _before(text, figure, found[:n])
        share = _SHARE_OF.search(before)
        words = before[: share.start()] if share else before
        subject, indicator = _named(words, _behind(text, figure))
        if not indicator and last is not None and _carried(last, figure):
            indicator = last.indicator
        if not subject and last is not None:
            subject = last.subject
        time = _time(found[:n], sentence, text)
        modality = modality_at(text, figure.start, figure.end, published)
        last = Stated(figure, indicator, subject, time, modality, share["whole"] if share else "")
        yield last


def _start(marks: re.Pattern[str], text: str, at: int) -> int:
    return max((m.end() for m in marks.finditer(text, 0, at) if not _in_number(text, m)), default=0)


def _in_number(text: str, mark: re.Match[str]) -> bool:
    """Whether a comma parts the thousands of a number."""
    return (
        mark.group() in ",，"
        and text[mark.start() - 1 : mark.start()].isdigit()
        and text[mark.end() : mark.end() + 1].isdigit()
    )


def _carried(last: Stated, figure: Figure) -> bool:
    """Whether a figure without a noun of its own goes on with the one before: 产值612亿元，同比增长8.3%."""
    return figure.kind in ("growth", "points", "share", "multiple") or figure.unit == last.figure.unit


def _before(text: str, figure: Figure, earlier: Sequence[Figure]) -> str:
    """The words of a figure's clause before it, dates left out; they begin behind any other figure (a data box has no commas)."""
    start = _start(_CLAUSE, text, figure.start)
    words, end = "", figure.start
    for other in reversed(earlier):
        if other.end > end or other.end <= start:
            continue
        words, end = text[other.end : end] + words, other.start
        if other.kind not in ("date", "period"):
            return words
    return text[start:end] + words if end > start else words


def _behind(text: str, figure: Figure) -> str:
    """The noun phrase right behind a counting word: 45个集群, without what is measured of it (45个集群产值达到)."""
    if figure.kind != "count":
        return ""
    run = re.match(r"[\u4e00-\u9fffA-Za-z“”]*", text[figure.end :])
    phrase = NOUN_END.split((run.group() if run else "")[:20], maxsplit=1)[0]
    if _NO_NOUN.match(phrase):
        return ""  # 72家增至86家: what is counted stands before
    phrase = _PREDICATE_BEHIND.split(_TRAILING_NOUNS.sub("", phrase, count=1), maxsplit=1)[0]
    measured = _measuring(phrase)
    return phrase[: measured.start()] if measured and measured.start() else phrase


def _measuring(phrase: str) -> re.Match[str] | None:
    """The measuring noun at the end of a phrase, with what is said closer of it; 森林覆盖率 is one as a whole."""
    return _MEASURING.search(phrase) or _MEASURING_AT_LARGE.search(phrase)


def is_measuring(indicator: str) -> bool:
    """Whether an indicator is a noun that measures (产值, 床位数), not a thing that is counted (幼儿园)."""
    return _measuring(indicator) is not None


def unmeasured(phrase: str) -> str:
    """A phrase without the noun that measures at its end: 甲市快递 of 甲市快递业务量; as it is where none stands there."""
    measured = _measuring(phrase)
    return phrase[: measured.start()].removesuffix("的") if measured and measured.start() else phrase


def owner_of(phrase: str) -> tuple[str, str]:
    """Whose something is, and what: 海州港的泊位 and 海州港泊位 -> (海州港, 泊位); ("", phrase) where no owner is told."""
    owner, _, attribute = phrase.rpartition("的")
    if owner and attribute:
        return owner, attribute
    owned = _OWNER.match(phrase)
    if owned:
        return owned["owner"], phrase[owned.end() :]
    measured = _measuring(phrase)
    if measured and measured.start():
        return phrase[: measured.start()], measured.group()
    return "", phrase


def names_owner(phrase: str) -> bool:
    """Whether a phrase names a place, an organisation or a trade that may have something: 青口港, 纺织业; not 初中."""
    owned = _OWNER.match(f"{phrase}其余")
    return (owned is not None and owned["owner"] == phrase) or phrase.endswith(("业", "领域", "校区", "馆"))


def _named(before: str, behind: str) -> tuple[str, str]:
    """Subject and indicator by the words before a figure in its clause and the noun behind it."""
    words = _PREDICATE.sub("", before)
    verb = list(_VERB.finditer(words))
    phrase = words[verb[-1].end() :] if verb else words
    led = words[: verb[0].start()] if verb else ""
    phrase, led = (_LEADING.sub("", part).strip("“”《》（）() ") for part in (phrase, led))
    if behind:
        return phrase if not verb else led or "", behind
    owner, _, attribute = phrase.rpartition("的")
    if owner and attribute:
        return owner, attribute
    owned = _OWNER.match(phrase)
    if owned:
        return owned["owner"], phrase[owned.end() :].removeprefix("的")
    scope = _SCOPE.match(phrase)
    if scope and scope.end() < len(phrase):
        return scope.group(), phrase[scope.end() :]
    measured = _measuring(phrase)
    if measured and measured.start():
        return phrase[: measured.start()], measured.group()
    return led, phrase


def _time(before: Sequence[Figure], sentence: int, text: str) -> Figure | None:
    """The last date or period before a figure in its sentence; one in 较2019年 or 比2020年 is what it is compared with."""
    times = [
        f
        for f in before
        if f.kind in ("date", "period")
        and f.start >= sentence
        and text[f.start - 1 : f.start] not in ("较", "比", "于", "是")
    ]
    return times[-1] if times else None
