"""What each physical line is: heading, prose, table, running head, footnote, … One role a line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.glued import HOST_TAG, speaker_tag, speaks
from index.lines import Line, width
from index.outline import Entry, find_entries
from index.patterns import (
    ABSTRACT,
    CAPTION,
    CONTENTS_HEAD,
    FOOTNOTE,
    HAN,
    KEYWORDS,
    LIST_MARK,
    MARKDOWN_HEADING,
    NOTE_MARK,
    NUMBER_START,
    PAGE_NUMBER,
    PARAGRAPH_OPENER,
    SOURCE,
    ends_sentence,
    heading_level,
)
from index.tables import Region, find_regions

Role = Literal[
    "heading",
    "prose",
    "list_item",
    "question",
    "abstract",
    "keywords",
    "contents",
    "table",
    "caption",
    "source",
    "footnote",
    "page_number",
    "running_head",
    "data",
]
_MARKDOWN_OFFSET = 10  # numbered headings below Markdown ones
_PLAIN_LEVEL = 9
_SHORT = 44
_BYLINE = re.compile(rf"(?:主持人|嘉宾|策划|特邀嘉宾|本期嘉宾)[^：:，。]{{2,40}}[ \u3000]+[{HAN}]{{2,4}}$")
_OUTLET_LINE = re.compile(rf"[{HAN}]{{2,4}}(?:日报|晚报|早报|时报|周报|新闻网|周刊|杂志|通讯社)$")
# A figure with a unit at the end of the line: 13908亿斤, 7.9%, 310个; not 2023年, 第12期.
_VALUE = re.compile(rf"\d[\d.,]*\s*(?:[%％‰]|个百分点|(?![年月日号期卷页])[{HAN}A-Z]{{1,4}})$")
_PERIOD = re.compile(r"\d{4}$|(?:截至|截止)?\d{4}\s*年|“?十[一二三四五]五”?|上半年|第[一二三四]季度")
_COMMA = re.compile(r"[，。；！？]")


@dataclass(frozen=True)
class Mark:
    """The role of a line; `level` of a heading; `group` joins lines that make one block (a contents entry, a table)."""

    role: Role
    level: int = 0
    group: int = -1


@dataclass(frozen=True)
class Marked:
    """All lines of a document with their marks, the contents entries and the table regions found."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    regions: tuple[Region, ...]
    entries: tuple[Entry, ...]


def mark(lines: Sequence[Line]) -> Marked:
    """Give each line its role. Later rules only fill places that earlier ones left open."""
    marks: dict[int, Mark] = {}
    entries = find_entries(lines)
    for entry in entries:
        marks.update(dict.fromkeys(entry.lines, Mark("contents", entry.level, entry.lines[0])))
    regions = tuple(r for r in find_regions(lines) if not any(i in marks for i in range(r.first, r.last + 1)))
    for region in regions:
        marks.update(_region_marks(region, lines))
    _mark_alone(lines, marks)
    _mark_headings(lines, marks)
    _mark_data(lines, marks)
    _mark_page_furniture(lines, marks)
    _mark_footnotes(lines, marks)
    _mark_keywords(lines, marks)
    _mark_questions(lines, marks)
    _mark_cover(lines, marks)
    _mark_plain_headings(lines, marks)
    return Marked(tuple(lines), tuple(marks.get(i, Mark("prose")) for i in range(len(lines))), regions, tuple(entries))


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


def _mark_headings(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    markdown = any(MARKDOWN_HEADING.match(line.text) for line in lines)
    for i, line in enumerate(lines):
        level = 0 if i in marks else _level(line.text, markdown)
        if level:
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


def _mark_data(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """A data box: four or more short lines without sentence punctuation, two of them with values, one with a period.

    A cover page (title, authors, date) and an address have figures too, but no values with a unit.
    """
    run: list[int] = []
    for i in range(len(lines) + 1):
        if i < len(lines) and i not in marks and _is_data_line(lines[i].text):
            run.append(i)
            continue
        texts = [lines[k].text for k in run]
        values = sum(1 for t in texts if _VALUE.search(t))
        figures = sum(1 for t in texts if re.search(r"\d", t))
        enough = values >= 2 and 2 * figures >= len(run)
        if len(run) >= 4 and enough and any(_PERIOD.search(t) for t in texts):
            marks.update({k: Mark("data", group=run[0]) for k in run})
        run = []


def _is_data_line(text: str) -> bool:
    return width(text) <= _SHORT and not _COMMA.search(text) and text[-1] not in "：:、" and not speaks(text)


def _open_prose(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    """Whether line i is prose that ends inside a sentence."""
    role = marks[i].role if i in marks else "prose"
    return role in ("prose", "list_item", "abstract") and not ends_sentence(lines[i].text) and len(lines[i].text) > 8


def _interrupts(lines: Sequence[Line], marks: dict[int, Mark], i: int) -> bool:
    """Whether line i stands between the two halves of a sentence (other page furniture may stand there too)."""
    skip = ("page_number", "running_head", "footnote", "keywords")
    before = next((k for k in range(i - 1, -1, -1) if k not in marks or marks[k].role not in skip), None)
    after = next((k for k in range(i + 1, len(lines)) if k not in marks or marks[k].role not in skip), None)
    if before is None or after is None or not _open_prose(lines, marks, before):
        return False
    if _broken_out(lines, i):
        return False
    return after not in marks and not PARAGRAPH_OPENER.match(lines[after].text)


def page_value(text: str) -> int:
    """The number a page number prints: 第 3 页 共 20 页 gives 3."""
    return int(re.findall(r"\d+", text)[0])


def _broken_out(lines: Sequence[Line], i: int) -> bool:
    """Whether line i is a piece of the sentence set on a line of its own: a link (《 / 规划 / 》) or a lowered number (CO / 2)."""
    if i == 0 or lines[i].blank_before:
        return False
    last = lines[i - 1].text[-1]
    return last in "《“（([【〔" or (last.isascii() and last.isalpha() and lines[i].text[0].isdigit())


def _mark_page_furniture(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    numbers = [i for i, line in enumerate(lines) if i not in marks and PAGE_NUMBER.match(line.text)]
    values = [page_value(lines[i].text) for i in numbers]
    for k, i in enumerate(numbers):
        bare = lines[i].text.isdigit()
        rising = (k > 0 and 0 < values[k] - values[k - 1] <= 3) or (
            k + 1 < len(values) and 0 < values[k + 1] - values[k] <= 3
        )
        if not bare or rising or _interrupts(lines, marks, i):
            marks[i] = Mark("page_number")
    # The title counts: a running head often repeats it.
    shapes = Counter(_shape(line.text.lstrip("# ")) for i, line in enumerate(lines) if _counts(i, line, marks))
    often = {shape for shape, n in shapes.items() if n >= 2}
    if not often:
        return
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if _may_be_head(i, line, marks) and _shape(line.text) in often:
            places.setdefault(_shape(line.text), []).append(i)
    for same in places.values():
        # Repetition alone is no proof (联系人： …, 发展现状 …): one of them must cut a sentence in two.
        if any(_interrupts(lines, marks, i) for i in same):
            marks.update({i: Mark("running_head") for i in same})


def _may_be_head(i: int, line: Line, marks: dict[int, Mark]) -> bool:
    return (
        i not in marks
        and not NUMBER_START.fullmatch(line.text)
        and len(line.text) <= 50
        and not _COMMA.search(line.text)
        and not speaks(line.text)
    )


def _counts(i: int, line: Line, marks: dict[int, Mark]) -> bool:
    return _may_be_head(i, line, marks) or (i in marks and marks[i].role == "heading")


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", text))


def _mark_footnotes(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Lines that begin with a note's mark which also stands behind a word of another line."""
    begun = {i: note["mark"] for i, line in enumerate(lines) if (note := FOOTNOTE.match(line.text))}
    if not begun:
        return
    used = {m.group(): k for k, line in enumerate(lines) for m in NOTE_MARK.finditer(line.text)}
    for i, note_mark in begun.items():
        if used.get(note_mark, i) != i and (i not in marks or marks[i].role == "list_item"):
            marks[i] = Mark("footnote", group=i)
            _extend(lines, marks, i, "footnote")


def _mark_keywords(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    for i, line in enumerate(lines):
        if i not in marks and KEYWORDS.match(line.text):
            marks[i] = Mark("keywords", group=i)
            _extend(lines, marks, i, "keywords")


def _extend(lines: Sequence[Line], marks: dict[int, Mark], i: int, role: Role) -> None:
    """Carry a note over its next lines: without a blank line between, of the same script, while it is not finished."""
    for k in range(i + 1, min(i + 6, len(lines))):
        text, last = lines[k].text, lines[k - 1].text
        open_list = last[-1] in "；;，,、"
        same_script = (re.search(f"[{HAN}]", text) is None) == (re.search(f"[{HAN}]", lines[i].text) is None)
        if k in marks or ends_sentence(last) or not same_script:
            return
        if role == "footnote" and (lines[k].blank_before or lines[k].indented):
            return
        if role == "keywords" and lines[k].blank_before and not open_list:
            return
        if role == "keywords" and re.search("[，。]", text) and re.search(f"[{HAN}]", text):
            return
        marks[k] = Mark(role, group=i)


def _mark_questions(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Host questions: behind a host's tag, or a line of its own that ends in ？ before a speaker's answer."""
    for i, line in enumerate(lines):
        if i in marks:
            continue
        if HOST_TAG.match(line.text):
            marks[i] = Mark("question")
        elif line.text[-1] in "？?" and i + 1 < len(lines) and i + 1 not in marks:
            tag = speaker_tag(lines[i + 1].text.replace("**", ""))
            if tag and tag[1]:
                marks[i] = Mark("question")


def _mark_cover(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """A cover page: two to eight short lines without punctuation before the first heading or paragraph; the first is the title."""
    run = []
    for i, line in enumerate(lines[:10]):
        if i in marks or len(line.text) > 40 or _COMMA.search(line.text) or ends_sentence(line.text):
            break
        run.append(i)
    after = run[-1] + 1 if run else 0
    if not 2 <= len(run) <= 8 or after >= len(lines):
        return
    if (after in marks and marks[after].role == "heading") or (after not in marks and len(lines[after].text) >= 60):
        marks.update({i: Mark("source") for i in run[1:]})
        marks[run[0]] = Mark("heading", 1)


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
