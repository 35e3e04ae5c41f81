"""The shipped model, read without torch, against sentence-transformers and against what texts mean."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.embedding import DEFAULT_MODEL, Embedder, EmbeddingError, StaticEmbedder, open_embedder
from index.segmentation import UNKNOWN, Segmenter, load_tokenizer

UNREADABLE = "𓀀𓂀"  # hieroglyphs: no Chinese vocabulary holds them


@pytest.fixture(scope="module")
def model() -> Embedder:
    return open_embedder(None)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def varied_texts() -> list[str]:
    """Fifty texts: long, short, mixed scripts, numbers, blanks, nothing known."""
    made = [
        f"{2000 + i}年第{i}个集群的产值为{i}.{i % 10}亿元，同比增长{i}%，企业{i * 137}家。" * (1 + i % 7)
        for i in range(40)
    ]
    odd = ["", " \n", "。，！", UNREADABLE, "一", "5G and AI", "ＡＢＣ１２３", "零\u200b宽", "1,234,567元", "Ünïcode ﬁ"]
    return made + odd


def by_sentence_transformers(texts: list[str], folder: Path) -> NDArray[np.float32]:
    """The library's own vectors, from a process of its own: its import would slow all other tests and trip their filters."""
    code = (
        "import json, sys; from index.embedding import TransformersEmbedder; from pathlib import Path\n"
        "e = TransformersEmbedder(Path(sys.argv[1]))\n"
        "assert e.name.startswith('transformers-') and e.dimension == 256\n"
        "print(json.dumps(e.encode(json.load(sys.stdin)).tolist()))"
    )
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return np.array(json.loads(done.stdout.splitlines()[-1]), np.float32)


def test_the_numpy_reader_and_sentence_transformers_give_the_same_vectors(model: Embedder) -> None:
    texts = varied_texts()
    assert len(texts) == 50
    np.testing.assert_allclose(model.encode(texts), by_sentence_transformers(texts, DEFAULT_MODEL), atol=1e-3)


def test_a_vector_is_the_normalised_sum_of_its_words_stored_vectors(model: Embedder, segmenter: Segmenter) -> None:
    stored = load_file(DEFAULT_MODEL / "0_StaticEmbedding" / "model.safetensors")["embedding.weight"].astype(np.float64)
    for text, ids in zip(varied_texts(), segmenter.ids(varied_texts()), strict=True):
        total = sum((stored[i] for i in ids), np.zeros(stored.shape[1]))
        length = np.linalg.norm(total)
        expected = total / length if length else total
        np.testing.assert_allclose(model.encode([text])[0], expected, atol=1e-4)


@pytest.mark.parametrize(
    ("text", "paraphrase", "unrelated"),
    [
        (
            "老板拖欠工资怎么办",
            "用人单位未及时足额支付劳动报酬的，劳动者可以解除合同",
            "夫妻双方自愿离婚的，应当签订书面离婚协议",
        ),
        ("工厂用上了机器人", "企业加快智能化改造，推广自动化生产线", "暑期旅游市场持续升温，景区游客增多"),
        ("房租涨价租客要搬走", "出租人提高租金，承租人要求解除租赁合同", "犯罪嫌疑人被依法逮捕"),
        ("芯片产业发展很快", "集成电路和半导体行业增长迅速", "小麦水稻等粮食作物喜获丰收"),
    ],
)
def test_a_paraphrase_is_nearer_than_an_unrelated_text(
    model: Embedder, text: str, paraphrase: str, unrelated: str
) -> None:
    asked, near, far = model.encode([text, paraphrase, unrelated])
    assert asked @ near > asked @ far + 0.1


@pytest.mark.parametrize("text", ["", "   ", "。？！", UNREADABLE, "\u200b"])
def test_a_text_without_any_known_word_has_no_direction(model: Embedder, text: str) -> None:
    vectors = model.encode(["制造业集群", text, "政策"])
    assert not vectors[1].any()
    np.testing.assert_allclose(np.linalg.norm(vectors[[0, 2]], axis=1), 1, atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_gives_a_unit_vector_or_zeros_and_the_same_in_any_company(texts: list[str]) -> None:
    model = open_embedder(None)
    vectors = model.encode(texts)
    assert vectors.shape == (len(texts), model.dimension)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-5))
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_allclose(model.encode([text])[0], vector, atol=1e-6)


def test_more_texts_than_fit_one_round_keep_their_order(model: Embedder) -> None:
    texts = [f"第{i}号文件" if i % 3 else "" for i in range(1300)]
    together = model.encode(texts)
    np.testing.assert_allclose(
        together[[0, 511, 512, 1024, 1299]], model.encode([texts[i] for i in (0, 511, 512, 1024, 1299)]), atol=1e-6
    )


def test_no_texts_give_no_rows(model: Embedder) -> None:
    assert model.encode([]).shape == (0, model.dimension)


def test_answering_with_the_shipped_model_never_imports_torch() -> None:
    code = (
        "import sys; from index.embedding import open_embedder; open_embedder(None).encode(['集群'])\n"
        "print([name for name in ('torch', 'sentence_transformers', 'scipy', 'index.training') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_name_tells_other_weights_from_the_same_ones(tmp_path: Path) -> None:
    same, other = (copy_of_shipped(tmp_path / name) for name in ("same", "other"))
    weights = other / "0_StaticEmbedding" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    shipped = open_embedder(None).name
    assert shipped.startswith("static-")
    assert open_embedder(same).name == shipped
    assert open_embedder(other).name != shipped


def copy_of_shipped(to: Path) -> Path:
    """A copy of the model without its card."""
    for file in DEFAULT_MODEL.rglob("*"):
        if file.is_file() and file.suffix != ".md":
            place = to / file.relative_to(DEFAULT_MODEL)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    return to


def test_a_missing_folder_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"“.*nowhere”不存在：请检查路径"):
        open_embedder(tmp_path / "nowhere")


def test_a_folder_of_another_kind_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"“.*”不是 sentence-transformers 格式的模型（缺少 modules\.json）"):
        open_embedder(tmp_path)


@pytest.mark.parametrize("damage", ["0_StaticEmbedding/model.safetensors", "0_StaticEmbedding/tokenizer.json"])
def test_an_incomplete_model_is_refused(tmp_path: Path, damage: str) -> None:
    folder = copy_of_shipped(tmp_path / "model")
    (folder / damage).unlink()
    with pytest.raises(EmbeddingError, match="不完整或已损坏"):
        open_embedder(folder)


def test_vectors_cut_short_are_refused(tmp_path: Path) -> None:
    folder = copy_of_shipped(tmp_path / "model")
    weights = folder / "0_StaticEmbedding" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(EmbeddingError, match="不完整或已损坏"):
        StaticEmbedder(folder)


def test_the_shipped_model_stays_small() -> None:
    assert sum(f.stat().st_size for f in DEFAULT_MODEL.rglob("*") if f.is_file()) < 30_000_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("专精特新“小巨人”企业", ["专精特新", "小巨人", "企业"]),
        ("产值达到20万亿元，增长10.2%。", ["产值", "达到", "20", "万亿元", "增长", "10.2%"]),
        ("ＣｈａｔＧＰＴ与5G", ["chatgpt", "与", "5g"]),
        ("数字\u200b经济", ["数字", "经济"]),
        ("，。！ \n", []),
    ],
)
def test_words_are_normalised_and_cut_as_a_reader_would(segmenter: Segmenter, text: str, words: list[str]) -> None:
    assert segmenter.words([text]) == [words]


def test_numbers_with_and_without_commas_are_the_same_words(segmenter: Segmenter) -> None:
    assert segmenter.words(["共1,234,567元"]) == segmenter.words(["共1234567元"])


def test_words_the_vocabulary_lacks_keep_their_spelling(segmenter: Segmenter) -> None:
    assert "".join(segmenter.words([f"发现{UNREADABLE}文物"])[0]) == f"发现{UNREADABLE}文物"
    assert UNKNOWN in segmenter.ids([UNREADABLE])[0]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="先进制造业集群产值20.5%ab ，。", max_size=40))
def test_no_letter_or_digit_of_a_text_is_lost(text: str) -> None:
    # Not so for a full stop that belongs to no number, for spaces and punctuation.
    def bare(value: str) -> str:
        return "".join(c for c in value if c.isalnum())

    assert bare("".join(Segmenter().words([text])[0])) == bare(text)


def test_a_text_has_the_same_vector_to_the_bit_alone_and_among_many() -> None:
    texts = [f"第{n}条 推动先进制造业集群发展，提升产业链供应链韧性{'和安全水平' * (n % 7)}。" for n in range(40)]
    embedder = open_embedder()
    together = embedder.encode(texts)
    alone = np.concatenate([embedder.encode([text]) for text in texts])
    assert together.tobytes() == alone.tobytes()


def test_a_vocabulary_is_read_once_and_again_when_it_changed(tmp_path: Path) -> None:
    folder = copy_of_shipped(tmp_path / "model")
    assert load_tokenizer(folder) is load_tokenizer(folder)
    path = folder / "0_StaticEmbedding" / "tokenizer.json"
    first = load_tokenizer(folder).get_vocab_size()
    stored = json.loads(path.read_text("utf-8"))
    stored["model"]["vocab"] = stored["model"]["vocab"][:-1]
    path.write_text(json.dumps(stored), "utf-8")
    assert load_tokenizer(folder).get_vocab_size() == first - 1
