"""What a user names as cases -> suites: a folder of suites, a file of cases, a sheet."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.cases import CaseError, load_suite, load_suites, read_documents
from eval.models import Suite
from eval.sheet_columns import Tell, warn
from eval.sheets import read_sheet

LINES = ".jsonl"


def open_suites(cases: Path, documents: Path, tell: Tell = warn) -> tuple[Suite, ...]:
    """The suites of a folder (`eval.cases.load_suites`), or one of a file: JSON lines, else a sheet.

    `documents`: the folder that cases without documents of their own are about. `tell` hears what a sheet leaves open.

    Raises:
        CaseError: there are none, or any is wrong. LoadError: the documents cannot be read.
    """
    if not cases.exists():
        raise CaseError([f"没有“{cases}”：请用 --cases 指定评测题的文件夹，或 .jsonl、.xlsx、.csv 文件"])
    if cases.is_dir() and any(cases.glob(f"*{LINES}")):
        return (load_suite(cases.resolve().name, sorted(cases.glob(f"*{LINES}")), documents),)
    if cases.is_dir():
        return load_suites(cases, documents)
    if cases.suffix.lower() == LINES:
        return (load_suite(cases.stem, [cases], documents),)
    found = read_sheet(cases, documents, tell)
    raw, sha256 = read_documents(documents)
    return (Suite(cases.stem, tuple(sorted(found, key=lambda c: c.id)), frozenset(), raw, sha256, documents),)


def opened(suite: Suite) -> Suite:
    """A suite less its closed cases."""
    return replace(suite, cases=tuple(c for c in suite.cases if c.id not in suite.closed), closed=frozenset())


def sealed(suites: Sequence[Suite]) -> int:
    """How many cases are closed."""
    return sum(len(suite.closed) for suite in suites)
