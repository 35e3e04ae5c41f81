"""Whether what a claim says of one thing is what its source says of it, and not of the thing beside it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, permutations

from rag.claim_text import Case, Clause, pairs

_NO_HEAD = re.compile(
    r"^(?:其中|全年|同时|目前|同比|累计|我[市县省区馆局校院国]|本|该|此|这|另|分别|例如|比如|据|数据|一是|二是|三是|首先|其次|但|而|也|并|且|还|\d|“)"
)
_WHETHER = re.compile(r"能否|是否|取决于|视")
_TURNS = r"转向|变为|转为|升至|降至|取代|代替|替代|改为|高于|低于|优于|早于|晚于|快于|慢于|先于"
_TURN = re.compile(rf"(?:从|由)?(?P<one>[\u4e00-\u9fff]{{2,10}}?)(?P<by>{_TURNS})了?(?P<other>[\u4e00-\u9fff]{{2,10}})")


def crossed(case: Case) -> str:
    """Why halves of the source are joined to another whole, "" if they are not."""
    return next((fault for check in (_halves, _heads, _turned) for fault in check(case)), "")


def _marks(clause: Clause) -> frozenset[str]:
    """What a clause is known by: its pairs of letters, and its numbers."""
    return clause.pairs | frozenset(re.findall(r"\d+(?:\.\d+)?", clause.text))


def _halves(case: Case) -> Iterator[str]:
    """Two clauses that each join the beginning of one clause of the source to the end of the other."""
    marks = {clause: _marks(clause) for clause in case.given}
    spread = Counter(mark for own in marks.values() for mark in own)
    only = {clause: frozenset(m for m in own if spread[m] == 1) for clause, own in marks.items()}
    for one, two in combinations(case.told, 2):
        if _WHETHER.search(one.text + two.text):
            continue  # 能否启动，取决于……是否拿到: a condition is told from its end
        said, also = _marks(one), _marks(two)
        first, second = said - also, also - said
        for g, h in permutations([c for c in case.given if only[c]], 2):
            if g.start < h.start and all(
                len(part & only[clause]) >= 1 for part in (first, second) for clause in (g, h)
            ):
                yield f"“{one.text[:16]}”与“{two.text[:16]}”在原文中不是这样相配的"


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


def _turned(case: Case) -> Iterator[str]:
    """从甲转向乙 told as 从乙转向甲."""
    for told in _TURN.finditer(case.claim):
        for given in _TURN.finditer(case.source):
            if told["by"] == given["by"] and told["one"][-3:] in given["other"] and given["one"][-3:] in told["other"]:
                yield f"“{told.group()}”与原文“{given.group()}”颠倒"
