"""Passages found -> the same passages in the order of what their sentences say to the question.

A linear model over what search said of a passage and what the ranker says of its units, trained by `rag.training passages` on
public questions over news, laws and headlines; its weights lie beside this file.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from rag.asking.questions import Question
from rag.choosing.ranker import shipped
from rag.choosing.scoring import weigh
from rag.finding.evidence import Found
from rag.finding.features import features, lens_of
from rag.finding.retrieval import Evidence

WEIGHTS = Path(__file__).with_name("reranking.json")
# Not the cosine by itself: the shipped vectors were trained on the same questions, so it looks better in training than it is.
SIGNS = ("retrieved", "best", "second", "mean", "supported")


def signs(question: Question, evidence: Evidence) -> list[list[float]]:
    """What is known of each passage found, in the order of `SIGNS`.

    The fused score as a share of the best one's; of the ranker's scores of its units, less the best of all: the best,
    the second, the mean; the likelihood that the best one answers.
    """
    lens = lens_of(question, weigh(question, evidence.found))
    measured: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for unit in evidence.units:
        found = shipped().measure(features(lens, unit))
        measured.setdefault(_key(unit.found), []).append((found.score, found.support))
    top = max((score for scores in measured.values() for score, _ in scores), default=0.0)
    least = min((score for scores in measured.values() for score, _ in scores), default=0.0)
    return [_signs(one, measured.get(_key(one), []), top, least) for one in evidence.found]


def rerank(question: Question, evidence: Evidence) -> tuple[Found, ...]:
    """The passages found, best first; equal ones keep their order."""
    weights = _weights()
    scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in signs(question, evidence)]
    order = sorted(range(len(scores)), key=lambda i: (-round(scores[i], 9), i))
    return tuple(evidence.found[i] for i in order)


def _signs(found: Found, measured: Sequence[tuple[float, float]], top: float, least: float) -> list[float]:
    scores = sorted((score - top for score, _ in measured), reverse=True) or [least - top]
    supported = max((support for _, support in measured), default=0.0)
    second = scores[1] if len(scores) > 1 else least - top
    return [found.score, scores[0], second, sum(scores) / len(scores), supported]


def _key(found: Found) -> tuple[str, int]:
    return (found.chunk.document, found.chunk.number)


@cache
def _weights() -> tuple[float, ...]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return tuple(float(stored[name]) for name in SIGNS)
