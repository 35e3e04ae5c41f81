"""Whether all rows are there: what announces, closes or cuts off a table."""

import pytest

from tests.tables_kit import ORCHARDS, table, tables


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
            "全市重点码头 40 个。\n\n",  # words of the caption, but other things
            "全市重点渡口配备 40 个救生圈。\n\n",
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

    def test_a_source_line_closes_a_numbered_table_though_a_matrix_counts_more(self) -> None:
        matrix = "表 1 渡口分布\n\n\t南岸\t北岸\n大型\t9\t8\n小型\t2\t3\n\n"
        rows = "".join(f"{i}\t渡{i}\t{'南北'[i % 2]}岸\t{'大小'[i // 2 % 2]}型\n" for i in range(1, 9))
        found = tables(matrix + "附表：重点渡口\n序号\t渡口\t位置\t类型\n" + rows + "\n注：只列重点渡口。\n")
        assert found[1].completeness.state == "whole"

    def test_years_are_no_numbering(self) -> None:
        assert table("年份\t渡口\n2019\t甲\n2020\t乙\n2021\t丙\n\n完。").completeness.state == "unknown"

    def test_a_numbering_that_starts_anew_cannot_be_judged(self) -> None:
        assert table("序号\t渡口\t岸\n1\t甲\t南\n2\t乙\t南\n1\t丙\t北\n\n完。").completeness.state == "unknown"
