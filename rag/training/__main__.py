"""Command line: `python -m rag.training --corpora DIR` trains the ranker, prints dev figures, writes `rag/ranker.json`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.training.exclusion import Exclusion, read_exclusion
from rag.training.examples import Example, examples
from rag.training.fitting import Best, Scaled, best_units, fit_rank, fit_support, stored, without_leak

_TRAIN = (("train/newsqa", 1200), ("train/cmrc", 2500), ("train/drcd", 1800))
_DEV = (("dev/newsqa", 800), ("dev/drcd", 1000))
_THRESHOLDS = (0.1, 0.2, 0.3, 0.4)


def _gather(corpora: Path, sets: Sequence[tuple[str, int]], exclusion: Exclusion) -> dict[str, list[Example]]:
    return {
        name: without_leak(list(tqdm(examples(corpora, name, most, exclusion), desc=name, total=most, file=sys.stderr)))
        for name, most in sets
    }


def _report(name: str, found: Sequence[Example], rank: Scaled, support: Scaled) -> str:
    top = [bool(e.answers[int(np.argmax(rank.score(e.features)))]) for e in found]
    best = best_units(found, rank)
    lines = [f"{name}: {len(found)} questions, sentence top-1 {np.mean(top):.3f}"]
    for threshold in _THRESHOLDS:
        shares = {
            posed: _shown(best, posed, support, threshold) for posed in ("whole", "sentence_gone", "document_gone")
        }
        lines.append(
            f"  support >= {threshold}: " + ", ".join(f"{posed} {share:.3f}" for posed, share in shares.items())
        )
    return "\n".join(lines)


def _shown(best: Sequence[Best], posed: str, support: Scaled, threshold: float) -> float:
    """Share of best units shown at a threshold; of `whole` questions only those whose best unit is right."""
    rows = [b.inputs for b in best if b.posed == posed and (b.answers or posed != "whole")]
    likely = 1 / (1 + np.exp(-support.score(np.array(rows))))
    return float(np.mean(likely >= threshold))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the dev figures, write the weights."""
    options = argparse.ArgumentParser(prog="python -m rag.training", description="训练自带的句子排序模型")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--out", type=Path, default=Path("rag/ranker.json"), help="写到哪个文件")
    options.add_argument("--exclude", type=Path, nargs="*", default=[Path("seeds"), Path("eval/cases")])
    given = options.parse_args(arguments)
    exclusion = read_exclusion(given.exclude)
    known = [e for found in _gather(given.corpora, _TRAIN, exclusion).values() for e in found]
    rank = fit_rank(known)
    support = fit_support(best_units(known, rank))
    for name, found in _gather(given.corpora, _DEV, exclusion).items():
        print(_report(name, found, rank, support))
    given.out.write_text(json.dumps(stored(rank, support), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
