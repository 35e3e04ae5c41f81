"""Runs a system over suites of cases: every case yields an outcome, errors included; same input, same scores."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.answers import Answered, answer_scores, take_apart
from eval.models import WAYS, Case, Found, Outcome, Suite, System
from eval.retrieval import Gold, is_relevant, offsets, retrieval_scores

PROTOCOL = 1  # raised whenever the same answers would be scored otherwise; baselines of another protocol are refused
_LIMIT = 10
_AGAIN = 8  # every so many cases is asked twice, to see that the answer is the same to the byte
_PLACES = 6
_SHOWN = 600

_NO_ANSWER = Answered("error", "", None, (), (), (), derived=False)

Progress = Callable[[int, int], None]


def silent(_done: int, _of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class _Collection:
    """All passages of a system with their offsets, for the metrics that need to know what could have been found."""

    passages: tuple[Found, ...]
    sets: dict[Found, frozenset[int]]

    def offsets(self, found: Found) -> frozenset[int]:
        if found not in self.sets:
            self.sets[found] = offsets(found)
        return self.sets[found]


def run_suite(suite: Suite, system: System, progress: Progress = silent) -> list[Outcome]:
    """The outcomes of a suite's cases, in the order of their ids. A system that raises is wrong there, and the run goes on."""
    passages = tuple(system.passages())
    collection = _Collection(passages, {found: offsets(found) for found in passages})
    outcomes = []
    for n, case in enumerate(suite.cases):
        outcomes.append(_outcome(case, suite, system, collection, again=n % _AGAIN == 0))
        progress(n + 1, len(suite.cases))
    return outcomes


def _outcome(case: Case, suite: Suite, system: System, collection: _Collection, *, again: bool) -> Outcome:
    asked = _Asked()
    gold = Gold(case, suite.raw)
    try:
        started = time.perf_counter()
        record = system.ask(case.question)
        asked.spent = (time.perf_counter() - started) * 1000
        asked.answer = take_apart(record)
        scores = answer_scores(case, asked.answer, gold, suite.raw)
        if record.get("confidence") is not None:
            scores["Confidence"] = float(str(record["confidence"]))
        if again:
            scores["Determinism"] = float(_bytes(record) == _bytes(system.ask(case.question)))
        if case.answerable:
            scores |= _retrieval(case, gold, system, collection)
    except Exception as raised:
        # A system under test may fail in any way; each is one wrong case.
        asked = _Asked(error=f"{type(raised).__name__}: {raised}"[:300], spent=asked.spent)
        scores = _failed(case)
    return _record(case, suite, asked, scores)


@dataclass
class _Asked:
    """What a system made of a question: its answer, or its error; and the time it took (ms)."""

    answer: Answered = _NO_ANSWER
    error: str = ""
    spent: float = 0.0


def _failed(case: Case) -> dict[str, float]:
    """The scores of a case at which the system failed: as bad as can be, so that no mean and no pair leaves it out."""
    if not case.answerable:
        return {"Right": 0.0, "Halluc": 1.0}
    scores = dict.fromkeys(("Right", "Acc", "AccStrict", "AnsInCite", "CiteP", "CiteR"), 0.0) | {"FalseRef": 1.0}
    return scores | (dict.fromkeys(("NuggetP", "NuggetR", "NuggetF1", "VitalStrict"), 0.0) if case.nuggets else {})


def _bytes(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def _retrieval(case: Case, gold: Gold, system: System, collection: _Collection) -> dict[str, float]:
    relevant = {found for found in collection.passages if is_relevant(gold, found, collection.sets[found])}
    scores: dict[str, float] = {}
    for way in WAYS:
        ranked = system.search(case.question, _LIMIT, way)
        sets = {found: collection.offsets(found) for found in ranked}
        scores |= {f"{name}({way})": v for name, v in retrieval_scores(gold, ranked, relevant, sets).items()}
    return scores


def _record(case: Case, suite: Suite, asked: _Asked, scores: Mapping[str, float]) -> Outcome:
    answer = asked.answer
    return Outcome(
        id=case.id,
        suite=suite.name,
        type=case.type,
        right=scores.get("Right") == 1.0,
        status=answer.status,
        scores={name: round(value, _PLACES) for name, value in sorted(scores.items())},
        parent=case.parent,
        variant=case.variant,
        closed=case.id in suite.closed,
        must_pass=case.must_pass,
        rev=case.rev,
        question=case.question,
        expected=expected(case),
        got=answer.text[:_SHOWN],
        short_answer=answer.short,
        quotes=tuple(str(c["quote"])[:_SHOWN] for c in answer.citations[:3]),
        error=asked.error,
        cost_ms=asked.spent,
    )


def expected(case: Case) -> str:
    """The gold of a case in one line for a reader."""
    if not case.answerable:
        return "（应拒答）"
    told = ["/".join(options) for options in case.answers]
    told += [("＊" if n.importance == "vital" else "") + "/".join(n.any) for n in case.nuggets]
    return "；".join(told)
