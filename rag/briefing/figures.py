"""The box of key figures, and values that disagree: every row a figure of a line, told apart by what it measures and when."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from index.models import Document
from rag.briefing.models import Disagreement, FigureRow, Line
from rag.briefing.topics import Theme
from rag.evidence import Unit
from rag.figure_cards import answer_figures
from rag.indicators import stated_in
from rag.mentions import Mention, mentions_in
from rag.models import Answer, AnswerFigure, Citation
from rag.points import HowDated
from rag.timeline import relation

_KINDS = frozenset({"count", "money", "share", "growth", "multiple", "measure", "points"})
_SHORTEST, _OWNER, _LONGEST = 2, 16, 26  # characters of an indicator, of whose it is, of both
_OF_TOPIC, _DATED, _KNOWN, _NATIONAL = 0.6, 0.1, 0.05, 0.1
_SAME_LINE = 0.12  # each further figure of one line is worth so much less
_TELLING = 4  # characters of an indicator that two texts hardly share by chance


@dataclass(frozen=True)
class Sourced:
    """A line with the unit it quotes and how near that is to the topic."""

    line: Line
    unit: Unit
    near: float


@dataclass(frozen=True)
class _Told:
    row: FigureRow
    mention: Mention | None
    score: float


@dataclass(frozen=True)
class KeyFigures:
    """The rows of the box, and what disagrees among all figures looked at."""

    rows: tuple[FigureRow, ...]
    disagreements: tuple[Disagreement, ...]


def key_figures(
    sourced: Sequence[Sourced],
    theme: Theme,
    citations: Sequence[Citation],
    document: Callable[[str], Document],
    most: int,
) -> KeyFigures:
    """The `most` figures that tell most of the topic, those of one indicator together in the order of time."""
    told = sorted(
        _all(sourced, theme, citations, document), key=lambda t: (-round(t.score, 9), t.row.line, t.row.start)
    )
    kept: list[_Told] = []
    for one in told:
        if len(kept) < most and not any(_same(one, other) for other in kept):
            kept.append(one)
    rows = tuple(one.row for one in _together(kept))
    return KeyFigures(rows, tuple(_disagreements(told)))


def _all(
    sourced: Sequence[Sourced], theme: Theme, citations: Sequence[Citation], document: Callable[[str], Document]
) -> Iterator[_Told]:
    cited = {c.n: c for c in citations}
    for one in sourced:
        line = one.line
        if line.claim.plan is not None or line.claim.derived is not None:
            continue
        mentions = _mentions(one)
        quotes = tuple(cited[n] for n in line.claim.citations)
        found = (_named_before(card, line) for card in answer_figures(_as_answer(line, quotes), document))
        cards = [card for card in found if _tells(card)]
        rows = [row for card in cards if (row := _row(line, card, quotes))]
        for n, row in enumerate(rows):
            if theme.others(row.indicator):
                continue  # 法国18个 in a comparison of others
            yield _Told(row, mentions.get(row.start), _worth(one, row, theme) - _SAME_LINE * n)


def _as_answer(line: Line, cited: tuple[Citation, ...]) -> Answer:
    return Answer("", "answered", line.text, None, (line.claim,), cited, None, (), "")


def _named_before(card: AnswerFigure, line: Line) -> AnswerFigure:
    """A count with the thing that stands right before it, where none stands behind: 国家先进制造业集群已有80个."""
    if card.indicator or card.kind != "count":
        return card
    text = line.claim.text
    stated = next((s for s in stated_in(text) if s.figure.start == card.start), None)
    at = text.rfind(stated.indicator, 0, card.start) if stated and stated.indicator else -1
    if stated is None or at < 0 or not _HAS.fullmatch(text[at + len(stated.indicator) : card.start]):
        return card
    return replace(card, indicator=stated.indicator)


_HAS = re.compile(r"(?:已经?|共|共计|现|目前|总数|数量|总计|累计)*(?:有|达到?|为|是|增至|增加到|超过?)?(?:了|约|近)?")


def _mentions(one: Sourced) -> dict[int, Mention]:
    """The mentions of a line by where their figure stands in its text."""
    unit, text = one.unit, one.line.claim.text
    if unit.block is None or unit.index is None:
        return {}
    shift = text.find(unit.text)
    if shift < 0:  # less a word that only links it to what was before
        shift = -unit.text.find(text)
    home = (m for m in mentions_in(unit.document, unit.block) if m.sentence == unit.index)
    return {m.start - unit.clean[0].start + shift: m for m in home}


def _tells(card: AnswerFigure) -> bool:
    """Whether a figure says something by itself: with a unit, of a thing that is named; not 三个特点, not 4.0."""
    sound = card.kind in _KINDS and card.source is not None and card.inferred is None and bool(card.unit)
    small = card.kind == "count" and not any(c.isdigit() for c in card.text) and not _LARGE.search(card.text)
    return sound and not small and len(card.indicator) >= _SHORTEST and not _NO_NAME.search(card.indicator)


_LARGE = re.compile(r"[十百千万亿]")
_NO_OWNER = re.compile(r"由|被|将|把|通过|为|，")
_NO_NAME = re.compile(
    r"^[是的被由将在为使让把等及和与”、]|[的是由在与和有到]$|[，。；]|^(?:之一|特点|方面|问题|环节|阶段|类型|部分)$"
)


def _row(line: Line, card: AnswerFigure, quotes: Sequence[Citation]) -> FigureRow | None:
    own = card.subject not in card.indicator and len(card.subject) <= _OWNER and not _NO_OWNER.search(card.subject)
    owner = card.subject if own else ""
    words = (owner, card.indicator, card.share_of)
    if card.source is None or not all(word in line.claim.text for word in words):
        return None
    number = card.source.citation
    quote = next(q for q in quotes if q.n == number)
    when, how = _when(card, quote)
    row = FigureRow(
        line=line.id,
        start=card.start,
        end=card.end,
        indicator=_named(owner, card),
        value=card.text,
        when=when,
        how=how,
        scope="、".join(s for s in card.scope if s not in card.indicator and s not in owner),
        nature=card.modality or "unknown",
        citation=number,
    )
    return row if len(row.indicator) <= _LONGEST else None


def _named(owner: str, card: AnswerFigure) -> str:
    """What a row says is measured: words of the sentence, and what the figure does to it."""
    grown = card.kind in ("growth", "points", "share", "multiple")
    change = {("up", True): "增幅", ("down", True): "降幅", ("up", False): "增加", ("down", False): "减少"}.get(
        (card.change, grown), ""
    )
    share = f"占{card.share_of}" if card.share_of and card.share_of != "比" else ""
    return f"{owner}{card.indicator}{share}{change if change not in card.indicator else ''}"


def _when(card: AnswerFigure, quote: Citation) -> tuple[str, HowDated]:
    """The date of a figure as its text has it; a day or month without a year, and nothing at all, leave the document's."""
    told = card.date
    if told and told.how == "text" and told.low:
        return told.words, "text"
    if told and told.words and told.how == "inferred" and told.low:
        return told.words, "inferred"
    if quote.date.value is None:
        return "", "unknown"
    return "".join(quote.date.value.split()), "document" if quote.date.how == "text" else "inferred"


def _worth(one: Sourced, row: FigureRow, theme: Theme) -> float:
    dated = _DATED * (row.how == "text")
    known = _KNOWN * (row.nature != "unknown")
    national = _NATIONAL * any(word in one.line.claim.text for word in ("全国", "我国", "全省", "全市", "总"))
    return one.near + _OF_TOPIC * theme.share(row.indicator) + dated + known + national


def _same(one: _Told, other: _Told) -> bool:
    if (one.row.indicator, one.row.value) == (other.row.indicator, other.row.value):
        return True
    return bool(one.mention and other.mention and relation(one.mention, other.mention) == "same")


def _together(kept: Sequence[_Told]) -> list[_Told]:
    """Figures of one indicator side by side, in the order of time; indicators in the order of their best figure."""
    groups: list[list[_Told]] = []
    for one in kept:
        group = next((g for g in groups if _of_one(g[0], one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [one for group in groups for one in sorted(group, key=_time)]


def _of_one(a: _Told, b: _Told) -> bool:
    if a.row.indicator == b.row.indicator:
        return True
    return bool(a.mention and b.mention and relation(a.mention, b.mention) in ("update", "conflict", "other_scope"))


def _time(one: _Told) -> tuple[int, int]:
    when = one.mention.when if one.mention else None
    return (when.high, when.low) if when else (0, 0)


def _disagreements(told: Sequence[_Told]) -> Iterator[Disagreement]:
    """Values of one indicator for one date that differ, where both texts give the date themselves."""
    seen: set[frozenset[str]] = set()
    for one, other in combinations(told, 2):
        a, b = one.mention, other.mention
        if a is None or b is None or one.row.line == other.row.line:
            continue
        sure = a.core == b.core and len(a.core) >= _TELLING and a.when.how == b.when.how == "text"
        values = frozenset((one.row.value, other.row.value))
        if sure and relation(a, b) == "conflict" and values not in seen:
            seen.add(values)
            date = one.row.when or a.when.label
            yield Disagreement(date, (one.row.value, other.row.value), (one.row.line, other.row.line))
