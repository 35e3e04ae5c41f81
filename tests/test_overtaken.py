"""What other documents of a folder say of the documents that a saved answer cites."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import main
from index.models import Span
from rag.proof.originals import Originals
from rag.proof.overtaken import overtaken
from rag.proof.reproving import reprove
from rag.proof.saved import Receipt, SavedAnswer, answer_of
from tests.test_repeals import FIRST, NEW, OLD, PLAIN, REVISED

QUOTE = "渡船每年检验2次。"


def _receipt(text: str, quote: str, name: str, title: str | None) -> Receipt:
    at = text.index(quote)
    hashes = [hashlib.sha256(part.encode()).hexdigest() for part in (text, quote)]
    return Receipt(1, name, hashes[0], quote, (Span(at, at + len(quote)),), hashes[1], title=title)


def _answer(receipt: Receipt) -> SavedAnswer:
    saved = {
        "schema_version": 1,
        "question": "？",
        "status": "answered",
        "answer": f"{receipt.quote}[1]",
        "short_answer": None,
        "claims": [
            {
                "kind": "quote",
                "text": receipt.quote,
                "start": 0,
                "end": len(receipt.quote),
                "citations": [1],
                "verdict": "verified",
            }
        ],
        "citations": [
            {
                "n": 1,
                "document": receipt.document,
                "sha256": receipt.sha256,
                "quote": receipt.quote,
                "spans": [[s.start, s.end] for s in receipt.spans],
                "slice_sha256": receipt.slice_sha256,
                "gaps": [],
            }
        ],
        "refusal": None,
        "passages": [],
        "library": "v",
    }
    return replace(answer_of(saved, "test"), citations=(receipt,))


def _folder(place: Path, **texts: str) -> Originals:
    for name, text in texts.items():
        (place / f"{name}.txt").write_text(text, "utf-8")
    return Originals(place)


@pytest.mark.parametrize("title", ["岚山县渡船管理办法", None])
def test_a_source_that_another_document_ends_is_a_warning_and_the_answer_holds(
    tmp_path: Path, title: str | None
) -> None:
    proof = reprove(_answer(_receipt(OLD, QUOTE, "old", title)), _folder(tmp_path, old=OLD, new=NEW, plain=PLAIN))
    assert proof.holds
    (warning,) = [w for w in proof.warnings if "不再有效" in w]
    assert "《岚山县渡船管理办法》同时废止" in warning
    assert "《岚山县渡船安全管理规定》" in warning


def test_a_revised_edition_in_the_folder_is_a_warning(tmp_path: Path) -> None:
    answer = _answer(_receipt(FIRST, "茶园补贴每亩300元。", "first", "岚山县茶园补贴实施细则"))
    (told,) = overtaken(answer, _folder(tmp_path, first=FIRST, revised=REVISED))
    assert "修订后的版本" in told


@pytest.mark.parametrize(
    "other",
    [
        PLAIN,
        "# 某县通知\n\n建议废止《岚山县渡船管理办法》。\n",
        "# 某县通知\n\n《岚山县渡船管理办法》第三条同时废止。\n",
        "# 某县通知\n\n《岚山县渡船收费管理办法》同时废止。\n",
    ],
)
def test_what_ends_another_document_or_nothing_is_no_warning(tmp_path: Path, other: str) -> None:
    answer = _answer(_receipt(OLD, QUOTE, "old", "岚山县渡船管理办法"))
    assert list(overtaken(answer, _folder(tmp_path, old=OLD, other=other))) == []


def test_only_documents_that_name_the_title_are_read_again(tmp_path: Path) -> None:
    originals = _folder(tmp_path, old=OLD, new=NEW, plain=PLAIN.replace("废止", "修改"))
    list(overtaken(_answer(_receipt(OLD, QUOTE, "old", "岚山县渡船管理办法")), originals))
    read = {o.id for o in originals.others("") if "document" in vars(o)}
    assert read == {"new"}


def test_a_file_that_is_not_there_is_told_in_chinese_with_its_path_and_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "没有.json"
    assert main(["verify", str(missing), "--documents", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert str(missing) in said
    assert "找不到" in said
    assert "请核对路径" in said
    assert "No such file" not in said
