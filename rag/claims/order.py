"""Whether what a claim says of one thing is what its source says of it, and not of the thing beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from rag.claims.amounts import figures_of, unit_of
from rag.claims.text import Case, pairs, without_figures

_NO_HEAD = re.compile(
    r"^(?:[比较]|[高低多少]于|其中|全年|同时|目前|同比|累计|年代|时间|数量|总[量数额]|面积|规模|费用|价格|期限|比例|占比|比重|我[市县省区馆局校院国]|本|该|此|这|另|分别|例如|比如|据|数据|一是|二是|三是|首先|其次|但|而|也|并|且|还|\d|“)"
)
_WHETHER = re.compile(r"能否|是否|取决于|视")
_INTO = "转为|转成|变为|变成|改为|改成|改制为|转制为"
_TURNS = _INTO + r"|超过|转向|升至|降至|取代|代替|替代|高于|低于|优于|早于|晚于|快于|慢于|先于"
_TURN = re.compile(rf"(?:从|由)?(?P<one>[\u4e00-\u9fff]{{2,10}}?)(?P<by>{_TURNS})了?(?P<other>[\u4e00-\u9fff]{{2,10}})")


def crossed(case: Case) -> str:
    """Why halves of the source are joined to another whole, "" if they are not."""
    return next((fault for check in (_halves, _heads, _turned, _compared) for fault in check(case)), "")


_PART = re.compile(r"[，,。；;：:！!？?\n、]|——|(?<=[\d%元人个家项名])[和与及]")


@dataclass(frozen=True)
class _Part:
    """A part of a sentence, finer than a clause, and what it is known by: its pairs of letters and its figures."""

    text: str
    start: int
    marks: frozenset[str]
    listed: bool = False


def _parts(text: str) -> list[_Part]:
    found, at = [], 0
    for end in [*(m.start() for m in _PART.finditer(text)), len(text)]:
        mark = text[end : end + 1]
        part = text[at:end].strip("，,。；;：:！!？?、—\n")
        if part:
            found.append(_Part(part, at, _marks(part), mark == "、"))
        at = end
    return [_with_shared(found, n) for n in range(len(found))]


def _with_shared(parts: list[_Part], n: int) -> _Part:
    """A name of a list with what is said of all of it behind the last one: 氨氮、化学需氧量均达标."""
    last = next((p for p in parts[n:] if not p.listed), None)
    if last is None or not parts[n].listed or not re.search(r"[均都皆]", last.text):
        return parts[n]
    return replace(parts[n], marks=parts[n].marks | last.marks)


def _marks(part: str) -> frozenset[str]:
    figures = (f for f in figures_of(part) if f.kind not in ("date", "period"))
    return frozenset(pairs(without_figures(part))) | {f"{f.value}{unit_of(f)}{f.low}" for f in figures}


def _halves(case: Case) -> Iterator[str]:
    """Two parts that each join the beginning of one part of the source to the end of the other."""
    given = _parts(case.source)
    if len(case.quotes) > 1:  # who said it and what was said are one
        given += [_Part(quote, 0, _marks(quote)) for quote in case.quotes]
    for one, two in combinations(_parts(case.claim), 2):
        if _WHETHER.search(one.text + two.text):
            continue  # 能否启动，取决于……是否拿到: a condition is told from its end
        if case.claim[one.start + len(one.text) : one.start + len(one.text) + 1] == "：":
            continue  # what leads a list in is told of all of it
        if _bundled(one, given) and _bundled(two, given):
            continue
        first, second = one.marks - two.marks, two.marks - one.marks
        for g, h in combinations(given, 2):
            own, other = g.marks - h.marks, h.marks - g.marks
            alike = min(len(one.marks & two.marks), len(g.marks & h.marks)) >= _PARALLEL
            least = 0.0 if alike else _LEAST
            crosses = all(
                part & mine and _weight(part & mine) >= least * _weight(part & (own | other))
                for part in (first, second)
                for mine in (own, other)
            )
            if crosses and not any(_tells(p, part, own | other) for p in given for part in (first, second)):
                yield f"“{one.text[:16]}”与“{two.text[:16]}”在原文中不是这样相配的"


def _bundled(part: _Part, given: list[_Part]) -> bool:
    """Whether a part has two figures or more and they stand together in its source: 1342家企业实现营收655亿元."""
    figures = {m for m in part.marks if m[-1:].isdigit()}
    return len(figures) > 1 and any(figures <= a.marks | b.marks for a, b in pairwise(given))


def _weight(marks: frozenset[str]) -> int:
    return sum(_FIGURE if mark[-1:].isdigit() else 1 for mark in marks)


_PARALLEL = 2  # marks that two parts share where they tell the same of two things
_LEAST, _FIGURE = 0.1, 3  # share of a half that comes from each of two parts; a figure tells as much as so many pairs


def _tells(part: _Part, half: frozenset[str], marks: frozenset[str]) -> bool:
    """Whether some one part of the source has all that a half shares with the two it would be joined from."""
    return half & marks <= part.marks


def _heads(case: Case) -> Iterator[str]:
    """A clause told word by word, but of another thing that the source names elsewhere."""
    for clause in case.told:
        for given in case.nearest(clause.pairs)[:1]:
            end = _common_end(clause.text, given.text)
            told, head = clause.text[: len(clause.text) - end], given.text[: len(given.text) - end]
            if end < 6 or not 2 <= len(head) <= 12 or len(told) < 2 or _NO_HEAD.search(head):
                continue
            lost, put = frozenset(pairs(head)), frozenset(pairs(told))
            if lost and put and not lost & put and not lost & _all_pairs(case) and told[-4:] in case.source:
                yield f"“{clause.text[:20]}”在原文中说的是“{head}”"


def _all_pairs(case: Case) -> frozenset[str]:
    return frozenset(p for clause in case.told for p in clause.pairs)


def _common_end(one: str, other: str) -> int:
    size = 0
    while size < min(len(one), len(other)) and one[-1 - size] == other[-1 - size]:
        size += 1
    return size


_WITH = re.compile(
    r"(?:[与同和跟]|较之|相较)(?P<base>[\u4e00-\u9fff]{2,10}?)相比，?(?P<one>[\u4e00-\u9fff]{2,8})"
    r"|(?P<a>[\u4e00-\u9fff]{2,8})比(?P<b>[\u4e00-\u9fff]{2,8}?)(?=更|要|还|[高低多少快慢大小节增减提降贵省])"
)


def _compared(case: Case) -> Iterator[str]:
    """甲比乙省 told as 乙比甲省."""
    for told in _WITH.finditer(case.claim):
        one, base = frozenset(pairs(told["one"] or told["a"])), frozenset(pairs(told["base"] or told["b"]))
        for given in _WITH.finditer(case.source):
            its, theirs = frozenset(pairs(given["one"] or given["a"])), frozenset(pairs(given["base"] or given["b"]))
            if (one - base) & (theirs - its) and (base - one) & (its - theirs):
                yield f"“{told.group()}”与原文“{given.group()}”颠倒"


def _turned(case: Case) -> Iterator[str]:
    """从甲转向乙 told as 从乙转向甲."""
    for told in _TURN.finditer(case.claim):
        for given in _TURN.finditer(case.source):
            alike = told["by"] == given["by"] or {told["by"], given["by"]} <= set(_INTO.split("|"))
            if alike and told["one"][-3:] in given["other"] and given["one"][-3:] in told["other"]:
                yield f"“{told.group()}”与原文“{given.group()}”颠倒"
