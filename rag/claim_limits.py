"""Whether a claim keeps the conditions and exceptions that limit what it tells."""

import re
from collections.abc import Iterator

from rag.claim_text import Case, Clause

_EXCEPT = re.compile(r"^(?:但|不过|然而|却|只是)(?!愿)|除.{0,30}(?:外|外的)|除外|不含|不包括|未纳入|不适用|例外|另有规定|仅限")
_IF = re.compile(r"^(?:若|如(?!今|何|此|下)|如果|一旦|只要|只有|凡)|的$|前提下|条件下|情况下|^对.{2,}的")
_COVERED, _LOST = 0.5, 0.34


def lost_limits(case: Case) -> str:
    """Why the claim leaves out a condition or exception of what it tells, "" if it does not."""
    return next(_lost(case), "")


def _lost(case: Case) -> Iterator[str]:
    told = frozenset(pair for clause in case.told for pair in clause.pairs)
    for n, clause in enumerate(case.given):
        beside = [c for c in case.given if c.sentence == clause.sentence and c != clause]
        if _EXCEPT.search(clause.text) and not _limits(case) and _kept(clause, told) < _LOST and any(_kept(c, told) >= _COVERED for c in beside):
            yield f"原文的例外“{clause.text[:20]}”在所写的话中没有了"
        following = case.given[n + 1] if n + 1 < len(case.given) and case.given[n + 1].sentence == clause.sentence else None
        if following and _IF.search(clause.text) and _kept(clause, told) < _LOST and _kept(following, told) >= _COVERED:
            yield f"原文的条件“{clause.text[:20]}”在所写的话中没有了"


def _limits(case: Case) -> bool:
    """Whether the claim has an exception of its own."""
    return any(_EXCEPT.search(c.text) for c in case.told)


def _kept(clause: Clause, told: frozenset[str]) -> float:
    return len(clause.pairs & told) / len(clause.pairs) if clause.pairs else 1.0
