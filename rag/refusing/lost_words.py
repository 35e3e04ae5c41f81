"""Which words of a question a sentence may do without, and which it may not: a learned check, a likelihood for each lost word.

起草 of 由谁起草 is what is asked, and a sentence on who 印发 it answers something else; 大概 or 花 of 大概花了多少钱 are how people talk. Trained
by `rag.training` on questions of public sets: harmless are the words that an answering sentence lacks all the same, harmful a
word of it that was changed for a sibling (never on policy texts or evaluation cases).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.asking.gap import gap_of
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.finding.features import Lens
from rag.language.lexicon import credit, fold, rarity, runs_of
from rag.language.places import places_in
from rag.language.words import class_of, is_noun, is_plain_verb, is_time, is_verbal_noun, tag_of
from rag.short_answers.trees import Trees
from rag.short_answers.vectors import likeness

_WEIGHTS = Path(__file__).with_name("lost_words.json")
_THERE = 0.5
_OPENING = 300
_LONGEST, _FAR, _MANY = 6, 8, 10
KINDS = ("number", "date", "entity", "who_said", "yes_no", "why", "how", "list", "definition", "other")
NAMES = (
    *("name", "noun", "verb", "tagged noun", "verbal noun", "plain verb", "time", "unknown"),
    *("rarity", "length", "weight", "present"),
    *("in headings", "in the sentence before", "in the passage", "in the opening", "partly in text", "its characters in text"),
    "likeness",
    *("a word before", "the word before is there", "a word behind", "the word behind is there"),
    *("noun asked", "behind the asking word", "first", "last", "distance from the asking word"),
    *("lost besides", "lost words", "words"),
    *("support", "row"),
    *(f"{kind} asked" for kind in KINDS),
)  # fmt: skip


@dataclass(frozen=True)
class Lost:
    """A word of the question that a unit lacks, with its features in the order of `NAMES`."""

    term: str
    features: tuple[float, ...]


def lost_words(lens: Lens, unit: Unit, support: float) -> list[Lost]:
    """The words of a question that the text of a unit lacks; `support` as `rag.choosing.scoring.Rated` has it.

    Years, places and numbers are left to the constraints on them.
    """
    text = fold(unit.text)
    terms = [t for t in lens.question.terms if len(t) > 1 and not any(c.isdigit() for c in t) and not places_in(t)]
    here = {t: credit(t, text) for t in terms}
    headings = fold(unit.headings)
    lost = [t for t in terms if here[t] < _THERE and credit(t, headings) < _THERE]
    if not lost:
        return []
    near = (headings, fold(unit.before), fold(unit.around), _opening(unit))
    alike = _likeness(lost, text)
    weight = {t: lens.rarity.get(t, rarity(t) ** 2) for t in terms}
    total = sum(weight.values())
    gone = sum(weight[t] for t in lost)
    found = []
    for n, t in enumerate(lost):
        features = (
            *_of_word(t),
            lens.weights.get(t, 0.0),
            float(t in lens.present),
            *(credit(t, part) for part in near),
            here[t],
            sum(c in text for c in t) / len(t),
            alike[n],
            *_place(lens.question, t, text),
            (gone - weight[t]) / total if total else 0.0,
            min(1.0, len(lost) / _MANY),
            min(1.0, len(terms) / _MANY),
            support,
            float(unit.found.chunk.table_row is not None),
            *(float(lens.question.kind == kind) for kind in KINDS),
        )
        found.append(Lost(t, features))
    return found


@lru_cache(maxsize=4096)
def _of_word(term: str) -> tuple[float, ...]:
    kind = class_of(term)
    return (
        *(float(kind == name) for name in ("name", "noun", "verb")),
        float(is_noun(term)),
        float(is_verbal_noun(term)),
        float(is_plain_verb(term)),
        float(is_time(term)),
        float(not tag_of(term)),
        rarity(term),
        min(1.0, len(term) / _LONGEST),
    )


def _opening(unit: Unit) -> str:
    start = unit.document.article_at(unit.clean[0].start).start
    return fold(unit.document.text(start, min(start + _OPENING, len(unit.document.clean.text))))


def _likeness(lost: Sequence[str], text: str) -> list[float]:
    """The likeness of each word to the word of a text that is most like it."""
    others = [w for w in dict.fromkeys(runs_of(text)) if len(w) > 1 and w[0] >= "\u3400"]
    if not others:
        return [0.0] * len(lost)
    return [float(row.max()) for row in likeness(lost, others)]


@lru_cache(maxsize=1024)
def _runs(question: Question) -> tuple[tuple[str, ...], ...]:
    """The words of a question in order, in runs that nothing interrupts."""
    return tuple(tuple(runs_of(fold(run))) for run in question.content.split())


def _place(question: Question, term: str, text: str) -> tuple[float, ...]:
    """Where a word stands in the question: what is before and behind it, how near the asking word, whether it is the noun asked."""
    gap = gap_of(question)
    run = next((r for r in _runs(question) if term in r), ())
    at = run.index(term) if run else -1
    before = run[at - 1] if at > 0 else ""
    behind = run[at + 1] if 0 <= at < len(run) - 1 else ""
    nouns = (question.measured, question.attribute, gap.head)
    place = gap.text.find(term)
    asking = gap.text.find(gap.asking) if gap.asking else len(gap.text)
    terms = question.terms
    return (
        float(bool(before)),
        float(bool(before) and credit(before, text) >= _THERE),
        float(bool(behind)),
        float(bool(behind) and credit(behind, text) >= _THERE),
        float(any(term in noun or (noun and noun in term) for noun in nouns)),
        float(place > asking >= 0),
        float(term == terms[0]),
        float(term == terms[-1]),
        min(1.0, abs(place - asking) / (_FAR * 2)) if place >= 0 else 1.0,
    )


class Judge:
    """Boosted trees over the features of lost words; `most`: the likelihood from which a word is missed."""

    def __init__(self, stored: dict[str, object]) -> None:
        if tuple(stored["features"]) != NAMES:  # type: ignore[arg-type]
            raise ValueError(f"{_WEIGHTS.name} is of other features; run rag.training --steps lost again")
        self._trees = Trees(stored)
        self.most = float(stored["most"])  # type: ignore[arg-type]

    def likely(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """How likely (0..1) each lost word is what tells the thing asked from another."""
        found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(self._trees.log_odds(rows), -40, 40)))
        return found


@cache
def shipped() -> Judge:
    """The model that comes with the product."""
    return Judge(json.loads(_WEIGHTS.read_text(encoding="utf-8")))


def likely_missed(lens: Lens, unit: Unit, support: float) -> list[str]:
    """The words of a question that a unit lacks and that likely tell the thing asked from another, the likeliest first."""
    lost = [w for w in lost_words(lens, unit, support) if not _ORDER.search(w.term) and not _WHOLE.fullmatch(w.term)]
    if not lost:
        return []
    likely = shipped().likely(np.array([w.features for w in lost], np.float32))
    order = np.argsort(-likely, kind="stable")
    return [lost[int(i)].term for i in order if likely[i] >= _LIKELY]


_LIKELY = 0.5
_WHOLE = re.compile(r"[全各][国省市县区镇乡村州]|我[国省市县]|今年|去年|目前")
_ORDER = re.compile(r"[a-z]{12,}|[.:/]")  # an address or an order in the question names nothing
