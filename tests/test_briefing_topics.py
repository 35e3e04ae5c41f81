"""Topics: what they are about, what they are bound to, how much of them a sentence carries."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefing.aspects import Aspect, is_abroad
from rag.briefing.gathering import nearness
from rag.briefing.topics import Theme, related, theme_of, weights
from tests.drafting_kit import unit, units
from tests.rag_kit import document


@pytest.mark.parametrize(
    ("topic", "subjects", "facets"),
    [
        ("冷链物流", ["冷链物流"], []),
        ("港口与内河航运：集疏运和绿色转型", ["港口", "内河航运"], ["集疏运", "绿色转型"]),
        ("卫生、文化、旅游等主要数据", ["卫生", "文化", "旅游"], []),
        ("智慧农业的补贴政策与推广模式", ["智慧农业"], ["补贴政策", "推广模式"]),
        ("关于博物馆的简报", ["博物馆"], []),
        ("乡村医生队伍的问题与对策", ["乡村医生队伍"], []),
        ("校园足球发展情况", ["校园足球"], []),
        ("再生水利用以及海水淡化", ["再生水利用", "海水淡化"], []),
    ],
)
def test_a_topic_is_on_its_subjects_and_their_facets(topic: str, subjects: list[str], facets: list[str]) -> None:
    theme = theme_of(topic)
    assert ["".join(s.split()) for s in theme.subjects] == subjects
    assert ["".join(f.split()) for f in theme.facets] == facets


@pytest.mark.parametrize(
    ("topic", "places", "years"),
    [
        ("青屿市2023年海洋渔业", ["青屿市"], ["2023"]),
        ("2023年至2024年冰雪旅游", [], ["2023", "2024"]),
        ("德国职业教育", ["德国"], []),
        ("欧洲和亚洲的港口", ["欧洲", "亚洲"], []),
        ("长三角一体化", ["长三角"], []),
        ("东屿省和云屏市基层诊疗", ["东屿省", "云屏市"], []),
        ("白鹭市与澄岚市图书馆", ["白鹭市", "澄岚市"], []),
        ("农村市场与城市更新", [], []),
    ],
)
def test_a_topic_is_bound_to_the_places_and_years_it_names(topic: str, places: list[str], years: list[str]) -> None:
    theme = theme_of(topic)
    assert list(theme.places) == places
    assert list(theme.years) == years
    assert not any(place in subject for place in places for subject in (*theme.subjects, *theme.facets))


@pytest.mark.parametrize(
    ("topic", "national", "abroad", "elsewhere"),
    [
        ("我国冷链物流", True, False, False),
        ("全国铁路货运", True, False, False),
        ("国外养老服务", False, True, True),
        ("发达国家职业教育", False, True, True),
        ("国内外港口", True, True, False),
        ("日本护理保险", False, False, True),
        ("国家级体育场馆", False, False, False),
        ("茶产业", False, False, False),
    ],
)
def test_a_topic_is_on_this_country_or_on_others(topic: str, national: bool, abroad: bool, elsewhere: bool) -> None:
    theme = theme_of(topic)
    assert (theme.national, theme.abroad, theme.elsewhere) == (national, abroad, elsewhere)


@pytest.mark.parametrize(
    ("topic", "aspects"),
    [
        ("乡村医生队伍的问题与对策", {"problems", "suggestions"}),
        ("博物馆夜间开放的做法", {"measures"}),
        ("节水行动成效", {"progress"}),
        ("冰雪运动", set()),
    ],
)
def test_the_framing_words_of_a_topic_ask_for_aspects(topic: str, aspects: set[Aspect]) -> None:
    assert set(theme_of(topic).aspects) == aspects


def test_a_section_counts_for_more_where_the_topic_asks_for_it() -> None:
    asked, other, none = related(theme_of("乡村医生队伍的问题"), [("problems",), ("what", "measures"), ()])
    assert asked > other == none == 1.0


def test_what_is_searched_for_holds_the_topic_and_each_subject_with_each_facet() -> None:
    theme = theme_of("港口与内河航运：集疏运和绿色转型")
    asked = ["".join(query.split()) for query in theme.queries]
    assert asked[0] == theme.text
    assert {s + f for s, f in product(("港口", "内河航运"), ("集疏运", "绿色转型"))} <= set(asked)
    assert len(asked) == len(set(asked))


NEWS = """# 青屿市渔业简报

青屿市2023年投放网箱43台。青屿市渔业局负责投放。2024年新增网箱18台。全市渔民人均收入3.97万元。

白鹭市投放网箱60台。青屿市还改造渔港3座，青屿市渔船减少614艘。日本渔业以合作社为主。
"""


def admitted(topic: str) -> list[str]:
    theme = theme_of(topic)
    return [u.text for u in units(document(NEWS, "news")) if theme.admits(u)]


def test_a_topic_on_a_place_takes_what_names_it_or_stands_in_its_article_never_another_place() -> None:
    texts = "".join(admitted("青屿市渔业"))
    assert "投放网箱43台" in texts
    assert "人均收入3.97万元" in texts
    assert "白鹭市" not in texts
    assert "日本" not in texts


def test_a_topic_on_another_place_takes_nothing_of_this_one() -> None:
    assert admitted("白鹭市渔业") == ["白鹭市投放网箱60台。"]


def test_a_topic_on_a_year_takes_no_sentence_of_another_year_only() -> None:
    texts = admitted("青屿市2024年渔业")
    assert "2024年新增网箱18台。" in texts
    assert not any("2023" in text for text in texts)


def test_a_sentence_of_another_year_is_not_of_the_year_of_its_document() -> None:
    raw = "# 渔业简报（2024年）\n\n2023年投放网箱43台。\n\n渔港改造完成3座。\n"
    theme = theme_of("2024年渔业")
    assert [theme.admits(u) for u in units(document(raw, "dated"))] == [False, True]


def test_a_topic_on_this_country_alone_is_known_and_what_is_told_of_others() -> None:
    assert theme_of("我国渔业").home
    assert not any(theme_of(topic).home for topic in ("国内外渔业", "渔业", "日本渔业"))
    assert is_abroad("日本渔业以合作社为主。")
    assert not is_abroad("内蒙古乳制品集群产值超过千亿元。")


def test_a_topic_on_this_country_and_others_takes_both() -> None:
    texts = admitted("国内外渔业")
    assert {"日本渔业以合作社为主。", "白鹭市投放网箱60台。"} <= set(texts)


def test_a_harbour_is_not_the_town_whose_name_it_bears_but_lies_in_it() -> None:
    raw = "# 简讯\n\n青屿市渔民人均收入3.97万元。\n\n青屿港有泊位96个。\n"
    found = {
        t: [u.text[:3] for u in units(document(raw, "two")) if theme_of(t).admits(u)] for t in ("青屿港", "青屿市经济")
    }
    assert found == {"青屿港": ["青屿港"], "青屿市经济": ["青屿市", "青屿港"]}


def test_a_rare_character_is_a_word_of_a_topic_and_a_common_one_is_none() -> None:
    assert theme_of("茶产业").share("茶叶产业") > theme_of("茶产业").share("体育产业") + 0.5
    assert set(weights("县医院")) == {"医院"}


def test_words_in_quotation_marks_must_stand_there() -> None:
    raw = "# 养老\n\n“一刻钟养老圈”覆盖八成社区。\n\n# 图书馆\n\n图书馆覆盖八成社区。\n"
    theme = theme_of("“一刻钟养老圈”建设")
    assert [theme.admits(u) for u in units(document(raw, "circle"))] == [True, False]


def test_what_has_nothing_of_the_subject_is_not_touched_by_the_topic_however_near_a_search_finds_it() -> None:
    port = unit("# 港口\n\n2023年全市集装箱吞吐量862万标箱。\n", "862")
    assert not theme_of("火星移民").touches(port)
    assert theme_of("集装箱运输").touches(port)
    assert theme_of("港口").touches(port)


def test_other_places_beside_those_of_the_topic_are_counted() -> None:
    theme = theme_of("德国职业教育")
    assert theme.others("德国、美国、日本和法国都设有职业学校。") == 3
    assert theme.others("德国设有职业学校。") == 0
    assert theme_of("职业教育").others("德国、美国都设有职业学校。") == 0


def _carried(text: str, combination: Sequence[str]) -> float:
    """The weight of a combination's words that stand in a text as they are, as a share."""
    own: dict[str, float] = {}
    for part in combination:
        own |= weights(part)
    return sum(w for t, w in own.items() if t in text) / sum(own.values())


@pytest.mark.parametrize(
    "text", ["港口推进绿色转型。", "内河航运补短板。", "港口与内河航运的集疏运。", "图书馆开放。", "绿色转型与集疏运。"]
)
def test_the_share_of_a_topic_is_that_of_the_combination_carried_best(text: str) -> None:
    theme = theme_of("港口与内河航运：集疏运和绿色转型")
    pairs = [_carried(text, (s, f)) for s in ("港口", "内河航运") for f in ("集疏运", "绿色转型")]
    alone = [0.85 * _carried(text, (s,)) for s in ("港口", "内河航运")]
    # Bigrams of longer words count for something too: the brute-force value, of whole words, is the least.
    assert max(pairs + alone) - 1e-9 <= theme.share(text) <= max(pairs + alone) + 0.35


def test_all_of_a_combination_is_a_whole_share_and_nothing_of_it_none() -> None:
    theme = theme_of("港口与内河航运：集疏运和绿色转型")
    assert theme.share("内河航运的集疏运") == pytest.approx(1.0)
    assert theme.share("图书馆每天开放") == 0.0
    assert theme.share("内河航运") == pytest.approx(0.85)


def test_words_in_the_heading_count_for_less_than_in_the_text_and_around_for_least() -> None:
    theme = theme_of("冷链物流")
    text, headings, around = (
        theme.share("冷链物流"),
        theme.share("仓库", "冷链物流"),
        theme.share("仓库", "", "冷链物流"),
    )
    assert text > headings > around > theme.share("仓库") == 0.0


@pytest.mark.parametrize("blank", ["", " ", "\n", "　"])
def test_nothing_carries_nothing(blank: str) -> None:
    assert theme_of("冷链物流").share(blank, blank, blank) == 0.0


@given(st.text(alphabet="港口内河航运集疏绿色转型图书馆年 ", max_size=30), st.text(max_size=10))
def test_a_share_is_between_none_and_whole_and_more_text_never_lowers_it(text: str, more: str) -> None:
    theme = theme_of("港口与内河航运：集疏运和绿色转型")
    assert 0.0 <= theme.share(text) <= theme.share(text + "，" + more) + 1e-9
    assert theme.share(text) <= 1.0


def test_what_tells_of_home_is_less_near_to_a_topic_on_other_countries() -> None:
    theme = theme_of("国外渔业合作社")
    home = unit("全市渔业合作社投放网箱43台。")
    other = unit("挪威渔业合作社投放网箱43台。")
    assert nearness(theme, home, 1.0, 1.0) < nearness(theme, other, 1.0, 1.0)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_better_a_passage_and_its_meaning_the_nearer(passage: float, meaning: float, more: float) -> None:
    theme: Theme = theme_of("渔业合作社")
    one = unit("渔业合作社投放网箱43台。")
    assert nearness(theme, one, passage, meaning) <= nearness(theme, one, max(passage, more), max(meaning, more))
