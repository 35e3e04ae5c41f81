"""Training end to end on a corpus of a few made-up texts, and its parts against oracles by hand."""

import json
import lzma
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import StaticEmbedder
from index.segmentation import Segmenter
from index.training import evaluation, passages, static, vocabulary
from index.training.__main__ import main, run_steps
from index.training.evaluation import EvaluationSettings, bm25, chosen, counts, ranks
from index.training.exclusion import Exclusion
from index.training.export import write_model
from index.training.pairs import Pair, Ragged, load_corpus, load_questions, thin
from index.training.passages import pack, split_sentences
from index.training.questions import answering_part, without_article_number
from index.training.static import Bags, StaticSettings, draw_batch, loss_of
from index.training.vocabulary import VocabularySettings, choose_words
from index.training.workplace import Workplace

pytest.importorskip("rjieba", reason="needed for training only: pip install .[bench]")

THINGS = ["苹果", "机器", "合同", "学校", "医院", "道路", "粮食", "电影"]
DEEDS = ["增产", "检修", "签订", "扩建", "开放", "通车", "丰收", "上映"]


def body(i: int) -> str:
    thing, deed = THINGS[i % 8], DEEDS[i % 8]
    return f"本地{thing}今年{deed}。{thing}的{deed}让居民高兴！第{i}期{thing}{deed}报告已经发布；{thing}相关工作将继续推进。"


def write_corpora(folder: Path) -> Path:
    """Files of every kind the corpora hold, some ten rows each."""
    news = [{"date": "", "title": False, "body": body(i)} for i in range(24)]
    asked = [{"query": f"{THINGS[i % 8]}怎么样了？", "passage": body(i), "answers": [DEEDS[i % 8]]} for i in range(16)]
    law = [
        {"law": f"{t}法", "chapter": "第一章 总则", "article": "第一条", "text": f"{t}应当依法管理。", "level": ""}
        for t in THINGS
    ]
    lay = [
        {"query": f"{t}谁管", "passages": {f"{t}法第一条": f"{t}应当依法管理。"}, "answer": math.nan} for t in THINGS
    ]
    listed = [{"query": f"{t}归谁", "passages": [f"《{t}法》第一条：{t}应当依法管理。"]} for t in THINGS]
    heads = [{"date": "", "query": f"{THINGS[i % 8]}新闻", "passage": body(i)} for i in range(30, 46)]
    report = [{"title": "工作报告", "url": "", "content": "".join(body(i) for i in range(8))}]
    files: dict[str, list[dict[str, Any]]] = {
        "text/news": news,
        "text/laws": law,
        "text/gov_work_reports": report,
        "train/xwlb": heads[:8],
    }
    files |= {"dev/xwlb": heads[8:], "dev/newsqa": asked[8:], "dev/drcd": asked[8:], "dev/lecoqa": lay[4:]}
    files |= {f"train/{name}": asked[:8] for name in ("newsqa", "cmrc", "drcd", "taipei_faq")}
    files |= {"train/lecoqa": lay[:4], "train/legal_counsel_with_article_v2": listed, "train/zixun_gpt4": listed}
    for name, rows in files.items():
        path = folder / f"{name}.jsonl.xz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with lzma.open(path, "wt", encoding="utf-8", preset=0) as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return folder


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


@pytest.fixture
def place(corpora: Path, tmp_path: Path) -> Workplace:
    return Workplace(corpora, tmp_path / "work", (tmp_path / "seeds",), tmp_path / "model")


SMALL = EvaluationSettings(
    static=StaticSettings(
        dimension=16, steps=30, batch=32, keep=10, run=4, threads=1, vocabulary=VocabularySettings(size=300, rare=1)
    )
)


def with_steps(steps: int) -> EvaluationSettings:
    return replace(SMALL, static=replace(SMALL.static, steps=steps))


def test_all_steps_lead_from_corpora_to_a_model_the_product_reads(place: Workplace) -> None:
    run_steps("all", place, SMALL)
    model = StaticEmbedder(place.model)
    assert model.dimension == 16
    assert "机器" in Segmenter(place.model).words(["机器检修"])[0]
    asked, near, far = model.encode(["苹果谁管", "苹果应当依法管理", "电影应当依法上映"])
    assert asked @ near > asked @ far
    card = (place.model / "README.md").read_text("utf-8")
    assert all(f"| {name} | static |" in card for name in ("newsqa", "lecoqa", "xwlb", "drcd"))


def test_training_twice_gives_the_same_bytes(corpora: Path, tmp_path: Path) -> None:
    def trained(name: str) -> dict[str, bytes]:
        place = Workplace(corpora, tmp_path / name, (), tmp_path / f"{name}-model")
        run_steps("all", place, with_steps(5))
        return {str(f.relative_to(place.model)): f.read_bytes() for f in place.model.rglob("*") if f.is_file()}

    assert trained("first") == trained("second")


def test_a_finished_step_is_not_run_again_until_its_settings_change(place: Workplace) -> None:
    run_steps("vocabulary", place, SMALL)
    written = place.file("tokenizer.json")
    written.write_text("kept", "utf-8")
    run_steps("vocabulary", place, SMALL)
    assert written.read_text("utf-8") == "kept"
    smaller = replace(SMALL, static=replace(SMALL.static, vocabulary=VocabularySettings(size=200, rare=1)))
    run_steps("vocabulary", place, smaller)
    assert written.read_text("utf-8") != "kept"


def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_steps("static", replace(place, work=tmp_path / "whole"), SMALL)
    drawn = static.draw_batch

    def stop(*given: object) -> object:
        if given[-1] == 17:
            raise KeyboardInterrupt
        return drawn(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(static, "draw_batch", stop)
        with pytest.raises(KeyboardInterrupt):
            run_steps("static", place, SMALL)
    assert place.file("static.checkpoint.pt").exists()
    steps: list[int] = []

    def note(*given: object) -> object:
        steps.append(given[-1])  # type: ignore[arg-type]
        return drawn(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(static, "draw_batch", note)
    run_steps("static", place, SMALL)
    assert steps == list(range(10, 30))
    np.testing.assert_array_equal(np.load(place.file("static.npy")), np.load(tmp_path / "whole" / "static.npy"))


def test_a_checkpoint_of_other_settings_is_not_gone_on_from(place: Workplace) -> None:
    run_steps("vocabulary", place, SMALL)
    place.file("static.checkpoint.pt").write_bytes(b"of another run")
    static.run(place, SMALL.static)
    assert np.load(place.file("static.npy")).shape[1] == 16


def test_missing_corpora_are_named_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["passages", "--corpora", str(tmp_path / "none"), "--work", str(tmp_path / "work"), "--exclude"]
    assert main(given) == 1
    assert ".jsonl.xz”不存在：请用 --corpora" in capsys.readouterr().err


def test_text_that_shares_thirteen_letters_with_the_product_is_left_out(place: Workplace) -> None:
    seeds = place.exclude[0]
    seeds.mkdir()
    (seeds / "a.txt").write_text("另外，学校今年扩建、\n学校的扩建让居民满意。", "utf-8")
    passages.run(place, SMALL.static.vocabulary.passages)
    kept = ["".join(p.sentences) for p in passages.load_passages(place)]
    assert any("道路" in text for text in kept)
    assert not [text for text in kept if "学校" in text and "居民高兴" in text]


def test_texts_that_development_questions_ask_about_are_not_learnt(place: Workplace) -> None:
    passages.run(place, SMALL.static.vocabulary.passages)
    learnt = {"".join(p.sentences) for p in passages.load_passages(place)}
    assert body(1) in learnt
    assert not learnt & {body(i) for i in (*range(8, 16), *range(38, 46))}


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


def ragged(rows: list[list[int]]) -> Ragged:
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return Ragged(np.array([i for row in rows for i in row], np.uint16), starts)


def test_bm25_scores_as_its_formula_does_by_hand() -> None:
    texts = [[1, 1, 2], [2, 3], [3, 3, 3, 3, 0]]
    weights = bm25(counts(ragged(texts), 5), k1=1.2, b=0.75).toarray()
    mean = (3 + 2 + 4) / 3  # unknown words (0) do not count
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / mean))
    assert weights[1, 0] == pytest.approx(expected, rel=1e-5)
    assert weights[1, 1] == weights[4].sum() == weights[0].sum() == 0


def test_a_rank_counts_what_stands_strictly_before_the_best_right_passage() -> None:
    scores = np.array([[0.9, 0.5, 0.7, 0.1], [0.0, 0.0, 0.0, 0.0]], np.float32)
    assert ranks(scores, [[1, 3], [2]]).tolist() == [3, 4]  # a tie counts against


def test_passages_of_one_document_are_no_negatives_of_each_other() -> None:
    settings = SMALL.static
    model = Bags(np.ones(10, np.float32), settings)
    ids = [np.array([i], np.uint16) for i in (1, 2, 3)]
    apart = [Pair(i, i, g) for i, g in zip(ids, (1, 2, 3), strict=True)]
    same = [pair._replace(group=1) for pair in apart]
    assert loss_of(model, same, 1.0).item() == pytest.approx(0, abs=1e-5)
    assert loss_of(model, apart, 1.0).item() > 0.1


def test_the_gradient_of_pooling_is_that_of_the_product() -> None:
    import torch

    settings = replace(SMALL.static, dimension=3)
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


def test_a_batch_is_the_same_for_the_same_step_and_another_for_the_next(place: Workplace) -> None:
    run_steps("static", place, with_steps(1))
    tokenizer = vocabulary.load_tokenizer(place)
    corpus = load_corpus(place.file("corpus.npz"))
    questions = load_questions(place, tokenizer, 250)
    first, again, other = (
        [p.query.tolist() for p in draw_batch(corpus, questions, SMALL.static, i)] for i in (1, 1, 2)
    )
    assert first == again != other


def test_the_share_of_meaning_is_chosen_by_the_first_ten_over_all_sets() -> None:
    def row(task: str, method: str, ten: float) -> evaluation.Measured:
        return evaluation.Measured(task, method, (0, 0, ten, 0))

    figures = [row("a", "words", 1), row("a", "static", 0), row("a", "fused 0.1", 0.5), row("a", "fused 0.2", 0.6)]
    figures += [row("b", "words", 1), row("b", "static", 0), row("b", "fused 0.1", 0.9), row("b", "fused 0.2", 0.6)]
    assert {m.method for m in chosen(figures)} == {"words", "static", "fused 0.1"}


def test_exported_weights_keep_the_directions_of_the_trained_ones(tmp_path: Path) -> None:
    run = np.random.default_rng(2).normal(size=(3, 16)).astype(np.float32) * 1e-4
    tokenizer = vocabulary.make_tokenizer([("[UNK]", 0.0), ("甲", -1.0), ("乙", -1.0)], "whole")
    write_model(tmp_path, tokenizer.to_str(), run)
    expected = run[1] / np.linalg.norm(run[1])
    np.testing.assert_allclose(StaticEmbedder(tmp_path).encode(["甲"])[0], expected, atol=1e-3)
