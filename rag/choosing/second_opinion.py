"""A second opinion on the best units: the small reader reads them with the question, and its scores are added to their ratings.

The ranker sees which words of the question a unit has; the reader, in which order, and whether anything stands there that could
answer. It learnt from questions with short answers alone, so it is asked about those only, and changes the order of what may be
shown, never whether anything may be. Where its weights are not installed the order stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.asking.questions import Question
from rag.choosing.scoring import Rated
from rag.settings import AnswerSettings

READ = frozenset({"other", "list", "date"})
_CERTAIN = 1.0  # the support of a unit that a rule leaves no doubt about


def second_opinion(question: Question, rated: Sequence[Rated], settings: AnswerSettings) -> list[Rated]:
    """The units, best first, the first `settings.read` of them in the order of ranker and reader together."""
    near = _in_question(rated[: settings.read], settings)
    if len(near) < 2:
        return list(rated)
    from index.reader.inputs import Candidate  # noqa: PLC0415 - numpy and the vocabulary, for this alone
    from index.reader.model import shipped  # noqa: PLC0415 - as above

    reader = shipped()
    if reader is None:
        return list(rated)
    scores = reader.score(question.asked, [Candidate(r.unit.text, r.unit.before, r.unit.headings) for r in near])
    told = [r.score + settings.reader_weight * float(s) for r, s in zip(near, scores, strict=True)]
    order = sorted(range(len(near)), key=lambda i: (-round(told[i], 9), i))
    # Each takes the score of its new place: what follows goes by how far the next one lies behind, as it was fitted.
    return [*(replace(near[i], score=near[place].score) for place, i in enumerate(order)), *rated[len(near) :]]


def _in_question(rated: Sequence[Rated], settings: AnswerSettings) -> Sequence[Rated]:
    """The first units whose order may change: those near enough to the best one, unless that one is certain."""
    if not rated or rated[0].support >= _CERTAIN:
        return ()
    least = rated[0].score - settings.read_within
    return rated[: next((i for i, r in enumerate(rated) if r.score < least), len(rated))]
