"""What proves a quote later, without index or model: the fields of a receipt."""

import hashlib
from collections.abc import Sequence

from index.models import Span


def slices(raw: str, spans: Sequence[Span]) -> str:
    """The raw characters of spans, concatenated in the order given."""
    return "".join(raw[start:end] for start, end in spans)


def slice_sha256(raw: str, spans: Sequence[Span]) -> str:
    """Sha256 (hexadecimal) of the UTF-8 bytes of the raw slices of `spans`, concatenated without separator."""
    return hashlib.sha256(slices(raw, spans).encode("utf-8")).hexdigest()
