"""What a sentence does in a text: defines, gives figures, says who does what, takes measures, tells a case, names a problem, and more.

By what its words do and by the heading it stands under, for texts of any field. A sentence may do several things.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from rag.finding.evidence import Unit
from rag.language.gazetteer import cities, continents, countries, provinces
from rag.time.indicators import stated_in

Aspect = Literal[
    "what",
    "background",
    "figures",
    "progress",
    "targets",
    "who",
    "measures",
    "examples",
    "problems",
    "abroad",
    "suggestions",
]

_HEADINGS: Mapping[Aspect, re.Pattern[str]] = {
    "what": re.compile(r"内涵|概念|定义|是什么|特征|概况|概述|界定|基本情况|总体情况|特点|简介"),
    "background": re.compile(r"背景|意义|作用|必要性|重要性|形势|为什么|价值|机遇"),
    "figures": re.compile(r"数据|规模|现状|总量|数量|统计|指标|分布"),
    "progress": re.compile(r"进展|成效|成绩|成就|现状|成果|回顾|变化|发展情况|历程"),
    "targets": re.compile(r"目标|展望|规划|预期"),
    "who": re.compile(r"组织|分工|职责|主体|机构|部门|参与|责任|治理"),
    "measures": re.compile(
        r"举措|措施|做法|政策|任务|路径|机制|支持|推进|培育|建设|如何|怎样|行动|保障|完善|加强|强化"
    ),
    "examples": re.compile(r"案例|典型|实践|地方|经验|样本|名单|介绍"),
    "problems": re.compile(r"问题|不足|短板|挑战|困难|瓶颈|制约|差距|薄弱|困境|障碍|风险|难题"),
    "abroad": re.compile(r"国外|国际|海外|全球|世界|境外|他国|发达国家"),
    "suggestions": re.compile(r"建议|对策|启示|展望|下一步|未来|思考|借鉴|路径"),
}
_DEFINES = re.compile(
    r"是指|指的是|是一种|所谓|定义为|即(?=[^，。]{4,})|是由[^。]{4,}(?:组成|构成|形成)|是[^。，]{2,40}(?:的(?:形式|组织|总称|集合|体系|过程|模式|基础|途径|载体|平台|阵地|力量|标志)|载体|主体)|具有[^。]{2,30}(?:特征|特点|优势)|称为|又称"
)
_MEANS = re.compile(
    r"有助于|有利于|意义|旨在|为了|关键|重要(?:载体|途径|抓手|支撑|举措|力量|手段|标志|作用)|必然|必由之路|必要|基础|支撑|推动[^。]{2,20}发展|引领|背景下|面对|随着"
)
_PROGRESS = re.compile(
    r"已经?(?!经)|累计|目前|现有|达到|突破|形成了|建成|实现了|增长|增至|提高到?了?|提升到|取得|成功|位居|跃居|入选|获批|共有|同比|超过|增加到|覆盖|完成了?"
)
_GROWTH = re.compile(r"增长|增至|增加|提高|上升|下降|减少|同比|翻|扩大|年均|升至|增速|比上年|较上年")
_TARGETS = re.compile(r"目标|力争|到20\d\d年|预计|计划到|规划|将达|有望|“十[四五六]五”")
_ACTS = re.compile(
    r"负责|牵头|组织实施|会同|联合|印发|出台|发布|启动|制定|批复|认定|主管|承担|设立|组建|成立|委托|监管|协调|参与|主导|由[^，。]{2,20}(?:部|委|局|厅|办|政府|机构|协会|中心|联盟|公司)|包括[^。]{2,40}(?:部门|机构|高校|院所|企业)"
)
_BODIES = re.compile(
    r"国务院|工业和信息化部|[\u4e00-\u9fff]{2,10}(?:部|委员会|委|局|厅|办公室|政府|促进机构|机构|协会|学会|商会|联盟|研究院|研究所|实验室|中心|大学|学院|公司|集团|银行|基金)"
)
_MEASURES = re.compile(
    r"推动|推进|加强|加快|完善|构建|建立|健全|强化|鼓励|支持|优化|打造|培育|引导|实施|开展|深化|提升|促进|落实|出台|设立|制定|通过|采取|补贴|奖励|资助|简化|降低"
)
_CASE = re.compile(
    r"例如|比如|如[^，。]{2,20}(?:集群|市|省|公司|企业)|以[^，。]{2,24}为例|为例|典型|集群(?:以|依托|拥有|集聚|围绕|通过)|依托|龙头|代表"
)
_PROBLEMS = re.compile(
    r"不足|短板|薄弱|滞后|差距|瓶颈|制约|缺乏|缺少|欠缺|不够|不高|不强|不畅|不均|困难|难以|难题|挑战|问题(?!导向)|风险|低端|同质化|受制于人|卡脖子|“卡脖子”|依赖(?:进口|于)|压力|下滑|失衡|冲击|较弱|偏低|尚未|仍(?:然)?(?:存在|面临|处于|较|不)|亟[待需]"
)
_CURES = re.compile(
    r"(?:解决|破解|补齐|突破|弥补|克服|缓解|化解|应对|消除|攻克|防范|补上|打通)[^，。；]{0,16}(?:不足|短板|薄弱|瓶颈|难题|问题|挑战|困难|风险|制约|“?卡脖子|差距)"
)
_SUGGESTS = re.compile(
    r"建议|应当?(?!用|对|急|力|变|答|届|运)|需要?(?!求)|要(?!求|素|么|是|闻|点|素)|必须|可以?考虑|未来|下一步|今后|有必要|不妨|呼吁|亟待|启示|借鉴"
)
_URGED = re.compile(r"(?:^|[，；。：、])(?:要|应|应当|需|需要|必须|建议|下一步|未来|今后)")
_PLACED = re.compile(r"[\u4e00-\u9fff]{2,5}(?:省|市|县|区)(?!域|块|间|别|位|分)")


@lru_cache(maxsize=4096)
def _scored(text: str, headings: str, row: bool) -> tuple[tuple[Aspect, float], ...]:
    figured = bool([s for s in stated_in(text) if not s.figure.weak])
    foreign = is_abroad(text) or (is_abroad(headings) and not _ALSO_HOME.search(text))  # 中央政府 under 发达国家的经验
    home = bool(_PLACED.search(text)) or any(name in text for name in (*provinces(), *cities()))
    problem = bool(_PROBLEMS.search(text)) and not _only_cures(text)
    urged = len(_URGED.findall(text))
    done = bool(_PROGRESS.search(text))
    found: dict[Aspect, float] = {
        "what": 1.0 * bool(_DEFINES.search(text)),
        "background": 0.8 * bool(_MEANS.search(text)),
        "figures": 1.0 * figured,
        "progress": 0.6 * done + 0.4 * bool(_GROWTH.search(text)) * figured,
        "targets": 1.0 * bool(_TARGETS.search(text)) * figured,
        "who": 0.6 * bool(_ACTS.search(text)) + 0.4 * bool(_BODIES.search(text)) * bool(_ACTS.search(text)),
        "measures": min(1.0, 0.35 * len(_MEASURES.findall(text))),
        "examples": 0.6 * (home and not foreign) + 0.4 * bool(_CASE.search(text)),
        "problems": 1.2 * problem,
        "abroad": 1.2 * foreign,
        "suggestions": min(1.1, 0.5 * urged + 0.4 * bool(_SUGGESTS.search(text))),
    }
    if foreign:
        found["examples"] *= 0.5
        found["suggestions"] *= 0.6
    if problem:
        found["measures"] *= 0.5
    if urged:
        found["progress"] *= 0.6
    for aspect, pattern in _HEADINGS.items():
        if pattern.search(headings):
            found[aspect] += 0.5
    del row
    return tuple(found.items())


_HOME_COUNTRY = "中国"
_ABROAD = re.compile(
    "国外|海外(?!市场|销售|仓|订单|客户)|欧美|欧盟|发达国家|发达经济体|各国|世界主要国家|主要经济体|北美|东南亚|"
    + "|".join(sorted((countries() | continents()) - {_HOME_COUNTRY, "亚洲", "蒙古"}, key=len, reverse=True))
    + "|(?<!内)蒙古(?!族|包|自治)"
)
_ALSO_HOME = re.compile(r"我国|中国(?!家)|我省|我市|全省|全市|本省|本市")


def is_abroad(text: str) -> bool:
    """Whether a sentence tells of other countries: it names one, or them all, and not just beside its own."""
    found = len(_ABROAD.findall(text))
    return found > 1 or (found == 1 and not _ALSO_HOME.search(text))


_HEARD = re.compile(r"^(?:据悉|据了解|据介绍|(?:本报)?记者[^，。]{0,30}(?:获悉|了解到|看到|发现))，")


def _only_cures(text: str) -> bool:
    """Whether the words of trouble stand only where it is said to be cured: 破解关键技术瓶颈."""
    return not _PROBLEMS.search(_CURES.sub("", text))


def aspects_of(unit: Unit) -> dict[Aspect, float]:
    """How far a unit does each thing: 0 not at all, about 1 plainly, more where its heading says so too."""
    path = unit.document.blocks[unit.block].path if unit.block is not None else ()
    text = _HEARD.sub("", unit.text)  # 记者从市渔业局获悉 says who told it, not who does what
    return dict(_scored(text, path[-1] if path else "", unit.found.chunk.table_row is not None))


def tells_of_abroad(unit: Unit) -> bool:
    """Whether a sentence tells of other countries, by its own words or, where it names no home, by its heading."""
    path = unit.document.blocks[unit.block].path if unit.block is not None else ()
    return is_abroad(unit.text) or (bool(path) and is_abroad(path[-1]) and not _ALSO_HOME.search(unit.text))


def aspects_asked(heading: str) -> tuple[Aspect, ...]:
    """The aspects that a user's heading asks for; () where its words say nothing of the kind."""
    return tuple(aspect for aspect, pattern in _HEADINGS.items() if pattern.search(heading))
