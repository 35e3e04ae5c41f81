"""A user's changes to a briefing: sections and lines dropped, reordered, swapped; nothing that is not in its pool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.briefing.models import Briefing, BriefingError, Section


@dataclass(frozen=True)
class Placed:
    """A section as it is wanted: its id, and its lines by id in the order wanted. `heading`: another one, None to keep it."""

    id: str
    lines: tuple[str, ...]
    heading: str | None = None


def arranged(briefing: Briefing, wanted: Sequence[Placed]) -> Briefing:
    """The briefing with just the wanted sections and lines, in the order wanted; what is left becomes an alternative.

    Raises:
        BriefingError: a section or line that is not there, or one twice.
    """
    sections = {section.id: section for section in briefing.sections}
    pool = {line.id for line in briefing.lines}
    _once([placed.id for placed in wanted], "章节")
    _once([line for placed in wanted for line in placed.lines], "语句")
    found = []
    for placed in wanted:
        if placed.id not in sections:
            raise BriefingError(f"没有章节“{placed.id}”。可用的有：{'、'.join(sections) or '无'}")
        lost = [line for line in placed.lines if line not in pool]
        if lost:
            raise BriefingError(f"没有语句“{lost[0]}”。请用这份简报里列出的语句编号")
        found.append(_placed(sections[placed.id], placed))
    before = {line for section in briefing.sections for line in section.lines}
    dropped = before - {line for section in found for line in section.lines}
    figures = tuple(row for row in briefing.figures if row.line not in dropped)
    kept = tuple(d for d in briefing.disagreements if not dropped & set(d.lines))
    return replace(briefing, sections=tuple(found), figures=figures, disagreements=kept)


def _placed(section: Section, placed: Placed) -> Section:
    known = dict.fromkeys((*section.lines, *section.alternatives))
    rest = tuple(line for line in known if line not in placed.lines)
    heading = section.heading if placed.heading is None else placed.heading.strip()
    return replace(section, heading=heading, lines=placed.lines, alternatives=rest)


def _once(names: Sequence[str], what: str) -> None:
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice is not None:
        raise BriefingError(f"{what}“{twice}”出现了两次。每个只能放一处")
