"""No sentence of a briefing that is neither a quote, a heading, a label, nor proven by figures and rows."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from rag.briefing.manuscript import Element, Manuscript, Run, manuscript
from rag.briefing.models import Briefing, Line
from tests.briefing_proof import faults
from tests.drafting_kit import COMMISSIONS, documents_of, real


@pytest.mark.parametrize("name", COMMISSIONS)
def test_everything_a_real_briefing_says_is_proven(name: str) -> None:
    assert faults(real(name), documents_of(name)) == []


def test_the_briefings_looked_at_hold_all_there_may_be() -> None:
    whole = [real(name) for name in COMMISSIONS]
    claims = [line.claim for b in whole for line in b.lines]
    assert {b.commission.form for b in whole} == {"专题简报", "问答摘编", "数据速览", "对比分析"}
    assert any(c.plan for c in claims)
    assert any(c.derived for c in claims)
    assert any(line.point for b in whole for line in b.lines)
    assert any(b.disagreements for b in whole)
    assert any(b.uncovered for b in whole)
    assert any(section.sheets for b in whole for section in b.sections)
    assert sum(len(b.figures) for b in whole) > 80


def _first(briefing: Briefing) -> Line:
    """The first line that is shown and holds a figure."""
    shown = {name for section in briefing.sections for name in section.lines}
    return next(line for line in briefing.lines if line.id in shown and re.search(r"\d", line.claim.text))


def _with_line(briefing: Briefing, **changes: object) -> Briefing:
    """The briefing with that line changed."""
    first = _first(briefing).id
    lines = tuple(
        replace(line, claim=replace(line.claim, **changes)) if line.id == first else line  # type: ignore[arg-type]
        for line in briefing.lines
    )
    return replace(briefing, lines=lines)


def _text(briefing: Briefing) -> str:
    return _first(briefing).claim.text


def _lead(briefing: Briefing, lead: str) -> Briefing:
    first = _first(briefing).id
    return replace(
        briefing, lines=tuple(replace(line, lead=lead) if line.id == first else line for line in briefing.lines)
    )


def _digit(text: str) -> str:
    at = next(n for n, c in enumerate(text) if c.isdigit())
    return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"


def _sheeted(briefing: Briefing) -> Briefing:
    at = next(n for n, s in enumerate(briefing.sections) if s.sheets)
    sheet = briefing.sections[at].sheets[0]
    row = replace(sheet.rows[0], cells=(*sheet.rows[0].cells[:-1], _digit(sheet.rows[0].cells[-1])))
    section = replace(briefing.sections[at], sheets=(replace(sheet, rows=(row, *sheet.rows[1:])),))
    return replace(briefing, sections=(*briefing.sections[:at], section, *briefing.sections[at + 1 :]))


def _quote(briefing: Briefing) -> Briefing:
    """A quote and all that rests on it changed alike."""
    old = _text(briefing)
    new = _digit(old)
    changed = _with_line(briefing, text=new)
    citations = tuple(replace(c, quote=c.quote.replace(old, new)) for c in changed.citations)
    return replace(changed, citations=citations)


PLANTED: dict[str, Callable[[Briefing], Briefing]] = {
    "a digit of a sentence": lambda b: _with_line(b, text=_digit(_text(b))),
    "a sentence of nobody": lambda b: _with_line(b, text="由此可见，渔业发展前景广阔。"),
    "a quote and its sentence": _quote,
    "another source": lambda b: _with_line(b, citations=(len(b.citations),)),
    "a speaker who did not say it": lambda b: _lead(b, "王某某（市长）："),
    "a judgement before a quote": lambda b: _lead(b, "值得肯定的是，"),
    "a heading that states": lambda b: replace(
        b, sections=(replace(b.sections[0], heading="渔业产值居全国第一"), *b.sections[1:])
    ),
    "a title that states": lambda b: replace(b, title="青屿市渔业全国领先"),
    "a value of the box": lambda b: replace(
        b, figures=(replace(b.figures[0], value=_digit(b.figures[0].value)), *b.figures[1:])
    ),
    "the words of the box": lambda b: replace(
        b, figures=(replace(b.figures[0], indicator="工业增加值全国第一"), *b.figures[1:])
    ),
    "a date of the box": lambda b: replace(b, figures=(replace(b.figures[0], when="1987年"), *b.figures[1:])),
    "a cell": _sheeted,
    "a note": lambda b: replace(b, notes=(*b.notes, "总体来看形势向好。")),
    "values that disagree": lambda b: replace(
        b, disagreements=(replace(b.disagreements[0], lines=("L1", "L9999")), *b.disagreements[1:])
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_sentence_is_caught(name: str) -> None:
    planted = PLANTED[name](real("fishery"))
    try:
        found = faults(planted, documents_of("fishery"))
    except KeyError:
        found = ["a line that is not there"]  # no manuscript can be made of it
    assert found


@pytest.mark.parametrize("kind", ["paragraph", "note", "item"])
def test_words_of_nobody_are_caught_wherever_they_stand(kind: str) -> None:
    read = manuscript(real("fishery"))
    planted = Element(kind, (Run("全市渔业发展取得了举世瞩目的成就。"),))  # type: ignore[arg-type]
    found = faults(
        real("fishery"),
        documents_of("fishery"),
        Manuscript(read.title, (*read.elements, planted), read.sources),
    )
    assert len(found) == 1
