"""Counts and computed figures of a saved answer, run again: over the tables of the documents, and over the quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.models import Document
from rag.numbers.derivations import Computed, compute
from rag.proof.originals import Original, Originals
from rag.proof.saved import Receipt, SavedAnswer, SavedClaim
from rag.tables.columns import view_of
from rag.tables.plans import Plan, Result, run
from rag.tables.telling import Told, tell, words
from rag.tables.wholeness import judge

_SHOWN = 30


@dataclass(frozen=True)
class Recount:
    """What a plan gives when it is run again: its rows, how they are told, the plan in words, and how whole the table is for it."""

    result: Result
    told: Told
    words: str
    state: str


def recount(plan: Plan, originals: Originals) -> Recount | str:
    """Run a plan again over the document of a folder; where that cannot be done, why (Chinese)."""
    original = originals.get(plan.document)
    if original is None:
        return f"文件夹中没有所计数的文档“{plan.document}”"
    document: Document = original.document
    if not 0 <= plan.table < len(document.tables) or document.tables[plan.table].name != plan.name:
        return f"文档“{plan.document}”中没有《{plan.name}》这张表"
    try:
        result, view = run(plan, document), view_of(document, plan.table)
        return Recount(result, tell(plan, result, view), words(plan, result, view), judge(plan, document).state)
    except (LookupError, ValueError):  # a plan that was altered may name columns that are not there
        return f"所附的计数步骤不合《{plan.name}》这张表"


def is_counted(claim: SavedClaim, quotes: Sequence[Receipt], originals: Originals) -> str:
    """Why a count is not what its plan gives when it is run again over the document's table, "" if it is."""
    plan = claim.counted
    if plan is None:
        return "没有附上计数的步骤（plan），无法重新计数"
    again = recount(plan, originals)
    if isinstance(again, str):
        return again
    rows = sorted(q.table.row for q in quotes if q.table is not None)
    strange = any(q.document != plan.document for q in quotes) or (again.result.rows and len(rows) != len(quotes))
    if rows != sorted(again.result.rows) or strange:
        return f"重新计数得 {len(again.result.rows)} 行，与所引的 {len(quotes)} 行不一致"
    return "" if again.told.text == claim.text else f"重新计数的结果是“{again.told.text[:_SHOWN]}”"


def is_computed(claim: SavedClaim, quotes: Sequence[Receipt], _originals: Originals) -> str:
    """Why a computed figure is not what its rule gives over its quotes, "" if it is."""
    again = recompute(claim, quotes)
    if isinstance(again, str):
        return again
    return "" if again.text == claim.text else f"重新计算的结果是“{again.text[:_SHOWN]}”"


def recompute(claim: SavedClaim, quotes: Sequence[Receipt]) -> Computed | str:
    """Compute a figure again; where that cannot be done, why (Chinese)."""
    if claim.derived is None:
        return "没有附上计算的步骤（derived），无法重新计算"
    try:
        return compute(claim.derived, tuple(quote.quote for quote in quotes))
    except ValueError as fault:
        return f"无法重新计算：{fault}"


def is_told(answer: SavedAnswer, quotes: Sequence[Receipt], originals: Originals) -> bool:
    """Whether the short answer is what the counts and computed figures of the answer come to; several stand in their order."""
    cited = {quote.n: quote for quote in quotes}
    shorts = []
    for claim in answer.claims:
        if claim.counted is not None:
            again = recount(claim.counted, originals)
            shorts.append("" if isinstance(again, str) else again.told.short)
        elif claim.derived is not None:
            computed = recompute(claim, [cited[n] for n in claim.citations if n in cited])
            shorts.append("" if isinstance(computed, str) else computed.short)
    return answer.short_answer in (*shorts, "；".join(shorts))


def in_words(answer: SavedAnswer, originals: Originals) -> str | None:
    """The plan of the first count in words, as it is told now; None where it cannot be run again or there is none."""
    plan = next((claim.counted for claim in answer.claims if claim.counted is not None), None)
    again = recount(plan, originals) if plan else ""
    return None if isinstance(again, str) else again.words


def wholeness(answer: SavedAnswer, originals: Originals) -> str:
    """A fault where a table of an unchanged document is called whole, or not, and is not; "" otherwise."""
    plan = next((claim.counted for claim in answer.claims if claim.counted is not None), None)
    original = originals.get(plan.document) if plan else None
    if answer.completeness is None or plan is None or original is None or not _unchanged(answer, plan, original):
        return ""
    again = recount(plan, originals)
    differs = not isinstance(again, str) and again.state != answer.completeness.state
    return "表是否完整的说法与原文不符" if differs else ""


def _unchanged(answer: SavedAnswer, plan: Plan, original: Original) -> bool:
    return any(q.document == plan.document and q.sha256 == original.sha256 for q in answer.citations)
