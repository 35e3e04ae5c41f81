"""Step `pretrain`: words that were masked are guessed from their text, over news, laws, reports and broadcasts.

The guess is compared with the shipped vectors of the right word, of all words masked in the batch and of others drawn at
random: a softmax over 48,000 words would take a core ten times as long. Writes `<size>.context.pt`.
"""

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from index.reader.inputs import CONTEXT_LENGTH, WordReader, folded
from index.training import passages
from index.training.encoder.network import Context, Padding
from index.training.encoder.running import Pace, Run, train
from index.training.encoder.settings import EncoderSettings, PretrainSettings
from index.training.encoder.vectors import load_vectors
from index.training.workplace import Workplace

STEP = "pretrain"
_AT_ONCE = 512  # passages cut at a time
_UNTOUCHED = 0.1  # share of the words to be guessed that stay as they are


class Guess(nn.Module):
    """Context blocks, and a projection into the space of the shipped vectors."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.out = nn.Linear(context.shape.width, context.shape.static)
        self.bias = nn.Parameter(torch.zeros(context.shape.words))

    def forward(self, ids: Tensor, owner: Tensor, at: Tensor, answers: Tensor, options: Tensor) -> Tensor:
        """Mean cross entropy of the words `answers` at the places `at` among `options`, which hold them."""
        padding = Padding(owner, int(owner[-1]) + 1)
        found = self.out(self.context(self.context.embed(ids), padding)[at])
        logits = found @ self.context.vectors[options].T + self.bias[options]  # type: ignore[index]
        return functional.cross_entropy(logits.float(), torch.searchsorted(options, answers))


def write_stream(place: Workplace, settings: EncoderSettings) -> NDArray[np.uint16]:
    """All passages as one run of token ids, each passage ended by the id 0; stored, for cutting takes minutes."""
    passages.run(place, settings.passages)
    path = place.file("encoder.stream.npy")
    depends = passages.settings_of(place, settings.passages)
    if not place.finished("encoder.stream", depends):
        words = WordReader(place.model)
        parts: list[NDArray[np.uint16]] = []
        held: list[str] = []

        def flush() -> None:
            cut = words.cut(held)
            ends = np.searchsorted(cut.owner, np.arange(1, len(held) + 1))
            parts.append(np.insert(cut.ids, ends, 0).astype(np.uint16))
            held.clear()

        for passage in tqdm(passages.load_passages(place), desc="cut passages", unit="段", mininterval=5):
            held.append(folded("".join(passage.sentences), 4 * CONTEXT_LENGTH))
            if len(held) == _AT_ONCE:
                flush()
        if held:
            flush()
        np.save(path, np.concatenate(parts))
        place.finish("encoder.stream", depends)
    found: NDArray[np.uint16] = np.load(path, mmap_mode="r")
    return found


def draw(stream: NDArray[np.uint16], settings: PretrainSettings, words: int, masked: int, step: int) -> list[Tensor]:
    """The texts of a step with some words masked: ids, owner, places, answers, options."""
    chance = np.random.default_rng((settings.seed, step))
    starts = chance.integers(0, max(1, len(stream) - settings.window), settings.batch)
    windows = np.stack([stream[s : s + settings.window] for s in starts]).astype(np.int64)
    owner = np.cumsum(np.pad(windows == 0, ((0, 0), (1, 0)))[:, :-1], axis=1)  # a passage of its own behind each end
    owner += np.cumsum(np.r_[0, owner.max(axis=1)[:-1] + 1])[:, None]
    ids = windows.ravel()
    at = np.flatnonzero((chance.random(len(ids)) < settings.masked) & (ids > 0) & (ids < words))
    answers = ids[at].copy()
    ids[at[chance.random(len(at)) >= _UNTOUCHED]] = masked
    # Drawn evenly over the logarithm of the rank, as words are in text.
    others = np.exp(chance.random(settings.others) * np.log(words - 1)).astype(np.int64)
    return [torch.from_numpy(a) for a in (ids, owner.ravel(), at, answers, np.union1d(answers, others))]


def settings_of(place: Workplace, settings: EncoderSettings) -> dict[str, Any]:
    """What the step's result depends on."""
    read = passages.settings_of(place, settings.passages)
    return {"shape": asdict(settings.shape), **asdict(settings.pretrain), "passages": read}


def run(place: Workplace, settings: EncoderSettings, pace: Pace) -> bool:
    """Write the context's weights, unless that is done; False where the time was up first."""
    mark = f"{settings.name}.{STEP}"
    vectors = load_vectors(place.model)
    sized = replace(settings, shape=replace(settings.shape, words=len(vectors), static=vectors.shape[1]))
    depends = settings_of(place, sized)
    if place.finished(mark, depends):
        return True
    stream = write_stream(place, sized)
    torch.manual_seed(sized.pretrain.seed)
    model = Guess(Context(sized.shape, vectors)).to(pace.device)
    masked = model.context.masked

    def loss(step: int) -> Tensor:
        drawn = draw(stream, sized.pretrain, sized.shape.words, masked, step)
        found: Tensor = model(*(part.to(pace.device) for part in drawn))
        return found

    steps = Run(mark, sized.pretrain.steps, sized.pretrain.rate, sized.pretrain.seed, depends)
    if not train(steps, model, loss, place.work, pace):
        return False
    torch.save(model.context.state_dict(), place.file(f"{settings.name}.context.pt"))
    place.finish(mark, depends)
    return True
