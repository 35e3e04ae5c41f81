"""Lists that are asked for: enumerations, announced items and sub-headings near the evidence, and how many there must be."""

import re
from collections.abc import Iterator, Sequence

from rag.asking.questions import Question
from rag.choosing.lists import (
    announced,
    announced_count,
    announces,
    headings_with_parts,
    items_inside,
    lists_near,
    ordered,
)
from rag.choosing.scoring import Rated, coverage
from rag.finding.evidence import Unit, neighbours, sentence_unit
from rag.finding.features import Lens
from rag.language.lexicon import fold, share_of_bigrams
from rag.models import Draft

_LITERALLY = 0.2  # an enumeration under the very words of the question goes before one under like words
_ANNOUNCED = 0.1  # a sentence that announces what is asked goes before items that share as many words
_ASKED_COUNT = re.compile(r"哪(?P<n>[两二三四五六七八九]|\d)(?:个|家|项|种|类|位|所|座|条|点|大|方面|步)")
_AS_MANY = 0.2
_SEEDS = 30  # best sentences in whose sections an enumeration is looked for
_OF_IT = 0.85
_HAN_COUNT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def asked_count(question: Question) -> int:
    """How many things a question asks for (哪五个: 5), 0 where it does not say."""
    match = _ASKED_COUNT.search(question.asked)
    return (_HAN_COUNT.get(match["n"]) or int(match["n"])) if match else 0


def announces_as_many(question: Question, unit: Unit) -> bool:
    """Whether a unit says that there are just as many of a thing as are asked for."""
    wanted = asked_count(question)
    told = announced_count(unit.text) if wanted else None
    return told is not None and told.many == wanted and told.said[-2:] in question.asked


def fewer_than_asked(question: Question, draft: Draft) -> str:
    """What is missing where a question asks for so many things and the quotes list fewer; "" otherwise."""
    wanted = asked_count(question)
    if not wanted or not draft.statements:
        return ""
    if any(
        (a := announced_count(s.text)) and a.many == wanted and (items_inside(s.text) or "：" in s.text)
        for s in draft.statements
    ):
        return ""  # the text itself says that there are so many; that it holds fewer is said beside it
    told = max(len(draft.statements), *(len(re.findall(r"[、；]|[和与及]", s.text)) + 1 for s in draft.statements))
    return f"列出{wanted}项的原文" if told < wanted else ""


def shortfall(question: Question, chosen: Sequence[Unit]) -> str:
    """That a text announces more items than it holds, in words; "" where it holds them all, or announces none.

    Counted are items with ordinals: what else follows an announcement may be more than one item or none.
    """
    if question.kind not in ("list", "how", "why", "other") or not chosen:
        return ""
    first = chosen[0]
    texts = [unit.text for unit in chosen]
    inside = items_inside(first.text)
    held = inside or items_inside("；".join(texts))
    told = announced_count(first.text if inside or announces(first.text) else first.before) if held else None
    if told is None or held >= told.many:
        return ""
    return f"原文称“{told.said}”，现存文本中只找到{held}项"


def items_announced(unit: Unit) -> list[Unit]:
    """The sentences that a sentence announces (呈现三个特点。)."""
    units = (_neighbour(unit, n) for n in announced(unit))
    return [u for u in units if u and (not u.truncated or len(u.text) >= _MUCH_LEFT)]


_MUCH_LEFT = (
    40  # characters of a sentence whose end is lost, from which it still lists something; it is marked as cut off
)


def best_items(lens: Lens, met: Sequence[Rated], least: float, carried: float = 0.0) -> list[Unit]:
    """The items of the enumeration that carries a question best, if it carries at least the share `least` of it; else none.

    An enumeration in the text goes before the sub-headings of a heading that carries the question no better; one of just as many
    items as are asked for (哪三条) before others. `carried`: share of the question's words, by their rarity in Chinese at large,
    that the best sentence carries: items that lack what it has are of something else.
    """
    wanted, weights = asked_count(lens.question), dict(lens.weights)
    found = [*enumerations(met[:_SEEDS], weights), *outlines(met[:_SEEDS], weights)]
    if _STAGES.search(lens.question.asked) and (staged := [*stages(met[:_SEEDS], weights)]):
        return max(staged, key=lambda f: f[0])[1]
    fitting = [
        (share + _AS_MANY * (len(items) == wanted), items)
        for share, items in found
        if not carried or _about(lens, items) >= _OF_IT * carried
    ]
    share, items = max(fitting, key=lambda f: f[0], default=(0.0, []))
    return items if share >= least else []


def _about(lens: Lens, items: Sequence[Unit]) -> float:
    words = {term: weight for term, weight in lens.rarity.items() if len(term) > 1}
    return coverage(words, " ".join([_lead(items[0]), *(u.text for u in items)]), items[0].headings)


def _lead(item: Unit) -> str:
    """The sentence before an item, in its block or in the one before where that one announces it (…下列条件：)."""
    if item.before or not item.index:
        return item.before
    near = _neighbour(item, item.index - 1)
    return near.text if near and (announces(near.text) or near.text.endswith(("：", ":"))) else ""


def run_of(unit: Unit) -> list[Unit]:
    """The items of the enumeration that a unit is one of (首先…其次…), none where it is none: one reason of three is no answer."""
    run = next((run for run in lists_near(unit) if unit.index in run), ())
    items = [_neighbour(unit, n) for n in run]
    return [item for item in items if item and not item.truncated]


_STAGES = re.compile(
    r"(?:哪|几|什么|各|多少)[^，。？]{0,4}(?:阶段|时期|步骤)|阶段性?变化|历程|沿革|演变过程|分几步|几个阶段"
)
_PERIOD = re.compile(
    r"^\s*(?:自|从|到|至|在|截至)?(?:19|20)\d\d\s?(?:年|[—–~－-]\s?(?:19|20)\d\d\s?年)(?:代)?(?:以前|之前|前|以来|之后|以后|后|起|初|底|期间|至今|至|到)?"
)
_SAYS_STAGE = re.compile(r"阶段|时期|步骤|历程|沿革|演变|经历|先后|重点|起止|年份|特点|内容|如何|每个|分别|步走")
_OF_STAGES = 0.5  # share of a question that a run of dated sentences must hold with what leads it


def stages(seeds: Sequence[Rated], weights: dict[str, float]) -> Iterator[tuple[float, list[Unit]]]:
    """Runs of sentences in a row that begin with their periods, where stages are asked for, with the share of the question they carry."""
    weights = {t: w for t, w in weights.items() if not _SAYS_STAGE.search(t)}
    for seed in seeds:
        if seed.unit.index is None or not weights:
            continue
        run: list[Unit] = []
        for n in neighbours(seed.unit.document, seed.unit):
            unit = _neighbour(seed.unit, n)
            if unit and not unit.truncated and _PERIOD.match(unit.text):
                run.append(unit)
            elif run:
                break
        if len(run) < _RUN:
            continue
        led = " ".join([run[0].before, *(unit.text for unit in run)])
        share = coverage(weights, led, run[0].headings)
        if share >= _OF_STAGES:
            yield share, run


_RUN = 2


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
                text = " ".join([_lead(items[0]), *(u.text for u in items)])
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
