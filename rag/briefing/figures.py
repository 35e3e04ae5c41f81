"""The box of key figures: every row a figure of a line, told apart by what it measures and when."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Document
from rag.briefing.clauses import clause_around
from rag.briefing.disagreeing import Told, disagreements
from rag.briefing.models import Disagreement, FigureRow, Line
from rag.briefing.topics import Theme
from rag.finding.evidence import Unit
from rag.models import Answer, AnswerFigure, Citation, FigureTime
from rag.numbers.points import HowDated
from rag.shown.figure_cards import answer_figures
from rag.time.indicators import stated_in
from rag.time.mentions import Mention, mentions_in
from rag.time.timeline import relation

_KINDS = frozenset({"count", "money", "share", "growth", "multiple", "measure", "points"})
_JUST_BEFORE = 4
_SHORTEST = 2  # characters of an indicator
_OF_TOPIC, _DATED, _KNOWN, _NATIONAL = 0.6, 0.1, 0.05, 0.1
_SAME_LINE = 0.12  # each further figure of one line is worth so much less


@dataclass(frozen=True)
class Sourced:
    """A line with the unit it quotes and how near that is to the topic."""

    line: Line
    unit: Unit
    near: float


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
    *,
    most: int,
    least: float = 0.0,
) -> KeyFigures:
    """The `most` figures that tell most of the topic, those of one indicator together in the order of time.

    `least`: how near a line must be for the box; values that disagree are looked for in all of them.
    """
    told = sorted(
        _all(sourced, theme, citations, document), key=lambda t: (-round(t.score, 9), t.row.line, t.row.start)
    )
    kept: list[Told] = []
    for one in told:
        if len(kept) < most and one.near >= least and not any(_same(one, other) for other in kept):
            kept.append(one)
    rows = tuple(one.row for one in _together(kept))
    return KeyFigures(rows, tuple(disagreements(told)))


def _all(
    sourced: Sequence[Sourced], theme: Theme, citations: Sequence[Citation], document: Callable[[str], Document]
) -> Iterator[Told]:
    cited = {c.n: c for c in citations}
    for one in sourced:
        line = one.line
        if line.claim.plan is not None or line.claim.derived is not None:
            continue
        mentions = _mentions(one)
        quotes = tuple(cited[n] for n in line.claim.citations)
        found = (_named_before(card, line) for card in answer_figures(_as_answer(line, quotes), document))
        cards = [card for card in found if _tells(card, mentions.get(card.start))]
        rows = [_dated(row, mentions.get(row.start), line) for card in cards if (row := _row(line, card, quotes))]
        rows = [row for row in rows if not _meant(row, cited[row.citation])]
        rows = [row for row in rows if not _unsure(row, mentions.get(row.start), line.claim.text)]
        for n, row in enumerate(rows):
            if theme.others(line.claim.text[max(0, row.start - _JUST_BEFORE) : row.start]):
                continue  # 法国18个 in a comparison of others
            yield Told(row, line, mentions.get(row.start), _worth(one, row, theme) - _SAME_LINE * n, one.near)


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
        shift = -unit.text.find(text[:_HEAD])
    placed = {m.start - unit.clean[0].start + shift: m for m in mentions_in(unit.document, unit.block)}
    return {at: m for at, m in placed.items() if at >= 0 and text.startswith(m.figure.text, at)}


_HEAD = 12  # characters that find a line in its sentence; the line may go on with the next ones


def _tells(card: AnswerFigure, mention: Mention | None) -> bool:
    """Whether a figure says something by itself: with a unit, of a thing that is named; not 三个特点, not 4.0."""
    sound = card.kind in _KINDS and card.source is not None and card.inferred is None and bool(card.unit)
    small = card.kind == "count" and not any(c.isdigit() for c in card.text) and not _LARGE.search(card.text)
    name = card.indicator or (mention.core if mention and card.kind == "measure" else "")
    return sound and not small and len(name) >= _SHORTEST and not _NO_NAME.search(name)


_LARGE = re.compile(r"[十百千万亿]")
_NO_NAME = re.compile(r"^(?:之一|特点|方面|问题|环节|阶段|类型|部分|次|个|种|项)$")
_OF_A_NOUN = re.compile(r"^[^，。；]{2,24}?(?:产值|收入|总额|产量|面积|规模|投资|利润|增加值|占比|比重|总数)")


_BEFORE_ANOTHER = re.compile(
    r"^[^，；。、]{1,16}?(?:共有|共|有|达到?|为|是|拥有|集聚|建成|实现)\s?(?:了|约|近|超过?|逾)?\s?\d"
)


def _is_aside(text: str, card: AnswerFigure, end: int) -> bool:
    """Whether a figure only says more of a noun, or stands in brackets: 25 of 25个集群产值超过9.5万亿元, 31 of 31个省份共有783个集群."""
    behind = text[card.end : end]
    bracketed = text[: card.start].count("（") > text[: card.start].count("）")
    vague = card.text in ("两位数", "个位数")
    return vague or bracketed or bool(_OF_A_NOUN.match(behind) or _BEFORE_ANOTHER.match(behind))


def _row(line: Line, card: AnswerFigure, quotes: Sequence[Citation]) -> FigureRow | None:
    """The row of a figure: what is measured is told by the clause it stands in, word for word."""
    text = line.claim.text
    clause = clause_around(text, card.start, card.end)
    if card.source is None or clause is None or _is_aside(text, card, clause[1]):
        return None
    number = card.source.citation
    when, how, by = _when(card, next(q for q in quotes if q.n == number))
    if how == "text" and re.search(rf"[自从]\s?{re.escape(when)}(?!以来)", text):
        when, how = "", "unknown"  # 自2019年启动工作以来，…25个: not of 2019
    return FigureRow(
        line=line.id,
        start=card.start,
        end=card.end,
        indicator=text[clause[0] : clause[1]].strip(),
        value=card.text,
        when=when,
        how=how,
        scope="、".join(card.scope),
        nature=card.modality or "unknown",
        citation=number,
        by=by,
    )


def _dated(row: FigureRow, mention: Mention | None, line: Line) -> FigureRow:
    """A row with the date that the sentence gives further ahead (2023年末，…；全省…), where its own clause gives none."""
    known = mention is not None and mention.when.how == "text" and mention.when.label in line.claim.text
    if row.how == "text" or mention is None or not known or not mention.when.label:
        return row
    return replace(row, when=mention.when.label, how="text", by="")


def _unsure(row: FigureRow, mention: Mention | None, text: str) -> bool:
    """Whether a reader may doubt what a row says: two readings of plan or result, or one of several years from further ahead.

    2023年读者286万人次，2013年74万人次；读者证49万张: no rule tells of which year the last is.
    """
    plan = row.nature == "planned"
    if mention and mention.modality and row.nature != "unknown" and plan != (mention.modality == "planned"):
        return True
    ahead = set(_YEARS.findall(text[: row.start]))
    return row.how == "text" and len(ahead) > 1 and not _YEARS.search(row.indicator)


_YEARS = re.compile(r"(?<![比较])((?:19|20)\d\d)\s?年")


_PLAN = re.compile(r"规划|计划|方案|意见|措施|办法|纲要|行动")


def _meant(row: FigureRow, quote: Citation) -> bool:
    """Whether a figure of a plan without a date of its own reads like a result: 达标率达到70% among the tasks of a 行动方案."""
    return row.how != "text" and row.nature == "achieved" and _PLAN.search(quote.title or "") is not None


def _when(card: AnswerFigure, quote: Citation) -> tuple[str, HowDated, str]:
    """The date of a figure as its text has it; words that only say now (目前) and nothing at all leave the document's.

    Also the document's date that words like 今年 hang on.
    """
    told = card.date
    printed = "".join((quote.date.value or "").split())
    if told and told.how == "text" and told.low:
        return told.words, "text", ""
    if told and told.words and told.how == "inferred" and _hangs(told) and not _NOW.fullmatch(told.words):
        return told.words, "inferred", "" if _YEAR.search(told.words) else printed
    if told and told.words and _NOW.fullmatch(told.words) and printed and not _PLAN.search(quote.title or ""):
        return printed, "document" if quote.date.how == "text" else "inferred", ""
    return "", "unknown", printed  # of which year a sentence without one tells, its document's date does not say


def _hangs(told: FigureTime) -> bool:
    """Whether words of time are known, if only as hanging on the document's date: 今年上半年 is not all of its year."""
    return bool(told.low) or (told.by == "document" and told.words.startswith(("今年", "本年", "去年", "上年", "明年")))


_NOW = re.compile(r"目前|当前|现在|现|如今|日前|近日|近期|眼下|至今|迄今|\d{1,2}日")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _worth(one: Sourced, row: FigureRow, theme: Theme) -> float:
    dated = _DATED * (row.how == "text")
    known = _KNOWN * (row.nature != "unknown")
    national = _NATIONAL * any(word in one.line.claim.text for word in ("全国", "我国", "全省", "全市", "总"))
    return one.near + _OF_TOPIC * theme.share(row.indicator) + dated + known + national


def _same(one: Told, other: Told) -> bool:
    if (one.row.indicator, one.row.line) == (other.row.indicator, other.row.line):
        return True  # 集群52个，其中国家级9个: one row tells both
    if (one.row.indicator, one.row.value) == (other.row.indicator, other.row.value):
        return True
    return bool(one.mention and other.mention and relation(one.mention, other.mention) == "same")


def _together(kept: Sequence[Told]) -> list[Told]:
    """Figures of one indicator side by side, in the order of time; indicators in the order of their best figure."""
    groups: list[list[Told]] = []
    for one in kept:
        group = next((g for g in groups if _of_one(g[0], one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [one for group in groups for one in sorted(group, key=_time)]


def _of_one(a: Told, b: Told) -> bool:
    return bool(a.mention and b.mention and relation(a.mention, b.mention) in ("update", "conflict", "other_scope"))


def _time(one: Told) -> tuple[int, int]:
    when = one.mention.when if one.mention else None
    return (when.high, when.low) if when else (0, 0)
