"""A question for a number in the words of the record, where nothing answers it as it is asked: 国家级…有多少家 as 国家…有多少个."""

import re

from rag.asking.questions import Question

_RANKED = re.compile(r"(?P<rank>国家|省|市)级(?=(?:(?!现在|目前|如今|有|是|已|共|数量|多少|几)[\u4e00-\u9fff]){4,})")
_COUNTED_BY_JIA = re.compile(r"(?:企业|公司|机构|医院|银行|商户|店|馆|所|院|厂|社|站|单位|团队)$")
_HOW_MANY = re.compile(r"(?:多少|几)家")


def second_reading(question: Question) -> str:
    """The question as documents would put it; "" where it is put so already, or asks no number."""
    if question.kind != "number":
        return ""
    text = _RANKED.sub(lambda match: match["rank"], question.asked)
    if not _COUNTED_BY_JIA.search(question.measured) and question.measured:
        text = _HOW_MANY.sub("多少个", text)
    text = re.sub(r"历年|各年(?=的|是|有)", "逐年", text)
    return text if text != question.asked else ""
