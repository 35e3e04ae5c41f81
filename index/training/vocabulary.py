"""Step `vocabulary`: the words of the shipped model, as a `tokenizers` Unigram model with log counts as scores.

Writes `tokenizer.json` and `frequencies.npy` (document frequency of each id, in passages) to the work folder.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from importlib import resources
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from tqdm import tqdm

from index.training import passages
from index.training.passages import PassageSettings
from index.training.workplace import Workplace

STEP = "vocabulary"
UNKNOWN_WORD = "[UNK]"
# Spelt as ranges: `re` knows no \p{Han}, and counting and cutting must agree on what a run is.
_HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
# A name such as 5g or gb2312, a number with its decimals and percent sign, Han characters, words in other scripts.
WORD_PATTERNS = {
    "whole": rf"[0-9]*[a-z][a-z0-9]*|[0-9]+(?:\.[0-9]+)*[%‰]?|[{_HAN}]+|[^\W\d_a-z{_HAN}]+",
    "single": rf"[a-z]+|[0-9]|[%‰]|[{_HAN}]+|[^\W\d_a-z{_HAN}]+",
}
_HAN_RUN = re.compile(f"[{_HAN}]+")


@dataclass(frozen=True)
class VocabularySettings:
    """`size`: entries. `rare`: a character seen less often is left out. `longest`: letters of a word.

    `digits`: `whole` keeps frequent numbers as words, `single` cuts every number into digits.
    """

    size: int = 48_000
    rare: int = 5
    longest: int = 8
    digits: Literal["whole", "single"] = "whole"
    passages: PassageSettings = field(default_factory=PassageSettings)


def normalizer() -> normalizers.Normalizer:
    """NFKC, lower case, without zero-width characters and the commas that group the digits of a number."""
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff]"), ""),
            normalizers.Replace(Regex(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))"), ""),
        ]
    )


def domain_words() -> list[str]:
    """Words of the field that a general dictionary lacks and whose parts mean something else."""
    text = resources.files("index.training").joinpath("domain_words.txt").read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _pieces(texts: Iterable[str], pattern: str) -> Iterator[str]:
    tidy, word = normalizer(), re.compile(pattern)
    for text in texts:
        yield from word.findall(tidy.normalize_str(text))


def count_words(texts: Iterable[str], digits: Literal["whole", "single"]) -> tuple[Counter[str], Counter[str]]:
    """Counts of words and of characters. Han characters are cut by jieba's dictionary (its Rust edition, for speed)."""
    import rjieba  # noqa: PLC0415 - needed for training only, not installed with the product

    cutter = rjieba.Jieba()
    for word in domain_words():
        cutter.add_word(word, 1000, "n")  # a count that wins over its parts
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for piece in _pieces(texts, WORD_PATTERNS[digits]):
        characters.update(piece)
        words.update(cutter.cut(piece) if _HAN_RUN.match(piece) else (piece,))
    return words, characters


def choose_words(
    words: Counter[str], characters: Counter[str], settings: VocabularySettings
) -> list[tuple[str, float]]:
    """The vocabulary with log probabilities: all characters that are not rare, the field's words, the most frequent others.

    A character scores by how often it is a word of its own: its count in running text would break words apart.
    """
    kept = {c: max(words[c], 1) for c, n in characters.items() if n >= settings.rare}
    kept |= {w: max(words[w], settings.rare) for w in domain_words()}
    others = ((n, w) for w, n in words.items() if w not in kept and 1 < len(w) <= settings.longest)
    room = max(settings.size - 1 - len(kept), 0)
    kept |= {w: n for n, w in sorted(others, key=lambda item: (-item[0], item[1]))[:room]}
    total = math.log(sum(kept.values()))
    ranked = sorted(kept.items(), key=lambda item: (-item[1], item[0]))
    return [(UNKNOWN_WORD, 0.0)] + [(w, math.log(n) - total) for w, n in ranked]


def make_tokenizer(vocabulary: list[tuple[str, float]], digits: Literal["whole", "single"]) -> Tokenizer:
    """A tokenizer over the vocabulary; id 0 is the unknown word."""
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(WORD_PATTERNS[digits]), behavior="removed", invert=True)
    return tokenizer


def document_frequencies(tokenizer: Tokenizer, texts: Iterable[str], batch: int = 4096) -> NDArray[np.int32]:
    """In how many of the texts each id stands, shape (entries,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), np.int32)
    held: list[str] = []

    def flush() -> None:
        for encoding in tokenizer.encode_batch_fast(held, add_special_tokens=False):
            counts[np.unique(np.asarray(encoding.ids, np.int64))] += (
                1  # an id once a text, so fancy indexing does not lose any
            )
        held.clear()

    for text in texts:
        held.append(text)
        if len(held) == batch:
            flush()
    if held:
        flush()
    return counts


def settings_of(place: Workplace, settings: VocabularySettings) -> dict[str, Any]:
    """What the step's result depends on."""
    before = passages.settings_of(place, settings.passages)
    return {**asdict(settings), "passages": before, "domain_words": domain_words()}


def _passage_texts(place: Workplace, what: str) -> Iterator[str]:
    for passage in tqdm(passages.load_passages(place), desc=what, unit="段"):
        yield (
            f"{passage.head}\n{''.join(passage.sentences)}"
            if passage.source == "broadcasts"
            else "".join(passage.sentences)
        )


def run(place: Workplace, settings: VocabularySettings) -> None:
    """Write the tokenizer and the frequencies, unless that is done."""
    if place.finished(STEP, settings_of(place, settings)):
        return
    words, characters = count_words(_passage_texts(place, "count words"), settings.digits)
    tokenizer = make_tokenizer(choose_words(words, characters, settings), settings.digits)
    tokenizer.save(str(place.file("tokenizer.json")), pretty=False)
    np.save(place.file("frequencies.npy"), document_frequencies(tokenizer, _passage_texts(place, "count passages")))
    place.finish(STEP, settings_of(place, settings))


def load_tokenizer(place: Workplace) -> Tokenizer:
    """The tokenizer that the step wrote."""
    return Tokenizer.from_file(str(place.file("tokenizer.json")))


def describe(place: Workplace) -> str:
    """Size and kind of the vocabulary, for the model card."""
    vocabulary = json.loads(place.file("tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    single = sum(len(word) == 1 for word, _ in vocabulary)
    return f"{len(vocabulary)} entries, of which {single} single characters"
