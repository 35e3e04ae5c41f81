"""What a run leaves in a folder: the report as Markdown and HTML, JUnit XML, one line a case, and all figures as JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from eval.cost import costs
from eval.junit import as_junit
from eval.lines import write_lines
from eval.markdown import as_markdown
from eval.page import as_page
from eval.report import Report, findings, verdict
from eval.runner import PROTOCOL
from eval.runs import ABOUT, LINES


def write(report: Report, folder: Path) -> None:
    """Write the five files; those of an earlier run are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {
        "report.md": as_markdown(report),
        "report.html": as_page(report),
        "junit.xml": as_junit(report.outcomes),
        LINES: write_lines(report.outcomes),
        ABOUT: as_json(report),
    }.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def as_json(report: Report) -> str:
    """All figures; `cost` alone differs from one run to the next."""
    figures = asdict(report.figures)
    return (
        json.dumps(
            {
                "protocol": PROTOCOL,
                "hashes": asdict(report.hashes),
                "verdict": verdict(report),
                "findings": [asdict(finding) for finding in findings(report)],
                "figures": figures,
                "cost": {name or "all": asdict(cost) for name, cost in costs(report.outcomes).items()},
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
