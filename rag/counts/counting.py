"""Questions over tables: for every table the plan that a question may mean, with the share of the question that it carries."""

from collections.abc import Mapping

from index.models import Document
from rag.asking.questions import Question
from rag.counts.asked import operations
from rag.counts.planning import Planned, TablePlans
from rag.finding.features import Lens
from rag.language.lexicon import bigrams, fold
from rag.tables.columns import view_of

_ROW_NAMED = 0.6  # share of a row's name that a question must hold to name it


def counts(question: Question) -> bool:
    """Whether a question may be answered by an operation over rows."""
    return bool(operations(question))


def asks_one_number(question: Question) -> bool:
    """Whether a question may be answered by the number of one cell: not 哪个…最多, 排第几, 占比, 各有多少."""
    return all(one.operation in ("count", "sum", "value", "mean") for one in operations(question))


def names_row(question: Question, document: Document, place: tuple[int, int]) -> bool:
    """Whether a question names a row of a table by its name: then its cells are asked for, not a count."""
    view = view_of(document, place[0])
    if view.matrix:
        return False  # a plan finds the cell by row and column
    grams = [bigrams(view.columns[view.name].keys[n]) for n, row in enumerate(view.rows) if row == place[1]]
    asked = fold(question.asked)
    return any(sum(g in asked for g in named) >= _ROW_NAMED * len(named) for named in grams if named)


def plans(lens: Lens, documents: Mapping[str, Document]) -> list[Planned]:
    """Plans for a question over the tables of documents, the one that carries most of the question first."""
    asked = operations(lens.question)
    if not asked:
        return []
    found = [
        p
        for document in documents.values()
        for n in range(len(document.tables))
        for p in TablePlans(lens, document, n, asked).plans(asked)
    ]
    return sorted(found, key=lambda p: (-round(p.coverage + 0.1 * p.named, 6), p.plan.document, p.plan.table))
