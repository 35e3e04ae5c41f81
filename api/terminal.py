"""Text of documents as a terminal may be given it: no control character of theirs moves the cursor, changes the title or hides words."""

import re
from collections.abc import Mapping
from typing import Any

_PICTURES, _DELETE = 0x2400, 0x7F
# C0 less tab and line feed, delete, C1 (0x9B begins a command as escape does), what turns the direction of writing, and lone surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text with a picture (␛) in place of each control character; most texts are returned as they are."""
    return _CONTROL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(_PICTURES + code) if code < ord(" ") else "\u2421" if code == _DELETE else "\ufffd"


def harmless_record(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A record of an answer, every string of it harmless."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Mapping):
        return {key: harmless_record(item) for key, item in value.items()}
    return [harmless_record(item) for item in value] if isinstance(value, list | tuple) else value
