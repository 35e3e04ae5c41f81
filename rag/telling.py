"""What a plan's result is told as: the number, the plan in words, the first rows by name. The verifier tells it again."""

from dataclasses import dataclass
from fractions import Fraction

from rag.columns import Column, View
from rag.plans import Plan, Result, number_column, number_text, percent_text

_NAMED = 3  # rows named in words; a list names more
_LISTED = 40
_TOLD_GROUPS = 40
_LONG = 40  # characters of a row's name from which it is cut


@dataclass(frozen=True)
class Told:
    """A result in words: `text` is the claim, `short` the short answer."""

    text: str
    short: str


def tell(plan: Plan, result: Result, view: View) -> Told:
    """Tell a result: what was asked first, then by which plan over which table, then rows by name."""
    short = _short(plan, result, view)
    named = _rows_in_words(plan, result, view)
    return Told(f"{_said(plan, result, short)}（《{plan.name}》，{words(plan, result, view)}）{named}", short)


def words(plan: Plan, result: Result, view: View) -> str:
    """The plan in words: 筛选：国家=法国；计数=9."""
    kept = "，".join(f.words for f in plan.filters)
    parts = [f"筛选：{kept or '全部各行'}"]
    if plan.by is not None:
        by = view.columns[plan.by]
        parts.append(
            f"按{by.head or '名称'}分组"
            + (f"（据“{view.columns[by.derived].head}”推断）" if by.derived is not None else "")
        )
    return "；".join([*parts, *_operation(plan, result, view)])


def _operation(plan: Plan, result: Result, view: View) -> list[str]:
    head = _head(plan, view)
    value = number_text(result.value) if result.value is not None else ""
    order = "从少到多" if plan.ascending else "从多到少"
    parted = "，".join(f.words for f in plan.part)
    sized = "由小到大" if plan.ascending else "由大到小"
    place = f"第{plan.top}位" if plan.place else "首位" if plan.top == 1 else f"前{plan.top}位"
    unread = [f"{result.unread}格不是数字，未计入"] if result.unread else []
    match plan.operation:
        case "count" | "list" | "exists":
            return [
                *([f"按{head}{sized}"] if plan.operation == "list" and plan.descending_order else []),
                f"计数={value}",
            ]
        case "items":
            return [f"{head}各格所列项数合计={value}"]
        case "sum":
            return [f"{head}合计={value}{_unit(plan, view)}", *unread]
        case "mean":
            return [f"{head}平均={value}{_unit(plan, view)}（{len(result.lines)}行）", *unread]
        case "share":
            measure = f"{head}合计" if plan.of is not None else "计数"
            above = result.value * result.base if result.value is not None and result.base is not None else Fraction(0)
            return [f"其中{parted}；{measure}={number_text(above)}/{number_text(result.base or Fraction(0))}"]
        case "rank":
            return [f"{parted}；{head or '计数'}{sized}，共{number_text(result.base or Fraction(0))}个排位"]
        case "extreme":
            return [f"按{head}{sized}，取{place}", *unread]
        case "compare":
            return [
                f"{head or '计数'}："
                + "，".join(f"{g.key}={number_text(g.value)}{_unit(plan, view)}" for g in result.groups)
            ]
        case "groups":
            return [f"逐组{'合计' + head if plan.of is not None else '计数'}", *unread]
        case "having":
            return [f"取{plan.bound.words if plan.bound else ''}的组"]
        case "most":
            return [f"{'合计' + head if plan.of is not None else '计数'}{order}，取{place}", *unread]
        case _:
            return [f"该格={value}{_unit(plan, view)}"]


def _head(plan: Plan, view: View) -> str:
    head = view.columns[plan.of].head if plan.of is not None and plan.of < len(view.columns) else ""
    return f"{head}各格所列项数" if plan.items else head


def _column(plan: Plan, view: View) -> Column | None:
    return number_column(plan, view)


def _unit(plan: Plan, view: View) -> str:
    """The unit of what was computed: of the number column where there is one, else the counting word."""
    column = _column(plan, view)
    if column is None or plan.operation == "items" or plan.items:
        return plan.unit
    if view.matrix and not column.unit:
        return plan.unit
    return "年" if column.kind == "year" else column.unit


def _said(plan: Plan, result: Result, short: str) -> str:
    match plan.operation:
        case "count" | "items" | "list":
            return f"共{short}"
        case "sum":
            return f"合计{short}"
        case "mean":
            return f"平均{short}"
        case "share":
            return f"占比{short}"
        case "exists":
            return f"有，共{number_text(result.value or Fraction(0))}{plan.unit}" if result.rows else "没有"
        case _:
            return short


def _short(plan: Plan, result: Result, view: View) -> str:
    unit = _unit(plan, view)
    value = number_text(result.value) if result.value is not None else ""
    match plan.operation:
        case "share":
            return percent_text(result.value) if result.value is not None else ""
        case "rank":
            return f"第{value}"
        case "exists":
            return "是" if result.rows else "否"
        case "compare":
            more = (result.value or 0) < 0 if plan.ascending else (result.value or 0) > 0
            return "是" if more else "否"
        case "count" | "list" | "items":
            return f"{value}{plan.unit}"
        case "groups" | "having":
            return "，".join(f"{g.key}{number_text(g.value)}{unit}" for g in result.groups[:_TOLD_GROUPS])
        case "most":
            return _most(plan, result, unit)
        case "extreme":
            return _extreme(plan, result, view, unit)
        case _:
            return f"{value}{unit}"


def _most(plan: Plan, result: Result, unit: str) -> str:
    values = {g.value for g in result.groups}
    if len(values) == 1:
        each = "各" if len(result.groups) > 1 else ""
        return f"{'、'.join(g.key for g in result.groups)}，{each}{number_text(values.pop())}{unit}"
    return "，".join(f"{g.key}{number_text(g.value)}{unit}" for g in result.groups)


def _extreme(plan: Plan, result: Result, view: View, unit: str) -> str:
    of = _column(plan, view)
    shown = [(_name(plan, view, n), of.numbers[n] if of else None) for n in result.lines]
    return "，".join(f"{name}（{number_text(number)}{unit}）" for name, number in shown if number is not None)


def _name(plan: Plan, view: View, line: int) -> str:
    if view.matrix:
        return (
            f"{view.columns[0].values[line]}·{view.columns[1].values[line]}"
            if plan.show is None
            else view.columns[plan.show].values[line]
        )
    return view.columns[view.name if plan.show is None else plan.show].values[line]


def _rows_in_words(plan: Plan, result: Result, view: View) -> str:
    if plan.operation in ("extreme", "value", "compare", "groups", "having", "rank") or not result.lines:
        return ""
    if view.matrix:
        return _cells_in_words(plan, result, view)
    names = list(dict.fromkeys(_cut(_name(plan, view, n)) for n in result.lines if _name(plan, view, n)))
    most = _LISTED if plan.operation == "list" else _NAMED
    if len(names) <= most:
        return f"：{'、'.join(names)}" if names else ""
    return f"：{'、'.join(names[:most])}，其余{len(names) - most}行见引文"


def _cells_in_words(plan: Plan, result: Result, view: View) -> str:
    if plan.operation == "most":
        return ""
    shown = [f"{_name(plan, view, n)}={view.columns[2].values[n]}" for n in result.lines]
    return (
        "："
        + "，".join(shown[: _NAMED * 2])
        + (f"，其余{len(shown) - _NAMED * 2}格见引文" if len(shown) > _NAMED * 2 else "")
    )


def _cut(name: str) -> str:
    return name if len(name) <= _LONG else name[: _LONG - 1] + "…"
