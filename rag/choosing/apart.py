"""What tells the thing asked from one right beside it: who drafts from who issues, a result from a plan, a part of a year from the whole.

Each rule reads one kind of word that a sentence must share with the question (the deed, the order, the part of the year, the yes or
no of a verb, what a compound is a compound of) and names in words for the reader what a unit lacks.
"""

import re
from functools import lru_cache

from index.patterns import chinese_number
from rag.asking.questions import Question
from rag.finding.bounds import ranked_places
from rag.finding.evidence import Unit
from rag.language.lexicon import credit, fold, is_empty_word, rarity, runs_of
from rag.language.places import places_in
from rag.language.words import class_of, tag_of
from rag.numbers.figures import years_in
from rag.time.indicators import is_measuring
from rag.time.modality import modality_of

_MET = 0.5
_CLAUSE = re.compile(r"[，。；：！？,;]")
_ONE = frozenset({"number", "date", "entity"})
_OPENING = 300


def beside(question: Question, unit: Unit) -> list[str]:
    """What a question asks of one thing and a unit tells of the one beside it, in words for the reader."""
    lost = [*_ordinals(question, unit), *_compounds(question, unit)]
    if question.kind in ("entity", "list", "other", "date"):
        lost += _deed(question, unit)
    if question.kind == "entity" or _LEVEL.search(question.asked):
        lost += [*_order(question, unit), *_level(question, unit)]
    if question.kind in _ONE:
        lost += [*of_another(question, unit), *_suffixed(question, unit)]
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


def _deed(question: Question, unit: Unit) -> list[str]:
    """The deed whose doer is asked for, where a unit tells of another one only: 由谁起草, of a sentence on who 印发 it."""
    asked = _BY_WHOM.search(question.asked)
    deed = (asked["deed"] or asked["before"]) if asked else ""
    if not deed:
        return []
    near = fold(unit.text + unit.headings)
    same = next(group for group in _DEED_WORDS if deed in group)
    return [] if any(word in near for word in same) else [f"由谁“{deed}”的说明"]


_MOST = re.compile(r"最(?:多|少|大|小|高|低|早|晚|长|短|快|慢|强|弱|重|轻|好|差)|第一(?!产业|时间|批|条|章)|首位|榜首|居首")
_RANKED = re.compile(r"最|第[一二三四五六七八九十\d]|首[位个家座条批]|榜首|居首|居前|之首|领先|领跑|冠军|唯一|龙头|垫底|末位|倒数")
_RANKED_BY = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,12}?)(?:(?:排|位居|居|位列|列)(?:在|名)?(?:第一|首位|前列)|最[\u4e00-\u9fff])")
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


def _order(question: Question, unit: Unit) -> list[str]:
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


_LEVEL = re.compile(r"哪(?:一|几|些)?个(?P<rank>省|市|县|区|州|镇|乡|街道|村)(?!级|域|[场民政府值])")


def _level(question: Question, unit: Unit) -> list[str]:
    """A place of the level asked for (哪个市), where a sentence names none."""
    asked = _LEVEL.search(question.asked)
    if asked is None or unit.found.chunk.table_row is not None:
        return []
    text = fold(unit.text)
    named = places_in(text) or any(rank == asked["rank"] for _, rank in ranked_places(text))
    return [] if named or re.search(rf"[\u4e00-\u9fff]{{2}}{asked['rank']}", _WHOLE.sub("", text)) else [f"具体的{asked['rank']}名"]


_WHOLE = re.compile(r"[全各本该我][国省市县区镇乡州村]|(?:省|市|县)(?=[\u4e00-\u9fff]{2,8}(?:局|厅|委|办|院|公司))")
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
    r"实际(?:上)?(?:建成|完成|达到|达|新增|增长|投入|收入|是|为|有|实现|到位|多少)|已经?(?:完成|建成|达到|实现|形成)|(?:完成|建成|达到|实现|达成)了|实际上"
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


def _negated(question: Question, unit: Unit) -> list[str]:
    """A deed that is asked for as done and told as not done, or the other way round: 已安装, of 未安装."""
    asked, text = fold(question.asked), fold(unit.text)
    for word in dict.fromkeys(w for w in runs_of(asked) if len(w) > 1 and class_of(w) == "verb" and w in text):
        wants = _denied(asked, word)
        told = _denied(text, _phrase(asked, word, text))
        if len(wants) == 1 and len(told) == 1 and wants != told:
            return [f"“没有{word}”的内容"] if True in wants else [f"“{word}”的内容（原文说的是没有或不{word}）"]
    return []


def _phrase(asked: str, word: str, text: str) -> str:
    """A verb with what stands behind it in the question, where a text has both so: 安装热计量, of 未安装热计量装置…安装到位."""
    longer = asked[asked.find(word) :][: len(word) + 2]
    return longer if longer in text else word


def _denied(text: str, word: str) -> set[bool]:
    """Whether a word is denied, at each place where it stands."""
    return {_NOT_BEFORE.search(text[max(0, m.start() - 6) : m.start()]) is not None for m in re.finditer(re.escape(word), text)}


def _compounds(question: Question, unit: Unit) -> list[str]:
    """What a noun of the question is compounded with, where a unit has the noun with something else before it: 监测范围, of 开发范围."""
    if question.kind in ("why", "how", "definition", "list"):
        return []
    text = fold(unit.text)
    found = []
    for before, noun in _joined(question):
        if noun not in text:
            continue
        near = fold(unit.text + unit.headings + unit.before)
        if credit(before, near) >= _NAMED:
            continue
        others = [_word_before(text, m.start()) for m in re.finditer(re.escape(noun), text)]
        if others and all(other and other != before for other in others):
            found.append(f"“{before}{noun}”")
    return found


_NAMED = 0.4


@lru_cache(maxsize=256)
def _joined(question: Question) -> tuple[tuple[str, str], ...]:
    """Words of a question that stand right before a noun and tell which one it is: (监测, 范围)."""
    pairs = []
    for run in question.content.split():
        words = runs_of(fold(run))
        for before, noun in zip(words, words[1:], strict=False):
            if len(noun) < 2 or noun in _FRAMES or not tag_of(noun).startswith("n") or places_in(noun):
                continue
            if _tells(before):
                pairs.append((before, noun))
    return tuple(pairs)


def _tells(word: str) -> bool:
    """Whether a word before a noun tells which one it is: a noun, or a verb used as one, that is neither common nor a frame."""
    tag = tag_of(word)
    named = tag.startswith(("n", "vn", "b", "j", "l"))
    plain = is_empty_word(word) or word in _FRAMES or len(word) < 2 or bool(places_in(word)) or word[0].isdigit()
    return named and not plain and rarity(word) >= _TELLING


_TELLING = 0.4
_FRAMES = frozenset(
    "主要 重点 全部 总体 目前 现有 重大 重要 有关 相关 具体 基本 整体 全国 全省 全市 全县 全区 国家 我国 地方 当地 年度 今年 去年 明年 上半年 下半年 作为 成为 达到 建成 完成 实现 拥有 属于 包括 负责 提出 "
    "要求 规定 需要 可以 应该 开展 推进 推动 进行 支持 采取 制定 发布 印发 建立 形成 提高 增加 减少 计划 预计 目标 平均 合计 累计 总 新增 获得 取得 涉及 关于 成立 使用 介绍 举办 参加".split()
)


def _word_before(text: str, end: int) -> str:
    """The content word right before a place in a text, "" where none stands there."""
    run = re.search(r"[\u4e00-\u9fff]{1,8}$", text[max(0, end - 8) : end])
    words = runs_of(run.group()) if run else []
    last = words[-1] if words else ""
    return last if len(last) > 1 and not is_empty_word(last) and class_of(last) in ("noun", "verb", "name") else ""


_SUFFIXED = re.compile(r"(?P<word>[\u4e00-\u9fff]{2})(?P<end>率|费|额)(?!的?(?:先|用))")


def _suffixed(question: Question, unit: Unit) -> list[str]:
    """A measure that its last character makes of a verb or noun (解决率, 安家费), where a unit has nothing of that word."""
    near = fold(unit.text + unit.headings + unit.before)
    return [f"“{word}{end}”" for word, end in _measures(question) if credit(word, near) < _NAMED]


@lru_cache(maxsize=256)
def _measures(question: Question) -> tuple[tuple[str, str], ...]:
    found = [(m["word"], m["end"]) for m in _SUFFIXED.finditer(fold(question.asked))]
    return tuple((w, e) for w, e in found if w in runs_of(fold(question.asked)) and not is_empty_word(w) and tag_of(w) and w not in _FRAMES)


_ABOUT = re.compile(r"(?:对于?|就|关于)(?P<what>[\u4e00-\u9fff]{2,16}?)(?:问题)?(?:有(?:什么|何|哪些)|怎么|如何|是怎么|是如何|持)")


def _subject(question: Question, unit: Unit) -> list[str]:
    """What somebody's view is asked of, where they say nothing of it near: 对植物园怎么看, of a word on 公园."""
    asked = _ABOUT.search(question.asked)
    if asked is None:
        return []
    words = [w for w in runs_of(fold(asked["what"])) if len(w) > 1 and class_of(w) in ("noun", "name") and not places_in(w)]
    near = fold(unit.text + unit.headings + unit.before + unit.around)
    last = words[-1:] if len(words) == 1 else words
    lost = [w for w in last if credit(w, near) < _MET]
    return [f"关于“{asked['what']}”的话"] if words and len(lost) == len(last) else []
