"""Printed dates as numbers that sort."""

import re

_YEARS = 1900
UNDATED = (0, 0, 0)


def date_order(text: str) -> tuple[int, int, int]:
    """A printed date as (year, month, day), 0 for what it does not say; `UNDATED` where it is none: 2024年9月2日, 2024-09."""
    numbers = [int(n) for n in re.findall(r"\d+", text)[:3]]
    year, month, day = [*numbers, 0, 0, 0][:3]
    return (year, month, day) if year > _YEARS else UNDATED
