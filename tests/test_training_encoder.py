"""The encoder's training end to end on a corpus of a few made-up texts, and its parts against oracles by hand."""

import json
import lzma
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from index.reader.inputs import Candidate, WordReader, read
from index.reader.model import ReaderModel
from index.segmentation import DEFAULT_MODEL
from index.training.encoder import __main__ as command
from index.training.encoder import bi, cloze, evaluate, examples, export, finding, finetune, pretrain, running
from index.training.encoder.examples import Example, Place, of_passage, with_neighbours
from index.training.encoder.network import Batch, Group, Output, Texts, collate
from index.training.encoder.running import Pace
from index.training.encoder.settings import BiSettings, EncoderSettings, FinetuneSettings, PretrainSettings
from index.training.exclusion import Exclusion, read_exclusion
from index.training.passages import Passage
from index.training.workplace import Workplace
from tests.reader_kit import random_reader, small_shape

CITIES = ["砚溪", "临浦", "桐岭", "清河", "白沙", "东麓", "南屏", "云泽", "石门", "长汀", "青田", "松阳"]
THINGS = ["陶瓷", "轴承", "茶叶", "芯片", "纺织", "船舶", "药材", "钢材", "家具", "玻璃", "电池", "光缆"]


def body(i: int) -> str:
    city, thing = CITIES[i % 12], THINGS[(i * 5 + 1) % 12]
    return (
        f"{city}市位于山区的北部。{city}以生产{thing}闻名。{city}{thing}集群共有{i + 21}家企业，产值稳步增长！"
        f"《{city}{thing}发展规划》于{2000 + i}年3月印发。居民因此增收。"
    )


def asked(i: int) -> dict[str, Any]:
    city, thing = CITIES[i % 12], THINGS[(i * 5 + 1) % 12]
    questions = [
        (f"{city}{thing}集群有多少家企业？", f"{i + 21}家"),
        (f"{city}以生产什么闻名？", thing),
        (f"{city}{thing}发展规划何时印发？", f"{2000 + i}年3月"),
    ]
    query, answer = questions[i % 3]
    return {"query": query, "passage": body(i), "answers": [answer]}


def write_corpora(folder: Path) -> Path:
    """Files of every kind that the steps read."""
    law = {"law": "茶叶法", "chapter": "第一章 总则", "article": "第一条", "text": "茶叶应当依法管理。茶农应当登记。"}
    lay = {"query": "种茶要登记吗", "passages": {"茶叶法第一条": law["text"]}, "answer": "要。"}
    rows = [asked(i) for i in range(60)]
    files: dict[str, list[dict[str, Any]]] = {
        "text/news": [{"body": body(i)} for i in range(60, 100)],
        "text/laws": [law],
        "text/gov_work_reports": [{"title": "工作报告", "content": "".join(body(i) for i in range(60, 70))}],
        "train/xwlb": [{"query": f"{CITIES[i % 12]}新闻", "passage": body(i)} for i in range(70, 80)],
        "train/lecoqa": [lay],
        "dev/lecoqa": [],
        "dev/xwlb": [],
        "dev/newsqa": rows[48:54],
        "dev/drcd": rows[54:],
    }
    files |= {f"train/{name}": rows[:24] for name in ("cmrc", "taipei_faq")}
    files |= {"train/drcd": rows[24:36], "train/newsqa": rows[36:48]}
    files |= {f"train/{name}": [] for name in ("legal_counsel_with_article_v2", "zixun_gpt4")}
    for name, held in files.items():
        path = folder / f"{name}.jsonl.xz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with lzma.open(path, "wt", encoding="utf-8", preset=0) as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in held)
    return folder


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


@pytest.fixture
def place(corpora: Path, tmp_path: Path) -> Workplace:
    return Workplace(corpora, tmp_path / "work", (tmp_path / "seeds",), DEFAULT_MODEL)


def tiny(heads: int = 0, epochs: float = 4) -> EncoderSettings:
    return EncoderSettings(
        "tiny",
        small_shape(heads),
        PretrainSettings(steps=6, batch=4, window=24, others=50),
        FinetuneSettings(epochs=epochs, batch=4, most=6, rate=5e-3, clozes=12, cloze_share=0.4, neighbours=3),
        BiSettings(steps=6, batch=8, longest=40),
    )


PACE = Pace()


@pytest.mark.parametrize("heads", [0, 2], ids=["convolution", "attention"])
def test_all_steps_lead_from_corpora_to_a_reader_that_numpy_runs_as_torch_does(place: Workplace, heads: int) -> None:
    settings = tiny(heads)
    for step in command.STEPS.values():
        assert step(place, settings, PACE)
    model = export.load_reader(place, settings)
    model.load_state_dict({name: t.half().float() for name, t in model.state_dict().items()})
    served = ReaderModel(export.folder_of(place, settings))
    example = of_passage("临浦集群有多少家企业？", body(1), ["22家"], "临浦", 1)
    assert example is not None
    inputs = read(example.query, [*example.sentences, Candidate("")], WordReader())
    with torch.no_grad():
        expected = model(collate([inputs, inputs], torch.device("cpu")))
    for ours, theirs in zip(served.logits(inputs), expected, strict=True):
        np.testing.assert_allclose(np.tile(ours, 2), theirs.numpy(), atol=1e-3)
    figures = json.loads(place.file("tiny.finetune.evaluated.json").read_text("utf-8"))
    assert [(f["name"], f["questions"]) for f in figures] == [("newsqa", 6), ("drcd", 6)]


def test_the_reader_learns_to_point_at_answers_it_has_never_seen(place: Workplace) -> None:
    settings = tiny(epochs=60)
    assert finetune.run(place, settings, PACE)
    export.run(place, settings, PACE)
    unseen = [e for e, _ in examples.read_examples(place.corpora, "dev/drcd", Exclusion([]), {})]
    after = evaluate.measure("drcd", unseen, ReaderModel(export.folder_of(place, settings)))
    random_reader(place.work / "random", heads=0)
    before = evaluate.measure("drcd", unseen, ReaderModel(place.work / "random"))
    assert after.reader[0] == 1 > before.reader[0]
    assert after.f1 > before.f1 + 0.2


def test_training_twice_gives_the_same_bytes(place: Workplace, tmp_path: Path) -> None:
    def trained(name: str) -> bytes:
        here = replace(place, work=tmp_path / name)
        for step in (pretrain.run, finetune.run, export.run):
            assert step(here, tiny(), PACE)
        return (export.folder_of(here, tiny()) / "reader.safetensors").read_bytes()

    assert trained("first") == trained("second")


class Stopped(NamedTuple):
    """A step, the function it calls once a step of training, and the file it writes at its end."""

    module: Any
    function: str
    written: str


def stopping(at: int, of: Callable[..., object]) -> Callable[..., object]:
    calls = 0

    def counted(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls > at:
            raise KeyboardInterrupt
        return of(*given)

    return counted


@pytest.mark.parametrize(
    "step",
    [
        Stopped(pretrain, "draw", "tiny.context.pt"),
        Stopped(finetune, "choose", "tiny.finetune.reader.pt"),
        Stopped(bi, "draw", "tiny.bi.pt"),
    ],
    ids=["pretrain", "finetune", "bi"],
)
def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: Stopped
) -> None:
    whole = replace(place, work=tmp_path / "whole")
    assert step.module.run(whole, tiny(), PACE)
    with monkeypatch.context() as patch:
        patch.setattr(step.module, step.function, stopping(3, getattr(step.module, step.function)))
        with pytest.raises(KeyboardInterrupt):
            step.module.run(place, tiny(), Pace(keep=0))
    assert not place.file(step.written).exists()
    steps: list[int] = []
    rate_at = running.rate_at

    def noted(step: int, run: running.Run) -> float:
        steps.append(step)
        return rate_at(step, run)

    monkeypatch.setattr(running, "rate_at", noted)
    assert step.module.run(place, tiny(), PACE)
    assert steps[0] == 3
    first, second = (torch.load(p.file(step.written), weights_only=True) for p in (whole, place))
    assert first.keys() == second.keys()
    for name in first:
        assert torch.equal(first[name], second[name]), name


def test_time_that_is_up_stops_a_step_and_says_so(place: Workplace) -> None:
    given = ["finetune", "--corpora", str(place.corpora), "--work", str(place.work), "--minutes", "0", "--exclude"]
    assert command.main(given) == command.UNFINISHED
    assert place.file("small.finetune.checkpoint.pt").exists()
    assert not place.file("small.finetune.done.json").exists()


def test_a_checkpoint_of_other_settings_is_not_gone_on_from(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not pretrain.run(place, tiny(), Pace(minutes=0))
    with monkeypatch.context() as patch:
        patch.setattr(pretrain, "draw", stopping(3, pretrain.draw))
        with pytest.raises(KeyboardInterrupt):
            pretrain.run(place, tiny(), Pace(keep=0))
    other = replace(tiny(), pretrain=replace(tiny().pretrain, rate=1e-4))
    drawn: list[int] = []
    draw = pretrain.draw

    def noted(*given: Any) -> object:  # noqa: ANN401
        drawn.append(given[-1])
        return draw(*given)

    monkeypatch.setattr(pretrain, "draw", noted)
    assert pretrain.run(place, other, PACE)
    assert drawn == list(range(6))


def test_the_reader_starts_from_the_pretrained_context(place: Workplace) -> None:
    plain, _ = finetune.build(place, tiny())
    assert pretrain.run(place, tiny(), PACE)
    started, _ = finetune.build(place, tiny())
    learnt = torch.load(place.file("tiny.context.pt"), weights_only=True)
    assert torch.equal(started.context.state_dict()["project.weight"], learnt["project.weight"])
    assert not torch.equal(plain.context.state_dict()["project.weight"], learnt["project.weight"])


def test_nothing_that_shares_thirteen_letters_with_the_product_is_learnt(place: Workplace) -> None:
    seeds = place.exclude[0]
    seeds.mkdir()
    (seeds / "a.txt").write_text(body(4) + body(72), "utf-8")
    exclusion = read_exclusion(place.exclude)
    real, made = finetune.gather(place, tiny(), exclusion)
    texts = [s.text for e in (*real, *made) for s in (*e.sentences, *e.neighbours)]
    assert any("临浦" in text for text in texts)
    assert not [text for text in texts if exclusion.forbids(text)]
    assert not [text for text in texts if "白沙" in text and "25家" in text]
    assert not [pair for pair in bi.gather(place, tiny()) if exclusion.forbids(pair.passage)]


def test_questions_on_passages_that_are_held_back_are_not_learnt(place: Workplace) -> None:
    real, _ = finetune.gather(place, tiny(), Exclusion([]))
    held = [body(i) for i in range(48) if examples.held_back(body(i))]
    assert held
    firsts = {e.sentences[2].text for e in real if len(e.sentences) > 2}
    assert firsts
    assert not [text for text in held if examples.cut_sentences(text)[2] in firsts]


def test_texts_of_the_development_questions_are_not_learnt(place: Workplace) -> None:
    real, made = finetune.gather(place, tiny(), Exclusion([]))
    learnt = {s.text for e in (*real, *made) for s in (*e.sentences, *e.neighbours)}
    assert not learnt & {s for i in range(48, 54) for s in examples.cut_sentences(body(i)) if str(i + 21) in s}


def test_a_larger_share_of_the_questions_holds_every_smaller_one() -> None:
    rows = [Example(f"问{i}", (), (), (), i // 2) for i in range(400)]
    shares = [{e.query for e in finetune.subset(rows, f)} for f in (0.25, 0.5, 1.0)]
    assert shares[0] < shares[1] < shares[2]
    assert [len(s) for s in shares] == pytest.approx([100, 200, 400], rel=0.25)


def test_missing_corpora_are_named_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["finetune", "--corpora", str(tmp_path / "none"), "--work", str(tmp_path / "work"), "--exclude"]
    assert command.main(given) == 1
    assert ".jsonl.xz”不存在：请用 --corpora" in capsys.readouterr().err


def test_exporting_before_training_names_the_step_to_run(place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["export", "--corpora", str(place.corpora), "--work", str(place.work)]) == 1
    assert "请先运行 finetune" in capsys.readouterr().err


def test_an_example_marks_every_sentence_that_holds_an_answer() -> None:
    found = of_passage("多少？", "甲有20家企业。乙有20家工厂！丙没有企业。", ["20家", "20"], "题", 1)
    assert found is not None
    assert [s.text for s in found.sentences] == ["甲有20家企业。", "乙有20家工厂！", "丙没有企业。"]
    assert [s.before for s in found.sentences] == ["", "甲有20家企业。", "乙有20家工厂！"]
    assert found.right == (True, True, False)
    assert found.spans == ((Place(2, 4), Place(2, 5)), (Place(2, 4), Place(2, 5)), ())
    assert of_passage("多少？", "甲有5家。" * 5, ["5家"], "", 1) is None  # in which of them, nobody knows
    assert of_passage("多少？", "甲有5家企业。乙有6家企业。", ["7家"], "", 1) is None


def test_near_misses_are_of_other_passages_and_hold_no_answer() -> None:
    texts = ["砚溪的集群有二十家企业。", "砚溪的集群在北部。", "临浦的集群有二十家企业。", "临浦的集群在南部。"]
    first = of_passage("砚溪的集群有多少家企业", "".join(texts[:2]), ["二十家"], "", 1)
    second = of_passage("临浦的集群在哪里", "".join(texts[2:]), ["南部"], "", 2)
    assert first is not None
    assert second is not None
    near = with_neighbours([first, second], 5)
    assert [c.text for c in near[0].neighbours] == [texts[3]]  # its second sentence gives 二十家 as well
    assert {c.text for c in near[1].neighbours} == set(texts[:2])


def test_the_loss_is_the_surprise_at_what_is_right() -> None:
    # One question of two sentences (scores 0 and log 3), the second right; its tokens start 0 and log 3, the first right.
    score = torch.tensor([0.0, np.log(3.0)])
    token = torch.tensor([5.0, 0.0, np.log(3.0)])
    owner = torch.tensor([0, 1, 1])
    nothing = torch.zeros(0)
    batch = Batch(
        Texts(nothing, nothing), Texts(owner, owner), nothing, nothing, torch.zeros(2, 1), [], [Group(0, 0, 0, 3, 0, 2)]
    )
    labels = finetune.Labels(
        torch.tensor([False, True]), torch.tensor([False, True, False]), torch.tensor([False, True, True])
    )
    loss = finetune.loss_of(Output(score, token, token), batch, labels, 0.5)
    assert loss.item() == pytest.approx(-np.log(0.75) + 0.5 * -np.log(0.25) + 0.5 * -np.log(1.0), abs=1e-5)


@given(st.integers(0, 10_000))
def test_a_made_question_asks_for_words_that_it_does_not_give(seed: int) -> None:
    chance = np.random.default_rng(seed)
    passage = Passage("news", "d", "标题", examples.cut_sentences(body(seed % 40)))
    made = cloze.of_passage(passage, -1, chance)
    assert made is not None
    at = made.right.index(True)
    assert sum(made.right) == 1
    ((start, end),) = made.spans[at]
    answer = made.sentences[at].text[start:end]
    assert answer
    assert answer not in made.query
    assert any(word in made.query for word in ("多少", "什么", "何时", "哪", "怎样", "谁"))


def test_passages_of_one_group_are_no_negatives_of_each_other() -> None:
    vectors = torch.eye(3)
    assert bi.loss_of(vectors, vectors, ["a", "a", "a"], 1.0).item() == pytest.approx(0, abs=1e-5)
    apart = bi.loss_of(vectors, vectors, ["a", "b", "c"], 1.0).item()
    assert apart == pytest.approx(1.5 * -np.log(np.e / (np.e + 2)), abs=1e-5)


def test_an_untrained_bi_encoder_gives_the_shipped_vectors(place: Workplace) -> None:
    from index.embedding import StaticEmbedder

    model, _ = bi.build(place, tiny())
    texts = ["先进制造业集群", "产值达到20万亿元"]
    found = bi.vectors_of(model.eval(), texts, WordReader(), 40, "cpu").detach().numpy()
    np.testing.assert_allclose(found, StaticEmbedder(DEFAULT_MODEL).encode(texts), atol=2e-3)


def test_recall_counts_ties_against_the_right_passage() -> None:
    rows = [np.array([0.9, 0.5, 0.7], np.float32), np.array([0.2, 0.2, 0.1], np.float32)]
    assert finding.recalls(rows, [[2], [1]])[:2] == (0.0, 1.0)
    assert finding.recalls(rows, [[0, 1], [1]])[:2] == (0.5, 1.0)


def test_what_was_gathered_is_gathered_anew_where_more_must_be_left_out(place: Workplace) -> None:
    real, _ = finetune.gather(place, tiny(), read_exclusion(place.exclude))
    assert [e for e in real if "白沙" in e.query]
    place.exclude[0].mkdir()
    (place.exclude[0] / "a.txt").write_text("".join(body(i) for i in range(4, 48, 12)), "utf-8")
    real, _ = finetune.gather(place, tiny(), read_exclusion(place.exclude))
    assert real
    assert not [e for e in real if "白沙" in e.query]
