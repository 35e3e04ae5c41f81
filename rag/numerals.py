"""Printed numerals <-> exact values: 20万亿, 二十万亿, 九点五, 1,234.5, 7×10⁴, 十几, 三五. Never a rounded float."""

import re
from fractions import Fraction
from typing import NamedTuple

from index.simplified import simplify

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_WIDE = {ord("０") + i: str(i) for i in range(10)} | {ord(a): b for a, b in zip("．％／＋－", ".%/+-", strict=True)}
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
    return text if text.isascii() else text.translate(_WIDE).translate(_FORMAL)


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
    """Digits with places, myriads from the greatest down; 三四十 and 两三百万 are a few. A bare 百 or 万 is one of them."""
    low = high = 0  # all that is summed; a myriad multiplies what stands since the greater one
    section = (0, 0)
    number: tuple[int, int] | None = None
    place, myriad = 10**4, None
    for i, char in enumerate(printed):
        if char in DIGITS:
            value = DIGITS[char]
            if number is not None and number != (0, 0):
                if number[0] != number[1] or value - number[0] not in (1, 2):
                    return None
                number = (number[0], value)
            else:
                number = (value, value)
        elif char in _PLACES:
            if _PLACES[char] >= place or (number is None and i and char != "十" and section == (0, 0) and not low):
                return None
            place = _PLACES[char]
            low_digit, high_digit = number if number and number != (0, 0) else (1, 1)
            section = (section[0] + low_digit * place, section[1] + high_digit * place)
            number = None
        else:
            factor = _MYRIADS[char]
            here = (section[0] + (number or (0, 0))[0], section[1] + (number or (0, 0))[1])
            if myriad is not None and factor >= myriad:  # 二十万亿: the whole of it
                low, high = (low + here[0]) * factor, (high + here[1]) * factor
            else:
                if here == (0, 0):
                    if low or i:
                        return None
                    here = (1, 1)
                low, high = low + here[0] * factor, high + here[1] * factor
            section, number, place, myriad = (0, 0), None, 10**4, factor
    last = number or (0, 0)
    if number and number[0] != number[1] and not (section[0] or low):
        return None
    factor = 1
    if number and not (place == 10**4 and myriad is None) and not _spelled(printed):
        factor = max(1, (place if place < 10**4 else myriad or 10) // 10)  # 一百二 is 120, 三万五 is 35000
    return Numeral(Fraction(low + section[0] + last[0] * factor), Fraction(high + section[1] + last[1] * factor))


def _spelled(printed: str) -> bool:
    """Whether the last digit counts ones: 一百零二, 十二. 一百二 leaves its place out."""
    return len(printed) < 2 or printed[-2] in "零〇十" or printed[-2] in DIGITS


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
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return None
    for word in ("万亿", "亿", "万"):
        scaled = value / scale(word)
        if abs(scaled) >= 1 and (scaled * 10**4).denominator == 1:
            return _decimal(scaled) + word
    return _decimal(value)


def _decimal(value: Fraction) -> str:
    """A finite decimal, written out."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole = abs(value.numerator * 10**places // value.denominator)
    told = str(whole).rjust(places + 1, "0")
    told = f"{told[:-places]}.{told[-places:]}" if places else told
    return ("-" if value < 0 else "") + told
