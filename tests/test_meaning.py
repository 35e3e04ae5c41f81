"""Search by meaning."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.search.meaning import MeaningIndex

NEAR = 2e-3  # half precision of vectors, and on some processors of the query


def unit_rows(seed: int, n: int, dimension: int = 16) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 50))
def test_search_is_that_of_all_inner_products(seed: int, n: int, k: int) -> None:
    rows = unit_rows(seed, n + 1)
    vectors, query = rows[:n], rows[n]
    exact = vectors @ query
    found = MeaningIndex.build(vectors).search(query, k)
    assert min(k, int((exact > NEAR).sum())) <= len(found) <= min(k, int((exact > -NEAR).sum()))
    assert [f.score for f in found] == pytest.approx([exact[f.chunk] for f in found], abs=NEAR)
    left = np.delete(exact, [f.chunk for f in found])
    assert len(found) < k or all(f.score >= left.max(initial=-1.0) - 2 * NEAR for f in found)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


def test_half_precision_keeps_nearly_every_neighbour() -> None:
    rows = unit_rows(7, 3000, 256)
    index = MeaningIndex.build(rows)
    queries = unit_rows(8, 50, 256)
    exact = np.argsort(-(queries @ rows.T), axis=1)[:, :10]
    shared = [len({f.chunk for f in index.search(q, 10)} & set(e)) for q, e in zip(queries, exact, strict=True)]
    assert sum(shared) / 500 > 0.99


@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_a_vector_that_says_nothing_finds_nothing(bad: float) -> None:
    assert MeaningIndex.build(unit_rows(1, 5)).search(np.full(16, bad, np.float32), 3) == []


def test_a_chunk_without_a_vector_is_never_found() -> None:
    rows = unit_rows(2, 4)
    rows[1] = 0
    assert 1 not in [f.chunk for f in MeaningIndex.build(rows).search(rows[0] + rows[2], 4)]


@pytest.mark.parametrize(("k", "most"), [(10**9, 5), (0, 0), (-3, 0)])
def test_any_number_may_be_asked_for(k: int, most: int) -> None:
    found = MeaningIndex.build(unit_rows(3, 5)).search(unit_rows(4, 1)[0], k)
    assert len(found) <= most
    assert all(0 <= f.chunk < 5 for f in found)


def test_equal_vectors_come_in_chunk_order() -> None:
    rows = np.repeat(unit_rows(5, 1), 6, axis=0)
    assert [f.chunk for f in MeaningIndex.build(rows).search(rows[0], 4)][:2] == [0, 1]


def test_an_index_comes_back_from_the_disk_and_outlives_its_file(tmp_path: Path) -> None:
    rows = unit_rows(6, 30)
    index = MeaningIndex.build(rows)
    index.save(tmp_path)
    opened = MeaningIndex.open(tmp_path)
    (tmp_path / "meaning.faiss").unlink()
    assert opened.search(rows[3], 5) == index.search(rows[3], 5)
    assert opened.scores(rows[3], np.array([3])) == pytest.approx([1.0], abs=NEAR)
    assert opened.vectors(np.array([3])) == pytest.approx(rows[3:4], abs=1e-3)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    MeaningIndex.empty(16).save(tmp_path)
    assert MeaningIndex.open(tmp_path).search(unit_rows(1, 1)[0], 5) == []
