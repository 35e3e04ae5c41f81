"""The short answer: the asked figure, date, name or cell, as a slice of a quote, where one slice clearly answers."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.models import Cell
from rag.evidence import Unit
from rag.figures import MONEY, RANK, RANKS, Figure, dates_in, figures_in
from rag.lexicon import bigrams, credit, fold
from rag.places import places_in
from rag.questions import Question
from rag.scope import counts_asked, elsewhere

_LEADING = re.compile(r"^(?:由|是|为|在|据|经|从|向|对|和|与|及|联合|会同)+")
_ASKED_CLASS = re.compile(r"哪一?(?:个|座|些)?(?P<of>省|市|国家|国|地区|区域|洲|城市|县|领域|行业|集群|企业|公司|机构)")
_CLAUSE = re.compile(r"[，。；：！？,;、]")
_ORGANISATION = re.compile(
    r"(?:国务院|[\u4e00-\u9fffA-Za-z]{2,16}?(?:研究院|研究所|研究中心|促进中心|发展中心|大学|学院|公司|集团|协会|委员会|办公厅|管理局|信息化部|工信部|科技部|财政部|商务部|发展改革委|发改委|厅|局))"
)


class Short(NamedTuple):
    """A short answer; `rule` says how it was obtained where it is no slice of the unit's text, else ""."""

    text: str
    rule: str = ""


def short_answer(question: Question, unit: Unit, weights: Mapping[str, float]) -> Short | None:
    """The short answer to a question in a unit, or None where no one slice or cell clearly answers."""
    found = _found(question, unit, weights)
    return _repaired(found, unit) if found else None


def _repaired(short: Short, unit: Unit) -> Short:
    """The short answer with damaged characters as they were meant: 3×104 家 stands large on the page, and is 3×10⁴ 家."""
    for inference in unit.document.clean.inferences:
        inside = any(a <= inference.start and inference.end <= b for a, b in unit.clean)
        if inside and inference.as_printed in short.text:
            return Short(short.text.replace(inference.as_printed, inference.value), inference.rule)
    return short


def _found(question: Question, unit: Unit, weights: Mapping[str, float]) -> Short | None:
    if question.kind == "who_said" and unit.speaker:
        said = unit.speaker.name or unit.speaker.role
        return Short(said, "speaker") if said else None
    if unit.found.chunk.table_row is not None and question.kind != "date":
        return asked_cell(question, unit)
    text: str | None = None
    if question.kind == "number" and question.unit == RANK:
        rank = RANKS.search(unit.text)
        text = rank.group() if rank else None
    elif question.kind == "number":
        figures = [f for f in figures_in(unit.text) if (f.counts(question.unit) if question.unit else f.measures)]
        figures = [f for f in figures if counts_asked(question, unit.text, f) and not elsewhere(question, unit.text, f)]
        text = _nearest(question, figures, unit.text, weights)
    elif question.kind == "date":
        text = _nearest(question, dates_in(unit.text), unit.text, weights)
    elif question.kind == "entity":
        text = _name(question, unit)
    return Short(text) if text else None


def _nearest(question: Question, figures: Sequence[Figure], text: str, weights: Mapping[str, float]) -> str | None:
    """The figure in whose clause, and the one before it, most of the question stands; None where two are equal.

    One right before what is counted (9个省份), or behind what is measured (产值达到…), goes before others; one that the question itself gives is not asked for.
    """
    figures = [f for f in figures if fold(f.text) not in fold(question.text)] or list(figures)
    if not figures:
        return None
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text))]
    if len(cuts) == 1:
        # A data box has no punctuation: 装备制造业 7.9% 高技术制造业 8.7%. Each figure belongs to what stands since the one before.
        # The period it opens with is all of theirs, and tells none from another.
        cuts = [0, *sorted({f.end for f in figures})]
        weights = {term: weight for term, weight in weights.items() if not any(c.isdigit() for c in term)}

    def nearness(figure: Figure) -> float:
        here = max(i for i, cut in enumerate(cuts) if cut <= figure.start)
        clause = fold(text[cuts[here] : next((cut for cut in cuts if cut >= figure.end), len(text))])
        before = fold(text[cuts[max(here - 1, 0)] : cuts[here]])
        tail = _CLAUSE.split(text[max(0, figure.start - 8) : figure.start])[-1]
        measured = bool(question.measured) and question.measured in tail
        counted = bool(question.measured) and text[figure.end :].startswith(question.measured)
        return (
            measured
            + 2.0 * counted
            + sum(w * max(credit(t, clause), 0.4 * credit(t, before)) for t, w in weights.items())
        )

    ranked = sorted(figures, key=nearness, reverse=True)
    ranked = _told_apart(ranked, text, weights)
    tied = len(ranked) > 1 and nearness(ranked[1]) == nearness(ranked[0]) and ranked[1].text != ranked[0].text
    return None if tied else ranked[0].text or None  # 1999年和2007年先后推出……: which of them, no slice says


def _told_apart(ranked: list[Figure], text: str, weights: Mapping[str, float]) -> list[Figure]:
    """The figures with a later one first, where its clause alone has a word of the question that nothing before it has.

    长沙工程机械省内配套率超过36%，零部件省内配套率超过50%: asked for 零部件, what the first clause names goes on in the second.
    """
    for later in ranked[1:]:
        start = max((m.end() for m in _CLAUSE.finditer(text) if m.end() <= later.start), default=0)
        clause, before = fold(text[start : later.end]), fold(text[:start])
        if ranked[0].start < start and any(t in clause and t not in before for t in weights if len(t) > 1):
            return [later, *(f for f in ranked if f is not later)]
    return ranked


def _name(question: Question, unit: Unit) -> str | None:
    """The one place or organisation of the text that the question does not name; None where there are several."""
    if question.wanted == "place":
        names = places_in(unit.text)
    elif question.wanted == "organisation":
        names = [_LEADING.sub("", m.group()) for m in _ORGANISATION.finditer(unit.text)]
    else:
        return None
    fresh = [name for name in dict.fromkeys(names) if name not in question.text]
    return fresh[0] if len(fresh) == 1 else None


def asked_cell(question: Question, unit: Unit) -> Short | None:
    """The cell of a row that the question asks for: its column's head is named and its value is not.

    A cell that is not printed in the unit's text (merged, displaced, or beside other items) names the rule it was found by.
    """
    if unit.found.chunk.table_row is None:
        return None
    table = unit.document.tables[unit.found.chunk.table_row[0]]
    cells = table.rows[unit.found.chunk.table_row[1]].cells
    asked = fold(question.text)
    if table.shape == "matrix" and not _names(asked, cells[0].value):
        return None  # a number of a matrix answers only where its row is named as well as its column
    of = _ASKED_CLASS.search(asked)
    best: tuple[float, Cell | None] = (0.0, None)
    for head, cell in zip(table.heads, cells, strict=False):
        grams = bigrams(fold(head.value))
        named = sum(g in asked for g in grams) / len(grams) if grams else 0.0
        named = 1.0 if of and of["of"] in head.value else named
        named = max(named, _HEAD_NAMED) if question.unit == MONEY and "元" in head.value else named
        if named > best[0] and cell.value and fold(cell.value) not in asked:
            best = (named, cell)
    if best[1] is None or best[0] < _HEAD_NAMED:
        return None
    printed = best[1].printed and best[1].printed in unit.text
    return Short(best[1].printed) if printed else Short(best[1].value, best[1].rule or "table_row")


def _names(asked: str, value: str) -> bool:
    grams = bigrams(_KIND_OF.sub("", fold(value)) or fold(value))
    return bool(grams) and sum(g in asked for g in grams) >= _ROW_NAMED * len(grams)


_KIND_OF = re.compile(r"(?:领域|产业|行业|类)$")  # 新材料集群 names the row 新材料领域
_ROW_NAMED = 0.6
_HEAD_NAMED = 0.5  # share of a head's bigrams that the question must hold
