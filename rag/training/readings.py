"""Questions with answers -> candidates of a sentence with their features and labels: what the picker of short answers learns from."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.reader.model import shipped as shipped_reader
from index.training.encoder.examples import held_back
from index.training.exclusion import Exclusion
from rag.asking.questions import Question, analyse
from rag.language.lexicon import credit, fold, rarity
from rag.short_answers.candidates import Candidates, bare, candidates_of, normal
from rag.short_answers.eligibility import eligible
from rag.short_answers.span_features import span_features
from rag.short_answers.spans import chances
from rag.training.rows import answered_rows

_END = re.compile(r"(?<=[。！？!?\n])")
_SEED = 1
_WORKERS, _AT_ONCE = 3, 40
_LIKE = 0.7  # character F1 from which a candidate stands for an answer that no candidate equals


@dataclass(frozen=True)
class Reading:
    """One sentence read for a question.

    Features of its candidates (candidates, features), how right each is (0..1, by characters), which are right, which may be
    picked at all, and whether the sentence holds the answer. `held`: whether its passage is held back, from the trees as from the
    reader; only then the reader was asked: `chances` (candidates,), 0 otherwise or where no reader is installed.
    """

    question: Question
    sentence: str
    answers: tuple[str, ...]
    found: Candidates
    features: NDArray[np.float32]
    likeness: NDArray[np.float32]
    right: NDArray[np.bool_]
    eligible: NDArray[np.bool_]
    holds: bool
    held: bool
    chances: NDArray[np.float64]


def readings(corpora: Path, name: str, most: int, exclusion: Exclusion) -> Iterator[Reading]:
    """Readings of about `most` questions of a corpus, two each: of the sentence that answers, and of the likest that does not.

    All questions on passages that are held back are among them, and all count as such in dev sets.
    """
    rows = answered_rows(corpora, name, exclusion)
    chance = random.Random(_SEED)
    kept = min(1.0, most / max(1, len(rows)))
    asked = []
    for row in rows:
        chosen, held = chance.random() < kept, held_back(str(row["passage"]))
        if chosen or (held and not name.startswith("dev/")):
            unseen = held or name.startswith("dev/")
            asked.append((str(row["query"]), str(row["passage"]), tuple(map(str, row["answers"])), unseen))
    with ProcessPoolExecutor(_WORKERS) as pool:
        for found in pool.map(_of, asked, chunksize=_AT_ONCE):
            yield from found


def _of(row: tuple[str, str, tuple[str, ...], bool]) -> list[Reading]:
    query, passage, answers, held = row
    question = analyse(query)
    if not question.terms:
        return []
    sentences = [s.strip() for s in _END.split(passage) if s.strip()]
    weights = {term: rarity(term) ** 2 for term in question.terms}
    shares = [sum(w * credit(t, fold(s)) for t, w in weights.items()) for s in sentences]
    holding = [i for i, s in enumerate(sentences) if any(a in s for a in answers)]
    others = [i for i in range(len(sentences)) if i not in holding]
    found = []
    for pool in (holding, others):
        if pool:
            i = max(pool, key=lambda n: shares[n])
            found.append(_read(question, sentences[i], answers, holds=pool is holding, held=held))
    return found


def _read(question: Question, sentence: str, answers: tuple[str, ...], *, holds: bool, held: bool) -> Reading:
    found = candidates_of(sentence)
    texts = [sentence[slice(*found.slice(i))] for i in range(len(found.first))]
    keys = [bare(t) for t in texts]
    wanted = {bare(a) for a in answers}
    right = np.array([holds and key in wanted for key in keys], bool)
    likeness = np.array([holds and max(likeness_of(k, w) for w in wanted) for k in keys], np.float32)
    reader = shipped_reader() if held else None
    return Reading(
        question,
        sentence,
        answers,
        found,
        span_features(question, found),
        likeness,
        right,
        eligible(question, found),
        holds,
        held,
        chances(reader, question, found) if reader else np.zeros(len(found.first)),
    )


def likeness_of(one: str, other: str) -> float:
    """Character F1 of two normalised texts."""
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if common else 0.0


def labels(reading: Reading) -> NDArray[np.bool_]:
    """The candidates to be learnt: the right ones, else those nearest to an answer that none equals."""
    right = reading.right & reading.eligible
    if right.any() or not reading.holds or reading.question.kind == "number":
        return right
    likeness = reading.likeness * reading.eligible
    best = likeness.max(initial=0.0)
    return (likeness >= max(best, _LIKE)) if best >= _LIKE else right


def exact(text: str, answers: Sequence[str]) -> bool:
    """Whether a text equals an answer but for punctuation."""
    return normal(text) in {normal(a) for a in answers}
