"""Step `export`: the model folder in sentence-transformers format that the product ships, and its card.

The same vectors give the same bytes: no dates, versions or paths go in.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from index.training import evaluation, vocabulary
from index.training.evaluation import EvaluationSettings, Measured
from index.training.workplace import Workplace

# The places these classes had in sentence-transformers 5, which 6 still knows: the model loads with both.
_MODULES = (
    ("0_StaticEmbedding", "sentence_transformers.models.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.models.Normalize"),
)
_CONFIG: dict[str, object] = {
    "model_type": "SentenceTransformer",
    "default_prompt_name": None,
    "prompts": {},
    "similarity_fn_name": "cosine",
}


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def write_model(folder: Path, tokenizer: str, vectors: NDArray[np.float32]) -> None:
    """Write the folder: word vectors as 16-bit floats, the vocabulary (the text of its tokenizer file), the modules."""
    words = folder / _MODULES[0][0]
    words.mkdir(parents=True, exist_ok=True)
    modules = [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(_MODULES)]
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "config_sentence_transformers.json", _CONFIG)
    _write_json(folder / _MODULES[1][0] / "config.json", {})
    (words / "tokenizer.json").write_text(tokenizer, "utf-8")
    # Cosines do not depend on a common factor; this one keeps the smallest weights clear of 16-bit underflow.
    scaled = vectors / max(float(np.abs(vectors).max()), 1e-12) * 8
    (words / "model.safetensors").write_bytes(save({"embedding.weight": scaled.astype(np.float16)}))


def card(place: Workplace, settings: EvaluationSettings, measured: Sequence[Measured]) -> str:
    """The model card, in Markdown."""
    static = settings.static
    return _CARD.format(
        vocabulary=vocabulary.describe(place),
        dimension=static.dimension,
        steps=f"{static.steps:,}",
        batch=f"{static.batch:,}",
        scale=f"{static.scale:g}",
        size=static.vocabulary.passages.size,
        table=evaluation.table(evaluation.chosen(measured)),
        k1=settings.words.k1,
        b=settings.words.b,
    )


def run(place: Workplace, settings: EvaluationSettings) -> None:
    """Write the model folder and its card from the work folder; quick, so it is always done."""
    write_model(place.model, place.file("tokenizer.json").read_text("utf-8"), np.load(place.file("static.npy")))
    text = card(place, settings, evaluation.load_measured(place))
    (place.model / "README.md").write_text(text, "utf-8")


_CARD = """---
language: zh
license: apache-2.0
library_name: sentence-transformers
tags: [sentence-transformers, static-embedding]
---
# Word vectors of Jizheng 集证

A small Chinese embedding model: the vector of a text is the mean of its words' vectors ({dimension} dimensions, cosine).
Trained from scratch on two processor cores; needs neither torch nor a network to be used (`index/embedding.py`), and loads
in sentence-transformers as it stands: `SentenceTransformer("index/model")`.

## How it was made

`make models CORPORA=DIR`, which runs `python -m index.training all --corpora DIR`. All seeds are fixed; a step that is
finished is skipped, training goes on from its last checkpoint.

1. `vocabulary`: {vocabulary}; the most frequent words of jieba's cut, all characters seen often enough, and words of
   industrial policy, as a Unigram model with log counts as scores. NFKC, lower case; numbers, Latin words and runs of Han
   characters are cut apart first, punctuation is left out, frequent numbers are words.
2. `static`: {steps} steps of {batch} pairs, in-batch softmax over cosines times {scale}, Adam, half a cosine down. Each word's
   vector is multiplied by its inverse document frequency. Pairs: a sentence or a stretch of words, thinned, and the passage
   it was cut from (removed there 85 % of the time); a sentence and the next passage; a headline, or a law's name and
   chapter, and the text; and real questions with their answers, everyday questions on the law above all. The passages of a
   batch come from one kind of source, which makes them harder to tell apart; those of one document are no negatives.

## What it learnt from

| data | licence |
|---|---|
| news of July and August 2023 and questions on them (CRUD-RAG) | Apache-2.0 |
| laws and regulations, reports on the work of the government | official texts |
| headlines and texts of the evening news up to June 2025 (xin-wen-lian-bo archive) | MIT (texts: CCTV) |
| CMRC 2018 train; DRCD dev (questions on Wikipedia) | CC BY-SA 4.0; CC BY-SA 3.0 |
| LeCoQA / STARD; lawyer-llama (everyday legal questions) | MIT; Apache-2.0 |
| questions and answers of a city's administration | Taipei open data |

Nothing of these texts is in this folder or in the project. Text that shares 13 letters in a row with the product's own
documents (`seeds/`) or test cases (`eval/cases`) was left out. The texts that the questions of newsqa, lecoqa and xwlb are
answered from were left out of the plain text, but not of the real questions: most articles of law that answer lecoqa also
answer other questions that were learnt (and so do a few texts of newsqa and xwlb, about one in a hundred or fewer).

## How well it finds

Share of questions with a right passage among the first k. Passages of at most {size} characters; `words` is the
product's word search (BM25 over characters and their pairs, k1 {k1}, b {b}) on the same passages in the same run; `fused` adds the given
share of the cosine to BM25 as a share of the highest that the query allows; the product does, and then lets closeness of words and where rules hold change the order (`make bench-models` measures that). newsqa: the whole news corpus; lecoqa: all laws; xwlb: headlines against the broadcasts; drcd: Wikipedia.
The row to judge everyday wording by is `lecoqa, unseen laws`: questions none of whose right articles was learnt as an answer.

{table}

These sets were used to choose settings, so the figures are a little kind. Differences of a point or two are within chance, and on the
unseen laws of ten: the questions are few. Meaning alone is weaker than words on questions that
repeat the wording of the text; it adds where the wording differs. It knows little English, and nothing of word order or negation.
"""
