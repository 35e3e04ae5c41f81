"""Parts of counting: columns read from tables, filters read from questions, places, and what proves a table whole for a filter."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from rag.asking.questions import analyse
from rag.counts import planning
from rag.counts.asked import operations
from rag.counts.filters import read_conditions
from rag.counts.uncounted import near_note, shared_note
from rag.language.gazetteer import country_in, key_of, places_inside, province_in
from rag.tables.columns import items_of, make_view, number_in, view_of
from rag.tables.plans import Filter, Plan, number_text, percent_text, run
from rag.tables.telling import tell
from rag.tables.wholeness import judge
from tests.rag_kit import document
from tests.tables_kit import table
from tests.texts import seeds

PORTS = (Path(__file__).parent / "counting" / "ports.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,204.5", "1204.5"), ("３５", "35"), ("约120", "120"), ("3.2万", "32000"), ("35%", "35"), ("−8", "-8"), ("5亿元", "500000000"),
        ("10-12", None), ("—", None), ("甲", None), ("2021年3月", None), ("", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_exact_number_or_not_at_all(cell: str, number: str | None) -> None:
    found = number_in(cell)
    assert (found[0] if found else None) == (Decimal(number) if number else None)


def test_items_are_parted_outside_brackets_only() -> None:
    assert items_of("汽车、轴承（滚珠、滚柱）；电机") == ["汽车", "轴承（滚珠、滚柱）", "电机"]
    assert items_of("1，200") == ["1，200"]
    assert items_of("  ") == []


def test_columns_have_kinds_and_units() -> None:
    made = make_view(
        table(
            "表 1 船厂\n\n序号\t船厂名称\t建成年份\t产值（万元）\n1\t东厂\t2001\t20\n2\t西厂\t1998\t35\n合计\t\t\t55\n"
        )
    )
    assert [c.kind for c in made.columns] == ["serial", "text", "year", "number"]
    assert (made.columns[3].scale, made.columns[3].base) == (10000, "元")
    assert (made.rows, made.sums, made.name) == ((0, 1), (2,), 1)


def test_a_sum_row_that_fits_proves_the_table_whole_and_one_that_does_not_proves_nothing() -> None:
    text = "表 1 船厂产值\n\n船厂名称\t地点\t产值（万元）\n东厂\t甲市\t20\n西厂\t乙市\t35\n合计\t\t55\n"
    for raw, state in ((text, "whole"), (text.replace("乙市\t35", "乙市\t36"), "unknown")):
        made = document(raw, "yards")
        assert judge(Plan("yards", 0, "船厂产值"), made).state == state


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("渔港名录里除法国外欧洲的渔港有几个？", ["所在国家≠法国", "所在洲=欧洲"]),
        ("北欧的渔港有几个？", ["所在国家=北欧"]),
        ("不含三级的渔港有几个？", ["等级≠三级"]),
        ("投资3亿元到10亿元之间的渔港有几个？", ["投资（亿元）≥3亿元且≤10亿元"]),
        ("投资超过50000万元的渔港有几个？", ["投资（亿元）>5亿元"]),
        ("泊位数至多二十个的渔港有几个？", ["泊位数（个）≤20个"]),
        ("美国或加拿大的一级渔港有几个？", ["所在国家=加拿大、美国", "等级=一级"]),
    ],
)
def test_conditions_are_read_from_a_question(question: str, words: list[str]) -> None:
    view = view_of(document(PORTS, "ports"), 0)
    found = [c.words for c in read_conditions(analyse(question), view, "渔港").conditions]
    assert sorted("".join(sorted(w)) for w in found) == sorted("".join(sorted(w)) for w in words)


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("各省分别有几个渔港？", "groups"), ("哪个省的渔港最多？", "most"), ("渔港总数前三名的省", "most"), ("甲港的泊位数排第几？", "rank"),
        ("浙江占全国的比重是多少？", "share"), ("只有一个渔港的省有哪些？", "having"), ("有没有浙江的渔港？", "exists"), ("浙江的渔港比福建多吗？", "compare"),
        ("泊位数合计多少？", "sum"), ("平均泊位数是多少？", "mean"), ("浙江有哪些渔港？", "having"),
    ],
)  # fmt: skip
def test_the_operation_is_read_from_a_question(question: str, operation: str) -> None:
    assert operations(analyse(question))[0].operation == operation


@pytest.mark.parametrize("question", ["为什么渔港最多的是浙江？", "如何建设渔港？", "谁指出渔港最多？"])
def test_open_questions_ask_for_no_operation(question: str) -> None:
    assert operations(analyse(question)) == ()


def test_places_lie_in_places() -> None:
    assert {"江苏", "苏州"} <= places_inside("华东")
    assert "法国" in places_inside("欧洲")
    assert "中国" not in places_inside("国外")
    assert (key_of("广西壮族自治区"), key_of("苏州市"), key_of("无名市")) == ("广西", "苏州", "无名市")
    assert (country_in("武汉市汽车集群"), country_in("日本爱知县汽车集群"), country_in("某集群")) == (
        "中国",
        "日本",
        "",
    )
    assert (province_in("宁波市磁性材料集群"), province_in("日本爱知县")) == ("浙江", "")


@pytest.mark.parametrize(
    ("place", "state"),
    [("法国", "whole"), ("挪威", "whole"), ("日本", "incomplete"), ("加拿大", "incomplete"), ("美国", "incomplete")],
)
def test_a_numbered_table_with_a_gap_is_whole_for_blocks_away_from_it(place: str, state: str) -> None:
    plan = Plan("ports", 0, "渔港", (Filter(2, "所在国家", (place,), exact=True),))
    judged = judge(plan, document(PORTS + "\n以上为名录全文。\n", "ports"))
    assert judged.state == state, judged.reason


def test_numbers_are_told_as_printed() -> None:
    from fractions import Fraction

    told = [
        number_text(Decimal("10.50")),
        number_text(Fraction(1, 4)),
        number_text(Fraction(2, 3)),
        number_text(Decimal("1E+3")),
    ]
    assert told == ["10.5", "0.25", "0.67", "1000"]
    assert [percent_text(Fraction(1, 8)), percent_text(Fraction(1, 3)), percent_text(Fraction(1))] == [
        "12.5%",
        "33.3%",
        "100%",
    ]


@pytest.mark.parametrize(
    ("column", "value", "number", "state"),
    [
        (2, "欧洲", 55, "whole"),
        (2, "亚洲", 9, "incomplete"),
        (3, "法国", 9, "whole"),
        (3, "德国", 11, "whole"),
        (3, "韩国", 9, "incomplete"),
    ],
)
def test_the_real_appendix_is_whole_for_what_its_matrix_or_numbering_proves(
    column: int, value: str, number: int, state: str
) -> None:
    made = seeds()["003"]
    n = next(i for i, t in enumerate(made.tables) if len(t.rows) == 104)
    plan = Plan(
        made.id, n, made.tables[n].name, (Filter(column, made.tables[n].heads[column].value, (value,), exact=True),)
    )
    assert len(run(plan, made).rows) == number
    assert judge(plan, made).state == state


CLUSTERS = (
    "表 1 入选集群\n\n地区\t领域\n江苏省\t南京市软件集群\n江苏省\t苏州市纳米集群\n广州市、深圳市\t深圳市电池集群\n"
    "广州市、深圳市\t岭南家电集群\n山东省\t青岛市家电集群\n山东省\t青岛市轨道集群\n"
)


def test_a_city_that_no_column_tells_is_looked_for_in_names_that_tell_places() -> None:
    made = make_view(table(CLUSTERS))
    for asked, city in (
        ("青岛有几个集群", "青岛"),
        ("青岛有几个国家先进制造业集群", "青岛"),
        ("深圳有哪些集群", "深圳"),
    ):
        conditions = read_conditions(analyse(asked), made, "集群").conditions
        assert conditions == (Filter(1, "领域", (city,), False),)


def test_names_that_tell_no_places_are_no_places() -> None:
    made = make_view(table("表 1 船厂\n\n名称\t产品\n东厂\t船舶\n西厂\t青岛艇\n南厂\t驳船\n"))
    assert read_conditions(analyse("青岛有几个船厂"), made, "船厂").conditions == ()


def test_rows_whose_cell_shares_the_place_with_others_are_told() -> None:
    made = make_view(table(CLUSTERS))
    plan = Plan("yards", 0, "入选集群", (Filter(1, "领域", ("深圳",), False),))
    assert shared_note(plan, made) == "另有1行的一格写着“广州市、深圳市”，名称没有写明是其中哪一处，未计入“深圳”"
    assert shared_note(Plan("yards", 0, "入选集群", (Filter(1, "领域", ("青岛",), False),)), made) == ""
    elsewhere = replace(plan, filters=(*plan.filters, Filter(0, "地区", ("山东省",), True)))
    assert shared_note(elsewhere, made) == ""  # the row in question passes no other filter


def test_countries_are_counted_where_they_are_the_noun_and_not_where_they_only_qualify_it() -> None:
    assert planning._KINDS.search("有几个国家")
    assert planning._KINDS.search("几个国家的集群")
    assert not planning._KINDS.search("有几个国家先进制造业集群")


PLANES = (
    "表 1 产业\n\n名称\t大洲\t产业\n甲谷\t欧洲\t航空产业\n乙谷\t欧洲\t航空航天产业\n丙谷\t亚洲\t航空航天\n"
    "丁谷\t欧洲\t汽车、半导体产业\n戊谷\t亚洲\t半导体\n"
)


def test_an_item_of_a_cell_that_lists_several_is_of_the_value_that_another_cell_is() -> None:
    made = make_view(table(PLANES))
    (found,) = read_conditions(analyse("做半导体的有几个"), made).conditions
    assert found == Filter(2, "产业", ("半导体", "汽车、半导体产业"), True, word="半导体")
    assert run(Plan("p", 0, "产业", (found,)), document("# 一\n\n" + PLANES)).rows == (3, 4)


def test_values_that_hold_the_one_asked_in_a_longer_word_are_told_not_counted() -> None:
    made = make_view(table(PLANES))
    plane = Filter(2, "产业", ("航空产业",), True)
    europe = Filter(1, "大洲", ("欧洲",), True)
    assert near_note(Plan("p", 0, "产业", (plane, europe)), made) == (
        "另有1行的产业含“航空”而不是这一项（航空航天产业），未计入"
    )
    assert near_note(Plan("p", 0, "产业", (Filter(2, "产业", ("半导体",), True),)), made).startswith("另有1行")
    assert near_note(Plan("p", 0, "产业", (europe,)), made) == ""


def test_where_a_column_is_asked_for_its_values_are_told() -> None:
    made = document("# 一\n\n" + PLANES)
    chips = Filter(2, "产业", ("半导体", "汽车、半导体产业"), True, word="半导体")
    plan = Plan("p", 0, "产业", (chips,), operation="list", show=1)
    assert tell(plan, run(plan, made), view_of(made, 0)).short == "欧洲、亚洲"
