"""Derived figures: computed from two proven ones, refused where they do not fit, and computed again by the verifier."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.comparisons.pairing import pair_of
from rag.models import Answer, Statement
from rag.numbers.derivations import Derivation, Operand, Rule, combined, compute
from rag.numbers.figures import quantities_in
from rag.proof.citations import verify
from tests.derived_kit import assistant

VECTORS = Path(__file__).parent / "vectors" / "derived.txt"
CASES = [
    line.split("\t") for line in VECTORS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
]
ASKED = "从2019年到2024年，海州港集装箱吞吐量增加了多少？"


def ask(question: str) -> Answer:
    return assistant().ask(question)


@pytest.mark.parametrize(("question", "rule", "short"), [c for c in CASES if c[1] not in ("refused", "printed")])
def test_a_figure_that_is_not_printed_is_computed_from_two_that_are(question: str, rule: str, short: str) -> None:
    answer = ask(question)
    assert answer.derived is not None
    assert (answer.derived.rule, answer.short_answer, answer.claims[0].kind) == (rule, short, "comparison")
    assert answer.derived.inputs == answer.claims[0].citations != ()


@pytest.mark.parametrize(("question", "short"), [(c[0], c[2]) for c in CASES if c[1] == "printed"])
def test_a_derived_figure_that_the_text_prints_is_quoted(question: str, short: str) -> None:
    answer = ask(question)
    assert answer.derived is None
    assert short in (answer.short_answer or "")
    assert answer.claims[0].kind == "quote"


@pytest.mark.parametrize(("question", "reason"), [(c[0], c[2]) for c in CASES if c[1] == "refused"])
def test_figures_that_do_not_fit_are_not_set_against_each_other(question: str, reason: str) -> None:
    answer = ask(question)
    assert (answer.status, answer.short_answer, answer.claims) == ("refused", None, ())
    assert answer.refusal is not None
    assert reason in "".join(answer.refusal.missing)
    assert answer.refusal.closest


def test_there_are_enough_questions_of_both_kinds() -> None:
    refused = sum(c[1] == "refused" for c in CASES)
    assert len(CASES) >= 40
    assert refused >= 8


def test_the_inputs_are_quoted_and_the_formula_is_told() -> None:
    answer = ask(ASKED)
    assert answer.claims[0].text == "相差：612.5万标箱 − 480万标箱 = 132.5万标箱"
    assert {c.quote for c in answer.citations} == {
        "2024年，海州港完成集装箱吞吐量612.5万标箱。",
        "2019年，海州港完成集装箱吞吐量480万标箱。",
    }
    assert any("计算得出" in note for note in answer.notes)


def comparison() -> tuple[Statement, Answer]:
    answer = ask(ASKED)
    quotes = tuple(answer.citations[n - 1] for n in answer.claims[0].citations)
    places = []
    for n, quote in enumerate(quotes):
        figure = next(f for f in quantities_in(quote.quote) if f.printed == "标箱")
        places.append(Operand(n, figure.start, figure.end))
    claim = Statement(answer.claims[0].text, quotes, "comparison", derived=Derivation("difference", *places))
    return claim, answer


@pytest.mark.parametrize(
    "wrong", ["相差：612.5万标箱 − 480万标箱 = 123.5万标箱", "相差：612.5万标箱 − 480万标箱 = 132.5万吨", "132.5万标箱"]
)
def test_the_verifier_rejects_another_value_unit_or_formula(wrong: str) -> None:
    claim, _ = comparison()
    shelf = assistant().library
    by_id = {q.document: shelf.document(q.document) for q in claim.quotes}
    assert verify(claim, claim.quotes, by_id).holds
    assert not verify(replace(claim, text=wrong), claim.quotes, by_id).holds


def test_the_verifier_rejects_figures_that_stand_elsewhere_or_are_swapped() -> None:
    claim, _ = comparison()
    shelf = assistant().library
    by_id = {q.document: shelf.document(q.document) for q in claim.quotes}
    assert claim.derived is not None
    first, second = claim.derived.first, claim.derived.second
    for derivation in (
        Derivation("difference", second, first),
        Derivation("sum", first, second),
        Derivation("difference", first, replace(second, start=second.start + 1)),
        Derivation("difference", first, replace(second, quote=7)),
    ):
        assert not verify(replace(claim, derived=derivation), claim.quotes, by_id).holds


@pytest.mark.parametrize(
    ("rule", "one", "other", "short"),
    [
        ("difference", "超20万亿元", "约10万亿元", "约10万亿元"),
        ("difference", "超20万亿元", "10万亿元", "超过10万亿元"),
        ("difference", "20万亿元", "超10万亿元", "不足10万亿元"),
        ("difference", "10万亿元", "超20万亿元", "超过10万亿元"),
        ("sum", "超20万亿元", "超10万亿元", "超过30万亿元"),
        ("sum", "近20家", "超10家", "约30家"),
        ("sum", "3.25亿元", "1.8亿元", "5.05亿元"),
        ("ratio", "超20万亿元", "15万亿元", "超过1.3倍"),
        ("ratio", "近20万亿元", "15万亿元", "不足1.4倍"),
        ("ratio", "20万亿元", "15万亿元", "约1.3倍"),
        ("share", "3艘", "1000艘", "0.3%"),
        ("share", "1艘", "7000艘", "约0.014%"),
        ("growth", "8家", "10家", "下降20%"),
        ("growth", "30家", "27家", "增长约11.1%"),
        ("difference", "50%", "36%", "14个百分点"),
        ("difference", "三成", "25%", "5个百分点"),
        ("difference", "2公里", "500米", "1500米"),
        ("difference", "1.2万亿元", "二千亿元", "1万亿元"),
    ],
)
def test_values_are_exact_roundings_are_told_and_qualifiers_carried_over(
    rule: Rule, one: str, other: str, short: str
) -> None:
    computed = compute(Derivation(rule, Operand(0, 0, len(one)), Operand(1, 0, len(other))), (one, other))
    assert computed.short == short
    assert ("保留" in computed.text) == (
        ("约" in short and rule in ("ratio", "share", "growth")) or "1.3" in short or "1.4" in short
    )


@pytest.mark.parametrize(
    ("rule", "one", "other", "reason"),
    [
        ("difference", "20亿元", "20亿美元", "单位不同"),
        ("difference", "20家", "20个", "单位不同"),
        ("difference", "5%", "3个百分点", "单位不同"),
        ("sum", "20%", "30%", "不能直接相加"),
        ("difference", "几十家", "10家", "范围或概数"),
        ("ratio", "10—15家", "5家", "范围或概数"),
        ("ratio", "10家", "0家", "除数"),
        ("share", "30家", "20家", "不是它的一部分"),
        ("difference", "2024年", "2019年", "不是数量"),
        ("growth", "50%", "20%", "百分比之间"),
    ],
)
def test_what_does_not_fit_is_said(rule: Rule, one: str, other: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compute(Derivation(rule, Operand(0, 0, len(one)), Operand(1, 0, len(other))), (one, other))


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_differences_and_sums_are_those_of_the_numbers(one: int, other: int) -> None:
    assume(one != other)
    texts = (f"{one}家", f"{other}家")
    places = (Operand(0, 0, len(texts[0])), Operand(1, 0, len(texts[1])))
    for rule, value in (("difference", abs(one - other)), ("sum", one + other)):
        short = compute(Derivation(rule, *places), texts).short  # type: ignore[arg-type]
        assert quantities_in(short)[0].value == value


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from(["", "超", "近", "不低于", "不超过", "约"]))
def test_a_rounded_ratio_still_holds(one: int, other: int, lead: str) -> None:
    texts = (f"{lead}{one}家", f"{other}家")
    places = (Operand(0, 0, len(texts[0])), Operand(1, 0, len(texts[1])))
    figure = quantities_in(compute(Derivation("ratio", *places), texts).short)[0]
    assert figure.value is not None
    exact = Fraction(one, other)
    if figure.qualifier in ("above", "at_least"):
        assert figure.value <= exact
    elif figure.qualifier in ("below", "at_most"):
        assert figure.value >= exact
    elif figure.qualifier == "exact":
        assert figure.value == exact
    else:
        assert abs(figure.value - exact) <= Fraction(1, 20)


def test_an_about_makes_everything_about() -> None:
    assert combined("above", "about") == "about"
    assert combined("above", "below") == "about"
    assert combined("above", "at_least") == "above"


@pytest.mark.parametrize(
    "question",
    [
        "全市共有多少家养老机构？",
        "粮食产量同比增长多少？",
        "海州港和青口港各有多少个泊位？",
        "什么是冷链物流？",
        "渔民人均收入是多少？",
        "海州港有哪些泊位？",
        "毛入学率比例是多少？",
    ],
)
def test_other_questions_ask_for_no_derived_figure(question: str) -> None:
    assert pair_of(question) is None


def test_one_half_alone_is_no_short_answer() -> None:
    answer = ask("江城博物馆的藏品比云城博物馆多多少件？")
    assert answer.short_answer is None
    assert answer.status in ("partial", "refused")
