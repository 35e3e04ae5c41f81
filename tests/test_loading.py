"""Files of a folder become raw text, or are named with a remedy."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loading import LoadError, decode, fingerprint, list_folder, load, read_text
from index.manifest import ManifestError
from tests.texts import SEEDS

SENTENCE = "海洋牧场建设稳步推进，产值增长8.5%。\n"


def load_only(folder: Path) -> str:
    listing = list_folder(folder)
    return load(listing.files[0], listing).raw


def test_utf8_text_is_kept_character_by_character(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SENTENCE.replace("\n", "\r\n").encode())
    assert load_only(tmp_path) == SENTENCE.replace("\n", "\r\n")


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + SENTENCE.encode())
    assert load_only(tmp_path) == SENTENCE


def test_gb18030_is_read_where_utf8_fails(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(SENTENCE.encode("gb18030"))
    listing = list_folder(tmp_path)
    source = load(listing.files[0], listing)
    assert (source.raw, source.encoding) == (SENTENCE, "gb18030")


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_decoding_gives_back_what_was_encoded(text: str) -> None:
    assert decode(text.encode("utf-8"))[0] == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件为空"),
        (b" \n\t \n", "文件为空"),
        ("\u3000\n".encode(), "文件为空"),
        (b"%PDF-1.7\x00\x01\x02", "二进制"),
        (bytes(range(1, 9)) * 40, "二进制"),
        (SENTENCE.encode("utf-16"), "UTF-16"),
        (SENTENCE.encode() + b"\xff\xfe\xfa", "既不是 UTF-8 也不是 GB18030"),
    ],
)
def test_a_file_that_is_no_text_is_named_with_reason_and_remedy(data: bytes, reason: str) -> None:
    with pytest.raises(LoadError, match=reason) as caught:
        read_text(data, "坏文件.txt")
    assert caught.value.problem.file == "坏文件.txt"
    assert caught.value.problem.remedy


def test_files_with_one_stem_are_named_together_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("报告.txt", "sub/报告.md", "别的.txt"):
        (tmp_path / name).write_text(SENTENCE, encoding="utf-8")
    listing = list_folder(tmp_path)
    assert [p.name for p in listing.files] == ["别的.txt"]
    assert len(listing.problems) == 1
    assert "sub/报告.md" in listing.problems[0].file
    assert "报告.txt" in listing.problems[0].file


def test_other_formats_are_listed_as_unread(tmp_path: Path) -> None:
    for name in ("a.txt", "b.pdf", "c.docx", ".hidden.txt"):
        (tmp_path / name).write_text(SENTENCE, encoding="utf-8")
    assert list_folder(tmp_path).unread == (".hidden.txt", "b.pdf", "c.docx")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"没有这里.*不存在"):
        list_folder(tmp_path / "没有这里")


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    listing = list_folder(tmp_path)
    with pytest.raises(LoadError, match="无法读取"):
        load(listing.files[0], listing)


def manifest(folder: Path, **entry: object) -> None:
    known = {"file": "a.txt", "sha256": fingerprint(SENTENCE.encode()), "articles": [{"begins": 0}], **entry}
    text = json.dumps({"schema_version": 1, "documents": [known]})
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")


def test_a_manifest_entry_counts_only_for_the_bytes_it_was_written_for(tmp_path: Path) -> None:
    manifest(tmp_path)
    listing = list_folder(tmp_path)
    assert load(listing.files[0], listing).known is not None
    (tmp_path / "a.txt").write_text(SENTENCE + "改动。", encoding="utf-8")
    assert load(listing.files[0], listing).known is None


def test_a_manifest_entry_without_its_file_is_a_problem(tmp_path: Path) -> None:
    manifest(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert [p.file for p in list_folder(tmp_path).problems] == ["a.txt"]


@pytest.mark.parametrize("text", ["{", "[]", '{"schema_version": 2, "documents": []}', "[" * 100_000])
def test_a_damaged_manifest_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError, match=r"manifest\.json"):
        list_folder(tmp_path)


def test_every_fact_of_the_seed_manifest_that_was_read_in_the_text_stands_there() -> None:
    listing = list_folder(SEEDS)
    assert len(listing.known) == len(listing.files) == 5
    for path in listing.files:
        source = load(path, listing)
        assert source.known is not None, f"{path.name}: manifest entry of other bytes"
        for article in source.known.articles:
            for fact in (article.title, article.issuer, article.kind, article.date, article.copyright):
                printed = "".join(source.raw[a:b] for a, b in fact.spans)
                assert (fact.how == "text") == bool(fact.spans)
                assert fact.how != "text" or printed == fact.value
                assert fact.how != "inferred" or (fact.value and fact.source)
                assert fact.how != "unknown" or fact.value is None
