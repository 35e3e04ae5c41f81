"""The service behind the routes: made in the lifespan, injected by one alias, replaced (not patched) in tests."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Request

from api.errors import FAULTS, ProblemError, library_problem
from api.jobs import Jobs
from rag.assistant import Assistant
from rag.settings import AnswerSettings

_PATIENCE = 20.0
Opener = Callable[[], Assistant]


class OpeningError(ProblemError):
    """503, the library is being built or opened."""

    def __init__(self) -> None:
        super().__init__(503, "资料库正在建立或打开", "请稍候再试")


class Service:
    """An assistant that is opened in the background, and tried again at need where its library is missing.

    Requests wait for the first opening; `/healthz` does not.
    """

    def __init__(self, opener: Opener, settings: AnswerSettings) -> None:
        self.settings = settings
        self._opener = opener
        self._lock = threading.Lock()
        self._assistant: Assistant | None = None

    def start(self) -> None:
        """Begin to open the library."""
        threading.Thread(target=self._try, name="open-library", daemon=True).start()

    def _try(self) -> None:
        with suppress(ProblemError):  # every request says so until it is built
            self.assistant()

    def assistant(self, patience: float = _PATIENCE) -> Assistant:
        """The open assistant; waits up to `patience` seconds for an opening (or first building) under way.

        Raises:
            ProblemError: 503, the library is missing, unsound or not open yet; the next request tries again.
        """
        if self._assistant is not None:
            return self._assistant
        if not self._lock.acquire(timeout=patience):
            raise OpeningError
        try:
            if self._assistant is None:
                self._assistant = self._opener()
            return self._assistant
        except FAULTS as error:
            raise library_problem(error) from error
        finally:
            self._lock.release()


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _assistant(service: Annotated[Service, Depends(_service)]) -> Assistant:
    return service.assistant()


Drafting = Annotated[Jobs, Depends(_jobs)]
Serving = Annotated[Service, Depends(_service)]
Assisting = Annotated[Assistant, Depends(_assistant)]
