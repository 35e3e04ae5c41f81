"""A briefing as it is read from top to bottom, and as a record that is read back."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefing.manuscript import Element, Manuscript, manuscript, paragraphs
from rag.briefing.models import Briefing, BriefingError, Line, Section
from rag.briefing.records import briefing_of, record
from rag.models import Claim
from tests.drafting_kit import COMMISSIONS, real

NAMES = list(COMMISSIONS)


def marks(read: Manuscript) -> list[int]:
    runs = [run for e in read.elements for run in (*e.runs, *(cell for row in e.rows for cell in row))]
    return [n for run in runs for n in run.marks]


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_numbered_by_first_use_without_holes(name: str) -> None:
    read = manuscript(real(name))
    first_uses = list(dict.fromkeys(marks(read)))
    assert first_uses == list(range(1, len(first_uses) + 1))
    assert [listed.number for listed in read.sources] == first_uses


@pytest.mark.parametrize("name", NAMES)
def test_a_source_is_listed_once_and_only_if_it_is_used(name: str) -> None:
    places = [(s.citation.document, s.citation.spans, s.citation.table) for s in manuscript(real(name)).sources]
    assert len(places) == len(set(places))


def test_it_begins_with_title_mark_and_key_figures_and_ends_with_what_is_not_known() -> None:
    read = manuscript(real("fishery"))
    assert [(e.kind, e.text) for e in read.elements[:3]] == [
        ("title", "关于青屿市海洋渔业的专题简报"),
        ("mark", "草稿　供核对"),
        ("heading", "关键数据"),
    ]
    assert read.elements[-1].text.startswith("本稿引自4份文档")


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_section_is_read_once_in_order_under_its_heading(name: str) -> None:
    briefing = real(name)
    read = manuscript(briefing)
    for section in briefing.sections:
        own = [e for e in read.elements if e.section == section.id]
        assert (own[0].kind, own[0].text, own[0].level) == ("heading", section.heading, section.level)
        assert tuple(run.line for e in own if e.kind == "paragraph" for run in e.runs) == section.lines


@pytest.mark.parametrize("name", NAMES)
def test_gaps_and_sections_left_out_are_told(name: str) -> None:
    briefing = real(name)
    texts = [e.text for e in manuscript(briefing).elements]
    for gap in briefing.uncovered:
        assert any(gap.text in text and gap.reason in text for text in texts)
    for heading in briefing.left_out:
        assert any(text.startswith("未写入的部分：") and f"“{heading}”" in text for text in texts)
        assert heading not in [section.heading for section in briefing.sections]
    assert (("资料未覆盖的问题") in texts) is bool(briefing.uncovered)


def test_a_question_that_is_not_answered_is_told_with_what_is_missing() -> None:
    texts = [e.text for e in manuscript(real("museums")).elements]
    assert any(text.startswith("博物馆门票收入多少？") and "门票" in text for text in texts)


def line(name: str, lead: str, text: str, citation: int = 1) -> Line:
    claim = Claim("quote", text, len(lead), len(lead) + len(text), (citation,), None, "verified")
    return Line(name, lead, claim)


def spoken(*lines: Line) -> list[str]:
    """The runs of a briefing that has just these lines."""
    base = real("fishery")
    section = Section("S1", "情况", tuple(one.id for one in lines))
    own = replace(base, sections=(section,), lines=lines, figures=(), disagreements=(), uncovered=(), notes=())
    return [run.text for e in manuscript(own).elements if e.kind == "paragraph" for run in e.runs]


def test_a_speaker_is_introduced_with_a_post_once_and_then_named() -> None:
    said = spoken(
        line("L1", "罗晴（市人民医院院长）：", "门诊费用降了。"),
        line("L2", "", "全县有村医5230名。"),
        line("L3", "罗晴（市人民医院院长）：", "病种留在基层。"),
        line("L4", "石磊（卫生院院长）：", "设备老旧。"),
    )
    assert said == [
        "罗晴（市人民医院院长）：门诊费用降了。",
        "全县有村医5230名。",
        "罗晴：病种留在基层。",
        "石磊（卫生院院长）：设备老旧。",
    ]


def test_that_words_are_reported_is_said_every_time() -> None:
    said = spoken(
        line("L1", "罗晴（院长）（转述）：", "费用降了。"),
        line("L2", "石磊（卫生院院长）：", "设备老旧。"),
        line("L3", "罗晴（院长）（转述）：", "病种留在基层。"),
    )
    assert said[0] == "罗晴（院长）（转述）：费用降了。"
    assert said[2] == "罗晴（转述）：病种留在基层。"


def test_a_speaker_without_a_name_or_post_and_a_document_stay_as_they_are() -> None:
    leads = ["《节水年报》：", "该负责人（转述）：", "《节水年报》："]
    said = spoken(*(line(f"L{n}", lead, "水价不变。") for n, lead in enumerate(leads)))
    assert said == [f"{lead}水价不变。" for lead in leads]


@pytest.mark.parametrize("name", NAMES)
def test_in_a_real_briefing_nobody_is_introduced_twice(name: str) -> None:
    leads = {one.id: one.lead for one in real(name).lines if not one.point and one.lead.endswith("）：")}
    runs = [run for e in manuscript(real(name)).elements for run in e.runs if run.line in leads]
    introduced = [leads[run.line] for run in runs if run.text.startswith(leads[run.line])]
    direct = [lead for lead in introduced if "转述" not in lead]
    assert len(direct) == len(set(direct))


@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.booleans(), st.integers(5, 90)), max_size=12))
def test_paragraphs_hold_every_line_once_in_order_and_only_those_of_one_document(
    given_lines: list[tuple[str, bool, int]],
) -> None:
    lines = [line(f"L{n}", "某人：" if led else "", "字" * size) for n, (_, led, size) in enumerate(given_lines)]
    homes = {one.id: home for one, (home, _, _) in zip(lines, given_lines, strict=True)}
    found = list(paragraphs(lines, lambda one: homes[one.id]))
    assert [one for paragraph in found for one in paragraph] == lines
    assert all(len({homes[one.id] for one in paragraph}) == 1 for paragraph in found)


def test_what_must_be_known_beside_a_sentence_is_noted_below_its_paragraph() -> None:
    base = real("fishery")
    told = replace(line("L1", "", "今年新增床位90张。"), asides=("“今年”（文档日期 2024年3月）",))
    section = Section("S1", "情况", ("L1",))
    read = manuscript(replace(base, sections=(section,), lines=(told,), figures=(), disagreements=()))
    at = next(n for n, e in enumerate(read.elements) if e.kind == "paragraph")
    assert read.elements[at + 1] == Element("note", read.elements[at + 1].runs, section="S1")
    assert read.elements[at + 1].text == "注：“今年”（文档日期 2024年3月）。"


# Records.


def through_json(briefing: Briefing) -> Any:  # noqa: ANN401
    return json.loads(json.dumps(record(briefing), ensure_ascii=False))


@pytest.mark.parametrize("name", NAMES)
def test_a_briefing_comes_back_from_its_record_as_it_was(name: str) -> None:
    briefing = real(name)
    assert briefing_of(through_json(briefing)) == briefing


def test_among_them_are_counts_with_plans_computed_figures_and_timelines() -> None:
    back = [briefing_of(through_json(real(name))) for name in ("sports", "growth", "harbour")]
    counted, computed, over_time = (one.lines for one in back)
    assert any(one.claim.plan is not None and one.claim.plan.filters for one in counted)
    assert any(one.claim.derived is not None for one in computed)
    assert any(one.point is not None for one in over_time)


def test_a_record_begins_with_what_it_is() -> None:
    assert list(record(real("fishery")))[:2] == ["schema_version", "kind"]
    assert record(real("fishery"))["kind"] == "briefing"


@pytest.mark.parametrize("foreign", [None, 3, "简报", [], {}, {"kind": "answer"}, {"schema_version": 1, "answer": "…"}])
def test_what_is_no_briefing_is_refused(foreign: object) -> None:
    with pytest.raises(BriefingError, match="不是集证的简报"):
        briefing_of(foreign)


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_briefing_of_another_version_is_refused_with_both_versions(version: object) -> None:
    value = through_json(real("fishery")) | {"schema_version": version}
    with pytest.raises(BriefingError, match=rf"schema_version 为“{version}”，本程序只认得 1"):
        briefing_of(value)


def spoiled(*path: Any, to: Any = None, drop: bool = False) -> Any:  # noqa: ANN401
    value = copy.deepcopy(through_json(real("fishery")))
    at = value
    for step in path[:-1]:
        at = at[step]
    if drop:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return value


@pytest.mark.parametrize(
    "value",
    [
        lambda: spoiled("lines", drop=True),
        lambda: spoiled("citations", drop=True),
        lambda: spoiled("lines", to="L1"),
        lambda: spoiled("lines", 0, "claim", to=None),
        lambda: spoiled("lines", 0, "claim", "citations", to="一"),
        lambda: spoiled("lines", 0, "id", drop=True),
        lambda: spoiled("citations", 0, "gaps", to=[{"start": 1}]),
        lambda: spoiled("citations", 0, "spans", to=[["a", "b"]]),
        lambda: spoiled("figures", 0, "nature", to="praised"),
        lambda: spoiled("sections", 0, "lines", to=7),
        lambda: spoiled("commission", to=[]),
        lambda: spoiled("commission", "sources", to={"levels": ["galactic"]}),
        lambda: spoiled("lines", 0, "claim", "plan", to={"operation": "dance"}),
    ],
)
def test_a_spoiled_record_is_refused_in_words_not_with_a_crash(value: Any) -> None:  # noqa: ANN401
    with pytest.raises(BriefingError, match=r"不合格式|重新导出"):
        briefing_of(value())


def test_a_field_that_a_later_version_may_add_is_ignored() -> None:
    assert briefing_of(through_json(real("fishery")) | {"mood": "calm"}) == real("fishery")
