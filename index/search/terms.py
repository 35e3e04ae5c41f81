"""Text -> terms of word search: every Han character, every pair of neighbouring ones, every run of letters and digits.

Chosen on the dev sets over 66,000 news and encyclopedia chunks: pairs and characters find more than words of jieba or of the
shipped vocabulary (newsqa R@1/10 .40/.74 against .39/.71, drcd .91/.99 against .88/.97, lay questions over all laws
R@10/100 .56/.76 against .52/.72), and adding the words to them gains nothing.

A term is a 32-bit number: a character its own code, a pair both codes. Runs, which may be of any length, are hashed into
the 2**27 numbers whose upper half would be a surrogate, which no pair uses: an unknown run meets a known one once in
thousands of times, and then only adds a candidate.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.forms import INVISIBLE, visible
from index.simplified import simplified_points, simplify

TERMS = "terms-2"  # raise it whenever the same text gives other terms, or goes to the embedder in another form
Codes = NDArray[np.uint32]

_OTHER, _HAN, _RUN, _IGNORED, _DOT = range(5)
_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x3007, 0x3007))
# Characters that Chinese texts are made of, none of which joins the one before it as a combining mark would.
_SIMPLE_RANGES = (
    (0x00, 0xFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2460, 0x2473),
    (0x25A0, 0x25FF),
    (0x3000, 0x3020),
    (0xFF01, 0xFF5E),
)
_PLAIN_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
_UNFOLDED = 0xFFFFFFFF
_RUN_BASE = 0xD8000000
_RARE_HAN_BASE, _RARE_HAN_SIZE = (
    0xE000,
    0x1900,
)  # room for characters beyond 16 bits: the private use area, not a letter


class Terms(NamedTuple):
    """Terms of several texts: `codes[i]` stands in text `owners[i]`; in no useful order."""

    codes: Codes
    owners: NDArray[np.int64]


def normalise(text: str) -> str:
    """The form in which texts are matched: NFKC, lower case, simplified. Never stored, shown or cited."""
    return simplify(unicodedata.normalize("NFKC", visible(text)).lower())


def find_terms(texts: Sequence[str]) -> Terms:
    """All terms of all texts, as often as they occur."""
    if not texts:
        return Terms(np.empty(0, np.uint32), np.empty(0, np.int64))
    points, owners = _normal_points(texts)
    classes = _classes(points)
    points, owners, classes = (a[classes != _IGNORED] for a in (points, owners, classes))
    points = np.where(points > 0xFFFF, _RARE_HAN_BASE + points % _RARE_HAN_SIZE, points)
    classes = _decimal_points(points, classes)
    han = np.flatnonzero(classes == _HAN)
    pairs = np.flatnonzero((classes[:-1] == _HAN) & (classes[1:] == _HAN))
    runs, starts = _runs(points, classes == _RUN)
    codes = np.concatenate([points[han], (points[pairs] << np.uint32(16)) | points[pairs + 1], runs])
    return Terms(codes, owners[np.concatenate([han, pairs, starts])])


def pair_codes(strings: Sequence[str]) -> Codes | None:
    """The term of each string where all are pairs of plain simplified Han characters; None where one is not. For many at once."""
    text = "".join(strings)
    if not strings or any(len(string) != 2 for string in strings) or simplify(text) is not text:
        return None
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if ((points < _PLAIN_HAN_RANGES[1][0]) | (points > _PLAIN_HAN_RANGES[1][1])).any():
        return None
    return (points[::2] << np.uint32(16)) | points[1::2]


def _normal_points(texts: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Code points of the normalised texts and whose they are: by table where every character has one, else text by text."""
    points, owners = _points(texts)
    table = _foldings()[np.minimum(points, 0xFFFF)]
    if (table == _UNFOLDED).any():
        slow = set(owners[table == _UNFOLDED].tolist())
        points, owners = _points([normalise(text) if n in slow else text for n, text in enumerate(texts)])
        fast = np.fromiter((n not in slow for n in range(len(texts))), bool, len(texts))[owners]
        return np.where(fast, _foldings()[np.minimum(points, 0xFFFF)], points), owners
    return table, owners


@cache
def _foldings() -> Codes:
    """What each 16-bit code point becomes in `normalise`, whatever stands beside it; `_UNFOLDED` where that is not one known."""
    table = np.full(0x10000, _UNFOLDED, np.uint32)
    for first, last in _SIMPLE_RANGES:
        for point in range(first, last + 1):
            folded = normalise(chr(point))
            if len(folded) == 1:
                table[point] = ord(folded)
    for first, last in _PLAIN_HAN_RANGES:
        table[first : last + 1] = np.arange(first, last + 1)
    for old, new in simplified_points().items():
        if old <= 0xFFFF and table[old] != _UNFOLDED:
            table[old] = new
    return table


def _points(texts: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Code points of the texts, each ended by a line feed, so that nothing reaches across; and whose they are."""
    data = ("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass")
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return np.frombuffer(data, np.uint32), np.repeat(np.arange(len(texts)), lengths)


def _classes(points: Codes) -> NDArray[np.uint8]:
    classes = _table()[np.minimum(points, 0xFFFF)]
    classes[(points >= 0x20000) & (points < 0x34000)] = _HAN
    return classes


@cache
def _table() -> NDArray[np.uint8]:
    table = np.fromiter((_RUN if chr(point).isalnum() else _OTHER for point in range(0x10000)), np.uint8, 0x10000)
    for first, last in _HAN_RANGES:
        table[first : last + 1] = _HAN
    table[[*INVISIBLE]] = _IGNORED
    table[ord(".")] = _DOT
    table[0xFFFF] = _OTHER  # stands for all characters beyond 16 bits
    return table


def _decimal_points(points: Codes, classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A full stop between digits belongs to the number: 4.5 is neither 4 nor 5."""
    dots = np.flatnonzero(classes[1:-1] == _DOT) + 1
    digit = (points >= ord("0")) & (points <= ord("9"))
    classes[dots] = np.where(digit[dots - 1] & digit[dots + 1], _RUN, _OTHER)
    return classes


def _runs(points: Codes, inside: NDArray[np.bool_]) -> tuple[Codes, NDArray[np.int64]]:
    """Hashes of the maximal runs, and where each begins."""
    places = np.flatnonzero(inside)
    if not len(places):
        return np.empty(0, np.uint32), places
    first = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    within = np.arange(len(places)) - np.repeat(first, np.diff(first, append=len(places)))
    powers = np.cumprod(np.full(int(within.max()) + 1, 0x9E3779B97F4A7C15, np.uint64))
    mixed = np.add.reduceat((points[places].astype(np.uint64) + np.uint64(1)) * powers[within], first)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return (np.uint64(_RUN_BASE) + (mixed >> np.uint64(37))).astype(np.uint32), places[first]
