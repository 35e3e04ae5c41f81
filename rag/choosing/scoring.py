"""How well a unit of evidence carries a question: the learned ranker's score, what has the look of an answer, what is unmet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.asking.questions import Question
from rag.choosing.apart import beside
from rag.choosing.aspects import (
    Aspect,
    asked_aspect,
    asks_good,
    goes_on,
    heading_aspect,
    only_asks,
    other_ruling,
    told_aspects,
)
from rag.choosing.constraints import ALIKE, astray, depends, lost_nouns, unmet
from rag.choosing.lists import announces
from rag.choosing.looks import DEFINITE, key_named, looks_right, states_number
from rag.choosing.order import lost_direction
from rag.choosing.owners import misowned
from rag.choosing.ranker import shipped
from rag.finding.coverage import coverage, distinctive, weigh
from rag.finding.evidence import Unit, question_before
from rag.finding.features import Lens, features
from rag.language.lexicon import credit, fold, rarity, share_of_bigrams
from rag.language.places import places_in
from rag.language.words import is_plain_verb
from rag.short_answers.short import asked_cell
from rag.time.modality import modality_of, points_back

__all__ = ["DEFINITE", "Rated", "coverage", "depends", "distinctive", "looks_right", "rate", "unmet", "weigh"]

_MET = 0.5
_COMMON = 0.5  # rarity below which a verb says nothing of the subject
_KIND, _TRUNCATED, _LOST_POINTER = 0.8, 1.0, 0.3
_PLANNED = 3.0  # what is meant to be says nothing of what is now
_NOW = re.compile(r"现在|目前|如今|眼下|当前|已经|实际上?(?=有|达|是)")
_STATED = 1.0
_ASPECT = 1.5  # a sentence that does what is asked goes before one that holds more of the words
_ASKED_BEFORE = 5.0
_DEFINES = 2.0  # a sentence that defines the very subject goes before one that holds more of the words


@dataclass(frozen=True)
class Rated:
    """A unit with its rating: `coverage` 0..1 of the question's words by weight, `unmet` constraints in words, `score`.

    `support` (0..1): how likely it is that the unit answers, by the learned ranker; 1 where a rule leaves no doubt: it defines the
    very subject, it is the cell asked for, the text itself asks the question before it. `carried` (0..1): share of the question's
    words, by rarity, in text and headings.
    """

    unit: Unit
    coverage: float
    unmet: tuple[str, ...]
    score: float
    support: float
    carried: float


def rate(lens: Lens, unit: Unit, about: Sequence[str] = ()) -> Rated:
    """Rate a unit against a question; `about`: the distinctive terms a figure or a date must stand with."""
    question = lens.question
    seen = read_together(question, unit)
    share = coverage(lens.weights, seen.text, unit.headings, unit.around)
    measured = shipped().measure(features(lens, seen))
    score = measured.score + _ASPECT * fitting(question, unit)
    score += (_DEFINES if question.kind == "definition" else _KIND) * looks_right(question, unit)
    answers = _answers_the_question_before(question, unit)
    stated = states_number(question, unit)
    certain = answers or stated or _is_certain(question, unit)
    score += _STATED * stated
    score += _ASKED_BEFORE * (answers or (certain and question.kind == "definition"))
    score -= _TRUNCATED * unit.truncated
    score -= _PLANNED * _is_plan_for_now(question, unit)
    score -= _LOST_POINTER * points_back(unit.text) * (1 if unit.before else 2)
    strays = [*astray(unit, about), *lost_nouns(question, unit)] if question.kind in ("number", "date") else []
    return Rated(
        unit,
        share,
        tuple(
            dict.fromkeys(
                [
                    *unmet(lens, seen),
                    *strays,
                    *other_aspect(question, unit),
                    *_other_ruling(question, unit),
                    *lost_direction(question, unit),
                    *misowned(question, unit),
                    *beside(question, seen),
                ]
            )
        ),
        score,
        1.0 if certain else measured.support,
        coverage(_words_of(lens), seen.text, unit.headings),
    )


def _is_plan_for_now(question: Question, unit: Unit) -> bool:
    """Whether a unit tells a plan where it is asked what is now; whether it is so already, a plan may well answer."""
    now = question.kind != "yes_no" and _NOW.search(question.asked) is not None
    return now and modality_of(unit.text, None) == "planned"


def read_together(question: Question, unit: Unit) -> Unit:
    """A unit that gives the cause of what the sentence before says, or its effect, with that sentence, where a cause is asked."""
    if question.kind != "why" or not unit.before or not goes_on(unit.text):
        return unit
    return replace(unit, text=unit.before + unit.text)


def fitting(question: Question, unit: Unit) -> float:
    """How far a unit does what is asked: 1 where it names a problem, a measure, a cause as asked; -1 where it does another of these."""
    asked = asked_aspect(question.asked, question.kind)
    if not asked:
        return 0.0
    told, over = told_aspects(unit.text), _announced(unit) if asked != "cause" else ""
    if asked in told:
        return 1.0
    if asked == "benefit":
        return 1.0 * (over == "benefit")
    if asked != "cause" and told & {"problem", "measure"}:
        return -1.0  # a measure under a heading of problems is one all the same
    return 1.0 if over == asked else -1.0 * bool(over)


def other_aspect(question: Question, unit: Unit) -> list[str]:
    """What a unit lacks that names no problem where problems are asked for, no good where it is asked what good a thing does."""
    if asks_good(question.asked) and question.kind in ("list", "how", "other"):
        return [] if "benefit" in told_aspects(unit.text) else ["所问的好处"]
    if asked_aspect(question.asked, question.kind) != "problem" or unit.found.chunk.table_row is not None:
        return []
    if fitting(question, unit) <= 0 and not announces(unit.text):
        return ["所问的问题或不足"]
    if question.speaker:
        return []  # what somebody says is theirs, whatever it is called
    near = fold(unit.text + unit.headings + unit.before + unit.around + _opening(unit))
    nouns = [
        t
        for t in question.terms
        if len(t) > 1 and not (is_plain_verb(t) and rarity(t) < _COMMON) and not only_asks(t) and not places_in(t)
    ]
    return [f"“{t}”" for t in nouns if credit(t, near) < _MET]


def _other_ruling(question: Question, unit: Unit) -> list[str]:
    """What a sentence lacks that tells of another thing than when one was founded, or what is not allowed; a row has a column for it."""
    if unit.found.chunk.table_row is not None:
        return []
    return other_ruling(question.asked, question.kind, unit.text + unit.before)


def _opening(unit: Unit) -> str:
    """How the article of a unit begins: what it names there, its problems are problems of."""
    start = unit.document.article_at(unit.clean[0].start).start
    return unit.document.text(start, min(start + _OPENING, len(unit.document.clean.text)))


_OPENING = 300


def _announced(unit: Unit) -> Aspect:
    """The aspect that the host's question before a unit asks for, else the one its headings announce."""
    if unit.block is None:
        return ""
    asked = asked_aspect(question_before(unit.document, unit.block), "other")
    return asked or heading_aspect(unit.document.blocks[unit.block].path)


def _words_of(lens: Lens) -> Mapping[str, float]:
    """The question's words with their rarity, without lone characters: 肥 stands in 合肥 too."""
    words = {term: weight for term, weight in lens.rarity.items() if len(term) > 1}
    return words or lens.rarity


def _is_certain(question: Question, unit: Unit) -> bool:
    """Whether a unit defines the very subject, or is the row whose cell is asked for."""
    if question.kind == "definition":
        return looks_right(question, unit) >= DEFINITE
    if unit.found.chunk.table_row is None or asked_cell(question, unit) is None:
        return False
    matrix = unit.document.tables[unit.found.chunk.table_row[0]].shape == "matrix"
    return matrix or key_named(question, unit)


def _answers_the_question_before(question: Question, unit: Unit) -> bool:
    """Whether the text itself asks, right before a unit, what is asked: 为什么要建码头？主要原因是人工成本上升."""
    if not unit.before.rstrip().endswith(("？", "?")) or not question.content.strip():
        return False
    return share_of_bigrams(fold(question.content), fold(unit.before)) >= ALIKE
