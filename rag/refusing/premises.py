"""What a question takes for granted and a sentence on the very same thing contradicts: a place, a rank, a figure, a year, a denial.

Only a sentence that names what the question names contradicts it; another figure of another thing, or of another year, does not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from rag.asking.questions import Question
from rag.choosing.apart import DENIED
from rag.choosing.order import (
    lost_direction,
    other_agent,
    other_direction,
    other_first,
    other_holder,
    other_most,
    other_period,
    other_place_in_order,
    other_place_in_rank,
    outside_set,
)
from rag.finding.bounds import ranked_places, regions_of
from rag.finding.evidence import Unit
from rag.language.lexicon import bigrams, credit, fold, share_of_bigrams, terms
from rag.language.places import names_place, places_in, same_level
from rag.language.words import is_noun
from rag.numbers.figures import years_in
from rag.short_answers.polarity import cells_of, contradicted_place
from rag.time.indicators import Stated, stated_in

Rule = Literal[
    "other_place",
    "other_rank",
    "other_figure",
    "other_year",
    "other_agent",
    "other_order",
    "other_direction",
    "other_holder",
    "other_set",
    "other_period",
    "negation",
]
_CLAUSE = re.compile(r"[，。；：！？,;]")
_NONE = re.compile(r"暂无|尚无|没有(?!.{0,6}[吗？?]|意义|必要|理由|办法|道理|什么|用)|未有|无一|并无|均未|都未|尚未")
_DENIES = re.compile(rf"{_NONE.pattern}|不[得能可予再]|不可以|不予|禁止|严禁|取消了?|并非|不是")
_RANKS = (
    re.compile(r"第一|首位|榜首|之首|最多|最高|最快|领先|领跑|独领风骚|名列前茅"),
    re.compile(r"垫底|末位|最低|最少|最慢|倒数|最后一[名位]"),
)
_EVENT = re.compile(
    r"成立|设立|创立|创建|组建|建成|竣工|发布|印发|出台|公布|通过|启动|召开|举办|开通|投产|投运|上市|获批|入选|开工|签署|签订|施行|实施|生效|执行|动工|试行|实行|开馆|开园|终止|停止|取消"
)
_GIVEN = re.compile(r"(?:才|只有|仅有?|达到?了?|高达|为|是|有|共|总共|一共|突破|超过)\s?$")
_EXPLAINED = frozenset({"why", "how", "list", "other", "entity"})
_SAME, _HELD, _PERSISTENT = 0.8, 0.6, 2


class Contradiction(NamedTuple):
    """`said`: what the text says instead, in its words ("" for a plain denial); `rule` by which it was told."""

    said: str
    rule: Rule

    @property
    def lead(self) -> str:
        """What is said before the quote."""
        return correction_lead(self.said) if self.said else "与提问的前提不同，原文作了否定："


def correction_lead(said: str) -> str:
    """What is said before a quote that gives something else than a question takes for granted."""
    return f"与提问所说不同，原文为“{said}”："


def contradiction(question: Question, unit: Unit, unmet: Sequence[str], *, answered: bool) -> Contradiction | None:
    """How a unit contradicts what a question takes for granted; None where it does not, or is on something else.

    `unmet`: the constraints it does not meet; none but those that the contradiction itself explains may be among them.
    `answered`: other evidence meets them all; a place named beside the thing is then no contradiction.
    """
    lost = {what for what in unmet if DENIED not in what}  # that it is denied is what contradicts
    places = {f"“{place}”" for place in question.places}
    if question.kind != "yes_no" and (denied := _denied(question, unit, lost) or _not_so(question, unit, lost)):
        return denied
    if told := next(_told_otherwise(question, unit, lost, answered=answered), None):
        return told
    if lost <= places | _ANSWERS and (ranked := _other_rank(question, unit)):
        return ranked
    if lost <= _years_of(question) | _ANSWERS and (dated := _other_year(question, unit)):
        return dated
    return _other_figure(question, unit) if lost <= _ANSWERS else None


def _years_of(question: Question) -> set[str]:
    return {f"{year}年" for year in question.years}


def _of_direction(question: Question, lost: set[str]) -> set[str]:
    """What a unit lacks only because it tells of the opposite: “盈利” of a loss."""
    return {
        what for what in lost if (word := re.match(r"“(盈利|盈余|亏损|亏空|赤字)”", what)) and word[1] in question.asked
    }


def _told_otherwise(question: Question, unit: Unit, lost: set[str], *, answered: bool) -> Iterator[Contradiction]:
    """What a unit says otherwise in its own words, by each rule that what it lacks (`lost`) leaves open."""
    places = {f"“{place}”" for place in question.places}
    named = places | {f"“{stem}{rank}”" for stem, rank in ranked_places(fold(question.asked))}
    direction = {*lost_direction(question, unit), *_of_direction(question, lost)}
    years, asks_place = _years_of(question), not answered or question.kind == "yes_no"
    rules: tuple[tuple[bool, Callable[[Question, Unit], str], Rule], ...] = (
        (True, other_agent, "other_agent"),
        (True, other_place_in_order, "other_order"),
        (lost <= named | _ANSWERS, other_place_in_rank, "other_rank"),
        (lost <= _ANSWERS, other_most, "other_holder"),
        (lost <= _ANSWERS, other_first, "other_holder"),
        (not answered and lost <= named | _ANSWERS, _other_cell, "other_place"),
        (lost <= _ANSWERS, other_holder, "other_holder"),
        (lost <= places | _ANSWERS, outside_set, "other_set"),
        (lost <= years | _ANSWERS, other_period, "other_period"),
        (lost <= years | direction | _ANSWERS, other_direction, "other_direction"),
        (asks_place and lost <= places, contradicted_place, "other_place"),
    )
    for may, find, rule in rules:
        if may and (said := find(question, unit)):
            yield Contradiction(said, rule)


def _other_cell(question: Question, unit: Unit) -> str:
    """The place of a row that a question names and puts in another place of the same rank: 白鹿峡电站为什么建在沅水市."""
    cells = cells_of(unit)
    asked = fold(question.asked)
    rows = [cell for cell in cells if len(cell) >= _ROW_NAME and fold(cell) in asked]
    wanted = [(stem, rank) for stem, rank in ranked_places(asked) if not any(stem in fold(row) for row in rows)]
    if not rows or len(wanted) != 1 or any(wanted[0][0] in fold(cell) for cell in cells):
        return ""
    return next(
        (
            cell
            for cell in cells
            for stem, rank in ranked_places(fold(cell))
            if rank == wanted[0][1] and len(cell) == len(stem) + 1
        ),
        "",
    )


_ROW_NAME = 4
# The kind of answer asked for: a sentence that says there is nothing to tell gives none.
_ANSWERS = frozenset({"原因", "时间", "数字", "以“金额”计的数字", "以“百分比”计的数字", "人名", "地名", "机构名称"})


def _denied(question: Question, unit: Unit, lost: set[str]) -> Contradiction | None:
    """A clause that denies the very thing asked of: 北部地区暂无入选, asked which of 北部 are; 不能兑换现金, asked for how much 现金."""
    names = [*question.places, *regions_of(question.asked), *(stem for stem, _ in ranked_places(fold(question.asked)))]
    others = [t for t in question.terms if len(t) > 1 and not any(t in n or n in t for n in names)]
    for clause in map(fold, _CLAUSE.split(unit.text)):
        there = [t for t in others if t in clause]
        if _NONE.search(clause) and there and any(n in clause for n in names):
            return Contradiction("", "negation")
        kind_only = all(what in _ANSWERS or what.endswith("的数字") for what in lost)
        if not kind_only or not _DENIES.search(clause):
            continue
        last = next((t for t in reversed(question.terms) if is_noun(t)), "")
        near = fold(unit.text + unit.headings)
        held = [t for t in others if is_noun(t) and credit(t, near) >= _HELD]
        asks_how_much = question.kind in ("number", "date") or "原因" in lost
        if asks_how_much and lost and last in there and len(held) >= _PERSISTENT:
            return Contradiction("", "negation")
    return None


_NOT_SO = re.compile(
    r"(?:(?:而|并)?不是|并非|而非|没有(?=[过超达突到][\u4e00-\u9fff\d]))(?P<what>[^，。；：、？]{2,14})(?:，而?是|[，。；！]|$)"
)
_EITHER = re.compile(r"不是|而非|并非|还是|区别|是否|没有|相比|比较")


def _not_so(question: Question, unit: Unit, lost: set[str]) -> Contradiction | None:
    """A sentence that denies in so many words what the question says: 不是第一，是第三; 是烘干能力，而不是仓容."""
    if question.kind == "who_said" or _EITHER.search(question.asked) or not lost <= {*_ANSWERS, *_years_of(question)}:
        return None
    near = fold(unit.text + unit.headings)
    for found in _NOT_SO.finditer(unit.text):
        denied = fold(found["what"]).removesuffix("的")
        subject = _CLAUSE.split(unit.text[: found.start()])[-1]
        own = [t for t in terms(fold(subject)) if is_noun(t)]
        if own and not any(t in fold(question.asked) for t in own):
            continue  # 客源不足不是主要矛盾 denies nothing of what else may be it
        premise = next((fold(c) for c in _CLAUSE.split(question.asked) if denied in fold(c)), "")
        nouns = [t for t in question.terms if is_noun(t) and t in premise and t not in denied]
        if nouns and sum(credit(t, near) >= _HELD for t in nouns) >= _SAME * len(nouns):
            return Contradiction("", "negation")
    return None


def _other_rank(question: Question, unit: Unit) -> Contradiction | None:
    """Other places at the rank that the question gives to its own: 甲省和乙省…并列第一, asked why 丙省 is first."""
    top, bottom = _RANKS
    named = [*question.places, *question.years]
    if len(named) >= _PERSISTENT and all(name in unit.text for name in named):
        for one, other in ((top, bottom), (bottom, top)):
            if one.search(question.asked) and not one.search(unit.text) and (told := other.search(unit.text)):
                return Contradiction(told.group(), "other_rank")
    if len(question.places) != 1 or names_place(question.places[0], unit.text):
        return None
    for pattern in _RANKS:
        asked, told = pattern.search(question.asked), pattern.search(unit.text)
        if not asked or not told:
            continue
        start = max((m.end() for m in re.finditer(r"[。；]", unit.text) if m.end() <= told.start()), default=0)
        others = [p for p in places_in(unit.text[start : told.end()]) if same_level(p, question.places[0])]
        if others and _holds_nouns(question, unit):
            return Contradiction("、".join(others), "other_rank")
    return None


def _other_year(question: Question, unit: Unit) -> Contradiction | None:
    """The year that a unit gives for the event that the question puts in another: 2018年成立, asked why it was 成立 in 2019."""
    event = _EVENT.search(question.asked)
    if question.kind not in ("yes_no", "why", "how") or len(question.years) != 1 or event is None:
        return None
    for clause in _CLAUSE.split(unit.text):
        years = years_in(clause)
        if (
            event.group() in clause
            and len(years) == 1
            and years[0] != question.years[0]
            and _holds_nouns(question, unit)
        ):
            return Contradiction(f"{years[0]}年", "other_year")
    return None


def _other_figure(question: Question, unit: Unit) -> Contradiction | None:
    """The figure that a unit gives of the indicator, subject and year to which the question gives another one."""
    if question.kind not in _EXPLAINED:
        return None
    given = [s for s in stated_in(question.asked) if _GIVEN.search(question.asked[: s.figure.start]) and s.indicator]
    for asked in given:
        for told in stated_in(unit.text):
            if _same_thing(asked, told) and told.figure.value != asked.figure.value:
                return Contradiction(told.figure.text, "other_figure")
    return None


def _same_thing(asked: Stated, told: Stated) -> bool:
    if not told.indicator or told.figure.value is None or asked.figure.value is None:
        return False
    if told.figure.unit != asked.figure.unit or told.figure.kind != asked.figure.kind or told.modality == "planned":
        return False
    one, other = (fold(s.subject + s.indicator) for s in (asked, told))
    alike = min(_within(one, other), _within(other, one)) >= _SAME
    times = [s.time for s in (asked, told) if s.time]
    return alike and (len(times) != 1 or told.time is None) and len({t.low for t in times}) <= 1


def _within(one: str, other: str) -> float:
    return share_of_bigrams(one, other) if len(bigrams(one)) else 0.0


def _holds_nouns(question: Question, unit: Unit) -> bool:
    """Whether a unit with its headings holds nearly all nouns of a question: it is about the very thing."""
    near = fold(unit.text + unit.headings + unit.before)
    nouns = [t for t in question.terms if is_noun(t) and not places_in(t)]
    return len(nouns) >= _PERSISTENT and sum(credit(t, near) for t in nouns) >= _HELD * len(nouns)
