"""Jobs, drafts and verdicts as HTTP gives them out; their forms are in `api.schemas_briefings`."""

from dataclasses import asdict
from typing import Any

from api.briefing_files import Arrangement, Checked, DamagedError, Job, Placement
from api.jobs import Jobs
from rag.briefing.manuscript import manuscript
from rag.briefing.models import Briefing
from rag.briefing.pruning import numbers_in
from rag.briefing.rechecking import LineFinding, Recheck, RowFinding
from rag.briefing.records import record


def location(job: Job) -> str:
    """The address of a job."""
    return f"/v1/briefings/{job.id}"


def job_record(job: Job, jobs: Jobs) -> dict[str, Any]:
    """A job, without what it made (`JobOut`)."""
    template = job.request.get("template") or {}
    return {
        "schema_version": 1,
        "id": job.id,
        "status": job.status,
        "created": job.created,
        "topic": job.request.get("topic", ""),
        "form": template.get("name") or job.request.get("form", ""),
        "title": job.title,
        "error": job.error,
        "progress": asdict(jobs.progress(job.id)),
        "revision": job.revision,
        "checked": asdict(job.checked) if job.checked else None,
        "location": location(job),
        "request": job.request,
    }


def draft_record(job: Job, jobs: Jobs) -> dict[str, Any]:
    """A job with what it made, as arranged now (`BriefingJobOut`); one whose draft is damaged is told as failed."""
    plain = job_record(job, jobs)
    if job.status != "done":
        return plain | _NOTHING
    try:
        whole, made = jobs.original(job), jobs.current(job)
    except DamagedError as error:
        return plain | _NOTHING | {"status": "failed", "error": str(error)}
    read = manuscript(made)
    numbers = [[source.citation.n, source.number] for source in read.sources]
    return plain | {
        "briefing": record(made),
        "arrangement": asdict(job.arrangement or _as_it_came(whole)),
        "original": asdict(_as_it_came(whole)),
        "numbers": numbers,
        "notes": [*made.notes, *read.notes],
        "rows": numbers_in(made, whole),
        "row_count": len(whole.figures),
        "dropped": _dropped(whole, made),
    }


_NOTHING: dict[str, Any] = {
    "briefing": None,
    "arrangement": None,
    "original": None,
    "numbers": [],
    "notes": [],
    "rows": [],
    "row_count": 0,
    "dropped": [],
}


def _as_it_came(whole: Briefing) -> Arrangement:
    return Arrangement(tuple(Placement(section.id, section.lines) for section in whole.sections))


def _dropped(whole: Briefing, made: Briefing) -> list[dict[str, Any]]:
    kept = {section.id for section in made.sections}
    gone = [section for section in whole.sections if section.id not in kept]
    return [{"id": s.id, "heading": s.heading, "level": s.level, "lines": list(s.lines)} for s in gone]


def recheck_record(job: Job, checked: Checked, found: Recheck) -> dict[str, Any]:
    """What checking again gave (`RecheckOut`)."""
    return {
        "schema_version": 1,
        "id": job.id,
        **asdict(checked),
        "lines": [_line_record(finding) for finding in found.lines],
        "rows": [_row_record(finding) for finding in found.rows],
        "figures": [_row_record(finding) for finding in found.figures],
    }


def _line_record(finding: LineFinding) -> dict[str, Any]:
    quotes = [{"n": q.n, "document": q.document, "verdict": q.verdict, "reason": q.reason} for q in finding.citations]
    told = {"line": finding.line, "verdict": finding.verdict, "holds": finding.holds, "reason": finding.reason}
    return told | {"citations": quotes}


def _row_record(finding: RowFinding) -> dict[str, Any]:
    return asdict(finding) | {"holds": finding.holds}
