"""Settings of the encoder's training, by size: `small` for a processor core, `base` for a GPU."""

from dataclasses import dataclass, field

from index.training.encoder.network import Shape
from index.training.passages import PassageSettings


@dataclass(frozen=True)
class PretrainSettings:
    """Masked words on plain text. `window`: tokens of a text; `batch`: texts a step; `others`: wrong words beside the batch's own."""

    steps: int
    batch: int
    rate: float = 1e-3
    window: int = 64
    masked: float = 0.2
    others: int = 4000
    seed: int = 11


@dataclass(frozen=True)
class FinetuneSettings:
    """Questions. `epochs` over the real ones; `batch` questions a step with `most` sentences each; `clozes` made by rule.

    In the first `cloze_until` of all steps batches hold made questions in a share that falls from `cloze_share` to none.
    `span`: weight of the span loss. `fraction`: share of the real questions that is used (for the learning curve).
    """

    epochs: float
    batch: int = 16
    most: int = 12
    rate: float = 1.5e-3
    clozes: int = 30_000
    cloze_share: float = 0.6
    cloze_until: float = 0.6
    neighbours: int = 8
    span: float = 0.5
    fraction: float = 1.0
    seed: int = 12


@dataclass(frozen=True)
class BiSettings:
    """The bi-encoder: in-batch softmax over cosines times `scale`."""

    steps: int
    batch: int = 128
    rate: float = 5e-4
    scale: float = 20.0
    longest: int = 160  # tokens of a passage
    seed: int = 13


@dataclass(frozen=True)
class EncoderSettings:
    """Everything the encoder's weights depend on, beside corpora and vectors. `shape.words` is filled in from the vocabulary."""

    name: str
    shape: Shape
    pretrain: PretrainSettings
    finetune: FinetuneSettings
    bi: BiSettings
    passages: PassageSettings = field(default_factory=PassageSettings)


SIZES = {
    "small": EncoderSettings(
        "small",
        Shape(words=0),
        PretrainSettings(steps=2000, batch=96, others=2000),
        FinetuneSettings(epochs=3, most=10),
        BiSettings(steps=400),
    ),
    # Six layers and four: some 23 M trained weights, 47 MB as 16-bit floats. Never run by the author: no GPU was at hand.
    "base": EncoderSettings(
        "base",
        Shape(words=0, width=384, inner=1536, frequent=24_000, context=6, fusion=2, heads=6, dropout=0.1, side=96),
        PretrainSettings(steps=30_000, batch=1024, rate=6e-4, window=128),
        FinetuneSettings(epochs=8, batch=64, most=16, rate=2e-4, clozes=300_000),
        BiSettings(steps=6000, batch=1024, rate=2e-4),
    ),
}
