"""Evidence of several documents or people: the best sentence of each that carries a question about as well as the best of all."""

import re
from collections.abc import Sequence

from rag.asking.questions import Question
from rag.choosing.scoring import Rated
from rag.finding.evidence import Unit
from rag.language.lexicon import bigrams, fold, share_of_bigrams

# Shares of the best sentence's score and words that a further source must reach: asked for by nobody, and where several are asked for.
_UNASKED, _ASKED = (0.8, 0.75), (0.62, 0.6)
_SUPPORT = 0.02  # least likelihood that a sentence nobody asked for answers
_OF_ONE = 0.85  # of a source's own best sentence, for a second one of it
_MOST_UNASKED, _MOST_ASKED = 2, 4
_LONGEST = 200  # characters of a sentence that nobody asked for
_SAME, _SAME_OF_LONGER = 0.85, 0.75
_MOSTLY = 0.6  # of the pairs of characters of a subject


def further(rated: Sequence[Rated], chosen: Sequence[Unit]) -> list[Unit]:
    """The best sentences of other documents that say something of their own on what the chosen ones answer, best first."""
    known = {unit.document.id for unit in chosen}
    found: list[Unit] = []
    for one in _reaching(rated, _UNASKED):
        new = not any(same_words(one.unit.text, unit.text) for unit in [*chosen, *found])
        if (
            one.support >= _SUPPORT
            and one.unit.document.id not in known
            and one.unit.found.chunk.table_row is None
            and len(one.unit.text) <= _LONGEST
            and new
        ):
            known.add(one.unit.document.id)
            found.append(one.unit)
    return found[:_MOST_UNASKED]


def in_several_documents(question: Question, rated: Sequence[Rated]) -> bool:
    """Whether somebody's words on a thing stand in more than one document."""
    if not question.speaker or question.kind not in ("how", "why", "other", "definition"):
        return False
    return len({one.unit.document.id for one in _reaching(rated, _ASKED) if one.unit.speaker}) > 1


def voices(question: Question, rated: Sequence[Rated], sentences: int) -> list[Unit]:
    """For a question put to several sources: the best `sentences` sentences of each source that says anything, source by source."""
    groups: dict[str, list[Rated]] = {}
    for one in _reaching(rated, _ASKED):
        if source := _source(question, one.unit):
            groups.setdefault(source, []).append(one)
    chosen: list[Unit] = []
    for group in list(groups.values())[:_MOST_ASKED]:
        best = [r.unit for r in group if r.score >= _OF_ONE * group[0].score or _is_of(question, r.unit)]
        best = (
            sorted(best, key=lambda unit: not _is_of(question, unit))[:sentences]
            if question.speaker
            else best[:sentences]
        )
        chosen += sorted(best, key=lambda unit: unit.clean[0].start)
    return chosen


def _is_of(question: Question, unit: Unit) -> bool:
    """Whether a sentence has the thing asked about for its subject: 先进制造业集群是…, asked what somebody thinks of them."""
    subject = fold(max(question.content.split(), key=len, default=""))
    subject = re.sub(r"的[^的]{1,4}$", "", subject)  # of 集群的作用, the 集群
    return len(subject) > 2 and share_of_bigrams(subject, fold(unit.text[: len(subject) + 3])) >= _MOSTLY


def _reaching(rated: Sequence[Rated], shares: tuple[float, float]) -> list[Rated]:
    """The units that meet every constraint and reach these shares of the best one's score and words."""
    met = [r for r in rated if not r.unmet and not r.unit.truncated]
    if not met:
        return []
    best, carried = max(r.score for r in met), max(r.carried for r in met[:1])
    return [r for r in met if r.score >= shares[0] * best and r.carried >= shares[1] * carried]


def _source(question: Question, unit: Unit) -> str:
    if question.several == "people":
        return (unit.speaker.name or unit.speaker.role or "") if unit.speaker else ""
    return unit.document.id


def same_words(one: str, other: str) -> bool:
    """Whether two texts are one, printed twice: nearly all pairs of characters of the shorter, most of those of the longer."""
    a, b = set(bigrams(fold(one))), set(bigrams(fold(other)))
    return len(a & b) >= max(_SAME * min(len(a), len(b)), _SAME_OF_LONGER * max(len(a), len(b)), 1)
