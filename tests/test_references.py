"""References by GB/T 7714, compared with references written by hand after the standard's examples."""

from dataclasses import replace

import pytest

from index.models import Span
from rag.briefing.references import Standard, alike, cited, place, reference, runs
from rag.models import Citation, DateOf, Known, Standing, TableRef

REPORT = Citation(
    n=1,
    document="ports",
    title="全国港口 发展报告",
    sha256="0" * 64,
    quote="港口共有46个泊位。",
    spans=(Span(0, 10),),
    gaps=(),
    slice_sha256="0" * 64,
    section=("第一章 总体情况", "一、泊位"),
    issuer="港口协会",
    date=DateOf("2023 年 12 月", "text"),
    speaker=None,
    standing=Standing("text", Known("报告", "text"), Known(None, "unknown")),
)


def of_kind(kind: str | None, issuer: str | None = "港口协会") -> Citation:
    return replace(REPORT, issuer=issuer, standing=Standing("text", Known(kind, "text"), Known(None, "unknown")))


def test_a_report_by_an_issuer() -> None:
    assert reference(REPORT, "2025") == "港口协会. 全国港口 发展报告[R]. 2023-12."


@pytest.mark.parametrize(
    ("standard", "told"),
    [("2025", "全国港口 发展报告[N]. 海州日报，2024-05-08."), ("2015", "全国港口 发展报告[N]. 海州日报, 2024-05-08.")],
)
def test_a_newspaper_is_where_it_stands_with_the_marks_of_the_standard(standard: Standard, told: str) -> None:
    paper = replace(of_kind("新闻报道", "海州日报"), date=DateOf("2024年5月8日", "text"))
    assert reference(paper, standard) == told


def test_what_is_inferred_or_unknown_stands_in_brackets() -> None:
    guessed = Standing("inferred", Known("访谈", "inferred"), Known(None, "unknown"))
    paper = replace(REPORT, issuer="海州日报", standing=guessed, date=DateOf("2025年", "inferred"))
    assert reference(paper, "2025") == "全国港口 发展报告[N]. [海州日报，推断]，[2025，推断]."
    bare = replace(REPORT, issuer=None, title=None, date=DateOf(None, "unknown"), standing=None)
    assert reference(bare, "2025") == "[题名不详：文档“ports”][Z]. [日期不详]."


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("白皮书", "R"),
        ("期刊论文", "J"),
        ("学位论文", "D"),
        ("会议论文", "C"),
        ("国家标准", "S"),
        ("微信公众号文章", "EB/OL"),
        ("论文", "Z"),
        ("通知", "Z"),
        (None, "Z"),
    ],
)
def test_the_type_is_told_by_the_kind_and_unknown_ones_are_other(kind: str | None, sign: str) -> None:
    assert f"[{sign}]" in reference(of_kind(kind), "2025")


def test_a_paper_in_a_journal_is_one_of_a_journal() -> None:
    assert reference(of_kind("论文", "海州大学学报"), "2025") == "全国港口 发展报告[J]. 海州大学学报，2023-12."


def test_the_place_is_the_path_of_headings_or_the_row() -> None:
    assert place(REPORT) == "章节：第一章 总体情况 > 一、泊位"
    row = replace(REPORT, table=TableRef("表 1 渔港", 4, ("名称",)))
    assert place(row) == "表《表 1 渔港》第5行"
    assert place(replace(REPORT, section=())) == ""


def test_rows_of_one_table_are_told_together() -> None:
    rows = [replace(REPORT, n=n, table=TableRef("渔港", n, ())) for n in (3, 4, 5, 8)]
    assert cited(rows, "2025") == "港口协会. 全国港口 发展报告[R]. 2023-12. 表《渔港》第4—6、9行。"
    assert runs([1, 2, 4]) == "1、2、4"


def test_citations_of_one_document_are_one_footnote() -> None:
    other = replace(REPORT, n=2, title="另一份")
    groups = alike([REPORT, other, replace(REPORT, n=3)], "2025")
    assert [[c.n for c in group] for group in groups] == [[1, 3], [2]]
