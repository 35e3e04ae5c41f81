"""A commission becomes a briefing: what is refused, what is found, what is said not to be found."""

from collections.abc import Callable

import pytest

from index.filters import SourceFilter
from rag.assistant import Assistant
from rag.briefing.drafting import brief
from rag.briefing.manuscript import manuscript
from rag.briefing.models import Briefing, BriefingError, Commission
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests import rag_kit
from tests.briefing_proof import faults
from tests.drafting_kit import COMMISSIONS, assistant_on, real


def drafted(*args: object, **kwargs: object) -> Briefing:
    return brief(Commission(*args, **kwargs), assistant_on("vectors"))  # type: ignore[arg-type]


def text(briefing: Briefing) -> str:
    return "\n".join(e.text for e in manuscript(briefing).elements)


@pytest.mark.parametrize(
    ("commission", "told"),
    [
        (Commission(""), r"主题“”中没有可以检索的词语"),
        (Commission(" \n　"), r"没有可以检索的词语"),
        (Commission("？？！"), r"主题“？？！”中没有可以检索的词语"),
        (Commission("是什么？"), r"主题“是什么？”中没有可以检索的词语"),
        (Commission("有哪些"), r"没有可以检索的词语"),
        (Commission("渔业" * 101), r"主题有 202 字，上限 200"),
        (Commission("渔业", length=199), r"篇幅 199 不在 200–20000 字之间"),
        (Commission("渔业", length=20_001), r"篇幅 20001"),
        (Commission("渔业", length=-5), r"篇幅 -5"),
        (Commission("渔业", questions=("产量多少？", "产量多少？")), r"问题“产量多少？”出现了两次"),
        (Commission("渔业", questions=("产量多少？", " ")), r"问题中有空的一项"),
        (Commission("渔业", questions=tuple(f"第{n}年产量？" for n in range(31))), r"问题有 31 个，上限 30"),
        (Commission("渔业", outline=("现状", "")), r"提纲标题中有空的一项"),
        (Commission("渔业", outline=("现状", "问题", "现状")), r"提纲标题“现状”出现了两次"),
        (Commission("渔业", outline=tuple(f"第{n}节" for n in range(31))), r"提纲标题有 31 个，上限 30"),
        (Commission("渔业", "八股文"), r"没有“八股文”这种形式"),
    ],
)
def test_a_commission_that_cannot_be_carried_out_is_refused_with_value_and_remedy(
    commission: Commission, told: str
) -> None:
    with pytest.raises(BriefingError, match=told) as error:
        brief(commission, rag_kit.assistant())
    assert any(remedy in str(error.value) for remedy in ("请", "可用", "之间"))


@pytest.mark.parametrize("commission", [Commission("渔港", length=200), Commission("渔" * 200, length=20_000)])
def test_the_ends_of_the_range_are_within_it(commission: Commission) -> None:
    assert brief(commission, rag_kit.assistant()).title


@pytest.mark.parametrize(
    ("topic", "form"),
    [
        ("火星移民", "专题简报"),
        ("火星移民", "问答摘编"),
        ("量子引力与弦论", "数据速览"),
        ("金星和木星的歌剧院", "对比分析"),
        ("😀😀航天", "专题简报"),
    ],
)
def test_a_topic_that_nothing_is_found_for_gives_a_briefing_that_says_so(topic: str, form: str) -> None:
    briefing = drafted(topic, form)
    assert not any(section.lines or section.sheets for section in briefing.sections)
    assert briefing.figures == ()
    assert briefing.disagreements == ()
    assert briefing.uncovered or briefing.left_out
    assert "没有找到" in text(briefing)


def test_an_empty_library_gives_a_briefing_that_says_so() -> None:
    settings = AnswerSettings()
    briefing = brief(
        Commission("渔业", questions=("产量多少？",)),
        Assistant(rag_kit.FakeShelf([]), ExtractiveWriter(settings), settings),
    )
    assert not any(section.lines for section in briefing.sections)
    assert "没有找到" in text(briefing)


def test_questions_that_are_answered_have_a_section_and_the_others_a_gap() -> None:
    briefing = real("museums")
    asked = briefing.commission.questions
    headings = [section.heading for section in briefing.sections]
    assert headings[0] == asked[0]
    assert asked[1] not in headings
    assert [gap.text for gap in briefing.uncovered if gap.kind == "question"] == [asked[1]]


def test_questions_come_last_under_a_heading_of_their_own_where_the_form_is_no_questionnaire() -> None:
    briefing = real("sports")
    headings = [(section.heading, section.level) for section in briefing.sections]
    at = headings.index(("重点问题", 1))
    assert headings[at + 1 :] == [(question, 2) for question in briefing.commission.questions]
    assert not briefing.sections[at].lines


def test_headings_of_an_outline_take_the_place_of_the_forms_and_those_not_found_are_gaps() -> None:
    briefing = drafted("节水行动", outline=("总体目标", "重点行动", "太空旅馆"))
    headings = [section.heading for section in briefing.sections]
    assert set(headings) <= {"总体目标", "重点行动", "太空旅馆"}
    assert headings
    for heading in {"总体目标", "重点行动", "太空旅馆"} - set(headings):
        assert any(gap.kind == "heading" and gap.text == heading for gap in briefing.uncovered)
    assert "太空旅馆" not in headings


def test_the_sides_of_a_comparison_stand_under_each_heading_with_their_own_lines_only() -> None:
    briefing = real("two towns")
    lines = {line.id: line for line in briefing.lines}
    sides = [section for section in briefing.sections if section.level == 2 and section.heading.endswith("市")]
    assert {section.heading for section in sides} == {"青屿市", "白鹭市"}
    for side in sides:
        other = ({"青屿市", "白鹭市"} - {side.heading}).pop()
        for name in side.lines:
            said = lines[name].claim.text
            assert other not in said or side.heading in said


def test_a_side_that_a_heading_says_nothing_of_is_told() -> None:
    briefing = real("two towns")
    lost = {gap.text: gap.reason for gap in briefing.uncovered if gap.kind == "side"}
    level, missing = "", set()
    for section in briefing.sections:
        if section.level == 1:
            level = section.heading
        elif level and section.heading == "青屿市":
            after = briefing.sections[briefing.sections.index(section) + 1 :]
            if not after or after[0].heading != "白鹭市":
                missing.add(level)
    assert all(f"“{heading}”" in lost["白鹭市"] for heading in missing)


def test_a_typing_error_in_the_topic_is_read_right_and_said() -> None:
    briefing = drafted("博物管发展")
    assert "主题按“博物馆发展”理解" in briefing.notes
    assert "博物馆" in text(briefing)


def test_an_english_topic_is_read_in_chinese_and_said() -> None:
    briefing = brief(Commission("advanced manufacturing clusters in Japan"), assistant_on("seeds"))
    assert any("日本" in note for note in briefing.notes)
    assert "日本" in text(briefing)


def test_only_sources_that_are_asked_for_are_used() -> None:
    every = real("fishery")
    issuers = {c.issuer for c in every.citations if c.issuer}
    assert len({c.document for c in every.citations}) > 1
    for sources in (SourceFilter(levels=("local",)), SourceFilter(as_of="2023")):
        briefing = drafted("青屿市海洋渔业", sources=sources)
        admitted = {d.id for d in assistant_on("vectors").shelf(sources).documents()}
        assert {c.document for c in briefing.citations} <= admitted
        assert briefing.commission.sources == sources
    assert issuers is not None


def test_progress_is_told_step_by_step() -> None:
    steps: list[tuple[str, int, int]] = []
    asked = Commission("青屿市和白鹭市渔业", "对比分析", questions=("2023年青屿市水产品总产量多少？",))
    brief(asked, assistant_on("vectors"), lambda step, done, of: steps.append((step, done, of)))
    names = list(dict.fromkeys(step for step, _, _ in steps))
    assert names == ["检索资料", "回答问题", "编排章节", "整理数据"]
    assert [(done, of) for step, done, of in steps if step == "检索资料"] == [(0, 2), (1, 2)]
    assert all(0 <= done < of for _, done, of in steps)


class StoppedError(Exception):
    """What a user's cancelling raises."""


def stop_at(step: str) -> Callable[[str, int, int], None]:
    def told(name: str, _done: int, _of: int) -> None:
        if name == step:
            raise StoppedError(step)

    return told


@pytest.mark.parametrize("step", ["检索资料", "回答问题", "编排章节", "整理数据"])
def test_an_exception_in_progress_stops_the_work(step: str) -> None:
    asked = Commission("博物馆", questions=("2024年全省博物馆接待观众多少人次？",))
    with pytest.raises(StoppedError, match=step):
        brief(asked, assistant_on("vectors"), stop_at(step))


@pytest.mark.parametrize("name", ["fishery", "two towns", "sports", "promoters"])
def test_two_runs_give_the_same_briefing(name: str) -> None:
    library, commission = COMMISSIONS[name]
    assert brief(commission, assistant_on(library)) == real(name)


@pytest.mark.parametrize(
    ("topic", "form", "title"),
    [
        ("渔港", "专题简报", "关于渔港的专题简报"),
        ("渔港建设情况", "专题简报", "渔港建设情况"),
        ("渔港数据", "数据速览", "渔港数据"),
        ("  渔港？ ", "问答摘编", "渔港问答摘编"),
    ],
)
def test_the_title_is_the_forms_or_the_topic_where_that_is_one(topic: str, form: str, title: str) -> None:
    assert brief(Commission(topic, form), rag_kit.assistant()).title == title


def test_what_the_draft_was_drawn_from_is_told_with_the_number_of_its_documents() -> None:
    briefing = real("fishery")
    shown = {listed.citation.document: listed.citation.date.value for listed in manuscript(briefing).sources}
    undated = sum(date is None for date in shown.values())
    note = f"本稿引自{len(shown)}份文档" + (f"，其中{undated}份未注明日期" if undated else "")
    assert any(line.startswith(note) for line in text(briefing).splitlines())


@pytest.mark.parametrize("name", COMMISSIONS)
def test_every_section_that_stands_there_has_something_below_it(name: str) -> None:
    sections = real(name).sections
    for n, section in enumerate(sections):
        below = sections[n + 1] if n + 1 < len(sections) else None
        parent = section.level == 1 and below is not None and below.level > 1
        assert section.lines or section.sheets or parent, section.heading


@pytest.mark.parametrize("length", [200, 500, 4000])
def test_a_briefing_of_any_length_holds(length: int) -> None:
    briefing = drafted("博物馆发展", length=length)
    cited = {c.document for c in briefing.citations}
    documents = {name: assistant_on("vectors").library.document(name) for name in cited}
    assert faults(briefing, documents) == []
