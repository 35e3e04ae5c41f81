"""Step `evaluate`: how often a right passage is among the first k, by words, by meaning, and by both together.

Writes `evaluation.json`. BM25 runs over the same words and the same passages, in the same run. Models are chosen on these
sets; what is held back elsewhere stays unseen.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer
from tqdm import tqdm

from index.training import static, vocabulary
from index.training.development import Task, tasks
from index.training.pairs import Ragged, encode
from index.training.static import StaticSettings
from index.training.workplace import Workplace

STEP = "evaluate"
CUTS = (1, 5, 10, 100)


@dataclass(frozen=True)
class EvaluationSettings:
    """`k1`, `b`: BM25. `shares`: how much of the cosine is added to BM25 scaled to its top score; the best is reported."""

    k1: float = 1.2
    b: float = 0.75
    shares: tuple[float, ...] = (0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0)
    at_once: int = 64
    static: StaticSettings = field(default_factory=StaticSettings)


class Measured(NamedTuple):
    """Share of a set's queries with a right passage among the first `CUTS` found by a method."""

    task: str
    queries: int
    method: str
    found: tuple[float, ...]


def counts(rows: Ragged, entries: int) -> sparse.csr_matrix:
    """How often each word stands in each text: sparse, (texts, entries); unknown words are left out."""
    known = (rows.flat != 0).astype(np.float32)
    matrix = sparse.csr_matrix((known, rows.flat.astype(np.int32), rows.starts), shape=(len(rows.starts) - 1, entries))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def bm25(texts: sparse.csr_matrix, k1: float, b: float) -> sparse.csr_matrix:
    """The BM25 weight of each word in each text (Robertson; idf as in Lucene), sparse, (entries, texts)."""
    matrix = texts.tocsr().copy()
    lengths = np.asarray(texts.sum(axis=1)).ravel()
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    idf = np.log1p((matrix.shape[0] - frequency + 0.5) / (frequency + 0.5))
    norm = np.repeat(k1 * (1 - b + b * lengths / lengths.mean()), np.diff(matrix.indptr))
    matrix.data = (idf[matrix.indices] * matrix.data * (k1 + 1) / (matrix.data + norm)).astype(np.float32)
    return matrix.T.tocsr()


def unit_rows(texts: sparse.csr_matrix, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors of texts given as counts; zero rows stay zero."""
    sums: NDArray[np.float32] = texts @ vectors
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return sums


def ranks(scores: NDArray[np.float32], right: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """The rank of each row's best right passage, from 1; passages that tie with it stand before it."""
    best = np.array([row[list(r)].max() for row, r in zip(scores, right, strict=True)])
    tied = np.array([(row[list(r)] == b).sum() for row, r, b in zip(scores, right, best, strict=True)])
    found: NDArray[np.int64] = (scores >= best[:, None]).sum(axis=1) - tied + 1
    return found


class Judge:
    """A task's words and passages, ready to be searched with any word vectors."""

    def __init__(self, task: Task, tokenizer: Tokenizer, settings: EvaluationSettings) -> None:
        entries = tokenizer.get_vocab_size()
        self.task, self.settings = task, settings
        self.queries = counts(encode(tokenizer, task.queries), entries)
        self.passages = counts(encode(tokenizer, task.passages), entries)
        self.words = bm25(self.passages, settings.k1, settings.b)

    def scores(self, vectors: NDArray[np.float32]) -> Iterator[tuple[slice, NDArray[np.float32], NDArray[np.float32]]]:
        """(rows, scores by words scaled to their top, cosines) for a few queries at a time."""
        pool, asked = unit_rows(self.passages, vectors), unit_rows(self.queries, vectors)
        for start in range(0, asked.shape[0], self.settings.at_once):
            rows = slice(start, start + self.settings.at_once)
            words = (self.queries[rows] @ self.words).toarray()
            words /= np.maximum(words.max(axis=1, keepdims=True), 1e-12)
            yield rows, words, asked[rows] @ pool.T

    def measure(self, vectors: NDArray[np.float32], shares: Sequence[float]) -> list[Measured]:
        """Words, meaning, and every share of meaning added to words."""
        found: dict[str, list[NDArray[np.int64]]] = {}
        for rows, words, meaning in self.scores(vectors):
            right = self.task.right[rows]
            found.setdefault("words", []).append(ranks(words, right))
            found.setdefault("static", []).append(ranks(meaning, right))
            for share in shares:
                found.setdefault(f"fused {share:g}", []).append(ranks(words + share * meaning, right))
        joined = {method: np.concatenate(parts) for method, parts in found.items()}
        return [
            Measured(self.task.name, len(r), m, tuple(float((r <= k).mean()) for k in CUTS)) for m, r in joined.items()
        ]


def table(measured: Iterable[Measured]) -> str:
    """A Markdown table of the figures."""
    lines = [
        "| set (questions) | method | " + " | ".join(f"R@{k}" for k in CUTS) + " |",
        "|---|---|" + "---|" * len(CUTS),
    ]
    lines += [
        f"| {m.task} ({m.queries}) | {m.method} | " + " | ".join(f"{f:.3f}" for f in m.found) + " |" for m in measured
    ]
    return "\n".join(lines)


def chosen(measured: Sequence[Measured]) -> list[Measured]:
    """Words, meaning, and of the fused methods the one that is best at R@10 over all sets together."""
    fused = sorted({m.method for m in measured} - {"words", "static"})
    best = max(fused, key=lambda method: sum(m.found[CUTS.index(10)] for m in measured if m.method == method))
    return [m for m in measured if m.method in ("words", "static", best)]


def settings_of(place: Workplace, settings: EvaluationSettings) -> dict[str, Any]:
    """What the step's result depends on."""
    return {"sets": 5, "k1": settings.k1, "b": settings.b, "static": static.settings_of(place, settings.static)}


def load_measured(place: Workplace) -> list[Measured]:
    """The figures that the step wrote."""
    rows = json.loads(place.file("evaluation.json").read_text("utf-8"))
    return [Measured(task, queries, method, tuple(found)) for task, queries, method, found in rows]


def run(place: Workplace, settings: EvaluationSettings) -> None:
    """Measure the word vectors of the work folder, unless that is done; print the table."""
    if not place.finished(STEP, settings_of(place, settings)):
        tokenizer = vocabulary.load_tokenizer(place)
        vectors = np.load(place.file("static.npy"))
        size = settings.static.vocabulary.passages.size
        measured: list[Measured] = []
        for task in tqdm(tasks(place.corpora, size), desc="evaluate", total=5, unit="集"):
            if task.queries:
                measured += Judge(task, tokenizer, settings).measure(vectors, settings.shares)
        place.file("evaluation.json").write_text(json.dumps(measured), "utf-8")
        place.finish(STEP, settings_of(place, settings))
    print(table(load_measured(place)))
