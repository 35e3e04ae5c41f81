"""Vectors by somebody who had not seen the code: several documents, speakers, lists. Floors are what stands; they only go up."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.models import Answer, Citation
from rag.settings import AnswerSettings
from tests.texts import SEEDS

VECTORS = Path(__file__).parent / "vectors"
Case = dict[str, Any]


@cache
def cases(name: str) -> list[Case]:
    return [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def askers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    made = {}
    for name, folder in (("made_up", VECTORS / "documents"), ("seeds", SEEDS)):
        library = tmp_path_factory.mktemp(name)
        build_library(folder, library, IndexSettings())
        made[name] = open_assistant(library, IndexSettings(), AnswerSettings())
    return made


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def quotes(answer: Answer) -> list[Citation]:
    used = {n for claim in answer.claims for n in claim.citations}
    return [c for c in answer.citations if c.n in used]


def drawn(case: Case, answer: Answer) -> Iterator[bool]:
    """Every document that is needed is quoted; a reprint stands once; what is missing makes the answer partial."""
    for need in case["needs"]:
        yield any(
            f"{q.document}.txt" == need["document"] and any(bare(option) in bare(q.quote) for option in need["any"])
            for q in quotes(answer)
        )
    for once in case.get("once", ()):
        yield sum(bare(once) in bare(claim.text) for claim in answer.claims) == 1
    yield answer.status == ("partial" if case.get("missing") else "answered")
    if case.get("conflict"):
        yield any("不同" in note for note in answer.notes)


def said(case: Case, answer: Answer) -> Iterator[bool]:
    """Whose words are asked for speaks; what somebody did not say is refused, with who did among the nearest."""
    if case.get("refuse"):
        yield answer.status == "refused" or answer.claims[0].kind in ("correction", "negative")
        speakers = [(c.speaker.name if c.speaker else "", c.quote) for c in answer.citations]
        yield any(case["said_by"] == name or case["said_by"] in quote for name, quote in speakers)
        return
    told = [q.speaker for q in quotes(answer) if q.speaker]
    text = bare(answer.answer + "".join(q.quote for q in quotes(answer)))
    text += bare("".join(f"{s.name or ''}{s.role or ''}" for s in told))
    yield answer.status != "refused"
    yield all(bare(must) in text for must in [*case.get("must", ()), *filter(None, [case.get("role")])])
    yield not any(bare(wrong) in text for wrong in case.get("must_not", ()))
    yield {*case.get("speakers", ())} <= {s.name for s in told}
    if case["kind"] in ("says_about", "who_said") and case.get("speaker"):
        yield case["speaker"] in {s.name for s in told}


def listed(case: Case, answer: Answer) -> Iterator[bool]:
    """All items stand there in order; that the text announces more than it holds is said."""
    places = [bare(answer.answer).find(bare(item)) for item in case["items"]]
    yield min(places) >= 0 and places == sorted(places)
    if case.get("announced") and case["announced"] > case["holds"]:
        yield any("只找到" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("name", "check", "floor"),
    [("several_documents", drawn, 19), ("speakers", said, 34), ("lists", listed, 27)],
)
def test_so_many_vectors_hold(
    askers: dict[str, Assistant], name: str, check: Callable[[Case, Answer], Iterator[bool]], floor: int
) -> None:
    failed = [c["id"] for c in cases(name) if not all(check(c, askers[c["set"]].ask(c["question"])))]
    assert len(cases(name)) - len(failed) >= floor, failed


def test_what_somebody_did_not_say_is_never_put_in_their_mouth(askers: dict[str, Assistant]) -> None:
    swapped = [c for c in cases("speakers") if c["kind"] == "swapped"]
    assert all(all(said(c, askers[c["set"]].ask(c["question"]))) for c in swapped)
