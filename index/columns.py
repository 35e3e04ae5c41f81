"""How lines are set: hard-wrapped to a column, or one paragraph a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.lines import Line, width
from index.marks import Marked, Role
from index.patterns import ends_sentence

PROSE: frozenset[Role] = frozenset({"prose", "list_item", "abstract", "question"})
_FULL = 0.78  # of the column: justified lines with Latin letters and digits come out narrower


@dataclass(frozen=True)
class Column:
    """How the lines around a line are set: `width` columns of print, hard-wrapped or one paragraph a line.

    `loose`: blank lines stand between the lines of one paragraph too.
    """

    width: int
    wrapped: bool
    loose: bool = False

    def is_full(self, line: Line) -> bool:
        """Whether a line reaches the right margin."""
        return width(line.text) >= _FULL * self.width


def columns(marked: Marked) -> list[Column]:
    """The setting at each line, judged by the prose lines between two headings or notes."""
    roles = [m.role for m in marked.marks]
    result = [Column(0, False)] * len(roles)
    segments: list[list[int]] = [[]]
    for i, role in enumerate(roles):
        if role in ("heading", "abstract") or (role == "prose" and marked.lines[i].text.startswith("Abstract")):
            segments.append([])
        if role in PROSE:
            segments[-1].append(i)
    judged = [(s, _judge([marked.lines[i] for i in s])) for s in segments if s]
    whole = [(len(s), c) for s, c in judged if c.wrapped]
    mostly = 2 * sum(n for n, _ in whole) >= sum(len(s) for s, _ in judged)
    common = sorted(c.width for _, c in whole)[len(whole) // 2] if whole else 0
    for segment, column in judged:
        # Too few lines to judge by themselves: as the rest of the document is set.
        chosen = (
            Column(common, True, column.loose)
            if not column.wrapped and len(segment) < 4 and whole and mostly
            else column
        )
        for i in segment:
            result[i] = chosen
    return result


def _judge(lines: Sequence[Line]) -> Column:
    widths = sorted(width(line.text) for line in lines)
    column = widths[int(0.8 * (len(widths) - 1))]
    near = sum(1 for w in widths if _FULL * column <= w <= 1.12 * column)
    unfinished = sum(1 for line in lines if not ends_sentence(line.text))
    wrapped = len(lines) >= 4 and near >= 0.55 * len(lines) and unfinished >= 0.45 * len(lines) and 24 <= column <= 140
    blank = sum(1 for line in lines if line.blank_before and not line.indented)
    return Column(column, wrapped, 2 * blank > len(lines))
