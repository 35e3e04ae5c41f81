"""What a reader of a Word document sees, held against the receipts: what stands there unchanged, and what no receipt proves.

Words are compared, not runs, paragraphs or styles: a text may be split, joined, moved and set otherwise. Every word in sight must
belong to a line of the receipts, to a row, a note or a heading that the product wrote; what is left over is not proven.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.briefing.models import Briefing
from rag.briefing.word.differing import closest, parted, row_parted, short
from rag.briefing.word.layout import HEADER, Block, Piece, lay_out
from rag.briefing.word.options import WordOptions
from rag.briefing.word.reading import Grid, Paragraph, Seen
from rag.briefing.word.xml import sayable

_SPACE = re.compile(r"\s+")
_PAGE = re.compile(r"[—–\-－]*\d*[—–\-－]*")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|\d+[.．、])")
_PLAIN_NUMBER = re.compile(r"(?:%\d|[\s\W_]|[第章节条款项（）()、.．第])*")
_NEAR = 0.5  # least share of a text's letters that a line must have to be named beside it
_LONGEST, _MOST = 2000, 100  # characters of a text, and texts, that lines are looked up for


@dataclass(frozen=True)
class Compared:
    """What was found. `lines`: ids of those in sight; `gone`: of those that are no longer there; `unproven`: text and why.

    `figures`: rows of key figures in sight; `rows`: the cells of table rows; `evidence`: numbers of citations quoted in full.
    """

    lines: tuple[str, ...]
    figures: frozenset[int]
    rows: frozenset[tuple[str, ...]]
    evidence: frozenset[int]
    gone: tuple[str, ...]
    unproven: tuple[tuple[str, str], ...]
    hints: tuple[str, ...]


def bare(text: str) -> str:
    """A text without white space, but for one space where it parts two letters or digits (`12 34` is not 1234)."""
    return _bare(text)[0]


def _bare(text: str) -> tuple[str, list[int]]:
    """A bare text, and how many of its characters stand before each place of the text."""
    out: list[str] = []
    before = []
    waiting = False
    for char in text:
        before.append(len(out))
        if char.isspace():
            waiting = True
            continue
        if waiting and out and _latin(out[-1]) and _latin(char):
            out.append(" ")
        waiting = False
        out.append(char)
    return "".join(out), [*before, len(out)]


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def compare(seen: Seen, briefing: Briefing, options: Sequence[WordOptions]) -> Compared:
    """Hold a document against a briefing written in one of several ways."""
    return _Comparison(briefing, options).run(seen)


@dataclass
class _Known:
    """What may stand in a document, bare. `lines`: ids by text; `words`: headings, labels, notes; `tables`: rows by heads."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    tables: dict[tuple[str, ...], dict[tuple[str, ...], set[int]]] = field(default_factory=dict)
    row_notes: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    notes: dict[str, set[str]] = field(default_factory=dict)
    word_notes: dict[str, set[str]] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    comments: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    shown: dict[str, None] = field(default_factory=dict)


class _Comparison:
    def __init__(self, briefing: Briefing, options: Sequence[WordOptions]) -> None:
        self._texts = {line.id: line.text for line in briefing.lines}
        self._known = _Known()
        for line in briefing.lines:
            self._known.lines.setdefault(_key(line.text), []).append(line.id)
        for one in options:
            for block in lay_out(briefing, one):
                self._learn(block)
        self._lines: list[str] = []
        self._figures: set[int] = set()
        self._rows: set[tuple[str, ...]] = set()
        self._evidence: set[int] = set()
        self._unproven: dict[str, str] = {}

    def _learn(self, block: Block) -> None:
        known = self._known
        if block.style == "table":
            rows = known.tables.setdefault(tuple(map(_key, block.heads)), {})
            for n, row in enumerate(block.rows):
                cells = tuple(_key(piece.text) for piece in row)
                rows.setdefault(cells, set()).update(block.figures[n : n + 1])
                known.row_notes.setdefault(cells, set()).update(_key(note) for p in row for note in p.notes)
                known.comments.update(_remark(piece) for piece in row)
            return
        lined = [piece for piece in block.pieces if piece.line]
        for piece in lined:
            ids = known.lines.setdefault(_key(piece.text), [])
            ids += [piece.line] if piece.line not in ids else []
            known.notes.setdefault(piece.line, set()).update(map(_key, piece.notes))
            known.keys[piece.key] = piece.line
            known.shown[piece.line] = None
        known.comments.update(_remark(piece) for piece in block.pieces)
        if not lined:
            text = _key(block.text)
            known.words.add(text)
            known.word_notes.setdefault(text, set()).update(_key(note) for p in block.pieces for note in p.notes)
            if block.style == "quote" and block.citation and block.pieces[0].key:
                known.evidence[text] = block.citation

    def run(self, seen: Seen) -> Compared:
        """Everything in sight, part by part."""
        group: list[Paragraph] = []
        for block in seen.blocks:
            if isinstance(block, Paragraph) and not self._is_word(block):
                group.append(block)
                continue
            self._stream(group)
            group = []
            if isinstance(block, Grid):
                self._table(block)
        self._stream(group)
        self._edges(seen)
        self._notes_in(seen.footnotes)
        gone = tuple(line for line in self._known.shown if line not in self._lines)
        return Compared(
            tuple(dict.fromkeys(self._lines)),
            frozenset(self._figures),
            frozenset(self._rows),
            frozenset(self._evidence),
            gone,
            tuple((text, why) for text, why in self._unproven.items() if text),
            tuple(self._hints(seen, gone)),
        )

    def _is_word(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph is one that the product wrote beside the lines; its number may have been made text."""
        text = bare(paragraph.text)
        for said in (text, _NUMBER.sub("", text)):
            if said in self._known.words or not said:
                self._own_notes(paragraph, self._known.word_notes.get(said, set()))
                if said in self._known.evidence:
                    self._evidence.add(self._known.evidence[said])
                return True
        return False

    def _own_notes(self, paragraph: Paragraph, allowed: set[str]) -> None:
        for _, note in paragraph.notes:
            if bare(note) not in allowed:
                self._lacks(note, f"这条脚注不是“{short(paragraph.text)}”的脚注")

    def _stream(self, paragraphs: Sequence[Paragraph]) -> None:
        """Paragraphs that stand together, as one text: which lines are there, and what is not of any."""
        text, notes, marks, breaks = "", [], [], []
        for paragraph in paragraphs:
            said, before = _bare(paragraph.text)
            notes += [(len(text) + before[at], note) for at, note in paragraph.notes]
            marks += [(len(text) + before[a], len(text) + before[b], name) for name, a, b in paragraph.marks]
            text += said
            breaks.append(len(text))
        covered = self._covered(text)
        for start, end, ids in covered:
            near = {note for at, note in notes if start < at <= end}
            line = self._line_of(ids, start, end, marks, near)
            self._lines.append(line)
            for note in near:
                if bare(note) not in self._known.notes.get(line, set()):
                    self._lacks(note, f"这条脚注不是“{short(self._texts.get(line, ''))}”的脚注")
        left = list(_between(covered, len(text), breaks))
        for start, end in left:
            self._lacks(text[start:end], self._why(text[start:end], start, end, marks))
        for at, note in notes:  # one behind words that are told to be unproven needs no telling
            if not any(start < at <= end for start, end in [*((a, b) for a, b, _ in covered), *left]):
                self._lacks(note, "这条脚注所注的文字不是收据中的语句")

    def _covered(self, text: str) -> list[tuple[int, int, list[str]]]:
        """Where lines stand in a text, the longest first, none over another."""
        found: list[tuple[int, int, list[str]]] = []
        free = bytearray(b"\1" * len(text))
        for words in sorted(self._known.lines, key=lambda t: (-len(t), t)):
            at = text.find(words) if words else -1
            while at >= 0:
                end = at + len(words)
                if 0 not in free[at:end]:
                    free[at:end] = bytes(len(words))
                    found.append((at, end, self._known.lines[words]))
                at = text.find(words, at + 1)
        return sorted(found, key=lambda f: f[:2])

    def _line_of(
        self, ids: Sequence[str], start: int, end: int, marks: Sequence[tuple[int, int, str]], notes: set[str]
    ) -> str:
        """Which of the lines of one text it is: by its bookmark, else by its footnotes."""
        named = {self._known.keys.get(name) for a, b, name in marks if a < end and start < b}
        by_notes = [one for one in ids if notes and {bare(n) for n in notes} <= self._known.notes.get(one, set())]
        return next((one for one in ids if one in named), (by_notes or list(ids))[0])

    def _why(self, text: str, start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> str:
        """Why a text is not proven: the line it comes nearest to, and where they part."""
        if self._beyond(text):
            return "收据中没有这段文字"
        named = {self._known.keys[name] for a, b, name in marks if name in self._known.keys and a < end and start < b}
        own = [words for words, ids in self._known.lines.items() if named & set(ids)]
        close = closest(text, own, 0.0) or closest(text, [*self._known.lines, *sorted(self._known.words)], _NEAR)
        return parted(text, close) if close else "收据中没有与之相近的文字"

    def _beyond(self, text: str) -> bool:
        """Whether a text is longer, or one of more, than what is worth looking for; whoever fills a file with such waits for nothing."""
        return len(text) > _LONGEST or len(self._unproven) > _MOST

    def _table(self, table: Grid) -> None:
        rows = [tuple(bare(cell.text) for cell in row) for row in table.rows]
        heads = rows[0] if rows and rows[0] in self._known.tables else None
        known = self._known.tables[heads] if heads else {}
        for cells, row in zip(rows, table.rows, strict=True):
            if cells == heads or not any(cells):
                continue
            if cells not in known:
                self._lacks("｜".join(_SPACE.sub(" ", cell.text) for cell in row), row_parted(cells, known))
                continue
            self._rows.add(cells)
            self._figures |= known[cells]
            for cell in row:
                self._own_notes(cell, self._known.row_notes.get(cells, set()))

    def _edges(self, seen: Seen) -> None:
        for text in (line for edge in seen.edges for line in edge.split("\n")):
            if bare(text) != bare(HEADER) and not _PAGE.fullmatch(bare(text)):
                self._lacks(text, "页眉或页脚中的文字，收据中没有")
        for shown in seen.numbers:
            if not _PLAIN_NUMBER.fullmatch(shown) and not any(bare(shown) in words for words in self._known.words):
                self._lacks(shown, "自动编号中的文字，收据中没有")
        for extra in seen.extras:
            self._lacks(f"（{extra}）", "其中的内容不能核验")

    def _notes_in(self, notes: Sequence[str]) -> None:
        allowed = {
            n
            for sets in (self._known.notes, self._known.row_notes, self._known.word_notes)
            for s in sets.values()
            for n in s
        }
        for note in notes:
            if bare(note) not in allowed and self._beyond(note):
                self._lacks(note, "收据中没有这条脚注")
            elif bare(note) not in allowed:
                close = closest(bare(note), sorted(allowed), 0.0)
                self._lacks(note, parted(bare(note), close) if close else "收据中没有这条脚注")

    def _lacks(self, text: str, why: str) -> None:
        told = _SPACE.sub(" ", text).strip()
        self._unproven.setdefault(told, why)

    def _hints(self, seen: Seen, gone: Sequence[str]) -> Iterator[str]:
        if gone:
            told = "、".join(f"“{short(self._texts[line])}”" for line in gone[:3])
            yield f"收据中的 {len(gone)} 句已不在文中（{told}{'等' if len(gone) > 3 else ''}），未核验"
        if seen.revised:
            yield "文中有未接受的修订，按全部接受后的文字核验"
        strange = [comment for comment in seen.comments if bare(comment) not in self._known.comments]
        if strange:
            yield f"有 {len(strange)} 条批注不是本程序写的，未核验"


def _remark(piece: Piece) -> str:
    return "".join(_key(line) for line in piece.evidence)


def _key(text: str) -> str:
    """A text as it is after having been through XML, bare."""
    return bare(sayable(text))


def _between(
    covered: Sequence[tuple[int, int, object]], length: int, breaks: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """What is not covered, paragraph by paragraph."""
    at = 0
    for start, end in [*((start, end) for start, end, _ in covered), (length, length)]:
        cuts = [at, *(b for b in breaks if at < b < start), start]
        yield from ((a, b) for a, b in pairwise(cuts) if a < b)
        at = end
