"""Likeness of single words, by the word vectors of the shipped model, whichever model a library uses."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from index.segmentation import DEFAULT_MODEL, UNKNOWN, load_tokenizer, static_folder


def likeness(words: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    """Likeness (0..1) of each of `words` to each of `others`, shape (words, others); 1 for the same word, 0 for unknown ones."""
    if not words or not others:
        return np.zeros((len(words), len(others)))
    cosines = np.stack([vector(w) for w in words]) @ np.stack([vector(o) for o in others]).T
    same = np.array([[w == o for o in others] for w in words])
    found: NDArray[np.float64] = np.where(same, 1.0, np.clip(cosines, 0.0, 1.0))
    return found


@lru_cache(maxsize=8192)
def vector(word: str) -> NDArray[np.float64]:
    """The vector of a word, of length 1; zeros where the vocabulary lacks it."""
    table, ids = _table()
    i = ids(word)
    row = np.asarray(table[UNKNOWN if i is None else i], np.float64)
    length = float(np.linalg.norm(row))
    return row / length if i is not None and i != UNKNOWN and length else np.zeros_like(row)


@cache
def _table() -> tuple[Any, Any]:
    place = static_folder(DEFAULT_MODEL)
    stored: Any = safe_open(str(place / "model.safetensors"), framework="numpy")  # type: ignore[operator]
    return stored.get_slice("embedding.weight"), load_tokenizer(DEFAULT_MODEL).token_to_id
