"""Minimal pairs: a question that the documents answer, and the same with one thing changed so that they do not.

`python -m eval.minimal_pairs --pairs tests/vectors/minimal_pairs.jsonl --documents seeds tests/vectors/documents` prints how many
of both members are right, by set, by half and by what was changed; other sets by name: `--documents town=tests/wordings/town …`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from eval.answers import Answered, take_apart
from eval.matching import holds
from eval.systems import our_system
from index.settings import IndexSettings

SETS = ("seeds", "made_up")  # in the order of the folders given
_ONLY = ("open", "held", "all")


@dataclass(frozen=True)
class Pair:
    """Two questions one word apart. `half`: `open` to develop on, `held` to be looked at in sums only.

    `correction`: words that a correction of the second question's premise must show, "" where nothing contradicts it.
    """

    id: str
    set: str
    half: str
    changed: str
    answerable: str
    answer: str
    unanswerable: str
    correction: str = ""


@dataclass(frozen=True)
class Judged:
    """What came of a pair: whether each member was right, and what was shown."""

    pair: Pair
    answered: bool
    declined: bool
    shown: tuple[str, str]
    corrected: bool = False  # the premise, by the words that say otherwise

    @property
    def both(self) -> bool:
        """Whether both members are right."""
        return self.answered and self.declined


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Pair(**{name: str(row[name]) for name in Pair.__dataclass_fields__ if name in row}) for row in rows]


def judge(pair: Pair, ask: Callable[[str], Mapping[str, Any]]) -> Judged:
    """Ask both questions. The first must be answered, the answer in its first claim or short answer; the second must not be affirmed."""
    records = ask(pair.answerable), ask(pair.unanswerable)
    known, unknown = take_apart(records[0]), take_apart(records[1])
    said = f"{known.short or ''}\n{(known.claims or ('',))[0]}"
    return Judged(
        pair,
        not known.refused and holds(said, pair.answer),
        not_affirmed(records[1], unknown),
        (_line(known), _line(unknown)),
        bool(pair.correction) and not unknown.refused and holds(unknown.text, pair.correction),
    )


def not_affirmed(record: Mapping[str, Any], answer: Answered) -> bool:
    """Whether nothing was claimed, or only that the text says otherwise: each claim is a correction."""
    return answer.refused or all(c["kind"] == "correction" for c in record["claims"])


def _line(answer: Answered) -> str:
    return f"[{answer.status}] {answer.short or '-'} | {answer.text[:120]}".replace("\n", " ")


def shares(judged: Iterable[Judged], key: Callable[[Pair], str]) -> dict[str, tuple[int, float, float, float]]:
    """Of each group: how many pairs, and the shares with the first, the second, and both members right."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(key(one.pair), []).append(one)
    return {
        name: (
            len(found),
            sum(j.answered for j in found) / len(found),
            sum(j.declined for j in found) / len(found),
            sum(j.both for j in found) / len(found),
        )
        for name, found in sorted(groups.items())
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask all pairs and print the shares; wrong pairs of the open half one by one, of the held half never."""
    options = argparse.ArgumentParser(prog="python -m eval.minimal_pairs", description="最小对立问题：可答与不可答各一")
    options.add_argument("--pairs", type=Path, required=True, help="问题对文件（.jsonl）")
    options.add_argument("--documents", nargs="+", required=True, help="文档文件夹：seeds、自拟文档；或“集名=文件夹”")
    options.add_argument("--half", choices=_ONLY, default="all", help="只测哪一半")
    given = options.parse_args(arguments)
    judged = list(_judge_all(given))
    for key in ("half", "set", "changed"):
        group: Callable[[Pair], str] = attrgetter(key)
        for name, (n, answered, declined, both) in shares(judged, group).items():
            print(f"{key} {name}: {n} pairs, answerable {answered:.2f}, unanswerable {declined:.2f}, both {both:.2f}")
    n, answered, declined, both = shares(judged, lambda _pair: "all")["all"]
    print(f"all: {n} pairs, answerable {answered:.2f}, unanswerable {declined:.2f}, both {both:.2f}")
    premises = [j for j in judged if j.pair.correction]
    if premises:
        print(f"premises: {sum(j.corrected and j.declined for j in premises)} of {len(premises)} corrected")
    for one in judged:
        if one.pair.half == "open" and not one.both:
            print(f"{one.pair.id} ({one.pair.changed})")
            if not one.answered:
                print(f"  answerable: {one.pair.answerable} -> {one.shown[0]} (wanted: {one.pair.answer})")
            if not one.declined:
                print(f"  unanswerable: {one.pair.unanswerable} -> {one.shown[1]}")
    return 0


def named_folders(given: Sequence[str]) -> list[tuple[str, Path]]:
    """The sets with their folders: `town=tests/wordings/town`, or bare folders in the order of `SETS`."""
    bare = iter(SETS)
    return [(name or next(bare), Path(folder)) for name, _, folder in (g.rpartition("=") for g in given)]


def _judge_all(given: argparse.Namespace) -> Iterable[Judged]:
    pairs = [p for p in read_pairs(given.pairs) if given.half in ("all", p.half)]
    for name, folder in named_folders(given.documents):
        with our_system(folder, IndexSettings(workers=1)) as system:
            yield from (judge(pair, system.ask) for pair in pairs if pair.set == name)


if __name__ == "__main__":
    sys.exit(main())
