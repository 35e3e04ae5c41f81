"""What a question literally asks for and a unit of evidence does not meet, in words for the reader."""

import re
from collections.abc import Sequence

from rag.asking.questions import Question
from rag.choosing.aspects import told_aspects
from rag.choosing.looks import looks_right, subjects_of
from rag.finding.bounds import unbound
from rag.finding.evidence import Unit
from rag.finding.features import Lens
from rag.finding.scope import counts_asked, elsewhere
from rag.language.aliases import agencies
from rag.language.lexicon import bigrams, credit, fold, rarity, share_of_bigrams
from rag.language.places import is_foreign, names_place, places_in
from rag.language.words import in_dictionary, is_name, is_noun
from rag.numbers.figures import MONEY, RANK, RANKS, dates_in, figures_in, years_in
from rag.short_answers.short import asked_cell
from rag.time.modality import points_back

_MET = 0.5
_SUBJECT = re.compile(r"[\u4e00-\u9fff]{2}(?:集群|公司|集团|企业|计划|园区|基地|地区|[省市县州国])|全[国省市县区]|我国")


def astray(unit: Unit, about: Sequence[str]) -> list[str]:
    """Distinctive terms that neither a unit nor, where it depends on what stands before, its surroundings have."""
    near = unit.text + unit.headings
    if depends(unit):
        near += unit.before + unit.around
    near = fold(near)
    return [f"“{term}”" for term in about if credit(term, near) < _MET]


_GENERIC_WORDS = (
    "实际 目标 水平 平均水平 情况 领域 方面 时期 期间 部门 单位 地方 全部 总体 总共 合计 数量 规模 数字 数目 总数 总量 总额 金额 资金 钱 比例 占比 比重 增速 增长率 "
    "经历 成绩 世纪 走势 判断 数据 说法 资料 附表 表格 表里 清单 增幅 同比 年份 名单 范围 政府 国家 全国 我国 世界 报告 结果 整体 目前 样本 地区 人员 东西 时候 阶段 名次 全省 全市 全部 部分 程度"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


def lost_nouns(question: Question, unit: Unit) -> list[str]:
    """Nouns of the question that neither a figure's sentence nor its headings have: 旅客 of a sentence on 集装箱吞吐量.

    What only frames the question (水平, 总数, 领域) may be lost, and so may the agency whose doing it is.
    """
    near = fold(unit.text + unit.headings + unit.before + unit.around)
    nouns = [t for t in question.terms if is_noun(t) and t not in _GENERIC and t not in agencies()]
    lost = [t for t in nouns if credit(t, near) < _NAMED and credit(t, _opening(unit)) < _NAMED]
    return [f"“{t}”" for t in lost if not _shortened(t, unit.text)]


def _shortened(term: str, text: str) -> bool:
    """Whether a word that no dictionary has may be short for words of a text: 购书费 for 新书购置费."""
    if len(term) < _SHORTENED or in_dictionary(term):
        return False
    return any(set(term) <= set(text[i : i + 2 * len(term)]) for i in range(len(text)))


_SHORTENED = 3


def depends(unit: Unit) -> bool:
    """Whether a sentence takes its subject from the one before: it points back, or names none of its own."""
    return unit.found.chunk.table_row is not None or points_back(unit.text) or not _SUBJECT.search(unit.text[:40])


def unmet(lens: Lens, unit: Unit) -> list[str]:
    """The constraints of a question that a unit does not meet, in words for the reader."""
    question = lens.question
    near = fold(" ".join([unit.text, unit.headings, unit.around, unit.before]))
    missing = [_shown(question, x) for x in question.literals if not _has_literal(question, unit, x, near)]
    years = [year for year in question.years if year in _TITLED.sub(" ", question.asked)]  # a title is a literal
    missing += [f"{year}年" for year in years if not _has_year(unit, year, near)]
    missing += [f"“{place}”" for place in question.places if not _has_place(unit, place)]
    terms = [t for t in question.terms if not places_in(t) and t not in _GENERIC]
    named = [t for t in terms if is_name(t, rarity(t), present=t in lens.present)]
    by_name = near if depends(unit) else fold(" ".join([unit.text, unit.headings, unit.before]))
    lost = [t for t in named if credit(t, by_name) < _NAMED and credit(t, _opening(unit)) < _NAMED]
    missing += [f"“{t}”" for t in lost if not _shortened(t, unit.text)]
    if len(question.years) > 1 or len(question.places) > 1:
        missing = _allow_one_of_several(question, missing)
    if question.speaker and question.speaker not in ((unit.speaker and unit.speaker.name) or ""):
        missing.append(f"“{question.speaker}”的发言")
    if question.national and not question.places and is_foreign(unit.text):
        missing.append("我国的情况")
    return [*missing, *unbound(question, unit, leans=points_back(unit.text)), *_wrong_kind(question, unit)]


def _shown(question: Question, literal: str) -> str:
    """A literal as a refusal names it. Titles and short words are repeated; a longer string may be an order to say it."""
    repeated = len(literal) <= _SHORT_LITERAL or f"《{literal}》" in question.asked
    return f"“{literal}”" if repeated else "引号中的词句"


def _has_literal(question: Question, unit: Unit, literal: str, near: str) -> bool:
    """Whether a quoted string stands near a unit; a long title may be printed a little otherwise, or earlier in the article."""
    key = fold(literal)
    if key in near or (len(key) >= _TITLE and share_of_bigrams(key, near) >= ALIKE):
        return True
    if question.kind in ("number", "date") or len(key) < _TITLE:
        return False
    article = unit.document.article_at(unit.clean[0].start)
    return key in fold(unit.document.text(article.start, article.end))


def _opening(unit: Unit) -> str:
    """How the article of a unit begins: what it names there, all of it is about."""
    start = unit.document.article_at(unit.clean[0].start).start
    return fold(unit.document.text(start, min(start + _OPENING, len(unit.document.clean.text))))


_NAMED = 0.4  # a name of three characters is met by two of them: 砚溪建 is 砚溪 and a verb
_TITLE, ALIKE, _OPENING, _SHORT_LITERAL = 6, 0.75, 300, 12


def _allow_one_of_several(question: Question, missing: list[str]) -> list[str]:
    years = [f"{year}年" for year in question.years]
    places = [f"“{place}”" for place in question.places]
    for several in (years, places):
        if len(several) > 1 and not set(several) <= set(missing):
            missing = [m for m in missing if m not in several]
    return missing


def _has_year(unit: Unit, year: str, near: str) -> bool:
    """A sentence with years of its own must name the year asked; one without takes it from what stands around it."""
    said = _TITLED.sub(" ", unit.text)
    own = set(years_in(said))
    if year in own or year in fold(said):
        return True
    if own:
        return False
    before = years_in(unit.before)
    if before:  # what stands right before goes on: …2024年底386家。其中，国家二级博物馆33家 is of no other year
        return year in before
    dated = unit.document.article_at(unit.clean[0].start).date.value or ""
    return year in near or year in dated


def _has_place(unit: Unit, place: str) -> bool:
    """A sentence with places of its own must name the place asked; one without takes it from what stands around it."""
    if names_place(place, unit.text + unit.headings):
        return True
    if places_in(unit.text):
        return False
    return names_place(place, unit.before) or (depends(unit) and names_place(place, unit.around))


def _wrong_kind(question: Question, unit: Unit) -> list[str]:
    """What a unit lacks of the kind of answer asked for: a number, a date, a speaker, a name, the column of a table."""
    each = _EACH_ASKED.search(question.asked) is not None and not _EACH.search(unit.text)
    if question.kind == "number":
        return ["平均数"] if each else _wrong_number(question, unit)
    row = unit.found.chunk.table_row is not None
    lacking = {
        "时间": question.kind == "date" and not _has_date(unit.text),
        "发言人": question.kind == "who_said" and unit.speaker is None,
        "定义": question.kind == "definition" and not _says_what(question, unit),
        "原因": question.kind == "why"
        and not (_GIVES_REASON.search(unit.text + unit.headings) or "cause" in told_aspects(unit.text)),
        "人名": _NAME_ASKED.search(question.asked) is not None and not _has_person(unit),
        _WANTED_WORDS.get(question.wanted, ""): question.kind == "entity"
        and not row
        and not _names_wanted(question, unit),
    }
    lost = [name for name, lacks in lacking.items() if lacks]
    if lost or not row or not question.attribute:
        return lost
    told = credit(question.attribute, fold(unit.text + unit.headings)) >= _MET or asked_cell(question, unit)
    return [] if told else [f"“{question.attribute}”"]


def _has_date(text: str) -> bool:
    """Whether a text has a date or a year outside titles: 《行动方案（2023—2025年）》 says not when it was issued."""
    text = _TITLED.sub(" ", text)
    return bool(dates_in(text) or years_in(text))


_TITLED = re.compile(r"《[^《》]*》")
_GIVES_REASON = re.compile(
    r"因|由于|源于|得益于|归功|导致|所以|使得|从而|旨在|为了|以便|有助于|有利于|能够|可以|可有效|不足|缺乏|缺少|薄弱|影响|制约|必然|需要|要求|关键|意义|"
    r"作用|支撑|基础|依托|依靠|凭借|通过|推动|促进|提升|提高|增强|避免|降低|带动|难以|不高|不强|受限|压力|竞争|优势|途径|载体|保障|特点|原来"
)
_NAME_ASKED = re.compile(r"叫什么名字|姓名|姓甚名谁|(?:名字|姓名)是什么|哪一?位(?:专家|领导|负责人|教授|嘉宾)")
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
    """Whether a unit names a person: its speaker, a foreign name, a name before a saying."""
    return (
        (unit.speaker is not None and bool(unit.speaker.name))
        or "·" in unit.text
        or unit.found.chunk.table_row is not None
    )


_ORGANISATIONS = re.compile(
    r"公司|集团|股份|企业|[部委院所厅局署社会校库馆行](?![分门员队])|中心|协会|大学|联盟|实验室|基金|组织|机构|平台|[A-Za-z]{2,}"
)
_WANTED_WORDS = {"person": "人名", "place": "地名", "organisation": "机构名称"}


def _names_wanted(question: Question, unit: Unit) -> bool:
    """Whether a sentence names anything of the kind asked for: a place, an organisation, a person."""
    if question.wanted == "place":
        return bool(places_in(unit.text)) or re.search(r"[省市县区州镇岛湾]", unit.text) is not None
    if question.wanted == "organisation":
        return _ORGANISATIONS.search(unit.text) is not None
    if question.wanted == "person":
        return unit.speaker is not None or _ORGANISATIONS.search(unit.text) is not None or "·" in unit.text
    return True


_UNIT_WORDS = {"%": "百分比", MONEY: "金额"}


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
    if question.unit in ("%", MONEY):
        return [] if any(f.counts(question.unit) for f in figures) else [f"以“{_UNIT_WORDS[question.unit]}”计的数字"]
    grams = bigrams(question.measured)
    named = sum(gram in fold(unit.text) for gram in grams) >= 0.6 * len(grams)
    return [] if named and (question.unit or any(f.measures for f in figures)) else [asked]
