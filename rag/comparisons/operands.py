"""The figures that may answer a half of a question for a derived figure, with all that must fit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.models import Citation, Draft, Inferred
from rag.numbers.figures import quantities_in
from rag.proof.quoting import cite, inferred_in
from rag.time.indicators import Stated, owner_of, stated_in
from rag.time.modality import points_back


@dataclass(frozen=True)
class Found:
    """The figure that answers a half of a question: its citation and what the quote states of it."""

    quote: Citation
    stated: Stated
    inferred: tuple[Inferred, ...] = ()


def figures(half: str, draft: Draft) -> list[Found]:
    """The figures that a half's draft answers with: its short answer, else those of its first quote that fit the half's words."""
    if not draft.statements:
        return []
    quote = draft.statements[0].quotes[0]
    found = [Found(quote, s) for s in stated_of(quote)]
    short = draft.short_answer or ""
    exact = [f for f in found if f.stated.figure.text == short]
    places = [m.span() for m in re.finditer(re.escape(short), quote.quote)] if short else []
    named = [f for f in found if any(a < f.stated.figure.end and f.stated.figure.start < b for a, b in places)]
    return _fitting(half, exact or named or found)


def stated_of(quote: Citation) -> Sequence[Stated]:
    """What a quote states; in a row of a table, a figure measures what the head of its column says, of the row's first cell."""
    if quote.table is None:
        return stated_in(quote.quote, quote.date.value)
    cells = list(re.finditer(r"\S+", quote.quote))
    if len(cells) != len(quote.table.columns):
        return ()
    of_row = cells[0].group()
    return [
        Stated(figure, _ASIDE.sub("", head), of_row, None, None)
        for head, cell in zip(quote.table.columns, cells, strict=True)
        for figure in quantities_in(quote.quote)
        if figure.start == cell.start() and figure.end == cell.end()
    ]


_ASIDE = re.compile(r"[（(][^（）()]*[）)]|/.*$")


def elsewhere(half: str, theirs: Sequence[Found]) -> list[Found]:
    """Figures for a half in the quotes of the other one, where their indicator is named by the half."""
    quotes = once([f.quote for f in theirs])
    found = [Found(quote, s) for quote in quotes for s in stated_of(quote)]
    asked = fold(half)
    found = [f for f in found if f.stated.indicator and fold(f.stated.indicator) in asked]
    return [f for f in _fitting(half, found) if not f.stated.subject or fold(f.stated.subject) in asked]


def anywhere(half: str, units: Sequence[Unit]) -> list[Found]:
    """Figures for a half among all evidence: their indicator and whose they are stand in the half word for word."""
    asked = fold(half)
    found: list[Found] = []
    for unit in units:
        counts = any(f.kind not in ("date", "period", "rank") for f in quantities_in(unit.text))
        if not counts or unit.index is None or unit.truncated or points_back(unit.text):
            continue
        told = stated_in(unit.text, unit.document.article_at(unit.clean[0].start).date.value)
        named = [
            s for s in told if s.subject and s.indicator and fold(s.subject) in asked and fold(s.indicator) in asked
        ]
        found += [Found(cite(unit), s, inferred_in(unit, unit.clean)) for s in named]
    return _fitting(half, found)


def _fitting(half: str, found: Sequence[Found]) -> list[Found]:
    """Those of the year that a half names, of the subject it names, and of an indicator it is about."""
    years = re.findall(r"(?:19|20)\d\d(?=年)", half)
    dated = [f for f in found if not years or _covers(f, years[0])]
    subjects = [f for f in dated if f.stated.subject and fold(f.stated.subject) in fold(half)]
    return [f for f in (subjects or dated) if _about(f, half)]


def _covers(found: Found, year: str) -> bool:
    """Whether a figure holds for a year: its own time lies in it, or it has none and its document is of that year."""
    time = found.stated.time
    if time is None:
        return year in (found.quote.date.value or "")
    return int(time.low) // 10000 <= int(year) <= int(time.high) // 10000 and int(time.high) // 10000 - int(year) < 1


def _about(found: Found, half: str) -> bool:
    """Whether a figure measures what a half asks, of the one it asks about: 云城博物馆 is not 湖城博物馆, however alike."""
    own, asked = fold(found.stated.indicator), fold(half)
    if own and sum(c in asked for c in own) < _MOST * len(own):
        return False
    owner = fold(owner_of(_ASKING.split(YEAR_OF.sub("", half))[0])[0])
    subject = fold(found.stated.subject)
    if not owner:
        return True
    if subject and not ALL_OF.fullmatch(subject):
        return owner in subject or subject in owner
    quote = found.quote
    return owner in fold(" ".join([quote.quote, quote.title or "", *quote.section])) or bool(ALL_OF.match(owner))


_MOST = 0.6
YEAR_OF = re.compile(r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:底|末|初)?的?")
_ASKING = re.compile(r"有多少|是多少")
ALL_OF = re.compile(r"全[国省市县区球港校院厂村镇州]|我[国省市县区校院]|本[省市县区校院]")


def once(quotes: Sequence[Citation]) -> tuple[Citation, ...]:
    """Quotes without repeats, in order."""
    return tuple({(q.document, q.spans): q for q in quotes}.values())
