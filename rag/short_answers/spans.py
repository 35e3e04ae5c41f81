"""The learned picker of short answers: which slice of a sentence answers, and how likely it is that it does.

Boosted trees over the features of `rag.short_answers.span_features`, and the small reader where it is installed, rank the candidates of a
sentence; a logistic over the best one and its lead says how likely it is right. All are trained on public question-answer sets,
never on policy texts or evaluation cases; trees and logistics lie beside this file as JSON, by name.
"""

import json
import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.reader.inputs import Candidate
from index.reader.model import ReaderModel
from index.reader.model import shipped as shipped_reader
from rag.asking.questions import Question
from rag.short_answers.candidates import ABOUT, Candidates, bare, candidates_of
from rag.short_answers.eligibility import eligible
from rag.short_answers.frames import framed
from rag.short_answers.span_features import span_features
from rag.short_answers.span_names import NAMES
from rag.short_answers.trees import Trees

_WEIGHTS = Path(__file__).with_name("spans.json")
_NO_LEAD = 6.0  # log-odds of the best candidate above another one, where there is no other
SIGNS = (
    "log-odds",
    "lead",
    "number",
    "date",
    "entity",
    "other",
    "candidates",
    "of question",
    "sentence",
    "figures",
    "nearest by rule",
)
# Of figures the reader finds none that the trees do not, but makes those of wrong sentences look likelier (.20 -> .31 shown). A wrong
# year is a wrong figure: of 在1995年、1999年和2007年先后推出甲、乙、丙 it took the first for 乙.
READ = frozenset({"entity", "other"})
READER_SIGNS = (*SIGNS, "reader", "trees", "of one mind")  # where there is a reader


class Picked(NamedTuple):
    """A candidate: where it stands in the text, and how likely (0..1) it is the answer; 1 where it stands in the question's own words."""

    start: int
    end: int
    likely: float


class _Trust:
    """A logistic that says how far a pick is to be trusted, and from which likelihood on picks are shown, by kind of question."""

    def __init__(self, stored: dict[str, Any], names: Sequence[str]) -> None:
        if [s["name"] for s in stored["signs"]] != list(names):
            raise ValueError(f"{_WEIGHTS.name} is of other features; run rag.training again")
        self._signs = [(s["mean"], s["weight"] / s["deviation"]) for s in stored["signs"]]
        self._bias = float(stored["signs_bias"])
        self.least: dict[str, float] = stored["least"]

    def likely(self, signs: Sequence[float]) -> float:
        """How likely (0..1) a pick with these signs is right."""
        logit = self._bias + sum((x - mean) * weight for x, (mean, weight) in zip(signs, self._signs, strict=True))
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


class Picker:
    """Trees and a reader that rank candidates, and a logistic that says how far the best one is to be trusted.

    Without a reader, and for figures, the trees rank alone, with a logistic and thresholds of their own.
    """

    def __init__(self, stored: dict[str, Any], reader: ReaderModel | None = None) -> None:
        if tuple(stored["features"]) != NAMES:
            raise ValueError(f"{_WEIGHTS.name} is of other features; run rag.training again")
        self._trees, self._reader = Trees(stored), reader
        self._weight = float(stored["reader"]["weight"])
        self._alone, self._together = _Trust(stored, SIGNS), _Trust(stored["reader"], READER_SIGNS)

    def least(self, question: Question) -> float | None:
        """How likely a short answer to a question must be to be shown; None where none is given to questions of its kind."""
        trust = self._together if self._reader_for(question) else self._alone
        return trust.least.get(question.kind)

    def _reader_for(self, question: Question) -> ReaderModel | None:
        return self._reader if question.kind in READ else None

    def pick(
        self,
        question: Question,
        text: str,
        allowed: Callable[[Candidates, int], bool] = lambda _found, _i: True,
    ) -> Picked | None:
        """The likeliest of the allowed candidates of a text; None where there is none."""
        found = candidates_of(text)
        kept = np.array([i for i in np.flatnonzero(eligible(question, found)) if allowed(found, int(i))], np.int64)
        if not len(kept):
            return None
        certain = framed(question, found, kept.tolist()) if question.kind in ("number", "entity") else None
        if certain is not None:
            return Picked(*found.slice(certain), 1.0)
        rows = span_features(question, found)
        trees = self._trees.log_odds(rows[kept])
        reader = self._reader_for(question)
        if reader is None:
            best = int(np.argmax(trees))
            likely = self._alone.likely(signs_of(question, found, kept, rows, trees))
        else:
            read = chances(reader, question, found)[kept]
            scores = trees + self._weight * read
            best = int(np.argmax(scores))
            signs = signs_of(question, found, kept, rows, scores)
            likely = self._together.likely([*signs, *reader_signs(trees, read, best)])
        return Picked(*found.slice(int(kept[best])), likely)


def chances(reader: ReaderModel, question: Question, found: Candidates) -> NDArray[np.float64]:
    """How likely the reader holds each candidate of a sentence to be the answer, as logarithms.

    With or without the words that say how exact a figure is, whichever is likelier: it learnt from answers of either kind.
    """
    places = [found.slice(i) for i in range(len(found.first))]
    without = [_exact(found.text, start, end) for start, end in places]
    both = np.array([*places, *without], np.int64).reshape(-1, 2)
    told = reader.chances(question.asked, Candidate(found.text), both).astype(np.float64)
    return np.maximum(told[: len(places)], told[len(places) :])


def _exact(text: str, start: int, end: int) -> tuple[int, int]:
    """A span less the words before and behind it that say how exact a figure is; itself where nothing would be left."""
    words = [m for m in ABOUT.finditer(text[start:end]) if m.end() - m.start() < end - start]
    before = max((start + m.end() for m in words if m.start() == 0), default=start)
    behind = min((start + m.start() for m in words if m.start() > 0), default=end)
    before += len(text[before:behind]) - len(text[before:behind].lstrip())
    return (before, behind) if before < behind else (start, end)


def reader_signs(trees: NDArray[np.float64], read: NDArray[np.float64], best: int) -> list[float]:
    """What trees and reader say of the best candidate, each for itself, and whether it is the reader's own pick."""
    return [float(read[best]), float(trees[best]), float(best == int(np.argmax(read)))]


def signs_of(
    question: Question,
    found: Candidates,
    kept: NDArray[np.int64],
    rows: NDArray[np.float32],
    scores: NDArray[np.float64],
) -> list[float]:
    """What tells how far the best of some candidates is to be trusted, in the order of `SIGNS`.

    `kept`: the candidates' numbers; `scores`: theirs; `rows`: the features of all candidates of the sentence.
    """
    best = int(np.argmax(scores))
    start, end = found.slice(int(kept[best]))
    own = bare(found.text[start:end])
    others = [s for i, s in zip(kept, scores, strict=True) if _apart(found, int(i), start, end, own)]
    lead = float(scores[best] - max(others)) if others else _NO_LEAD
    row = rows[int(kept[best])]
    kind = question.kind
    return [
        float(scores[best]),
        min(lead, _NO_LEAD),
        float(kind == "number"),
        float(kind == "date"),
        float(kind == "entity"),
        float(kind not in ("number", "date", "entity")),
        math.log1p(len(kept)),
        float(row[NAMES.index("of question")]),
        float(row[NAMES.index("sentence")]),
        float(row[NAMES.index("figures in text")]),
        float(row[NAMES.index("nearest by rule")]),
    ]


def _apart(found: Candidates, i: int, start: int, end: int, own: str) -> bool:
    """Whether a candidate is another answer: it does not overlap the best one, and reads otherwise."""
    a, b = found.slice(i)
    return (b <= start or end <= a) and bare(found.text[a:b]) != own


@cache
def shipped() -> Picker:
    """The picker that comes with the product."""
    return Picker(json.loads(_WEIGHTS.read_text(encoding="utf-8")), shipped_reader())
