"""The small reader in numpy: which of some sentences answers a question, and where in a sentence the answer stands.

The weights come from `index.training.encoder` (its `network` is the same in torch; a test holds the two together). Nothing is
loaded before the first question. One core, no torch.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from index.reader.inputs import Candidate, Floats, Inputs, Ints, WordReader, read
from index.segmentation import DEFAULT_MODEL, static_folder

DEFAULT_READER = Path(__file__).parent  # the weights lie beside this module
WEIGHTS, CONFIG = "reader.safetensors", "config.json"
REACH = (-2, -1, 1, 2)  # as in training: neighbours a convolution looks at
_NEVER, _LEAST = -1e4, -8.0
_EPSILON = 1e-5
_LONGEST = 24  # tokens of a span
_LOOKED_AT = 256  # words' vectors
_UNLIKELY = -20.0  # the least logarithm of a chance that is told


class ReaderError(Exception):
    """The reader's weights cannot be used; the message names the folder and the remedy."""


class AnswerSpan(NamedTuple):
    """Characters [start, end) of a sentence, and how likely they are the answer if the sentence has one."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class Reading:
    """What the reader says of a question: `scores` of the sentences (logits), best `spans` of each sentence, likeliest first."""

    scores: Floats
    spans: tuple[tuple[AnswerSpan, ...], ...]


class ReaderModel:
    """The reader with the weights of a folder, over the word vectors of a model folder.

    Errors: `ReaderError` where either lacks its files, or they do not fit together.
    """

    def __init__(self, folder: Path = DEFAULT_READER, model: Path = DEFAULT_MODEL) -> None:
        _one_core()
        self._weights, self._shape = _load(folder)
        self._vectors = _vectors_of(model)
        self._words = WordReader(model)
        sizes = (self._shape["words"], self._shape["static"])
        if self._vectors.shape != sizes or fingerprint(self._vectors) != self._shape.get("vectors"):
            raise ReaderError(
                f"阅读模型“{folder}”与词向量“{model}”不相符（{self._vectors.shape}）：请在这些词向量上重新训练，或删去该文件夹（没有它也能回答）"
            )

    def score(self, question: str, candidates: Sequence[Candidate]) -> Floats:
        """How well each sentence answers, as logits: differences within one question count, not the values."""
        return self._run(question, candidates)[1] if candidates else np.zeros(0, np.float32)

    def spans(self, question: str, candidate: Candidate, most: int = 3) -> tuple[AnswerSpan, ...]:
        """The likeliest answers within a sentence; none where it has no word."""
        return self.reading(question, (candidate,), most).spans[0]

    def reading(self, question: str, candidates: Sequence[Candidate], most: int = 1) -> Reading:
        """Scores and the likeliest spans of all sentences in one pass."""
        if not candidates:
            return Reading(np.zeros(0, np.float32), ())
        inputs, scores, start, end = self._run(question, candidates)
        return Reading(scores, tuple(_best(inputs, n, start, end, most) for n in range(inputs.count)))

    def chances(self, question: str, candidate: Candidate, places: Ints) -> Floats:
        """How likely each of some places [start, end) of a sentence is the answer if the sentence has one, as logarithms.

        `places`: shape (n, 2), characters. A place that begins or ends within a token counts as that token; one that is not read
        (behind what the reader takes of a sentence) has the least chance.
        """
        inputs, _, start, end = self._run(question, (candidate,))
        found = np.full(len(places), _UNLIKELY, np.float32)
        if len(start):
            first = np.searchsorted(inputs.sentences.end, places[:, 0], side="right")
            last = np.searchsorted(inputs.sentences.start, places[:, 1], side="left") - 1
            told = (first < len(start)) & (last >= first) & (places[:, 1] <= inputs.sentences.end[-1])
            logs = _log_softmax(start)[first[told]] + _log_softmax(end)[last[told]]
            found[told] = np.maximum(logs, _UNLIKELY)
        return found

    def logits(self, inputs: Inputs) -> tuple[Floats, Floats, Floats]:
        """Logits of sentences, and of starts and ends (one a sentence token)."""
        return _forward(inputs, self._weights, self._shape, self._vectors)

    def _run(self, question: str, candidates: Sequence[Candidate]) -> tuple[Inputs, Floats, Floats, Floats]:
        inputs = read(question, candidates, self._words)
        return inputs, *self.logits(inputs)


@cache
def shipped() -> ReaderModel | None:
    """The reader that comes with the product, loaded at the first call; None where it comes without one."""
    return ReaderModel() if (DEFAULT_READER / CONFIG).is_file() else None


@cache
def _one_core() -> None:
    # Its products are small: shared by two threads they take as long where nothing else runs, and 15 to 160 ms instead of 4 where
    # something does, for the threads wait for one another. For the process, as `index.search.meaning` does with FAISS.
    threadpool_limits(limits=1, user_api="blas")


def fingerprint(vectors: NDArray[Any]) -> int:
    """What tells word vectors from others of the same size: a reader trained over others would answer, and badly."""
    return zlib.crc32(np.ascontiguousarray(vectors[:_LOOKED_AT], np.float16).tobytes())


def _load(folder: Path) -> tuple[dict[str, Floats], dict[str, int]]:
    try:
        shape: dict[str, int] = json.loads((folder / CONFIG).read_text("utf-8"))
        with safe_open(str(folder / WEIGHTS), framework="numpy") as stored:
            # Matrices are kept as they are multiplied: (in, out), side by side in memory.
            weights = {name: np.ascontiguousarray(_plain(stored.get_tensor(name), name)) for name in stored.keys()}  # noqa: SIM118 - not a mapping
    except (OSError, ValueError, SafetensorError) as error:
        raise ReaderError(
            f"阅读模型文件夹“{folder}”不完整或已损坏（{error}）：请重新安装本产品，或重新导出模型"
        ) from error
    return weights, shape


def _plain(stored: NDArray[Any], name: str) -> Floats:
    values = stored.astype(np.float32)
    table = name.endswith("own.weight") or name.endswith("mix.weight")  # rows are looked up, not multiplied
    return values.T if values.ndim == 2 and not table else values


def _vectors_of(model: Path) -> NDArray[Any]:
    folder = static_folder(model)
    if folder is None:
        raise ReaderError(f"文件夹“{model}”中没有词向量：请指明词向量模型的文件夹")
    with safe_open(str(folder / "model.safetensors"), framework="numpy") as stored:
        found: NDArray[Any] = stored.get_tensor("embedding.weight")
        return found


class _Layers:
    """The weights under a prefix, applied."""

    def __init__(self, weights: dict[str, Floats], prefix: str = "") -> None:
        self._weights, self._prefix = weights, prefix

    def __getitem__(self, name: str) -> Floats:
        return self._weights[self._prefix + name]

    def under(self, name: str) -> "_Layers":
        return _Layers(self._weights, f"{self._prefix}{name}.")

    def linear(self, name: str, x: Floats) -> Floats:
        found: Floats = x @ self[f"{name}.weight"]
        bias = self._weights.get(f"{self._prefix}{name}.bias")
        if bias is not None:
            found += bias
        return found

    def norm(self, name: str, x: Floats) -> Floats:
        centred: Floats = x - x.mean(axis=-1, keepdims=True)
        centred /= np.sqrt(np.einsum("ij,ij->i", centred, centred)[:, None] / x.shape[-1] + _EPSILON)
        centred *= self[f"{name}.weight"]
        centred += self[f"{name}.bias"]
        return centred


@dataclass(frozen=True)
class _Texts:
    """Where the texts of a run of tokens begin and end: `bounds[i]:bounds[i + 1]`; all of `count` texts."""

    owner: Ints
    bounds: Ints

    @classmethod
    def of(cls, owner: Ints, count: int) -> "_Texts":
        return cls(owner, np.searchsorted(owner, np.arange(count + 1)))

    def ranges(self) -> Iterator[tuple[int, int]]:
        yield from zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True)

    def maximum(self, values: Floats, empty: float) -> Floats:
        """The highest value of each text along the first axis; `empty` where it has no token."""
        found = np.full((len(self.bounds) - 1, *values.shape[1:]), empty, np.float32)
        filled = self.bounds[:-1] < self.bounds[1:]
        if len(values):
            found[filled] = np.maximum.reduceat(values, self.bounds[:-1][filled], axis=0)
        return found

    def total(self, values: Floats) -> Floats:
        """The sum over each text along the first axis."""
        found = np.zeros((len(self.bounds) - 1, *values.shape[1:]), np.float32)
        filled = self.bounds[:-1] < self.bounds[1:]
        if len(values):
            found[filled] = np.add.reduceat(values, self.bounds[:-1][filled], axis=0)
        return found


def _forward(
    inputs: Inputs, weights: dict[str, Floats], shape: dict[str, int], vectors: NDArray[Any]
) -> tuple[Floats, Floats, Floats]:
    layers, width = _Layers(weights), shape["width"]
    context = layers.under("context")
    q_texts = _Texts.of(inputs.question.owner, 1)
    s_texts = _Texts.of(inputs.sentences.owner, inputs.count)
    asked = _embedded(inputs.question.ids, context, shape, vectors)
    told = _embedded(inputs.sentences.ids, context, shape, vectors)
    near_q, near_s = (_unit(layers.linear("near", x)) for x in (asked, told))
    q = _in_context(asked + layers.linear("question", inputs.question_features), q_texts, context, shape)
    s = _in_context(told, s_texts, context, shape)
    aligned = _softmax(layers.linear("key", s) @ layers.linear("key", q).T / np.sqrt(width)) @ q
    x = layers.linear("enter", np.concatenate([s, aligned, s * aligned, inputs.token_features], axis=1))
    for i in range(shape["fusion"]):
        x = _block(x, s_texts, layers.under(f"fusion.{i}"), shape)
    x = layers.norm("norm", x)
    gist = (_softmax(layers.linear("gist", q).T) @ q)[0]
    start, end = (_pointed(x, layers.linear(name, gist[None])[0], width) for name in ("start", "end"))
    scores = _sentence_scores(layers, inputs, s_texts, _Read(x, q, (start, end), near_s @ near_q.T))
    return scores, start, end


def _embedded(ids: Ints, context: _Layers, shape: dict[str, int], vectors: NDArray[Any]) -> Floats:
    words, frequent = shape["words"], shape["frequent"]
    own = np.where(ids < words, np.minimum(ids, frequent), ids - words + frequent + 1)
    static = vectors[np.minimum(ids, words - 1)].astype(np.float32)
    static *= 4 / np.maximum(np.linalg.norm(static, axis=1, keepdims=True), 1e-6)
    static[ids >= words] = 0
    return context.linear("project", static) + context["own.weight"][own]


def _in_context(x: Floats, texts: _Texts, context: _Layers, shape: dict[str, int]) -> Floats:
    for i in range(shape["context"]):
        x = _block(x, texts, context.under(f"blocks.{i}"), shape)
    return context.norm("norm", x)


def _block(x: Floats, texts: _Texts, layers: _Layers, shape: dict[str, int]) -> Floats:
    mix = _attended if shape["heads"] else _convolved
    x = x + mix(layers.norm("first", x), texts, layers.under("mix"), shape)
    wide = layers.linear("wide", layers.norm("second", x))
    x += layers.linear("narrow", np.maximum(wide, 0, out=wide))
    return x


def _convolved(x: Floats, texts: _Texts, layers: _Layers, shape: dict[str, int]) -> Floats:
    del shape
    mixed: Floats = x * layers["weight"][-1] + layers["bias"]
    for weight, step in zip(layers["weight"], REACH, strict=False):
        here, there = (slice(0, -step), slice(step, None)) if step > 0 else (slice(-step, None), slice(0, step))
        if abs(step) < len(x):
            same = texts.owner[here] == texts.owner[there]
            mixed[here] += x[there] * weight * same[:, None]
    return mixed


def _attended(x: Floats, texts: _Texts, layers: _Layers, shape: dict[str, int]) -> Floats:
    width, heads = shape["width"], shape["heads"]
    parts = layers.linear("project", x).reshape(len(x), 3, heads, width // heads)
    found = np.empty_like(x)
    for a, b in texts.ranges():
        if a == b:
            continue
        query, key, value = parts[a:b].transpose(1, 2, 0, 3)
        places = np.arange(b - a, dtype=np.float32)
        distance = np.abs(places[:, None] - places[None, :])
        logits = query @ key.transpose(0, 2, 1) / np.sqrt(width // heads) - layers["slope"][:, None, None] * distance
        found[a:b] = (_softmax(logits) @ value).transpose(1, 0, 2).reshape(b - a, width)
    return layers.linear("out", found)


def _softmax(logits: Floats) -> Floats:
    raised: Floats = np.exp(logits - logits.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def _log_softmax(logits: Floats) -> Floats:
    found: Floats = logits - logits.max()
    found -= np.log(np.exp(found).sum())
    return found


def _unit(x: Floats) -> Floats:
    found: Floats = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    return found


def _pointed(x: Floats, pointer: Floats, width: int) -> Floats:
    found: Floats = (x @ pointer[:width]) / np.float32(np.sqrt(width)) + pointer[width]
    return found


class _Read(NamedTuple):
    """What the layers made of the tokens: vectors of the sentences' and the question's words, start and end logits, cosines."""

    x: Floats
    q: Floats
    ends: tuple[Floats, Floats]
    cosines: Floats


def _sentence_scores(layers: _Layers, inputs: Inputs, texts: _Texts, made: _Read) -> Floats:
    x, q, ends, cosines = made
    weight = layers.linear("weigh", x)
    raised = np.exp(weight - texts.maximum(weight, _NEVER)[texts.owner])
    shares = raised / texts.total(raised)[texts.owner]
    nearest = texts.maximum(cosines, -1.0)
    pairs = np.concatenate([inputs.pair_features, nearest[:, :, None]], axis=2)
    met = layers.linear("side_pair", pairs.reshape(-1, pairs.shape[2])).reshape(*pairs.shape[:2], -1)
    met += layers.linear("side_word", q)
    side = np.einsum("q,nqs->ns", _softmax(layers.linear("side_gist", q).T)[0], np.maximum(met, 0))
    joined = [
        texts.total(x * shares),
        np.maximum(texts.maximum(x, _LEAST), _LEAST),
        side,
        inputs.sentence_features,
        *(np.maximum(texts.maximum(part[:, None], _NEVER) / 4, _LEAST) for part in ends),
    ]
    hidden = layers.linear("hidden", np.concatenate(joined, axis=1).astype(np.float32))
    return layers.linear("score", np.maximum(hidden, 0, out=hidden))[:, 0]


def _best(inputs: Inputs, n: int, start: Floats, end: Floats, most: int) -> tuple[AnswerSpan, ...]:
    """The likeliest spans of sentence n that do not overlap a likelier one."""
    tokens = np.flatnonzero(inputs.sentences.owner == n)
    if not len(tokens):
        return ()
    likely = _softmax(start[tokens][None])[0][:, None] * _softmax(end[tokens][None])[0][None, :]
    likely = np.triu(likely) - np.triu(likely, _LONGEST)
    found: list[AnswerSpan] = []
    while len(found) < most and likely.max() > 0:
        a, b = np.unravel_index(int(likely.argmax()), likely.shape)
        place = inputs.sentences.start[tokens[a]], inputs.sentences.end[tokens[b]]
        found.append(AnswerSpan(int(place[0]), int(place[1]), float(likely[a, b])))
        likely[: b + 1, a:] = 0  # spans that begin before its end and end behind its beginning
    return tuple(found)
