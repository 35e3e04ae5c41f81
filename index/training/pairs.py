"""Passages and questions as ids, and the pairs of a query and a passage that are drawn from them.

All draws depend on the generator passed in, so a batch can be drawn again from its seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tqdm import tqdm

from index.training import passages
from index.training.exclusion import read_exclusion
from index.training.questions import Question, read_questions
from index.training.workplace import Workplace

Ids = NDArray[np.uint16]
SOURCES = ("news", "laws", "reports", "broadcasts")
_ENCODE_AT_ONCE = 20_000
_CLOZE_REMOVED = 0.85  # how often the passage loses the words of the query: meaning must do what words then cannot
_NEIGHBOUR, _HEAD = 0.2, 0.25


class Pair(NamedTuple):
    """A query and a passage as ids; pairs whose `group` is the same are no negatives of each other."""

    query: Ids
    passage: Ids
    group: int


class Ragged(NamedTuple):
    """Rows of different lengths: row i is `flat[starts[i]:starts[i + 1]]`."""

    flat: Ids
    starts: NDArray[np.int64]

    def row(self, i: int) -> Ids:
        """Row i."""
        return self.flat[self.starts[i] : self.starts[i + 1]]


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> Ragged:
    """The ids of all texts. Ids fit 16 bits: the vocabulary is smaller than 65,536."""
    rows: list[Ids] = []
    for i in range(0, len(texts), _ENCODE_AT_ONCE):
        part = tokenizer.encode_batch_fast(list(texts[i : i + _ENCODE_AT_ONCE]), add_special_tokens=False)
        rows.extend(np.array(encoding.ids, np.uint16) for encoding in part)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return Ragged(np.concatenate(rows) if rows else np.zeros(0, np.uint16), starts)


@dataclass(frozen=True)
class Corpus:
    """All passages as ids.

    `sentences`: ids of every sentence, passage after passage. `first`: passage p holds sentences first[p]:first[p + 1].
    `document`, `head`, `source`: numbers for each passage; `heads` holds the ids of each head (0: none).
    """

    sentences: Ragged
    first: NDArray[np.int64]
    document: NDArray[np.int64]
    head: NDArray[np.int64]
    heads: Ragged
    source: NDArray[np.int8]

    def of_source(self, *names: str) -> NDArray[np.int64]:
        """The passages of these sources."""
        return np.flatnonzero(np.isin(self.source, [SOURCES.index(name) for name in names]))


def read_corpus(place: Workplace, tokenizer: Tokenizer) -> Corpus:
    """The passages of the work folder, cut into ids."""
    texts: list[str] = []
    first, document, head, source = [0], list[int](), list[int](), list[int]()
    documents: dict[str, int] = {}
    heads: dict[str, int] = {"": 0}
    for passage in tqdm(passages.load_passages(place), desc="read passages", unit="段"):
        texts.extend(passage.sentences)
        first.append(len(texts))
        document.append(documents.setdefault(f"{passage.source}/{passage.document}", len(documents)))
        head.append(heads.setdefault(passage.head, len(heads)))
        source.append(SOURCES.index(passage.source))
    return Corpus(
        encode(tokenizer, texts),
        np.array(first, np.int64),
        np.array(document, np.int64),
        np.array(head, np.int64),
        encode(tokenizer, list(heads)),
        np.array(source, np.int8),
    )


def save_corpus(path: Path, corpus: Corpus) -> None:
    """Store the ids: cutting 48 million characters takes a minute."""
    parts = {name: getattr(corpus, name) for name in ("first", "document", "head", "source")}
    for name in ("sentences", "heads"):
        ragged: Ragged = getattr(corpus, name)
        parts |= {f"{name}_flat": ragged.flat, f"{name}_starts": ragged.starts}
    np.savez(path, **parts)


def load_corpus(path: Path) -> Corpus:
    """The ids that were stored."""
    with np.load(path) as stored:
        sentences, heads = (Ragged(stored[f"{n}_flat"], stored[f"{n}_starts"]) for n in ("sentences", "heads"))
        return Corpus(sentences, stored["first"], stored["document"], stored["head"], heads, stored["source"])


def load_questions(place: Workplace, tokenizer: Tokenizer, size: int) -> dict[str, list[Pair]]:
    """The real questions as pairs, by kind. Groups are negative: they never equal a document's number."""
    found = list(read_questions(place.corpora, read_exclusion(place.exclude), size))
    queries = encode(tokenizer, [q.query for q in found])
    answers = encode(tokenizer, [q.passage for q in found])
    groups: dict[str, int] = {}
    pairs: dict[str, list[Pair]] = {"lay": [], "news": [], "general": []}
    for i, question in enumerate(found):
        if len(queries.row(i)) and len(answers.row(i)):
            pairs[question.kind].append(Pair(queries.row(i), answers.row(i), _group(groups, question)))
    return pairs


def _group(groups: dict[str, int], question: Question) -> int:
    return -1 - groups.setdefault(question.group, len(groups))


def thin(ids: Ids, share: float, draw: np.random.Generator) -> Ids:
    """The ids without a share of them, drawn at random; never none at all."""
    kept = ids[draw.random(len(ids)) >= share]
    return kept if len(kept) else ids


def _window(ids: Ids, draw: np.random.Generator) -> tuple[int, int]:
    length = int(draw.integers(4, 21))
    start = int(draw.integers(0, max(len(ids) - length, 0) + 1))
    return start, min(start + length, len(ids))


def draw_pair(corpus: Corpus, p: int, draw: np.random.Generator) -> Pair:
    """A pair made of passage p: its head, a sentence of the passage before it, or one of its own stretches as the query."""
    a, b = int(corpus.first[p]), int(corpus.first[p + 1])
    body = corpus.sentences.flat[corpus.sentences.starts[a] : corpus.sentences.starts[b]]
    head = corpus.heads.row(int(corpus.head[p]))
    kind = draw.random()
    group = int(corpus.document[p])
    if len(head) and kind < _HEAD:
        return Pair(thin(head, 0.3 * draw.random(), draw), body, int(corpus.head[p]) + (1 << 40))
    if kind > 1 - _NEIGHBOUR and p and corpus.document[p - 1] == corpus.document[p]:
        sentence = corpus.sentences.row(int(draw.integers(corpus.first[p - 1], corpus.first[p])))
        return Pair(thin(sentence, 0.5 * draw.random(), draw), body, group)
    return _cloze(corpus, body, (a, b), head, draw)._replace(group=group)


def _cloze(corpus: Corpus, body: Ids, between: tuple[int, int], head: Ids, draw: np.random.Generator) -> Pair:
    a, b = between
    if b - a > 1 and draw.random() < 0.6:
        s = int(draw.integers(a, b))
        start, end = (int(corpus.sentences.starts[s + i] - corpus.sentences.starts[a]) for i in (0, 1))
    else:
        start, end = _window(body, draw)
    query = thin(body[start:end], 0.5 * draw.random(), draw)
    rest = np.concatenate([body[:start], body[end:]])
    passage = rest if len(rest) > 4 and draw.random() < _CLOZE_REMOVED else body
    # Chunks are indexed under their headings: half of the passages learn to carry theirs.
    return Pair(query, np.concatenate([head, passage]) if len(head) and draw.random() < 0.5 else passage, 0)
