"""Step `passages`: the weights of `rag.choosing.reranking`, a softmax over the passages found for a question."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from index.building import build_library
from index.library import Library
from index.settings import IndexSettings
from index.training.exclusion import Exclusion
from rag.asking.questions import analyse
from rag.choosing.reranking import SIGNS, signs
from rag.finding.retrieval import retrieve
from rag.training.pools import Asked, Pool, sample

CANDIDATES = 50
_AS_SHIPPED = IndexSettings()
# The shipped vectors learnt the questions of train/ by heart (newsqa R@1 .70 there, .18 on dev): with their cosine, search looks
# so good in training that nothing else gets a weight (newsqa R@10 .670 on dev; learnt from words alone .69).
LEARNT_FROM = replace(_AS_SHIPPED, fusion=replace(_AS_SHIPPED.fusion, meaning_weight=0.0, lay_weight=0.0))
_DECAY = 1e-3
Passages = tuple[NDArray[np.float64], NDArray[np.bool_]]  # signs (passages, SIGNS), which are right


@contextmanager
def library_of(pool: Pool, settings: IndexSettings = _AS_SHIPPED) -> Iterator[Library]:
    """The library of a pool, in a temporary folder that is removed."""
    with tempfile.TemporaryDirectory(prefix=f"jizheng-{pool.name}-") as folder:
        place = Path(folder)
        build_library(pool.write(place / "documents"), place / "library", settings)
        library = Library.open(place / "library", settings)
        try:
            yield library
        finally:
            library.close()


def gather(pools: Sequence[Callable[[], Pool]], most: int, exclusion: Exclusion) -> list[Passages]:
    """The passages found for at most `most` questions of every set, where a right one is among them and a wrong one too."""
    found = []
    for make in pools:
        pool = make()
        with library_of(pool, LEARNT_FROM) as library:
            for name, asked in pool.questions.items():
                kept = [one for one in asked if not exclusion.forbids(one.query)]
                for one in tqdm(sample(kept, most), desc=name, unit="问"):
                    rows, right = _passages(library, one)
                    if right.any() and not right.all():
                        found.append((rows, right))
    return found


def _passages(library: Library, asked: Asked) -> Passages:
    question = analyse(asked.query)
    evidence = retrieve(question, library, CANDIDATES)
    rows = np.array(signs(question, evidence), float).reshape(-1, len(SIGNS))
    return rows, np.array([asked.right(one.chunk) for one in evidence.found], bool)


def fit(found: Sequence[Passages]) -> dict[str, float]:
    """The weights by name: the likelihood of the right passages under a softmax over all that were found."""
    rows = np.concatenate([inputs for inputs, _ in found])
    deviation = np.maximum(rows.std(0), 1e-6)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[Any]]:
        total, gradient = 0.0, np.zeros_like(weights)
        for inputs, right in found:
            scaled = inputs / deviation
            scores = scaled @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            met = shares * right
            total -= float(np.log(max(met.sum(), 1e-12)))
            gradient -= (met / max(met.sum(), 1e-12) - shares) @ scaled
        gradient = gradient / len(found) + 2 * _DECAY * weights
        return total / len(found) + _DECAY * float(weights @ weights), gradient

    best = minimize(loss, np.zeros(len(SIGNS)), jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 5) for name, weight in zip(SIGNS, best / deviation, strict=True)}


def write(path: Path, weights: dict[str, float]) -> None:
    """Write the weights as `rag.choosing.reranking` reads them."""
    path.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
