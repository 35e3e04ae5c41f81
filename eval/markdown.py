"""A report as Markdown, for a terminal or the discussion of a change."""

import re
from collections.abc import Sequence

from eval.report import LEVELS, VERDICTS, Group, Report, Told, around, change, findings, groups, verdict
from eval.tables import Table, tables
from eval.wording import percent, points, type_name, variant_name

_TITLES = {
    "goals": "目标",
    "types": "题型",
    "retrieval": "检索",
    "refusal": "拒答",
    "variants": "变体",
    "openness": "公开与封存",
    "cost": "耗时（每次运行都不同，不参与可重复性）",
}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")
_LONG = 300


def as_markdown(report: Report) -> str:
    """The report. Text of cases is shown as text: nothing in it is taken for a mark or for HTML."""
    found = tables(report)
    sections = [f"## {title}\n\n{_table(found[name])}" for name, title in _TITLES.items()]
    cases = [_group(group) for group in groups(report)]
    return "\n\n".join([_head(report), _gate(report), *sections, "## 逐题（只列公开题）", *cases]) + "\n"


def _head(report: Report) -> str:
    since = change(report)
    against = "" if since is None else f"（较基线 {points(since)} 个百分点）"
    plain = [o for o in report.outcomes if not o.variant]
    closed = sum(o.closed for o in plain)
    counts = (
        f"{len(plain)} 题：公开 {len(plain) - closed}，封存 {closed}；另有变体 {len(report.outcomes) - len(plain)}。"
    )
    hashes = report.hashes
    marks = f"资料库 `{_short(hashes.library)}`，文档 `{_short(hashes.corpus)}`，题目 `{_short(hashes.cases)}`。"
    told = f"总分是各题型答对比例的平均，95% 区间 {around(report)}（自助法，种子固定）。"
    return f"# 评测报告：{percent(report.figures.overall)}{against}\n\n{told}{counts}{marks}"


def _short(hashed: str) -> str:
    return re.sub(r"\W", "", hashed)[:12] or "—"


def _gate(report: Report) -> str:
    rows = [f"- **{LEVELS[f.level]}** {_text(f.name)}：{_text(f.message)}" for f in findings(report)]
    return "\n".join([f"## 门禁：{VERDICTS[verdict(report)]}", *([""] if rows else []), *rows])


def _table(table: Table) -> str:
    if not table.rows:
        return "无。"
    rule = "|".join("---" if words else "---:" for words in table.words())
    return "\n".join([_row(table.head), f"|{rule}|", *(_row(row) for row in table.rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_text(cell) for cell in cells)} |"


def _group(group: Group) -> str:
    return "\n\n".join([f"### {group.title}\n\n{group.count}", *(_case(case) for case in group.cases)])


def _case(case: Told) -> str:
    o, before = case.outcome, case.before
    kind = type_name(o.type) + (f"·{variant_name(o.variant)}" if o.variant else "")
    told = [
        ("应得", o.expected),
        ("所得", o.got),
        ("短答", o.short_answer or ""),
        ("出错", o.error),
        ("基线所得", before.got if before else ""),
        *(("相近原文" if o.status == "refused" else "引文", quote) for quote in o.quotes[:1]),
    ]
    lines = [f"- **{_text(o.id)}**（{kind}）{_text(o.question)}", *(f"  - {name}：{_text(t)}" for name, t in told if t)]
    return "\n".join(lines)


def _text(text: str) -> str:
    """Text on one line, cut where it is long, every mark escaped; what has no UTF-8 is replaced."""
    line = " ".join(text.encode("utf-8", "replace").decode().replace("\0", "\ufffd").split())
    return _SPECIAL.sub(r"\\\1", line if len(line) <= _LONG else line[: _LONG - 1] + "…")
