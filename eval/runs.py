"""A run of our system over suites of cases, and a run as it was written: what two runs are compared by."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline import Baseline, kept
from eval.cases import CaseError, corpus_digest, digest
from eval.gate import Waiver, judge
from eval.lines import read_lines
from eval.metrics import figures
from eval.models import Outcome, Suite
from eval.report import Earlier, Hashes, Report, earlier
from eval.runner import PROTOCOL, run_suite
from eval.systems import our_system
from index.settings import IndexSettings

LINES, ABOUT = "outcomes.jsonl", "run.json"  # of what a run writes, the files that another run can be compared with
_UNKNOWN = Hashes("", "", "")

Progress = Callable[[str, int, int], None]  # stage (Chinese), done, of how many


@dataclass(frozen=True)
class Run:
    """What became of the cases, and what was evaluated. A run read from lines alone has no hashes and no protocol."""

    outcomes: tuple[Outcome, ...]
    hashes: Hashes = _UNKNOWN
    protocol: int | None = None


def silent(_stage: str, _done: int, _of: int) -> None:
    """Show no progress."""


def run(suites: Sequence[Suite], settings: IndexSettings, progress: Progress = silent) -> Run:
    """Ask our system every question of the suites, over a fresh library of the documents of each."""
    outcomes: list[Outcome] = []
    versions = []
    for suite in suites:
        progress(f"建立资料库 {suite.name}", 0, len(suite.cases))
        with our_system(suite.documents, settings) as system:
            outcomes += run_suite(suite, system, _named(progress, f"作答 {suite.name}"))
            versions.append(f"{suite.name} {system.version}")
    library = (
        versions[0].split()[-1] if len(versions) == 1 else hashlib.sha256("\n".join(versions).encode()).hexdigest()
    )
    return Run(tuple(outcomes), Hashes(library, corpus_digest(suites), digest(suites)), PROTOCOL)


def _named(progress: Progress, stage: str) -> Callable[[int, int], None]:
    return lambda done, of: progress(stage, done, of)


def report_on(found: Run, baseline: Baseline | None = None, waivers: Sequence[Waiver] = ()) -> Report:
    """All there is to tell of a run, judged against a baseline where there is one."""
    return Report(
        figures(found.outcomes),
        found.outcomes,
        judge(found.outcomes, baseline, waivers),
        found.hashes,
        earlier(baseline, found.outcomes) if baseline else None,
        baseline.first_closed if baseline else {},
    )


def compare(before: Run, now: Run) -> Report:
    """One run against another, judged as against a baseline without floors.

    Raises:
        CaseError: they are known to be of other documents or another scoring protocol.
    """
    if before.protocol and now.protocol and before.protocol != now.protocol:
        raise CaseError([f"两次评测的计分规程不同（{before.protocol}、{now.protocol}），不能相比：请重新评测"])
    if before.hashes.corpus and now.hashes.corpus and before.hashes.corpus != now.hashes.corpus:
        raise CaseError(["两次评测所用的文档不同，不能相比：请用同样的文档重新评测"])
    baseline = Baseline(PROTOCOL, "", "", {o.id: kept(o) for o in before.outcomes})
    found = judge(now.outcomes, baseline)
    then = Earlier(figures(before.outcomes), before.outcomes)
    return Report(figures(now.outcomes), now.outcomes, found, now.hashes, then)


def read_run(path: Path) -> Run:
    """A run from the folder it was written to, or from its lines alone.

    Raises:
        CaseError: there is none, or it cannot be read; it names file, line and field.
    """
    lines = path / LINES if path.is_dir() else path
    try:
        outcomes = tuple(read_lines(lines.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CaseError(
            [f"“{lines}”不是评测结果（{error}）：应为 jizheng eval --out 写出的 {LINES}，或其文件夹"]
        ) from error
    hashes, protocol = _about(lines.with_name(ABOUT)) if lines.name == LINES else (_UNKNOWN, None)
    return Run(outcomes, hashes, protocol)


def _about(path: Path) -> tuple[Hashes, int | None]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Hashes(**found["hashes"]), int(found["protocol"])
    except (OSError, ValueError, KeyError, TypeError):
        return _UNKNOWN, None
