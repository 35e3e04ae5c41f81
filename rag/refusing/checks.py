"""What is checked of the best evidence before it is shown: the inputs of the model that says whether it answers (`rag.refusing.refusal`).

All are shares in 0..1, small counts or flags, and look at no domain's words. Where `rag.finding.features` ranks the units of a question, these
ask what of the question is lost: its rarest name, its nouns, what is asked of the subject. Left out, because the error on questions not
learnt from was no less with them: the coverage of the best clause, the figure's indicator and subject, the picker's likelihood.
"""

import math
import re
from collections.abc import Mapping

from rag.asking.gap import gap_of
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.finding.features import Lens
from rag.language.lexicon import credit, fold, share_of_bigrams
from rag.language.places import names_place
from rag.language.words import WordClass, class_of
from rag.time.modality import points_back

NAMES = (
    "support",
    "carried",
    "in text",
    "lost name in text",
    "lost name near",
    "lost noun in text",
    "lost noun near",
    "lost verb in text",
    "lost here, found elsewhere",
    "lost everywhere",
    "bigrams near",
    "with the sentence before",
    "with the passage",
    "points back",
    "noun asked",
    "noun asked, in text",
    "number asked",
    "date asked",
    "entity asked",
    "year lost",
    "place lost",
    "number lost",
    "terms",
)
_THERE = 0.5
_MOST = 6.0  # log-odds beyond which all is alike
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def checks(lens: Lens, unit: Unit, support: float, carried: float) -> list[float]:
    """The checks of a unit in the order of `NAMES`; `support`, `carried` as `rag.choosing.scoring.Rated` has them."""
    question, text = lens.question, fold(unit.text)
    near = text + fold(unit.headings)
    before, around = fold(unit.before), fold(unit.around)
    here = {term: credit(term, text) for term in lens.rarity}
    beside = {term: max(got, credit(term, near)) for term, got in here.items()}
    nouns = _asked_nouns(question)
    return [
        _log_odds(support),
        carried,
        _share(lens.rarity, here),
        _rarest(lens, here, ("name",)),
        _rarest(lens, beside, ("name",)),
        _rarest(lens, here, ("noun",)),
        _rarest(lens, beside, ("noun",)),
        _rarest(lens, here, ("verb",)),
        max((w for t, w in lens.rarity.items() if beside[t] < _THERE and t in lens.present), default=0.0),
        max((w for t, w in lens.rarity.items() if beside[t] < _THERE and t not in lens.present), default=0.0),
        share_of_bigrams(fold(question.content), near),
        _share(lens.rarity, {t: credit(t, near + before) for t in here}),
        _share(lens.rarity, {t: credit(t, near + before + around) for t in here}),
        float(points_back(unit.text)),
        float(bool(nouns)),
        max((credit(noun, text) for noun in nouns), default=1.0),
        *(float(question.kind == kind) for kind in ("number", "date", "entity")),
        *_bound(question, unit, near),
        min(1.0, len(lens.rarity) / 10),
    ]


def _log_odds(likely: float) -> float:
    likely = min(max(likely, 1e-4), 1 - 1e-4)
    return max(-_MOST, min(_MOST, math.log(likely / (1 - likely))))


def _share(weights: Mapping[str, float], credits_: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight * credits_[term] for term, weight in weights.items()) / total if total else 0.0


def _rarest(lens: Lens, credits_: Mapping[str, float], kinds: tuple[WordClass, ...]) -> float:
    return max((w for t, w in lens.rarity.items() if credits_[t] < _THERE and class_of(t) in kinds), default=0.0)


def _asked_nouns(question: Question) -> tuple[str, ...]:
    """The nouns that are asked of the subject: what is measured, the attribute, the noun of the asking word."""
    nouns = (question.measured, question.attribute, gap_of(question).head)
    return tuple(noun for noun in dict.fromkeys(nouns) if len(noun) > 1)


def _bound(question: Question, unit: Unit, near: str) -> tuple[float, float, float]:
    """Whether a year, a place, another number of the question stands nowhere near."""
    dated = near + (unit.document.article_at(unit.clean[0].start).date.value or "")
    numbers = [n for n in _NUMBER.findall(fold(question.asked)) if n not in question.years]
    return (
        float(any(year not in dated for year in question.years)),
        float(any(not names_place(place, near) for place in question.places)),
        float(any(number not in near for number in numbers)),
    )
