"""A headless Chromium for tests, driven over its debugging pipe with nothing but the standard library; a server for it."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn

from api.app import create_app
from api.dependencies import Opener
from rag.settings import AnswerSettings

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
INSTALL = "chromium is missing: apt-get install -y chromium fonts-noto-cjk"
_PATIENCE = 20.0


def chromium() -> str | None:
    return shutil.which("chromium")


class Page:
    """One page: `run` evaluates JavaScript, `until` waits for it to be true; `problems` are console errors and violations."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._count = 0
        self._session: str | None = None
        self.problems: list[str] = []
        self.requests: list[str] = []

    def attach(self) -> None:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            part = os.read(self._from, 1 << 16)
            assert part, "the browser has gone"
            self._buffer += part
        line, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(line)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.problems.append(str(told["exceptionDetails"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.problems.append(str(told["entry"]))

    def run(self, script: str) -> Any:  # noqa: ANN401 - any JSON value
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, script: str) -> None:
        ends = time.monotonic() + _PATIENCE
        while not self.run(script):
            assert time.monotonic() < ends, f"never true: {script}\n{self.run('document.body.innerText')}"
            time.sleep(0.05)

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)
        self.until(
            f"location.href.startsWith({json.dumps(address.split('?', maxsplit=1)[0])}) && document.readyState === 'complete'"
        )

    def press(self, key: str, text: str = "", *, shift: bool = False) -> None:
        modifiers = 8 if shift else 0
        codes = {"Enter": 13, "Escape": 27, "Tab": 9}
        for kind in ("keyDown", "keyUp"):
            extra = {"text": text} if text and kind == "keyDown" else {}
            self.send(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                modifiers=modifiers,
                windowsVirtualKeyCode=codes.get(key, ord(key[0])),
                **extra,
            )

    def click(self, element: str) -> None:
        """A real click on what an expression gives, which must be in sight and under nothing."""
        # In one go: between two calls the page may be drawn anew.
        x, y, at = self.run(
            f"""(() => {{
                const one = {element};
                one.scrollIntoView({{block: 'center', behavior: 'instant'}});
                const r = one.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
                const top = document.elementFromPoint(x, y);
                return [x, y, one.contains(top) || top?.outerHTML];
            }})()"""
        )
        box = [x, y]
        assert at is True, f"{element} is under {at}"
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def resize(self, width: int, height: int) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )


class _Folder:
    """A folder of its own for the browser, removed even while the browser still writes its last files."""

    def __enter__(self) -> Path:
        self._path = Path(tempfile.mkdtemp())
        return self._path

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        shutil.rmtree(self._path, ignore_errors=True)


@contextmanager
def browse() -> Iterator[Page]:
    """A page in a fresh browser; the browser is ended by its process id."""
    command, browser_in, browser_out = chromium() or "", os.pipe(), os.pipe()
    with _Folder() as folder:
        # Chromium reads its orders from descriptor 3 and answers on 4.
        shell = f'exec "$0" "$@" 3<&{browser_in[0]} 4>&{browser_out[1]}'
        process = subprocess.Popen(
            ["bash", "-c", shell, command, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(browser_in[0], browser_out[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(browser_in[0])
        os.close(browser_out[1])
        try:
            page = Page(browser_in[1], browser_out[0])
            page.attach()
            yield page
        finally:
            process.terminate()
            process.wait(timeout=20)
            os.close(browser_in[1])
            os.close(browser_out[0])


@contextmanager
def serving(opener: Opener, folder: Path | None = None) -> Iterator[str]:
    """The address of a server over what `opener` opens, on a port of its own, while the context lasts; `folder`: of its briefings."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(opener, AnswerSettings(), folder), log_level="warning", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)
