"""Rows with a query, a passage and answers, less those that share text with what answers are judged on."""

import sys
from pathlib import Path

from index.training.corpora import Row, read_rows
from index.training.exclusion import Exclusion


def answered_rows(corpora: Path, name: str, exclusion: Exclusion) -> list[Row]:
    """The rows of a corpus that have answers, less those that share a run of 13 characters with the excluded texts.

    How many these are is told on standard error.
    """
    rows = [r for r in read_rows(corpora, name) if r.get("answers")]
    kept = [r for r in rows if not exclusion.forbids(r["query"]) and not exclusion.forbids(r["passage"])]
    print(f"{name}: {len(rows) - len(kept)} of {len(rows)} rows excluded", file=sys.stderr)
    return kept
