"""Raw text -> clean text: sentences made whole, page furniture moved out of them, every character accounted for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.joining import Paragraph
from index.lines import Line
from index.marks import Marked
from index.models import CleanText, Gap, GapKind, Inference, Join, Piece, Span
from index.patterns import FOOTNOTE, MARKDOWN_HEADING, NOTE_MARK, REFERENCE

_BOLD = re.compile(r"(\*\*|__)(?=[^\s*_])(.+?)(?<=[^\s*_])\1")
_COUNTED = "家户人个名套台辆件项吨元亩株头只次座栋千万亿尾粒枚艘支条张所份种位根箱斤克升"
# 3×104 家 lost its superscript (3×10⁴). Sizes look alike: 3×104 毫米, 30×104 cm, and numbers above 10⁹ are no counts.
LOST_SUPERSCRIPT = re.compile(
    rf"(?<![\d.×xX])(\d{{1,2}}(?:\.\d+)?)\s*[×xX]\s*10([2-9])(?=\s*(?:多|余)?\s*[{_COUNTED}])"
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEAST_REFERENCES = 3
_LINE_JOINT: dict[str, str] = {"table": "\n", "data": " "}


@dataclass(frozen=True)
class Cleaned:
    """Clean text, with the clean range of each paragraph and of each line."""

    clean: CleanText
    paragraphs: tuple[Span, ...]
    lines: tuple[Span, ...]


def clean(raw: str, marked: Marked, paragraphs: Sequence[Paragraph]) -> Cleaned:
    """Lay the paragraphs out as clean text, one after the other, and keep the map.

    `raw` is the stored text, `marked` its lines with their roles, `paragraphs` how they belong together.
    """
    layout = _Layout(_inline_gaps(raw, marked))
    spans = [Span(0, 0)] * len(marked.lines)
    ranges: list[Span] = []
    joins: list[Join] = []
    for paragraph in paragraphs:
        if ranges:
            layout.insert("\n")
        start = layout.size
        if paragraph.truncated_start == "uncertain":
            joins.append(Join(start, "uncertain", "lost_pages_or_clash"))
        for k, i in enumerate(paragraph.lines):
            if k:
                layout.joint(paragraph.role, marked.lines[i].text)
                if paragraph.role in ("prose", "list_item", "abstract", "heading"):
                    kind = paragraph.joins[k - 1]
                    joins.append(Join(layout.size, kind, kind))
            spans[i] = layout.line(marked.lines[i], i)
        ranges.append(Span(start, layout.size))
    text = "".join(layout.parts)
    wraps = _wraps(marked.lines, paragraphs)
    dropped = tuple(_dropped(len(raw), layout.pieces, layout.gaps, wraps))
    inferences = tuple(_lost_superscripts(text))
    return Cleaned(
        CleanText(text, tuple(layout.pieces), dropped, tuple(joins), inferences), tuple(ranges), tuple(spans)
    )


class _Layout:
    """The clean text as it grows: verbatim pieces and inserted white space."""

    def __init__(self, gaps: dict[int, list[Gap]]) -> None:
        self.by_line = gaps
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.gaps: list[Gap] = []
        self.size = 0

    def insert(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def joint(self, role: str, following: str) -> None:
        """What stands at a line break inside a paragraph: nothing between Han characters, a space between words or numbers."""
        fixed = _LINE_JOINT.get(role)
        before = self.parts[-1][-1:] if self.parts else ""
        self.insert(joint(before, following[0]) if fixed is None else fixed)

    def line(self, line: Line, index: int) -> Span:
        """Lay out one line without its inline gaps; its clean range."""
        start, at = self.size, line.start
        for gap in self.by_line.get(index, ()):
            self._piece(line, at, gap.start)
            self.gaps.append(gap)
            at = gap.end
        self._piece(line, at, line.end)
        return Span(start, self.size)

    def _piece(self, line: Line, start: int, end: int) -> None:
        if start < end:
            self.pieces.append(Piece(self.size, start, end - start))
            self.insert(line.text[start - line.start : end - line.start])


def joint(before: str, after: str) -> str:
    """The white space a line break between two characters stands for: "" or one space.

    Between two Latin letters or digits a space keeps words and numbers apart (contract.md, "A quote"); a hyphen before a
    letter is kept as printed, since hyphenation and a hyphenated word cannot be told apart.
    """
    latin = before.isascii() and before.isalnum()
    if after.isascii() and (after.isalnum() or after in "(“\"'&") and (latin or before in ",.;:)!?&%"):
        return " "
    return ""


def _inline_gaps(raw: str, marked: Marked) -> dict[int, list[Gap]]:
    """Marks inside lines that are not text: Markdown, footnote marks, bibliography marks; by line, in order."""
    notes = _note_marks(marked)
    references = len(set(REFERENCE.findall(raw))) >= _LEAST_REFERENCES and "[1" in raw
    bold = "**" in raw or "__" in raw
    gaps: dict[int, list[Gap]] = {}
    for i, (line, mark) in enumerate(zip(marked.lines, marked.marks, strict=True)):
        found: list[Gap] = []
        if mark.role == "heading" and line.text[0] == "#":
            found += _heading_marks(line)
        if bold and mark.role != "table":
            found += _bold_marks(line)
        if notes and mark.role not in ("table", "footnote"):
            found += _footnote_marks(line, notes)
        if references and mark.role != "table":
            found += _reference_marks(line)
        if found:
            gaps[i] = sorted(found)
    return gaps


def _note_marks(marked: Marked) -> set[str]:
    texts = (line.text for line, mark in zip(marked.lines, marked.marks, strict=True) if mark.role == "footnote")
    return {m["mark"] for m in map(FOOTNOTE.match, texts) if m}


def _gap(line: Line, start: int, end: int, kind: GapKind) -> Gap:
    return Gap(line.start + start, line.start + end, kind)


def _heading_marks(line: Line) -> list[Gap]:
    opening = MARKDOWN_HEADING.match(line.text)
    if not opening:
        return []
    closing = re.search(r"\s+#+$", line.text)
    tail = [_gap(line, closing.start(), closing.end(), "markup")] if closing else []
    return [_gap(line, 0, opening.end(), "markup"), *tail]


def _bold_marks(line: Line) -> list[Gap]:
    marks = []
    for match in _BOLD.finditer(line.text):
        size = len(match.group(1))
        marks.append(_gap(line, match.start(), match.start() + size, "markup"))
        marks.append(_gap(line, match.end() - size, match.end(), "markup"))
    return marks


def _footnote_marks(line: Line, notes: set[str]) -> list[Gap]:
    found = (m for m in NOTE_MARK.finditer(line.text) if m.group() in notes)
    return [_gap(line, m.start(), m.end(), "footnote_mark") for m in found]


def _reference_marks(line: Line) -> list[Gap]:
    marks = []
    for match in REFERENCE.finditer(line.text):
        start = len(line.text[: match.start()].rstrip())
        # 国办发[2021]15号 has four digits; [12]号 is a number of a document, not of the bibliography.
        if start and not line.text[match.end() :].startswith("号"):
            marks.append(_gap(line, start, match.end(), "reference"))
    return marks


def _wraps(lines: Sequence[Line], paragraphs: Iterable[Paragraph]) -> set[int]:
    """Raw offsets of line ends inside paragraphs."""
    return {lines[i].end for p in paragraphs for i in p.lines[:-1]}


def _dropped(size: int, pieces: Sequence[Piece], marks: Sequence[Gap], wraps: set[int]) -> Iterable[Gap]:
    """All raw characters outside the pieces, each range with its kind, sorted."""
    taken = sorted([(p.raw, p.raw + p.length, "") for p in pieces] + [(g.start, g.end, g.kind) for g in marks])
    at = 0
    for start, end, kind in [*taken, (size, size, "")]:
        if at < start:
            yield Gap(at, start, "wrap" if at in wraps else "blank")
        if kind:
            yield Gap(start, end, kind)  # type: ignore[arg-type]
        at = end


def _lost_superscripts(text: str) -> Iterable[Inference]:
    if "×10" not in text and "x10" not in text and "× 10" not in text:
        return
    for match in LOST_SUPERSCRIPT.finditer(text):
        value = f"{match.group(1)}×10{match.group(2).translate(_RAISED)}"
        yield Inference(match.start(), match.end(), match.group(), value, "lost_superscript")
