"""A question for a derived figure -> its rule and the two questions for the figures it is computed from."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.numbers.derivations import Rule
from rag.time.indicators import is_measuring, names_owner, owner_of

_Y = r"(?:19|20)\d\d年?(?:(?<=年)\d{1,2}月)?(?:底|末|初)?"
_HOW_MUCH = r"(?:百分之多少|多少|几(?!倍|年)|百分之几|几个百分点)"
_CHANGED = r"(?:增加|增长|提高|上升|减少|下降|降低|提升|扩大|新增|缩减|变化|多|少|高|低)"
_UNIT = r"(?P<unit>[^？?，。了吗呢]{0,14})"
_SINCE = re.compile(
    rf"^(?P<x0>.*?)(?:从|自|由)?(?P<y1>{_Y})(?P<x1>[^，,到至]{{0,14}}?)(?:到|至|—|-|–)(?P<y2>{_Y})(?:期间|间)?[，,]?(?P<x2>.*?)(?:总共|一共|共|分别)?(?P<verb>{_CHANGED})(?:出|了)?(?P<what>{_HOW_MUCH}){_UNIT}[？?。]*$"
)
_THAN_YEAR = re.compile(
    rf"^(?P<x0>.*?)(?P<y2>{_Y})[，,的]?(?P<x1>.*?)(?:比|较|相比于?|同)(?P<y1>{_Y})(?:的)?(?P<x2>.*?)(?:总共|一共|共)?(?P<verb>{_CHANGED})(?:出|了)?(?P<what>{_HOW_MUCH}){_UNIT}[？?。]*$"
)
_THAN_BASE = re.compile(
    rf"^(?P<x0>[^，,]*?)(?:比|较|相比于?)(?P<y1>{_Y})(?:的)?(?P<x2>)(?:总共|一共|共)?(?P<verb>{_CHANGED})(?:出|了)?(?P<what>{_HOW_MUCH}){_UNIT}[？?。]*$"
)
_RATE = re.compile(
    rf"^(?P<x0>.*?)(?:从|自|由)?(?P<y1>{_Y})(?:到|至|—|-|–)(?P<y2>{_Y})(?:期间|间)?[，,]?(?P<x2>.*?)的?(?:增幅|增长率|涨幅|增长幅度|降幅)(?:是|为|有|达)?(?:多少|多大|百分之几)[？?。]*$"
)
_THAN = re.compile(
    rf"^(?P<a>.+?)(?:(?<![同环占对相])比(?![重例率])|(?<![同相])较)(?P<b>.+?)(?P<verb>多|少|高|低|大|小|长|短|贵|便宜|重|轻|增加|增长|领先|落后)(?:出|了)?(?P<what>{_HOW_MUCH}){_UNIT}[？?。]*$"
)
_AHEAD = re.compile(
    rf"^(?P<a>.+?)(?:高出|高于|多出|多于|超出|低于|少于|领先(?:于)?|落后(?:于)?|比不上)(?P<b>[^，]+?)(?:大约|约)?(?P<what>{_HOW_MUCH}){_UNIT}[？?。]*$"
)
_APART = re.compile(
    rf"^(?P<a>[^，。]+?)(?:和|与|跟|同|、)(?P<b>[^，。]+?)[，,]?(?:之间|两者|二者|两个|两[地市省县区国家])?的?(?:数量|数值|规模)?的?(?:相差|差距|差额|差值|差|相距)(?:是|为|有|达到?|了|大约|约)*(?P<what>{_HOW_MUCH}|多大){_UNIT}[？?。]*$"
)
_FROM_BASE = re.compile(
    rf"^(?:与|和|同|跟)(?P<y1>{_Y})的?相比[，,](?P<y2>{_Y})?(?P<x0>)(?P<x2>.*?)(?:总共|一共|共)?(?P<verb>{_CHANGED})(?:出|了)?(?P<what>{_HOW_MUCH}){_UNIT}[？?。]*$"
)
_TIMES = re.compile(r"^(?P<a>.+?)(?:是|为|相当于)(?P<b>.+?)的(?:几|多少)倍[？?。]*$")
_TOGETHER = re.compile(
    r"^(?P<a>[^，。]+?)(?:和|与|跟|、|加上?|以及)(?P<b>[^，。]+?)(?:两[家个者所地港市县]|二者)?(?:合计|一共|总共|共计|加起来|加在一起|合起来|(?<!公)共)(?:一共|总共|共|合计)?(?P<verb>[^多几]{0,6}?)(?:了)?(?:多少|几)"
    + _UNIT
    + r"[？?。]*$"
)
_PART = re.compile(
    r"^(?P<a>.+?)占(?:到|据)?(?P<b>.+?)(?:的)?(?:比重|比例|份额|百分比)?(?:是|为|有|达到?|大约|约)*(?:多少|百分之几|几成|多大|多高)[？?。]*$"
)
_WHOLE = re.compile(r"(?:全[国省市县区球港校院]|世界|[\u4e00-\u9fff]{1,5}[省市县区国])(?:总)?")
_RELATIVE = ("%", "百分之几", "百分比", "百分之多少")


@dataclass(frozen=True)
class Pair:
    """A rule and the questions for its two figures; `against`: names that a sentence must hold to print the derived figure itself.

    `over_time`: the two are one thing at two times, else two things at one. `plans`: what is planned is asked for.
    """

    rule: Rule
    halves: tuple[str, str]
    against: tuple[str, ...]
    over_time: bool
    plans: bool = False


def pair_of(text: str) -> Pair | None:
    """The pair that a question asks to set against each other; None where it asks for no derived figure.

    `text`: in its plain form (`index.forms.plain`).
    """
    text = text.strip().removeprefix("请问").strip("，, ")
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Pair | None]], ...] = (
        (_RATE, _over_time),
        (_SINCE, _over_time),
        (_THAN_YEAR, _over_time),
        (_THAN_BASE, _over_time),
        (_FROM_BASE, _over_time),
        (_TIMES, _ratio),
        (_PART, _share),
        (_TOGETHER, _sum),
        (_THAN, _than),
        (_AHEAD, _than),
        (_APART, _apart),
    )
    for pattern, reader in readers:
        match = pattern.match(text)
        if match:
            pair = reader(match)
            return replace(pair, plans=_ASKS_PLAN.search(text) is not None) if pair else None
    return None


_ASKS_PLAN = re.compile(r"目标|计划|规划|将|力争|预计|未来|有望")  # 从2019年到2024年 alone asks for no plan


def _over_time(match: re.Match[str]) -> Pair | None:
    """从2019年到2024年，海州港吞吐量增加了多少: the same of two years."""
    groups = match.groupdict()
    parts = [_bare(groups.get(name) or "") for name in ("x0", "x1", "x2")]
    if parts[2] and parts[1].endswith(parts[2]):  # 2027年的装机目标比2025年目标多多少
        parts[2] = ""
    subject = "".join(parts)
    what, unit = groups.get("what") or "", groups.get("unit") or ""
    if len(subject) < _LEAST:
        return None
    first, base = (_year(groups.get(name) or "") for name in ("y2", "y1"))
    unit = "" if "百分点" in what + unit else unit
    relative = "what" not in groups or "百分之" in what or unit.startswith(_RELATIVE)
    rule: Rule = "growth" if relative else "difference"
    halves = tuple(_asking(f"{year}{subject}", "" if relative else unit) for year in (first, base))
    return Pair(rule, (halves[0], halves[1]), (base[:4],), over_time=True) if first != base else None


def _than(match: re.Match[str]) -> Pair | None:
    """海州港的泊位比青口港多多少个."""
    unit = match["unit"]
    rule: Rule = "growth" if "百分之" in match["what"] or unit.startswith(_RELATIVE) else "difference"
    return _two(rule, match["a"], match["b"], unit)


def _apart(match: re.Match[str]) -> Pair | None:
    """海州港和青口港的泊位相差多少个: what stands behind the second name is that of both."""
    return _two("difference", match["a"], match["b"], match["unit"])


def _ratio(match: re.Match[str]) -> Pair | None:
    a, b = match["a"], match["b"]
    year = re.fullmatch(_Y, b)
    own = re.search(_Y, a)
    if year and own:
        subject = _bare(a[: own.start()] + a[own.end() :])
        halves = tuple(_asking(f"{_year(y)}{subject}", "") for y in (own.group(), b))
        return Pair("ratio", (halves[0], halves[1]), (b[:4],), over_time=True)
    return _two("ratio", a, b, "")


def _sum(match: re.Match[str]) -> Pair | None:
    b = match["b"]
    return _two("sum", match["a"], b, match["unit"], verb=match["verb"])


def _share(match: re.Match[str]) -> Pair | None:
    a, b = match["a"], match["b"].removesuffix("总数").removesuffix("总量").removesuffix("总额").removesuffix("的")
    if len(b) < _LEAST:
        return None
    if _WHOLE.fullmatch(b):  # 产值占全国的比重: of the 产值 of the whole country
        b = f"{b}{owner_of(a)[1]}"
    led = re.match(rf"({_Y})的?", a)
    b = f"{_year(led[1])}{b}" if led and not re.match(_Y, b) else b
    return Pair("share", (_asking(a, ""), _asking(b, "")), (re.sub(_Y, "", b),), over_time=False)


def _two(rule: Rule, a: str, b: str, unit: str, verb: str = "") -> Pair | None:
    """The pair of two subjects; what only one of them is said to have, the other is asked for as well."""
    a, b = _bare(a), _bare(b)
    led = re.match(rf"({_Y})的?", a)
    if led and not re.match(_Y, b):
        b = f"{_year(led[1])}{b}"
    a, b = _alike(a, b)
    (first, attribute), (second, other) = owner_of(a), owner_of(b)
    name = second or b
    second = "" if names_owner(b) else second
    counted = _NOUN_OF.match(unit)
    noun = counted["noun"] if counted else ""
    told = "的" in a and "的" not in b and (names_owner(b) or is_measuring(attribute)) and not is_measuring(b)
    if not noun and first and (told or not second) and not _ends_alike(b, attribute):
        # 海州港泊位 and 青口港: the 泊位 of it; 清河县小学 and 初中: that of 清河县.
        alike = "的" in a and first[-1] == b[-1]  # 甲渡的客流 and 乙渡
        b = f"{b}的{attribute}" if alike or names_owner(b) or is_measuring(attribute) else f"{first}{b}"
    elif not noun and second and not first and not _ends_alike(a, other):
        a = f"{a}的{other}"
    if len(a) < _LEAST or len(b) < _LEAST or a == b:
        return None
    verb = verb if verb not in ("有", "是", "为", "达", "达到") else ""
    return Pair(
        rule, (_asking(a + verb, unit), _asking(b + verb, unit)), (re.sub(_Y, "", name).strip("的"),), over_time=False
    )


_NOUN_OF = re.compile(
    r"^(?:个|家|所|座|名|人|张|艘|辆|台|件|项|种|条|处|户|头)(?P<noun>(?!百分点)[\u4e00-\u9fff]{2,})$"
)
_LEAST = 2


def _alike(a: str, b: str) -> tuple[str, str]:
    """Two phrases, one of which only names a place: the other's 每万人拥有的网点 is asked of both."""
    for one, other, turned in ((a, b, False), (b, a, True)):
        if not _PLACE.fullmatch(one):
            continue
        own = re.match(
            rf"(?:{_Y}的?)?(?P<name>[\u4e00-\u9fff]{{1,10}}?{one[-1]})(?:的)?(?P<what>[\u4e00-\u9fff].+)$", other
        )
        if own and own["what"] and own["name"] != one:
            whole = f"{one}的{own['what']}"
            return (other, whole) if turned else (whole, other)
    return a, b


_PLACE = re.compile(rf"(?:{_Y}的?)?[\u4e00-\u9fff]{{1,10}}[省市县区州镇村乡国港]")


def _ends_alike(phrase: str, attribute: str) -> bool:
    return phrase.endswith(attribute[-2:])


def _asking(subject: str, unit: str) -> str:
    """A half as a question of its own: by its unit where one is asked, else plainly."""
    counted = unit or not is_measuring(subject)
    return f"{subject}有多少{unit}？" if counted else f"{subject}是多少？"


def _bare(phrase: str) -> str:
    return phrase.strip("，,、的 ").removesuffix("总共").removesuffix("分别").strip("，,、的 ")


def _year(printed: str) -> str:
    return f"{printed}年" if printed and "年" not in printed else printed
