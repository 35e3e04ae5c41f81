"""Flattened tables: extraction kept the words of the rows, but of the columns only spaces.

Two kinds are read. A *list table*: labels, then a last cell that lists items with a shared ending (…集群、…集群), cells broken
over lines, the first column merged. An *aligned table*: every line has as many words as the head.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.lines import Line
from index.models import Cell, Row, Span
from index.tables.cells import EMPTY, cell_of, is_caption, is_page_mark, is_source, join_cells, pad
from index.tables.repair import MERGED

_SENTENCE = re.compile(r"[。；;！!？?，]")
_WORD = re.compile(r"\S+")
_LABEL = 12  # longest label, in characters
_LEAST_ITEMS = 3


@dataclass(frozen=True)
class Piece:
    """A word of a line; `fresh`: it begins a line behind a blank one; `alone`: its line holds nothing else; `last` of its line."""

    cell: Cell
    fresh: bool
    alone: bool
    last: bool


@dataclass(frozen=True)
class PrintedRow:
    """A row as printed: labels, and the items of its last cell."""

    labels: tuple[Cell, ...]
    items: tuple[Cell, ...]


def find_end(lines: Sequence[Line], first: int) -> int | None:
    """Index of the last line of a flattened table whose head is line `first`; None if there is no table."""
    if first >= len(lines) or not _is_head(lines[first].text):
        return None
    last = first
    while last + 1 < len(lines) and is_row_text(lines[last + 1].text):
        last += 1
    ending = _shared_ending(lines[first + 1 : last + 1])
    return _list_end(lines, first, last, ending) if ending else _aligned_end(lines, first, last)


def lists_items(lines: Sequence[Line]) -> bool:
    """Whether the lines below the head list items with a shared ending: …果园、…果园."""
    return _shared_ending(lines) != ""


def read_flat(lines: Sequence[Line]) -> tuple[tuple[Cell, ...], tuple[Row, ...], bool]:
    """(heads, rows, is a list table) of the lines of a flattened table, its head line first."""
    heads = _words(lines[0])
    ending = _shared_ending(lines[1:])
    if not ending:
        rows = tuple(Row(line.start, line.end, pad(_words(line), len(heads))) for line in lines[1:])
        return tuple(heads), rows, False
    printed = [_printed_row(group, ending, _label_ends(lines[1:], ending)) for group in _groups(lines[1:], ending)]
    depth = max(len(row.labels) for row in printed)
    rows = tuple(_item_rows(printed, depth))
    return _spread(heads, depth + 1), tuple(Row(r.start, r.end, pad(r.cells, len(heads))) for r in rows), True


def _is_head(text: str) -> bool:
    """Space-separated names; a sentence or a list is none."""
    words = text.split()
    return 2 <= len(words) <= 10 and all(len(w) <= _LABEL for w in words) and not re.search(r"[、。；，：:]", text)


def is_row_text(text: str) -> bool:
    """Whether a line can stand in a flattened table: no sentence, no caption."""
    return not (_SENTENCE.search(text) or is_caption(text) or is_source(text) or is_page_mark(text) or "\t" in text)


def _words(line: Line) -> list[Cell]:
    return [cell_of(line, m.start(), m.end()) for m in _WORD.finditer(line.text)]


def _shared_ending(lines: Sequence[Line]) -> str:
    """What the listed items end in: 集群, 开发区, 厂; "" where the lines list nothing.

    Counted over words before 、 and at line ends; two characters where most share them, else one.
    """
    words = [w for line in lines for w in _ends(line.text)]
    for size, share in ((2, 0.5), (1, 0.8)):
        counts = Counter(w[-size:] for w in words)
        ending, n = counts.most_common(1)[0] if counts else ("", 0)
        listed = sum(line.text.count(ending + "、") for line in lines) if ending else 0
        if n >= _LEAST_ITEMS and n >= share * len(words) and listed and not ending.isascii():
            return ending
    return ""


def _ends(text: str) -> list[str]:
    listed = re.findall(r"([^、\s]+)(?=、)", text)
    last = re.search(r"[^、\s]+$", text)
    return [w for w in [*listed, *([last.group()] if last else [])] if len(w) >= 3]


def _list_end(lines: Sequence[Line], first: int, last: int, ending: str) -> int | None:
    """The last line of the last row that has a label: prose without punctuation may follow, and even end in the ending."""
    end, items = first, 0
    rows = 0
    ends = _label_ends(lines[first + 1 : last + 1], ending)
    for group in _groups(lines[first + 1 : last + 1], ending):
        row = _printed_row(group, ending, ends)
        if not row.items or not row.labels or any(len(c.printed) > 2 * _LABEL for c in row.labels):
            break
        end, items, rows = end + len(group), items + len(row.items), rows + 1
    return end if rows >= 2 and items >= _LEAST_ITEMS else None


def _aligned_end(lines: Sequence[Line], first: int, last: int) -> int | None:
    """The last of the lines right under the head that have as many words as it; at least two, one with a number."""
    width = len(lines[first].text.split())
    end = first
    while end < last and len(lines[end + 1].text.split()) == width:
        end += 1
    figures = any(re.search(r"\d", line.text) for line in lines[first + 1 : end + 1])
    return end if end >= first + 2 and figures else None


def _groups(lines: Sequence[Line], ending: str) -> Iterator[list[Line]]:
    """The lines of each row: it ends where a line ends in a whole item, unless the next one begins with 、."""
    group: list[Line] = []
    for k, line in enumerate(lines):
        group.append(line)
        goes_on = k + 1 < len(lines) and lines[k + 1].text[0] == "、"
        if line.text.endswith(ending) and not goes_on:
            yield group
            group = []
    if group:
        yield group


def _pieces(group: Sequence[Line]) -> list[Piece]:
    pieces = []
    for k, line in enumerate(group):
        words = _words(line)
        for n, cell in enumerate(words):
            fresh = k > 0 and n == 0 and line.blank_before
            pieces.append(Piece(cell, fresh, len(words) == 1, n == len(words) - 1))
    return pieces


def _label_ends(lines: Sequence[Line], ending: str) -> set[str]:
    """Characters that labels of rows printed on one line end in: 省, 市, 区."""
    rows = [_printed_row(group, ending, set()) for group in _groups(lines, ending) if len(group) == 1]
    return {label.printed[-1] for row in rows for label in row.labels}


def _printed_row(group: Sequence[Line], ending: str, label_ends: set[str]) -> PrintedRow:
    """Labels up to the first word that holds a whole item; from there on everything is the list."""
    labels: list[Cell] = []
    listed = EMPTY
    before: Piece | None = None
    for piece in _pieces(group):
        text = piece.cell.printed
        if listed.printed:
            listed = join_cells(listed, piece.cell)
        elif before and _is_broken(before, piece, label_ends):
            labels[-1] = join_cells(labels[-1], piece.cell)
            if _holds_item(labels[-1].printed, ending):
                listed = labels.pop()
        elif _holds_item(text, ending):
            listed = piece.cell
        else:
            labels.append(piece.cell)
        before = piece
    return PrintedRow(tuple(labels), tuple(_items(listed, ending)))


def _holds_item(text: str, ending: str) -> bool:
    return text.endswith(ending) or ending + "、" in text


def _is_broken(before: Piece, piece: Piece, label_ends: set[str]) -> bool:
    """Whether a word goes on in the next line: a list of places left open, or the first item cut before its ending.

    `江苏省` at a line end is a whole label if other labels end in 省.
    """
    if before.cell.printed[-1] == "、":
        return True
    return before.last and not (piece.fresh or before.alone or before.cell.printed[-1] in label_ends)


def _items(listed: Cell, ending: str) -> Iterator[Cell]:
    """The listed items, each with the places of its characters; a 、 that no ending precedes belongs to the item."""
    places = _places(listed)
    start = 0
    for stop in re.finditer(f"{re.escape(ending)}(?:、|$)", listed.printed):
        end = stop.start() + len(ending)
        yield _slice(listed.printed, places, start, end)
        start = stop.end()
    if start < len(listed.printed):
        yield _slice(listed.printed, places, start, len(listed.printed))


def _places(cell: Cell) -> list[int | None]:
    """Where each printed character stands; None for a space that joining put between two words."""
    places: list[int | None] = []
    for span in cell.spans:
        if len(places) < len(cell.printed) and places and cell.printed[len(places)] == " ":
            places.append(None)
        places.extend(range(span.start, span.end))
    return places


def _slice(printed: str, places: Sequence[int | None], start: int, end: int) -> Cell:
    spans: list[Span] = []
    for place in places[start:end]:
        if place is not None and spans and spans[-1].end == place:
            spans[-1] = Span(spans[-1].start, place + 1)
        elif place is not None:
            spans.append(Span(place, place + 1))
    return Cell(tuple(spans), printed[start:end], printed[start:end])


def _item_rows(printed: Sequence[PrintedRow], depth: int) -> Iterator[Row]:
    """One row an item. Missing labels are the leading ones: a merged cell above holds them."""
    above: list[Cell] = [EMPTY] * depth
    for row in printed:
        missing = depth - len(row.labels)
        labels = [Cell(c.spans, "", c.value, MERGED if c.value else "") for c in above[:missing]] + list(row.labels)
        above = [*above[:missing], *row.labels]
        for n, item in enumerate(row.items or (EMPTY,)):
            own = [c for c in ([*row.labels, item] if n == 0 else [item]) if c.spans]
            yield Row(own[0].spans[0].start, own[-1].spans[-1].end, (*labels, item))


def _spread(heads: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    """Heads over columns: with too few, the last one stands over the last column and the columns before it have none."""
    if len(heads) >= width:
        return tuple(heads)
    return (*heads[:-1], *[EMPTY] * (width - len(heads)), heads[-1])
