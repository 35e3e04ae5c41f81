"""The program a good engineer would write without this project: rjieba, tokenizers, faiss and bm25s on ready chunks.

It is the yardstick of `make bench`, so it has no handicaps: batches everywhere, sparse sums, mapped files, one FAISS thread.
What it lacks is what the project adds: reading damaged documents, offsets, checked files, versions, partial rebuilds.

```
python -m eval.rival build CHUNKS FOLDER --model MODEL      CHUNKS: JSON lines {"key", "text", …}; the key is indexed
python -m eval.rival search FOLDER QUESTION --model MODEL
python -m eval.rival serve-queries FOLDER QUESTIONS --model MODEL     QUESTIONS: a JSON list of strings
```
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import faiss
import numpy as np
import rjieba
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from eval.bench_measure import Stages, memory_now, time_each
from eval.bench_records import RIVAL_TEXTS

Vectors = NDArray[np.float32]

_PLACES, _VECTORS, _WORDS = "texts.places.npy", "vectors.faiss", "words"
_AT_ONCE = 1024
_CANDIDATES = 100
_MEANING_WEIGHT = 0.3


@dataclass(frozen=True)
class Found:
    """A chunk found: its number (from 0, in the order of the chunks given), its fused score, its text."""

    chunk: int
    score: float
    text: str


class StaticModel:
    """Mean word vectors of a `StaticEmbedding` folder (`tokenizer.json`, `model.safetensors`)."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        with safe_open(str(folder / "model.safetensors"), framework="numpy") as stored:
            self._vectors: NDArray[Any] = stored.get_tensor("embedding.weight")

    def encode_all(self, texts: Sequence[str]) -> Vectors:
        """Vectors of many texts, shape (texts, dimension), length 1."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - only a build needs it

        table = self._vectors.astype(np.float32)
        vectors = np.empty((len(texts), table.shape[1]), np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            ids = [
                e.ids
                for e in self._tokenizer.encode_batch_fast(texts[start : start + _AT_ONCE], add_special_tokens=False)
            ]
            ends = np.cumsum([0, *(len(row) for row in ids)])
            places = np.fromiter((i for row in ids for i in row), np.int32, ends[-1])
            counts = csr_matrix((np.ones(len(places), np.float32), places, ends), (len(ids), len(table)))
            vectors[start : start + len(ids)] = counts @ table
        return _unit(vectors)

    def encode(self, text: str) -> Vectors:
        """The vector of one text, shape (1, dimension)."""
        ids = np.asarray(self._tokenizer.encode(text, add_special_tokens=False).ids, np.int64)
        return _unit(self._vectors[ids].astype(np.float32).sum(axis=0, keepdims=True))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


def cut(text: str) -> list[str]:
    """The words of a text, lower case, without punctuation."""
    return [word for word in rjieba.cut(text.lower()) if word[0].isalnum()]


def build(chunks: Path, folder: Path, model: StaticModel, stages: Stages) -> int:
    """Index a file of chunks into a folder; gives their number."""
    folder.mkdir(parents=True)
    stages.enter("存文本")
    keys = list(_stored(chunks, folder))
    stages.enter("切词")
    vocabulary: dict[str, int] = {}
    number = vocabulary.setdefault
    ids = [[number(word, len(vocabulary)) for word in cut(key)] for key in keys]
    stages.enter("BM25")
    words = bm25s.BM25(k1=0.8, b=0.5)
    words.index((ids, vocabulary), show_progress=False)
    words.save(folder / _WORDS, show_progress=False)
    del ids, vocabulary, words
    stages.enter("向量")
    vectors = model.encode_all(keys)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / _VECTORS))
    return len(keys)


def _stored(chunks: Path, folder: Path) -> Iterator[str]:
    """The keys of the chunks; their texts go to a file of their own on the way."""
    places = [0]
    with chunks.open(encoding="utf-8") as lines, (folder / RIVAL_TEXTS).open("wb") as texts:
        for line in lines:
            record = json.loads(line)
            key = str(record.pop("key"))
            texts.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            places.append(texts.tell())
            yield key
    np.save(folder / _PLACES, np.array(places, np.int64))


class Rival:
    """An index folder, open for search."""

    def __init__(self, folder: Path, model: StaticModel) -> None:
        faiss.omp_set_num_threads(1)
        self._model = model
        self._words = bm25s.BM25.load(folder / _WORDS, mmap=True, show_progress=False)
        self._vectors = faiss.read_index(str(folder / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
        self._places = np.load(folder / _PLACES)
        self._texts = (folder / RIVAL_TEXTS).open("rb")

    def search(self, question: str, top_k: int = 10) -> list[Found]:
        """The best chunks by words and meaning, best first."""
        said = self._said(question)
        vector = self._model.encode(question)
        _, near = self._vectors.search(vector, min(_CANDIDATES, self._vectors.ntotal))
        candidates = np.union1d(near[0], _largest(said, _CANDIDATES))
        meant = self._vectors.reconstruct_batch(candidates) @ vector[0]
        scores = said[candidates] / (said.max() or 1.0) + _MEANING_WEIGHT * np.maximum(meant, 0)
        return [Found(int(candidates[i]), float(scores[i]), self._text(candidates[i])) for i in _largest(scores, top_k)]

    def _said(self, question: str) -> Vectors:
        ids = self._words.get_tokens_ids(cut(question))
        scores: Vectors = self._words.get_scores_from_ids(ids) if ids else np.zeros(self._vectors.ntotal, np.float32)
        return scores

    def _text(self, chunk: int) -> str:
        self._texts.seek(self._places[chunk])
        return str(json.loads(self._texts.readline())["text"])

    def close(self) -> None:
        """Let the file of texts go."""
        self._texts.close()


def _largest(scores: Vectors, k: int) -> NDArray[np.int64]:
    """Places of the `k` largest scores, largest first."""
    best = np.argpartition(scores, -k)[-k:] if k < len(scores) else np.arange(len(scores))
    return best[np.argsort(-scores[best], kind="stable")]


def _build(arguments: argparse.Namespace) -> None:
    stages = Stages("启动")
    chunks = build(arguments.chunks, arguments.folder, StaticModel(arguments.model), stages)
    print(json.dumps({"chunks": chunks, "stages": stages.finish()}, ensure_ascii=False))


def _search(arguments: argparse.Namespace) -> None:
    for found in Rival(arguments.folder, StaticModel(arguments.model)).search(arguments.question):
        print(f"{found.score:.3f}  {found.text}")


def _serve_queries(arguments: argparse.Namespace) -> None:
    rival = Rival(arguments.folder, StaticModel(arguments.model))
    times = time_each(rival.search, json.loads(arguments.questions.read_text("utf-8")))
    print(json.dumps({**times, **memory_now()}))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.rival", description="make bench 的对照程序")
    commands = parser.add_subparsers(required=True)
    for name, does, places in (
        ("build", _build, ("chunks", "folder")),
        ("search", _search, ("folder", "question")),
        ("serve-queries", _serve_queries, ("folder", "questions")),
    ):
        command = commands.add_parser(name)
        command.set_defaults(does=does)
        for place in places:
            command.add_argument(place, type=str if place == "question" else Path)
        command.add_argument("--model", type=Path, required=True)
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; figures go to standard output as JSON."""
    chosen = _parser().parse_args(arguments)
    chosen.does(chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
