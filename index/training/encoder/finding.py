"""Step `finding`: the bi-encoder as a retriever on dev sets, beside word search, the shipped vectors, and both together.

Word search is the library's own (characters and their pairs). News and laws, pools of several hundred thousand passages, are
measured on a GPU only; encyclopaedia passages and headlines take a core some minutes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from index.embedding import StaticEmbedder
from index.reader.inputs import Floats, WordReader
from index.search.keywords import Words, count_terms
from index.settings import FusionSettings, WordSettings
from index.training.development import Task, headline_task, law_task, news_task, reading_task
from index.training.encoder import bi
from index.training.encoder.running import Pace
from index.training.encoder.settings import EncoderSettings
from index.training.workplace import TrainingError, Workplace

STEP = "finding"
_FIRST = (1, 5, 10, 100)
_AT_ONCE = 128


class Found(NamedTuple):
    """Share of a task's questions with a right passage among the first 1, 5, 10, 100."""

    task: str
    method: str
    recall: tuple[float, ...]


def recalls(scores: Iterable[Floats], right: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """`scores`: of all passages, question by question. A tie counts against."""
    places = [int((row >= row[list(wanted)].max()).sum()) for row, wanted in zip(scores, right, strict=True)]
    return tuple(float(np.mean([place <= k for place in places])) for k in _FIRST)


def encode(model: bi.BiEncoder, texts: Sequence[str], place: Workplace, longest: int, device: str) -> Floats:
    """Vectors of texts by the bi-encoder."""
    words = WordReader(place.model)
    with torch.no_grad():
        parts = [
            bi.vectors_of(model, texts[i : i + _AT_ONCE], words, longest, device).cpu().numpy()
            for i in tqdm(range(0, len(texts), _AT_ONCE), desc="encode", mininterval=5)
        ]
    return np.concatenate(parts)


def measure(task: Task, encoders: dict[str, Callable[[Sequence[str]], Floats]]) -> Iterator[Found]:
    """Each way of finding on a task: words, each encoder, each encoder with words."""
    counted = count_terms(task.passages)
    index = Words.build(counted.packed, counted.lengths)
    settings, share = WordSettings(), FusionSettings().meaning_weight

    def words() -> Iterator[NDArray[np.float32]]:
        yield from (index.scores(query, settings) for query in task.queries)

    yield Found(task.name, "words", recalls(words(), task.right))
    for name, encoder in encoders.items():
        queries, passages = encoder(task.queries), encoder(task.passages)
        yield Found(task.name, name, recalls((passages @ q for q in queries), task.right))
        fused = (w / max(float(w.max()), 1e-6) + share * (passages @ q) for w, q in zip(words(), queries, strict=True))
        yield Found(task.name, f"words + {name}", recalls(fused, task.right))


def tasks_of(place: Workplace, settings: EncoderSettings, *, full: bool) -> Iterator[Task]:
    """The dev tasks; with `full` those over all news and all laws, too."""
    yield reading_task(place.corpora)
    yield headline_task(place.corpora, settings.passages.size)
    if full:
        yield news_task(place.corpora, settings.passages.size)
        yield law_task(place.corpora)


def run(place: Workplace, settings: EncoderSettings, pace: Pace) -> bool:
    """Measure the bi-encoder, print the figures and store them; over all news and laws on a GPU only."""
    model, sized = bi.build(place, settings)
    path = place.file(f"{sized.name}.bi.pt")
    if not path.exists():
        raise TrainingError(f"没有训练好的模型“{path}”：请先运行 bi 直到完成")
    model.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    model.eval().to(pace.device)
    encoders: dict[str, Callable[[Sequence[str]], Floats]] = {
        "static": StaticEmbedder(place.model).encode,
        "bi": lambda texts: encode(model, texts, place, sized.bi.longest, pace.device),
    }
    found = []
    for task in tasks_of(place, sized, full=pace.device.startswith("cuda")):
        if task.queries:
            for one in measure(task, encoders):
                print(one)
                found.append(one)
    text = json.dumps([f._asdict() for f in found], ensure_ascii=False, indent=1)
    place.file(f"{sized.name}.{STEP}.json").write_text(text + "\n", "utf-8")
    return True
