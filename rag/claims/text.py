"""A claim beside what it cites: texts in one spelling, parted into clauses, and which clause of the source tells a clause of it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.claims.words import same_as
from rag.numbers.figures import quantities_in

_DASHES = str.maketrans("‐‑‒–—―－~～﹣−", "———————————")
_NOTE = re.compile(r"\[\d{1,3}(?:[,，、—-]\d{1,3})*\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_CLAUSE = re.compile(r"[，,。；;：:！!？?\n]|——")
_SENTENCE = re.compile(r"[。；;！!？?\n]")
_DIGITS = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d年)\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fffA-Za-zΑ-ω\u0400-\u04ff]")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """One spelling: compatibility forms folded, dashes alike, no white space, no marks of notes; Han punctuation stays."""
    kept = "".join(c if c in "，。；：！？（）" else unicodedata.normalize("NFKC", c) for c in _NOTE.sub("", text))
    kept = "".join(kept.translate(_DASHES).split())
    return re.sub(r"—+", "—", kept).replace("(", "（").replace(")", "）").replace('"', "“")


def letters(text: str) -> str:
    """The letters of a text, all else left out."""
    return "".join(_HAN.findall(text))


@lru_cache(maxsize=4096)
def without_figures(text: str) -> str:
    """A text with bars in place of its figures, which are checked as figures."""
    for figure in quantities_in(text):
        text = text[: figure.start] + "|" * (figure.end - figure.start) + text[figure.end :]
    return text


def spread_over(word: str, text: str, gap: int) -> bool:
    """Whether the characters of a word stand in a text in order, at most so many letters between two of them.

    No pattern: compiling one for every piece of a claim took five milliseconds each.
    """
    places = {at for at, character in enumerate(text) if character == word[:1]}
    for character in word[1:]:
        places = {
            at + step
            for at in places
            for step in range(1, gap + 2)
            if text[at + step : at + step + 1] == character and _LETTERS.fullmatch(text, at + 1, at + step)
        }
    return bool(places)


_LETTERS = re.compile(r"[\u3400-\u9fff]*")


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring letters of a text, within its marks."""
    runs = re.findall(r"[\u3400-\u9fffA-Za-z]+", text)
    return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


@dataclass(frozen=True)
class Clause:
    """A clause, its place in its text [start, end), the number of its sentence (also parted by ；), and if it opens a whole one."""

    text: str
    start: int
    end: int
    sentence: int
    opens: bool = True

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Its pairs of letters."""
        return frozenset(pairs(self.text))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers in digits, as printed, years aside."""
        return frozenset(n for n in _DIGITS.findall(self.text))


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order; the comma of 1,268 parts none."""
    found: list[Clause] = []
    at = sentence = 0
    opens = True
    for mark in [*_CLAUSE.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if (
            mark
            and mark.group() in ",:"
            and text[max(0, end - 1) : end].isdigit()
            and text[end + 1 : end + 2].isdigit()
        ):
            continue
        if text[at:end].strip("“”"):
            found.append(Clause(text[at:end], at, end, sentence, opens))
        at = mark.end() if mark else end
        sentence += bool(mark and _SENTENCE.match(mark.group()))
        opens = bool(mark and mark.group() not in "，,；;：:")
    return tuple(found)


@dataclass(frozen=True)
class Case:
    """A claim, the quotes it rests on, and what else the reader has before him (headings, title, speaker, date)."""

    claim: str
    quotes: tuple[str, ...]
    context: tuple[str, ...] = ()

    @cached_property
    def source(self) -> str:
        """The quotes in one text, a line each."""
        return "\n".join(self.quotes)

    @cached_property
    def support(self) -> str:
        """All that may be said: quotes and context, a line each."""
        return "\n".join((*self.quotes, *self.context))

    @cached_property
    def told(self) -> tuple[Clause, ...]:
        """The clauses of the claim."""
        return clauses(self.claim)

    @cached_property
    def given(self) -> tuple[Clause, ...]:
        """The clauses of the quotes."""
        return clauses(self.source)

    @cached_property
    def reworded(self) -> frozenset[str]:
        """Pairs of letters of words of the quotes that the claim says by another word: 未经 for 没有, 批准 for 获批."""
        found: set[str] = set()
        for word, alike in same_as().items():
            known = len(word) > 1 and word in self.source and word not in self.claim and "如果" not in alike
            if known and any(other in self.claim for other in alike if len(other) > 1):
                found.update(pairs(word))
        return frozenset(found)

    @cached_property
    def _spread(self) -> Counter[str]:
        return Counter(pair for clause in self.given for pair in clause.pairs)

    def weight(self, pair: str) -> float:
        """What a pair of letters tells of which clause is meant: less, the more clauses have it."""
        return 1 / self._spread[pair] if self._spread[pair] else 0.0

    def likeness(self, said: frozenset[str], clause: Clause) -> float:
        """How much of what is said a clause of the source has."""
        return sum(self.weight(pair) for pair in said & clause.pairs)

    def by_figures(self, told: Clause) -> tuple[Clause, ...]:
        """The clauses of the source that have a number of a clause of the claim, years aside; those with most of them first."""
        numbers = told.numbers
        shared = [(len(numbers & c.numbers), c) for c in self.given]
        return tuple(c for n, c in sorted(shared, key=lambda s: (-s[0], s[1].start)) if n)

    def nearest(self, said: frozenset[str]) -> tuple[Clause, ...]:
        """The clauses of the source that tell what is said, the nearest first, each telling something that those before lack."""
        found: list[Clause] = []
        left = said
        while True:
            best = max(self.given, key=lambda c: (self.likeness(left, c), -c.start), default=None)
            if best is None or self.likeness(left, best) < _LEAST:
                return tuple(found)
            found.append(best)
            left = left - best.pairs


_LEAST = 1.0


def case_of(claim: str, quotes: Sequence[str], context: Sequence[str] = ()) -> Case:
    """A case in one spelling."""
    return Case(plain(claim), tuple(map(plain, quotes)), tuple(map(plain, context)))
