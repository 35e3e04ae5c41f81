"""Which column a question means: the one a noun calls, the numbers it names, the items it counts."""

import re
from collections.abc import Sequence

from rag.asking.questions import Question
from rag.choosing.superlatives import calls, ranked_by
from rag.counts.asked import names_table
from rag.counts.head_names import head_share
from rag.language.gazetteer import cities, continents, countries, key_of, provinces
from rag.language.lexicon import fold
from rag.language.words import is_noun
from rag.numbers.figures import MONEY
from rag.tables.columns import View

_HEAD = 0.5  # share of a head that a question must hold to name its column
_ITEMS_NAMED = 0.8  # share of a head that a question must hold for its items to be counted
_FRAMES = frozenset(["块儿", "名下", "手里", "手上", "当中", "下来", "领域", "方面", "范围", "地方", "情况"])
_BEFORE_ASKED = re.compile(
    r"的(?P<noun>(?:(?![的里中内])[\u4e00-\u9fff]){2,8}?)(?:一共|总共|共|数量|总数|个数|数)?(?:有|是|为|达|占|列|上)?了?(?:多少|几)[个家项座]?(?:[，。？?]|$)"
)
_COMPARED = re.compile(r"比(?![重例率])|相差|较(?=[\u4e00-\u9fff]{2})")
_APART, _NUMBER_OF = re.compile(r"相差|差距|差额"), re.compile(r"的?(?:总?数量?|个数)$")
# Nouns that columns go by: what a question may call a column whose head has one of the words behind it.
_CALLED = (
    ("国家|国", "国"), ("领域|行业|行|产业|赛道", "领域|行业|产业|门类"), ("省份|省区|省", "省"), ("城市|地市|市", "市|城"), ("大洲|洲", "洲|地区"),
    ("地区|区域|板块|片区|地方|块儿|块|片", "地区|区域|板块|片区|省|市|所在地"), ("类别|类型|种类|类|型|种", "类|型|种"), ("级别|等级|级", "级|等"), ("年份|年度|年", "年|时间"),
    ("时期|阶段|时段", "时期|阶段"), ("工艺|技术|方式", "工艺|技术|方式"), ("批次|批", "批"), ("河流|江河|河|江|流域", "河|江|流域"), ("单位|业主|东家", "单位|业主|主体"), ("学校|院校", "学校|院校"), ("县|区县", "县|区"), ("部门|单位|机构", "部门|单位|机构"),
)  # fmt: skip


class Heads:
    """The columns of a view as one question calls them. `counted`: the noun that is counted, "" where the question names none."""

    def __init__(self, question: Question, view: View) -> None:
        self._question = question
        self._view = view
        self._asked = fold(question.asked)
        self.counted = self._noun(counted_noun(question))

    def _noun(self, noun: str) -> str:
        """What is counted, where it is a noun at all or a word of the table; 名下, 张表, 块儿 are what is left of how people ask."""
        table = self._view.table
        known = is_noun(noun) and noun not in _FRAMES and not names_table(noun)
        there = fold(noun) in fold(table.name) or any(fold(noun) in fold(c.head) for c in self._view.columns)
        return noun if noun and (known or there) else ""

    def measured(self) -> int | None:
        """The column of numbers that what is counted is the head of: 多少个泊位."""
        measured = fold(self.counted)
        columns = (
            j for j, c in enumerate(self._view.columns) if c.kind == "number" and measured and measured in fold(c.head)
        )
        return next(columns, None)

    def items(self, words: Sequence[str]) -> int | None:
        """The column whose cells list what is counted: 多少项政策."""
        measured = fold(self.counted)
        for j, column in enumerate(self._view.columns):
            if column.kind != "text" or not column.lists or j == self._view.name:
                continue
            head = fold(column.head)
            if head and (
                measured in head
                if measured and measured not in "".join(words)
                else head_share(column.head, self._asked) >= _ITEMS_NAMED
            ):
                return j
        return None

    def number(self, adjective: str, least: float = _HEAD) -> int | None:
        """The column of numbers that a question names: by its head (and year), by 早 or 晚, by money; the only one for 大, 高."""
        found = self._number(adjective, least)
        measure = ranked_by(self._question.asked) if found is not None else ""
        if found is not None and measure and not calls(measure, fold(self._view.columns[found].head)):
            return None  # 能耗最低, of a table that gives 供热面积 only
        return found

    def _number(self, adjective: str, least: float) -> int | None:
        columns = [
            (j, c) for j, c in enumerate(self._view.columns) if c.kind in ("number", "year") and c.derived is None
        ]
        numbers = [(j, c) for j, c in columns if c.kind == "number"]
        if adjective in ("早", "晚", "先"):
            return next((j for j, c in columns if c.kind == "year"), None)
        years = self._question.years
        shares = [(head_share(c.head, self._asked) + 0.2 * any(y in c.head for y in years), -j) for j, c in numbers]
        best = max(shares, default=(0.0, 0))
        if best[0] >= least and [s for s, _ in shares].count(best[0]) == 1:
            return -best[1]
        if self._question.unit == MONEY or re.search(r"钱|花|投", self._asked):
            money = [j for j, c in numbers if c.base.startswith("元")]
            if len(money) == 1:
                return money[0]
        measures = adjective in ("大", "小", "高", "低", "长", "短", "贵", "便宜", "重", "轻", "快", "慢")
        return numbers[0][0] if measures and len(numbers) == 1 else None

    def called(self, noun: str) -> int | None:
        """The column that a noun (as far as characters run on) calls: by its head, by what its values end in, the rows' own name."""
        noun = fold(noun)
        for end in range(len(noun), 0, -1):
            found = self._column_of(noun[:end])
            if found is not None:
                return found
        return None

    def _column_of(self, noun: str) -> int | None:
        columns = [(j, c) for j, c in enumerate(self._view.columns) if c.kind in ("text", "year")]
        heads = [
            (c.derived is not None, not fold(c.head).endswith(noun), j)
            for j, c in columns
            if len(noun) > 1 and noun in fold(c.head)
        ]
        if heads:
            return min(heads)[2]
        called = next((marks.split("|") for names, marks in _CALLED if noun in names.split("|")), None)
        if called:
            fitting = [
                (called.index(mark), len(c.distinct), j)
                for mark in called
                for j, c in columns
                if mark in c.head and j != self._view.name
            ]
            if fitting:
                return min(fitting)[2]
        if noun in ("国家", "国", "省份", "省", "洲", "大洲", "城市", "市"):
            level = {
                "国": countries(),
                "省": provinces(),
                "洲": continents(),
                "市": cities(),
            }
            names = level[noun[-1] if noun[-1] in level else noun[0] if noun[0] in level else "国"]
            for j, c in columns:
                keys = [key_of(k) for k in c.distinct]
                if keys and 2 * sum(k in names for k in keys) > len(keys):
                    return j
        if len(noun) > 1 or noun in "省市县洲国":
            for j, c in columns:
                if c.distinct and 2 * sum(k.endswith(noun) for k in c.distinct) > len(c.distinct):
                    return j
        return None


def counted_noun(question: Question) -> str:
    """The noun that is counted: right before 有几个 (造飞机的集群有几个), else as the question was read."""
    match = _BEFORE_ASKED.search(question.asked)
    # 甲片区的项目比乙片区多几个 counts 项目
    if match:
        noun = _COMPARED.split(match["noun"])[0]
        return noun if noun == match["noun"] else _NUMBER_OF.sub("", noun)
    return _NUMBER_OF.sub("", question.measured) if _APART.search(question.asked) else question.measured
