"""Tables by kind of damage: made-up tables of other industries, and for each rule look-alikes where it must not fire."""

import pytest

from index.lines import split_lines
from index.models import Cell, Table
from index.table_repair import DISPLACED, MERGED, SHIFTED
from index.tables import Region, find_regions, odd_values, parse, with_completeness


def regions(text: str) -> list[Region]:
    return find_regions(list(split_lines(text)))


def tables(text: str) -> list[Table]:
    lines = list(split_lines(text))
    return with_completeness([parse(r, lines) for r in find_regions(lines)], text)


def table(text: str) -> Table:
    found = tables(text)
    assert len(found) == 1
    return found[0]


def values(made: Table) -> list[list[str]]:
    return [[cell.value for cell in row.cells] for row in made.rows]


def heads(made: Table) -> list[str]:
    return [head.value for head in made.heads]


def rules(made: Table, column: int) -> list[str]:
    return [row.cells[column].rule for row in made.rows]


def printed_at(text: str, cell: Cell) -> str:
    return "".join(text[a:b] for a, b in cell.spans)


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

    @pytest.mark.parametrize("above", ["表 2-1 门店", "表2 门店", "附表：门店", "附表 3：门店", "图 7 门店"])
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
        assert regions(text)[0].furniture == (2, 3)

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
            "表 1 各季产量\n一季度\t40\n二季度\t45\n三季度\t50\n",
        ],
    )
    def test_figures_that_look_like_contents_are_tables(self, text: str) -> None:
        assert len(regions(text)) == 1


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

    def test_a_last_row_of_words_under_words_is_no_head(self) -> None:
        made = table("组别\t姓名\t工种\n一组\t张三\t焊工\n\t李四\t钳工\n")
        assert heads(made)[0] == "组别"

    @pytest.mark.parametrize("corner", ["", "作物"])
    def test_an_ordinary_matrix_has_its_heads_on_top(self, corner: str) -> None:
        made = table(f"表 1 田块\n{corner}\t东片\t西片\n粮食\t3\t7\n蔬菜\t-\t4\n")
        assert (made.shape, heads(made)) == ("matrix", [corner, "东片", "西片"])

    def test_columns_of_unlike_measures_are_rows(self) -> None:
        assert table("村名\t面积（亩）\t户数\n东村\t300\t41\n西村\t280\t39\n").shape == "rows"


class TestRepair:
    @pytest.mark.parametrize(
        "text",
        [
            "流域\t水库\t库容\n东江\t青石\t3 万\n\t白鹿\t4 万\n西江\t黑龙\t5 万\n",
            "| 科室 | 医生 | 专长 |\n|---|---|---|\n| 内科 | 甲 | 心脏 |\n|  | 乙 | 胃 |\n| 外科 | 丙 | 骨 |\n",
        ],
    )
    def test_an_empty_first_cell_stands_for_the_one_above(self, text: str) -> None:
        made = table(text)
        cell = made.rows[1].cells[0]
        assert (cell.printed, cell.rule) == ("", MERGED)
        assert cell.value == made.rows[0].cells[0].value == printed_at(text, cell)
        assert rules(made, 0) == ["", MERGED, ""]

    def test_a_missing_serial_number_is_not_inherited(self) -> None:
        made = table("序号\t水库\t库容\n1\t青石\t3 万\n\t白鹿\t4 万\n2\t黑龙\t5 万\n")
        assert values(made)[1][0] == ""

    def test_an_empty_cell_of_another_column_is_a_missing_value(self) -> None:
        made = table("流域\t水库\t备注\n东江\t青石\t扩建\n东江\t白鹿\t\n西江\t黑龙\t新建\n")
        assert values(made)[1][2] == ""

    @pytest.mark.parametrize("names", [("旧法", "新法"), ("枯水期", "丰水期")])
    def test_a_label_one_row_below_the_restart_of_the_cycle_belongs_to_the_restart(
        self, names: tuple[str, str]
    ) -> None:
        first, second = names
        text = f"阶段\t站点\t做法\t评价\n{first}\t甲站\t疏\t好\n\t乙站\t堵\n\t丙站\t引\n\t甲站\t蓄\n{second}\t乙站\t滞\t差\n\t丙站\t净\n"
        made = table(text)
        assert [row[0] for row in values(made)] == [first] * 3 + [second] * 3
        assert [row[3] for row in values(made)] == ["好"] * 3 + ["差"] * 3
        assert rules(made, 0) == ["", MERGED, MERGED, DISPLACED, "", MERGED]
        assert rules(made, 3)[3] == DISPLACED
        assert printed_at(text, made.rows[3].cells[0]) == second

    def test_a_label_at_its_own_row_stays_where_no_cycle_restarts(self) -> None:
        made = table("阶段\t站点\t做法\n旧法\t甲站\t疏\n\t乙站\t堵\n\t丙站\t引\n新法\t丁站\t滞\n\t戊站\t净\n")
        assert [row[0] for row in values(made)] == ["旧法"] * 3 + ["新法"] * 2
        assert DISPLACED not in rules(made, 0)

    def test_a_label_two_rows_below_the_restart_is_not_moved(self) -> None:
        made = table(
            "阶段\t站点\t做法\n旧法\t甲站\t疏\n\t乙站\t堵\n\t丙站\t引\n\t甲站\t蓄\n\t乙站\t滞\n新法\t丙站\t净\n"
        )
        assert DISPLACED not in rules(made, 0)

    def test_remarks_here_and_there_are_not_spread_over_a_cycle(self) -> None:
        made = table("阶段\t站点\t备注\n旧法\t甲站\t停用\n\t乙站\t\n\t丙站\t改建\n新法\t甲站\t\n\t乙站\t\n\t丙站\t\n")
        assert [row[2] for row in values(made)] == ["停用", "", "改建", "", "", ""]

    @pytest.mark.parametrize("last", ["丙站", "乙站"])
    def test_a_row_that_lost_its_empty_first_cell_is_moved_back(self, last: str) -> None:
        others = [s for s in ("甲站", "乙站", "丙站") if s != last]
        body = [
            f"旧法\t{others[0]}\t疏",
            f"\t{others[1]}\t堵",
            f"\t{last}\t引",
            f"新法\t{others[0]}\t蓄",
            f"\t{others[1]}\t滞",
        ]
        text = "\n".join(["阶段\t站点\t做法", *body, f"{last}\t\t净"]) + "\n"
        made = table(text)
        row = made.rows[-1].cells
        assert [c.value for c in row] == ["新法", last, "净"]
        assert (row[0].printed, row[1].printed, row[1].rule) == (last, "", SHIFTED)
        assert printed_at(text, row[1]) == last

    @pytest.mark.parametrize(
        "text",
        [
            "村\t镇\t人口\n东村\t石镇\t30 户\n石镇\t\t50 户\n西村\t石镇\t20 户\n",  # no merged column: a missing value
            "阶段\t站点\t做法\n旧法\t甲站\t疏\n\t乙站\t堵\n丁站\t\t引\n",  # 丁站 is no known station
            "县\t镇\t户\n石城\t石城\t3 户\n\t东镇\t4 户\n石城\t\t5 户\n",  # 石城 is a county too
        ],
    )
    def test_a_missing_key_is_not_taken_for_a_shift(self, text: str) -> None:
        assert all(SHIFTED not in rules(table(text), column) for column in range(2))

    def test_a_value_outside_the_usual_set_is_kept_and_pointed_out(self) -> None:
        kinds = ["粮食作物", "经济作物", "饲料作物"] * 5 + ["能源作物"]
        made = table("序号\t品种\t类别\n" + "".join(f"{i}\t品{i}号\t{k}\n" for i, k in enumerate(kinds, 1)))
        (warning,) = odd_values(made)
        assert values(made)[-1][2] == "能源作物"
        assert "能源作物" in warning.message

    def test_a_column_of_many_single_values_has_no_odd_ones(self) -> None:
        made = table("序号\t品种\t产地\n" + "".join(f"{i}\t品{i}号\t第{i}村\n" for i in range(1, 17)))
        assert odd_values(made) == []


ORCHARDS = """表 3  入选果园名单

片区 单位

北片 青县 青县苹果园、东岗梨园

白县 白县桃园、石桥杏园、柳河精品
葡萄园

南片 红县、
黑县

红县柑橘园、黑县
枇杷园
"""


class TestFlattened:
    def test_a_list_table_gives_one_row_an_item(self) -> None:
        made = table(ORCHARDS)
        assert made.shape == "list"
        assert values(made) == [
            ["北片", "青县", "青县苹果园"],
            ["北片", "青县", "东岗梨园"],
            ["北片", "白县", "白县桃园"],
            ["北片", "白县", "石桥杏园"],
            ["北片", "白县", "柳河精品葡萄园"],
            ["南片", "红县、黑县", "红县柑橘园"],
            ["南片", "红县、黑县", "黑县枇杷园"],
        ]

    def test_its_merged_first_column_is_inferred_and_its_broken_cells_have_two_spans(self) -> None:
        made = table(ORCHARDS)
        assert rules(made, 0) == ["", "", MERGED, MERGED, MERGED, "", ""]
        broken = made.rows[4].cells[2]
        assert len(broken.spans) == 2
        assert printed_at(ORCHARDS, broken) == "柳河精品葡萄园"
        assert printed_at(ORCHARDS, made.rows[2].cells[0]) == "北片"

    def test_two_names_over_three_columns_leave_the_middle_one_without(self) -> None:
        assert heads(table(ORCHARDS)) == ["片区", "", "单位"]

    def test_an_item_cut_before_its_ending_is_not_a_label(self) -> None:
        text = "表 1 合作社\n地区 名称\n东县 东乡养蜂\n合作社、南乡养鸡合作社\n西县 西乡茶叶合作社\n北县 北乡药材合作社、水产合作社\n"
        assert values(table(text))[0] == ["东县", "东乡养蜂合作社"]

    def test_a_comma_inside_an_item_does_not_cut_it(self) -> None:
        text = "表 1 实验室\n地区 名称\n东市 光学、声学实验室、力学实验室\n西市 热学实验室\n南市 电学实验室\n"
        assert [row[1] for row in values(table(text))][:2] == ["光学、声学实验室", "力学实验室"]

    @pytest.mark.parametrize("prose", [" 个品种；其中苹果最多，", "全县现有的果园"])
    def test_it_ends_where_prose_goes_on(self, prose: str) -> None:
        made = table(ORCHARDS + prose + "\n\n每年收入稳定，\n")
        assert len(made.rows) == 7
        assert made.end == ORCHARDS.rindex("枇杷园") + 3

    @pytest.mark.parametrize(
        "text",
        [
            "表 3  入选果园名单\n\n北片共有三处：苹果园、梨园、桃园，\n\n南片共有两处：柑橘园、枇杷园。\n",
            "表 3  入选果园名单\n\n本县 果园 众多\n\n主要分布在北部的丘陵地带\n\n以及南部的河谷地带\n",
            "果农 参加\n\n北片 青县苹果园、东岗梨园\n\n南片 白县桃园、石桥杏园\n",  # no caption
        ],
    )
    def test_prose_under_a_caption_and_lists_without_one_are_no_tables(self, text: str) -> None:
        assert regions(text) == []

    def test_an_aligned_table_keeps_its_columns(self) -> None:
        made = table("表 5 各县雨量\n\n县名 雨量 排名\n\n东县 820 1\n\n西县 640 2\n\n由上可见，东县较多。\n")
        assert made.shape == "rows"
        assert values(made) == [["东县", "820", "1"], ["西县", "640", "2"]]


def roster(n: int, start: int = 1) -> str:
    rows = "".join(f"{i}\t第{i}渡口\t南岸\n" for i in range(start, start + n))
    return "附表：全市重点渡口表\n\n序号\t渡口名称\t位置\n" + rows


class TestCompleteness:
    def test_a_numbered_table_that_ends_the_document_short_of_the_announced_number_is_incomplete(self) -> None:
        text = "全市共有重点渡口（共计 40 个）。\n\n" + roster(12)
        state = table(text).completeness
        assert (state.state, state.found, state.expected) == ("incomplete", 12, 40)
        assert [text[a:b] for a, b in state.evidence] == ["40 个"]

    @pytest.mark.parametrize(
        "text",
        [
            "全市近 40 个重点渡口完成改造。\n\n",  # a rough number
            "全市共有 40 个码头。\n\n",  # other things
            "外省有 40 个渡口。\n\n",  # other ferries: no word of the caption
            "",
        ],
    )
    def test_a_number_of_other_things_announces_nothing(self, text: str) -> None:
        state = table(text + roster(12)).completeness
        assert (state.state, state.expected) == ("unknown", None)

    def test_a_numbered_table_that_other_text_closes_is_whole(self) -> None:
        assert table(roster(12) + "\n资料来源：市交通局\n").completeness.state == "whole"

    def test_a_numbered_table_that_meets_the_announced_number_is_whole(self) -> None:
        assert (
            table("本报告收录全市重点渡口 12 个、全市 12 个重点渡口。\n\n" + roster(12)).completeness.state == "whole"
        )

    @pytest.mark.parametrize("text", [roster(3) + "7\t第7渡口\t北岸\n\n完。", roster(5, start=4) + "\n完。"])
    def test_a_gap_in_the_numbering_is_incomplete(self, text: str) -> None:
        assert table(text).completeness.state == "incomplete"

    def test_an_unnumbered_table_is_whole_only_if_it_meets_the_number_told_of_it(self) -> None:
        text = "入选 7 家果园（见表 3）。\n\n"
        assert table(text.replace("7", "7") + ORCHARDS).completeness.state == "whole"
        assert table(text.replace("7", "8") + ORCHARDS).completeness.state == "unknown"

    def test_a_matrix_over_two_columns_of_a_table_gives_its_number(self) -> None:
        matrix = "表 1 渡口分布\n\n\t南岸\t北岸\n大型\t9\t8\n小型\t2\t3\n\n"
        rows = "".join(f"{i}\t渡{i}\t{'南北'[i % 2]}岸\t{'大小'[i // 2 % 2]}型\n" for i in range(1, 9))
        found = tables(matrix + "附表：渡口\n序号\t渡口\t位置\t类型\n" + rows)
        assert (found[1].completeness.state, found[1].completeness.expected) == ("incomplete", 22)

    def test_a_matrix_over_other_names_gives_no_number(self) -> None:
        matrix = "表 1 渡口分布\n\n\t上游\t下游\n大型\t9\t8\n小型\t2\t3\n\n"
        rows = "".join(f"{i}\t渡{i}\t{'南北'[i % 2]}岸\t{'大小'[i // 2 % 2]}型\n" for i in range(1, 9))
        found = tables(matrix + "附表：渡口\n序号\t渡口\t位置\t类型\n" + rows)
        assert found[1].completeness.expected is None
