"""What is measured of a unit of evidence for a question: the features of the learned ranker.

All are shares in 0..1 or small counts; none looks at a domain's words, so weights learnt on encyclopedia and news texts hold
for policy texts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.evidence import Unit
from rag.figures import dates_in, figures_in
from rag.gap import gap_of
from rag.lexicon import bigrams, credit, fold, rarity
from rag.modality import points_back
from rag.places import PLACES
from rag.questions import Question
from rag.scope import CLAUSE
from rag.words import CLASSES, class_of

_BESIDE = 4  # characters
_WORTH = 0.2
_NAMES_WANTED = {
    "place": re.compile("[省市县区州镇乡村国岛山河湖港路街城]|" + "|".join(PLACES)),
    "organisation": re.compile(r"公司|集团|大学|学院|[部委院所厅局署会校库馆行](?![分门员队])|中心|联盟|组织|机构"),
    "person": re.compile(r"·|[长员席授任士者人家记手理师相王帝][\u4e00-\u9fff]{2,3}|是|由|被"),
}
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
    """The lens of a question; `weights`: of its terms (`rag.scoring.weigh`); `passages`: folded texts of those found."""
    runs = [fold(run) for run in question.content.split()]
    grams = {gram for run in runs for gram in bigrams(run) if len(gram) == 2}
    present = frozenset(t for t in weights if any(credit(t, text) >= MET for text in passages))
    squared = {term: rarity(term) ** 2 for term in weights}
    return Lens(question, weights, squared, frozenset(grams), max(runs, key=len, default=""), present)


NAMES = (
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
    "in order",
    "side by side",
    "best clause",
    "best two clauses",
    "left of the gap",
    "right of the gap",
    "noun asked for",
    "clause of a fitting figure",
    "name asked and there",
    "name asked, none there",
)


def features(lens: Lens, unit: Unit) -> list[float]:
    """The features of a unit, in the order of `NAMES`."""
    text = fold(unit.text)
    context = fold(unit.headings), fold(unit.before + unit.around)
    there = {term: credit(term, text) for term in lens.weights}
    near = {
        term: max(there[term], FROM_HEADINGS * credit(term, context[0]), FROM_AROUND * credit(term, context[1]))
        for term in lens.weights
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
        *_order(lens, text),
        *_clauses(lens, text, _share(lens.rarity, there)),
        *_gap(lens, there, text),
        *_name_asked(lens.question, unit),
    ]


def _share(weights: Mapping[str, float], credits_: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[t] * credits_[t] for t in weights) / total if total else 0.0


def _by_class(lens: Lens, credits_: Mapping[str, float]) -> list[float]:
    """Coverage of the terms of each class; that of all terms where there are none of it."""
    overall = _share(lens.weights, credits_)
    shares = []
    for kind in CLASSES:
        own = {t: w for t, w in lens.weights.items() if class_of(t) == kind}
        shares.append(_share(own, credits_) if own else overall)
    return shares


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


def _order(lens: Lens, text: str) -> tuple[float, float]:
    """Share of neighbouring terms of the question that stand in its order, and of those that stand close together."""
    places = [text.find(term) for term in lens.question.terms]
    both = [(a, b, t) for (a, b), t in zip(pairwise(places), lens.question.terms, strict=False) if a >= 0 and b >= 0]
    if not both:
        return 0.0, 0.0
    beside = sum(0 <= b - a - len(t) <= _BESIDE for a, b, t in both)
    return sum(b > a for a, b, _ in both) / len(both), beside / (len(places) - 1)


def _clauses(lens: Lens, text: str, share: float) -> tuple[float, float, float]:
    """Coverage of the rarer terms by the best clause, by the best two neighbours, and by the best with a figure or date asked for.

    Where hardly any stand in the sentence, their share of it stands for all of these: most units are such.
    """
    question = lens.question
    wants = question.kind in ("number", "date")
    if share < _WORTH:
        return share, share, 0.0
    clauses = [clause for clause in CLAUSE.split(text) if clause]
    held = [{t for t in lens.rarity if t in clause} for clause in clauses]
    total = sum(lens.rarity.values()) or 1.0
    alone = [sum(lens.rarity[t] for t in terms) / total for terms in held]
    twos = [sum(lens.rarity[t] for t in a | b) / total for a, b in pairwise(held)]
    if not wants:
        return max(alone), max(twos, default=max(alone)), 0.0
    around = (twos and [max(one, two) for one, two in zip(alone, [alone[0], *twos], strict=True)]) or alone
    fitting = [n for n, clause in enumerate(clauses) if _fits(question, clause)]
    return max(alone), max(twos, default=max(alone)), max((around[n] for n in fitting), default=0.0)


def _fits(question: Question, clause: str) -> bool:
    if question.kind == "date":
        return bool(dates_in(clause))
    return any((f.counts(question.unit) if question.unit else f.measures) for f in figures_in(clause))


def _gap(lens: Lens, there: Mapping[str, float], text: str) -> tuple[float, float, float]:
    """Whether the words beside the question's asking word, and the noun asked for, stand in the text."""
    gap = gap_of(lens.question)
    left = next((w for w in reversed(gap.left) if len(w) > 1), "")
    right = next((w for w in gap.right if len(w) > 1 and w != gap.head), "")
    return (
        there.get(left, float(bool(left) and left in text)),
        there.get(right, float(bool(right) and right in text)),
        float(bool(gap.head) and gap.head in text),
    )


def _name_asked(question: Question, unit: Unit) -> tuple[float, float]:
    if question.kind != "entity" or question.wanted not in _NAMES_WANTED:
        return 0.0, 0.0
    there = bool(_NAMES_WANTED[question.wanted].search(unit.text))
    return float(there), float(not there)


def _asked_kind(question: Question, unit: Unit) -> tuple[float, ...]:
    number = question.kind == "number"
    counted = number and any((f.counts(question.unit) if question.unit else f.measures) for f in figures_in(unit.text))
    date = question.kind == "date"
    dated = date and bool(dates_in(unit.text))
    colon = "：" in unit.text[:30]
    return float(counted), float(number and not counted), float(dated), float(date and not dated), float(colon)
