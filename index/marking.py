"""What each physical line is: heading, prose, table, running head, footnote, … One role a line."""

import re
from collections.abc import Sequence

from index.furniture import mark_footnotes, mark_keywords, mark_page_furniture
from index.lines import Line, width
from index.marks import Mark, Marked
from index.outline import find_entries
from index.patterns import (
    ABSTRACT,
    CAPTION,
    CONTENTS_HEAD,
    HAN,
    LIST_MARK,
    MARKDOWN_HEADING,
    PAGE_NUMBER,
    SOURCE,
    ends_sentence,
    heading_level,
)
from index.people.persons import LABEL
from index.people.speakers import find_speakers
from index.people.tags import Speakers
from index.tables.tables import Region, find_regions
from index.titles import mark_front, mark_parts

_MARKDOWN_OFFSET = 10  # numbered headings below Markdown ones
_PLAIN_LEVEL = 9
_SHORT = 44
_BYLINE = re.compile(rf"(?:主持人|嘉宾|策划|特邀嘉宾|本期嘉宾)[^：:，。]{{2,40}}[ \u3000]+[{HAN}]{{2,4}}$")
_OUTLET_LINE = re.compile(rf"[{HAN}]{{2,4}}(?:日报|晚报|早报|时报|周报|新闻网|周刊|杂志|通讯社)$")
# A figure with a unit at the end of the line: 13908亿斤, 7.9%, 310个; not 2023年, 第12期.
_VALUE = re.compile(rf"\d[\d.,]*\s*(?:[%％‰]|个百分点|(?![年月日号期卷页])[{HAN}A-Z]{{1,4}})$")
_PERIOD = re.compile(r"\d{4}$|(?:截至|截止)?\d{4}\s*年|“?十[一二三四五]五”?|上半年|第[一二三四]季度")
_COMMA = re.compile(r"[，。；！？]")


def mark(lines: Sequence[Line]) -> Marked:
    """Give each line its role. Later rules only fill places that earlier ones left open."""
    marks: dict[int, Mark] = {}
    entries = find_entries(lines)
    for entry in entries:
        marks.update(dict.fromkeys(entry.lines, Mark("contents", entry.level, entry.lines[0])))
    regions = tuple(r for r in find_regions(lines) if not any(i in marks for i in range(r.first, r.last + 1)))
    for region in regions:
        marks.update(_region_marks(region, lines))
    speakers = find_speakers("\n".join(line.text for line in lines), wrapped=True)
    _mark_alone(lines, marks)
    _mark_headings(lines, marks, speakers)
    _mark_data(lines, marks, speakers)
    mark_front(lines, marks, speakers)
    mark_page_furniture(lines, marks, speakers)
    mark_footnotes(lines, marks)
    mark_keywords(lines, marks)
    _mark_speech(lines, marks, speakers)
    mark_parts(lines, marks)
    _mark_plain_headings(lines, marks)
    roles = tuple(marks.get(i, Mark("prose")) for i in range(len(lines)))
    return Marked(tuple(lines), roles, regions, tuple(entries), speakers)


def _region_marks(region: Region, lines: Sequence[Line]) -> dict[int, Mark]:
    marks = {i: Mark("table", group=region.first) for i in range(region.first, region.last + 1)}
    for i in region.furniture:
        marks[i] = Mark("page_number" if PAGE_NUMBER.match(lines[i].text) else "running_head")
    if region.caption is not None and not heading_level(lines[region.caption].text):
        marks[region.caption] = Mark("caption", group=region.first)
    if region.source is not None:
        marks[region.source] = Mark("source", group=region.first)
    return marks


def _mark_alone(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Roles a line shows by itself."""
    for i, line in enumerate(lines):
        if i in marks:
            continue
        text = line.text
        if CONTENTS_HEAD.match(text):
            marks[i] = Mark("heading", 1)
        elif CAPTION.match(text) and not heading_level(text) and len(text) < 60 and not ends_sentence(text):
            marks[i] = Mark("caption")
        elif (SOURCE.match(text) and len(text) < 80) or (
            not ends_sentence(text) and (_BYLINE.match(text) or _OUTLET_LINE.match(text))
        ):
            marks[i] = Mark("source")
        elif ABSTRACT.match(text):
            marks[i] = Mark("abstract")
        elif PAGE_NUMBER.match(text) and not text.isdigit():
            marks[i] = Mark("page_number")  # before list marks: — 12 — is no item
        elif LIST_MARK.match(text):
            marks[i] = Mark("list_item")


def _mark_headings(lines: Sequence[Line], marks: dict[int, Mark], speakers: Speakers) -> None:
    markdown = any(MARKDOWN_HEADING.match(line.text) for line in lines)
    for i, line in enumerate(lines):
        level = 0 if i in marks else _level(line.text, markdown)
        if level and not speakers.speaks(line.text):
            marks[i] = Mark("heading", level)
    if markdown:
        _mark_banner(lines, marks)
    _demote_lists(lines, marks)


def _level(text: str, markdown: bool) -> int:
    match = MARKDOWN_HEADING.match(text)
    if match:
        return len(match.group(1))
    level = heading_level(text)
    return level + _MARKDOWN_OFFSET if level and markdown else level


def _mark_banner(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Short lines above the first Markdown heading belong to the page (a slogan, a column head), not to the text."""
    first = next(i for i, line in enumerate(lines) if MARKDOWN_HEADING.match(line.text))
    above = [i for i in range(first) if i not in marks]
    if above and all(len(lines[i].text) < 40 and not ends_sentence(lines[i].text) for i in above):
        marks.update({i: Mark("running_head") for i in above})


def _demote_lists(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Three or more numbered lines in a row with nothing under them are a list, not headings: 1. 修水渠 2. 换管道 3. …."""
    run: list[int] = []
    for i in range(len(lines) + 1):
        mark_ = marks.get(i)
        numbered = mark_ is not None and mark_.role == "heading" and mark_.level % _MARKDOWN_OFFSET >= 4
        plain = numbered and not MARKDOWN_HEADING.match(lines[i].text)
        if plain and (not run or marks[run[-1]] == mark_):
            run.append(i)
            continue
        if len(run) >= 3 or (len(run) == 2 and (i == len(lines) or mark_ is not None)):
            marks.update({k: Mark("list_item") for k in run})
        run = [i] if plain else []


def _mark_data(lines: Sequence[Line], marks: dict[int, Mark], speakers: Speakers) -> None:
    """A data box: four or more short lines without sentence punctuation, two of them with values, one with a period.

    A cover page (title, authors, date) and an address have figures too, but no values with a unit.
    """
    run: list[int] = []
    for i in range(len(lines) + 1):
        if i < len(lines) and i not in marks and _is_data_line(lines[i].text, speakers):
            run.append(i)
            continue
        texts = [lines[k].text for k in run]
        values = sum(1 for t in texts if _VALUE.search(t))
        figures = sum(1 for t in texts if re.search(r"\d", t))
        enough = values >= 2 and 2 * figures >= len(run)
        if len(run) >= 4 and enough and any(_PERIOD.search(t) for t in texts):
            marks.update({k: Mark("data", group=run[0]) for k in run})
        run = []


def _is_data_line(text: str, speakers: Speakers) -> bool:
    return width(text) <= _SHORT and not _COMMA.search(text) and text[-1] not in "：:、" and not speakers.speaks(text)


def _mark_speech(lines: Sequence[Line], marks: dict[int, Mark], speakers: Speakers) -> None:
    """Questions: behind a host's tag or 问：, or a line of its own that ends in ？ before an answer. Lines that list speakers."""
    for i, line in enumerate(lines):
        if i in marks:
            continue
        tag = speakers.tag(line.text)
        if tag:
            if tag.kind in ("host", "ask"):
                marks[i] = Mark("question")
        elif line.text in speakers.listing:
            marks[i] = Mark("list_item")
        elif LABEL.match(line.text) and any(person.name in line.text for person in speakers.said.values()):
            _mark_present(lines, marks, i, speakers)
        elif line.text[-1] in "？?" and i + 1 < len(lines) and i + 1 not in marks and _begins_anew(lines, marks, i):
            following = speakers.tag(lines[i + 1].text.replace("**", ""))
            if following and following.kind in ("guest", "reply"):
                marks[i] = Mark("question")


def _mark_present(lines: Sequence[Line], marks: dict[int, Mark], i: int, speakers: Speakers) -> None:
    """The line that lists who takes part, over the lines it is broken into."""
    last = i
    while lines[last].text[-1] not in "）)。；;" and last + 1 < len(lines) and last + 1 not in marks:
        following = lines[last + 1]
        if following.blank_before or LABEL.match(following.text) or speakers.speaks(following.text):
            break
        last += 1
    marks.update({k: Mark("list_item", group=i) for k in range(i, last + 1)})


def _begins_anew(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    """Whether line i does not go on with a question that the line before left open."""
    return i == 0 or ends_sentence(lines[i - 1].text) or (i - 1 in marks and marks[i - 1].role != "question")


def _mark_plain_headings(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Headings without number or Markdown: a short line without punctuation, alone between a finished paragraph and a long one.

    A line of verse or an address has short neighbours; a hard-wrapped column has unfinished ones.
    """
    for i in range(len(lines) - 1):
        if i in marks or len(lines[i].text) > 30 or _COMMA.search(lines[i].text) or lines[i].text[-1] in "：:、）)":
            continue
        following, asked = lines[i + 1].text, i + 1 in marks and marks[i + 1].role == "question"
        long_prose = i + 1 not in marks and len(following) >= 60 and ends_sentence(following)
        before = i == 0 or i - 1 in marks or ends_sentence(lines[i - 1].text)
        if before and (asked or (long_prose and len(lines[i].text) >= 4)):
            marks[i] = Mark("heading", 2 if asked else _PLAIN_LEVEL)
