"""The web application: routes, error handling, security headers, the page's files."""

import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.briefing_files import JobFiles
from api.commissions import drafted
from api.dependencies import Opener, Service
from api.errors import install
from api.jobs import Jobs
from api.routes import PAGE, router
from api.routes_briefings import router as briefings
from rag.settings import AnswerSettings

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Sets the same strict headers on every response, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, adding the headers to its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


_log = logging.getLogger(__name__)


def _jobs(service: Service, folder: Path | None, held: ExitStack) -> Jobs:
    """The started jobs of a folder; where it cannot be used, of one that lasts as long as the application."""
    if folder is not None:
        try:
            return _started(service, folder)
        except OSError as error:
            _log.warning(
                "简报不能存入“%s”（%s），服务停止后不再保留。请检查该文件夹的权限，并只让一个服务使用它",
                folder,
                error.strerror,
            )
    return _started(service, Path(held.enter_context(tempfile.TemporaryDirectory())))


def _started(service: Service, folder: Path) -> Jobs:
    jobs = Jobs(JobFiles(folder), partial(drafted, service))
    jobs.start()
    return jobs


def create_app(opener: Opener, settings: AnswerSettings, folder: Path | None = None) -> ASGIApp:
    """The application over whatever `opener` opens (once, in the background, when the application starts).

    `folder`: where briefings are kept; None: nowhere for longer than the application runs.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = Service(opener, settings)
        service.start()
        app.state.service = service
        with ExitStack() as held:
            jobs = app.state.jobs = _jobs(service, folder, held)
            try:
                yield
            finally:
                jobs.stop()

    app = FastAPI(title="集证", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    install(app)
    app.include_router(router)
    app.include_router(briefings)
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return SecurityHeaders(app)
