"""Shapes of Chinese documents that several rooms look for: sentence ends, headings, list marks, notes."""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NUMERAL = "一二三四五六七八九十百零〇"
_CLOSERS = "”’\"'）)】》」』"
SUPERSCRIPT = "¹²³⁴⁵⁶⁷⁸⁹⁰"

_REFERENCE = r"\[\d{1,3}(?:\s*[,，\-–—~]\s*\d{1,3})*\]"
REFERENCE = re.compile(_REFERENCE)
_SENTENCE_END = re.compile(
    rf"(?:[。！？!?…]|(?<=[a-zA-Z)\]]{{3}})\.)(?:[{_CLOSERS}]|\s*{_REFERENCE}|[{SUPERSCRIPT}])*$"
)
# Where running text is cut into sentences. A full stop inside a closing quote ends the sentence; `3.5` and `U.S.` do not.
SENTENCE_END = re.compile(rf"(?:[。！？!?]+|…{{2,}}(?=[\s“]|$)|(?<=[a-z)\]]{{2}})\.(?=\s+[A-Z]|\s*$))[{_CLOSERS}]*")

MARKDOWN_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(?=[^\s#])")
_NUMBERED = (
    (1, re.compile(rf"第[{_NUMERAL}\d]{{1,4}}[章编部篇](?=[\s:：{HAN}])")),
    (2, re.compile(rf"第[{_NUMERAL}\d]{{1,4}}节(?=[\s:：{HAN}])")),
    # 一、二线城市 is running text: a second numeral right after the comma is no heading.
    (3, re.compile(rf"[{_NUMERAL}]{{1,3}}、(?![{_NUMERAL}]{{1,2}}[线、类级等是个]|[{_NUMERAL}]+$)")),
    (4, re.compile(rf"[（(][{_NUMERAL}]{{1,3}}[）)]")),
    (6, re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[ \t\u3000]+(?=\D)")),
    (7, re.compile(rf"第[{_NUMERAL}]{{1,3}}[，、](?=[{HAN}“《])")),
    (5, re.compile(rf"\d{{1,2}}[.．、](?=\s*[{HAN}“《A-Za-z])")),
)
# 【议题一：家底】 alone on its line; with a number of its own it stands above numbered headings.
_BRACKETED = re.compile(
    rf"【(?P<numbered>(?:议题|话题|主题|专题|环节|议程|单元|第)\s*[{_NUMERAL}\d]+)?[^【】]{{2,40}}】$"
)
_NAMED = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|绪\s*论|摘\s*要|目\s*录|目\s*次|结\s*语|结\s*论|结束语|后\s*记|致\s*谢|参考文献|版权声明|"
    r"编者按|附\s*录[一二三四\dA-Z]?)$|附[表件录][一二三四\dA-Z]?[:：].{2,40}$"
)
# 附件1 alone on its line: what follows is annexed.
ANNEX = re.compile(r"附\s*件\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})?\s*[：:]?$")
LIST_MARK = re.compile(
    rf"[•·●○◆■□▪►➢][ \t]*|[-*–—][ \t]+(?=\S)|[①-⑳]|[（(]\d{{1,2}}[）)]|\d{{1,2}}[）)]|第[{_NUMERAL}]+条[ \t\u3000]"
)
CAPTION = re.compile(
    r"(?:附?[图表])\s*\d{1,3}(?:\s*[-－–.]\s*\d{1,3})?[\s:：\u3000]+\S|(?:附表|附图)(?:[:：]\s*|\s+)\S"
)
SOURCE = re.compile(
    r"(?:数据|资料|图片|信息|文章|稿件)?来源[:：]|(?:责任编辑|责编|编辑|校对|审核|审校|编审|撰稿|供稿|作者|通讯员|文字|摄影|制图|监制)[:：]"
    r"|注[:：]|本报记者|[（(]?(?:记者|作者|本文作者|执笔)[^。]{2,30}[）)]$|[（(]?(?:综合|据)[^。，；]{2,30}(?:消息|报道|电)[）)]?$|版权所有|©"
    r"|[（(][^。；]{4,60}\d{6}[）)]$"
    # （采访时间：…；整理：…） （根据录音整理） （此件公开发布）
    r"|[（(](?:采访|整理|录音|记录|此件|此页|本文系|本文[为由原]|本刊|本报)[^（）()]{2,80}[）)]$|[（(][^（）()。]{2,60}(?:整理|审阅|供稿|[/／]摄|[/／]文|印发)[）)]$"
)
ABSTRACT = re.compile(r"(?:【?\s*摘\s*要\s*】?|\[摘\s*要\]|内容提要|【?Abstract】?|ABSTRACT)\s*[:：]?\s*(?=\S)")
KEYWORDS = re.compile(
    r"(?:【?\s*关\s*键\s*[词字]\s*】?|\[关键词\]|【?Key\s?-?words?】?|KEY\s?WORDS?)\s*[:：]", re.IGNORECASE
)
_CIRCLED = "①-⑳"
FOOTNOTE = re.compile(rf"(?P<mark>[{SUPERSCRIPT}]{{1,3}}|[{_CIRCLED}])\s*\S")
# A note's mark behind a word: 增加极¹ ，三成①。 Not m², 10⁴, and not an enumeration's ① before its text.
NOTE_MARK = re.compile(
    rf"(?<=[^A-Za-z0-9{SUPERSCRIPT}\s])[{SUPERSCRIPT}]{{1,3}}(?![{SUPERSCRIPT}A-Za-z0-9])"
    rf"|(?<=[{HAN}%％”》）)])[{_CIRCLED}](?=[。，；、：！？”）]|$)"
)
PAGE_NUMBER = re.compile(
    r"[—–\-－·•~\s]{0,4}\d{1,4}[—–\-－·•~\s]{0,4}$|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?$|(?:Page|P\.)\s*\d{1,4}(?:\s*of\s*\d+)?$",
    re.IGNORECASE,
)
CONTENTS_ENTRY = re.compile(
    r"(?P<title>\S.*?)\s*(?:\t+|[.．·…‥]{2,}|(?:\s[.·…]){2,}|[ \u3000]{3,})[.．·…\s]*(?P<page>\d{1,4}|[IVXivx]{1,6})$"
)
CONTENTS_HEAD = re.compile(r"(?:目\s*[录次]|CONTENTS|Contents)$")
NUMBER_START = re.compile(rf"(?:第?[{_NUMERAL}\d]+[章节编部篇、.．）)]|[（(][{_NUMERAL}\d]+[）)])")
# A paragraph that opens so never continues half a sentence.
PARAGRAPH_OPENER = re.compile(
    r"(?:当前|近年来|近年|目前|同时|此外|另外|首先|其次|再次|最后|总之|总的来看|总体来看|综上所述?|因此|然而|但是|不过|与此同时|"
    r"下一步|具体来看|具体而言|例如|比如|一方面|另一方面|今年以来|去年以来|据了解|据悉|数据显示|记者了解到)[，,]"
)


_ASKING = re.compile(rf"(?:[{_NUMERAL}]{{1,3}}、|[（(][{_NUMERAL}]{{1,3}}[）)]|\d{{1,2}}[.．、](?!\d)).{{4,50}}[？?]$")


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence ends (closing quotes, reference and footnote marks may follow)."""
    return _SENTENCE_END.search(text[-24:]) is not None


def heading_level(text: str) -> int:
    """Level of a heading-like line by its numbering: 1 outermost, 0 none. Markdown marks are not read here.

    第一章 1, 第一节 2, 一、 3, （一） 4, 1. 5, 1.1 6, 第一， 7; named sections (前言, 附录) 1; 【议题一：…】 2, 【…】 8.
    A sentence is none, but for one numbered question: 一、为什么要制定《办法》？
    """
    if not text or len(text) > 60 or text[-1] in "，、；：:,;" or "。" in text:
        return 0
    bracketed = _BRACKETED.match(text) if text[0] == "【" else None
    if bracketed:
        return 2 if bracketed["numbered"] else 8
    if ends_sentence(text) and not _ASKING.match(text):
        return 0
    if _NAMED.match(text):
        return 1
    return next((level for level, pattern in _NUMBERED if pattern.match(text)), 0)


def numbering(text: str) -> tuple[int, int]:
    """(level, number) of a numbered heading, (0, 0) of any other text: `（三）…` gives (4, 3)."""
    level = next((level for level, pattern in _NUMBERED if pattern.match(text)), 0)
    digits = re.match(rf"\D*?([{_NUMERAL}]+|\d+)", text)
    return (level, chinese_number(digits.group(1))) if level and digits else (0, 0)


def chinese_number(text: str) -> int:
    """Value of a small Chinese or Arabic numeral: 十二 -> 12, 二十 -> 20, 7 -> 7."""
    if text.isascii() and text.isdigit():
        return int(text)
    total, unit = 0, 0
    for char in text:
        if char == "百":
            total, unit = total + (unit or 1) * 100, 0
        elif char == "十":
            total, unit = total + (unit or 1) * 10, 0
        else:
            unit = "零一二三四五六七八九".find(char.replace("〇", "零"))
    return total + unit
