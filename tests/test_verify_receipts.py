"""A receipt against documents that are as they were, changed, re-encoded, renamed, or were never so."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models import Span
from rag.proof.originals import Originals, OriginalsError
from rag.proof.saved import Receipt, SavedGap, SavedSpeaker
from rag.proof.tracing import find, nearest
from rag.proof.verifying import Finding, verify_receipt
from tests.libraries import write
from tests.rag_kit import INTERVIEW, NEWS
from tests.texts import document

PORT = "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。"
BERTHS = "全港共有生产性泊位46个，其中万吨级以上泊位21个。"
LOSS = "全国产地冷库容量只占总容量的9%，果蔬采后损失率高达两成。"
SHARED = "应当加快建设产地预冷设施。"
OTHER = "# 渔港\n\n沙埕渔港有泊位85个，主要鱼种是鱿鱼。渔获在港内分拣、冷藏、外运。\n"
TABLE = "表 1 渔港\n\n渔港名称\t省份\t泊位数\n石浦\t浙江\t120\n沙埕\t福建\t85\n岱山\t浙江\t66\n\n资料来源：年鉴\n"


def sha(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def receipt(text: str, *parts: str, name: str = "port", quote: str | None = None) -> Receipt:
    """The receipt of strings of a text, made without the code under test."""
    spans, at = [], 0
    for part in parts:
        at = text.index(part, at)
        spans.append(Span(at, at + len(part)))
        at += len(part)
    return Receipt(1, name, sha(text), quote or "".join(parts), tuple(spans), sha("".join(parts)))


def said(text: str, quote: str, name: str, role: str) -> Receipt:
    tag = f"{name}（{role}）："
    at = text.index(tag)
    speaker = SavedSpeaker(name, role, "direct", (Span(at, at + len(tag)),))
    return replace(receipt(text, quote, name="cold"), speaker=speaker)


def folder(tmp_path: Path, **texts: str) -> Originals:
    return Originals(write(tmp_path / "documents", **texts))


def check(tmp_path: Path, given: Receipt, **texts: str) -> Finding:
    return verify_receipt(given, folder(tmp_path, **texts))


def test_words_that_stand_where_they_stood_hold(tmp_path: Path) -> None:
    found = check(tmp_path, receipt(NEWS, PORT), port=NEWS)
    assert (found.verdict, found.reason, found.changed) == ("holds", "", False)


def test_a_change_elsewhere_is_a_warning(tmp_path: Path) -> None:
    found = check(tmp_path, receipt(NEWS, PORT), port=NEWS.replace("260辆", "261辆"))
    assert (found.verdict, found.holds) == ("holds, document changed elsewhere", True)


def test_words_that_moved_are_found_again(tmp_path: Path) -> None:
    now = "更正说明。\n\n" + NEWS
    found = check(tmp_path, receipt(NEWS, PORT), port=now)
    assert (found.verdict, found.holds) == ("moved", False)
    assert [now[a:b] for a, b in found.spans] == [PORT]


@pytest.mark.parametrize(
    ("old", "new"), [("612.5", "621.5"), ("8.3%", "8.3个百分点"), ("海州港完成", "海州港未完成"), ("2024", "2023")]
)
def test_a_changed_document_alters_the_receipts_it_touches_and_shows_how(tmp_path: Path, old: str, new: str) -> None:
    now = NEWS.replace(old, new, 1)
    found = check(tmp_path, receipt(NEWS, PORT), port=now)
    assert found.verdict == "altered"
    assert "原文" in found.reason
    assert check(tmp_path, receipt(NEWS, BERTHS), port=now).verdict in ("holds, document changed elsewhere", "moved")


def test_a_changed_quote_over_an_unchanged_document_is_altered(tmp_path: Path) -> None:
    forged = PORT.replace("612.5", "812.5")
    found = check(tmp_path, replace(receipt(NEWS, PORT), quote=forged, slice_sha256=sha(forged)), port=NEWS)
    assert (found.verdict, "812" in forged) == ("altered", True)
    assert "装箱吞吐量812.5万标" in found.reason
    assert "装箱吞吐量612.5万标" in found.reason


def test_a_wrong_hash_alone_is_altered(tmp_path: Path) -> None:
    assert check(tmp_path, replace(receipt(NEWS, PORT), slice_sha256="0" * 64), port=NEWS).verdict == "altered"


def test_words_that_stand_nowhere_are_fabricated(tmp_path: Path) -> None:
    invented = "专家一致认为该项目将于明年全面投产并带动十万人就业。"
    found = check(tmp_path, replace(receipt(NEWS, PORT), quote=invented), port=NEWS, fish=OTHER)
    assert (found.verdict, found.spans) == ("fabricated", ())


def test_spans_outside_the_document_prove_nothing(tmp_path: Path) -> None:
    invented = replace(receipt(NEWS, PORT), quote="一切顺利推进中。", spans=(Span(10, 10**9),))
    assert check(tmp_path, invented, port=NEWS).verdict == "fabricated"
    assert check(tmp_path, replace(invented, spans=()), port=NEWS).verdict == "fabricated"


def test_two_places_joined_are_a_frankenquote(tmp_path: Path) -> None:
    """Every character is genuine and the hash right; the sentence was never written."""
    joined = receipt(NEWS, "2024年，海州港完成集装箱吞吐量", "46个")
    assert check(tmp_path, joined, port=NEWS).verdict == "frankenquote"


def test_parts_of_a_sentence_in_another_order_do_not_hold(tmp_path: Path) -> None:
    """全港共有…46个，其中… turned round: the characters and the hash are genuine."""
    first, second = BERTHS[:13], BERTHS[13:]
    at = NEWS.index(BERTHS)
    spans = (Span(at + 13, at + len(BERTHS)), Span(at, at + 13))
    turned = Receipt(1, "port", sha(NEWS), second + first, spans, sha(second + first))
    assert not check(tmp_path, turned, port=NEWS).holds


def test_halves_of_two_sentences_under_one_span_are_a_frankenquote(tmp_path: Path) -> None:
    quote = "青口港区三期码头于2023年5月18日开工建设，一是推广岸电设施，靠港船舶岸电使用率达到92%。"
    assert check(tmp_path, replace(receipt(NEWS, PORT), quote=quote), port=NEWS).verdict == "frankenquote"


def test_text_called_furniture_that_is_none_is_a_frankenquote(tmp_path: Path) -> None:
    parts = "青口港区三期码头于2023年5月18日开工建设，", "总投资38亿元。"
    forged = receipt(NEWS, *parts)
    gap = SavedGap(forged.spans[0].end, forged.spans[1].start, "footnote")
    assert check(tmp_path, replace(forged, gaps=(gap,)), port=NEWS).verdict == "frankenquote"
    hidden = replace(forged, gaps=(gap,), sha256="0" * 64)  # a false hash makes the document look changed
    assert check(tmp_path, hidden, port=NEWS).verdict == "frankenquote"


def test_a_table_row_is_one_quote_and_two_cells_with_one_between_are_none(tmp_path: Path) -> None:
    row = receipt(TABLE, "石浦", "浙江", "120", quote="石浦 浙江 120")
    assert check(tmp_path, row, port=TABLE).verdict == "holds"
    moved = check(tmp_path, row, port="前言\n\n" + TABLE)
    assert (moved.verdict, len(moved.spans)) == ("moved", 3)
    skipped = receipt(TABLE, "石浦", "120", quote="石浦 120")
    assert check(tmp_path, skipped, port=TABLE).verdict == "frankenquote"


def test_words_of_another_document_are_misattributed(tmp_path: Path) -> None:
    given = replace(receipt(NEWS, PORT), quote="沙埕渔港有泊位85个，主要鱼种是鱿鱼。")
    found = check(tmp_path, given, port=NEWS, fish=OTHER)
    assert (found.verdict, found.found_in) == ("misattributed", "fish")


def test_words_of_another_speaker_are_misattributed(tmp_path: Path) -> None:
    right = said(INTERVIEW, SHARED, "林小燕", "国家食品物流协会副会长")
    assert check(tmp_path, right, cold=INTERVIEW).verdict == "holds"
    wrong = said(INTERVIEW, SHARED, "周文博", "江北大学物流研究所所长")
    found = check(tmp_path, wrong, cold=INTERVIEW)
    assert (found.verdict, "林小燕" in found.reason) == ("misattributed", True)
    hidden = replace(wrong, sha256="0" * 64)
    assert check(tmp_path, hidden, cold=INTERVIEW).verdict == "misattributed"
    promoted = replace(right, speaker=replace(right.speaker, role="国务院副总理"))  # type: ignore[type-var]
    assert "职务" in check(tmp_path, promoted, cold=INTERVIEW).reason


def test_a_speaker_where_nobody_speaks_is_misattributed(tmp_path: Path) -> None:
    forged = replace(receipt(NEWS, PORT), speaker=SavedSpeaker("王海", "港长", "direct", (Span(2, 5),)))
    assert check(tmp_path, forged, port=NEWS).verdict == "misattributed"


def test_a_lost_mark_before_a_tag_does_not_make_the_words_anothers(tmp_path: Path) -> None:
    given = said(INTERVIEW, SHARED, "林小燕", "国家食品物流协会副会长")
    now = INTERVIEW.replace("主持人：下一步应当怎么做？\n\n", "主持人：下一步应当怎么做，啊\n")
    same_length = now + " " * (len(INTERVIEW) - len(now))
    at = same_length.index(SHARED) - INTERVIEW.index(SHARED)
    assert given.speaker is not None
    shifted = replace(
        given,
        spans=tuple(Span(a + at, b + at) for a, b in given.spans),
        speaker=replace(given.speaker, spans=tuple(Span(a + at, b + at) for a, b in given.speaker.spans)),
    )
    assert check(tmp_path, shifted, cold=same_length).verdict == "holds, document changed elsewhere"


def test_a_document_that_is_gone_is_missing_and_one_renamed_is_found_by_its_hash(tmp_path: Path) -> None:
    assert check(tmp_path / "a", receipt(NEWS, PORT), fish=OTHER).verdict == "missing"
    found = check(tmp_path / "b", receipt(NEWS, PORT), renamed=NEWS)
    assert (found.verdict, found.found_in) == ("holds", "renamed")


def test_words_found_twice_are_not_said_to_stand_at_one_place(tmp_path: Path) -> None:
    found = check(tmp_path, receipt(NEWS, PORT), port="前言\n\n" + NEWS + "\n" + PORT)
    assert (found.verdict, found.spans) == ("moved", ())
    assert "2 处" in found.reason


def test_re_encoding_moves_nothing(tmp_path: Path) -> None:
    place = tmp_path / "documents"
    place.mkdir()
    (place / "port.txt").write_bytes(NEWS.encode("gb18030"))
    found = verify_receipt(receipt(NEWS, PORT), Originals(place))
    assert (found.verdict, found.reason) == ("holds, document changed elsewhere", "文档只换了编码，文字未变")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_endings_move_the_words_and_are_told_apart_from_other_changes(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    place = tmp_path / "documents"
    place.mkdir()
    now = NEWS.replace("\n", ending)
    (place / "port.txt").write_bytes(now.encode(encoding))
    found = verify_receipt(receipt(NEWS, PORT), Originals(place))
    if ending == "\r":
        assert (found.verdict, found.reason) == (
            "holds, document changed elsewhere",
            "文档只有换行符变了，本引文的位置未受影响",
        )
    else:
        assert (found.verdict, "换行符" in found.reason) == ("moved", True)
        assert [now[a:b] for a, b in found.spans] == [PORT]


def test_documents_saved_with_windows_endings_verify_as_plain_ones(tmp_path: Path) -> None:
    """The other way round: the receipt was made of CR LF, and its quote stands twice."""
    then = (NEWS + PORT + "\n").replace("\n", "\r\n")
    now = NEWS + PORT + "\n"
    at = then.rindex(PORT)
    given = Receipt(1, "port", sha(then), PORT, (Span(at, at + len(PORT)),), sha(PORT))
    found = check(tmp_path, given, port=now)
    assert (found.verdict, found.spans) == ("moved", (Span(now.rindex(PORT), now.rindex(PORT) + len(PORT)),))


def test_line_endings_inside_a_quote_that_stands_twice_still_lead_to_its_own_place(tmp_path: Path) -> None:
    text = "第一段\n完。\n中间\n第一段\n完。\n"
    at = text.rindex("第一段")
    given = Receipt(1, "port", sha(text), "第一段 完。", (Span(at, at + 6),), sha(text[at : at + 6]))
    place = tmp_path / "documents"
    place.mkdir()
    now = text.replace("\n", "\r\n")
    (place / "port.txt").write_bytes(now.encode())
    found = verify_receipt(given, Originals(place))
    assert (found.verdict, found.spans) == ("moved", (Span(now.rindex("第一段"), now.rindex("完。") + 2),))


def test_two_files_of_one_stem_and_a_missing_folder_are_errors_that_name_them(tmp_path: Path) -> None:
    originals = folder(tmp_path, port=NEWS)
    (tmp_path / "documents" / "port.md").write_text(NEWS, "utf-8")
    with pytest.raises(OriginalsError, match=r"port\.md、port\.txt"):
        verify_receipt(receipt(NEWS, PORT), Originals(tmp_path / "documents"))
    assert verify_receipt(receipt(NEWS, PORT), originals).holds
    with pytest.raises(OriginalsError, match="nowhere"):
        Originals(tmp_path / "nowhere")


class _Memory(Originals):
    """Documents in memory: a property tries hundreds of them."""

    def __init__(self, **texts: str) -> None:
        self._files, self._earlier = {name: [] for name in texts}, {}
        self._read = {name: self._made(name, text) for name, text in texts.items()}

    def _made(self, name: str, text: str):  # type: ignore[no-untyped-def] # noqa: ANN202
        from rag.proof.originals import Original

        return Original(name, f"{name}.txt", sha(text), "utf-8", text)


RECEIPTS: list[Callable[[], Receipt]] = [
    lambda: receipt(NEWS, PORT),
    lambda: receipt(NEWS, BERTHS),
    lambda: receipt(NEWS, "三是建设光伏电站，年发电量1500万千瓦时。"),
]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(NEWS) - 1), st.characters(codec="utf-8"), st.sampled_from(RECEIPTS))
def test_any_changed_character_inside_a_span_fails_and_any_outside_is_a_warning(
    at: int, char: str, made: Callable[[], Receipt]
) -> None:
    now = NEWS[:at] + char + NEWS[at + 1 :]
    given = made()
    found = verify_receipt(given, _Memory(port=now))
    if now == NEWS:
        assert found.verdict == "holds"
    elif any(a <= at < b for a, b in given.spans):
        assert not found.holds
    else:
        assert found.verdict == "holds, document changed elsewhere"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(NEWS) - 1), st.text(st.characters(codec="utf-8"), max_size=3), st.booleans())
def test_what_is_inserted_or_removed_never_leaves_a_touched_quote_standing(at: int, text: str, remove: bool) -> None:
    now = NEWS[:at] + NEWS[at + 1 :] if remove else NEWS[:at] + text + NEWS[at:]
    found = verify_receipt(receipt(NEWS, PORT), _Memory(port=now))
    stands = [NEWS.index(PORT) == at for at in range(len(now)) if now.startswith(PORT, at)]
    assert found.holds == any(stands)


def test_found_words_never_glue_numbers() -> None:
    assert find("1234", "甲12 34乙") == []
    assert find("12 34", "甲1234乙") == []
    assert find("甲 乙", "甲\n乙") == [Span(0, 3)]
    assert find("产值", "**产**值") == [Span(2, 6)]


def test_the_nearest_stretch_of_a_document_is_shown_with_what_differs() -> None:
    close = nearest(LOSS.replace("9%", "6%"), INTERVIEW, None)
    assert close is not None
    assert (close.quoted, close.printed) == ("只占总容量的6%，果蔬采后", "只占总容量的9%，果蔬采后")
    assert INTERVIEW[close.span.start : close.span.end] == LOSS
    assert document(INTERVIEW).raw == INTERVIEW
