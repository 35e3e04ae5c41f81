"""Questions of every kind in users' words over made-up documents; and that whatever is answered is proven again from the documents alone."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.models import Answer
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import answer_of
from rag.records import record
from rag.settings import AnswerSettings

WORDINGS = Path(__file__).parent / "wordings"
Case = dict[str, Any]
YES_NO = (["是"], ["否"])


@cache
def cases() -> list[Case]:
    return [json.loads(line) for line in (WORDINGS / "questions.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def askers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    made = {}
    for name in ("town", "province"):
        library = tmp_path_factory.mktemp(name)
        build_library(WORDINGS / name, library, IndexSettings())
        made[name] = open_assistant(library, IndexSettings(), AnswerSettings())
    return made


def affirms_nothing(answer: Answer) -> bool:
    return answer.status == "refused" or all(claim.kind == "correction" for claim in answer.claims)


def holds(case: Case, answer: Answer) -> bool:
    if case["want"] is None:
        return affirms_nothing(answer)
    if case["want"] in YES_NO:
        return bool(answer.short_answer == case["want"][0])
    text = f"{answer.short_answer or ''}\n{answer.answer}".replace(" ", "")
    wanted: list[str] = case["want"]
    return answer.status != "refused" and all(want in text for want in wanted)


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in cases()}))
def test_questions_of_a_kind_are_answered_in_whatever_words_they_come(askers: dict[str, Assistant], kind: str) -> None:
    own = [case for case in cases() if case["kind"] == kind]
    failed = [case["question"] for case in own if not holds(case, askers[case["set"]].ask(case["question"]))]
    assert own
    assert not failed


def test_every_answer_is_proven_again_from_the_documents_alone(askers: dict[str, Assistant]) -> None:
    faults = {}
    for case in cases():
        answer = json.loads(json.dumps(record(askers[case["set"]].ask(case["question"]))))
        found = reprove(answer_of(answer, case["question"]), Originals(WORDINGS / case["set"]))
        if not found.holds:
            lost = [c.reason for c in found.claims if c.reason] + [c.reason for c in found.citations if not c.holds]
            faults[case["question"]] = [*found.faults, *lost]
    assert not faults
