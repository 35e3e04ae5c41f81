"""The contents of a document: its entries, which of them the body still has, and where pages must be missing."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.lines import Line
from index.patterns import CONTENTS_ENTRY, CONTENTS_HEAD, NUMBER_START, ends_sentence, heading_level, numbering

_LEAST_ENTRIES = 4


@dataclass(frozen=True)
class Entry:
    """An entry of the contents: its lines (a long one is wrapped), title, level, and printed page number."""

    lines: tuple[int, ...]
    title: str
    level: int
    page: int


def find_entries(lines: Sequence[Line]) -> list[Entry]:
    """The entries of the contents, in order; [] where a document has none.

    A run of at least four lines that end in a page number behind a tab, dots or a wide space, the numbers never falling,
    and either under the word 目录 or mostly numbered. Page breaks and one wrapped line between entries do not end it.
    """
    first = next((i for i in range(len(lines)) if _is_entry(lines, i)), None)
    while first is not None:
        entries = _run(lines, first)
        head = first > 0 and CONTENTS_HEAD.match(lines[first - 1].text) is not None
        numbered = sum(1 for e in entries if NUMBER_START.match(e.title))
        if len(entries) >= _LEAST_ENTRIES and (head or 2 * numbered >= len(entries)):
            return entries
        after = entries[-1].lines[-1] + 1 if entries else first + 1
        first = next((i for i in range(after, len(lines)) if _is_entry(lines, i)), None)
    return []


def _is_entry(lines: Sequence[Line], i: int) -> bool:
    text = lines[i].text
    if not (text[-1].isdigit() or text[-1] in "IVXivx") or len(text) > 120:
        return False
    match = CONTENTS_ENTRY.match(text)
    # A table row has several cells; an entry is one title and its page.
    return match is not None and "\t" not in match["title"]


def _run(lines: Sequence[Line], first: int) -> list[Entry]:
    entries: list[Entry] = []
    pending: list[int] = []
    page = 0
    for i in range(first, len(lines)):
        match = CONTENTS_ENTRY.match(lines[i].text) if _is_entry(lines, i) else None
        if match is None:
            if pending or ends_sentence(lines[i].text) or not NUMBER_START.match(lines[i].text):
                break
            pending = [i]
            continue
        number = int(match["page"]) if match["page"].isdigit() else page
        if number < page:
            break
        page = number
        title = "".join(lines[j].text for j in pending) + match["title"]
        entries.append(Entry((*pending, i), title, heading_level(title) or 3, number))
        pending = []
    return entries


def match_key(text: str) -> str:
    """What two printings of one heading have in common: no white space, widths and bracket forms levelled."""
    return re.sub(r"[\s#*]+", "", unicodedata.normalize("NFKC", text)).rstrip(".·… ")


@dataclass(frozen=True)
class Outline:
    """Body headings against the contents.

    `entry_of`: heading line -> index of its entry. `missing`: indices of entries without a body heading.
    `lossy`: (heading line, next heading line) pairs between which sections are missing. Sections missing at the very end
    make no pair: the text breaks off there, but what stands before belongs to the last heading.
    """

    entries: tuple[Entry, ...]
    entry_of: dict[int, int]
    missing: tuple[int, ...]
    lossy: tuple[tuple[int, int], ...]

    def is_lossy(self, line: int) -> bool:
        """Whether pages are missing somewhere between the headings around a line."""
        return any(a < line < b for a, b in self.lossy)

    def path(self, entry: int) -> tuple[str, ...]:
        """Titles above an entry in the contents, outermost first."""
        path: list[str] = []
        level = self.entries[entry].level
        for candidate in reversed(self.entries[:entry]):
            if candidate.level < level:
                path.insert(0, candidate.title)
                level = candidate.level
        return tuple(path)


def build_outline(entries: Sequence[Entry], headings: Sequence[tuple[int, str]]) -> Outline:
    """Match body headings (line, text; in order) with the contents, and find where sections are missing.

    Without contents, a jump in the numbering of neighbours (一、 then 四、) says the same.
    """
    if not entries:
        return Outline((), {}, (), tuple(_number_jumps(headings)))
    keys = [match_key(e.title) for e in entries]
    entry_of: dict[int, int] = {}
    last = -1
    for line, text in headings:
        found = next((k for k in range(last + 1, len(keys)) if keys[k] == match_key(text)), None)
        if found is not None:
            entry_of[line], last = found, found
    present = set(entry_of.values())
    missing = tuple(k for k in range(len(entries)) if k not in present)
    matched = sorted(entry_of.items())
    lossy = [(a, b) for (a, i), (b, j) in itertools.pairwise(matched) if j > i + 1]
    return Outline(tuple(entries), entry_of, missing, tuple(lossy))


def _number_jumps(headings: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    jumps: list[tuple[int, int]] = []
    last: dict[int, int] = {}
    previous = -1
    for line, text in headings:
        level, number = numbering(text)
        if level == 0:
            continue
        if level in last and number > last[level] + 1:
            jumps.append((previous, line))
        last = {k: v for k, v in last.items() if k < level} | {level: number}
        previous = line
    return jumps
