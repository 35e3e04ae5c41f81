"""Command line: `python -m rag.training --corpora DIR` trains the rankers and the picker, prints dev figures, writes the weights.

Steps, one by one: `--steps ranker` (sentences), `--steps passages`, `--steps spans`, `--steps refusal` (with the
risk-coverage curve; after the ranker, whose support it reads), `--steps lost` (words that a sentence may not lack); `spans` weighs the reader of `index/reader`, so it comes after
`python -m index.training.encoder`, and is done again when either has changed; `--steps groups` prints what each group of the
picker's features brings.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.training.exclusion import Exclusion, read_exclusion
from rag.finding.features import MATCHES
from rag.short_answers.span_names import NAMES as SPAN_NAMES
from rag.short_answers.trees import Trees
from rag.training import losing, picking, refusing, reranker
from rag.training.examples import Example, examples
from rag.training.fitting import (
    Best,
    Scaled,
    best_units,
    fit_rank,
    fit_support,
    matches_of,
    stored,
    with_signs,
    without_leak,
)
from rag.training.pools import POOLS
from rag.training.readings import Reading, readings

_TRAIN = (("train/newsqa", 1200), ("train/cmrc", 2500), ("train/drcd", 1800))
_DEV = (("dev/newsqa", 800), ("dev/drcd", 1000))
_READ = (("train/newsqa", 2000), ("train/drcd", 4000), ("train/cmrc", 2500))
_READ_DEV = (("dev/newsqa", 1000), ("dev/drcd", 1000))
_THRESHOLDS = (0.1, 0.2, 0.3, 0.4)
STEPS = ("ranker", "passages", "spans", "groups", "refusal", "lost")
_REFUSED = (("train/newsqa", 600), ("train/cmrc", 450), ("train/drcd", 350))
_LOST = (
    ("train/newsqa", 1500),
    ("train/cmrc", 1500),
    ("train/drcd", 1500),
    ("train/lecoqa", 1200),
    ("train/taipei_faq", 1200),
)
_LOST_DEV = (("dev/newsqa", 700), ("dev/drcd", 700))
_REFUSED_DEV = (("dev/newsqa", 250), ("dev/drcd", 200))
_ASKED = 300  # questions of each set that the passages are learnt from


def _gather(corpora: Path, sets: Sequence[tuple[str, int]], exclusion: Exclusion) -> dict[str, list[Example]]:
    return {
        name: without_leak(list(tqdm(examples(corpora, name, most, exclusion), desc=name, total=most, file=sys.stderr)))
        for name, most in sets
    }


def _read(corpora: Path, sets: Sequence[tuple[str, int]], exclusion: Exclusion) -> dict[str, list[Reading]]:
    return {
        name: list(tqdm(readings(corpora, name, most, exclusion), desc=name, total=2 * most, file=sys.stderr))
        for name, most in sets
    }


def _report(name: str, found: Sequence[Example], rank: Scaled, support: Scaled) -> str:
    top = [bool(e.answers[int(np.argmax(rank.score(e.features)))]) for e in found]
    inside = [_places(e, rank) for e in found if e.answers.any()]
    firsts = " / ".join(f"{np.mean([place <= n for place in inside]):.3f}" for n in (1, 2, 3))
    own = len(MATCHES)
    matches = Scaled(rank.mean[:own], rank.deviation[:own], rank.weights[:own])
    best = best_units(matches_of(found), matches)
    lines = [
        f"{name}: {len(found)} questions, sentence top-1 {np.mean(top):.3f}; in the right passage top-1/2/3 {firsts}"
    ]
    for threshold in _THRESHOLDS:
        shares = {
            posed: _shown(best, posed, support, threshold) for posed in ("whole", "sentence_gone", "document_gone")
        }
        lines.append(
            f"  support >= {threshold}: " + ", ".join(f"{posed} {share:.3f}" for posed, share in shares.items())
        )
    return "\n".join(lines)


def _places(example: Example, rank: Scaled) -> int:
    """The place, from 1, of the first answering unit among those of the right document."""
    order = np.argsort(-rank.score(example.features[example.own]), kind="stable")
    return int(np.flatnonzero(example.answers[example.own][order])[0]) + 1


def _shown(best: Sequence[Best], posed: str, support: Scaled, threshold: float) -> float:
    """Share of best units shown at a threshold; of `whole` questions only those whose best unit is right."""
    rows = [b.inputs for b in best if b.posed == posed and (b.answers or posed != "whole")]
    likely = 1 / (1 + np.exp(-support.score(np.array(rows))))
    return float(np.mean(likely >= threshold))


def _train_ranker(given: argparse.Namespace, exclusion: Exclusion) -> None:
    known = [e for found in _gather(given.corpora, _TRAIN, exclusion).values() for e in found]
    alone = fit_rank(matches_of(known))
    support = fit_support(best_units(matches_of(known), alone))
    rank = with_signs(known, alone)
    for name, found in _gather(given.corpora, _DEV, exclusion).items():
        print(_report(name, found, rank, support))
    given.out.write_text(json.dumps(stored(rank, support), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _train_passages(given: argparse.Namespace, exclusion: Exclusion) -> None:
    pools = [partial(make, given.corpora, "train") for make in POOLS]
    found = reranker.gather(pools, _ASKED, exclusion)
    weights = reranker.fit(found)
    print(f"passages: {len(found)} questions with a right one and a wrong one among {reranker.CANDIDATES}: {weights}")
    reranker.write(given.passages_out, weights)


def _train_spans(given: argparse.Namespace, exclusion: Exclusion) -> None:
    known = [r for found in _read(given.corpora, _READ, exclusion).values() for r in found]
    drawn = picking.draw([r for r in known if not r.held])
    dev = _read(given.corpora, _READ_DEV, exclusion)
    both = [r for found in dev.values() for r in found]
    if "spans" in given.steps:
        grown = picking.grow(drawn)
        trees, unseen = Trees(grown), [r for r in known if r.held]
        alone = picking.trust(unseen, both, trees)
        together = picking.trust(unseen, both, trees, picking.fit_reader(unseen, trees))
        print(f"spans: {len(drawn.rows)} candidates, {len(SPAN_NAMES)} features")
        for trusted in (alone, together):
            print(f"reader counts {trusted.weight}; least likelihood shown: {trusted.least}")
            for name, found in dev.items():
                print(picking.report(name, found, trees, trusted))
        text = json.dumps(picking.stored(grown, alone, together), ensure_ascii=False, separators=(",", ":"))
        given.spans_out.write_text(text.replace('{"feature":', '\n{"feature":') + "\n", encoding="utf-8")
    if "groups" in given.steps:
        print(picking.by_group(drawn, both))


def _train_refusal(given: argparse.Namespace, exclusion: Exclusion) -> None:
    known = [s for name, most in _REFUSED for s in refusing.gather(given.corpora, name, most, exclusion)[0]]
    model = refusing.fit(known)
    dev = {name: refusing.gather(given.corpora, name, most, exclusion) for name, most in _REFUSED_DEV}
    least = max(refusing.threshold(shown, model, refusing.RISK) for shown, _ in dev.values())
    print(f"refusal: {len(known)} best sentences, {len(model.weights)} inputs; least likelihood shown: {least:.3f}")
    for name, (shown, tally) in dev.items():
        print(f"{name}\n{refusing.report(shown, tally, model)}")
    text = json.dumps(refusing.stored(model, least), ensure_ascii=False, indent=1)
    given.refusal_out.write_text(text + "\n", encoding="utf-8")


def _train_lost(given: argparse.Namespace, exclusion: Exclusion) -> None:
    known = [
        p for name, most in _LOST for p in losing.usable(list(losing.gather(given.corpora, name, most, exclusion)))
    ]
    dev = {n: losing.usable(list(losing.gather(given.corpora, n, most, exclusion))) for n, most in _LOST_DEV}
    grown = losing.fit(known)
    most = max(losing.threshold(found, grown, losing.RISK) for found in dev.values())
    print(f"lost words: {len(known)} questions; a word is surely missed from likelihood {most:.3f}")
    for name, found in dev.items():
        print(f"{name}\n{losing.report(found, grown)}")
    text = json.dumps(losing.stored(grown, most), ensure_ascii=False, separators=(",", ":"))
    given.lost_out.write_text(text.replace('{"feature":', '\n{"feature":') + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the dev figures, write the weights."""
    options = argparse.ArgumentParser(prog="python -m rag.training", description="训练自带的句子排序模型和短答模型")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--out", type=Path, default=Path("rag/choosing/ranker.json"), help="句子排序模型写到哪个文件")
    options.add_argument(
        "--spans-out", type=Path, default=Path("rag/short_answers/spans.json"), help="短答模型写到哪个文件"
    )
    options.add_argument(
        "--passages-out", type=Path, default=Path("rag/choosing/reranking.json"), help="片段排序模型写到哪个文件"
    )
    options.add_argument(
        "--refusal-out", type=Path, default=Path("rag/refusing/refusal.json"), help="拒答模型写到哪个文件"
    )
    options.add_argument(
        "--lost-out", type=Path, default=Path("rag/refusing/lost_words.json"), help="缺词模型写到哪个文件"
    )
    options.add_argument("--exclude", type=Path, nargs="*", default=[Path("seeds"), Path("eval/cases")])
    options.add_argument("--steps", nargs="+", choices=STEPS, default=["ranker", "passages", "spans"], help="做哪几步")
    given = options.parse_args(arguments)
    exclusion = read_exclusion(given.exclude)
    if "ranker" in given.steps:
        _train_ranker(given, exclusion)
    if "passages" in given.steps:
        _train_passages(given, exclusion)
    if "refusal" in given.steps:
        _train_refusal(given, exclusion)
    if "lost" in given.steps:
        _train_lost(given, exclusion)
    if {"spans", "groups"} & set(given.steps):
        _train_spans(given, exclusion)
    return 0


if __name__ == "__main__":
    sys.exit(main())
