"""What belongs to the page, not to the text: page numbers and running heads; notes and keywords that interrupt it."""

import re
from collections import Counter
from collections.abc import Sequence

from index.lines import Line
from index.marks import Mark, Role
from index.patterns import (
    ANNEX,
    FOOTNOTE,
    HAN,
    KEYWORDS,
    NOTE_MARK,
    NUMBER_START,
    PAGE_NUMBER,
    PARAGRAPH_OPENER,
    ends_sentence,
)
from index.people.tags import Speakers

_COMMA = re.compile(r"[，。；！？]")
_ENOUGH_BESIDE = 2


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


def mark_page_furniture(lines: Sequence[Line], marks: dict[int, Mark], speakers: Speakers) -> None:
    """Page numbers, and running heads: lines that come again where a page ends."""
    numbers = [i for i, line in enumerate(lines) if i not in marks and PAGE_NUMBER.match(line.text)]
    values = [page_value(lines[i].text) for i in numbers]
    for k, i in enumerate(numbers):
        bare = lines[i].text.isdigit()
        rising = (k > 0 and 0 < values[k] - values[k - 1] <= 3) or (
            k + 1 < len(values) and 0 < values[k + 1] - values[k] <= 3
        )
        if not bare or rising or _interrupts(lines, marks, i):
            marks[i] = Mark("page_number")
    may_be = [i for i, line in enumerate(lines) if i not in marks and _may_be_head(line, speakers)]
    titles = [i for i, mark in marks.items() if mark.role == "heading"]  # a running head often repeats the title
    shapes = Counter(_shape(lines[i].text.lstrip("# ")) for i in [*may_be, *titles])
    places: dict[str, list[int]] = {}
    for i in may_be:
        if shapes[_shape(lines[i].text)] >= 2:
            places.setdefault(_shape(lines[i].text), []).append(i)
    for same in places.values():
        # Repetition alone is no proof (联系人： …, 发展现状 …): one of them must cut a sentence in two, or two of them stand
        # beside page numbers.
        at_breaks = sum(1 for i in same if beside(marks, i))
        if at_breaks >= _ENOUGH_BESIDE or any(_interrupts(lines, marks, i) for i in same):
            marks.update({i: Mark("running_head") for i in same})


def _may_be_head(line: Line, speakers: Speakers) -> bool:
    return (
        not NUMBER_START.fullmatch(line.text)
        and not ANNEX.match(line.text)
        and len(line.text) <= 50
        and not _COMMA.search(line.text)
        and not speakers.speaks(line.text)
    )


def beside(marks: dict[int, Mark], i: int) -> bool:
    """Whether line i stands next to a page number."""
    return any(k in marks and marks[k].role == "page_number" for k in (i - 1, i + 1))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", text))


def mark_footnotes(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Lines that begin with a note's mark which also stands behind a word of another line."""
    begun = {i: note["mark"] for i, line in enumerate(lines) if (note := FOOTNOTE.match(line.text))}
    if not begun:
        return
    used = {m.group(): k for k, line in enumerate(lines) for m in NOTE_MARK.finditer(line.text)}
    for i, note_mark in begun.items():
        if used.get(note_mark, i) != i and (i not in marks or marks[i].role == "list_item"):
            marks[i] = Mark("footnote", group=i)
            _extend(lines, marks, i, "footnote")


def mark_keywords(lines: Sequence[Line], marks: dict[int, Mark]) -> None:
    """Blocks of keywords, over all their lines."""
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
