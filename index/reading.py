"""A source becomes a document: lines, roles, joins, clean text, blocks, sentences, speakers, tables.

Whoever changes what comes out raises `READER` in index/storage/recipe.py.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.articles import find_articles
from index.cleaning import Cleaned, clean
from index.glued import split_glued
from index.joining import Paragraph, join
from index.lines import Line, split_lines
from index.loading import Source
from index.marking import mark
from index.marks import Marked
from index.models import Block, Damage, Document, Table
from index.outline import Outline, build_outline
from index.people.attribution import find_attributions
from index.people.speech import find_turns
from index.sentences import cut_sentences
from index.structure import build_blocks
from index.tables.tables import odd_values, parse, with_completeness

_ODD = re.compile("[\ufffd\ue000-\uf8ff]")


def read(source: Source) -> Document:
    """Read a source; every character of its raw text stands in a block or in a named gap of the result."""
    lines = [part for i, line in enumerate(split_lines(source.raw)) for part in split_glued(line, first=i == 0)]
    marked = mark(lines)
    outline = _outline(marked)
    paragraphs = join(marked, outline)
    cleaned = clean(source.raw, marked, paragraphs)
    text = cleaned.clean.text
    blocks = build_blocks(paragraphs, cleaned, outline)
    turns, blocks = find_turns(text, blocks)
    tables, blocks = _tables(marked, cleaned, paragraphs, blocks)
    return Document(
        id=source.id,
        file=source.file,
        sha256=source.sha256,
        encoding=source.encoding,
        raw=source.raw,
        clean=cleaned.clean,
        articles=tuple(find_articles(cleaned.clean, blocks, source.known)),
        blocks=tuple(blocks),
        sentences=tuple(cut_sentences(text, blocks, paragraphs, turns)),
        turns=tuple(turns),
        attributions=tuple(find_attributions(text, blocks)),
        tables=tuple(tables),
        warnings=(*_warnings(text, blocks, paragraphs, outline), *(w for table in tables for w in odd_values(table))),
    )


def _outline(marked: Marked) -> Outline:
    headings = [(i, line.text) for i, line in enumerate(marked.lines) if marked.marks[i].role == "heading"]
    return build_outline(marked.entries, [(i, text.lstrip("# ")) for i, text in headings])


def _tables(
    marked: Marked, cleaned: Cleaned, paragraphs: Sequence[Paragraph], blocks: Sequence[Block]
) -> tuple[list[Table], list[Block]]:
    if not marked.regions:
        return [], list(blocks)
    text = cleaned.clean.text
    lines = [
        Line(span.start, span.end, text[span.start : span.end], line.blank_before, line.indented)
        for span, line in zip(cleaned.lines, marked.lines, strict=True)
    ]
    tables = with_completeness([parse(region, lines) for region in marked.regions], text)
    number = {i: n for n, region in enumerate(marked.regions) for i in range(region.first, region.last + 1)}
    numbered = [
        replace(block, table=number[paragraph.lines[0]]) if block.kind == "table" else block
        for block, paragraph in zip(blocks, paragraphs, strict=True)
    ]
    return list(tables), numbered


def _warnings(text: str, blocks: Sequence[Block], paragraphs: Sequence[Paragraph], outline: Outline) -> list[Damage]:
    found: list[Damage] = []
    for k, (block, paragraph) in enumerate(zip(blocks, paragraphs, strict=True)):
        following = blocks[k + 1] if k + 1 < len(blocks) else None
        if block.kind == "heading" and (following is None or _same_rank(block, following)):
            found.append(
                Damage("empty_section", f"标题下没有正文：{text[block.start : block.end]}", block.start, block.end)
            )
        if paragraph.truncated_end:
            tail = text[max(block.start, block.end - 20) : block.end]
            found.append(Damage("truncated_end", f"段落在句中中断：…{tail}", block.start, block.end))
        if paragraph.truncated_start:
            head = text[block.start : block.start + 20]
            found.append(Damage("truncated_start", f"段落开头缺失：{head}…", block.start, block.end))
    found += [
        Damage("missing_section", f"目录中有、正文中缺失：{outline.entries[k].title}", 0, 0) for k in outline.missing
    ]
    return [*found, *_odd_characters(text)]


def _same_rank(block: Block, following: Block) -> bool:
    return following.kind == "heading" and len(following.path) <= len(block.path)


def _odd_characters(text: str) -> list[Damage]:
    odd = Counter(_ODD.findall(text))
    return [
        Damage("odd_character", f"无法辨认的字符 U+{ord(c):04X} 出现 {n} 次", text.index(c), text.index(c) + 1)
        for c, n in sorted(odd.items())
    ]
