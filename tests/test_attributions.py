"""Who says it in running text: names, posts, verbs and quotation marks. All texts and people are made up."""

import pytest

from index.models import Attribution, Document
from index.people.names import is_person, split_post
from tests.texts import document


def said(text: str) -> list[tuple[str, str, str]]:
    return [(a.name, a.role, a.relation) for a in found(text)]


def found(text: str) -> tuple[Attribution, ...]:
    return read(text).attributions


def read(text: str) -> Document:
    return document(f"# 渡口\n\n{text}\n")


class TestNames:
    @pytest.mark.parametrize(
        "family",
        [
            "澹台",
            "公冶",
            "呼延",
            "申屠",
            "钟离",
            "闻人",
            "淳于",
            "单于",
            "太叔",
            "轩辕",
            "鲜于",
            "闾丘",
            "司空",
            "亓官",
            "仲孙",
            "赫连",
            "宗政",
            "濮阳",
            "公羊",
            "西门",
            "南宫",
            "百里",
            "东郭",
            "拓跋",
        ],
    )
    def test_compound_family_names_are_known(self, family: str) -> None:
        assert said(f"渡口管理所所长{family}舟表示，船只要分批检修。") == [
            (f"{family}舟", "渡口管理所所长", "reported")
        ]

    @pytest.mark.parametrize("family", ["鍾離", "聞人", "單于", "軒轅", "鮮于", "閭丘", "東郭", "萬俟", "樂正"])
    def test_so_are_their_traditional_forms(self, family: str) -> None:
        assert said(f"渡口管理所所長{family}舟表示，船隻要分批檢修。") == [
            (f"{family}舟", "渡口管理所所長", "reported")
        ]

    @pytest.mark.parametrize("name", ["鄢舟", "邬一舟", "佘舟", "檀九舟", "逄舟", "綦小舟", "亓舟"])
    def test_rare_family_names_are_known(self, name: str) -> None:
        assert said(f"渡口管理所所长{name}说，船只要分批检修。")[0][0] == name

    @pytest.mark.parametrize("name", ["水一舟", "花小渡", "云大渡"])
    def test_a_family_name_that_is_an_everyday_word_counts_behind_a_post_only(self, name: str) -> None:
        assert said(f"渡口管理所所长{name}说，船只要分批检修。")[0][0] == name
        assert said(f"{name}说，船只要分批检修。") == []

    @pytest.mark.parametrize("word", ["单位", "方面", "全体", "严肃", "强烈"])
    def test_everyday_words_behind_a_post_are_no_names(self, word: str) -> None:
        assert split_post(f"渡口协会会长{word}") is None

    def test_the_cut_is_where_the_post_ends(self) -> None:
        assert split_post("渡口协会副主任强舟") == ("渡口协会副主任", "强舟")

    @pytest.mark.parametrize("text", ["江渡社", "金田后"])
    def test_papers_and_adverbs_are_no_people(self, text: str) -> None:
        assert said(f"{text}表示，船只要分批检修。") == []

    def test_traditional_characters_are_read_as_simplified_ones(self) -> None:
        assert is_person("鄧一舟")


class TestVerbs:
    @pytest.mark.parametrize(
        "verb", ["說", "認為", "介紹", "表示", "指出", "強調", "解釋", "透露", "稱", "坦言", "主張", "呼籲", "提醒"]
    )
    def test_traditional_verbs_are_read(self, verb: str) -> None:
        assert said(f"渡口協會會長祝一舟{verb}，船隻要分批檢修。") == [("祝一舟", "渡口協會會長", "reported")]

    @pytest.mark.parametrize("verb", ["主张", "则主张", "也表示", "还建议", "曾呼吁", "進一步指出"])
    def test_a_verb_that_only_means_saying_needs_no_stop(self, verb: str) -> None:
        assert said(f"渡口协会会长祝一舟{verb}先修码头再修路。") == [("祝一舟", "渡口协会会长", "reported")]

    @pytest.mark.parametrize("words", ["说明船只老旧", "介绍信已寄出", "表示了歉意", "建议书交上去了"])
    def test_a_verb_that_means_something_else_ascribes_nothing(self, words: str) -> None:
        assert said(f"渡口协会会长祝一舟{words}。") == []

    def test_a_quotation_closed_by_the_speaker_ends_there(self) -> None:
        text = "“船太旧了。”渡口协会会长祝一舟说。县里今年拨款八十万元。"
        assert said(text) == [("祝一舟", "渡口协会会长", "direct")]
        (one,) = found(text)
        assert read(text).text(one.start, one.end) == "“船太旧了。”"

    def test_a_full_stop_without_a_quotation_ascribes_nothing(self) -> None:
        assert said("会上，渡口协会会长祝一舟也说。县里今年拨款八十万元。") == []

    @pytest.mark.parametrize(("opening", "closing"), [("「", "」"), ("“", "”")])
    def test_quotations_in_either_marks_are_direct(self, opening: str, closing: str) -> None:
        text = f"{opening}船太旧了。{closing}渡口协会会长祝一舟说，{opening}要换新的。{closing}"
        assert said(text) == [("祝一舟", "渡口协会会长", "direct")] * 2

    def test_spans_lie_in_the_text_as_printed(self) -> None:
        text = "「船隻太舊了。」渡口協會會長祝一舟說。"
        (one,) = found(text)
        assert read(text).text(one.start, one.end) == "「船隻太舊了。」"
        assert read(text).text(*one.tag) == "渡口協會會長祝一舟說。"


class TestKnownPeople:
    def test_a_name_given_with_its_post_has_it_later_too(self) -> None:
        text = "馆长祝一舟今年六十岁。\n\n“书要修。”祝一舟说。"
        assert said(text) == [("祝一舟", "馆长", "direct")]
        (one,) = found(text)
        assert one.introduced is not None
        assert read(text).text(*one.introduced) == "馆长祝一舟"

    def test_two_characters_are_a_name_once_introduced(self) -> None:
        assert said("馆长祝舟今年六十岁。\n\n祝舟表示，书要修。") == [("祝舟", "馆长", "reported")]

    def test_two_characters_nobody_introduces_are_no_name(self) -> None:
        assert said("祝舟表示，书要修。") == []

    def test_a_post_in_the_paragraph_before_is_not_glued_to_a_name(self) -> None:
        assert said("大家都称他馆长\n\n梁一舟表示，书要修。") == [("梁一舟", "", "reported")]

    @pytest.mark.parametrize("who", ["祝馆长", "祝一舟馆长", "祝一舟先生"])
    def test_a_family_name_with_the_post_is_the_one_introduced(self, who: str) -> None:
        assert said(f"县馆馆长祝一舟今年六十岁。\n\n{who}表示，书要修。") == [("祝一舟", "县馆馆长", "reported")]

    def test_the_post_may_stand_in_brackets(self) -> None:
        assert said("祝一舟（县馆馆长）表示，书要修。") == [("祝一舟", "县馆馆长", "reported")]

    def test_of_the_words_before_a_name_only_the_post_is_the_post(self) -> None:
        assert said("负责修书的县馆馆长祝一舟表示，书要修。") == [("祝一舟", "县馆馆长", "reported")]

    def test_where_and_to_whom_it_was_said_is_no_part_of_the_name(self) -> None:
        assert said("县馆馆长祝一舟9日在座谈会上对记者表示，书要修。")[0][:2] == ("祝一舟", "县馆馆长")

    @pytest.mark.parametrize("who", ["县馆馆长祝一舟", "县馆有关负责人"])
    def test_a_reporters_bracket_is_no_part_of_the_post(self, who: str) -> None:
        name, role, _ = said(f"新华社青石8日电（记者梅舟）{who}表示，书要修。")[0]
        assert role + name == who


class TestForeignNames:
    def test_the_post_is_cut_from_the_name(self) -> None:
        assert said("外籍顾问海伦·卡森认为，书要修。") == [("海伦·卡森", "外籍顾问", "reported")]

    def test_the_last_part_stands_for_the_whole(self) -> None:
        text = "外籍顾问海伦·卡森到馆。\n\n卡森指出，书要修。"
        assert said(text) == [("海伦·卡森", "外籍顾问", "reported")]

    def test_words_around_it_are_no_part_of_it(self) -> None:
        assert said("取而代之的是海伦·卡森教授认为可行的办法。")[0][0] == "海伦·卡森"

    def test_a_long_run_of_words_before_the_dot_is_no_name(self) -> None:
        assert said("这里面有很多值得一提的人名比如某某某某·卡森认为可行。") == []


@pytest.mark.parametrize(
    "text", ["縣誌《渡口》指出，船隻老舊。", "學界一般認為，水位正在恢復。", "數據表示，產量有所下降。"]
)
def test_papers_and_crowds_are_no_speakers_in_traditional_text(text: str) -> None:
    assert said(text) == []
