"""A sentence is turned away for want of a kind of answer only where it has none: not where it tells it in other words."""

import pytest

from rag.asking.questions import analyse
from rag.choosing.constraints import lost_nouns, unmet
from rag.choosing.scoring import weigh
from rag.finding.answer_signs import NAMES, answer_signs, names_person, tells_time
from rag.finding.evidence import Unit
from rag.finding.features import Lens, lens_of
from rag.finding.retrieval import retrieve
from tests.rag_kit import FakeShelf, document

CALM = "\n\n" + "海面平静，船只往来如常，码头上一切如旧。" * 30 + "\n\n"  # what follows stands in another passage


def read_with(question: str, text: str, sentence: str) -> tuple[Lens, Unit]:
    """The lens of a question over a text, and the unit of it that begins with `sentence`."""
    asked = analyse(question)
    evidence = retrieve(asked, FakeShelf([document(text)]), 30)
    unit = next(u for u in evidence.units if u.text.startswith(sentence))
    return lens_of(asked, weigh(asked, evidence.found)), unit


def lacks(question: str, text: str) -> list[str]:
    lens, unit = read_with(question, text, text[:4])
    return [*unmet(lens, unit), *(lost_nouns(lens.question, unit) if lens.question.kind in ("number", "date") else [])]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("谁拿到了船模比赛的第一名？", "祁生鹏在昨日的船模比赛里拿到了第一名。"),
        ("杨晨何时出任石桥县知县？", "光绪十九年，杨晨出任石桥县知县。"),
        ("石桥码头什么时候拆除？", "石桥码头已于抗战时期拆除，今存台阶两段。"),
        ("石桥县的两所学校为什么合并？", "石桥县的两所学校在校舍毁于大火后合并，合并后迁往城南。"),
        ("运盐船最后停在了哪里？", "运盐船最后停在了瀛台，再未出海。"),
        ("青口港派出了多少个工作组赴上述岛屿？", "青口港派出7个工作组赴上述岛屿指导清淤。"),
        ("方案提出培育多少个规模30亿元以上的渔具集群？", "方案提出培育12个规模30亿元以上渔具集群。"),
        ("青口港乘用船出口量是多少？", "青口港乘用船出口为31万艘。"),
        ("青口港计划在哪一年启用三号泊位？", "青口港定于2027年启用三号泊位。"),
    ],
)
def test_an_answer_told_in_other_words_is_let_through(question: str, text: str) -> None:
    assert lacks(question, text) == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("谁拿到了船模比赛的第一名？", "船模比赛的第一名可以拿到奖金。"),
        ("石桥码头什么时候拆除？", "石桥码头已经拆除，今存台阶两段。"),
        ("石桥县为什么没能加入联运？", "石桥县加入联运的申请书共有十页，附图三张，寄往省城。"),
        ("青口港设立了多少个联运集群？", "青口港设立了两个管理局，服务联运集群。"),
        ("青口港的就业人数是多少？", "青口港的产值达到255亿元。"),
        ("青口港2024年的产值是多少？", "青口港2023年的产值达到255亿元。"),
    ],
)
def test_a_sentence_without_such_an_answer_is_turned_away(question: str, text: str) -> None:
    assert lacks(question, text)


def test_a_year_that_is_only_compared_with_does_not_date_a_sentence() -> None:
    text = "青口公司2023年二季度营收15亿元。其中，广告收入为2400万元，较2022年同期下降4%。"
    lens, unit = read_with("青口公司2023年二季度的广告收入是多少？", text, "其中")
    assert "2023年" not in unmet(lens, unit)
    lens, unit = read_with("青口公司2022年二季度的广告收入是多少？", text, "其中")
    assert "2022年" in unmet(lens, unit)


def test_a_sentence_without_a_place_is_of_the_one_its_article_opens_with() -> None:
    text = "会议已经开完。浙江作了报告。" + CALM + "省委把渔港建设放在首位。"
    lens, unit = read_with("浙江省委把什么放在首位？", text, "省委")
    assert unmet(lens, unit) == []
    lens, unit = read_with("福建省委把什么放在首位？", text, "省委")
    assert "“福建”" in unmet(lens, unit)


def test_an_article_that_opens_with_two_provinces_tells_of_neither_for_certain() -> None:
    text = "会议已经开完。浙江和福建作了报告。" + CALM + "省委把渔港建设放在首位。"
    lens, unit = read_with("浙江省委把什么放在首位？", text, "省委")
    assert "“浙江”" in unmet(lens, unit)


@pytest.mark.parametrize("text", ["推动高质量发展，加快建设港口。", "国家有关部门将启动计划", "于是和平发展"])
def test_words_that_begin_like_a_family_name_are_no_person(text: str) -> None:
    assert not names_person(text)


@pytest.mark.parametrize(
    ("text", "told"), [("三年来增长", False), ("2000亿元", False), ("《计划（2023年）》印发", False)]
)
def test_spans_amounts_and_titles_tell_no_time(text: str, told: bool) -> None:
    assert tells_time(text) is told


def test_the_words_behind_the_gap_are_looked_for_as_they_stand() -> None:
    lens, unit = read_with("谁战胜了青岛海牛队？", "武汉三镇队战胜了青岛海牛队。", "武汉")
    signs = dict(zip(NAMES, answer_signs(lens.question, unit), strict=True))
    assert signs["words behind the gap"] == 1.0
    assert signs["person asked, none there"] == 0.0


def test_growth_is_no_share() -> None:
    asked = "我国制造业增加值占全球的比重是多少？"
    assert "占比" in lacks(asked, "我国高技术制造业增加值年均增长8.7%。")
    assert "占比" not in lacks(asked, "我国制造业增加值占全球的30%。")


def test_what_an_agency_of_ours_does_is_not_told_by_what_another_country_did() -> None:
    asked = "工信部从哪年开始搞集群竞赛？"
    assert "我国的情况" in lacks(asked, "德国政府2006年开始搞集群竞赛。")
    assert "我国的情况" not in lacks(asked, "2019年，工业和信息化部开始搞集群竞赛。")


def test_asked_up_to_a_year_what_is_told_since_then_does_not_do() -> None:
    asked = "2019年以前有多少个集群？"
    assert "2019年以前" in lacks(asked, "2019年以来建成25个集群。")
    assert "2019年以前" not in lacks(asked, "2018年已有12个集群。")
    assert "2019年以前" not in lacks(asked, "2019年以前有12个集群。")
