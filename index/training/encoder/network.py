"""The reader as a torch network; `index.reader.model` runs the same weights in numpy.

Words come in as their shipped vectors (frozen, unit length, projected) and, where they are frequent, with a vector of their
own. Context blocks read a text by itself; each sentence word then looks at the question (as in DrQA and QANet) and fusion
blocks read on. A block mixes words by a depthwise convolution (small) or self-attention (base), then mixes channels.
All texts of a batch lie one after the other; `Batch.owner` says where one ends.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.reader.inputs import (
    PAIR_FEATURES,
    QUESTION_FEATURES,
    SENTENCE_FEATURES,
    SPECIAL,
    TOKEN_FEATURES,
    Floats,
    Inputs,
    Ints,
)

REACH = (-2, -1, 1, 2)  # neighbours a convolution looks at, beside the word itself
_NEVER = -1e4


@dataclass(frozen=True)
class Shape:
    """Sizes. `frequent`: words with a vector of their own; `side`: width of what compares the question's words with a sentence."""

    words: int
    static: int = 256
    width: int = 128
    inner: int = 256
    frequent: int = 6000
    context: int = 1
    fusion: int = 2
    heads: int = 0  # 0: convolutions
    side: int = 48
    dropout: float = 0.15


class Texts(NamedTuple):
    """Texts one after the other: token ids, and the number of the text each stands in (rising)."""

    ids: Tensor
    owner: Tensor


class Group(NamedTuple):
    """One question of a batch: its tokens [q, q_end), its sentences' tokens [s, s_end), its sentences [n, n_end)."""

    q: int
    q_end: int
    s: int
    s_end: int
    n: int
    n_end: int


class Batch(NamedTuple):
    """Questions with their sentences, as tensors; `pair[i]` belongs to question i."""

    question: Texts
    sentence: Texts
    question_features: Tensor
    token_features: Tensor
    sentence_features: Tensor
    pair: list[Tensor]
    groups: list[Group]


class Output(NamedTuple):
    """`score`: of each sentence; `start`, `end`: of each sentence token; all logits."""

    score: Tensor
    start: Tensor
    end: Tensor


def collate(found: Sequence[Inputs], device: torch.device) -> Batch:
    """The batch of some questions."""
    groups, q, s, n = [], 0, 0, 0
    q_owner, s_owner = [], []
    for i, one in enumerate(found):
        lengths = len(one.question.ids), len(one.sentences.ids), one.count
        groups.append(Group(q, q + lengths[0], s, s + lengths[1], n, n + lengths[2]))
        q_owner.append(np.full(lengths[0], i, np.int64))
        s_owner.append(one.sentences.owner + n)
        q, s, n = q + lengths[0], s + lengths[1], n + lengths[2]

    def put(parts: Sequence[Floats] | Sequence[Ints]) -> Tensor:
        return torch.from_numpy(np.concatenate(parts)).to(device)

    return Batch(
        Texts(put([one.question.ids for one in found]), put(q_owner)),
        Texts(put([one.sentences.ids for one in found]), put(s_owner)),
        put([one.question_features for one in found]),
        put([one.token_features for one in found]),
        put([one.sentence_features for one in found]),
        [torch.from_numpy(one.pair_features).to(device) for one in found],
        groups,
    )


class Padding:
    """Moves values between one row a token and one row a text, filled up to the longest."""

    def __init__(self, owner: Tensor, texts: int) -> None:
        counts = torch.bincount(owner, minlength=texts)
        self.starts = torch.cumsum(counts, 0) - counts
        self.place = torch.arange(len(owner), device=owner.device) - self.starts[owner]
        self.owner = owner
        self.mask = torch.arange(max(int(counts.max()), 1), device=owner.device)[None, :] < counts[:, None]

    def spread(self, values: Tensor, fill: float = 0.0) -> Tensor:
        """(tokens, …) -> (texts, longest, …)."""
        padded = values.new_full((*self.mask.shape, *values.shape[1:]), fill)
        padded[self.owner, self.place] = values
        return padded

    def gather(self, padded: Tensor) -> Tensor:
        """(texts, longest, …) -> (tokens, …)."""
        return padded[self.owner, self.place]


class Convolution(nn.Module):
    """Each channel of a word plus weighted channels of its four neighbours, within the text."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(len(REACH) + 1, shape.width) / math.sqrt(len(REACH) + 1))
        self.bias = nn.Parameter(torch.zeros(shape.width))

    def forward(self, x: Tensor, padding: Padding) -> Tensor:
        """Shape (tokens, width) in and out."""
        mixed = x * self.weight[-1] + self.bias
        for weight, step in zip(self.weight, REACH, strict=False):
            same = (_shifted(padding.owner[:, None], step, -1) == padding.owner[:, None]).to(x.dtype)
            mixed = mixed + _shifted(x, step, 0) * same * weight
        return mixed


def _shifted(x: Tensor, step: int, fill: int) -> Tensor:
    """Row i holds what row i + step held."""
    edge = x.new_full((min(abs(step), len(x)), x.shape[1]), fill)
    return torch.cat([x[step:], edge]) if step > 0 else torch.cat([edge, x[:step]])


class Attention(nn.Module):
    """Self-attention within each text, with a learned preference for near words (a slope a head, as in ALiBi)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.project = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.slope = nn.Parameter(torch.linspace(0.0, 0.5, shape.heads))

    def forward(self, x: Tensor, padding: Padding) -> Tensor:
        """Shape (tokens, width) in and out."""
        parts = padding.spread(self.project(x))
        parts = parts.view(*parts.shape[:2], 3, self.heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        places = torch.arange(query.shape[2], device=x.device)
        distance = (places[:, None] - places[None, :]).abs().to(x.dtype)
        hidden = (~padding.mask)[:, None, None, :].to(x.dtype) * _NEVER
        bias = hidden - self.slope[None, :, None, None] * distance
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        found: Tensor = self.out(padding.gather(mixed.transpose(1, 2).flatten(2)))
        return found


class Block(nn.Module):
    """Words mix, then channels; each is added to what came in."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.mix: nn.Module = Attention(shape) if shape.heads else Convolution(shape)
        self.wide, self.narrow = nn.Linear(shape.width, shape.inner), nn.Linear(shape.inner, shape.width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, padding: Padding) -> Tensor:
        """Shape (tokens, width) in and out."""
        x = x + self.drop(self.mix(self.first(x), padding))
        found: Tensor = x + self.drop(self.narrow(torch.relu(self.wide(self.second(x)))))
        return found


class Context(nn.Module):
    """Words in their text: what masked words are learnt with, and all that the three heads share."""

    def __init__(self, shape: Shape, vectors: Floats) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("vectors", torch.from_numpy(unit_rows(vectors)), persistent=False)
        self.project = nn.Linear(shape.static, shape.width)
        # One row for all words that are not frequent; then the marks; then the masked word.
        self.own = nn.Embedding(shape.frequent + 1 + SPECIAL + 1, shape.width)
        nn.init.normal_(self.own.weight, std=0.1)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.context))
        self.norm = nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(shape.dropout)

    @property
    def masked(self) -> int:
        """The id of a masked word."""
        return self.shape.words + SPECIAL

    def embed(self, ids: Tensor) -> Tensor:
        """Vectors of words, (tokens, width), out of context."""
        words = self.shape.words
        own = torch.where(ids < words, ids.clamp(max=self.shape.frequent), ids - words + self.shape.frequent + 1)
        static = self.vectors[ids.clamp(max=words - 1)] * (ids < words)[:, None]  # type: ignore[index]
        found: Tensor = self.drop(self.project(static) + self.own(own))
        return found

    def forward(self, embedded: Tensor, padding: Padding) -> Tensor:
        """Vectors of words in context, (tokens, width)."""
        for block in self.blocks:
            embedded = block(embedded, padding)
        found: Tensor = self.norm(embedded)
        return found


def unit_rows(vectors: Floats) -> Floats:
    """The vectors at length 4 (about 1/4 a channel): the stored lengths are weights, which rarity features already tell."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(4 * vectors / np.maximum(lengths, 1e-6), np.float32)


class Reader(nn.Module):
    """Scores sentences for a question, and where in each the answer starts and ends."""

    def __init__(self, shape: Shape, vectors: Floats) -> None:
        super().__init__()
        width, side = shape.width, shape.side
        self.shape = shape
        self.context = Context(shape, vectors)
        self.question = nn.Linear(QUESTION_FEATURES, width)
        self.key = nn.Linear(width, width, bias=False)
        self.enter = nn.Linear(3 * width + TOKEN_FEATURES, width)
        self.fusion = nn.ModuleList(Block(shape) for _ in range(shape.fusion))
        self.norm = nn.LayerNorm(width)
        self.gist = nn.Linear(width, 1)
        self.start, self.end = nn.Linear(width, width + 1), nn.Linear(width, width + 1)
        self.weigh = nn.Linear(width, 1)
        self.near = nn.Linear(width, side, bias=False)
        self.side_word, self.side_pair = nn.Linear(width, side), nn.Linear(PAIR_FEATURES + 1, side, bias=False)
        self.side_gist = nn.Linear(width, 1)
        self.hidden = nn.Linear(2 * width + side + SENTENCE_FEATURES + 2, width)
        self.score = nn.Linear(width, 1)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, batch: Batch) -> Output:
        """Logits of all sentences and of all their tokens."""
        q_padding = Padding(batch.question.owner, len(batch.groups))
        s_padding = Padding(batch.sentence.owner, len(batch.sentence_features))
        asked, told = self.context.embed(batch.question.ids), self.context.embed(batch.sentence.ids)
        near_q, near_s = (functional.normalize(self.near(x), dim=1) for x in (asked, told))
        q = self.context(asked + self.question(batch.question_features), q_padding)
        s = self.context(told, s_padding)
        aligned = torch.cat([self._aligned(q[g.q : g.q_end], s[g.s : g.s_end]) for g in batch.groups])
        x = self.enter(torch.cat([s, aligned, s * aligned, batch.token_features], dim=1))
        for block in self.fusion:
            x = block(x, s_padding)
        x = self.norm(x)
        gists = torch.stack([self._gist(q[g.q : g.q_end]) for g in batch.groups])
        whose = torch.cat([torch.full((g.s_end - g.s,), i) for i, g in enumerate(batch.groups)]).to(x.device)
        start, end = (_pointed(x, part(gists)[whose], self.shape.width) for part in (self.start, self.end))
        sides = [self._side(q, near_q, near_s, batch, i) for i in range(len(batch.groups))]
        spread = s_padding.spread(x)
        shares = torch.softmax(s_padding.spread(self.weigh(x), _NEVER), dim=1)
        peaks = [s_padding.spread(part, _NEVER).amax(1, keepdim=True) / 4 for part in (start, end)]
        parts = [
            (spread * shares).sum(1),
            spread.masked_fill(~s_padding.mask[:, :, None], _NEVER).amax(1).clamp(min=-8),
        ]
        peaks = [peak.clamp(min=-8) for peak in peaks]
        joined = torch.cat([*parts, torch.cat(sides), batch.sentence_features, *peaks], dim=1)
        score = self.score(torch.relu(self.hidden(self.drop(joined))))[:, 0]
        return Output(score, start, end)

    def _aligned(self, q: Tensor, s: Tensor) -> Tensor:
        logits: Tensor = self.key(s) @ self.key(q).T / math.sqrt(self.shape.width)
        found: Tensor = torch.softmax(logits, dim=1) @ q
        return found

    def _gist(self, q: Tensor) -> Tensor:
        return (torch.softmax(self.gist(q), dim=0) * q).sum(0)

    def _side(self, q: Tensor, near_q: Tensor, near_s: Tensor, batch: Batch, i: int) -> Tensor:
        """What each sentence has of the question's words, (sentences, side)."""
        g = batch.groups[i]
        own = q[g.q : g.q_end]
        cosines = near_s[g.s : g.s_end] @ near_q[g.q : g.q_end].T
        padding = Padding(batch.sentence.owner[g.s : g.s_end] - g.n, g.n_end - g.n)
        nearest = padding.spread(cosines, -1.0).amax(1)
        pairs = torch.cat([batch.pair[i], nearest[:, :, None]], dim=2)
        met = torch.relu(self.side_word(own)[None] + self.side_pair(pairs))
        return (torch.softmax(self.side_gist(own), dim=0)[None] * met).sum(1)


def _pointed(x: Tensor, pointer: Tensor, width: int) -> Tensor:
    return (x * pointer[:, :width]).sum(1) / math.sqrt(width) + pointer[:, width]
