"""Finding tables among the lines of a document: tabbed rows, pipe tables, and flattened tables under a caption."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from index.lines import Line
from index.patterns import CONTENTS_HEAD, NUMBER_START, ends_sentence
from index.tables.cells import (
    Region,
    count_cells,
    first_number,
    is_caption,
    is_page_mark,
    is_piped,
    is_rule,
    is_source,
    is_tabbed,
    is_unit,
)
from index.tables.flat import find_end, is_row_text, lists_items
from index.tables.spaced import is_spaced_row, is_spaced_table

_BRIDGE = 3  # most lines between two rows that may be page furniture
_LABEL = 12  # characters of a label over a group of rows, where spaces part the cells
_LONGEST_HEAD = 50
_LIST_MARK = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[条款项]|[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]?|[•·●○◆■□▪►➢\-*–—①-⑳])$"
)
_ENTRY = re.compile(r"(?P<title>.*?\S)(?:\s*\t+\s*|\s*[.．·…]{3,}\s*)+(?P<page>\d{1,4}|[ivxIVX]{1,5})$")


class _Kind(NamedTuple):
    """A way of parting cells: how a row is told by its text, and how its cells are counted."""

    shape: Literal["tabbed", "spaced"]
    is_row: Callable[[str], bool]
    count: Callable[[str], int]


@dataclass
class _Run:
    """Rows found so far: their line indices, their numbers of cells, and page furniture between them."""

    rows: list[int]
    widths: set[int]
    kind: _Kind
    furniture: list[int] = field(default_factory=list)


def find_regions(lines: Sequence[Line]) -> list[Region]:
    """The tables of a document, in order; contents, tab-indented paragraphs and lists with tabs are none.

    One pass over lines; text without tabs, pipes, wide spaces and captions costs a few looks at each line.
    """
    heads = _Heads(lines)
    regions = _gridded(lines, _TABBED, heads) + _gridded(lines, _PIPED, heads)
    flat = list(_flattened(lines, heads))
    regions += _apart(flat, regions)
    regions = _with_spaced(lines, regions, _gridded(lines, _SPACED, heads))
    return _with_captions(sorted(regions, key=lambda r: r.first), lines)


def _apart(found: Sequence[Region], taken: Sequence[Region]) -> list[Region]:
    lines = {i for r in taken for i in range(r.first, r.last + 1)}
    return [r for r in found if not lines.intersection(range(r.first, r.last + 1))]


def _with_spaced(lines: Sequence[Line], regions: Sequence[Region], spaced: Sequence[Region]) -> list[Region]:
    """Where wide spaces part the words of a flattened table, they part its cells; not so in a list of items."""
    loose = [r for r in regions if r.shape == "flattened" and not lists_items(lines[r.first + 1 : r.last + 1])]
    kept = [r for r in regions if r not in loose]
    spaced = _apart(spaced, kept)
    return [*kept, *spaced, *_apart(loose, spaced)]


def _is_tab_row(text: str) -> bool:
    return is_tabbed(text) and not is_piped(text)


_TABBED = _Kind("tabbed", _is_tab_row, count_cells)
_PIPED = _Kind("tabbed", is_piped, count_cells)
_SPACED = _Kind("spaced", is_spaced_row, lambda text: count_cells(text, spaced=True))


def _flattened(lines: Sequence[Line], heads: "_Heads") -> Iterator[Region]:
    for i, line in enumerate(lines):
        if line.text[0] not in "附表" or not is_caption(line.text):
            continue
        first = i + 2 if i + 1 < len(lines) and is_unit(lines[i + 1].text) else i + 1
        seen = list(_row_texts(lines, first, heads))
        end = find_end([lines[k] for k in seen], 0)
        if end is not None:
            rows = seen[: end + 1]
            furniture = sorted({*range(first, rows[-1] + 1)} - {*rows})
            repeated = [k for k in rows[1:] if _squeeze(lines[k].text) == _squeeze(lines[first].text)]
            yield Region(first, rows[-1], i, None, "flattened", tuple(furniture), tuple(repeated))


def _row_texts(lines: Sequence[Line], first: int, heads: "_Heads") -> Iterator[int]:
    """Line `first` and the lines below it that can be rows, without page furniture."""
    for k in range(first, len(lines)):
        if k > first and heads.is_furniture(k):
            continue
        if k > first and not is_row_text(lines[k].text):
            return
        yield k


def _gridded(lines: Sequence[Line], kind: _Kind, heads: "_Heads") -> list[Region]:
    found = []
    rows = _row_lines(lines, kind, heads)
    while rows:
        run = _run(lines, rows, heads, kind)
        rows = rows[bisect_right(rows, run.rows[-1]) :]
        if _is_table(lines, run):
            found.append(_region(lines, run))
    return found


def _row_lines(lines: Sequence[Line], kind: _Kind, heads: "_Heads") -> list[int]:
    """Lines that are rows, and below them those that lost all tabs but the first: `⇥乙站` of `⇥乙站⇥⇥`."""
    rows: list[int] = []
    for i, line in enumerate(lines):
        below = bool(rows) and rows[-1] == i - 1 and line.text[0] == "\t" and kind is _TABBED and _is_loose(line)
        if below or (kind.is_row(line.text) and not (kind is _SPACED and heads.is_furniture(i))):
            rows.append(i)
    return rows


class _Heads:
    """What belongs to the page between two rows: page numbers, 续表, lines that come again where pages begin."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._texts: set[str] | None = None

    def is_furniture(self, i: int) -> bool:
        """Whether line i is a page number, a repeated running head (with its page number or without), or 续表."""
        text = self.lines[i].text
        if is_page_mark(text):
            return True
        if len(text) > _LONGEST_HEAD or is_caption(text) or is_tabbed(text) or is_piped(text) or is_rule(text):
            return False
        return not self._heads_rows(i) and self._alone(i) and _head_text(text) in self._repeated()

    def _heads_rows(self, i: int) -> bool:
        """Whether line i is the head row of a table, printed again: rows of its width stand right below."""
        below = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if below is None or below.blank_before or not (is_spaced_row(self.lines[i].text) and is_spaced_row(below.text)):
            return False
        return count_cells(self.lines[i].text, spaced=True) == count_cells(below.text, spaced=True)

    def _alone(self, i: int) -> bool:
        return i == 0 or self.lines[i].blank_before or is_page_mark(self.lines[i - 1].text)

    def _repeated(self) -> set[str]:
        if self._texts is None:
            alone = [
                line.text for i, line in enumerate(self.lines) if len(line.text) <= _LONGEST_HEAD and self._alone(i)
            ]
            self._texts = {text for text, n in Counter(map(_head_text, alone)).items() if n >= 2}
        return self._texts


def _head_text(text: str) -> str:
    """A running head without the page number set off from it: `林业年鉴    31`."""
    return re.sub(r"^\d{1,4}[ \u3000]{2,}(?=\D)|(?<=\D)[ \u3000]{2,}[-—·]?\s*\d{1,4}\s*[-—·]?$", "", text)


def _run(lines: Sequence[Line], rows: Sequence[int], heads: _Heads, kind: _Kind) -> _Run:
    run = _Run([rows[0]], {kind.count(lines[rows[0]].text)}, kind)
    for i in rows[1:]:
        between = range(run.rows[-1] + 1, i)
        furniture = [k for k in between if heads.is_furniture(k)]
        if _numbered_on(lines, run, i, between):
            furniture = list(between)
        if len(between) > _BRIDGE or not _goes_on(lines, run, i, between, furniture):
            break
        run.furniture += furniture
        run.rows += [*(k for k in between if k not in furniture), i]
        run.widths.add(kind.count(lines[i].text))
    if kind is not _SPACED:
        _take_broken_end(lines, run)
    return run


def _goes_on(lines: Sequence[Line], run: _Run, i: int, between: range, furniture: Sequence[int]) -> bool:
    """Whether the row at line i belongs to the run before it.

    Without a break, always. Behind a blank line or page furniture, if it or the row below it has as many cells as rows
    before (a row that ends in empty cells shows fewer).
    """
    loose = [k for k in between if k not in furniture]
    if not all(_is_loose(lines[k]) and (run.kind is not _SPACED or len(lines[k].text) <= _LABEL) for k in loose):
        return False
    if not furniture and not any(lines[k].blank_before for k in [*between, i]):
        return run.kind is not _SPACED or abs(run.kind.count(lines[i].text) - max(run.widths)) <= 2
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    return run.kind.count(lines[i].text) in run.widths or (
        bool(below) and run.kind.is_row(below) and run.kind.count(below) == max(run.widths)
    )


def _numbered_on(lines: Sequence[Line], run: _Run, i: int, between: range) -> bool:
    """Whether the rows count on over a page's end (9 … 10): then all that stands there belongs to the page."""
    before, after = first_number(lines[run.rows[-1]].text), first_number(lines[i].text)
    ended = any(is_page_mark(lines[k].text) or lines[k].page_before for k in [*between, i])
    short = all(len(lines[k].text) <= _LONGEST_HEAD and not ends_sentence(lines[k].text) for k in between)
    repeated = _squeeze(lines[i].text) == _squeeze(lines[run.rows[0]].text)
    return ended and short and ((before is not None and after == before + 1) or repeated)


def _is_loose(line: Line) -> bool:
    """Whether a line without tabs can be part of a table: a broken cell, a label over a group of rows."""
    text = line.text
    if line.blank_before or len(text) > 60 or is_tabbed(text) or is_piped(text) or is_rule(text):
        return False
    return not (ends_sentence(text) or is_caption(text) or is_source(text))


def _take_broken_end(lines: Sequence[Line], run: _Run) -> None:
    """The last cell may be broken too: `…机器人、` / `数控机床`."""
    i = run.rows[-1] + 1
    if i < len(lines) and lines[i - 1].text[-1] in "、（(" and _is_loose(lines[i]):
        run.rows.append(i)


def _is_table(lines: Sequence[Line], run: _Run) -> bool:
    texts = [lines[i].text for i in run.rows if not is_rule(lines[i].text)]
    captioned = _captioned(lines, run.rows[0])
    if run.kind is _SPACED:
        return is_spaced_table(texts, captioned=captioned)
    if len(texts) < 2 or (len(texts) < 3 and max(run.widths) < 3 and not captioned and not is_piped(texts[0])):
        return False
    return captioned or not (_is_contents(lines, run, texts) or _is_list(texts))


def _captioned(lines: Sequence[Line], first: int) -> bool:
    above = first - 2 if first > 1 and is_unit(lines[first - 1].text) else first - 1
    return above >= 0 and is_caption(lines[above].text)


def _is_contents(lines: Sequence[Line], run: _Run, texts: Sequence[str]) -> bool:
    """Title and page number only, the numbers never falling, under 目录 or with headings' numbering.

    第一季度 / 12, 第二季度 / 15 has numbers too, but no chapters.
    """
    entries = [_ENTRY.match(text) for text in texts]
    matched = [e for e in entries if e and "\t" not in e["title"]]
    if 10 * len(matched) < 9 * len(texts):
        return False
    pages = [int(e["page"]) for e in matched if e["page"].isdigit()]
    headed = any(CONTENTS_HEAD.match(lines[i].text) for i in range(max(run.rows[0] - 2, 0), run.rows[0]))
    numbered = sum(1 for e in matched if NUMBER_START.match(e["title"]))
    return pages == sorted(pages) and (headed or 2 * numbered >= len(texts))


def _is_list(texts: Sequence[str]) -> bool:
    """A numbered list whose marks are set off by tabs: `1.⇥…` `2.⇥…`, without a head row."""
    cells = [text.split("\t") for text in texts]
    return all(len(c) == 2 and _LIST_MARK.match(c[0].strip()) for c in cells)


def _region(lines: Sequence[Line], run: _Run) -> Region:
    head = _squeeze(lines[run.rows[0]].text)
    repeated = [i for i in run.rows[1:] if is_rule(lines[i].text) or _squeeze(lines[i].text) == head]
    return Region(run.rows[0], run.rows[-1], None, None, run.kind.shape, tuple(run.furniture), tuple(repeated))


def _squeeze(text: str) -> str:
    return re.sub(r"[ \u3000]+", "", text)


def _with_captions(regions: Sequence[Region], lines: Sequence[Line]) -> list[Region]:
    """Give each table its caption and source line; a caption below goes to the next table if one begins right there."""
    starts = {r.first for r in regions}
    used: set[int] = set()
    found = []
    for region in regions:
        caption = region.caption if region.caption is not None else _caption_above(region, lines, used)
        source = None
        for i in range(region.last + 1, min(region.last + 4, len(lines))):
            if source is None and is_source(lines[i].text):
                source = i
            elif caption is None and is_caption(lines[i].text) and (i + 1 not in starts or lines[i].text[0] == "图"):
                caption = i
            else:
                break
        used |= {i for i in (caption, source) if i is not None}
        found.append(replace(region, caption=caption, source=source))
    return found


def _caption_above(region: Region, lines: Sequence[Line], used: set[int]) -> int | None:
    i = region.first - 1
    if i > 0 and is_unit(lines[i].text):
        i -= 1
    return i if i >= 0 and i not in used and is_caption(lines[i].text) else None
