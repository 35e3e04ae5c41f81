"""Tables and their cells: made-up tables of other industries, and look-alikes that are none."""

import pytest

from tests.tables_kit import heads, printed_at, regions, table, tables, values

DAMS = """表 2 全县水库一览

水库名称\t所在乡镇\t库容
青石水库\t东川镇\t120 万方
白鹿水库\t西坪乡\t80 万方

资料来源：县水利局

"""


class TestRegions:
    def test_a_tabbed_table_has_its_caption_and_source_outside_the_body(self) -> None:
        (region,) = regions("前文结束。\n\n" + DAMS + "后文开始。")
        assert (region.first, region.last, region.caption, region.source) == (2, 4, 1, 5)
        assert region.shape == "tabbed"

    @pytest.mark.parametrize(
        "above", ["表 2-1 门店", "表2 门店", "附表：门店", "附表 3：门店", "附表 门店名录", "图 7 门店"]
    )
    def test_a_numbered_or_annexed_line_above_is_the_caption(self, above: str) -> None:
        assert table(f"{above}\n店名\t面积\n甲店\t30 平方\n乙店\t40 平方\n").name == above

    @pytest.mark.parametrize("above", ["表 2 所示门店如下", "图书目录如下", "表 2 给出了门店。"])
    def test_a_sentence_about_a_table_is_no_caption(self, above: str) -> None:
        assert table(f"{above}\n店名\t面积\t店长\n甲店\t30 平方\t张三\n乙店\t40 平方\t李四\n").caption is None

    def test_a_unit_line_between_caption_and_head_hides_no_caption(self) -> None:
        assert table("表 4 产量\n单位：吨\n种类\t夏\t秋\n小麦\t3\t4\n玉米\t5\t6\n").name == "表 4 产量"

    def test_a_caption_between_two_tables_goes_to_the_one_below(self) -> None:
        first, second = tables(
            "甲\t乙\t丙\n子\t丑\t寅\n\n表 2 名册\n\n姓名\t班组\t工种\n王五\t一班\t焊工\n赵六\t二班\t钳工\n"
        )
        assert (first.name, second.name) == ("", "表 2 名册")

    def test_blank_lines_inside_a_table_do_not_end_it(self) -> None:
        made = table("树种\t株数\t林场\n松\t12 株\t北\n\n柏\t30 株\t南\n\n\n杉\t7 株\t东\n")
        assert [row[0] for row in values(made)] == ["松", "柏", "杉"]

    def test_a_blank_line_ends_a_table_when_the_number_of_columns_changes(self) -> None:
        made = tables(
            "树种\t株数\t林场\n松\t12\t北\n柏\t9\t南\n\n药材\t产地\t等级\t价格\n当归\t岷县\t一等\t高\n黄芪\t浑源\t二等\t低\n"
        )
        assert [len(t.heads) for t in made] == [3, 4]

    def test_a_head_repeated_behind_a_page_number_is_no_row(self) -> None:
        text = "树种\t株数\t林场\n松\t12 株\t北\n\n- 31 -\n\n树种\t株数\t林场\n柏\t30 株\t南\n"
        made = table(text)
        assert [row[0] for row in values(made)] == ["松", "柏"]
        assert (regions(text)[0].furniture, regions(text)[0].repeated) == ((2,), (3,))

    def test_a_running_head_between_two_pages_is_no_row(self) -> None:
        head = "\n\n林业年鉴二〇二〇\n\n"
        text = f"第一段。{head}树种\t株数\t林场\n松\t12 株\t北{head}柏\t30 株\t南\n"
        assert [row[0] for row in values(table(text))] == ["松", "柏"]

    def test_a_label_over_a_group_of_rows_is_kept_as_a_row(self) -> None:
        made = table("树种\t株数\t林场\n松\t12 株\t北\n阔叶林\n槐\t30 株\t南\n")
        assert values(made)[1] == ["阔叶林", "", ""]

    def test_a_pipe_table_has_no_row_for_its_rule(self) -> None:
        text = "| 船名 | 吨位 | 母港 |\n|:---|---:|:--:|\n| 海丰 | 300 | 甲港 |\n| 海盛 |  | 乙港 |\n"
        made = table(text)
        assert heads(made) == ["船名", "吨位", "母港"]
        assert values(made) == [["海丰", "300", "甲港"], ["海盛", "", "乙港"]]

    @pytest.mark.parametrize(
        "text",
        [
            "目录\n\n第一章 水稻\t3\n第二章 小麦\t9\n第三章 玉米\t15\n",
            "一、渔船管理\t1\n二、渔港建设\t4\n（一）码头\t4\n三、渔民培训.....\t8\n四、附则\t11\n",
            "目次\n概述\t1\n方法\t5\n结论\t9\n",
            "\t近年来，渔业稳步发展。\n\t今年，渔港建设加快。\n\t下一步，将加大投入。\n",
            "1.\t修建水渠。\n2.\t更换管道。\n3.\t培训农户。\n",
            "•\t修建水渠\n•\t更换管道\n•\t培训农户\n",
            "电话：\t1234\n传真：\t5678\n",
            "来源 | 晚报\n\n正文开始。",
        ],
    )
    def test_contents_indents_and_lists_with_tabs_are_no_tables(self, text: str) -> None:
        assert regions(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "产业\t产值\n一、农业\t12\n二、工业\t35\n三、服务业\t60\n",  # numbered, but under a head
            "第一季度\t40\t亿元\n第二季度\t35\t亿元\n第三季度\t50\t亿元\n",
            "东县\t12\n西县\t35\n南县\t60\n",  # rising figures, but no chapters
            "表 1 各业产值\n一、农业\t12\n二、工业\t35\n三、服务业\t60\n",
            "表 1 各季产量\n一季度\t40\n二季度\t45\n三季度\t50\n",
        ],
    )
    def test_figures_that_look_like_contents_are_tables(self, text: str) -> None:
        assert len(regions(text)) == 1

    def test_a_pipe_table_inside_tabbed_lines_is_no_part_of_them(self) -> None:
        found = regions("甲\t乙\t丙\n子\t丑\t寅\n| 卯 | 辰 |\n| 巳 | 午 |\n未\t申\t酉\n戌\t亥\t甲\n")
        assert [(r.first, r.last) for r in found] == [(0, 1), (2, 3), (4, 5)]


class TestCells:
    def test_a_cell_broken_over_two_lines_is_one_cell_with_two_spans(self) -> None:
        text = "厂名\t产品\t县\n东厂\t轴承、\n齿轮\t甲县\n西厂\t阀门\t乙县\n"
        made = table(text)
        assert values(made)[0] == ["东厂", "轴承、齿轮", "甲县"]
        assert printed_at(text, made.rows[0].cells[1]) == "轴承、齿轮"
        assert len(made.rows[0].cells[1].spans) == 2

    def test_two_short_rows_are_not_taken_for_one_broken_row(self) -> None:
        made = table("厂名\t产品\t县\n东厂\t轴承\n西厂\t阀门\n北厂\t水泵\t丙县\n")
        assert [row[0] for row in values(made)] == ["东厂", "西厂", "北厂"]

    def test_ragged_rows_are_padded_and_lose_nothing(self) -> None:
        made = table("厂名\t产品\t县\n东厂\t轴承\n西厂\t阀门\t乙县\t停产\n")
        assert heads(made) == ["厂名", "产品", "县", ""]
        assert values(made) == [["东厂", "轴承", "", ""], ["西厂", "阀门", "乙县", "停产"]]

    def test_a_table_without_a_head_row_keeps_its_first_row(self) -> None:
        made = table("1\t东厂\t甲县\n2\t西厂\t甲县\n3\t北厂\t乙县\n")
        assert len(made.rows) == 3
        assert heads(made) == ["", "", ""]

    def test_a_value_that_comes_again_below_is_no_head(self) -> None:
        assert len(table("张三\t焊工\t一班\n李四\t焊工\t二班\n王五\t钳工\t二班\n").rows) == 3


class TestMatrix:
    def test_heads_in_the_last_row_are_found_under_figures(self) -> None:
        made = table("粮食\t3\t0\t7\n蔬菜\t1\t2\t4\n\t东片\t中片\t西片\n\n图 3 各片田块\n")
        assert (made.shape, made.name) == ("matrix", "图 3 各片田块")
        assert heads(made) == ["", "东片", "中片", "西片"]
        assert values(made) == [["粮食", "3", "0", "7"], ["蔬菜", "1", "2", "4"]]

    def test_years_can_be_the_heads_below(self) -> None:
        assert heads(table("粮食\t3\t7\n蔬菜\t1\t4\n\t2019\t2020\n")) == ["", "2019", "2020"]

    def test_a_last_row_of_figures_with_a_lost_label_is_no_head(self) -> None:
        made = table("作物\t东片\t西片\n粮食\t3\t7\n蔬菜\t1\t4\n\t4\t11\n")
        assert heads(made)[1] == "东片"
        assert len(made.rows) == 3

    @pytest.mark.parametrize("last", ["备注\t旱地\t水田", "\t4\t11"])
    def test_a_last_row_with_a_label_or_with_figures_is_no_head_of_a_table_without_one(self, last: str) -> None:
        made = table(f"表 1 田块\n粮食\t3\t7\n蔬菜\t1\t4\n{last}\n")
        assert heads(made) == ["", "", ""]
        assert len(made.rows) == 3

    def test_a_last_row_of_words_under_words_is_no_head(self) -> None:
        made = table("组别\t姓名\t工种\n一组\t张三\t焊工\n\t李四\t钳工\n")
        assert heads(made)[0] == "组别"

    @pytest.mark.parametrize("corner", ["", "作物"])
    def test_an_ordinary_matrix_has_its_heads_on_top(self, corner: str) -> None:
        made = table(f"表 1 田块\n{corner}\t东片\t西片\n粮食\t3\t7\n蔬菜\t-\t4\n")
        assert (made.shape, heads(made)) == ("matrix", [corner, "东片", "西片"])

    def test_columns_of_unlike_measures_are_rows(self) -> None:
        assert table("村名\t面积（亩）\t户数\n东村\t300\t41\n西村\t280\t39\n").shape == "rows"
