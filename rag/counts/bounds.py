"""Bounds that a question puts on numbers and years of a table: 超过100亿元的, 2015年以后成立的, 3到5年间."""

import re
from collections.abc import Iterator
from decimal import Decimal

from rag.counts.conditions import Found
from rag.counts.head_names import head_share
from rag.numbers.numerals import han
from rag.tables.columns import SCALES, Column, View
from rag.tables.plans import Bound

_NAMED = 0.5  # share of a head's bigrams that a question must hold
_AMOUNT = r"(?P<n{0}>\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千]+)\s*(?P<s{0}>万亿|千万|百万|亿|万|千)?\s*(?P<u{0}>[年元吨米克升人户亩个家项座种名条位所件台套辆艘%％倍天度分岁吋寸公平千兆]?[^\s，。？的以及之上下前后至到（(]{{0,3}}?)"
_COMPARED = re.compile(
    r"(?P<op>不少于|不低于|不小于|大于等于|至少|不超过|不高于|不多于|不大于|小于等于|至多|最多不过|超过|超出|高于|大于|多于|突破|逾|低于|小于|少于|不足|不到|不满|未达到?|早于|晚于|达到|达)了?\s*"
    + _AMOUNT.format("1")
    + r"(?=$|[，。？的以及之上下前后（(、]|有|几|哪|共|多少)(?P<after>(?:及|或)?(?:以上|以下))?"
)
_AFTERWARDS = re.compile(
    _AMOUNT.format("2")
    + r"(?P<op>(?:及|或|含)?(?:以上|以下|以内|之内|以后|之后|以前|之前|以来|起(?!降|点)|后(?=的|投|建|成|开|落|设)|前(?=的|投|建|成|开|落|设)))"
)
_BETWEEN = re.compile(
    _AMOUNT.format("3")
    + r"(?:到|至|—|-|–|~|～)"
    + _AMOUNT.format("4")
    + r"(?:之间|年间|期间|的|$|(?=[，。？有几哪共]))"
)
_LOW_OPEN = re.compile(r"超过|超出|高于|(?<!不)大于(?!等)|(?<!不)多于|突破|逾|晚于")
_HIGH_OPEN = re.compile(r"(?<!不)低于|(?<!不)小于(?!等)|(?<!不)少于|不足|不到|不满|未达|早于")
_LOW = re.compile(r"不少于|不低于|不小于|大于等于|至少|达")


def bounds_in(view: View, asked: str, masked: str) -> Iterator[Found]:
    """The bounds that a folded question puts on columns of numbers and years; `masked`: what of it is not taken care of yet."""
    for pattern in (_BETWEEN, _COMPARED, _AFTERWARDS):
        for match in pattern.finditer(masked):
            bound = _bound(view, asked, pattern, match)
            if bound is not None:
                yield Found(bound, match.start(), match.end())
                masked = masked[: match.start()] + "\0" * len(match.group()) + masked[match.end() :]


def _bound(view: View, asked: str, pattern: re.Pattern[str], match: re.Match[str]) -> Bound | None:
    groups = ("3", "4") if pattern is _BETWEEN else ("1",) if pattern is _COMPARED else ("2",)
    amounts = [_amount(match, g) for g in groups]
    if any(a is None for a in amounts):
        return None
    unit = match[f"u{groups[-1]}"]
    column = _column_for(view, asked, match.start(), amounts[-1], unit)
    if column is None:
        return None
    read = view.columns[column]
    factor = Decimal(read.scale) if read.kind == "number" else Decimal(1)
    plain = [
        a / factor if _scaled(read, unit, match[f"s{g}"]) else a
        for a, g in zip(amounts, groups, strict=True)
        if a is not None
    ]
    told = "年" if read.kind == "year" else read.unit
    if pattern is _BETWEEN:
        return Bound(column, read.head, plain[0], plain[1], unit=told)
    op = match["op"] + (match["after"] or "" if pattern is _COMPARED else "")
    return _bounded(column, read.head, op, plain[0], told)


def _column_for(view: View, asked: str, at: int, amount: Decimal | None, unit: str) -> int | None:
    """The column of numbers a comparison is on: of years for a year; else the one named nearest, or the one of that unit."""
    columns = list(enumerate(view.columns))
    if unit.startswith("年") and amount is not None and 1900 <= amount <= 2100:
        return next((j for j, c in columns if c.kind == "year"), None)
    numbers = [(j, c) for j, c in columns if c.kind == "number"]
    fitting = [(j, c) for j, c in numbers if _fits(c, unit)]
    named = [(head_share(c.head, asked[max(0, at - 12) : at + 12]), -j) for j, c in fitting]
    best = max(named, default=(0.0, 0))
    if best[0] >= _NAMED:
        return -best[1]
    same = [j for j, c in fitting if unit and c.base and (unit.startswith(c.base[:1]))]
    return same[0] if len(same) == 1 else None


def _bounded(column: int, head: str, op: str, number: Decimal, unit: str) -> Bound:
    """The bound of a comparison. 以上, 以下, 以内 hold the number itself, 超过, 不足 do not (Civil Code, article 1259); 以后 holds it."""
    if _HIGH_OPEN.search(op) or op in ("以前", "之前", "前"):
        return Bound(column, head, None, number, with_high=False, unit=unit)
    if op in ("之后", "后"):
        return Bound(column, head, number, None, with_low=False, unit=unit)
    if re.search(r"以下|以内|之内|不超过|不高于|不多于|不大于|小于等于|至多|不过", op):
        return Bound(column, head, None, number, unit=unit)
    return Bound(column, head, number, None, with_low=not _LOW_OPEN.search(op) or bool(_LOW.search(op)), unit=unit)


def _amount(match: re.Match[str], group: str) -> Decimal | None:
    """The number of a group, scaled; exact."""
    digits = match[f"n{group}"]
    scale = SCALES[match[f"s{group}"] or ""]
    if digits[0].isdigit():
        return Decimal(digits.replace(",", "")) * scale
    read = han(digits)
    return Decimal(int(read.low)) * scale if read is not None and read.low == read.high else None


def _fits(column: Column, unit: str) -> bool:
    """Whether a unit of the question can be a column's: the same base, or none printed on one side."""
    asked = re.sub(r"^[多余]", "", unit)
    return not asked or not column.base or asked[0] == column.base[0]


def _scaled(column: Column, unit: str, scale: str | None) -> bool:
    """Whether an amount is in the base unit and must be put into the column's (3000万元 of a column in 万元)."""
    return column.scale != 1 and bool(unit or scale)
