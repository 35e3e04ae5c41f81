"""What reading a document yields: text with its offsets, blocks, sentences, turns, tables, chunks.

Everything a reader may be shown is a *span*. `Span`s named `raw_*` count Unicode code points of the raw text (contract.md,
"Text and offsets"); all others count code points of `CleanText.text` and are turned into raw spans by `CleanText.to_raw`.
All records are frozen; msgspec stores and loads them as they stand.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

GapKind = Literal[
    "blank",  # empty lines and white space between blocks
    "wrap",  # a line or page break inside a sentence
    "markup",  # Markdown marks: #, **, trailing double space
    "page_number",
    "running_head",  # page heads, banners and slogans that belong to the page, not to the text
    "footnote",
    "footnote_mark",  # the mark in the sentence: ¹ ⁹
    "reference",  # a bibliography mark in the sentence: [1,3]
    "keywords",
    "table",  # a table or figure that floats inside a sentence
    "caption",
]
JoinKind = Literal["wrap", "page_break", "uncertain"]
BlockKind = Literal[
    "heading",
    "paragraph",
    "list_item",
    "table",
    "question",  # a host's question: never evidence
    "contents",
    "footnote",
    "caption",
    "abstract",
    "keywords",
    "data_box",
    "source",  # 数据来源, 责任编辑, copyright lines
    "title",
    "running_head",
    "page_number",
]
Relation = Literal["direct", "reported"]
How = Literal["text", "inferred", "unknown"]


class Span(NamedTuple):
    """A half-open range [start, end) of code points."""

    start: int
    end: int


class Piece(NamedTuple):
    """A run of characters that stands in the clean text exactly as in the raw text."""

    clean: int
    raw: int
    length: int


class Gap(NamedTuple):
    """Raw characters at a place where the clean text runs on without them, and why.

    Characters of kind `footnote`, `keywords`, `table`, … stand elsewhere in the clean text, in a block of their own.
    """

    start: int
    end: int
    kind: GapKind


class Join(NamedTuple):
    """A place of the clean text where two raw lines meet (`at`), or where they must not be read as one (`uncertain`)."""

    at: int
    kind: JoinKind
    reason: str


class Inference(NamedTuple):
    """A value that the text does not print as such: where, what is printed, what is meant, by which rule."""

    start: int
    end: int
    as_printed: str
    value: str
    rule: str


@dataclass(frozen=True)
class CleanText:
    """Readable text with a lossless two-way map to the raw text.

    `pieces` are in clean order and may stand in another order in the raw text (a footnote is moved behind the sentence it
    interrupts). Pieces and left-out raw characters (`dropped`, sorted) together are the whole raw text, each character once.
    Clean characters outside every piece are line feeds between lines and single spaces at wraps; they have no raw place.
    """

    text: str
    pieces: tuple[Piece, ...]
    dropped: tuple[Gap, ...]
    joins: tuple[Join, ...] = ()
    inferences: tuple[Inference, ...] = ()

    @cached_property
    def _clean_starts(self) -> list[int]:
        return [p.clean for p in self.pieces]

    @cached_property
    def _by_raw(self) -> list[Piece]:
        return sorted(self.pieces, key=lambda p: p.raw)

    @cached_property
    def _raw_starts(self) -> list[int]:
        return [p.raw for p in self._by_raw]

    def to_raw(self, start: int, end: int) -> tuple[Span, ...]:
        """Raw spans of the clean range [start, end), in reading order; touching spans are merged.

        A range without any raw character (an inserted space) gives ().
        """
        spans: list[Span] = []
        for piece in _overlapping(self.pieces, self._clean_starts, start, end):
            a = max(start, piece.clean) - piece.clean + piece.raw
            b = min(end, piece.clean + piece.length) - piece.clean + piece.raw
            if spans and spans[-1].end == a:
                spans[-1] = Span(spans[-1].start, b)
            elif a < b:
                spans.append(Span(a, b))
        return tuple(spans)

    def to_clean(self, start: int, end: int) -> tuple[Span, ...]:
        """Clean spans of the raw range [start, end), in raw order; touching spans are merged."""
        spans: list[Span] = []
        starts = self._raw_starts
        i = max(bisect_right(starts, start) - 1, 0)
        for piece in self._by_raw[i:]:
            if piece.raw >= end:
                break
            a, b = max(start, piece.raw), min(end, piece.raw + piece.length)
            if a >= b:
                continue
            shift = piece.clean - piece.raw
            if spans and spans[-1].end == a + shift:
                spans[-1] = Span(spans[-1].start, b + shift)
            else:
                spans.append(Span(a + shift, b + shift))
        return tuple(spans)


def _overlapping(pieces: tuple[Piece, ...], starts: list[int], start: int, end: int) -> Iterator[Piece]:
    i = max(bisect_right(starts, start) - 1, 0)
    while i < len(pieces) and pieces[i].clean < end:
        if pieces[i].clean + pieces[i].length > start:
            yield pieces[i]
        i += 1


@dataclass(frozen=True)
class Fact:
    """A value the product knows about a document, and how it knows it.

    `how`: `text` (read at `raw_spans`), `inferred` (from `source`, in words), `unknown` (value None).
    """

    value: str | None
    how: How
    raw_spans: tuple[Span, ...] = ()
    source: str = ""


UNKNOWN = Fact(None, "unknown")


@dataclass(frozen=True)
class Article:
    """One article of a file: a file can hold several, each with its own issuer and date. `start`/`end` are clean offsets.

    `level` (of its source) and `superseded_by` are what the manifest says; `index.standing.level_of` infers where it is silent.
    """

    start: int
    end: int
    title: Fact
    issuer: Fact = UNKNOWN
    kind: Fact = UNKNOWN
    date: Fact = UNKNOWN
    copyright: Fact = UNKNOWN
    level: Fact = UNKNOWN
    superseded_by: Fact = UNKNOWN


@dataclass(frozen=True)
class Block:
    """A typed stretch of clean text. Blocks cover the clean text in order, without overlap; between them lie line feeds.

    `path`: headings above it, outermost first; `path_certain` is False where pages are missing between the heading and here.
    `turn`, `table`: index into `Document.turns`, `Document.tables`.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    path: tuple[str, ...] = ()
    path_certain: bool = True
    turn: int | None = None
    table: int | None = None


class Sentence(NamedTuple):
    """A sentence of a block (`block` is its index). `truncated`: its beginning or end is lost or uncertain."""

    start: int
    end: int
    block: int
    truncated: bool


@dataclass(frozen=True)
class Turn:
    """A speaker's turn in an interview; `tag` is the clean span of `姓名（职务）：`.

    `name` is empty where the document asks and answers by itself (问：…答：…). `introduced`: where the text gives the post of a
    speaker whose tag is the bare name; None where the tag does.
    """

    name: str
    role: str
    host: bool
    tag: Span
    start: int
    end: int
    introduced: Span | None = None


@dataclass(frozen=True)
class Attribution:
    """Running text that somebody said: `…李明华表示`. `name` is empty for an unnamed official; `tag` is the clean span of who said it.

    `introduced`: where the text gives the post of somebody whom the tag names without it; None where the tag does.
    """

    start: int
    end: int
    name: str
    role: str
    relation: Relation
    tag: Span
    introduced: Span | None = None


@dataclass(frozen=True)
class Cell:
    """A table cell: clean spans in reading order (empty for an empty cell) and the text printed there.

    `value` differs from `printed` only where it was inferred (a merged, shifted or displaced cell), then `rule` says how and
    `spans` point to the characters it was taken from.
    """

    spans: tuple[Span, ...]
    printed: str
    value: str
    rule: str = ""


@dataclass(frozen=True)
class Row:
    """A table row; `start`/`end` is its clean range."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Completeness:
    """What is known of whether all rows are there. `expected` is None where nothing announces a number."""

    state: Literal["whole", "incomplete", "unknown"]
    reason: str
    found: int
    expected: int | None = None
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table. `shape`: `rows` (records under heads), `matrix` (row names by column names), `list` (flattened, recovered).

    `heads` are cells of the head row (wherever it stood); `(name, caption)` as printed above or below.
    """

    name: str
    caption: Span | None
    shape: Literal["rows", "matrix", "list"]
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]
    start: int
    end: int
    completeness: Completeness


@dataclass(frozen=True)
class Damage:
    """Damage that was seen but could not be repaired by rule: what, and the clean span."""

    kind: str
    message: str
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """A document as read: stored characters, clean text, structure. `id` is the file's stem."""

    id: str
    file: str
    sha256: str
    encoding: str
    raw: str
    clean: CleanText
    articles: tuple[Article, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    turns: tuple[Turn, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[Damage, ...] = ()

    def text(self, start: int, end: int) -> str:
        """The clean text of a clean range."""
        return self.clean.text[start:end]

    def article_at(self, offset: int) -> Article:
        """The article that holds a clean offset."""
        return next((a for a in self.articles if a.start <= offset < a.end), self.articles[-1])


@dataclass(frozen=True)
class Chunk:
    """A unit of retrieval: clean spans of one document (one, or one per cell of a table row).

    `sentences`: indices into `Document.sentences`. `table_row`: (table, row) indices. `key` is what is indexed: title, heading
    path, speaker or table head, then the text; it is never shown or cited.
    """

    document: str
    number: int
    kind: BlockKind
    spans: tuple[Span, ...]
    text: str
    key: str
    path: tuple[str, ...] = ()
    speaker: str = ""
    sentences: tuple[int, ...] = ()
    table_row: tuple[int, int] | None = None
