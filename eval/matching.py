"""Whether a text holds an expected string or value: by characters less white space and width, figures by value."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from eval.models import AnswerSpec
from index.simplified import simplify

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BETWEEN = re.compile(r"\d[\s\u200b-\u200f\u2060\ufeff]+\d")
_MARKS = re.compile(r"\[\d+\]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞「」『』", '"') | dict.fromkeys("‘’", "'"))
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)((?:万亿|千亿|百亿|千万|百万|亿|万|千|百)?)(?:多|余|几)?(\D{0,4})"
)
_POWER = re.compile(r"(\d+(?:\.\d+)?)[×x]10([⁰¹²³⁴⁵⁶⁷⁸⁹]|\^?\d)")
_HAN_RUN = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_UP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HEAD, _THREE = re.compile(r"(?<!\d)\d{1,3}$"), re.compile(r"\d{3}(?!\d)")  # what stands round a thousands separator
_SCALED = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10}
_SCALED |= {"千亿": 10**11, "万亿": 10**12}
_EXACT = 1e-9


class Value(NamedTuple):
    """A number found in a text, and the characters behind it (its unit stands there)."""

    value: float
    behind: str


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A text as it is compared: NFKC but for raised digits, simplified, lower case, without white space, quotes of one kind."""
    return _DROPPED.sub("", _folded(text))


@lru_cache(maxsize=8192)
def parted(text: str) -> str:
    """As `normal`, but a blank stays between two digits: 42.0 186000 are two cells of a table, not one number."""
    folded = _folded(text)
    return _DROPPED.sub(lambda gap: " " if _BETWEEN.match(folded, gap.start() - 1) else "", folded)


def _folded(text: str) -> str:
    kept = "".join(c if c in "⁰¹²³⁴⁵⁶⁷⁸⁹" else unicodedata.normalize("NFKC", c) for c in text)
    return simplify(kept).lower().translate(_QUOTES)


def unmarked(answer: str) -> str:
    """An answer without its [n] marks."""
    return _MARKS.sub("", answer)


def holds(text: str, wanted: str) -> bool:
    """Whether a text holds a string. One that begins or ends in a digit must not stand within a longer number: 5 is not in 25.

    Nor is 234 in 1,234 (in 2023,234 it is: no number has four digits before its first comma). White space may part numbers
    (cells of a row) or stand within one (a wrapped line): both readings count.
    """
    return any(_stands(form(wanted), form(text)) for form in (normal, parted))


def _stands(key: str, text: str) -> bool:
    if not key:
        return False
    before = r"(?<!\d)(?<!\d\.)" if key[0].isdigit() else ""
    before += r"(?:(?<!\d,)|(?<=\d{4},))" if _THREE.match(key) else ""
    after = r"(?!\d|\.\d)" if key[-1].isdigit() else ""
    after += r"(?!,\d{3}(?!\d))" if _HEAD.search(key) else ""
    return re.search(before + re.escape(key) + after, text) is not None


def values_in(text: str) -> Iterator[Value]:
    """The numbers of a text in digits or in Han numerals, scaled (1.2万亿 is 1.2e12), with white space read both ways (`holds`)."""
    for key in dict.fromkeys((parted(text), normal(text))):
        yield from _values(key)


def _values(key: str) -> Iterator[Value]:
    for power in _POWER.finditer(key):
        exponent = int(power[2].lstrip("^").translate(_UP))
        yield Value(float(power[1]) * 10**exponent, key[power.end() : power.end() + 4])
    for match in _DIGITS.finditer(key):
        yield Value(float(match[1].replace(",", "")) * _SCALED[match[2]], match[3])
    for match in _HAN_RUN.finditer(key):
        number = _han(match.group())
        if number is not None:
            yield Value(number, key[match.end() : match.end() + 4])


def _han(digits: str) -> float | None:
    """The value of a Han numeral: 二十万亿 is 2e13; None for what is none (万, 百千)."""
    if all(d in _HAN for d in digits):
        return float("".join(str(_HAN[d]) for d in digits))
    total = section = number = 0
    for char in digits:
        if char in _HAN:
            number = _HAN[char]
        elif _SCALES[char] < 10**4:
            section, number = section + (number or 1) * _SCALES[char], 0
        else:
            if not total and not section and not number:
                return None
            total, section, number = (total + section + number) * _SCALES[char], 0, 0
    return float(total + section + number)


def has_value(text: str, spec: AnswerSpec) -> bool:
    """Whether a text gives the value asked, with its unit right behind where the unit is one that is printed."""
    unit = normal(spec.unit)
    for value in values_in(text):
        near = abs(value.value - float(spec.value)) <= spec.tolerance + _EXACT * max(1.0, abs(float(spec.value)))
        if near and (not unit or value.behind.startswith(unit) or unit[-1] in value.behind):
            return True
    return False


def characters(text: str) -> list[str]:
    """The characters of a text in its compared form, without punctuation: what the F1 of short answers counts."""
    return [c for c in normal(text) if unicodedata.category(c)[0] in "LN" or c in "%‰"]


def yes_or_no(short: str | None) -> bool | None:
    """Whether a short answer says yes (True) or no (False); None where it says neither."""
    key = normal(short or "")
    if re.match(r"(?:否|不|没|无|未|非)", key):
        return False
    return True if re.match(r"(?:是|有|能|会|可|对|属|已|存在|包括|要)", key) else None
