"""What `jizheng eval` and its commands do. Their exit statuses are those of `eval.gate`."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from api.cli_library import ProgressBar
from api.places import default_cases, default_documents
from eval.baseline import Baseline, check_comparable, keep, read_baseline, write_baseline
from eval.cases import CaseError, dump
from eval.coverage import as_markdown, uncovered
from eval.exporting import rank, to_beir, to_ragas, to_trec
from eval.gate import BROKEN, PASSED, UNUSABLE, exit_status, read_waivers
from eval.models import Suite
from eval.report import Report
from eval.runs import Run, compare, read_run, report_on
from eval.runs import run as run_suites
from eval.sheet_template import write_template
from eval.sheets import read_sheet
from eval.suites import open_suites, opened, sealed
from eval.summary import as_text
from eval.systems import our_system
from eval.written import write
from index.loading import LoadError
from index.manifest import ManifestError
from index.settings import IndexSettings
from index.storage.store import LibraryError

_UNUSABLE = (CaseError, LoadError, ManifestError, LibraryError, OSError)  # their messages are written for users


def run(command: str, options: argparse.Namespace) -> int:
    """Run a command; cases, documents, baselines and folders that cannot be used end it with status 4."""
    try:
        return _COMMANDS[command](options)
    except BrokenPipeError:
        raise  # the reader of our output has gone: nothing is wrong with the cases
    except _UNUSABLE as error:
        print(f"错误：{error}", file=sys.stderr)
        return UNUSABLE


def _evaluate(options: argparse.Namespace) -> int:
    """`jizheng eval`."""
    # What can be refused is refused before the minute that a run takes.
    waivers = read_waivers(options.waivers) if options.waivers else ()
    suites = _suites(options)
    baseline = read_baseline(options.against) if options.against else None
    if baseline:
        check_comparable(baseline, suites)
    with ProgressBar("题") as bar:
        found = run_suites(suites, IndexSettings(), bar.show)
    report = report_on(found, baseline, waivers)
    _tell(report, options.out)
    status = exit_status(report.findings)
    if options.write_baseline:
        _write_baseline(options.write_baseline, suites, found, baseline, status)
    return status


def _suites(options: argparse.Namespace) -> tuple[Suite, ...]:
    return open_suites(options.cases or default_cases(), options.documents or default_documents(), _remark)


def _remark(message: str) -> None:
    print(f"提示：{message}", file=sys.stderr)


def _tell(report: Report, out: Path | None) -> None:
    print(as_text(report))
    if out:
        write(report, out)
        print(f"报告：{out / 'report.html'}")


def _write_baseline(path: Path, suites: tuple[Suite, ...], found: Run, against: Baseline | None, status: int) -> None:
    """Keep a run as the baseline. A broken invariant is nothing to compare with; of a file that is there the floors only rise."""
    if status == BROKEN:
        print(f"破了不变量，未写基线“{path}”。", file=sys.stderr)
        return
    earlier = _replaced(path, suites) if path.exists() else against
    path.parent.mkdir(parents=True, exist_ok=True)
    write_baseline(path, keep(suites, found.outcomes, earlier))
    print(f"基线：{path}")


def _replaced(path: Path, suites: tuple[Suite, ...]) -> Baseline | None:
    """The baseline that is to be replaced; None, and a word about it, where it says nothing about these cases."""
    try:
        baseline = read_baseline(path)
        check_comparable(baseline, suites)
    except CaseError as error:
        _remark(f"不沿用“{path}”的底线与封存题首次的分数：{error.faults[0]}")
        return None
    return baseline


def _diff(options: argparse.Namespace) -> int:
    """`jizheng eval diff`."""
    report = compare(read_run(options.before), read_run(options.now))
    _tell(report, options.out)
    return exit_status(report.findings)


def _convert(options: argparse.Namespace) -> int:
    """`jizheng eval convert`."""
    cases = read_sheet(options.sheet, options.documents or default_documents(), _remark)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("".join(dump(case) + "\n" for case in cases), encoding="utf-8", newline="\n")
    print(f"{len(cases)} 题写到 {options.out}")
    return PASSED


def _template(options: argparse.Namespace) -> int:
    """`jizheng eval template`."""
    write_template(options.file)
    print(f"已写出 {options.file}：每行一题，填好后用 jizheng eval convert 转换")
    return PASSED


def _export(options: argparse.Namespace) -> int:
    """`jizheng eval export`. Closed cases are left out: whoever exports them would look at them one by one."""
    suites = _suites(options)
    for suite in map(opened, suites):
        folder = options.out / suite.name
        folder.mkdir(parents=True, exist_ok=True)
        _FORMATS[options.format](suite, folder)
        print(f"{len(suite.cases)} 题写到 {folder}")
    if sealed(suites):
        print(f"封存的 {sealed(suites)} 题没有导出。")
    return PASSED


def _export_beir(suite: Suite, folder: Path) -> None:
    with our_system(suite.documents, IndexSettings()) as system:
        to_beir(suite, system.passages(), folder)


def _export_trec(suite: Suite, folder: Path) -> None:
    with our_system(suite.documents, IndexSettings()) as system:
        to_trec(suite, system.passages(), rank(suite, system), folder)


def _export_ragas(suite: Suite, folder: Path) -> None:
    with our_system(suite.documents, IndexSettings()) as system:
        to_ragas(suite, {case.id: system.ask(case.question) for case in suite.cases}, folder / "ragas.jsonl")


def _coverage(options: argparse.Namespace) -> int:
    """`jizheng eval coverage`."""
    for suite in _suites(options):
        print(as_markdown(uncovered(suite, suite.documents)))
    return PASSED


_FORMATS: Mapping[str, Callable[[Suite, Path], None]] = {
    "beir": _export_beir,
    "trec": _export_trec,
    "ragas": _export_ragas,
}
_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "eval": _evaluate,
    "diff": _diff,
    "convert": _convert,
    "template": _template,
    "export": _export,
    "coverage": _coverage,
}
