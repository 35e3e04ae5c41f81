"""Questions over tables: for every table the plan that a question may mean, with the share of the question that it carries."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from index.models import Document
from rag import gazetteer
from rag.aliases import others
from rag.asked import COUNTED, Asked, names_a_table, names_table, number_of, operations
from rag.columns import Column, view_of
from rag.features import Lens
from rag.figures import MONEY
from rag.filters import Reading, head_share, merge, read_conditions, short_name
from rag.lexicon import bigrams, credit, fold, rarity, share_of_bigrams, terms
from rag.places import names_place, places_in
from rag.plans import Bound, Condition, Filter, Plan
from rag.questions import Question
from rag.words import is_name, is_noun

_LABEL = re.compile(r"^[附表图\s\d\-—－–.:：]+")
_TABLE_LABEL = re.compile(r"附[表图](?:\s*\d+)?|[图表]\s*\d+(?:\s*[-－–.]\s*\d+)?")
_NAMED = 0.5  # share of a table's name that a question must hold to be about all its rows
_HEAD = 0.5  # share of a head that a question must hold to name its column
_ROWS_ARE = 0.8  # credit from which a table's name or heads tell what its rows are
_MET = 0.5
_SHORT_NOUN = 2
_KEYED = 0.9  # share of different names from which they tell the rows apart
_FRAMES = frozenset(["块儿", "名下", "手里", "手上", "当中", "下来", "领域", "方面", "范围", "地方", "情况"])
_ABOUT = 0.1  # share of a table's name, by rarity, that a question must hold to be about its rows at all
_NOUN_ENDS = re.compile(r"[的有是在被属位由为达占]|入选|进入|上榜|列入")
# Nouns that columns go by: what a question may call a column whose head has one of the words behind it.
_CALLED = (
    ("国家|国", "国"), ("领域|行业|行|产业|赛道", "领域|行业|产业|门类"), ("省份|省区|省", "省"), ("城市|地市|市", "市|城"), ("大洲|洲", "洲|地区"),
    ("地区|区域|板块|片区|地方|块儿|块|片", "地区|区域|板块|片区|省|市|所在地"), ("类别|类型|种类|类|型|种", "类|型|种"), ("级别|等级|级", "级|等"), ("年份|年度|年", "年|时间"),
    ("时期|阶段|时段", "时期|阶段"), ("工艺|技术|方式", "工艺|技术|方式"), ("批次|批", "批"), ("县|区县", "县|区"), ("部门|单位|机构", "部门|单位|机构"),
)  # fmt: skip
_GROUP_BOUND = re.compile(
    rf"(?P<low>不少于|至少|不低于|超过|多于|达到|达)?(?P<n>\d+|[一二两三四五六七八九十]+)[{COUNTED}](?P<op>及?以上|及?以下)?"
)
_UNIQUE = re.compile(rf"(?:只|仅|才)[有占列选上]?了?[一1][{COUNTED}]|唯一")
_BEFORE_ASKED = re.compile(
    r"的(?P<noun>(?:(?![的里中内])[\u4e00-\u9fff]){2,8}?)(?:一共|总共|共|数量|总数|个数|数)?(?:有|是|为|达|占|列|上)?了?(?:多少|几)[个家项座]?(?:[，。？?]|$)"
)
_SUMMED = re.compile(r"合计|总和|累计|加起来|总(?![部裁经书共计])")
_INSIDE = re.compile(r"[^，。？]*?(?:里面|当中|之中|之内|其中|中|里|内)(?![国部药医间期小型东西央])")
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


def counts(question: Question) -> bool:
    """Whether a question may be answered by an operation over rows."""
    return bool(operations(question))


def counted_noun(question: Question) -> str:
    """The noun that is counted: right before 有几个 (造飞机的集群有几个), else as the question was read."""
    match = _BEFORE_ASKED.search(question.asked)
    return match["noun"] if match else question.measured


def asks_one_number(question: Question) -> bool:
    """Whether a question may be answered by the number of one cell: not 哪个…最多, 排第几, 占比, 各有多少."""
    return all(one.operation in ("count", "sum", "value", "mean") for one in operations(question))


def names_row(question: Question, document: Document, place: tuple[int, int]) -> bool:
    """Whether a question names a row of a table by its name: then its cells are asked for, not a count."""
    view = view_of(document, place[0])
    if view.matrix:
        return False  # a plan finds the cell by row and column
    grams = [
        bigrams(view.columns[c].keys[n]) for n, row in enumerate(view.rows) if row == place[1] for c in (view.name,)
    ]
    asked = fold(question.asked)
    return any(sum(g in asked for g in named) >= _ROW_NAMED * len(named) for named in grams if named)


_ROW_NAMED = 0.6


def plans(lens: Lens, documents: Mapping[str, Document]) -> list[Planned]:
    """Plans for a question over the tables of documents, the one that carries most of the question first."""
    asked = operations(lens.question)
    if not asked:
        return []
    found = [
        p
        for document in documents.values()
        for n in range(len(document.tables))
        for p in _Table(lens, document, n).plans(asked)
    ]
    return sorted(found, key=lambda p: (-round(p.coverage + 0.1 * p.named, 6), p.plan.document, p.plan.table))


class _Table:
    """One question on one table."""

    def __init__(self, lens: Lens, document: Document, number: int) -> None:
        self._lens = lens
        self._question = lens.question
        self._document = document
        self._number = number
        self._view = view_of(document, number)
        self._asked = fold(lens.question.asked)
        self._counted = self._noun(counted_noun(lens.question))
        self._asking = ""
        named = self._view.columns[self._view.name]
        self._key = self._view.name if len(named.distinct) >= _KEYED * len(named.values) else None
        self._name = fold(_LABEL.sub("", self._view.table.name))

    def plans(self, asked: Sequence[Asked]) -> Iterator[Planned]:
        """The plans of the operations asked, at most one an operation; none where the table lacks what is essential."""
        if len(self._view) < 2:
            return
        self._asking = "|".join(fold(w) for one in asked for w in one.words)
        reading = read_conditions(self._question, self._view, self._counted)
        told = self._told(reading)
        if self._lost(told, reading):
            return
        foreign = not self._labelled() and self._foreign(reading)
        for one in asked:
            if foreign and one.operation != "exists":
                continue
            plan = self._plan(one, reading)
            if plan is not None:
                yield Planned(plan, self._coverage(told, one, plan, reading), self._names_it(), foreign)
                return

    def _noun(self, noun: str) -> str:
        """What is counted, where it is a noun at all or a word of the table; 名下, 张表, 块儿 are what is left of how people ask."""
        table = self._view.table
        known = is_noun(noun) and noun not in _FRAMES and not names_table(noun)
        there = fold(noun) in fold(table.name) or any(fold(noun) in fold(c.head) for c in self._view.columns)
        return noun if noun and (known or there) else ""

    def _plan(self, asked: Asked, reading: Reading) -> Plan | None:
        make = {
            "count": self._count, "list": self._list, "sum": self._sum, "mean": self._sum, "share": self._share, "rank": self._rank,
            "having": self._having, "groups": self._groups, "most": self._most, "exists": self._exists, "compare": self._compare,
            "value": self._value,
        }  # fmt: skip
        plan = make[asked.operation](asked, reading) if asked.operation in make else None
        return replace(plan, unit=self._unit()) if plan else None

    def _base(self, conditions: Sequence[Condition]) -> Plan:
        name = self._view.table.name or self._document.article_at(self._view.table.start).title.value or "表"
        return Plan(self._document.id, self._number, name, tuple(conditions))

    def _count(self, asked: Asked, reading: Reading) -> Plan | None:
        conditions = reading.conditions
        if self._view.matrix:
            return self._matrix_sum(conditions)
        of = self._measured_column()
        if of is not None and all(c.column != of for c in conditions):
            known = (
                self._one_row(conditions)
                or not self._about_rows(reading)
                or _SUM_ONLY.search(self._view.columns[of].head)
            )
            return None if known else replace(self._base(conditions), operation="sum", of=of)
        items = self._items_column(reading)
        if items is not None and conditions and all(c.column != items for c in conditions):
            return replace(self._base(conditions), operation="items", of=items)
        if not (conditions or self._about_all()) or not self._rows_are(reading):
            return None
        return self._base(conditions)

    def _list(self, asked: Asked, reading: Reading) -> Plan | None:
        conditions = reading.conditions
        if self._view.matrix or not (conditions or self._about_all()) or self._one_row(conditions):
            return None
        by = self._called(asked.by)
        if by is None and asked.by and not self._rows_are(reading, asked.by):
            return None
        of = self._number_column(asked.adjective) if asked.ordered else None
        show = by if by != self._key else None
        return replace(
            self._base(conditions),
            operation="list",
            show=show,
            of=of,
            descending_order=of is not None,
            ascending=asked.ascending,
        )

    def _sum(self, asked: Asked, reading: Reading) -> Plan | None:
        of = self._number_column("")
        operation = asked.operation
        if of is None or self._one_row(reading.conditions) or not self._about_rows(reading):
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
        if not conditions and not (counting and self._about_all()):
            return None
        if _SUM_ONLY.search(self._view.table.name + self._view.columns[2].unit):
            return None
        fixed = {c.column for c in conditions}
        plan = replace(self._base(conditions), of=2, operation="sum")
        return replace(plan, operation="value") if fixed == {0, 1} and all(_one(c) for c in conditions) else plan

    def _value(self, asked: Asked, reading: Reading) -> Plan | None:
        if (
            not self._view.matrix
            or {c.column for c in reading.conditions} != {0, 1}
            or not all(map(_one, reading.conditions))
        ):
            return None
        return replace(self._base(reading.conditions), operation="value", of=2)

    def _share(self, asked: Asked, reading: Reading) -> Plan | None:
        base, part = self._split(reading)
        of = 2 if self._view.matrix else self._number_column("")
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
        of = 2 if self._view.matrix else self._number_column(asked.adjective)
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
        by = self._called(asked.by)
        if by is None or by == self._key:
            return None
        of = 2 if self._view.matrix else None
        conditions = [c for c in reading.conditions if c.column != by]
        return replace(self._base(conditions), operation="having", by=by, of=of, bound=bound)

    def _groups(self, asked: Asked, reading: Reading) -> Plan | None:
        by = self._called(asked.by) if asked.by else self._several(reading)
        if by is None or (by == self._key and not self._view.matrix):
            return None
        of = 2 if self._view.matrix else (self._measured_column() or self._number_column(""))
        if of is not None and not self._view.matrix and _SUM_ONLY.search(self._view.columns[of].head):
            return None
        items = self._items_column(reading) if of is None else None
        if items is not None and items != by:
            return replace(
                self._base(reading.conditions),
                operation="groups",
                by=by,
                of=items,
                items=True,
                descending_order=asked.ordered,
            )
        if of is None and not self._rows_are(reading):
            return None
        return replace(self._base(reading.conditions), operation="groups", by=by, of=of, descending_order=asked.ordered)

    def _several(self, reading: Reading) -> int | None:
        """The column that several values are named of: 法国和德国分别…."""
        columns = [f.condition.column for f in reading.found if isinstance(f.condition, Filter) and f.condition.exact]
        return next((c for c in columns if columns.count(c) > 1), None)

    def _most(self, asked: Asked, reading: Reading) -> Plan | None:
        by = self._called(asked.by) if asked.by else None
        of = 2 if self._view.matrix else self._number_column(asked.adjective)
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
            if of is None or (by is None and asked.by and not self._rows_are(reading, asked.by)):
                return None
            return replace(plan, operation="extreme", of=of)
        counted = asked.adjective in ("多", "少", "") or _SUMMED.search(self._asked) is not None
        items = self._items_column(reading) if of is None and counted else None
        if items is not None and items != by:
            return replace(plan, operation="most", by=by, of=items, items=True)
        if of is None and not (counted and self._rows_are(reading)):
            return None
        if of is not None and (not counted or self._view.columns[of].kind == "year"):
            return replace(plan, operation="extreme", of=of, show=None)
        return replace(plan, operation="most", by=by, of=of)

    def _exists(self, asked: Asked, reading: Reading) -> Plan | None:
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
        of = 2 if self._view.matrix else (self._measured_column() or self._number_column("", least=0.99))
        rest = merge([f for f in reading.found if f.condition.column != column], self._asked)
        return replace(
            self._base(rest), operation="compare", by=column, of=of, part=tuple(sides), ascending=asked.ascending
        )

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

    def _about_all(self) -> bool:
        """Whether a question is about the table as such: it holds most of its name."""
        grams = bigrams(self._name)
        share = sum(g in self._asked for g in grams) / len(grams) if grams else 0.0
        return self._labelled() or (share >= _NAMED and (names_a_table(self._question) or share >= _ROWS_ARE))

    def _labelled(self) -> bool:
        """Whether a question gives the table's label: 附表, 表3-4."""
        label = _TABLE_LABEL.match(self._view.table.name)
        return label is not None and re.sub(r"\s", "", label.group()) in re.sub(r"\s", "", self._question.asked)

    def _names_it(self) -> bool:
        return self._labelled() or (names_a_table(self._question) and self._about_all())

    def _rows_are(self, reading: Reading, noun: str = "") -> bool:
        """Whether what is counted is what the rows are: 集群 of a table of 集群, not 企业 that stand in a cell of it."""
        counted = noun or self._counted
        if not counted:
            return True
        counted = _NOUN_ENDS.split(fold(counted))[0] if noun else fold(counted)
        names = [self._view.columns[j] for j in range(min(3, len(self._view.columns)))] + [
            self._view.columns[self._view.name]
        ]
        named = fold(self._view.table.name + " " + " ".join(c.head for c in self._view.columns))
        if len(counted) < _SHORT_NOUN:
            return True
        return (
            any(2 * sum(key.endswith(counted[-2:]) for key in c.keys) > len(c.keys) for c in names)
            or credit(counted, named) >= _ROWS_ARE
            or (not noun and any(counted in w for w in reading.words))
        )

    def _measured_column(self) -> int | None:
        """The column of numbers that what is counted is the head of: 多少个泊位."""
        measured = fold(self._counted)
        columns = (
            j for j, c in enumerate(self._view.columns) if c.kind == "number" and measured and measured in fold(c.head)
        )
        return next(columns, None)

    def _items_column(self, reading: Reading) -> int | None:
        """The column whose cells list what is counted: 多少项政策."""
        measured = fold(self._counted)
        for j, column in enumerate(self._view.columns):
            if column.kind != "text" or not column.lists or j == self._view.name:
                continue
            head = fold(column.head)
            if head and (
                measured in head
                if measured and measured not in "".join(reading.words)
                else head_share(column.head, self._asked) >= _ROWS_ARE
            ):
                return j
        return None

    def _number_column(self, adjective: str, least: float = _HEAD) -> int | None:
        """The column of numbers that a question names: by its head (and year), by 早 or 晚, by money; the only one for 大, 高."""
        columns = [
            (j, c) for j, c in enumerate(self._view.columns) if c.kind in ("number", "year") and c.derived is None
        ]
        numbers = [(j, c) for j, c in columns if c.kind == "number"]
        if adjective in ("早", "晚", "先"):
            return next((j for j, c in columns if c.kind == "year"), None)
        years = self._question.years
        shares = [(self._head_named(c) + 0.2 * any(y in c.head for y in years), -j) for j, c in numbers]
        best = max(shares, default=(0.0, 0))
        if best[0] >= least and [s for s, _ in shares].count(best[0]) == 1:
            return -best[1]
        if self._question.unit == MONEY or re.search(r"钱|花|投", self._asked):
            money = [j for j, c in numbers if c.base.startswith("元")]
            if len(money) == 1:
                return money[0]
        measures = adjective in ("大", "小", "高", "低", "长", "短", "贵", "便宜", "重", "轻", "快", "慢")
        return numbers[0][0] if measures and len(numbers) == 1 else None

    def _head_named(self, column: Column) -> float:
        return head_share(column.head, self._asked)

    def _called(self, noun: str) -> int | None:
        """The column that a noun (as far as characters run on) calls: by its head, by what its values end in, the rows' own name."""
        noun = fold(noun)
        for end in range(len(noun), 0, -1):
            found = self._column_of(noun[:end])
            if found is not None:
                return found
        return None

    def _column_of(self, noun: str) -> int | None:
        columns = [(j, c) for j, c in enumerate(self._view.columns) if c.kind in ("text", "year")]
        heads = [
            (c.derived is not None, not fold(c.head).endswith(noun), j)
            for j, c in columns
            if len(noun) > 1 and noun in fold(c.head)
        ]
        if heads:
            return min(heads)[2]
        called = next((marks.split("|") for names, marks in _CALLED if noun in names.split("|")), None)
        if called:
            fitting = [
                (called.index(mark), len(c.distinct), j)
                for mark in called
                for j, c in columns
                if mark in c.head and j != self._view.name
            ]
            if fitting:
                return min(fitting)[2]
        if noun in ("国家", "国", "省份", "省", "洲", "大洲", "城市", "市"):
            level = {
                "国": gazetteer.countries(),
                "省": gazetteer.provinces(),
                "洲": gazetteer.continents(),
                "市": gazetteer.cities(),
            }
            names = level[noun[-1] if noun[-1] in level else noun[0] if noun[0] in level else "国"]
            for j, c in columns:
                keys = [gazetteer.key_of(k) for k in c.distinct]
                if keys and 2 * sum(k in names for k in keys) > len(keys):
                    return j
        if len(noun) > 1 or noun in "省市县洲国":
            for j, c in columns:
                if c.distinct and 2 * sum(k.endswith(noun) for k in c.distinct) > len(c.distinct):
                    return j
        return None

    def _told(self, reading: Reading) -> str:
        """What the table and the conditions say, folded: for the words of the question that are carried."""
        table = self._view.table
        title = self._document.article_at(table.start).title.value or ""
        block = next((b for b in self._document.blocks if b.start <= table.start < b.end), None)
        heads = " ".join(c.head for c in self._view.columns)
        path = " ".join(block.path) if block else ""
        named = " ".join(reading.words)
        ending = _ending(self._view.columns[self._view.name])
        return fold("|".join([table.name, heads, title, path, named, ending]))

    def _foreign(self, reading: Reading) -> bool:
        """Whether the table's rows are of something narrower than asked: its name restricts them to what the question does not name."""
        asked = self._asked + "|" + "|".join(c.words for c in reading.conditions)
        narrow = any(
            share_of_bigrams(kind, asked) < _NAMED
            and not any(p in gazetteer.members(kind) for p in self._question.places)
            for kind in restrictions(self._document, self._number)
        )
        weights = _weights_of(self._name)
        total = sum(weights.values())
        return narrow or (total > 0 and sum(w * credit(t, asked) for t, w in weights.items()) < _ABOUT * total)

    def _about_rows(self, reading: Reading) -> bool:
        """Whether a question that names no value still is about the rows: it names the table or what the rows are."""
        if any(isinstance(c, Filter) for c in reading.conditions) or names_a_table(self._question):
            return True
        column = self._view.columns[self._view.name]
        nouns = [_ending(column), re.sub(r"名称|名$|名单", "", column.head)]
        return any(len(noun) > 1 and noun in self._asked for noun in nouns)

    def _lost(self, told: str, reading: Reading) -> bool:
        """Whether the question names a place, year or rare name that neither the table nor a condition has."""
        question = self._question
        words = "".join(reading.words)
        places = any(
            not names_place(p, told) and not names_place(p, words) and p not in ("中国", "全国")
            for p in question.places
        )
        bounded = "".join(c.words for c in reading.conditions)
        article = self._document.article_at(self._view.table.start)
        dated = told + bounded + (article.date.value or "")
        years = any(y not in dated for y in question.years)
        names = any(
            is_name(t, rarity(t)) and credit(t, told) < _MET and t not in bounded
            for t in question.terms
            if not names_table(t)
            and not _SAYS_NOTHING.fullmatch(t)
            and t not in self._asking
            and not any(w in t for w in reading.words)
        )
        return places or years or names

    def _coverage(self, told: str, asked: Asked, plan: Plan, reading: Reading) -> float:
        grouped = [asked.by] if plan.by is not None else []  # 洲 of a matrix whose columns are 欧洲, 亚洲
        words = [fold(w) for w in (*asked.words, *reading.words, *grouped) if w]
        total = sum(self._lens.rarity.values())
        met = sum(weight * self._met(term, told, words) for term, weight in self._lens.rarity.items())
        return met / total if total else 1.0

    def _met(self, term: str, told: str, words: Sequence[str]) -> float:
        if any(term in w or (w in term and len(w) > 1) for w in words) or _SAYS_NOTHING.fullmatch(term):
            return 1.0
        return max(credit(term, told), 1.0 if any(o in told for o in others(term)) else 0.0)


_SAYS_NOTHING = re.compile(
    r"(?:除|外|还|只|仅|唯一|另|各|每|按|共|最|总|数|量|目|个|位|是|在|了|的|里|中|有|到|分别|合计|平均|占|比|排|第|名|次|序|哪|几|多|少|大|小|高|低|早|晚|超过|以上|以下|以后|以前|一共|列|张|表|单|下|头|这|那|些|干|做|搞|上)+"
)


def restrictions(document: Document, number: int) -> frozenset[str]:
    """What a table's name restricts its rows to: places, and values of a column of another table of the document.

    亚洲新能源汽车集群 beside a table with 亚洲 and 新能源汽车 in its columns holds some of the 集群 only.
    """
    key = (document.sha256, number)
    if key not in _RESTRICTIONS:
        if len(_RESTRICTIONS) >= _KEPT:
            _RESTRICTIONS.clear()
        name = fold(_LABEL.sub("", document.tables[number].name))
        others = (view_of(document, n) for n in range(len(document.tables)) if n != number)
        columns = (c for view in others for j, c in enumerate(view.columns) if view.matrix or j != view.name)
        values = {
            core for c in columns if c.kind == "text" and c.derived is None for core in map(short_name, c.distinct)
        }
        kinds = {v for v in values if len(v) >= _SHORT_NOUN and v in name and not v[0].isdigit()}
        _RESTRICTIONS[key] = frozenset(kinds | {p for p in places_in(name)})
    return _RESTRICTIONS[key]


_RESTRICTIONS: dict[tuple[str, int], frozenset[str]] = {}
_KEPT = 512


@lru_cache(maxsize=1024)
def _weights_of(name: str) -> dict[str, float]:
    """The words of a table's name with their weight, without numbers, what stands in brackets, and words for a table."""
    bare = re.sub(r"\([^()]*\)", " ", name)
    return {t: rarity(t) ** 2 for t in terms(bare) if not t[0].isdigit() and not names_table(t)}


def _one(condition: Condition) -> bool:
    return isinstance(condition, Filter) and not condition.negated and len(condition.values) == 1


def _ending(column: Column) -> str:
    """What most names end in: 集群, 基地."""
    ends = [key[-2:] for key in column.keys if len(key) > 2]
    best = max(set(ends), key=lambda e: (ends.count(e), e), default="")
    return best if best and 2 * ends.count(best) > len(column.keys) else ""


def _group_bound(match: re.Match[str]) -> Bound:
    number = Decimal(number_of(match["n"]))
    if match["op"] and "下" in match["op"]:
        return Bound(0, "计数", None, number)
    return Bound(0, "计数", number, None, with_low=match["low"] not in ("超过", "多于"))
