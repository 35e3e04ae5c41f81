"""The tables of the seed documents, checked cell by cell against what their pages say."""

from collections import Counter
from functools import cache
from pathlib import Path

from index.lines import split_lines
from index.models import Table
from index.tables.repair import DISPLACED, MERGED, SHIFTED
from index.tables.tables import find_regions, odd_values, parse, with_completeness

SEEDS = Path(__file__).parents[1] / "seeds"


@cache
def raw(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


@cache
def tables(number: str) -> tuple[Table, ...]:
    text = raw(number)
    lines = list(split_lines(text))
    return tuple(with_completeness([parse(r, lines) for r in find_regions(lines)], text))


def column(table: Table, n: int) -> list[str]:
    return [row.cells[n].value for row in table.rows]


def test_documents_without_tables_have_none() -> None:
    assert [len(tables(n)) for n in ("000", "001", "002", "003", "004")] == [0, 0, 0, 5, 1]


def test_tables_bear_the_names_of_their_captions() -> None:
    names = [" ".join(t.name.split())[:6].strip() for t in (*tables("003"), *tables("004"))]
    assert names == ["图 2-1", "表 2-10", "表 3-4", "表 6-2", "附表：全球典", "表 1 工业"]


def test_the_matrix_has_its_heads_from_the_last_row() -> None:
    matrix = tables("003")[0]
    assert matrix.shape == "matrix"
    assert [h.value for h in matrix.heads] == ["", "澳洲", "北美洲", "南美洲", "欧洲", "亚洲"]
    assert column(matrix, 4) == ["8", "5", "9", "15", "11", "7"]
    assert matrix.rows[0].cells[0].value == "新能源及智能网联汽车领域"
    assert matrix.completeness.state == "whole"


def test_plain_tables_keep_all_rows_as_printed() -> None:
    clusters, firms = tables("003")[1:3]
    assert (len(clusters.rows), len(firms.rows)) == (10, 7)
    assert column(firms, 1) == ["瑞士", "美国", "美国", "英国", "美国", "瑞士", "美国"]
    assert all(not cell.rule for t in (clusters, firms) for row in t.rows for cell in row.cells)
    assert clusters.completeness.state == firms.completeness.state == "unknown"


def test_every_row_of_the_policy_table_has_its_period_and_country() -> None:
    table = tables("003")[3]
    assert column(table, 1) == ["欧盟", "德国", "美国", "日本", "韩国", "英国", "中国"] * 2
    assert [v[:2] for v in column(table, 0)] == ["前期"] * 7 + ["近期"] * 7
    assert [v[:2] for v in column(table, 3)] == ["前期"] * 7 + ["近期"] * 7
    assert [v[:4] for v in column(table, 2)][7:9] == ["欧洲创新", "未来研究"]
    assert column(table, 2)[13].startswith("十一部门")


def test_the_policy_table_says_which_periods_were_inferred() -> None:
    table = tables("003")[3]
    rules = [row.cells[0].rule for row in table.rows]
    assert rules == ["", *[MERGED] * 6, DISPLACED, "", *[MERGED] * 4, SHIFTED]
    assert table.rows[13].cells[1].rule == SHIFTED
    (span,) = table.rows[7].cells[0].spans
    assert raw("003")[span.start : span.end] == "近期 (2022-2023年)"


def test_the_appendix_has_104_of_150_rows() -> None:
    table = tables("003")[4]
    assert column(table, 0) == [str(n) for n in range(1, 105)]
    assert len(table.heads) == 6
    assert Counter(column(table, 2)) == {"欧洲": 55, "北美洲": 33, "亚洲": 9, "澳洲": 5, "南美洲": 2}
    state = table.completeness
    assert (state.state, state.found, state.expected) == ("incomplete", 104, 150)
    assert {raw("003")[s.start : s.end].replace(" ", "") for s in state.evidence[1:]} == {"150个"}


def test_the_field_outside_the_six_stays_as_printed_and_is_pointed_out() -> None:
    table = tables("003")[4]
    assert table.rows[87].cells[5].printed == "新能源领域"
    assert [raw("003")[w.start : w.end] for w in odd_values(table)] == ["新能源领域"]


def test_the_flattened_table_gives_25_clusters_by_region() -> None:
    table = tables("004")[0]
    assert (table.shape, len(table.rows)) == ("list", 25)
    regions = Counter(column(table, 0))
    assert regions == {"长江三角洲": 12, "珠江三角洲": 6, "西部地区": 3, "环渤海地区": 2, "中部地区": 2}
    places = Counter(column(table, 1))
    assert (places["江苏省"], places["深圳市、广州市"], places["浙江省"]) == (6, 6, 3)
    assert all(name.endswith("集群") for name in column(table, 2))
    assert "南京市新型电力（智能电网）装备集群" in column(table, 2)
    assert "广佛惠超高清视频和智能家电集群" in column(table, 2)


def test_the_flattened_table_is_closed_by_the_number_in_the_text_and_not_by_prose() -> None:
    table = tables("004")[0]
    assert table.completeness.expected == 25
    assert table.completeness.state == "whole"
    assert raw("004")[table.end :].lstrip().startswith("个型号规格；")


def test_the_text_of_every_cell_stands_at_its_spans() -> None:
    for number in ("003", "004"):
        for table in tables(number):
            for cell in (c for row in (table.heads, *(r.cells for r in table.rows)) for c in row):
                at_spans = "".join(raw(number)[a:b] for a, b in cell.spans)
                assert at_spans == (cell.value if cell.rule else cell.printed)
