"""An English question -> the same question in Chinese words, for searching and analysing it; the answer quotes Chinese text.

No translation for reading: words and phrases by the glossary, the longest first, in an order that Chinese questions have, so
that kind, unit, places, years and terms are read from them as from any question.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.language.glossary import MOST_WORDS, Entry, Glossary
from rag.wording.english_numbers import figures_in_chinese
from rag.wording.english_order import Item, grammar, in_order
from rag.wording.english_words import AUXILIARIES, DROPPED, LONE, SMALL_NUMBERS

_TOKEN = re.compile(
    r"'s|(?:[A-Za-z]\.){2,}|[A-Za-z][A-Za-z0-9'&/+]*(?:[-.][A-Za-z0-9][A-Za-z0-9']*)*|[“《][^”》]*[\u3400-\u9fff][^”》]*[”》][\u3400-\u9fff]*"
    r"|[0-9](?:[0-9.,]*[0-9])?[^\s,;:?!.()]*|[\u3400-\u9fff]+|[,;:?!.()\"“”]"
)
_LATIN = re.compile(r"[A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW_HAN = 0.2
_LEAST_WORDS = 3


@dataclass(frozen=True)
class Translated:
    """A question in Chinese words; `lost`: English words that nothing is known for, left out of it."""

    text: str
    lost: tuple[str, ...] = ()
    known: int = 0


@dataclass(frozen=True)
class Words:
    """What a translation looks things up in.

    `pick`: of several Chinese forms the one the library has; `named`: what the library calls something of an unknown name, "" if nothing.
    """

    glossary: Glossary
    pick: Callable[[Sequence[str]], str]
    named: Callable[[str, str], str]


def is_english(text: str) -> bool:
    """Whether a question is English: three Latin words or more, and few Han characters (a name given as in the text)."""
    words = _LATIN.findall(text)
    letters = sum(len(word) for word in words)
    lower = any(word.islower() for word in words)
    return len(words) >= _LEAST_WORDS and lower and len(_HAN.findall(text)) <= _FEW_HAN * letters


def translate(text: str, words: Words) -> Translated:
    """An English question in Chinese words."""
    text = figures_in_chinese(text.replace("’", "'").replace("‘", "'").replace("–", "-"))
    text = re.sub(r"'s?(?=\s|$|[,?;.])", " 's ", text)
    clauses: list[list[Item]] = [[]]
    for item in _items(_TOKEN.findall(text), words):
        clauses[-1].append(item)
        if item.role == "stop":
            clauses.append([])
    asked = "".join(in_order(clause) for clause in clauses if clause)
    every = [item for clause in clauses for item in clause]
    lost = tuple(dict.fromkeys(item.english for item in every if item.role == "lost"))
    known = sum(item.role in ("noun", "verb", "name") for item in every)
    return Translated(_tidy(asked), lost, known)


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?<=[\u3400-\u9fff，。？；：”》%\d]) (?=[\u3400-\u9fff，。？；：“《\d])", "", text)
    return re.sub(r"^[，。；：\s]+|(?<=[，。；：])[，。；：]+|[，；：\s]+(?=[？。]|$)", "", text).strip()


_STOPS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "。", ".": "。"}


def _items(tokens: Sequence[str], words: Words) -> Iterator[Item]:
    at = 0
    while at < len(tokens):
        item, used = _item(tokens, at, words)
        yield item
        at += used


def _item(tokens: Sequence[str], at: int, words: Words) -> tuple[Item, int]:
    """What stands at a place of the question, and how many tokens it takes."""
    token = tokens[at]
    if token in _STOPS:
        return Item(_STOPS[token], "stop"), 1
    if token in _BRACKETS:
        return Item("", "drop"), 1
    if _HAN.search(token) or token[0].isdigit():
        return Item(token, "figure" if token[0].isdigit() else "noun", token), 1
    return _phrase(tokens, at, words) or _single(tokens, at, words) or _name(tokens, at, words)


_BRACKETS = frozenset('()"“”')


def _phrase(tokens: Sequence[str], at: int, words: Words) -> tuple[Item, int] | None:
    """The longest phrase of the glossary that begins at a place."""
    for size in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        phrase = tuple(token.lower().rstrip(".") or token for token in tokens[at : at + size])
        entry = _entry(phrase, words, capital=tokens[at].isupper())
        if entry:
            return Item(words.pick(entry.forms), "verb" if entry.verb else "noun", " ".join(phrase)), size
    return None


def _single(tokens: Sequence[str], at: int, words: Words) -> tuple[Item, int] | None:
    """A word of grammar, a compound of known parts, 每 and what it goes with."""
    token, lower = tokens[at], tokens[at].lower()
    if lower == "per" and at + 1 < len(tokens) and (each := words.glossary.find((tokens[at + 1].lower(),))):
        return Item("每" + words.pick(each.forms), "noun", "per"), 2
    plain = grammar(lower)
    if plain:
        return plain, 1
    if "-" in token and all(parts := [_part(part.lower(), words) for part in token.split("-")]):
        return Item("".join(parts), "noun", lower), 1
    return None


def _part(part: str, words: Words) -> str:
    entry = words.glossary.find((part,))
    return SMALL_NUMBERS.get(part, "") or (words.pick(entry.forms) if entry else "")


def _entry(phrase: tuple[str, ...], words: Words, *, capital: bool) -> Entry | None:
    if phrase == ("us",) and capital:
        return words.glossary.exact("us")
    if len(phrase) == 1 and (phrase[0] in LONE or phrase[0] in DROPPED or phrase[0] in AUXILIARIES):
        return None
    return words.glossary.find(phrase)


def _name(tokens: Sequence[str], at: int, words: Words) -> tuple[Item, int]:
    """A name: capitalised words that the glossary lacks, as the library calls it; other unknown words are lost."""
    size = 0
    while at + size < len(tokens) and size < 4 and _is_name(tokens[at + size], words):
        size += 1
    behind = next(
        (e.forms[0] for t in tokens[at + size : at + size + 1] if (e := words.glossary.find((t.lower(),)))), ""
    )
    for used in range(size, 0, -1):
        name = " ".join(tokens[at : at + used])
        called = words.named(name, behind if used == size else "")
        if called:
            return Item(called, "name", name), used
    if size:
        name = " ".join(tokens[at : at + size])
        return Item(f" {name} ", "name", name), size
    parsed = words.named(tokens[at], behind) if at and tokens[at - 1] in '("“' else ""
    return Item(parsed, "name" if parsed else "lost", tokens[at]), 1


def _is_name(token: str, words: Words) -> bool:
    lower = token.lower()
    if not token[0].isalpha() or not (token[0].isupper() or any(c.isdigit() for c in token)):
        return False
    return grammar(lower) is None and words.glossary.find((lower,)) is None
