"""Where a table stands among the lines, and how its lines fall into cells."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.lines import Line
from index.models import Cell, Span

EMPTY = Cell((), "", "")
_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_PIPE = re.compile(r"(?<!\\)\|")  # `\|` is a printed bar
_RULE_LINE = re.compile(r"[\s|:+\-—=]*-{2,}[\s|:+\-—=]*$")
_CAPTION = re.compile(
    r"(?:附?[图表]|[图表]格?)\s*(?:\d{1,3}(?:\s*[-－–.]\s*\d{1,3})?|[A-Z]\s*[-－–.]?\s*\d{0,3})[\s:：\u3000]+(?P<a>\S)"
    r"|(?:附表|附图)\s*[\d一二三四五六七八九十]{0,3}\s*[\s:：]\s*(?P<b>\S)"
)
_POINTING = re.compile(r"^\S+\s*[\d\-－–.]+\s*(?:所示|显示|可见|中的?|列出|给出|表明|说明|是|为|和|与|及|至)")
_SOURCE = re.compile(r"(?:数据|资料|信息)?来源\s*[:：]|注\s*[:：]")
_UNIT = re.compile(r"[（(]?(?:计量)?单位\s*[:：]\s*\S{1,20}[)）]?$")
_CONTINUED = re.compile(
    r"[（(]?续表?[)）]?(?:\s*[\d\-－–.]+)?$|[附续]?表\s*[\d\-－–.]+.{0,40}[（(]续[表]?[)）]$|续表.{0,40}$"
)
_PAGE = re.compile(
    r"[—–\-－·•~\s]{0,4}\d{1,4}[—–\-－·•~\s]{0,4}$|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?$"
)
_NUMBER = re.compile(r"[-+−]?\d[\d,，]*(?:\.\d+)?\s*[%％‰]?$")
_DASH = re.compile(r"[-－—–―/…*]{1,3}$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?$")


@dataclass(frozen=True)
class Region:
    """Line indices of a table's body, inclusive; `caption` and `source` lines stand outside it.

    `furniture`: lines inside that belong to the page: page numbers, running heads, 续表.
    `repeated`: lines of the table that are no rows of it: its head row again on a new page, `|---|`.
    `shape`: `tabbed` (tabs or pipes between the cells), `spaced` (two or more spaces) or `flattened` (single spaces left).
    """

    first: int
    last: int
    caption: int | None
    source: int | None
    shape: Literal["tabbed", "spaced", "flattened"]
    furniture: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()


def is_tabbed(text: str) -> bool:
    """Whether tabs separate cells: a tab between two texts, not one that indents a paragraph."""
    return "\t" in text.strip("\t")


def is_piped(text: str) -> bool:
    """Whether a line is a row of a pipe table: `| a | b |` or its rule line."""
    return text[0] == "|" and len(_PIPE.findall(text)) >= 2


def is_spaced(text: str) -> bool:
    """Whether two or more spaces part a line into cells, and nothing else does."""
    wide = "  " in text or "\u3000" in text or "\xa0" in text
    return wide and "\t" not in text and "|" not in text and _GAP.search(text) is not None


def is_rule(text: str) -> bool:
    """Whether a line is the rule under the head of a pipe table: `|---|:--:|`."""
    return "|" in text and _RULE_LINE.match(text) is not None


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table or figure: `表 3-1 各市产量`, `附表：…`; not `表 3-1 所示，…`."""
    if text[0] not in "附表图" or len(text) > 80 or text[-1] in "。；，、;,：:":
        return False
    return _CAPTION.match(text) is not None and not _POINTING.match(text) and "。" not in text


def is_source(text: str) -> bool:
    """Whether a line tells the source of a table (数据来源：…) or is a note to it (注：…)."""
    return _SOURCE.match(text) is not None


def is_unit(text: str) -> bool:
    """Whether a line tells the unit of a table: `单位：亿元`."""
    return _UNIT.match(text) is not None


def is_page_mark(text: str) -> bool:
    """Whether a line between two rows belongs to the page: a page number, 续表."""
    return _PAGE.match(text) is not None or _CONTINUED.match(text) is not None


def is_number(text: str) -> bool:
    """Whether a cell is a plain number: 12, 1,204.5, 35%."""
    return _NUMBER.match(text) is not None


def is_year(text: str) -> bool:
    """Whether a cell names a year: 2021, 2021 年."""
    return _YEAR.match(text) is not None


def is_blank_or_number(text: str) -> bool:
    """Whether a cell can stand among numbers: a number, nothing, a dash."""
    return not text or is_number(text) or _DASH.match(text) is not None


def count_cells(text: str, *, spaced: bool = False) -> int:
    """Number of cells of a line, as far as printed: empty cells at its end are lost with its trailing white space."""
    return sum(1 for _ in cell_bounds(text, spaced=spaced))


def split_cells(line: Line, *, spaced: bool = False) -> list[Cell]:
    """The cells of a tabbed or piped line (or of one with wide spaces), each without its outer white space."""
    return [cell_of(line, a, b) for a, b in cell_bounds(line.text, spaced=spaced)]


def first_number(text: str) -> int | None:
    """The whole number in the first cell of a line, None if there is none: 10 of `10⇥甲厂⇥3.5`."""
    match = re.match(r"\|?\s*(\d{1,4})\s*(?:\||\t|[ \u3000]{2,})", text)
    return int(match.group(1)) if match else None


def cell_of(line: Line, start: int, end: int) -> Cell:
    """The cell printed at [start, end) of a line's text."""
    text = line.text[start:end]
    printed = text.strip()
    if not printed:
        return EMPTY
    at = line.start + start + len(text) - len(text.lstrip())
    return Cell((Span(at, at + len(printed)),), printed, printed)


def join_cells(first: Cell, second: Cell) -> Cell:
    """One cell that was broken over two lines; two Latin words or numbers keep a space between them."""
    if not first.printed or not second.printed:
        return first if first.printed else second
    a, b = first.printed[-1], second.printed[0]
    space = " " if a.isascii() and a.isalnum() and b.isascii() and b.isalnum() else ""
    printed = first.printed + space + second.printed
    return Cell(first.spans + second.spans, printed, printed)


def pad(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    """The cells, filled up with empty ones at the end."""
    return (*cells, *[EMPTY] * (width - len(cells)))


def cell_bounds(text: str, *, spaced: bool = False) -> Iterator[tuple[int, int]]:
    """Where the cells of a line begin and end in it."""
    if spaced:
        gaps = [(m.start(), m.end()) for m in _GAP.finditer(text)]
        yield from zip([0, *(b for _, b in gaps)], [*(a for a, _ in gaps), len(text)], strict=True)
        return
    piped = is_piped(text)
    marks = [m.start() for m in _PIPE.finditer(text)] if piped else [i for i, char in enumerate(text) if char == "\t"]
    edges = [-1, *marks, len(text)]
    if piped:
        edges = edges[1:-1] if text[-1] == "|" else edges[1:]
    for a, b in itertools.pairwise(edges):
        yield a + 1, b
