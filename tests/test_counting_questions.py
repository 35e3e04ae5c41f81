"""Hand-made questions over made-up tables of other fields, in varied layouts: number, rows and completeness as counted by hand.

`tests/counting/questions.jsonl`: one question a line; `rows` are the rows of the document's table counted from 1.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

FOLDER = Path(__file__).parent / "counting"
QUESTIONS = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def asker() -> Assistant:
    """All documents together: which of their tables is meant must be told from the question."""
    documents = [document(path.read_text(encoding="utf-8"), path.stem) for path in sorted(FOLDER.glob("*.txt"))]
    settings = AnswerSettings()
    return Assistant(FakeShelf(documents), ExtractiveWriter(settings), settings)


@pytest.mark.parametrize("case", QUESTIONS, ids=[case["question"] for case in QUESTIONS])
def test_number_rows_and_completeness(case: dict[str, Any]) -> None:
    answer = asker().ask(case["question"])
    assert (answer.status, answer.short_answer) == (case["status"], case["short"]), answer.answer
    cited = [c for c in answer.citations if c.n in answer.rows]
    assert {c.document for c in cited} == {case["document"]}
    assert sorted(c.table.row + 1 for c in cited if c.table is not None) == case["rows"]
    assert answer.completeness is not None
    assert answer.completeness.state == case["state"], answer.completeness.reason
