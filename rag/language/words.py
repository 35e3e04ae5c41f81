"""What kind of word a term is, by jieba's dictionary: names and nouns say what a question is about, verbs much less."""

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

WordClass = Literal["name", "noun", "verb", "other"]
CLASSES: tuple[WordClass, ...] = ("name", "noun", "verb", "other")
# Tags of the dictionary (ICTCLAS): nr person, ns place, nt organisation, nz other name; vn a verb used as a noun (发展) says as
# little of a subject as a verb does.
_TAGS: tuple[tuple[str, WordClass], ...] = (
    ("nr", "name"), ("ns", "name"), ("nt", "name"), ("nz", "name"), ("eng", "name"),
    ("n", "noun"), ("l", "noun"), ("j", "noun"), ("i", "noun"), ("g", "noun"), ("b", "noun"),
    ("v", "verb"), ("a", "verb"), ("z", "verb"),
)  # fmt: skip


@lru_cache(maxsize=16384)
def class_of(term: str) -> WordClass:
    """The class of a term (folded). Latin words are names; a number is `other`; a word the dictionary lacks is a noun.

    A lone character is never a noun or a name: 厂, 座 are too short to tell one subject from another.
    """
    if term.isascii():
        return "name" if any(c.isalpha() for c in term) else "other"
    tag = tag_of(term)
    if len(term) == 1:
        return "verb" if tag else "other"
    return next((kind for prefix, kind in _TAGS if tag.startswith(prefix)), "other") if tag else "noun"


def is_proper(term: str) -> bool:
    """Whether a term names something of its own: a Latin or tagged name, or a word of three or more characters no dictionary has.

    Two characters that no dictionary has are more often the ends of two words (训练费|掏钱: 费掏).
    """
    return class_of(term) == "name" or (len(term) > 2 and class_of(term) == "noun" and not tag_of(term))


def is_noun(term: str) -> bool:
    """Whether a term is a noun that says what a question is about: by the dictionary, or of three or more unknown characters.

    Two unknown characters are more often the ends of two words: 居第, 再砸, 费掏.
    """
    if term.isascii() or len(term) < 2:
        return False
    tag = tag_of(term)
    return tag.startswith("n") if tag else len(term) > 2


def is_time(term: str) -> bool:
    """Whether a term is a word of time: 去年, 春节, 上半年; 现代 and 三期 are such words too, and part of names."""
    return tag_of(term).startswith("t")


def is_verb(term: str) -> bool:
    """Whether a term is a verb and nothing else by the dictionary: 接待 is; 发展, also a noun, and 先进 are not."""
    tag = tag_of(term)
    return tag.startswith("v") and tag != "vn"


def is_name(term: str, rarity: float, *, present: bool = True) -> bool:
    """Whether a term is so likely a name that nothing else can stand for it: rare in Chinese at large, and tagged or unknown.

    The dictionary tags 城市 and 印发 as names too; those are not rare. An unknown or plain word is one only where some passage
    has it (`present`): 底特律 is, 老听人 and 病根 are how people talk. An address (promo.example.com) names nothing.
    """
    if term.isascii():
        return len(term) > _ABBREVIATION and "." not in term and any(c.isalpha() for c in term) and rarity >= _RARE
    tag = tag_of(term) if len(term) > 1 else "x"
    if tag.startswith(("ns", "nr", "nt", "nz")):
        return rarity >= _RARE
    return present and ((not tag and len(term) > 2 and rarity >= _RARE) or (tag == "n" and rarity >= _VERY_RARE))


_RARE, _VERY_RARE, _ABBREVIATION = 0.88, 0.96, 3


def is_grammar(term: str) -> bool:
    """Whether the dictionary has a term as an adverb, a conjunction, a preposition, a pronoun, a particle or a place word only."""
    return tag_of(term) in ("d", "c", "p", "r", "u", "ul", "uj", "uz", "ug", "y", "o", "e", "zg", "df", "ad") or (
        len(term) > 1 and tag_of(term) == "f"
    )


def is_plain_verb(term: str) -> bool:
    """Whether the dictionary has a term as a verb or an adjective only; 投资 and 出口 may be nouns too."""
    return tag_of(term) in ("v", "a", "vi", "vg", "z", "an", "ag", "vd")


def is_verbal_noun(term: str) -> bool:
    """Whether the dictionary has a term as a verb that is used as a noun: 投资, 管理."""
    return tag_of(term) == "vn"


def in_dictionary(word: str) -> bool:
    """Whether the dictionary has a word."""
    return bool(tag_of(word))


def names_something(word: str) -> bool:
    """Whether the dictionary tags a word as the name of a place or a person."""
    return tag_of(word).startswith(("ns", "nr"))


@lru_cache(maxsize=16384)
def tag_of(word: str) -> str:
    """A word's tag in the dictionary, "" where it has none. A look-up in the bytes: jieba's own loading takes half a second."""
    data, sorted_from = _dictionary()
    if not word.isalnum() and not word.isascii():
        return ""  # no entry but AT&T, C++ has a mark in it
    line = f"\n{word} ".encode()
    # Bisection where the lines are sorted: a search through all five megabytes takes seven milliseconds.
    at = data.find(line) if _UNSORTED.match(word) else _line_at(data, line, sorted_from)
    return data[at + 1 : data.find(b"\n", at + 1)].split()[-1].decode() if at >= 0 else ""


_UNSORTED = re.compile(r"(?![\u4e00-\u9fff]+$)|高|吉林$")  # what jieba's file does not have in the order of code points


def _line_at(data: bytes, start: bytes, low: int) -> int:
    """Where a line begins (at the feed before it) that starts so, among the sorted lines from `low` on; -1 where none does."""
    high = len(data)
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2 + 1)
        middle = max(middle, low)
        line = data[middle : middle + len(start)]
        if line == start:
            return middle
        if _word(data, middle) < start[1:-1]:
            following = data.find(b"\n", middle + 1)
            low = following if following >= 0 else high
        else:
            high = middle
    return -1


def _word(data: bytes, at: int) -> bytes:
    return data[at + 1 : data.find(b" ", at + 1)]


@cache
def _dictionary() -> tuple[bytes, int]:
    """The lines of jieba's dictionary, and from where on they are sorted by their bytes (the Han words)."""
    package = find_spec("jieba")  # found, not imported: importing it takes a quarter of a second
    if package is None or package.origin is None:
        return b"", 0
    data = b"\n" + Path(package.origin).with_name("dict.txt").read_bytes()
    return data, max(0, data.find("\n一 ".encode()))
