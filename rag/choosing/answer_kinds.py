"""What a unit lacks of the kind of answer that is asked for: a figure of what is counted, a date, a reason, a name, a cell.

A text is turned away only where it has no sign at all of such an answer (`rag.finding.answer_signs`).
"""

import re
from collections.abc import Sequence

from rag.asking.gap import gap_of
from rag.asking.questions import Question
from rag.choosing.aspects import told_aspects
from rag.choosing.looks import looks_right, subjects_of
from rag.finding.answer_signs import (
    gives_reason,
    names_organisation,
    names_person,
    names_place_of_any_kind,
    tells_time,
)
from rag.finding.evidence import Unit
from rag.finding.features import Lens
from rag.finding.scope import counts_asked, elsewhere
from rag.language.lexicon import bigrams, credit, fold
from rag.language.words import class_of
from rag.numbers.figures import MONEY, RANK, RANKS, Figure, figures_in
from rag.short_answers.short import asked_cell

_MET = 0.5


def wrong_kind(lens: Lens, unit: Unit) -> list[str]:
    """What a unit lacks of the kind of answer asked for: a number, a date, a speaker, a name, the column of a table."""
    question = lens.question
    each = _EACH_ASKED.search(question.asked) is not None and not _EACH.search(unit.text)
    if question.kind == "number":
        return ["平均数"] if each else _wrong_number(question, unit)
    row = unit.found.chunk.table_row is not None
    lacking = {
        "时间": question.kind == "date" and not tells_time(unit.text),
        "发言人": question.kind == "who_said" and unit.speaker is None,
        "定义": question.kind == "definition" and not _says_what(question, unit),
        "原因": question.kind == "why" and not _gives_reason(lens, unit),
        "人名": (_NAME_ASKED.search(question.asked) is not None and not _has_person(unit))
        or (_SPEAKER_ASKED.search(question.asked) is not None and not _speaks(unit)),
        _WANTED_WORDS.get(question.wanted, ""): question.kind == "entity"
        and not row
        and not _names_wanted(question, unit),
    }
    lost = [name for name, lacks in lacking.items() if lacks]
    if lost or not row or not question.attribute:
        return lost
    told = credit(question.attribute, fold(unit.text + unit.headings)) >= _MET or asked_cell(question, unit)
    return [] if told else [f"“{question.attribute}”"]


def _gives_reason(lens: Lens, unit: Unit) -> bool:
    """Whether a unit gives a reason, or tells all else that is asked and more: 卢沟桥事变后，两国进入全面战争状态 gives it unmarked."""
    if gives_reason(unit.text + unit.headings) or "cause" in told_aspects(unit.text):
        return True
    text = fold(unit.text)
    asked = gap_of(lens.question).right  # what is to be explained: behind 为什么
    if any(credit(t, text) < _MET for t in asked if class_of(t) in ("name", "noun") and len(t) > 1):
        return False
    if _DENIED.search(lens.question.asked) and not _DENIED.search(unit.text):
        return False
    weights = {t: w for t, w in lens.rarity.items() if len(t) > 1 and class_of(t) in ("name", "noun", "verb")}
    told = sum(w * credit(t, text) for t, w in weights.items()) >= _WHOLE * sum(weights.values())
    return bool(weights) and told and len(text) >= _LONGER * len(fold(lens.question.content))


_DENIED = re.compile(r"没[有能]?|不(?!仅|但|断|同)|未")
_WHOLE, _LONGER = 0.75, 1.3
_NAME_ASKED = re.compile(r"姓名|姓甚名谁|(?:他|她|人|长|者|员|总|任)(?:叫什么名字|的?名字是什么)")
_SPEAKER_ASKED = re.compile(r"哪一?位(?:专家|领导|负责人|教授|嘉宾)")  # a name in passing is not the one who says it
_EACH_ASKED = re.compile(r"每一?[个家人名户位届次条件座吨]|平均每|人均|户均")
_EACH = re.compile(r"每|平均|人均|户均|年均|分别|各")
_STRICT_DEFINITION = re.compile(r"^(?:什么叫|何为|何谓|什么是|啥叫|啥是)")


def _says_what(question: Question, unit: Unit) -> bool:
    """Whether a unit says what a thing is: asked 什么叫X, the word X must go on with 是, 指, 即 and the like."""
    if not _STRICT_DEFINITION.search(question.asked) or looks_right(question, unit):
        return True
    subject = "|".join(map(re.escape, subjects_of(question)))
    return (
        bool(subject)
        and re.search(
            rf"(?:{subject}).{{0,12}}(?:是|指|即|——|：|定义|包括|由[^，。]{{2,30}}(?:组成|构成)|就是)", fold(unit.text)
        )
        is not None
    )


def _has_person(unit: Unit) -> bool:
    """Whether a unit names a person: its speaker, a row's cell, a name in its words."""
    return _speaks(unit) or names_person(unit.text)


def _speaks(unit: Unit) -> bool:
    """Whether somebody with a name says a unit, or it is a row."""
    named = unit.speaker is not None and bool(unit.speaker.name)
    return named or "·" in unit.text or unit.found.chunk.table_row is not None


_WANTED_WORDS = {"person": "人名", "place": "地名", "organisation": "机构名称"}


def _names_wanted(question: Question, unit: Unit) -> bool:
    """Whether a sentence names anything of the kind asked for: a place, an organisation, a person."""
    if question.wanted == "place":
        return names_place_of_any_kind(unit.text)
    if question.wanted == "organisation":
        return names_organisation(unit.text)
    if question.wanted == "person":
        return unit.speaker is not None or names_organisation(unit.text) or names_person(unit.text)
    return True


_UNIT_WORDS = {"%": "百分比", MONEY: "金额"}
_YEAR_ON_YEAR = re.compile(r"(?:同|环)比")
_AS_SHARE = re.compile(r"率|[%％]|百分|比例|比重|占比|增速|增幅|几成")
# Frames and owners of a number: 队伍共有多少人, 里程范围是多少公里; what is measured is named elsewhere, if at all.
_FRAMES = re.compile(
    r"(?:范围|价值|时间|事情|经济|材料|计划|问题|方面|工作|作用|公司|集团|队伍|部队|城市|国家|政府|学校|大学|大桥|机构|部门|地区|符合规定)$"
)
_AMOUNT = re.compile(r"(?<=..)(?:总[额量数]|[额量数])$")
_PERSONS = re.compile(r"[人名位员]$")


def _wrong_number(question: Question, unit: Unit) -> list[str]:
    """A number must count what is asked (多少家: 家), and stand beside the name of what is measured (产值, 就业人数)."""
    figures = [f for f in figures_in(unit.text) if not elsewhere(question, unit.text, f)]
    asked = f"“{question.measured}”的数字" if question.measured else "数字"
    if unit.found.chunk.table_row is not None:
        cell = asked_cell(question, unit)
        return [] if cell and any(c.isdigit() for c in cell.text) else [asked]
    if question.unit == RANK:
        return [] if RANKS.search(unit.text) else ["名次"]
    if question.unit not in ("", "%", MONEY) and not any(
        f.counts(question.unit) and counts_asked(question, unit.text, f) for f in figures
    ):
        return [f"以“{question.unit}”计的{asked}"]
    if question.unit == "%" and _SHARE_ASKED.search(question.asked) and not _SHARE_TOLD.search(unit.text):
        return ["占比"]
    if question.unit in ("%", MONEY):
        right = any(f.counts(question.unit) for f in figures) or _grown_by(question, unit, figures)
        return [] if right else [f"以“{_UNIT_WORDS[question.unit]}”计的数字"]
    if _COUNTS_THINGS.search(question.asked):
        figures = [f for f in figures if not f.counts(MONEY)]
    measured = _measured_in(question, fold(unit.text), figures)
    return [] if measured and (question.unit or any(f.measures for f in figures)) else [asked]


_SHARE_ASKED = re.compile(
    r"占(?:全|世|我|整|总|G|g|国)[^，。？]{0,14}(?:比重|比例|份额|多少|几成|百分)"
)  # 占全球的比重
_SHARE_TOLD = re.compile(r"占|比重|比例|份额|分之|[一二三四五六七八九]成")  # 年均增长8.7% is no share
# 产多少蜜, 用多少电: a thing that is made or used up is counted in no money, unless what is asked for is money.
_COUNTS_THINGS = re.compile(
    r"(?:产|出产|生产|收获|消耗|用掉|用|运|装|储|存|养|种|吃|喝|排放|发)了?多少(?!钱|资金|经费|补[贴助]|投资|收入|利润|成本|费|税|元|[\u4e00-\u9fff]{0,4}[金款费税钱额值])"
)


def _grown_by(question: Question, unit: Unit, figures: Sequence[Figure]) -> bool:
    """Whether a unit says by how much a thing grew where a share is but one way to say it: 同比多增300亿元."""
    by_share = question.unit != "%" or _AS_SHARE.search(question.asked)
    return not by_share and any(
        f.measures and _YEAR_ON_YEAR.search(unit.text[max(0, f.start - _BESIDE) : f.start]) for f in figures
    )


_BESIDE = 6


def _measured_in(question: Question, text: str, figures: Sequence[Figure]) -> bool:
    """Whether a folded text names what is measured: 出口量 is named by 出口, 在校人数 by a number of people."""
    noun = question.measured
    if not noun or _FRAMES.search(noun):
        return True
    if noun.endswith("人数") and any(_PERSONS.search(f.printed) for f in figures):
        noun = noun.removesuffix("人数")
    noun = _AMOUNT.sub("", noun) if len(noun) > _SHORT else noun
    grams = bigrams(noun)
    return sum(gram in text for gram in grams) >= _PART * len(grams)


_SHORT, _PART = 2, 0.6
