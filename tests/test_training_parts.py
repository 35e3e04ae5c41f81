"""The parts of training, each against an oracle by hand."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.embedding import StaticEmbedder
from index.training import evaluation, vocabulary
from index.training.evaluation import chosen, counts, rank
from index.training.exclusion import Exclusion
from index.training.export import write_model
from index.training.pairs import Pair, Ragged, thin
from index.training.passages import pack, split_sentences
from index.training.questions import answering_part, without_article_number
from index.training.static import Bags, StaticSettings, loss_of
from index.training.vocabulary import VocabularySettings, choose_words


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("前文一二三四五六七八九十甲乙丙后文", True),
        ("一二三、四五六（七八九）十 甲乙\n丙", True),  # punctuation and wraps hide nothing
        ("一二三四五六七八九十甲乙", False),  # twelve
    ],
)
def test_exclusion_compares_runs_of_thirteen_letters(text: str, forbidden: bool) -> None:
    assert Exclusion(["一二三四五六七八九十甲乙丙"]).forbids(text) is forbidden


def test_sentences_end_at_their_marks_and_keep_closing_quotes() -> None:
    assert split_sentences("他说：“好。”我答！\n第二 行；完") == ["他说：“好。”", "我答！", "第二 行；", "完"]


def test_passages_are_packed_up_to_their_size_and_no_sentence_is_lost() -> None:
    assert list(pack(["一" * 4, "二" * 5, "三" * 20, "四"], 10)) == [["一" * 4, "二" * 5], ["三" * 20], ["四"]]


def test_the_part_that_holds_the_answer_is_what_a_question_learns_from() -> None:
    assert answering_part("甲在北京。乙在上海。丙在广州。", ["上海"], 6) == "乙在上海。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《民法典》第一千零七十六条：夫妻双方", "《民法典》 夫妻双方"),
        ("民法典第五十四条：自然人", "民法典 自然人"),
        ("依照前款办理", "依照前款办理"),
    ],
)
def test_article_numbers_are_left_out_of_keys(text: str, expected: str) -> None:
    assert without_article_number(text) == expected


def test_the_vocabulary_holds_characters_domain_words_and_the_most_frequent_words() -> None:
    words = Counter({"制造": 50, "集群": 40, "稀有": 1, "造": 3})
    letters = Counter("制造" * 50 + "集群" * 40 + "稀有")
    room = 1 + 4 + len(vocabulary.domain_words()) + 1
    found = dict(choose_words(words, letters, VocabularySettings(size=room, rare=5)))
    assert {"制", "造", "集", "群", "制造", "专精特新"} <= found.keys()
    assert not {"集群", "稀", "有"} & found.keys()  # no room left; seen too rarely
    assert sum(math.exp(score) for word, score in found.items() if word != vocabulary.UNKNOWN_WORD) == pytest.approx(1)


@pytest.mark.parametrize("text", ["５Ｇ", "5\u200bg", "（5G）", "5g。"])
def test_spellings_of_one_word_are_one_word(text: str) -> None:
    tokenizer = vocabulary.make_tokenizer([("[UNK]", 0.0), ("5g", -1.0), ("5", -2.0), ("g", -2.0)], "whole")
    assert tokenizer.encode(text).tokens == ["5g"]


def ragged(rows: list[list[int]]) -> Ragged:
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return Ragged(np.array([i for row in rows for i in row], np.uint16), starts)


def test_unknown_words_are_not_counted() -> None:
    found = counts(ragged([[1, 1, 2], [2, 3], [3, 3, 3, 3, 0]]), 5).toarray()
    assert found.tolist() == [[0, 2, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 4, 0]]


def test_a_rank_counts_what_stands_strictly_before_the_best_right_passage() -> None:
    assert rank(np.array([0.9, 0.5, 0.7, 0.1], np.float32), [1, 3]) == 3
    assert rank(np.zeros(4, np.float32), [2]) == 4  # a tie counts against


def test_passages_of_one_document_are_no_negatives_of_each_other() -> None:
    settings = StaticSettings(dimension=16)
    model = Bags(np.ones(10, np.float32), settings)
    ids = [np.array([i], np.uint16) for i in (1, 2, 3)]
    apart = [Pair(i, i, g) for i, g in zip(ids, (1, 2, 3), strict=True)]
    same = [pair._replace(group=1) for pair in apart]
    assert loss_of(model, same, 1.0).item() == pytest.approx(0, abs=1e-5)
    assert loss_of(model, apart, 1.0).item() > 0.1


def test_the_gradient_of_pooling_is_that_of_the_product() -> None:
    import torch

    settings = StaticSettings(dimension=3)
    weights = np.array([0, 1, 2, 0.5], np.float32)
    model = Bags(weights, settings)
    rows = [np.array([1, 2, 2], np.uint16), np.array([3], np.uint16)]
    model(rows)[0, 0].backward()
    dense = torch.tensor([[0, 1, 4, 0], [0, 0, 0, 0.5]])
    other = model.words.detach().clone().requires_grad_()
    torch.nn.functional.normalize(dense @ other, dim=1)[0, 0].backward()  # type: ignore[no-untyped-call]
    assert model.words.grad is not None
    np.testing.assert_allclose(model.words.grad.numpy(), other.grad.numpy(), atol=1e-6)  # type: ignore[union-attr]


def test_thinning_leaves_out_words_but_never_all() -> None:
    draw = np.random.default_rng(1)
    ids = np.arange(100, dtype=np.uint16)
    assert 30 < len(thin(ids, 0.5, draw)) < 70
    assert len(thin(ids[:1], 1.0, draw)) == 1


def test_the_share_of_meaning_is_chosen_by_the_first_ten_over_all_sets() -> None:
    def row(task: str, method: str, ten: float) -> evaluation.Measured:
        return evaluation.Measured(task, 9, method, (0, 0, ten, 0))

    figures = [row("a", "words", 1), row("a", "static", 0), row("a", "fused 0.1", 0.5), row("a", "fused 0.2", 0.6)]
    figures += [row("b", "words", 1), row("b", "static", 0), row("b", "fused 0.1", 0.9), row("b", "fused 0.2", 0.6)]
    assert {m.method for m in chosen(figures)} == {"words", "static", "fused 0.1"}


def test_exported_weights_keep_the_directions_of_the_trained_ones(tmp_path: Path) -> None:
    run = np.random.default_rng(2).normal(size=(3, 16)).astype(np.float32) * 1e-4
    tokenizer = vocabulary.make_tokenizer([("[UNK]", 0.0), ("甲", -1.0), ("乙", -1.0)], "whole")
    write_model(tmp_path, tokenizer.to_str(), run)
    expected = run[1] / np.linalg.norm(run[1])
    np.testing.assert_allclose(StaticEmbedder(tmp_path).encode(["甲"])[0], expected, atol=1e-3)
