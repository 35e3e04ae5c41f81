"""Passages -> units of evidence: a sentence, a data box or a table row, with all that stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from index.models import Block, Chunk, Document, Row, Sentence, Span
from rag.models import Speaker

_PROSE = frozenset({"paragraph", "list_item", "abstract", "footnote", "data_box"})
_LETTER = re.compile(r"\w")
_LEAST_FRAGMENT = 6
_LABEL = re.compile(r"\s*(?:【?\s*摘\s*要\s*】?|Abstract)\s*[:：]\s*")


class Hit(Protocol):
    """A retrieved chunk with its scores, as the library gives it."""

    @property
    def chunk(self) -> Chunk:
        """What was found."""

    @property
    def score(self) -> float:
        """The fused score, above 0."""

    @property
    def words(self) -> float:
        """The score by words."""

    @property
    def meaning(self) -> float:
        """The cosine to the question."""

    @property
    def sum(self) -> float:
        """The scores by words and by meaning together, before anything else changed their order."""


class Found(NamedTuple):
    """A passage among those found: `rank` from 0 and `score`, as a share of the best one's, by words and meaning alone; `meaning` its cosine.

    The ranker of evidence learnt on these two. `placed`: the score that passages are put in order by, as a share of the best one's.
    """

    chunk: Chunk
    rank: int
    score: float
    meaning: float
    placed: float = 1.0


@dataclass(frozen=True)
class Unit:
    """A piece of text that can be quoted. `clean`: its clean spans in reading order; `text`: what is quoted of it.

    `index` is its place in `Document.sentences` (None for a table row). `headings`: title, headings, speaker, the host's question,
    table name and heads; `around`: the text of its passage; `before`: the sentence before it in its block.
    """

    document: Document
    found: Found
    clean: tuple[Span, ...]
    text: str
    index: int | None
    block: int | None
    headings: str
    around: str
    before: str
    speaker: Speaker | None
    truncated: bool

    @property
    def key(self) -> tuple[str, tuple[Span, ...]]:
        """What tells it from others: document and place."""
        return (self.document.id, self.clean)


def units_of(found: Found, document: Document) -> list[Unit]:
    """The units of a passage, in reading order: none for headings, contents, captions, and for what a host says."""
    if found.chunk.table_row is not None:
        row = row_unit(document, found)
        return [row] if row else []
    units = (sentence_unit(document, found, n) for n in found.chunk.sentences)
    return [unit for unit in units if unit]


def sentence_unit(document: Document, found: Found, n: int) -> Unit | None:
    """Sentence `n` of a document as a unit; None where it is no evidence."""
    sentence = document.sentences[n]
    block = document.blocks[sentence.block]
    if block.kind not in _PROSE or _by_host(document, block) or document.text(*sentence[:2]).endswith(("？", "?")):
        return None  # a question asserts nothing
    if sentence.truncated and len(_LETTER.findall(document.text(*sentence[:2]))) < _LEAST_FRAGMENT:
        return None  # 例 before a lost page: of such a fragment only its headings would speak
    label = _LABEL.match(document.text(sentence.start, sentence.end)) if block.kind == "abstract" else None
    start = sentence.start + (label.end() if label else 0)
    speaker = speaker_of(document, sentence)
    spoken = f"{speaker.name or ''} {speaker.role or ''}" if speaker else ""
    asked = question_before(document, sentence.block)
    return Unit(
        document=document,
        found=found,
        clean=(Span(start, sentence.end),),
        text=document.text(start, sentence.end),
        index=n,
        block=sentence.block,
        headings=" ".join([document.article_at(start).title.value or "", *block.path, spoken, asked]),
        around=found.chunk.text,
        before=_before(document, n),
        speaker=speaker,
        truncated=sentence.truncated,
    )


def heading_unit(document: Document, found: Found, block: int) -> Unit | None:
    """A heading as a unit, for the lists that sub-headings make; None for other blocks."""
    heading = document.blocks[block]
    n = next((i for i, s in enumerate(document.sentences) if s.block == block), None)
    if heading.kind != "heading" or n is None:
        return None
    return Unit(
        document=document,
        found=found,
        clean=(Span(heading.start, heading.end),),
        text=document.text(heading.start, heading.end),
        index=n,
        block=block,
        headings=" ".join([document.article_at(heading.start).title.value or "", *heading.path]),
        around="",
        before="",
        speaker=None,
        truncated=False,
    )


def _by_host(document: Document, block: Block) -> bool:
    return block.turn is not None and document.turns[block.turn].host


def _before(document: Document, n: int) -> str:
    if n == 0 or document.sentences[n - 1].block != document.sentences[n].block:
        return ""
    previous = document.sentences[n - 1]
    return document.text(previous.start, previous.end)


def speaker_of(document: Document, sentence: Sentence) -> Speaker | None:
    """Who says a sentence: whoever it is attributed to in the text, else whose interview turn it stands in."""
    for said in document.attributions:
        if said.start < sentence.end and sentence.start < said.end:
            tag = document.clean.to_raw(*said.tag)
            return Speaker(said.name or None, said.role or None, said.relation, tag)
    block = document.blocks[sentence.block]
    if block.turn is None:
        return None
    turn = document.turns[block.turn]
    if not turn.name:
        return None  # 答：… of an official explanation: the document speaks, nobody by name
    return Speaker(turn.name, turn.role or None, "direct", document.clean.to_raw(*turn.tag))


def question_before(document: Document, block: int) -> str:
    """The host's question that a block of an interview answers, "" elsewhere. It is context, never evidence."""
    turn = document.blocks[block].turn
    if turn is None:
        return ""
    for earlier in reversed(document.blocks[:block]):
        if earlier.kind == "question" or _by_host(document, earlier):
            return document.text(earlier.start, earlier.end)
        if earlier.turn != turn and earlier.kind != "heading":
            break
    return ""


def row_unit(document: Document, found: Found) -> Unit | None:
    """A table row as a unit: the cells printed in it, one span each.

    Where a flattened list stands between the label and the item of a row, the unit is the item alone: what lies between two
    spans of one quote must not be other text. The label stands in `headings`.
    """
    chunk = found.chunk
    if chunk.table_row is None or not chunk.spans:
        return None
    table = document.tables[chunk.table_row[0]]
    row = table.rows[chunk.table_row[1]]
    clean = _last_run(document, chunk.spans)
    values = " ".join(cell.value for cell in row.cells if cell.rule or not set(cell.spans) <= set(clean))
    heads = " ".join(head.value for head in table.heads)
    article = document.article_at(clean[0].start)
    return Unit(
        document=document,
        found=found,
        clean=clean,
        text=_row_text(document, row, clean),
        index=None,
        block=None,
        headings=" ".join([article.title.value or "", *chunk.path, table.name, heads, values]),
        around=found.chunk.text,
        before="",
        speaker=None,
        truncated=False,
    )


def _last_run(document: Document, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    run = [spans[-1]]
    for span in reversed(spans[:-1]):
        if document.text(span.end, run[0].start).strip(" \t\n|"):
            break
        run.insert(0, span)
    return tuple(run)


def _row_text(document: Document, row: Row, clean: tuple[Span, ...]) -> str:
    """Cells one space apart; a cell broken over lines is joined as running text is."""
    text, last = "", -1
    for span in clean:
        piece = document.text(*span)
        cell = next((c for c, cell in enumerate(row.cells) if span in cell.spans), -1)
        western = text[-1:].isascii() and text[-1:].isalnum() and piece[:1].isascii() and piece[:1].isalnum()
        text += (" " if text and (cell != last or western) else "") + piece
        last = cell
    return text


def neighbours(document: Document, unit: Unit) -> Iterator[int]:
    """Indices of the sentences of a unit's section (same headings, same speaker, no lost text between), in order."""
    if unit.index is None or unit.block is None:
        return
    home = document.blocks[unit.block]
    first = last = unit.index
    while first > 0 and _same_section(document, home, first - 1, first):
        first -= 1
    while last + 1 < len(document.sentences) and _same_section(document, home, last + 1, last + 1):
        last += 1
    yield from range(first, last + 1)


def _same_section(document: Document, home: Block, n: int, later: int) -> bool:
    block = document.blocks[document.sentences[n].block]
    if block.kind not in _PROSE or (block.path, block.turn) != (home.path, home.turn):
        return False
    end, start = document.sentences[later - 1].end, document.sentences[later].start
    return not any(j.kind == "uncertain" and end <= j.at <= start for j in document.clean.joins)
