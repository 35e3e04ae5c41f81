"""What is checked of the best evidence before it is shown: the inputs of the model that says whether it answers (`rag.refusal`).

All are shares in 0..1, small counts or flags, and look at no domain's words. Where `rag.features` ranks the units of a question, these
ask what of the question is lost: its rarest name, its nouns, what is asked of the subject, the words of the very clause.
"""

import math
import re
from collections.abc import Mapping, Sequence

from rag.evidence import Unit
from rag.features import Lens
from rag.figures import dates_in, figures_in, years_in
from rag.gap import gap_of
from rag.indicators import stated_in
from rag.lexicon import bigrams, credit, fold, share_of_bigrams
from rag.modality import points_back
from rag.places import names_place
from rag.questions import Question
from rag.scope import CLAUSE
from rag.spans import shipped
from rag.words import WordClass, class_of

NAMES = (
    "support",
    "carried",
    "in text",
    "in clause",
    "lost in clause",
    "lost name in text",
    "lost name near",
    "lost noun in text",
    "lost noun near",
    "lost verb in text",
    "lost here, found elsewhere",
    "lost everywhere",
    "longest run lost",
    "bigrams near",
    "with the sentence before",
    "with the passage",
    "points back",
    "noun asked",
    "noun asked, in text",
    "noun asked, in clause",
    "number asked",
    "date asked",
    "entity asked",
    "kind of answer there",
    "indicator asked",
    "subject asked",
    "year lost",
    "place lost",
    "number lost",
    "short answer",
    "no short answer",
    "terms",
)
_THERE = 0.5
_MOST = 6.0  # log-odds beyond which all is alike
_LONG_RUN = 8.0  # characters
_ONE_ANSWER = frozenset({"number", "date", "entity"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def checks(lens: Lens, unit: Unit, support: float, carried: float) -> list[float]:
    """The checks of a unit in the order of `NAMES`; `support`, `carried` as `rag.scoring.Rated` has them."""
    question, text = lens.question, fold(unit.text)
    near = text + fold(unit.headings)
    before, around = fold(unit.before), fold(unit.around)
    here = {term: credit(term, text) for term in lens.rarity}
    beside = {term: max(got, credit(term, near)) for term, got in here.items()}
    clause = _best_clause(lens, unit.text)
    said = {term: credit(term, clause) for term in lens.rarity}
    nouns = _asked_nouns(question)
    return [
        _log_odds(support),
        carried,
        _share(lens.rarity, here),
        _share(lens.rarity, said),
        _rarest(lens, said, ("name", "noun")),
        _rarest(lens, here, ("name",)),
        _rarest(lens, beside, ("name",)),
        _rarest(lens, here, ("noun",)),
        _rarest(lens, beside, ("noun",)),
        _rarest(lens, here, ("verb",)),
        max((w for t, w in lens.rarity.items() if beside[t] < _THERE and t in lens.present), default=0.0),
        max((w for t, w in lens.rarity.items() if beside[t] < _THERE and t not in lens.present), default=0.0),
        _longest_lost(question, near) / _LONG_RUN,
        share_of_bigrams(fold(question.content), near),
        _share(lens.rarity, {t: credit(t, near + before) for t in here}),
        _share(lens.rarity, {t: credit(t, near + before + around) for t in here}),
        float(points_back(unit.text)),
        float(bool(nouns)),
        max((credit(noun, text) for noun in nouns), default=1.0),
        max((credit(noun, clause) for noun in nouns), default=1.0),
        *(float(question.kind == kind) for kind in ("number", "date", "entity")),
        float(_kind_there(question, unit.text)),
        *_of_figure(question, unit.text),
        *_bound(question, unit, near),
        *_short(question, unit),
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


def _best_clause(lens: Lens, text: str) -> str:
    """The clause, with the one before it, that holds most of a question (folded)."""
    clauses = [fold(part) for part in CLAUSE.split(text) if part.strip()]
    windows = [before + clause for before, clause in zip(["", *clauses], clauses, strict=False)]
    return max(windows, key=lambda w: sum(x * credit(t, w) for t, x in lens.rarity.items()), default="")


def _asked_nouns(question: Question) -> tuple[str, ...]:
    """The nouns that are asked of the subject: what is measured, the attribute, the noun of the asking word."""
    nouns = (question.measured, question.attribute, gap_of(question).head)
    return tuple(noun for noun in dict.fromkeys(nouns) if len(noun) > 1)


def _longest_lost(question: Question, near: str) -> float:
    """Characters of the longest run of the question none of whose bigrams stands near."""
    best = run = 0
    for part in question.content.split():
        run = 0
        for gram in bigrams(fold(part)):
            run = 0 if gram in near else run + 1
            best = max(best, run)
    return min(_LONG_RUN, float(best))


def _kind_there(question: Question, text: str) -> bool:
    if question.kind == "number":
        return any(f.counts(question.unit) if question.unit else f.measures for f in figures_in(text))
    if question.kind == "date":
        return bool(dates_in(text) or years_in(text))
    return True


def _of_figure(question: Question, text: str) -> tuple[float, float]:
    """Shares of the indicator and of the subject of the likeliest figure that the question holds; 1 where none is asked for."""
    if question.kind != "number":
        return 1.0, 1.0
    asked = fold(question.asked)
    told = [s for s in stated_in(text) if not question.unit or s.figure.counts(question.unit)]
    shares = [(_named(s.indicator, asked), _named(s.subject, asked)) for s in told]
    return max(shares, default=(0.0, 0.0))


def _named(phrase: str, asked: str) -> float:
    return share_of_bigrams(fold(phrase), asked) if phrase else _THERE


def _bound(question: Question, unit: Unit, near: str) -> tuple[float, float, float]:
    """Whether a year, a place, another number of the question stands nowhere near."""
    dated = near + (unit.document.article_at(unit.clean[0].start).date.value or "")
    numbers = [n for n in _NUMBER.findall(fold(question.asked)) if n not in question.years]
    return (
        float(any(year not in dated for year in question.years)),
        float(any(not names_place(place, near) for place in question.places)),
        float(any(number not in near for number in numbers)),
    )


def _short(question: Question, unit: Unit) -> Sequence[float]:
    """How likely the picker's answer is, and whether it finds none where one is asked for."""
    if question.kind not in _ONE_ANSWER or unit.found.chunk.table_row is not None:
        return 0.0, 0.0
    picked = shipped().pick(question, unit.text)
    return (picked.likely, 0.0) if picked else (0.0, 1.0)
