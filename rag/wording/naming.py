"""What a library calls things named in Latin letters: by 诺华（Novartis）in its own text, or by how its characters are read."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product

from index.people.names import is_person
from rag.finding.retrieval import Shelf
from rag.language.lexicon import fold, words_of
from rag.language.words import class_of
from rag.wording.pinyin import characters, syllables

_READ = 6  # passages read for a name
_HAN = r"\u3400-\u9fff·"
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z .&'-]*")
_LONGEST = 5  # characters of a name in pinyin
_CHAINS = 40
_END = frozenset("的与和及由在是为了等以对向从被将而或")


def known(text: str, shelf: Shelf) -> bool:
    """Whether every pair of neighbouring characters of a text stands in the library."""
    return all(shelf.spread(["".join(pair) for pair in pairwise(text)] or [text]))


def picker(shelf: Shelf) -> Callable[[Sequence[str]], str]:
    """Picks of several Chinese forms the one that the library has; the first where it has none."""

    def pick(forms: Sequence[str]) -> str:
        return forms[0] if len(forms) == 1 else next((form for form in forms if known(form, shelf)), forms[0])

    return pick


def chinese_of(name: str, shelf: Shelf) -> str:
    """The Chinese name that stands with a Latin one in the library, 诺华（Novartis）or MVA（制造业增加值）; "" where none does."""
    if not _LATIN_NAME.fullmatch(name) or not any(shelf.spread([part.lower() for part in name.split()])):
        return ""
    key = re.escape(name)
    before = re.compile(
        rf"([{_HAN}]{{2,20}})[”》]?\s?[（(](?:[^（）()]*?[,，;；、:：\s])?{key}(?![A-Za-z])[^（）()]*[）)]",
        re.IGNORECASE,
    )
    behind = re.compile(rf"(?<![A-Za-z]){key}\s?[（(]([{_HAN}]{{2,20}})[^（）()]*[）)]", re.IGNORECASE)
    for hit in shelf.search(name, _READ, "words"):
        if found := behind.search(hit.chunk.text):
            return found[1]
        if found := before.search(hit.chunk.text):
            return _name_at_the_end(found[1], name)
    return ""


def _name_at_the_end(run: str, name: str) -> str:
    """The name that a run of characters ends in: as many words as the Latin one has words or capitals, up to a particle or verb."""
    most = max(len(name.split()), sum(c.isupper() for c in name)) + 1
    taken = ""
    words = words_of(run)
    for used, word in enumerate(reversed(words)):
        lone = len(word) == 1 and word not in _END and (not taken or len(taken) < 4)
        if (
            word in _END
            or (not lone and used >= most)
            or (taken and len(word) > 1 and class_of(word) in ("verb", "other"))
        ):
            break
        taken = word + taken
    return taken or run


def read_as(name: str, behind: str, shelf: Shelf) -> str:
    """What in the library is read as a name in pinyin (Chenglan, Chen Yanbin); "" where nothing or more than one thing is.

    `behind`: what follows the name (省, 集群), which then must follow it in the library too.
    """
    letters = re.sub(r"[^a-z]", "", name.lower().replace("ü", "v"))
    found: dict[str, int] = {}
    for way in syllables(letters):
        if 2 <= len(way) <= _LONGEST:
            found |= dict(_standing(way, shelf))
    if not found:
        return ""
    if behind and len(behind) <= 2:
        followed = {
            name: n
            for name, n in found.items()
            if shelf.spread([name[-1] + behind[0]])[0] and together(name + behind, shelf)
        }
        found = followed or found
    best = sorted(found, key=lambda one: (-is_person(one), -found[one], one) if " " in name else (-found[one], one))
    clear = (
        len(best) == 1
        or found[best[0]] >= 2 * found[best[1]]
        or (" " in name and is_person(best[0]) > is_person(best[1]))
    )
    return best[0] if clear else ""


def _standing(way: Sequence[str], shelf: Shelf) -> Iterator[tuple[str, int]]:
    """The strings read in one way that stand in the library, each with the passages that have its rarest pair."""
    chains = [""]
    counts: dict[str, int] = {}
    for first, second in pairwise(way):
        pairs = ["".join(pair) for pair in product(characters()[first], characters()[second])]
        there = {pair: n for pair, n in zip(pairs, shelf.spread(pairs), strict=True) if n}
        grown = {}
        for chain, (pair, n) in product(chains, there.items()):
            if not chain or chain[-1] == pair[0]:
                longer = chain + pair[1:] if chain else pair
                grown[longer] = min(n, counts.get(chain, n))
        counts = dict(sorted(grown.items(), key=lambda item: -item[1])[:_CHAINS])
        chains = list(counts)
        if not chains:
            return
    for chain, n in counts.items():
        if len(chain) == 2 or together(chain, shelf):
            yield chain, n


def together(text: str, shelf: Shelf) -> bool:
    """Whether a string of three characters or more stands in the library as it is: its pairs alone may stand apart."""
    return any(
        text in fold(hit.chunk.text) or text in fold(hit.chunk.key) for hit in shelf.search(text, _READ, "words")
    )
