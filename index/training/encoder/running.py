"""A training run in pieces: optimizer, learning rate, checkpoints every few minutes, a clean stop after so many minutes.

What a step does depends on its number and the seed alone, so a run that was stopped and goes on ends with the weights of
one that never was (on a processor; on a GPU but for the order of its sums).
"""

import json
import math
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm


@dataclass(frozen=True)
class Pace:
    """`minutes`: stop after so many, None for never; `keep`: seconds between checkpoints."""

    device: str = "cpu"
    minutes: float | None = None
    keep: float = 120.0


@dataclass(frozen=True)
class Run:
    """`steps` of Adam at `rate`, which rises over `rise` of them and falls by half a cosine. `name` names the files.

    `depends`: what a checkpoint must have been made with to be gone on from.
    """

    name: str
    steps: int
    rate: float
    seed: int
    depends: Mapping[str, Any]
    rise: float = 0.04
    decay: float = 0.01
    clip: float = 2.0


def rate_at(step: int, run: Run) -> float:
    """The learning rate of a step."""
    risen = min(1.0, (step + 1) / max(1.0, run.rise * run.steps))
    return run.rate * risen * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / run.steps)))


def train(run: Run, model: nn.Module, loss_of: Callable[[int], Tensor], folder: Path, pace: Pace) -> bool:
    """Train the model in place from the last checkpoint on; False where the time was up before the last step.

    `loss_of` gives the loss of a step.
    """
    kept = folder / f"{run.name}.checkpoint.pt"
    said = json.dumps(run.depends, sort_keys=True, default=str)
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=run.rate, weight_decay=run.decay, betas=(0.9, 0.98)
    )
    start = _restore(kept, model, optimizer, said)
    begun = last = time.monotonic()
    model.train()
    bar = tqdm(range(start, run.steps), initial=start, total=run.steps, desc=run.name, unit="步", mininterval=5)
    mean = 0.0
    for step in bar:
        now = time.monotonic()
        stop = pace.minutes is not None and now - begun >= 60 * pace.minutes
        if stop or now - last >= pace.keep:
            _keep(kept, model, optimizer, step, said)
            last = now
        if stop:
            return False
        torch.manual_seed(run.seed * 1_000_003 + step)  # dropout, too, depends on the step alone
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, run)
        with precision(pace.device):
            loss = loss_of(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), run.clip)
        optimizer.step()
        if step % 20 == 0:
            mean = loss.item() if step == start else 0.7 * mean + 0.3 * loss.item()
            bar.set_postfix(loss=f"{mean:.3f}")
    _keep(kept, model, optimizer, run.steps, said)
    model.eval()
    return True


def precision(device: str) -> AbstractContextManager[Any]:
    """16-bit products where a GPU does them; a processor is slower with them."""
    return torch.autocast("cuda", torch.bfloat16) if device.startswith("cuda") else nullcontext()


def _restore(kept: Path, model: nn.Module, optimizer: torch.optim.Optimizer, said: str) -> int:
    if not kept.exists():
        return 0
    state = torch.load(kept, weights_only=True, map_location="cpu")
    if state["settings"] != said:
        return 0
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def _keep(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, step: int, said: str) -> None:
    # Written aside and moved: a run stopped while writing must not leave half a checkpoint.
    aside = path.with_suffix(".part")
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "settings": said}
    torch.save(state, aside)
    aside.replace(path)
