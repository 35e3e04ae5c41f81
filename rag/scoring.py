"""How well a unit of evidence carries a question: its words, its constraints, the kind of answer asked for."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.aliases import agencies
from rag.evidence import Found, Unit
from rag.features import Lens, features
from rag.figures import MONEY, RANK, RANKS, dates_in, figures_in, years_in
from rag.lexicon import bigrams, credit, fold, rarity, share_of_bigrams
from rag.modality import points_back
from rag.places import is_foreign, names_place, places_in
from rag.questions import Kind, Question
from rag.ranker import shipped
from rag.scope import counts_asked, elsewhere
from rag.short import asked_cell
from rag.words import is_name, is_noun

_FROM_HEADINGS, _FROM_AROUND = 0.85, 0.5  # a word found only there counts so much
_LEAST_PHRASE = 4
DEFINITE = 2.0
_KIND, _TRUNCATED, _LOST_POINTER = 0.8, 1.0, 0.3
_ASKED_BEFORE = 5.0
_DEFINES = 2.0  # a sentence that defines the very subject goes before one that holds more of the words

_MET, _DISTINCT = 0.5, 0.85
_SUBJECT = re.compile(r"[\u4e00-\u9fff]{2}(?:集群|公司|集团|企业|计划|园区|基地|[省市县州国])")

_SIGNS: dict[Kind, re.Pattern[str]] = {
    "definition": re.compile(
        r"是指|指的是|是一种|是由|所谓|定义为|认为.{0,12}是|，是|即|——|是.{2,30}的(?:形式|组织|总称|集合|体系|过程|模式|基础|途径)"
    ),
    "why": re.compile(
        r"因为|由于|原因|旨在|为了|有助于|有利于|意义|必然|是因|源于|得益于|之所以|导致|从而|不足|制约|必要|关键"
    ),
    "how": re.compile(r"通过|推动|加强|加快|完善|构建|建立|健全|强化|鼓励|支持|优化|打造|要"),
    "list": re.compile(r"、[^。]*、|一是|第一|包括|分别|首先|（1）|（一）|；"),
    "who_said": re.compile(r"表示|认为|指出|说|介绍|强调"),
}


@dataclass(frozen=True)
class Rated:
    """A unit with its rating: `coverage` 0..1 of the question's words by weight, `unmet` constraints in words, `score`.

    `support` (0..1): how likely it is that the unit answers, by the learned ranker; 1 where a rule leaves no doubt: it defines the
    very subject, it is the cell asked for, the text itself asks the question before it. `carried` (0..1): share of the question's
    words, by rarity, in text and headings.
    """

    unit: Unit
    coverage: float
    unmet: tuple[str, ...]
    score: float
    support: float
    carried: float


def weigh(question: Question, found: Sequence[Found]) -> dict[str, float]:
    """Weight of each term of the question by how few of the passages found have it; a term that none has weighs most."""
    texts = [fold(f.chunk.key) for f in found]
    return {term: _rarity(sum(credit(term, text) for text in texts), len(texts)) for term in question.terms}


def distinctive(found: Sequence[Found], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The terms that tell what a question is about: the rarest of those that some passage has at all.

    A figure that stands in a sentence about something else answers nothing, however many of the common words it shares.
    """
    texts = [fold(f.chunk.key) for f in found]
    present = {term: weight for term, weight in weights.items() if any(credit(term, text) >= _MET for text in texts)}
    least = _DISTINCT * max(present.values(), default=0.0)
    return tuple(
        t for t, w in present.items() if w >= least and is_name(t, rarity(t)) and not any(c.isdigit() for c in t)
    )


def _rarity(having: float, total: int) -> float:
    return max(0.3, math.log((total + 1.0) / (having + 0.5)))


def coverage(weights: Mapping[str, float], text: str, headings: str = "", around: str = "") -> float:
    """Share (0..1, by weight) of the terms that stand in a text, or with a discount in its headings or around it."""
    total = sum(weights.values())
    if total == 0:
        return 0.0
    places = ((1.0, fold(text)), (_FROM_HEADINGS, fold(headings)), (_FROM_AROUND, fold(around)))
    met = sum(weight * max(worth * credit(term, place) for worth, place in places) for term, weight in weights.items())
    return met / total


def rate(lens: Lens, unit: Unit, about: Sequence[str] = ()) -> Rated:
    """Rate a unit against a question; `about`: the distinctive terms a figure or a date must stand with."""
    question = lens.question
    share = coverage(lens.weights, unit.text, unit.headings, unit.around)
    measured = shipped().measure(features(lens, unit))
    score = measured.score + (_DEFINES if question.kind == "definition" else _KIND) * looks_right(question, unit)
    answers = _answers_the_question_before(question, unit)
    certain = answers or _is_certain(question, unit)
    score += _ASKED_BEFORE * (answers or (certain and question.kind == "definition"))
    score -= _TRUNCATED * unit.truncated
    score -= _LOST_POINTER * points_back(unit.text) * (1 if unit.before else 2)
    astray = [*_astray(unit, about), *_lost_nouns(question, unit)] if question.kind in ("number", "date") else []
    return Rated(
        unit,
        share,
        tuple(dict.fromkeys([*unmet(lens, unit), *astray])),
        score,
        1.0 if certain else measured.support,
        coverage(_words_of(lens), unit.text, unit.headings),
    )


def _words_of(lens: Lens) -> Mapping[str, float]:
    """The question's words with their rarity, without lone characters: 肥 stands in 合肥 too."""
    words = {term: weight for term, weight in lens.rarity.items() if len(term) > 1}
    return words or lens.rarity


def _is_certain(question: Question, unit: Unit) -> bool:
    """Whether a unit defines the very subject, or is the row whose cell is asked for."""
    if question.kind == "definition":
        return looks_right(question, unit) >= DEFINITE
    if unit.found.chunk.table_row is None or asked_cell(question, unit) is None:
        return False
    matrix = unit.document.tables[unit.found.chunk.table_row[0]].shape == "matrix"
    return matrix or _key_named(question, unit)


def _answers_the_question_before(question: Question, unit: Unit) -> bool:
    """Whether the text itself asks, right before a unit, what is asked: 为什么要建码头？主要原因是人工成本上升."""
    if not unit.before.rstrip().endswith(("？", "?")) or not question.content.strip():
        return False
    return share_of_bigrams(fold(question.content), fold(unit.before)) >= _ALIKE


def _astray(unit: Unit, about: Sequence[str]) -> list[str]:
    """Distinctive terms that neither a unit nor, where it depends on what stands before, its surroundings have."""
    near = unit.text + unit.headings
    if depends(unit):
        near += unit.before + unit.around
    near = fold(near)
    return [f"“{term}”" for term in about if credit(term, near) < _MET]


_GENERIC_WORDS = (
    "目标 水平 平均水平 情况 领域 方面 时期 期间 部门 单位 地方 全部 总体 总共 合计 数量 规模 数字 数目 总数 总量 总额 金额 资金 钱 比例 占比 比重 增速 增长率 "
    "经历 成绩 世纪 走势 判断 数据 说法 资料 附表 表格 表里 清单 增幅 同比 年份 名单 范围 政府 国家 全国 我国 世界 报告 结果 整体 目前 样本 地区 人员 东西 时候 阶段 名次 全省 全市 全部 部分 程度"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


def _lost_nouns(question: Question, unit: Unit) -> list[str]:
    """Nouns of the question that neither a figure's sentence nor its headings have: 旅客 of a sentence on 集装箱吞吐量.

    What only frames the question (水平, 总数, 领域) may be lost, and so may the agency whose doing it is.
    """
    near = fold(unit.text + unit.headings + unit.before + unit.around)
    nouns = [t for t in question.terms if is_noun(t) and t not in _GENERIC and t not in agencies()]
    return [f"“{t}”" for t in nouns if credit(t, near) < _NAMED and credit(t, _opening(unit)) < _NAMED]


def depends(unit: Unit) -> bool:
    """Whether a sentence takes its subject from the one before: it points back, or names none of its own."""
    return unit.found.chunk.table_row is not None or points_back(unit.text) or not _SUBJECT.search(unit.text[:40])


def _asked(question: Question) -> str:
    """The longest run of the question without asking words: 国家先进制造业集群 of 国家先进制造业集群有多少个; "" if short."""
    longest = fold(max(question.content.split(), key=len, default=""))
    return longest if len(longest) >= _LEAST_PHRASE else ""


def looks_right(question: Question, unit: Unit) -> float:
    """How far a unit has the look of the answer asked for: 0, 1, or 2 (`DEFINITE`: it defines the very subject)."""
    if question.kind == "definition":
        subject = re.escape(re.sub(r"[\W_]", "", question.content))
        defines = re.compile(
            rf"(?:^|[^\u4e00-\u9fff]|所谓|认为|的){subject}(?:[（(][^）)]*[）)])?[,，]?(?:一般)?(?:是指|指的是|是由|是一|是|即|指|——)"
        )
        found = defines.search(fold(unit.text)) if subject else None
        if found is None:
            return 0.0
        # 集群是指… says what it is; 集群是…的载体 praises it.
        return DEFINITE if "指" in found.group() else DEFINITE - 0.5
    if question.kind == "number":
        return _beside(question, unit)
    if question.kind == "date":
        return 1.0 / max(1, len(dates_in(unit.text)))
    if question.kind == "entity" and unit.found.chunk.table_row is not None and asked_cell(question, unit):
        return DEFINITE if _key_named(question, unit) else 0.0
    sign = _SIGNS.get(question.kind)
    return 1.0 if sign and sign.search(unit.text) else 0.0


def _key_named(question: Question, unit: Unit) -> bool:
    """Whether the question names the row: a cell of it, of two characters or more, stands in the question."""
    if unit.found.chunk.table_row is None:
        return False
    table, row = unit.found.chunk.table_row
    asked = fold(question.text)
    return any(len(c.value) >= 2 and fold(c.value) in asked for c in unit.document.tables[table].rows[row].cells)


def _beside(question: Question, unit: Unit) -> float:
    """2 where a figure stands right behind a place asked for (德国15个), 1 beside what is counted (25个集群), else 0."""
    figures = [f for f in figures_in(unit.text) if not question.unit or f.counts(question.unit)]
    before = [unit.text[max(0, f.start - 8) : f.start] for f in figures]
    if any(place in text for place in question.places for text in before):
        return DEFINITE
    asked = _asked(question)
    if asked and any(asked in fold(unit.text[max(0, f.start - len(asked) - 3) : f.start]) for f in figures):
        return DEFINITE  # 国家先进制造业集群已有80个
    around = [fold(text + unit.text[f.start : f.end + 12]) for f, text in zip(figures, before, strict=True)]
    return 1.0 if question.measured and any(question.measured in text for text in around) else 0.0


def unmet(lens: Lens, unit: Unit) -> list[str]:
    """The constraints of a question that a unit does not meet, in words for the reader."""
    question = lens.question
    near = fold(" ".join([unit.text, unit.headings, unit.around, unit.before]))
    missing = [_shown(question, x) for x in question.literals if not _has_literal(question, unit, x, near)]
    missing += [f"{year}年" for year in question.years if not _has_year(unit, year, near)] if question.years else []
    missing += [f"“{place}”" for place in question.places if not _has_place(unit, place)]
    terms = [t for t in question.terms if not places_in(t) and t not in _GENERIC]
    named = [t for t in terms if is_name(t, rarity(t), present=t in lens.present)]
    by_name = near if depends(unit) else fold(" ".join([unit.text, unit.headings, unit.before]))
    missing += [f"“{t}”" for t in named if credit(t, by_name) < _NAMED and credit(t, _opening(unit)) < _NAMED]
    if len(question.years) > 1 or len(question.places) > 1:
        missing = _allow_one_of_several(question, missing)
    if question.speaker and question.speaker not in ((unit.speaker and unit.speaker.name) or ""):
        missing.append(f"“{question.speaker}”的发言")
    if question.national and not question.places and is_foreign(unit.text):
        missing.append("我国的情况")
    return [*missing, *_wrong_kind(question, unit)]


def _shown(question: Question, literal: str) -> str:
    """A literal as a refusal names it. Titles and short words are repeated; a longer string may be an order to say it."""
    repeated = len(literal) <= _SHORT_LITERAL or f"《{literal}》" in question.asked
    return f"“{literal}”" if repeated else "引号中的词句"


def _has_literal(question: Question, unit: Unit, literal: str, near: str) -> bool:
    """Whether a quoted string stands near a unit; a long title may be printed a little otherwise, or earlier in the article."""
    key = fold(literal)
    if key in near or (len(key) >= _TITLE and share_of_bigrams(key, near) >= _ALIKE):
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
_TITLE, _ALIKE, _OPENING, _SHORT_LITERAL = 6, 0.75, 300, 12


def _allow_one_of_several(question: Question, missing: list[str]) -> list[str]:
    years = [f"{year}年" for year in question.years]
    places = [f"“{place}”" for place in question.places]
    for several in (years, places):
        if len(several) > 1 and not set(several) <= set(missing):
            missing = [m for m in missing if m not in several]
    return missing


def _has_year(unit: Unit, year: str, near: str) -> bool:
    """A sentence with years of its own must name the year asked; one without takes it from what stands around it."""
    own = set(years_in(unit.text))
    if year in own or year in fold(unit.text):
        return True
    dated = unit.document.article_at(unit.clean[0].start).date.value or ""
    return not own and (year in near or year in dated)


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
        "时间": question.kind == "date" and not (dates_in(unit.text) or years_in(unit.text)),
        "发言人": question.kind == "who_said" and unit.speaker is None,
        "定义": question.kind == "definition" and not _says_what(question, unit),
        "原因": question.kind == "why" and not _GIVES_REASON.search(unit.text + unit.headings),
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
    subject = re.escape(re.sub(r"[\W_]", "", question.content))
    return (
        bool(subject)
        and re.search(rf"{subject}.{{0,12}}(?:是|指|即|——|：|定义|包括|由|就)", fold(unit.text)) is not None
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
    if question.unit not in ("", "%", MONEY) and not any(
        f.counts(question.unit) and counts_asked(question, unit.text, f) for f in figures
    ):
        return [f"以“{question.unit}”计的{asked}"]
    if question.unit == RANK:
        return [] if RANKS.search(unit.text) else ["名次"]
    if question.unit in ("%", MONEY):
        return [] if any(f.counts(question.unit) for f in figures) else [f"以“{_UNIT_WORDS[question.unit]}”计的数字"]
    grams = bigrams(question.measured)
    named = sum(gram in fold(unit.text) for gram in grams) >= 0.6 * len(grams)
    return [] if named and (question.unit or any(f.measures for f in figures)) else [asked]
