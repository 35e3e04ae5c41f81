"""What a report tells, whatever its form: figures, findings, and the cases that may be shown one by one.

Closed cases are only counted. Every form takes its cases and findings from here, so that none can show one by mistake.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from eval.baseline import Baseline
from eval.gate import Finding
from eval.metrics import Figures, figures, interval
from eval.models import Outcome
from eval.risk import Point, risk_coverage
from eval.wording import TYPES, in_order, span

LEVELS: Mapping[str, str] = {
    "invariant": "不变量",
    "must_pass": "必过题",
    "floor": "底线",
    "regression": "退步",
    "cases": "题目",
}
VERDICTS: Mapping[str, str] = {"passed": "通过", "worse": "未通过", "invalid": "未通过：不变量被破坏"}
Kind = Literal["broken", "fixed", "wrong"]
_BEGINNING = 20
_CLOSED = "（封存题，不逐题示出）"


@dataclass(frozen=True)
class Hashes:
    """What was evaluated, as hashes: the library, the documents, the cases."""

    library: str
    corpus: str
    cases: str


@dataclass(frozen=True)
class Earlier:
    """The run compared with. Its outcomes may lack their texts."""

    figures: Figures
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Report:
    """All there is to tell of a run. `first_closed`: aggregates of the closed cases at their first run (`overall`, and by type)."""

    figures: Figures
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    hashes: Hashes
    baseline: Earlier | None = None
    first_closed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """An open case to be shown, with what became of it in the run compared with."""

    outcome: Outcome
    before: Outcome | None


@dataclass(frozen=True)
class Group:
    """Open cases that have something in common; `count` says in words how many there are, closed ones included."""

    kind: Kind
    title: str
    count: str
    cases: tuple[Told, ...]


def earlier(baseline: Baseline, outcomes: Sequence[Outcome]) -> Earlier:
    """A kept baseline as a run to compare with, over the cases that both have in the same revision."""
    both = [(o, baseline.outcomes[o.id]) for o in outcomes if o.id in baseline.outcomes]
    then = tuple(
        replace(o, right=b.right, scores=b.scores, status="", got="", short_answer=None, quotes=(), error="")
        for o, b in both
        if o.rev == b.rev
    )
    return Earlier(figures(then), then)


def broken(report: Report) -> tuple[Outcome, ...]:
    """Cases that were right in the baseline and are wrong now, by id; a case of another revision is another case."""
    return tuple(o for o, before in _pairs(report) if before.right and not o.right)


def fixed(report: Report) -> tuple[Outcome, ...]:
    """Cases that were wrong in the baseline and are right now, by id."""
    return tuple(o for o, before in _pairs(report) if o.right and not before.right)


def _pairs(report: Report) -> Iterator[tuple[Outcome, Outcome]]:
    then = _before(report)
    for outcome in sorted(report.outcomes, key=lambda o: o.id):
        if outcome.id in then and then[outcome.id].rev == outcome.rev:
            yield outcome, then[outcome.id]


def _before(report: Report) -> dict[str, Outcome]:
    return {o.id: o for o in report.baseline.outcomes} if report.baseline else {}


def wrong(report: Report) -> tuple[Outcome, ...]:
    """Cases that are wrong now and were so before, or were not there before, by id."""
    lost = {o.id for o in broken(report)}
    return tuple(o for o in sorted(report.outcomes, key=lambda o: o.id) if not o.right and o.id not in lost)


def groups(report: Report) -> tuple[Group, ...]:
    """The cases to be shown one by one, by what became of them; without a baseline only those that are wrong."""
    if not report.baseline:
        return (_group(report, "wrong", "答错", "没有答对的题", wrong(report)),)
    return (
        _group(report, "broken", "变坏", "基线答对，现在答错", broken(report)),
        _group(report, "fixed", "变好", "基线答错，现在答对", fixed(report)),
        _group(report, "wrong", "仍错", "其余答错的题", wrong(report)),
    )


def _group(report: Report, kind: Kind, title: str, meaning: str, outcomes: Sequence[Outcome]) -> Group:
    """The open ones of some outcomes. What the baseline says of a case that was closed then stays untold."""
    then = {name: o for name, o in _before(report).items() if not o.closed}
    cases = tuple(Told(o, then.get(o.id)) for o in outcomes if not o.closed)
    closed = len(outcomes) - len(cases)
    count = f"{meaning}：公开 {len(cases)} 题" + (f"，另有封存 {closed} 题不示" if closed else "")
    return Group(kind, title, count, cases)


def findings(report: Report) -> tuple[Finding, ...]:
    """The gate's findings, less every word that would give a closed case away (its id, its question, its error)."""
    closed = [o for o in (*report.outcomes, *(_before(report).values())) if o.closed]
    # Whole ids: "number-1" is not in "number-12". Questions by their beginning: a finding may cut them short.
    secrets = [rf"(?<![^\W_]){re.escape(o.id)}(?![^\W_])" for o in closed]
    secrets += [re.escape(text[:_BEGINNING]) for o in closed for text in (o.question, o.error) if len(text) > 3]
    secret = re.compile("|".join(secrets) or r"(?!)", re.ASCII)
    return tuple(
        replace(f, name=_discreet(f.name, secret), message=_discreet(f.message, secret)) for f in report.findings
    )


def _discreet(said: str, secret: re.Pattern[str]) -> str:
    return _CLOSED if secret.search(said) else said


Verdict = Literal["passed", "worse", "invalid"]


def verdict(report: Report) -> Verdict:
    """Whether the run may land, is worse, or breaks a promise that holds always."""
    if any(f.level == "invariant" for f in report.findings):
        return "invalid"
    return "worse" if report.findings else "passed"


def types(report: Report) -> tuple[str, ...]:
    """The types that occur, in the order of the design; unknown ones last."""
    known = [t for t in TYPES if t in report.figures.by_type]
    return (*known, *sorted(report.figures.by_type.keys() - set(known)))


def by_openness(report: Report) -> tuple[Figures, Figures]:
    """The figures of the open and of the closed cases."""
    return figures([o for o in report.outcomes if not o.closed]), figures([o for o in report.outcomes if o.closed])


def change(report: Report) -> float | None:
    """How much the overall figure has changed against the baseline."""
    return report.figures.overall - report.baseline.figures.overall if report.baseline else None


def around(report: Report) -> str:
    """The 95 % interval of the overall figure, in words."""
    return span(interval(report.outcomes))


def curve(report: Report) -> list[Point]:
    """Risk and coverage over the cases that are no rewordings, as all figures but those of rewordings."""
    return risk_coverage([o for o in report.outcomes if not o.variant])


def deltas(report: Report) -> dict[str, float]:
    """The paired difference of each kind of rewording to the cases reworded, in the order of the design."""
    return dict(in_order(report.figures.deltas))
