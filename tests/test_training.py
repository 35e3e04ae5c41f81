"""Training end to end on a corpus of a few made-up texts."""

import json
import lzma
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import StaticEmbedder
from index.segmentation import Segmenter
from index.training import passages, static, vocabulary
from index.training.__main__ import main, run_steps
from index.training.evaluation import EvaluationSettings
from index.training.pairs import load_corpus, load_questions
from index.training.static import StaticSettings, draw_batch
from index.training.vocabulary import VocabularySettings
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
    assert all(f"| {name} | static |" in card for name in ("newsqa (8)", "lecoqa (4)", "xwlb (8)", "drcd (8)"))


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


def test_a_batch_is_the_same_for_the_same_step_and_another_for_the_next(place: Workplace) -> None:
    run_steps("static", place, with_steps(1))
    tokenizer = vocabulary.load_tokenizer(place)
    corpus = load_corpus(place.file("corpus.npz"))
    questions = load_questions(place, tokenizer, 250)
    first, again, other = (
        [p.query.tolist() for p in draw_batch(corpus, questions, SMALL.static, i)] for i in (1, 1, 2)
    )
    assert first == again != other
