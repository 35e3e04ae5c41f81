"""Two figures that one sentence or data box gives of two things in the same words: 甲业增加值年均增长7.9% 乙业增加值年均增长8.7%."""

import re
from collections.abc import Sequence

from rag.comparisons.operands import ALL_OF, Found
from rag.comparisons.pairing import Pair
from rag.comparisons.parallel import names_of
from rag.finding.evidence import Unit
from rag.language.lexicon import content, credit, fold, terms
from rag.numbers.figures import quantities_in
from rag.proof.quoting import cite, inferred_in
from rag.time.indicators import stated_in

_TWO = 2
_LEAST = 2
_RISES = re.compile(r"增速|增长率|增幅|增长|涨幅|降幅")
_MEASURED = re.compile(r"(?:年均|平均|每年|增加值|产值|的)+$")
_NO_WORDS = re.compile(r"[，。；、：:\s]|分别|以及|则|而|为|达到|达|是|和")


def twins(pair: Pair, units: Sequence[Unit]) -> list[list[Found]]:
    """The two figures of a unit whose clauses differ in nothing but the names that the halves differ in; [[], []] elsewhere."""
    told, common = ([], "") if pair.over_time else names_of(pair)
    names = [_MEASURED.sub("", fold(name)) for name in told]
    asked = [fold(t) for t in terms(content("".join([*(fold(n) for n in told), common]))) if len(t) > 1]
    asked = [t for t in asked if not any(t in n or n in t for n in names)]
    if len(names) != _TWO or any(len(name) < _LEAST for name in names):
        return [[], []]
    for unit in units:
        if (
            unit.truncated
            or unit.found.chunk.table_row is not None
            or not all(fold(unit.text).count(n) == 1 for n in names)
        ):
            continue
        found = _in_unit(unit, names, asked)
        if found:
            return found
    return [[], []]


def _in_unit(unit: Unit, names: Sequence[str], asked: Sequence[str]) -> list[list[Found]]:
    quote = cite(unit)
    text = quote.quote
    told = stated_in(text, quote.date.value)
    figures = [f for f in quantities_in(text) if f.kind not in ("date", "period")]
    clauses: dict[str, tuple[str, int]] = {}
    start = 0
    for n, figure in enumerate(figures):
        words = fold(text[start : figure.start])
        here = [name for name in names if name in words]
        if len(here) > 1:
            return []
        if here:
            clauses[here[0]] = (words, n)
        start = figure.end
    if len(clauses) < _TWO:
        return []
    rests = [_rest(clauses[name][0], name) for name in names]
    shorter, longer = sorted(rests, key=len)
    if not longer.endswith(shorter) or len(longer) - len(shorter) > _TAIL or not _about(shorter, asked):
        return []
    chosen = [[s for s in told if s.figure.start == figures[clauses[name][1]].start] for name in names]
    if not all(len(one) == 1 for one in chosen):
        return []
    return [[Found(quote, one[0], inferred_in(unit, unit.clean))] for one in chosen]


_TAIL = 12


def _rest(words: str, name: str) -> str:
    """What a clause says beside the name, without dates and small words."""
    behind = re.sub(r"(?:19|20)\d\d年?(?:至|到|[-—–])?", "", words[words.find(name) + len(name) :])
    return ALL_OF.sub("", _NO_WORDS.sub("", behind))


def _about(rest: str, asked: Sequence[str]) -> bool:
    """Whether the clauses say what is asked, a rise by whatever word; where nothing is asked by name, they may only tell of rises."""
    rises = _RISES.search(rest) is not None
    nouns = [t for t in asked if not _RISES.search(t) and t not in _MEAN]
    return all(credit(t, rest) >= _THERE for t in nouns) and (rises or bool(nouns))


_MEAN = ("年均", "平均", "每年", "同比")
_THERE = 0.6
