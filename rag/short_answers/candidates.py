"""Spans of a sentence that may be a short answer: figures, dates, and runs of words within a clause."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.people.names import ends_with_post, is_full_name, is_person
from index.simplified import simplify
from rag.language.lexicon import pieces
from rag.language.places import places_in
from rag.language.words import tag_of
from rag.numbers.figures import Figure, dates_in, figures_in

Indices = NDArray[np.int64]

# What a word is: by jieba's tag, by its letters, or by the rule that found it.
CLASSES = (
    "end", "stop", "comma", "listing", "mark", "figure", "date", "latin", "person", "place", "organisation", "name", "noun",
    "time", "verb", "adjective", "adverb", "pronoun", "count", "preposition", "conjunction", "的", "是", "particle", "unknown",
)  # fmt: skip
CLASS = {name: i for i, name in enumerate(CLASSES)}
_TAGS = (
    ("nrt", "person"), ("nr", "person"), ("ns", "place"), ("nt", "organisation"), ("nz", "name"), ("n", "noun"), ("t", "time"),
    ("vn", "noun"), ("v", "verb"), ("j", "noun"), ("l", "noun"), ("i", "noun"), ("s", "noun"), ("an", "noun"), ("a", "adjective"),
    ("b", "adjective"), ("z", "adjective"), ("d", "adverb"), ("r", "pronoun"), ("q", "count"), ("m", "count"), ("p", "preposition"),
    ("c", "conjunction"), ("u", "particle"), ("y", "particle"), ("f", "noun"), ("g", "noun"), ("e", "particle"), ("k", "particle"),
)  # fmt: skip
_OWN = {
    "的": "的",
    "是": "是",
    "为": "是",
    "叫": "是",
    "地": "particle",
    "了": "particle",
    "着": "particle",
    "所": "particle",
}
_MARKS = dict.fromkeys("。！？；!?;\n", "stop") | dict.fromkeys("，,：:—…", "comma") | dict.fromkeys("、", "listing")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9.'&+-]*(?:[ \u00a0·-]+[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9.'&+-]*)*")
_YEAR_OF_DATE = re.compile(r"[0-9０-９]{4}\s?年")
# 十五年三月, 嘉靖四十年, 8月底, 9月4日前: what `dates_in` does not take for a date.
_OTHER_DATE = re.compile(
    r"[一二三四五六七八九十元廿〇零]{1,4}年(?:[一二三四五六七八九十正腊]{1,3}月)?(?:[一二三四五六七八九十初廿]{1,3}[日号])?"
    r"|[0-9０-９]{1,2}\s?月(?:份|底|初|末|上旬|中旬|下旬|\s?[0-9０-９]{1,2}\s?[日号])?"
)
_QUOTED = re.compile(r"《[^《》]{1,40}》|“[^“”]{1,40}”|「[^「」]{1,40}」|‘[^‘’]{1,40}’|『[^『』]{1,40}』")
_REACHES = re.compile(r"(?:高达|达到|达|仅)\s?")
_LOWER = re.compile(
    r"(?<![\d.月日年])(?:约|近|超过)?\d[\d,.]*(?:%|万亿|亿|万|千|百)?"
    r"(?:公里|平方米|美元|欧元|毫米|厘米|小时|分钟|[元个家项种类名人位吨米年天度倍辆台套艘座条件次亩户株只头岁])?(?:[至到~～–—-]+)$"
)  # 20至|55毫米
_RANGE = 16
ABOUT = re.compile(
    r"^(?:不低于|不少于|不超过|超过|突破|高达|将近|接近|大约|约为|约占|达到|近|超|逾|约|达|仅)|(?:左右|以上|以下|之多)$"
)
MOST_WORDS, _MOST_CHARS = 9, 40
_NOT_FIRST = frozenset({"stop", "comma", "listing", "的", "particle", "conjunction"})
_NOT_LAST = frozenset({"stop", "comma", "listing", "的", "particle", "conjunction", "preposition", "是"})
_OPENING, _CLOSING = "《“「‘『（(【", "》”」’』）)】"
_ORGANISATION = re.compile(
    r"(?:公司|集团|大学|学院|研究院|研究所|中心|协会|学会|委员会|办公厅|办公室|银行|医院|法院|检察院|联盟|基金会|实验室|部|局|厅|署|委|社|队|馆|院|所|会|厂|校|台)$"
)
_PLACE_END = re.compile(r"(?:省|市|县|区|州|镇|乡|村|国|岛|山|河|江|湖|海|湾|港|路|街|城|郡|府|寺|洲)$")


@dataclass(frozen=True)
class Word:
    """A word of a sentence, [start, end), with its class; a figure and a date are one word each (a date's year another)."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True)
class Candidates:
    """The words of a sentence and the candidates made of them: words [first, last) each."""

    text: str
    words: tuple[Word, ...]
    figures: dict[tuple[int, int], Figure]
    first: Indices
    last: Indices

    def slice(self, i: int) -> tuple[int, int]:
        """Where candidate `i` stands in the text."""
        return self.words[int(self.first[i])].start, self.words[int(self.last[i]) - 1].end


def matched(text: str) -> str:
    """A text for matching, character for character: half-width, simplified, lower case."""
    text = simplify(text)
    return "".join(_half(c) for c in text)


def _half(char: str) -> str:
    if char.isascii():
        return char.lower()
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0).lower()
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


@lru_cache(maxsize=64)
def candidates_of(text: str) -> Candidates:
    """All candidates of a sentence."""
    plain = matched(text)
    figures = figures_in(text)
    words = tuple(_words(plain, figures))
    places = {(_core(plain, f), _end(plain, f)): f for f in figures}
    pairs = sorted({*_runs(words), *_quotations(plain, words)})
    first, last = np.array(pairs, np.int64).reshape(-1, 2).T
    return Candidates(text, words, places, first, last)


def _words(text: str, figures: Sequence[Figure]) -> Iterator[Word]:
    """Words in order, without gaps but for white space."""
    fixed = sorted(_fixed(text, figures))
    ends = {end for _, end, _ in fixed} | {start for start, _, _ in fixed}
    inside = {c for start, end, _ in fixed for c in range(start, end)}
    at = 0
    loose: list[tuple[int, int]] = []
    for start, end in pieces(text):
        cuts = [start, *(c for c in range(start + 1, end) if c in ends), end]
        loose += [(a, b) for a, b in pairwise(cuts) if a not in inside]
    names = _names(text, [b for _, b in loose])
    loose = [piece for a, b in loose for piece in _parted(a, b, names)]
    spans = sorted([*((a, b, "") for a, b in loose if b > a), *fixed])
    for start, end, kind in spans:
        if start < at:
            continue
        yield from _between(text, at, start)
        yield Word(start, end, text[start:end], kind or _class(text[start:end]))
        at = end
    yield from _between(text, at, len(text))


def _names(text: str, ends: Sequence[int]) -> set[int]:
    """Where names begin and end behind a post (主席|李丰|会见), so that no word reaches over them."""
    cuts: set[int] = set()
    for at in ends:
        if ends_with_post(text[max(0, at - 4) : at]):
            for size in (3, 2):
                if is_full_name(text[at : at + size]) or (size == 2 and is_person(text[at : at + 2])):
                    cuts |= {at, at + size}
    return cuts


def _parted(start: int, end: int, cuts: set[int]) -> Iterator[tuple[int, int]]:
    yield from pairwise([start, *(c for c in range(start + 1, end) if c in cuts), end])


def _between(text: str, start: int, end: int) -> Iterator[Word]:
    for c in range(start, end):
        if not text[c].isspace() or text[c] == "\n":
            yield Word(c, c + 1, text[c], _MARKS.get(text[c], "mark"))


def _fixed(text: str, figures: Sequence[Figure]) -> Iterator[tuple[int, int, str]]:
    """Dates (the year apart), figures, Latin names; the first of those that overlap."""
    taken: set[int] = set()
    counted = sorted(
        ((_core(text, f), _end(text, f), "figure") for f in figures), key=lambda s: s[0] - s[1]
    )  # ranges first
    for start, end, kind in [*_dates(text), *counted, *_latin(text)]:
        if taken.isdisjoint(range(start, end)) and end > start:
            taken.update(range(start, end))
            yield start, end, kind


def _core(text: str, figure: Figure) -> int:
    """Where a figure begins: without the verb before it (达到20万亿元 is 20万亿元; 超过, 近, 约 belong to it), with a range's start."""
    verb = _REACHES.match(text, figure.start, figure.end)
    start = verb.end() if verb else figure.start
    start += len(text[start : figure.end]) - len(text[start : figure.end].lstrip())
    lower = _LOWER.search(text, max(0, start - _RANGE), start)
    return lower.start() if lower else start


def _end(text: str, figure: Figure) -> int:
    return figure.start + len(text[figure.start : figure.end].rstrip())


def _dates(text: str) -> Iterator[tuple[int, int, str]]:
    for date in dates_in(text):
        year = _YEAR_OF_DATE.match(text, date.start, date.end)
        if year and year.end() < date.end:
            yield date.start, year.end(), "date"
            yield year.end(), date.end, "date"
        else:
            yield date.start, date.end, "date"
    for match in _OTHER_DATE.finditer(text):
        yield match.start(), match.end(), "date"


def _latin(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _LATIN.finditer(text):
        yield match.start(), match.end(), "latin"


@lru_cache(maxsize=32768)
def _class(word: str) -> str:
    if word in _OWN:
        return _OWN[word]
    if word[0].isascii():
        return "latin" if any(c.isalpha() for c in word) else "figure"
    if not ("\u3400" <= word[0] <= "\u9fff"):
        return "mark"
    tag = tag_of(word)
    kind = next((kind for prefix, kind in _TAGS if tag.startswith(prefix)), "unknown")
    return "place" if kind in ("unknown", "person", "name") and places_in(word) else kind


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Runs of words within a clause that begin and end with a word that a name or a thing may begin and end with."""
    for i, word in enumerate(words):
        if word.kind in _NOT_FIRST or (word.kind == "mark" and word.text not in _OPENING):
            continue
        for j in range(i + 1, min(len(words), i + MOST_WORDS) + 1):
            last = words[j - 1]
            if last.kind in ("stop", "comma") or last.end - word.start > _MOST_CHARS:
                break
            if last.kind in _NOT_LAST or (last.kind == "mark" and last.text not in _CLOSING):
                continue
            if _balanced(words, i, j):
                yield i, j


def _balanced(words: Sequence[Word], i: int, j: int) -> bool:
    """Whether every bracket and quotation mark opened inside is closed inside."""
    depth = 0
    for word in words[i:j]:
        if word.kind == "mark":
            depth += (word.text in _OPENING) - (word.text in _CLOSING)
            if depth < 0:
                return False
    return depth == 0


def _quotations(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """What stands in quotation marks and title marks, with and without them."""
    starts = {word.start: i for i, word in enumerate(words)}
    ends = {word.end: i + 1 for i, word in enumerate(words)}
    for match in _QUOTED.finditer(text):
        for start, end in (match.span(), (match.start() + 1, match.end() - 1)):
            if start in starts and end in ends and starts[start] < ends[end]:
                yield starts[start], ends[end]


@lru_cache(maxsize=32768)
def shape_of(text: str) -> tuple[float, float, float, float]:
    """Whether a run of characters has the shape of a person's name, a sure one, an organisation, a place."""
    short = 2 <= len(text) <= 4 or "·" in text
    return (
        float(short and is_person(text)),
        float(short and is_full_name(text)),
        float(_ORGANISATION.search(text) is not None),
        float(_PLACE_END.search(text) is not None or bool(places_in(text[-4:]))),
    )


def normal(text: str) -> str:
    """A short answer's key for comparison: letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", matched(text)) if c.isalnum())


def bare(text: str) -> str:
    """The same without the words that say how exact a figure is (超过, 约, 左右): by it a figure is told right or wrong."""
    return normal(ABOUT.sub("", ABOUT.sub("", text)))
