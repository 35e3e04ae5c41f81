"""Rows of the corpora: JSON Lines, compressed with xz."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.training.workplace import TrainingError

Row = dict[str, Any]


def read_rows(corpora: Path, name: str) -> Iterator[Row]:
    """Rows of `<corpora>/<name>.jsonl.xz`, in file order.

    Errors: `TrainingError` where the file is missing.
    """
    path = corpora / f"{name}.jsonl.xz"
    if not path.is_file():
        raise TrainingError(f"语料文件“{path}”不存在：请用 --corpora 指明语料文件夹")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
