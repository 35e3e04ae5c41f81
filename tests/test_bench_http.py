"""The bench asks over HTTP as it says: so many clients at once, kept connections, nothing wrong left uncounted."""

import json
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain

import pytest

from eval.bench_http import Reply, bodies, fault_of, over_http, put_under_load
from eval.bench_measure import BenchError
from eval.bench_records import BenchSettings


class Asked(ThreadingHTTPServer):
    """A stand-in for the server: answers after a moment, and keeps who asked what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.lock = threading.Lock()
        self.connections: dict[object, list[str]] = {}
        self.now = self.most = 0


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        assert isinstance(self.server, Asked)
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
        with self.server.lock:
            self.server.connections.setdefault(self.client_address, []).append(question)
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        time.sleep(0.05)
        with self.server.lock:
            self.server.now -= 1
        self.send_response(500 if question == "坏" else 200)
        body = json.dumps({"question": question, "status": "answered"}).encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def asked() -> Iterator[Asked]:
    with Asked() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def as_bodies(questions: Iterable[str]) -> list[bytes]:
    return [json.dumps({"question": question}).encode() for question in questions]


def test_so_many_clients_ask_at_once_each_on_one_connection_and_every_question_once(asked: Asked) -> None:
    sent = as_bodies(f"问{n}" for n in range(20))
    replies = put_under_load(asked.server_port, sent, 4)
    assert asked.most == len(asked.connections) == 4
    assert sorted(chain.from_iterable(asked.connections.values())) == sorted(f"问{n}" for n in range(20))
    assert [reply.asked for reply in replies] == sent
    assert all(json.loads(reply.body)["question"] == json.loads(reply.asked)["question"] for reply in replies)
    assert all(reply.seconds >= 0.05 and not reply.fault for reply in replies)


def test_a_request_that_fails_is_a_fault_of_its_own_and_the_others_go_on(asked: Asked) -> None:
    faults = [reply.fault for reply in put_under_load(asked.server_port, as_bodies(["好", "坏", "好"]), 1)]
    assert faults[0] == faults[2] == ""
    assert faults[1].startswith("HTTP 500")


def test_a_server_that_does_not_listen_is_a_fault_of_every_request() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # bound, and never listening
        replies = put_under_load(deaf.getsockname()[1], as_bodies("甲乙丙"), 2)
    assert [reply.fault.partition("：")[0] for reply in replies] == ["ConnectionRefusedError"] * 3


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('{"question": "甲", "status": "answered"}', ""),
        ('{"question": "乙", "status": "answered"}', "答非所问"),
        ('{"question": "甲", "status": "refused"}', "同一问题，回答不同"),
        ('{"question": "甲"}', "不是回答"),
        ("[1]", "不是回答"),
        ("<html>", "不是回答"),
    ],
)
def test_a_reply_counts_only_if_it_answers_its_question_as_before(body: str, fault: str) -> None:
    (sent,) = as_bodies("甲")
    said = fault_of(Reply(sent, 0.1, body.encode(), ""), b'{"question": "\xe7\x94\xb2", "status": "answered"}')
    assert said.startswith(fault)
    assert bool(said) == bool(fault)


def test_requests_are_as_many_as_asked_for_all_different_and_the_same_every_time() -> None:
    questions = [f"问题{n}" for n in range(50)]
    made = bodies(questions, 30)
    assert made == bodies(questions, 30)
    assert len(set(made)) == len(made) == 30
    said = {json.loads(body)["question"] for body in made}
    assert said & set(questions)
    assert said - set(questions), "none of the written questions"
    assert len(bodies(["甲"], 3)) == 3


def test_a_server_that_does_not_come_up_is_reported_with_its_last_words() -> None:
    dies = [sys.executable, "-c", "import sys; print('no library', file=sys.stderr); sys.exit(2)"]
    with pytest.raises(BenchError, match=r"(?s)/healthz.*no library"):
        over_http(dies, ["甲"], BenchSettings(cold_runs=1))


def test_a_server_that_will_not_end_well_is_reported_and_gone() -> None:
    answers = """
import http.server, json, signal, sys
class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
        body = json.dumps({"question": question, "status": "refused"}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
signal.signal(signal.SIGTERM, lambda *_: sys.exit("cannot close"))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[-1])), Answering).serve_forever()
"""
    with pytest.raises(BenchError, match=r"(?s)以 1 结束.*cannot close"):
        over_http([sys.executable, "-c", answers], ["甲"], BenchSettings(cold_runs=1, clients=(1,), requests=3))
