"""Blocks -> chunks: what is retrieved. Slices of the clean text, never copies that were edited."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.models import Block, Chunk, Document, Span, Table
from index.outline import match_key

CHUNKER = "chunking-2"
_PROSE = frozenset({"paragraph", "list_item", "abstract"})
_ALONE = frozenset({"footnote", "keywords", "data_box"})


@dataclass(frozen=True)
class ChunkSettings:
    """Size of a prose chunk in characters.

    It is closed at the sentence that reaches `target`, and never longer than `most` if a sentence end allows it.
    """

    target: int = 220
    most: int = 360


@dataclass(frozen=True)
class _Draft:
    kind: str
    spans: tuple[Span, ...]
    block: Block
    sentences: tuple[int, ...] = ()
    table_row: tuple[int, int] | None = None


def chunk(document: Document, settings: ChunkSettings) -> tuple[Chunk, ...]:
    """The chunks of a document, in reading order.

    Prose is cut at sentence ends and never crosses a heading, a speaker, an article or an uncertain join. A table row, a
    data box, a footnote is a chunk of its own. Host questions, running heads and captions are none; a contents entry is one
    only where the section it announces is missing from the body, a heading only where nothing stands under it.
    """
    drafts = list(_drafts(document, settings))
    return tuple(_finish(document, n, draft) for n, draft in enumerate(drafts))


def _drafts(document: Document, settings: ChunkSettings) -> Iterator[_Draft]:
    by_block: list[list[int]] = [[] for _ in document.blocks]
    for n, sentence in enumerate(document.sentences):
        by_block[sentence.block].append(n)
    bodies = {match_key(document.text(b.start, b.end)) for b in document.blocks if b.kind in ("heading", "title")}
    apart = {join.at for join in document.clean.joins if join.kind == "uncertain"}  # an uncertain join begins a block
    run: list[int] = []
    for k, block in enumerate(document.blocks):
        if block.kind in _PROSE:
            before = document.blocks[document.sentences[run[-1]].block] if run else block
            if run and (block.start in apart or not _together(document, before, block)):
                yield from _prose(document, run, settings)
                run = []
            run += by_block[k]
            continue
        if run:
            yield from _prose(document, run, settings)
            run = []
        yield from _special(document, block, k, by_block[k], bodies)
    if run:
        yield from _prose(document, run, settings)


def _together(document: Document, a: Block, b: Block) -> bool:
    same = (a.path, a.path_certain, a.turn, a.kind == "abstract") == (
        b.path,
        b.path_certain,
        b.turn,
        b.kind == "abstract",
    )
    return same and document.article_at(a.start) is document.article_at(b.start)


def _prose(document: Document, run: list[int], settings: ChunkSettings) -> Iterator[_Draft]:
    group: list[int] = []
    size = 0
    for n in run:
        sentence = document.sentences[n]
        length = sentence.end - sentence.start
        if group and (size >= settings.target or size + length > settings.most):
            yield _slice(document, group)
            group, size = [], 0
        group.append(n)
        size += length
    if group:
        yield _slice(document, group)


def _slice(document: Document, group: list[int]) -> _Draft:
    first, last = document.sentences[group[0]], document.sentences[group[-1]]
    block = document.blocks[first.block]
    return _Draft(block.kind, (Span(first.start, last.end),), block, tuple(group))


def _special(document: Document, block: Block, k: int, sentences: list[int], bodies: set[str]) -> Iterator[_Draft]:
    if block.kind == "table" and block.table is not None:
        yield from _rows(document.tables[block.table], block)
    elif block.kind in _ALONE or (block.kind == "contents" and _missing(document, block, bodies)):
        yield _whole(block, sentences)
    elif block.kind == "heading":
        following = document.blocks[k + 1] if k + 1 < len(document.blocks) else None
        if following is None or (following.kind == "heading" and len(following.path) <= len(block.path)):
            yield _whole(block, sentences)


def _missing(document: Document, block: Block, bodies: set[str]) -> bool:
    entry = document.text(block.start, block.end)
    key = match_key(entry.rstrip("0123456789").rstrip(" \t.．·…"))
    return key not in bodies


def _whole(block: Block, sentences: list[int]) -> _Draft:
    return _Draft(block.kind, (Span(block.start, block.end),), block, tuple(sentences))


def _rows(table: Table, block: Block) -> Iterator[_Draft]:
    for r, row in enumerate(table.rows):
        # What stands in the row itself; a value taken from another row (a merged label) is in the key only.
        own = {s for cell in row.cells for s in cell.spans if row.start <= s.start < row.end or not cell.rule}
        if own and block.table is not None:
            yield _Draft("table", tuple(sorted(own)), block, (), (block.table, r))


def _finish(document: Document, number: int, draft: _Draft) -> Chunk:
    text = "；".join(document.text(*span) for span in draft.spans)
    speaker = document.turns[draft.block.turn].name if draft.block.turn is not None else ""
    return Chunk(
        document=document.id,
        number=number,
        kind=draft.kind,  # type: ignore[arg-type]
        spans=draft.spans,
        text=text,
        key=_key(document, draft, text),
        path=draft.block.path,
        speaker=speaker,
        sentences=draft.sentences,
        table_row=draft.table_row,
    )


def _asked(document: Document, answer: int) -> str:
    """The question that an answer without a speaker (问：…答：…) stands under, "" for other turns."""
    turn, before = document.turns[answer], document.turns[answer - 1] if answer else None
    unnamed = before is not None and before.host and not before.name and not turn.name and not turn.host
    return document.text(before.tag.end, before.end) if before and unnamed else ""


def _key(document: Document, draft: _Draft, text: str) -> str:
    """What the chunk is indexed under: title, headings, speaker and post (or the question), then its text, or heads and values of the row."""
    article = document.article_at(draft.spans[0].start)
    context = [article.title.value or "", *draft.block.path]
    if draft.block.turn is not None:
        turn = document.turns[draft.block.turn]
        context += [turn.name, turn.role, _asked(document, draft.block.turn)]
    if draft.table_row is not None:
        table = document.tables[draft.table_row[0]]
        heads = [head.value for head in table.heads]
        cells = table.rows[draft.table_row[1]].cells
        pairs = (f"{heads[c] if c < len(heads) else ''}{cell.value}" for c, cell in enumerate(cells) if cell.value)
        context.append("" if table.name in context else table.name)
        text = " ".join(pairs)
    return " ".join(part for part in [*context, text] if part)
