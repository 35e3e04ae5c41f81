"""Whether two things are of one kind (甲和乙是不是同一个片区的), told by the cells of their rows in a table."""

import re
from collections.abc import Iterator, Sequence

from rag.asking.questions import Question
from rag.counts.head_names import head_share
from rag.drafts.statements import notes_on
from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.models import Draft, Statement
from rag.proof.quoting import cite, inferred_in

_SAME = re.compile(
    r"^(?:请问)?(?P<a>[^，。？]+?)(?:和|与|跟|同|、)(?P<b>[^，。？]+?)(?:两[家个者]|二者|都)?(?:是不是|是否|是|算不算|算|都)*(?:在|属于?|属|位于|来自|出自)?(?:同一|同属|同在|一样|相同)(?:一)?(?:个|家|种|类|座|条|块|批|级)?(?:的)?(?P<kind>[^，。？吗呢的]*)的?(?:吗|呢)?[？?。]*$"
)
_LEAST = 2


def alike(question: Question, units: Sequence[Unit]) -> Draft | None:
    """The draft that says whether two named rows have one value in the column asked, with both rows; None where that cannot be told."""
    match = _SAME.match(question.asked) if question.kind == "yes_no" else None
    if match is None:
        return None
    kind, second = re.sub(r"[上里内中下]$", "", fold(match["kind"])), fold(match["b"])
    if not kind:  # 甲路和乙路状态一样吗
        names = [fold(c) for u in units if u.found.chunk.table_row is not None for c in _cells(u) if len(c) > _LEAST]
        named = max((n for n in names if second.startswith(n)), key=len, default=second)
        second, kind = named, second[len(named) :].strip("的")
    for one in _rows(match["a"], units):
        for other in _rows(second, units):
            if one.key == other.key or _table(one) != _table(other):
                continue
            column = _column(one, other, kind)
            if column is None:
                continue
            values = [fold(_cells(unit)[column]) for unit in (one, other)]
            quoted = [(cite(unit), inferred_in(unit, unit.clean)) for unit in (one, other)]
            statements = tuple(Statement(q.quote, (q,), "comparison", "achieved", told) for q, told in quoted)
            head = one.document.tables[_table(one)[1]].heads[column].value
            notes = (f"据两行“{head}”一栏判断", *notes_on(statements))
            return Draft(statements, "是" if values[0] == values[1] else "否", "same_cell", notes=notes)
    return None


def _rows(name: str, units: Sequence[Unit]) -> Iterator[Unit]:
    """Rows one of whose cells is a name, or is named by it without its kind."""
    key = fold(name).strip("的")
    for unit in units:
        if unit.found.chunk.table_row is not None and any(fold(c) == key for c in _cells(unit) if len(c) >= _LEAST):
            yield unit


def _cells(unit: Unit) -> list[str]:
    place = unit.found.chunk.table_row
    return [c.value for c in unit.document.tables[place[0]].rows[place[1]].cells] if place else []


def _table(unit: Unit) -> tuple[str, int]:
    place = unit.found.chunk.table_row
    return unit.document.id, place[0] if place else -1


def _column(one: Unit, other: Unit, kind: str) -> int | None:
    """The column that the kind asked for names, by its head, or by what its values end in; None where none does."""
    table = one.document.tables[_table(one)[1]]
    values = list(zip(_cells(one), _cells(other), strict=False))
    best = (0.0, -1)
    for n, (a, b) in enumerate(values):
        head = table.heads[n].value if n < len(table.heads) else ""
        if not a or not b or not head:
            continue
        ends = len(kind) >= _LEAST and fold(a).endswith(kind[-_LEAST:]) and fold(b).endswith(kind[-_LEAST:])
        short = len(kind) == 1 and (kind in head or (fold(a).endswith(kind) and fold(b).endswith(kind)))
        share = max(head_share(head, kind) if kind else 0.0, 0.9 * ends, 0.8 * short)
        best = max(best, (share, n))
    return best[1] if best[0] >= _NAMED else None


_NAMED = 0.6
