"""Interviews and round tables: who speaks, in layouts that say it in different ways. All texts and people are made up."""

import pytest

from index.chunking import ChunkSettings, chunk
from index.models import Document
from tests.texts import blocks, document, sentences, under


def turns(doc: Document) -> list[tuple[str, str]]:
    return [(t.name, t.role) for t in doc.turns if not t.host]


def hosts(doc: Document) -> list[tuple[str, str]]:
    return [(t.name, t.role) for t in doc.turns if t.host]


def speaker(doc: Document, text: str) -> str:
    turn = under(doc, text).turn
    assert turn is not None
    return doc.turns[turn].name


SALT = "盐田年产原盐四十二万吨，比上年增加三万吨。"
PRICE = "出厂价每吨二百六十元，运费占了三成。"


class TestTags:
    @pytest.mark.parametrize("gap", [" ", "", "　"])
    def test_a_post_and_a_name_are_a_tag(self, gap: str) -> None:
        doc = document(f"滩县盐业协会会长{gap}齐望川：{SALT}\n\n滩县盐业协会会长{gap}齐望川：{PRICE}\n")
        assert turns(doc) == [("齐望川", "滩县盐业协会会长")] * 2
        assert sentences(doc) == [SALT, PRICE]

    def test_one_line_with_a_post_and_a_name_is_no_interview(self) -> None:
        doc = document(
            "报名方式如下。\n\n盐业协会会长齐望川：负责场地和车辆，电话另行通知。\n\n请各位按时参加，不要迟到。\n"
        )
        assert doc.turns == ()

    def test_behind_a_space_a_family_name_nobody_knows_counts_if_the_tag_comes_again(self) -> None:
        tag = "滩县盐业协会会长 阿依努尔："
        assert turns(document(f"{tag}{SALT}\n\n{tag}{PRICE}\n"))[0] == ("阿依努尔", "滩县盐业协会会长")

    def test_the_name_begins_where_the_post_ends(self) -> None:
        doc = document(f"滩县盐务局副主任强岩：{SALT}\n\n滩县盐务局副主任强岩：{PRICE}\n")
        assert turns(doc)[0] == ("强岩", "滩县盐务局副主任")

    def test_a_tag_in_bold_is_a_tag(self) -> None:
        doc = document(f"# 盐田\n\n**记者：** 今年收成如何？\n\n**齐望川：** {SALT}\n\n**齐望川：** {PRICE}\n")
        assert turns(doc) == [("齐望川", ""), ("齐望川", "")]


class TestIntroductions:
    LABELLED = "主持：蔺小禾（《海盐》杂志主编）\n与会：齐望川（滩县盐业协会会长）、公冶岚（东港化工厂总监）\n\n"

    def test_a_bare_name_has_the_post_of_the_line_that_lists_those_present(self) -> None:
        doc = document(self.LABELLED + f"蔺小禾：今年收成如何？\n\n齐望川：{SALT}\n\n公冶岚：{PRICE}\n")
        assert turns(doc) == [("齐望川", "滩县盐业协会会长"), ("公冶岚", "东港化工厂总监")]
        assert [doc.text(*t.introduced) for t in doc.turns if t.introduced and not t.host] == [
            "齐望川（滩县盐业协会会长）",
            "公冶岚（东港化工厂总监）",
        ]

    def test_who_is_listed_as_the_host_is_the_host(self) -> None:
        doc = document(self.LABELLED + f"蔺小禾：今年收成如何？\n\n齐望川：{SALT}\n")
        assert hosts(doc) == [("蔺小禾", "《海盐》杂志主编")]
        assert blocks(doc, "question") == ["蔺小禾：今年收成如何？"]

    def test_the_line_that_lists_those_present_is_no_turn(self) -> None:
        doc = document(self.LABELLED + f"蔺小禾：今年收成如何？\n\n齐望川：{SALT}\n")
        assert under(doc, "主持：").turn is None
        assert under(doc, "与会：").turn is None

    def test_the_lines_below_a_label_are_no_turns(self) -> None:
        doc = document(
            f"主持人：\n蔺小禾（《海盐》杂志主编）\n对话嘉宾：\n齐望川（滩县盐业协会会长）\n\n蔺小禾：收成如何？\n\n齐望川：{SALT}\n"
        )
        assert [t.name for t in doc.turns] == ["蔺小禾", "齐望川"]
        assert under(doc, "蔺小禾（").turn is None

    def test_a_list_under_a_heading_introduces_too(self) -> None:
        doc = document(
            f"# 盐田\n\n## 嘉宾\n\n- 齐望川，滩县盐业协会会长\n\n## 正文\n\n**记者：** 收成如何？\n\n**齐望川：** {SALT}\n"
        )
        assert turns(doc) == [("齐望川", "滩县盐业协会会长")]

    def test_a_tag_below_the_hosts_line_introduces_nobody(self) -> None:
        doc = document(f"主持人：先请盐业协会谈谈今年的收成\n\n齐望川：{SALT}\n")
        assert hosts(doc) == [("主持人", "")]

    def test_a_list_broken_over_lines_is_read_whole(self) -> None:
        listed = "与会：齐望川（滩县盐业协会会长）、公\n冶岚（东港化工厂总监）\n\n"
        assert turns(document(listed + f"公冶岚：{PRICE}\n\n齐望川：{SALT}\n"))[0] == ("公冶岚", "东港化工厂总监")

    @pytest.mark.parametrize(
        "item",
        [
            "齐望川（滩县盐业协会会长）",
            "齐望川，滩县盐业协会会长；",
            "齐望川  滩县盐业协会会长",
            "滩县盐业协会会长 齐望川",
        ],
    )
    def test_people_listed_below_a_label_are_introduced(self, item: str) -> None:
        doc = document(f"对话嘉宾：\n{item}\n公冶岚（东港化工厂总监）\n\n齐望川：{SALT}\n\n公冶岚：{PRICE}\n")
        assert turns(doc) == [("齐望川", "滩县盐业协会会长"), ("公冶岚", "东港化工厂总监")]

    @pytest.mark.parametrize(
        "sentence",
        [
            "本刊记者蔺小禾邀请滩县盐业协会会长齐望川、东港化工厂总监公冶岚，谈谈今年的盐。",
            "日前，本报专访了滩县盐业协会会长齐望川和东港化工厂总监公冶岚。",
            "齐望川（滩县盐业协会会长）与公冶岚（东港化工厂总监）是多年的搭档。",
        ],
    )
    def test_people_named_in_a_sentence_before_are_introduced(self, sentence: str) -> None:
        doc = document(f"{sentence}\n\n记者：今年收成如何？\n\n齐望川：{SALT}\n\n公冶岚：{PRICE}\n")
        assert turns(doc) == [("齐望川", "滩县盐业协会会长"), ("公冶岚", "东港化工厂总监")]

    def test_a_reporter_named_in_the_text_is_the_host(self) -> None:
        doc = document(f"本刊记者蔺小禾专访滩县盐业协会会长齐望川。\n\n蔺小禾：今年收成如何？\n\n齐望川：{SALT}\n")
        assert [t.host for t in doc.turns] == [True, False]

    def test_somebody_nobody_introduces_answers_where_somebody_asks(self) -> None:
        doc = document(f"记者：今年收成如何？\n\n齐望川：{SALT}\n")
        assert turns(doc) == [("齐望川", "")]

    def test_names_before_a_colon_are_no_tags_where_nobody_introduces_them_or_asks(self) -> None:
        assert (
            document(
                "座谈会记录摘要如下。\n\n齐望川：“我带盐工班，每周六下午。”\n\n以上记录仅供参考，不作依据。\n"
            ).turns
            == ()
        )


class TestParts:
    FOREIGN = f"嘉宾：海伦·卡森（外籍制盐顾问）、齐望川（滩县盐业协会会长）\n\n齐望川：{SALT}\n\n"

    @pytest.mark.parametrize("tag", ["海伦·卡森", "卡森", "卡森女士"])
    def test_a_tag_may_use_a_part_of_a_foreign_name(self, tag: str) -> None:
        doc = document(self.FOREIGN + f"{tag}：{PRICE}\n")
        assert turns(doc)[1] == ("海伦·卡森", "外籍制盐顾问")

    @pytest.mark.parametrize("tag", ["齐会长", "齐望川会长"])
    def test_a_tag_may_use_the_family_name_and_the_post(self, tag: str) -> None:
        doc = document(f"本刊专访滩县盐业协会会长齐望川。\n\n记者：今年收成如何？\n\n{tag}：{SALT}\n")
        assert turns(doc) == [("齐望川", "滩县盐业协会会长")]

    def test_a_part_that_fits_two_people_is_nobodys_name(self) -> None:
        doc = document(
            f"本刊专访盐业协会会长齐望川、渔业协会会长齐望山。\n\n记者：今年收成如何？\n\n齐会长：{SALT}\n\n齐会长：{PRICE}\n"
        )
        assert {name for name, _ in turns(doc)} == {"齐会长"}


class TestHosts:
    @pytest.mark.parametrize(
        "tag", ["主持人 蔺小禾", "主持人蔺小禾", "主持人（蔺小禾）", "本刊记者 蔺小禾", "海盐报记者"]
    )
    def test_a_host_with_a_name_or_a_paper_asks(self, tag: str) -> None:
        doc = document(f"{tag}：今年收成如何？\n\n滩县盐业协会会长 齐望川：{SALT}\n")
        assert [t.host for t in doc.turns] == [True, False]
        assert blocks(doc, "question") == [f"{tag}：今年收成如何？"]

    def test_a_reporter_who_only_tells_is_no_host(self) -> None:
        tag = "本台记者 蔺小禾："
        doc = document(f"现场连线的情况如下。\n\n{tag}{SALT}\n\n{tag}{PRICE}\n")
        assert [t.host for t in doc.turns] == [False, False]

    @pytest.mark.parametrize(
        "line", ["记者：蔺小禾 编辑：公冶岚", "主持人：海盐报记者 蔺小禾", "主持：蔺小禾（某刊主编）"]
    )
    def test_a_line_that_only_names_people_asks_nothing(self, line: str) -> None:
        assert document(f"{line}\n\n今年的盐田丰收了，产量和价格都有提高。\n").turns == ()

    def test_a_question_over_two_lines_is_one(self) -> None:
        asked = "记者：盐田今年的收成和价格都比去年好，那么明年的面积还要不要再扩大，盐工够不够用，雨季怎么\n办？"
        doc = document(f"{asked}\n\n齐望川：{SALT}\n")
        assert blocks(doc, "question") == [asked.replace("\n", "")]


class TestTopics:
    def test_a_topic_in_brackets_is_a_heading_and_ends_a_turn(self) -> None:
        doc = document(
            f"嘉宾：齐望川（滩县盐业协会会长）\n\n【议题一：收成】\n\n齐望川：{SALT}\n\n【议题二：价格】\n\n{PRICE}\n"
        )
        assert blocks(doc, "heading") == ["【议题一：收成】", "【议题二：价格】"]
        assert under(doc, SALT).path == ("【议题一：收成】",)
        assert under(doc, PRICE).turn is None

    @pytest.mark.parametrize(
        "note",
        [
            "（根据录音整理，未经本人审阅）",
            "（采访时间：2022年6月8日）",
            "（整理：梅舟）",
            "（梅舟整理）",
            "（本刊保留版权）",
        ],
    )
    def test_a_note_of_the_editors_ends_the_last_turn(self, note: str) -> None:
        doc = document(f"记者：今年收成如何？\n\n齐望川：{SALT}\n\n{note}\n")
        assert blocks(doc, "source") == [note]


class TestQuestionsAndAnswers:
    @pytest.mark.parametrize(
        ("ask", "reply"),
        [("问：", "答："), ("【问】", "【答】"), ("Q1：", "A1："), ("一、问：", "答："), ("问题1：", "答复：")],
    )
    def test_what_is_asked_is_a_question_and_the_answer_is_evidence(self, ask: str, reply: str) -> None:
        doc = document(f"盐业办法解读\n\n{ask}谁可以申请？\n\n{reply}{SALT}\n")
        assert blocks(doc, "question") == [f"{ask}谁可以申请？"]
        assert [(t.name, t.host) for t in doc.turns] == [("", True), ("", False)]
        assert SALT in sentences(doc)

    def test_an_answer_goes_on_to_the_next_question(self) -> None:
        doc = document(f"问：收成如何？\n\n答：{SALT}\n\n{PRICE}\n\n问：还有呢？\n\n答：没有了。\n")
        assert under(doc, PRICE).turn == under(doc, SALT).turn

    def test_an_answer_is_searched_with_its_question(self) -> None:
        doc = document(f"问：收成如何？\n\n答：{SALT}\n")
        assert next(c.key for c in chunk(doc, ChunkSettings()) if c.text == SALT).endswith(f"收成如何？ {SALT}")

    def test_questions_answered_by_a_person_have_a_speaker(self) -> None:
        doc = document(f"问：收成如何？\n\n齐会长：{SALT}\n\n问：价格呢？\n\n齐会长：{PRICE}\n")
        assert turns(doc) == [("齐会长", "")] * 2
        assert len(blocks(doc, "question")) == 2

    def test_text_below_questions_that_nobody_answers_by_a_tag_is_not_the_askers(self) -> None:
        doc = document(f"问：收成如何？\n\n{SALT}\n\n问：价格呢？\n\n{PRICE}\n")
        assert under(doc, SALT).turn is None

    def test_a_list_of_lettered_items_asks_nothing(self) -> None:
        assert document("方案有两种，可以任选其一。\n\nA：先晒后洗。\n\nB：先洗后晒。\n").turns == ()

    def test_a_numbered_question_above_its_answer_is_a_heading(self) -> None:
        doc = document(f"盐业办法解读\n\n一、为什么要制定《盐业办法》？\n\n{SALT}\n\n二、什么时候施行？\n\n{PRICE}\n")
        assert blocks(doc, "heading") == ["一、为什么要制定《盐业办法》？", "二、什么时候施行？"]
        assert under(doc, SALT).path == ("一、为什么要制定《盐业办法》？",)

    def test_a_line_with_two_sentences_is_no_heading_though_it_asks(self) -> None:
        assert blocks(document(f"一、盐田要扩大。钱从哪里来？\n\n{SALT}\n"), "heading") == []


def test_an_interview_in_one_line_falls_into_turns_by_bare_names_too() -> None:
    text = f"本报专访滩县盐业协会会长齐望川。记者：收成如何？齐望川：{SALT * 9}记者：价格呢？齐望川：{PRICE * 9}"
    doc = document(text)
    assert [t.name for t in doc.turns] == ["记者", "齐望川", "记者", "齐望川"]
    assert speaker(doc, PRICE) == "齐望川"


def test_questions_and_answers_in_one_line_are_parted() -> None:
    doc = document(f"问：收成如何？答：{SALT * 9}问：价格呢？答：{PRICE * 9}")
    assert [t.host for t in doc.turns] == [True, False, True, False]
