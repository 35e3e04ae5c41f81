"""What stands in a cell of a sheet: alternatives, points, searches, values, yes or no; and the type that a question sounds like."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from eval.matching import normal
from eval.models import Type

TRUE, FALSE = ("是", "对", "可", "可答", "yes", "true", "√"), ("否", "不", "错", "不可答", "no", "false", "×")
_SCALE = {"万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4}
# The first pattern that a question matches says its type, where the author has not.
_ASKED: tuple[tuple[str, Type], ...] = (
    (r"为什么|为何|为啥|原因", "why"),
    (r"怎么|怎样|如何|办法|举措|措施", "how"),
    (r"什么是|是什么意思|指什么|定义|所谓", "definition"),
    (r"多少|几[个家项年成]|百分之几|占比", "number"),
    (r"哪些|哪几|分别", "list"),
    (r"谁|哪位", "who"),
)


def guess(question: str, answerable: bool, spec: Mapping[str, Any] | None, answers: bool, documents: int) -> Type:
    """The type of a case whose author has named none, by how it asks and what is given."""
    if not answerable:
        return "near_miss"
    if spec:
        return "yes_no" if isinstance(spec["value"], bool) else "number"
    if documents > 1:
        return "documents"
    asked = next((kind for pattern, kind in _ASKED if re.search(pattern, question)), None)
    if asked == "number" and not answers:
        return "list"
    return asked or ("entity" if answers else "list")


def parts_of(cell: str) -> list[str]:
    """The parts of a cell, between “；” or on lines of their own."""
    return [part.strip() for part in re.split(r"(?<!\\)[;；\n]", cell) if part.strip()]


def options_of(part: str, quoted: str = "") -> list[str]:
    """The alternatives of a part, between “/”. A part that stands in the quote as it is (5G/6G), is one."""
    if quoted and normal(part) in normal(quoted):
        return [part]
    options = (_plain(option) for option in re.split(r"(?<!\\)[/／]", part))
    return [option for option in options if option]


def _plain(text: str) -> str:
    return re.sub(r"\\([/／;；])", r"\1", text).strip()


def nugget_of(part: str, quoted: str) -> dict[str, Any]:
    """A point; a star before it says that it is vital."""
    vital = part[0] in "＊*★"
    return {"importance": "vital" if vital else "okay", "any": options_of(part[vital:].strip(), quoted)}


def forbidden_of(cell: str) -> list[str]:
    """The strings of wrong answers; an address is one, slashes and all."""
    return [one for part in parts_of(cell) for one in ([part] if "://" in part else options_of(part))]


def words_of(part: str) -> list[str]:
    """The words of a search; one with a space in it stands in quotes."""
    return [quoted or word for quoted, word in re.findall(r'["“]([^"”]+)["”]|(\S+)', part)]


def spec_of(value: str, unit: str) -> dict[str, Any]:
    """The value asked, as figures are compared: 9.5 万亿元 is 9.5e12 元.

    Raises:
        ValueError: it is neither a number nor yes or no.
    """
    key = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
    if normal(value) in (*TRUE, *FALSE):
        return {"value": normal(value) in TRUE}
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([^\d±]*)(?:±(\d+(?:\.\d+)?)(.*))?", key)
    if not match:
        raise ValueError(value)
    behind = match[2] or match[4] or ""
    unit = unicodedata.normalize("NFKC", unit).strip()
    whole = behind if unit and behind.endswith(unit) else behind + unit
    scale = next((s for s in _SCALE if whole.startswith(s)), "")
    times = _SCALE.get(scale, 1)
    spread = float(Decimal(match[3]) * times) if match[3] else 0.0
    return {"value": float(Decimal(match[1]) * times), "unit": whole.removeprefix(scale), "tolerance": spread}
