"""Flattened tables: made-up ones of other industries, and prose that looks like them."""

import pytest

from index.tables.repair import MERGED
from tests.tables_kit import ORCHARDS, heads, printed_at, regions, rules, table, values


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

    @pytest.mark.parametrize(
        ("row", "labels"),
        [
            ("南片 红县、\n\n黑县\n\n红县柑橘园、黑县枇杷园", ["南片", "红县、黑县"]),  # an open list of places
            ("南片 河谷\n\n河东柑橘园、河西枇杷园", ["南片", "河谷"]),  # a blank line parts two cells
            ("沿江地带\n红县 红县柑橘园、黑县枇杷园", ["沿江地带", "红县"]),  # a word alone on its line is a cell
            ("南片 红县\n红县柑橘园、黑县枇杷园", ["南片", "红县"]),  # it ends like the other labels
        ],
    )
    def test_a_label_at_a_line_end_is_told_from_a_broken_item(self, row: str, labels: list[str]) -> None:
        made = table("表 3 果园\n\n片区 单位\n\n北片 青县 青县苹果园、东岗梨园\n\n" + row + "\n")
        assert [cells[:2] for cells in values(made)][2:] == [labels] * 2

    @pytest.mark.parametrize(
        "text",
        [
            "表 3 果园\n\n片区 单位\n\n北片 青县苹果园、东岗梨园、西岗桃园\n",  # one row is no table
            "表 3 路况\n\n道路 天气\n\n畅通 晴朗\n\n拥堵 小雨\n",  # words in pairs, no list and no figure
        ],
    )
    def test_few_words_under_a_caption_are_no_table(self, text: str) -> None:
        assert regions(text) == []

    def test_an_aligned_table_ends_at_a_line_with_another_number_of_words(self) -> None:
        made = table("表 5 各县雨量\n\n县名 雨量\n\n东县 820\n\n西县 640\n\n其余 各县 从略\n")
        assert len(made.rows) == 2
