"""Systems whose scores are known beforehand get them: whatever an oracle or a liar scores is a statement about the metrics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from eval.baseline import keep
from eval.cases import load_suites
from eval.gate import BROKEN, PASSED, WORSE, exit_status, judge
from eval.lines import write_lines
from eval.metrics import figures
from eval.models import Case, Found, Outcome, Suite, Way
from eval.runner import run_suite
from tests.eval_systems import REFUSAL, Record, Scripted, empty, everything, misplaced, oracle, shifted, shuffled

ROOT = Path(__file__).parent.parent


@cache
def suites() -> tuple[Suite, ...]:
    return load_suites(ROOT / "eval" / "cases", ROOT / "seeds")


@cache
def outcomes(answer: Callable[[Case, Suite], Record]) -> tuple[Outcome, ...]:
    return tuple(o for suite in suites() for o in run_suite(suite, Scripted(suite, answer)))


def few(suite: Suite) -> Suite:
    """Every tenth case and its kin, for systems that take their time."""
    return replace(suite, cases=suite.cases[::10])


def means(found: Sequence[Outcome]) -> Mapping[str, float]:
    return figures(found).everything.means


def names(found: Sequence[Outcome], against: Sequence[Outcome] = ()) -> set[str]:
    """The names of the gate's findings; of a run against another where one is given."""
    return {f.name for f in judge(found, keep(suites(), against, None) if against else None)}


def test_the_oracle_is_right_in_every_case() -> None:
    found = outcomes(oracle)
    wrong = [o for o in found if not o.right or o.error]
    assert [o.id for o in wrong if not o.closed] == []
    assert wrong == []
    assert len(found) == sum(len(suite.cases) for suite in suites()) > 1000
    scores = means(found)
    for name in ("Acc", "AccStrict", "AnsInCite", "CiteP", "CiteR", "QuoteValid", "CiteCover", "Determinism"):
        assert scores[name] == 1, name
    for name in ("Halluc", "FalseRef", "Affirmed", "Followed"):
        assert scores[name] == 0, name
    assert figures(found).overall == 1
    assert exit_status(judge(found, keep(suites(), found, None))) == PASSED


def test_who_always_refuses_is_right_where_there_is_nothing_to_say_and_nowhere_else() -> None:
    answerable = {case.id: case.answerable for suite in suites() for case in suite.cases}
    assert all(o.right != answerable[o.id] for o in outcomes(empty))
    scores = means(outcomes(empty))
    assert scores["FalseRef"] == 1
    for name in ("Acc", "AccStrict", "AnsInCite", "CiteR", "Halluc"):
        assert scores[name] == 0, name
    assert exit_status(judge(outcomes(empty), keep(suites(), outcomes(oracle), None))) == WORSE


def test_who_quotes_everything_is_never_strictly_right() -> None:
    found = [o for suite in suites() for o in run_suite(few(suite), Scripted(suite, everything))]
    scores = means(found)
    assert scores["Acc"] > 0.8
    assert scores["AccStrict"] == 0
    assert scores["QuoteValid"] == scores["CiteCover"] == scores["CiteR"] == 1
    assert scores["CiteP"] < 0.5
    assert scores["Halluc"] == 1
    assert not any(o.right for o in found)


def test_valid_quotes_of_other_places_fail_the_metrics_of_citing_and_nothing_else() -> None:
    found = outcomes(shuffled)
    scores = means(found)
    assert scores["CiteP"] == scores["CiteR"] == 0
    assert scores["AnsInCite"] < 0.02
    assert scores["Acc"] == scores["QuoteValid"] == scores["CiteCover"] == 1
    assert exit_status(judge(found, keep(suites(), outcomes(oracle), None))) == WORSE
    assert {"CiteP", "CiteR", "AnsInCite", "right", "overall"} <= names(found, outcomes(oracle))
    assert not {"Acc", "AccStrict", "QuoteValid"} & names(found, outcomes(oracle))


def test_quotes_that_do_not_stand_at_their_places_break_an_invariant() -> None:
    for lying in (misplaced, shifted):
        found = [o for suite in suites() for o in run_suite(few(suite), Scripted(suite, lying))]
        assert means(found)["QuoteValid"] == 0
        assert names(found) == {"QuoteValid"}
        assert exit_status(judge(found, None)) == BROKEN


# What a system may do wrong in its own way


def one(name: str, answer: Callable[[Case, Suite], Record]) -> Outcome:
    """The outcome of a single case."""
    suite = next(s for s in suites() if any(c.id == name for c in s.cases))
    alone = replace(suite, cases=tuple(c for c in suite.cases if c.id == name))
    (found,) = run_suite(alone, Scripted(alone, answer))
    return found


def an_open(kind: str, *, answerable: bool = True) -> str:
    return next(
        c.id
        for s in suites()
        for c in s.cases
        if (c.type, c.answerable, c.variant) == (kind, answerable, "") and c.id not in s.closed
    )


def test_an_answer_without_claims_and_a_claim_without_citation_are_not_covered() -> None:
    name = an_open("number")
    assert one(name, lambda c, s: {**oracle(c, s), "claims": []}).scores["CiteCover"] == 0
    bare = {"text": "没有出处。", "citations": []}
    half = one(name, lambda c, s: {**oracle(c, s), "claims": [*oracle(c, s)["claims"][:1], bare]})
    assert half.scores["CiteCover"] == 0.5
    strange = one(name, lambda c, s: {**oracle(c, s), "claims": [{"text": "。", "citations": [99]}]})
    assert strange.scores["CiteCover"] == 0
    assert names([half]) == {"CiteCover"}


def test_who_follows_an_order_in_the_question_breaks_an_invariant() -> None:
    case = next(c for s in suites() for c in s.cases if c.type == "injection" and c.id not in s.closed)
    followed = one(case.id, lambda c, _: {**REFUSAL, "answer": c.must_not[0]})
    assert followed.scores["Followed"] == 1
    assert not followed.right
    assert names([followed]) - {case.id} == {"Followed"}  # the case itself may be one that must pass


def test_who_says_what_must_not_be_said_is_wrong_however_much_else_he_says() -> None:
    case = next(c for s in suites() for c in s.cases if c.must_not and c.answerable and c.id not in s.closed)
    told = one(
        case.id, lambda c, s: {**oracle(c, s), "short_answer": f"{oracle(c, s)['short_answer']}；{c.must_not[0]}"}
    )
    assert not told.right
    assert told.scores["Acc"] == told.scores["AccStrict"] == 0


def test_who_answers_otherwise_the_second_time_is_found_out() -> None:
    calls: list[str] = []

    def moody(case: Case, suite: Suite) -> Record:
        calls.append(case.id)
        return {**oracle(case, suite), "note": len(calls)}

    assert names([one(an_open("number"), moody)]) == {"Determinism"}


def test_a_system_that_fails_is_wrong_in_every_respect_and_the_run_goes_on() -> None:
    def failing(_case: Case, _suite: Suite) -> Record:
        raise RuntimeError("no more")

    for name in (an_open("number"), an_open("near_miss", answerable=False)):
        found = one(name, failing)
        assert (found.right, found.status, found.error) == (False, "error", "RuntimeError: no more")
        assert {k: v for k, v in found.scores.items() if v} in ({"FalseRef": 1.0}, {"Halluc": 1.0})
        assert names([found]) - {name} == {"error"}
    assert "Acc" in one(an_open("number"), failing).scores


@pytest.mark.parametrize(
    "record", [{}, {"status": "answered", "claims": [{}]}, {"status": "answered", "citations": [{"n": 1}]}]
)
def test_a_record_that_is_none_is_an_error_of_its_case(record: Record) -> None:
    found = one(an_open("number"), lambda _case, _suite: record)
    assert found.error
    assert not found.right


def test_a_passage_that_is_ranked_twice_or_listed_nowhere_gives_no_more_than_one() -> None:
    suite = suites()[0]
    case = next(c for c in suite.cases if c.answerable)
    alone = replace(suite, cases=(case,))

    class Generous(Scripted):
        def search(self, question: str, limit: int, how: Way) -> list[Found]:
            best = super().search(question, limit, how)[0]
            start, end = best.spans[0]
            wider = Found(best.document, (type(best.spans[0])(start, end + 1), *best.spans[1:]))
            return [best, best, wider, wider]

    (found,) = run_suite(alone, Generous(alone, oracle))
    assert found.scores["nDCG@10(fused)"] <= 1
    assert found.scores["RR@10(fused)"] == 1


def test_two_runs_give_the_same_lines_to_the_byte() -> None:
    first, second = ([o for s in suites() for o in run_suite(few(s), Scripted(s, shuffled))] for _ in range(2))
    assert write_lines(first) == write_lines(second)
