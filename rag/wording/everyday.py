"""Everyday words of a question and what the library's texts say for them: 养蜂的 and 蜂农, 好处 and 降低成本.

The table (`everyday.tsv`) has general Chinese only. Which of the words that texts may use for an everyday one is meant, and whether
any is, the library tells: the one that stands in a sentence with the most of what else is asked. A word that stands there itself
is left alone, and so are titles, quoted words and numbers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.finding.retrieval import Shelf
from rag.language.lexicon import content, credit, fold, pieces, rarity, terms
from rag.wording.naming import together

_TABLE = Path(__file__).with_name("everyday.tsv")
_KEPT = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"")
_STOPS = re.compile(r"[。；！？\n]")
_READ = 10  # passages in which the words are looked for
_LEAST = 0.4  # share of what else is asked, by rarity, that must stand in a word's sentence
_BETTER = 0.05  # by so much it must stand beside more of it than the everyday word does
_IN_KEY = 0.35  # what stands in headings counts so much
_PHRASE = 3  # characters from which a saying is one, however a dictionary cuts it
_SAME = "="  # before a word that means the very same: it need not stand beside the rest of the question
_REST = "~"  # parts what the library must have of a form from what else is put in
_MOST = 3  # words changed in a question


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    forms: tuple[str, ...]
    same: frozenset[str]


def official(text: str, shelf: Shelf) -> str:
    """A Chinese question with everyday words in those that the library has for them; the very same text where it has none."""
    text = _RATE.sub(lambda share: _rate(share, shelf), text)
    return "".join(_in_part(part, shelf) for part in _PARTS.split(text))


_PARTS = re.compile(r"(?<=[？?；;])(?=.)")


def _in_part(text: str, shelf: Shelf) -> str:
    """One part of a question in such words."""
    for _ in range(_MOST):
        found = _places(text)
        better = (_best(text, found, shelf) or _same(text, found, shelf)) if found else None
        if better is None:
            break
        place, form = better
        text = text[: place.start] + form + text[place.end :]
    return text


def _same(text: str, found: Sequence[_Place], shelf: Shelf) -> tuple[_Place, str] | None:
    """An everyday word that the library lacks, and the word of the very same meaning that it has."""
    for place in found:
        form = next(
            (
                f
                for f in place.forms
                if f in place.same and _looked_for(f) not in text and together(_looked_for(f), shelf)
            ),
            "",
        )
        if form and not together(text[place.start : place.end], shelf):
            return place, form.replace(_REST, "")
    return None


_WHEN = re.compile(r"哪一?年|什么时候|何时|哪天")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RATE = re.compile(r"(?:做|搞|开展|实行)?(?P<of>[\u4e00-\u9fff]{2,3})的(?:比例|比重|占比)")


def _rate(share: re.Match[str], shelf: Shelf) -> str:
    """预冷的比例 as 预冷率 where the library has the one and not the other."""
    rate = share["of"] + "率"
    if not all(shelf.spread([rate[i : i + 2] for i in range(len(rate) - 1)])):
        return share.group()
    keys = [fold(hit.chunk.key) for hit in shelf.search(rate, _READ, "words")]
    said = f"{share['of']}的{share.group()[-2:]}"
    return rate if any(rate in key for key in keys) and not any(said in key for key in keys) else share.group()


def _best(text: str, found: Sequence[_Place], shelf: Shelf) -> tuple[_Place, str] | None:
    """The first everyday word for which a word of the library stands beside more of the question, and that word."""
    forms = dict.fromkeys(_looked_for(form) for place in found for form in place.forms)
    about = _without(text, found)
    sentences = [*_sentences(about, shelf), *_sentences(f"{about} {' '.join(forms)}", shelf)]
    rest = {term: rarity(term) ** 2 for term in terms(content(_without(text, found)))}
    if not rest:
        return None
    dated = _WHEN.search(text) is not None
    told = [(_held(rest, line, key), line) for line, key in sentences if not dated or _YEAR.search(line)]
    for place in found:
        own = fold(text[place.start : place.end])
        least = max(_LEAST, max((share for share, sentence in told if own in sentence), default=0.0) + _BETTER)
        rated = [
            (max((share for share, sentence in told if fold(_looked_for(form)) in sentence), default=0.0), -n, form)
            for n, form in enumerate(place.forms)
            if _looked_for(form) not in text
        ]
        best = max(rated, default=(0.0, 0, ""))
        if best[0] >= least:
            return place, best[2].replace(_REST, "")
    return None


def _looked_for(form: str) -> str:
    """What of a form the library must have: 吞吐量 of 吞吐量~是多少."""
    return form.partition(_REST)[0]


def _without(text: str, found: Sequence[_Place]) -> str:
    for place in reversed(found):
        text = text[: place.start] + " " + text[place.end :]
    return text


def _sentences(query: str, shelf: Shelf) -> list[tuple[str, str]]:
    """The sentences (folded) of the passages found, each with the folded key of its passage."""
    return [
        (fold(sentence), fold(hit.chunk.key))
        for hit in shelf.search(query, _READ, "words")
        for sentence in _STOPS.split(hit.chunk.text)
        if sentence.strip()
    ]


def _held(weights: Mapping[str, float], sentence: str, key: str) -> float:
    total = sum(weights.values())
    held = sum(w * max(credit(t, sentence), _IN_KEY * credit(t, key)) for t, w in weights.items())
    return held / total if total else 0.0


def _places(text: str) -> list[_Place]:
    """Where everyday words stand in a text, from left to right; of several at one place the longest."""
    covered = _KEPT.sub(lambda kept: " " * len(kept.group()), text)
    bounds = {bound for piece in pieces(covered) for bound in piece}
    return list(_standing(covered, bounds))


def _standing(text: str, bounds: set[int]) -> Iterator[_Place]:
    at = 0
    while found := _pattern().search(text, at):
        forms, same, before = _entries()[found.group()]
        whole = found.end() - found.start() >= _PHRASE or {found.start(), found.end()} <= bounds
        if whole and before.search(text[: found.start()]):
            yield _Place(found.start(), found.end(), forms, same)
            at = found.end()
        else:
            at = found.start() + 1


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_entries(), key=len, reverse=True))))


@cache
def _entries() -> dict[str, tuple[tuple[str, ...], frozenset[str], re.Pattern[str]]]:
    """By everyday word: the words for it, those of them that mean the very same, and what must stand before it."""
    found: dict[str, tuple[tuple[str, ...], frozenset[str], re.Pattern[str]]] = {}
    for line in _TABLE.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        said, printed, *before = line.split("\t")
        words = printed.split("/")
        same = frozenset(word[1:] for word in words if word.startswith(_SAME))
        for form in said.split("|"):
            others = tuple(word.removeprefix(_SAME) for word in words if word.removeprefix(_SAME) != form)
            found.setdefault(form, (others, same, re.compile("".join(before))))
    return found
