"""Training of the picker of short answers: what is held back, and what the reader's word is found to count."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.training.corpora import read_rows
from index.training.encoder.examples import held_back
from index.training.exclusion import Exclusion
from rag.short_answers import spans
from rag.short_answers.span_names import NAMES
from rag.short_answers.spans import READER_SIGNS, SIGNS
from rag.short_answers.trees import Trees
from rag.training.fitting import fit_softmax
from rag.training.picking import choose, fit_reader, stored, trust
from rag.training.readings import Reading, readings
from tests.test_training_encoder import write_corpora

STUMP = {"feature": [0, -1, -1], "threshold": [0.5, 0.0, 0.0], "left": [1, 0, 0], "right": [2, 0, 0]}
TREES = Trees({"bias": 0.0, "trees": [STUMP | {"value": [0.0, -0.1, 0.1]}]})


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


@pytest.fixture(scope="module")
def read(corpora: Path) -> list[Reading]:
    return list(readings(corpora, "train/newsqa", 6, Exclusion([])))


def test_every_question_on_a_passage_held_back_is_read_and_only_there_the_reader_is_asked(
    corpora: Path, read: list[Reading]
) -> None:
    held = {r["query"] for r in read_rows(corpora, "train/newsqa") if held_back(r["passage"])}
    assert held
    assert {one.question.text for one in read if one.held} == held
    assert any(not one.held for one in read)
    assert all(one.chances.any() == one.held for one in read)


def test_dev_questions_are_unseen_by_all(corpora: Path) -> None:
    found = list(readings(corpora, "dev/newsqa", 4, Exclusion([])))
    assert 0 < len({one.question.text for one in found}) <= 5
    assert all(one.held and one.chances.any() for one in found)


def test_a_softmax_finds_the_input_that_tells_and_not_the_other() -> None:
    chance = np.random.default_rng(2)
    known = []
    for _ in range(300):
        rows = chance.normal(size=(6, 2))
        known.append((rows, np.arange(6) == np.argmax(rows[:, 1] + 0.5 * chance.normal(size=6))))
    useless, useful = fit_softmax(known, np.ones(2))
    assert useful > 1.5
    assert abs(useless) < 0.3
    assert fit_softmax([], np.ones(2)).tolist() == [1, 1]


def told(read: list[Reading], *, well: bool) -> list[Reading]:
    """Readings of the right sentences, the reader's word on them being right, or drawn."""
    chance = np.random.default_rng(3)
    holding = [one for one in read if one.right.any()]
    return [
        replace(r, chances=np.where(r.right, 0.0, -5.0) if well else chance.normal(size=len(r.right))) for r in holding
    ]


def test_the_readers_word_counts_as_much_as_it_tells(read: list[Reading]) -> None:
    well, badly = told(read, well=True), told(read, well=False)
    assert fit_reader(well, TREES) > abs(fit_reader(badly, TREES))
    for one in well:
        picked = choose(one, TREES, 10.0)
        assert picked is not None
        assert picked.right


def test_what_is_stored_is_what_serving_reads(read: list[Reading]) -> None:
    trees = {"bias": 0.0, "trees": [STUMP | {"value": [0.0, -0.1, 0.1]}]}
    alone, both = trust(read, read, TREES), trust(read, read, TREES, 0.5)
    kept = stored(trees, alone, both)
    assert tuple(kept["features"]) == NAMES
    assert [s["name"] for s in kept["signs"]] == list(SIGNS)
    assert [s["name"] for s in kept["reader"]["signs"]] == list(READER_SIGNS)
    assert kept["reader"]["weight"] == 0.5
    spans.Picker(kept)
