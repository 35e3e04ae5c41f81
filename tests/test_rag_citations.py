import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking import ChunkSettings, chunk
from index.loading import list_folder, load
from index.models import Document, Span
from index.reading import read
from rag.finding.evidence import Found, Unit, units_of
from rag.models import Citation, Statement
from rag.proof.citations import find_gaps, verify, verify_quote
from rag.proof.quoting import cite
from rag.proof.receipts import slice_sha256
from rag.proof.wrapping import same_text
from tests.rag_kit import INTERVIEW, NEWS, document
from tests.texts import seeds

MADE_UP = Path(__file__).parent / "made_up"
SOURCE = "截至2023年底，45个国家先进制造业集群产值达到20万亿元，集聚规上工业企业5万余家。"


def units(doc: Document) -> list[Unit]:
    return [u for c in chunk(doc, ChunkSettings()) for u in units_of(Found(c, 0, 1.0, 0.0), doc)]


def made_up() -> list[Document]:
    listing = list_folder(MADE_UP)
    return [read(load(path, listing)) for path in listing.files if path.suffix in (".txt", ".md")]


def quote_of(doc: Document, *texts: str, quote: str | None = None) -> Citation:
    """A citation of strings of the raw text, made without the code under test."""
    spans, at = [], 0
    for text in texts:
        at = doc.raw.index(text, at)
        spans.append(Span(at, at + len(text)))
    base = cite(units(doc)[0])
    return replace(
        base,
        quote="".join(texts) if quote is None else quote,
        spans=tuple(spans),
        slice_sha256=slice_sha256(doc.raw, spans),
    )


@pytest.mark.parametrize("doc", [*seeds().values(), *made_up()], ids=lambda d: d.id[:20])
def test_every_unit_of_every_document_gives_a_citation_that_holds(doc: Document) -> None:
    for unit in units(doc):
        citation = cite(unit)
        assert verify_quote(citation, doc).reason == ""
        gap_text = "".join(doc.raw[a:b] for a, b in citation.spans)
        assert re.sub(r"\s", "", gap_text) == re.sub(r"\s", "", citation.quote)


@pytest.mark.parametrize("doc", [*seeds().values(), *made_up()], ids=lambda d: d.id[:20])
def test_what_lies_between_two_spans_is_white_space_bars_or_named(doc: Document) -> None:
    for unit in units(doc):
        citation = cite(unit)
        named = {i for gap in citation.gaps for i in range(gap.start, gap.end)}
        for before, after in zip(citation.spans, citation.spans[1:], strict=False):
            rest = [doc.raw[i] for i in range(before.end, after.start) if i not in named]
            assert "".join(rest).strip(" \t\n\r\u3000|") == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [("45", "46"), ("20万亿", "20亿"), ("2023", "2022"), ("达到", "超过"), ("余", ""), ("国家", "省级"), ("。", "")],
)
def test_a_quote_with_one_thing_changed_does_not_hold(old: str, new: str) -> None:
    doc = document(f"# 题目\n\n{SOURCE}\n")
    right = quote_of(doc, SOURCE)
    assert verify_quote(right, doc).holds
    assert not verify_quote(replace(right, quote=SOURCE.replace(old, new, 1)), doc).holds


@given(st.integers(0, len(SOURCE) - 1), st.characters(codec="utf-8"))
def test_any_single_changed_character_is_caught(at: int, char: str) -> None:
    changed = SOURCE[:at] + char + SOURCE[at + 1 :]
    assert same_text(changed, [SOURCE], []) == (changed == SOURCE)


def test_halves_of_two_sentences_are_no_quote() -> None:
    doc = document(NEWS)
    pieced = quote_of(doc, "2024年，海州港完成集装箱吞吐量", "46个")
    assert verify_quote(pieced, doc).reason == "other text stands between the spans"


def test_two_cells_with_a_cell_between_are_no_quote() -> None:
    table = "表 1 渔港\n\n渔港名称\t省份\t泊位数\n石浦\t浙江\t120\n沙埕\t福建\t85\n岱山\t浙江\t66\n\n资料来源：年鉴\n"
    doc = document(table)
    assert (
        verify_quote(quote_of(doc, "石浦", "120", quote="石浦 120"), doc).reason
        == "other text stands between the spans"
    )
    assert verify_quote(quote_of(doc, "石浦", "浙江", "120", quote="石浦 浙江 120"), doc).holds


def test_spans_out_of_order_outside_or_of_another_version_do_not_hold() -> None:
    doc = document(f"# 题目\n\n{SOURCE}\n")
    right = quote_of(doc, SOURCE)
    a, b = right.spans[0]
    middle = (a + b) // 2
    swapped = replace(right, spans=(Span(middle, b), Span(a, middle)))
    assert "reading order" in verify_quote(swapped, doc).reason
    assert "outside" in verify_quote(replace(right, spans=(Span(a, len(doc.raw) + 1),)), doc).reason
    assert "outside" in verify_quote(replace(right, spans=()), doc).reason
    assert "version" in verify_quote(replace(right, sha256="0" * 64), doc).reason
    assert "hash" in verify_quote(replace(right, slice_sha256="0" * 64), doc).reason


def test_no_quote_crosses_a_place_where_pages_are_lost() -> None:
    doc = next(d for d in seeds().values() if any(j.kind == "uncertain" for j in d.clean.joins))
    join = next(j for j in doc.clean.joins if j.kind == "uncertain")
    spans = doc.clean.to_raw(join.at - 6, join.at + 6)
    base = cite(units(doc)[0])
    text = "".join(doc.raw[a:b] for a, b in spans)
    crossing = replace(base, spans=spans, quote=text, slice_sha256=slice_sha256(doc.raw, spans))
    assert not verify_quote(crossing, doc).holds


@pytest.mark.parametrize(
    ("quote", "slices", "holds"),
    [
        ("基础材料、关键部件", ["基础材料、\n\n", "关键部件"], True),
        ("基础材料、 关键部件", ["基础材料、", "关键部件"], True),
        ("高质量发展", ["高质\n量发展"], True),
        ("more than 12 clusters", ["more than\n12 clusters"], True),
        ("more than12 clusters", ["more than\n12 clusters"], False),  # two words glued
        ("1234", ["12\n34"], False),  # two numbers glued
        ("12 34", ["1234"], False),  # white space that is not there
        ("高质 量发展", ["高质量发展"], False),
        ("产值 20 亿元", ["产值 20 亿元"], True),
        ("产值20亿元", ["产值 20 亿元"], False),  # a space in a line is no wrapping
    ],
)
def test_only_wrapping_may_be_dropped_or_become_one_space(quote: str, slices: list[str], holds: bool) -> None:
    assert same_text(quote, slices, ["\n"] * (len(slices) - 1)) is holds


def test_a_claim_is_a_slice_of_its_quote() -> None:
    doc = document(f"# 题目\n\n{SOURCE}\n")
    quote = quote_of(doc, SOURCE)
    documents = {doc.id: doc}
    assert verify(Statement("集聚规上工业企业5万余家", (quote,)), (quote,), documents).holds
    assert not verify(Statement("集聚规上工业企业5万家", (quote,)), (quote,), documents).holds
    assert not verify(Statement("", (quote,)), (quote,), documents).holds
    assert not verify(Statement(SOURCE, ()), (), documents).holds
    assert "no document" in verify(Statement(SOURCE, (quote,)), (quote,), {}).reason


def test_an_invented_quote_does_not_hold() -> None:
    doc = document(INTERVIEW)
    right = cite(units(doc)[0])
    invented = replace(right, quote="冷链物流已经没有短板。")
    assert not verify_quote(invented, doc).holds


def test_a_footnote_between_two_halves_is_a_named_gap() -> None:
    named = {g.kind for d in made_up() for u in units(d) for g in cite(u).gaps}
    assert {"footnote", "page_number", "running_head"} <= named


def test_one_span_has_no_gaps() -> None:
    doc = document(NEWS)
    assert find_gaps(doc, (Span(0, 5),)) == ()
