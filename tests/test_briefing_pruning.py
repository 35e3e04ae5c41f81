"""Rows and tables left out of a briefing: a subset in the same order, by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefing.models import Briefing, BriefingError, Commission, FigureRow, Section, Sheet, SheetRow
from rag.briefing.pruning import numbers_in, pruned


def made(figures: list[str], tables: list[str]) -> Briefing:
    rows = tuple(FigureRow("L1", 0, 1, "指标", value, "", "unknown", "", "unknown", 1) for value in figures)
    sheets = tuple(Sheet(name, ("甲",), (SheetRow(("1",), 1),)) for name in tables)
    sections = (Section("S1", "一", (), sheets=sheets), Section("S2", "二", (), sheets=sheets))
    return Briefing(Commission("港口"), "港口", sections, (), (), rows, (), (), (), (), "v")


FIGURES = st.lists(st.sampled_from("1234"), max_size=8)  # equal rows among them


@given(FIGURES, st.data())
def test_just_the_rows_named_are_kept_and_their_numbers_are_found_again(
    figures: list[str], data: st.DataObject
) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(figures) - 1), unique=True)) if figures else []
    whole = made(figures, [])
    kept = pruned(whole, wanted)
    assert [row.value for row in kept.figures] == [value for n, value in enumerate(figures) if n in wanted]
    numbers = numbers_in(kept, whole)
    assert [whole.figures[n] for n in numbers] == list(kept.figures)
    assert numbers == sorted(set(numbers))


def test_tables_are_left_out_of_the_section_named_and_of_no_other() -> None:
    kept = pruned(made(["1"], ["甲", "乙", "丙"]), None, {"S1": [2, 0], "S2": None})
    assert [[sheet.name for sheet in section.sheets] for section in kept.sections] == [["甲", "丙"], ["甲", "乙", "丙"]]
    assert len(kept.figures) == 1


@pytest.mark.parametrize(
    ("figures", "tables", "said"),
    [
        ([1], None, "关键数据没有第 1 项"),
        ([-1], None, "第 -1 项"),
        ([0, 0], None, "两次"),
        (None, [1], "“S1”的表格没有第 1 项"),
    ],
)
def test_a_number_that_is_not_there_is_named(figures: list[int] | None, tables: list[int] | None, said: str) -> None:
    with pytest.raises(BriefingError, match=said):
        pruned(made(["1"], ["甲"]), figures, {"S1": tables})
