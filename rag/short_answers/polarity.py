"""Yes/no questions: what a quoted sentence says to them, where it can be told by rule; else the sentence stands without verdict."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from index.patterns import chinese_number
from rag.asking.questions import Question
from rag.finding.evidence import Unit
from rag.language.aliases import agencies
from rag.language.lexicon import credit, fold, rarity, words_of
from rag.language.places import places_in, same_level
from rag.language.words import class_of, in_dictionary, is_name, is_noun
from rag.numbers.figures import Figure, figures_in, value_of
from rag.short_answers.rulings import ruled
from rag.time.modality import modality_of

_MORE = re.compile(r"超过|超出|突破|高于|多于|大于|不止|逾|以上|过了|达到|达|至少|不低于|不少于|有没有到|到了")
_LESS = re.compile(r"低于|少于|小于|不到|不足|不满|以下|以内|不超过")
_DENIES = re.compile(
    r"暂无|尚无|没有|并无|无一|未(?!来)|尚未|并未|并非|不是|不再|不得|不能|不可|不属于|不含|不包括|不包含|不适用|不纳入|不列入|不享受|不予|不收|不计入|禁止|严禁|缺乏|缺少"
)
# A clause with one of these may turn a yes around; no rule here reads which way.
_EXCEPTS = re.compile(r"除外|全?免(?!疫|费开放)|不[^断仅同少久错足]|低于|只有|仅|除了|以外|无法|难以")
_NEGATED_ASK = re.compile(r"是否没有|是不是没有|是不是不|没有.{1,20}吗|不.{1,12}吗|是否不|未.{1,12}吗")
_CLAUSE = re.compile(r"[，。；：！？,;]")
_LONG_WORD = 2  # characters: a longer noun (房地产) tells what a question is about, however common it is
_THERE = 0.6
_FRAME = frozenset(
    [
        "领域",
        "方面",
        "范围",
        "情况",
        "数量",
        "问题",
        "名单",
        "工作",
        "地区",
        "待遇",
        "政策",
        "资格",
        "规定",
        "事情",
        "住户",
    ]
)  # nouns that frame what is asked and name nothing
_HOME = frozenset(["中国", "我国"])  # a text published here need not say so
_NAME = 4  # characters from which a cell is the name of something
_EXISTS = re.compile(r"有没有|有.{0,20}吗|在.{0,24}(?:里|中|内|上|名单)吗")
_SURE_OF_EXISTENCE = 0.5
_SURE = 0.72  # share of the question's words that a sentence must hold for it to say yes by itself


class Verdict(NamedTuple):
    """`short`: 是 or 否; `kind` of the claim; `rule` by which it was told."""

    short: Literal["是", "否"]
    kind: Literal["quote", "negative", "correction", "comparison"]
    rule: str


def verdict(question: Question, unit: Unit, weights: Mapping[str, float], coverage: float) -> Verdict | None:
    """Yes or no by a unit of evidence; None where no rule can tell."""
    told = _told_by_rule(question, unit, weights, coverage)
    return None if told and _only_meant(question, unit) else told


_DONE_ASKED = re.compile(
    r"(?:现在|目前|如今|已经|至今|到现在).*(?:吗|没有|没)[？?]?$|[了过](?:吗|没有?|么)[？?]?$|(?:是否|是不是|有没有)(?:已经?|真的)"
)


def _only_meant(question: Question, unit: Unit) -> bool:
    """Whether a question asks if something has come about, and a unit only says that it is meant to: 到2025年突破4000亿元."""
    if not _DONE_ASKED.search(question.asked):
        return False
    dated = unit.document.article_at(unit.clean[0].start).date.value
    return modality_of(unit.text, dated) in ("planned", "estimated", "conditional")


def _told_by_rule(question: Question, unit: Unit, weights: Mapping[str, float], coverage: float) -> Verdict | None:
    if (moved := _by_direction(question, unit)) is not None:
        return moved
    by_number = _by_number(question, unit, weights)
    if by_number is not None:
        return by_number if _names_all(question, unit) or by_number.kind == "comparison" else None
    if told := _permitted(question, unit) or _by_denial(question, unit) or _by_ruling(question, unit):
        return told
    negated = _NEGATED_ASK.search(question.asked) or _denied(question, unit)
    if negated or _EXCEPTS.search(_told(question, unit)):
        return None
    stated = coverage >= (_SURE_OF_EXISTENCE if _EXISTS.search(question.asked) else _SURE)
    return Verdict("是", "quote", "stated") if stated and _names_all(question, unit) else None


def _by_ruling(question: Question, unit: Unit) -> Verdict | None:
    told = None if unnamed(question, unit) or _NEGATED_ASK_ONLY.search(question.asked) else ruled(question, unit)
    return Verdict(told.short, told.kind, told.rule) if told else None


_NEGATED_ASK_ONLY = re.compile(r"是否没有|是不是没有|是不是不|是否不")
_MAY_ASKED = re.compile(r"可以|能不能|可不可以|能否|可否|允许|准不准|让不让")
_MAY = re.compile(r"(?<!不)(?:可以|可(?=由|在|向|按|凭|用)|允许|准予|有权|准许)")


def _permitted(question: Question, unit: Unit) -> Verdict | None:
    """Whether the clause of what is asked allows or forbids it: 蔬菜可以由学校就近采购; 食堂不得对外承包."""
    if not _MAY_ASKED.search(question.asked) or _NEGATED_ASK.search(question.asked) or unnamed(question, unit):
        return None
    if _EXCEPTED.search(unit.text):
        return None
    words = [t for t in question.terms if len(t) > 1 and not _MAY_ASKED.search(t)]
    clauses = [c for c in _CLAUSE.split(unit.text) if _MAY.search(c) or _FORBIDS.search(c)]
    held = [c for c in clauses if sum(credit(t, fold(c)) >= _THERE for t in words) >= max(1, len(words) // 2)]
    if len(held) != 1:
        return None
    if _FORBIDS.search(held[0]):
        return Verdict("否", "negative", "negation")
    return Verdict("是", "quote", "stated")


def _by_denial(question: Question, unit: Unit) -> Verdict | None:
    """What a unit denies, excepts or gives otherwise: another place, another length of time."""
    if _other_place(question, unit):
        return Verdict("否", "correction", "other_place")
    if excepted := _excepted(question, unit):
        return excepted
    if _denied(question, unit) and not _NEGATED_ASK.search(question.asked) and _names_most(question, unit):
        return Verdict("否", "negative", "negation")
    return Verdict("否", "correction", "other_figure") if _other_duration(question, unit) else None


_BASE = r"(?:上一?年|去年|前年|上年同期|同期|(?:19|20)\d\d年)(?:同期)?"
_UP, _DOWN = "增加|增长|上升|提高|上涨|扩大|多|高|升", "减少|下降|降低|回落|下跌|缩小|少|低|降"
_MOVED_ASKED = re.compile(
    rf"(?:比|较){_BASE}(?:是否|有没有|是不是)?(?:更|要|还|又)*(?P<how>{_UP}|{_DOWN})(?:了|些|一些)*(?:吗|没有|呢)?[？?]?"
)
_MOVED_TOLD = re.compile(rf"(?:同比|(?:比|较){_BASE})(?P<how>{_UP}|{_DOWN})")


def _by_direction(question: Question, unit: Unit) -> Verdict | None:
    """Whether something has risen or fallen since the year before, where a sentence on the very thing says just that: 比上年减少6起."""
    asked, told = _MOVED_ASKED.search(question.asked), list(_MOVED_TOLD.finditer(unit.text))
    if (
        asked is None
        or len(told) != 1
        or [t for t in unnamed(question, unit) if t not in _WHOLES and not re.fullmatch(_BASE, t)]
    ):
        return None
    same = re.fullmatch(_DOWN, asked["how"]) is not None, re.fullmatch(_DOWN, told[0]["how"]) is not None
    return Verdict("是", "quote", "stated") if same[0] == same[1] else Verdict("否", "correction", "other_direction")


_WHOLES = frozenset(["全省", "全市", "全县", "全区", "全国"])
_LASTING = re.compile(r"(?P<n>[一二两三四五六七八九十]+|\d+)(?:个)?(?P<unit>年|月|天|小时|分钟|周|日)")


def _other_duration(question: Question, unit: Unit) -> bool:
    """Whether a question asks for a length of time (有效期是三年吗) and the clause of its noun gives another one."""
    asked = [m for m in _LASTING.finditer(question.asked) if re.match(r"(?:吗|？|对吗|$)", question.asked[m.end() :])]
    nouns = [t for t in question.terms if is_noun(t) or (len(t) > _LONG_WORD and class_of(t) == "noun")]
    if len(asked) != 1 or not nouns:
        return False
    for clause in _CLAUSE.split(unit.text):
        told = [
            m
            for m in _LASTING.finditer(clause)
            if m["unit"] == asked[0]["unit"] and not _DATED.search(clause[: m.start()])
        ]
        if nouns[-1] in fold(clause) and len(told) == 1:
            return told[0]["n"] != asked[0]["n"] and _small(told[0]["n"]) != _small(asked[0]["n"])
    return False


_DATED = re.compile(r"[\d年月]$")


def _small(number: str) -> int:
    return chinese_number(number.replace("两", "二"))


_PAYING = re.compile(r"掏钱|付费|交费|缴费|收费|交钱|花钱|自费|承担|缴纳|支付|要钱")
_EXEMPT = re.compile(
    r"(?P<before>[\u4e00-\u9fff]{2})(?:全免|全部免除|免费|免收|免除)|(?:免收|免交|免缴|免征|不收取?)(?P<behind>[\u4e00-\u9fff]{2})"
)
_EXCEPTED = re.compile(r"([^，。；：]{2,24})除外")
_FORBIDS = re.compile(r"不得|禁止|严禁|不能|不予|不可")


def _excepted(question: Question, unit: Unit) -> Verdict | None:
    """What an exemption or an exception says of the very thing asked: 训练费全免; 不得飞行，医疗救护飞行除外."""
    if _NEGATED_ASK.search(question.asked):
        return None
    exempt = ((m["before"] or "")[-2:] or (m["behind"] or "")[:2] for m in _EXEMPT.finditer(unit.text))
    if _PAYING.search(question.asked) and any(what in question.asked for what in exempt):
        return Verdict("否", "negative", "exemption")
    out = _EXCEPTED.search(unit.text)
    if out and sum(credit(t, fold(out[1])) >= _THERE for t in question.terms if len(t) > 1) >= _EXCEPTED_WORDS:
        forbidden = _FORBIDS.search(unit.text[: out.start()]) is not None
        return Verdict("是", "quote", "exception") if forbidden else Verdict("否", "negative", "exception")
    return None


_EXCEPTED_WORDS = 2  # 医疗救护 and 飞行 of 医疗救护飞行除外


def _names_all(question: Question, unit: Unit) -> bool:
    return not unnamed(question, unit)


def _names_most(question: Question, unit: Unit) -> bool:
    """Whether a unit has more than half of what a question names, and its last noun: 储粮事故 denied is not 火灾事故 denied."""
    nouns = [t for t in question.terms if is_noun(t) or (len(t) > _LONG_WORD and class_of(t) == "noun")]
    lost = unnamed(question, unit)
    return not nouns or (nouns[-1] not in lost and 2 * len(lost) < len(nouns))


def unnamed(question: Question, unit: Unit) -> list[str]:
    """The nouns and names of a question that a unit lacks: a list of fields without 人工智能 says nothing of 人工智能."""
    near = fold(f"{unit.text} {unit.headings}")
    nouns = [t for t in question.terms if is_noun(t) or (len(t) > _LONG_WORD and class_of(t) == "noun")]
    lost = [t for t in nouns if t not in _FRAME and t not in _HOME and t not in agencies() and credit(t, near) < _THERE]
    return [t for t in lost if not _in_words(t, near)]


def _in_words(term: str, near: str) -> bool:
    """Whether the words that a longer one is made of stand there apart: 学校食堂, of 学校应当自办食堂."""
    words = words_of(term)
    return len(words) > 1 and all(len(w) > 1 and in_dictionary(w) and w in near for w in words)


def _by_number(question: Question, unit: Unit, weights: Mapping[str, float]) -> Verdict | None:
    """Compare the figure a question names with that of the same unit in the text."""
    asked = [f for f in figures_in(question.asked) if f.unit and f.measures and value_of(f) is not None]
    asked = [f for f in asked if _is_predicate(question.asked, f) and fold(f.text) not in fold(unit.text)]
    if len(asked) != 1:
        return None
    told = [f for f in figures_in(unit.text) if f.counts(asked[0].unit[-1:]) and value_of(f) is not None]
    figure = _closest(told, unit.text, weights)
    wanted = value_of(asked[0])
    given = value_of(figure) if figure else None
    if given is None or wanted is None or figure is None:
        return None
    around = question.asked[max(0, asked[0].start - 6) : asked[0].end + 3]
    if _LESS.search(around):
        return Verdict("是" if given < wanted else "否", "comparison", "less_than")
    if _MORE.search(around):
        return Verdict("是" if _at_least(given, wanted, figure, around) else "否", "comparison", "more_than")
    return Verdict("是", "quote", "stated") if given == wanted else Verdict("否", "correction", "other_figure")


def _is_predicate(text: str, figure: Figure) -> bool:
    """Whether a question asks for a figure (超过400项吗, 是35个吗), and does not only name its subject by it (25个集群里…)."""
    before, after = text[max(0, figure.start - 4) : figure.start], text[figure.end : figure.end + 4]
    compared = (
        _MORE.search(before + figure.text[:3])
        or _LESS.search(before + figure.text[:3])
        or re.match(r"以上|以下|以内", after)
    )
    return bool(compared) or bool(
        re.search(r"(?:是|有|为|共|只有|才|就)$", before) or re.match(r"[^，。]{0,2}(?:吗|？|$)", after)
    )


def _at_least(given: Fraction, wanted: Fraction, figure: Figure, asked: str) -> bool:
    """超过 is met by more, and by the very figure where the text itself says 超过; 达到, 至少 are met by the very figure."""
    reached = re.search(r"达|至少|不低于|不少于|到了|以上", asked) or re.match(r"超|逾|突破|高达", figure.text)
    return given > wanted or (given == wanted and bool(reached))


def _closest(figures: Sequence[Figure], text: str, weights: Mapping[str, float]) -> Figure | None:
    """The figure in whose clause most of the question stands; None where two are equal."""

    def share(figure: Figure) -> float:
        start = max((m.end() for m in _CLAUSE.finditer(text) if m.end() <= figure.start), default=0)
        end = next((m.start() for m in _CLAUSE.finditer(text) if m.start() >= figure.end), len(text))
        clause = fold(text[start:end])
        return sum(weight * credit(term, clause) for term, weight in weights.items())

    ranked = sorted(figures, key=share, reverse=True)
    if len(ranked) > 1 and share(ranked[0]) == share(ranked[1]):
        return None
    return ranked[0] if ranked else None


def _other_place(question: Question, unit: Unit) -> bool:
    """Whether a unit about the very thing named puts it in another place of the same level: 挪威, asked whether 英国."""
    return contradicted_place(question, unit) != ""


def contradicted_place(question: Question, unit: Unit) -> str:
    """The place that a unit names for the thing asked about instead of the question's, "" where it names none.

    The thing must be named by a proper name that stands in the unit: a sentence on another country's doings contradicts nothing.
    """
    text = unit.text
    places = [p for p in question.places if p not in text]
    named = [t for t in question.terms if is_name(t, rarity(t)) and not places_in(t) and credit(t, fold(text)) >= 0.8]
    named += [literal for literal in question.literals if fold(literal) in fold(text)]
    named += [cell for cell in cells_of(unit) if len(cell) >= _NAME and fold(cell) in fold(question.asked)]
    if len(places) != 1 or len(question.places) != 1 or not named:
        return ""
    others = [other for other in places_in(text) if any(same_level(other, place) for place in places)]
    return others[0] if len(others) == 1 else ""


def cells_of(unit: Unit) -> list[str]:
    """The values of the row that a unit is, none for a sentence."""
    if unit.found.chunk.table_row is None:
        return []
    table, row = unit.found.chunk.table_row
    return [cell.value for cell in unit.document.tables[table].rows[row].cells]


def _told(question: Question, unit: Unit) -> str:
    """The clause of a unit that holds most of the question."""
    clauses = [c for c in _CLAUSE.split(unit.text) if c.strip()]
    return max(clauses, key=lambda c: sum(credit(t, fold(c)) for t in question.terms), default="")


def _denied(question: Question, unit: Unit) -> bool:
    """Whether the clause that holds most of the question denies it."""
    terms = [t for t in question.terms if len(t) > 1]
    best = _told(question, unit)
    return bool(terms) and sum(credit(t, fold(best)) for t in terms) >= 0.4 * len(terms) and bool(_DENIES.search(best))
