"""Why a question is not answered: the words of it that no passage found has."""

import re

from rag.asking.questions import Question
from rag.finding.retrieval import Evidence
from rag.language.lexicon import credit, fold, rarity
from rag.language.words import is_noun

_LINKS = re.compile(r"[是从在到由对于的了跟和与被把向按为]+")  # 是从 of 是从哪年开始 is no word
_TELLING = 0.75  # rarity from which a word that no passage has tells the reader what is missing


def uncovered(question: Question, evidence: Evidence) -> list[str]:
    """The question's words that no passage found has at all: a word that stands right below is not missing."""
    texts = [fold(f.chunk.key) for f in evidence.found]
    if question.speaker:  # what others say of it is no answer
        theirs = (u for u in evidence.units if u.speaker and u.speaker.name == question.speaker)
        texts = [fold(unit.text) for unit in theirs]
    lost = [t for t in question.terms if not _LINKS.fullmatch(t) and all(credit(t, text) < 0.5 for text in texts)]
    return [
        f"“{term}”"
        for term in lost
        if is_noun(term) or (len(term) > 1 and rarity(term) >= _TELLING and not term.isascii())
    ]
