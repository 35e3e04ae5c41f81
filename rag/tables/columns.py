"""Tables as they are counted over: columns of one kind, their numbers read exactly, their keys folded once.

A matrix is read cell by cell: (row name, column name, number). Rows that only sum others up (合计) are kept apart. Where no
column tells the country or province of named things but every name does, a column of it is derived, and marked as such.
"""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from threading import Lock
from typing import Literal

from index.models import Document, Table
from rag.language.gazetteer import country_in, is_place, key_of, province_in
from rag.language.lexicon import fold

Kind = Literal["serial", "year", "number", "text"]
SERIAL_HEADS = frozenset(("序号", "编号", "no", "no.", "排名", "名次"))
RANK_HEADS = frozenset(("排名", "名次", "位次"))
SUMS = frozenset(("合计", "总计", "小计", "总数", "全部", "总和", "共计"))
SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_SCALE = r"万亿|千万|百万|亿|万|千|百"
_NUMBER = re.compile(
    rf"(?:约|近|超过?|逾|达)?(?P<number>[-+−]?\d[\d,]*(?:\.\d+)?)\s*(?P<scale>{_SCALE})?(?:余|多)?\s*(?P<unit>[^\d\s，、；。\-—~]{{0,5}})"
)
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)\s*年?(?:\d{1,2}月)?(?:底|末)?")
_UNIT_IN_HEAD = re.compile(
    r"[（(]\s*(?:单位[:：])?(?P<unit>[^（()）]{1,10})[)）]\s*$|[／/]\s*(?P<behind>[^（()）／/]{1,8})$"
)
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*(?P<unit>[^\s）)，,；;。]{1,8})")
_UNIT = re.compile(rf"(?P<scale>{_SCALE})?(?P<base>\S*)")
_ITEMS = re.compile(r"[、；;]|，(?!\d)")
_DATED = re.compile(r"年|时间|日期|时期|期限")
_MOST = 0.6  # share of a column's filled cells that must be numbers for it to be a column of numbers
_PLACES = 0.6  # share of a column's values that must be listed places for it to be a column of places
_LEAST_NAME = 2
_ASIDE = re.compile(r"\([^()]*\)")  # 前期(2005-2021年) is called 前期
_TAIL = re.compile(r"(?:领域|产业|行业|类|型|级|省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
_KEYED = 0.9  # share of different names from which they tell the rows apart
_KEPT = 64  # tables whose columns are kept read


@dataclass(frozen=True)
class Column:
    """A column: head, kind, values as printed, folded keys, exact numbers (None where there is none).

    `unit` is as printed (万元), `scale` its factor (10000), `base` the rest (元). `derived`: the column its values were told from.
    """

    head: str
    kind: Kind
    values: tuple[str, ...]
    keys: tuple[str, ...]
    numbers: tuple[Decimal | None, ...]
    unit: str = ""
    scale: int = 1
    base: str = ""
    derived: int | None = None
    distinct: dict[str, str] = field(default_factory=dict)

    @cached_property
    def lists(self) -> bool:
        """Whether many of its cells list several items."""
        return 3 * sum(len(items_of(v)) > 1 for v in self.values) >= len(self.values) > 0

    @cached_property
    def items(self) -> frozenset[str]:
        """The folded items that its cells list."""
        return frozenset(fold(item) for value in self.distinct.values() for item in items_of(value))

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """For each key the short names of the places it lists; {} where most of its values are no listed places."""
        names = {key: tuple(key_of(fold(i)) for i in items_of(value)) for key, value in self.distinct.items()}
        listed = sum(all(map(is_place, places)) for places in names.values() if places)
        return names if listed >= _PLACES * len(names) > 0 else {}

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """What its values may be called, and the values: 江苏 for 江苏省, 前期 for 前期 (2005-2021年)."""
        found: dict[str, list[str]] = {}
        for key, value in self.distinct.items():
            bare = _ASIDE.sub("", key)
            for name in dict.fromkeys((key, bare, short_name(key))):
                if len(name) >= _LEAST_NAME and not name.isdigit():
                    found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    @cached_property
    def item_names(self) -> dict[str, tuple[str, ...]]:
        """What the items of cells that list several may be called, and those cells' values: 半导体 for 显示器、半导体产业. Not places."""
        found: dict[str, list[str]] = {}
        for value in self.distinct.values():
            items = items_of(value)
            for key in map(fold, items if len(items) > 1 else ()):
                for name in {key, short_name(key)}:
                    if len(name) >= _LEAST_NAME and not is_place(key_of(key)):
                        found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}


@dataclass(frozen=True)
class View:
    """A table read for counting. `rows`: for each line of the columns its row in the table; `name`: the column that names them.

    `sums`: rows of the table that sum others up, by their place in it.
    """

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    name: int
    sums: tuple[int, ...]
    matrix: bool

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def named(self) -> bool:
        """Whether the names tell the rows apart."""
        column = self.columns[self.name]
        return len(column.distinct) >= _KEYED * len(column.values)


def short_name(key: str) -> str:
    """A folded value without what stands in brackets and without 领域 or 省."""
    return _TAIL.sub("", _ASIDE.sub("", key))


def items_of(value: str) -> list[str]:
    """The items that a cell lists: 飞机、汽车 has two. A mark inside brackets parts nothing."""
    if not _ITEMS.search(value):
        return [value.strip()] if value.strip() else []
    bare = re.sub(r"[（(][^（()）]*[)）]", lambda m: "\0" * len(m.group()), value)
    cuts = [0, *(m.end() for m in _ITEMS.finditer(bare)), len(value) + 1]
    return [part for a, b in pairwise(cuts) if (part := value[a : b - 1].strip())]


def number_in(text: str) -> tuple[Decimal, str] | None:
    """The number that a cell is (with the unit printed behind it), exactly; None where it is anything else."""
    squeezed = unicodedata.normalize("NFKC", text).strip()
    match = _NUMBER.fullmatch(squeezed)
    if match is None:
        return None
    number = Decimal(match["number"].replace(",", "").replace("−", "-"))
    return number * SCALES[match["scale"] or ""], match["unit"]


def view_of(document: Document, number: int) -> View:
    """The view of a document's table. The last ones read are kept."""
    table = document.tables[number]
    with _LOCK:
        known = _VIEWS.get(id(table))
        if known is not None and known.table is table:
            _VIEWS.move_to_end(id(table))
            return known
    made = make_view(table, _unit_line(document, table))
    with _LOCK:
        _VIEWS[id(table)] = made
        while len(_VIEWS) > _KEPT:
            _VIEWS.popitem(last=False)
    return made


_VIEWS: OrderedDict[int, View] = OrderedDict()  # by identity: a table's own hash would read all its cells
_LOCK = Lock()


def make_view(table: Table, unit: str = "") -> View:
    """The view of a table; `unit`: of all its numbers, where a line above it tells."""
    sums = tuple(n for n, row in enumerate(table.rows) if any(_squeeze(c.value) in SUMS for c in row.cells[:2]))
    rows = tuple(n for n in range(len(table.rows)) if n not in sums)
    if table.shape == "matrix":
        return _matrix(table, rows, sums, unit)
    width = len(table.heads)
    columns = [
        _column(
            table.heads[j].value or _unnamed(table, rows, j), [_cell(table, n, j) for n in rows], unit, first=j == 0
        )
        for j in range(width)
    ]
    name = _name_of(table, columns)
    columns += _derived(columns, name)
    return View(table, tuple(columns), rows, name, sums, matrix=False)


def _unnamed(table: Table, rows: Sequence[int], column: int) -> str:
    """What a column without a head is told by: 地点 where it holds places, else its place in the table."""
    values = [v for n in rows if (v := _cell(table, n, column))]
    places = sum(is_place(v) for v in values)
    return "地点" if places > len(values) / 2 else f"第{column + 1}列"


def _matrix(table: Table, rows: Sequence[int], sums: tuple[int, ...], unit: str) -> View:
    places = [
        (n, j)
        for n in rows
        for j in range(1, len(table.heads))
        if _squeeze(table.heads[j].value) not in SUMS and j < len(table.rows[n].cells)
    ]
    corner = table.heads[0].value if table.heads else ""
    unit = unit or _unit_of(table.name)
    named = [_column(corner or "行", [_cell(table, n, 0) for n, _ in places], "", first=False, text=True)]
    named.append(_column("列", [table.heads[j].value for _, j in places], "", first=False, text=True))
    named.append(_column("数值", [_cell(table, n, j) for n, j in places], unit, first=False))
    return View(table, tuple(named), tuple(n for n, _ in places), 0, sums, matrix=True)


def _cell(table: Table, row: int, column: int) -> str:
    cells = table.rows[row].cells
    return cells[column].value if column < len(cells) else ""


def _squeeze(text: str) -> str:
    return re.sub(r"[\s\u3000：:]", "", text)


def _column(head: str, values: Sequence[str], unit: str, *, first: bool, text: bool = False) -> Column:
    keys = tuple(map(fold, values))
    filled = [v for v in values if v.strip(" -—–/…")]
    read = [number_in(v) for v in values]
    years = [bool(_YEAR.fullmatch(unicodedata.normalize("NFKC", v).strip())) for v in filled]
    kind: Kind = "text"
    if filled and not text:
        if sum(years) >= _MOST * len(filled) and _DATED.search(head) and not _unit_of(head):
            kind = "year"
        elif fold(head) in SERIAL_HEADS and fold(head) not in RANK_HEADS:
            kind = "serial"
        elif sum(r is not None for r in read) >= _MOST * len(filled):
            kind = "serial" if first and _counts_up(read) else "number"
    numbers: tuple[Decimal | None, ...] = tuple(r[0] if r else None for r in read)
    if kind == "year":
        matches = [_YEAR.match(unicodedata.normalize("NFKC", v).strip()) for v in values]
        numbers = tuple(Decimal(m["year"]) if m else None for m in matches)
    told, scale, base = "", 1, ""
    if kind == "number":
        own = [r[1] for r in read if r and r[1]]
        told = _unit_of(head) or (own[0] if own else "") or unit
        parts = _UNIT.fullmatch(told)
        if parts and not own:
            scale, base = SCALES[parts["scale"] or ""], parts["base"]
        elif parts:
            base = parts["base"]
    elif text:
        numbers = tuple(None for _ in values)
    distinct: dict[str, str] = {}
    for key, value in zip(keys, values, strict=True):
        if key:
            distinct.setdefault(key, value)
    return Column(head, kind, tuple(values), keys, numbers, told, scale, base, None, distinct)


def _counts_up(read: Sequence[tuple[Decimal, str] | None]) -> bool:
    """Whether the first column is 1 2 3 …, a numbering without a name."""
    numbers = [r[0] for r in read if r is not None]
    return len(numbers) >= 2 and numbers == [Decimal(i + 1) for i in range(len(numbers))]


def _unit_of(head: str) -> str:
    match = _UNIT_IN_HEAD.search(unicodedata.normalize("NFKC", head))
    told = (match["unit"] or match["behind"]).strip() if match else ""
    return "" if re.search(r"[年月日]|第|注", told[:-1]) else told


def _unit_line(document: Document, table: Table) -> str:
    above = document.text(max(0, (table.caption.start if table.caption else table.start) - 30), table.start)
    match = _UNIT_LINE.search(above)
    return match["unit"] if match else ""


def _name_of(table: Table, columns: Sequence[Column]) -> int:
    """The column that names the rows: the first whose values are nearly all different; of a flattened list the last."""
    if table.shape == "list":
        return len(columns) - 1
    texts = [j for j, c in enumerate(columns) if c.kind == "text" and c.values and not c.lists]
    distinct = [j for j in texts if len(columns[j].distinct) >= 0.9 * len(columns[j].values)]
    named = [j for j in distinct if re.search(r"名称|名$|姓名|单位|企业|项目|机构", columns[j].head)]
    most = max(texts, key=lambda j: (len(columns[j].distinct), -j), default=0)
    return (named or distinct or [most])[0]


_DERIVED: tuple[tuple[str, Callable[[str], str], str], ...] = (
    ("国家", country_in, "国"),
    ("省份", province_in, "省"),
)


def _derived(columns: Sequence[Column], name: int) -> list[Column]:
    """Columns of country and province told from another column, where each of its values names a place and no column has them."""
    made = []
    for head, tell, mark in _DERIVED:
        if any(mark in c.head or sum(tell(v) == key_of(v) for v in c.values) > len(c.values) / 2 for c in columns):
            continue
        for source in (j for j, c in enumerate(columns) if c.kind == "text" and c.values):
            values = [tell(v) for v in columns[source].values]
            if all(values) and len(set(values)) > 1 and (source == name or is_place(columns[source].values[0])):
                column = _column(head, values, "", first=False, text=True)
                made.append(
                    Column(
                        head,
                        "text",
                        column.values,
                        column.keys,
                        column.numbers,
                        derived=source,
                        distinct=column.distinct,
                    )
                )
                break
    return made
