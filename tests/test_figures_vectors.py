"""Quantities of Chinese text against hand-made vectors (tests/vectors/quantities.txt), and figures' modality likewise."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from rag.numbers.figures import quantities_in
from rag.numbers.quantities import Change, Figure, Qualifier
from rag.time.indicators import stated_in
from rag.time.modality import modality_at

VECTORS = Path(__file__).parent / "vectors"


def lines(name: str) -> Iterator[list[str]]:
    for line in (VECTORS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def said(expected: str) -> tuple[object, ...]:
    """One quantity of a vector: words, kind, low, high, whether it has one value, unit, qualifier, change, repaired."""
    words, _, rest = expected.partition("=")
    kind, number, unit, *marks = rest.split()
    low, _, high = number.partition("..")
    change = next((m for m in marks if m in ("up", "down")), "")
    qualifier = next((m for m in marks if m in get_args(Qualifier)), "exact")
    assert set(marks) <= {*get_args(Qualifier), *get_args(Change), "lost"}, expected
    ends = Fraction(low), Fraction(high or low)
    return words, kind, *ends, not high, unit.removeprefix("-"), qualifier, change, "lost" in marks


def read(figure: Figure) -> tuple[object, ...]:
    return (
        *(figure.text, figure.kind, figure.low, figure.high, figure.value is not None, figure.unit),
        *(figure.qualifier, figure.change, figure.rule == "lost_superscript"),
    )


CASES = [(text, tuple(() if e == "-" else map(said, e.split(" | ")))) for text, e in lines("quantities.txt")]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_every_quantity_is_read_with_value_unit_qualifier_and_kind(text: str, expected: tuple[object, ...]) -> None:
    assert tuple(map(read, quantities_in(text))) == expected


def test_there_are_enough_vectors_of_every_kind() -> None:
    kinds = Counter(str(e[1]) for _, expected in CASES for e in expected)
    least = {"count": 60, "money": 40, "share": 40, "growth": 20, "points": 8, "rank": 10, "date": 15, "period": 15}
    assert len(CASES) >= 300
    assert {kind: n for kind, n in least.items() if kinds[kind] < n} == {}


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_a_quantity_is_a_slice_of_the_text(text: str) -> None:
    assert all(text[f.start : f.end].strip() == f.text for f in quantities_in(text))


@pytest.mark.parametrize(("text", "published", "words", "modality"), list(lines("modality.txt")))
def test_the_modality_of_a_figure_is_that_of_its_clause(text: str, published: str, words: str, modality: str) -> None:
    start = text.index(words)
    got = modality_at(text, start, start + len(words), None if published == "-" else published)
    assert (got or "-") == modality


@pytest.mark.parametrize(("text", "words", "indicator", "subject", "time"), list(lines("indicators.txt")))
def test_a_figure_is_told_what_it_measures_whose_and_when(
    text: str, words: str, indicator: str, subject: str, time: str
) -> None:
    (stated,) = [s for s in stated_in(text) if s.figure.text == words]
    assert (stated.indicator or "-", stated.subject or "-", stated.time.text if stated.time else "-") == (
        indicator,
        subject,
        time,
    )
