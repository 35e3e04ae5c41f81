"""Finding tables among the lines of a document: tabbed rows, pipe tables, and flattened tables under a caption."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.lines import Line
from index.patterns import CONTENTS_HEAD, NUMBER_START, ends_sentence
from index.table_cells import (
    Region,
    count_cells,
    is_caption,
    is_page_mark,
    is_piped,
    is_rule,
    is_source,
    is_tabbed,
    is_unit,
)
from index.table_flat import find_end

_OPEN = "、，,（(/—-"
_BRIDGE = 3  # most lines between two rows that may be page furniture
_LIST_MARK = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[条款项]|[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]?|[•·●○◆■□▪►➢\-*–—①-⑳])$"
)
_ENTRY = re.compile(r"(?P<title>.*?\S)(?:\s*\t+\s*|\s*[.．·…]{3,}\s*)+(?P<page>\d{1,4}|[ivxIVX]{1,5})$")


@dataclass
class _Run:
    """Rows found so far: their line indices, their numbers of cells, and page furniture between them.

    `is_row` tells a row by its text; `heads` are texts that may be running heads.
    """

    rows: list[int]
    widths: set[int]
    is_row: Callable[[str], bool]
    heads: set[str]
    furniture: list[int] = field(default_factory=list)


def find_regions(lines: Sequence[Line]) -> list[Region]:
    """The tables of a document, in order; contents, tab-indented paragraphs and lists with tabs are none.

    One pass over lines; text without tabs, pipes and captions costs two looks at each line.
    """
    regions = _gridded(lines, _is_tab_row) + _gridded(lines, is_piped)
    taken = {i for r in regions for i in range(r.first, r.last + 1)}
    regions += [r for r in _flattened(lines) if not taken.intersection(range(r.first, r.last + 1))]
    return _with_captions(sorted(regions, key=lambda r: r.first), lines)


def _is_tab_row(text: str) -> bool:
    return is_tabbed(text) and not is_piped(text)


def _flattened(lines: Sequence[Line]) -> Iterator[Region]:
    for i, line in enumerate(lines):
        if line.text[0] not in "附表" or not is_caption(line.text):
            continue
        first = i + 2 if i + 1 < len(lines) and is_unit(lines[i + 1].text) else i + 1
        last = find_end(lines, first)
        if last is not None:
            yield Region(first, last, i, None, "flattened")


def _gridded(lines: Sequence[Line], is_row: Callable[[str], bool]) -> list[Region]:
    found = []
    rows = _row_lines(lines, is_row)
    heads = _repeated_lines(lines) if rows else set()
    while rows:
        run = _run(lines, rows, heads, is_row)
        rows = rows[bisect_right(rows, run.rows[-1]) :]
        if _is_table(lines, run):
            found.append(_region(lines, run))
    return found


def _row_lines(lines: Sequence[Line], is_row: Callable[[str], bool]) -> list[int]:
    """Lines that are rows, and below them those that lost all tabs but the first: `⇥乙站` of `⇥乙站⇥⇥`."""
    rows: list[int] = []
    for i, line in enumerate(lines):
        below = bool(rows) and rows[-1] == i - 1 and line.text[0] == "\t" and is_row is _is_tab_row and _is_loose(line)
        if below or is_row(line.text):
            rows.append(i)
    return rows


def _repeated_lines(lines: Sequence[Line]) -> set[str]:
    """Texts that stand alone on a line more than once: maybe running heads."""
    counts = Counter(line.text for line in lines if line.blank_before and len(line.text) <= 50)
    return {text for text, n in counts.items() if n >= 2}


def _run(lines: Sequence[Line], rows: Sequence[int], heads: set[str], is_row: Callable[[str], bool]) -> _Run:
    run = _Run([rows[0]], {count_cells(lines[rows[0]].text)}, is_row, heads)
    for i in rows[1:]:
        between = range(run.rows[-1] + 1, i)
        if len(between) > _BRIDGE or not _goes_on(lines, run, i, between):
            break
        for k in between:
            (run.furniture if _is_furniture(lines[k], heads) else run.rows).append(k)
        run.rows.append(i)
        run.widths.add(count_cells(lines[i].text))
    _take_broken_end(lines, run)
    return run


def _goes_on(lines: Sequence[Line], run: _Run, i: int, between: range) -> bool:
    """Whether the row at line i belongs to the run before it.

    Without a break, always. Behind a blank line or page furniture, if it or the row below it has as many cells as rows
    before (a row that ends in empty cells shows fewer).
    """
    if not all(_is_furniture(lines[k], run.heads) or _is_loose(lines[k]) for k in between):
        return False
    if not any(lines[k].blank_before or _is_furniture(lines[k], run.heads) for k in [*between, i]):
        return True
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    return count_cells(lines[i].text) in run.widths or (
        bool(below) and run.is_row(below) and count_cells(below) == max(run.widths)
    )


def _is_furniture(line: Line, heads: set[str]) -> bool:
    alone = line.blank_before and line.text in heads and not is_caption(line.text)
    return is_page_mark(line.text) or (alone and not _is_grid(line.text))


def _is_grid(text: str) -> bool:
    return is_tabbed(text) or is_piped(text) or is_rule(text)


def _is_loose(line: Line) -> bool:
    """Whether a line without tabs can be part of a table: a broken cell, a label over a group of rows."""
    text = line.text
    if line.blank_before or len(text) > 60 or _is_grid(text):
        return False
    return not (ends_sentence(text) or is_caption(text) or is_source(text))


def _take_broken_end(lines: Sequence[Line], run: _Run) -> None:
    """The last cell may be broken too: `…机器人、` / `数控机床`."""
    i = run.rows[-1] + 1
    if i < len(lines) and lines[i - 1].text[-1] in "、（(" and _is_loose(lines[i]):
        run.rows.append(i)


def _is_table(lines: Sequence[Line], run: _Run) -> bool:
    texts = [lines[i].text for i in run.rows if not is_rule(lines[i].text)]
    captioned = run.rows[0] > 0 and is_caption(lines[run.rows[0] - 1].text)
    if len(texts) < 2 or (len(texts) < 3 and max(run.widths) < 3 and not captioned and not is_piped(texts[0])):
        return False
    return captioned or not (_is_contents(lines, run, texts) or _is_list(texts))


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
    return Region(run.rows[0], run.rows[-1], None, None, "tabbed", tuple(run.furniture), tuple(repeated))


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
