"""Evidence whose year nobody tells: a document without a date that names no year, or no other than the one that is asked for.

`今年上半年…` in an undated text is of no year that could be proven. It is neither refused nor taken for the year asked: the answer
is partial and says so (contract: an inferred or unknown date).
"""

from index.models import Document
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.numbers.figures import years_in
from rag.numbers.points import UNDATED


def may_be_of(unit: Unit, year: str) -> bool:
    """Whether a unit names no year, its article has no date, and the article names no year but perhaps the one asked for."""
    article = unit.document.article_at(unit.clean[0].start)
    if article.date.value or years_in(unit.text):
        return False
    return _years(unit.document, article.start, article.end) <= {year}


def undated(question: Question, unit: Unit) -> list[str]:
    """What is missing where a unit answers a question for one year without anything that tells the year: 2023年（原文未注明年份）."""
    near = fold(" ".join([unit.text, unit.headings, unit.around, unit.before]))
    if len(question.years) != 1 or question.years[0] in near or not may_be_of(unit, question.years[0]):
        return []
    return [f"{question.years[0]}年（{UNDATED}）"]


def _years(document: Document, start: int, end: int) -> frozenset[str]:
    key = (document.sha256, start, end)
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _KEPT:
            _KNOWN.clear()  # by another thread, too: what is returned is never read back
        found = _KNOWN[key] = frozenset(years_in(document.text(start, end)))
    return found


_KEPT = 512
_KNOWN: dict[tuple[str, int, int], frozenset[str]] = {}
