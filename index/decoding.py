"""Bytes of a file -> raw text (contract.md, "Raw text"); needs nothing else, so that verifying a receipt loads no library."""

import hashlib


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding name of a file's bytes: UTF-8 (BOM dropped), else GB18030.

    Raises:
        UnicodeDecodeError: neither decodes strictly.
    """
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "gb18030"


def fingerprint(data: bytes) -> str:
    """The sha256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
