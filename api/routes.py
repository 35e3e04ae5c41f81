"""The addresses of the HTTP interface."""

import json
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse

from api.dependencies import Assisting, Service, Serving
from api.describing import described
from api.documents import listing, reader
from api.errors import ProblemError, body_of
from api.examples import examples
from api.requests import parse, read_json
from api.schemas import AnswerOut, AskRequest, SearchOut, SearchRequest, answer_schema, exchanges
from api.schemas_verify import published
from index.forms import plain
from rag.assistant import Assistant
from rag.records import passage_record, record

_log = logging.getLogger(__name__)
PAGE = Path(__file__).parent / "page"
router = APIRouter()


async def _asked(request: Request, service: Serving) -> AskRequest:
    return parse(AskRequest, await read_json(request, service.settings))


async def _sought(request: Request, service: Serving) -> SearchRequest:
    return parse(SearchRequest, await read_json(request, service.settings))


Asked = Annotated[AskRequest, Depends(_asked)]
Sought = Annotated[SearchRequest, Depends(_sought)]


@router.post("/v1/ask", openapi_extra=described(AskRequest), responses={200: {"model": AnswerOut}})
def ask(asked: Asked, assistant: Assisting) -> Response:
    """Answer a question with verified quotes, or refuse and say what is missing."""
    answer = assistant.ask(asked.question, asked.top_k, asked.sources, exchanges(asked.turns))
    return _json(record(answer, timings=asked.timings))


@router.post("/v1/ask/stream", openapi_extra=described(AskRequest), response_class=StreamingResponse)
def ask_stream(asked: Asked, assistant: Assisting) -> StreamingResponse:
    """The same as server-sent events: status, sources, claim, done, error. Claims only when all are verified."""
    return StreamingResponse(_events(asked, assistant), media_type="text/event-stream")


def _events(asked: AskRequest, assistant: Assistant) -> Iterator[str]:
    yield _event("status", {"stage": "retrieving", "message": "正在检索与核验"})
    try:
        answer = assistant.ask(asked.question, asked.top_k, asked.sources, exchanges(asked.turns))
    except Exception:
        _log.exception("streamed request failed")  # the status line is gone: only an event can say so
        yield _event(
            "error", body_of(ProblemError(500, "处理请求时出错", "请重试；若再次出现，请把问题原文交给管理员"))
        )
        return
    yield from _told(record(answer, timings=asked.timings))


def _told(plain: dict[str, Any]) -> Iterator[str]:
    yield _event("status", {"stage": "verified", "message": "核验完成"})
    yield _event("sources", {"citations": plain["citations"], "passages": plain["passages"]})
    yield from (_event("claim", claim) for claim in plain["claims"])
    yield _event("done", plain)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@router.post("/v1/search", openapi_extra=described(SearchRequest), responses={200: {"model": SearchOut}})
def search(sought: Sought, assistant: Assisting) -> Response:
    """Search passages by words, by meaning, or by both."""
    found = assistant.search(sought.query, sought.top_k, sought.how, sought.sources)
    passages = [passage_record(passage) for passage in found]
    read = assistant.read(sought.query).text
    said = {"as_asked": read} if read != plain(sought.query) else {}
    return _json({"query": sought.query, **said, "library": assistant.library.version, "passages": passages})


@router.get("/v1/documents")
def documents(assistant: Assisting) -> Response:
    """All documents of the library."""
    return _json(listing(assistant.library))


@router.get("/v1/documents/{name:path}")
def document(name: str, assistant: Assisting) -> Response:
    """A document for the reader view: metadata, blocks, raw and clean text with the offset map."""
    if name not in {listed.id for listed in assistant.library.documents()}:
        raise ProblemError(404, "资料库中没有这份文档", "全部文档见 /v1/documents", field="id", value=name)
    return _json(reader(assistant.library.document(name)))


@router.get("/v1/examples")
def example_questions(assistant: Assisting, service: Serving) -> Response:
    """A few questions that this library answers."""
    return _json({"questions": _examples(service, assistant.library.version)})


@cache
def _examples(service: Service, _version: str) -> list[str]:
    return examples(service.assistant())


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Whether the process is alive."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(service: Serving) -> dict[str, str]:
    """Whether a verified library is open; 503 with the remedy otherwise, at once."""
    return {"status": "ready", "library": service.assistant(patience=0.5).library.version}


@router.get("/schemas/answer.json")
def schema() -> JSONResponse:
    """The JSON Schema of an answer."""
    return JSONResponse(answer_schema(), media_type="application/schema+json")


@router.get("/schemas/receipt.json")
def receipt_schema() -> JSONResponse:
    """The JSON Schema of a receipt: one citation of an answer, checked by `jizheng verify`."""
    return JSONResponse(published("receipt"), media_type="application/schema+json")


@router.get("/schemas/verification.json")
def verification_schema() -> JSONResponse:
    """The JSON Schema of what `jizheng verify --json` prints."""
    return JSONResponse(published("verification"), media_type="application/schema+json")


@router.get("/", include_in_schema=False)
def page() -> FileResponse:
    """The page."""
    return FileResponse(PAGE / "index.html", media_type="text/html; charset=utf-8")


@router.get("/docs", include_in_schema=False)
def docs() -> FileResponse:
    """The interface described, from /openapi.json, without outside assets."""
    return FileResponse(PAGE / "docs.html", media_type="text/html; charset=utf-8")


def _json(value: dict[str, Any]) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), media_type="application/json")
