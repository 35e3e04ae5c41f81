"""Whether a figure is told of the thing that its source tells it of, and of its time."""

import re
from collections import Counter
from dataclasses import dataclass

from rag.claims.amounts import CLOCK, TIMES, figures_of, merged, same_amount, steps_of
from rag.claims.text import Case, Clause, clauses, pairs, without_figures
from rag.numbers.quantities import Figure

_MARGIN, _CLEARLY = 0.95, 1.25
_PARALLEL = 3  # pairs that two figures share, where each names what it is of
_CARRIED = 0.8  # of what is said of the figure before, for the one that goes on with it
_COMPARED = re.compile(r"[较比是]$|[当等]于$|[高低优大小多少快慢]于$")
_BECAME = re.compile(r"[降升增减高长少加大小](?:至|到|为)(?:了|约|近|超过?)*$")
_THEN = re.compile(
    r"年前|同期|上年|去年|此前|当时|那时|次年|翌年"
)  # of another time than the one before: 2024年…，而三年前的同期…


@dataclass(frozen=True)
class _Placed:
    """A figure with the letters said of it, before and behind."""

    figure: Figure
    said: frozenset[str]
    carried: frozenset[str]
    time: Figure | None
    sentence: int


def _fit(weights: dict[str, float], given: _Placed) -> float:
    return sum(weights.get(p, 0.0) for p in given.said) + _CARRIED * sum(weights.get(p, 0.0) for p in given.carried)


def misplaced(case: Case) -> str:
    """Why a figure is told of another thing than its source tells it of, "" if none is."""
    told, given = _placed(case.claim), _placed(case.source)
    spread = Counter(pair for one in given for pair in one.said)
    for one in told:
        own = [g for g in given if same_amount(one.figure, g.figure)]
        rivals = [
            g
            for g in given
            if not same_amount(one.figure, g.figure)
            and _comparable(one.figure, g.figure)
            and not (one.time and g.time and _apart(one.time, g.time))
            and bool(one.figure.change) == bool(g.figure.change)
        ]
        if not own:
            continue
        weights = {pair: 1 / spread[pair] for pair in one.said if spread[pair]}
        fit = max(_fit(weights, g) for g in own)
        rival = max((_fit(weights, g), -n) for n, g in enumerate(rivals)) if rivals else (0.0, 0)
        if (
            rivals
            and (one.figure.unit or one.figure.low >= _MANY)
            and not _from_to(one.figure, case)
            and not _in_clock(one.figure, case.claim)
            and rival[0] >= max(fit + _MARGIN, fit * _CLEARLY)
            and not _beside_its_noun(one.figure, own, rivals[-rival[1]], case)
        ):
            return f"“{one.figure.text}”在原文中说的是另一事，此处应是“{rivals[-rival[1]].figure.text}”"
        if (
            one.time
            and one.figure.kind not in ("multiple", "duration")
            and all(g.time and _apart(one.time, g.time) for g in own)
        ):
            return f"“{one.figure.text}”在原文中不是“{one.time.text}”的数字"
    return ""


def _beside_its_noun(figure: Figure, own: list[_Placed], rival: _Placed, case: Case) -> bool:
    """Whether the noun beside a figure is its own and not its rival's, wherever the clause has been moved: 派出96名专家."""
    noun = _noun_beside(figure, case.claim)
    mine = max(len(noun & _noun_beside(g.figure, case.source)) for g in own)
    return mine > 0 and mine >= _SURELY * len(noun & _noun_beside(rival.figure, case.source))


_SURELY = 3  # times as many letters as its rival's noun has in common, where two nouns end alike (近岸网箱, 深水网箱)


def _noun_beside(figure: Figure, text: str) -> frozenset[str]:
    behind = re.match(r"[\u4e00-\u9fff]{2,5}", text[figure.end :])
    if figure.kind == "count" and behind:
        return frozenset(pairs(behind.group()))
    counted = re.search(
        r"(?P<noun>[\u4e00-\u9fff]{2,6}?)(?:的?总数|数量)?(?:达到?|为|共?有|已?达|是|约|近|超过?|逾)*$",
        text[: figure.start],
    )
    return frozenset(pairs(counted["noun"])) if counted and figure.kind == "count" else frozenset()


_MANY = 100  # a smaller number without a unit is mere grammar


def _from_to(figure: Figure, case: Case) -> bool:
    """Whether claim and source have it as one end of the same step: 由85%提升至100%, 从85%的覆盖率提高到100%."""
    steps = [steps_of(text) for text in (case.claim, case.source)]
    return any(figure.value in step for step in steps[0] & steps[1])


def _in_clock(figure: Figure, text: str) -> bool:
    return any(m.start() <= figure.start < m.end() for m in CLOCK.finditer(text))


def _apart(one: Figure, other: Figure) -> bool:
    years = [{int(f.low) // 10000, int(f.high) // 10000} - {0} for f in (one, other)]
    return all(years) and not years[0] & years[1]


def _comparable(one: Figure, other: Figure) -> bool:
    shares = {"share", "growth"}
    return one.kind == other.kind or {one.kind, other.kind} <= shares


def _placed(text: str) -> list[_Placed]:
    """The figures of a text but dates, each with what is said of it: from the figure before it in its clause to the next one."""
    found: list[_Placed] = []
    every = merged(text)
    parts = clauses(text)
    for n, figure in enumerate(every):
        if figure.kind in TIMES:
            continue
        home = next((i for i, c in enumerate(parts) if c.start <= figure.start < c.end), None)
        if home is None:
            continue
        clause = parts[home]
        start = max((f.end for f in every[:n] if f.end > clause.start and f.kind not in TIMES), default=clause.start)
        end = min((f.start for f in every[n + 1 :] if f.start < clause.end and f.kind not in TIMES), default=clause.end)
        if (
            re.fullmatch(r"[至到为达]*", text[start : figure.start])
            and n
            and every[n - 1].change
            and every[n - 1].end == start
        ):
            start = max(
                (f.end for f in every[: n - 1] if f.end > clause.start and f.kind not in TIMES), default=clause.start
            )
        before, behind = text[start : figure.start], text[figure.end : max(end, figure.end)]
        said = frozenset(pairs(before)) | frozenset(pairs(_noun_behind(behind)))
        if len(said) < 2 and home and parts[home - 1].sentence == clause.sentence:
            said |= frozenset(pairs(_after_figures(parts[home - 1], every, text)))
        times = [f for f in every[:n] if f.kind in TIMES and f.start >= _sentence_start(parts, home)]
        times = [f for f in times if not _COMPARED.search(text[max(0, f.start - 2) : f.start])]
        if times and _THEN.search(text[times[-1].end : figure.start]):
            times = []
        if _BECAME.search(before) and times and times[-1].end < start:
            times = []  # 由2021年的1.18万降到0.74万: of what year the second is, is not said
        if re.search(r"[从由]$", before):
            times = []  # 从46%降到38%: of what time the first is, is not said
        said |= _beside(every, n, clause)
        aheads = [c.text for c in parts[:home] if c.sentence == clause.sentence]
        respective = _respective(clause.text, figure.start - clause.start, aheads)
        said = respective or said
        parallel = any(f.sentence == parts[home].sentence and len(f.said & said) >= _PARALLEL for f in found[-1:])
        earlier = [c for c in parts[:home] if c.sentence == clause.sentence]
        carried = frozenset(p for c in earlier for p in c.pairs) if not parallel and not respective else frozenset()
        found.append(_Placed(figure, said, carried - said, times[-1] if times else None, parts[home].sentence))
    return found


def _respective(clause: str, at: int, aheads: list[str]) -> frozenset[str]:
    """The name that a figure belongs to by its place in a list: 甲和乙分别增长63%和41%."""
    led, by, _ = clause.partition("分别")
    if not by or at < len(led):
        return frozenset()
    names = [n for n in re.split(r"[、和与及]", led or (aheads[-1] if aheads else "")) if n]
    figures = [f for f in figures_of(clause) if f.kind not in TIMES and f.start >= len(led)]
    place = next((i for i, f in enumerate(figures) if f.start == at), None)
    if len(figures) > 1 and len(names) != len(figures):  # 甲为93.5%，乙为90.2%，分别提高4.1个和7.6个百分点
        names = [without_figures(a).split("|")[0] for a in aheads[-len(figures) :]]
    if place is None or len(names) != len(figures) or len(names) < 2:
        return frozenset()
    return frozenset(pairs(names[place]))


def _beside(every: tuple[Figure, ...], n: int, clause: Clause) -> frozenset[str]:
    """The figure before in the clause, as a mark: 超定额20%以上的，加收1倍."""
    if n == 0 or every[n - 1].kind in TIMES or every[n - 1].start < clause.start - 12:
        return frozenset()
    last = every[n - 1]
    return frozenset({f"#{last.value}{last.unit}{last.qualifier in ('above', 'at_least')}"})


def _noun_behind(behind: str) -> str:
    return behind.split("、", maxsplit=1)[0]


def _after_figures(clause: Clause, every: tuple[Figure, ...], text: str) -> str:
    start = max(
        (f.end for f in every if clause.start <= f.start < clause.end and f.kind in TIMES), default=clause.start
    )
    return text[start : clause.end]


def _sentence_start(parts: tuple[Clause, ...], home: int) -> int:
    return next(c.start for c in parts if c.sentence == parts[home].sentence)
