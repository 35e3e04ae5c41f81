"""Command line: `python -m rag.training.encoder --corpora DIR --work DIR [--reader FOLDER]` prints the table of dev figures.

The blend of ranker and reader is fitted on questions of train/ whose passages the reader never saw; dev/ only measures.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.reader.inputs import Candidate
from index.reader.model import DEFAULT_READER, ReaderModel
from index.training.exclusion import read_exclusion
from rag.choosing.second_opinion import READ
from rag.settings import AnswerSettings
from rag.training.encoder.measures import Blend, Scored, Vector, agreement, among, first, fit, overlap, views
from rag.training.encoder.pools import Posed, Stored, posed, questions, stored

_HELD = (("train/newsqa", 400), ("train/cmrc", 500), ("train/drcd", 400))
_FEW = AnswerSettings().read
_UNMET = 1000.0  # units that do not meet a constraint follow those that do
_DEV = (("dev/newsqa", 800), ("dev/drcd", 1000))


def pools(corpora: Path, work: Path, exclude: Sequence[Path], *, held: bool) -> dict[str, list[Posed]]:
    """The questions of the held-back or the dev sets with their units, made where they are not stored yet."""
    work.mkdir(parents=True, exist_ok=True)
    exclusion = read_exclusion(exclude)

    def make(name: str, most: int) -> Iterator[Posed]:
        rows = questions(corpora, name, exclusion, held=held)
        return iter(tqdm(posed(rows, most), desc=name, total=most, file=sys.stderr, mininterval=5))

    sets = _HELD if held else _DEV
    return {
        name: stored(work / f"pools.{name.replace('/', '.')}.jsonl", lambda name=name, most=most: make(name, most))  # type: ignore[misc]
        for name, most in sets
    }


def scored(found: Posed, units: Sequence[Stored], model: ReaderModel) -> Scored:
    """A question's units with the scores of every ranker."""
    candidates = [Candidate(u.text, u.before, u.heading) for u in units]
    reading = model.reading(found.query, candidates, most=1)
    return Scored(
        found,
        tuple(units),
        overlap(found.query, [u.text for u in units]),
        np.array([u.ranker for u in units]),
        np.array([u.rated - (0 if u.met else _UNMET) for u in units]),
        reading.scores.astype(np.float64),
        reading.spans,
    )


def read_all(sets: dict[str, list[Posed]], model: ReaderModel) -> dict[str, tuple[list[Scored], list[Scored]]]:
    """For each set its questions within the right passage, and over the pool."""
    found = {}
    for name, questions_ in sets.items():
        both: tuple[list[Scored], list[Scored]] = ([], [])
        for one in tqdm(questions_, desc=f"read {name}", file=sys.stderr, mininterval=5):
            for units, kept in zip(views(one), both, strict=True):
                if units:
                    kept.append(scored(one, units, model))
        found[name] = both
    return found


def report(
    name: str, both: tuple[list[Scored], list[Scored]], blends: tuple[Blend, Blend], total: int
) -> Iterator[str]:
    """Lines of the table of a set."""
    for where, found, blend in zip(("passage", "pool"), both, blends, strict=True):
        rankers: dict[str, Callable[[Scored], Vector]] = {
            "overlap": lambda one: one.overlap,
            "ranker": lambda one: one.ranker,
            "rated": lambda one: one.rated,
            "reader": lambda one: one.reader,
            "blend": blend.score,
            f"blend of the first {_FEW}": among(blend.score, _FEW),
        }
        for ranker, score in rankers.items():
            yield (
                f"| {name} ({total}) | {where} | {ranker} | "
                + " | ".join(f"{x:.3f}" for x in first(found, score, total))
                + " |"
            )
    told = [(one, int(np.flatnonzero(one.right)[0])) for one in both[0] if one.right.any()]
    spans = [(_span(one, at), one.posed.answers) for one, at in told]
    rules = [(str(one.units[at].short), one.posed.answers) for one, at in told if one.units[at].short]
    same = [(_span(one, at), one.posed.answers) for one, at in told if one.units[at].short]
    chosen = [(one, int(np.argmax(blends[1].score(one)))) for one in both[1]]
    for what, pairs in (
        ("span, right sentence given", spans),
        ("rules, where they answer", rules),
        ("span, the same questions", same),
        ("span of the blend's first in the pool", [(_span(one, at), one.posed.answers) for one, at in chosen]),
    ):
        got = agreement(pairs)
        yield f"{name}: {what}: {got.spans} EM {got.exact:.3f} F1 {got.f1:.3f}"


def _span(one: Scored, at: int) -> str:
    spans = one.spans[at]
    return one.units[at].text[spans[0].start : spans[0].end] if spans else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print the table and the blend's weights."""
    options = argparse.ArgumentParser(prog="python -m rag.training.encoder", description="测量小型阅读模型")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--work", type=Path, default=Path("data/encoder"), help="中间文件的文件夹")
    options.add_argument("--reader", type=Path, default=DEFAULT_READER, help="导出的阅读模型的文件夹")
    options.add_argument("--exclude", type=Path, nargs="*", default=[Path("seeds"), Path("eval/cases")])
    options.add_argument("--pools-only", action="store_true", help="只准备题目与候选句")
    given = options.parse_args(arguments)
    held = pools(given.corpora, given.work, given.exclude, held=True)
    dev = pools(given.corpora, given.work, given.exclude, held=False)
    if given.pools_only:
        return 0
    model = ReaderModel(given.reader)
    known = read_all(held, model).values()
    asked = [[one for both in known for one in both[i] if one.posed.kind in READ] for i in (0, 1)]
    passage, pool = (fit(found) for found in asked)
    print(json.dumps({"passage": passage._asdict(), "pool": pool._asdict(), "weight": pool.reader / pool.rated}))
    for name, both in read_all(dev, model).items():
        print("\n".join(report(name, both, (passage, pool), len(dev[name]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
