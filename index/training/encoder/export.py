"""Step `export`: the reader's weights as 16-bit floats, and their sizes, as `index.reader.model` reads them.

The same weights give the same bytes. The word vectors are not among them: they are those of the model folder.
"""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from index.reader.inputs import Floats
from index.reader.model import CONFIG, WEIGHTS, fingerprint
from index.training.encoder import finetune
from index.training.encoder.network import Reader
from index.training.encoder.running import Pace
from index.training.encoder.settings import EncoderSettings
from index.training.encoder.vectors import load_vectors
from index.training.workplace import TrainingError, Workplace

STEP = "export"


def write_reader(folder: Path, model: Reader, vectors: Floats) -> int:
    """Write the weights and sizes of a reader, and by what the word `vectors` are known again; returns bytes of weights."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        name: np.ascontiguousarray(t.detach().cpu().numpy().astype(np.float16))
        for name, t in model.state_dict().items()
    }
    weights = save(state)
    (folder / WEIGHTS).write_bytes(weights)
    sizes = {name: size for name, size in asdict(model.shape).items() if isinstance(size, int)}
    sizes["vectors"] = fingerprint(vectors)
    (folder / CONFIG).write_text(json.dumps(sizes, indent=1, sort_keys=True) + "\n", "utf-8")
    return len(weights)


def load_reader(place: Workplace, settings: EncoderSettings) -> Reader:
    """The reader that `finetune` trained.

    Errors: `TrainingError` where it has not, or not to the end.
    """
    model, sized = finetune.build(place, settings)
    path = place.file(f"{finetune.name_of(sized)}.reader.pt")
    if not path.exists():
        raise TrainingError(f"没有训练好的模型“{path}”：请先运行 finetune 直到完成")
    model.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    return model.eval()


def folder_of(place: Workplace, settings: EncoderSettings) -> Path:
    """Where the exported reader of a run goes: into the work folder, to be measured before it is shipped."""
    return place.file(f"{finetune.name_of(settings)}.exported")


def run(place: Workplace, settings: EncoderSettings, pace: Pace) -> bool:
    """Write the exported reader; quick, so it is always done."""
    del pace
    folder = folder_of(place, settings)
    size = write_reader(folder, load_reader(place, settings), load_vectors(place.model))
    print(f"{folder}: {size / 1e6:.2f} MB")
    return True
