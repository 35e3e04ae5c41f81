"""The short answer: the asked figure, date, name or cell, as a slice of a quote, where one slice clearly answers."""

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from index.models import Cell
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.finding.scope import counts_asked, elsewhere
from rag.language.lexicon import bigrams, fold
from rag.numbers.figures import MONEY, RANK, RANKS, Figure, dates_in, figures_in
from rag.short_answers.called import called
from rag.short_answers.nearest import nearest

if TYPE_CHECKING:
    from rag.short_answers.candidates import Candidates

_ASKED_CLASS = re.compile(r"哪一?(?:个|座|些)?(?P<of>省|市|国家|国|地区|区域|洲|城市|县|领域|行业|集群|企业|公司|机构)")


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
        cell = asked_cell(question, unit)
        return cell or (Short(name) if (name := called(question, unit.text)) else None)
    if question.kind == "number" and question.unit == RANK:
        rank = RANKS.search(unit.text)
        return Short(rank.group()) if rank else None
    if unit.block is not None and unit.document.blocks[unit.block].kind == "data_box":
        figure = _in_box(question, unit.text, weights)
        return Short(figure.text) if figure else None
    name = called(question, unit.text)
    return Short(name) if name else _picked(question, unit)


def _in_box(question: Question, text: str, weights: Mapping[str, float]) -> Figure | None:
    """The figure or date of a data box, which is no sentence: 装备制造业 7.9% 高技术制造业 8.7%."""
    if question.kind == "date":
        return nearest(question, dates_in(text), text, weights)
    if question.kind != "number":
        return None
    figures = [f for f in figures_in(text) if (f.counts(question.unit) if question.unit else f.measures)]
    figures = [f for f in figures if counts_asked(question, text, f) and not elsewhere(question, text, f)]
    return nearest(question, figures, text, weights)


def _picked(question: Question, unit: Unit) -> Short | None:
    """What the learned picker takes for the answer, where it is likely enough to be shown."""
    from rag.short_answers.spans import shipped  # noqa: PLC0415 - numpy and the vocabulary; verifying a saved answer needs neither

    picker = shipped()
    least = picker.least(question)
    if least is None:
        return None
    picked = picker.pick(question, unit.text, partial(_may_be_shown, question))
    return Short(unit.text[picked.start : picked.end]) if picked and picked.likely >= least else None


def _may_be_shown(question: Question, found: "Candidates", i: int) -> bool:
    """Whether a candidate may be an answer at all: it is not in the question, no figure of another place, year or thing."""
    start, end = found.slice(i)
    if fold(found.text[start:end]) in fold(question.asked):
        return False
    inside = [figure for (a, b), figure in found.figures.items() if start <= a and b <= end]
    return all(counts_asked(question, found.text, f) and not elsewhere(question, found.text, f) for f in inside)


def asked_cell(question: Question, unit: Unit) -> Short | None:
    """The cell of a row that the question asks for: its column's head is named and its value is not.

    A cell that is not printed in the unit's text (merged, displaced, or beside other items) names the rule it was found by.
    """
    if unit.found.chunk.table_row is None:
        return None
    table = unit.document.tables[unit.found.chunk.table_row[0]]
    cells = table.rows[unit.found.chunk.table_row[1]].cells
    asked = fold(question.asked)
    if table.shape == "matrix" and not _names(asked, cells[0].value):
        return None  # a number of a matrix answers only where its row is named as well as its column
    of = _ASKED_CLASS.search(asked)
    best: tuple[float, Cell | None] = (0.0, None)
    for head, cell in zip(table.heads, cells, strict=False):
        grams = bigrams(_UNIT_OF_HEAD.sub("", fold(head.value)) or fold(head.value))
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


_UNIT_OF_HEAD = re.compile(r"[（(][^（）()]*[）)]$")  # 产量（万吨） is named by 产量
_KIND_OF = re.compile(r"(?:领域|产业|行业|类)$")  # 新材料集群 names the row 新材料领域
_ROW_NAMED = 0.6
_HEAD_NAMED = 0.5  # share of a head's bigrams that the question must hold
