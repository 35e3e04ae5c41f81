"""One question on one table: the plan that it may mean there, with the share of the question that it carries."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.models import Document
from rag.counts.asked import COUNTED, Asked, number_of
from rag.counts.conditions import Reading, merge
from rag.counts.filters import read_conditions
from rag.counts.heads import Heads
from rag.counts.relevance import Relevance
from rag.finding.features import Lens
from rag.language.lexicon import fold
from rag.tables.columns import view_of
from rag.tables.plans import Bound, Condition, Filter, Operation, Plan
from rag.time.indicators import is_measuring

_GROUP_BOUND = re.compile(
    rf"(?P<low>不少于|至少|不低于|超过|多于|达到|达)?(?P<n>\d+|[一二两三四五六七八九十]+)[{COUNTED}](?P<op>及?以上|及?以下)?"
)
_UNIQUE = re.compile(rf"(?:只|仅|才)[有占列选上]?了?[一1][{COUNTED}]|唯一")
# 几个领域的优势泊位 asks how many kinds there are, not how many rows.
_KINDS = re.compile(
    rf"(?:几|多少)[{COUNTED}](?:不同的?)?(?:国家(?=$|[，。？的有在是被都共入参设拥进获中里内上])|领域|行业|省(?!级)|大?洲|地区|区域|城市|类别|类型|种类)(?!的?(?:集群|企业|项目)?(?:名单|表))"
)
_SUMMED = re.compile(r"合计|总和|累计|加起来|总(?![部裁经书共计])")
_INSIDE = re.compile(r"[^，。？]*?(?:里面|当中|之中|之内|其中|中|里|内)(?![国部药医间期小型东西央])")
_SHARE_OF = re.compile(r"占(?P<of>[^，。？]{2,20}?)的?(?:比重|比例|份额)")
_SUM_ONLY = re.compile(r"率|比|占|速|幅|%|％|平均|均价|价格|单价|指数|温度|年龄")  # columns whose sum says nothing


@dataclass(frozen=True)
class Planned:
    """A plan with the share (0..1, by weight) of the question that its table, heads and conditions carry.

    `named`: the question names the table. `narrower`: its rows are of something narrower than asked: one of them proves that
    there is one, none proves nothing.
    """

    plan: Plan
    coverage: float
    named: bool = False
    narrower: bool = False


class TablePlans:
    """One question on one table."""

    def __init__(self, lens: Lens, document: Document, number: int, asked: Sequence[Asked]) -> None:
        self._question = lens.question
        self._document = document
        self._number = number
        self._view = view_of(document, number)
        self._asked = fold(lens.question.asked)
        self._heads = Heads(lens.question, self._view)
        asking = [word for one in asked for word in one.words]
        self._relevance = Relevance(lens, document, number, self._heads.counted, asking)
        self._key = self._view.name if self._view.named else None

    def plans(self, asked: Sequence[Asked]) -> Iterator[Planned]:
        """The plan of the first operation that the table can do; none where it lacks what is essential."""
        if len(self._view) < 2:
            return
        reading = read_conditions(self._question, self._view, self._heads.counted)
        told = self._relevance.told(reading)
        if self._relevance.lost(told, reading):
            return
        foreign = not self._relevance.labelled() and self._relevance.foreign(reading)
        for one in asked:
            if foreign and one.operation != "exists":
                continue
            plan = self._plan(one, reading)
            if plan is not None:
                coverage = self._relevance.coverage(told, one, plan, reading)
                yield Planned(plan, coverage, self._relevance.names_it(), foreign)
                return

    def _plan(self, asked: Asked, reading: Reading) -> Plan | None:
        make: dict[Operation, Callable[[], Plan | None]] = {
            "count": lambda: self._count(reading),
            "list": lambda: self._list(asked, reading),
            "sum": lambda: self._sum(asked, reading),
            "mean": lambda: self._sum(asked, reading),
            "share": lambda: self._share(reading),
            "rank": lambda: self._rank(asked, reading),
            "having": lambda: self._having(asked, reading),
            "groups": lambda: self._groups(asked, reading),
            "most": lambda: self._most(asked, reading),
            "exists": lambda: self._exists(reading),
            "compare": lambda: self._compare(asked, reading),
            "difference": lambda: self._difference(asked, reading),
            "value": lambda: self._value(reading),
        }
        plan = make[asked.operation]() if asked.operation in make else None
        return replace(plan, unit=self._unit()) if plan else None

    def _base(self, conditions: Sequence[Condition]) -> Plan:
        name = self._view.table.name or self._document.article_at(self._view.table.start).title.value or "表"
        return Plan(self._document.id, self._number, name, tuple(conditions))

    def _count(self, reading: Reading) -> Plan | None:
        conditions = reading.conditions
        kinds = _KINDS.search(self._asked) is not None
        if self._view.matrix:
            return None if kinds else self._matrix_sum(conditions)
        of = self._heads.measured()
        if of is not None and all(c.column != of for c in conditions):
            known = (
                self._one_row(conditions)
                or not self._relevance.about_rows(reading)
                or _SUM_ONLY.search(self._view.columns[of].head)
            )
            return None if known else replace(self._base(conditions), operation="sum", of=of)
        items = self._heads.items(reading.words)
        if items is not None and conditions and all(c.column != items for c in conditions):
            return replace(self._base(conditions), operation="items", of=items)
        if kinds or not (conditions or self._relevance.about_all()) or not self._relevance.rows_are(reading):
            return None
        return self._base(conditions)

    def _list(self, asked: Asked, reading: Reading) -> Plan | None:
        conditions = reading.conditions
        if self._view.matrix or not (conditions or self._relevance.about_all()) or self._one_row(conditions):
            return None
        by = self._heads.called(asked.by)
        if by is None and asked.by and not self._relevance.rows_are(reading, asked.by):
            return None
        of = self._heads.number(asked.adjective) if asked.ordered else None
        show = by if by != self._key and not self._relevance.names_rows(asked.by) else None
        return replace(
            self._base(conditions),
            operation="list",
            show=show,
            of=of,
            descending_order=of is not None,
            ascending=asked.ascending,
        )

    def _sum(self, asked: Asked, reading: Reading) -> Plan | None:
        of = self._heads.number("")
        operation = asked.operation
        if of is None or self._one_row(reading.conditions) or not self._relevance.about_rows(reading):
            return None
        if operation == "sum" and _SUM_ONLY.search(self._view.columns[of].head + self._view.columns[of].unit):
            return None
        if self._view.matrix:
            return self._matrix_sum(reading.conditions)
        return replace(self._base(reading.conditions), operation=operation, of=of)

    def _matrix_sum(self, conditions: Sequence[Condition]) -> Plan | None:
        """The sum over the cells of a matrix that pass: its numbers count. Of measures only along one row or column."""
        numbers = [n for n in self._view.columns[2].numbers if n is not None]
        counting = all(n == n.to_integral_value() and n >= 0 for n in numbers)
        if not conditions and not (counting and self._relevance.about_all()):
            return None
        if _SUM_ONLY.search(self._view.table.name + self._view.columns[2].unit):
            return None
        fixed = {c.column for c in conditions}
        plan = replace(self._base(conditions), of=2, operation="sum")
        return replace(plan, operation="value") if fixed == {0, 1} and all(_one(c) for c in conditions) else plan

    def _value(self, reading: Reading) -> Plan | None:
        if (
            not self._view.matrix
            or {c.column for c in reading.conditions} != {0, 1}
            or not all(map(_one, reading.conditions))
        ):
            return None
        return replace(self._base(reading.conditions), operation="value", of=2)

    def _share(self, reading: Reading) -> Plan | None:
        base, part = self._split(reading)
        whole = _SHARE_OF.search(self._asked)
        if (
            whole
            and is_measuring(whole["of"])
            and not any(c.head and fold(c.head)[-2:] in whole["of"] for c in self._view.columns)
        ):
            return None  # 占世界制造业增加值的比重: no share of rows
        of = 2 if self._view.matrix else self._heads.number("")
        if not part or (of is not None and _SUM_ONLY.search(self._view.columns[of].head)):
            return None
        if of is None and self._one_row([*base, *part]):
            return None
        if any(re.search(r"占比|比重|比例|份额|率", c.head) and c.kind == "number" for c in self._view.columns):
            return None  # printed in a cell
        return replace(self._base(base), operation="share", part=part, of=of)

    def _split(self, reading: Reading) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
        """Of a share the conditions of the whole, and those of the part: A占B的…; B里A占…."""
        at = self._asked.find("占")
        behind = [f for f in reading.found if f.start > at >= 0]
        before = [f for f in reading.found if f not in behind]
        if behind and before:
            return merge(behind, self._asked), merge(before, self._asked)
        inside = _INSIDE.match(self._asked)
        first = [f for f in reading.found if inside and f.end <= inside.end()]
        rest = [f for f in reading.found if f not in first]
        if first and rest:
            return merge(first, self._asked), merge(rest, self._asked)
        return (), merge(reading.found, self._asked)

    def _rank(self, asked: Asked, reading: Reading) -> Plan | None:
        if not reading.found or any(fold(c.head) in ("排名", "名次", "位次") for c in self._view.columns):
            return None
        inside = _INSIDE.match(self._asked)
        first = [f for f in reading.found if inside and f.end <= inside.end()] if len(reading.found) > 1 else []
        part = merge([f for f in reading.found if f not in first], self._asked)
        of = 2 if self._view.matrix else self._heads.number(asked.adjective)
        column = part[0].column if part else 0
        by = None if not self._view.matrix and self._one_row(part) else column
        if len(part) != 1 or (of is None and by is None):
            return None
        least = re.search(r"最[早少低小短]|从[早少低小短]|由[早少低小短]|倒数", self._asked) is not None
        return replace(
            self._base(merge(first, self._asked)), operation="rank", part=part, by=by, of=of, ascending=least
        )

    def _having(self, asked: Asked, reading: Reading) -> Plan | None:
        if _UNIQUE.search(self._asked):
            bound = Bound(0, "计数", Decimal(1), Decimal(1))
        else:
            match = next((m for m in _GROUP_BOUND.finditer(reading.masked) if m["low"] or m["op"]), None)
            if match is None:
                return None
            bound = _group_bound(match)
        by = self._heads.called(asked.by)
        if by is None or by == self._key:
            return None
        of = 2 if self._view.matrix else None
        conditions = [c for c in reading.conditions if c.column != by]
        return replace(self._base(conditions), operation="having", by=by, of=of, bound=bound)

    def _groups(self, asked: Asked, reading: Reading) -> Plan | None:
        by = self._heads.called(asked.by) if asked.by else self._several(reading)
        if by is None or (by == self._key and not self._view.matrix):
            return None
        of = 2 if self._view.matrix else (self._heads.measured() or self._heads.number(""))
        if of is not None and not self._view.matrix and _SUM_ONLY.search(self._view.columns[of].head):
            return None
        items = self._heads.items(reading.words) if of is None else None
        if items is not None and items != by:
            return replace(
                self._base(reading.conditions),
                operation="groups",
                by=by,
                of=items,
                items=True,
                descending_order=asked.ordered,
            )
        if of is None and not self._relevance.rows_are(reading):
            return None
        return replace(self._base(reading.conditions), operation="groups", by=by, of=of, descending_order=asked.ordered)

    def _several(self, reading: Reading) -> int | None:
        """The column that several values are named of: 法国和德国分别…."""
        columns = [f.condition.column for f in reading.found if isinstance(f.condition, Filter) and f.condition.exact]
        return next((c for c in columns if columns.count(c) > 1), None)

    def _most(self, asked: Asked, reading: Reading) -> Plan | None:
        by = self._heads.called(asked.by) if asked.by else None
        of = 2 if self._view.matrix else self._heads.number(asked.adjective)
        ascending = asked.ascending
        if of is not None and self._view.columns[of].kind == "year":
            ascending = asked.adjective not in ("晚", "短") if asked.adjective else True
        plan = replace(
            self._base([c for c in reading.conditions if c.column != by]),
            ascending=ascending,
            top=asked.top,
            place=asked.place,
        )
        if self._view.matrix:
            fixed = {c.column for c in reading.conditions}
            by = by if by in (0, 1) else 1 - fixed.pop() if len(fixed) == 1 and fixed <= {0, 1} else None
            return replace(plan, operation="most", by=by, of=2) if by is not None else None
        if by is None or by == self._key:
            known = by is not None or not asked.by or self._relevance.rows_are(reading, asked.by)
            return replace(plan, operation="extreme", of=of) if of is not None and known else None
        counted = asked.adjective in ("多", "少", "") or _SUMMED.search(self._asked) is not None
        items = self._heads.items(reading.words) if of is None and counted else None
        if items is not None and items != by:
            return replace(plan, operation="most", by=by, of=items, items=True)
        if of is None and not (counted and self._relevance.rows_are(reading)):
            return None
        if of is not None and (not counted or self._view.columns[of].kind == "year"):
            return replace(plan, operation="extreme", of=of, show=None)
        return replace(plan, operation="most", by=by, of=of)

    def _exists(self, reading: Reading) -> Plan | None:
        if self._view.matrix or not reading.conditions:
            return None
        return replace(self._base(reading.conditions), operation="exists")

    def _compare(self, asked: Asked, reading: Reading) -> Plan | None:
        """Whether one value's group has more than another's: A的…多于B."""
        filters = [f for f in reading.found if isinstance(f.condition, Filter) and not f.condition.negated]
        columns = [f.condition.column for f in filters]
        column = next((c for c in columns if columns.count(c) == 2), None)
        sides = [f.condition for f in filters if f.condition.column == column]
        if column is None or (column == self._key and not self._view.matrix):
            return None
        of = 2 if self._view.matrix else (self._heads.measured() or self._heads.number("", least=0.99))
        rest = merge([f for f in reading.found if f.condition.column != column], self._asked)
        return replace(
            self._base(rest), operation="compare", by=column, of=of, part=tuple(sides), ascending=asked.ascending
        )

    def _difference(self, asked: Asked, reading: Reading) -> Plan | None:
        """How many rows (or how much) one value's group has more than another's: A的项目比B多几个. Not of two rows: their cells are printed."""
        plan = self._compare(asked, reading)
        if plan is None or self._one_row(plan.part) or (plan.of is None and not self._relevance.rows_are(reading)):
            return None
        return replace(plan, operation="difference")

    def _unit(self) -> str:
        match = re.search(rf"(?:几|多少|只有一|仅有一)([{COUNTED}])", self._question.asked)
        return match[1] if match else "个"

    def _one_row(self, conditions: Sequence[Condition]) -> bool:
        """Whether conditions name one row by its name: what is asked of it is printed in a cell."""
        names = self._view.columns[self._view.name].keys
        return any(
            _one(c) and c.exact and c.column == self._view.name and names.count(fold(c.values[0])) == 1
            for c in conditions
            if isinstance(c, Filter)
        )


def _one(condition: Condition) -> bool:
    return isinstance(condition, Filter) and not condition.negated and len(condition.values) == 1


def _group_bound(match: re.Match[str]) -> Bound:
    number = Decimal(number_of(match["n"]))
    if match["op"] and "下" in match["op"]:
        return Bound(0, "计数", None, number)
    return Bound(0, "计数", number, None, with_low=match["low"] not in ("超过", "多于"))
