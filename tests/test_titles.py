"""Titles and what stands around them: numbers, dates, signatures, annexes. All documents are made up."""

import pytest

from tests.texts import blocks, document, sentences, under

TEXT = "为加强古井保护，规范取水行为，结合本县实际，制定本办法。"
RULES = "第一条  为规范古井的修缮，制定本细则。\n\n第二条  修缮古井应当报县水务局备案。\n"


def kind(raw: str, text: str) -> str:
    return under(document(raw), text).kind


class TestFront:
    def test_the_first_line_that_can_be_one_is_the_title(self) -> None:
        doc = document(f"青石晚报\n2021年6月8日  第3版\n\n一口井的三百年\n——青石县古井记\n本报记者  葛小泉\n\n{TEXT}\n")
        assert blocks(doc, "title") == ["一口井的三百年"]
        assert blocks(doc, "source") == ["青石晚报", "2021年6月8日  第3版", "——青石县古井记", "本报记者  葛小泉"]
        assert doc.articles[0].title.value == "一口井的三百年"
        assert doc.articles[0].date.value == "2021年6月8日"

    @pytest.mark.parametrize(
        "line",
        [
            "青政办发〔2021〕12号",
            "第 12 号",
            "2021年6月8日",
            "二〇二一年六月八日",
            "青石县水务局",
            "青石县水务局  2021年6月8日",
            "（征求意见稿）",
            "发布日期：2021年6月8日",
            "葛小泉，井一舟，汤大川",
            "青石县人民政府办公室文件",
        ],
    )
    def test_number_date_issuer_and_notes_are_no_title_and_no_text(self, line: str) -> None:
        raw = f"{line}\n\n古井保护管理办法\n\n{TEXT}\n"
        assert kind(raw, line) == "source"
        assert blocks(document(raw), "title") == ["古井保护管理办法"]

    @pytest.mark.parametrize(
        "title",
        [
            "青石县人民政府关于印发\n《古井保护管理办法》的通知",
            "全县古井普查\n年度工作报告（2021年）",
            "青石县古井保护\n条例",
        ],
    )
    def test_a_title_broken_over_two_lines_is_one(self, title: str) -> None:
        assert blocks(document(f"{title}\n\n{TEXT}\n"), "title") == [title.replace("\n", "")]

    def test_a_whole_title_does_not_swallow_the_line_below(self) -> None:
        doc = document(f"古井保护管理办法\n让古井活起来\n\n{TEXT}\n")
        assert blocks(doc, "title") == ["古井保护管理办法"]

    @pytest.mark.parametrize(
        "raw",
        [
            "井水清又清\n照见天上星\n照见爷爷影\n照见我眼睛\n",  # verse
            "青石县水务局\n古井街8号\n邮政编码 300001\n",  # an address
            f"各位乡亲：\n\n{TEXT}\n",  # a letter
            f"各位代表！\n\n{TEXT}\n",  # a speech
            f"井边的早晨\n{TEXT}{TEXT}\n",  # nothing sets it apart
            f"{TEXT}\n\n{TEXT}\n",
        ],
    )
    def test_where_no_text_stands_below_or_none_can_be_one_there_is_no_title(self, raw: str) -> None:
        assert blocks(document(raw), "title") == []

    def test_the_first_line_of_a_wrapped_paragraph_is_no_title(self) -> None:
        lines = "古井管护人员定期巡查水位水质并且及时上报\n异常情况，县水务局每月汇总，全年共发现并且\n处理各类问题四十二起，没有发生一起安全事故\n，群众满意程度达到九成，比上一年有所提高。\n"
        assert blocks(document(lines), "title") == []

    def test_the_first_line_of_a_wrapped_paragraph_below_the_head_is_text(self) -> None:
        body = "全县古井管护人员定期巡查水位水质并且及时上报\n异常情况，全年处理各类问题四十二起，没有发生一\n起安全事故，群众满意程度达到九成，比去年更高。\n"
        doc = document(f"古井保护工作总结\n青石县水务局\n{body}")
        assert sentences(doc)[2] == body.replace("\n", "")

    def test_a_headline_with_a_comma_is_known_by_its_byline(self) -> None:
        doc = document(f"三百年的井，一百户的水\n——青石县古井记\n\n{TEXT}\n")
        assert blocks(doc, "title") == ["三百年的井，一百户的水"]

    def test_a_running_head_that_repeats_the_title_leaves_it_its_place(self) -> None:
        doc = document(
            f"青石县古井普查报告\n\n{TEXT}\n\n- 1 -\n青石县古井普查报告\n\n{TEXT}\n\n- 2 -\n青石县古井普查报告\n\n{TEXT}\n"
        )
        assert blocks(doc, "title") == ["青石县古井普查报告"]
        assert blocks(doc, "running_head") == ["青石县古井普查报告"] * 2


class TestParts:
    NOTICE = "关于印发古井保护管理办法的通知\n\n各乡镇人民政府：\n\n现将办法印发给你们，请遵照执行。\n\n青石县水务局\n2021年6月8日\n\n"

    def test_signature_and_date_below_a_notice_are_no_sentences(self) -> None:
        doc = document(self.NOTICE)
        assert blocks(doc, "source") == ["青石县水务局", "2021年6月8日"]

    def test_a_post_and_a_name_can_sign(self) -> None:
        raw = "青石县人民政府令\n\n第 12 号\n\n现予公布，自公布之日起施行。\n\n县长  井一舟\n2021年6月8日\n"
        assert kind(raw, "县长") == "source"

    def test_the_title_of_what_is_issued_stands_above_its_text(self) -> None:
        doc = document(
            self.NOTICE + f"青石县古井保护管理办法\n\n{TEXT}\n\n第一章  总则\n\n第一条  古井属于集体所有。\n"
        )
        assert under(doc, TEXT).path == ("青石县古井保护管理办法",)
        assert under(doc, "第一条").path == ("青石县古井保护管理办法", "第一章  总则")

    @pytest.mark.parametrize("label", ["附件", "附件1", "附件：", "附 件"])
    def test_the_title_of_an_annex_is_a_heading_and_no_sentence_of_its_first_article(self, label: str) -> None:
        doc = document(self.NOTICE + f"{label}\n\n古井修缮细则（试行）\n\n{RULES}")
        assert under(doc, "古井修缮细则").kind == "heading"
        assert under(doc, "第一条").path == ("古井修缮细则（试行）",)
        assert "第一条  为规范古井的修缮，制定本细则。" in sentences(doc)
        assert len(doc.articles) == 1

    def test_below_the_word_annex_any_short_line_is_a_title(self) -> None:
        doc = document(self.NOTICE + f"附件\n\n古井巡查须知要点摘录\n\n{TEXT}\n")
        assert under(doc, TEXT).path == ("古井巡查须知要点摘录",)

    def test_a_list_of_annexes_is_no_heading(self) -> None:
        doc = document(f"关于古井的通知\n\n{TEXT}\n\n附件：1.古井名录\n2.巡查表\n\n青石县水务局\n2021年6月8日\n")
        assert blocks(doc, "heading") == []
        assert blocks(doc, "source") == ["附件：1.古井名录", "2.巡查表", "青石县水务局", "2021年6月8日"]

    def test_an_annex_with_text_below_keeps_its_heading(self) -> None:
        doc = document(self.NOTICE + f"附件：古井修缮细则\n\n{RULES}")
        assert blocks(doc, "heading") == ["附件：古井修缮细则"]

    def test_a_title_behind_a_page_number_stands_above_its_text(self) -> None:
        doc = document(f"古井工作通知\n\n{TEXT}\n\n- 1 -\n\n青石县古井修缮细则\n\n{RULES}")
        assert under(doc, "第一条").path == ("青石县古井修缮细则",)

    def test_half_a_sentence_behind_a_page_number_is_no_title(self) -> None:
        doc = document(
            f"古井工作通知\n\n{TEXT}\n\n各乡镇要抓紧落实，尽快编制出台本乡镇的\n\n- 1 -\n\n古井保护修缮实施方案\n\n{RULES}"
        )
        assert under(doc, "古井保护修缮实施方案").kind != "heading"

    def test_dates_above_paragraphs_are_no_signatures(self) -> None:
        doc = document(f"大事记\n\n2021年3月\n\n{TEXT}\n\n2022年5月\n\n{TEXT}\n")
        assert blocks(doc, "source") == []


@pytest.mark.parametrize("date", ["２０２１年６月８日", "二〇二一年六月"])
def test_the_date_of_a_document_may_be_set_off_or_in_other_digits(date: str) -> None:
    assert document(f"古井报告\n\n青石县水务局  {date}\n\n{TEXT}\n").articles[0].date.value == date


def test_the_line_under_a_title_dates_a_report() -> None:
    assert document(f"古井用水稳中有降\n\n青石日报 2021年6月9日\n\n{TEXT}\n").articles[0].date.value == "2021年6月9日"


def test_the_date_of_another_paper_that_is_named_is_not_the_reports_own() -> None:
    text = f"古井用水稳中有降\n\n转自：青石网（据青石日报2021年6月9日报道整理）\n\n{TEXT}\n"
    assert document(text).articles[0].date.value is None


def test_when_something_happened_is_not_when_it_was_published() -> None:
    assert document(f"古井座谈会\n\n时间：2021年6月8日\n\n{TEXT}\n").articles[0].date.value is None


@pytest.mark.parametrize("first", ["摘  要", "前 言", "编者按"])
def test_what_stands_before_the_text_holds_no_numbered_heading(first: str) -> None:
    doc = document(f"古井报告\n\n{first}\n\n{TEXT}\n\n一、现状\n\n全县现有古井六十二口。\n")
    assert under(doc, "六十二口").path == ("一、现状",)


def test_the_last_items_of_a_list_are_whole() -> None:
    doc = document(
        "修缮古井应当具备下列条件：\n（一）有持证技工三名以上的施工队伍；\n（二）有完整的测绘图纸和修缮方案。\n"
    )
    assert [s.truncated for s in doc.sentences] == [False] * 3
