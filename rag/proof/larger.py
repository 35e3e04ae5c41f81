"""Short answers that name the larger of two (甲市多3个), told again from the count or the two figures."""

from collections.abc import Sequence

from rag.proof.originals import Originals
from rag.proof.recounting import Recount, recompute, recount
from rag.proof.saved import Receipt, SavedAnswer


def is_larger_by(answer: SavedAnswer, quotes: Sequence[Receipt], originals: Originals) -> bool:
    """Whether the first claim's difference runs that way: its larger group, or a name in the quote of its larger figure."""
    short = answer.short_answer or ""
    claim = next((c for c in answer.claims if c.counted is not None or c.derived is not None), None)
    if claim is None:
        return False
    if claim.counted is not None:
        again = recount(claim.counted, originals)
        if not isinstance(again, Recount) or not again.result.groups:
            return False
        larger = max(again.result.groups, key=lambda g: g.value).key
        return short == f"{larger}多{again.told.short}"
    cited = {quote.n: quote for quote in quotes}
    own = [cited[n] for n in claim.citations if n in cited]
    computed = recompute(claim, own)
    if isinstance(computed, str) or claim.derived is None or not short.endswith(f"多{computed.short}"):
        return False
    behind = computed.text.rpartition("= ")[2].startswith("负")
    operand = claim.derived.second if behind else claim.derived.first
    name = short.removesuffix(f"多{computed.short}")
    return bool(name) and operand.quote < len(own) and name in own[operand.quote].quote
