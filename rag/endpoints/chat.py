"""One request to an OpenAI-compatible chat endpoint, with a deadline that holds whatever the server does."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_MOST_BYTES = 1_000_000
_MOST_TOKENS = 1500


class ChatError(Exception):
    """The endpoint gave no answer; the message says why in a few words (Chinese), without address or key."""


class Message(NamedTuple):
    """A message of a chat."""

    role: str
    content: str


def complete(url: str, model: str, key: str, messages: Sequence[Message], ends: float) -> str:
    """The model's answer to a chat, whole; nothing is taken from an answer that broke off.

    `ends`: when, by `time.monotonic()`, the answer must be there.

    Raises:
        ChatError: it is not, or cannot be read.
    """
    body = json.dumps(
        {
            "model": model,
            "messages": [message._asdict() for message in messages],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "stream": False,
        }
    ).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    left = ends - time.monotonic()
    if left <= 0:
        raise ChatError("超时")
    connection = _connection(url, left)
    alarm = None
    try:
        connection.connect()
        alarm = _alarm(connection.sock, ends)
        connection.request("POST", f"{urlsplit(url).path}/chat/completions", body, headers)
        response = connection.getresponse()
        kind, data = response.getheader("Content-Type") or "", response.read(_MOST_BYTES + 1)
        whole = not response.length or len(data) > _MOST_BYTES
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = isinstance(error, TimeoutError) or time.monotonic() >= ends
        raise ChatError("超时" if late else "连接失败或中断") from error
    finally:
        if alarm is not None:
            alarm.cancel()
        connection.close()
    if time.monotonic() >= ends:
        raise ChatError("超时")
    if response.status != http.client.OK:
        raise ChatError(f"返回状态 {response.status}")
    if not whole:
        raise ChatError("连接失败或中断")
    if len(data) > _MOST_BYTES:
        raise ChatError("返回的内容过长")
    return _content(kind, data)


def _connection(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=seconds)


def _alarm(line: socket.socket, ends: float) -> threading.Timer:
    """Cut a line when the time is up: a server that sends a byte now and then never runs into the timeout of one read."""

    def cut() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(max(0.0, ends - time.monotonic()), cut)
    alarm.daemon = True
    alarm.start()
    return alarm


def _content(kind: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
        said = _streamed(text) if kind.startswith("text/event-stream") else _whole(json.loads(text))
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ChatError("返回的内容无法读取") from error
    if not isinstance(said, str) or not said.strip():
        raise ChatError("返回的内容是空的")
    return said


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    choice = value["choices"][0]
    if choice.get("finish_reason") == "length":
        raise ValueError("cut off")
    return choice["message"]["content"]


def _streamed(text: str) -> str:
    """The content of server-sent events; some servers stream whatever they are asked. Without its end it is no answer."""
    said, ended = "", False
    for line in text.splitlines():
        if not line.startswith("data:"):
            continue
        event = line[5:].strip()
        if event == "[DONE]":
            ended = True
            break
        choice = (json.loads(event)["choices"] or [{}])[0]
        said += choice.get("delta", {}).get("content") or ""
        ended = ended or choice.get("finish_reason") == "stop"
    if not ended:
        raise ValueError("the stream broke off")
    return said
