"""Documents of other fields with the same kinds of damage, and what a careful human reader expects of each.

They and their expectations were written by someone who had not seen the reader's code.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from index.loading import list_folder, load
from index.models import Document, Table
from index.reading import read
from tests.texts import blocks, sentences

FOLDER = Path(__file__).parent / "made_up"
NAMES = sorted(p.stem for p in FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def library() -> dict[str, Document]:
    listing = list_folder(FOLDER)
    return {path.stem: read(load(path, listing)) for path in listing.files}


def expectations(key: str) -> list[Any]:
    found = []
    for name in NAMES:
        values = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")).get(key, [])
        found += [pytest.param(name, value, id=f"{name}-{n}") for n, value in enumerate(values)]
    return found


def whole(key: str) -> list[Any]:
    read_ = {name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in NAMES}
    return [pytest.param(name, read_[name][key], id=name) for name in NAMES if key in read_[name]]


@pytest.mark.parametrize(("name", "sentence"), expectations("sentences"))
def test_a_sentence_comes_out_whole(library: dict[str, Document], name: str, sentence: str) -> None:
    assert sentence in sentences(library[name])


@pytest.mark.parametrize(("name", "text"), expectations("never"))
def test_what_is_not_one_sentence_is_never_one(library: dict[str, Document], name: str, text: str) -> None:
    doc = library[name]
    prose = [s for s in doc.sentences if doc.blocks[s.block].kind in ("paragraph", "list_item", "abstract", "question")]
    assert [s for s in prose if text in doc.text(s.start, s.end)] == []


@pytest.mark.parametrize(("name", "fragment"), expectations("truncated"))
def test_a_fragment_is_marked(library: dict[str, Document], name: str, fragment: str) -> None:
    doc = library[name]
    assert any(fragment in doc.text(s.start, s.end) for s in doc.sentences if s.truncated)


@pytest.mark.parametrize(("name", "expected"), whole("headings"))
def test_headings_are_found_in_order(library: dict[str, Document], name: str, expected: list[list[Any]]) -> None:
    doc = library[name]
    texts = [text for _, text in expected]
    # A title counts where it is expected as a heading; the word 目录 heads the contents, not the text.
    kinds = [b for b in doc.blocks if b.kind == "heading" or (b.kind == "title" and doc.text(b.start, b.end) in texts)]
    found = [doc.text(b.start, b.end) for b in kinds]
    assert [text for text in found if text.replace(" ", "") not in ("目录", "版权声明")] == texts


@pytest.mark.parametrize(("name", "expected"), whole("turns"))
def test_turns_are_told_apart(library: dict[str, Document], name: str, expected: list[list[str]]) -> None:
    assert [[t.name, t.role] for t in library[name].turns] == expected


@pytest.mark.parametrize(("name", "question"), expectations("questions"))
def test_host_questions_are_no_evidence(library: dict[str, Document], name: str, question: str) -> None:
    assert any(question in text for text in blocks(library[name], "question"))


@pytest.mark.parametrize(("name", "expected"), expectations("spoken"))
def test_a_sentence_belongs_to_its_speaker(library: dict[str, Document], name: str, expected: list[str]) -> None:
    doc = library[name]
    spoken = next(s for s in doc.sentences if doc.text(s.start, s.end) == expected[0])
    turn = doc.blocks[spoken.block].turn
    assert turn is not None
    assert doc.turns[turn].name == expected[1]


@pytest.mark.parametrize(("name", "expected"), expectations("attributions"))
def test_running_text_is_ascribed(library: dict[str, Document], name: str, expected: list[str]) -> None:
    doc = library[name]
    found = [
        [a.name, a.role, a.relation] for a in doc.attributions if expected[0].strip("“”") in doc.text(a.start, a.end)
    ]
    assert expected[1:] in found


@pytest.mark.parametrize(("name", "expected"), expectations("furniture"))
def test_furniture_is_a_block_of_its_kind(library: dict[str, Document], name: str, expected: list[str]) -> None:
    assert expected[1] in [text.strip() for text in blocks(library[name], expected[0])]


@pytest.mark.parametrize(("name", "lines"), expectations("data_box"))
def test_a_data_box_is_found(library: dict[str, Document], name: str, lines: list[str]) -> None:
    boxes = " ".join(blocks(library[name], "data_box"))
    assert [line for line in lines if line not in boxes] == []


@pytest.mark.parametrize(("name", "expected"), whole("articles"))
def test_articles_are_told_apart(library: dict[str, Document], name: str, expected: list[str]) -> None:
    # The label 相关新闻： introduces an article, it is no part of its title.
    assert [a.title.value for a in library[name].articles] == [title.removeprefix("相关新闻：") for title in expected]


@pytest.mark.parametrize(("name", "expected"), expectations("inferences"))
def test_lost_superscripts_are_inferred(library: dict[str, Document], name: str, expected: list[str]) -> None:
    assert expected in [[i.as_printed, i.value] for i in library[name].clean.inferences]


@pytest.mark.parametrize(("name", "text"), expectations("not_inferred"))
def test_look_alikes_are_not_inferred(library: dict[str, Document], name: str, text: str) -> None:
    doc = library[name]
    at = doc.clean.text.index(text)
    assert [i for i in doc.clean.inferences if at <= i.start < at + len(text)] == []


@pytest.mark.parametrize(("name", "expected"), expectations("tables"))
def test_tables_come_out_typed(library: dict[str, Document], name: str, expected: dict[str, Any]) -> None:
    tables = library[name].tables
    table: Table = next((t for t in tables if t.name == expected.get("name")), tables[0])
    assert len(table.rows) == expected.get("rows", len(table.rows))
    assert table.shape == expected.get("shape", table.shape)
    if "heads" in expected:
        assert [h.value for h in table.heads] == expected["heads"]
    for row, column, value, inferred in expected.get("cells", []):
        cell = table.rows[row].cells[column]
        assert (cell.value, bool(cell.rule)) == (value, inferred)
