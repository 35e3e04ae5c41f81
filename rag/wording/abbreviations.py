"""Short forms in a Chinese question and what the library prints for them.

Three rules, no list of cases: a Latin abbreviation that the library lacks and the glossary knows (MIIT); a province called by its
one-letter name (粤); a short name of an institution whose letters stand in order, each beginning a word, in exactly one longer
name of the library (深圳先进院, 深圳先进技术研究院).
"""

import re
from collections.abc import Iterator

from index.people.names import is_person
from rag.finding.retrieval import Shelf
from rag.language.aliases import short_forms
from rag.language.glossary import Glossary
from rag.language.lexicon import fold, is_empty_word, pieces, words_of
from rag.language.words import in_dictionary
from rag.wording.naming import known, picker, together

_LATIN = re.compile(r"[A-Za-z][A-Za-z&.-]*[A-Za-z]")
# One-letter names that mean a province wherever they stand as a word; 川 吉 新 青 宁 台 苏 are words or names of their own.
_PROVINCES = dict(
    pair.split(":")
    for pair in [
        "沪:上海",
        "渝:重庆",
        "冀:河北",
        "豫:河南",
        "鲁:山东",
        "晋:山西",
        "皖:安徽",
        "闽:福建",
        "赣:江西",
        "鄂:湖北",
        "湘:湖南",
        "粤:广东",
        "琼:海南",
        "黔:贵州",
        "滇:云南",
        "陇:甘肃",
        "浙:浙江",
    ]
)
_SHANGHAI = re.compile("沪上(?![下游涨升])的?")
_BESIDE = re.compile(r"[省市的在有和与、，]|$")
_INSTITUTION = re.compile(r"[\u4e00-\u9fff]{2,7}?[院所厅委局]")
_FULL_END = {
    "院": ("研究院", "科学院", "设计院", "工程院"), "所": ("研究所", "交易所"), "委": ("委员会", "委"), "厅": ("厅",), "局": ("局",),
}  # fmt: skip
_READ = 30


def expand(text: str, shelf: Shelf, glossary: Glossary) -> str:
    """A plain Chinese question with its short forms written out; the very same text where it has none that is beyond doubt."""
    text = _LATIN.sub(lambda latin: _of_latin(latin.group(), shelf, glossary), text)
    text = _SHANGHAI.sub("上海", text)
    for place, name in reversed(list(_provinces(text, shelf))):
        text = text[: place[0]] + name + text[place[1] :]
    return _in_full(_QUOTED.sub(lambda quoted: _as_printed(quoted, shelf), _institutions(text, shelf)), shelf)


def _in_full(text: str, shelf: Shelf) -> str:
    """With terms (国标, 长江三角洲) in the one of their forms that the library has, where it never has the one that is asked."""
    bounds = {bound for piece in pieces(text) for bound in piece}
    for forms in short_forms():
        asked = max((form for form in forms if form in text), key=len, default="")
        at = text.find(asked)
        if not asked or known(asked, shelf) or not {at, at + len(asked)} <= bounds:
            continue
        printed = next((form for form in forms if form not in text and asked not in form and known(form, shelf)), "")
        if printed:
            return _in_full(text[:at] + printed + text[at + len(asked) :], shelf)
    return text


_QUOTED = re.compile(r"(?<=“)[^“”]{4,30}(?=”)")


def _as_printed(quoted: re.Match[str], shelf: Shelf) -> str:
    """A quoted term that the library lacks, as it has it with another form of one of its words: 科技支撑体系 for 科学技术支撑体系."""
    term = quoted.group()
    if together(term, shelf):
        return term
    ways = [
        term.replace(asked, printed)
        for forms in short_forms()
        for asked in forms
        if asked in term
        for printed in forms
        if printed not in term and asked not in printed
    ]
    return next((way for way in ways if together(way, shelf)), term)


def _of_latin(short: str, shelf: Shelf, glossary: Glossary) -> str:
    entry = glossary.exact(short.lower())
    if entry is None or not short[0].isupper() or shelf.spread([short.lower()])[0]:
        return short
    name = picker(shelf)(entry.forms)
    return name if known(name, shelf) else short


def _provinces(text: str, shelf: Shelf) -> Iterator[tuple[tuple[int, int], str]]:
    """One-letter names of provinces that stand as words, [start, end), and the full names: 粤在, 沪上."""
    for run in re.finditer(r"[\u4e00-\u9fff]+", text):
        at = run.start()
        for word in words_of(run.group()):
            behind = text[at + len(word) :]
            name = word + behind[:2]
            somebody = word in _PROVINCES and is_person(name) and known(name, shelf)  # 鲁大勇
            if word in _PROVINCES and not somebody and (_BESIDE.match(behind) or not in_dictionary(word + behind[:1])):
                yield (at, at + 1), _PROVINCES[word]
            at += len(word)


def _institutions(text: str, shelf: Shelf) -> str:
    for found in _INSTITUTION.finditer(text):
        if in_dictionary(found.group()[-2:]):
            continue  # 布局, 场所: no body
        for start in _word_starts(found):
            short = text[start : found.end()]
            if known(short, shelf) or in_dictionary(short) or len(short) < _SHORTEST:
                break
            full = full_name(short, shelf)
            if full:
                return text[:start] + full + text[found.end() :]
    return text


_SHORTEST = 3


def _word_starts(found: re.Match[str]) -> Iterator[int]:
    """Where the words of a match begin, up to the last particle."""
    at = found.start()
    starts: list[int] = []
    for word in words_of(found.group()[:-1]):
        starts = [] if is_empty_word(word) else [*starts, at]
        at += len(word)
    yield from starts


def full_name(short: str, shelf: Shelf) -> str:
    """The one longer name in the library whose words a short name's letters begin, in order; "" where there is none or several."""
    ends = _FULL_END.get(short[-1], ())
    if len(short) < 3 or not ends:
        return ""
    between = r"[\u4e00-\u9fff]{0,4}?"
    letters = between.join(re.escape(c) for c in short[:-1])
    pattern = re.compile(rf"{letters}{between}(?:{'|'.join(ends)})")
    names = {name for hit in shelf.search(short, _READ, "words") for name in pattern.findall(fold(hit.chunk.key))}
    fitting = {name for name in names if len(name) > len(short) and begins_words(short, name)}
    shortest = {name for name in fitting if not any(other != name and other in name for other in fitting)}
    return shortest.pop() if len(shortest) == 1 else ""


def begins_words(short: str, name: str) -> bool:
    """Whether every letter of a short name continues the one before it or begins a word of the long name, in order."""
    starts, at = set[int](), 0
    for word in words_of(name):
        starts.add(at)
        at += len(word)
    return _in_order(short, name, 0, starts)


def _in_order(short: str, name: str, at: int, starts: set[int]) -> bool:
    if not short:
        return True
    for place in range(at, len(name)):
        follows = place in starts or (place == at and at > 0) or len(short) == 1
        if name[place] == short[0] and follows and _in_order(short[1:], name, place + 1, starts):
            return True
    return False
