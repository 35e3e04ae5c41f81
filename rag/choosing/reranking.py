"""Passages found -> the same passages in the order of what their sentences say to the question.

A linear model over what search said of a passage and what its units say, trained by `rag.training passages` on public questions
over news, laws and headlines; its weights lie beside this file. On dev, R@1/5/10 as searched and in this order: newsqa
.308/.626/.678 .322/.619/.692, headlines .719/.912/.951 .726/.923/.951, drcd .949/.976/.986 .942/.983/.993, lay legal questions
.361/.600/.652 .368/.581/.639: it does not pay on lay wording. 50 questions of each set teach as much as 400.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from rag.asking.questions import Question
from rag.choosing.ranker import shipped
from rag.choosing.scoring import weigh
from rag.finding.evidence import Found, Unit
from rag.finding.features import features, lens_of
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, rarity

WEIGHTS = Path(__file__).with_name("reranking.json")
SIGNS = ("retrieved", "best", "said")


def signs(question: Question, evidence: Evidence) -> list[list[float]]:
    """What is known of each passage found, in the order of `SIGNS`.

    Search's score as a share of the best one's; the ranker's score of its best unit, less the best of all; the share of the
    question's words, by rarity, that one unit and the next hold together, times the highest such share: where no passage holds the
    words, which of them it holds tells little.
    """
    lens = lens_of(question, weigh(question, evidence.found))
    units: dict[tuple[str, int], list[Unit]] = defaultdict(list)
    for unit in evidence.units:
        units[_key(unit.found)].append(unit)
    scores = {key: [shipped().measure(features(lens, unit)).score for unit in own] for key, own in units.items()}
    every = [score for own in scores.values() for score in own]
    top, least = max(every, default=0.0), min(every, default=0.0)
    worth = {term: rarity(term) for term in question.terms}
    said = [_said(worth, units.get(_key(one), [])) for one in evidence.found]
    most = max(said, default=0.0)
    return [
        [one.placed, max(scores.get(_key(one), [least])) - top, share * most]
        for one, share in zip(evidence.found, said, strict=True)
    ]


def _said(worth: Mapping[str, float], units: Sequence[Unit]) -> float:
    """The share (0..1) of the terms' worth that the best two neighbouring units hold together."""
    total = sum(worth.values())
    if not units or total == 0:
        return 0.0
    texts = [fold(unit.text) for unit in units]
    held = [[weight * credit(term, text) for term, weight in worth.items()] for text in texts]
    both = [list(map(max, a, b)) for a, b in pairwise(held)] or held
    return max(map(sum, both)) / total


def rerank(question: Question, evidence: Evidence) -> tuple[Found, ...]:
    """The passages found, best first; equal ones keep their order."""
    weights = _weights()
    scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in signs(question, evidence)]
    order = sorted(range(len(scores)), key=lambda i: (-round(scores[i], 9), i))
    return tuple(evidence.found[i] for i in order)


def _key(found: Found) -> tuple[str, int]:
    return (found.chunk.document, found.chunk.number)


@cache
def _weights() -> tuple[float, ...]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return tuple(float(stored[name]) for name in SIGNS)
