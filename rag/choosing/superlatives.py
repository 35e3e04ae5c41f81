"""The most of a kind: by which measure a question ranks, whether a sentence or a table ranks by it, and names a place of the level asked."""

import re
from functools import lru_cache

from rag.asking.questions import Question
from rag.finding.bounds import ranked_places
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, runs_of
from rag.language.places import places_in
from rag.time.indicators import is_measuring

_MET = 0.5
_MOST = re.compile(
    r"最(?:多|少|大|小|高|低|早|晚|长|短|快|慢|强|弱|重|轻|好|差)|第一(?!产业|时间|批|条|章)|首位|榜首|居首"
)
_RANKED = re.compile(
    r"最|第[一二三四五六七八九十\d]|首[位个家座条批]|榜首|居首|居前|之首|领先|领跑|冠军|唯一|龙头|垫底|末位|倒数"
)
_RANKED_BY = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,12}?)(?:(?:排|位居|居|位列|列)(?:在|名)?(?:第一|首位|前列)|最[\u4e00-\u9fff])"
)
_GENERAL = frozenset(["规模", "数量", "水平", "总量", "总数", "体量", "金额", "数目", "总额", "数值"])
# Other words by which a head may call a measure.
_CALLED = {
    "增速": "增长|增幅|增速|同比", "增幅": "增长|增幅|增速|同比", "增长率": "增长|增幅|增速|同比", "涨幅": "增长|涨|同比", "投资": "投资|金额|资金|投入|总价|造价", "价格": "价|元", "成本": "成本|元",
    "收入": "收入|营收|销售", "营收": "收入|营收|销售", "产值": "产值|规模", "人数": "人", "员工": "人", "里程": "里程|长|公里", "长度": "里程|长|公里", "占比": "占|比|率|%", "比例": "占|比|率|%", "比重": "占|比|率|%",
}  # fmt: skip


@lru_cache(maxsize=256)
def ranked_by(asked: str) -> str:
    """The measure by which a question ranks (能耗 of 能耗最低, 增速 of 增速排第一); "" where it names none or a general one."""
    found = _RANKED_BY.search(fold(asked))
    words = runs_of(found["what"]) if found else []
    if not words:
        return ""
    last = words[-1] if len(words[-1]) > 1 or len(words) == 1 else "".join(words[-2:])
    return last if len(last) > 1 and is_measuring(last) and last not in _GENERAL else ""


def calls(measure: str, heads: str) -> bool:
    """Whether heads of a table (folded) have a column for a measure."""
    return credit(measure, heads) >= _MET or re.search(_CALLED.get(measure, "$^"), heads) is not None


_HOW_FAST = re.compile(r"增[长速幅]|提高|下降|减少|降幅|跌幅|涨幅|上涨")
_MOVES = re.compile(r"增|长|升|降|减|跌|涨|倍|翻")


def unranked(question: Question, unit: Unit) -> list[str]:
    """The most of a kind, asked of a sentence that ranks nothing: 收购粮食最多的是哪个市, of what the whole province has."""
    asked = _MOST.search(question.asked)
    near = unit.text + unit.headings
    if asked is None:
        return []
    if unit.found.chunk.table_row is not None:
        measure = ranked_by(question.asked)
        return [f"“{measure}”"] if measure and not calls(measure, fold(near)) else []
    if not _RANKED.search(near):
        return [f"“{asked.group()}”的排名"]
    faster = _HOW_FAST.search(question.asked[: asked.end()])
    return [f"“{faster.group()}”的排名"] if faster and not _MOVES.search(near) else []


LEVEL = re.compile(r"哪(?:一|几|些)?个(?P<rank>省|市|县|区|州|镇|乡|街道|村)(?!级|域|[场民政府值])")


def unlevelled(question: Question, unit: Unit) -> list[str]:
    """A place of the level asked for (哪个市), where a sentence names none."""
    asked = LEVEL.search(question.asked)
    if asked is None or unit.found.chunk.table_row is not None:
        return []
    text = fold(unit.text)
    named = places_in(text) or any(rank == asked["rank"] for _, rank in ranked_places(text))
    return (
        []
        if named or re.search(rf"[\u4e00-\u9fff]{{2}}{asked['rank']}", _WHOLE.sub("", text))
        else [f"具体的{asked['rank']}名"]
    )


_WHOLE = re.compile(r"[全各本该我][国省市县区镇乡州村]|(?:省|市|县)(?=[\u4e00-\u9fff]{2,8}(?:局|厅|委|办|院|公司))")
