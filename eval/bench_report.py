"""Figures of `make bench` -> Markdown: a table with ratios for each folder, stages, and the ratios in plain words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.bench_measure import MB
from eval.bench_records import Built, Comparison, OverHttp, Side

_ALIKE = 0.05  # ratios this near to 1 are no difference


@dataclass(frozen=True)
class _Row:
    """A line of the table. `verdicts`: what a ratio below and above 1 means."""

    name: str
    unit: str
    value: Callable[[Side], float]
    verdicts: tuple[str, str]


_TIME, _WORK, _SPACE = ("更快", "更慢"), ("更省", "更费"), ("更小", "更大")
_ROWS = (
    _Row("建库用时", "s", lambda side: side.build.seconds, _TIME),
    _Row("建库处理器用时（全部进程）", "s", lambda side: side.build.cpu, _WORK),
    _Row("建库内存峰值（全部进程）", "MB", lambda side: side.build.peak / MB, _SPACE),
    _Row("冷启动（search，进程开始到结束）", "s", lambda side: side.search.cold, _TIME),
    _Row("冷启动处理器用时", "s", lambda side: side.search.cold_cpu, _WORK),
    _Row("查询 p50", "ms", lambda side: side.search.p50 * 1000, _TIME),
    _Row("查询 p95", "ms", lambda side: side.search.p95 * 1000, _TIME),
    _Row("查询处理器用时（平均）", "ms", lambda side: side.search.warm_cpu * 1000, _WORK),
    _Row("查询进程内存", "MB", lambda side: side.search.memory / MB, _SPACE),
    _Row("其中自有（不含映射的文件）", "MB", lambda side: side.search.own / MB, _SPACE),
    _Row("磁盘", "MB", lambda side: side.build.bytes / MB, _SPACE),
    _Row("其中索引（不含原文）", "MB", lambda side: side.build.index_bytes / MB, _SPACE),
)


def markdown(machine: dict[str, str], comparisons: Sequence[Comparison]) -> str:
    """The whole report."""
    where = "，".join(f"{name} {value}" for name, value in machine.items())
    return "\n\n".join([f"机器：{where}", *(_section(comparison) for comparison in comparisons)])


def _section(found: Comparison) -> str:
    head = f"## {found.name}：{found.documents} 篇，{found.chunks} 个片段，{found.questions} 个问题"
    parts = [head, _table(found), _stages("本产品", found.ours.build)]
    if found.rival:
        parts += [_stages("手写程序", found.rival.build), *_in_words(found.ours, found.rival)]
    if found.ask:
        cold, p50, p95 = found.ask.cold, found.ask.p50 * 1000, found.ask.p95 * 1000
        parts.append(
            f"回答（ask）：冷启动 {cold:.2f} s，p50 {p50:.1f} ms，p95 {p95:.1f} ms，内存 {found.ask.memory / MB:.0f} MB。"
        )
    else:
        parts.append("回答（ask）：尚无此命令，未测。")
    if found.http:
        parts.append(_over_http(found.http))
    return "\n\n".join(parts)


def _over_http(http: OverHttp) -> str:
    start, memory = http.start, f"{http.memory / MB:.0f} MB" if http.memory else "未知"
    lines = [
        f"HTTP（serve）：进程开始到 /healthz {start.alive:.2f} s，到 /readyz {start.ready:.2f} s；问答之后服务进程内存 {memory}。"
        "每个客户端用一条保持的连接逐题问答；客户端与服务端在同一台机器上，共用处理器。",
        "",
        "| 同时的客户端 | 请求 | 出错 | 每秒回答 | p50 | p95 | 客户端处理器用时（每题） |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for load in http.loads:
        waits = [_figure(seconds * 1000, "ms") for seconds in (load.p50, load.p95, load.client_cpu)]
        cells = [str(load.clients), str(load.requests), str(load.errors), f"{load.per_second:.1f}", *waits]
        lines.append(f"| {' | '.join(cells)} |")
    faults = [f"- {load.clients} 个客户端时首个错误：{load.first_error}" for load in http.loads if load.first_error]
    return "\n".join([*lines, *([""] if faults else []), *faults])


def _table(found: Comparison) -> str:
    lines = ["| 指标 | 本产品 | 手写程序 | 本产品 / 手写程序 |", "|---|---:|---:|---:|"]
    for row in _ROWS:
        ours = row.value(found.ours)
        theirs = row.value(found.rival) if found.rival else None
        cells = [row.name, _figure(ours, row.unit), _figure(theirs, row.unit), _times(ours, theirs)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _stages(name: str, build: Built) -> str:
    """Seconds by stage; what the stages leave of the whole is starting the interpreter and its packages, and ending."""
    rest = build.seconds - sum(build.stages.values())
    stages = {**build.stages, "进程起止": rest}
    return f"{name}建库各阶段（s）：" + "，".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items())


def _in_words(ours: Side, theirs: Side) -> list[str]:
    lines = [_in_word(row, row.value(ours), row.value(theirs)) for row in _ROWS]
    note = (
        "两边建库的起点不同：本产品读取、清理、分析并切分原文，手写程序从切好的片段开始，也不校验文件。"
        "内存峰值由另一次建库测得，计时的建库不受打扰。"
    )
    return ["\n".join(f"- {line}" for line in lines if line), note]


def _in_word(row: _Row, ours: float, theirs: float) -> str:
    if theirs <= 0:
        return ""
    ratio = ours / theirs
    verdict = "相当" if abs(ratio - 1) <= _ALIKE else row.verdicts[ratio > 1]
    return f"{row.name}：本产品是手写程序的 {ratio:.2f} 倍，{verdict}"


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value:.2f} {unit}" if value < 10 else f"{value:.1f} {unit}"


def _times(ours: float, theirs: float | None) -> str:
    return f"{ours / theirs:.2f}" if theirs else "—"
