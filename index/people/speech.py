"""Who says it in an interview: turns, from each speaker's tag to the next."""

from collections.abc import Sequence
from dataclasses import replace

from index.models import Block, Span, Turn
from index.people.speakers import find_speakers
from index.people.tags import Speakers

_SPOKEN = frozenset({"paragraph", "list_item", "question"})
_ASIDE = frozenset({"question", "data_box", "contents", "title", "source"})
_UNNAMED = frozenset({"ask", "reply"})


def find_turns(text: str, blocks: Sequence[Block]) -> tuple[list[Turn], list[Block]]:
    """Interview turns, and the blocks with their `turn`.

    A turn runs from its tag to the next tag, question, data box or heading of the rank of the one above it; a sub-heading
    inside an answer does not end it. `姓名：` alone is a tag once the name was introduced with its post.
    """
    speakers = find_speakers("".join(_lines(text, blocks)))
    turns: list[Turn] = []
    tagged: list[Block] = []
    depth, current = 0, None
    for block in blocks:
        turn = _turn(text, block, speakers)
        if turn:
            current, depth = len(turns), len(block.path)
            turns.append(turn)
        elif _ends_turn(block, depth):
            current = None
        if current is not None and block.kind in _SPOKEN:
            turns[current] = replace(turns[current], end=block.end)
            tagged.append(replace(block, turn=current))
        else:
            tagged.append(block)
    return turns, tagged


def _lines(text: str, blocks: Sequence[Block]) -> list[str]:
    """The text with nothing but its spoken blocks left (the rest blanked out), so that spans stay clean ones."""
    parts, at = [], 0
    for block in blocks:
        parts.append(text[at : block.start])
        spoken = block.kind in _SPOKEN or block.kind == "source"
        parts.append(text[block.start : block.end] if spoken else "\n" * (block.end - block.start))
        at = block.end
    return [*parts, text[at:]]


def _turn(text: str, block: Block, speakers: Speakers) -> Turn | None:
    """The turn that a block begins, None if it begins none."""
    body = text[block.start : block.end]
    tag = speakers.tag(body) if block.kind in _SPOKEN else None
    if tag is None:
        return None
    name = "" if tag.kind in _UNNAMED else tag.name
    asking = tag.kind in ("host", "ask")
    span = Span(block.start, block.start + tag.end)
    return Turn(name, tag.role, asking, span, block.start, block.end, speakers.introduced(body))


def _ends_turn(block: Block, depth: int) -> bool:
    if block.kind == "heading":
        return len(block.path) <= max(depth, 1)
    return block.kind in _ASIDE
