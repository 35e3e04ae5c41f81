"""Short answers about documents as such, told again from their citations: how many there are, which is the first or the last."""

import re
from collections.abc import Sequence

from rag.numbers.day_order import UNDATED, date_order
from rag.proof.leads import document_of
from rag.proof.originals import Originals
from rag.proof.saved import Receipt, SavedAnswer

_DATE = re.compile(r"\d{4}\s*(?:年|[-/.])[\d\s年月日./-]*")


def is_number_of_documents(answer: SavedAnswer, quotes: Sequence[Receipt], _originals: Originals) -> bool:
    """Whether as many documents are cited as the short answer says (3份)."""
    return answer.short_answer == f"{len({q.document for q in quotes})}份"


def is_earliest(answer: SavedAnswer, quotes: Sequence[Receipt], _originals: Originals) -> bool:
    """Whether the short answer names the documents whose cited dates are the first."""
    return _at_the_end(answer, quotes, first=True)


def is_latest(answer: SavedAnswer, quotes: Sequence[Receipt], _originals: Originals) -> bool:
    """Whether the short answer names the documents whose cited dates are the last."""
    return _at_the_end(answer, quotes, first=False)


def _at_the_end(answer: SavedAnswer, quotes: Sequence[Receipt], *, first: bool) -> bool:
    dated = {document_of(q): date_order(q.quote) for q in quotes if _DATE.fullmatch(q.quote.strip())}
    orders = [order for order in dated.values() if order != UNDATED]
    if not orders:
        return False
    wanted = min(orders) if first else max(orders)
    return set((answer.short_answer or "").split("、")) == {name for name, order in dated.items() if order == wanted}
