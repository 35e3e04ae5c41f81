"""The pool of proven lines, and a user's changes to a briefing over it."""

from dataclasses import replace

import pytest

from rag.asking.questions import analyse
from rag.briefing.arranging import Placed, arranged
from rag.briefing.manuscript import manuscript
from rag.briefing.models import Briefing, BriefingError
from rag.briefing.pool import Pool
from rag.drafts.statements import statement_of
from rag.finding.evidence import Unit
from rag.models import Inferred, Speaker, Statement
from tests.briefing_proof import faults
from tests.drafting_kit import assistant_on, documents_of, real, unit
from tests.rag_kit import INTERVIEW, NEWS

OPEN = analyse("情况")
OFFICIAL = Speaker(None, "该负责人", "reported", ())


def pool_of(*given: Unit) -> Pool:
    documents = {u.document.id: u.document for u in given}
    return Pool(documents.__getitem__)


def stated(one: Unit) -> Statement:
    return statement_of(OPEN, one)


PORT = unit(NEWS, "全港共有生产性泊位")


@pytest.mark.parametrize(
    "false",
    [
        lambda s: replace(s, text=s.text.replace("46", "64")),
        lambda s: replace(s, text="码头效率全国第一。"),
        lambda s: replace(s, text=""),
        lambda s: replace(s, quotes=(replace(s.quotes[0], quote=s.quotes[0].quote + "效率第一。"),)),
        lambda s: replace(s, quotes=(replace(s.quotes[0], sha256="0" * 64),)),
        lambda s: replace(s, quotes=(replace(s.quotes[0], slice_sha256="0" * 64),)),
        lambda s: replace(s, quotes=(replace(s.quotes[0], spans=()),)),
        lambda s: replace(s, quotes=()),
    ],
)
def test_a_statement_that_is_not_proven_is_never_taken_in(false: object) -> None:
    pool = pool_of(PORT)
    changed = false(stated(PORT))  # type: ignore[operator]
    assert pool.add(changed) is None
    assert pool.lines == ()
    assert pool.citations == ()


def test_what_is_proven_is_a_line_of_its_words_with_its_quote_numbered() -> None:
    pool = pool_of(PORT)
    line = pool.add(stated(PORT))
    assert line is not None
    assert line.text == "全港共有生产性泊位46个，其中万吨级以上泊位21个。"
    assert pool.citation(line.claim.citations[0]).quote == line.claim.text
    assert line.text[line.claim.start : line.claim.end] == line.claim.text


def test_the_same_statement_is_the_same_line_and_its_quote_has_one_number() -> None:
    pool = pool_of(PORT)
    again = pool.add(stated(PORT))
    assert pool.add(stated(PORT)) == again
    assert len(pool.lines) == len(pool.citations) == 1


def test_citations_are_numbered_from_one_in_the_order_they_come() -> None:
    others = [unit(NEWS, part) for part in ("612.5万标箱", "38亿元", "800万标箱")]
    pool = pool_of(*others)
    lines = [line for u in others if (line := pool.add(stated(u)))]
    assert [line.claim.citations for line in lines] == [(1,), (2,), (3,)]
    assert [c.n for c in pool.citations] == [1, 2, 3]
    assert [line.id for line in lines] == ["L1", "L2", "L3"]


def test_who_speaks_stands_before_the_words_with_name_and_post() -> None:
    speaking = unit(INTERVIEW, "预冷设施")
    line = pool_of(speaking).add(stated(speaking))
    assert line is not None
    assert line.lead == "林小燕（国家食品物流协会副会长）："
    assert line.text[line.claim.start :] == line.claim.text


def test_whose_suggestion_it_is_names_the_document_where_nobody_speaks() -> None:
    named, plain = (pool_of(PORT).add(stated(PORT), whose=whose) for whose in (True, False))
    assert named is not None
    assert plain is not None
    assert named.lead == "《海州港集装箱吞吐量再创新高》："
    assert plain.lead == ""


def test_what_a_reader_must_know_of_a_relative_date_stands_beside_the_line() -> None:
    dated = unit("# 海州港简讯\n\n2024年3月5日\n\n今年前两个月，海州港完成吞吐量98万标箱。\n", "98万")
    line = pool_of(dated).add(stated(dated))
    assert line is not None
    assert any("今年" in aside for aside in line.asides)


def test_an_inferred_value_stays_with_the_claim_and_is_told_beside_it() -> None:
    inferred = Inferred("l04", "104", "digit")
    line = pool_of(PORT).add(replace(stated(PORT), inferred=(inferred,)))
    assert line is not None
    assert line.claim.inferred == (inferred,)
    assert any("l04" in aside and "104" in aside for aside in line.asides)


def test_the_lines_of_an_answer_keep_its_leads_points_and_quotes() -> None:
    assistant = assistant_on("vectors")
    answer = assistant.ask("2021年至2023年青屿港集装箱吞吐量各是多少？")
    pool = Pool(assistant.library.document)
    lines = pool.answer(answer)
    assert [line.point.value if line.point else "" for line in lines] == [p.value for p in answer.timeline]
    assert len(answer.timeline) == 3
    said = "".join(line.text + "".join(f"[{n}]" for n in line.claim.citations) for line in lines)
    assert said == answer.answer.replace("\n", "")
    cited = {c.n: c for c in answer.citations}
    for line, claim in zip(lines, answer.claims, strict=True):
        assert [pool.citation(n).spans for n in line.claim.citations] == [cited[n].spans for n in claim.citations]
        assert line.point is not None
        assert line.point.citation in line.claim.citations
        assert line.question == answer.question


def test_the_numbers_of_an_answer_are_those_of_the_pool_not_its_own() -> None:
    assistant = assistant_on("vectors")
    pool = Pool(assistant.library.document)
    first = pool.answer(assistant.ask("2024年全省博物馆接待观众多少人次？"))
    second = pool.answer(assistant.ask("白鹭市公共图书馆有多少家？"))
    numbers = [n for line in (*first, *second) for n in line.claim.citations]
    assert set(numbers) == set(range(1, len(pool.citations) + 1))
    for line in second:
        assert all("图书馆" in pool.citation(n).quote for n in line.claim.citations)


def test_who_said_what_an_answer_quotes_is_named_before_it() -> None:
    assistant = assistant_on("vectors")
    answer = assistant.ask("青屿港现有万吨级以上泊位多少个？")
    lines = Pool(assistant.library.document).answer(answer)
    assert [line.lead for line in lines if "泊位96个" in line.claim.text] == ["马骏（青屿港集团总经理）："]


def test_an_official_named_only_by_a_pointing_word_is_named_with_the_document() -> None:
    unnamed = replace(stated(PORT), quotes=(replace(stated(PORT).quotes[0], speaker=OFFICIAL),))
    line = pool_of(PORT).add(unnamed)
    assert line is not None
    assert line.lead == "《海州港集装箱吞吐量再创新高》该负责人（转述）："


# A user's changes.


def placed(briefing: Briefing) -> list[Placed]:
    return [Placed(section.id, section.lines) for section in briefing.sections]


def test_what_is_not_changed_stays_as_it_is() -> None:
    briefing = real("fishery")
    same = arranged(briefing, placed(briefing))
    assert [s.lines for s in same.sections] == [s.lines for s in briefing.sections]
    assert (same.figures, same.disagreements, same.lines) == (briefing.figures, briefing.disagreements, briefing.lines)


def test_sections_come_in_the_order_wanted_and_those_left_out_are_gone() -> None:
    briefing = real("fishery")
    wanted = placed(briefing)[::-1][:-1]
    assert [s.id for s in arranged(briefing, wanted).sections] == [p.id for p in wanted]


def test_a_line_dropped_is_an_alternative_and_takes_its_figures_and_disagreements_along() -> None:
    briefing = real("fishery")
    section, name = next(
        (s, n)
        for s in briefing.sections
        for n in s.lines
        if any(n in d.lines for d in briefing.disagreements) and any(r.line == n for r in briefing.figures)
    )
    wanted = [Placed(p.id, tuple(line for line in p.lines if line != name)) for p in placed(briefing)]
    after = arranged(briefing, wanted)
    text = next(line.text for line in briefing.lines if line.id == name)
    assert all(row.line != name for row in after.figures)
    assert all(name not in d.lines for d in after.disagreements)
    assert len(after.figures) < len(briefing.figures)
    assert name in next(s for s in after.sections if s.id == section.id).alternatives
    assert text not in "".join(e.text for e in manuscript(after).elements)


def test_a_line_is_swapped_for_an_alternative_of_its_section() -> None:
    briefing = real("fishery")
    section = next(s for s in briefing.sections if s.alternatives and s.lines)
    new = section.alternatives[0]
    wanted = [Placed(p.id, (new, *p.lines[1:]) if p.id == section.id else p.lines) for p in placed(briefing)]
    after = next(s for s in arranged(briefing, wanted).sections if s.id == section.id)
    assert after.lines == (new, *section.lines[1:])
    assert section.lines[0] in after.alternatives
    assert new not in after.alternatives


def test_what_is_dropped_can_be_put_back() -> None:
    briefing = real("fishery")
    without = arranged(briefing, [Placed(p.id, p.lines[1:]) for p in placed(briefing)])
    back = arranged(without, placed(briefing))
    assert [s.lines for s in back.sections] == [s.lines for s in briefing.sections]


def test_lines_in_another_order_are_read_in_that_order_and_numbered_by_it() -> None:
    briefing = real("fishery")
    section = max(briefing.sections, key=lambda s: len(s.lines))
    wanted = [Placed(section.id, section.lines[::-1])]
    read = manuscript(arranged(briefing, wanted))
    lines = [run.line for e in read.elements if e.kind == "paragraph" for run in e.runs]
    assert tuple(lines) == section.lines[::-1]


def test_a_heading_may_be_another_one() -> None:
    briefing = real("fishery")
    one = briefing.sections[0]
    assert arranged(briefing, [Placed(one.id, one.lines, " 总体情况 ")]).sections[0].heading == "总体情况"
    assert arranged(briefing, [Placed(one.id, one.lines)]).sections[0].heading == one.heading


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ([Placed("S99", ())], r"没有章节“S99”.*S1"),
        ([Placed("S1", ("L9999",))], r"没有语句“L9999”"),
        ([Placed("S1", ()), Placed("S1", ())], r"章节“S1”出现了两次"),
        ([Placed("S1", ("L1", "L1"))], r"语句“L1”出现了两次"),
        ([Placed("S1", ("L1",)), Placed("S2", ("L1",))], r"语句“L1”出现了两次"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_by_name(wanted: list[Placed], told: str) -> None:
    with pytest.raises(BriefingError, match=told):
        arranged(real("fishery"), wanted)


def test_whatever_is_arranged_says_nothing_that_is_not_proven() -> None:
    briefing = real("fishery")
    wanted = [Placed(s.id, (*s.alternatives[:2], *s.lines[::-2])) for s in briefing.sections[::-1]]
    assert faults(arranged(briefing, wanted), documents_of("fishery")) == []


def test_a_briefing_of_nothing_has_no_box_of_figures_that_rests_on_nothing() -> None:
    briefing = real("fishery")
    bare = arranged(briefing, [])
    shown = {name for s in bare.sections for name in s.lines}
    before = {name for s in briefing.sections for name in s.lines}
    assert all(row.line not in before - shown for row in bare.figures)
