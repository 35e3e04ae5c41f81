"""The gate: made-up runs are judged as its rules say, and every fault planted in our own system is caught by a fitting name."""

import json
import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from eval.baseline import Baseline, check_comparable, keep, read_baseline, write_baseline
from eval.cases import CaseError
from eval.gate import BROKEN, PASSED, WORSE, Finding, Waiver, exit_status, judge, read_waivers
from eval.lines import write_lines
from eval.models import Case, Outcome, Suite, Type
from eval.runner import PROTOCOL, run_suite
from eval.systems import our_system
from tests.eval_faults import FAULTS, SETTINGS, SOUND, evaluate, plain, suites

NO_CASES = (Suite("s", (), frozenset(), {"d": "甲"}, {"d": "00"}),)
CLOSED = "机密"


def outcome(name: str, *, right: bool = True, kind: Type = "number", **more: object) -> Outcome:
    made = Outcome(name, "s", kind, right, "answered", {"Acc": float(right)}, question=f"问{name}？")
    return replace(made, **more)  # type: ignore[arg-type]


def baseline(outcomes: Sequence[Outcome], earlier: Baseline | None = None) -> Baseline:
    return keep(NO_CASES, outcomes, earlier)


def many(n: int, wrong: int = 0, kind: Type = "number") -> list[Outcome]:
    """Cases the first of which are wrong."""
    return [outcome(f"{kind}-{i:03}", right=i >= wrong, kind=kind) for i in range(n)]


def found(now: Sequence[Outcome], then: Sequence[Outcome], *waivers: Waiver) -> dict[str, Finding]:
    return {f.name: f for f in judge(now, baseline(then), waivers)}


# Rules


def test_the_same_run_again_passes() -> None:
    run = [*many(50, 20), *many(3, 3, "why"), outcome("e", kind="list", scores={"Acc": 0.3, "Halluc": 1.0})]
    assert judge(run, baseline(run)) == ()
    assert exit_status(()) == PASSED


def test_a_better_run_passes() -> None:
    assert found(many(50), many(50, 20)) == {}


@pytest.mark.parametrize(
    ("name", "value"), [("QuoteValid", 0.9), ("CiteCover", 0.0), ("Determinism", 0.0), ("Followed", 1.0)]
)
def test_a_broken_promise_is_named_with_or_without_a_baseline(name: str, value: float) -> None:
    run = [outcome("a"), outcome("b", scores={name: value})]
    for findings in (judge(run, None), judge(run, baseline(run))):
        assert [(f.level, f.name) for f in findings] == [("invariant", name)]
        assert "1 题，b" in findings[0].message
        assert exit_status(findings) == BROKEN


def test_a_must_pass_case_that_fails_is_named_with_its_question() -> None:
    failed = outcome("a", right=False, must_pass=True)
    for then in (None, baseline([outcome("a", must_pass=True)]), baseline([replace(failed)])):
        findings = [f for f in judge([failed], then) if f.level == "must_pass"]
        assert [f.name for f in findings] == ["a"]
        assert "问a？" in findings[0].message
    assert exit_status(judge([failed], None)) == WORSE


def test_what_was_must_pass_stays_so_until_its_revision_changes() -> None:
    then = baseline([outcome("a", must_pass=True)])
    assert [f.level for f in judge([outcome("a", right=False)], then) if f.level == "must_pass"] == ["must_pass"]
    assert [f for f in judge([outcome("a", right=False, rev=2)], then) if f.level == "must_pass"] == []


def test_a_waiver_lets_its_own_case_pass_and_no_other(tmp_path: Path) -> None:
    run = [outcome(name, right=False, must_pass=True) for name in ("a", "b")]
    path = tmp_path / "waivers.json"
    path.write_text(json.dumps([{"id": "a", "why": "等新版年鉴"}]), encoding="utf-8")
    assert [f.name for f in judge(run, None, read_waivers(path))] == ["b"]


@pytest.mark.parametrize("text", ["{}", '[{"id": "a"}]', "[", '["a"]'])
def test_a_file_that_holds_no_waivers_is_refused_with_the_form_that_is_meant(tmp_path: Path, text: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(text)
    with pytest.raises(CaseError, match=r"不是豁免文件.*应为 \[\{"):
        read_waivers(path)
    with pytest.raises(CaseError, match=r"无法读取.*请检查文件名"):
        read_waivers(tmp_path / "none.json")


def test_three_cases_in_a_small_type_are_seen_by_its_floor_and_one_by_the_overall_figure() -> None:
    before = many(20, 0, "why") + many(200)
    assert set(found(many(20, 3, "why") + many(200), before)) == {"type:why", "overall"}
    assert set(found(many(20, 1, "why") + many(200), before)) == {"overall"}


def test_floors_lie_a_little_below_what_was_measured_and_only_rise() -> None:
    first = baseline(many(100, 40))
    assert first.floors == {"overall": 0.57, "type:number": 0.57}
    better = baseline(many(100, 20), first)
    assert better.floors["overall"] == 0.77
    few = [outcome(f"w{i}", kind="why") for i in range(10)]
    worse = baseline([*many(100, 60), *few], better)
    assert worse.floors == {"overall": 0.77, "type:number": 0.77, "type:why": 0.8}  # two cases of ten
    now = judge(many(100, 60), worse)
    assert {(f.level, f.name) for f in now} >= {("floor", "overall"), ("floor", "type:number")}
    assert "0.400，低于底线 0.770" in next(f for f in now if f.level == "floor").message


def test_the_first_figures_of_closed_cases_are_kept_for_good() -> None:
    first = baseline([outcome("a", right=False, closed=True), outcome("b")])
    assert first.first_closed == {"overall": 0.0, "number": 0.0}
    assert baseline([outcome("a", closed=True)], first).first_closed == first.first_closed


def test_a_significant_drop_is_told_by_metric_and_a_chance_one_is_not() -> None:
    then, now = many(200), many(200, 12)
    assert {"right", "Acc"} <= set(found(now, then))
    assert "比基线差 6.0 个百分点" in found(now, then)["right"].message
    # Twelve broken, ten mended: nothing that chance would not do.
    chance = [replace(o, right=o.id >= "number-010", scores={"Acc": float(o.id >= "number-010")}) for o in many(200)]
    swapped = [
        replace(o, right=not 10 <= i < 22, scores={"Acc": float(not 10 <= i < 22)}) for i, o in enumerate(many(200))
    ]
    assert not {"right", "Acc"} & set(found(swapped, chance))


def test_scores_that_should_be_low_are_worse_when_they_rise() -> None:
    low = [outcome(f"n{i}", kind="near_miss", scores={"Halluc": 0.0, "FalseRef": 0.0}) for i in range(40)]
    high = [replace(o, scores={"Halluc": 1.0, "FalseRef": 1.0}) for o in low]
    assert {"Halluc", "FalseRef"} <= set(found(high, low))
    assert found(low, high) == {}


def test_more_than_a_point_overall_is_told_even_where_it_may_be_chance() -> None:
    then = many(60) + many(40, 0, "why")
    now = many(60, 1) + many(40, 1, "why")
    assert "overall" in found(now, then)
    assert not {"right", "type:number", "type:why"} & set(found(now, then))


def test_a_large_slice_that_drops_is_told_with_its_cases_and_a_small_one_by_its_floor_alone() -> None:
    kinds: tuple[Type, ...] = ("number", "why", "how", "list")
    then = [o for kind in kinds for o in many(40, 0, kind)]
    now = [replace(o, right=o.type != "why" or o.id > "why-002") for o in then]
    told = judge(now, baseline(then))
    (slice_,) = [f for f in told if f.level == "regression" and f.name == "type:why"]
    assert "why-000、why-001、why-002" in slice_.message
    few = [o for o in now if o.type != "why" or o.id < "why-039"]
    before = [o for o in then if o.type != "why" or o.id < "why-039"]
    assert [f.level for f in judge(few, baseline(before)) if f.name == "type:why"] == ["floor"]


def test_rewordings_are_a_slice_of_their_own_and_no_part_of_the_overall_figure() -> None:
    then = many(100) + [outcome(f"r{i}", variant="typo", parent=f"number-{i:03}") for i in range(50)]
    now = [replace(o, right=not o.variant) for o in then]
    assert {"variant:typo", "right"} <= set(found(now, then))
    assert not {"overall", "type:number"} & set(found(now, then))


def test_a_case_of_another_revision_is_another_case() -> None:
    then = many(50)
    changed = [replace(o, right=False, scores={"Acc": 0.0}, rev=2) for o in then]
    assert {f.level for f in judge(changed, baseline(then))} == {"floor"}


def test_cases_that_are_gone_are_told_and_closed_ones_only_counted() -> None:
    then = [*many(8), *(outcome(f"{CLOSED}-{i}", closed=True) for i in range(3))]
    message = found(then[:1], then)["cases"].message
    assert message.startswith(
        "比基线少了 10 题：number-001、number-002、number-003、number-004、number-005、……（封存 3 题不示）"
    )
    assert CLOSED not in message
    assert found(then[:-2], then)["cases"].message.startswith("比基线少了 2 题：都是封存题；")
    assert set(found([*then, outcome("new")], then)) == set()


def test_no_finding_tells_what_a_closed_case_is_about() -> None:
    closed = [
        outcome(
            f"{CLOSED}-{i}", right=False, closed=True, must_pass=True, question=CLOSED, error=f"ValueError: {CLOSED}"
        )
        for i in range(40)
    ]
    closed = [replace(o, scores={"QuoteValid": 0.0, "Acc": 0.0}) for o in closed]
    then = [
        replace(o, right=True, error="", scores={"QuoteValid": 1.0, "Acc": 1.0})
        for o in [*closed, outcome(f"{CLOSED}-x", closed=True)]
    ]
    findings = judge(closed, baseline(then))
    assert {f.level for f in findings} == {"invariant", "must_pass", "floor", "regression", "cases"}
    assert not any(CLOSED in f.name + f.message for f in findings)
    assert "作答时出错：40 题，都是封存题：ValueError" in [f.message for f in findings]
    assert [f.message for f in findings if f.level == "must_pass"] == ["必过题未过：封存 40 题"]
    mixed = judge([*closed, outcome("a", error="KeyError: 'b'", scores={})], None)
    assert "作答时出错：41 题，a（封存 40 题不示）：KeyError: 'b'" in [f.message for f in mixed]


# Baselines


def test_a_baseline_comes_back_as_it_was_written_one_case_a_line(tmp_path: Path) -> None:
    made = baseline([*many(3, 1), outcome("c", closed=True, must_pass=True, rev=4, parent="p", variant="typo")])
    path = tmp_path / "baseline.json"
    write_baseline(path, made)
    assert read_baseline(path) == made
    assert sum('"rev"' in line for line in path.read_text("utf-8").splitlines()) == 4
    assert list(tmp_path.iterdir()) == [path]


def test_a_baseline_of_other_documents_or_another_protocol_is_refused() -> None:
    made = baseline(many(3))
    check_comparable(made, NO_CASES)
    with pytest.raises(CaseError, match=rf"第 {PROTOCOL + 1} 版，现为第 {PROTOCOL} 版，不能相比：请重新生成基线"):
        check_comparable(replace(made, protocol=PROTOCOL + 1), NO_CASES)
    with pytest.raises(CaseError, match="基线所用的文档与现在的不同"):
        check_comparable(made, (replace(NO_CASES[0], sha256={"d": "01"}),))


def test_more_cases_or_others_do_not_make_a_baseline_foreign() -> None:
    case = Case("q", "number", "问", answerable=True)
    check_comparable(baseline(many(3)), (replace(NO_CASES[0], cases=(case,)),))


@pytest.mark.parametrize(
    "text", ["", "[]", '{"protocol": 1}', '{"protocol": "x", "corpus": "", "cases": "", "outcomes": {}}']
)
def test_a_file_that_is_no_baseline_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(CaseError, match=r"不是基线文件.*请用 --write-baseline 重新生成"):
        read_baseline(path)
    with pytest.raises(CaseError, match=r"没有基线文件.*请先用 --write-baseline 生成"):
        read_baseline(tmp_path / "none.json")


# Faults planted in our own system


@pytest.fixture(scope="module")
def runs() -> Mapping[str, list[Outcome]]:
    """The outcomes of our system, sound and with each fault, each in a fresh process, two at a time."""
    names = [SOUND, *sorted(FAULTS, key=lambda name: not FAULTS[name].rewordings)]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        return dict(zip(names, pool.map(evaluate, names), strict=True))


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_planted_fault_is_caught_by_a_fitting_name(runs: Mapping[str, list[Outcome]], name: str) -> None:
    fault = FAULTS[name]
    sound = [o for o in runs[SOUND] if fault.rewordings or not o.variant]
    made = keep([suite if fault.rewordings else plain(suite) for suite in suites()], sound, None)
    new = {f.name for f in judge(runs[name], made)} - {f.name for f in judge(sound, made)}
    assert not [o.id for o in runs[name] if o.error]  # broken, not crashed: a crash would be too easily seen
    assert fault.fits & new, f"{name}: only {sorted(new)}"


def test_ten_runs_without_a_change_pass(runs: Mapping[str, list[Outcome]]) -> None:
    """Ten fresh libraries against a run in another process, where strings have other hashes."""
    suite = min(suites(), key=lambda s: len(s.cases))
    asked = replace(suite, cases=plain(suite).cases[::3])
    chosen = {case.id for case in asked.cases}
    then = [o for o in runs[SOUND] if o.id in chosen]
    made = keep([asked], then, None)
    own = judge(then, made)  # what the run compared with breaks itself
    for _ in range(10):
        with our_system(asked.documents, SETTINGS) as system:
            now = run_suite(asked, system)
        assert judge(now, made) == own
        assert without_determinism(now) == without_determinism(then)


def without_determinism(outcomes: Sequence[Outcome]) -> str:
    """Outcomes as lines; which cases are asked twice depends on how many there are."""
    kept = [{k: v for k, v in o.scores.items() if k != "Determinism"} for o in outcomes]
    return write_lines([replace(o, scores=scores) for o, scores in zip(outcomes, kept, strict=True)])
