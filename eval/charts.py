"""Plots as SVG: numbers in, a string out. Colours are classes of the page's style sheet; every plot says in words what it shows."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from eval.risk import Point
from eval.wording import percent
from eval.wording import points as difference

_WIDTH = 440
_ROW = 28
_LEAST_GAP = 17  # between labels of lines that end close together


@dataclass(frozen=True)
class Bar:
    """A row of the plot of types: share right of open and closed cases, the goal, and what is reached of the goal's metric."""

    name: str
    opened: float | None
    closed: float | None
    goal: float | None = None
    reached: float | None = None


@dataclass(frozen=True)
class _Scale:
    """A linear scale from values to places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def type_bars(rows: Sequence[Bar]) -> str:
    """Two bars a row (open, closed) from 0 to 1, a tick at the goal, a dot at what is reached of the goal's metric."""
    x, top = _Scale(0, 1, 84, 424), 52
    height = top + _ROW * len(rows) + 8
    grid = _upright_grid(x, (0, 0.25, 0.5, 0.75, 1), top - 4, height - 6)
    body = "".join(_bar_row(row, x, top + _ROW * i) for i, row in enumerate(rows))
    told = "；".join(_bar_in_words(row) for row in rows)
    return _svg("types", "各题型答对的比例", told, height, _bar_legend() + grid + body)


def _bar_legend() -> str:
    return (
        f"{_rect(84, 8, 14, 7, 'open')}{_text(102, 15.5, '公开', 'label')}"
        f"{_rect(144, 8, 14, 7, 'closed')}{_text(162, 15.5, '封存', 'label')}"
        f"{_line(206, 4, 206, 19, 'goal')}{_text(213, 15.5, '目标', 'label')}"
        f"{_dot(256, 11.5, 3.5, 'reached')}{_text(264, 15.5, '目标所用指标的现值', 'label')}"
    )


def _bar_row(row: Bar, x: _Scale, y: float) -> str:
    parts = [_text(76, y + 18, row.name, "label", "end")]
    for value, down, kind in ((row.opened, 4, "open"), (row.closed, 14, "closed")):
        if value is not None:
            parts.append(
                _rect(x(0), y + down, max(1.5, x(value) - x(0)), 9, kind, title=f"{_KINDS[kind]} {percent(value)}")
            )
    if row.goal is not None:
        parts.append(_line(x(row.goal), y + 1, x(row.goal), y + 26, "goal", title=f"目标 {percent(row.goal)}"))
    if row.reached is not None:
        parts.append(_dot(x(row.reached), y + 13.5, 3.5, "reached", title=f"目标所用指标的现值 {percent(row.reached)}"))
    return f"<g>{''.join(parts)}</g>"


_KINDS = {"open": "公开", "closed": "封存"}


def _bar_in_words(row: Bar) -> str:
    told = (("公开", row.opened), ("封存", row.closed), ("目标", row.goal), ("现值", row.reached))
    return f"{row.name}：" + "，".join(f"{name} {percent(value)}" for name, value in told if value is not None)


def retrieval_lines(series: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """A line for each retriever over the number of passages looked at (logarithmic)."""
    values = [value for line in series.values() for _, value in line]
    ticks = sorted({k for line in series.values() for k, _ in line})
    if not values:
        return _svg("retrieval", "检索：证据召回率", "没有检索指标。", 40, _text(20, 25, "没有检索指标", "label"))
    low = min(0.8, math.floor(min(values) * 10) / 10)
    x = _Scale(math.log(ticks[0]), math.log(max(ticks[-1], ticks[0] + 1)), 58, 318)
    y = _Scale(low, 1, 232, 16)
    across = _level_grid(y, _steps(low, 1.0), 46, 330)
    below = "".join(_text(x(math.log(k)), 254, f"前 {k}", "tick", "middle") for k in ticks)
    # The first are drawn last: their broken lines stay visible on an unbroken one that runs the same way.
    drawn = "".join(_series(name, line, x, y, i) for i, (name, line) in reversed(list(enumerate(series.items()))))
    told = "；".join(
        f"{name}：" + "，".join(f"前 {k} 段 {percent(v)}" for k, v in line) for name, line in series.items()
    )
    return _svg(
        "retrieval", "证据落在前 k 段的比例（EvR@k）", told, 266, across + below + drawn + _end_labels(series, y)
    )


def _series(name: str, line: Sequence[tuple[int, float]], x: _Scale, y: _Scale, n: int) -> str:
    places = [(x(math.log(k)), y(value)) for k, value in line]
    told = [f"{name}，前 {k} 段：{percent(value)}" for k, value in line]
    dots = "".join(_dot(*place, 4, f"fill-{n}", title=title) for place, title in zip(places, told, strict=True))
    return f"<g>{_path(places, f'line-{n}')}{dots}</g>"


def _end_labels(series: Mapping[str, Sequence[tuple[int, float]]], y: _Scale) -> str:
    """Names and last values at the lines' right ends, pushed apart where they would overlap."""
    wanted = sorted((y(line[-1][1]), n, name, line[-1][1]) for n, (name, line) in enumerate(series.items()) if line)
    parts, last = [], -_LEAST_GAP + 8.0
    for place, n, name, value in wanted:
        last = max(place, last + _LEAST_GAP)
        parts.append(_text(338, last + 4.5, f"{name} {percent(value)}", f"label fill-{n}"))
    return "".join(parts)


def risk_curve(points: Sequence[Point], limit: float) -> str:
    """Risk over coverage, with the bound on the risk and the greatest coverage within it."""
    if not points:
        return _svg(
            "risk", "风险—覆盖曲线", "系统没有给出把握。", 40, _text(20, 25, "系统没有给出把握，画不出曲线", "label")
        )
    high = max(0.1, math.ceil(max(p.risk for p in points) * 10) / 10)
    x, y = _Scale(0, 1, 58, 424), _Scale(0, high, 214, 16)
    grid = _level_grid(y, _steps(0.0, high), 46, 430) + _upright_ticks(x, (0, 0.25, 0.5, 0.75, 1), 234)
    bound = _line(x(0), y(limit), x(1), y(limit), "goal") + _text(
        428, y(limit) - 5, f"错误率 {limit:.0%}", "tick", "end"
    )
    line = _path([(x(p.coverage), y(p.risk)) for p in points], "line-2")
    reach = max((p.coverage for p in points if p.risk <= limit), default=0.0)
    mark = (
        _dot(x(reach), y(limit), 4.5, "reached", title=f"错误率不过 {limit:.0%} 时作答 {percent(reach)}")
        if reach
        else ""
    )
    told = f"全部作答 {percent(points[-1].coverage)} 时错 {percent(points[-1].risk)}；错误率不过 {limit:.0%} 时作答 {percent(reach)}。"
    axis = _text(241, 254, "作答的比例（先答最有把握的）", "tick", "middle")
    return _svg("risk", "作答越多，错得越多：风险—覆盖曲线", told, 264, grid + bound + line + mark + axis)


def delta_bars(deltas: Mapping[str, float]) -> str:
    """Differences about zero, one bar a row."""
    if not deltas:
        return _svg("deltas", "变体较母题", "没有变体。", 40, _text(20, 25, "没有变体", "label"))
    low = min(-0.1, math.floor(min(deltas.values()) * 10) / 10)
    high = max(0.1, math.ceil(max(deltas.values()) * 10) / 10)
    x, top = _Scale(low, high, 84, 424), 26
    height = top + _ROW * len(deltas) + 8
    step = 0.1 if high - low <= 0.6 else 0.25
    ticks = [round(n * step, 2) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]
    grid = "".join(
        _line(x(t), top - 6, x(t), height - 6, "axis" if t == 0 else "grid")
        + _text(x(t), 14, f"{100 * t:+.0f}".replace("-", "−") if t else "0", "tick", "middle")
        for t in ticks
    )
    body = "".join(_delta_row(name, value, x, top + _ROW * i) for i, (name, value) in enumerate(deltas.items()))
    told = "；".join(f"{name} {difference(value)} 个百分点" for name, value in deltas.items())
    return _svg("deltas", "变体较母题的成对差（百分点）", told, height, grid + body)


def _delta_row(name: str, value: float, x: _Scale, y: float) -> str:
    start, end = sorted((x(0), x(value)))
    kind = "worse" if value < 0 else "better"
    # At the bar's end where there is room for it, else on the other side of zero.
    left = start - 52 > x(x.low) if value < 0 else end + 52 > _WIDTH
    place, anchor = (start - 6, "end") if left else (end + 6, "start")
    return (
        f"<g>{_text(76, y + 17, name, 'label', 'end')}{_rect(start, y + 5, max(1.5, end - start), 16, kind)}"
        f"{_text(place, y + 17.5, difference(value), 'label', anchor)}</g>"
    )


def _steps(low: float, high: float) -> list[float]:
    """Round values from low to high for an axis: at most seven."""
    step = next(s for s in (0.02, 0.05, 0.1, 0.2) if (high - low) / s <= 6)
    return [round(low + n * step, 2) for n in range(math.floor((high - low) / step + 1e-9) + 1)]


def _upright_grid(x: _Scale, ticks: Iterable[float], top: float, bottom: float) -> str:
    ticks = tuple(ticks)
    lines = "".join(_line(x(t), top, x(t), bottom, "axis" if t == 0 else "grid") for t in ticks)
    return lines + _upright_ticks(x, ticks, top - 6)


def _upright_ticks(x: _Scale, ticks: Iterable[float], y: float) -> str:
    return "".join(_text(x(t), y, f"{t:.0%}", "tick", "middle") for t in ticks)


def _level_grid(y: _Scale, ticks: Sequence[float], left: float, right: float) -> str:
    lines = "".join(_line(left + 6, y(t), right, y(t), "axis" if t == 0 else "grid") for t in ticks)
    return lines + "".join(_text(left, y(t) + 4, f"{t:.0%}", "tick", "end") for t in ticks)


def _svg(name: str, title: str, told: str, height: float, body: str) -> str:
    return (
        f'<svg class="chart" id="chart-{name}" viewBox="0 0 {_WIDTH} {_n(height)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(told)}</desc>{body}</svg>'
    )


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, kind: str, *, title: str = "") -> str:
    head = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="1.5" class="{kind}"'
    return f"{head}>{_tip(title)}</rect>"


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, *, title: str = "") -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{kind}">{_tip(title)}</line>'


def _dot(x: float, y: float, r: float, kind: str, *, title: str = "") -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" class="{kind}">{_tip(title)}</circle>'


def _path(places: Sequence[tuple[float, float]], kind: str) -> str:
    return f'<polyline points="{" ".join(f"{_n(x)},{_n(y)}" for x, y in places)}" class="{kind}"/>'


def _tip(title: str) -> str:
    return f"<title>{escape(title)}</title>" if title else ""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
