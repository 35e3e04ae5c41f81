"""Chunks are slices that never mix what belongs apart, and together hold all that is evidence."""

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import ChunkSettings, chunk
from index.models import Chunk, Document
from tests.test_offsets import TEXTS
from tests.texts import document, seeds

SETTINGS = ChunkSettings()


def chunks(doc: Document) -> tuple[Chunk, ...]:
    return chunk(doc, SETTINGS)


@given(TEXTS, st.integers(20, 120))
@settings(max_examples=150, deadline=None)
def test_a_prose_chunk_is_one_slice_of_whole_sentences_of_one_section_and_speaker(raw: str, target: int) -> None:
    doc = document(raw)
    for piece in chunk(doc, ChunkSettings(target, target * 2)):
        if piece.table_row is not None:
            continue
        (span,) = piece.spans
        assert piece.text == doc.text(*span)
        held = [doc.sentences[n] for n in piece.sentences]
        assert (held[0].start, held[-1].end) == span
        blocks = [doc.blocks[s.block] for s in held]
        assert len({(b.path, b.turn) for b in blocks}) == 1


def test_every_sentence_of_prose_is_in_exactly_one_chunk() -> None:
    for doc in seeds().values():
        held = [n for piece in chunks(doc) for n in piece.sentences]
        assert len(held) == len(set(held))
        prose = {
            n for n, s in enumerate(doc.sentences) if doc.blocks[s.block].kind in ("paragraph", "list_item", "abstract")
        }
        assert prose <= set(held)


def test_no_chunk_crosses_an_uncertain_join_or_an_article() -> None:
    for doc in seeds().values():
        places = [j.at for j in doc.clean.joins if j.kind == "uncertain"]
        places += [a.start for a in doc.articles[1:]]
        for piece in chunks(doc):
            start, end = piece.spans[0].start, piece.spans[-1].end
            assert not any(start < at < end for at in places)


def test_a_chunk_ends_where_text_is_missing_in_the_middle_of_a_section() -> None:
    doc = document(
        "## 监测\n\n全省建成监测站点一百二十个，覆盖主要河流、湖泊、\n\n、近岸海域和饮用水源地，数据实时上传。\n"
    )
    assert [j.kind for j in doc.clean.joins] == ["uncertain"]
    assert len(chunks(doc)) == 2


def test_host_questions_captions_and_running_heads_are_no_chunks() -> None:
    kinds = {piece.kind for doc in seeds().values() for piece in chunks(doc)}
    assert kinds.isdisjoint({"question", "caption", "running_head", "page_number", "source", "title"})


def test_the_key_holds_title_headings_and_speaker() -> None:
    piece = next(c for c in chunks(seeds()["000"]) if "国家先进制造业集群已有80个" in c.text)
    for part in ("培育壮大先进制造业集群", "借鉴国际经验迈向“世界级”", "张晓兰", "国家信息中心经济预测部研究员"):
        assert part in piece.key
    assert piece.speaker == "张晓兰"


def test_each_table_row_is_a_chunk_under_its_heads_with_inferred_values_in_the_key_only() -> None:
    doc = seeds()["003"]
    rows = [c for c in chunks(doc) if c.table_row is not None and "重点政策对比表" in c.key]
    assert len(rows) == 14
    last = rows[-1]
    assert "近期 (2022-2023年)" in last.key
    assert "近期" not in last.text
    assert all(doc.text(*span) in last.text for span in last.spans)


def test_the_contents_are_evidence_only_where_the_section_is_missing() -> None:
    entries = [c.text for c in chunks(seeds()["003"]) if c.kind == "contents"]
    assert any("二、有影响力的产业集群持续引领世界经济增长" in e for e in entries)
    assert not any("四、政产学研高效联动" in e for e in entries)


def test_a_heading_without_text_is_still_found() -> None:
    assert [c.text for c in chunks(seeds()["000"]) if c.kind == "heading"] == ["因地制宜构建特色优势集群"]


def test_a_smaller_target_gives_more_chunks_and_the_same_sentences() -> None:
    doc = seeds()["001"]
    small = chunk(doc, dataclasses.replace(SETTINGS, target=60, most=90))
    assert len(small) > len(chunks(doc))
    assert [n for c in small for n in c.sentences] == [n for c in chunks(doc) for n in c.sentences]
