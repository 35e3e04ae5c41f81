"""Repair of rows by kind of damage: for each rule made-up tables, and look-alikes where it must not fire."""

import pytest

from index.tables.repair import DISPLACED, MERGED, NUMBERED, SHIFTED
from index.tables.tables import odd_values
from tests.tables_kit import printed_at, rules, table, values


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

    def test_more_remarks_than_cycles_are_not_spread(self) -> None:
        made = table(
            "阶段\t站点\t备注\n旧法\t甲站\t停用\n\t乙站\t\n\t丙站\t\n新法\t甲站\t改建\n\t乙站\t\n\t丙站\t扩建\n"
        )
        assert [row[2] for row in values(made)] == ["停用", "", "", "改建", "", "扩建"]

    @pytest.mark.parametrize(
        "keys",
        ["甲乙丙乙丁戊", "甲乙丙丁丁乙"],  # a name comes again, but not the one the first cycle began with
    )
    def test_a_name_that_comes_again_starts_no_cycle(self, keys: str) -> None:
        labels = ["旧法", "", "", "", "新法", ""]
        made = table(
            "阶段\t站点\t做法\n"
            + "".join(f"{a}\t{k}站\t法{i}\n" for i, (a, k) in enumerate(zip(labels, keys, strict=True)))
        )
        assert [row[0] for row in values(made)] == ["旧法"] * 4 + ["新法"] * 2

    def test_a_name_twice_in_a_row_is_no_cycle(self) -> None:
        made = table("阶段\t站点\t做法\n旧法\t甲站\t疏\n\t甲站\t堵\n新法\t乙站\t引\n")
        assert [row[0] for row in values(made)] == ["旧法", "旧法", "新法"]

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

    @pytest.mark.parametrize(
        "kinds",
        [
            [*["苹果树", "白杨林", "牡丹花"] * 5, "云杨林"],  # words of no common kind
            [*["粮食作物", "经济作物", "饲料作物"] * 3, "能源作物"],  # too few rows to know what is usual
        ],
    )
    def test_a_single_value_is_not_odd_where_nothing_is_usual(self, kinds: list[str]) -> None:
        made = table("序号\t品种\t类别\n" + "".join(f"{i}\t品{i}号\t{k}\n" for i, k in enumerate(kinds, 1)))
        assert odd_values(made) == []

    def test_a_column_of_many_single_values_has_no_odd_ones(self) -> None:
        made = table("序号\t品种\t产地\n" + "".join(f"{i}\t品{i}号\t第{i}村\n" for i in range(1, 17)))
        assert odd_values(made) == []

    def test_a_numbered_row_that_lost_its_number_is_moved_back_and_numbered(self) -> None:
        text = "序号\t机构\t人数\t床位\n1\t甲院\t30\t5\n乙院\t40\t6\n3\t丙院\t50\t7\n"
        row = table(text).rows[1].cells
        assert [c.value for c in row] == ["2", "乙院", "40", "6"]
        assert [c.rule for c in row] == [NUMBERED, SHIFTED, SHIFTED, SHIFTED]
        assert [c.printed for c in row] == ["乙院", "40", "6", ""]
        assert [printed_at(text, c) for c in row[1:]] == ["乙院", "40", "6"]

    def test_the_first_numbered_row_can_have_lost_its_number_too(self) -> None:
        made = table("序号\t鱼种\t产地\n鲤\t东湖\n2\t鲫\t西湖\n3\t鲢\t南湖\n")
        assert values(made)[0] == ["1", "鲤", "东湖"]

    @pytest.mark.parametrize(
        "line",
        ["公立医院\t\t", "乙院\t40"],  # a label over a group; a short row, but no number is skipped
    )
    def test_a_row_without_number_stays_where_no_number_is_skipped(self, line: str) -> None:
        made = table(f"序号\t机构\t人数\n1\t甲院\t30\n{line}\n2\t丙院\t50\n")
        assert values(made)[1][0] == line.split("\t", maxsplit=1)[0]

    def test_a_merged_year_is_inherited_though_years_count_up(self) -> None:
        made = table("年份\t渠道\t长度\n2019\t东渠\t3 公里\n\t西渠\t4 公里\n2020\t南渠\t5 公里\n2021\t北渠\t2 公里\n")
        assert values(made)[1][0] == "2019"

    def test_a_label_over_a_group_is_no_row_even_where_a_number_is_skipped(self) -> None:
        made = table("序号\t机构\t人数\n1\t甲院\t30\n公立医院\n3\t丙院\t50\n")
        assert values(made)[1] == ["公立医院", "", ""]
