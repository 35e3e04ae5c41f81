"""Plans over tables: filters on columns, then one operation on the rows that pass. Deterministic and exact.

A plan goes with its claim, so that a verifier runs it again over the document's own rows. Numbers are decimals as printed, in
the unit of their column; nothing is rounded before it is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from index.models import Document
from rag.language.lexicon import fold
from rag.tables.columns import Column, View, items_of, view_of

T = TypeVar("T")
_TWO = 2
Operation = Literal[
    "count",  # how many rows
    "list",  # which rows
    "items",  # how many items the cells of a column list
    "sum",
    "mean",
    "groups",  # how many (or how much) in each group
    "most",  # the group with the most (or the least) rows, or the largest sum
    "having",  # the groups whose count lies within a bound
    "extreme",  # the first rows by a number
    "rank",  # the place of some rows among all by a number, or of a group by its count
    "share",  # rows (or sums) of a part over those of the whole
    "exists",  # whether there is any row
    "compare",  # whether one group has more than another
    "difference",  # how much more one group has than another
    "value",  # the one cell of a matrix
]


@dataclass(frozen=True)
class Filter:
    """Rows pass whose cell in a column is one of the values, or (`exact` False) holds one; `negated`: all others pass.

    `word`: what the question calls the values, where they were looked up (欧洲 for 法国, 德国 …).
    """

    column: int
    head: str
    values: tuple[str, ...]
    exact: bool
    negated: bool = False
    word: str = ""

    def passes(self, view: View, n: int) -> bool:
        """Whether line `n` of a view passes. An empty cell is none of any values: it passes no negated filter either."""
        key = view.columns[self.column].keys[n] if self.column < len(view.columns) else ""
        if not key:
            return False
        wanted = [fold(v) for v in self.values]
        return (key in wanted if self.exact else any(v in key for v in wanted)) is not self.negated

    @property
    def words(self) -> str:
        """The filter in words."""
        sign = {(True, False): "=", (True, True): "≠", (False, False): "含", (False, True): "不含"}
        return f"{self.head or '名称'}{sign[self.exact, self.negated]}{self.word or '、'.join(self.values)}"


@dataclass(frozen=True)
class Bound:
    """Rows pass whose number in a column lies within bounds, in the column's unit. `words`: the filter in words."""

    column: int
    head: str
    low: Decimal | None
    high: Decimal | None
    with_low: bool = True
    with_high: bool = True
    unit: str = ""

    def holds(self, number: Decimal | None) -> bool:
        """Whether a number lies within the bounds; an unreadable one does not."""
        if number is None:
            return False
        above = self.low is None or number > self.low or (self.with_low and number == self.low)
        below = self.high is None or number < self.high or (self.with_high and number == self.high)
        return above and below

    def passes(self, view: View, n: int) -> bool:
        """Whether line `n` of a view passes."""
        return self.column < len(view.columns) and self.holds(view.columns[self.column].numbers[n])

    @property
    def words(self) -> str:
        """The filter in words."""
        if self.low is not None and self.low == self.high:
            return f"{self.head}={number_text(self.low)}{self.unit}"
        low = f"{'≥' if self.with_low else '>'}{number_text(self.low)}{self.unit}" if self.low is not None else ""
        high = f"{'≤' if self.with_high else '<'}{number_text(self.high)}{self.unit}" if self.high is not None else ""
        return f"{self.head}{low}{'且' if low and high else ''}{high}"


Condition = Filter | Bound


@dataclass(frozen=True)
class Plan:
    """One operation over the rows of a table that pass all filters.

    `by`: the column rows are grouped by; `of`: the column of numbers (or of items) the operation is on, None for the rows
    themselves; `ascending`: the least first; `top`: how many are asked for, or which place (`place`); `part`: of a share the rows
    above the line, of a rank the rows whose place is asked, of a comparison the two groups. `unit`: the counting word.
    `show`: the column a list names its rows by; `items`: the number of a row is that of the items its cell in `of` lists.
    """

    document: str
    table: int
    name: str
    filters: tuple[Condition, ...] = ()
    operation: Operation = "count"
    by: int | None = None
    of: int | None = None
    ascending: bool = False
    top: int = 1
    place: bool = False
    part: tuple[Condition, ...] = ()
    bound: Bound | None = None
    unit: str = "个"
    show: int | None = None
    descending_order: bool = False
    items: bool = False


@dataclass(frozen=True)
class Group:
    """A group of rows: its key as printed, its number of rows or sum of numbers, its lines."""

    key: str
    value: Decimal
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """What a plan gave. `rows`: the rows of the table it rests on, in order; `lines`: the same as lines of the view.

    `value`: the number, where one is asked; `groups`: in the order told; `unread`: cells of the number column that could not be
    read as numbers; `base`: the number of rows (or sum) a share is of, or that a rank is among.
    """

    rows: tuple[int, ...]
    lines: tuple[int, ...]
    value: Fraction | None = None
    groups: tuple[Group, ...] = ()
    unread: int = 0
    base: Fraction | None = None


def run(plan: Plan, document: Document) -> Result:
    """Run a plan over a document's own rows."""
    return run_view(plan, view_of(document, plan.table))


def run_view(plan: Plan, view: View) -> Result:
    """Run a plan over a view."""
    kept = [n for n in range(len(view)) if all(f.passes(view, n) for f in plan.filters)]
    if any(j is not None and j >= len(view.columns) for j in (plan.by, plan.of)):
        return _result(view, ())
    of = number_column(plan, view)
    unread = sum(of.numbers[n] is None and bool(of.keys[n]) for n in kept) if of and plan.operation != "items" else 0
    run_one: dict[Operation, Callable[[], Result]] = {
        "count": lambda: _result(view, kept, Fraction(len(kept))),
        "exists": lambda: _result(view, kept, Fraction(len(kept))),
        "list": lambda: _listed(plan, view, kept, of),
        "value": lambda: _value(view, kept, of),
        "items": lambda: _items(view, kept, of),
        "sum": lambda: _summed(view, kept, of, mean=False),
        "mean": lambda: _summed(view, kept, of, mean=True),
        "share": lambda: _share(plan, view, kept, of),
        "rank": lambda: _rank(plan, view, kept, of),
        "extreme": lambda: _extreme(plan, view, kept, of),
        "compare": lambda: _compared(plan, view, kept, of),
        "difference": lambda: _compared(plan, view, kept, of),
    }
    result = run_one.get(plan.operation, lambda: _grouped(plan, view, kept, of))()
    return replace(result, unread=unread)


def number_column(plan: Plan, view: View) -> Column | None:
    """The column of numbers a plan is on; of items their number in each cell."""
    if plan.of is None or plan.of >= len(view.columns):
        return None
    column = view.columns[plan.of]
    return replace(column, numbers=tuple(Decimal(len(items_of(v))) for v in column.values)) if plan.items else column


def _listed(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> Result:
    if of and plan.descending_order:
        kept = sorted(kept, key=lambda n: (of.numbers[n] is None, _sign(plan, of.numbers[n]), n))
    return _result(view, kept, Fraction(len(kept)))


def _value(view: View, kept: Sequence[int], of: Column | None) -> Result:
    number = of.numbers[kept[0]] if of and len(kept) == 1 else None
    return _result(view, kept, Fraction(number) if number is not None else None)


def _items(view: View, kept: Sequence[int], of: Column | None) -> Result:
    if of is None:
        return _result(view, ())
    return _result(view, kept, Fraction(sum(len(items_of(of.values[n])) for n in kept)))


def _summed(view: View, kept: Sequence[int], of: Column | None, *, mean: bool) -> Result:
    read = [n for n in kept if of and of.numbers[n] is not None]
    total = Fraction(_sum(of, read)) if of else Fraction(0)
    return _result(view, read, total if not mean else total / len(read) if read else None)


def _sign(plan: Plan, number: Decimal | None) -> Decimal:
    return Decimal(0) if number is None else number if plan.ascending else -number


def _sum(of: Column, lines: Sequence[int]) -> Decimal:
    return sum((number for n in lines if (number := of.numbers[n]) is not None), Decimal(0))


def _result(view: View, lines: Sequence[int], value: Fraction | None = None, groups: Sequence[Group] = ()) -> Result:
    rows = tuple(dict.fromkeys(view.rows[n] for n in lines))
    return Result(rows, tuple(lines), value, tuple(groups))


def groups_of(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> list[Group]:
    """The groups of some lines by the plan's column, in the order of the table; an empty cell is in none."""
    if plan.by is None:
        return []
    by, found = view.columns[plan.by], dict[str, list[int]]()
    for n in kept:
        if by.keys[n] and (of is None or of.numbers[n] is not None):
            found.setdefault(by.keys[n], []).append(n)
    return [
        Group(by.distinct[key], _sum(of, lines) if of else Decimal(len(lines)), tuple(lines))
        for key, lines in found.items()
    ]


def _compared(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> Result:
    """Two groups, and how much more the first has; nothing where one of them is not there."""
    groups = {fold(g.key): g for g in groups_of(plan, view, kept, of)}
    named = [
        Group(
            side.word or "、".join(side.values),
            sum((g.value for g in there), Decimal(0)),
            tuple(n for g in there for n in g.lines),
        )
        for side in plan.part
        if isinstance(side, Filter)
        for there in [[g for key, g in groups.items() if _is_side(side, key)]]
        if there
    ]
    if len(named) != _TWO:
        return _result(view, ())
    lines = sorted(n for g in named for n in g.lines)
    return _result(view, lines, Fraction(named[0].value - named[1].value), named)


def _is_side(side: Filter, key: str) -> bool:
    """Whether a group is of a side: it is one of its values, or holds one where the side only names a part (绿驰 of 绿驰公司)."""
    values = [fold(v) for v in side.values]
    return key in values if side.exact else any(v in key for v in values)


def _grouped(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> Result:
    groups = groups_of(plan, view, kept, of)
    if plan.operation == "having" and plan.bound is not None:
        groups = [g for g in groups if plan.bound.holds(g.value)]
    if plan.operation != "groups" or plan.descending_order:
        groups = sorted(groups, key=lambda g: _sign(plan, g.value))
    if plan.operation == "most":
        groups = _places(groups, [g.value for g in groups], plan)
    return _result(view, sorted(n for g in groups for n in g.lines), None, groups)


def _places(ordered: Sequence[T], values: Sequence[Decimal], plan: Plan) -> list[T]:
    """The first `top` of ordered things with all that tie with the last of them; or those at the very place."""
    chosen, place = [], 1
    for n, (one, value) in enumerate(zip(ordered, values, strict=True), 1):
        place = place if n > 1 and value == values[n - 2] else n
        if place == plan.top or (place < plan.top and not plan.place):
            chosen.append(one)
    return chosen


def _ahead(value: Decimal, values: Sequence[Decimal], plan: Plan) -> int:
    return sum(v < value if plan.ascending else v > value for v in values)


def _extreme(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> Result:
    read = [(n, number) for n in kept if of and (number := of.numbers[n]) is not None]
    read.sort(key=lambda pair: (_sign(plan, pair[1]), pair[0]))
    chosen = _places(read, [number for _, number in read], plan)
    return _result(view, [n for n, _ in chosen], Fraction(chosen[0][1]) if chosen else None)


def _share(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> Result:
    part = [n for n in kept if all(f.passes(view, n) for f in plan.part)]
    if of is not None:
        part = [n for n in part if of.numbers[n] is not None]
    above = Fraction(_sum(of, part)) if of else Fraction(len(part))
    base = Fraction(_sum(of, kept)) if of else Fraction(len(kept))
    return replace(_result(view, part, above / base if base else None), base=base)


def _rank(plan: Plan, view: View, kept: Sequence[int], of: Column | None) -> Result:
    """The place of the part among all, 1 for the first; None where the part is not exactly one row or group."""
    if plan.by is not None:
        groups = groups_of(plan, view, kept, of)
        mine = [g for g in groups if any(all(f.passes(view, n) for f in plan.part) for n in g.lines)]
        values = [g.value for g in groups]
        lines: tuple[int, ...] = mine[0].lines if len(mine) == 1 else ()
        own = mine[0].value if len(mine) == 1 else None
    else:
        found = [n for n in kept if all(f.passes(view, n) for f in plan.part)]
        values = [number for n in kept if of and (number := of.numbers[n]) is not None]
        lines = tuple(found) if len(found) == 1 else ()
        own = of.numbers[found[0]] if of and len(found) == 1 else None
        mine = []
    if own is None:
        return _result(view, ())
    return replace(_result(view, lines, Fraction(1 + _ahead(own, values, plan)), mine), base=Fraction(len(values)))


def number_text(number: Decimal | Fraction) -> str:
    """A number as it is told: whole, or with its decimals as they are; a fraction without end to two."""
    if isinstance(number, Fraction):
        if number.denominator == 1:
            return str(number.numerator)
        exact = number.denominator
        for prime in (2, 5):
            while exact % prime == 0:
                exact //= prime
        if exact != 1:
            return f"{_rounded(number, 2)}"
        number = Decimal(number.numerator) / Decimal(number.denominator)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Fraction, digits: int) -> Decimal:
    """Rounded half up, as figures of reports are."""
    shifted = abs(number) * 10**digits
    whole = int(shifted + Fraction(1, 2))
    return Decimal(whole if number >= 0 else -whole).scaleb(-digits)


def percent_text(share: Fraction) -> str:
    """A share as a percentage with at most one decimal."""
    return number_text(_rounded(share * 100, 1)) + "%"
