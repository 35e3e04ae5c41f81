"""Words of a text, by the vocabulary of the shipped model: the same for meaning and for word search."""

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

DEFAULT_MODEL = Path(__file__).parent / "model"
UNKNOWN = 0  # id of whatever the vocabulary lacks


def static_folder(folder: Path) -> Path | None:
    """Where a model folder in sentence-transformers format keeps its word vectors; None where it is of another kind."""
    modules = folder / "modules.json"
    if not modules.is_file():
        return None
    first = json.loads(modules.read_text("utf-8"))[0]
    return folder / first["path"] if str(first["type"]).endswith(".StaticEmbedding") else None


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder with word vectors, without padding and truncation; not to be changed, for it is shared.

    Errors: `FileNotFoundError` naming the folder and the remedy.
    """
    place = static_folder(folder)
    if place is None or not (place / "tokenizer.json").is_file():
        raise FileNotFoundError(
            f"文件夹“{folder}”中没有词表（tokenizer.json）：请指明词向量模型的文件夹，或重新安装本产品"
        )
    return _read(place / "tokenizer.json", (place / "tokenizer.json").stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Tokenizer:
    # 40 ms and 10 MB each time, and search, words, vectors and reader all want it.
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class Segmenter:
    """Cuts texts into words: NFKC, lower case, without punctuation and white space.

    Numbers, Latin words and runs of Han characters are cut apart first; a run of Han characters becomes the most probable
    sequence of words of the vocabulary, unknown ones fall into characters.
    """

    def __init__(self, folder: Path = DEFAULT_MODEL) -> None:
        self._tokenizer = load_tokenizer(folder)
        self._spelling = [self._tokenizer.id_to_token(i) or "" for i in range(self.size)]

    @property
    def size(self) -> int:
        """Number of entries of the vocabulary; ids are below it."""
        return int(self._tokenizer.get_vocab_size())

    def rarity(self, word: str) -> float:
        """How rare a word is in running text, about 0 (的) to 1 (the rarest known); a word the vocabulary lacks is as rare.

        By its rank, the vocabulary being in order of frequency (Zipf's law: rank and frequency fall together in logarithms).
        """
        rank = self._tokenizer.token_to_id(word)
        return 1.0 if rank is None or rank == UNKNOWN else math.log(rank + 1) / math.log(self.size)

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """The words of each text in order, in normalised spelling; unknown characters stand as they are."""
        return [
            self._spelt(text) if UNKNOWN in ids else [self._spelling[i] for i in ids]
            for text, ids in zip(texts, self.ids(texts), strict=True)
        ]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the words of a text stand in it, in order; what is no word is left out."""
        found: list[tuple[int, int]] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return found

    def _spelt(self, text: str) -> list[str]:
        # The fast encoding gives no spelling, and all unknown characters share one id.
        return list(self._tokenizer.encode(text, add_special_tokens=False).tokens)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of the words of each text in order; `UNKNOWN` for what the vocabulary lacks."""
        return [e.ids for e in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
