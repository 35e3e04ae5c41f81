"""Vectors of texts: the model shipped with the product, or any sentence-transformers model on disk.

The shipped model is a table of word vectors, read with numpy and `tokenizers` alone: a first vector within a second of
process start, where importing sentence-transformers takes five to seven. Nothing here ever uses the network.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Encoding

from index.segmentation import DEFAULT_MODEL, load_tokenizer, static_folder

__all__ = ["DEFAULT_MODEL", "Embedder", "EmbeddingError", "StaticEmbedder", "TransformersEmbedder", "open_embedder"]

_WEIGHTS = "model.safetensors"
_VECTORS = "embedding.weight"
_AT_ONCE = 1024  # texts
_FEW = 8  # up to so many texts it is not worth importing scipy
_DIGITS = 12


class EmbeddingError(Exception):
    """A model cannot be used; the message names the folder and the remedy."""


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their nearness."""

    @property
    def name(self) -> str:
        """Kind and hash of the weights: the same name means the same vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the texts, shape (texts, dimension), length 1; zeros for a text without any known word."""
        ...


class StaticEmbedder:
    """The mean of a text's word vectors, from a `StaticEmbedding` folder in sentence-transformers format.

    The stored vectors carry the weight of their words in their length, so the plain mean is the weighted one.
    Errors: `EmbeddingError` where the folder lacks the vectors or the vocabulary, or they do not fit together.
    """

    def __init__(self, folder: Path) -> None:
        place = static_folder(folder)
        if place is None:
            raise EmbeddingError(_not_a_model(folder))
        try:
            self._tokenizer = load_tokenizer(folder)
            with safe_open(str(place / _WEIGHTS), framework="numpy") as stored:
                self._vectors: NDArray[Any] = stored.get_tensor(_VECTORS)
        except (OSError, SafetensorError) as error:
            raise EmbeddingError(
                f"模型文件夹“{folder}”不完整或已损坏（{error}）：请重新复制该模型，或重新安装本产品"
            ) from error
        if self._vectors.ndim != 2 or len(self._vectors) < self._tokenizer.get_vocab_size():
            raise EmbeddingError(f"模型文件夹“{folder}”的词表与向量不相符（{self._vectors.shape}）：请重新复制该模型")
        self._files = (place / "tokenizer.json", place / _WEIGHTS)

    @cached_property
    def name(self) -> str:
        """`static-` and the hash of vocabulary and vectors."""
        return f"static-{_hash_of(self._files)}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the texts, shape (texts, dimension), length 1; zeros for a text without any known word.

        A text has the same vector, to the bit, whatever texts it is encoded with.
        """
        if len(texts) <= _FEW:
            return _unit(self._few(texts))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        table = self._vectors.astype(np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            vectors[start : start + len(part)] = self._many(part, table)
        return _unit(vectors)

    def _few(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Sums of word vectors; gathers only those concerned, and imports nothing for it."""
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for row, encoding in enumerate(self._encodings(texts)):
            np.add.reduce(self._vectors[np.asarray(encoding.ids, np.int64)].astype(np.float32), axis=0, out=sums[row])
        return sums

    def _many(self, texts: Sequence[str], table: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same sums, added in the same order, as a sparse product: half the time of a dense one, and no idle threads."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - a query needs none of it

        ids = [encoding.ids for encoding in self._encodings(texts)]
        ends = np.cumsum([0, *map(len, ids)])
        words = np.fromiter(chain.from_iterable(ids), np.int32, int(ends[-1]))
        counts = csr_matrix((np.ones(len(words), np.float32), words, ends), (len(ids), len(table)))
        return np.asarray(counts @ table, np.float32)

    def _encodings(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)


class TransformersEmbedder:
    """Any model folder in sentence-transformers format (bge, Qwen3-Embedding, …), run by that library.

    Errors: `EmbeddingError` where the library cannot load the folder.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "modules.json").is_file():
            raise EmbeddingError(_not_a_model(folder))
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds; most users never need it

        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as error:  # the library raises whatever its parts raise
            raise EmbeddingError(
                f"模型“{folder}”无法载入（{error}）：请检查该文件夹是否为完整的 sentence-transformers 模型"
            ) from error
        self._folder = folder

    @cached_property
    def name(self) -> str:
        """`transformers-` and the hash of all files but the texts about the model."""
        files = (f for f in sorted(self._folder.rglob("*")) if f.is_file() and f.suffix not in {".md", ".txt"})
        return f"transformers-{_hash_of(files)}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.encode(["一"]).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the texts, shape (texts, dimension), length 1; zeros for blank texts."""
        found = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        vectors = np.array(found, np.float32)
        # In 16 bits the library divides a zero vector by zero; FAISS answers NaN with the last row, a false hit.
        vectors[~np.isfinite(vectors).all(axis=1)] = 0.0
        vectors[[i for i, text in enumerate(texts) if not text.strip()]] = 0.0
        return _unit(vectors)


def open_embedder(folder: Path | None = None) -> Embedder:
    """The model in the folder, or the shipped one.

    Word vectors are read without torch, all other models through sentence-transformers.
    Errors: `EmbeddingError` where the folder is missing or holds no such model.
    """
    place = DEFAULT_MODEL if folder is None else folder
    if not place.is_dir():
        raise EmbeddingError(f"模型文件夹“{place}”不存在：请检查路径，或不设置模型而使用自带的模型")
    words = static_folder(place)
    return StaticEmbedder(place) if words is not None and _plain(words) else TransformersEmbedder(place)


def _plain(words: Path) -> bool:
    # Word vectors of model2vec may be stored with a mapping and weights apart; the library knows how to fold them.
    if not (words / _WEIGHTS).is_file():
        return True  # damaged, and said so by the reader
    with safe_open(str(words / _WEIGHTS), framework="numpy") as stored:
        return _VECTORS in stored.keys()  # noqa: SIM118 - not a mapping


def _not_a_model(folder: Path) -> str:
    return f"文件夹“{folder}”不是 sentence-transformers 格式的模型（缺少 modules.json）：请指明含有该文件的模型文件夹"


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


def _hash_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stored:
            digest.update(hashlib.file_digest(stored, "sha256").digest())
    return digest.hexdigest()[:_DIGITS]
