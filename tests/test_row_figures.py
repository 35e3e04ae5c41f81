"""The figures of table rows: units of columns, years, inferred cells, and what stands for nothing."""

import pytest

from index.models import Document
from rag.models import Answer, AnswerFigure, Citation, Claim, DateOf, TableRef
from rag.proof.receipts import slice_sha256
from rag.shown.figure_cards import answer_figures
from tests.texts import document

QUAYS = """# 码头情况

表 2 2023年重点码头经营情况

序号\t码头名称\t投产年份\t营业收入（万元）\t岸线（米）\t占比（%）\t备注
1\t青口码头\t2015\t3600\t420\t12.5\t二期在建，投资约2亿元
2\t连云码头\t2009\t1,280.5\t310\t8\t无
3\t赣榆码头\t2018\t950\t260\t7.1\t5G专网已开通
"""
MATRIX = """表 3 各港区货物吞吐量（万吨）

港区\t2022年\t2023年
青口港区\t120\t135
连云港区\t210\t198
赣榆港区\t80\t90
"""


def row_of(text: str, row: int) -> tuple[Document, list[AnswerFigure]]:
    """A document with one table, and the figures of an answer that quotes one of its rows."""
    source = document(text)
    table = source.tables[0]
    cells = [cell for cell in table.rows[row].cells if cell.spans]
    spans = tuple(span for cell in cells for part in cell.spans for span in source.clean.to_raw(*part))
    quote = " ".join(cell.value for cell in cells)
    ref = TableRef(table.name, row, tuple(head.value for head in table.heads))
    known = DateOf(None, "unknown")
    sliced = slice_sha256(source.raw, spans)
    citation = Citation(1, source.id, None, source.sha256, quote, spans, (), sliced, (), None, known, None, ref)
    claim = Claim("quote", quote, 0, len(quote), (1,), None, "verified")
    answer = Answer("问", "answered", quote, None, (claim,), (citation,), None, (), "made")
    return source, list(answer_figures(answer, lambda _: source))


CELLS = [  # row, words, then value, unit, kind, indicator
    (0, "3600", ("36000000", "元", "money", "营业收入")),
    (1, "1,280.5", ("12805000", "元", "money", "营业收入")),
    (0, "420", ("420", "米", "measure", "岸线")),
    (0, "12.5", ("12.5", "%", "share", "占比")),
    (0, "约2亿元", ("200000000", "元", "money", "备注")),
]


@pytest.mark.parametrize(("row", "words", "expected"), CELLS)
def test_a_cell_has_the_unit_and_the_head_of_its_column(row: int, words: str, expected: tuple[str, ...]) -> None:
    source, figures = row_of(QUAYS, row)
    (figure,) = [one for one in figures if one.text == words]
    assert (figure.value, figure.unit, figure.kind, figure.indicator) == expected
    assert figure.subject == source.tables[0].rows[row].cells[1].value
    assert figure.source is not None
    assert [source.raw[slice(*span)] for span in figure.source.spans] == [words]


def test_serial_numbers_and_names_with_digits_are_no_figures() -> None:
    assert [figure.text for figure in row_of(QUAYS, 2)[1]] == ["2018", "950", "260", "7.1"]


def test_a_year_in_a_column_of_years_is_a_date() -> None:
    _, figures = row_of(QUAYS, 0)
    (year,) = [figure for figure in figures if figure.kind == "date"]
    assert (year.text, year.low, year.high, year.date) == ("2015", "20150101", "20151231", None)


def test_the_year_in_a_tables_name_is_inferred_and_one_in_a_head_is_not() -> None:
    income = next(figure for figure in row_of(QUAYS, 0)[1] if figure.text == "3600")
    assert income.date is not None
    assert (income.date.words, income.date.how, income.date.by) == ("2023年", "inferred", "table")
    _, figures = row_of(MATRIX, 1)
    dates = [figure.date for figure in figures]
    assert [(one.words, one.how) for one in dates if one] == [("2022年", "text"), ("2023年", "text")]


def test_a_cell_of_a_matrix_is_of_its_row_in_the_tables_unit() -> None:
    _, figures = row_of(MATRIX, 1)
    assert [(f.text, f.value, f.unit, f.subject) for f in figures] == [
        ("210", "2100000", "吨", "连云港区"),
        ("198", "1980000", "吨", "连云港区"),
    ]
