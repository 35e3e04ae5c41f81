"""What each section says: chosen within a length, nothing twice, announced items with their announcement."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.briefing.aspects import Aspect
from rag.briefing.forms import SectionForm
from rag.briefing.gathering import Candidate
from rag.briefing.selecting import Chosen, Wanted, nearest_of, select
from rag.briefing.topics import theme_of
from tests.drafting_kit import COMMISSIONS, bare, candidates, real

THEME = theme_of("图书馆")
FACTS = [
    "2023年，市图书馆到馆读者286万人次，比上年增长12%。",
    "全市建成城市书房138家，由企业和社区合办的有61家。",
    "盲文阅览室藏书4200册，每周开放六天。",
    "流动图书车开进了47个偏远村庄，借出绘本1.9万册。",
    "少儿分馆新增座位320个，周末延时到晚上九点。",
    "古籍修复中心三年修复善本715册。",
    "数字资源访问量达到830万次，手机端占九成。",
    "志愿讲解员队伍扩大到260人，平均年龄58岁。",
]


def section(heading: str, *aspects: Aspect, weight: float = 1.0) -> tuple[SectionForm, Sequence[str]]:
    return SectionForm(heading, aspects, weight=weight), ()


def given_facts(facts: Sequence[str] = FACTS, near: float = 0.8) -> list[Candidate]:
    return [c for n, fact in enumerate(facts) for c in candidates(f"# 图书馆\n\n{fact}\n", f"d{n}", near)]


def chosen(found: Sequence[Candidate], *sections: tuple[SectionForm, Sequence[str]], length: int = 200) -> list[Chosen]:
    return select([Wanted(THEME, found, sections, length)])[0]


def texts(one: Chosen) -> list[str]:
    return [piece.text for piece in one.pieces]


@pytest.mark.parametrize("length", [60, 120, 180])
def test_about_as_much_is_said_as_is_wanted(length: int) -> None:
    said = sum(piece.length for piece in chosen(given_facts(), section("情况"), length=length)[0].pieces)
    longest = max(map(len, FACTS))
    assert length - 2 * longest <= said <= length + longest


def test_what_is_nearer_to_the_topic_goes_in_first() -> None:
    far, near = given_facts([FACTS[0]], 0.5), given_facts([FACTS[0].replace("286", "391")], 0.9)
    assert "391" in "".join(texts(chosen([*far, *near], section("情况"), length=20)[0]))


def test_what_is_hardly_near_does_not_go_in_however_much_room_there_is() -> None:
    found = [*given_facts(FACTS[:1], 0.9), *given_facts(["茶园面积达到21.6万亩，产茶1.92万吨。"], 0.3)]
    assert nearest_of(found) > 0.3
    assert "茶园" not in "".join(texts(chosen(found, section("情况"), length=2000)[0]))


@pytest.mark.parametrize(
    ("again", "first"),
    [
        (FACTS[0], FACTS[0]),
        ("据统计，2023年，市图书馆到馆读者286万人次，比上年增长12%。", FACTS[0]),
        ("全市建成城市书房138家，其中由企业和社区合办的有61家之多。", FACTS[1]),
    ],
)
def test_what_another_document_says_in_nearly_the_same_words_is_said_once(again: str, first: str) -> None:
    found = [*given_facts(FACTS), *candidates(f"# 图书馆\n\n{again}\n", "reprint", 0.8)]
    said = [text for one in chosen(found, section("情况"), section("做法"), length=2000) for text in texts(one)]
    key = "286万" if "286" in first else "138家"
    assert sum(key in text for text in said) == 1


def test_what_the_briefing_says_already_is_not_said_again() -> None:
    wanted = Wanted(THEME, given_facts(), [section("情况")], 2000)
    said = "".join(texts(select([wanted], [FACTS[2]])[0][0]))
    assert FACTS[2] not in said
    assert FACTS[3] in said


def test_two_sections_never_say_one_thing() -> None:
    one, other = chosen(given_facts(), section("情况"), section("近况"), length=2000)
    assert set(texts(one)) & set(texts(other)) == set()
    assert set(texts(one)) | set(texts(other)) == set(FACTS)


LEANING = "# 图书馆\n\n市图书馆新建了一座智能书库，可藏书120万册。该书库由三台机器人取书，每小时取书900册。\n"


def test_a_sentence_that_an_earlier_one_shows_because_it_leans_on_it_is_not_said_again() -> None:
    leans, shown = candidates(LEANING)[::-1]
    assert shown.unit.text in leans.unit.before
    for first, second in ((0.9, 0.6), (0.6, 0.9)):
        found = [Candidate(leans.unit, first, {}), Candidate(shown.unit, second, {})]
        said = texts(chosen(found, section("情况"), section("近况"), length=2000)[0])
        assert said in ([leans.unit.text], [shown.unit.text])


def test_a_section_with_least_to_choose_from_chooses_first() -> None:
    problem = "图书馆盲文书籍不足，4200册难以满足600名读者。"
    found = given_facts([*FACTS[:2], problem])
    general, problems = chosen(found, section("情况"), section("问题", "problems"), length=400)
    assert texts(problems) == [problem]
    assert problem not in texts(general)


ANNOUNCED = """# 图书馆

图书馆提质采取了以下三项措施。一是延长开放时间，每天开到22时。二是建设总分馆，138家书房通借通还。三是更新绘本，全年新购4.2万册。

少儿分馆新增座位320个，周末延时到晚上九点。
"""


def test_items_go_in_with_the_sentence_that_announces_them_or_not_at_all() -> None:
    for length in (30, 100, 400):
        for piece in chosen(candidates(ANNOUNCED), section("情况"), length=length)[0].pieces:
            if "以下三项措施" in piece.text:
                assert [mark in piece.text for mark in ("一是", "二是", "三是")] == [True] * 3
    assert any("三是" in t for t in texts(chosen(candidates(ANNOUNCED), section("情况"), length=400)[0]))


def test_a_sentence_that_announces_what_is_not_there_does_not_go_in() -> None:
    raw = "# 图书馆\n\n图书馆提质采取了以下三项措施。\n\n少儿分馆新增座位320个，周末延时到晚上九点。\n"
    assert texts(chosen(candidates(raw), section("情况"), length=400)[0]) == [FACTS[4]]


@pytest.mark.parametrize(
    "unsound",
    [
        "本文介绍图书馆的三种服务模式及其演变过程。",
        "图书馆“延时开放已经覆盖全部城区分馆和书房。",
        "图书馆服务（包括延时开放已经覆盖全部城区书房。",
        "开放到九点。",
        "第二种由社区和企业合办，图书馆派出馆员驻点指导。",
        "图书馆的服务范围包括阅览外借讲座展览以及",
    ],
)
def test_what_cannot_stand_by_itself_does_not_go_in(unsound: str) -> None:
    found = [*given_facts(FACTS[:1]), *candidates(f"# 图书馆\n\n{unsound}\n", "unsound", 0.9)]
    assert texts(chosen(found, section("情况"), length=2000)[0]) == FACTS[:1]


def test_a_section_of_figures_takes_only_sentences_with_figures() -> None:
    found = given_facts([*FACTS[:2], "图书馆鼓励社会力量参与书房建设和管理。"])
    form = SectionForm("数据", (), figures_only=True)
    said = texts(chosen(found, (form, ()), length=2000)[0])
    assert sorted(said) == sorted(FACTS[:2])


def test_a_section_that_wants_an_aspect_takes_nothing_else() -> None:
    problem = "图书馆盲文书籍不足，4200册难以满足600名读者。"
    assert texts(chosen(given_facts([*FACTS, problem]), section("问题", "problems"), length=2000)[0]) == [problem]


def test_a_heading_that_a_user_wants_takes_only_what_is_on_it() -> None:
    form = SectionForm("古籍修复", (), about="古籍修复")
    assert texts(chosen(given_facts(), (form, ()), length=2000)[0]) == [FACTS[5]]


def test_alternatives_are_further_pieces_that_are_not_shown_best_first() -> None:
    one = chosen(given_facts(), section("情况"), length=60)[0]
    assert one.others
    assert set(map(id, one.others)) & set(map(id, one.pieces)) == set()
    assert {p.text for p in one.others} & {p.text for p in one.pieces} == set()
    scores = [p.score for p in one.others]
    assert scores == sorted(scores, reverse=True)
    assert one.found == len(FACTS)


def test_pieces_of_one_document_stand_together_in_its_order() -> None:
    raw = "# 图书馆\n\n" + "\n\n".join(FACTS) + "\n"
    assert texts(chosen(candidates(raw), section("情况"), length=2000)[0]) == FACTS


def test_with_nothing_to_choose_from_nothing_is_said() -> None:
    assert texts(chosen([], section("情况"), section("问题", "problems"))[0]) == []


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(40, 600), st.lists(st.floats(0.4, 1.0), min_size=8, max_size=8))
def test_the_order_of_what_was_found_changes_nothing_and_nothing_is_said_twice(
    order: random.Random, length: int, nears: list[float]
) -> None:
    found = [Candidate(c.unit, near, {}) for c, near in zip(given_facts(), nears, strict=True)]
    mixed = order.sample(found, len(found))
    sections = (section("情况"), section("数据", "figures", weight=2.0))
    first, second = (chosen(f, *sections, length=length) for f in (found, mixed))
    assert [texts(one) for one in first] == [texts(one) for one in second]
    said = [text for one in first for text in texts(one)]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("name", COMMISSIONS)
def test_a_real_briefing_says_no_sentence_twice_outside_its_answers(name: str) -> None:
    briefing = real(name)
    shown = [line for section in briefing.sections for line in section.lines]
    assert len(shown) == len(set(shown))
    lines = {line.id: line for line in briefing.lines}
    drafted = [bare(lines[n].claim.text) for n in shown if not lines[n].question]
    for one, other in combinations(drafted, 2):
        assert one not in other, (one, other)
        assert other not in one, (one, other)


@pytest.mark.parametrize("name", COMMISSIONS)
def test_the_alternatives_of_a_real_section_are_proven_lines_that_it_does_not_show(name: str) -> None:
    briefing = real(name)
    pool = {line.id for line in briefing.lines}
    for one in briefing.sections:
        assert set(one.alternatives) <= pool
        assert not set(one.alternatives) & set(one.lines)


def test_about_as_long_as_asked_where_there_is_enough_to_say() -> None:
    for name in ("clusters", "promoters"):
        briefing = real(name)
        lines = {line.id: line for line in briefing.lines}
        said = sum(len(lines[n].text) for section in briefing.sections for n in section.lines)
        assert 0.75 <= said / briefing.commission.length <= 1.25, name
