"""A briefing checked again: by the library's documents as they are now, nothing of the briefing trusted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.briefing.drafting import brief
from rag.briefing.models import Briefing, Commission, Line
from rag.briefing.rechecking import Recheck, recheck
from rag.briefing.shelved import ShelvedOriginals
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.drafting_kit import COMMISSIONS, assistant_on, real
from tests.rag_kit import INTERVIEW, NEWS, TABLES, FakeShelf, document

QUESTIONS = ("海州港2024年集装箱吞吐量是多少？", "浙江省有几个渔港？", "石浦渔港比沙埕渔港多几个泊位？")


def library(news: str = NEWS) -> FakeShelf:
    return FakeShelf([document(news, "port"), document(INTERVIEW, "cold_chain"), document(TABLES, "fishing")])


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    settings = AnswerSettings()
    made = brief(
        Commission("海州港的建设", questions=QUESTIONS), Assistant(library(), ExtractiveWriter(settings), settings)
    )
    assert {line.claim.kind for line in made.lines} >= {"quote", "count"}
    assert len(made.lines) >= 5
    return made


def checked(briefing: Briefing, news: str = NEWS) -> Recheck:
    return recheck(briefing, ShelvedOriginals(library(news)))


def verdict(found: Recheck, words: str, briefing: Briefing) -> str:
    line = next(line for line in briefing.lines if words in line.claim.text)
    return next(f.verdict for f in found.lines if f.line == line.id)


def test_a_fresh_briefing_holds_line_by_line(briefing: Briefing) -> None:
    found = checked(briefing)
    assert found.holds
    assert [f.line for f in found.lines][:1] == [briefing.sections[0].lines[0]]
    assert {f.line for f in found.lines} >= {name for section in briefing.sections for name in section.lines}
    assert {f.verdict for f in found.lines} == {"holds"}


def test_a_digit_changed_in_a_document_is_found_where_it_is_quoted_and_nowhere_else(briefing: Briefing) -> None:
    found = checked(briefing, NEWS.replace("612.5万标箱", "512.5万标箱"))
    assert not found.holds
    assert verdict(found, "612.5万标箱", briefing) == "altered"
    others = [f for f in found.lines if f.verdict != "altered"]
    assert others
    assert all(f.holds for f in others)
    assert "holds, document changed elsewhere" in {f.verdict for f in others}


def test_words_pushed_to_another_place_are_moved(briefing: Briefing) -> None:
    found = checked(briefing, NEWS.replace("2024年，海州港", "另据报道。\n\n2024年，海州港", 1))
    assert verdict(found, "612.5万标箱", briefing) == "moved"


def test_words_taken_out_are_found_nowhere(briefing: Briefing) -> None:
    found = checked(briefing, "# 别的\n\n" + "这里没有那些话，只有一些别的话。" * 5)
    assert verdict(found, "612.5万标箱", briefing) in ("fabricated", "missing")


def _line(change: Callable[[Line], Line]) -> Callable[[Briefing], Briefing]:
    def changed(briefing: Briefing) -> Briefing:
        first = next(line for line in briefing.lines if "612.5" in line.claim.text)
        return replace(briefing, lines=tuple(change(line) if line is first else line for line in briefing.lines))

    return changed


@pytest.mark.parametrize(
    "forge",
    [
        _line(lambda line: replace(line, claim=replace(line.claim, text=line.claim.text.replace("612.5", "712.5")))),
        _line(lambda line: replace(line, lead="张三（市长）：")),
        _line(lambda line: replace(line, claim=replace(line.claim, citations=()))),
        _line(lambda line: replace(line, claim=replace(line.claim, citations=(999,)))),
    ],
    ids=["figure", "speaker", "no citation", "unknown citation"],
)
def test_a_forged_line_fails(briefing: Briefing, forge: Callable[[Briefing], Briefing]) -> None:
    forged = forge(briefing)
    line = next(line for line in forged.lines if "12.5万标箱" in line.claim.text)
    found = next(f for f in checked(forged).lines if f.line == line.id)
    assert not found.holds
    assert found.reason


def test_a_forged_count_is_counted_again(briefing: Briefing) -> None:
    count = next(line for line in briefing.lines if line.claim.kind == "count")
    text = count.claim.text.replace("2", "3")
    assert text != count.claim.text
    forged = replace(count, claim=replace(count.claim, text=text))
    lines = tuple(forged if line is count else line for line in briefing.lines)
    found = next(f for f in checked(replace(briefing, lines=lines)).lines if f.line == count.id)
    assert found.verdict == "failed"


def test_a_key_figure_that_is_not_in_its_line_fails(briefing: Briefing) -> None:
    assert briefing.figures
    forged = tuple(replace(row, value="999万标箱") for row in briefing.figures)
    found = checked(replace(briefing, figures=forged))
    assert all(row.verdict == "failed" for row in found.figures)
    assert not found.holds


def test_verdicts_do_not_depend_on_the_structure_read_before() -> None:
    """A document out of a library is the one that a folder holds: reading it again gives the same structure."""
    shelved = ShelvedOriginals(library()).get("port")
    assert shelved is not None
    assert shelved.document == document(shelved.raw, "port")
    assert ShelvedOriginals(library()).get("nowhere") is None


def test_a_cell_that_the_document_has_otherwise_fails_its_row() -> None:
    whole, shelf = real("abroad"), assistant_on(COMMISSIONS["abroad"][0]).library
    home = next(s for s in whole.sections if s.sheets)
    first, *others = home.sheets[0].rows
    forged = replace(first, cells=("别的集群", *first.cells[1:]))
    sheet = replace(home.sheets[0], rows=(forged, *others))
    sections = tuple(replace(s, sheets=(sheet, *s.sheets[1:])) if s is home else s for s in whole.sections)
    found = recheck(replace(whole, sections=sections), ShelvedOriginals(shelf))
    assert [f.holds for f in found.rows].count(False) == 1
    assert not found.holds
    assert recheck(whole, ShelvedOriginals(shelf)).holds
