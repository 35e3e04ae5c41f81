"""The map between raw and clean text loses nothing, in either direction, whatever the damage."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loading import list_folder, load
from index.models import CleanText, Document, Gap, Piece, Span
from index.reading import read
from tests.texts import document, seeds

MADE_UP = Path(__file__).parent / "made_up"

PIECES = st.sampled_from(
    [
        "\n", "\n\n", "\r\n", "\f", "\t", "  \n", " ", "　", "# ", "## ", "**", "¹ ", "①", "[1,3]", "[2]", "[3]", "3×104 家",
        "第一章 总则", "一、目标", "（二）任务", "1. 内容", "目录", "........ 3", "\t12", "— 7 —", "图 1-1 分布", "表 2 名单", "|", "|---|---|",
        "主持人：", "李明华（东海大学教授）：", "李明华表示，", "“", "”", "（", "）", "。", "，", "、", "？", "；", "：", "关键词：水；渔", "Keywords: a; b",
        "数据来源：水利部", "2023", "2021年至2023年", "增长 5.2%", "节水农业持续推进并且成效明显", "渔业", "power and", "(smart", "algorithm)", "\ufeff", "\u200b", "\x85", "\u2028",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=60).map("".join).filter(str.strip)


def raw_places(doc: Document) -> Iterator[int]:
    for piece in doc.clean.pieces:
        yield from range(piece.raw, piece.raw + piece.length)
    for gap in doc.clean.dropped:
        yield from range(gap.start, gap.end)


def check(doc: Document) -> None:
    assert sorted(raw_places(doc)) == list(range(len(doc.raw))), "a raw character is lost or doubled"
    for piece in doc.clean.pieces:
        a, b = piece.clean, piece.clean + piece.length
        assert doc.clean.text[a:b] == doc.raw[piece.raw : piece.raw + piece.length]
    inside = set().union(*(range(b.start, b.end) for b in doc.blocks)) if doc.blocks else set()
    outside = [i for i in range(len(doc.clean.text)) if i not in inside]
    assert {doc.clean.text[i] for i in outside} <= {"\n"}, "a clean character is in no block"
    for before, after in itertools.pairwise(doc.blocks):
        assert before.end <= after.start
    for gap in doc.clean.dropped:
        if gap.kind in ("blank", "wrap"):
            assert all(c.isspace() or c in "\u200b\ufeff" for c in doc.raw[gap.start : gap.end])


def check_span(doc: Document, start: int, end: int) -> None:
    spans = doc.clean.to_raw(start, end)
    joined = "".join(doc.raw[a:b] for a, b in spans)
    shown = doc.clean.text[start:end]
    assert "".join(joined.split()) == "".join(shown.split()), "a span's raw characters are not what is shown"
    back = [s for a, b in spans for s in doc.clean.to_clean(a, b)]
    covered = set().union(*(range(a, b) for a, b in back)) if back else set()
    assert covered <= set(range(start, end))
    assert all(doc.clean.text[i].isspace() for i in range(start, end) if i not in covered)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_raw_character_is_in_a_block_or_a_named_gap(raw: str) -> None:
    check(document(raw))


@given(TEXTS, st.data())
@settings(max_examples=200, deadline=None)
def test_any_clean_span_maps_to_raw_and_back(raw: str, data: st.DataObject) -> None:
    doc = document(raw)
    size = len(doc.clean.text)
    start = data.draw(st.integers(0, size))
    check_span(doc, start, data.draw(st.integers(start, size)))


@given(TEXTS, st.data())
@settings(max_examples=200, deadline=None)
def test_any_raw_span_maps_to_clean_and_back(raw: str, data: st.DataObject) -> None:
    doc = document(raw)
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    kept = {place for s in doc.clean.to_clean(start, end) for a, b in doc.clean.to_raw(*s) for place in range(a, b)}
    pieces = {p for piece in doc.clean.pieces for p in range(piece.raw, piece.raw + piece.length)}
    assert kept == pieces & set(range(start, end))


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_the_seeds_lose_nothing(number: str) -> None:
    doc = seeds()[number]
    check(doc)
    for sentence in doc.sentences:
        check_span(doc, sentence.start, sentence.end)


def test_the_made_up_documents_lose_nothing() -> None:
    listing = list_folder(MADE_UP)
    for path in listing.files:
        doc = read(load(path, listing))
        check(doc)
        for sentence in doc.sentences:
            check_span(doc, sentence.start, sentence.end)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_sentences_lie_in_their_blocks_in_order_and_never_cross_an_uncertain_join(raw: str) -> None:
    doc = document(raw)
    places = [j.at for j in doc.clean.joins if j.kind == "uncertain"]
    for sentence in doc.sentences:
        block = doc.blocks[sentence.block]
        assert block.start <= sentence.start < sentence.end <= block.end
        assert not any(sentence.start < at < sentence.end for at in places)
    spans = [Span(s.start, s.end) for s in doc.sentences]
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


def test_touching_pieces_give_one_span() -> None:
    clean = CleanText("渔业发展", (Piece(0, 5, 2), Piece(2, 7, 2)), (Gap(0, 5, "blank"),))
    assert clean.to_raw(0, 4) == (Span(5, 9),)
    assert clean.to_raw(1, 3) == (Span(6, 8),)
    assert clean.to_clean(0, 20) == (Span(0, 4),)
