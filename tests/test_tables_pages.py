"""Tables that go on over a page's end, and tables whose cells are parted by wide spaces. All tables are made up."""

import pytest

from tests.tables_kit import heads, regions, table, tables, values
from tests.texts import blocks, document, sentences

CAPTION = "表 1  全市渡口一览表\n\n"
HEAD = ["序号", "渡口名称", "位置", "日客流(人)"]
ROWS = [[str(n), f"第{n}渡口", "南岸", str(100 + n)] for n in range(1, 9)]


def lines(rows: list[list[str]], gap: str) -> str:
    return "".join(gap.join(row) + "\n" for row in rows)


def broken(between: str, gap: str = "  ", rows: list[list[str]] = ROWS) -> str:
    """The table of eight rows with something between the fourth and the fifth."""
    first, second = lines([HEAD, *rows[:4]], gap), lines(rows[4:], gap)
    return f"全市共有渡口 8 个。\n\n{CAPTION}{first}{between}{second}\n注：客流为日均。\n"


@pytest.mark.parametrize("gap", ["\t", "  ", "　　", "   "])
@pytest.mark.parametrize(
    "between",
    [
        "\n- 3 -\n\n",
        "\n第 3 页 共 9 页\n水运年报（征求意见稿）\n\n",  # a running head met once
        "— 3 —\n第三章 渡口管理\n",
        "\n- 3 -\n\n续表 1\n\n" + "{head}",  # the head row again
        "\n\n",
    ],
)
def test_a_table_that_goes_on_over_a_page_is_one(gap: str, between: str) -> None:
    made = table(broken(between.format(head=lines([HEAD], gap)), gap))
    assert heads(made) == HEAD
    assert values(made) == ROWS
    assert (made.completeness.state, made.completeness.found) == ("whole", 8)


def test_page_furniture_inside_a_table_is_no_row_and_no_sentence() -> None:
    doc = document(broken("\n- 3 -\n水运年报（征求意见稿）\n\n"))
    assert blocks(doc, "page_number") == ["- 3 -"]
    assert blocks(doc, "running_head") == ["水运年报（征求意见稿）"]
    assert not any("渡口  " in s for s in sentences(doc))


def test_a_running_head_with_its_page_number_is_no_row() -> None:
    raw = "水运年报    11\n\n全市水运平稳有序，客流回升。\n\n" + broken("\n水运年报    12\n\n")
    assert values(document(raw).tables[0]) == ROWS


def test_a_row_missing_at_the_break_is_told() -> None:
    made = table(broken("\n- 3 -\n\n", rows=[*ROWS[:4], *ROWS[5:]]))
    assert (made.completeness.state, made.completeness.found, made.completeness.expected) == ("incomplete", 7, 8)


@pytest.mark.parametrize(
    "prose",
    [
        "渡口管理  坚持安全第一，预防为主。",
        "第五条  渡口应当配备救生设备",
        "时间：每日六时  地点：南岸  联系人：李舟  电话：5555",
        "各渡口应当落实安全责任，加强检查",
    ],
)
def test_prose_after_the_break_is_no_row(prose: str) -> None:
    made = document(f"{CAPTION}{lines([HEAD, *ROWS[:4]], '  ')}\n- 3 -\n\n{prose}\n\n后文在此，到此为止。\n").tables
    assert [len(t.rows) for t in made] == [4]


def test_an_article_after_the_break_is_no_row_of_two_cells() -> None:
    raw = "表 1 船只\n船名  吨位\n海丰号  300\n海盛号  280\n\n- 3 -\n\n第五条  渡口应当配备救生设备\n\n后文在此，到此为止。\n"
    assert [len(t.rows) for t in document(raw).tables] == [2]


def test_a_table_of_its_own_after_the_break_stays_one() -> None:
    other = "表 2  全市码头一览表\n\n" + lines(
        [["序号", "码头名称", "位置", "泊位(个)"], ["1", "甲码头", "北岸", "3"], ["2", "乙码头", "北岸", "4"]], "  "
    )
    made = tables(CAPTION + lines([HEAD, *ROWS[:3]], "  ") + "\n- 3 -\n\n" + other + "\n后文。\n")
    assert [(t.name, len(t.rows)) for t in made] == [("表 1  全市渡口一览表", 3), ("表 2  全市码头一览表", 2)]


def test_a_flattened_table_goes_on_over_a_page_too() -> None:
    made = table(broken("\n- 3 -\n\n", gap=" "))
    assert values(made) == ROWS


def test_a_list_table_goes_on_over_a_page_too() -> None:
    text = "表 3  果园名单\n\n片区 单位\n\n北片 青县苹果园、东岗梨园\n\n- 7 -\n\n南片 白县桃园、石桥杏园\n\n全县现有的果园多在北部。\n"
    assert [row[1] for row in values(table(text))] == ["青县苹果园", "东岗梨园", "白县桃园", "石桥杏园"]


class TestWideSpaces:
    def test_a_cell_may_hold_single_spaces(self) -> None:
        made = table("表 1 船只\n船名  船长  吨位\nSea Lion II  李 舟  300\n海丰号  王 渡  280\n")
        assert values(made) == [["Sea Lion II", "李 舟", "300"], ["海丰号", "王 渡", "280"]]

    def test_without_a_caption_a_head_and_figures_make_a_table(self) -> None:
        made = table("各区产量如下：\n\n区名  小麦  玉米\n东区  35  40\n西区  28  33\n南区  19  22\n\n东区最多。\n")
        assert heads(made) == ["区名", "小麦", "玉米"]

    @pytest.mark.parametrize(
        "text",
        [
            "张三丰  李四光  王五一\n赵六合  钱七星  孙八方\n周九天  吴十全  郑百川\n",  # a list of names
            "第一条  为规范管理，制定本办法。\n第二条  本办法自公布之日起施行。\n第三条  由县局负责解释。\n",
            "第一章  总则  1\n第二章  职责  4\n第三章  罚则  9\n",  # contents
            "联系人：李舟  电话：5555  地址：东岸\n联系人：王渡  电话：6666  地址：西岸\n联系人：赵桥  电话：7777  地址：南岸\n",
            "1.1  总则  3\n1.2  职责  5\n1.3  罚则  9\n",
            "小麦  35\n玉米  28\n水稻  19\n",
            "春眠不觉晓  处处闻啼鸟\n夜来风雨声  花落知多少\n",
        ],
    )
    def test_other_lines_with_wide_spaces_are_no_tables(self, text: str) -> None:
        assert regions(text) == []

    def test_items_of_a_list_table_stay_rows_of_their_own(self) -> None:
        made = table("表 3  果园名单\n\n片区  单位\n北片  青县苹果园、东岗梨园\n南片  白县桃园、石桥杏园\n")
        assert [row[1] for row in values(made)] == ["青县苹果园", "东岗梨园", "白县桃园", "石桥杏园"]

    def test_a_label_over_a_group_of_rows_is_kept_as_a_row(self) -> None:
        made = table("表 1 树木\n树种  株数  林场\n松  12  北场\n阔叶林\n槐  30  南场\n")
        assert values(made)[1] == ["阔叶林", "", ""]

    def test_a_longer_line_between_rows_ends_the_table(self) -> None:
        made = tables(
            "表 1 树木\n树种  株数  林场\n松  12  北场\n柏  15  北场\n以下为各乡镇上报的数字尚未核实\n槐  30  南场\n"
        )
        assert [len(t.rows) for t in made] == [2]

    def test_a_short_row_stands_where_it_is_printed(self) -> None:
        made = table(
            "表 1 人口\n县名      乡镇      人口        面积\n东县      甲镇      3.5         120\n西县      丙镇                  95\n"
        )
        assert values(made)[1] == ["西县", "丙镇", "", "95"]

    def test_a_row_set_in_has_lost_its_first_cells(self) -> None:
        made = table(
            "表 1 人口\n县名  乡镇  人口  面积\n东县  甲镇  3.5  120\n      乙镇  2.1  88\n西县  丙镇  1.8  95\n"
        )
        assert values(made)[1] == ["东县", "乙镇", "2.1", "88"]
        assert made.rows[1].cells[0].rule

    def test_a_short_row_that_could_stand_anywhere_is_one_cell(self) -> None:
        made = table(
            "表 1 人口\n县名  乡镇  人口  面积\n东县  甲镇  3.5  120\n大西北县  丙镇  95\n西县  丁镇  1.8  9500\n"
        )
        assert values(made)[1] == ["大西北县  丙镇  95", "", "", ""]
