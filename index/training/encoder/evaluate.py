"""Step `evaluate`: the exported reader on the dev questions, within the right passage, beside plain word overlap.

`rag.training.encoder` measures it beside the shipped ranker and over pools of passages: index knows no ranker. Writes
`<run>.evaluated.json`.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from index.reader.model import ReaderModel
from index.search.keywords import Words, count_terms
from index.settings import WordSettings
from index.training.encoder import finetune
from index.training.encoder.examples import Example, read_examples
from index.training.encoder.export import folder_of
from index.training.encoder.running import Pace
from index.training.encoder.settings import EncoderSettings
from index.training.exclusion import letters, read_exclusion
from index.training.workplace import Workplace

STEP = "evaluate"
SETS = ("newsqa", "drcd")
_FIRST = (1, 2, 3)


class Measured(NamedTuple):
    """Of so many `questions`: share with a right sentence among the first 1, 2, 3, by words and by the reader; spans exact, F1."""

    name: str
    questions: int
    words: tuple[float, ...]
    reader: tuple[float, ...]
    exact: float
    f1: float


def _ranks(scores: Sequence[float], right: Sequence[bool]) -> int:
    order = np.argsort(-np.asarray(scores), kind="stable")
    return int(np.flatnonzero(np.asarray(right)[order])[0])


def _by_words(example: Example) -> list[float]:
    counted = count_terms([s.text for s in example.sentences])
    found: list[float] = Words.build(counted.packed, counted.lengths).scores(example.query, WordSettings()).tolist()
    return found


def span_f1(given: str, wanted: str) -> float:
    """Agreement of two strings by their characters, as a multiset; punctuation does not count."""
    a, b = sorted(letters(given)), sorted(letters(wanted))
    same = sum(min(a.count(c), b.count(c)) for c in set(a))
    return 2 * same / (len(a) + len(b)) if same else 0.0


def measure(name: str, examples: Sequence[Example], model: ReaderModel) -> Measured:
    """Measure the reader on examples of one set."""
    words, ranks, exact, f1 = [], [], [], []
    for example in tqdm(examples, desc=name, unit="题", mininterval=5):
        reading = model.reading(example.query, example.sentences, most=1)
        words.append(_ranks(_by_words(example), example.right))
        ranks.append(_ranks(reading.scores.tolist(), example.right))
        at = example.right.index(True)
        text, spans = example.sentences[at].text, reading.spans[at]
        given = text[spans[0].start : spans[0].end] if spans else ""
        answers = [text[a:b] for a, b in example.spans[at]]
        exact.append(letters(given) in {letters(a) for a in answers})
        f1.append(max((span_f1(given, a) for a in answers), default=0.0))
    by_words, by_reader = (tuple(float(np.mean([r < k for r in found])) for k in _FIRST) for found in (words, ranks))
    return Measured(name, len(examples), by_words, by_reader, float(np.mean(exact)), float(np.mean(f1)))


def run(place: Workplace, settings: EncoderSettings, pace: Pace) -> bool:
    """Measure the exported reader, print the figures and store them."""
    del pace
    model = ReaderModel(folder_of(place, settings), place.model)
    exclusion = read_exclusion(place.exclude)
    found = []
    for name in SETS:
        groups: dict[str, int] = {}
        examples = [e for e, _ in read_examples(place.corpora, f"dev/{name}", exclusion, groups)]
        if examples:
            found.append(measure(name, examples, model))
            print(found[-1])
    text = json.dumps([m._asdict() for m in found], ensure_ascii=False, indent=1)
    place.file(f"{finetune.name_of(settings)}.evaluated.json").write_text(text + "\n", "utf-8")
    return True
