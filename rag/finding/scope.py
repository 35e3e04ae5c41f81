"""Whose figure a figure is: whether it counts the thing asked for, and whether it is of the place and year asked for."""

import re
from functools import lru_cache

from rag.asking.questions import Question
from rag.finding.bounds import ranked_places
from rag.language.lexicon import bigrams, fold, runs_of
from rag.language.places import names_place, places_in, same_level
from rag.language.words import class_of
from rag.numbers.figures import ASKED_UNIT, NOUN_END, Figure, years_in
from rag.time.indicators import stated_in

CLAUSE = re.compile(r"[，。；：！？,;、]")
_NO_NOUN = ("左右", "以上", "以下", "之多", "分布", "集群伙伴", "入选", "进入", "胜出", "和", "与", "及", "中", "的")


def counts_asked(question: Question, text: str, figure: Figure) -> bool:
    """Whether a figure with a counting word counts what is asked: 两个管理局 is no number of 集群.

    What is counted stands right behind the figure, or before it where nothing does (已有80个，).
    """
    if text[max(0, figure.start - 1) : figure.start] in ("这", "那", "该"):
        return False  # 这两个管理局 points back to a number, it gives none
    if not question.unit or not question.measured or question.unit in "%％":
        return True
    behind = re.match(r"[\u4e00-\u9fff]*", text[figure.end :])
    # The noun phrase ends where a verb begins: 6个部门联合设立产业集群专项基金 counts 部门.
    noun = fold(NOUN_END.split(behind.group()[:14], maxsplit=1)[0]) if behind else ""
    if not noun:
        return not _of_another(question, text, figure)
    if question.measured[-2:] in noun or any(noun.startswith(word) for word in _NO_NOUN):
        return True
    sized = _SIZED.match(text[figure.end :])  # 50个规模300亿元以上轻工特色产业集群
    return any(head in (noun + fold(sized.group(1)) if sized else noun) for head in _counted(question.asked))


_SIZED = re.compile(r"[\u4e00-\u9fff]{2,4}\d[\d.]*[\u4e00-\u9fff]{1,3}以[上下内]的?([\u4e00-\u9fff]{2,12})")


@lru_cache(maxsize=256)
def _counted(asked: str) -> tuple[str, ...]:
    """The nouns behind the counting word of a question that may be what is counted: each before a verb, a 的 or the end.

    Of 多少家企业的药品不符合规定 and 多少个工作组赴上述地区 the last noun is none of them.
    """
    unit = ASKED_UNIT.search(asked)
    phrase = re.split(r"[，,。？?；]", asked[unit.end() :])[0] if unit else ""
    words = runs_of(fold(phrase))
    ends = [word for word, after in zip(words, [*words, ""][1:], strict=True) if not after or not _in_noun(after)]
    return tuple(word for word in ends if len(word) > 1 and _in_noun(word))


def _in_noun(word: str) -> bool:
    return len(word) > 1 and class_of(word) in ("noun", "name")


def _of_another(question: Question, text: str, figure: Figure) -> bool:
    """Whether what stands before a figure is another thing than asked: 集群拥有国家级技术创新载体近1000家 counts 载体."""
    told = next((s for s in stated_in(text) if s.figure.start == figure.start), None)
    thing = fold(told.indicator) if told else ""
    asked = thing[-2:] in fold(question.asked)
    apart = not asked and not any(gram in thing for gram in bigrams(fold(question.measured)))
    # It must be told as owned: of 覆盖率…，共有6家 what is counted is told elsewhere.
    return len(thing) > _TELLING and apart and _OWNS.search(text[: figure.start]) is not None


_OWNS = re.compile(r"(?:拥有|设有|建有|建成|集聚|聚集|培育|引进|搭建)了?[^，。；]{3,20}$")
_TELLING = 3  # characters of a thing that is named before its number


def elsewhere(question: Question, text: str, figure: Figure) -> bool:
    """Whether a figure's own clause is of another place or year than asked: 德国将加大资助，美国2022财年…增加至94亿美元."""
    start = max((m.end() for m in CLAUSE.finditer(text) if m.end() <= figure.start), default=0)
    clause = text[start : figure.end]
    places = places_in(clause)
    if question.places and places and not any(names_place(p, clause) for p in question.places):
        return any(same_level(p, q) for p in places for q in question.places)
    if _of_part(fold(question.asked), fold(text[start : figure.start])) or _of_whole(question, text, figure):
        return True
    if _since_not_before(fold(question.asked), fold(text[: figure.end])):
        return True
    if _of_sibling(fold(question.asked), fold(text[: figure.start]), fold(clause)):
        return True
    years = years_in(clause)
    return bool(question.years and years) and not set(years) & set(question.years)


def _of_part(asked: str, clause: str) -> bool:
    """Whether a clause is of a part of the whole asked for: 甲市110亿元，居全省第三位 is no number of 全省."""
    levels = set(_WHOLE.findall(asked))
    if len(levels) != 1 or ranked_places(asked) or _WHOLE.search(clause):
        return False
    told = {rank for _, rank in ranked_places(clause)}
    return bool(told) and not told & levels


_WHOLE = re.compile(r"全([省市县区州镇乡])")


def _of_whole(question: Question, text: str, figure: Figure) -> bool:
    """Whether the place asked for is only an example behind a figure: 遴选25个集群，包括甲市…、乙市… is no number of 甲市."""
    named = [p for p in question.places if names_place(p, text)]
    if not named or any(names_place(p, text[: figure.start]) for p in named):
        return False
    lists = _EXAMPLES.search(text, figure.end)
    return lists is not None and not any(names_place(p, text[: lists.start()]) for p in named)


def _since_not_before(asked: str, text: str) -> bool:
    """Whether a text counts from a year on what is asked up to it, or the other way round: 2019年以来遴选25个 is no number of 2019年以前."""
    for one, other in ((_UP_TO, _FROM), (_FROM, _UP_TO)):
        years = set(one.findall(asked))
        if years & set(other.findall(text)) and not years & set(one.findall(text)):
            return True
    return False


def up_to(asked: str) -> list[str]:
    """The years up to which a question asks: 2019 of 2019年以前."""
    return _UP_TO.findall(asked)


def tells_up_to(year: str, text: str) -> bool:
    """Whether a text tells of a time up to a year: it says so, or names a year before it."""
    return year in _UP_TO.findall(text) or any(told < year for told in years_in(text))


_UP_TO = re.compile(r"((?:19|20)\d\d)年(?:以前|之前|前(?![\u4e00-\u9fff\d]?[季月后]))")
_FROM = re.compile(r"((?:19|20)\d\d)年(?:以来|以后|之后|起(?!步))")
_EXAMPLES = re.compile(r"包括|包含|涵盖|例如|比如|诸如|其中|分别[是为]|[，,；;]如(?!何|果|此|今|下|期)")


def _of_sibling(asked: str, before: str, clause: str) -> bool:
    """Whether a figure is of another place of the same rank: 甲市418个 is no number of 乙市, nor is 比乙市多3个."""
    wanted = ranked_places(asked)
    if not wanted or _COMPARES.search(asked):
        return False
    own, _, than = _THAN.sub("\n", clause, count=1).partition("\n")
    told = ranked_places(own)
    for stem, rank in wanted:
        if stem in own:
            continue
        if any(r == rank and s != stem for s, r in told) or stem in than:
            return True
        others = [s for s, r in ranked_places(before) if r == rank and s != stem]
        if others and "分别" not in before and max(map(before.rfind, others)) > before.rfind(stem) >= 0:
            return True
    return False


_THAN = re.compile(r"比(?![重例率])|较(?!为|多的|大的)")
_COMPARES = re.compile(r"比(?![重例率])|相差|差距|较|高出|多出|领先|落后|和|与|跟|合计|占")
