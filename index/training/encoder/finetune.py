"""Step `finetune`: the reader learns from questions which sentence answers, and where in it.

One model with two losses: a softmax over the sentences of a question (the right ones together), and softmaxes over the
tokens of a right sentence for start and end. Writes `<size>.reader.pt`.
"""

import pickle
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from index.reader.inputs import Inputs, WordReader, read
from index.training import passages
from index.training.encoder import pretrain
from index.training.encoder.cloze import cloze_examples
from index.training.encoder.examples import SETS, Drawn, Example, draw, read_examples, with_neighbours
from index.training.encoder.network import Batch, Output, Reader, collate
from index.training.encoder.running import Pace, Run, train
from index.training.encoder.settings import EncoderSettings, FinetuneSettings
from index.training.encoder.vectors import load_vectors
from index.training.exclusion import Exclusion, read_exclusion
from index.training.workplace import TrainingError, Workplace

STEP = "finetune"


class Labels(NamedTuple):
    """`right`: of each sentence; `start`, `end`: of each sentence token."""

    right: Tensor
    start: Tensor
    end: Tensor


def gather(place: Workplace, settings: EncoderSettings, exclusion: Exclusion) -> tuple[list[Example], list[Example]]:
    """Real questions to learn from, with near misses, and those made by rule; stored, for word search takes minutes."""
    path, chosen = place.file("encoder.examples.pickle"), settings.finetune  # written and read by this program alone
    depends = {
        "made": [chosen.clozes, chosen.neighbours, chosen.seed],
        "passages": passages.settings_of(place, settings.passages),
    }
    if place.finished("encoder.examples", depends):
        with path.open("rb") as stored:
            found: tuple[list[Example], list[Example]] = pickle.load(stored)
            return found
    groups: dict[str, int] = {}
    sets = (read_examples(place.corpora, f"train/{name}", exclusion, groups) for name in SETS)
    real = [example for rows in sets for example, held in rows if not held]
    passages.run(place, settings.passages)
    made = (
        list(cloze_examples(passages.load_passages(place), chosen.clozes, every=5, seed=chosen.seed))
        if chosen.clozes
        else []
    )
    both = with_neighbours(real, chosen.neighbours), made
    with path.open("wb") as out:
        pickle.dump(both, out)
    place.finish("encoder.examples", depends)
    return both


def subset(real: Sequence[Example], fraction: float) -> list[Example]:
    """A share of the questions, whole passages at a time: the same passages are in every larger share."""
    kept = {g for g in {e.group for e in real} if np.random.default_rng((3, g)).random() < fraction}
    return [e for e in real if e.group in kept]


def choose(
    real: Sequence[Example], made: Sequence[Example], settings: FinetuneSettings, step: int, steps: int
) -> list[Drawn]:
    """The questions of a step: real ones in a new order each epoch, and made ones in a share that falls."""
    chance = np.random.default_rng((settings.seed, step))
    share = settings.cloze_share * max(0.0, 1 - step / max(1, steps) / settings.cloze_until) if made else 0.0
    count = int(chance.binomial(settings.batch, share))
    picked = [made[int(i)] for i in chance.integers(0, max(1, len(made)), count)]
    picked += [
        real[int(i)] for i in chance.choice(len(real), settings.batch - count, replace=len(real) < settings.batch)
    ]
    return [draw(example, settings.most, chance) for example in picked]


def labels_of(drawn: Sequence[Drawn], found: Sequence[Inputs], device: str) -> Labels:
    """The labels of a batch: an answer's first and last token, where the answer is not cut off."""
    right, starts, ends = [], [], []
    for one, inputs in zip(drawn, found, strict=True):
        right.extend(one.right)
        start, end = np.zeros(len(inputs.sentences.ids), bool), np.zeros(len(inputs.sentences.ids), bool)
        for n, spans in enumerate(one.spans):
            for place in spans:
                inside = (inputs.sentences.owner == n) & (inputs.sentences.start < place.end)
                at = np.flatnonzero(inside & (inputs.sentences.end > place.start))
                if len(at):
                    start[at[0]] = end[at[-1]] = True
        starts.append(start)
        ends.append(end)
    put = [torch.tensor(right), *(torch.from_numpy(np.concatenate(x)) for x in (starts, ends))]
    return Labels(*(tensor.to(device) for tensor in put))


def _spread_loss(logits: Tensor, right: Tensor, owner: Tensor, count: int) -> Tensor:
    """Mean over owners with anything right of -log (share of what is right in the softmax over the owner's rows)."""
    logits = logits.float()
    top = torch.zeros(count, device=logits.device).scatter_reduce(0, owner, logits.detach(), "amax", include_self=False)
    raised = torch.exp(logits - top[owner])
    total = torch.zeros(count, device=logits.device).index_add_(0, owner, raised)
    good = torch.zeros(count, device=logits.device).index_add_(0, owner, raised * right)
    told = torch.zeros(count, device=logits.device).index_add_(0, owner, right.float()) > 0
    return -(torch.log(good[told] + 1e-9) - torch.log(total[told] + 1e-9)).sum() / max(1, int(told.sum()))


def loss_of(output: Output, batch: Batch, labels: Labels, span: float) -> Tensor:
    """The loss of a batch: sentences, plus `span` times starts and ends."""
    counts = torch.tensor([g.n_end - g.n for g in batch.groups], device=output.score.device)
    whose = torch.repeat_interleave(torch.arange(len(batch.groups), device=output.score.device), counts)
    found = _spread_loss(output.score, labels.right, whose, len(batch.groups))
    sentences = len(batch.sentence_features)
    for logits, right in ((output.start, labels.start), (output.end, labels.end)):
        found = found + span * _spread_loss(logits, right, batch.sentence.owner, sentences)
    return found


def settings_of(place: Workplace, settings: EncoderSettings) -> dict[str, Any]:
    """What the step's result depends on."""
    return {**asdict(settings.finetune), "pretrain": pretrain.settings_of(place, settings)}


def name_of(settings: EncoderSettings) -> str:
    """The name of the step's files: the size, and the share of the questions where it is not all."""
    share = settings.finetune.fraction
    return f"{settings.name}.{STEP}" + ("" if share == 1 else f".{share:g}")


def build(place: Workplace, settings: EncoderSettings) -> tuple[Reader, EncoderSettings]:
    """The reader before training, its context as pretrained where that was done; and the settings with the words counted."""
    vectors = load_vectors(place.model)
    sized = replace(settings, shape=replace(settings.shape, words=len(vectors), static=vectors.shape[1]))
    torch.manual_seed(sized.finetune.seed)
    model = Reader(sized.shape, vectors)
    if place.finished(f"{settings.name}.{pretrain.STEP}", pretrain.settings_of(place, sized)):
        state = torch.load(place.file(f"{settings.name}.context.pt"), weights_only=True, map_location="cpu")
        model.context.load_state_dict(state)
    return model, sized


def run(place: Workplace, settings: EncoderSettings, pace: Pace) -> bool:
    """Write the reader's weights, unless that is done; False where the time was up first."""
    model, sized = build(place, settings)
    model.to(pace.device)
    name, depends = name_of(sized), settings_of(place, sized)
    if place.finished(name, depends):
        return True
    real, made = gather(place, sized, read_exclusion(place.exclude))
    real = subset(real, sized.finetune.fraction)
    if not real:
        raise TrainingError(f"语料文件夹“{place.corpora}”的 train/ 中没有可用的问题：请检查语料")
    steps = max(1, int(sized.finetune.epochs * len(real) / sized.finetune.batch))
    words = WordReader(place.model)

    def loss(step: int) -> Tensor:
        drawn = choose(real, made, sized.finetune, step, steps)
        found = [read(one.query, one.candidates, words) for one in drawn]
        batch = collate(found, torch.device(pace.device))
        return loss_of(model(batch), batch, labels_of(drawn, found, pace.device), sized.finetune.span)

    plan = Run(name, steps, sized.finetune.rate, sized.finetune.seed, depends)
    if not train(plan, model, loss, place.work, pace):
        return False
    torch.save(model.state_dict(), place.file(f"{name}.reader.pt"))
    place.finish(name, depends)
    return True
