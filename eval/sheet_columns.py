"""The columns of a sheet of cases, and how what is wrong with a cell is told."""

import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from eval.matching import normal
from eval.wording import TYPE_NAMES

SHEET = "评测题"  # the worksheet that is read; without one of this name, the first
EXAMPLE, EXPLANATION = "示例", "说明"  # rows of the template: their id, never read
NUMBERED = ("doc", "quote", "group")  # columns that may stand several times, numbered
_SHOWN = 40
_YES_NO = ("是", "否")
_KINDS = tuple(TYPE_NAMES.values())

Tell = Callable[[str], None]


class SheetWarning(UserWarning):
    """Something about a sheet that its author should know, though it could be read."""


def warn(message: str) -> None:
    """Tell as a warning."""
    warnings.warn(message, SheetWarning, stacklevel=3)


@dataclass(frozen=True)
class Column:
    """A column: its field, its names (the first is shown), what to write there, an example, its width in the template."""

    key: str
    names: tuple[str, ...]
    told: str
    example: str = ""
    width: int = 10
    choices: tuple[str, ...] = ()


COLUMNS = (
    Column("id", ("题号", "编号", "序号"), EXPLANATION, EXAMPLE),
    Column("type", ("类型", "题型"), f"{'、'.join(_KINDS)} 之一；不填则按问法推定", "数字", 14, _KINDS),
    Column("question", ("问题", "题目", "提问"), "必填", "2024年海州港完成集装箱吞吐量多少？", 36),
    Column("answerable", ("可答",), "是，或 否：文档里没有答案、应当拒答", "是", 8, _YES_NO),
    Column(
        "answers",
        ("答案", "参考答案"),
        "引文中的原词。同义写法用“/”隔开，须都答出的几项用“；”隔开；字面的斜线写作“\\/”",
        "612.5万标箱/612.5万TEU",
        30,
    ),
    Column("nuggets", ("要点",), "写法同答案；必须答出的前面加“＊”，都不加则都算必须", width=30),
    Column("value", ("数值",), "数字、表格计数题的值，可带万、亿，可带误差如 15±1；是否题写 是 或 否", "612.5万"),
    Column("unit", ("单位",), "数值的单位", "标箱"),
    Column("must_not", ("不得出现",), "答错的标志；几项用“；”或“/”隔开", "800万标箱", 16),
    Column("doc", ("文档",), "引文所在的文件名；不填则自动查找", "港口新闻", 14),
    Column(
        "quote",
        ("引文", "证据"),
        "从原文照抄；中间略去的用“……”隔开。几段引文写在“文档2”“引文2”等列，或另起一行、题号照抄",
        "2024年，海州港完成集装箱吞吐量612.5万标箱",
        50,
    ),
    Column("group", ("组",), "几段引文引到一段就够的，写同一个数；不填则每段都须引到", width=6),
    Column(
        "negative_evidence",
        ("检索无果",),
        "不可答的题必填：一起搜索而没有一句命中的词，用空格隔开（词中有空格的加引号）；几组用“；”隔开",
        width=24,
    ),
    Column("derived", ("计算得出",), "是：答案由引文计数或计算而来，不在引文中", choices=_YES_NO),
    Column("must_pass", ("必过",), "是：此题由对变错即不通过", choices=_YES_NO),
    Column("note", ("备注",), "给人看的说明", width=20),
)
SHOWN_NAME = {column.key: column.names[0] for column in COLUMNS}
NAMES = {normal(name).replace("_", ""): c.key for c in COLUMNS for name in (*c.names, c.key)}


def field_of(head: str) -> str | None:
    """The field that a column's head names: 题号, id, 题号/id, 问题（必填）, 引文2, Quote (2)."""
    for part in re.split(r"[/|]", re.sub(r"[\"*_-]", "", normal(head))):
        match = re.fullmatch(r"(.+?)\(?([0-9]*)\)?", re.sub(r"\((?![0-9]+\)).*\)$", "", part))
        key = NAMES.get(match[1]) if match else None
        if match and key in NUMBERED:
            return key + (match[2] if match[2] != "1" else "")
        if match and key and not match[2]:
            return key
    return None


@dataclass
class Faults:
    """Collects what is wrong; `names`: how this sheet heads each field."""

    file: str
    names: Mapping[str, str] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def at(self, row: int, key: str, what: str) -> None:
        """Note what is wrong with a cell."""
        plain = key.rstrip("0123456789")
        name = self.names.get(key) or SHOWN_NAME[plain] + key.removeprefix(plain)
        self.found.append(f"{self.file} 第 {row} 行“{name}”列：{shorter(what)}")


def shorter(text: str) -> str:
    """A message with what it quotes cut to what fits on a line."""
    long = re.sub(rf"“([^“”]{{{_SHOWN}}})[^“”]+”", r"“\1…”", text)
    return long if len(long) <= 600 else long[:600] + "…"
