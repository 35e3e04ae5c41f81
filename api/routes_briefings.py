"""The addresses of briefings: drafted in the background, arranged, exported, checked again."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from api.briefing_files import ID, Arrangement, Checked, DamagedError, Job, Placement
from api.briefing_records import draft_record, job_record, location, recheck_record
from api.commissions import commission_of, template_of
from api.dependencies import Assisting, Drafting, Serving
from api.describing import described
from api.errors import ProblemError
from api.exporting import EVIDENCE, FORMATS, MEDIA, STANDARDS, Export, exported
from api.jobs import KEPT, QUEUED, FolderFullError, QueueFullError, StaleError, UnfinishedError
from api.requests import parse, read_json
from api.schemas_briefings import (
    ArrangementIn,
    BriefingJobOut,
    BriefingRequest,
    BriefingsOut,
    JobOut,
    RecheckOut,
    briefing_schema,
)
from rag.briefing.drafting import check
from rag.briefing.forms import shipped
from rag.briefing.models import BriefingError
from rag.briefing.rechecking import recheck
from rag.briefing.shelved import ShelvedOriginals

_log = logging.getLogger(__name__)
router = APIRouter()
_PAGE = 100  # most jobs of one page of the list
_RETRY = "5"  # seconds after which a full queue has moved on
_Choice = TypeVar("_Choice", bound=str)


async def _wanted(request: Request, service: Serving) -> BriefingRequest:
    return parse(BriefingRequest, await read_json(request, service.settings))


async def _arranged(request: Request, service: Serving) -> ArrangementIn:
    return parse(ArrangementIn, await read_json(request, service.settings))


def _job(id: str, jobs: Drafting) -> Job:  # noqa: A002 - the contract's word
    if not ID.fullmatch(id):
        raise _unknown(id)
    with _told(id):
        return jobs.get(id)


Wanted = Annotated[BriefingRequest, Depends(_wanted)]
Arranged = Annotated[ArrangementIn, Depends(_arranged)]
Found = Annotated[Job, Depends(_job)]


def _unknown(id: str) -> ProblemError:  # noqa: A002
    return ProblemError(404, "没有这份简报", "全部简报见 /v1/briefings", field="id", value=id)


@contextmanager
def _told(id: str) -> Iterator[None]:  # noqa: A002
    """What can go wrong with a briefing, as problems."""
    try:
        yield
    except KeyError as error:
        raise _unknown(id) from error
    except UnfinishedError as error:
        detail = "这份简报没有起草完成，没有可用的内容"
        raise ProblemError(409, detail, "进展见 GET /v1/briefings/{id} 的 status", field="id", value=id) from error
    except DamagedError as error:
        raise ProblemError(409, str(error), "DELETE /v1/briefings/{id} 可删除它", field="id", value=id) from error
    except OSError as error:
        _log.exception("a briefing cannot be written")
        detail = f"简报不能写入磁盘（{error.strerror}）"
        raise ProblemError(507, detail, "请检查磁盘空间与文件夹的权限，然后重试") from error


@router.post(
    "/v1/briefings", status_code=202, openapi_extra=described(BriefingRequest), responses={202: {"model": JobOut}}
)
def create(wanted: Wanted, jobs: Drafting) -> Response:
    """Draft a briefing in the background; its job says how far it is, and has it when it is done."""
    try:
        form = template_of(wanted)
    except BriefingError as error:
        raise ProblemError(422, str(error), BriefingRequest.remedies["template"], field="template", value="") from error
    try:
        check(commission_of(wanted, form))
    except BriefingError as error:
        raise ProblemError(422, str(error), "请按说明修改后重试", field="topic", value=wanted.topic[:40]) from error
    asked = wanted.model_dump(mode="json", exclude={"template"}) | {"template": asdict(form) if form else None}
    try:
        with _told(""):
            job = jobs.submit(asked)
    except QueueFullError as error:
        detail = f"已有 {QUEUED} 份简报在排队"
        raise ProblemError(429, detail, f"请 {_RETRY} 秒后再试", headers={"Retry-After": _RETRY}) from error
    except FolderFullError as error:
        raise ProblemError(409, f"已保存 {KEPT} 份简报", "请先删除不再需要的") from error
    return _json(job_record(job, jobs), 202, {"Location": location(job)})


@router.get("/v1/briefings", responses={200: {"model": BriefingsOut}})
def briefings(jobs: Drafting, limit: str = "20", before: str = "") -> Response:
    """All briefings, newest first, a page at a time: `limit` (1 to 100), `before`: the `next` of the page before."""
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= _PAGE):
        raise ProblemError(
            422, f"“limit”的值“{limit[:20]}”不合要求", f"limit 应是 1 至 {_PAGE} 的整数", field="limit", value=limit
        )
    found = jobs.newest()
    start = 0
    if before:
        start = next((n for n, job in enumerate(found, 1) if job.id == before), 0)
        if not start:
            raise ProblemError(
                422, "“before”不是现有简报的编号", "请用上一页的 next，或从第一页看起", field="before", value=before
            )
    shown = found[start : start + int(limit)]
    more = start + len(shown) < len(found)
    listed = [job_record(job, jobs) for job in shown]
    return _json({"briefings": listed, "total": len(found), "next": shown[-1].id if more else None})


@router.get("/v1/briefings/forms")
def forms() -> Response:
    """The shipped forms and their headings."""
    told = [{"name": f.name, "headings": [s.heading.format(topic="…") for s in f.section]} for f in shipped().values()]
    return _json({"forms": told})


@router.get("/v1/briefings/{id}", responses={200: {"model": BriefingJobOut}})
def briefing(job: Found, jobs: Drafting) -> Response:
    """A briefing: its job, and the draft as it is arranged now."""
    return _json(draft_record(job, jobs))


@router.delete("/v1/briefings/{id}", status_code=204)
def delete(job: Found, jobs: Drafting) -> Response:
    """Delete a briefing; one that is being drafted is cancelled."""
    with _told(job.id):
        jobs.remove(job.id)
    return Response(status_code=204)


@router.post("/v1/briefings/{id}/cancel", responses={200: {"model": JobOut}})
def cancel(job: Found, jobs: Drafting) -> Response:
    """Cancel drafting; one that runs ends at its next step."""
    with _told(job.id):
        now = jobs.cancel(job.id)
    if now.status != "cancelled":
        said = "已经完成" if now.status == "done" else "已经结束"
        raise ProblemError(409, f"这份简报{said}，不能取消", "不再需要的可用 DELETE 删除", field="id", value=job.id)
    return _json(job_record(now, jobs))


@router.post(
    "/v1/briefings/{id}/arrangement",
    openapi_extra=described(ArrangementIn),
    responses={200: {"model": BriefingJobOut}},
)
def arrange(job: Found, wanted: Arranged, jobs: Drafting) -> Response:
    """Arrange a briefing: its sections and lines, in the order wanted, all of its own pool. 409 where another came first."""
    try:
        with _told(job.id):
            return _json(draft_record(jobs.arrange(job.id, wanted.revision, _arrangement(wanted)), jobs))
    except StaleError as error:
        detail = f"简报已在别处改到修订 {error.current}，这次改动所据的是修订 {wanted.revision}"
        remedy = "请重新取回简报，再改一次"
        raise ProblemError(409, detail, remedy, field="revision", value=wanted.revision) from error
    except BriefingError as error:
        remedy = ArrangementIn.remedies["sections"]
        raise ProblemError(422, str(error), remedy, field="sections", value="") from error


def _arrangement(wanted: ArrangementIn) -> Arrangement:
    sections = tuple(Placement(s.id, tuple(s.lines), s.heading, _numbers(s.tables)) for s in wanted.sections)
    return Arrangement(sections, _numbers(wanted.figures))


def _numbers(given: list[int] | None) -> tuple[int, ...] | None:
    return None if given is None else tuple(given)


@router.get("/v1/briefings/{id}/export", response_class=Response)
def export(
    job: Found,
    jobs: Drafting,
    format: str = "docx",  # noqa: A002 - the parameter's name in the address
    evidence: str = "annex",
    gbt: str = "2025",
) -> Response:
    """A briefing as a file, as it is arranged now. `format`: docx, md, json; `evidence`: annex, comments, none; `gbt`: 2025, 2015."""
    wanted = Export(
        _one_of("format", format, FORMATS), _one_of("evidence", evidence, EVIDENCE), _one_of("gbt", gbt, STANDARDS)
    )
    with _told(job.id):
        made = jobs.current(job)
    name = quote(f"{_file_name(made.title)}.{wanted.format}")
    headers = {"Content-Disposition": f"attachment; filename=\"briefing.{wanted.format}\"; filename*=UTF-8''{name}"}
    return Response(exported(made, wanted), headers=headers, media_type=MEDIA[wanted.format])


def _one_of(field: str, value: str, allowed: tuple[_Choice, ...]) -> _Choice:
    found = next((one for one in allowed if one == value), None)
    if found is None:
        raise ProblemError(
            422,
            f"“{field}”的值“{value[:20]}”不合要求",
            f"{field} 应是 {'、'.join(allowed)} 之一",
            field=field,
            value=value,
        )
    return found


def _file_name(title: str) -> str:
    """A title as file systems take it."""
    return "".join(c if c.isprintable() and c not in '\\/:*?"<>|' else "_" for c in title)[:60].strip(" .") or "简报"


@router.post("/v1/briefings/{id}/verify", responses={200: {"model": RecheckOut}})
def verify(job: Found, jobs: Drafting, assistant: Assisting) -> Response:
    """Check every line that is shown against the documents of the library as they are now."""
    with _told(job.id):
        found = recheck(jobs.current(job), ShelvedOriginals(assistant.library))
        checked = Checked(
            datetime.now(UTC).isoformat(timespec="seconds"),
            assistant.library.version,
            job.revision,
            found.holds,
            dict(Counter(finding.verdict for finding in found.lines)),
        )
        jobs.note(job.id, checked)
    return _json(recheck_record(job, checked, found))


@router.get("/schemas/briefing.json")
def schema() -> JSONResponse:
    """The JSON Schema of a briefing."""
    return JSONResponse(briefing_schema(), media_type="application/schema+json")


def _json(value: dict[str, Any], status: Literal[200, 202] = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, headers, media_type="application/json")
