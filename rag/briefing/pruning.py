"""Rows of key figures and tables that a user leaves out of a briefing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from rag.briefing.models import Briefing, BriefingError, Section


def pruned(
    briefing: Briefing, figures: Sequence[int] | None, tables: Mapping[str, Sequence[int] | None] | None = None
) -> Briefing:
    """The briefing with just these rows of key figures and, of the sections named, these tables, in the order they have.

    Numbers count from 0; None keeps all.

    Raises:
        BriefingError: a number that is not there, or one twice.
    """
    rows = _kept(briefing.figures, figures, "关键数据")
    sections = tuple(_section(section, (tables or {}).get(section.id)) for section in briefing.sections)
    return replace(briefing, figures=rows, sections=sections)


def _section(section: Section, tables: Sequence[int] | None) -> Section:
    return replace(section, sheets=_kept(section.sheets, tables, f"章节“{section.id}”的表格"))


_T = TypeVar("_T")


def _kept(items: tuple[_T, ...], wanted: Sequence[int] | None, what: str) -> tuple[_T, ...]:
    if wanted is None:
        return items
    lost = next((n for n in wanted if not 0 <= n < len(items)), None)
    if lost is not None:
        raise BriefingError(f"{what}没有第 {lost} 项，从 0 数起共 {len(items)} 项")
    if len(set(wanted)) < len(wanted):
        raise BriefingError(f"{what}中有一项给出了两次。每项只能给一次")
    return tuple(item for n, item in enumerate(items) if n in set(wanted))


def numbers_in(briefing: Briefing, whole: Briefing) -> list[int]:
    """Of each row of a briefing's key figures, its number in the draft that it was arranged from."""
    found: list[int] = []
    rows = iter(enumerate(whole.figures))
    for row in briefing.figures:
        found += [next(n for n, one in rows if one == row)]
    return found
