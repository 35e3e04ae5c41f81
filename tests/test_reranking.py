"""Passages in the order of what their sentences say; the pools that the order is learnt and measured on."""

import json
from pathlib import Path

import numpy as np
import pytest

from eval import bench_answers, bench_models
from index.building import build_library
from index.library import Hit, Library
from index.search.closeness import closeness, words_of
from index.settings import FusionSettings, IndexSettings
from rag.asking.questions import analyse
from rag.choosing.reranking import SIGNS, WEIGHTS, rerank, signs
from rag.finding.retrieval import retrieve
from rag.training.pools import Asked, headline_pool, law_pool, news_pool, sample
from rag.training.reranker import LEARNT_FROM, fit, library_of
from tests.test_training import THINGS, write_corpora

FUSION = FusionSettings()
TEXTS = {
    "a": "海州市水产办公室去年开会，海州市、海州市水产、海州市网箱工作都谈到了。",
    "b": "海州市去年新建深水网箱320口，比前年多60口。",
    "c": "白水市的图书馆周一闭馆。",
}


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


def test_the_passage_whose_sentence_answers_comes_first(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    build_library(tmp_path, tmp_path / "library", IndexSettings(workers=1))
    library = Library.open(tmp_path / "library", IndexSettings(workers=1))
    question = analyse("海州市去年新建深水网箱多少口？")
    evidence = retrieve(question, library, 3)
    assert rerank(question, evidence)[0].chunk.document == "b"
    assert sorted(f.chunk.document for f in rerank(question, evidence)) == ["a", "b", "c"][: len(evidence.found)]
    assert all(len(row) == len(SIGNS) for row in signs(question, evidence))


def test_shipped_weights_are_those_of_the_signs() -> None:
    assert set(json.loads(WEIGHTS.read_text(encoding="utf-8"))) == set(SIGNS)


def test_the_sign_that_tells_right_passages_gets_the_weight() -> None:
    draw = np.random.default_rng(1)
    found = []
    for _ in range(40):
        rows = draw.random((6, len(SIGNS)))
        right = np.zeros(6, bool)
        right[int(np.argmax(rows[:, 1]))] = True
        found.append((rows, right))
    weights = fit(found)
    assert max(weights, key=lambda name: abs(weights[name])) == SIGNS[1]
    assert weights == fit(found)


def test_a_law_is_one_document_with_its_chapters(corpora: Path) -> None:
    pool = law_pool(corpora, "dev")
    assert len(pool.documents) == len(THINGS)
    assert pool.documents["l00000"].splitlines()[:4] == [f"{THINGS[0]}法", "", "", "第一章 总则"]
    assert [asked.query for asked in pool.questions["lecoqa"]] == [f"{thing}谁管" for thing in THINGS[4:]]


@pytest.mark.parametrize("make", [news_pool, law_pool, headline_pool])
def test_every_question_has_a_right_chunk_in_the_library_of_its_pool(make: object, corpora: Path) -> None:
    pool = make(corpora, "dev")  # type: ignore[operator]
    with library_of(pool) as library:
        for asked in (one for questions in pool.questions.values() for one in questions):
            assert any(asked.right(chunk) for name in asked.documents for chunk in library.chunks(name))


def test_the_order_of_passages_is_learnt_from_words_alone(corpora: Path) -> None:
    pool = law_pool(corpora, "train")
    with library_of(pool, LEARNT_FROM) as library:
        for asked in pool.questions["lecoqa"]:
            hits = library.search(asked.query, 50)
            met = [hit.sum / hit.words for hit in hits if hit.words]
            assert met == pytest.approx([met[0]] * len(met))  # shares of one highest score, whatever the cosines are
            near = [
                FUSION.closeness_weight * closeness(words_of(asked.query), h.chunk.text, above(h)) ** 2 for h in hits
            ]
            assert all(hit.score <= hit.sum + gain + 1e-5 for hit, gain in zip(hits, near, strict=True))


def above(hit: Hit) -> str:
    return hit.chunk.key.removesuffix(hit.chunk.text)


def test_a_chunk_of_another_document_is_never_right(corpora: Path) -> None:
    pool = news_pool(corpora, "dev")
    with library_of(pool) as library:
        asked = pool.questions["newsqa"][0]
        others = [chunk for s in library.documents() if s.id not in asked.documents for chunk in library.chunks(s.id)]
        assert not any(asked.right(chunk) for chunk in others)


def test_a_sample_is_spread_over_all() -> None:
    asked = [Asked(str(n), (), ()) for n in range(10)]
    assert [one.query for one in sample(asked, 4)] == ["0", "3", "6", "9"]
    assert sample(asked, 99) == asked


def test_the_bench_measures_every_way_on_every_set(
    corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rjieba", reason="of the bench extra")
    out = tmp_path / "figures.json"
    assert bench_models.main(["--corpora", str(corpora), "--questions", "3", "--out", str(out)]) == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert {(f["set"], f["way"]) for f in figures["findings"]} == {
        (name, way)
        for name in ("newsqa", "drcd", "lecoqa", "xwlb")
        for way in (
            "BM25, jieba's words",
            "BM25, characters and pairs",
            "meaning (static)",
            "fused",
            "fused + ranker",
        )
    }
    assert all(f["recall"] == sorted(f["recall"]) and f["recall"][-1] == 1 for f in figures["findings"])
    assert {r["set"] for r in figures["readings"]} == {"newsqa", "drcd"}
    assert "| drcd" in capsys.readouterr().out


def test_whole_answers_are_measured_with_the_sources_there_and_taken_away(
    corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "answers.json"
    assert bench_answers.main(["--corpora", str(corpora), "--questions", "3", "--texts", "4", "--out", str(out)]) == 0
    for figures in json.loads(out.read_text(encoding="utf-8")):
        assert figures["right"] == 1
        assert figures["refused"] == 0
        assert figures["unfounded"] < 1
    assert "source away" in capsys.readouterr().out
