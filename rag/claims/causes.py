"""Whether a claim joins what its source only sets side by side: a cause that the source does not tell, and the former for the latter."""

import re
from collections.abc import Iterator

from rag.claims.amounts import TIMES, figures_of, same_amount
from rag.claims.text import Case, Clause, pairs

_CAUSED = re.compile(
    r"因此|因而|因为|由于|从而|由此|进而|故而|为此|所以|(?<![领主])导致|致使|造成|使得|促使|促成|(?<!联)带动|拉动|引发|引起|缘于|源于|归因于|归功于|受益于|得益于|取决于|有赖于|(?:^|，)受[^，]{2,12}影响"
)
_CAUSES = re.compile(
    _CAUSED.pattern
    + r"|使|因|由(?!\d|[^，。]{1,10}[降升增减提]|[^，。]{1,12}[的至到]\d)|靠|令|让|受|随着|原因|症结|根源|根子|在于|带来|推动|促进|影响|通过|凭|借助|利用|主要是|诱发|加重|加剧|有利于|有助于|助力|以[^，。]{1,12}(?:促|带|推)|促|拖累|贡献|以便|旨在|为了|如果|若|则|一旦|[，。]就|才能|依托|支撑|产生|既[^，。]{1,16}又|形成|之后|以后"
)


def invented_cause(case: Case) -> str:
    """Why the claim tells a cause, or means another by 前者 and 后者, than its source; "" if it does neither."""
    told = _CAUSED.search(case.claim)
    if told and not _CAUSES.search(case.source):
        return f"原文没有说“{told.group().strip('，')}”这样的因果"
    return next(_taken_for(case), "")


_ONE_OF_TWO = re.compile(r"前者|后者")


def _taken_for(case: Case) -> Iterator[str]:
    """前者 or 后者 with a figure that the source tells of the other of the two."""
    for clause in case.told:
        word = _ONE_OF_TWO.search(clause.text)
        before = [c for c in case.told if c.end <= clause.start and c.numbers][-2:] or list(_halves(case, clause))
        if word is None or len(before) != 2 or word.group() in case.source:
            continue
        meant, other = before if word.group() == "前者" else before[::-1]
        figures = [f for f in figures_of(case.claim) if clause.start <= f.start < clause.end and f.kind not in TIMES]
        for figure in figures:
            around = _around(case, [f.start for f in figures_of(case.source) if same_amount(figure, f)])
            heads = frozenset(_head(meant)), frozenset(_head(other))
            mine, theirs = heads[0] - heads[1], heads[1] - heads[0]
            if around and len(theirs & around) > len(mine & around):
                yield f"“{word.group()}”所指的与原文不同"


def _head(clause: Clause) -> list[str]:
    """The pairs of letters right before the first number of a clause: what it is of."""
    led = re.split(r"\d", re.sub(r"(?:19|20)\d\d年", "", clause.text))[0]
    return pairs(re.sub(r"(?:达到?|为|是|共?有|增长|下降|提高|[、，])+$", "", led)[-6:])


def _halves(case: Case, clause: Clause) -> tuple[Clause, ...]:
    return tuple(c for c in case.told if c.end <= clause.start)[-2:]


def _around(case: Case, places: list[int]) -> frozenset[str]:
    """What the source says of a figure: its clause, and the one before in its sentence."""
    found: set[str] = set()
    for at in places:
        home = next((n for n, c in enumerate(case.given) if c.start <= at < c.end), None)
        if home is None:
            continue
        found |= case.given[home].pairs
        if home and case.given[home - 1].sentence == case.given[home].sentence:
            found |= frozenset(pairs(case.given[home - 1].text))
    return frozenset(found)
