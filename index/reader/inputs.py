"""A question and sentences -> the arrays that the small reader works on: words with their places, and what matches what.

Nothing here knows a trained weight; training and serving both read texts by it. Words are those of the shipped vocabulary,
and every mark of punctuation is a token of its own: spans end at 《 》 and ， as often as at words.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.segmentation import DEFAULT_MODEL, UNKNOWN, load_tokenizer
from index.simplified import simplify

Codes = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

MARKS = "，。、；：？！“”‘’（）《》【】「」—…·%-/~.,()\"'"
SPECIAL = len(MARKS) + 1  # ids beyond the vocabulary: the marks, and one for all other signs
QUESTION_LENGTH, SENTENCE_LENGTH, CONTEXT_LENGTH = 80, 240, 160  # characters that are read
TOKEN_FEATURES, QUESTION_FEATURES, PAIR_FEATURES, SENTENCE_FEATURES = 12, 4, 9, 7
_LONGEST_RUN = 8  # a match of more characters says no more


class Candidate(NamedTuple):
    """A sentence that may answer; `before`: the sentence before it; `heading`: title and headings above it."""

    text: str
    before: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Tokens:
    """Tokens of several texts, one after the other: `owner[i]` is the text of token i, [start, end) its characters in it."""

    ids: Ints
    owner: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True)
class Inputs:
    """One question with its sentences.

    `question`, `sentences`: their tokens. `question_features` (question tokens, 4), `token_features` (sentence tokens, 12),
    `pair_features` (sentences, question tokens, 9), `sentence_features` (sentences, 7); all about 0..1.
    """

    question: Tokens
    sentences: Tokens
    question_features: Floats
    token_features: Floats
    pair_features: Floats
    sentence_features: Floats

    @property
    def count(self) -> int:
        """Number of sentences."""
        return len(self.sentence_features)


class WordReader:
    """Cuts texts into tokens by the vocabulary of a model folder."""

    def __init__(self, folder: Path = DEFAULT_MODEL) -> None:
        self._tokenizer = load_tokenizer(folder)
        self.size = int(self._tokenizer.get_vocab_size())

    def cut(self, texts: Sequence[str]) -> Tokens:
        """The tokens of texts that `folded` made; places are characters of each text."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        bases = np.cumsum([0, *(len(text) + 1 for text in texts)])
        places = [
            (a + base, b + base) for e, base in zip(encodings, bases.tolist(), strict=False) for a, b in e.offsets
        ]
        words = np.array(places, np.int64).reshape(-1, 2)
        codes = code_points("\n".join(texts) + "\n")
        covered = np.zeros(len(codes) + 1, np.int64)
        np.add.at(covered, words[:, 0], 1)
        np.add.at(covered, words[:, 1], -1)
        marks = np.flatnonzero((np.cumsum(covered[:-1]) == 0) & ~np.isin(codes, _blanks()))
        ids = np.concatenate(
            [np.array([i for e in encodings for i in e.ids], np.int64), self.size + _mark_of(codes[marks])]
        )
        start = np.concatenate([words[:, 0], marks])
        end = np.concatenate([words[:, 1], marks + 1])
        order = np.argsort(start, kind="stable")
        ids, start, end = ids[order], start[order], end[order]
        owner = np.searchsorted(bases, start, side="right") - 1
        return Tokens(ids, owner, start - bases[owner], end - bases[owner])

    def rarity(self, ids: Ints) -> Floats:
        """How rare words are, 0 (的) to 1, by their rank: the vocabulary is in order of frequency; marks are 0."""
        ranks = np.where(ids == UNKNOWN, self.size - 1, ids)
        found = np.log(ranks + 1.0) / np.log(self.size)
        return np.where(ids >= self.size, 0.0, found).astype(np.float32)


def folded(text: str, longest: int) -> str:
    """The form in which texts are matched, of the same length as the text (cut to `longest`): offsets stay those of the text."""
    return simplify("".join(map(_folded_character, text[:longest])))


@lru_cache(maxsize=65536)
def _folded_character(character: str) -> str:
    form = unicodedata.normalize("NFKC", character).lower()
    if character.isspace() or form.isspace():
        return " "
    # The vocabulary would make two letters of Ⅳ, at one place: such a sign is no word.
    return form if len(form) == 1 else character if character in MARKS else "\ufffd"


def code_points(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _blanks() -> Codes:
    return code_points(" \n\t\r")


@cache
def _marks() -> tuple[Codes, Ints]:
    codes = code_points(MARKS)
    order = np.argsort(codes)
    return codes[order], order.astype(np.int64)


def _mark_of(codes: Codes) -> Ints:
    known, numbers = _marks()
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return np.where(known[at] == codes, numbers[at], len(MARKS))


def runs(question: Codes, text: Codes) -> NDArray[np.int8]:
    """How long a run of characters that both have covers each pair of places, shape (question, text); 0 where they differ.

    Runs longer than 100 count as 100. A code point 0 in the question matches nothing.
    """
    found: NDArray[np.int8] = (question[:, None] == text[None, :]).astype(np.int8)
    for i in range(1, len(question)):
        found[i, 1:] *= np.minimum(found[i - 1, :-1], 99) + 1
    for i in range(len(question) - 2, -1, -1):
        longer = np.where(found[i, :-1] > 0, found[i + 1, 1:], 0)  # none where this place does not match itself
        np.maximum(found[i, :-1], longer, out=found[i, :-1])
    return found


@dataclass(frozen=True)
class _Side:
    """Texts that a question is compared with: characters, where each text starts, and the runs that cover them."""

    starts: Ints
    covered: NDArray[np.int8]

    @classmethod
    def of(cls, question: Codes, texts: Sequence[str]) -> "_Side":
        starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
        return cls(starts, runs(question, code_points("\n".join(texts) + "\n")))

    def by_question(self) -> NDArray[np.int8]:
        """The longest run of each text that covers a character of the question: (question characters, texts)."""
        found: NDArray[np.int8] = np.maximum.reduceat(self.covered, self.starts, axis=1)
        return found


def read(question: str, candidates: Sequence[Candidate], words: WordReader) -> Inputs:
    """The arrays of a question and its sentences (at least one).

    Errors: `ValueError` where there is no sentence, or the question has no token.
    """
    if not candidates:
        raise ValueError("no sentence given: the reader needs at least one")
    asked = folded(question, QUESTION_LENGTH)
    texts = [folded(c.text, SENTENCE_LENGTH) for c in candidates]
    cut = words.cut([asked, *texts])
    split = int(np.searchsorted(cut.owner, 1))
    if split == 0:
        raise ValueError(f"question {question!r} has no word or sign: ask with words")
    own = Tokens(cut.ids[:split], cut.owner[:split], cut.start[:split], cut.end[:split])
    others = Tokens(cut.ids[split:], cut.owner[split:] - 1, cut.start[split:], cut.end[split:])
    codes = code_points(asked).copy()
    codes[[not c.isalnum() for c in asked]] = 0
    sides = [
        _Side.of(codes, texts),
        _Side.of(codes, [folded(c.before[-CONTEXT_LENGTH:], CONTEXT_LENGTH) for c in candidates]),
        _Side.of(codes, [folded(c.heading, CONTEXT_LENGTH) for c in candidates]),
    ]
    rarity = words.rarity(own.ids)
    first = code_points("\n".join(texts) + "\n")[sides[0].starts[others.owner] + others.start]
    pairs = _pair_features(own, others, sides, len(texts))
    return Inputs(
        own,
        others,
        _question_features(own, rarity, codes),
        _token_features(own, others, sides[0], first, words),
        pairs,
        _sentence_features(pairs, rarity, others, first),
    )


def _digits(codes: Codes) -> NDArray[np.bool_]:
    return (codes >= 0x30) & (codes <= 0x39)


def _question_features(own: Tokens, rarity: Floats, codes: Codes) -> Floats:
    length = (own.end - own.start) / 4
    place = (np.arange(len(own.ids)) + 1) / len(own.ids)
    return np.stack([rarity, _digits(codes[own.start]), length, place], axis=1).astype(np.float32)


def _token_features(own: Tokens, others: Tokens, side: _Side, first: Codes, words: WordReader) -> Floats:
    if not len(others.ids):
        return np.zeros((0, TOKEN_FEATURES), np.float32)
    rarity, marks = words.rarity(others.ids), others.ids >= words.size
    best = side.covered.max(axis=0)
    starts = side.starts[others.owner] + others.start
    length = (others.end - others.start).astype(np.float64)
    # Between two tokens lie only blanks, which nothing matches: sums up to the next token are those of the token.
    met = np.add.reduceat((best >= 1).astype(np.float64), starts) / length
    paired = np.add.reduceat((best >= 2).astype(np.float64), starts) / length
    run = np.minimum(np.maximum.reduceat(best, starts), _LONGEST_RUN) / _LONGEST_RUN
    exact = np.isin(others.ids, own.ids) & ~marks
    ends = np.maximum.reduceat(others.end, np.searchsorted(others.owner, np.unique(others.owner)))
    whole = ends[np.unique(others.owner, return_inverse=True)[1]]
    columns = [
        met,
        paired,
        run,
        exact,
        rarity,
        rarity * exact,
        _digits(first),
        (first >= 0x61) & (first <= 0x7A),
        marks,
        np.minimum(length, 8) / 4,
        others.start / whole,
        others.ids == UNKNOWN,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _pair_features(own: Tokens, others: Tokens, sides: Sequence[_Side], count: int) -> Floats:
    """What each sentence has of each word of the question: in it, in the sentence before, in the heading, anywhere."""
    found = [side.by_question() for side in sides]
    found.append(np.maximum.reduce(found))
    length = (own.end - own.start)[:, None]
    columns = []
    for longest in found:
        columns.append(np.add.reduceat((longest >= 2).astype(np.float32), own.start, axis=0) / length)
        columns.append(np.minimum(np.maximum.reduceat(longest, own.start, axis=0), _LONGEST_RUN) / _LONGEST_RUN)
    exact = np.zeros((len(own.ids), count), np.float32)
    for row, word in enumerate(own.ids):
        exact[row, others.owner[others.ids == word]] = 1
    return np.stack([*columns, exact], axis=2).transpose(1, 0, 2).astype(np.float32)


def _sentence_features(pairs: Floats, rarity: Floats, others: Tokens, first: Codes) -> Floats:
    count = len(pairs)
    total = max(float(rarity.sum()), 1e-6)
    shares = [(pairs[:, :, column] * rarity).sum(axis=1) / total for column in (0, 2, 4, 6, 8)]
    tokens = np.bincount(others.owner, minlength=count)
    numbers = np.bincount(others.owner[_digits(first)], minlength=count)
    return np.stack([*shares, np.log1p(tokens) / 5, np.minimum(numbers, 4) / 4], axis=1).astype(np.float32)
