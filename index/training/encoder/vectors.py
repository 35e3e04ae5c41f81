"""The word vectors that the product ships, which the encoder starts from."""

from pathlib import Path

import numpy as np
from safetensors import safe_open

from index.reader.inputs import Floats
from index.segmentation import static_folder
from index.training.workplace import TrainingError


def load_vectors(model: Path) -> Floats:
    """The vectors of a model folder, (entries, dimension).

    Errors: `TrainingError` where the folder has none.
    """
    folder = static_folder(model) if model.is_dir() else None
    if folder is None:
        raise TrainingError(f"模型文件夹“{model}”没有词向量：请先运行 python -m index.training all，或用 --model 指明")
    with safe_open(str(folder / "model.safetensors"), framework="numpy") as stored:
        return np.asarray(stored.get_tensor("embedding.weight"), np.float32)
