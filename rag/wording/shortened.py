"""Names shortened by their middle (全球集群趋势报告 for 全球先进制造业集群发展趋势报告): the one name of the library that has all its words in order.

A name that stands in the library itself is left alone, and so is one that two names of it would fit. Nothing is put in before the
first word or behind the last, and no place, number or year ever: 深圳医疗器械集群 is no 深圳市坪山区高端医疗器械集群.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from rag.finding.retrieval import Shelf
from rag.language.aliases import agencies
from rag.language.lexicon import fold, is_empty_word, masked, rarity, words_of
from rag.language.places import places_in
from rag.language.words import tag_of

_ENDS = (
    r"集群|报告|规划|方案|意见|办法|公司|协会|中心|平台|合作社|学院|大学|研究院|基金|体系|工程|行动|码头|产业园|开发区"
)
_END = re.compile(rf"(?:{_ENDS})$")
_RUN = re.compile(r"[\u4e00-\u9fff]{5,}")
_BETWEEN = r"[\u4e00-\u9fff]{0,6}?"
_LEAST_WORDS, _SHORTEST, _MOST_IN, _FEW_IN, _READ, _TRIED = 3, 5, 9, 4, 12, 4
_NOT_IN = re.compile(r"[其的和与及或在是有为由将被把等了以对于向从上下内外中]|[一二三四五六七八九十百两几]|[省市县区]")


def in_full(text: str, shelf: Shelf) -> str:
    """A Chinese question with one such name in full; the very same text where it has none that is beyond doubt."""
    for start, end in _places(masked(text)):
        if full := _full(text[start:end], shelf):
            return text[:start] + full + text[end:]
    return text


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where such names may stand in a text: words without a particle between them, the last of which names a kind; the longest first."""
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        at, starts = run.start(), list[int]()
        for word in words_of(run.group()):
            none = is_empty_word(word) or word in agencies() or tag_of(word) in _NO_WORD
            starts = [] if none else [*starts, at]
            at += len(word)
            if _END.search(word):
                found += [(start, at) for start in starts if at - start >= _SHORTEST]
    yield from sorted(found, key=lambda place: place[0] - place[1])[:_TRIED]


_NO_WORD = frozenset(["p", "c", "r", "d", "u", "f"])


def _full(short: str, shelf: Shelf) -> str:
    words = _words(short)
    if not words or len(words) < _LEAST_WORDS - _tells_apart(words[0]):
        return ""
    titles = [fold(listed.title) for listed in shelf.documents() if listed.title]
    keys = [fold(hit.chunk.key) for hit in shelf.search(short, _READ, "words")]
    if any(short in key for key in [*titles, *keys]):
        return ""
    pattern = re.compile(_BETWEEN.join(map(re.escape, words)))
    called = {m.group() for title in titles for m in pattern.finditer(title) if _is_longer(m.group(), words, _MOST_IN)}
    fitting = {f"《{title}》" for title in called}
    if not fitting and _tells_apart(words[0]):
        fitting = {m.group() for key in keys for m in pattern.finditer(key) if _is_longer(m.group(), words, _FEW_IN)}
    shortest = {name for name in fitting if not any(other != name and other in name for other in fitting)}
    return shortest.pop() if len(shortest) == 1 else ""


def _words(short: str) -> list[str]:
    """The words of a name; of lone characters side by side the first two are one, the others begin words: 鲸湾, 货, 代."""
    found: list[str] = []
    for alone, words in groupby(words_of(short), key=lambda word: len(word) == 1):
        own = list(words)
        if alone and len(own) == 1:
            return []
        found += ["".join(own[:2]), *own[2:]] if alone else own
    return found


def _tells_apart(word: str) -> bool:
    """Whether a name that begins so is one of its own: 深广, 鲸湾, 宁波; not 全球典型, nor a country's."""
    return (rarity(word) >= _RARE or bool(places_in(word))) and not _WIDE.search(word)


_RARE = 0.88
_WIDE = re.compile(r"[洲球国]$|世界|美利坚|欧盟|日本|英格兰")


def _is_longer(name: str, words: list[str], most: int) -> bool:
    """Whether a name has more than the words, and nothing more that would make it another thing."""
    put_in, at = "", 0
    for word in words:
        here = name.find(word, at)
        put_in += name[at:here]
        at = here + len(word)
    if not 0 < len(put_in) <= most or _NOT_IN.search(put_in) or places_in(put_in):
        return False
    if most == _FEW_IN and _GENERAL.fullmatch(put_in):
        return False  # 集群 is 产业集群 wherever it is searched
    return not any(tag_of(word) in _NO_PART for word in [words[0], *words_of(put_in)])


_GENERAL = re.compile(r"(?:产业|先进|制造业|企业|发展|现代|新型|特色|相关|重点|主要|优势|区域|创新|示范)+")


_NO_PART = frozenset(["v", "d", "p", "r", "c", "u", "ad", "f"])
