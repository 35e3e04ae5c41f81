"""Small libraries for tests: made-up documents and an embedder that costs nothing."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.settings import IndexSettings

SETTINGS = IndexSettings(workers=1)
PLACES = ("临川", "青岭", "白水", "南浦")


class LetterEmbedder:
    """Counts letters into a few buckets; `texts` keeps what it was given."""

    dimension = 32

    def __init__(self, name: str = "letters-1") -> None:
        self.name = name
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors; zeros for a text without Han characters."""
        self.texts += texts
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            text.encode()  # as tokenizers do, it takes no lone surrogates
            for letter in text:
                if "一" <= letter <= "鿿":
                    row[ord(letter) % self.dimension] += 1
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return rows


def story(place: str, year: int) -> str:
    """A made-up document about a place."""
    paragraphs = [
        f"{place}市渔业合作社发展情况",
        f"{year}年，{place}市渔业合作社新建网箱{year % 97 + 3}口，投放鱼苗{year % 31 + 2}万尾。",
        f"{place}市提出，到{year + 5}年建成三个海洋牧场。渔民可以向合作社申请贷款。",
    ]
    return "\n\n".join(paragraphs) + "\n"


def write(folder: Path, **texts: str) -> Path:
    """A folder holding `<name>.txt` for each text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def write_stories(folder: Path, year: int = 2023) -> Path:
    """A folder of one story for each place."""
    return write(folder, **{f"d{n}": story(place, year + n) for n, place in enumerate(PLACES)})
