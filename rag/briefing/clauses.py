"""The clause of a sentence that a figure can be read in: whose it is and what is measured, word for word.

A label put together from words of a sentence can be wrong where each word is right: in 医院168家，实有床位6.9万张 the beds are of no
hospital. A slice of the sentence cannot.
"""

import re

from rag.language.places import places_in

_MARK = re.compile(r"[，；。！？：]")
_ENDS = re.compile(r"[，；。！？]")
_LEANS = re.compile(
    r"^\s*(?:其(?!他|它|余)|该|此|这|上述|并|又|而|且|也|还|同比|环比|比上年|较上年|比.{1,8}[增减提下上]|增长|下降|提高|减少|增加|约?占|达到?|超过?|实现|共|共有|有|为|是|分别|累计|拥有|位居|居|平均|到|至|近|约|逾|超"
    r"|另有|包括|新增|产值|营业收入|收入|规模|总产值|销售收入|利润|面积|产量|总量|企业|数量|(?!(?:19|20)\d\d\s?年)\d)"
)
_LONGEST, _SHORTEST = 78, 6
_OPEN, _CLOSE = "（(“《〈[【", "）)”》〉]】"


def clause_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the clause of the figure [start, end) begins and ends; it takes in the clauses before that it leans on.

    A clause without a name leans on one of its sentence that has one. None where that is too long, or where the whole text leans
    on what is not there.
    """
    last = next((m.start() for m in _ENDS.finditer(text, end) if _depth(text, m.start()) == 0), len(text))
    marks = [m for m in _MARK.finditer(text, 0, start) if _depth(text, m.start()) == 0 and not _in_number(text, m)]
    sentence = max((m.end() for m in marks if m.group() in "。！？"), default=0)
    for first in [*(m.end() for m in reversed(marks)), 0]:
        if last - first > _LONGEST:
            return None
        told = text[first:start]
        leans = bool(
            _LEANS.match(text[first:last])
            or _POINTS.search(told)
            or _SAYS.search(text[sentence:first])
            or (first != sentence and (len(told) < _FIRST or _BY_MEANS.match(told)))
        )
        nameless = first > sentence and not _has_name(told) and _has_name(text[sentence:first])
        if not leans and not nameless:
            return (first, last) if last - first >= _SHORTEST else None
    return None


# 该集群产值 is of the one named before; 株洲提出， says whose aim it is; 以…身份 has its subject before.
_POINTS = re.compile(
    r"(?:该|此|这一|这个|本)(?:集群|企业|产业|公司|集团|园区|基地|地区|平台|机构|市|省|县|区|校|院|馆|港|村)"
)
_SAYS = re.compile(r"(?:提出|表示|明确|计划|宣布|要求|预计|力争|介绍|显示)[，：]$")
_BY_MEANS = re.compile(r"\s*(?:以|通过|围绕|依托|由)")
_FIRST = 4  # characters before a figure that may name what it is of
_NAME = re.compile(
    r"(?<!占)全[国省市县区球镇]|我[国省市县]|[\u4e00-\u9fffA-Za-z]{2,}(?:省|市(?!场)|县|(?<!地)区(?![域别])|港(?![口区])|(?<!推动)(?<!促进)(?<!支持)(?<!培育)(?<!打造)(?<!建设)(?<!发展)(?<!的)集群|公司|集团|大学|学院|研究院|协会|医院(?=[\u4e00-\u9fff]{2})|博物馆(?=[\u4e00-\u9fff]{2}))"
)


def _has_name(text: str) -> bool:
    return _NAME.search(text) is not None or bool(places_in(text))


def _in_number(text: str, mark: re.Match[str]) -> bool:
    return (
        text[mark.start() - 1 : mark.start()].isdigit()
        and text[mark.end() : mark.end() + 1].isdigit()
        and mark.group() == "，"
    )


def _depth(text: str, at: int) -> int:
    """How many brackets and quotation marks are open at a place."""
    before = text[:at]
    return sum(before.count(a) - before.count(b) for a, b in zip(_OPEN, _CLOSE, strict=True))
