"""Figures and dates in Chinese text: those of a text, and what kind of figure a question asks for.

What a figure is stands in `rag.numbers.quantities`; how numbers, idioms and dates are read in `rag.numbers.amounts`, `rag.numbers.idioms`, `rag.numbers.dates`.
"""

import re
from fractions import Fraction
from functools import lru_cache

from rag.numbers.amounts import amounts_in
from rag.numbers.dates import DATE, YEAR, Time, times_in, years_in
from rag.numbers.idioms import idioms_in
from rag.numbers.numerals import flat
from rag.numbers.quantities import MONEY, Figure, same, told

__all__ = [
    "ASKED_MONEY", "ASKED_RANK", "ASKED_UNIT", "DATE", "MONEY", "NOUN_END", "RANK", "RANKS", "YEAR", "Figure", "dates_in",
    "figures_in", "quantities_in", "same", "told", "value_of", "years_in",
]  # fmt: skip

_UNITS = (
    "个百分点|个大类|个小类|万亿美元|亿美元|万美元|美元|亿欧元|万欧元|欧元|亿英镑|英镑|日元|亿元|万元|元|平方公里|平方米|公里|公顷|万吨|吨标准煤|吨|标准箱|标箱|千瓦时|千瓦|兆瓦|"
    "人次|余家|个|家|项|种|类|名|人|位|所|座|条|件|次|倍|亩|户|台|套|艘|辆|株|只|头|届|期|批|度|成|岁|章|处|支|片|部|款|场|间|层|小时|分钟|天|周|个月|年|年间|比特|字节|英寸|纳米|毫米|米|克|升|口"
)
# 多少成员 asks for 成员, not for 成; 多少项目 for 项目.
ASKED_UNIT = re.compile(
    rf"(?:多少|(?<![这近前后每同好十数那头])几[十百千]?)\s?(?:余|多)?(?P<scale>万亿|亿|万)?(?P<unit>{_UNITS})(?![员目类口才庭门件称单置有果效本产岸味径碑罩])"
)
# 多少钱, 多少资金: any currency.
ASKED_MONEY = re.compile(
    r"多少(?:的)?(?:钱|资金|经费|投资|资本|补贴|补助|补偿|奖金|奖励|贷款|元)|几个亿|花(?:了)?多少$|(?:投入|投资|经费|资金|补贴|补助|奖励|产值|营收|收入|利润|贷款|预算|造价|价格|房价|均价|成本)(?:规模|总额|额|目标)?(?:大约|大概|约)?(?:是|为|有|达到|达|提高到|增加到|降到)?(?:了)?多少(?!家|个|项|人|倍|%|年|份)"
)
RANK = "第"
ASKED_RANK = re.compile(r"第几|排名|名次|居几|哪一?名次")
RANKS = re.compile(
    r"(?:并列)?(?:全[国球]|世界|首|位[居列])?第[一二三四五六七八九十\d]{1,3}(?:位|名)?(?![一二三四五六七八九十\d]*[条章节款项届批次期])|首位|榜首|并列第一"
)
# Where the noun phrase behind a counting word ends: a verb or a particle.
NOUN_END = re.compile(
    "打算|把|联合|资助|支持|推动|带动|培育|打造|建设|拥有|覆盖|涵盖|包括|代表|设立|负责|运行|组成|组织|投入|推进|参与|开展|发布|实施|提出|达到|分布|位于|获得|入选|进入|胜出|集聚|聚集|形成|建立|成为|作为|[和与及在由是为被将已]"
)

_ANY = re.compile(r"[0-9０-９一二三四五六七八九两兩十百千万亿萬億数數几幾半首榜翻壹贰叁肆伍陆柒捌玖拾貳參陸]|季度|全年")


@lru_cache(maxsize=16384)
def quantities_in(text: str) -> tuple[Figure, ...]:
    """All quantities of a text in order, dates, periods and ranks among them; 一批, 5G and 第三章 are none."""
    if not _ANY.search(text):
        return ()
    plain = flat(text)
    found = [_of_time(time) for time in times_in(plain, text)]
    taken = [(f.start, f.end) for f in found]
    for figure in idioms_in(plain, text):
        if not any(start < figure.end and figure.start < end for start, end in taken):
            found.append(figure)
            taken.append((figure.start, figure.end))
    found += amounts_in(plain, text, taken)
    return tuple(sorted(found, key=lambda f: f.start))


def _of_time(time: Time) -> Figure:
    low, high = Fraction(time.low), Fraction(time.high)
    return Figure(time.start, time.end, time.text, time.kind, None, "日", "", time.bound, low, high)


@lru_cache(maxsize=16384)
def figures_in(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order. Years, dates, ranks and what may be mere grammar (三类) are none."""
    return tuple(f for f in quantities_in(text) if f.kind not in ("date", "period", "rank") and not f.weak)


def value_of(figure: Figure) -> Fraction | None:
    """The value of a figure (2.5万 is 25000, 十二 is 12); None where it has none (几十, 两位数)."""
    return figure.value


def dates_in(text: str) -> list[Figure]:
    """The dates and five-year-plan periods of a text in order."""
    zero = Fraction(0)
    return [
        Figure(m.start(), m.end(), m.group(), "date", None, "日", "", "exact", zero, zero) for m in DATE.finditer(text)
    ]
