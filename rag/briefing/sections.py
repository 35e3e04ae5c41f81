"""What is gathered -> sections of proven lines, in the length that was asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.asking.questions import analyse
from rag.briefing.desk import Desk, Part, probed
from rag.briefing.gathering import sentences
from rag.briefing.models import Line, Section
from rag.briefing.pool import Pool
from rag.briefing.selecting import Chosen, Piece, Wanted, select
from rag.briefing.topics import related
from rag.briefing.wording import own_start
from rag.drafts.statements import statement_of


def filled_sections(desk: Desk, parts: Sequence[Part], asked: Sequence[Section]) -> list[list[Section]]:
    """The sections of the form for each part, empty ones too, in the length that answers to questions leave."""
    lines = {line.id: line for line in desk.pool.lines}
    before = [lines[name].text for section in asked for name in section.lines]
    length = desk.commission.length * _BODY
    room = max(length - sum(map(len, before)), length * _LEAST_ROOM)
    wanted = [_wanted(desk, part, int(room / len(parts))) for part in parts]
    return [[_section(one, desk.pool) for one in chosen] for chosen in select(wanted, before)]


_BODY = 0.94  # of the length asked for: less the names before quotes
_LEAST_ROOM = 0.4  # of it for the form's own sections, however long the answers


def _wanted(desk: Desk, part: Part, length: int) -> Wanted:
    sections = probed(desk.form, part.material.theme)
    more = related(part.material.theme, [form.aspects for form, _ in sections])
    weighed = [
        (replace(form, weight=form.weight * m), probes) for (form, probes), m in zip(sections, more, strict=True)
    ]
    return Wanted(part.material.theme, list(sentences(part.material)), weighed, length)


def _section(chosen: Chosen, pool: Pool) -> Section:
    whose = "suggestions" in chosen.form.aspects
    lines = [line for piece in chosen.pieces for line in lines_of(piece, pool, whose=whose)]
    spare = [line for piece in chosen.others for line in lines_of(piece, pool, whose=whose)]
    ids = tuple(dict.fromkeys(line.id for line in lines))
    others = tuple(name for name in dict.fromkeys(line.id for line in spare) if name not in ids)
    return Section("", chosen.form.heading, ids, others, (), chosen.found)


def lines_of(piece: Piece, pool: Pool, *, whose: bool = False) -> Iterator[Line]:
    """A piece as lines; one that stands alone without the words that only link it to what was before.

    `whose`: the first says whose words they are, the document's where nobody speaks.
    """
    for n, unit in enumerate(piece.units):
        statement = statement_of(_OPEN, unit)
        start = own_start(statement.text) if len(piece.units) == 1 else 0
        named = whose and n == 0
        line = pool.add(replace(statement, text=statement.text[start:]), whose=named)
        line = line or (pool.add(statement, whose=named) if start else None)
        if line:
            yield line


_OPEN = analyse("情况")


def under_headings(
    desk: Desk, parts: Sequence[Part], filled: Sequence[Sequence[Section]]
) -> tuple[list[Section], tuple[str, ...]]:
    """The sections with lines, those of the sides of one heading under it; the headings without any."""
    found: list[Section] = []
    left_out = []
    for n, form in enumerate(desk.form.section):
        heading = form.heading.replace("{topic}", desk.commission.topic.strip())
        own = [(part.name, sections[n]) for part, sections in zip(parts, filled, strict=True) if sections[n].lines]
        if not own:
            left_out.append(heading)
        elif len(parts) == 1:
            found.append(replace(own[0][1], heading=heading))
        else:
            found.append(Section("", heading, ()))
            found += [replace(section, heading=name, level=2) for name, section in own]
    return found, tuple(left_out)
