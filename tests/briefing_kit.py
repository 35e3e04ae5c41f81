"""A client for the briefings of a running server, with nothing of ours in it."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from rag.assistant import Assistant
from tests.rag_kit import assistant

TOPIC = "海州港的建设"
_PATIENCE = 20.0


class Reply:
    """An answer of the server."""

    def __init__(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.status, self.headers, self.data = status, headers, data

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        return json.loads(self.data)


def call(address: str, method: str, path: str, body: object = None) -> Reply:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if body is not None else {}
    request = urllib.request.Request(f"{address}{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Reply(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers), error.read())


def submit(address: str, topic: str = TOPIC, **more: object) -> str:
    reply = call(address, "POST", "/v1/briefings", {"topic": topic, **more})
    assert reply.status == 202, reply.data
    assert reply.headers["location"] == reply.json["location"]
    name: str = reply.json["id"]
    return name


def state(address: str, name: str) -> Any:  # noqa: ANN401 - any JSON value
    reply = call(address, "GET", f"/v1/briefings/{name}")
    assert reply.status == 200, reply.data
    return reply.json


def until(address: str, name: str, *wanted: str) -> Any:  # noqa: ANN401
    ends = time.monotonic() + _PATIENCE
    while (now := state(address, name))["status"] not in wanted:
        assert time.monotonic() < ends, now
        assert now["status"] in ("queued", "running"), now
        time.sleep(0.02)
    return now


def drafted(address: str, topic: str = TOPIC, **more: object) -> Any:  # noqa: ANN401
    return until(address, submit(address, topic, **more), "done")


def placed(job: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """The arrangement a job has now."""
    return [{"id": section["id"], "lines": section["lines"]} for section in job["briefing"]["sections"]]


class Gate:
    """An opener that waits until it is opened: a library whose building takes as long as a test needs."""

    def __init__(self, opener: Callable[[], Assistant] = assistant) -> None:
        self._opener = opener
        self.is_open = False

    def __call__(self) -> Assistant:
        ends = time.monotonic() + _PATIENCE
        while not self.is_open and time.monotonic() < ends:
            time.sleep(0.01)
        return self._opener()
