"""Whether what a figure is said to measure is what its source measures with it: 登记失业率 is no 调查失业率, 产值 no 产量.

The noun right before a figure is what the figure is worth. Elsewhere a word may be paraphrased; here another word is another fact,
so that it must be the source's, a short form of it, or one of the table of words for the same thing.
"""

import re
from collections.abc import Iterator

from rag.claims.amounts import TIMES, merged, same_amount
from rag.claims.text import Case, Clause, clauses, spread_over
from rag.claims.words import FREE, same_as
from rag.language.aliases import others
from rag.language.lexicon import pieces
from rag.language.words import is_grammar, is_noun, tag_of
from rag.numbers.quantities import Figure

_LINKS = re.compile(
    r"(?:的|地|已经?|约?为|是|共计?|总计|累计|合计|现?有|仅|只|由|从|至|到|了|也|均|皆|则|分别|各|占|占比|比重|超过|突破|逾|近|达到?|高达|多达|录得|全[国省市县区]|覆盖|涉及|涵盖|惠及|[上提攀爬跃]?升至|[上提]升到|提高[至到]?|上升|"
    r"[下]?[降跌]至|下降[至到]?|减少[至到]?|增[至到]|增加[至到]?|扩大[至到]?|同比|环比|[比较](?:上年|上年同期|年初|上期)?|增长|(?:上年|去年|前一?年)(?:同期|同月)?|年初|不低于|不少于|不超过|将|要|可|须|应当?)$"
)
_SUFFIX = frozenset("量值额率数价费比度")
# Nouns of measures that a claim may add to a figure (总数为42个), by what they measure: 数量 is no 种类, 费用 no 收入.
_CLASSES = (
    "数量 个数 总数 总量 家数 数", "种类 类型 品种", "面积", "金额 总额 资金", "收入 营收 营业收入 销售收入", "支出 费用 成本 开支", "利润 收益", "产量 产能", "产值 总产值", "价格 单价 售价",
    "人数", "时间 时长 期限", "距离 长度 里程", "比例 占比 比重 份额", "重量", "高度", "深度", "速度 时速 增速",
)  # fmt: skip
_PLAIN = frozenset({"人数", "数量", "总数", "总量", "总额", "金额", "家数", "均值"})
_CLASS = {word: n for n, line in enumerate(_CLASSES) for word in line.split()}
_VERBAL = re.compile(r"[为是有达占至到]")
_SHORT_FORM = 5  # letters


def other_measure(case: Case) -> str:
    """Why a figure is told of another thing than it measures, "" if none is."""
    return next(_other_measure(case), "")


def _other_measure(case: Case) -> Iterator[str]:
    given = [(f, _home(f, case.given)) for f in merged(case.source) if f.kind not in TIMES]
    told = merged(case.claim)
    parts = clauses(case.claim)
    for figure in told:
        if figure.kind in (*TIMES, "rank", "duration") or figure.weak:
            continue
        own = [(f, home) for f, home in given if home and same_amount(figure, f)]
        clause = _home(figure, parts)
        words = _named(case.claim, figure, told, clause)
        if not own or not words:
            continue
        for word in words:
            if not _said(word, case.support):
                yield f"“{word}”不是原文中“{figure.text}”所说的"
        head = words[-1]
        theirs = [w[-1] for f, home in own if (w := _named(case.source, f, merged(case.source), home))]
        if theirs and all(_other_class(head, t) for t in theirs) and not any(t in case.claim for t in theirs):
            yield f"“{figure.text}”在原文中是“{theirs[0]}”，不是“{head}”"


def _home(figure: Figure, parts: tuple[Clause, ...]) -> Clause | None:
    return next((c for c in parts if c.start <= figure.start < c.end), None)


def _named(text: str, figure: Figure, figures: tuple[Figure, ...], clause: Clause | None) -> list[str]:
    """The last one or two words of the noun right before a figure, links and dates between left out."""
    if clause is None:
        return []
    start = max(
        (f.end for f in figures if clause.start <= f.start < figure.start and f.kind not in TIMES), default=clause.start
    )
    before = text[start : figure.start]
    dates = {f.end - start: f.start - start for f in figures if f.kind in TIMES and start <= f.start < figure.start}
    while before:
        link = _LINKS.search(before)
        if link:
            before = before[: link.start()]
        elif len(before) in dates:
            before = before[: dates[len(before)]]
        else:
            break
    run = re.search(r"[\u4e00-\u9fff]+$", before)
    if run is None:
        return []
    words = _joined([run.group()[a:b] for a, b in pieces(run.group())])
    while len(words) > 2 and words[-1] in _PLAIN:
        words.pop()
    if not words or len(words[-1]) < 2 or not _is_thing(words[-1]):
        return []
    return [w for w in words[-2:] if len(w) > 1 and not is_grammar(w) and not _VERBAL.search(w)]


def _joined(words: list[str]) -> list[str]:
    """Words with a suffix of measure put to the one before: 登记 数, 自动化 率."""
    found: list[str] = []
    for word in words:
        if found and word in _SUFFIX and len(found[-1]) > 1:
            found[-1] += word
        else:
            found.append(word)
    return found


def _is_thing(word: str) -> bool:
    return word[-1] in _SUFFIX or is_noun(word) or tag_of(word) in ("l", "j", "an")


def _said(word: str, support: str) -> bool:
    word = word.rstrip("里中内") or word
    if word in support or word in FREE or not 1 < len(word) <= _SHORT_FORM:
        return True
    if word[-1] in "量数" and len(word) > 2 and word[:-1] in support:
        return True  # 投放量 of 投放
    if word[-2:] in _PLAIN and word[:-2] in support:
        return True  # 就业人数 of 就业16.8万人
    if any(other in support for other in (*same_as().get(word, ()), *others(word))):
        return True
    return spread_over(word, support, _GAP) or word[:-1] in FREE


_GAP = 3  # letters between two of a short form


def _other_class(one: str, other: str) -> bool:
    return one in _CLASS and other in _CLASS and _CLASS[one] != _CLASS[other]
