"""Blocks -> sentences: what can be quoted."""

import re
import sys
from collections.abc import Iterator, Sequence

from index.joining import Paragraph
from index.models import Block, Sentence, Turn
from index.patterns import SENTENCE_END, ends_sentence

_WHOLE = frozenset({"heading", "title", "contents", "caption", "source", "keywords", "data_box"})
_NO_SENTENCES = frozenset({"table", "running_head", "page_number"})
_LONG_QUOTATION = 160
_NO_QUOTATION = (sys.maxsize, sys.maxsize)


def cut_sentences(
    text: str, blocks: Sequence[Block], paragraphs: Sequence[Paragraph], turns: Sequence[Turn]
) -> list[Sentence]:
    """The sentences of all blocks but tables and page furniture, in order.

    A speaker's tag is left out of the sentence that follows it. A sentence is `truncated` where its paragraph begins or ends
    at a loss. Headings, captions and data boxes are one sentence each.
    """
    sentences: list[Sentence] = []
    tags = {turn.tag.start: turn.tag.end for turn in turns}
    for k, (block, paragraph) in enumerate(zip(blocks, paragraphs, strict=True)):
        if block.kind in _NO_SENTENCES:
            continue
        spans = list(_cut(text, block, tags.get(block.start, block.start)))
        for j, (start, end) in enumerate(spans):
            head = j == 0 and bool(paragraph.truncated_start)
            tail = j == len(spans) - 1 and bool(paragraph.truncated_end) and not ends_sentence(text[start:end])
            sentences.append(Sentence(start, end, k, head or tail))
    return sentences


def _cut(text: str, block: Block, after_tag: int) -> Iterator[tuple[int, int]]:
    body = text[block.start : block.end]
    if block.kind in _WHOLE:
        yield block.start, block.end
        return
    start = after_tag - block.start
    quoted = iter(_quotations(body))
    inside = next(quoted, _NO_QUOTATION)
    for match in SENTENCE_END.finditer(body, start):
        while inside[1] <= match.end():
            inside = next(quoted, _NO_QUOTATION)
        if inside[0] < match.start():
            continue
        if not body[start : match.end()].strip():
            continue
        yield _trim(body, start, match.end(), block.start)
        start = match.end()
    if body[start:].strip():
        yield _trim(body, start, len(body), block.start)


def _trim(body: str, start: int, end: int, offset: int) -> tuple[int, int]:
    part = body[start:end]
    lead = len(part) - len(part.lstrip())
    return offset + start + lead, offset + start + len(part.rstrip())


def _quotations(body: str) -> list[tuple[int, int]]:
    """Ranges inside quotation marks or brackets that are short enough to be kept in one sentence."""
    if "“" not in body and "（" not in body and "「" not in body:
        return []
    found = re.finditer(r"“[^“”]*”|（[^（）]*）|「[^「」]*」", body)
    return [m.span() for m in found if len(m.group()) <= _LONG_QUOTATION]
