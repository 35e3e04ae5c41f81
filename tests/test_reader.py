"""The small reader at serving: what it reads of texts, what it refuses, and that it needs no torch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reader.inputs import Candidate, WordReader, code_points, folded, read, runs
from index.reader.model import ReaderError, ReaderModel
from tests.reader_kit import random_reader

QUESTION = "国家先进制造业集群有多少个？"
SENTENCES = [
    Candidate("截至2023年底，４５个国家先进制造业集群产值达到20万亿元。", "前一句谈产值。", "集群发展"),
    Candidate("规上工业企业5万余家，《规划》“十四五”提出目标。"),
    Candidate(""),
    Candidate("天气很好！", heading="国家先进制造业集群"),
]


@pytest.fixture(scope="module")
def words() -> WordReader:
    return WordReader()


@pytest.fixture(scope="module", params=[0, 2], ids=["convolution", "attention"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ReaderModel:
    folder = tmp_path_factory.mktemp("reader")
    random_reader(folder, heads=request.param)
    return ReaderModel(folder)


letter_texts = st.text("甲乙丙", min_size=1, max_size=12)


@given(letter_texts, letter_texts)
def test_runs_say_how_long_a_common_string_covers_each_pair_of_places(asked: str, told: str) -> None:
    def longest(i: int, j: int) -> int:
        if asked[i] != told[j]:
            return 0
        back = ahead = 0
        while min(i, j) > back and asked[i - back - 1] == told[j - back - 1]:
            back += 1
        while i + ahead + 1 < len(asked) and j + ahead + 1 < len(told) and asked[i + ahead + 1] == told[j + ahead + 1]:
            ahead += 1
        return back + ahead + 1

    expected = [[longest(i, j) for j in range(len(told))] for i in range(len(asked))]
    assert runs(code_points(asked), code_points(told)).tolist() == expected


@settings(max_examples=200)
@given(st.lists(st.text("集群20%，。《》 \u3000ＡbⅣ㎡鱻🙂\n", max_size=20), min_size=1, max_size=4))
def test_tokens_cover_every_visible_character_once_and_in_order(texts: list[str]) -> None:
    kept = [folded(text, 100) for text in texts]
    assert [len(k) for k in kept] == [len(t) for t in texts]  # offsets in the folded text are those of the text
    cut = WORDS.cut(kept)
    for n, text in enumerate(kept):
        own = cut.owner == n
        places = [i for a, b in zip(cut.start[own], cut.end[own], strict=True) for i in range(a, b)]
        assert [i for i in places if not text[i].isspace()] == [i for i, c in enumerate(text) if not c.isspace()]


WORDS = WordReader()


def test_a_word_of_the_question_is_told_where_it_stands(words: WordReader) -> None:
    inputs = read("制造业集群", [Candidate("制造业强", "集群好", "业集")], words)
    spelt = ["制造业集群"[a:b] for a, b in zip(inputs.question.start, inputs.question.end, strict=True)]
    assert spelt == ["制造业", "集群"]
    text_paired, before_paired, exact = (inputs.pair_features[0, :, column] for column in (0, 2, 8))
    assert text_paired.tolist() == [1, 0]
    assert before_paired.tolist() == [0, 1]
    assert exact.tolist() == [1, 0]
    assert inputs.pair_features[0, :, 4] == pytest.approx([1 / 3, 1 / 2])  # 业集 in the heading


def test_a_sentence_scores_the_same_alone_and_among_others(model: ReaderModel) -> None:
    together = model.score(QUESTION, SENTENCES)
    alone = [float(model.score(QUESTION, [sentence])[0]) for sentence in SENTENCES]
    np.testing.assert_allclose(together, alone, atol=1e-4)
    assert len(set(np.round(together, 4))) == len(SENTENCES)


def test_spans_are_characters_of_the_sentence_as_it_was_given(model: ReaderModel) -> None:
    text = SENTENCES[0].text
    spans = model.spans(QUESTION, SENTENCES[0], most=4)
    assert len(spans) > 1
    assert all(0 <= s.start < s.end <= len(text) and 0 < s.probability <= 1 for s in spans)
    assert sum(s.probability for s in spans) <= 1 + 1e-6
    assert [s.probability for s in spans] == sorted((s.probability for s in spans), reverse=True)
    covered = [i for s in spans for i in range(s.start, s.end)]
    assert len(covered) == len(set(covered))


def test_an_empty_sentence_has_a_score_and_no_span(model: ReaderModel) -> None:
    reading = model.reading(QUESTION, SENTENCES)
    assert np.isfinite(reading.scores).all()
    assert reading.spans[2] == ()
    assert model.reading(QUESTION, []).spans == ()
    assert model.score(QUESTION, []).shape == (0,)


def test_a_question_without_any_sign_is_refused(words: WordReader) -> None:
    with pytest.raises(ValueError, match="question ' ' has no word or sign"):
        read(" ", SENTENCES, words)
    with pytest.raises(ValueError, match="no sentence given"):
        read(QUESTION, [], words)


def test_a_folder_without_weights_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"none”不完整或已损坏.*请重新安装本产品，或重新导出模型"):
        ReaderModel(tmp_path / "none")


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    random_reader(tmp_path, heads=0)
    (tmp_path / "reader.safetensors").write_bytes(b"\x00" * 100)
    with pytest.raises(ReaderError, match="不完整或已损坏"):
        ReaderModel(tmp_path)


def test_weights_of_another_vocabulary_are_refused(tmp_path: Path) -> None:
    random_reader(tmp_path, heads=0)
    config = tmp_path / "config.json"
    config.write_text(config.read_text("utf-8").replace("48000", "47000"), "utf-8")
    with pytest.raises(ReaderError, match="不相符"):
        ReaderModel(tmp_path)


def test_weights_over_other_vectors_of_the_same_size_are_refused(tmp_path: Path) -> None:
    random_reader(tmp_path, heads=0)
    config = tmp_path / "config.json"
    sizes = json.loads(config.read_text("utf-8"))
    for other in ({"vectors": sizes["vectors"] ^ 1}, {"vectors": None}):
        config.write_text(json.dumps(sizes | other), "utf-8")
        with pytest.raises(ReaderError, match="请在这些词向量上重新训练"):
            ReaderModel(tmp_path)


def test_the_chance_of_a_place_is_that_of_its_first_and_last_token(model: ReaderModel, words: WordReader) -> None:
    candidate = SENTENCES[0]
    inputs = read(QUESTION, [candidate], words)
    _, start, end = (np.asarray(logits, np.float64) for logits in model.logits(inputs))
    tokens = list(zip(inputs.sentences.start.tolist(), inputs.sentences.end.tolist(), strict=True))
    likely = [np.exp(logits) / np.exp(logits).sum() for logits in (start, end)]
    places = [(a, b) for a, _ in tokens for _, b in tokens if a < b]
    expected = [
        np.log(likely[0][[t[0] for t in tokens].index(a)] * likely[1][[t[1] for t in tokens].index(b)])
        for a, b in places
    ]
    told = model.chances(QUESTION, candidate, np.array(places))
    np.testing.assert_allclose(told, np.maximum(expected, -20), atol=1e-3)


def test_a_place_within_tokens_counts_as_these_and_one_that_is_not_read_is_unlikely(model: ReaderModel) -> None:
    text = "制造业集群很强" + "，天气很好" * 60 + "。"
    inside, whole, behind = model.chances(
        "制造业怎么样？", Candidate(text), np.array([(1, 2), (0, 3), (len(text) - 3, len(text))])
    ).tolist()
    assert inside == whole > -20
    assert behind == -20
    assert model.chances(QUESTION, Candidate(""), np.array([(0, 1)])).tolist() == [-20]
    assert model.chances(QUESTION, SENTENCES[0], np.zeros((0, 2), np.int64)).shape == (0,)


def test_reading_takes_one_core_whatever_the_machine_has(tmp_path: Path) -> None:
    random_reader(tmp_path, heads=0)
    code = (
        "from pathlib import Path; from threadpoolctl import threadpool_info\n"
        "from index.reader.model import ReaderModel\n"
        f"ReaderModel(Path({str(tmp_path)!r}))\n"
        "print({pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas'})"
    )
    free = {name: value for name, value in os.environ.items() if not name.endswith("NUM_THREADS")}
    environment = free | {"OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "{1}"


def test_reading_imports_no_torch(tmp_path: Path) -> None:
    random_reader(tmp_path, heads=0)
    code = (
        "import sys; from pathlib import Path\n"
        "from index.reader.model import ReaderModel; from index.reader.inputs import Candidate\n"
        f"print(ReaderModel(Path({str(tmp_path)!r})).spans('谁？', Candidate('张三说。')))\n"
        "assert not {'torch', 'scipy', 'sentence_transformers'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "AnswerSpan" in done.stdout
