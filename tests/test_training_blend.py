"""The reader measured beside the shipped ranker: pools of one topic, ranks, blends and spans."""

from pathlib import Path

import numpy as np
import pytest

from index.training.encoder.examples import held_back
from index.training.exclusion import Exclusion
from rag.training.encoder.__main__ import main
from rag.training.encoder.measures import Blend, Scored, agreement, among, first, fit, overlap, views
from rag.training.encoder.pools import Posed, Stored, posed, questions, stored
from tests.reader_kit import random_reader
from tests.test_training_encoder import write_corpora


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


def unit(text: str = "甲", ranker: float = 0.0, *, own: bool = True, right: bool = False, found: bool = True) -> Stored:
    return Stored(text, "", "", ranker, ranker, True, own, right, found, None)


def scored(ranker: list[float], reader: list[float], right: int) -> Scored:
    units = tuple(unit(right=i == right) for i in range(len(ranker)))
    scores = np.zeros(len(units)), np.array(ranker), np.array(ranker), np.array(reader)
    return Scored(Posed("问", "entity", ("甲",), units), units, *scores, ())


def test_a_question_whose_answer_was_not_found_counts_as_a_miss() -> None:
    found = [scored([3, 2, 1], [0, 0, 0], 0), scored([3, 2, 1], [0, 0, 0], 2), scored([3, 2, 1], [0, 0, 0], 9)]
    assert first(found, lambda one: one.ranker, 4) == [0.25, 0.25, 0.5]


def test_the_blend_weighs_what_tells_right_from_wrong() -> None:
    chance = np.random.default_rng(1)
    found = []
    for _ in range(200):
        useful, useless = chance.normal(size=5), chance.normal(size=5)
        right = int(np.argmax(useful + 0.3 * chance.normal(size=5)))
        found.append(scored(useless.tolist(), useful.tolist(), right))
    blend = fit(found)
    assert blend.reader > 1
    assert abs(blend.rated) < 0.3
    assert first(found, blend.score, 200)[0] == pytest.approx(first(found, lambda one: one.reader, 200)[0], abs=0.05)
    assert Blend(2, 3).score(found[0]).tolist() == (2 * found[0].rated + 3 * found[0].reader).tolist()


def test_only_the_first_of_the_ranker_change_places() -> None:
    one = scored([9, 8, 7, 6], [0, 1, 5, 9], 0)
    assert np.argsort(-among(lambda o: o.reader, 2)(one)).tolist() == [1, 0, 2, 3]
    assert np.argsort(-among(lambda o: o.reader, 4)(one)).tolist() == [3, 2, 1, 0]


def test_words_that_few_sentences_have_weigh_more() -> None:
    scores = overlap("集群产值", ["集群很多", "集群不少", "产值很高", "天气"])
    assert scores[2] > scores[0] == scores[1] > scores[3] == 0


def test_spans_agree_by_their_characters_without_punctuation() -> None:
    pairs = [("《规划》", ["规划"]), ("20万亿元", ["万亿", "20万亿"]), ("甲", ["乙"])]
    found = agreement(pairs)
    assert found.spans == 3
    assert (found.exact, found.f1) == pytest.approx((1 / 3, (1 + 8 / 9 + 0) / 3))


def test_units_that_were_not_found_count_within_their_passage_only() -> None:
    units = (unit("a", 3, own=False), unit("b", 2), unit("c", 1, found=False))
    inside, pool = views(Posed("问", "entity", ("b",), units))
    assert [u.text for u in inside] == ["b", "c"]
    assert [u.text for u in pool] == ["a", "b"]


def test_a_pool_holds_the_units_that_the_product_would_rate(corpora: Path, tmp_path: Path) -> None:
    rows = questions(corpora, "dev/drcd", Exclusion([]), held=False)
    found = stored(tmp_path / "pools.jsonl", lambda: posed(rows, 100))
    assert {one.query for one in found} == {row["query"] for row in rows}
    for one in found:
        assert [(u.met, u.rated) for u in one.units] == sorted(((u.met, u.rated) for u in one.units), reverse=True)
        assert all(any(a in u.text for a in one.answers) and u.own for u in one.units if u.right)
        assert any(u.right for u in one.units)
        assert any(not u.own for u in one.units)
    again = stored(tmp_path / "pools.jsonl", lambda: pytest.fail("made again"))
    assert again == found


def test_only_passages_that_the_reader_never_saw_are_asked_about_where_the_blend_is_fitted(corpora: Path) -> None:
    rows = questions(corpora, "train/newsqa", Exclusion([]), held=True)
    assert {row["asked"] for row in rows} == {True, False}
    assert all(row["asked"] == held_back(row["passage"]) for row in rows)
    assert {one.query for one in posed(rows, 100)} == {row["query"] for row in rows if row["asked"]}


def test_the_table_names_every_ranker_on_every_set(
    corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random_reader(tmp_path / "reader", heads=0)
    given = ["--corpora", str(corpora), "--work", str(tmp_path / "work"), "--reader", str(tmp_path / "reader")]
    assert main([*given, "--exclude"]) == 0
    told = capsys.readouterr().out
    for name in ("dev/newsqa (6)", "dev/drcd (6)"):
        for where in ("passage", "pool"):
            for ranker in ("overlap", "ranker", "rated", "reader", "blend", "blend of the first 6"):
                assert f"| {name} | {where} | {ranker} |" in told
