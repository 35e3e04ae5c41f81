"""Figures and dates of English questions as Chinese texts print them: 20 trillion yuan -> 20万亿元, May 2023 -> 2023年5月."""

import re
from decimal import Decimal

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec"], 1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SCALES = {"thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "tn": 12}
_CURRENCIES = {
    "yuan": "元", "rmb": "元", "renminbi": "元", "cny": "元", "¥": "元", "￥": "元", "dollar": "美元", "dollars": "美元", "usd": "美元", "us$": "美元",
    "$": "美元", "us dollar": "美元", "us dollars": "美元", "u.s. dollars": "美元", "euro": "欧元", "euros": "欧元", "eur": "欧元", "€": "欧元",
    "pound": "英镑", "pounds": "英镑", "£": "英镑", "yen": "日元",
}  # fmt: skip
_CURRENCY = "|".join(re.escape(c) for c in sorted(_CURRENCIES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.])(?:(?P<before>us\$|[$€£¥￥]|rmb|cny|usd)\s?)?(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)"
    rf"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|mn|bn|tn)\b)?(?:[\s-]?(?P<after>{_CURRENCY})(?![a-z]))?(?P<percent>\s?%|\s?percent\b|\s?per cent\b)?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b", re.IGNORECASE)
_FIVE_YEAR = re.compile(r"\b(1[0-9]|[89])th five-year plan(?: period)?", re.IGNORECASE)
_FIVE_YEAR_NAMES = re.compile(r"\b(eleventh|twelfth|thirteenth|fourteenth|fifteenth) five-year plan", re.IGNORECASE)
_TENS = "零一二三四五六七八九"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\.?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\.?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\b((?:19|20)\d\d)\s*(?:-|–|—|to|until)\s*((?:19|20)\d\d)\b(?!\s*\d)|\bbetween ((?:19|20)\d\d) and ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"(?<![\d.,$¥€£/—-])(?:19|20)\d\d(?![\d%]|[.,]\d|\s?[年—\u4e00-\u9fff])")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|by|of|since|until|till|from|to|for|year|during|before|after|end|and|the)\s+$", re.IGNORECASE
)
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th) century\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))?\s?([ap])\.?m\.?(?![a-z])", re.IGNORECASE)


def figures_in_chinese(text: str) -> str:
    """An English text with its dates, five-year plans, amounts and times of day as Chinese texts print them.

    The value never changes, only how it is written; digits that stand alone stay as they are.
    """
    text = _FIVE_YEAR_NAMES.sub(lambda m: f"{11 + _NAMES.index(m[1].lower())}th five-year plan", text)
    text = _FIVE_YEAR.sub(lambda m: f" “{_plan(int(m[1]))}”规划 ", text)
    text = _DAY_FIRST.sub(lambda m: f" {m[3]}年{_MONTHS[m[2].lower()]}月{int(m[1])}日 ", text)
    text = _MONTH_FIRST.sub(lambda m: f" {m[3]}年{_MONTHS[m[1].lower()]}月{int(m[2])}日 ", text)
    text = _MONTH_YEAR.sub(lambda m: f" {m[2]}年{_MONTHS[m[1].lower()]}月 ", text)
    text = _CLOCK.sub(_hour, text)
    text = _RANGE.sub(lambda m: f" {m[1] or m[3]}年至{m[2] or m[4]}年 ", text)
    text = _BARE_YEAR.sub(lambda m: f" {m.group()}年 " if _is_year(text, m) else m.group(), text)
    text = _CENTURY.sub(r" \1世纪 ", text)
    text = _ORDINAL.sub(lambda m: f" 第{_han(int(m[1]))} ", text)
    return _NUMBER.sub(_amount, text)


def _is_year(text: str, match: re.Match[str]) -> bool:
    """In 2021, the 2023 report, 2021? are years; 2000 companies are not."""
    behind = text[match.end() :].lstrip()
    return _BEFORE_YEAR.search(text[: match.start()]) is not None or not behind[:1].isalpha()


_NAMES = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth")


def _plan(number: int) -> str:
    return f"{_han(number)}五"


def _han(number: int) -> str:
    """1..99 in characters; digits beyond."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _TENS[tens] + "十"
    return head + (_TENS[ones] if ones else "")


def _hour(clock: re.Match[str]) -> str:
    hour = int(clock[1]) % 12 + (12 if clock[3].lower() == "p" else 0)
    return f" {hour}点{clock[2] + '分' if clock[2] and clock[2] != '00' else ''} "


def _amount(match: re.Match[str]) -> str:
    currency = _CURRENCIES.get((match["after"] or match["before"] or "").lower(), "")
    percent = "%" if match["percent"] else ""
    if not (match["scale"] or currency or percent):
        return match.group()
    number = _scaled(match["number"], (match["scale"] or "").lower())
    return f" {number}{currency}{percent} "


def _scaled(number: str, scale: str) -> str:
    """1.2 and billion -> 12亿; a plain number stays as it is written."""
    if not scale:
        return number
    value = Decimal(number.replace(",", "")).scaleb(_SCALES[scale])
    for size, name in ((12, "万亿"), (8, "亿"), (4, "万")):
        if value >= Decimal(10) ** size:
            return f"{_bare(value.scaleb(-size))}{name}"
    return _bare(value)


def _bare(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
