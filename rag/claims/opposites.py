"""Whether a claim turns a word of its source into the opposite, or into another level of government, by one character."""

import re
from collections.abc import Iterator

from rag.claims.text import Case

_OPPOSITE = "高低 大小 多少 快慢 强弱 上下 增减 升降 进出 东西 南北 前后 长短 优劣 新旧 早晚 加减 内外 公民 男女 收支 买卖 盈亏 宽严 轻重 深浅 冷热 左右 正副 始终 得失 有无 单双 涨跌 海淡 可不 能未 且或 和或 与或 及或 先后 主次 开关 正负 进退 供需 官民 师生 春秋 夏冬 昼夜 存取 借还 本外"
_LEVELS = "国省市县区镇乡村州"
_EACH = re.compile(
    r"每(?:[十百千万]?(?:年|月|日|周|天|季度?|学期|学年|家|人|户|亩|次|小时|公里|吨|名|个|平方米|床|生|班|校|所|辆|立方米|公斤|千克|斤|克|升|千瓦时|千瓦|度|标准箱|标箱|张|件|套|台|头|只|尾|株|斗|页|[百千万]人))|(?:年|月|日|周|户|人|亩)均"
)
_ALIKE = {
    "每年": ("年均", "每年", "一年"),
    "年均": ("每年", "年平均", "年均"),
    "每月": ("月均", "每月"),
    "每天": ("每日", "日均"),
    "每日": ("每天", "日均"),
    "人均": ("每人",),
    "每公斤": ("每千克",),
    "每千克": ("每公斤",),
    "每度": ("每千瓦时",),
    "每千瓦时": ("每度",),
    "每标箱": ("每标准箱",),
    "每标准箱": ("每标箱",),
    "每人": ("人均", "每名"),
    "每户": ("户均",),
    "每亩": ("亩均",),
    "户均": ("每户",),
    "日均": ("每天", "每日"),
}


def turned_words(case: Case) -> str:
    """Why a word of the claim is the opposite of its source's by one character, "" if none is."""
    return next(
        (fault for check in (_characters, _each, _period, _more_or_less, _sequence) for fault in check(case)), ""
    )


def _others() -> dict[str, str]:
    found = {level: _LEVELS.replace(level, "") for level in _LEVELS}
    for pair in _OPPOSITE.split():
        one, other = pair[0], pair[1]
        found[one], found[other] = found.get(one, "") + other, found.get(other, "") + one
    return found


_OTHERS = _others()


def _characters(case: Case) -> Iterator[str]:
    text = case.claim
    for at, character in enumerate(text):
        for other in _OTHERS.get(character, ""):
            before, behind = text[max(0, at - 1) : at], text[at + 1 : at + 3]
            word, its = before + character, before + other
            if _han(before) and character not in _LEVELS and word not in case.support and its in case.source:
                if character == "有" and before == "没":
                    continue  # 没有不良记录 is 无不良记录
                if character == "或" and re.search(r"[不未非无免禁]", text[:at]):
                    continue  # 不得用于发放工资和支付利息: neither
                if character == "不" and text[at + 1 : at + 2] in "用必需须":
                    continue  # 不用预约 for 可以不预约
                if before in "减加增" and character in "轻重":
                    continue  # 重量减轻 for 减重
                if before in "比较" and character in "上下":
                    continue  # 比上年同期 beside 同比下降
                if its in text or re.search(r"[一-龥]" + re.escape(its), text):
                    continue
                yield f"“{word}”在原文中是“{its}”"
            word, its = character + behind, other + behind
            if character == "有" and before == "没":
                continue
            if (
                len(behind) == 2
                and _han(behind)
                and word not in case.support
                and its in case.source
                and its not in text
            ):
                yield f"“{word}”在原文中是“{its}”"


def _han(text: str) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff]+", text) is not None


_DEGREES = tuple((d[0], d[1]) for d in ("高低", "多少", "快慢", "大小", "早晚", "长短", "强弱", "重轻", "优劣"))
_COMPARES = r"(?:更|较(?!上|去|年)|偏|(?:比|较)[\u4e00-\u9fff]{1,10})"


def _more_or_less(case: Case) -> Iterator[str]:
    """More told as less, in words: 增长得比东部慢 where the source says 增速更快."""
    for one, other in [*_DEGREES, *((b, a) for a, b in _DEGREES)]:
        if one in case.support or other not in case.source or other in case.claim:
            continue
        if re.search(_COMPARES + one, case.claim) and re.search(rf"{_COMPARES}{other}|{other}于", case.source):
            yield f"原文说的是“{other}”，不是“{one}”"


_RISES, _FALLS = "升涨增高扬", "降跌减低抑"
_FIRST_THEN = re.compile(
    rf"先[\u4e00-\u9fff]?(?P<a>[{_RISES}{_FALLS}])[\u4e00-\u9fff]?后[\u4e00-\u9fff]?[{_RISES}{_FALLS}]"
)


def _sequence(case: Case) -> Iterator[str]:
    """先涨后跌 told as 先降后升."""
    for told in _FIRST_THEN.finditer(case.claim):
        given = [m["a"] in _RISES for m in _FIRST_THEN.finditer(case.source)]
        if given and (told["a"] in _RISES) not in given:
            yield f"“{told.group()}”与原文的先后相反"


def _each(case: Case) -> Iterator[str]:
    """Per what a figure is told."""
    for month in re.finditer(r"一个(?P<of>月|季度|星期)(?=[\u4e00-\u9fff])(?!内|后|前|以|之|的|左)", case.claim):
        if re.search(r"每[年天日周]", case.source) and month["of"] not in case.support:
            yield f"原文没有“{month.group()}”"
    for match in _EACH.finditer(case.claim):
        word = match.group()
        theirs = {m.group() for m in _EACH.finditer(case.support)}
        if word in case.support and word not in theirs and any(t.startswith(word) for t in theirs):
            yield f"“{word}”在原文中是“{next(t for t in theirs if t.startswith(word))}”"
        alike = any(other in case.support for other in _ALIKE.get(word, ()))
        whole = case.claim[match.end() : match.end() + 1] if word.endswith(("个", "家", "名")) else word[-1]
        alike = alike or f"{whole}{whole}" in case.support  # 县县通高速
        if word not in case.support and not alike and not _yearly(word, case.support):
            yield f"原文没有“{word}”"


_PERIOD_OF = re.compile(r"(?P<by>[年月日季周])(?P<of>销售额|收入|均|租金|薪|产量|用水量|用电量|营业额)")


def _period(case: Case) -> Iterator[str]:
    """月销售额 told as 年销售额."""
    theirs = {m["of"]: m["by"] for m in _PERIOD_OF.finditer(case.support)}
    for told in _PERIOD_OF.finditer(case.claim):
        if told.group() not in case.support and theirs.get(told["of"], told["by"]) != told["by"]:
            yield f"“{told.group()}”在原文中是“{theirs[told['of']]}{told['of']}”"


def _yearly(word: str, support: str) -> bool:
    """Whether 年处理12万吨, 年吞吐能力 stands for 每年."""
    period = word.strip("每均")
    return period in _PERIODS and re.search(rf"(?<![\d半全每老青成学]){period}(?:{_CAPACITY})", support) is not None


_PERIODS = ("年", "月", "日")
_CAPACITY = r"[\u4e00-\u9fff]{0,6}能力|产|处理|供[水电气热]|发电|接待|加工|输送|减排|消耗|用[水电气]|排放"
