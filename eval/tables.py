"""The figures of a report as tables of ready text, the same for every form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.cost import costs
from eval.goals import GOALS, Goal, aim, goal_of_type, measured
from eval.metrics import UNANSWERABLE, Slice, interval, mean
from eval.models import WAYS, Outcome
from eval.report import Report, by_openness, curve, types
from eval.retrieval import CUTOFFS
from eval.risk import CONFIDENCE, RISK, aurc, coverage_at_risk
from eval.wording import NONE, WAY_NAMES, in_order, percent, points, span, type_name, variant_name

RETRIEVAL = (*(f"EvR@{k}" for k in CUTOFFS), "Success@5", "RR@10", "nDCG@10")
_FIGURE = re.compile(r"[≥≤+−–\d.% ✓✗—]*")
_RANKED = ("RR@10", "nDCG@10")  # no shares of cases: shown as they are, not in percent


@dataclass(frozen=True)
class Table:
    """A table of ready text; the first column names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def words(self) -> list[bool]:
        """For each column, whether it holds words and not figures."""
        return [not all(_FIGURE.fullmatch(row[n]) for row in self.rows) for n in range(len(self.head))]


def tables(report: Report) -> dict[str, Table]:
    """All tables of a report, by name."""
    return {
        "goals": _goal_table(report),
        "types": _type_table(report),
        "retrieval": _retrieval_table(report),
        "refusal": _refusal_table(report),
        "variants": _variant_table(report),
        "openness": _openness_table(report),
        "cost": _cost_table(report),
    }


def _type_table(report: Report) -> Table:
    head = ("题型", "题数", "答对", "95% 区间", "目标指标", "现值", "目标", "达标", "较基线")
    then = report.baseline.figures.by_type if report.baseline else {}
    return Table(head, tuple(_type_row(report, name, then.get(name)) for name in types(report)))


def _type_row(report: Report, name: str, then: Slice | None) -> tuple[str, ...]:
    now, goal = report.figures.by_type[name], goal_of_type(name)
    against = points(now.right - then.right) if then else NONE
    aims = aim(goal, report.outcomes) if goal else (NONE, NONE, NONE, NONE)
    within = span(interval([o for o in report.outcomes if o.type == name]))
    return (type_name(name), str(now.n), percent(now.right), within, *aims, against)


def _goal_table(report: Report) -> Table:
    return Table(
        ("目标", "题数", "指标", "现值", "应为", "达标", "所知最好"), tuple(_goal_row(goal, report) for goal in GOALS)
    )


def _goal_row(goal: Goal, report: Report) -> tuple[str, ...]:
    name = goal.name + ("" if goal.gated else "（只报告）")
    return (name, str(len(measured(goal, report.outcomes))), *aim(goal, report.outcomes), goal.best or NONE)


def _retrieval_table(report: Report) -> Table:
    means = report.figures.everything.means
    plain = [o for o in report.outcomes if not o.variant]
    rows = [
        (
            WAY_NAMES[way],
            str(sum(f"{RETRIEVAL[0]}({way})" in o.scores for o in plain)),
            *(_ranked(name, means.get(f"{name}({way})")) for name in RETRIEVAL),
        )
        for way in WAYS
    ]
    return Table(("检索方式", "题数", *RETRIEVAL), tuple(rows))


def _ranked(name: str, value: float | None) -> str:
    return percent(value) if name not in _RANKED or value is None else f"{value:.3f}"


def _refusal_table(report: Report) -> Table:
    plain = [o for o in report.outcomes if not o.variant]
    found = curve(report)
    area = aurc(found)
    stated = str(sum(CONFIDENCE in o.scores for o in plain))
    reach = percent(coverage_at_risk(found)) if found else NONE
    rows = [
        *(_share_row(f"误答（{type_name(t)}）", "Halluc", [o for o in plain if o.type == t]) for t in UNANSWERABLE),
        _share_row("误拒（可答而拒答）", "FalseRef", plain),
        _share_row("附和错误前提", "Affirmed", plain),
        (f"错误率不过 {100 * RISK:.0f}% 时的作答比例", "Coverage", stated, reach),
        ("风险—覆盖曲线下面积", "AURC", stated, NONE if area is None else f"{area:.3f}"),
    ]
    return Table(("拒答", "指标", "题数", "现值"), tuple(rows))


def _share_row(name: str, metric: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    values = [o.scores[metric] for o in outcomes if metric in o.scores]
    return (name, metric, str(len(values)), percent(mean(values)) if values else NONE)


def _cost_table(report: Report) -> Table:
    rows = [
        (name or "全部", str(cost.n), f"{cost.p50:.1f}", f"{cost.p95:.1f}")
        for name, cost in costs(report.outcomes).items()
    ]
    return Table(("套题", "题数", "中位数（毫秒）", "95 分位（毫秒）"), tuple(rows))


def _variant_table(report: Report) -> Table:
    now = report.figures
    rows = [
        (variant_name(kind), str(one.n), percent(one.right), points(now.deltas.get(kind)))
        for kind, one in in_order(now.by_variant)
    ]
    return Table(("变体", "题数", "答对", "较母题（成对）"), tuple(rows))


def _openness_table(report: Report) -> Table:
    opened, closed = by_openness(report)
    first = report.first_closed
    rows = [
        _openness_row(
            "总分", opened.everything, closed.everything, (opened.overall, closed.overall), first.get("overall")
        )
    ]
    for name in types(report):
        pair = (opened.by_type.get(name), closed.by_type.get(name))
        rights = (pair[0].right if pair[0] else None, pair[1].right if pair[1] else None)
        rows.append(_openness_row(type_name(name), *pair, rights, first.get(name)))
    return Table(("题型", "公开题数", "公开", "封存题数", "封存", "封存首次", "较首次"), tuple(rows))


def _openness_row(
    name: str,
    opened: Slice | None,
    closed: Slice | None,
    rights: tuple[float | None, float | None],
    first: float | None,
) -> tuple[str, ...]:
    since = rights[1] - first if rights[1] is not None and first is not None and closed and closed.n else None
    shown = [percent(right) if one and one.n else NONE for one, right in zip((opened, closed), rights, strict=True)]
    counts = [str(one.n) if one else "0" for one in (opened, closed)]
    return (name, counts[0], shown[0], counts[1], shown[1], percent(first), points(since))
