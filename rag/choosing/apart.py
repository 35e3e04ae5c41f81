"""What tells the thing asked from one right beside it: who drafts from who issues, a result from a plan, a part of a year from the whole.

Each rule reads one kind of word that a sentence must share with the question (the deed, the order, the part of the year, the yes or
no of a verb, what a compound is a compound of) and names in words for the reader what a unit lacks.
"""

import re
from functools import lru_cache

from index.patterns import chinese_number
from rag.asking.questions import Question
from rag.choosing.compounds import lost_measures, other_compounds
from rag.choosing.superlatives import LEVEL, unlevelled, unranked
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, runs_of
from rag.language.places import places_in
from rag.language.words import class_of
from rag.numbers.figures import years_in
from rag.time.modality import modality_of

_MET = 0.5
_CLAUSE = re.compile(r"[，。；：！？,;]")
_ONE = frozenset({"number", "date", "entity"})
_OPENING = 300


def beside(question: Question, unit: Unit) -> list[str]:
    """What a question asks of one thing and a unit tells of the one beside it, in words for the reader."""
    lost = [*_ordinals(question, unit), *other_compounds(question, unit)]
    if question.kind in ("entity", "list", "other", "date"):
        lost += _deed(question, unit)
    if question.kind == "entity" or LEVEL.search(question.asked):
        lost += [*unranked(question, unit), *unlevelled(question, unit)]
    if question.kind in _ONE:
        lost += [*of_another(question, unit), *lost_measures(question, unit)]
    if question.kind in _ONE or question.kind == "list":
        lost += _negated(question, unit)
    if question.speaker:
        lost += _subject(question, unit)
    return list(dict.fromkeys(lost))


_PARTS = re.compile(
    r"全年|上半年|下半年|前[二三]季度|第?[一二三四]季度|(?:前[一二三四五六七八九十\d]+个?月|1月?(?:[—\-]|至)\d{1,2}月)|(?<![\d年—\-至])[一二三四五六七八九十]月份?"
)


def parts_of_year(text: str) -> list[str]:
    """The parts of a year that a text names: 上半年, 前三季度."""
    return list(dict.fromkeys(_PARTS.findall(text)))


def _part_of_year(question: Question, unit: Unit) -> list[str]:
    """The part of a year that a figure is asked of, where a unit names another one only: 全年, not 上半年."""
    asked, told = set(_PARTS.findall(question.asked)), set(_PARTS.findall(unit.text))
    if not asked or any(_part(a) in map(_part, told) for a in asked):
        return []
    if told or question.kind == "number":
        beside_it = unit.before + unit.headings + ("" if years_in(unit.text) else unit.around)
        near = set(map(_part, _PARTS.findall(beside_it))) if not told else set()
        return [f"“{part}”" for part in asked if _part(part) not in near and part != "全年"]
    return []


def _part(text: str) -> str:
    """One name for a part of a year told in several ways: 1—6月, 前六个月 are 上半年."""
    return _SAME_PARTS.get(re.sub(r"个|份|第", "", text), re.sub(r"个|份|第", "", text))


_SAME_PARTS = {
    "1—6月": "上半年", "1-6月": "上半年", "1至6月": "上半年", "1月至6月": "上半年", "前六月": "上半年", "前6月": "上半年",
    "1—3月": "一季度", "1-3月": "一季度", "1至3月": "一季度", "前三月": "一季度", "前3月": "一季度",
    "1—9月": "前三季度", "1-9月": "前三季度", "1至9月": "前三季度", "前九月": "前三季度", "前9月": "前三季度",
}  # fmt: skip


# Deeds in groups of one meaning: who does one of a group need not do one of another.
_DEEDS = (
    "起草 草拟 拟定 拟订 编写 编制 撰写 研究制定",
    "印发 发布 公布 出台 下发 颁布 制定 联合印发",
    "审定 审批 批准 审议 核准 审核 核定 审查 审议通过",
    "牵头 负责 主管 主持 统筹 组织实施 承担 归口",
    "监督 检查 监督检查 考核 督查 督导 督办 监管 问责",
    "评估 评价 评审 验收 论证 鉴定 测评",
    "出资 投资 出钱 资助 掏钱 赞助 投入 注资 拨款 补助",
    "审计",
    "运营 经营 管理 运行 运维 托管",
    "设计 研制 研发",
    "建设 承建 施工 建造 修建",
    "主办 举办",
    "承办",
    "协办 配合 协助",
    "授予 认定 命名 颁发",
    "发起 倡议 提议",
    "收购 并购",
)
_DEED_WORDS = tuple(frozenset(group.split()) for group in _DEEDS)
_DEED = "|".join(sorted((w for group in _DEED_WORDS for w in group), key=len, reverse=True))
_BY_WHOM = re.compile(
    rf"(?:由|是|归)?(?:谁|何人|哪(?:一|几|些)?(?:个|家)?(?:部门|单位|机构|公司|企业|委员会|局|厅|院)|什么(?:部门|单位|机构|公司))(?:来|去|具体|主要|共同|联合|负责|承担)*(?P<deed>{_DEED})"
    rf"|(?P<before>{_DEED})(?:工作|任务)?(?:是)?(?:由|归)(?:谁|哪(?:一|几|些)?(?:个|家)?(?:部门|单位|机构|公司|企业)|什么(?:部门|单位|机构|公司))(?:承担|负责|来做|完成)"
)


def deeds_in(text: str) -> list[str]:
    """The deeds that a text tells of with their doer: 印发 of 由市政府印发."""
    return list(dict.fromkeys(m["deed"] for m in _BY.finditer(text)))


_BY = re.compile(rf"由[^，。；由]{{2,24}}?(?P<deed>{_DEED})(?![\u4e00-\u9fff]{{0,3}}[局厅部委会所])")


def _deed(question: Question, unit: Unit) -> list[str]:
    """The deed whose doer is asked for, where a unit tells of another one only: 由谁起草, of a sentence on who 印发 it."""
    asked = _BY_WHOM.search(question.asked)
    deed = (asked["deed"] or asked["before"]) if asked else ""
    if not deed:
        return []
    near = fold(unit.text + unit.headings)
    same = next(group for group in _DEED_WORDS if deed in group)
    return [] if any(word in near for word in same) else [f"由谁“{deed}”的说明"]


_ORDINAL = re.compile(r"第(?P<n>[一二三四五六七八九十百]+|\d+)(?P<of>条|款|章|编|次|届|批|期|轮|号|个|位|名|家|座)")


def of_another(question: Question, unit: Unit) -> list[str]:
    """The time or the stage that a figure is asked of, where a unit tells of another: a plan, the other half of the year."""
    return [*_result(question, unit), *_part_of_year(question, unit)]


def _ordinals(question: Question, unit: Unit) -> list[str]:
    """The article, session, batch or rank asked of by its number, where a unit tells of another: 第三条 is no 第十三条."""
    lost = []
    for asked in _ORDINAL.finditer(question.asked):
        own = _numbers(unit.text, asked["of"]) or (
            _numbers(unit.headings, asked["of"]) | _numbers(unit.before, asked["of"])
        )
        told = own or _numbers(unit.around, asked["of"])
        rank = asked["of"] in "个位名家座"
        if _number(asked["n"]) not in told and (own or not rank):
            lost.append(f"“{asked.group()}”")
    return lost


def _numbers(text: str, of: str) -> set[int]:
    return {_number(m["n"]) for m in _ORDINAL.finditer(text) if m["of"] == of}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)


_ACTUAL = re.compile(
    r"实际(?:上)?(?!利用|使用率|控制|问题|情况|工作|需[要求]|困难|意义|操作|应用|出发|经验|面积|税率|支付)|已经?(?!知|有计划)[\u4e00-\u9fff]{2,4}(?:了|多少|的)|(?:完成|建成|达到|实现|达成)了"
)
_MEANT = re.compile(r"计划|目标|力争|拟|预计|打算|规划|要达到|将")


def _result(question: Question, unit: Unit) -> list[str]:
    """A result that is asked for, where the clause of its year tells a plan only: 到2027年…达到1000万标箱."""
    if not _ACTUAL.search(question.asked) or _MEANT.search(_ACTUAL.sub("", question.asked)):
        return []
    dated = unit.document.article_at(unit.clean[0].start).date.value
    clauses = [c for c in _CLAUSE.split(unit.text) if c.strip()]
    own = [i for i, c in enumerate(clauses) if any(year in years_in(c) or year in c for year in question.years)]
    said = "，".join(clauses[own[0] :]) if own else unit.text
    planned = modality_of(said, dated) == "planned"
    return ["实际结果（原文说的是计划或目标）"] if planned and not _HAPPENED.search(said) else []


_HAPPENED = re.compile(r"实际|截[至止]|已(?!计划|列入)|超额|提前完成|比上年|同比|目前|现有")
_NOT = r"(?:尚未|还未|并未|未能|未|没有|没|不再|不得|不予|不能|不在|不适用|暂不|尚无|暂无|无)"
_NOT_BEFORE = re.compile(rf"{_NOT}(?:被|得到|按规定|按要求|能|有)?$")


DENIED = "的内容（原文说的是"


def _negated(question: Question, unit: Unit) -> list[str]:
    """A deed that is asked for as done and told as not done, or the other way round: 已安装, of 未安装."""
    asked, text = fold(question.asked), fold(unit.text)
    for word in _verbs(question):
        if word not in text:
            continue
        wants = _denied(asked, word)
        told = _denied(text, _phrase(asked, word, text))
        if len(wants) == 1 and len(told) == 1 and wants != told:
            return [f"“没有{word}”的内容"] if True in wants else [f"“{word}”{DENIED}没有或不{word}）"]
    return []


@lru_cache(maxsize=256)
def _verbs(question: Question) -> tuple[str, ...]:
    words = dict.fromkeys(runs_of(fold(question.asked)))
    return tuple(w for w in words if len(w) > 1 and class_of(w) == "verb")


def _phrase(asked: str, word: str, text: str) -> str:
    """A verb with what stands behind it in the question, where a text has both so: 安装热计量, of 未安装热计量装置…安装到位."""
    longer = asked[asked.find(word) :][: len(word) + 2]
    return longer if longer in text else word


def _denied(text: str, word: str) -> set[bool]:
    """Whether a word is denied, at each place where it stands."""
    return {
        _NOT_BEFORE.search(text[max(0, m.start() - 6) : m.start()]) is not None
        for m in re.finditer(re.escape(word), text)
    }


_ABOUT = re.compile(
    r"(?:对于?|就|关于)(?P<what>[\u4e00-\u9fff]{2,16}?)(?:问题)?(?:有(?:什么|何|哪些)|怎么|如何|是怎么|是如何|持)"
)


def _subject(question: Question, unit: Unit) -> list[str]:
    """What somebody's view is asked of, where they say nothing of it near: 对植物园怎么看, of a word on 公园."""
    asked = _ABOUT.search(question.asked)
    if asked is None:
        return []
    words = [
        w for w in runs_of(fold(asked["what"])) if len(w) > 1 and class_of(w) in ("noun", "name") and not places_in(w)
    ]
    near = fold(unit.text + unit.headings + unit.before + unit.around)
    last = words[-1:] if len(words) == 1 else words
    lost = [w for w in last if credit(w, near) < _MET]
    return [f"关于“{asked['what']}”的话"] if words and len(lost) == len(last) else []
