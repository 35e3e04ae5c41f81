"""Lists that are asked for: enumerations, announced items and sub-headings near the evidence, and how many there must be."""

import re
from collections.abc import Iterator, Sequence

from rag.evidence import Unit, sentence_unit
from rag.lexicon import fold, share_of_bigrams
from rag.lists import announced, announces, headings_with_parts, lists_near, ordered
from rag.models import Draft
from rag.questions import Question
from rag.scoring import Rated, coverage

_LITERALLY = 0.2  # an enumeration under the very words of the question goes before one under like words
_ANNOUNCED = 0.1  # a sentence that announces what is asked goes before items that share as many words
_ASKED_COUNT = re.compile(r"哪(?P<n>[两二三四五六七八九]|\d)(?:个|家|项|种|类|位|所|座|条|点|大|方面|步)")
AS_MANY = 0.2
_HAN_COUNT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def asked_count(question: Question) -> int:
    """How many things a question asks for (哪五个: 5), 0 where it does not say."""
    match = _ASKED_COUNT.search(question.asked)
    return (_HAN_COUNT.get(match["n"]) or int(match["n"])) if match else 0


def fewer_than_asked(question: Question, draft: Draft) -> str:
    """What is missing where a question asks for so many things and the quotes list fewer; "" otherwise."""
    wanted = asked_count(question)
    if not wanted or not draft.statements:
        return ""
    told = max(len(draft.statements), *(len(re.findall(r"[、；]|[和与及]", s.text)) + 1 for s in draft.statements))
    return f"列出{wanted}项的原文" if told < wanted else ""


def items_announced(unit: Unit) -> list[Unit]:
    """The sentences that a sentence announces (呈现三个特点。)."""
    units = (_neighbour(unit, n) for n in announced(unit))
    return [u for u in units if u and not u.truncated]


def enumerations(seeds: Sequence[Rated], weights: dict[str, float]) -> Iterator[tuple[float, list[Unit]]]:
    """Enumerations of the sections of some sentences, each with the share of the question it carries."""
    for seed in seeds:
        if announces(seed.unit.text):
            items = items_announced(seed.unit)
            if items and not ordered(seed.unit):
                yield coverage(weights, seed.unit.text, seed.unit.headings) + _ANNOUNCED, [seed.unit, *items]
        for indices in lists_near(seed.unit):
            units = [_neighbour(seed.unit, n) for n in indices]
            items = [u for u in units if u and not u.truncated]
            if len(items) > 1:
                text = " ".join([items[0].before, *(u.text for u in items)])
                literally = share_of_bigrams(fold("".join(weights)), fold(text + seed.unit.headings))
                yield coverage(weights, text, seed.unit.headings) + _LITERALLY * literally, items


def outlines(seeds: Sequence[Rated], weights: dict[str, float]) -> Iterator[tuple[float, list[Unit]]]:
    """Sub-headings in the documents of some sentences, with the share of the question that the heading above carries."""
    seen = {seed.unit.document.id: seed.unit for seed in reversed(seeds)}
    for unit in seen.values():
        for heading, parts in headings_with_parts(unit.document, unit.found):
            yield coverage(weights, heading.text, heading.headings), parts


def _neighbour(unit: Unit, n: int) -> Unit | None:
    return sentence_unit(unit.document, unit.found, n)
