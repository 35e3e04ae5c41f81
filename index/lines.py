"""Physical lines of a raw text: where they start and end, and what the page around them looked like."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Only what a text file means by a line end; str.splitlines would also cut at U+0085, \x1c … inside damaged sentences.
_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]*(?:\r\n|[\n\r\f\v\u2028\u2029]|\Z)")
_LEADING = " \u3000\xa0\u200b\ufeff"  # not the tab: an empty first table cell


class Line(NamedTuple):
    """A non-blank line: its span without line end and outer white space, and what stood before it.

    `blank_before`: an empty line or a page break lies between it and the line before. `indented`: white space was cut off
    its front. `page_before`: a form feed lies before it.
    """

    start: int
    end: int
    text: str
    blank_before: bool = False
    indented: bool = False
    page_before: bool = False


def split_lines(raw: str) -> Iterator[Line]:
    """The non-blank lines of `raw`, in order."""
    blank, page = False, False
    for match in _LINE.finditer(raw):
        whole = match.group()
        content = whole.rstrip()
        if content:
            lead = len(content) - len(content.lstrip(_LEADING))
            start = match.start() + lead
            if lead < len(content):
                yield Line(start, start + len(content) - lead, content[lead:], blank, lead > 0, page)
                blank, page = False, False
        else:
            blank = True
        if whole.endswith("\f"):
            page = blank = True


def width(text: str) -> int:
    """Columns a text takes in print: 2 for each character outside ASCII, 1 for each ASCII one."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
