"""Figures and dates as printed in Chinese text: where they stand and what unit they carry."""

import re
import unicodedata
from dataclasses import dataclass

from index.simplified import simplify

_DIGIT = r"[0-9０-９]"
_NUMBER = rf"{_DIGIT}+(?:[,，]{_DIGIT}{{3}})*(?:[.．]{_DIGIT}+)?(?:\s?[×xX]\s?10[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\s?[×]\s?10{_DIGIT})?"
_HAN_NUMBER = r"[一二三四五六七八九十百千万亿两〇零]{1,12}"
_ABOUT = r"(?:不低于|不少于|不超过|超过|突破|高达|将近|接近|大约|约为|约占|近|超|逾|约|达到|达|仅)?"
_UNITS = (
    "个百分点|个大类|个小类|万亿美元|亿美元|万美元|美元|亿欧元|万欧元|欧元|亿英镑|英镑|日元|亿元|万元|元|平方公里|平方米|公里|公顷|万吨|吨标准煤|吨|标准箱|标箱|千瓦时|千瓦|兆瓦|"
    "人次|余家|个|家|项|种|类|名|人|位|所|座|条|件|次|倍|亩|户|台|套|艘|辆|株|只|头|届|期|批|度|成|岁|章|处|支|片|部|款|场|间|层|小时|分钟|天|周|个月|年|年间|比特|字节|英寸|纳米|毫米|米|克|升"
)
_SCALE = r"(?:万亿|千亿|百亿|千万|百万|亿|万|千|百)?"
_MORE = r"(?:多|余|几)?"
FIGURE = re.compile(
    rf"(?P<about>{_ABOUT})\s?(?P<number>{_NUMBER})\s?(?P<scale>{_MORE}{_SCALE}{_MORE})\s?(?P<unit>[%％‰]|{_UNITS})?"
    rf"|(?P<habout>{_ABOUT})(?P<hnumber>{_HAN_NUMBER})(?P<hunit>{_MORE}(?:{_UNITS})|成)"
)
DATE = re.compile(
    rf"(?:{_DIGIT}{{4}}\s?年(?:\s?{_DIGIT}{{1,2}}\s?月(?:\s?{_DIGIT}{{1,2}}\s?日)?)?(?:底|末|初|上半年|下半年)?)"
    rf"|{_DIGIT}{{1,2}}\s?月\s?{_DIGIT}{{1,2}}\s?日|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间)?"
)
# 2024年, 2024财年, 2024—2026, 2024上半年; not 2000亿元, 2012家.
YEAR = re.compile(
    rf"(?<!{_DIGIT})(?<!{_DIGIT}[.．,，])(?:19|20){_DIGIT}{{2}}(?!{_DIGIT}|[.．,，]{_DIGIT})"
    r"(?!\s?[%％‰亿万千百多余个家项种类名人位所座条件次倍亩户台套艘辆株只头元吨米克升公平号页版型×])"
)
# 多少成员 asks for 成员, not for 成; 多少项目 for 项目.
ASKED_UNIT = re.compile(
    rf"(?:多少|(?<![这近前后每同好十数那头])几)\s?(?:余|多)?(?P<scale>万亿|亿|万)?(?P<unit>{_UNITS})(?![员目类口才庭门件称单置有果效本产])"
)
# 多少钱, 多少资金: any currency.
ASKED_MONEY = re.compile(
    r"多少(?:的)?(?:钱|资金|经费|投资|资本|补贴|补助|补偿|奖金|奖励|贷款|元)|几个亿|花(?:了)?多少$|(?:投入|投资|经费|资金|补贴|补助|奖励|产值|营收|收入|利润|贷款|预算|造价|价格|房价|均价|成本)(?:规模|总额|额|目标)?(?:大约|大概|约)?(?:是|为|有|达到|达|提高到|增加到|降到)?(?:了)?多少(?!家|个|项|人|倍|%|年|份)"
)
MONEY = "钱"
RANK = "第"
ASKED_RANK = re.compile(r"第几|排名|名次|居几|哪一?名次")
RANKS = re.compile(
    r"(?:并列)?(?:全[国球]|世界|首|位[居列])?第[一二三四五六七八九十\d]{1,3}(?:位|名)?(?![一二三四五六七八九十\d]*[条章节款项届批次期])|首位|榜首|并列第一"
)
# Where the noun phrase behind a counting word ends: a verb or a particle.
NOUN_END = re.compile(
    "联合|资助|支持|推动|带动|培育|打造|建设|拥有|覆盖|涵盖|包括|代表|设立|负责|运行|组成|组织|投入|推进|参与|开展|发布|实施|提出|达到|分布|位于|获得|入选|进入|胜出|集聚|聚集|形成|建立|成为|作为|[和与及在由是为被将已]"
)


@dataclass(frozen=True)
class Figure:
    """A figure as printed: its place in the text given, the words, the unit ("" where none is printed)."""

    start: int
    end: int
    text: str
    unit: str

    def counts(self, unit: str) -> bool:
        """Whether it is given in a unit: 多少家 is answered by 5万余家, not by 5个; 亿 by 亿元 as by 亿."""
        if unit == MONEY:
            return self.unit.endswith(("元", "英镑", "欧元", "日元"))
        if unit == "%":
            return self.unit in ("%", "％", "‰") or self.unit.endswith(("成", "百分点"))
        return self.unit == unit or (bool(self.unit) and self.unit.endswith(unit[-1])) or unit in self.text

    @property
    def measures(self) -> bool:
        """Whether it says how much, not how long: 近十年 answers no question for an amount."""
        return self.unit.lstrip("多余几") not in (
            "年",
            "天",
            "月",
            "周",
            "个月",
            "小时",
            "分钟",
            "届",
            "期",
            "批",
            "章",
        )


_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10}
_SCALES |= {"千亿": 10**11, "万亿": 10**12}
_PLAIN_NUMBER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?(?:多|余|几)?((?:万亿|千亿|百亿|千万|百万|亿|万|千|百)?)")


def value_of(figure: Figure) -> float | None:
    """The value of a figure as printed, scaled (2.5万 is 25000, 十二 is 12); None where it has none (几十, 两位数)."""
    text = unicodedata.normalize("NFKC", figure.text)
    match = _PLAIN_NUMBER.search(text)
    if match:
        return float(match[1].replace(",", "")) * _SCALES[match[2]]
    run = re.search(_HAN_NUMBER, text)
    return _han_value(run.group()) if run else None


def _han_value(digits: str) -> float | None:
    if all(d in _HAN_DIGITS for d in digits):
        return float("".join(str(_HAN_DIGITS[d]) for d in digits))
    total = section = number = 0
    for char in digits:
        if char in _HAN_DIGITS:
            number = _HAN_DIGITS[char]
        elif _HAN_SCALES[char] < 10**4:
            section, number = section + (number or 1) * _HAN_SCALES[char], 0
        elif total or section or number:
            total, section, number = (total + section + number) * _HAN_SCALES[char], 0, 0
        else:
            return None
    return float(total + section + number)


def figures_in(text: str) -> list[Figure]:
    """The figures of a text in order. Years, dates and ordinals (第3章, 《…（2023年）》) are none."""
    text = simplify(text)  # character for character: offsets stay, 萬 and 億 are read
    dates = [m.span() for m in DATE.finditer(text)]
    found = []
    for match in FIGURE.finditer(text):
        start = match.start("number") if match["number"] else match.start("hnumber")
        unit = (match["unit"] if match["number"] else match["hunit"]) or ""
        inside_date = any(a <= start < b for a, b in dates)
        if inside_date or text[start - 1 : start] == "第" or (match["hnumber"] and _indefinite(match["hnumber"], unit)):
            continue
        if match["number"] and not unit and re.fullmatch(r"(?:19|20)\d\d", match["number"]):
            continue
        found.append(Figure(match.start(), match.end(), match.group().strip(), unit))
    return found


def _indefinite(number: str, unit: str) -> bool:
    """一批, 一个, 一些: no figure is meant."""
    return number == "一" or (len(number) == 1 and unit in ("类", "种", "次", "部", "支", "条", "期", "章", "年"))


def dates_in(text: str) -> list[Figure]:
    """The dates and five-year-plan periods of a text in order."""
    return [Figure(m.start(), m.end(), m.group(), "") for m in DATE.finditer(text)]


def years_in(text: str) -> list[str]:
    """The years named in a text (four digits, before 年 or a range mark, or at its end), without repeats."""
    return list(dict.fromkeys(m.group() for m in YEAR.finditer(text)))
