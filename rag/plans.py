"""Plans of counting: filters on the columns of a table, the rows that pass, and for 最多 the largest group.

A plan is deterministic and goes with its claim, so that a verifier runs it again over the document's own rows.
"""

from collections import Counter
from dataclasses import dataclass

from index.models import Row, Table
from rag.lexicon import fold


@dataclass(frozen=True)
class Filter:
    """Rows pass whose cell in a column has one of the values, or holds the word where `exact` is False."""

    column: int
    head: str
    values: tuple[str, ...]
    exact: bool

    def passes(self, row: Row) -> bool:
        """Whether a row passes."""
        if self.column >= len(row.cells):
            return False
        cell = fold(row.cells[self.column].value)
        return any(cell == fold(v) if self.exact else fold(v) in cell for v in self.values)


@dataclass(frozen=True)
class Plan:
    """A count over one table: filters (all must pass), and for 最多/最少 the column that rows are grouped by.

    `unit`: the counting word of the question, for telling the number.
    """

    document: str
    table: int
    name: str
    filters: tuple[Filter, ...]
    group_by: int | None = None
    group_head: str = ""
    fewest: bool = False
    unit: str = "行"

    @property
    def words(self) -> str:
        """The plan in words for the reader."""
        kept = "，".join(
            f"{f.head or '名称'}{'为' if f.exact else '含'}“{'”或“'.join(f.values)}”" for f in self.filters
        )
        grouped = (
            f"；按“{self.group_head}”分组，取{'最少' if self.fewest else '最多'}的一组"
            if self.group_by is not None
            else ""
        )
        return f"筛选：{kept or '全部各行'}{grouped}；逐行计数"


@dataclass(frozen=True)
class Counted:
    """What a plan gave: the numbers of the rows that were counted; `groups`: the values that are most, where it grouped."""

    rows: tuple[int, ...]
    groups: tuple[str, ...] = ()


def run(plan: Plan, table: Table) -> Counted:
    """Run a plan over a table's rows."""
    kept = [n for n, row in enumerate(table.rows) if all(f.passes(row) for f in plan.filters)]
    if plan.group_by is None:
        return Counted(tuple(kept))
    values = {n: table.rows[n].cells[plan.group_by].value for n in kept if plan.group_by < len(table.rows[n].cells)}
    sizes = Counter(value for value in values.values() if value)
    wanted = (min if plan.fewest else max)(sizes.values(), default=0)
    groups = tuple(value for value in sizes if sizes[value] == wanted)
    return Counted(tuple(n for n in kept if values.get(n) in groups), groups)


def count_text(plan: Plan, counted: Counted) -> str:
    """What a count is told as: group, number, table and plan in words."""
    share = len(counted.rows) // max(1, len(counted.groups))
    if not counted.groups:
        return f"共{len(counted.rows)}{plan.unit}（《{plan.name}》，{plan.words}）"
    each = "各" if len(counted.groups) > 1 else ""
    return f"{'、'.join(counted.groups)}，{each}{share}{plan.unit}（《{plan.name}》，{plan.words}）"
