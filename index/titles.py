"""Titles and what stands around them: outlet, number, date, issuer, byline; the titles of what is annexed or issued."""

import itertools
import re
from collections.abc import Sequence
from enum import Enum

from index.furniture import beside
from index.lines import Line, width
from index.marks import Mark
from index.patterns import ANNEX, HAN, MARKDOWN_HEADING, NUMBER_START, ends_sentence
from index.people.names import is_person, split_post
from index.people.persons import LABEL
from index.people.tags import Speakers
from index.simplified import simplify

_FRONT = 12  # lines in which a document names itself
_LONG = 60
_HEADLINE = 30
_SIGNATURE = 24
_LEAST_PART = 8  # characters of the title of a part that no 附件 announces
_TITLE_LEVEL = 1
_PART_LEVEL = 0  # the title of what is issued or annexed stands above its chapters
_YEAR = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = re.compile(
    rf"[（(]?(?:{_YEAR}\s*年\s*{_DAY}\s*月(?:\s*{_DAY}\s*日)?|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?:印发|发布)?[）)]?$"
)
_ISSUE = re.compile(r"(?:第\s*[A-Z]?\d+\s*[版期卷号]|总第?\s*\d+\s*期|\d{4}\s*年第?\s*\d+\s*[期号])")
_NUMBER = re.compile(
    rf"[（(]?(?:[{HAN}]{{1,14}}\s*[〔\[（(【]\s*\d{{4}}\s*[〕\]）)】]\s*第?\s*\d{{1,5}}\s*号|[{HAN}]{{0,14}}令?\s*第\s*\d{{1,5}}\s*号)[）)]?$"
)
_LABELLED = re.compile(
    r"(?:会议|采访|活动|对话)?(?:时间|地点|日期|发布机构|发布单位|发布日期|发布时间|发文机关|发文字号|成文日期|印发日期|公开方式|索引号|主题分类|主题词|文号|来源|信息来源|作者|记者|撰稿|供稿|编辑|责编|栏目|密级)\s*[：:]"
)
_ISSUER = re.compile(
    rf"[{HAN}（）()、·“” \u3000]{{3,40}}(?:厅|局|委|部|处|办|办公室|中心|大学|学院|(?:委员|协|学|商|工|总|联合|研究|基金|理事|促进)会|政府|公司|联盟|集团|社|组|银行|所|院|站)$"
)
_PAPER = re.compile(
    rf"[{HAN}]{{2,6}}(?:日报|晚报|早报|时报|周报|学报|商报|新闻网|周刊|月刊|杂志|通讯社)$|.{{4,30}}文件$"
)
_BYLINE = re.compile(
    rf"(?:本报|本刊|本网|新华社)?(?:首席|见习|特约)?(?:记者|通讯员|评论员|作者|文/|文／)[ \u3000/／:：]*[{HAN} \u3000、，]{{2,30}}$"
)
_NOTE = re.compile(r"[（(].*[）)]$")
_ADDRESS = re.compile(r".*(?:邮政编码|邮编|[路街道巷]\s*\d+\s*号|电话|传真|www\.|@)")
_ADDRESSED = re.compile(r"(?:各位|尊敬的|同志们|女士们|先生们|朋友们|老师们|同学们)")  # 各位代表！
_SUBTITLE = re.compile(r"(?:——|―|--)")
_DOCUMENT = re.compile(
    r"(?:措施|办法|细则|规定|方案|规划|意见|通知|条例|章程|纲要|计划|指南|标准|清单|名单|名录|目录|报告|总结|公告|通告|决定|决议|制度|规范|规则|规程|预案|要点|解读|说明|皮书|指引|导则|公报|"
    r"纪要|讲话|倡议书|表|协议|合同|准则|守则|安排|分工|建议|批复|函|请示|简介|须知|流程|标准)(?:[（(].{1,20}[）)]|[一二三四五六七八九十\d]{1,3})*$"
)
_UNFINISHED = re.compile(r"(?:关于|印发|转发|发布|[的和与及、《“（])$|《[^》]*$")
# 附件：1.某某名单 below a notice only lists what is annexed.
_ANNEXES = re.compile(
    r"附\s*件\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})?\s*[：:]\s*(?P<numbered>\d{1,2}[.．、]|[（(]\d{1,2}[）)])?\s*\S"
)
_ITEM = re.compile(r"\d{1,2}[.．、]|[（(]\d{1,2}[）)]")


class Shape(Enum):
    """What a line can be at the head of a document."""

    TITLE = "title"
    AROUND = "around"  # number, date, issuer, byline, subtitle
    BODY = "body"


def mark_front(lines: Sequence[Line], marks: dict[int, Mark], speakers: Speakers) -> None:
    """The lines before the text: the first that can be one is the title (over two lines where it is broken).

    Verse and addresses have no text below them, and no title.
    """
    if any(MARKDOWN_HEADING.match(line.text) for line in lines[:_FRONT]):
        return
    shaped = list(
        itertools.takewhile(
            lambda s: s is not Shape.BODY, (_shape(lines, marks, speakers, i) for i in range(len(lines[:_FRONT])))
        )
    )
    after = len(shaped)
    shapes = {i: shape for i, shape in enumerate(shaped) if i not in marks}
    title = _title(lines, shapes)
    if not title or after == _FRONT or not _is_text(lines, marks, after):
        return
    if after == 1 and not _stands_apart(lines, title[0], after):
        return
    marks.update({i: Mark("source") for i in shapes})
    marks.update({i: Mark("heading", _TITLE_LEVEL, title[0]) for i in title})


def _is_around(marks: dict[int, Mark], i: int) -> bool:
    return i in marks and marks[i].role in ("source", "page_number", "running_head")


def _shape(lines: Sequence[Line], marks: dict[int, Mark], speakers: Speakers, i: int) -> Shape:
    if _is_around(marks, i):
        return Shape.AROUND
    if i in marks or len(lines[i].text) > _LONG or "。" in lines[i].text:
        return Shape.BODY
    text = simplify(lines[i].text)
    if speakers.speaks(lines[i].text) or LABEL.match(lines[i].text):
        return Shape.BODY
    if is_around_title(text):
        return Shape.AROUND
    rest = i > 0 and not lines[i].blank_before and _DOCUMENT.match(text) is not None  # …保护 / 条例
    title = can_be_title(text) or rest or (i + 1 < len(lines) and _is_headline(text, simplify(lines[i + 1].text)))
    return Shape.TITLE if title and not _begins_text(lines, i) else Shape.BODY


def _is_headline(text: str, following: str) -> bool:
    """A headline with a comma (青训，还缺什么) is known by the byline or the subtitle below it."""
    return (
        "，" in text and len(text) <= _HEADLINE and can_be_title(text.replace("，", "")) and is_around_title(following)
    )


def is_around_title(text: str) -> bool:
    """Whether a line by its shape gives number, date, issuer, outlet, byline or a subtitle."""
    parts = [part for part in re.split(r"[ \u3000\t]{2,}", text) if part]
    dated = any(DATE.match(part) or _ISSUE.search(part) for part in parts) and len(text) <= _LONG
    shapes = (_NUMBER, _LABELLED, _PAPER, _BYLINE, _NOTE, _ADDRESS, _SUBTITLE, _ISSUER)
    return any(shape.match(text) for shape in shapes) or (dated and "，" not in text) or _are_names(text)


def _are_names(text: str) -> bool:
    names = [name for name in re.split(r"[，,、；;]|[ \u3000]{2,}", text) if name]
    return 2 <= len(names) <= 12 and all(is_person(re.sub(r"[ \u3000\d*]", "", name)) for name in names)


def can_be_title(text: str) -> bool:
    """Whether a line can be a title: short, not a sentence, no address of readers (…：)."""
    if not 4 <= len(text) <= _LONG or text[-1] in "：:、…" or _ADDRESSED.match(text):
        return False
    return re.search("[。；;，]", text) is None and re.search(f"[{HAN}]", text) is not None


def _begins_text(lines: Sequence[Line], i: int) -> bool:
    """Whether a line without punctuation is the first of a wrapped paragraph: the next one goes on, as wide."""
    if i + 1 >= len(lines) or lines[i + 1].blank_before or lines[i + 1].indented:
        return False
    following = lines[i + 1].text
    prose = re.search("[，。；]", following) is not None
    return prose and not _DOCUMENT.search(lines[i].text) and width(lines[i].text) >= 0.7 * width(following)


def _title(lines: Sequence[Line], shapes: dict[int, Shape]) -> list[int]:
    """The line of the title, and the next one where it goes on."""
    first = next((i for i, shape in shapes.items() if shape is Shape.TITLE), None)
    if first is None:
        return []
    return [first, first + 1] if _goes_on(lines, first) and shapes.get(first + 1) is Shape.TITLE else [first]


def _goes_on(lines: Sequence[Line], i: int) -> bool:
    if i + 1 >= len(lines) or lines[i + 1].blank_before:
        return False
    text = lines[i].text
    return _UNFINISHED.search(text) is not None or not (_DOCUMENT.search(text) or ends_sentence(text))


def _is_text(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    """Whether text begins at line i: prose, a heading, a list, a speaker."""
    if i >= len(lines):
        return False
    if i in marks:
        return marks[i].role not in ("data", "running_head")
    text = lines[i].text
    return text[-1] in "：:" or (re.search("[，。；：:？]", text) is not None and len(text) >= 8)


def _stands_apart(lines: Sequence[Line], i: int, after: int) -> bool:
    return lines[after].blank_before or _DOCUMENT.search(simplify(lines[i].text)) is not None


def mark_parts(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Below the head: signatures with their date, lists of annexes, and the titles of what is issued or annexed."""
    for i, line in enumerate(lines):
        if i not in marks and DATE.match(line.text):
            _mark_signed(lines, marks, i)
    for i, line in enumerate(lines):
        if (annexes := _ANNEXES.match(line.text)) and (i not in marks or marks[i].role == "heading"):
            _mark_annexes(lines, marks, i, numbered=annexes["numbered"] is not None)
        elif i not in marks and ANNEX.match(line.text):
            titled = i + 1 < len(lines) and i + 1 not in marks and can_be_title(lines[i + 1].text)
            marks[i] = Mark("source") if titled or not _text_below(lines, marks, i) else Mark("heading", _PART_LEVEL)
    for i in range(1, len(lines) - 1):
        if i not in marks and (i - 1 in marks or lines[i].page_before) and _opens_part(lines, marks, i):
            title = [i, i + 1] if _title_goes_on(lines, marks, i) else [i]
            if _text_below(lines, marks, title[-1]):
                marks.update({k: Mark("heading", _PART_LEVEL, i) for k in title})


def _mark_annexes(lines: Sequence[Line], marks: dict[int, Mark], i: int, *, numbered: bool) -> None:
    """The list of annexes that closes a notice; 附件：某某细则 above the text of the annex stays its heading."""
    last = i
    while (
        numbered
        and last + 1 < len(lines)
        and _ITEM.match(lines[last + 1].text)
        and not ends_sentence(lines[last + 1].text)
    ):
        last += 1
    if last > i or not _text_below(lines, marks, i):
        marks.update({k: Mark("source") for k in range(i, last + 1)})


def _mark_signed(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> None:
    """A date below who signs; or alone where a page, the text or the document ends."""
    above = i
    while above > 0 and above - 1 not in marks and _signs(lines[above - 1].text):
        above -= 1
    closes = i + 1 >= len(lines) or ANNEX.match(lines[i + 1].text) or beside(marks, i) or _NOTE.match(lines[i + 1].text)
    finished = above > 0 and (above - 1 in marks or ends_sentence(lines[above - 1].text))
    if (above < i and finished) or closes:
        marks.update({k: Mark("source") for k in range(above, i + 1)})


def _signs(text: str) -> bool:
    """Whether a line can be a signature: who issues, or a post and a name (市长  张三)."""
    return _ISSUER.match(simplify(text)) is not None or (
        len(text) <= _SIGNATURE and split_post(re.sub(r"[ \u3000]", "", text)) is not None
    )


def _text_below(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    return _is_text(lines, marks, i + 1) and not (i + 1 in marks and marks[i + 1].role in ("source", "page_number"))


def _opens_part(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    """Whether a title stands at line i: named like a document, behind a signature, a note or a page's end; any below 附件."""
    text, before = simplify(lines[i].text), lines[i - 1].text
    if not can_be_title(text) or NUMBER_START.match(text):
        return False
    if ANNEX.match(before):
        return True
    named = _DOCUMENT.search(simplify(lines[i + 1].text) if _title_goes_on(lines, marks, i) else text)
    signed = i - 1 in marks and (DATE.match(before) or _NOTE.match(before)) is not None
    return named is not None and len(text) >= _LEAST_PART and (signed or _begins_page(lines, marks, i))


def _begins_page(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    """Whether line i opens a page, and no sentence goes on over the page's end."""
    skip = ("page_number", "running_head")
    last = next((k for k in range(i - 1, -1, -1) if k not in marks or marks[k].role not in skip), None)
    broken = lines[i].page_before or (last is not None and last < i - 1)
    return broken and (last is None or last in marks or ends_sentence(lines[last].text))


def _title_goes_on(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    return (
        i + 2 < len(lines) and i + 1 not in marks and _goes_on(lines, i) and can_be_title(simplify(lines[i + 1].text))
    )
