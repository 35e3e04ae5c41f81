"""Step `evaluate`: how often a right passage is among the first k, by words, by meaning, and by both together.

Writes `evaluation.json`. Words are the product's own word search over the same passages in the same run, fused as the product
fuses them (`index.library`). Models are chosen on these sets; what is held back elsewhere stays unseen.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer
from tqdm import tqdm

from index.search.keywords import Words, count_terms
from index.settings import WordSettings
from index.training import static, vocabulary
from index.training.development import Task, tasks
from index.training.pairs import Ragged, encode
from index.training.static import StaticSettings
from index.training.workplace import Workplace

STEP = "evaluate"
CUTS = (1, 5, 10, 100)


@dataclass(frozen=True)
class EvaluationSettings:
    """`shares`: how much of the cosine is added to the share that BM25 is of its highest; the best is reported."""

    words: WordSettings = field(default_factory=WordSettings)
    shares: tuple[float, ...] = (0.1, 0.2, 0.3, 0.5, 0.8)
    at_once: int = 5000  # passages
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


def unit_rows(texts: sparse.csr_matrix, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors of texts given as counts; zero rows stay zero."""
    sums: NDArray[np.float32] = texts @ vectors
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return sums


def rank(scores: NDArray[np.float32], right: Sequence[int]) -> int:
    """The rank of the best right passage, from 1; passages that tie with it stand before it."""
    best = scores[list(right)].max()
    tied = int((scores[list(right)] == best).sum())
    return int((scores >= best).sum()) - tied + 1


class Judge:
    """A task's words and passages, ready to be searched with any word vectors."""

    def __init__(self, task: Task, tokenizer: Tokenizer, settings: EvaluationSettings) -> None:
        entries = tokenizer.get_vocab_size()
        self.task, self.settings = task, settings
        self.queries = counts(encode(tokenizer, task.queries), entries)
        self.passages = counts(encode(tokenizer, task.passages), entries)
        self.words = _index(task.passages, settings.at_once)

    def scores(self, vectors: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.float32], NDArray[np.float32]]]:
        """(query, word scores as shares of the highest possible, cosines), query after query."""
        pool, asked = unit_rows(self.passages, vectors), unit_rows(self.queries, vectors)
        for i, query in enumerate(self.task.queries):
            judged = self.words.judged(query, self.settings.words)
            yield i, judged.scores / (judged.highest or 1.0), np.maximum(pool @ asked[i], 0)

    def measure(self, vectors: NDArray[np.float32], shares: Sequence[float]) -> list[Measured]:
        """Words, meaning, and every share of meaning added to words."""
        found: dict[str, list[int]] = {}
        for i, words, meaning in self.scores(vectors):
            right = self.task.right[i]
            found.setdefault("words", []).append(rank(words, right))
            found.setdefault("static", []).append(rank(meaning, right))
            for share in shares:
                found.setdefault(f"fused {share:g}", []).append(rank(words + share * meaning, right))
        return [
            Measured(self.task.name, len(r), m, tuple(sum(n <= k for n in r) / len(r) for k in CUTS))
            for m, r in found.items()
        ]


def _index(passages: Sequence[str], at_once: int) -> Words:
    counted = [count_terms(passages[i : i + at_once], i) for i in range(0, len(passages), at_once)]
    return Words.build(
        np.concatenate([part.packed for part in counted]), np.concatenate([part.lengths for part in counted])
    )


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
    return {"sets": 5, "words": asdict(settings.words), "static": static.settings_of(place, settings.static)}


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
