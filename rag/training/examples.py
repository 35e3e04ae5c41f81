"""Questions with answers -> feature rows of every unit found, with labels: the examples the ranker learns from.

Passages are put into small libraries of one topic each (k-means over their vectors), because a user's library is about one
field too: words that all its passages share tell nothing there, and negatives are near.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans

from index.building import build_library
from index.embedding import open_embedder
from index.library import Library
from index.settings import IndexSettings
from index.training.corpora import Row
from index.training.exclusion import Exclusion
from rag.asking.questions import analyse
from rag.choosing.scoring import weigh
from rag.finding.features import features, lens_of
from rag.finding.retrieval import retrieve
from rag.language.lexicon import fold
from rag.training.rows import answered_rows

_LIBRARY = 60  # passages of one library
_CANDIDATES = 30
_SEED = 1


@dataclass(frozen=True)
class Example:
    """One question: features of its units (units, features), which hold the answer, which are of the right document."""

    features: NDArray[np.float32]
    answers: NDArray[np.bool_]
    own: NDArray[np.bool_]


def examples(corpora: Path, name: str, most: int, exclusion: Exclusion) -> Iterator[Example]:
    """Examples of about `most` questions of a corpus (rows with query, passage, answers), in a fixed order.

    Rows that share a run of 13 characters with the excluded texts are left out.
    """
    rows = answered_rows(corpora, name, exclusion)
    passages = list(dict.fromkeys(str(r["passage"]) for r in rows))
    kept = min(1.0, most / max(1, len(rows)))
    chance = random.Random(_SEED)
    by_passage: dict[str, list[Row]] = {}
    for row in rows:
        by_passage.setdefault(str(row["passage"]), []).append(row)
    for group in by_topic(passages):
        with tempfile.TemporaryDirectory(prefix="jizheng-training-") as folder:
            asked = [(i, row) for i in group for row in by_passage[passages[i]] if chance.random() < kept]
            yield from _of_library(Path(folder), passages, group, asked)


def by_topic(passages: Sequence[str]) -> list[list[int]]:
    """Passages, by number, in groups of like ones that make a library each."""
    vectors = open_embedder(None).encode(passages)
    clusters = max(1, len(passages) // (3 * _LIBRARY))
    labels = MiniBatchKMeans(clusters, random_state=0, n_init=3).fit_predict(vectors)
    order = sorted(range(len(passages)), key=lambda i: (labels[i], i))
    return [order[i : i + _LIBRARY] for i in range(0, len(order), _LIBRARY)]


def _of_library(
    folder: Path, passages: Sequence[str], group: Sequence[int], asked: Sequence[tuple[int, Row]]
) -> Iterator[Example]:
    documents = folder / "documents"
    documents.mkdir()
    for i in group:
        (documents / f"d{i:06}.txt").write_text(passages[i], encoding="utf-8")
    settings = IndexSettings(workers=1)
    build_library(documents, folder / "library", settings)
    library = Library.open(folder / "library", settings)
    try:
        for i, row in asked:
            example = _example(library, f"d{i:06}", row)
            if example is not None:
                yield example
    finally:
        library.close()


def _example(library: Library, gold: str, row: Row) -> Example | None:
    question = analyse(str(row["query"]))
    evidence = retrieve(question, library, _CANDIDATES)
    if not question.terms or not evidence.units:
        return None
    lens = lens_of(question, weigh(question, evidence.found))
    wanted = [fold(str(a)) for a in row["answers"]]
    own = np.array([unit.document.id == gold for unit in evidence.units])
    holds = np.array([any(a in fold(unit.text) for a in wanted) for unit in evidence.units])
    return Example(np.array([features(lens, u) for u in evidence.units], np.float32), own & holds, own)
