"""Typing errors of a Chinese question: one character taken for another that sounds or looks alike, or two that changed places.

Only what neither the library nor a dictionary knows is touched, and only where exactly one change makes words that the library
has. Names of people, places, numbers and whatever stands in quotation marks stay as they are typed.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

from index.people.names import is_full_name
from rag.finding.retrieval import Shelf
from rag.language.lexicon import is_empty_word, known_words, masked, unlikeliness
from rag.language.places import PLACES
from rag.language.words import in_dictionary, names_something
from rag.wording.pinyin import characters, near, readings

_SHAPES = Path(__file__).with_name("shapes.txt")
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_FIXED = frozenset("一二三四五六七八九十百千万亿零〇两半几第年月日")  # numbers never change
_KEPT = re.compile(rf"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+|《[^》]*》|“[^”]*”|「[^」]*」|{'|'.join(PLACES)}")
_LONGEST = 4  # characters of a word
_MOST = 4  # changes of a question
# How much likelier (logarithms: of the text as Chinese, of the new word in the library, and a little for each further character of the
# run of neighbours known to the library) a change must make things, and how much more for each neighbour that the library does not
# have beside the word, where two characters change places, where the new one sounds otherwise; less for a word of three characters
# or more. Chosen on 14,427 questions and headlines of the dev sets over three libraries (five policy documents, 1,600 news texts, 1,500
# encyclopedia passages): .12 % of them are changed (none of 1,500 news questions over the news), and of 1,813 slips planted in
# questions .33 are mended, .003 into another word. Without the library's share the same number of false changes allows .27.
_LEAST_GAIN, _STRANGE, _SWAPPED, _OTHER_SOUND, _LONG_WORD = 13.0, 3.0, 4.0, 2.0, 3.0
_FREQUENT, _RUN_ON, _MOST_RUN_ON = 1.5, 1.0, 3
_CLEAR = 4.5  # how many times as well as the next best it must fit


@dataclass(frozen=True)
class Repaired:
    """A question after repair, and the words changed: (as typed, as read)."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Change:
    start: int
    end: int
    new: str
    fit: float


@dataclass
class Known:
    """Which words the library and the dictionaries know, each looked up once."""

    shelf: Shelf
    pairs: dict[str, int] = field(default_factory=dict)

    def learn(self, pairs: Sequence[str]) -> None:
        """Look pairs up in the library, all at once."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self.pairs]
        self.pairs.update(zip(new, self.shelf.spread(new), strict=True) if new else ())

    def stands(self, word: str) -> int:
        """In how many passages the rarest pair of a word stands."""
        self.learn(_pairs(word))
        return min((self.pairs[pair] for pair in _pairs(word)), default=0)  # of a lone character: none

    def is_word(self, word: str) -> bool:
        """Whether a dictionary has a word."""
        return known_words([word])[0] or in_dictionary(word)


def repair(text: str, shelf: Shelf) -> Repaired:
    """A plain Chinese question with its typing errors repaired, as far as that is beyond doubt."""
    known = Known(shelf)
    changes: list[tuple[str, str]] = []
    for _ in range(_MOST):
        change = _best(text, known)
        if change is None:
            break
        changes.append((text[change.start : change.end], change.new))
        text = text[: change.start] + change.new + text[change.end :]
    return Repaired(text, tuple(changes))


def _best(text: str, known: Known) -> _Change | None:
    """The first change of a text that is beyond doubt."""
    asked = _KEPT.sub(lambda kept: " " * len(kept.group()), masked(text))
    for run in _RUN.finditer(asked):
        for start, end in _unknown(run.group(), known):
            change = _clearest(list(_changes(run.group(), start, end, known)))
            if change:
                at = run.start()
                return replace(change, start=at + change.start, end=at + change.end)
    return None


def _unknown(run: str, known: Known) -> list[tuple[int, int]]:
    """The stretches of a run, [start, end), whose characters stand in no known word of two characters or more."""
    known.learn(_pairs(run))
    lost = [
        i for i in range(len(run)) if run[i] not in _FIXED and not is_empty_word(run[i]) and not _covered(run, i, known)
    ]
    stretches: list[tuple[int, int]] = []
    for i in lost:
        if stretches and stretches[-1][1] == i:
            stretches[-1] = (stretches[-1][0], i + 1)
        else:
            stretches.append((i, i + 1))
    return stretches


def _covered(run: str, at: int, known: Known) -> bool:
    """Whether a character stands in a word, or beside another as in the library."""
    if any(known.pairs.get(run[max(0, i) : i + 2], 0) for i in (at - 1, at) if 0 <= i < len(run) - 1):
        return True
    words = list(_around(run, at, at + 1))
    return any(known_words(words)) or any(in_dictionary(word) for word in words if len(word) <= _LONGEST)


def _around(run: str, start: int, end: int) -> Iterator[str]:
    """The substrings of two to four characters that hold run[start:end]."""
    return (run[a:b] for a, b in _places_around(len(run), start, end))


def _places_around(length: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(max(0, end - _LONGEST), start + 1):
        for last in range(max(end, first + 2), min(length, first + _LONGEST) + 1):
            yield first, last


def _weak(changed: str, start: int, end: int, place: tuple[int, int]) -> bool:
    """Whether a word of two characters holds a particle: 聚得 is no slip for 取得, 芝大 none for 之大."""
    return end - start == 2 and place[1] - place[0] == 1 and any(is_empty_word(char) for char in changed[start:end])


def _changes(run: str, start: int, end: int, known: Known) -> Iterator[_Change]:
    """The changes of one character, or of two that change places, after which a stretch stands in words of the library."""
    if end - start > _LONGEST or _is_name(run, start, end, known):
        return
    for at in range(start, end):
        for other in _beside(run, at, known):
            yield from _fitting(run, (start, end), (at, at + 1), other, known)
    for at in range(max(0, start - 1), min(end, len(run) - 1)):
        if run[at] != run[at + 1] and not {run[at], run[at + 1]} & _FIXED:
            yield from _fitting(run, (start, end), (at, at + 2), run[at + 1] + run[at], known)


def _beside(run: str, at: int, known: Known) -> list[str]:
    """The characters like one of a run that the library has beside a neighbour of it."""
    before, behind = run[at - 1 : at], run[at + 1 : at + 2]
    others = alike(run[at])
    known.learn([pair for other in others for pair in (before + other, other + behind) if len(pair) == 2])
    return [other for other in others if known.pairs.get(before + other) or known.pairs.get(other + behind)]


def _fitting(run: str, stretch: tuple[int, int], place: tuple[int, int], new: str, known: Known) -> Iterator[_Change]:
    """The change, if a word of dictionary and library then holds the whole stretch and what stands beside it is known."""
    changed = run[: place[0]] + new + run[place[1] :]
    first, last = min(stretch[0], place[0]), max(stretch[1], place[1])
    words = [
        changed[a:b]
        for a, b in _places_around(len(changed), first, last)
        if not _weak(changed, a, b, place) and known.stands(changed[a:b]) and known.is_word(changed[a:b])
    ]
    if not words or any(not _covered(changed, i, known) for i in range(first, last) if not is_empty_word(changed[i])):
        return
    word = max(words, key=lambda w: (len(w), known.stands(w)))
    if names_something(word):
        return  # 汗国 is not 韩国, 麦刻 not 麦克: a name is never made out of what may be another
    least = _LEAST_GAIN - _LONG_WORD * (len(word) > 2) + _STRANGE * _strange(changed, word, place[0], known)
    least += _SWAPPED * (len(new) == 2) + _OTHER_SOUND * (len(new) == 1 and not _sound_alike(run[place[0]], new))
    held = _FREQUENT * math.log1p(known.stands(word)) + _RUN_ON * min(
        _MOST_RUN_ON, _run_on(changed, place[0], known) - 2
    )
    if unlikeliness(run) - unlikeliness(changed) + held < least:
        return
    beside = [changed[max(0, first - 1) : first + 1], changed[last - 1 : last + 1]]
    known.learn([pair for pair in beside if len(pair) == 2])
    fit = len(word) + math.log1p(known.stands(word)) + sum(math.log1p(known.pairs.get(pair, 0)) for pair in beside)
    yield _Change(place[0], place[1], new, fit)


def _run_on(changed: str, at: int, known: Known) -> int:
    """The length of the stretch round a place of which every two neighbours stand in the library."""
    start = end = at
    while start > 0 and known.stands(changed[start - 1 : start + 1]):
        start -= 1
    while end < len(changed) - 1 and known.stands(changed[end : end + 2]):
        end += 1
    return max(2, end - start + 1)


def _strange(changed: str, word: str, at: int, known: Known) -> int:
    """How many of the neighbours of a word, particles apart, do not stand beside it in the library."""
    start = changed.find(word, max(0, at - len(word) + 1))
    sides = [(changed[start - 1 : start + 1], changed[start - 1])] if start > 0 else []
    end = start + len(word)
    sides += [(changed[end - 1 : end + 1], changed[end])] if end < len(changed) else []
    return sum(not known.stands(pair) for pair, beside in sides if not is_empty_word(beside))


def _sound_alike(one: str, other: str) -> bool:
    return bool(readings().get(one, frozenset()) & readings().get(other, frozenset()))


def _clearest(changes: Sequence[_Change]) -> _Change | None:
    ranked = sorted(changes, key=lambda change: -change.fit)
    if not ranked:
        return None
    return ranked[0] if len(ranked) == 1 or ranked[0].fit - ranked[1].fit >= math.log(_CLEAR) else None


def _is_name(run: str, start: int, end: int, known: Known) -> bool:
    """Whether the stretch may be a person's name: 王希闻, but not 方政俯 of 地方政俯, nor 祖赁住 of 祖赁住房."""
    for first in range(max(0, end - 3), start + 1):
        name, last = run[first : first + 3], first + 3
        inside = (first > 0 and known.stands(run[first - 1 : first + 1])) or known.stands(run[last - 1 : last + 1])
        if is_full_name(name) and not inside:
            return True
    return False


@cache
def alike(char: str) -> tuple[str, ...]:
    """The characters that sound or look like one, itself and numbers left out."""
    if char in _FIXED:
        return ()
    sounds = chain.from_iterable(near(syllable) for syllable in readings().get(char, ()))
    found = dict.fromkeys(chain(chain.from_iterable(characters()[s] for s in sounds), _shapes().get(char, "")))
    return tuple(other for other in found if other != char and other not in _FIXED)


@cache
def _shapes() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _SHAPES.read_text("utf-8").splitlines():
        for group in () if line.startswith("#") else line.split():
            for char in group:
                found[char] = found.get(char, "") + group
    return found


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]
