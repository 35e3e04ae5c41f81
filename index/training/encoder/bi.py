"""Step `bi`: a bi-encoder, the third head: questions and passages as vectors that lie near each other.

A text's vector is its mean of shipped word vectors plus what the context blocks make of its words, so training starts from
the shipped model and can only move away from it where questions ask it to. In-batch softmax over cosines; passages of one
group are no negatives of each other. Writes `<size>.bi.pt`.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.reader.inputs import Floats, Tokens, WordReader, folded
from index.training.encoder import finetune, pretrain
from index.training.encoder.network import Context, Padding, Shape
from index.training.encoder.running import Pace, Run, train
from index.training.encoder.settings import BiSettings, EncoderSettings
from index.training.encoder.vectors import load_vectors
from index.training.exclusion import read_exclusion
from index.training.passages import load_passages
from index.training.passages import run as write_passages
from index.training.questions import read_questions
from index.training.workplace import Workplace

STEP = "bi"
_HEADS_EVERY = 4  # of the passages that stand under a headline or a law's name, every fourth is a pair with it
_CHARACTERS = 400


class Pair(NamedTuple):
    """A query and a passage that answers it; pairs of one group are no negatives of each other."""

    query: str
    passage: str
    group: str


class BiEncoder(nn.Module):
    """Unit vectors of texts."""

    def __init__(self, shape: Shape, vectors: Floats) -> None:
        super().__init__()
        self.context = Context(shape, vectors)
        lengths = np.linalg.norm(vectors, axis=1)
        self.register_buffer(
            "weights", torch.from_numpy((lengths / lengths.mean()).astype(np.float32)), persistent=False
        )
        self.weigh = nn.Linear(shape.width, 1)
        self.out = nn.Linear(shape.width, shape.static)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, ids: Tensor, owner: Tensor, count: int) -> Tensor:
        """Vectors of `count` texts, (count, dimension), length 1; a text without tokens has zeros."""
        words = self.context.shape.words
        static = self.context.vectors[ids.clamp(max=words - 1)] / 4  # type: ignore[index]
        static = static * (self.weights[ids.clamp(max=words - 1)] * (ids < words))[:, None]  # type: ignore[index]
        read = self.context(self.context.embed(ids), Padding(owner, count))
        moved = static + torch.sigmoid(self.weigh(read)) * self.out(read)
        sums = torch.zeros(count, moved.shape[1], device=moved.device, dtype=moved.dtype).index_add_(0, owner, moved)
        return functional.normalize(sums.float(), dim=1)


def cut(texts: Sequence[str], words: WordReader, longest: int) -> Tokens:
    """The first `longest` tokens of each text."""
    found = words.cut([folded(text, _CHARACTERS) for text in texts])
    starts = np.searchsorted(found.owner, np.arange(len(texts)))
    kept = np.arange(len(found.ids)) - starts[found.owner] < longest
    return Tokens(found.ids[kept], found.owner[kept], found.start[kept], found.end[kept])


def vectors_of(model: BiEncoder, texts: Sequence[str], words: WordReader, longest: int, device: str) -> Tensor:
    """The vectors of texts."""
    tokens = cut(texts, words, longest)
    found: Tensor = model(
        torch.from_numpy(tokens.ids).to(device), torch.from_numpy(tokens.owner).to(device), len(texts)
    )
    return found


def gather(place: Workplace, settings: EncoderSettings) -> list[Pair]:
    """Real questions with what answers them, and headlines or laws' names with texts that stand under them."""
    exclusion = read_exclusion(place.exclude)
    real = [Pair(q.query, q.passage, q.group) for q in read_questions(place.corpora, exclusion, settings.passages.size)]
    write_passages(place, settings.passages)
    headed = (p for p in load_passages(place) if p.head)
    return real + [Pair(p.head, "".join(p.sentences), p.head) for n, p in enumerate(headed) if n % _HEADS_EVERY == 0]


def loss_of(queries: Tensor, passages: Tensor, groups: Sequence[str], scale: float) -> Tensor:
    """Mean cross entropy of finding each passage by its query, and each query by its passage."""
    numbers = {group: n for n, group in enumerate(dict.fromkeys(groups))}
    own = torch.tensor([numbers[g] for g in groups], device=queries.device)
    same = (own[:, None] == own[None, :]) & ~torch.eye(len(own), dtype=torch.bool, device=own.device)
    scores = (scale * queries @ passages.T).masked_fill(same, -1e4)
    right = torch.arange(len(own), device=own.device)
    return functional.cross_entropy(scores, right) + 0.5 * functional.cross_entropy(scores.T, right)


def settings_of(place: Workplace, settings: EncoderSettings) -> dict[str, Any]:
    """What the step's result depends on."""
    return {**asdict(settings.bi), "pretrain": pretrain.settings_of(place, settings)}


def draw(pairs: Sequence[Pair], settings: BiSettings, step: int) -> list[Pair]:
    """The pairs of a step."""
    chance = np.random.default_rng((settings.seed, step))
    return [pairs[int(i)] for i in chance.choice(len(pairs), settings.batch, replace=len(pairs) < settings.batch)]


def build(place: Workplace, settings: EncoderSettings) -> tuple[BiEncoder, EncoderSettings]:
    """The bi-encoder before training, its context as pretrained where that was done."""
    reader, sized = finetune.build(place, settings)
    torch.manual_seed(sized.bi.seed)
    model = BiEncoder(replace(sized.shape), load_vectors(place.model))
    model.context.load_state_dict(reader.context.state_dict())
    return model, sized


def run(place: Workplace, settings: EncoderSettings, pace: Pace) -> bool:
    """Write the bi-encoder's weights, unless that is done; False where the time was up first."""
    model, sized = build(place, settings)
    model.to(pace.device)
    mark, depends = f"{sized.name}.{STEP}", settings_of(place, sized)
    if place.finished(mark, depends):
        return True
    pairs, words = gather(place, sized), WordReader(place.model)

    def loss(step: int) -> Tensor:
        drawn = draw(pairs, sized.bi, step)
        queries, passages = (
            vectors_of(model, texts, words, sized.bi.longest, pace.device)
            for texts in ([p.query for p in drawn], [p.passage for p in drawn])
        )
        return loss_of(queries, passages, [p.group for p in drawn], sized.bi.scale)

    if not train(Run(mark, sized.bi.steps, sized.bi.rate, sized.bi.seed, depends), model, loss, place.work, pace):
        return False
    torch.save(model.state_dict(), place.file(f"{sized.name}.bi.pt"))
    place.finish(mark, depends)
    return True
