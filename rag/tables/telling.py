"""What a plan's result is told as: the number, the plan in words, the first rows by name. The verifier tells it again."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from rag.tables.columns import View
from rag.tables.plans import Operation, Plan, Result, number_column, number_text, percent_text

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
    asked = _values_asked(plan, result, view)
    several = 0 < len(asked) <= _LISTED
    short = "、".join(asked) if several else _short(plan, result, view)
    named = "" if several else _rows_in_words(plan, result, view)
    return Told(
        f"{_said(plan, result, short, values=several)}（《{plan.name}》，{words(plan, result, view)}）{named}", short
    )


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
    """What was done to the rows that passed, in words."""
    head, unit = _head(plan, view), _unit(plan, view)
    value = f"{number_text(result.value)}" if result.value is not None else ""
    base = result.base or Fraction(0)
    above = number_text(result.value * base) if result.value is not None else "0"
    measure = f"合计{head}" if plan.of is not None else "计数"
    parted = "，".join(f.words for f in plan.part)
    sized = "由小到大" if plan.ascending else "由大到小"
    place = f"第{plan.top}位" if plan.place else "首位" if plan.top == 1 else f"前{plan.top}位"
    compared = "，".join(f"{g.key}={number_text(g.value)}{unit}" for g in result.groups)
    ordered = f"按{head}{sized}；" if plan.operation == "list" and plan.descending_order else ""
    unread = [f"{result.unread}格不是数字，未计入"] if result.unread else []
    shown = (
        f"，列其{view.columns[plan.show].head}" if _values_asked(plan, result, view) and plan.show is not None else ""
    )
    told: dict[Operation, str] = {
        "count": f"计数={value}",
        "list": f"{ordered}计数={value}{shown}",
        "exists": f"计数={value}",
        "items": f"{head}各格所列项数合计={value}",
        "sum": f"{head}合计={value}{unit}",
        "mean": f"{head}平均={value}{unit}（{len(result.lines)}行）",
        "share": f"其中{parted}；{measure}={above}/{number_text(base)}",
        "rank": f"{parted}；{head or '计数'}{sized}，共{number_text(base)}个排位",
        "extreme": f"按{head}{sized}，取{place}",
        "compare": f"{head or '计数'}：{compared}",
        "difference": f"{head or '计数'}：{compared}",
        "groups": f"逐组{measure}",
        "having": f"取{plan.bound.words if plan.bound else ''}的组",
        "most": f"{measure}{'从少到多' if plan.ascending else '从多到少'}，取{place}",
        "value": f"该格={value}{unit}",
    }
    return [told[plan.operation], *unread]


def _head(plan: Plan, view: View) -> str:
    head = view.columns[plan.of].head if plan.of is not None and plan.of < len(view.columns) else ""
    return f"{head}各格所列项数" if plan.items else head


def _unit(plan: Plan, view: View) -> str:
    """The unit of what was computed: of the number column where there is one, else the counting word."""
    column = number_column(plan, view)
    if column is None or plan.operation in ("count", "list", "exists", "items") or plan.items:
        return plan.unit
    if view.matrix and not column.unit:
        return plan.unit
    return "年" if column.kind == "year" else column.unit


def _values_asked(plan: Plan, result: Result, view: View) -> list[str]:
    """The different values of the column that a list is asked for (在哪些国家: 美国、韩国), [] where the rows themselves are listed."""
    if plan.operation != "list" or plan.show is None or view.matrix:
        return []
    return list(dict.fromkeys(_cut(name) for n in result.lines if (name := _name(plan, view, n))))


def _said(plan: Plan, result: Result, short: str, *, values: bool) -> str:
    """What the claim opens with."""
    if values:
        return short
    if plan.operation == "exists":
        return f"有，共{number_text(result.value or Fraction(0))}{plan.unit}" if result.rows else "没有"
    opening: dict[Operation, str] = {
        "count": "共",
        "items": "共",
        "list": "共",
        "sum": "合计",
        "mean": "平均",
        "share": "占比",
        "difference": "相差",
    }
    return opening.get(plan.operation, "") + short


def _short(plan: Plan, result: Result, view: View) -> str:
    """The short answer."""
    unit = _unit(plan, view)
    number = result.value or Fraction(0)
    value = number_text(number) if result.value is not None else ""
    told: dict[Operation, Callable[[], str]] = {
        "share": lambda: percent_text(number),
        "rank": lambda: f"第{value}",
        "exists": lambda: "是" if result.rows else "否",
        "compare": lambda: "是" if (number < 0 if plan.ascending else number > 0) else "否",
        "difference": lambda: f"{number_text(abs(number))}{unit}",
        "groups": lambda: _each(result, unit),
        "having": lambda: _each(result, unit),
        "most": lambda: _most(result, unit),
        "extreme": lambda: _extreme(plan, result, view, unit),
    }
    return told[plan.operation]() if plan.operation in told else f"{value}{unit}"


def _each(result: Result, unit: str) -> str:
    return "，".join(f"{g.key}{number_text(g.value)}{unit}" for g in result.groups[:_TOLD_GROUPS])


def _most(result: Result, unit: str) -> str:
    values = {g.value for g in result.groups}
    if len(values) == 1:
        each = "各" if len(result.groups) > 1 else ""
        return f"{'、'.join(g.key for g in result.groups)}，{each}{number_text(values.pop())}{unit}"
    return _each(result, unit)


def _extreme(plan: Plan, result: Result, view: View, unit: str) -> str:
    of = number_column(plan, view)
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
    if plan.operation in ("extreme", "value", "compare", "difference", "groups", "having", "rank") or not result.lines:
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
