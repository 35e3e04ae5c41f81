import argparse
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import cli_ask
from index.building import build_library
from index.chunking import ChunkSettings
from index.settings import IndexSettings
from tests.rag_kit import NEWS

ROOT = Path(__file__).parent.parent


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return 0, ""


def wait_for(address: str, patience: float) -> None:
    started = time.perf_counter()
    while get(address)[0] != 200:
        assert time.perf_counter() - started < patience, f"{address} never answered"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("serving")
    (folder / "documents").mkdir()
    (folder / "documents" / "port.txt").write_text(NEWS, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    places = ["--library", str(folder / "library"), "--documents", str(folder / "documents")]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([*command, *places], cwd=ROOT, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert "集证已启动：http://127.0.0.1" in (folder / "log").read_text(encoding="utf-8")


def test_serving_is_alive_at_once_builds_the_missing_library_and_answers(address: str) -> None:
    wait_for(f"{address}/healthz", 60)
    wait_for(f"{address}/readyz", 60)
    body = json.dumps({"question": "海州港2024年集装箱吞吐量是多少？"}).encode()
    request = urllib.request.Request(f"{address}/v1/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        assert json.load(response)["short_answer"] == "612.5万标箱"


def test_a_real_socket_survives_60_megabytes(address: str) -> None:
    wait_for(f"{address}/readyz", 60)
    request = urllib.request.Request(f"{address}/v1/ask", b" " * 60_000_000)
    with pytest.raises(urllib.error.HTTPError, match="413") as refused:
        urllib.request.urlopen(request, timeout=60)
    refused.value.close()
    assert get(f"{address}/healthz")[0] == 200


def test_a_library_of_other_rules_is_rebuilt_when_serving_starts(tmp_path: Path) -> None:
    documents, library = tmp_path / "documents", tmp_path / "library"
    documents.mkdir()
    (documents / "port.txt").write_text(NEWS, encoding="utf-8")
    old = build_library(documents, library, IndexSettings(chunks=ChunkSettings(60, 90))).version
    options = argparse.Namespace(documents=documents, library=library, model=None)
    assistant = cli_ask._open_or_build(options)
    assert assistant.library.version != old
    assert assistant.ask("海州港2024年集装箱吞吐量是多少？").short_answer == "612.5万标箱"


def test_the_listening_socket_names_its_protocol_so_that_answers_do_not_wait() -> None:
    with cli_ask._listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
