"""Which operation over rows a question asks for: a count, a sum, the most, a share, a rank, each group, only one, any at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.asking.questions import Question
from rag.tables.plans import Operation

COUNTED = "个家项种类名位所座条款处支部只台套行期批块艘辆枚例门届"
_N = r"(?P<n>[一二两三四五六七八九十]{1,3}|\d{1,2})"
_SUPERLATIVE = re.compile(
    r"最(?P<adjective>便宜|多|少|大|小|高|低|早|晚|长|短|快|慢|贵|强|弱|重|轻|远|先)(?!程度|终|近)|(?P<first>首位|榜首|居首|排第一|排名第一|位列第一|第一名|第一位)|(?P<last>垫底|末位|倒数第一|最后一名|排最后)"
)
_TOP = re.compile(rf"(?P<back>倒数)?前{_N}(?:名|位|强|大|个(?!月|季)|家|项|座|所|的|是(?!否)|$|？|\?|分别|都)")
_MOST_OF = re.compile(rf"的?{_N}[{COUNTED}]")
_PLACE = re.compile(
    rf"(?P<back>倒数)?第{_N.replace('n>', 'p>')}(?P<by>多|少|大|小|高|低|早|晚|长)?(?P<end>名|位)?(?=的|是|有|为|[，。？?]|$)"
)
_RANK = re.compile(r"第几|(?:排名|名次|位次)(?:是)?(?:多少|如何|怎样|怎么样|几)|排在?(?:全[省国市]|世界)?第?几")
_SHARE = re.compile(
    r"占比|比重|比例|百分之几|百分比|几成|几分之几|占(?:了|到|有|据|全部|总数|总量|所有|全[国省市]|整个)?[^，。？]{0,14}?(?:多少(?![个家项座种名])|几成|多大)"
)
_UNIQUE = re.compile(rf"(?:只|仅|才)(?:有|占|列|选|上)?了?(?:一|1)[{COUNTED}]|唯一")
_MEAN = re.compile(r"平均|均值|均价|人均|户均")
_SUM = re.compile(
    r"合计|总计|加起来|加总|加在一起|总和|之和|总共|一共|共计|累计|总额|总量|共(?=有|是|投|需|花|多少)|全部|总"
)
_EACH = re.compile(
    rf"分别(?:是|有|为|达|占|投)?[^，。？]{{0,8}}?(?:多少|几)|各自?(?:有|是|为|占|列|上|选)?了?(?:多少|几)|(?:各|每)(?:一)?[{COUNTED}]?(?P<each>[\u4e00-\u9fff]{{1,4}})[^，。？]{{0,14}}?(?:多少|几[{COUNTED}])|[按以依](?:照)?(?P<per>[\u4e00-\u9fff]{{1,6}}?)(?:来|进行)?(?:分|划分|统计|看|算|归类|分组|汇总)"
)
_WHICH = re.compile(
    rf"哪(?:一|几|些|\d+|[两二三四五六七八九十])?+[{COUNTED}]?+儿?+(?P<noun>[\u4e00-\u9fff]{{9,14}}(?=$|[，。？?])|[\u4e00-\u9fff]{{1,8}})"
)
# 项目的龙头是哪家, where no noun stands behind 哪家.
_CALLED = re.compile(r"(?:的|是)(?P<after>[\u4e00-\u9fff]{1,6})(?:是|有|叫|在|为)(?:哪|什么|谁)")
_TOLD_MOST = re.compile(
    r"最(?:多|少|大|小|高|低|早|晚|长|短)的(?:是|那|一|[个家座])*(?:哪)?[个家座]?(?P<noun>[\u4e00-\u9fff]{1,6})"
)
_LEAST = frozenset("少小低早短慢贱轻弱先") | {"便宜"}
_AMONG = re.compile(
    r"(?:各|每)个?(?P<per>[\u4e00-\u9fff]{1,4}?)(?:里面|当中|之中|之间|中间|里|中)[，,]?"
)  # 各片区里哪个…最多
_ORDER = re.compile(
    r"(?:从|由)(?P<a>高|大|多|晚|早|低|小|少)到(?P<b>低|小|少|早|晚|高|大|多)|排序|排个?序|排列|降序|升序|倒序"
)
_EXISTS = re.compile(
    r"有没有|是否有|有无|是否存在|存不存在|有.{1,20}吗|是否(?:入选|进入|列入|上榜|在)|(?:入选|进入|列入|上榜|登上|评上)[^，。？]{0,20}(?:吗|没有)|在.{1,24}(?:里|中|内|上|名单|表|名录|目录)(?:里|中|内|上)?吗|有[^，。？]{0,18}没有|没有[^，。？]{1,18}吗"
)
_COMPARE = re.compile(
    r"多于|少于|高于|低于|大于|小于|超过|比(?P<than>[^，。？]{1,14}?)(?:还|更|要)?(?P<how>多|少|高|低|大|小)|(?:更|要)(?P<more>多|少|高|低)"
)
_DIFFERENCE = re.compile(
    rf"(?:[多少高低](?:出|了)?|相差|差距|差额|差)(?:是|为|有|了)?(?:多少|几)[{COUNTED}]?|比[^，。？]{{2,}}?(?:多|少)(?:出|了)?(?:多少|几)"
)
_TWO_SIDES = re.compile(r"比|较|[和与跟同、].{1,}(?:相差|差距|差额|差)|高出|多出|少于|多于")
_ALIKE = re.compile(r"同一[个家条座类种批块年级市省]|同属|同在|一样吗|相同吗")
_TABLE = re.compile(r"[附图]?表(?![示现明扬彰态达述决面率])|名单|清单|目录|一览|名录|列表|表格")
_OPEN = ("why", "how", "definition", "who_said")
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class Asked:
    """A question as an operation. `by`: the noun whose groups or rows are told apart; `adjective`: of 最…, 第二…; `words`: what asks."""

    operation: Operation
    by: str = ""
    adjective: str = ""
    ascending: bool = False
    top: int = 1
    place: bool = False
    ordered: bool = False
    words: tuple[str, ...] = ()


def number_of(text: str) -> int:
    """A small number: 3, 三, 十二, 二十."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * _HAN.get(tens, 1) if ten else 0) + _HAN.get(ones, 0)


def names_a_table(question: Question) -> bool:
    """Whether a question asks of a table: 附表, 名单, 目录."""
    return _TABLE.search(question.asked) is not None


def names_table(term: str) -> bool:
    """Whether a word is one for a table: 附表, 名单."""
    return _TABLE.search(term) is not None


@lru_cache(maxsize=64)
def operations(question: Question) -> tuple[Asked, ...]:
    """The operations a question may ask for, the most likely first; () where it asks for none over rows."""
    if question.kind in _OPEN:
        return ()
    if (apart := _DIFFERENCE.search(question.asked)) and _TWO_SIDES.search(question.asked):
        return (Asked("difference", words=(apart.group(), "相差", "比")),)
    return tuple(dict.fromkeys(_operations(question)))


def _operations(question: Question) -> Iterator[Asked]:
    text = question.asked
    by, which = _noun_asked(text)
    most = _superlative(text)
    if question.kind == "yes_no":
        yield from _yes_no(text)
        return
    if rank := _RANK.search(text):
        yield Asked("rank", ascending=False, words=(rank.group(),))
        return
    if (share := _SHARE.search(text)) and not most:
        yield Asked("share", words=(share.group(),))
    if unique := _UNIQUE.search(text):
        yield Asked("having", by=by, words=(unique.group(), which))
    each = _EACH.search(text)
    if most:
        per = (each["per"] if each else "") or _among(text, by)
        yield replace(most, by=per or by, words=(*most.words, which, each.group() if each and per else ""))
        return
    if each:
        noun = each["each"] or each["per"] or ""
        yield Asked("groups", by=noun, ordered=_ORDER.search(text) is not None, words=(each.group(),))
        if each["per"]:
            yield Asked("groups", by=noun, words=(each.group(),))
    if mean := _MEAN.search(text):
        yield Asked("mean", words=(mean.group(),))
        return
    numeric = question.kind == "number" or re.search(r"多少|几[个家项座种名条位]|数量|总数", text)
    if numeric and (total := _SUM.search(text)):
        yield Asked("sum", words=(total.group(),))
    if question.kind == "list" or re.search(r"哪些|哪几|列出|列举|有谁", text):
        order = _ORDER.search(text)
        yield Asked("having", by=by, words=(which,))
        yield Asked(
            "list",
            by=by,
            ordered=order is not None,
            ascending=bool(order and order["a"] and order["a"] in "低小少早") or "升序" in text,
            words=(which, order.group() if order else ""),
        )
    if numeric and re.search(rf"(?:几|多少)(?:[{COUNTED}](?!百分点|月|方面)|$|[，。？?])|数量|总数|有多少|数目", text):
        yield Asked("count")
    elif numeric:
        yield Asked("value")


def _among(text: str, by: str) -> str:
    """The noun of 各片区里, where what is asked for is told by its counting word only."""
    among = _AMONG.search(text) if by in ("", "个", "家", "一个") else None
    return among["per"] if among else ""


def _yes_no(text: str) -> Iterator[Asked]:
    if _ALIKE.search(text):
        return  # 在同一条河上吗 asks for no row
    compared = _COMPARE.search(text)
    if compared:
        less = re.search(r"少|低|小", compared.group()) is not None
        yield Asked("compare", ascending=less, words=(compared.group(),))
    if exists := _EXISTS.search(text):
        yield Asked(
            "exists", words=tuple(re.findall(r"有没有|是否|有无|存在|入选|进入|列入|上榜|登上|评上", exists.group()))
        )


def _noun_asked(text: str) -> tuple[str, str]:
    """The noun that is asked for (哪个国家: 国家…, as far as characters run on), and the words that ask."""
    match = _WHICH.search(text)
    if match and match["noun"][0] == "的":  # 哪一行的: 行 is no counting word there
        return text[match.start("noun") - 1], match.group()[: -len(match["noun"])]
    if match:
        return match["noun"], match.group()[: -len(match["noun"])]
    if called := _CALLED.search(text):
        return called["after"], called.group()
    told = _TOLD_MOST.search(text)
    return (told["noun"], "") if told else ("", "")


def _superlative(text: str) -> Asked | None:
    top = _TOP.search(text)
    place = _PLACE.search(text)
    match = _SUPERLATIVE.search(text)
    ascending, adjective, words = False, "", []
    if match:
        adjective = match["adjective"] or ""
        ascending = adjective in _LEAST or bool(match["last"])
        words.append(match.group())
    if match and (many := _MOST_OF.match(text, match.end())):  # 最大的三座
        words.append(many.group())
        return Asked("most", "", adjective, ascending, number_of(many["n"]), words=tuple(words))
    if top:
        words.append(top.group())
        return Asked("most", "", adjective, ascending or bool(top["back"]), number_of(top["n"]), words=tuple(words))
    if place and (place["by"] or place["end"] or place["back"]) and not (match and match["first"]):
        adjective = place["by"] or adjective
        ascending = adjective in _LEAST or bool(place["back"])
        return Asked("most", "", adjective, ascending, number_of(place["p"]), True, words=(place.group(),))
    return Asked("most", "", adjective, ascending, 1, words=tuple(words)) if match else None
