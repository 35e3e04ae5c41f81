"""A briefing as the blocks of a Word document: every text that will be visible, with its line, its footnotes and its evidence.

The writer sets these blocks, and verifying compares a document with them; neither knows a text that is not here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeVar

from rag.briefing.manuscript import FIGURE_HEADS, MARK, NATURES, Element, Manuscript, Run, dated, manuscript
from rag.briefing.models import Briefing, FigureRow
from rag.briefing.references import alike, cited, runs
from rag.briefing.word.options import WordOptions
from rag.models import Citation

Style = Literal["title", "mark", "heading", "body", "note", "item", "table", "annexes", "annex", "evidence", "quote"]
_T = TypeVar("_T")
CHECK, EVIDENCE = "数据核验表", "证据"
CHECK_HEADS = ("数值", "事项（原文）", "时点", "性质", "范围", "来源", "原句")
HEADER = MARK
_WIDTH, _NARROWEST = 156, 12  # mm
_LONGEST_CELL = 120  # characters; a longer one gets no more room
_SCOPE = "范围"
_SENTENCE = re.compile(r"[^。；;！？!?]*[。；;！？!?]?[”’」』]?")


@dataclass(frozen=True)
class Piece:
    """A stretch of text. `key`: the bookmark that holds it; `notes`: texts of its footnotes; `evidence`: of its comment, line by line.

    `line`: the id of the line of the pool that it is, "" for words of the product.
    """

    text: str
    line: str = ""
    key: str = ""
    notes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph (`pieces`) or a table (`heads`, `rows`, `widths` in mm). `list`: number of the list an item is of.

    `keep`: with the table behind it. `figures`: of a table of key figures, the number of each row's; `citation`: that is quoted.
    """

    style: Style
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    list: int = 0
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Piece, ...], ...] = ()
    widths: tuple[int, ...] = ()
    new_page: bool = False
    keep: bool = False
    figures: tuple[int, ...] = ()
    citation: int = 0

    @property
    def text(self) -> str:
        """The words of a paragraph."""
        return "".join(piece.text for piece in self.pieces)


def lay_out(briefing: Briefing, options: WordOptions) -> tuple[Block, ...]:
    """All blocks, top to bottom: the manuscript, then the list of annexes and the annexes that are wanted."""
    return tuple(_Layout(briefing, options).blocks())


Rows = tuple[tuple[Piece, ...], ...]


class _Layout:
    def __init__(self, briefing: Briefing, options: WordOptions) -> None:
        self._briefing, self._options = briefing, options
        self._made: Manuscript = manuscript(briefing)
        self._sources = {source.number: source.citation for source in self._made.sources}
        self._shown = {source.citation.n: source.number for source in self._made.sources}
        self._keys: dict[str, int] = {}
        self._lists = self._tables = 0

    def blocks(self) -> Iterator[Block]:
        before = ""
        for element, after in zip_longest(self._made.elements, self._made.elements[1:]):
            self._lists += element.kind == "item" and before != "item"
            before = element.kind
            yield from self._element(element, keep=after is not None and after.kind == "table")
        yield from self._annexes()

    def _element(self, element: Element, *, keep: bool) -> Iterator[Block]:
        if element.kind == "table":
            yield from self._table(element)
            return
        pieces = tuple(self._piece(run) for run in element.runs)
        style: Style = "body" if element.kind == "paragraph" else element.kind
        yield Block(style, pieces, element.level, self._lists if style == "item" else 0, keep=keep)

    def _piece(self, run: Run) -> Piece:
        key = self._key(f"jz_{_letters(run.line)}") if run.line else ""
        return Piece(run.text, run.line, key, self._notes(run.marks), self._remarks(run.marks))

    def _key(self, stem: str) -> str:
        self._keys[stem] = self._keys.get(stem, 0) + 1
        return f"{stem}_{self._keys[stem]}"

    def _notes(self, marks: Sequence[int]) -> tuple[str, ...]:
        """The footnotes of marks: one for each reference, with the evidence it stands for where that is annexed."""
        numbers = {self._sources[n].n: n for n in marks}
        return tuple(
            self._note(group, [numbers[c.n] for c in group])
            for group in alike([self._sources[n] for n in marks], self._options.standard)
        )

    def _note(self, group: Sequence[Citation], numbers: Sequence[int]) -> str:
        told = cited(group, self._options.standard)
        return f"{told}（{EVIDENCE}{runs(numbers)}）" if self._options.evidence == "annex" else told

    def _remarks(self, marks: Sequence[int]) -> tuple[str, ...]:
        if self._options.evidence != "comments":
            return ()
        return tuple(text for n in marks for text in (f"[{n}]“{self._sources[n].quote}”", _traced(self._sources[n])))

    def _table(self, element: Element) -> Iterator[Block]:
        self._tables += 1
        figures = element.heads == FIGURE_HEADS and not element.section
        rows = tuple(
            tuple(self._cell(run, n, c, figures) for c, run in enumerate(row)) for n, row in enumerate(element.rows, 1)
        )
        yield _table(element.heads, rows, figures=figures)
        marks = [n for row in element.rows for run in row for n in run.marks]
        if marks and not figures:
            told = f"，原文见{EVIDENCE}{runs(marks)}" if self._options.evidence == "annex" else ""
            yield Block("note", (Piece(f"来源见脚注{told}。", notes=self._notes(marks)),))

    def _cell(self, run: Run, row: int, column: int, figures: bool) -> Piece:
        key = f"jz_T{self._tables}_{row}_{column + 1}"
        if not figures:
            return Piece(run.text, key=key, evidence=self._remarks(run.marks))  # one footnote under the table
        annexed = self._options.evidence == "annex" and run.marks
        text = f"{run.text}{EVIDENCE}{runs(run.marks)}" if annexed else run.text
        return Piece(text, key=key, notes=() if annexed else self._notes(run.marks))

    def _annexes(self) -> Iterator[Block]:
        check = self._options.table and bool(self._briefing.figures)
        evidence = self._options.evidence == "annex" and bool(self._sources)
        names = [name for name, wanted in ((CHECK, check), (EVIDENCE, evidence)) if wanted]
        for n, name in enumerate(names, 1):
            numbered = f"{n}. {name}" if len(names) > 1 else name
            yield Block("annexes", (Piece(f"附件：{numbered}" if n == 1 else numbered),), level=n)
        for n, name in enumerate(names, 1):
            yield Block("annex", (Piece(f"附件{n}" if len(names) > 1 else "附件"),), new_page=True)
            yield Block("title", (Piece(name),), level=2)
            yield from self._check() if name == CHECK else self._evidence()

    def _check(self) -> Iterator[Block]:
        lines = {line.id: line for line in self._briefing.lines}
        rows = tuple(
            tuple(
                Piece(text, key=f"jz_K{n}_{column}")
                for column, text in enumerate(self._checked(row, lines[row.line].claim.text), 1)
            )
            for n, row in enumerate(self._briefing.figures, 1)
        )
        yield _table(CHECK_HEADS, rows, figures=True)

    def _checked(self, row: FigureRow, text: str) -> tuple[str, ...]:
        number = self._shown[row.citation]
        annexed = self._options.evidence == "annex"
        source = f"{EVIDENCE}{number}" if annexed else cited((self._sources[number],), self._options.standard)
        said = _around(text, row.start, row.end)
        return (row.value, row.indicator, dated(row), NATURES[row.nature], row.scope, source, said)

    def _evidence(self) -> Iterator[Block]:
        for n, citation in self._sources.items():
            told = f"{EVIDENCE}{n}　{cited((citation,), self._options.standard)}"
            yield Block("evidence", (Piece(told, key=f"jz_E{n}"),), citation=citation.n)
            yield Block("quote", (Piece(f"“{citation.quote}”", key=f"jz_Q{n}"),), citation=citation.n)
            yield Block("quote", (Piece(_traced(citation)),), citation=citation.n)


def _traced(citation: Citation) -> str:
    """Where the words are, to the character, and in which file."""
    spans = "、".join(f"{span.start}–{span.end}" for span in citation.spans)
    return f"文档“{citation.document}”，原文第 {spans} 字，文件 sha256 {citation.sha256[:12]}…"


def _around(text: str, start: int, end: int) -> str:
    """The sentence of a text that a figure stands in."""
    found = (m for m in _SENTENCE.finditer(text) if m.start() <= start and end <= m.end())
    return next((m.group().strip() for m in found), text)


def _letters(line: str) -> str:
    """An id as a bookmark may have it."""
    return re.sub(r"\W", "_", line)[:30]


def _table(heads: tuple[str, ...], rows: Rows, *, figures: bool) -> Block:
    """A table; of figures, the column of scopes stands only where one of them has one."""
    if figures and _SCOPE in heads and not any(row[heads.index(_SCOPE)].text for row in rows):
        at = heads.index(_SCOPE)
        heads, rows = _less(heads, at), tuple(_less(row, at) for row in rows)
    shown = tuple(range(len(rows))) if figures else ()
    return Block("table", heads=heads, rows=rows, widths=_widths(heads, rows), figures=shown)


def _less(row: tuple[_T, ...], at: int) -> tuple[_T, ...]:
    return (*row[:at], *row[at + 1 :])


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Piece]]) -> tuple[int, ...]:
    """Widths (mm) of columns by the length of their texts, none too narrow to read."""
    columns = [[heads[n], *(row[n].text for row in rows if n < len(row))] for n in range(len(heads))]
    weights = [min(_LONGEST_CELL, max(len(text) for text in column)) ** 0.8 for column in columns]
    free = _WIDTH - _NARROWEST * len(columns)
    return tuple(_NARROWEST + int(free * weight / sum(weights)) for weight in weights)
