"""A report in a few lines for the terminal."""

import unicodedata
from collections.abc import Iterator, Sequence

from eval.cost import cost_of
from eval.metrics import Slice
from eval.models import WAYS
from eval.report import LEVELS, VERDICTS, Report, around, by_openness, change, deltas, findings, groups, verdict
from eval.tables import tables
from eval.wording import NONE, WAY_NAMES, percent, points, variant_name

# What is told of the answers beside the share right; the words say which way is up.
_TOLD = {
    "答案": ("Acc", "AccStrict", "AnsInCite", "NuggetF1", "VitalStrict"),
    "引文": ("QuoteValid", "CiteCover", "CiteP", "CiteR"),
    "拒答": ("Halluc", "FalseRef", "Affirmed"),
    "其他": ("Followed", "Determinism"),
}
_NAMED = 12  # cases named on a line
_TYPE_COLUMNS = 4  # of the table of types: name, n, right, interval


def as_text(report: Report) -> str:
    """The overall figure, the types, what answers, citations and refusals reach, and what the gate finds."""
    return "\n".join([*_head(report), "", *_types(report), "", *_figures(report), "", *_gate(report), *_flips(report)])


def _head(report: Report) -> Iterator[str]:
    since = change(report)
    against = "" if since is None else f"，较基线 {points(since)} 个百分点"
    yield f"总分 {percent(report.figures.overall)}（95% 区间 {around(report)}）{against}"
    opened, closed = by_openness(report)
    variants = sum(bool(o.variant) for o in report.outcomes)
    both = f"公开 {_counted(opened.everything, opened.overall)}"
    if closed.everything.n:
        both += f"，封存 {_counted(closed.everything, closed.overall)}"
        first = report.first_closed.get("overall")
        both += "" if first is None else f"（首次 {percent(first)}）"
    yield both + (f"；另有变体 {variants} 题" if variants else "")


def _counted(found: Slice, overall: float) -> str:
    return f"{found.n} 题 {percent(overall)}"


def _types(report: Report) -> list[str]:
    table = tables(report)["types"]
    rows = [table.head, *table.rows]
    against = len(table.head) - 1
    columns = [*range(_TYPE_COLUMNS), *([against] if report.baseline else [])]
    return _aligned([[row[n] for n in columns] for row in rows])


def _figures(report: Report) -> Iterator[str]:
    means = report.figures.everything.means
    for name, metrics in _TOLD.items():
        found = [f"{metric} {percent(means[metric])}" for metric in metrics if metric in means]
        if found:
            yield f"{name}  {'  '.join(found)}"
    found = [f"{WAY_NAMES[way]} {percent(means[f'EvR@5({way})'])}" for way in WAYS if f"EvR@5({way})" in means]
    if found:
        yield f"检索  EvR@5：{'  '.join(found)}"
    changed = [f"{variant_name(kind)} {points(value)}" for kind, value in deltas(report).items()]
    if changed:
        yield f"变体  较母题（百分点）：{'  '.join(changed)}"
    cost = cost_of(report.outcomes)
    if cost:
        yield f"耗时  每题中位数 {cost.p50:.1f} 毫秒，95 分位 {cost.p95:.1f} 毫秒"


def _gate(report: Report) -> Iterator[str]:
    found = findings(report)
    against = "" if report.baseline else "（没有基线，只查不变量与必过题）"
    yield f"门禁：{VERDICTS[verdict(report)]}{against}"
    yield from (f"  {LEVELS[f.level]} {f.name}：{f.message}" for f in found)


def _flips(report: Report) -> Iterator[str]:
    """The open cases that are broken or fixed, by id; nothing without a baseline."""
    for group in groups(report):
        if group.kind in ("broken", "fixed") and report.baseline:
            named = [case.outcome.id for case in group.cases]
            more = ["……"] if len(named) > _NAMED else []
            yield f"{group.title}（{group.count}）" + ("：" + "、".join([*named[:_NAMED], *more]) if named else "")


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows with columns of one width, figures to the right; a Han character takes two places."""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(_padded(cell, widths[n], left=n == 0) for n, cell in enumerate(row)).rstrip() for row in rows]


def _padded(cell: str, width: int, *, left: bool) -> str:
    room = " " * (width - _width(cell))
    return cell + room if left else room + cell


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text if c != NONE) + text.count(NONE)
