"""Text that must not be learnt: whatever shares a run of characters with the documents and cases answers are judged on."""

import re
from collections.abc import Iterable
from pathlib import Path

_OTHER = re.compile(r"[\W_]+")
_SUFFIXES = {".txt", ".md", ".json", ".jsonl"}
GRAM = 13


def letters(text: str) -> str:
    """The text without white space and punctuation, lower case."""
    return _OTHER.sub("", text).lower()


def grams(text: str) -> set[str]:
    """All runs of `GRAM` letters of the text."""
    bare = letters(text)
    return {bare[i : i + GRAM] for i in range(len(bare) - GRAM + 1)}


class Exclusion:
    """Says of a text whether it shares a run of 13 letters with the excluded texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._grams: set[str] = set()
        for text in texts:
            self._grams |= grams(text)

    def __len__(self) -> int:
        return len(self._grams)

    def forbids(self, text: str) -> bool:
        """Whether the text must be left out."""
        bare, known = letters(text), self._grams
        return any(bare[i : i + GRAM] in known for i in range(len(bare) - GRAM + 1))


def read_exclusion(paths: Iterable[Path]) -> Exclusion:
    """The exclusion of all text files at or below the paths; a path that does not exist yet excludes nothing."""
    files = [f for path in paths for f in ([path] if path.is_file() else sorted(path.rglob("*")))]
    return Exclusion(f.read_text("utf-8", errors="replace") for f in files if f.suffix in _SUFFIXES)
