import pytest

from rag.asking.questions import analyse
from rag.finding.scope import elsewhere
from rag.language.lexicon import credit, fold
from rag.language.places import is_foreign, places_in
from rag.numbers.figures import figures_in, years_in
from rag.time.modality import modality_of, points_back, relative_times


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("全市有多少家养老机构？", "number"),
        ("粮食产量同比增长多少？", "number"),
        ("什么时候开工？", "date"),
        ("该标准哪一年发布？", "date"),
        ("工程由哪家公司承建？", "entity"),
        ("谁认为应当降低税费？", "who_said"),
        ("乡村振兴有哪些举措？", "list"),
        ("为什么要发展数字经济？", "why"),
        ("什么是冷链物流？", "definition"),
        ("中医药是什么？", "definition"),
        ("养老服务的发展目标是什么？", "other"),
        ("如何培养高技能人才？", "how"),
        ("试点是否已经结束？", "yes_no"),
    ],
)
def test_the_kind_of_a_question_is_told_by_how_it_asks(text: str, kind: str) -> None:
    assert analyse(text).kind == kind


def test_years_places_and_literal_strings_of_a_question_are_read() -> None:
    question = analyse("2023年浙江省和福建省按照《海洋牧场管理办法》建成多少个“示范区”？")
    assert question.years == ("2023",)
    assert question.places == ("浙江", "福建")
    assert set(question.literals) == {"海洋牧场管理办法", "示范区"}
    assert (question.unit, question.measured) == ("个", "示范区")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("李明华认为短板在哪里？", "李明华"),
        ("王芳教授如何看待职业教育？", "王芳"),
        ("专家认为短板在哪里？", ""),
        ("报告提出了哪些建议？", ""),
        ("为什么有人说效率低？", ""),
    ],
)
def test_the_speaker_asked_for_is_a_name_before_a_verb_of_saying(text: str, speaker: str) -> None:
    assert analyse(text).speaker == speaker


@pytest.mark.parametrize("text", ["", "   ", "？？？", "……！", "是什么？"])
def test_a_question_without_content_has_no_terms(text: str) -> None:
    assert analyse(text).terms == ()


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("截至2023年底，45个集群产值达到20万亿元，集聚企业5万余家。", ["45个", "达到20万亿元", "5万余家"]),
        ("同比增长10.2%，约占四成。", ["10.2%", "约占四成"]),
        ("超过 2000 亿元", ["超过 2000 亿元"]),
        ("第3章介绍一个方面、一批企业", []),
        ("5月18日召开第2次会议", []),
        ("吞吐量612.5万标箱", ["612.5万标箱"]),
        ("近 7×10⁴ 家", ["近 7×10⁴ 家"]),
    ],
)
def test_figures_are_found_beside_han_characters_and_dates_are_none(text: str, figures: list[str]) -> None:
    assert [f.text for f in figures_in(text)] == figures


def test_a_figure_is_a_slice_of_the_text() -> None:
    text = "截至2023年底，45个集群产值达到20万亿元。"
    assert all(text[f.start : f.end].strip() == f.text for f in figures_in(text))


def test_years_stand_before_nian_or_in_a_range() -> None:
    assert years_in("2019年至2021年，2023-2025年，编号2022号，4G2020") == ["2019", "2021", "2023", "2025", "2020"]


@pytest.mark.parametrize(
    ("text", "published", "modality"),
    [
        ("到2027年，吞吐量力争突破800万标箱。", "2024年", "planned"),
        ("到2023年，吞吐量达到500万标箱。", "2024年1月", "achieved"),
        ("到2030年建成100个基地。", None, "planned"),
        ("将再投入30亿元。", None, "planned"),
        ("预计全年增长5%。", None, "estimated"),
        ("如果成本继续上升，企业就会外迁。", None, "conditional"),
        ("正在打造若干个基地，其中一个已建成。", None, "achieved"),
        ("2024年完成612.5万标箱，同比增长8.3%。", None, "achieved"),
        ("港口位于海湾北岸。", None, None),
        ("即将到来的挑战不容忽视。", None, None),
    ],
)
def test_plans_estimates_and_conditions_are_told_from_results(
    text: str, published: str | None, modality: str | None
) -> None:
    assert modality_of(text, published) == modality


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("该码头采用全自动化系统。", True),
        ("2019年，该集群产值达到255亿元。", True),
        ("其中，浙江占三成。", True),
        ("目前这些国家已有十个基地。", True),
        ("此外，还要加强监管。", False),
        ("其他地区也在推进。", False),
        ("应该加快建设。", False),
        ("海州港完成吞吐量600万标箱。", False),
    ],
)
def test_a_sentence_that_opens_with_a_pointing_word_points_back(text: str, back: bool) -> None:
    assert points_back(text) is back


def test_words_of_time_that_hang_on_the_date_are_found_once() -> None:
    assert relative_times("今年上半年增长5%，去年增长4%，今年上半年好于去年。") == ["今年上半年", "去年"]


def test_places_are_the_longest_known_names() -> None:
    assert places_in("印度尼西亚与马来西亚，广州和印度") == ["印度尼西亚", "马来西亚", "广州", "印度"]


def test_a_text_about_other_countries_only_is_foreign() -> None:
    assert is_foreign("英国提出到2030年建成四个集群。")
    assert not is_foreign("与英国相比，我国仍有差距。")
    assert not is_foreign("浙江提出到2030年建成四个集群。")


def test_folding_makes_widths_cases_and_spaces_alike() -> None:
    assert fold("ＩＴ’s　ＯＷＬ 2020") == "it'sowl2020"


def test_a_term_counts_in_part_where_only_parts_of_it_stand() -> None:
    assert credit("吞吐量", "集装箱吞吐量") == 1.0
    assert 0 < credit("海州港区", "海州市的港区") < 1.0
    assert credit("2024", "2023") == 0.0


def test_a_figure_is_of_the_whole_where_the_place_asked_is_only_an_example_behind_it() -> None:
    text = "共遴选25个集群作为培育对象，包括甲市的港口、南京市电网集群等。"
    figure = next(f for f in figures_in(text) if f.text.startswith("25"))
    assert elsewhere(analyse("南京有几个集群？"), text, figure)
    assert not elsewhere(analyse("一共遴选几个集群？"), text, figure)
    own = "南京共遴选25个集群，包括电网集群等。"
    assert not elsewhere(analyse("南京有几个集群？"), own, next(f for f in figures_in(own) if f.text.startswith("25")))


def test_what_is_counted_from_a_year_on_is_no_number_up_to_it() -> None:
    text = "2019年以来，遴选出25个决赛优胜者。"
    figure = next(f for f in figures_in(text) if f.text.startswith("25"))
    assert elsewhere(analyse("2019年以前有多少个优胜者？"), text, figure)
    assert not elsewhere(analyse("2019年以来有多少个优胜者？"), text, figure)
    assert not elsewhere(analyse("2019年有多少个优胜者？"), text, figure)
