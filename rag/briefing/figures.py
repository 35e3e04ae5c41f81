"""The box of key figures: every row a figure of a line, with what it measures, when, and whether it is a result or a plan."""

from collections.abc import Callable, Iterator, Sequence

from index.models import Document
from rag.briefing.models import FigureRow, Line
from rag.figure_cards import answer_figures
from rag.models import Answer, AnswerFigure, Citation
from rag.points import HowDated

_KINDS = frozenset({"count", "money", "share", "growth", "multiple", "measure", "points"})
_SHORTEST = 2  # characters of an indicator that says something


def figure_rows(
    lines: Sequence[Line], citations: Sequence[Citation], document: Callable[[str], Document]
) -> Iterator[FigureRow]:
    """The figures of lines that have an indicator of their own, in the order of the lines."""
    for line in lines:
        cited = tuple(c for c in citations if c.n in line.claim.citations)
        if line.claim.plan is not None or line.claim.derived is not None:
            continue
        for card in answer_figures(_as_answer(line, cited), document):
            row = _row(line, card)
            if row:
                yield row


def _as_answer(line: Line, cited: tuple[Citation, ...]) -> Answer:
    return Answer("", "answered", line.text, None, (line.claim,), cited, None, (), "")


def _row(line: Line, card: AnswerFigure) -> FigureRow | None:
    if card.kind not in _KINDS or card.source is None or card.inferred is not None:
        return None
    owner = card.subject if card.subject not in card.indicator else ""
    indicator = f"{owner}{card.indicator}" if len(owner) <= _OWNER else card.indicator
    if len(card.indicator) < _SHORTEST or not _printed(line.claim.text, owner, card.indicator):
        return None
    return FigureRow(
        line=line.id,
        start=card.start,
        end=card.end,
        indicator=_named(indicator, card),
        value=card.text,
        when=card.date.words if card.date else "",
        how=_how(card),
        scope="、".join(card.scope),
        nature=card.modality or "unknown",
        citation=card.source.citation,
    )


_OWNER = 16


def _printed(text: str, *words: str) -> bool:
    return all(word in text for word in words)


def _named(indicator: str, card: AnswerFigure) -> str:
    change = {"growth": "增速", "rise": "增加", "fall": "减少"}.get(card.change, "")
    share = f"占{card.share_of}" if card.share_of else ""
    return f"{indicator}{share}{change}"


def _how(card: AnswerFigure) -> HowDated:
    if card.date is None or not card.date.words:
        return "unknown"
    if card.date.how == "inferred":
        return "document" if card.date.by == "document" else "inferred"
    return "text" if card.date.how == "text" else "unknown"
