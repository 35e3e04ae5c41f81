"""A run kept to compare later ones with: what was right, the main scores, floors that only rise."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.cases import CaseError, corpus_digest, digest
from eval.metrics import Figures, figures
from eval.models import Outcome, Suite
from eval.runner import PROTOCOL

# What is compared case by case; the rest of a run's scores follows from these.
MAIN = (
    "Acc",
    "AccStrict",
    "AnsInCite",
    "NuggetF1",
    "CiteP",
    "CiteR",
    "Halluc",
    "FalseRef",
    "EvR@5(fused)",
    "EvR@5(words)",
    "EvR@5(meaning)",
    "RR@10(fused)",
)
_MARGIN, _CASES = 0.03, 2  # a floor lies so far below what was measured
_PLACES = 6


@dataclass(frozen=True)
class Kept:
    """A case's outcome as it is kept. `closed`: it may be counted and not named."""

    right: bool
    rev: int
    type: str
    must_pass: bool
    closed: bool
    parent: str
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Baseline:
    """A kept run. `floors`: least values of figures, by name; `first_closed`: the closed cases' figures at their first run."""

    protocol: int
    corpus: str
    cases: str
    outcomes: Mapping[str, Kept]
    floors: Mapping[str, float] = field(default_factory=dict)
    first_closed: Mapping[str, float] = field(default_factory=dict)


_ADAPTER: TypeAdapter[Baseline] = TypeAdapter(Baseline)


def keep(suites: Sequence[Suite], outcomes: Sequence[Outcome], earlier: Baseline | None) -> Baseline:
    """A run as the new baseline. Floors are the higher of the earlier ones and what was measured less a margin."""
    found = figures(outcomes)
    now, margins = floored(found), _margins(found)
    old = earlier.floors if earlier else {}
    floors = {
        name: max(old.get(name, 0.0), round(max(0.0, value - margins[name]), _PLACES)) for name, value in now.items()
    }
    return Baseline(
        protocol=PROTOCOL,
        corpus=corpus_digest(suites),
        cases=digest(suites),
        outcomes={o.id: kept(o) for o in sorted(outcomes, key=lambda o: o.id)},
        floors={**old, **floors},
        first_closed=earlier.first_closed if earlier and earlier.first_closed else closed_figures(outcomes),
    )


def kept(outcome: Outcome) -> Kept:
    """What is kept of an outcome."""
    scores = {name: outcome.scores[name] for name in MAIN if name in outcome.scores}
    return Kept(
        right=outcome.right,
        rev=outcome.rev,
        type=outcome.type,
        must_pass=outcome.must_pass,
        closed=outcome.closed,
        parent=outcome.parent,
        scores=scores,
    )


def _margins(found: Figures) -> dict[str, float]:
    """How far below its figure a floor lies: by `_MARGIN`, or by two cases where a type has few."""
    types = {f"type:{name}": max(_MARGIN, _CASES / one.n) for name, one in found.by_type.items()}
    return {"overall": _MARGIN, **types}


def floored(found: Figures) -> dict[str, float]:
    """The figures that have floors: overall, and the share right of each type."""
    return {"overall": found.overall} | {f"type:{name}": one.right for name, one in found.by_type.items()}


def closed_figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Aggregates of the closed cases: overall and by type."""
    closed = figures([o for o in outcomes if o.closed and not o.variant])
    return {"overall": closed.overall} | {name: one.right for name, one in closed.by_type.items()}


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline, one case a line, so that differences read well; it takes the place of an old one at once."""
    plain = asdict(baseline)
    cases = plain.pop("outcomes")
    lines = [f"  {json.dumps(name)}: {json.dumps(case, sort_keys=True)}" for name, case in sorted(cases.items())]
    head = json.dumps(plain, indent=1, sort_keys=True)[:-2]
    part = path.with_name(path.name + ".part")
    part.write_text(f'{head},\n "outcomes": {{\n' + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8")
    part.replace(path)


def read_baseline(path: Path) -> Baseline:
    """A baseline from a file.

    Raises:
        CaseError: there is none, or it is no baseline.
    """
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise CaseError([f"没有基线文件“{path}”：请先用 --write-baseline 生成"]) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CaseError([f"“{path}”不是基线文件（{where}：{first['msg']}）：请用 --write-baseline 重新生成"]) from None


def check_comparable(baseline: Baseline, suites: Sequence[Suite]) -> None:
    """Refuse a baseline of other documents or another scoring protocol.

    Raises:
        CaseError: naming which differs.
    """
    if baseline.protocol != PROTOCOL:
        raise CaseError([f"基线的计分规程是第 {baseline.protocol} 版，现为第 {PROTOCOL} 版，不能相比：请重新生成基线"])
    if baseline.corpus != corpus_digest(suites):
        raise CaseError(["基线所用的文档与现在的不同，不能相比：请用原来的文档，或重新生成基线"])
