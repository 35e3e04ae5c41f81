"""Printed numerals <-> exact values: 20万亿, 二十万亿, 九点五, 1,234.5, 7×10⁴, 十几, 三五. Never a rounded float."""

import re
from fractions import Fraction
from typing import NamedTuple

from index.simplified import simplify

_WIDE = {ord("０") + i: str(i) for i in range(10)} | {ord(a): b for a, b in zip("．％／＋－", ".%/+-", strict=True)}
_WIDE |= {ord(a): b for a, b in zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True)}
_TO_CHANGE = re.compile("[０-９．％／＋－壹贰叁肆伍陆柒捌玖拾佰仟]")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

DIGIT_RUN = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
POWER = r"\s?[×xX]\s?10(?:(?P<{0}raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\^(?P<{0}caret>\d+)|(?P<{0}lost>[2-9])(?!\d))"
HAN_DIGIT = "零〇一二三四五六七八九两"
HAN_RUN = rf"[{HAN_DIGIT}十百千万亿]+(?:点[{HAN_DIGIT}]+[十百千万亿]*)?"
# 数 and 几 stand for a digit: 数十, 几百万, 十几, 三十几. Not 人数百万, 多数十分.
VAGUE_RUN = r"(?:(?<![人总参指系倍次位函级件户个项家基奇偶点分少多大岁])数[十百千万亿]+|几[十百千万亿]+|[二三四五六七八九]?十几[万亿]*)"
SCALE = r"(?:[十百千]?万亿|[十百千]?亿|[十百千]?万|千(?![瓦米克卡])|百(?!分))"


class Numeral(NamedTuple):
    """What a numeral says: one exact value, or the least and the greatest it may mean (三五, 十几, 数千)."""

    low: Fraction
    high: Fraction


def flat(text: str) -> str:
    """A text with simplified characters, formal numerals plain and full-width digits narrow; offsets stay."""
    text = simplify(text)
    return text.translate(_WIDE) if _TO_CHANGE.search(text) else text


def digits(printed: str) -> Fraction:
    """The value of digits as printed, thousands parted by commas: 1,234.5."""
    return Fraction(printed.replace(",", "").replace("，", ""))


def scale(printed: str) -> int:
    """The factor a scale word stands for: 千亿 is 10¹¹, "" is 1."""
    factor = 1
    for char in printed:
        factor *= _PLACES.get(char) or _MYRIADS[char]
    return factor


def exponent(raised: str) -> int:
    """The number that raised digits say."""
    return int(raised.translate(_RAISED))


def han(printed: str) -> Numeral | None:
    """The value of a Han numeral (flat text); None where the characters are none: 十百, 万科's 万, 一千一千."""
    if "点" in printed:
        whole, _, rest = printed.partition("点")
        tail = re.search(r"[十百千万亿]*$", rest)
        scaled = tail.group() if tail else ""
        decimals = "".join(str(DIGITS[c]) for c in rest[: len(rest) - len(scaled)])
        base = han(whole)
        return _same((base.low + Fraction(f"0.{decimals}")) * scale(scaled)) if base and decimals else None
    if all(c in DIGITS for c in printed):
        return _in_row(printed)
    return _placed(printed)


def vague(printed: str) -> Numeral | None:
    """What a numeral with 数 or 几 says: 数千 2000 to 9999, 十几 11 to 19, 几百万 2 to 9.99 million."""
    if printed.endswith("几") or "十几" in printed:
        head, _, tail = printed.partition("十几")
        ten = 10 * (DIGITS[head] if head else 1)
        factor = scale(tail)
        return Numeral(Fraction((ten + 1) * factor), Fraction((ten + 9) * factor))
    factor = scale(printed[1:])
    return Numeral(Fraction(2 * factor), Fraction(10 * factor - 1)) if factor > 1 else None


def _same(value: Fraction) -> Numeral:
    return Numeral(value, value)


def _in_row(printed: str) -> Numeral | None:
    """Digits side by side: 二〇二四 is read off; 三五 and 七八 are a few; one is itself."""
    values = [DIGITS[c] for c in printed]
    if len(values) == 1 or len(values) > 2:
        return _same(Fraction(int("".join(map(str, values)))))
    few = 0 < values[0] < values[1] and values[1] - values[0] in (1, 2)
    return Numeral(Fraction(values[0]), Fraction(values[1])) if few else None


def _placed(printed: str) -> Numeral | None:
    """Digits with places: the part before the greatest myriad, and what follows it. 三四十 and 两三百万 are a few."""
    for char in ("亿", "万"):
        if char not in printed:
            continue
        head, _, tail = printed.rpartition(char)
        before = _below(head) if head else _same(Fraction(1))
        after = (_placed(tail) if tail[0] not in "零〇" else _below(tail)) if tail else _same(Fraction(0))
        if before is None or after is None or "亿" in tail or (tail and not head):
            return None
        factor = _MYRIADS[char]
        if len(tail) == 1 and tail in DIGITS:
            after = _same(after.low * (factor // 10))  # 三万五 is 35000
        whole = before.low == before.high or not tail
        whole = whole and after.high < factor
        return Numeral(before.low * factor + after.low, before.high * factor + after.high) if whole else None
    return _section_of(printed)


def _below(printed: str) -> Numeral | None:
    """What stands before a myriad or behind its 零: 二十, 一千, 零五; 一万二千 before 亿."""
    bare = printed.lstrip("零〇")
    if not bare or (len(bare) < len(printed) and len(printed) - len(bare) > 1):
        return None
    return _in_row(bare) if all(c in DIGITS for c in bare) else _placed(bare)


def _section_of(printed: str) -> Numeral | None:
    """A number below 万: 一千零五, 一百二, 三四十, 十七八."""
    match = _SECTION.fullmatch(printed)
    if match is None or not printed:
        return None
    low = high = 0
    for digit, place in ((match["q"], 1000), (match["b"], 100), (match["s"], 10), (match["g"], 1)):
        if digit is None:
            continue
        if low != high:
            return None  # 三四百五十
        ends = _in_row(digit) if digit else _same(Fraction(1))
        if ends is None or (len(digit) == 2 and ends.low == ends.high):
            return None
        unit = place
        if (
            place == 1
            and not match["zero"]
            and not match["none"]
            and not match["s"]
            and match["s"] != ""
            and len(printed) > 1
        ):
            unit = 10 if match["b"] is not None else 100  # 一百二 is 120, 一千五 is 1500
        low, high = low + int(ends.low) * unit, high + int(ends.high) * unit
    return Numeral(Fraction(low), Fraction(high))


_SECTION = re.compile(
    r"(?:(?P<q>[一二三四五六七八九两]{0,2})千)?(?P<none>[零〇])?(?:(?P<b>[一二三四五六七八九两]{0,2})百)?(?P<zero>[零〇])?"
    r"(?:(?P<s>[一二三四五六七八九两]{0,2})十)?(?P<g>[一二三四五六七八九两]{1,2})?"
)


_HAN_PLACES = ("", "十", "百", "千")
_HAN_SECTIONS = ("", "万", "亿", "万亿")


def in_han(value: int) -> str:
    """A whole number from 0 to below 10¹⁶ in Han numerals: 二十万亿, 一百零二."""
    if value == 0:
        return "零"
    sections = []
    while value:
        value, section = divmod(value, 10**4)
        sections.append(section)
    told = ""
    for i in reversed(range(len(sections))):
        if not sections[i]:
            continue
        gap = bool(told) and (sections[i] < 1000 or (i + 1 < len(sections) and not sections[i + 1]))
        myriad = _HAN_SECTIONS[i]
        if i == 3 and sections[2]:
            myriad = "万"  # 一万二千亿: the 亿 is said once
        told += ("零" if gap else "") + _section(sections[i]) + myriad
    return told.removeprefix("一") if told.startswith("一十") else told


def _section(value: int) -> str:
    told = ""
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            told += "零" if told and not value // 10 ** (place + 1) % 10 and not told.endswith("零") else ""
            told += "零一二三四五六七八九"[digit] + _HAN_PLACES[place]
    return told


def in_digits(value: Fraction) -> str | None:
    """A value in digits with its scale (20万亿, 9.5, 35.2万); None where no finite decimal says it."""
    whole = decimal(value)
    if whole is None:
        return None
    for word in ("万亿", "亿", "万"):
        scaled = value / scale(word)
        if abs(scaled) >= 1 and (scaled * 10**4).denominator == 1:
            return _decimal(scaled) + word
    return whole


def decimal(value: Fraction) -> str | None:
    """A value as a decimal without scale; None where no finite one says it."""
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return _decimal(value) if rest == 1 else None


def _decimal(value: Fraction) -> str:
    """A finite decimal, written out."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole = abs(value.numerator * 10**places // value.denominator)
    told = str(whole).rjust(places + 1, "0")
    told = f"{told[:-places]}.{told[-places:]}" if places else told
    return ("-" if value < 0 else "") + told
