"""A second opinion on the best units: the small reader reads them with the question, and its scores are added to their ratings.

The ranker sees which words of the question a unit has; the reader, in which order, and whether anything stands there that could
answer. It learnt from questions with short answers alone, so it is asked about those only, and changes the order of what may be
shown, never whether anything may be. Where its weights are not installed the order stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from rag.questions import Question
from rag.scoring import Rated
from rag.settings import AnswerSettings

if TYPE_CHECKING:
    from index.reader_model import ReaderModel

_CERTAIN = 1.0  # the support of a unit that a rule leaves no doubt about


def second_opinion(question: Question, rated: Sequence[Rated], settings: AnswerSettings) -> list[Rated]:
    """The units, best first, with the reader's opinion in the scores of the first `settings.read` of them."""
    near = _in_question(rated[: settings.read], settings)
    reader = _reader() if len(near) > 1 else None
    if reader is None:
        return list(rated)
    from index.reader_inputs import Candidate  # noqa: PLC0415 - numpy and the vocabulary, for this alone

    scores = reader.score(question.text, [Candidate(r.unit.text, r.unit.before, r.unit.headings) for r in near])
    mean = float(scores.mean())
    told = [
        replace(r, score=r.score + settings.reader_weight * (float(s) - mean))
        for r, s in zip(near, scores, strict=True)
    ]
    return [
        *sorted(told, key=lambda r: (-round(r.score, 9), r.unit.found.rank, r.unit.clean[0].start)),
        *rated[len(near) :],
    ]


def _in_question(rated: Sequence[Rated], settings: AnswerSettings) -> Sequence[Rated]:
    """The first units whose order may change: those near enough to the best one, unless that one is certain."""
    if not rated or rated[0].support >= _CERTAIN:
        return ()
    least = rated[0].score - settings.read_within
    return rated[: next((i for i, r in enumerate(rated) if r.score < least), len(rated))]


@cache
def _reader() -> "ReaderModel | None":
    """The reader that comes with the product; None where its weights are not installed."""
    from index.reader_model import installed, shipped  # noqa: PLC0415 - as above

    return shipped() if installed() else None
