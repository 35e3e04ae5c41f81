"""What stands around a number and turns its meaning: 超, 约, 以上, 增长, 负."""

import re

from rag.numbers.quantities import Change, Qualifier

_ROUND = "百千万亿"
_GUARDED = ("约", "达", "近", "超", "过", "上")
_PREFIXES: dict[str, Qualifier] = {
    "不低于": "at_least", "不少于": "at_least", "不小于": "at_least", "至少": "at_least", "最少": "at_least", "起码": "at_least", "最低": "at_least",
    "不超过": "at_most", "不多于": "at_most", "不高于": "at_most", "不大于": "at_most", "至多": "at_most", "最多": "at_most", "最高": "at_most",
    "不得低于": "at_least", "不得少于": "at_least", "不得小于": "at_least", "不能低于": "at_least", "不应低于": "at_least", "不应少于": "at_least", "不能少于": "at_least",
    "不得超过": "at_most", "不得高于": "at_most", "不得多于": "at_most", "不得大于": "at_most", "不能超过": "at_most", "不应超过": "at_most", "不会超过": "at_most",
    "上": "at_least", "超过": "above", "超出": "above", "超": "above", "突破": "above", "高于": "above", "大于": "above", "多于": "above", "逾": "above", "过": "above",
    "不足": "below", "不到": "below", "不满": "below", "低于": "below", "少于": "below", "小于": "below",
    "将近": "below", "接近": "below", "逼近": "below", "近": "below",
    "大约": "about", "大概": "about", "大致": "about", "约为": "about", "约占": "about", "约有": "about", "约": "about",
    "高达": "exact", "多达": "exact", "达到": "exact", "达": "exact", "仅有": "exact", "仅为": "exact", "仅": "exact", "只有": "exact",
}  # fmt: skip
# Not 签约, 发达, 最近, 赶超, 通过.
_PREFIX = re.compile(
    rf"(?:{'|'.join(w for w in sorted(_PREFIXES, key=len, reverse=True) if w not in _GUARDED)}"
    r"|(?<!成千)上|(?<![节签合条预制契特履违公大])约|(?<![发到传表抵下送雷直])达|(?<![最附亲靠邻临贴])近|(?<![赶高反])超|(?<![通经超不越])过)\s?$"
)
_SUFFIX = re.compile(
    r"\s?(?:(?P<at_least>\(?[及（]?(?:以上|之上)）?)|(?P<about>左右|上下(?![游级楼联]))|(?P<at_most>[及（]?以下|以内|之内))"
)
_RISES = (
    r"增长|增加|增幅|提高|提升|上升|上涨|增速|涨幅|回升|扩大|新增|净增|增收|增产|扩增|攀升|升高|多(?=出|了|$)|增|涨"
)
_FALLS = r"下降|减少|降低|下滑|回落|缩减|缩小|下跌|降幅|跌幅|收窄|负增长|减产|减|降|跌|少(?=了|$)"
_CHANGE = re.compile(
    rf"(?:(?P<up>{_RISES})|(?P<down>{_FALLS}))(?:了|率|幅度|速度|百分比|只有|平均|每年|分别|年均)*(?:为|是|约|近|超过|超|逾|达到|达|在|不低于|不超过|接近|突破|保持在?|有|高达)*\s?$"
)
_GROWING = re.compile(r"(?:同比|环比|年均|复合)[^，。；]{0,6}$")
_NEGATIVE = re.compile(r"(?:负|(?<![\dA-Za-z%年月日号—–])[-−－])$")


def led(plain: str, start: int, inner: Qualifier = "exact") -> tuple[int, Qualifier]:
    """Where a figure begins with the words that qualify it (已达约), and which way they do; `inner`: what its own words say."""
    qualifier = inner
    for _ in range(2):
        match = _PREFIX.search(plain, max(0, start - 4), start)
        if match is None or (match.group() in ("上", "过") and plain[start] not in _ROUND):
            break  # 上千家, 过百亿; not 网上3家, 办过3场
        start, said = match.start(), _PREFIXES[match.group().strip()]
        qualifier = said if said != "exact" else qualifier
    return start, qualifier


def trailed(plain: str, end: int, led_by: Qualifier) -> tuple[int, Qualifier]:
    """Where a figure ends with the words behind it (以上, 左右), and which way it is off. 以上 and 以下 include the number itself.

    Source: Civil Code of the PRC, article 1259.
    """
    match = _SUFFIX.match(plain, end)
    if match is None:
        return end, led_by
    said: Qualifier = "at_least" if match["at_least"] else "about" if match["about"] else "at_most"
    return match.end(), said if led_by == "exact" else led_by


def changed(plain: str, start: int) -> Change:
    """Whether the words before a figure say that something rose or fell by it; 提高到50% says how high it is."""
    match = _CHANGE.search(plain, max(0, start - 14), start)
    return "" if match is None else "up" if match["up"] else "down"


def growing(plain: str, start: int) -> bool:
    """Whether a share without a verb is one of growth: 同比8.3%."""
    return _GROWING.search(plain, max(0, start - 12), start) is not None


def minus(plain: str, start: int) -> bool:
    """Whether a sign stands before a number: 负5.2, -5.2; a dash between two numbers is none."""
    return _NEGATIVE.search(plain, max(0, start - 2), start) is not None
