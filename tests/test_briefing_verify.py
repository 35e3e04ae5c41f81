"""Saved briefings verified: a Word file that was edited, receipts that were forged, documents that changed, files that are hostile."""

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from rag.briefing.models import Briefing, Line
from rag.briefing.proof import read_word
from rag.briefing.proving import saved_briefing
from rag.briefing.records import record
from rag.briefing.references import Standard
from rag.briefing.word import WordOptions, docx_bytes
from rag.briefing.word.options import EVIDENCE_AS, EvidenceAs
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import Saved, SavedError, read_saved
from tests.word_kit import briefing, changed, paragraph_with, parts, write_documents, zipped

LINE = "全港共有生产性泊位46个，其中万吨级以上泊位21个。"
SPOKEN = "周文博（江北大学物流研究所所长）：冷链物流的短板主要在产地。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_documents(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def data() -> bytes:
    return docx_bytes(briefing())


def failures(saved: Saved, folder: Path) -> list[str]:
    proofs = [reprove(answer, Originals(folder)) for answer in saved.answers]
    told = [
        part
        for p in proofs
        for part in (*p.faults, *(c.reason for c in p.claims), *(c.reason for c in p.citations if not c.holds))
    ]
    return [fault for fault in told if fault]


def verified(data: bytes, folder: Path) -> tuple[list[str], list[str], tuple[str, ...]]:
    """What is not proven, what does not hold, the hints."""
    saved = read_word(data, "简报.docx")
    return [text for text, _ in saved.unproven], failures(saved, folder), saved.hints


def verify(folder: Path, tmp_path: Path, data: bytes, *more: str, name: str = "简报.docx") -> int:
    (tmp_path / name).write_bytes(data)
    return main(["verify", str(tmp_path / name), "--documents", str(folder), *more])


def edited(data: bytes, before: str, after: str) -> bytes:
    return changed(data, lambda text: text.replace(before, after, 1))


@pytest.mark.parametrize("evidence", EVIDENCE_AS)
@pytest.mark.parametrize("standard", ["2025", "2015"])
def test_a_file_as_it_was_written_holds_in_every_form(folder: Path, evidence: EvidenceAs, standard: Standard) -> None:
    unproven, faults, hints = verified(docx_bytes(briefing(), WordOptions(evidence, standard)), folder)
    assert (unproven, faults) == ([], [])
    assert not [hint for hint in hints if "不在文中" in hint or "批注" in hint]


def test_every_line_and_row_in_sight_is_an_answer_of_its_own(data: bytes) -> None:
    answers = read_word(data, "简报.docx").answers
    shown = {name for section in briefing().sections for name in section.lines} | set(briefing().disagreements[0].lines)
    assert {a.id for a in answers if a.id in shown} == shown
    assert len([a for a in answers if a.question == "关键数据"]) == 2
    assert len([a for a in answers if a.question == "表 1 沿海渔港基本情况"]) == 2


def test_one_changed_character_of_a_line_is_told_with_what_the_receipt_says(data: bytes, folder: Path) -> None:
    saved = read_word(edited(data, "生产性泊位46个", "生产性泊位48个"), "简报.docx")
    assert [text for text, _ in saved.unproven] == [LINE.replace("46", "48")]
    assert "48" in saved.unproven[0][1]
    assert "46" in saved.unproven[0][1]
    assert failures(saved, folder) == []


def test_an_added_sentence_is_told_and_the_others_hold(
    data: bytes, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = edited(
        data,
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>',
        '<w:p><w:r><w:t>全省港口产值居全国第一。</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>',
    )
    assert verify(folder, tmp_path, new) == 1
    out = capsys.readouterr().out
    assert "未核验：“全省港口产值居全国第一。”" in out
    assert "收据中没有与之相近的文字" in out
    assert "✗" not in out.replace("✗ 未核验", "")


def test_words_added_inside_a_paragraph_are_told(data: bytes, folder: Path) -> None:
    unproven, faults, _ = verified(edited(data, f">{LINE}<", f">据此，{LINE}<"), folder)
    assert (unproven, faults) == (["据此，"], [])


def test_a_removed_line_is_only_a_hint(
    data: bytes, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = changed(data, lambda text: paragraph_with("冷链物流的短板主要在产地").sub("", text, count=1))
    assert verify(folder, tmp_path, gone) == 0
    assert "1 句已不在文中（“周文博" in capsys.readouterr().out


def test_a_speaker_taken_away_is_told(data: bytes, folder: Path) -> None:
    unproven, _, _ = verified(edited(data, f">{SPOKEN}<", ">冷链物流的短板主要在产地。<"), folder)
    assert unproven == ["冷链物流的短板主要在产地。"]


def test_runs_paragraphs_and_order_do_not_matter(data: bytes, folder: Path) -> None:
    cut = LINE.index("其中")
    split = f">{LINE[:cut]}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{LINE[cut:]}<"
    apart = f">{LINE[:cut]}</w:t></w:r></w:p><w:p><w:r><w:t>{LINE[cut:]}<"
    for way in (split, apart):
        assert verified(edited(data, f">{LINE}<", way), folder)[:2] == ([], [])
    without_marks = changed(data, lambda text: re.sub(r"<w:bookmark(?:Start|End)[^>]*/>", "", text))
    assert verified(without_marks, folder) == verified(data, folder)


def test_a_revision_counts_as_accepted_and_hidden_text_as_gone(data: bytes, folder: Path) -> None:
    inserted = edited(
        data,
        f">{LINE}</w:t></w:r>",
        f'>{LINE}</w:t></w:r><w:ins w:id="900"><w:r><w:t>已超过全国平均。</w:t></w:r></w:ins>',
    )
    unproven, _, hints = verified(inserted, folder)
    assert unproven == ["已超过全国平均。"]
    assert any("修订" in hint for hint in hints)
    deleted = edited(
        data,
        f">{LINE}</w:t></w:r>",
        f'>{LINE}</w:t></w:r><w:del w:id="900"><w:r><w:delText>删去的话。</w:delText></w:r></w:del>',
    )
    assert verified(deleted, folder)[0] == []
    cut = LINE.index("其中")
    hidden = edited(data, f">{LINE}<", f">{LINE[:cut]}</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>{LINE[cut:]}<")
    assert verified(hidden, folder)[0] == [LINE[:cut]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">612.5万<", ">621.5万<"),
        (">2024年<", ">2025年<"),
        (">目标<", ">结果<"),
        (">120<", ">210<"),
        (">福建省<", ">浙江省<"),
        (">数值<", ">目标值<"),
    ],
)
def test_a_changed_cell_of_a_table_is_told(data: bytes, folder: Path, before: str, after: str) -> None:
    text = parts(data)["word/document.xml"].decode()
    if before not in text:
        before, after = before.replace("万<", "万标箱<"), after.replace("万<", "万标箱<")
    unproven, faults, _ = verified(edited(data, before, after), folder)
    assert unproven
    assert after.strip("<>") in "".join(unproven)
    assert faults == []


def test_a_changed_footnote_is_told(data: bytes, folder: Path) -> None:
    false = changed(data, lambda text: text.replace("冷链物流怎么走[Z]", "国务院公报[Z]", 1), "word/footnotes.xml")
    assert any("国务院公报" in text for text in verified(false, folder)[0])


def test_a_footnote_moved_to_another_line_is_told(data: bytes) -> None:
    text = parts(data)["word/document.xml"].decode()
    notes = re.findall(r'<w:footnoteReference w:id="\d+"/>', text)
    last = next(n for n in notes if n in paragraph_with("冷链物流的短板主要在产地").findall(text)[0])
    swapped = changed(data, lambda t: t.replace(last, "@", 1).replace(notes[0], last, 1).replace("@", notes[0], 1))
    saved = read_word(swapped, "简报.docx")
    assert saved.unproven
    assert all("这条脚注不是" in why for _, why in saved.unproven)


def test_a_changed_quote_of_the_annex_is_told(data: bytes, folder: Path) -> None:
    assert verified(edited(data, "“冷链物流的短板主要在产地。”", "“冷链物流的短板主要在销地。”"), folder)[0] == [
        "“冷链物流的短板主要在销地。”"
    ]


@pytest.mark.parametrize("part", ["word/header1.xml", "word/footer1.xml"])
def test_words_at_the_head_or_foot_of_the_page_are_told(data: bytes, folder: Path, part: str) -> None:
    new = changed(data, lambda text: text.replace("</w:p>", "<w:r><w:t>国务院办公厅印</w:t></w:r></w:p>", 1), part)
    assert any("国务院办公厅印" in text for text in verified(new, folder)[0])


def test_words_in_a_numbering_a_picture_and_a_text_box_are_told(data: bytes, folder: Path) -> None:
    numbered = changed(
        data, lambda text: text.replace('w:val="%1、"', 'w:val="产值50万亿元%1、"', 1), "word/numbering.xml"
    )
    assert any("产值50万亿元" in text for text in verified(numbered, folder)[0])
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中的话。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    unproven, _, _ = verified(changed(data, lambda text: text.replace("</w:p>", box, 1)), folder)
    assert "框中的话。" in unproven
    assert any("图片" in text for text in unproven)


@pytest.mark.parametrize(
    "run",
    [
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="000000" w:themeColor="background1"/>',
        '<w:sz w:val="2"/>',
        "<w:strike/>",
        '<w:rStyle w:val="Gone"/>',
    ],
)
def test_words_that_are_made_unreadable_count_as_gone(data: bytes, folder: Path, run: str) -> None:
    cut = LINE.index("其中")
    made = edited(data, f">{LINE}<", f">{LINE[:cut]}</w:t></w:r><w:r><w:rPr>{run}</w:rPr><w:t>{LINE[cut:]}<")
    style = '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    made = changed(made, lambda text: text.replace("</w:styles>", style), "word/styles.xml")
    assert verified(made, folder)[0] == [LINE[:cut]]


@pytest.mark.parametrize(
    ("put", "told"),
    [
        (
            '<w:p><w:fldSimple w:instr=" QUOTE 另一句话 "><w:r><w:t>发展现状</w:t></w:r></w:fldSimple></w:p>',
            "自动域 QUOTE",
        ),
        ("<w:p><w:r><w:instrText> INCLUDETEXT a.docx </w:instrText></w:r></w:p>", "自动域 INCLUDETEXT"),
        ('<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent/></w:sdt>', "内容控件"),
        ("<w:altChunk/>", "外部内容"),
    ],
)
def test_what_may_show_other_words_than_stand_in_the_file_is_told(
    data: bytes, folder: Path, put: str, told: str
) -> None:
    made = changed(data, lambda text: text.replace("<w:body>", f"<w:body>{put}", 1))
    assert any(told in text for text in verified(made, folder)[0])


def test_a_cell_joined_to_the_one_above_shows_other_words(data: bytes, folder: Path) -> None:
    def join(text: str) -> str:
        at = text.index(">目标<")
        start = text.rindex("<w:vAlign", 0, at)
        return f"{text[:start]}<w:vMerge/>{text[start:]}"

    unproven, _, _ = verified(changed(data, join), folder)
    assert len(unproven) == 1
    assert "800万标箱" in unproven[0]


def test_a_changed_document_fails_just_the_line_that_quotes_it(data: bytes, tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")
    file = folder / "port.txt"
    file.write_text(file.read_text("utf-8").replace("泊位46个", "泊位47个"), "utf-8")
    answers = read_word(data, "简报.docx").answers
    failed = [a.answer for a in answers if not reprove(a, Originals(folder)).holds]
    assert failed == [f"{LINE}[3]"]


# What a forger may write into the receipts themselves.


def forged(change: Callable[[Briefing], Briefing], folder: Path) -> list[str]:
    """What verifying says of a Word file and of JSON whose receipts were changed."""
    made = change(briefing())
    by_json = read_saved(json.dumps(record(made)).encode(), "简报.json")
    by_word = read_word(docx_bytes(made), "简报.docx")
    told = [[*(text for text, _ in saved.unproven), *failures(saved, folder)] for saved in (by_json, by_word)]
    assert all(told), "one of both says nothing"
    return [*told[0], *told[1]]


def with_line(made: Briefing, words: str, change: Callable[[Line], Line]) -> Briefing:
    return replace(made, lines=tuple(change(line) if words in line.claim.text else line for line in made.lines))


def test_a_claim_that_its_quote_does_not_have(folder: Path) -> None:
    def change(made: Briefing) -> Briefing:
        return with_line(
            made, "生产性泊位", lambda li: replace(li, claim=replace(li.claim, text=li.claim.text.replace("46", "64")))
        )

    assert any("不在它所引的原文中" in told for told in forged(change, folder))


@pytest.mark.parametrize(
    "lead", ["林小燕（国家食品物流协会副会长）：", "国务院决定：", "（已实现）", "据统计，产值50万亿元，"]
)
def test_words_before_a_claim_that_are_not_its_speaker(folder: Path, lead: str) -> None:
    assert forged(lambda made: with_line(made, "短板主要在产地", lambda li: replace(li, lead=lead)), folder)


def test_a_note_beside_a_line_with_a_figure_of_its_own(folder: Path) -> None:
    def change(made: Briefing) -> Briefing:
        return with_line(made, "生产性泊位", lambda li: replace(li, asides=("“全港”另有泊位99个",)))

    assert any("泊位99个" in told for told in forged(change, folder))


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "800万标箱"},
        {"indicator": "旅客吞吐量"},
        {"indicator": "同比增长8.3%"},
        {"when": "2021年"},
        {"scope": "规模以上"},
        {"nature": "planned"},
        {"by": "2019年"},
        {"start": 0, "end": 5, "value": "2024年"},
    ],
)
def test_a_key_figure_that_its_line_does_not_have(folder: Path, fields: dict[str, Any]) -> None:
    first = briefing().figures[0]
    if fields == {"start": 0, "end": 5, "value": "2024年"}:
        fields = fields | {"nature": "planned"}
    made = replace(first, **fields)
    assert forged(lambda b: replace(b, figures=(made, *b.figures[1:])), folder)


@pytest.mark.parametrize(
    "cells", [("石浦渔港", "福建省", "120"), ("岱山渔港", "浙江省", "66"), ("石浦渔港", "浙江省", "9120")]
)
def test_a_row_that_is_not_the_documents(folder: Path, cells: tuple[str, ...]) -> None:
    def change(made: Briefing) -> Briefing:
        sheet = made.sections[0].sheets[0]
        rows = (replace(sheet.rows[0], cells=cells), *sheet.rows[1:])
        return replace(
            made, sections=(replace(made.sections[0], sheets=(replace(sheet, rows=rows),)), *made.sections[1:])
        )

    assert forged(change, folder)


def test_headings_notes_and_gaps_with_figures_of_their_own(folder: Path) -> None:
    def heading(made: Briefing) -> Briefing:
        return replace(made, sections=(replace(made.sections[0], heading="吞吐量突破9000万标箱"), *made.sections[1:]))

    assert "吞吐量突破9000万标箱" in forged(heading, folder)
    assert "产值达50万亿元。" in forged(lambda made: replace(made, notes=("产值达50万亿元。",)), folder)
    gap = replace(briefing().uncovered[0], reason="2018年为7654万标箱")
    assert "2018年为7654万标箱" in forged(lambda made: replace(made, uncovered=(gap,)), folder)


# Files.


def test_a_file_without_receipts_ends_with_2_and_can_be_given_them(
    data: bytes, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = {name: content for name, content in parts(data).items() if not name.startswith("customXml")}
    bare["word/_rels/document.xml.rels"] = re.sub(
        rb"<Relationship [^>]*customXml[^>]*/>", b"", bare["word/_rels/document.xml.rels"]
    )
    assert verify(folder, tmp_path, zipped(bare)) == 2
    assert "没有收据" in capsys.readouterr().err
    receipts = tmp_path / "收据.json"
    receipts.write_text(json.dumps(record(briefing())), "utf-8")
    assert verify(folder, tmp_path, zipped(bare), "--receipts", str(receipts)) == 0
    worse = {**bare, "word/document.xml": bare["word/document.xml"].replace("46个".encode(), "48个".encode(), 1)}
    assert verify(folder, tmp_path, zipped(worse), "--receipts", str(receipts)) == 1
    assert verify(folder, tmp_path, zipped(bare), "--receipts", str(tmp_path / "简报.docx")) == 2
    assert verify(folder, tmp_path, receipts.read_bytes(), "--receipts", str(receipts), name="简报.json") == 2


def test_json_and_its_schema(data: bytes, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    from api.schemas_verify import published

    assert verify(folder, tmp_path, edited(data, "46个", "48个"), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, published("verification"))
    assert told["holds"] is False
    assert "48个" in told["unproven"][0]["text"]
    assert all(answer["holds"] for answer in told["answers"])
    plain = json.dumps(record(briefing())).encode()
    assert verify(folder, tmp_path, plain, "--json", name="简报.json") == 0
    assert json.loads(capsys.readouterr().out)["unproven"] == []


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(80_000_000))
    return out.getvalue()


def _part(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: zipped({**parts(data), name: change(parts(data)[name])})


def _without(name: str) -> Callable[[bytes], bytes]:
    return lambda data: zipped({n: c for n, c in parts(data).items() if n != name})


def _entity(content: bytes) -> bytes:
    return content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', 1).replace(
        b"<w:t ", b"<w:t>&e;</w:t><w:t ", 1
    )


@pytest.mark.parametrize(
    ("hostile", "told"),
    [
        (lambda _: b"no zip at all", "不是 .docx"),
        (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "加密"),
        (lambda _: _bomb(), "超过上限"),
        (lambda data: data[: len(data) // 2], "不是 .docx"),
        (_without("word/document.xml"), "缺少"),
        (_without("_rels/.rels"), "未指向文档"),
        (_part("word/document.xml", _entity), "DOCTYPE"),
        (_part("word/document.xml", lambda c: c[:-20]), "不是有效的 XML"),
        (_part("customXml/item1.xml", lambda c: c.replace(b"eN", b"xx", 1)), "收据"),
        (_part("customXml/item1.xml", lambda c: re.sub(rb"sha256=\"\w{8}", b'sha256="00000000', c)), "指纹"),
        (
            _part("customXml/item1.xml", lambda c: c.replace(b"urn:jizheng:briefing:1", b"urn:jizheng:briefing:9")),
            "没有收据",
        ),
    ],
    ids=str,
)
def test_hostile_and_broken_files_end_with_2_and_say_why(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], hostile: Callable[[bytes], bytes], told: str
) -> None:
    folder = write_documents(tmp_path / "documents")
    assert verify(folder, tmp_path, hostile(data)) == 2
    assert told in capsys.readouterr().err


def test_a_damaged_member_and_a_name_twice_are_errors(data: bytes) -> None:
    at = data.index(b"word/document.xml") + 200
    with pytest.raises(SavedError, match=r"损坏|不是"):
        read_word(data[:at] + bytes(40) + data[at + 40 :], "简报.docx")
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<x/>")
    with pytest.raises(SavedError, match="重名"):
        read_word(out.getvalue(), "简报.docx")


def test_a_briefing_that_names_what_it_does_not_have_is_an_error() -> None:
    value = record(briefing())
    value["sections"][0]["lines"] = ["L99"]
    with pytest.raises(SavedError, match="L99"):
        read_saved(json.dumps(value).encode(), "简报.json")
    with pytest.raises(SavedError, match="schema_version"):
        read_saved(json.dumps({**value, "schema_version": 7}).encode(), "简报.json")


def test_lines_kept_as_alternatives_are_not_verified() -> None:
    spare = next(line.id for line in briefing().lines if "光伏电站" in line.claim.text)
    assert spare not in {answer.id for answer in saved_briefing(briefing()).answers}


@pytest.mark.parametrize(
    "note", ["主题按“港口的建设”理解", "已按“制造业集群的绿色和低碳”检索", "问题中的 transition 未能译出"]
)
def test_how_a_topic_was_read_needs_no_quote(note: str) -> None:
    assert saved_briefing(replace(briefing(), notes=(note,))).unproven == ()
