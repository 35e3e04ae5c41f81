"""Whether a claim puts another word where its source has one: 资金外流 where the source tells of 人才外流."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.aliases import others
from rag.claim_text import Case, without_figures
from rag.claim_words import FREE, same_as
from rag.lexicon import pieces
from rag.words import is_grammar, is_plain_verb, tag_of

_RUN = re.compile(r"[\u3400-\u9fff]+")
_LEADS = re.compile(r"^[的了之]")
_FOLLOWING = 2  # letters that tell what a word is said of
_COMPOUND = 3  # letters; a longer word is a noun and what tells which


@dataclass(frozen=True)
class _Slot:
    """A word of a text and the letters right behind it, a particle aside."""

    word: str
    behind: str


def replaced(case: Case) -> str:
    """Why a word of the claim stands in the place of another one of its source, "" if none does.

    A word that the source does not have, before letters that it has behind a word that the claim does not have. Words that may
    stand for each other are none, nor are verbs and grammar, nor what begins with the same character (药品, 药物): those are
    other words for the same thing more often than another thing.
    """
    given: dict[str, list[str]] = {}
    for slot in _slots(case.source):
        given.setdefault(slot.behind, []).append(slot.word)
    for slot in _slots(case.claim):
        if slot.word in case.support or not _tells(slot.word):
            continue
        rivals = given.get(slot.behind, [])
        if rivals and all(_other(slot.word, rival, case) for rival in rivals):
            return f"“{slot.word}{slot.behind}”在原文中是“{rivals[0]}{slot.behind}”"
    return ""


def _other(word: str, rival: str, case: Case) -> bool:
    """Whether a word of the source is told nowhere in the claim, and the claim's word is none for it."""
    if len(rival) < 2 or rival in case.claim or word[0] == rival[0] or any(rival in case.claim for rival in _like(rival)):
        return False
    return word not in _like(rival) and not any(like in case.support for like in _like(word))


def _like(word: str) -> frozenset[str]:
    return same_as().get(word, frozenset()) | others(word)


def _tells(word: str) -> bool:
    if len(word) < 2 or word in FREE:
        return False
    tag = tag_of(word)
    return tag in ("a", "d") or not (is_grammar(word) or is_plain_verb(word) or (not tag and len(word) < _COMPOUND))


def _slots(text: str) -> Iterator[_Slot]:
    for run in _RUN.finditer(without_figures(text)):
        words = run.group()
        for start, end in pieces(words):
            if end - start > _COMPOUND:
                yield _Slot(words[start : end - _FOLLOWING], words[end - _FOLLOWING : end])  # 高速公路: 公路 of what kind
            rest = _LEADS.sub("", words[end:])
            if len(rest) >= _FOLLOWING:
                yield _Slot(words[start:end], rest[:_FOLLOWING])
