"""How much a sentence holds that can be looked up: figures, titles, names. 具有重要意义 holds nothing of the kind."""

import re
from functools import lru_cache

from rag.language.places import places_in
from rag.time.indicators import stated_in

_TITLE = re.compile(r"《[^《》]{2,60}》")
_NAMED = re.compile(
    r"“[^“”]{2,24}(?:计划|行动|工程|战略|专项|规划|方案|基金|联盟|模式|项目|体系|平台)?”(?:计划|行动|工程|战略|专项)?"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:公司|集团|大学|学院|研究院|研究所|实验室|协会|联盟|委员会|办公室|促进机构|开发区|园区|集群(?![发内建]))|[A-Z][A-Za-z&+’' -]{2,}"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s?年")
_FIGURE, _OF_TITLE, _NAME, _PLACE, _DATED = 0.2, 0.15, 0.08, 0.08, 0.1
_PRAISE = re.compile(
    r"重要意义|具有重要|必然要求|必由之路|重要(?:支撑|载体|抓手|举措|途径|力量|手段)|新的历史|奠定[^。]{0,8}基础|注入[^。]{0,8}动力|提供[^。]{0,8}(?:支撑|保障)"
)
_EMPTY_PRAISE = 0.12


@lru_cache(maxsize=8192)
def substance(text: str) -> float:
    """A share (0..1) that grows with every figure, title, name, place and year, less for words of praise."""
    figures = sum(not stated.figure.weak for stated in stated_in(text))
    found = (
        _FIGURE * figures
        + _OF_TITLE * len(_TITLE.findall(text))
        + _NAME * (len(_NAMED.findall(text)) + len(_BODY.findall(text)))
        + _PLACE * len(places_in(text))
        + _DATED * bool(_YEAR.search(text))
        - _EMPTY_PRAISE * len(_PRAISE.findall(text))
    )
    return max(0.0, min(1.0, found))
