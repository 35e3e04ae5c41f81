"""Questions with answers -> sentences to choose from, with labels and spans; near misses by word search.

Sentences are cut as the product cuts running text. A row in twelve of the passages is held back from training (by a hash of
the passage), so that a blend with another ranker can be fitted on questions neither has been fitted to closely.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from index.patterns import SENTENCE_END
from index.reader.inputs import SENTENCE_LENGTH, Candidate
from index.search.keywords import Words, count_terms
from index.settings import WordSettings
from index.training.corpora import Row, read_rows
from index.training.exclusion import Exclusion

SETS = ("cmrc", "drcd", "newsqa", "lecoqa")
_HELD = 12
_MOST_RIGHT = 3  # an answer that stands in more sentences than this is a common word: which one answers is not known
_LEAST, _LONGEST_ANSWER = 5, 60  # characters: of a sentence; of an answer that is learnt as a span


class Place(NamedTuple):
    """An answer's characters within a sentence."""

    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """A question; `sentences`: of its own passage, `right[i]` whether sentence i answers, `spans[i]` where.

    `neighbours`: sentences of other passages that word search finds for the question. `group` is the passage's own.
    """

    query: str
    sentences: tuple[Candidate, ...]
    right: tuple[bool, ...]
    spans: tuple[tuple[Place, ...], ...]
    group: int
    neighbours: tuple[Candidate, ...] = ()


def cut_sentences(text: str) -> list[str]:
    """The sentences of running text; nothing but white space between them is lost."""
    cuts = [0, *(m.end() for m in SENTENCE_END.finditer(text)), len(text)]
    found = (part.strip() for line in _pieces(text, cuts) for part in line.split("\n"))
    return [part for part in found if part]


def _pieces(text: str, cuts: Sequence[int]) -> Iterator[str]:
    yield from (text[a:b] for a, b in pairwise(cuts))


def in_context(sentences: Sequence[str], heading: str) -> list[Candidate]:
    """Sentences with the one before each."""
    return [Candidate(s, before, heading) for s, before in zip(sentences, ["", *sentences], strict=False)]


def held_back(passage: str) -> bool:
    """Whether questions on a passage are kept from training."""
    return zlib.crc32(passage.encode()) % _HELD == 0


def places_of(answers: Sequence[str], sentence: str) -> tuple[Place, ...]:
    """Where the answers stand in a sentence."""
    found = set()
    for answer in {a.strip() for a in answers if a.strip()}:
        at = sentence.find(answer, 0, SENTENCE_LENGTH)
        while at >= 0:
            found.add(Place(at, at + len(answer)))
            at = sentence.find(answer, at + 1, SENTENCE_LENGTH)
    return tuple(sorted(found))


def of_passage(query: str, passage: str, answers: Sequence[str], heading: str, group: int) -> Example | None:
    """The example of a question on a passage with short answers; None where no sentence, or too many, hold one."""
    sentences = [s for s in cut_sentences(passage) if len(s) >= _LEAST]
    spans = tuple(places_of(answers, s) for s in sentences)
    right = tuple(bool(found) for found in spans)
    if not 0 < sum(right) <= _MOST_RIGHT or len(sentences) < 2:
        return None
    learnt = tuple(tuple(p for p in found if p.end - p.start <= _LONGEST_ANSWER) for found in spans)
    return Example(query, tuple(in_context(sentences, heading)), right, learnt, group)


def _of_law(row: Row, groups: dict[str, int]) -> Iterator[Example]:
    """A lay question and each article that answers it: all its sentences are right, none is known to be the answer."""
    for title, text in row["passages"].items():
        sentences = [s for s in cut_sentences(text) if len(s) >= _LEAST]
        group = groups.setdefault(text, len(groups))
        if sentences:
            nothing: tuple[tuple[Place, ...], ...] = ((),) * len(sentences)
            yield Example(row["query"], tuple(in_context(sentences, title)), (True,) * len(sentences), nothing, group)


def title_of(passage: str) -> str:
    """What an encyclopaedia article or a report begins with: a stand-in for the title that corpora lack."""
    first = passage[:30]
    ends = [first.find(mark) for mark in "，。,（( " if first.find(mark) > 1]
    return first[: min(ends, default=16)]


def read_examples(
    corpora: Path, name: str, exclusion: Exclusion, groups: dict[str, int]
) -> Iterator[tuple[Example, bool]]:
    """The examples of a set of questions (such as `train/cmrc`), and whether each is held back.

    Every third has the beginning of its passage as a heading: the product's sentences often have one.
    """
    for number, row in enumerate(read_rows(corpora, name)):
        if "passages" in row:
            texts = [row["query"], *row["passages"].values()]
            if not any(exclusion.forbids(text) for text in texts):
                yield from ((e, held_back(next(iter(row["passages"].values())))) for e in _of_law(row, groups))
            continue
        passage = str(row["passage"])
        if exclusion.forbids(row["query"]) or exclusion.forbids(passage):
            continue
        heading = title_of(passage) if number % 3 == 0 else ""
        group = groups.setdefault(passage, len(groups))
        example = of_passage(str(row["query"]), passage, [str(a) for a in row["answers"]], heading, group)
        if example is not None:
            yield example, held_back(passage)


def with_neighbours(examples: Sequence[Example], count: int) -> list[Example]:
    """The examples with the sentences of other passages that word search ranks highest for their questions.

    Sentences that hold an answer are left out: they may answer as well.
    """
    pool: dict[str, tuple[Candidate, int]] = {}
    for example in examples:
        for sentence in example.sentences:
            pool.setdefault(sentence.text, (sentence, example.group))
    sentences = list(pool.values())
    counted = count_terms([s.text for s, _ in sentences])
    index = Words.build(counted.packed, counted.lengths)
    found = []
    for example in tqdm(examples, desc="near misses", unit="题"):
        answers = {s.text[a:b] for s, spans in zip(example.sentences, example.spans, strict=True) for a, b in spans}
        hits = index.search(example.query, 4 * count, WordSettings())
        near = (sentences[hit.chunk] for hit in hits)
        kept = [s for s, group in near if group != example.group and not any(a in s.text for a in answers)]
        found.append(Example(*_fields(example), neighbours=tuple(kept[:count])))
    return found


def _fields(
    example: Example,
) -> tuple[str, tuple[Candidate, ...], tuple[bool, ...], tuple[tuple[Place, ...], ...], int]:
    return example.query, example.sentences, example.right, example.spans, example.group


class Drawn(NamedTuple):
    """The sentences an example is trained on in one step, with their labels."""

    query: str
    candidates: list[Candidate]
    right: list[bool]
    spans: list[tuple[Place, ...]]


def draw(example: Example, most: int, chance: np.random.Generator) -> Drawn:
    """At most `most` sentences: the right ones, two thirds of the rest of the passage, near misses for what is left."""
    own = [i for i in chance.permutation(len(example.sentences)).tolist() if not example.right[i]]
    right = [i for i, is_right in enumerate(example.right) if is_right][:3]
    room = most - len(right)
    near = min(len(example.neighbours), max(room - len(own), room // 3))
    chosen = right + own[: room - near]
    others = chance.permutation(len(example.neighbours))[:near].tolist()
    candidates = [example.sentences[i] for i in chosen] + [example.neighbours[i] for i in others]
    blank: list[tuple[Place, ...]] = [()] * len(others)
    return Drawn(
        example.query,
        candidates,
        [example.right[i] for i in chosen] + [False] * len(others),
        [example.spans[i] for i in chosen] + blank,
    )
