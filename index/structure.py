"""Paragraphs -> typed blocks under their headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cleaning import Cleaned
from index.joining import Paragraph
from index.models import Block, BlockKind
from index.outline import Outline
from index.patterns import heading_level, numbering

_KINDS: dict[str, BlockKind] = {"prose": "paragraph", "data": "data_box"}
_CHAPTER_OF_CAPTION = re.compile(r"[图表]\s*(\d{1,2})\s*[-－–.]\s*\d")
_LEAF = re.compile(
    r"(?:摘\s*要|内容提要|前\s*言|引\s*言|序\s*言|编者按|版权声明)$"
)  # holds no 一、 of the text behind it
_ISSUE = re.compile(r"第\s*\d+\s*期|总第?\s*\d+\s*期")


@dataclass(frozen=True)
class Heading:
    """A heading as placed: its text and the headings above it."""

    text: str
    level: int
    path: tuple[str, ...]


def build_blocks(paragraphs: Sequence[Paragraph], cleaned: Cleaned, outline: Outline) -> list[Block]:
    """One block a paragraph, with the path of headings above it.

    Where sections are missing between two headings, only the first block after the heading surely belongs to it; the others
    get the part of the path that both headings share, and `path_certain` False (a numbered caption still tells its chapter).
    """
    texts = [cleaned.clean.text[a:b] for a, b in cleaned.paragraphs]
    opening = opening_headings(paragraphs, texts)
    title = title_index(paragraphs, texts, opening)
    series = {k for k in opening if title is not None and k < title}
    headings = _place(paragraphs, texts, outline, series | ({title} if title is not None else set()))
    blocks: list[Block] = []
    current: Heading | None = None
    since = 0
    for k, (paragraph, span) in enumerate(zip(paragraphs, cleaned.paragraphs, strict=True)):
        kind = "title" if k == title else "running_head" if k in series else _KINDS.get(paragraph.role, paragraph.role)
        if k in headings:
            current, since = headings[k], 0
            path, certain = current.path, True
        else:
            path = current.path if current else ()
            certain = current is None or since == 0 or not outline.is_lossy(paragraph.lines[0])
            if not certain:
                following = next((headings[j].path for j in headings if j > k), ())
                path = _lossy_path(outline, texts[k], path, following)
            since += 1
            if not certain and paragraph.role in ("table", "source") and blocks[-1].kind in ("caption", "table"):
                path = blocks[-1].path  # a numbered caption tells the chapter of its table too
        blocks.append(Block(kind, span.start, span.end, paragraph.level, path, certain))  # type: ignore[arg-type]
    return blocks


def opening_headings(paragraphs: Sequence[Paragraph], texts: Sequence[str]) -> list[int]:
    """Indices of the unnumbered headings of one rank that open the document: its title, before it a series and its number."""
    opening: list[int] = []
    for k, paragraph in enumerate(paragraphs):
        if paragraph.role == "heading" and not heading_level(texts[k]):
            if opening and paragraph.level != paragraphs[opening[0]].level:
                break
            opening.append(k)
        elif paragraph.role not in ("running_head", "source", "page_number"):
            break
    return opening


def title_index(paragraphs: Sequence[Paragraph], texts: Sequence[str], opening: Sequence[int]) -> int | None:
    """Index of the heading that is the document's title: the first of `opening` that is no issue number."""
    named = [k for k in opening if not _ISSUE.search(texts[k])]
    if named and (len(opening) >= 2 or _only_of_its_level(paragraphs, opening[0])):
        return named[0]
    return None


def _only_of_its_level(paragraphs: Sequence[Paragraph], k: int) -> bool:
    return sum(1 for p in paragraphs if p.role == "heading" and p.level <= paragraphs[k].level) == 1 or (
        paragraphs[k].level == 1
    )


def _place(
    paragraphs: Sequence[Paragraph], texts: Sequence[str], outline: Outline, outside: set[int]
) -> dict[int, Heading]:
    """Each heading with its path; the contents decide where they know it, else the levels of the headings before."""
    stack: list[tuple[int, str]] = []
    headings: dict[int, Heading] = {}
    for k, paragraph in enumerate(paragraphs):
        if paragraph.role != "heading" or k in outside:
            continue
        entry = next((outline.entry_of[i] for i in paragraph.lines if i in outline.entry_of), None)
        level = paragraph.level
        if entry is not None:
            level = outline.entries[entry].level
            stack = [(0, text) for text in outline.path(entry)]
        else:
            stack = [
                (at, text) for at, text in stack if at < level and not (_LEAF.match(text) and numbering(texts[k])[0])
            ]
        stack.append((level, texts[k]))
        headings[k] = Heading(texts[k], level, tuple(text for _, text in stack))
    return headings


def _lossy_path(outline: Outline, text: str, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """What is known of the place of a block between two headings with missing sections between them."""
    caption = _CHAPTER_OF_CAPTION.match(text)
    chapter = _chapter(outline, int(caption.group(1))) if caption else ""
    return (chapter,) if chapter else _shared(before, after)


def _shared(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    shared = []
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared.append(x)
    return tuple(shared)


def _chapter(outline: Outline, number: int) -> str:
    """Title of chapter `number` in the contents, "" if they have none."""
    return next((e.title for e in outline.entries if numbering(e.title) == (1, number)), "")
