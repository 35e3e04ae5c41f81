"""Where training reads and writes, and which of its steps are finished.

A step is finished when `<name>.done.json` in the work folder holds the settings it would run with now: changing a setting
runs the step again, and every later one, for a step's settings include those of the steps it builds on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class TrainingError(Exception):
    """Training cannot go on; the message names the value and the remedy."""


@dataclass(frozen=True)
class Workplace:
    """Folders of one training run.

    `corpora`: the text to train on (its README describes the files). `work`: intermediate files, outside version control.
    `exclude`: files and folders whose text must not be learnt. `model`: where the exported model goes.
    """

    corpora: Path
    work: Path
    exclude: tuple[Path, ...]
    model: Path

    def file(self, name: str) -> Path:
        """A path in the work folder, which is made if need be."""
        self.work.mkdir(parents=True, exist_ok=True)
        return self.work / name

    def finished(self, step: str, settings: Mapping[str, Any]) -> bool:
        """Whether the step ran to its end with these settings."""
        mark = self.work / f"{step}.done.json"
        return mark.exists() and json.loads(mark.read_text("utf-8")) == json.loads(json.dumps(settings))

    def finish(self, step: str, settings: Mapping[str, Any]) -> None:
        """Record that the step ran to its end with these settings."""
        text = json.dumps(settings, ensure_ascii=False, indent=1, sort_keys=True)
        self.file(f"{step}.done.json").write_text(text + "\n", "utf-8")
