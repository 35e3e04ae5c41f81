"""Any character of a Word file that is changed in sight is told; any damage to a file or to its receipts ends in an error, never in a crash."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from rag.briefing.proof import read_word
from rag.briefing.records import record
from rag.briefing.word import docx_bytes
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import SavedError, read_saved
from tests.word_kit import W, briefing, parts, write_documents, xml, zipped

PARTS = ("word/document.xml", "word/footnotes.xml", "word/header1.xml", "word/footer1.xml")
DATA = docx_bytes(briefing())
RECORD: dict[str, Any] = json.loads(json.dumps(record(briefing())))


def _texts() -> list[tuple[str, int, int]]:
    """Each part, text of it and character of that."""
    found = []
    for part in PARTS:
        texts = [t.text or "" for t in xml(DATA, part).iter(f"{W}t")]
        found += [(part, n, i) for n, text in enumerate(texts) for i, c in enumerate(text) if not c.isspace()]
    return found


PLACES = _texts()
PAGE_NUMBER = "word/footer1.xml"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from("某不3万，%x"))
def test_any_changed_character_in_sight_is_told(place: tuple[str, int, int], new: str) -> None:
    part, number, at = place
    root = xml(DATA, part)
    element = list(root.iter(f"{W}t"))[number]
    text = element.text or ""
    if text[at] == new or (part == PAGE_NUMBER and new.isdigit()):
        return
    element.text = f"{text[:at]}{new}{text[at + 1 :]}"
    changed = zipped({**parts(DATA), part: etree.tostring(root)})
    assert read_word(changed, "简报.docx").unproven


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _paths(item, (*path, key))


ALL_PATHS = [path for path in _paths(RECORD) if path]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    folder: Path = write_documents(tmp_path_factory.mktemp("documents"))
    return Originals(folder)


@example(("citations", 1, "quote"), "")
@example(("citations", 1, "spans", 0, 1), 10**9)
@example(("lines", 5, "claim", "plan", "by"), 10**9)
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ALL_PATHS), st.sampled_from([None, "", "某", 0, -1, 10**9, [], {}, [1], ["L1"], True, 1.5]))
def test_receipts_with_any_value_changed_never_crash(
    originals: Originals,
    path: tuple[str | int, ...],
    new: Any,  # noqa: ANN401
) -> None:
    value = copy.deepcopy(RECORD)
    inner: Any = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    try:
        saved = read_saved(json.dumps(value).encode(), "简报.json")
    except SavedError:
        return
    for answer in saved.answers:
        reprove(answer, originals)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 30), st.integers(0, 255))
@example(at=982, length=24, byte=8)
def test_a_damaged_file_never_crashes(at: int, length: int, byte: int) -> None:
    damaged = DATA[:at] + bytes([byte]) * length + DATA[at + length :]
    try:
        read_word(damaged, "简报.docx")
    except SavedError:
        return
