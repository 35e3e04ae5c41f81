"""Filters that a question puts on the rows of a table: values it names in any form, places that hold others, numbers, 除…外."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from rag.asking.questions import Question
from rag.counts.bounds import bounds_in
from rag.counts.conditions import Found, Reading
from rag.counts.named_places import names_hold, names_one, names_tell_places
from rag.language.aliases import others
from rag.language.gazetteer import (
    cities,
    continents,
    countries,
    is_place,
    key_of,
    places_inside,
    provinces,
    same_region,
    wholes,
)
from rag.language.lexicon import fold, rarity
from rag.language.places import places_in
from rag.language.words import class_of
from rag.tables.columns import Column, View
from rag.tables.plans import Bound, Condition, Filter

_CALLS = re.compile(r"领域|行业|产业|工艺|类型|类别|类|型|级|批")
_LEAST_NAME = 2
_SHORT_NAME = 3  # characters to which a row's name may be a plain word of the question too
_TELLING = 0.4  # rarity from which a word in a cell tells a kind of row; 国家, 企业, 发展 do not
_SHORT = 24  # characters of a mean cell; a word in longer texts is no property of the row
_COMMON = 0.6  # share of a column's cells that a word may stand in and still tell rows apart
_EXCEPT = re.compile(
    r"除(?:了|去|开|掉)?(?P<a>[^，。？]{1,30}?)(?:以外|之外|外)|(?:不含|不包括|不算|扣除|剔除|不计|排除|(?<!是)不在|(?<!是)不是|不属于)(?P<b>[^，。？的]{1,16})|(?<![是])非(?![洲金常遗公])(?P<c>[^，。？的]{1,8})|(?<=[的有在])(?P<d>[^，。？的]{1,12}?)(?:以外|之外)"
)


def read_conditions(question: Question, view: View, counted: str = "") -> Reading:
    """The conditions that a question puts on a view's rows; `counted`: the noun that is counted, which filters nothing."""
    return _Reader(question, view, counted).read()


# Words that say at large what a thing is: 国家级集群 asks for no row whose name holds 国家.
_NO_FILTER = frozenset(
    ["国家", "国家级", "全国", "世界", "世界级", "全球", "国际", "国内", "地方", "先进", "重点", "主要", "典型"]
)


class _Reader:
    """One question on one view. Words are blanked once they are taken care of."""

    def __init__(self, question: Question, view: View, counted: str) -> None:
        self._question = question
        self._counted = counted
        self._view = view
        self._asked = fold(question.asked)
        self._masked = self._asked
        self._found: list[Found] = []
        self._vacuous: list[str] = []
        self._excepted = [m.span() for m in _EXCEPT.finditer(self._asked)]

    def read(self) -> Reading:
        for bound in [*bounds_in(self._view, self._asked, self._masked)]:
            self._take(bound.condition, bound.start, bound.end)
        columns = [j for j, c in enumerate(self._view.columns) if c.kind in ("text", "year")]
        columns.sort(key=lambda j: (self._view.columns[j].derived is not None, len(self._view.columns[j].distinct), j))
        self._named_row()
        for column in columns:
            self._named(column)
        for column in columns:
            self._listed(column)
        for column in columns:
            self._placed(column)
        self._placed_by_name()
        for column in columns:
            self._held(column)
        return Reading(
            tuple(sorted(self._found, key=lambda f: f.start)), self._asked, self._masked, tuple(self._vacuous)
        )

    def _take(self, condition: Condition, start: int, end: int) -> None:
        self._found.append(Found(condition, start, end))
        self._masked = self._masked[:start] + "\0" * (end - start) + self._masked[end:]

    def _negated(self, start: int) -> bool:
        return any(a <= start < b for a, b in self._excepted)

    def _named(self, column: int) -> None:
        """Values that stand in the question: as they are, or without 领域 or 省; longest first, so that none is cut by another."""
        read = self._view.columns[column]
        if len(read.distinct) < 2 and not self._view.matrix:
            return
        if read.kind == "year":
            self._year(column, read)
            return
        for name in sorted((n for n in read.names if n in self._masked), key=len, reverse=True):
            while (at := self._masked.find(name)) >= 0:
                if self._inside_longer(name, at) or self._of_another(name, at, column):
                    self._masked = self._masked[:at] + "\1" * len(name) + self._masked[at + len(name) :]
                    continue
                listed = read.item_names.get(name, ()) if column != self._view.name else ()
                values = tuple(dict.fromkeys((*read.names[name], *listed)))
                word = name if len(values) > len(read.names[name]) else ""
                self._take(Filter(column, read.head, values, True, self._negated(at), word), at, at + len(name))
        self._masked = "".join(a if m == "\1" else m for a, m in zip(self._asked, self._masked, strict=True))

    def _named_row(self) -> None:
        """Whole names of rows first: 粤海陶瓷博物馆 names a museum, not the kind 陶瓷."""
        read = self._view.columns[self._view.name]
        if read.kind != "text" or self._view.matrix:
            return
        for key in sorted(
            (k for k in read.distinct if len(k) > _SHORT_NAME and k in self._masked), key=len, reverse=True
        ):
            at = self._masked.find(key)
            if at >= 0 and not self._inside_longer(key, at):
                self._take(
                    Filter(self._view.name, read.head, (read.distinct[key],), True, self._negated(at)),
                    at,
                    at + len(key),
                )

    def _listed(self, column: int) -> None:
        """Items that cells list and the question names: 新材料 of 轴承、新材料."""
        read = self._view.columns[column]
        if not read.lists or read.kind != "text":
            return
        items = (i for i in read.items if len(i) >= _LEAST_NAME and i in self._masked)
        for item in sorted(items, key=lambda i: (-len(i), i)):
            at = self._masked.find(item)
            if at >= 0 and not self._inside_longer(item, at):
                self._take(Filter(column, read.head, (item,), False, self._negated(at)), at, at + len(item))

    def _of_another(self, name: str, at: int, column: int) -> bool:
        """Whether the word behind a name calls another column: 生物医药领域 is no value of 主导产业 where there is 所属领域."""
        called = _CALLS.match(self._asked, at + len(name))
        if called is None or called.group() in self._view.columns[column].head:
            return False
        return any(
            called.group() in c.head and any(name in key for key in c.distinct)
            for j, c in enumerate(self._view.columns)
            if j != column
        )

    def _inside_longer(self, name: str, at: int) -> bool:
        """Whether a name only begins a longer place or word: 吉林 in 吉林市, 印度 in 印度尼西亚."""
        return any(
            p != name and name in p and self._asked.find(p, max(0, at - 4), at + len(p)) >= 0
            for p in places_in(self._asked)
        )

    def _year(self, column: int, read: Column) -> None:
        told = fold(self._view.table.name + "".join(h.value for h in self._view.table.heads))
        for match in re.finditer(r"(?:19|20)\d\d(?=年)", self._masked):
            if match.group() in told:
                continue
            year = Decimal(match.group())
            end = match.end() + 1
            condition = Bound(column, read.head, year, year, unit="年")
            self._take(condition, match.start(), end)

    def _placed(self, column: int) -> None:
        """Places that hold the values of a column of places: 欧洲, 华东; or one of their level that is not among them."""
        read = self._view.columns[column]
        keys = read.places
        if read.kind != "text" or not keys:
            return
        for place in _places_asked(self._masked):
            at = self._masked.find(place)
            inside = places_inside(place) | {key_of(place)}
            values = tuple(
                read.distinct[key]
                for key, names in keys.items()
                if names and (set(names) <= inside or same_region(names[0], place))
            )
            if not values:
                self._absent(column, place, at, [name for names in keys.values() for name in names])
                continue
            if len(values) == len(read.distinct) and not self._negated(at):
                self._vacuous.append(place)
                self._masked = self._masked.replace(place, "\0" * len(place))
                continue
            same = len(values) == 1 and fold(values[0]) == place
            self._take(
                Filter(column, read.head, values, True, self._negated(at), "" if same else place), at, at + len(place)
            )

    def _placed_by_name(self) -> None:
        """A place that the names of some rows hold, where no column of places tells it."""
        read = self._view.columns[self._view.name]
        if read.kind != "text" or self._view.matrix or not names_tell_places(read):
            return
        for place in _places_asked(self._masked):
            if names_hold(read, place) and not names_one(read, place, self._asked):
                at = self._masked.find(place)
                self._take(Filter(self._view.name, read.head, (place,), False, self._negated(at)), at, at + len(place))

    def _absent(self, column: int, place: str, at: int, names: Sequence[str]) -> None:
        """A place of the level of a column's places that is not among them; nothing can be said where a value is no listed place."""
        if not all(is_place(name) for name in names):
            return
        read = self._view.columns[column]
        inside = places_inside(place)
        level = _level(names)
        if any(name in inside or place in places_inside(name) for name in names if name not in level):
            return  # 甲市、乙市 in a column of provinces
        values = (place,) if place in level else tuple(sorted(inside & level))
        if values and any(name in level for name in names):
            word = "" if values == (place,) else place
            self._take(Filter(column, read.head, values, True, self._negated(at), word), at, at + len(place))

    def _held(self, column: int) -> None:
        """A word of the question, or its official one, that some cells of a column hold: 生物医药, 造飞机 (航空)."""
        read = self._view.columns[column]
        if read.kind != "text" or read.derived is not None or len(read.distinct) < 2 or not _tells(read):
            return
        for term in self._question.terms:
            if self._masked.find(term) < 0 or self._says_nothing(term, named=column == self._view.name):
                continue
            words = [
                w for w in (term, *sorted(others(term))) if len(w) >= _LEAST_NAME and any(w in k for k in read.keys)
            ]
            held = sum(any(w in key for w in words) for key in read.keys)
            if 0 < held <= _COMMON * len(read.keys):
                at = self._masked.find(term)
                self._take(Filter(column, read.head, tuple(words), False, self._negated(at)), at, at + len(term))

    def _says_nothing(self, term: str, *, named: bool) -> bool:
        """Whether a term is the table's own subject or what is counted, and so no filter on its rows."""
        kind = class_of(term)
        table = self._view.table
        lay = term in _NO_FILTER or rarity(term) < _TELLING or (kind not in ("noun", "name") and not others(term))
        own = term in fold(table.name)
        heads = any(term in fold(c.head) for c in self._view.columns)
        return lay or own or heads or (term == self._counted and not named) or term.isdigit() or bool(places_in(term))


def _tells(column: Column) -> bool:
    """Whether a word in a cell is a property of the row: in short cells, not in whole sentences."""
    return sum(map(len, column.values)) <= _SHORT * len(column.values)


@cache
def _place_pattern() -> re.Pattern[str]:
    names = {*wholes(), *countries(), *cities(), *provinces()} - {
        "国内",
        "我国",
    }
    return re.compile("|".join(sorted(names, key=lambda n: (-len(n), n))))


def _places_asked(asked: str) -> list[str]:
    return list(dict.fromkeys(_place_pattern().findall(asked)))


def _level(names: Sequence[str]) -> frozenset[str]:
    levels = (provinces(), countries(), continents(), cities())
    return max(levels, key=lambda level: sum(name in level for name in names))
