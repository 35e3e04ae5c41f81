"""How much of a question a text holds: weights of its words by rarity, and the share of them that is there."""

import math
from collections.abc import Mapping, Sequence

from rag.asking.questions import Question
from rag.finding.evidence import Found
from rag.language.lexicon import credit, fold, rarity
from rag.language.words import is_name

_FROM_HEADINGS, _FROM_AROUND = 0.85, 0.5  # a word found only there counts so much
_MET, _DISTINCT = 0.5, 0.85


def weigh(question: Question, found: Sequence[Found]) -> dict[str, float]:
    """Weight of each term of the question by how few of the passages found have it; a term that none has weighs most."""
    texts = [fold(f.chunk.key) for f in found]
    return {term: _rarity(sum(credit(term, text) for text in texts), len(texts)) for term in question.terms}


def distinctive(found: Sequence[Found], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The terms that tell what a question is about: the rarest of those that some passage has at all.

    A figure that stands in a sentence about something else answers nothing, however many of the common words it shares.
    """
    texts = [fold(f.chunk.key) for f in found]
    present = {term: weight for term, weight in weights.items() if any(credit(term, text) >= _MET for text in texts)}
    least = _DISTINCT * max(present.values(), default=0.0)
    return tuple(
        t for t, w in present.items() if w >= least and is_name(t, rarity(t)) and not any(c.isdigit() for c in t)
    )


def _rarity(having: float, total: int) -> float:
    return max(0.3, math.log((total + 1.0) / (having + 0.5)))


def coverage(weights: Mapping[str, float], text: str, headings: str = "", around: str = "") -> float:
    """Share (0..1, by weight) of the terms that stand in a text, or with a discount in its headings or around it."""
    total = sum(weights.values())
    if total == 0:
        return 0.0
    places = ((1.0, fold(text)), (_FROM_HEADINGS, fold(headings)), (_FROM_AROUND, fold(around)))
    return sum(weight * best_credit(term, places) for term, weight in weights.items()) / total


def best_credit(term: str, places: Sequence[tuple[float, str]]) -> float:
    """The highest credit of a term in folded texts, each counting its worth; `places`: (worth, text), the worthiest first."""
    best = 0.0
    for worth, text in places:
        if best >= worth:
            break
        best = max(best, worth * credit(term, text))
    return best
