"""Building, opening and searching a library."""

import json
import math
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from index.building import build_library
from index.chunking import ChunkSettings, chunk
from index.library import Library, UnknownDocumentError
from index.loading import LoadError, Source, list_folder, load
from index.models import Document
from index.reading import read
from index.search.closeness import closeness, words_of
from index.settings import FusionSettings, IndexSettings
from index.storage import gathering
from index.storage.store import LibraryError
from tests.libraries import PLACES, SETTINGS, LetterEmbedder, story, write, write_stories
from tests.test_store import cut, flip, remove


def built(folder: Path, library: Path, settings: IndexSettings = SETTINGS) -> Library:
    build_library(folder, library, settings, embedder=LetterEmbedder())
    return Library.open(library, settings, LetterEmbedder())


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return built(write_stories(tmp_path / "texts"), tmp_path / "library")


def contents(library: Path) -> dict[str, bytes]:
    return {p.relative_to(library).as_posix(): p.read_bytes() for p in (library / "versions").rglob("*") if p.is_file()}


def test_documents_and_chunks_come_back_as_they_were_read(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "texts")
    library = built(folder, tmp_path / "library")
    listing = list_folder(folder)
    for path in listing.files:
        document = read(load(path, listing))
        assert library.document(path.stem) == document
        assert library.chunks(path.stem) == chunk(document, SETTINGS.chunks)
    assert [s.id for s in library.documents()] == [path.stem for path in listing.files]
    assert len(library) == sum(s.chunks for s in library.documents())


def test_the_same_documents_give_the_same_bytes_in_any_folder(tmp_path: Path) -> None:
    for name in ("x", "y/z"):
        built(write_stories(tmp_path / name / "texts"), tmp_path / name / "library")
    assert contents(tmp_path / "x" / "library") == contents(tmp_path / "y/z" / "library")


def test_one_process_or_two_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_WORTH_PROCESSES", 1)
    folder = write(tmp_path / "texts", **{f"d{n}": story(PLACES[n % 4], 1990 + n) for n in range(40)}, bad="")
    reports = [
        build_library(folder, tmp_path / str(n), replace(SETTINGS, workers=n), embedder=LetterEmbedder())
        for n in (1, 2)
    ]
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert reports[0].problems == reports[1].problems != ()


def test_nothing_of_the_machine_or_the_time_is_written(tmp_path: Path) -> None:
    built(write_stories(tmp_path / "texts"), tmp_path / "library")
    assert not [name for name, data in contents(tmp_path / "library").items() if str(tmp_path).encode() in data]


def test_unchanged_documents_are_neither_read_nor_embedded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_stories(tmp_path / "texts")
    built(folder, tmp_path / "library")
    write(folder, d1=story("青岭", 1999), new=story("东湾", 2001))
    (folder / "d2.txt").unlink()
    seen: list[str] = []

    def spy(source: Source) -> Document:
        seen.append(source.id)
        return read(source)

    monkeypatch.setattr(gathering, "read", spy)
    embedder = LetterEmbedder()
    report = build_library(folder, tmp_path / "library", SETTINGS, embedder=embedder)
    assert (seen, report.reused) == (["d1", "new"], 2)
    assert all("青岭" in text or "东湾" in text for text in embedder.texts)
    built(folder, tmp_path / "fresh")
    fresh = Library.open(tmp_path / "fresh", SETTINGS, LetterEmbedder())
    assert report.version == fresh.version


def test_building_the_same_again_changes_nothing(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "texts")
    first = build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    again = build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    assert (first.changed, again.changed, again.version) == (True, False, first.version)
    assert again.documents == first.documents


def test_a_new_manifest_entry_makes_a_document_read_again(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "texts")
    library = built(folder, tmp_path / "library")
    article = {"title": {"value": "另一个题名", "how": "inferred", "source": "编者"}}
    entry = {"file": "d0.txt", "sha256": library.document("d0").sha256, "articles": [article]}
    (folder / "manifest.json").write_text(json.dumps({"schema_version": 1, "documents": [entry]}), "utf-8")
    report = build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    assert (report.reused, report.documents[0].title) == (3, "另一个题名")
    assert build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder()).reused == 4


def test_another_recipe_takes_nothing_over(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "texts")
    built(folder, tmp_path / "library")
    assert build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder("letters-2")).reused == 0


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "texts")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.md").write_bytes(b"\0\1\2")
    (folder / "d0.md").write_text("stem twice", "utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF")
    report = build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    assert [s.file for s in report.documents] == ["d1.txt", "d2.txt", "d3.txt"]
    assert sorted(p.file for p in report.problems) == ["binary.md", "d0.md、d0.txt", "empty.txt"]
    assert report.unread == ("scan.pdf",)
    assert report.totals.documents == 3
    assert report.totals.counts["chunks"] == sum(s.chunks for s in report.documents)


def test_a_fault_of_reading_costs_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(source: Source) -> Document:
        if source.id == "d2":
            raise ZeroDivisionError("by accident")
        return read(source)

    monkeypatch.setattr(gathering, "read", faulty)
    report = build_library(write_stories(tmp_path / "texts"), tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    assert [(p.file, "by accident" in p.reason) for p in report.problems] == [("d2.txt", True)]
    assert len(report.documents) == 3


@pytest.mark.parametrize("texts", [{}, {"a": ""}])
def test_a_folder_without_readable_documents_is_refused_by_name(tmp_path: Path, texts: dict[str, str]) -> None:
    folder = write(tmp_path / "texts", **texts)
    with pytest.raises(LibraryError, match=r"texts.*没有可读的文档"):
        build_library(folder, tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    assert not (tmp_path / "library" / "current").exists()


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"nowhere.*不存在"):
        build_library(tmp_path / "nowhere", tmp_path / "library", SETTINGS, embedder=LetterEmbedder())


@pytest.mark.parametrize("damage", [cut, flip, remove])
def test_any_damaged_file_makes_the_version_before_serve(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = write_stories(tmp_path / "texts")
    before = built(folder, tmp_path / "library").version
    write(folder, new=story("东湾", 2001))
    version = built(folder, tmp_path / "library").version
    for file in sorted((tmp_path / "library" / "versions" / version).iterdir()):
        copy = tmp_path / f"copy-{file.name}"
        shutil.copytree(tmp_path / "library", copy)
        damage(copy / "versions" / version / file.name)
        assert Library.open(copy, SETTINGS, LetterEmbedder()).version == before


@pytest.mark.parametrize(
    ("settings", "embedder", "said"),
    [
        (SETTINGS, LetterEmbedder("letters-2"), "模型为“letters-1”，现用“letters-2”"),
        (replace(SETTINGS, chunks=ChunkSettings(target=50, most=90)), LetterEmbedder(), "片段大小"),
    ],
)
def test_a_library_of_another_recipe_is_refused_with_the_command_that_rebuilds(
    tmp_path: Path, settings: IndexSettings, embedder: LetterEmbedder, said: str
) -> None:
    built(write_stories(tmp_path / "texts"), tmp_path / "library")
    with pytest.raises(LibraryError, match=f"{said}.*jizheng build --library"):
        Library.open(tmp_path / "library", settings, embedder)


def test_an_open_library_outlives_its_files(tmp_path: Path, library: Library) -> None:
    before = library.search("海洋牧场", 4)
    shutil.rmtree(tmp_path / "library")
    assert library.search("海洋牧场", 4) == before
    assert library.document("d1").id == "d1"


@pytest.mark.parametrize("how", ["fused", "words", "meaning"])
@pytest.mark.parametrize("query", ["", " \n", "，。？！", "\u200b", "🎉", "\ud800"])
def test_a_query_that_says_nothing_finds_nothing(library: Library, query: str, how: str) -> None:
    assert library.search(query, 10, how) == []  # type: ignore[arg-type]


def test_an_unknown_word_finds_nothing(library: Library) -> None:
    assert library.search("xyzzy", 10) == []


@pytest.mark.parametrize("how", ["fused", "words", "meaning"])
def test_hits_are_best_first_scored_and_never_more_than_there_are(library: Library, how: str) -> None:
    hits = library.search("海洋牧场", 10**9, how)  # type: ignore[arg-type]
    scores = [hit.score for hit in hits]
    assert 0 < len(hits) <= len(library)
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    assert len(library.search("海洋牧场", 2, how)) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("top_k", [0, -1])
def test_asking_for_no_hits_is_an_error(library: Library, top_k: int) -> None:
    with pytest.raises(ValueError, match=str(top_k)):
        library.search("海洋牧场", top_k)


def test_the_place_that_is_asked_for_comes_first(library: Library) -> None:
    assert library.search("南浦市新建网箱多少口", 3)[0].chunk.document == "d3"


def test_the_fused_score_is_the_share_of_the_highest_word_score_plus_weighted_cosine(tmp_path: Path) -> None:
    settings = replace(SETTINGS, fusion=FusionSettings(meaning_weight=0.25, candidates=50))
    library = built(write_stories(tmp_path / "texts"), tmp_path / "library", settings)
    query = "白水市的网箱"
    words = {(h.chunk.document, h.chunk.number): h.score for h in library.search(query, 99, "words")}
    meaning = {(h.chunk.document, h.chunk.number): h.score for h in library.search(query, 99, "meaning")}
    texts = [chunk.key for document in library.documents() for chunk in library.chunks(document.id)]
    terms = [*query, *("".join(pair) for pair in pairwise(query))]  # all Han: characters and pairs
    having = [sum(term in text for text in texts) for term in terms]
    highest = sum(math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for n in having)
    wanted = {key: words.get(key, 0) / highest + 0.25 * meaning.get(key, 0) for key in words.keys() | meaning.keys()}
    hits = library.search(query, 99)
    assert {(h.chunk.document, h.chunk.number): h.sum for h in hits} == pytest.approx(wanted, abs=1e-3)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_the_best_hits_gain_by_how_close_their_words_stand(tmp_path: Path) -> None:
    settings = replace(SETTINGS, fusion=FusionSettings(closeness_weight=0.4, read=3))
    library = built(write_stories(tmp_path / "texts"), tmp_path / "library", settings)
    query = "白水市的网箱"
    hits = library.search(query, 99)
    read = sorted(hits, key=lambda hit: -hit.sum)[:3]
    for hit in hits:
        near = closeness(words_of(query), hit.chunk.text, hit.chunk.key.removesuffix(hit.chunk.text))
        assert hit.score - hit.sum == pytest.approx(0.4 * near**2 if hit in read else 0.0, abs=1e-5)


@pytest.mark.parametrize(("query", "met"), [("白水市新建网箱", 0.0), ("蓝天白云下的网箱在哪里飘", 1.0)])
def test_meaning_counts_more_where_words_are_hardly_met(tmp_path: Path, query: str, met: float) -> None:
    # In so small a library unknown letters alone carry the query's highest score: `met` says which of the two are lay words.
    fusion = FusionSettings(closeness_weight=0.0, met=met, lay_weight=2.0)
    library = built(write_stories(tmp_path / "texts"), tmp_path / "library", replace(SETTINGS, fusion=fusion))
    hits = library.search(query, 99)
    share = max((hit.sum - fusion.meaning_weight * hit.meaning for hit in hits), default=0.0)
    for hit in hits:
        more = 2.0 * max(0.0, met - share) * hit.meaning
        assert hit.score - hit.sum == pytest.approx(more, abs=1e-5)
    assert any(hit.score > hit.sum for hit in hits) == (met > 0)


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    with pytest.raises(LibraryError, match="已关闭"):
        library.search("海洋牧场", 3)


def test_an_unknown_document_is_named(library: Library) -> None:
    for ask in (library.document, library.chunks):
        with pytest.raises(UnknownDocumentError, match="没有文档“nobody”"):
            ask("nobody")


def test_many_threads_read_as_one(library: Library) -> None:
    queries = [f"{place}市{what}" for place in PLACES for what in ("网箱", "贷款", "牧场")] * 10
    alone = [library.search(query, 5) for query in queries]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda query: library.search(query, 5), queries)) == alone
