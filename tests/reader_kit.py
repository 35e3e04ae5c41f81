"""A small reader with random weights, for tests."""

from pathlib import Path

import torch

from index.segmentation import DEFAULT_MODEL
from index.training.encoder.export import write_reader
from index.training.encoder.network import Reader, Shape
from index.training.encoder.vectors import load_vectors


def small_shape(heads: int) -> Shape:
    return Shape(words=48_000, width=16, inner=32, frequent=200, context=1, fusion=2, heads=heads, side=8)


def random_reader(folder: Path, heads: int) -> Reader:
    """Write a reader's weights to a folder; returned is the torch model with the same, 16-bit, weights."""
    torch.manual_seed(5)
    model = Reader(small_shape(heads), load_vectors(DEFAULT_MODEL)).eval()
    model.load_state_dict({name: t.half().float() for name, t in model.state_dict().items()})
    write_reader(folder, model, load_vectors(DEFAULT_MODEL))
    return model
