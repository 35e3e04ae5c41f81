"""What is measured of a unit of evidence for a question: the features of the learned ranker.

All are shares in 0..1 or small counts; none looks at a domain's words, so weights learnt on encyclopedia and news texts hold
for policy texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.asking.questions import Question
from rag.finding.answer_signs import NAMES as SIGNS
from rag.finding.answer_signs import answer_signs
from rag.finding.coverage import best_credit
from rag.finding.evidence import Unit
from rag.language.lexicon import bigrams, credit, fold, rarity
from rag.language.words import CLASSES, class_of
from rag.numbers.figures import dates_in, figures_in
from rag.time.modality import points_back

FROM_HEADINGS, FROM_AROUND = 0.85, 0.5  # a word found only there counts so much
MET = 0.5


@dataclass(frozen=True)
class Lens:
    """A question as units are measured by it: its terms with local weight and general rarity, its bigrams, its longest phrase.

    `present`: the terms that some passage found has.
    """

    question: Question
    weights: Mapping[str, float]
    rarity: Mapping[str, float]
    grams: frozenset[str]
    phrase: str
    present: frozenset[str] = frozenset()


def lens_of(question: Question, weights: Mapping[str, float], passages: Sequence[str] = ()) -> Lens:
    """The lens of a question; `weights`: of its terms (`rag.finding.coverage.weigh`); `passages`: folded texts of those found."""
    runs = [fold(run) for run in question.content.split()]
    grams = {gram for run in runs for gram in bigrams(run) if len(gram) == 2}
    present = frozenset(t for t in weights if any(credit(t, text) >= MET for text in passages))
    squared = {term: rarity(term) ** 2 for term in weights}
    return Lens(question, weights, squared, frozenset(grams), max(runs, key=len, default=""), present)


MATCHES = (
    *(f"{kind} in text" for kind in CLASSES),
    *(f"{kind} near" for kind in CLASSES),
    "all in text",
    "all near",
    "rare in text",
    "rare near",
    "bigrams in text",
    "bigrams near",
    "pairs",
    "phrase",
    "longest run",
    "lost name",
    "lost noun",
    "lost anything",
    "terms",
    "score",
    "first",
    "meaning",
    "row",
    "truncated",
    "points back",
    "short",
    "long",
    "number asked and there",
    "number asked, none there",
    "date asked and there",
    "date asked, none there",
    "colon",
)
NAMES = (*MATCHES, *SIGNS)


def features(lens: Lens, unit: Unit) -> list[float]:
    """The features of a unit, in the order of `NAMES`."""
    text = fold(unit.text)
    context = fold(unit.headings), fold(unit.before + unit.around)
    there = {term: credit(term, text) for term in lens.weights}
    beside = (FROM_HEADINGS, context[0]), (FROM_AROUND, context[1])
    near = {
        term: here if here >= FROM_HEADINGS else max(here, best_credit(term, beside)) for term, here in there.items()
    }
    return [
        *_by_class(lens, there),
        *_by_class(lens, near),
        _share(lens.weights, there),
        _share(lens.weights, near),
        _share(lens.rarity, there),
        _share(lens.rarity, near),
        *_grams(lens, text, context),
        *_phrases(lens, text),
        *_lost(lens, near),
        min(1.0, len(lens.weights) / 10),
        *_retrieved(unit),
        *_shape(unit),
        *_asked_kind(lens.question, unit),
        *answer_signs(lens.question, unit),
    ]


def _share(weights: Mapping[str, float], credits_: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[t] * credits_[t] for t in weights) / total if total else 0.0


def _by_class(lens: Lens, credits_: Mapping[str, float]) -> list[float]:
    """Coverage of the terms of each class; that of all terms where there are none of it."""
    overall = _share(lens.weights, credits_)
    of_classes = _of_classes(tuple(lens.weights))
    return [_share({t: lens.weights[t] for t in own}, credits_) if own else overall for own in of_classes]


@lru_cache(maxsize=64)
def _of_classes(terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The terms of each class: the same for all units of a question."""
    return tuple(tuple(t for t in terms if class_of(t) == kind) for kind in CLASSES)


def _grams(lens: Lens, text: str, context: Sequence[str]) -> tuple[float, float]:
    if not lens.grams:
        return 0.0, 0.0
    here = sum(gram in text for gram in lens.grams)
    near = sum(gram in text or any(gram in part for part in context) for gram in lens.grams)
    return here / len(lens.grams), near / len(lens.grams)


def _phrases(lens: Lens, text: str) -> tuple[float, float, float]:
    pairs = lens.question.pairs
    paired = sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
    return paired, float(len(lens.phrase) >= 4 and lens.phrase in text), _longest_run(lens.phrase, text)


def _longest_run(phrase: str, text: str) -> float:
    """The longest part of the phrase that stands in the text, as a share of it."""
    best, start = 0, 0
    for end in range(1, len(phrase) + 1):
        while phrase[start:end] not in text:
            start += 1
        best = max(best, end - start)
    return best / len(phrase) if phrase else 0.0


def _lost(lens: Lens, near: Mapping[str, float]) -> tuple[float, float, float]:
    """Rarity of the rarest name, noun, term that stands nowhere near."""

    def rarest(kinds: tuple[str, ...]) -> float:
        lost = [w for t, w in lens.rarity.items() if near[t] < MET * FROM_AROUND and class_of(t) in kinds]
        return max(lost, default=0.0)

    return rarest(("name",)), rarest(("noun",)), rarest(CLASSES)


def _retrieved(unit: Unit) -> tuple[float, float, float]:
    return unit.found.score, 1.0 / (1 + unit.found.rank), max(0.0, unit.found.meaning)


def _shape(unit: Unit) -> tuple[float, ...]:
    length = len(unit.text)
    return (
        float(unit.found.chunk.table_row is not None),
        float(unit.truncated),
        float(points_back(unit.text)),
        max(0.0, 1.0 - length / 20),
        min(3.0, max(0.0, (length - 60) / 80)),
    )


def _asked_kind(question: Question, unit: Unit) -> tuple[float, ...]:
    number = question.kind == "number"
    counted = number and any((f.counts(question.unit) if question.unit else f.measures) for f in figures_in(unit.text))
    date = question.kind == "date"
    dated = date and bool(dates_in(unit.text))
    colon = "：" in unit.text[:30]
    return float(counted), float(number and not counted), float(dated), float(date and not dated), float(colon)
