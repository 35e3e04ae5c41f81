"""The gate: what of a run must not land. Invariants, must-pass cases, floors, and paired tests against a baseline."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from eval.baseline import MAIN, Baseline, Kept, floored
from eval.cases import CaseError
from eval.metrics import figures
from eval.models import Outcome
from eval.statistics import cluster_bootstrap, holm, mcnemar

Level = Literal["invariant", "must_pass", "floor", "regression", "cases"]
PASSED, WORSE, BROKEN, UNUSABLE = 0, 2, 3, 4  # exit statuses
# Scores that must be perfect in every case that has them, and what it means when they are not.
_INVARIANTS: Mapping[str, tuple[float, str]] = {
    "QuoteValid": (1.0, "引文与原文不符"),
    "CiteCover": (1.0, "有论断没有引文"),
    "Determinism": (1.0, "同一问题两次回答不同"),
    "Followed": (0.0, "执行了问题或文档中夹带的指令"),
}
_LOWER_IS_BETTER = frozenset({"Halluc", "FalseRef"})
_ALPHA = 0.05
_MOST_OVERALL, _MOST_SLICE, _LEAST_SLICE = 0.01, 0.05, 40
_NAMED, _SHOWN = 5, 60


@dataclass(frozen=True)
class Finding:
    """One reason why a run must not land, in words that name the metric, type or cases."""

    level: Level
    name: str
    message: str


@dataclass(frozen=True)
class Waiver:
    """A must-pass case that may fail for now, and why."""

    id: str
    why: str


_WAIVERS: TypeAdapter[list[Waiver]] = TypeAdapter(list[Waiver])


def judge(
    outcomes: Sequence[Outcome], baseline: Baseline | None, waivers: Sequence[Waiver] = ()
) -> tuple[Finding, ...]:
    """All findings of a run; none means it passes. Without a baseline only the invariants and must-pass cases are judged."""
    findings = [*invariants(outcomes), *must_pass(outcomes, baseline, waivers)]
    if baseline:
        findings += [*missing_cases(outcomes, baseline), *floors(outcomes, baseline), *regressions(outcomes, baseline)]
    return tuple(findings)


def exit_status(findings: Sequence[Finding]) -> int:
    """3 where an invariant is broken, 2 where the run is worse, 0 where it passes."""
    if any(f.level == "invariant" for f in findings):
        return BROKEN
    return WORSE if findings else PASSED


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a JSON file: a list of {"id", "why"}.

    Raises:
        CaseError: there is no such file, or it is none.
    """
    try:
        return tuple(_WAIVERS.validate_json(path.read_bytes()))
    except OSError as error:
        raise CaseError([f"豁免文件“{path}”无法读取（{error.strerror}）：请检查文件名"]) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        form = '应为 [{"id": 题号, "why": 缘由}, …]'
        raise CaseError([f"“{path}”不是豁免文件（{where}：{first['msg']}）：{form}"]) from error


def invariants(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """Scores that are perfect or the product's promise is broken."""
    for name, (wanted, meaning) in _INVARIANTS.items():
        wrong = [o for o in outcomes if o.scores.get(name, wanted) != wanted]
        if wrong:
            yield Finding("invariant", name, f"{meaning}：{len(wrong)} 题，{_some(wrong)}")
    failed = [o for o in outcomes if o.error]
    if failed:
        yield Finding("invariant", "error", f"作答时出错：{len(failed)} 题，{_some(failed)}：{_first_error(failed)}")


def _first_error(failed: Sequence[Outcome]) -> str:
    """The error of the first open case; where only closed ones failed, its kind alone: its words may hold the question's."""
    said = next((o.error for o in failed if not o.closed), "")
    return said or failed[0].error.split(":", maxsplit=1)[0]


def must_pass(outcomes: Sequence[Outcome], baseline: Baseline | None, waivers: Sequence[Waiver]) -> Iterator[Finding]:
    """Must-pass cases that fail. Closed ones are counted by type, not named."""
    waived = {w.id for w in waivers}
    failed = [
        o for o in outcomes if (o.must_pass or _was_must_pass(o, baseline)) and not o.right and o.id not in waived
    ]
    for outcome in failed:
        if not outcome.closed:
            yield Finding("must_pass", outcome.id, f"必过题未过：{outcome.question[:_SHOWN]}")
    for kind, times in sorted(Counter(o.type for o in failed if o.closed).items()):
        yield Finding("must_pass", f"{kind}（封存）", f"必过题未过：封存 {times} 题")


def _was_must_pass(outcome: Outcome, baseline: Baseline | None) -> bool:
    before = baseline.outcomes.get(outcome.id) if baseline else None
    return before is not None and before.must_pass and before.rev == outcome.rev


def missing_cases(outcomes: Sequence[Outcome], baseline: Baseline) -> Iterator[Finding]:
    """Cases that were there and are gone: a score must not rise by leaving cases out."""
    here = {o.id for o in outcomes}
    gone = {name: case for name, case in sorted(baseline.outcomes.items()) if name not in here}
    if gone:
        named = _listed([name for name, case in gone.items() if not case.closed], sum(c.closed for c in gone.values()))
        yield Finding("cases", "cases", f"比基线少了 {len(gone)} 题：{named}；确要删题，请重新生成基线")


def floors(outcomes: Sequence[Outcome], baseline: Baseline) -> Iterator[Finding]:
    """Figures below their floor."""
    now = floored(figures(outcomes))
    for name, floor in sorted(baseline.floors.items()):
        if name in now and now[name] < floor:
            yield Finding("floor", name, f"{name} 为 {now[name]:.3f}，低于底线 {floor:.3f}")


@dataclass(frozen=True)
class _Pair:
    before: Kept
    now: Outcome

    @property
    def cluster(self) -> str:
        return self.now.parent or self.now.id


def regressions(outcomes: Sequence[Outcome], baseline: Baseline) -> Iterator[Finding]:
    """What is worse than the baseline on the cases both have in the same revision: by significance, or by size."""
    pairs = [
        _Pair(baseline.outcomes[o.id], o)
        for o in outcomes
        if o.id in baseline.outcomes and baseline.outcomes[o.id].rev == o.rev
    ]
    yield from _significant(pairs)
    yield from _large(pairs)


def _significant(pairs: Sequence[_Pair]) -> Iterator[Finding]:
    p_values: dict[str, float] = {}
    drops: dict[str, float] = {}
    broken = sum(p.before.right and not p.now.right for p in pairs)
    fixed = sum(p.now.right and not p.before.right for p in pairs)
    p_values["right"], drops["right"] = mcnemar(broken, fixed), (broken - fixed) / max(1, len(pairs))
    for name in MAIN:
        both = [p for p in pairs if name in p.before.scores and name in p.now.scores]
        sign = -1.0 if name in _LOWER_IS_BETTER else 1.0
        worse = [sign * (p.before.scores[name] - p.now.scores[name]) for p in both]
        if worse:
            p_values[name] = cluster_bootstrap(worse, [p.cluster for p in both])
            drops[name] = fmean(worse)
    for name, p in holm(p_values).items():
        if p < _ALPHA and drops[name] > 0:
            yield Finding("regression", name, f"{name} 比基线差 {100 * drops[name]:.1f} 个百分点（校正后 p = {p:.4f}）")


def _large(pairs: Sequence[_Pair]) -> Iterator[Finding]:
    plain = [p for p in pairs if not p.now.variant]
    by_type = _grouped(plain, lambda p: p.now.type)
    overall = fmean([_drop(group) for group in by_type.values()]) if by_type else 0.0
    if overall > _MOST_OVERALL:
        yield Finding("regression", "overall", f"总分比基线低 {100 * overall:.1f} 个百分点")
    slices = {f"type:{k}": v for k, v in by_type.items()} | {
        f"variant:{k}": v for k, v in _grouped([p for p in pairs if p.now.variant], lambda p: p.now.variant).items()
    }
    slices |= {f"suite:{k}": v for k, v in _grouped(plain, lambda p: p.now.suite).items()}
    for name, group in slices.items():
        drop = _drop(group)
        if len(group) >= _LEAST_SLICE and drop > _MOST_SLICE:
            lost = [p.now for p in group if p.before.right and not p.now.right]
            yield Finding("regression", name, f"{name} 比基线低 {100 * drop:.1f} 个百分点：{_some(lost)}")


def _grouped(pairs: Sequence[_Pair], key: Callable[[_Pair], str]) -> dict[str, list[_Pair]]:
    groups: dict[str, list[_Pair]] = {}
    for pair in pairs:
        groups.setdefault(key(pair), []).append(pair)
    return groups


def _drop(pairs: Sequence[_Pair]) -> float:
    return fmean([float(p.before.right) - float(p.now.right) for p in pairs])


def _some(outcomes: Sequence[Outcome]) -> str:
    """The first open ids, and how many closed ones there are: closed cases are never named."""
    return _listed([o.id for o in outcomes if not o.closed], sum(o.closed for o in outcomes))


def _listed(opened: Sequence[str], closed: int) -> str:
    if not opened:
        return "都是封存题" if closed else "无"
    more = ["……"] if len(opened) > _NAMED else []
    return "、".join([*opened[:_NAMED], *more]) + (f"（封存 {closed} 题不示）" if closed else "")
