"""What a briefing is made of: what was asked for, proven lines, sections that arrange them, figures, gaps.

A briefing holds a pool of lines, every one verified; sections name lines of the pool by id, so that dropping, reordering and
swapping never makes text that is not proven. Citation numbers `n` are the pool's; a manuscript numbers them anew by first use.
"""

from dataclasses import dataclass
from typing import Literal

from index.filters import SourceFilter
from rag.models import Citation, Claim, Whole
from rag.numbers.points import HowDated, Point

BRIEFING_SCHEMA_VERSION = 1
Nature = Literal["achieved", "planned", "estimated", "conditional", "unknown"]
GapKind = Literal["question", "heading", "aspect", "topic", "side"]


class BriefingError(Exception):
    """A briefing cannot be made as asked; the message names the value and the remedy (Chinese)."""


@dataclass(frozen=True)
class Commission:
    """What is asked for: a topic, the name of a form, a length in characters, questions to answer, headings wanted.

    `outline`: headings that take the place of the form's own, in this order.
    """

    topic: str
    form: str = "专题简报"
    length: int = 1200
    questions: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    sources: SourceFilter | None = None


@dataclass(frozen=True)
class Line:
    """A proven statement of the pool, shown as `lead` + the claim's text + its marks.

    `lead` is words of the product before it (who speaks, （目标）, the date of a point); `claim.citations` are numbers of the pool,
    `claim.start`/`end` index `lead` + text. `asides`: what a reader must know beside it (今年: 文档日期 2025年，推断).
    `point`: of a line of a timeline. `question`: that the line answers, "" where it was found by topic.
    """

    id: str
    lead: str
    claim: Claim
    point: Point | None = None
    asides: tuple[str, ...] = ()
    question: str = ""

    @property
    def text(self) -> str:
        """What is shown of it, without marks."""
        return self.lead + self.claim.text


@dataclass(frozen=True)
class FigureRow:
    """A figure in the box of key figures. `indicator`: the clause it stands in, a slice of the line; `value`, `when` as printed.

    `start`/`end` index the line's claim text; `how`: how the date is known, `by`: by which date of the document, where `when` hangs on it (今年); `scope` in words; `nature`: result, plan, estimate.
    """

    line: str
    start: int
    end: int
    indicator: str
    value: str
    when: str
    how: HowDated
    scope: str
    nature: Nature
    citation: int
    by: str = ""


@dataclass(frozen=True)
class SheetRow:
    """A row of a table: a text for each head, and the number of the citation that has its cells."""

    cells: tuple[str, ...]
    citation: int


@dataclass(frozen=True)
class Sheet:
    """Rows of a document's table. `name` as printed; `whole`: whether these are all rows for what was asked, and why."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    whole: Whole | None = None
    asked: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with its lines; one of level 2 belongs to the last of level 1 before it, which may have no lines of its own.

    `alternatives`: proven lines of the pool that may stand in for one; `found`: how many were found.
    """

    id: str
    heading: str
    lines: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    found: int = 0
    level: int = 1


@dataclass(frozen=True)
class Disagreement:
    """Lines that give different values of one indicator for one date. `indicator`: in words that both print, "" where they share none."""

    date: str
    values: tuple[str, ...]
    lines: tuple[str, ...]
    indicator: str = ""


@dataclass(frozen=True)
class Uncovered:
    """What the documents do not cover: a question, a heading, an aspect; `reason` in words."""

    kind: GapKind
    text: str
    reason: str


@dataclass(frozen=True)
class Briefing:
    """A draft: sections over a pool of proven lines, and what must be known beside them.

    `left_out`: headings of the form without evidence. `library`: the version it was drawn from.
    """

    commission: Commission
    title: str
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    citations: tuple[Citation, ...]
    figures: tuple[FigureRow, ...]
    disagreements: tuple[Disagreement, ...]
    uncovered: tuple[Uncovered, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    library: str
    kind: Literal["briefing"] = "briefing"
    schema_version: int = BRIEFING_SCHEMA_VERSION
