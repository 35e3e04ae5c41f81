"""The figures of an answer: for each number in a claim what it says, and where the document prints it or how it was obtained."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from index.models import Document
from rag.models import Answer, AnswerFigure, Citation, Claim, Inferred, PrintedFigure
from rag.numbers.derivations import Derivation, Operand, compute
from rag.numbers.figures import quantities_in
from rag.numbers.numerals import decimal
from rag.numbers.quantities import Figure, Qualifier
from rag.shown.aligning import Aligned, align
from rag.shown.row_figures import row_figures
from rag.tables.plans import Plan
from rag.time.figure_times import time_of
from rag.time.indicators import Stated, is_measuring, names_owner, stated_in
from rag.time.modality import modality_at

_SCOPES = re.compile(
    r"全国|全省|全市|全县|全区|全球|全镇|全村|全州|全港|全行业|世界|我国|规模以上|规上|限额以上|公办|民办|城镇|农村|不变价|可比价|当年价|现价"
)
_OF_ALL = re.compile(r"(约|大约|近|超过?|逾)占[^，。；：]*$")  # 约占全国的23%: 约 is said of the figure
_LED: Mapping[str, Qualifier] = {
    "约": "about",
    "大约": "about",
    "近": "below",
    "超": "above",
    "超过": "above",
    "逾": "above",
}
_CELLS = ("extreme", "value")  # operations whose numbers each stand in one cell
_NUMERAL = re.compile(r"[\d０-９一二三四五六七八九十百千万亿]")
_BRACKETS = re.compile(r"（(?P<number>[^（）]+)）(?=，|$)")
_BARE = 2  # letters of a noun that names no one: 集群, 企业


def answer_figures(answer: Answer, document: Callable[[str], Document]) -> tuple[AnswerFigure, ...]:
    """The figures of all claims of an answer in order. `document`: gives a document by its id.

    A figure whose letters do not stand in the document as quoted is left out.
    """
    cited = {citation.n: citation for citation in answer.citations}
    source = _Source(document)
    found = [
        figure
        for number, claim in enumerate(answer.claims)
        for figure in _of_claim(number, claim, [cited[n] for n in claim.citations], source)
    ]
    return _with_short(found, answer)


class _Source:
    """The figures that quotes print, each quote read once."""

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document = document
        self._aligned: dict[int, Aligned | None] = {}

    def document(self, citation: Citation) -> Document:
        return self._document(citation.document)

    def aligned(self, citation: Citation) -> Aligned | None:
        if citation.n not in self._aligned:
            raw = self._document(citation.document).raw
            self._aligned[citation.n] = align(citation.quote, citation.spans, raw)
        return self._aligned[citation.n]

    def printed(self, citation: Citation, start: int, end: int) -> PrintedFigure | None:
        """What stands in a range of a quote, with its raw spans."""
        aligned = self.aligned(citation)
        spans = aligned.to_raw(start, end) if aligned else ()
        return PrintedFigure(citation.n, citation.quote[start:end], spans) if spans else None


def _of_claim(number: int, claim: Claim, cited: Sequence[Citation], source: _Source) -> Iterator[AnswerFigure]:
    if claim.plan is not None:
        return _counted(number, claim, claim.plan, cited, source)
    if claim.derived is not None:
        return _computed(number, claim, claim.derived, cited, source)
    return _quoted(number, claim, cited, source)


def _quoted(number: int, claim: Claim, cited: Sequence[Citation], source: _Source) -> Iterator[AnswerFigure]:
    """The figures of a claim that is a slice of a quote; they are read in the whole quote, which says more of them."""
    citation = next((c for c in cited if claim.text in c.quote), None)
    if citation is None:
        return
    shift = citation.quote.find(claim.text)
    for figure in _in_quote(citation, source):
        start, end = figure.start - shift, figure.end - shift
        if start >= 0 and end <= len(claim.text):
            repaired = next((i for i in claim.inferred if figure.inferred and i.as_printed in figure.text), None)
            yield replace(figure, claim=number, start=start, end=end, inferred=repaired or figure.inferred)


def _in_quote(citation: Citation, source: _Source) -> Iterator[AnswerFigure]:
    """The figures of a quote, placed in it."""
    if citation.table is not None:
        yield from _in_row(citation, source)
        return
    text = citation.quote
    told = {(s.figure.start, s.figure.end): s for s in stated_in(text, citation.date.value)}
    for figure in quantities_in(text):
        printed = source.printed(citation, figure.start, figure.end)
        if printed is not None:
            stated = told.get((figure.start, figure.end))
            yield _told(_card(figure, printed.text, printed), figure, stated, citation)


def _in_row(citation: Citation, source: _Source) -> Iterator[AnswerFigure]:
    aligned = source.aligned(citation)
    if aligned is None:
        return
    for cell in row_figures(citation, aligned, source.document(citation)):
        printed = source.printed(citation, cell.figure.start, cell.figure.end)
        if printed is not None:
            card = _card(cell.figure, printed.text, printed)
            date = None if cell.figure.kind in ("date", "period") else cell.time
            scope = _scope(f"{citation.table.name if citation.table else ''}{cell.indicator}")
            card = replace(card, indicator=cell.indicator, subject=cell.subject, scope=scope, date=date)
            yield replace(card, inferred=cell.inferred) if cell.inferred else card


def _card(figure: Figure, text: str, source: PrintedFigure | None = None) -> AnswerFigure:
    damaged = Inferred(figure.text, exact(figure.value or Fraction(0)), figure.rule) if figure.rule else None
    return AnswerFigure(
        claim=0,
        start=figure.start,
        end=figure.end,
        text=text,
        origin="printed",
        kind=figure.kind,
        value=exact(figure.value) if figure.value is not None else None,
        low=exact(figure.low),
        high=exact(figure.high),
        unit=figure.unit,
        qualifier=figure.qualifier,
        change=figure.change,
        source=source,
        inferred=damaged,
    )


def _told(card: AnswerFigure, figure: Figure, stated: Stated | None, citation: Citation) -> AnswerFigure:
    """A figure of running text with what its sentence says of it; an indicator or owner that is hardly one is left out."""
    text = citation.quote
    if stated is None:
        return replace(card, modality=modality_at(text, figure.start, figure.end, citation.date.value))
    behind = bool(stated.indicator) and text.startswith(stated.indicator, figure.end)
    led = _OF_ALL.search(text[: figure.start]) if stated.share_of and figure.qualifier == "exact" else None
    return replace(
        card,
        qualifier=_LED[led[1]] if led else figure.qualifier,
        indicator=stated.indicator if behind or is_measuring(stated.indicator) else "",
        subject=stated.subject if _named(stated.subject) else "",
        share_of=stated.share_of,
        scope=_scope(f"{stated.subject}{stated.indicator}"),
        date=time_of(text, figure, stated.time, citation),
        modality=stated.modality,
    )


def _named(subject: str) -> bool:
    """Whether a subject is the name of something: 青口港, 全国; not 集群, nor what was taken for one."""
    return (len(subject) > _BARE and names_owner(subject)) or _SCOPES.fullmatch(subject) is not None


def _scope(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SCOPES.findall(words)))


def _counted(
    number: int, claim: Claim, plan: Plan, cited: Sequence[Citation], source: _Source
) -> Iterator[AnswerFigure]:
    """The figures that a count opens with, before its plan in words; those of the plan itself are its own, not the answer's."""
    said, _, rest = claim.text.partition(f"（《{plan.name}》")
    formula = f"《{plan.name}》{_bracketed(rest)}"
    cells = [f for c in cited for f in _in_row(c, source)] if plan.operation in _CELLS else []
    for figure in _said(said, plan):
        if figure.kind in ("date", "period") and plan.operation not in _CELLS:
            continue  # the name of a group: 2019年9个
        value = exact(figure.value) if figure.value is not None else None
        cell = next((c for c in cells if c.source and (c.value, c.low) == (value, exact(figure.low))), None)
        card = replace(_card(figure, said[figure.start : figure.end]), claim=number, origin="counted")
        card = replace(card, rows=claim.citations, formula=formula, modality=claim.modality)
        if cell is not None:
            card = replace(card, source=cell.source, indicator=cell.indicator, subject=cell.subject, date=cell.date)
        yield card


def _said(text: str, plan: Plan) -> list[Figure]:
    """The figures of what a count opens with; of the first rows by a number those in brackets: 石浦渔港（120）."""
    if plan.operation != "extreme":
        return list(quantities_in(text))
    shift = [(m.start("number"), figure) for m in _BRACKETS.finditer(text) for figure in quantities_in(m["number"])]
    return [replace(figure, start=figure.start + at, end=figure.end + at) for at, figure in shift]


def _bracketed(text: str) -> str:
    """What stands before the bracket that closes one opened before a text."""
    depth = 0
    for at, char in enumerate(text):
        depth += {"（": 1, "）": -1}.get(char, 0)
        if depth < 0:
            return text[:at]
    return text


def _computed(
    number: int, claim: Claim, derivation: Derivation, cited: Sequence[Citation], source: _Source
) -> Iterator[AnswerFigure]:
    """The figures of a formula: its two operands, each as its quote prints it, and the result, which rests on both."""
    operands = [_operand(operand, cited, source) for operand in (derivation.first, derivation.second)]
    computed = compute(derivation, tuple(citation.quote for citation in cited))
    at = claim.text.rfind(computed.short)
    for n, figure in enumerate(quantities_in(claim.text[:at])):
        known = operands[min(n, 1)]  # a growth names its base twice, behind the first figure
        if known is not None and known.text.endswith(figure.text):
            yield replace(known, claim=number, start=figure.start, end=figure.end, text=figure.text)
    result = next((f for f in quantities_in(claim.text) if f.start < at + len(computed.short) and at < f.end), None)
    if result is None:
        return
    inputs = tuple(o.source for o in operands if o and o.source)
    card = replace(_card(result, claim.text[result.start : result.end]), claim=number, origin="computed", inferred=None)
    yield replace(card, inputs=inputs, formula=claim.text, modality=claim.modality)


def _operand(operand: Operand, cited: Sequence[Citation], source: _Source) -> AnswerFigure | None:
    figures = _in_quote(cited[operand.quote], source)
    return next((f for f in figures if (f.start, f.end) == (operand.start, operand.end)), None)


def _with_short(figures: Sequence[AnswerFigure], answer: Answer) -> tuple[AnswerFigure, ...]:
    """Figures that also stand in the short answer, with their place there: by their place in the claim it is a slice of.

    One that was repaired, or joined from several claims, is known by what it says; of several alike it is the first.
    """
    short = answer.short_answer or ""
    if not short:
        return tuple(figures)
    number = next((n for n, claim in enumerate(answer.claims) if short in claim.text), None)
    at = answer.claims[number].text.find(short) if number is not None else 0
    whole = next((card for card in figures if card.text == short), None)
    placed = [
        replace(card, short=(0, len(short)) if card is whole else _overlap(card, at, at + len(short)))
        if card is whole or (card.claim == number and whole is None)
        else card
        for card in figures
    ]
    return tuple(placed) if any(card.short for card in placed) else _alike(placed, short)


def _overlap(card: AnswerFigure, start: int, end: int) -> tuple[int, int] | None:
    """The part of a range of a claim that a figure takes, from the range's start; None where the range parts its number."""
    first, last = max(card.start, start), min(card.end, end)
    cut = card.text[: max(0, first - card.start)] + card.text[max(0, last - card.start) :]
    return (first - start, last - start) if first < last and not _NUMERAL.search(cut) else None


def _alike(figures: Sequence[AnswerFigure], short: str) -> tuple[AnswerFigure, ...]:
    placed = list(figures)
    for figure in quantities_in(short):
        for at, card in enumerate(placed):
            if card.short is None and _same(card, figure):
                placed[at] = replace(card, short=(figure.start, figure.end))
                break
    return tuple(placed)


def _same(card: AnswerFigure, figure: Figure) -> bool:
    """Whether a figure says what a card does."""
    return (card.low, card.high, card.unit) == (exact(figure.low), exact(figure.high), figure.unit)


def exact(value: Fraction) -> str:
    """A value as a finite decimal, or as a fraction where none says it: 612.5, 100/3."""
    return decimal(value) or f"{value.numerator}/{value.denominator}"
