"""`jizheng serve` under load: whole answers over HTTP, asked by one client and by many at once.

The server is a process of its own on a free loopback port. The clients are threads of this process with a connection each:
a request with `http.client` costs them a fraction of a millisecond, with httpx about two. They share the cores with the
server all the same, so their processor time is stated too.
"""

import json
import os
import random
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from typing import IO

from eval.bench_measure import ROOT, BenchError, memory_figure, percentile
from eval.bench_records import BenchSettings, Load, OverHttp, Start

_SEED = 7
_HOST = "127.0.0.1"
_POLL = 0.01  # seconds between two looks whether the server is up
_PATIENCE = 60.0  # seconds for the server to open its library, to answer, to end
# Asked of any folder; many are refused there, and a refusal is a whole answer too.
_WRITTEN = (
    "先进制造业集群是什么？",
    "一共有多少个国家级集群？",
    "哪些城市的集群最多？",
    "2025年的目标是什么？",
    "为什么要培育产业集群？",
    "专家提出了哪些建议？",
    "投入了多少资金？",
    "有没有提到税收优惠？",
    "主要存在哪些问题？",
    "谁负责组织实施？",
)


def over_http(command: Sequence[str], questions: Sequence[str], settings: BenchSettings) -> OverHttp:
    """Start the server some times (medians), and put it under load with each number of clients the last time.

    `command`: `jizheng serve` with its library, without host and port. Every level of load asks the same questions; they are
    asked once before the clock runs, and an answer that is not the same again counts as an error.

    Raises:
        BenchError: the server did not come up, or did not end when told to.
    """
    starts = []
    for _ in range(settings.cold_runs - 1):
        with _serving(command) as server:
            starts.append(server.start)
    with _serving(command) as server:
        starts.append(server.start)
        asked = bodies(questions, settings.requests // len(settings.clients))
        expected = dict(zip(asked, (reply.body for reply in put_under_load(server.port, asked, 1)), strict=True))
        loads = [_load(server.port, expected, clients) for clients in settings.clients]
        memory = memory_figure(f"{server.process.pid}/status", "VmRSS")
    alive, ready = (statistics.median(getattr(start, name) for start in starts) for name in ("alive", "ready"))
    return OverHttp(Start(alive, ready), tuple(loads), memory)


def bodies(questions: Sequence[str], count: int) -> list[bytes]:
    """At most `count` different request bodies: written questions and some of these, always the same, well mixed."""
    made = random.Random(_SEED).sample(list(questions), min(len(questions), max(count - len(_WRITTEN), 1)))
    asked = list(dict.fromkeys([*made, *_WRITTEN]))
    random.Random(_SEED).shuffle(asked)
    return [json.dumps({"question": question}, ensure_ascii=False).encode() for question in asked[: max(count, 1)]]


@dataclass(frozen=True)
class Reply:
    """What came back for a request: `fault` says what went wrong, "" if nothing did."""

    asked: bytes
    seconds: float
    body: bytes
    fault: str


def _load(port: int, expected: dict[bytes, bytes], clients: int) -> Load:
    # A client that has a single question would say nothing about a connection that is kept.
    asked = list(islice(cycle(expected), max(len(expected), 2 * clients)))
    used, began = time.process_time(), time.perf_counter()
    replies = put_under_load(port, asked, clients)
    seconds, used = time.perf_counter() - began, time.process_time() - used
    faults = [fault for reply in replies if (fault := fault_of(reply, expected[reply.asked]))]
    times = [reply.seconds for reply in replies]
    return Load(
        clients=clients,
        requests=len(replies),
        errors=len(faults),
        first_error=faults[0] if faults else "",
        seconds=seconds,
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        client_cpu=used / len(replies),
    )


def fault_of(reply: Reply, expected: bytes) -> str:
    """What is wrong with a reply, "" if nothing is: it failed, is no answer to its question, or differs from before."""
    if reply.fault:
        return reply.fault
    try:
        answer = json.loads(reply.body)
        if answer["question"] != json.loads(reply.asked)["question"] or not answer["status"]:
            return "答非所问"
    except (ValueError, KeyError, TypeError):
        return f"不是回答：{reply.body[:80].decode('utf-8', 'replace')}"
    return "" if reply.body == expected else "同一问题，回答不同"


def put_under_load(port: int, asked: Sequence[bytes], clients: int) -> list[Reply]:
    """Ask everything with so many clients, each with one request under way; replies in the order of `asked`."""
    replies: list[Reply | None] = [None] * len(asked)
    waiting = iter(range(len(asked)))
    taking = threading.Lock()

    def next_one() -> int | None:
        with taking:
            return next(waiting, None)

    def client() -> None:
        with closing(HTTPConnection(_HOST, port, timeout=_PATIENCE)) as connection:
            while (n := next_one()) is not None:
                replies[n] = _ask(connection, asked[n])

    threads = [threading.Thread(target=client, name=f"client-{n}") for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [reply or Reply(body, 0.0, b"", "没有发出") for body, reply in zip(asked, replies, strict=True)]


def _ask(connection: HTTPConnection, body: bytes) -> Reply:
    began = time.perf_counter()
    try:
        connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        read = response.read()
    except (OSError, HTTPException) as error:
        connection.close()  # the next request opens it anew
        return Reply(body, time.perf_counter() - began, b"", f"{type(error).__name__}：{error}")
    seconds = time.perf_counter() - began
    fault = "" if response.status == 200 else f"HTTP {response.status}：{read[:80].decode('utf-8', 'replace')}"
    return Reply(body, seconds, read, fault)


@dataclass(frozen=True)
class _Server:
    process: subprocess.Popen[bytes]
    port: int
    start: Start


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[_Server]:
    """The server, up and ready; ended, and seen to end, afterwards."""
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        full = [*command, "--host", _HOST, "--port", str(port)]
        # In the project's folder: there `-m api.cli` is found even where the project is not installed.
        process = subprocess.Popen(full, cwd=ROOT, stdout=log, stderr=log)
        try:
            alive = _wait(process, port, "/healthz", log) - began
            yield _Server(process, port, Start(alive, _wait(process, port, "/readyz", log) - began))
        except BaseException:  # that is what to report, and no server may outlive it
            process.kill()
            process.wait()
            raise
        _end(process, log)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        return int(free.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: IO[bytes]) -> float:
    """The moment when an address first answered 200."""
    given_up = time.perf_counter() + _PATIENCE
    while (status := _status(port, path)) != 200:
        if process.poll() is not None or time.perf_counter() > given_up:
            raise BenchError(f"服务没有就绪：“{path}”答 {status or '无'}，服务端说：{_last_words(log)}")
        time.sleep(_POLL)
    return time.perf_counter()


def _status(port: int, path: str) -> int:
    with closing(HTTPConnection(_HOST, port, timeout=_PATIENCE)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0


def _end(process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    process.terminate()
    try:
        status = process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise BenchError(f"服务在 {_PATIENCE:.0f} 秒内没有结束，已强行终止：{_last_words(log)}") from None
    if status not in (0, -signal.SIGTERM):  # uvicorn ends by the signal that told it to
        raise BenchError(f"服务以 {status} 结束：{_last_words(log)}")


def _last_words(log: IO[bytes]) -> str:
    log.seek(max(log.seek(0, os.SEEK_END) - 2000, 0))
    return log.read().decode("utf-8", "replace").strip()
