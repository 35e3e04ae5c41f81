"""How a reader is told of things: the names of types, rewordings and retrievers; shares, differences, spans of numbers."""

from collections.abc import Mapping
from typing import TypeVar, get_args

from eval.models import Type
from eval.statistics import Interval

_Any = TypeVar("_Any")
TYPES: tuple[Type, ...] = get_args(Type)
TYPE_NAMES: Mapping[str, str] = {
    "number": "数字",
    "entity": "名称",
    "who": "谁说的",
    "list": "列举",
    "definition": "定义",
    "why": "为何",
    "how": "如何",
    "years": "跨年",
    "sources": "跨来源",
    "cell": "表格取数",
    "count": "表格计数",
    "documents": "多文档",
    "near_miss": "近似不可答",
    "off_topic": "题外",
    "false_premise": "错误前提",
    "injection": "夹带指令",
    "yes_no": "是否",
}
# Other names under which a type is known where authors write it.
TYPE_ALIASES: Mapping[str, Type] = {
    "实体": "entity",
    "谁说": "who",
    "原因": "why",
    "为什么": "why",
    "办法": "how",
    "怎么办": "how",
    "年份": "years",
    "多年": "years",
    "多源": "sources",
    "单元格": "cell",
    "取数": "cell",
    "计数": "count",
    "不可答": "near_miss",
    "无关": "off_topic",
    "注入": "injection",
    "是非": "yes_no",
}
VARIANT_NAMES: Mapping[str, str] = {
    "colloquial": "口语",
    "english": "英文",
    "typo": "错别字",
    "abbreviation": "简称",
    "traditional": "繁体",
    "full_width": "全角",
}
WAY_NAMES: Mapping[str, str] = {"words": "词面", "meaning": "语义", "fused": "融合"}
NONE = "—"


def type_name(name: str) -> str:
    """A type in the reader's words."""
    return TYPE_NAMES.get(name, name)


def type_named(said: str) -> Type | None:
    """The type that an author means: its Chinese name, an alias, or its English name; None where there is none such."""
    key = said.lower().replace("-", "_")
    return TYPE_ALIASES.get(key) or next((kind for kind in TYPES if key in (kind, TYPE_NAMES[kind])), None)


def variant_name(name: str) -> str:
    """A kind of rewording in the reader's words."""
    return VARIANT_NAMES.get(name, name)


def percent(value: float | None) -> str:
    """A share for a reader."""
    return NONE if value is None else f"{100 * value:.1f}%"


def span(interval: Interval | None) -> str:
    """An interval of shares for a reader: 55.4–60.9%."""
    return NONE if interval is None else f"{100 * interval.low:.1f}–{100 * interval.high:.1f}%"


def points(value: float | None) -> str:
    """A difference of two shares, in percentage points, with its sign; what rounds to nothing has none."""
    if value is None:
        return NONE
    rounded = round(100 * value, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def in_order(found: Mapping[str, _Any]) -> list[tuple[str, _Any]]:
    """What is kept by kind of rewording, in the order of the design; unknown kinds last."""
    order = list(VARIANT_NAMES)
    return sorted(found.items(), key=lambda item: (order.index(item[0]) if item[0] in order else len(order), item[0]))
