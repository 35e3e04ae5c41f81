"""What a question literally asks for and a unit of evidence does not meet, in words for the reader."""

import re
from collections.abc import Sequence

from rag.asking.gap import gap_of
from rag.asking.questions import Question
from rag.choosing.answer_kinds import wrong_kind
from rag.finding.bounds import unbound
from rag.finding.evidence import Unit
from rag.finding.features import Lens
from rag.finding.scope import tells_up_to, up_to
from rag.finding.undated import may_be_of
from rag.language.aliases import agencies
from rag.language.lexicon import credit, fold, rarity, share_of_bigrams
from rag.language.places import PLACES, is_foreign, names_abroad, names_place, places_in, same_level
from rag.language.words import in_dictionary, is_name, is_noun
from rag.numbers.figures import years_in
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
    "中国 月份 时间 日期 时长 价值 事情 名字 名称 "
    "经历 成绩 世纪 走势 判断 数据 说法 资料 附表 表格 表里 清单 增幅 同比 年份 名单 范围 政府 国家 全国 我国 世界 报告 结果 整体 目前 样本 地区 人员 东西 时候 阶段 名次 全省 全市 全部 部分 程度"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


def lost_nouns(question: Question, unit: Unit) -> list[str]:
    """Nouns of the question that neither a figure's sentence nor its headings have: 旅客 of a sentence on 集装箱吞吐量.

    What only frames the question (水平, 总数, 领域) may be lost, and so may the agency whose doing it is.
    """
    near = fold(unit.text + unit.headings + unit.before + unit.around)
    nouns = [t for t in question.terms if is_noun(t) and t not in _GENERIC and t not in agencies()]
    nouns = [t for t in nouns if not (t == "计划" and _PLANS.search(question.asked))]
    nouns = [_TOTALLED.sub("", t) for t in nouns]
    lost = [t for t in nouns if credit(t, near) < _NAMED and credit(t, _opening(unit)) < _NAMED]
    return [f"“{t}”" for t in lost if not _shortened(t, unit.text)]


_PLANS = re.compile(
    r"(?<![《的“个])计划(?:在|到|于|[\u4e00-\u9fff]{0,2}投|什么时候|何时|哪|发|建|把|将)"
)  # 计划在哪一年发射 plans
_TOTALLED = re.compile(r"(?<=..)(?:总额|总量|总数|数量|金额|规模)$")


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
    missing += [f"{year}年以前" for year in up_to(question.asked) if not tells_up_to(year, near)]
    missing += [f"“{place}”" for place in question.places if not _has_place(unit, place)]
    terms = [t for t in question.terms if not places_in(t) and t not in _GENERIC]
    head = gap_of(question).head  # 哪位皇帝: the answer is one, whatever it is called
    named = [t for t in terms if t != head and is_name(t, rarity(t), present=t in lens.present)]
    by_name = near if depends(unit) else fold(" ".join([unit.text, unit.headings, unit.before]))
    lost = [t for t in named if credit(t, by_name) < _NAMED and credit(t, _opening(unit)) < _NAMED]
    missing += [f"“{t}”" for t in lost if not _shortened(t, unit.text)]
    if len(question.years) > 1 or len(question.places) > 1:
        missing = _allow_one_of_several(question, missing)
    if question.speaker and question.speaker not in ((unit.speaker and unit.speaker.name) or ""):
        missing.append(f"“{question.speaker}”的发言")
    ours = question.national or any(term in agencies() for term in question.terms)  # 工信部何时…: not what 德国政府 did
    at_home = ours and not question.places and not names_abroad(question.asked)
    if at_home and is_foreign(unit.text):
        missing.append("我国的情况")
    return [*missing, *unbound(question, unit, leans=points_back(unit.text)), *wrong_kind(lens, unit)]


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
_TITLE, ALIKE, _OPENING, _DATELINE, _SHORT_LITERAL = 6, 0.75, 300, 120, 12


def _allow_one_of_several(question: Question, missing: list[str]) -> list[str]:
    years = [f"{year}年" for year in question.years]
    places = [f"“{place}”" for place in question.places]
    for several in (years, places):
        if len(several) > 1 and not set(several) <= set(missing):
            missing = [m for m in missing if m not in several]
    return missing


def _has_year(unit: Unit, year: str, near: str) -> bool:
    """A sentence with years of its own must name the year asked; one without takes it from what stands around it."""
    said = _COMPARED.sub(" ", _TITLED.sub(" ", unit.text))
    own = set(years_in(said))
    if year in own or year in fold(said):
        return True
    if own:
        return False
    before = years_in(unit.before)
    if before:  # what stands right before goes on: …2024年底386家。其中，国家二级博物馆33家 is of no other year
        return year in before
    dated = unit.document.article_at(unit.clean[0].start).date.value or ""
    return year in near or year in dated or may_be_of(unit, year)


# An organisation named after a place tells nothing of the place: 与浙江大学合作 is not of 浙江.
_NAMED_AFTER = re.compile(rf"(?:{'|'.join(PLACES)})(?:[\u4e00-\u9fff]{{0,4}}?大学|理工|交大|师大|银行|证券|日报)")


_TITLED = re.compile(r"《[^《》]*》")
_COMPARED = re.compile(
    r"(?:较|比|同)(?:上年)?(?:19|20)\d\d\s?年(?:同期|末|底)?|(?:19|20)\d\d\s?年同期"
)  # 较2022年同期下降4%


def _has_place(unit: Unit, place: str) -> bool:
    """A sentence with places of its own must name the place asked; one without takes it from what stands around it."""
    if names_place(place, _NAMED_AFTER.sub(" ", unit.text) + unit.headings):
        return True
    if places_in(unit.text):
        return False
    if names_place(place, unit.before) or (depends(unit) and names_place(place, unit.around)):
        return True
    # 省委把…放在首位: the province is the one that the article opens with, where it opens with no other.
    start = unit.document.article_at(unit.clean[0].start).start
    opening = unit.document.text(start, min(start + _DATELINE, len(unit.document.clean.text)))
    return place in places_in(opening) and not any(same_level(place, other) for other in places_in(opening))
