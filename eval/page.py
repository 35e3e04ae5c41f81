"""A report as one HTML page that needs nothing else: style, script and plots are inside, and nothing is fetched."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from eval.charts import Bar, delta_bars, retrieval_lines, risk_curve, type_bars
from eval.goals import goal_of_type, reached
from eval.metrics import HEAD
from eval.models import WAYS, Outcome
from eval.report import (
    LEVELS,
    VERDICTS,
    Group,
    Report,
    Told,
    around,
    by_openness,
    change,
    curve,
    deltas,
    findings,
    groups,
    types,
    verdict,
)
from eval.retrieval import CUTOFFS
from eval.risk import RISK
from eval.tables import Table, tables
from eval.wording import NONE, WAY_NAMES, percent, points, type_name, variant_name

_SECTIONS = {
    "verdict": "结论",
    "goals": "目标",
    "types": "题型",
    "retrieval": "检索",
    "refusal": "拒答",
    "variants": "变体",
    "openness": "公开与封存",
    "cost": "耗时",
    "cases": "逐题",
}
_FIGURES = (' class="n"', "")
_DETAIL = (*HEAD, "EvR@5(fused)", "Confidence")
# Characters that HTML does not allow, lone surrogates among them; a tab and a line break are fine.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def as_page(report: Report) -> str:
    """The page. All text of cases and findings is escaped, and no script but the page's own may run."""
    told = tables(report)
    style, script = _asset("style.css"), _asset("page.js")
    overall = percent(report.figures.overall)
    body = "".join(
        (
            _header(report),
            "<main>",
            _verdict_section(report),
            _section("goals", _table(told["goals"], "目标与现值"), "默认安装：不接模型服务，不联网。"),
            _types_section(report, told["types"]),
            _retrieval_section(report, told["retrieval"]),
            _refusal_section(report, told["refusal"]),
            _variants_section(report, told["variants"]),
            _openness_section(told["openness"]),
            _cost_section(told["cost"]),
            _cases_section(report),
            "</main>",
        )
    )
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>评测报告：{overall}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _asset(name: str) -> str:
    return files("eval").joinpath("page", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Only this style and this script, by their hashes; nothing is loaded from anywhere."""
    return f"default-src 'none'; style-src '{_sha256(style)}'; script-src '{_sha256(script)}'; base-uri 'none'; form-action 'none'"


def _sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _h(text: str) -> str:
    return escape(_UNFIT.sub("\ufffd", text))


def _header(report: Report) -> str:
    found, since = verdict(report), change(report)
    against = f'<span class="since">较基线 {points(since)} 个百分点</span>' if since is not None else ""
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title in _SECTIONS.items())
    return (
        '<a class="skip" href="#verdict">跳到正文</a><header>'
        '<div class="brand"><span class="seal" aria-hidden="true">评</span><h1>评测报告</h1></div>'
        f'<p class="overall"><b>{percent(report.figures.overall)}</b><span>总分：各题型答对比例的平均，95% 区间 {around(report)}</span>{against}</p>'
        f'<p class="verdict {found}">{VERDICTS[found]}</p>{_counts(report)}<nav aria-label="章节">{links}</nav></header>'
    )


def _counts(report: Report) -> str:
    plain = [o for o in report.outcomes if not o.variant]
    closed = sum(o.closed for o in plain)
    numbers = {
        "题": len(plain),
        "公开": len(plain) - closed,
        "封存": closed,
        "变体": len(report.outcomes) - len(plain),
    }
    hashes = {"资料库": report.hashes.library, "文档": report.hashes.corpus, "题目": report.hashes.cases}
    counts = "".join(f"<div><dt>{name}</dt><dd>{n}</dd></div>" for name, n in numbers.items())
    marks = "".join(
        f'<div><dt>{name}</dt><dd><code title="{_h(value)}">{_h(value[:12]) or NONE}</code></dd></div>'
        for name, value in hashes.items()
    )
    return f'<dl class="counts">{counts}{marks}</dl>'


def _section(name: str, body: str, note: str = "") -> str:
    lead = f'<p class="note">{note}</p>' if note else ""
    return f'<section id="{name}" aria-labelledby="{name}-head"><h2 id="{name}-head">{_SECTIONS[name]}</h2>{lead}{body}</section>'


def _verdict_section(report: Report) -> str:
    if not report.findings:
        checked = (
            "与基线相比没有退步，不变量与底线都守住了。"
            if report.baseline
            else "没有基线，只查了不变量与必过题，都守住了。"
        )
        return _section("verdict", f'<p class="fine">{checked}</p>')
    rows = "".join(
        f'<li class="{f.level}"><span class="badge">{LEVELS[f.level]}</span><div><b>{_h(f.name)}</b>'
        f"<p>{_h(f.message)}</p></div></li>"
        for f in findings(report)
    )
    return _section("verdict", f'<ul class="findings">{rows}</ul>', f"门禁提出 {len(report.findings)} 条。")


def _types_section(report: Report, table: Table) -> str:
    opened, closed = by_openness(report)
    rows = []
    for name in types(report):
        goal = goal_of_type(name)
        value = reached(goal, report.outcomes) if goal else None
        turned = goal is not None and goal.at_most  # shown as the share that is right: 1 less the share that is wrong
        rows.append(
            Bar(
                type_name(name),
                opened.by_type[name].right if name in opened.by_type else None,
                closed.by_type[name].right if name in closed.by_type else None,
                None if goal is None else (1 - goal.value if turned else goal.value),
                None if value is None else (1 - value if turned else value),
            )
        )
    note = "答对：答案严格正确且在所示引文中（应拒答的则为拒答）。目标按各题型自己的指标定，“不超过”的目标在图中以 1 减之。区间用自助法，全对或全错的题型没有宽度。"
    return _section("types", _beside(type_bars(rows), _table(table, "各题型与目标")), note)


def _retrieval_section(report: Report, table: Table) -> str:
    means = report.figures.everything.means
    series = {
        WAY_NAMES[way]: [(k, means[f"EvR@{k}({way})"]) for k in CUTOFFS if f"EvR@{k}({way})" in means] for way in WAYS
    }
    series = {name: line for name, line in series.items() if line}
    note = "EvR@k：证据各组中，原文落在前 k 段之内的比例。Success@5：前五段中至少有一段相关。"
    return _section("retrieval", _beside(retrieval_lines(series), _table(table, "检索指标")), note)


def _refusal_section(report: Report, table: Table) -> str:
    plot = risk_curve(curve(report), RISK)
    note = "误答：资料里没有而作了答。曲线：只答最有把握的若干题时，答错的比例；拒答的题在任何门槛下都不算作答。"
    return _section("refusal", _beside(plot, _table(table, "拒答与风险")), note)


def _variants_section(report: Report, table: Table) -> str:
    named = {variant_name(kind): value for kind, value in deltas(report).items()}
    note = "同一题换一种问法，与原来的问法成对相比，以百分点计。"
    return _section("variants", _beside(delta_bars(named), _table(table, "变体")), note)


def _openness_section(table: Table) -> str:
    note = "封存题只看合计，不逐题示出；首次运行的数留作对照，看的次数越多，公开题的数越不可信。"
    return _section("openness", _table(table, "公开题与封存题"), note)


def _cost_section(table: Table) -> str:
    body = _table(table, "每题作答耗时") if table.rows else '<p class="note">没有记时。</p>'
    return _section("cost", body, "每次运行都不同，不参与可重复性：除此一节，两次运行的报告逐字相同。")


def _beside(plot: str, table: str) -> str:
    return f'<div class="beside"><figure>{plot}</figure>{table}</div>'


def _table(table: Table, caption: str) -> str:
    words = table.words()
    head = "".join(
        f'<th scope="col"{"" if w else _FIGURES}>{_h(name)}</th>' for name, w in zip(table.head, words, strict=True)
    )
    rows = "".join(f"<tr>{_row(row, words)}</tr>" for row in table.rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f'<caption class="unseen">{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(row: Sequence[str], words: Sequence[bool]) -> str:
    cells = [f'<th scope="row">{_h(row[0])}</th>']
    for value, word in zip(row[1:], words[1:], strict=True):
        mark = {"✓": "n met", "✗": "n unmet"}.get(value, "" if word else "n")
        mark = f"{mark} none".strip() if value == NONE else mark
        said = {"✓": ' aria-label="达标"', "✗": ' aria-label="未达标"'}.get(value, "")
        cells.append(f'<td class="{mark}"{said}>{_h(value)}</td>' if mark else f"<td>{_h(value)}</td>")
    return "".join(cells)


def _cases_section(report: Report) -> str:
    found = groups(report)
    shown = [case.outcome for group in found for case in group.cases]
    body = _filter(shown) + "".join(_case_list(group) for group in found)
    return _section("cases", body, "只列公开题。点开一题，看所引原文与各项得分。")


def _filter(shown: Iterable[Outcome]) -> str:
    present = {o.type for o in shown}
    options = "".join(f'<option value="{_h(t)}">{_h(type_name(t))}</option>' for t in sorted(present, key=type_name))
    return (
        '<form class="filter" role="search" hidden><label>题型 <select id="by-type"><option value="">全部</option>'
        f'{options}</select></label><label>文字 <input id="by-text" type="search" placeholder="题号、问题、答案"></label>'
        '<button type="button" id="unfold">全部展开</button><output id="shown" aria-live="polite"></output></form>'
    )


def _case_list(group: Group) -> str:
    head = f'<h3 class="{group.kind}">{group.title}<small>{group.count}</small></h3>'
    if not group.cases:
        return head
    columns = "".join(
        f'<th scope="col" role="columnheader"><button type="button" data-by="{by}">{name}</button></th>'
        for by, name in (("id", "题号"), ("type", "题型"))
    )
    rows = "".join(_case(case) for case in group.cases)
    return (
        f'{head}<table class="cases" role="table"><caption class="unseen">{group.title}</caption><thead role="rowgroup">'
        f'<tr role="row">{columns}<th scope="col" role="columnheader">问题、应得、所得</th></tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _case(case: Told) -> str:
    o = case.outcome
    kind = type_name(o.type) + (f"·{variant_name(o.variant)}" if o.variant else "")
    english = ' lang="en"' if o.variant == "english" else ""
    got = o.short_answer or o.got or o.error
    return (
        f'<tr role="row" data-type="{_h(o.type)}" data-id="{_h(o.id)}"><th scope="row" role="rowheader"><code>{_h(o.id)}</code></th>'
        f'<td role="cell">{_h(kind)}{_badges(o)}</td><td role="cell"><details><summary><span class="q"{english}>{_h(o.question)}</span>'
        f'<span class="brief"><span><b>应</b>{_h(_one_line(o.expected))}</span><span><b>得</b>{_h(_one_line(got))}</span></span></summary>'
        f"{_detail(case)}</details></td></tr>"
    )


def _badges(outcome: Outcome) -> str:
    names = [name for name, has in (("必过", outcome.must_pass), ("拒答", outcome.status == "refused")) if has]
    return "".join(f' <span class="badge">{name}</span>' for name in names)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:120]


def _detail(case: Told) -> str:
    o, before = case.outcome, case.before
    told_of = [
        ("应得", o.expected),
        ("所得", o.got),
        ("短答", o.short_answer or ""),
        ("出错", o.error),
        ("基线所得", before.got if before else ""),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{_h(text)}</dd>" for name, text in told_of if text)
    quotes = "".join(f"<blockquote>{_h(quote)}</blockquote>" for quote in o.quotes)
    cited = f"<dt>{'相近原文' if o.status == 'refused' else '引文'}</dt><dd>{quotes}</dd>" if quotes else ""
    scores = "".join(f"<span>{name} <b>{o.scores[name]:g}</b></span>" for name in _DETAIL if name in o.scores)
    return f'<dl class="detail">{rows}{cited}<dt>得分</dt><dd class="scores">{scores or NONE}</dd></dl>'
