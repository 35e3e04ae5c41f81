"""A user's outline: a text of one heading a line."""

import re

# What stands before a heading in a list or an outline, which the briefing numbers itself: #, -, 一、, （二）, 3., 3）, 第一章.
_MARK = re.compile(
    r"(?:\s|[#*+•·-]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节部][分]?[\s、．.]*"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}[、．.]"
    r"|\d{1,2}(?:\.\d{1,2})*(?:[、．）)]|\.(?!\d)|\s))+"
)


def headings_of(text: str) -> tuple[str, ...]:
    """The headings of an outline, without their numbers and list marks; blank lines are none."""
    bare = (_MARK.sub("", line, count=1) if _MARK.match(line) else line for line in text.splitlines())
    return tuple(heading.strip() for heading in bare if heading.strip())
