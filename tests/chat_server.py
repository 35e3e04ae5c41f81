"""A chat endpoint on the loopback address that does what a test scripts, honestly or not; over real HTTP."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler", dict[str, Any]], None]


@dataclass
class Served:
    """A running server: its base address, and what it was sent."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Answers the n-th request by the n-th act of the script, the last one for ever."""

    server: "_Server"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        served = self.server.served
        served.asked.append(body)
        served.headers.append(dict(self.headers.items()))
        act = self.server.acts[min(len(served.asked), len(self.server.acts)) - 1]
        try:
            act(self, body)
        except OSError:
            self.close_connection = True  # the client has hung up

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def give(self, status: int, data: bytes, kind: str = "application/json", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    acts: list[Act]
    served: Served


@contextmanager
def serving_chat(*acts: Act) -> Iterator[Served]:
    """A server that plays a script, while the context lasts."""
    with _Server(("127.0.0.1", 0), Handler) as server:
        server.acts = list(acts)
        server.served = Served(f"http://127.0.0.1:{server.server_port}/v1")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.served
        finally:
            server.shutdown()
            thread.join(timeout=10)


def says(text: str) -> Act:
    """An endpoint that says this."""
    return lambda handler, _body: handler.give(200, _completion(text))


def copies(choose: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Act:
    """An honest model: it copies some of the sentences it was sent, each with its number."""

    def act(handler: Handler, body: dict[str, Any]) -> None:
        evidence = json.loads(body["messages"][1]["content"])["evidence"]
        handler.give(200, _completion("\n".join(f"{e['text']}[{e['n']}]" for e in choose(evidence))))

    return act


def _completion(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()


def fails(status: int) -> Act:
    """An endpoint that fails with a status."""
    return lambda handler, _body: handler.give(status, b'{"error": {"message": "no"}}')


def gives(data: bytes, kind: str = "application/json", length: int | None = None) -> Act:
    """An endpoint that gives these bytes; of more announced than given, the stream breaks off."""

    def act(handler: Handler, _body: dict[str, Any]) -> None:
        handler.give(200, data, kind, length)
        handler.close_connection = True

    return act


def sleeps(seconds: float) -> Act:
    """An endpoint that is silent, then speaks."""

    def act(handler: Handler, _body: dict[str, Any]) -> None:
        time.sleep(seconds)
        handler.give(200, _completion("太迟了。[1]"))

    return act


def drips(seconds: float) -> Act:
    """An endpoint that sends a byte now and then: no single read ever times out."""

    def act(handler: Handler, _body: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            handler.wfile.write(b" ")
            time.sleep(0.05)

    return act


def hangs_up(handler: Handler, _body: dict[str, Any]) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.close()


def streams(*parts: str, end: str = "[DONE]") -> Act:
    """An endpoint that streams, asked or not; without its end the stream broke off."""
    events = [json.dumps({"choices": [{"delta": {"content": part}}]}) for part in parts]
    lines = [f"data: {event}\n\n" for event in [*events, *([end] if end else [])]]
    return gives("".join(lines).encode(), "text/event-stream")
