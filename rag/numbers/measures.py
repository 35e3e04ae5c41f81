"""The units of Chinese policy text: how each is printed, its canonical name, factor and kind."""

import re
from fractions import Fraction
from typing import Literal, NamedTuple

Kind = Literal[
    "count", "money", "share", "growth", "points", "rank", "date", "period", "multiple", "measure", "duration"
]


class Measure(NamedTuple):
    """A unit: `name` is canonical (公里 is 米 with factor 1000), `kind` what it measures."""

    name: str
    factor: Fraction
    kind: Kind


_CURRENCIES = "元 美元 欧元 英镑 日元 韩元 港元 澳元 加元 卢布 卢比 新元 澳门元 瑞士法郎"
_COUNTED = (
    "个 家 项 种 类 名 人 位 所 座 条 件 次 人次 户 台 套 艘 辆 株 只 头 届 期 批 章 处 支 片 部 款 场 间 层 岁 桩 宗 起 例 张 册 本 篇 份 幅 尾 羽 匹 架 "
    "枚 颗 粒 棵 床 班 组 队 站 列 节 门 对 双 人份 人天 车次 架次 航次 件次 剂次 例次 床位 课时 学时 学分 级 档 轮 步 县 省 市 国 镇 村 乡 区 街道 社区 校 院 馆 店 厂 港 线 单 "
    "标准箱 比特 字节 英寸 度 开 卷 集 员 口 亩次 点 大类 小类 回 道 号线 吨公里 人公里"
)
# Written one way or another: name, factor, spellings.
_MEASURED: tuple[tuple[str, str, str], ...] = (
    ("米", "1", "米"), ("米", "1000", "公里 千米 km"), ("米", "1/100", "厘米"), ("米", "1/1000", "毫米"), ("米", "1/1000000", "微米"),
    ("米", "1/1000000000", "纳米"), ("米", "1852", "海里"), ("平方米", "1", "平方米 平米 ㎡ m²"), ("平方米", "1000000", "平方公里 平方千米 km²"),
    ("平方米", "10000", "公顷"), ("亩", "1", "亩"), ("吨", "1", "吨"), ("吨", "1/1000", "公斤 千克"), ("吨", "1/1000000", "克"),
    ("吨标准煤", "1", "吨标准煤 吨标煤"), ("立方米", "1", "立方米 m³"), ("升", "1", "升"), ("千瓦", "1", "千瓦 kW"), ("千瓦", "1000", "兆瓦 MW"),
    ("千瓦", "1000000", "吉瓦 GW"), ("千瓦时", "1", "千瓦时 kWh"), ("标准箱", "1", "标准箱 标箱 TEU"), ("摄氏度", "1", "摄氏度 ℃"), ("米/秒", "1", "米/秒"),
    ("比特/秒", "1", "比特/秒 bps"), ("载重吨", "1", "载重吨"), ("总吨", "1", "总吨"),
)  # fmt: skip
_LASTING: tuple[tuple[str, str, str], ...] = (
    ("年", "1", "年间 周年 个年头 年"), ("个月", "1", "个月 个多月"), ("天", "1", "天 日"), ("天", "7", "周 个星期"),
    ("小时", "1", "小时 个小时"), ("小时", "1/60", "分钟"), ("小时", "1/3600", "秒"), ("个季度", "1", "个季度"), ("个工作日", "1", "个工作日 工作日"),
)  # fmt: skip


def _table() -> dict[str, Measure]:
    one = Fraction(1)
    table = {word: Measure(word, one, "count") for word in _COUNTED.split()}
    table |= {f"个{word}": Measure(word, one, "count") for word in ("大类", "小类", "班", "组", "队")}
    table |= {word: Measure(word, one, "money") for word in _CURRENCIES.split()}
    table |= {"块钱": table["元"], "元人民币": table["元"]}
    for kind, rows in (("measure", _MEASURED), ("duration", _LASTING)):
        for name, factor, words in rows:
            table |= {word: Measure(name, Fraction(factor), kind) for word in words.split()}  # type: ignore[arg-type]
    table |= {word: Measure("百分点", one, "points") for word in ("个百分点", "百分点")}
    table |= {"%": Measure("%", one, "share"), "‰": Measure("%", Fraction(1, 10), "share")}
    table |= {"成": Measure("%", Fraction(10), "share"), "倍": Measure("倍", one, "multiple")}
    return table


MEASURES = _table()
NO_UNIT = Measure("", Fraction(1), "count")
# A unit is none where it opens another word: 三成立, 5项目, 9部门.
_OPENS = (
    "成:立|为|果|本|功|员|长|熟|品|套|都|就|渝|效 元:素|器|件|旦|宵|老|化|结构 部:门|委|分|署|级 位:于|置|数 场:所|景|馆|地 天:然|津|空|气|文 项:目 种:植|业|养|子 条:件|例 "
    "台:湾|账|阶 支:持|撑|出|付 类:似|别 家:庭|电|具 个:体|性 批:发|复 期:间|望|末|货 处:理|于|置 款:项 片:区 头:部 份:额 轮:船|胎|值|岗|换|椅 级:别 度:假 年:度|级|龄|均|产 "
    "日:本|均|常|照|益 周:边|围|岁|期|刊 米:粉|面|兰 克:服 升:级|学|降|温|至|到|高 秒:杀 国:家|有|内|际|企|道|债|产 市:场|值 区:域 港:口|区 村:庄|民 口:岸|径 线:上|下|路 员:工 "
    "开:展|放|发|工|通|设|始|业|支|源 步:入|伐|行 起:草|步|来|到|源|点 回:收|升|落|归 对:口|接|外|应|于|标|比 院:校|士|所 校:企|园|长 门:类|槛|诊|店 组:织|成|建 队:伍 站:点|在 "
    "列:入|为|车|出 节:能|点|约|日|水 道:路 单:位|个|项|体 店:铺 厂:房|家 县:域|级 省:份|级 镇:级|域 集:群|团|中|聚|装|成 点:位|心|击 名:称|单|录 间:接|隔|断|距 层:次|级|面"
)
_NOT_BEFORE = dict(entry.split(":") for entry in _OPENS.split())


def _pattern() -> str:
    """All spellings, longest first, each with what must not follow it."""
    words = sorted(MEASURES, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w) + (f"(?!{_NOT_BEFORE[w]})" if _NOT_BEFORE.get(w) else "") for w in words)


UNIT = _pattern()
# 三个, 两类: too often mere grammar to be a figure by itself.
ARTICLES = frozenset(["个", "家", "项", "种", "类", "名", "人", "位", "次", "部", "支", "条", "期", "章", "年", "批", "件", "座", "步", "点", "级", "届", "层", "些", "款", "场", "片", "天", "周", "日", "国", "省", "市", "县", "村", "乡", "镇", "区", "门", "道", "套", "份", "只", "本", "张"])  # fmt: skip
