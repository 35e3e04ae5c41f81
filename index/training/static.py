"""Step `static`: word vectors whose plain mean is the vector of a text, trained so that queries lie near their passages.

In-batch softmax over cosines: each query of a batch should lie nearest to its own passage among all passages of the batch.
A word's vector is multiplied by its inverse document frequency, in training and in the stored weights, so that the mean of
the stored vectors is the weighted mean. Writes `static.npy`, float32 (entries, dimension).
"""

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch.nn import functional
from tqdm import tqdm

from index.training import vocabulary
from index.training.pairs import Corpus, Pair, draw_pair, load_corpus, load_questions, read_corpus, save_corpus, thin
from index.training.vocabulary import VocabularySettings
from index.training.workplace import Workplace

STEP = "static"


class Blend(NamedTuple):
    """What a batch is made of: sources of plain text, and shares of real questions. Batches of one kind make hard negatives."""

    weight: float
    sources: tuple[str, ...]
    questions: tuple[tuple[str, float], ...]


BLENDS = (
    Blend(0.40, ("news",), (("news", 0.10),)),
    Blend(0.25, ("laws",), (("lay", 0.35),)),
    Blend(0.20, ("broadcasts", "reports"), ()),
    Blend(0.15, ("news", "laws", "reports", "broadcasts"), (("general", 0.5), ("lay", 0.15), ("news", 0.15))),
)


@dataclass(frozen=True)
class StaticSettings:
    """`scale` multiplies cosines before the softmax; `longest`: ids of a passage; `keep`: steps between checkpoints.

    In a share `runs` of the batches, passages are drawn `run` neighbours at a time.
    """

    dimension: int = 256
    steps: int = 2000
    batch: int = 2048
    rate: float = 0.02
    scale: float = 20.0
    longest: int = 200
    run: int = 32
    runs: float = 0.5
    keep: int = 100
    seed: int = 7
    threads: int = 2
    blends: tuple[Blend, ...] = BLENDS
    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)


def word_weights(frequencies: NDArray[np.int32], passages: int) -> NDArray[np.float32]:
    """Inverse document frequency of each word, mean 1 over the words seen; 0 for the unknown word (id 0)."""
    weights = np.log1p(passages / (frequencies + 1.0))
    weights /= weights[frequencies > 0].mean()
    weights[0] = 0.0
    return weights.astype(np.float32)


def draw_passages(texts: NDArray[np.int64], size: int, run: int, draw: np.random.Generator) -> NDArray[np.int64]:
    """Passages drawn at random, `run` neighbours at a time: articles of one law, news of one hour, make hard negatives."""
    starts = draw.integers(0, len(texts), -(-size // run))
    places = (starts[:, None] + np.arange(run)[None, :]).ravel()[:size]
    found: NDArray[np.int64] = texts[places % len(texts)]
    return found


def draw_batch(corpus: Corpus, questions: dict[str, list[Pair]], settings: StaticSettings, step: int) -> list[Pair]:
    """The pairs of one training step: the same for the same seed and step."""
    draw = np.random.default_rng((settings.seed, step))
    shares = np.array([blend.weight for blend in settings.blends])
    blend = settings.blends[int(draw.choice(len(shares), p=shares / shares.sum()))]
    pairs: list[Pair] = []
    for kind, share in blend.questions:
        pool = questions[kind]
        chosen = draw.integers(0, len(pool), int(share * settings.batch)) if pool else ()
        pairs.extend(pool[i]._replace(query=thin(pool[i].query, 0.3 * draw.random(), draw)) for i in chosen)
    run = settings.run if draw.random() < settings.runs else 1
    chosen = draw_passages(corpus.of_source(*blend.sources), settings.batch - len(pairs), run, draw)
    pairs.extend(draw_pair(corpus, int(p), draw) for p in chosen)
    return [pair for pair in pairs if len(pair.query) and len(pair.passage)]


class Pooling(torch.autograd.Function):
    """Rows of a sparse matrix (texts by words) times the word vectors.

    On a processor this is some twenty times faster, forward and back, than `EmbeddingBag` with its dense gradient.
    """

    @staticmethod
    def forward(ctx: Any, texts: sparse.csr_matrix, vectors: torch.Tensor) -> torch.Tensor:  # noqa: ANN401, D102
        ctx.texts = texts
        return torch.from_numpy(texts @ vectors.detach().numpy())

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[None, torch.Tensor]:  # noqa: ANN401, D102
        return None, torch.from_numpy(ctx.texts.T.tocsr() @ gradient.numpy())


class Bags(torch.nn.Module):
    """Sums of weighted word vectors; a cosine needs no mean."""

    def __init__(self, weights: NDArray[np.float32], settings: StaticSettings) -> None:
        super().__init__()
        draw = torch.Generator().manual_seed(settings.seed)
        start = torch.randn(len(weights), settings.dimension, generator=draw) / math.sqrt(settings.dimension)
        self.words = torch.nn.Parameter(start)
        self.weights = weights
        self.longest = settings.longest

    def forward(self, rows: list[NDArray[np.uint16]]) -> torch.Tensor:
        """Unit vectors of the rows, shape (rows, dimension)."""
        cut = [row[: self.longest] for row in rows]
        ids = np.concatenate(cut).astype(np.int32)
        starts = np.cumsum([0] + [len(row) for row in cut])
        texts = sparse.csr_matrix((self.weights[ids], ids, starts), shape=(len(cut), len(self.weights)))
        texts.sum_duplicates()
        return functional.normalize(Pooling.apply(texts, self.words), dim=1)  # type: ignore[no-untyped-call]


def loss_of(model: Bags, pairs: list[Pair], scale: float) -> torch.Tensor:
    """Mean cross entropy of finding each passage by its query, and each query by its passage."""
    scores = scale * model([p.query for p in pairs]) @ model([p.passage for p in pairs]).T
    groups = torch.tensor([p.group for p in pairs])
    same = (groups[:, None] == groups[None, :]) & ~torch.eye(len(pairs), dtype=torch.bool)
    scores = scores.masked_fill(same, -1e4)
    right = torch.arange(len(pairs))
    return functional.cross_entropy(scores, right) + 0.5 * functional.cross_entropy(scores.T, right)


def rate_at(step: int, settings: StaticSettings) -> float:
    """The learning rate: a short rise, then half a cosine down to zero."""
    rise = min(1.0, (step + 1) / max(1, settings.steps // 30))
    return settings.rate * rise * 0.5 * (1 + math.cos(math.pi * step / settings.steps))


def train(model: Bags, corpus: Corpus, questions: dict[str, list[Pair]], settings: StaticSettings, kept: Path) -> None:
    """Train the model in place, going on from the checkpoint `kept` where there is one."""
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.rate, fused=True)
    start = 0
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        start = int(state["step"])
    bar = tqdm(range(start, settings.steps), initial=start, total=settings.steps, desc="static", unit="步")
    for step in bar:
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, settings)
        loss = loss_of(model, draw_batch(corpus, questions, settings, step), settings.scale)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 20 == 0:
            bar.set_postfix(loss=f"{loss.item():.3f}")
        if (step + 1) % settings.keep == 0:
            _keep(kept, {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1})


def _keep(path: Path, state: dict[str, Any]) -> None:
    # Written aside and moved: a run stopped while writing must not leave half a checkpoint.
    aside = path.with_suffix(".part")
    torch.save(state, aside)
    aside.replace(path)


def _corpus(place: Workplace, settings: VocabularySettings) -> Corpus:
    depends = vocabulary.settings_of(place, settings)
    if not place.finished("corpus", depends):
        save_corpus(place.file("corpus.npz"), read_corpus(place, vocabulary.load_tokenizer(place)))
        place.finish("corpus", depends)
    return load_corpus(place.file("corpus.npz"))


def settings_of(place: Workplace, settings: StaticSettings) -> dict[str, Any]:
    """What the step's result depends on."""
    return {**asdict(settings), "vocabulary": vocabulary.settings_of(place, settings.vocabulary)}


def run(place: Workplace, settings: StaticSettings) -> None:
    """Write the word vectors, unless that is done; a run that was stopped goes on from its last checkpoint."""
    if place.finished(STEP, settings_of(place, settings)):
        return
    kept = place.file("static.checkpoint.pt")
    if not place.finished("static.started", settings_of(place, settings)):
        kept.unlink(missing_ok=True)  # of a run with other settings
        place.finish("static.started", settings_of(place, settings))
    torch.set_num_threads(settings.threads)
    tokenizer = vocabulary.load_tokenizer(place)
    corpus = _corpus(place, settings.vocabulary)
    weights = word_weights(np.load(place.file("frequencies.npy")), len(corpus.document))
    model = Bags(weights, settings)
    questions = load_questions(place, tokenizer, settings.vocabulary.passages.size)
    train(model, corpus, questions, settings, kept)
    vectors = model.words.detach().numpy() * weights[:, None]
    np.save(place.file("static.npy"), vectors.astype(np.float32))
    place.finish(STEP, settings_of(place, settings))
    kept.unlink(missing_ok=True)
