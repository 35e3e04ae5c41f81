"""Counts and lists over tables: a question becomes a plan of filters on columns (`rag.plans`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.models import Document, Table
from rag.features import Lens
from rag.lexicon import bigrams, credit, fold
from rag.places import names_place, places_in
from rag.plans import Filter, Plan
from rag.questions import Question
from rag.words import class_of

_TAIL = re.compile(r"(?:领域|产业|行业|类|型|省|市|自治区|壮族自治区|特别行政区)$")
_GROUP = re.compile(
    r"哪一?(?:个|些|类|种)?(?P<of>国家|国|领域|行业|省份|省|地区|区域|洲|城市|市|企业|类别|类型|工艺|年份)[^，。]{0,12}?最(?:多|少)|最(?:多|少)的(?:是)?(?:哪一?个)?(?P<of2>国家|领域|行业|省份|省|地区|区域|洲|城市|市|企业|类别|类型|工艺|年份)"
)
_NAMES_TABLE = re.compile(r"表|名单|清单|目录|一览")
_NAMED = 0.5  # share of a table's name that a question must hold to count all its rows
_KEYS = 2  # columns at the left that may name the rows
_SHORT = 24  # characters of a mean cell; a word in longer texts is no property of the row
_COMMON = 0.6  # share of a column's cells that a word may stand in and still tell rows apart
_COUNTING = frozenset("个家项种类名位所座条款处支部只台套行款期批")
_LEAST_CORE = 2


@dataclass(frozen=True)
class Planned:
    """A plan with the share (0..1, by weight) of the question that its table, heads and filters carry."""

    plan: Plan
    coverage: float


def counts(question: Question) -> bool:
    """Whether a question may be a count of rows: it asks for a number by a counting word, or for the most."""
    return (question.kind == "number" and question.unit[-1:] in _COUNTING) or bool(_GROUP.search(question.asked))


def plans(lens: Lens, documents: Mapping[str, Document]) -> list[Planned]:
    """Plans for a question over the tables of documents, the one that carries most of the question first."""
    found = [
        p for document in documents.values() for n, t in enumerate(document.tables) for p in _plan(lens, document, n, t)
    ]
    return sorted(found, key=lambda p: (-round(p.coverage, 6), p.plan.document, p.plan.table))


def _plan(lens: Lens, document: Document, number: int, table: Table) -> Iterator[Planned]:
    question = lens.question
    if table.shape == "matrix" or len(table.rows) < 2:
        return
    group = _group(question, table)
    filters = _filters(question, table, group)
    listed = _NAMES_TABLE.search(question.asked) is not None and _name_share(question, table) >= _NAMED
    if (not filters and not listed and group is None) or not _counts_rows_of(question, table, filters):
        return
    heads = " ".join(h.value for h in table.heads)
    title = document.article_at(table.start).title.value or ""
    told = fold(" ".join([table.name, heads, title, *(v for f in filters for v in f.values)]))
    total = sum(lens.rarity.values())
    met = sum(weight * _told(term, told, filters) for term, weight in lens.rarity.items())
    head = table.heads[group].value if group is not None else ""
    unit = question.unit if question.unit in _COUNTING else "个"
    plan = Plan(document.id, number, table.name, filters, group, head, fewest="最少" in question.asked, unit=unit)
    yield Planned(plan, met / total if total else 0.0)


def _filters(question: Question, table: Table, group: int | None) -> tuple[Filter, ...]:
    """The filters of a question, columns with few different values first; a word serves one filter only."""
    columns = [j for j in range(len(table.heads)) if j != group]
    columns.sort(key=lambda j: (len({row.cells[j].value for row in table.rows if j < len(row.cells)}), j))
    asked, filters = fold(question.asked), []
    for column in columns:
        found = _filter(question, table, column, asked)
        if found:
            filters.append(found)
            for value in (fold(v) for v in found.values):
                core = _TAIL.sub("", value)
                asked = asked.replace(value, " ").replace(core, " ") if core else asked
    return tuple(sorted(filters, key=lambda f: f.column))


def _told(term: str, told: str, filters: Sequence[Filter]) -> float:
    """How far a plan carries a term: it names the table or a filter takes care of it."""
    return max(
        credit(term, told), *(float(any(fold(v) in term or term in fold(v) for v in f.values)) for f in filters), 0.0
    )


def _counts_rows_of(question: Question, table: Table, filters: Sequence[Filter]) -> bool:
    """Whether what is counted is what the rows are: 集群 of a table of 集群, not 企业 that stand in a cell of it."""
    if not question.measured or _GROUP.search(question.asked):
        return True
    if any(question.measured in fold(h.value) and _numeric(table, j) for j, h in enumerate(table.heads)):
        return False  # 多少个泊位 asks for the number in a cell
    named = fold(table.name + " " + " ".join(h.value for h in table.heads))
    filtered = any(question.measured in fold(v) for f in filters for v in f.values)
    keyed = any(_mostly_are(question.measured, table, column) for column in range(min(3, len(table.heads))))
    return filtered or keyed or credit(question.measured, named) >= 0.8


def _mostly_are(noun: str, table: Table, column: int) -> bool:
    """Whether most cells of a column are named as such a thing: 无锡市物联网集群 is a 集群."""
    cells = [fold(row.cells[column].value) for row in table.rows if column < len(row.cells)]
    return sum(cell.endswith(noun) for cell in cells) > len(cells) / 2


def _numeric(table: Table, column: int) -> bool:
    cells = [row.cells[column].value for row in table.rows if column < len(row.cells) and row.cells[column].value]
    return bool(cells) and sum(c[:1].isdigit() for c in cells) > len(cells) / 2


def _name_share(question: Question, table: Table) -> float:
    grams = bigrams(fold(re.sub(r"^[附表图\s\d\-—:：.]+", "", table.name)))
    return sum(g in fold(question.asked) for g in grams) / len(grams) if grams else 0.0


def _group(question: Question, table: Table) -> int | None:
    match = _GROUP.search(question.asked)
    if not match:
        return None
    of = match["of"] or match["of2"]
    return next((j for j, head in enumerate(table.heads) if of[0] in head.value or of in head.value), None)


def _filter(question: Question, table: Table, column: int, asked: str) -> Filter | None:
    """The filter that a question puts on a column: cells it names, else a word of it that some of the cells hold."""
    cells = [row.cells[column].value for row in table.rows if column < len(row.cells)]
    distinct = [v for v in dict.fromkeys(cells) if v]
    if len(distinct) < 2:
        return None
    head = table.heads[column].value
    named = {v: key for v in distinct if (key := _named_by(question, v, asked))}
    exact = [v for v, key in named.items() if not any(key != other and key in other for other in named.values())]
    if exact:
        return Filter(column, head, tuple(exact), exact=True)
    for term in question.terms:
        if class_of(term) not in ("noun", "name") or term not in asked or _says_nothing(term, question, table):
            continue
        held = sum(term in fold(cell) for cell in cells)
        short = sum(map(len, cells)) <= _SHORT * len(cells) and (
            column < _KEYS or len(distinct) <= _COMMON * len(cells)
        )
        if short and len(term) >= _LEAST_CORE and 0 < held <= _COMMON * len(cells) and not places_in(term):
            return Filter(column, head, (term,), exact=False)
    return None


def _says_nothing(term: str, question: Question, table: Table) -> bool:
    """Whether a term is the table's own subject or what is counted, and so no filter on its rows."""
    heads = fold(" ".join(h.value for h in table.heads))
    return term in fold(table.name) or term in heads or term == question.measured or term.isdigit()


def _named_by(question: Question, value: str, asked: str) -> str:
    """What of a question names a cell: its value, its value without 领域 or 省, or a place that it is; "" for nothing."""
    key = fold(value)
    core = _TAIL.sub("", key)
    for name in (key, core):
        if len(name) >= _LEAST_CORE and not name.isdigit() and name in asked:
            return name
    return next((p for p in question.places if p in asked and names_place(p, value) and len(key) <= len(p) + 3), "")
