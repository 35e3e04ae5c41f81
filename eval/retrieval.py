"""Retrieval metrics over ranked passages: EvR@k, Success@k, RR@10, nDCG@10 (the last three as in ir_measures)."""

import math
from collections.abc import Collection, Mapping, Sequence

from eval.locating import solid
from eval.models import Case, Evidence, Found

CUTOFFS = (1, 3, 5, 10)
_WHOLE = 0.9  # share of a quote's characters that must lie in the passages: a lost bracket is no lost evidence
_HALF = 0.5


class Gold:
    """The gold of a case as sets of raw offsets, by group; alternatives side by side."""

    def __init__(self, case: Case, raw: Mapping[str, str]) -> None:
        self.groups: dict[int, list[tuple[str, frozenset[int]]]] = {}
        for evidence in case.evidence:
            self.groups.setdefault(evidence.group, []).append(_place(evidence, raw))

    def places(self) -> list[tuple[str, frozenset[int]]]:
        """All alternatives of all groups."""
        return [place for group in self.groups.values() for place in group]


def _place(evidence: Evidence, raw: Mapping[str, str]) -> tuple[str, frozenset[int]]:
    return evidence.doc, solid(raw[evidence.doc], evidence.spans)


def offsets(found: Found) -> frozenset[int]:
    """The raw offsets of a passage."""
    return frozenset(i for a, b in found.spans for i in range(a, b))


def retrieval_scores(
    gold: Gold, ranked: Sequence[Found], relevant: Collection[Found], sets: Mapping[Found, frozenset[int]]
) -> dict[str, float]:
    """The metrics of one ranking. `relevant`: all passages of the collection that are; `sets`: offsets of each passage.

    A passage ranked again gains nothing. One that is relevant though the collection lacks it counts among those there were to be
    found: else a system could score above 1 by ranking what it does not list.
    """
    hits = [found not in ranked[:n] and is_relevant(gold, found, sets[found]) for n, found in enumerate(ranked)]
    strange = sum(hit and found not in relevant for hit, found in zip(hits, ranked, strict=True))
    scores = {f"EvR@{k}": evidence_recall(gold, ranked[:k], sets) for k in CUTOFFS}
    scores |= {f"Success@{k}": float(any(hits[:k])) for k in CUTOFFS}
    return {**scores, "RR@10": reciprocal_rank(hits[:10]), "nDCG@10": ndcg(hits[:10], len(relevant) + strange)}


def evidence_recall(gold: Gold, ranked: Sequence[Found], sets: Mapping[Found, frozenset[int]]) -> float:
    """Share of evidence groups of which one quote lies in the passages together."""
    held: dict[str, set[int]] = {}
    for found in ranked:
        held.setdefault(found.document, set()).update(sets[found])
    met = sum(
        any(len(quote & held.get(doc, set())) >= _WHOLE * len(quote) for doc, quote in group)
        for group in gold.groups.values()
    )
    return met / len(gold.groups)


def is_relevant(gold: Gold, found: Found, held: frozenset[int]) -> bool:
    """Whether a passage holds at least half of a gold quote."""
    return any(doc == found.document and len(quote & held) >= _HALF * len(quote) for doc, quote in gold.places())


def reciprocal_rank(hits: Sequence[bool]) -> float:
    """1 / rank of the first relevant passage, 0 where there is none (Voorhees 1999)."""
    return next((1 / rank for rank, hit in enumerate(hits, 1) if hit), 0.0)


def ndcg(hits: Sequence[bool], relevant: int) -> float:
    """Normalised discounted cumulative gain with binary gains and log2(rank + 1) (Järvelin and Kekäläinen 2002)."""
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(relevant, 10) + 1))
    return sum(1 / math.log2(rank + 1) for rank, hit in enumerate(hits, 1) if hit) / ideal if ideal else 0.0
