"""Typing errors that make another word (前言技术 for 前沿技术, 决赛优盛者): told by the phrase, which the library has but for one character.

One character is changed to one that sounds or looks alike only where the phrase of four or five characters round it then stands in
the library, as it did not before, where one change alone does that, where a word of the dictionary comes out of it, where the word
as typed stands nowhere in the library, and where no name, number or quoted word is touched. That the word as typed is in the
dictionary is no hindrance: a slip into another word is mended as well.
"""

import re
from collections.abc import Iterator

from index.people.names import is_full_name
from rag.finding.retrieval import Shelf
from rag.language.lexicon import fold, is_empty_word, masked, words_of
from rag.language.places import PLACES
from rag.language.words import in_dictionary, tag_of
from rag.wording.repair import Known, alike

_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")
_KEPT = re.compile(rf"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+|《[^》]*》|“[^”]*”|「[^」]*」|{'|'.join(PLACES)}")
_FIXED = frozenset("一二三四五六七八九十百千万亿零〇两半几第年月日不未无非没东南西北上下前后左右内外大小多少高低正副")
_RANK = re.compile(r"[省市县区镇乡村州]")
_LONG, _SHORT = 5, 4
_READ, _MOST = 30, 3


def mend(text: str, shelf: Shelf) -> str:
    """A Chinese question with such slips put right; the very same text where there is none beyond doubt."""
    known = Known(shelf)
    for _ in range(_MOST):
        better = next(_changes(text, known), None)
        if better is None:
            return text
        text = better
    return text


def _changes(text: str, known: Known) -> Iterator[str]:
    asked = _KEPT.sub(lambda kept: " " * len(kept.group()), masked(text))
    for run in _RUN.finditer(asked):
        for at in _doubtful(run.group(), known):
            fits = list(dict.fromkeys(_fitting(run.group(), at, known)))
            if len(fits) == 1:
                place = run.start() + at
                yield text[:place] + fits[0] + text[place + 1 :]


def _doubtful(run: str, known: Known) -> list[int]:
    """The characters of a run that the library has not beside a neighbour, names and numbers left out."""
    known.learn([run[i : i + 2] for i in range(len(run) - 1)])
    names = _named(run)
    return [
        i
        for i, char in enumerate(run)
        if char not in _FIXED
        and not is_empty_word(char)
        and i not in names
        and any(not known.pairs.get(run[j : j + 2], 0) for j in (i - 1, i) if 0 <= j < len(run) - 1)
    ]


def _named(run: str) -> frozenset[int]:
    """Places of characters that may be of a name: tagged as one, or before the rank of a place, or a person's."""
    found: set[int] = set()
    at = 0
    for word in words_of(run):
        if len(word) > 1 and tag_of(word)[:2] in ("ns", "nr", "nt", "nz"):
            found.update(range(at, at + len(word)))
        at += len(word)
    for match in _RANK.finditer(run):
        found.update(range(max(0, match.start() - 3), match.start()))
    for start in range(len(run) - 2):
        if (
            is_full_name(run[start : start + 3])
            and not tag_of(run[start : start + 2])
            and not tag_of(run[start + 1 : start + 3])
        ):
            found.update(range(start, start + 3))
    return frozenset(found)


def _fitting(run: str, at: int, known: Known) -> Iterator[str]:
    """The characters alike with which a phrase of the run stands in the library."""
    before, behind = run[at - 1 : at] if at else "", run[at + 1 : at + 2]
    others = alike(run[at])
    known.learn([p for other in others for p in (before + other, other + behind) if len(p) == 2])
    for other in others:
        if before and not known.pairs.get(before + other) and behind and not known.pairs.get(other + behind):
            continue
        changed = run[:at] + other + run[at + 1 :]
        if any(in_dictionary(word) and known.stands(word) for word in _words_at(run, at)):
            return  # 组织 stands in the library: no slip for 组识
        if not any(in_dictionary(word) and known.stands(word) for word in _words_at(changed, at)):
            continue
        if any(
            _stands(window, known.shelf) and not _stands(old, known.shelf) for window, old in _windows(run, changed, at)
        ):
            yield other


def _words_at(run: str, at: int) -> list[str]:
    """The substrings of two to four characters round a place."""
    return [
        run[a:b]
        for a in range(max(0, at - _SHORT + 1), at + 1)
        for b in range(max(at + 1, a + 2), min(len(run), a + _SHORT) + 1)
    ]


def _windows(run: str, changed: str, at: int) -> Iterator[tuple[str, str]]:
    """The phrases of four and five characters round a place, changed and as typed; none that begins or ends with a particle."""
    for length in (_LONG, _SHORT):
        for start in range(max(0, at - length + 1), min(at, len(run) - length) + 1):
            window = changed[start : start + length]
            if not is_empty_word(window[0]) and not is_empty_word(window[-1]):
                yield window, run[start : start + length]


def _stands(phrase: str, shelf: Shelf) -> bool:
    """Whether a phrase stands in the library as it is."""
    pairs = [phrase[i : i + 2] for i in range(len(phrase) - 1)]
    return all(shelf.spread(pairs)) and _read(phrase, shelf)


def _read(phrase: str, shelf: Shelf) -> bool:
    return any(phrase in fold(hit.chunk.text) for hit in shelf.search(phrase, _READ, "words"))
