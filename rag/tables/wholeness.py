"""Whether a table is whole for the rows a plan is about: it can be so though rows are missing elsewhere, if its own evidence says so.

Two kinds of evidence tell where missing rows would have stood: a matrix of the same document that counts the rows of each group,
and a running number beside a column whose values stand in blocks (all rows of 欧洲, then all of 亚洲 …).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from index.models import Document, Span
from rag.language.gazetteer import key_of, places_inside
from rag.language.lexicon import fold
from rag.tables.columns import SUMS, View, number_in, view_of
from rag.tables.plans import Filter, Plan, number_text

_LEAST_BLOCKS = 2
_SAME = 0.75  # share of names that a matrix's rows or columns and a column's values must have in common


State = Literal["whole", "incomplete", "unknown"]


@dataclass(frozen=True)
class Judged:
    """Completeness for a plan: `reason` in words, `evidence` the clean spans that tell of the table's size.

    `told`: whether the reason rests on them, and not on the rows of a table by themselves.
    """

    state: State
    reason: str
    evidence: tuple[Span, ...] = ()
    told: bool = False


def judge(plan: Plan, document: Document) -> Judged:
    """Judge a table for a plan: whole as such; else whole for the groups its filters lie in; else as the table is."""
    table = document.tables[plan.table]
    known = table.completeness
    if known.state == "whole":
        return Judged("whole", f"表完整：{known.reason}", known.evidence, told=True)
    view = view_of(document, plan.table)
    if view.sums or view.matrix:
        reason = _by_sums(view)
        if reason:
            return Judged("whole", reason, known.evidence)
    filters = [f for f in (*plan.filters, *plan.part) if isinstance(f, Filter) and not f.negated and f.exact]
    for one in filters if not view.matrix and plan.operation not in ("share", "rank", "compare", "difference") else ():
        for column, values in _groups_around(one, view):
            reason = _by_matrix(view, column, values, document) or _by_blocks(view, column, values)
            if reason:
                return Judged("whole", reason, known.evidence)
    if known.state == "incomplete":
        return Judged(
            "incomplete", f"表不完整，缺失的行可能符合筛选，实际可能更多：{known.reason}", known.evidence, told=True
        )
    return Judged("unknown", f"无法判断表是否完整：{known.reason}", known.evidence, told=True)


def _by_sums(view: View) -> str:
    """The reason where a table prints sums (合计) of all its rows, or of its columns, and they are those of the rows there."""
    table = view.table
    rows = [[number_in(c.value) for c in table.rows[n].cells] for n in dict.fromkeys(view.rows)]
    checked = 0
    for n in view.sums:
        if table.rows[n].cells[0].value.strip() == "小计":
            return ""
        for j, cell in enumerate(table.rows[n].cells):
            printed = number_in(cell.value)
            column = [row[j] for row in rows if j < len(row) and row[j] is not None]
            if printed is None or len(column) != len(rows):
                continue
            if sum((c[0] for c in column if c), Decimal(0)) != printed[0]:
                return ""
            checked += 1
    at = next((j for j, h in enumerate(table.heads) if h.value.strip() in SUMS), None) if view.matrix else None
    if at is not None and not view.sums:
        for row in rows:
            parts = [c[0] for j, c in enumerate(row) if c is not None and j not in (0, at)]
            total = row[at] if at < len(row) else None
            if total is None or sum(parts, Decimal(0)) != total[0]:
                return ""
        return "各行之和与表中所印合计一致"
    return "各列之和与表中所印合计一致" if checked else ""


def _groups_around(one: Filter, view: View) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The filter's own column and values; then each other column of fewer values that holds them in one group, as rows and geography say."""
    wanted = {fold(v) for v in one.values}
    yield one.column, tuple(sorted(wanted))
    own = view.columns[one.column]
    for j, column in enumerate(view.columns):
        if j == one.column or column.kind != "text" or not 1 < len(column.distinct) < len(own.distinct):
            continue
        above: dict[str, set[str]] = {}
        for key, group in zip(own.keys, column.keys, strict=True):
            if key:
                above.setdefault(key, set()).add(group)
        if not all(len(groups) == 1 for groups in above.values()):
            continue
        found = {group for key in wanted for group in above.get(key, _around(key, column.distinct))}
        if found and "" not in found:
            yield j, tuple(sorted(found))


def _around(place: str, groups: dict[str, str]) -> set[str]:
    """The group that a place without rows lies in by geography; {""} where nothing is known."""
    return {g for g in groups if key_of(place) in places_inside(key_of(g))} or {""}


def _by_matrix(view: View, column: int, values: Sequence[str], document: Document) -> str:
    """The reason where a matrix over this column's values counts as many rows of them as there are, "" otherwise."""
    names = set(view.columns[column].distinct)
    for n, table in enumerate(document.tables):
        if table.shape != "matrix":
            continue
        matrix = view_of(document, n)
        for side in (0, 1):
            told = set(matrix.columns[side].distinct) - SUMS
            other = set(matrix.columns[1 - side].distinct) - SUMS
            of_rows = len(told & names) >= max(2, _SAME * len(told | names)) or names < told
            related = any(len(other & set(c.distinct)) >= max(2, _SAME * len(other)) for c in view.columns)
            if not of_rows or not related or not set(values) <= told:
                continue
            counted = sum(
                (
                    number
                    for key, number in zip(matrix.columns[side].keys, matrix.columns[2].numbers, strict=True)
                    if key in values and number is not None
                ),
                Decimal(0),
            )
            there = sum(key in values for key in view.columns[column].keys)
            if counted == there:
                said = "、".join(view.columns[column].distinct.get(v, v) for v in values)
                return f"对本筛选完整：《{table.name}》中{said}合计{number_text(counted)}，与本表该部分行数一致"
    return ""


def _by_blocks(view: View, column: int, values: Sequence[str]) -> str:
    """The reason where numbered rows stand in blocks by a column and no number is missing in or beside the blocks asked for."""
    serial = next((c for c in view.columns[:2] if c.kind == "serial"), None)
    keys = view.columns[column].keys
    if serial is None or not all(keys) or any(n is None for n in serial.numbers):
        return ""
    numbers = [int(n) for n in serial.numbers if n is not None]
    if numbers != sorted(set(numbers)):
        return ""
    starts = [n for n in range(len(keys)) if n == 0 or keys[n] != keys[n - 1]]
    blocks = [(keys[a], a, b) for a, b in zip(starts, [*starts[1:], len(keys)], strict=True)]
    if len(blocks) != len(set(keys)) or sum(b - a > 1 for _, a, b in blocks) < _LEAST_BLOCKS:
        return ""
    mine = [(a, b) for key, a, b in blocks if key in values]
    if len(mine) != len(values):
        return ""
    for a, b in mine:
        before = numbers[a - 1] if a else 0
        if b == len(keys) or numbers[b] - before != b - a + 1:
            return ""  # the last block may go on where the table breaks off
    head = view.columns[column].head
    told = "、".join(f"{numbers[a]}至{numbers[b - 1]}" for a, b in mine)
    return f"对本筛选完整：各行按“{head}”成段排列，该段编号{told}连续，其后另有他段"
