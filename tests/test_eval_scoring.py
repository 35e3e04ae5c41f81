"""Every figure of an evaluation against an oracle of its own: by hand, by scipy, by counting one by one."""

import hashlib
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from eval.answers import answer_scores, character_f1, cite_cover, nugget_scores, quote_valid, take_apart
from eval.matching import Value, characters, has_value, holds, normal, unmarked, values_in, yes_or_no
from eval.metrics import figures, interval, mean
from eval.models import AnswerSpec, Case, Evidence, Found, Nugget, Outcome, Range, Type
from eval.retrieval import Gold, evidence_recall, ndcg, offsets, reciprocal_rank, retrieval_scores
from eval.statistics import bootstrap_interval, cluster_bootstrap, holm, mcnemar

RAW = {
    "news": "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。\n全港共有泊位46个，其中万吨级以上泊位21个。\n",
    "table": "渔港\t省份\t泊位\n石浦渔港\t浙江省\t120\n沙埕渔港\t福建省\t85\n",
}

# Strings and values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("产值达到20万亿元", "20万亿"),
        ("完成６１２．５万标箱", "612.5万"),
        ("先进制造\n业集群", "先进制造业"),
        ("“新质生产力”", "「新质生产力」"),
        ("先進製造業集群", "先进制造业集群"),
        ("GDP增长", "gdp"),
        ("泊位 85 120", "120"),
        ("泊位85\n120", "85"),
        ("共12\n34个", "1234个"),
        ("2021年、2022年", "2021"),
        ("2023,234家", "234家"),
        ("1,234家", "1,234家"),
        ("增长8.3%", "8.3%"),
        ("约3×10⁴家", "3×10⁴"),
    ],
)
def test_a_string_is_held_whatever_its_width_breaks_and_script(text: str, wanted: str) -> None:
    assert holds(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("共25个", "5个"),
        ("共255个", "25"),
        ("增长8.35%", "8.3"),
        ("增长18.3%", "8.3%"),
        ("1,234家", "234家"),
        ("1,234家", "1"),
        ("泊位85 120", "5"),
        ("没有", ""),
        ("没有", " \n"),
        ("甲乙", "乙甲"),
    ],
)
def test_a_number_within_a_number_and_nothing_at_all_are_not_held(text: str, wanted: str) -> None:
    assert not holds(text, wanted)


@given(some.text(max_size=40), some.text(max_size=40), some.text(alphabet="甲乙丙丁AB", min_size=1, max_size=10))
def test_a_string_without_digits_at_its_ends_is_held_by_every_text_around_it(
    before: str, after: str, wanted: str
) -> None:
    # A conversion of script looks at neighbours: whole words may come out otherwise, so compare where nothing is converted.
    if normal(before + wanted + after) == normal(before) + normal(wanted) + normal(after):
        assert holds(before + wanted + after, wanted)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("约1.2万亿元", {1.2e12}),
        ("二十万亿元", {2e13}),
        ("1,234,567人", {1234567}),
        ("一百零五家", {105}),
        ("两千三百", {2300}),
        ("二〇二四年", {2024}),
        ("3.5亿", {3.5e8}),
        ("十二", {12}),
        ("2021,2022年", {2021, 2022}),
        ("万家灯火", set()),
        ("85 120", {85, 120, 85120}),
    ],
)
def test_numbers_are_read_in_digits_and_in_han_numerals(text: str, values: set[float]) -> None:
    assert {value.value for value in values_in(text)} == values


def test_a_power_of_ten_is_a_value() -> None:
    assert Value(3e4, "家") in list(values_in("超过3×10⁴家"))


@given(some.integers(min_value=0, max_value=10**12))
def test_a_number_with_thousands_separators_has_its_value(number: int) -> None:
    assert [v.value for v in values_in(f"共{number:,}家")] == [number]
    assert holds(f"共{number:,}家", f"{number:,}")


@pytest.mark.parametrize(
    ("text", "spec", "has"),
    [
        ("共80个", AnswerSpec(80.0, "个"), True),
        ("共80家", AnswerSpec(80.0, "个"), False),
        ("达9.5万亿元", AnswerSpec(9.5e12, "元"), True),
        ("达95000亿元", AnswerSpec(9.5e12, "元"), True),
        ("达9.6万亿元", AnswerSpec(9.5e12, "元"), False),
        ("达9.6万亿元", AnswerSpec(9.5e12, "元", 2e11), True),
        ("增长8.3%", AnswerSpec(8.3, "%"), True),
        ("增长18.3%", AnswerSpec(8.3, "%"), False),
        ("二十个", AnswerSpec(20.0, "个"), True),
        ("没有数字", AnswerSpec(20.0), False),
        ("共20", AnswerSpec(20.0), True),
    ],
)
def test_a_value_is_had_with_its_unit_and_within_its_tolerance(text: str, spec: AnswerSpec, has: bool) -> None:
    assert has_value(text, spec) is has


@pytest.mark.parametrize(
    ("short", "says"),
    [
        ("是", True), ("有，共80个", True), ("属于", True), ("已建成", True), ("可以", True), ("會", True),
        ("否", False), ("不是", False), ("没有", False), ("未建成", False), ("无", False), ("沒有", False),
        ("80个", None), ("", None), (None, None), ("海州港", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_told_by_how_a_short_answer_begins(short: str | None, says: bool | None) -> None:
    assert yes_or_no(short) is says


def test_marks_are_taken_away_and_other_brackets_stay() -> None:
    assert unmarked("产值[1]达到[12]20万亿元[注]") == "产值达到20万亿元[注]"


def test_characters_are_letters_and_digits_in_the_compared_form() -> None:
    assert characters("２0万亿 元，增8%！") == list("20万亿元增8%")


# Statistics


@pytest.mark.parametrize("fixed", [0, 1, 2, 5, 9, 20])
@pytest.mark.parametrize("broken", [0, 1, 3, 6, 10, 40])
def test_mcnemar_is_the_exact_binomial_test_of_scipy(broken: int, fixed: int) -> None:
    expected = binomtest(broken, broken + fixed, 0.5).pvalue if broken + fixed else 1.0
    assert mcnemar(broken, fixed) == pytest.approx(min(1.0, expected), rel=1e-12)


def test_holm_is_as_by_hand() -> None:
    # Sorted .01 .02 .03 .5 times 4 3 2 1, never falling: .04 .06 .06 .5.
    corrected = holm({"c": 0.03, "a": 0.01, "d": 0.5, "b": 0.02})
    assert corrected == pytest.approx({"a": 0.04, "b": 0.06, "c": 0.06, "d": 0.5})
    assert holm({"a": 0.4, "b": 0.9}) == {"a": 0.8, "b": 0.9}
    assert holm({}) == {}


def test_bootstrap_sees_a_difference_and_no_other() -> None:
    names = [f"c{n}" for n in range(60)]
    assert cluster_bootstrap([0.0] * 60, names) == 1.0
    assert cluster_bootstrap([1.0] * 60, names) <= 0.001
    even = [1.0, -1.0] * 30
    assert cluster_bootstrap(even, names) > 0.5
    assert cluster_bootstrap([1.0] * 60, ["one"] * 60) == 1.0  # a single cluster shows nothing
    assert cluster_bootstrap(even, names) == cluster_bootstrap(even, names)


def test_bootstrap_agrees_with_the_normal_test_where_that_holds() -> None:
    chance = random.Random(3)
    values = [chance.gauss(0.12, 1.0) for _ in range(300)]
    middle = sum(values) / 300
    spread = math.sqrt(sum((v - middle) ** 2 for v in values) / 299 / 300)
    normal_p = math.erfc(abs(middle / spread) / math.sqrt(2))
    assert cluster_bootstrap(values, [f"c{n}" for n in range(300)]) == pytest.approx(normal_p, abs=0.03)


def test_a_difference_repeated_in_its_rewordings_counts_for_one_case() -> None:
    alone = [1.0, 1.0, 0.0, 0.0, -1.0] + [0.0] * 15
    names = [f"c{n}" for n in range(20)]
    assert cluster_bootstrap(alone * 8, names * 8) == pytest.approx(cluster_bootstrap(alone, names), abs=0.05)


def test_an_interval_is_about_as_wide_as_the_normal_one() -> None:
    right = [1.0] * 70 + [0.0] * 30
    low, high = bootstrap_interval([right]) or (0, 0)
    half = 1.96 * math.sqrt(0.7 * 0.3 / 100)
    assert (low, high) == pytest.approx((0.7 - half, 0.7 + half), abs=0.015)
    assert bootstrap_interval([right]) == bootstrap_interval([right])
    assert bootstrap_interval([[1.0] * 5]) == (1.0, 1.0)
    assert bootstrap_interval([]) is bootstrap_interval([[]]) is None


def test_the_interval_of_a_mean_of_means_weighs_small_groups_as_large_ones() -> None:
    # A group of 4 makes it as wide as if all were so few: sqrt of (.25/4 + .25/400) / 4.
    low, high = bootstrap_interval([[1.0, 0.0] * 2, [1.0, 0.0] * 200]) or (0, 0)
    assert (high - low) / 2 == pytest.approx(1.96 * math.sqrt((0.25 / 4 + 0.25 / 400) / 4), abs=0.04)


# Figures


def outcome(name: str, *, right: bool, kind: Type = "number", **more: object) -> Outcome:
    return replace(Outcome(name, "s", kind, right, "answered", {}), **more)  # type: ignore[arg-type]


def test_figures_are_as_counted_by_hand() -> None:
    found = figures(
        [
            outcome("a", right=True, scores={"Acc": 1.0}),
            outcome("b", right=False, scores={"Acc": 0.5}),
            outcome("c", right=True, closed=True),
            outcome("d", right=False, kind="why", suite="t", scores={"Acc": 0.0}),
            outcome("a~t", right=False, parent="a", variant="typo"),
            outcome("b~t", right=True, parent="b", variant="typo"),
            outcome("c~t", right=False, parent="c", variant="typo", closed=True),
            outcome("x~e", right=True, parent="gone", variant="english"),
        ]
    )
    assert found.overall == pytest.approx((2 / 3 + 0) / 2, abs=1e-6)
    assert (found.everything.n, found.everything.right, found.everything.means) == (4, 0.5, {"Acc": 0.5})
    assert {k: (v.n, v.right) for k, v in found.by_type.items()} == {"number": (3, 0.666667), "why": (1, 0.0)}
    assert {k: v.n for k, v in found.by_suite.items()} == {"s": 3, "t": 1}
    assert {k: v.n for k, v in found.by_openness.items()} == {"closed": 1, "open": 3}
    assert {k: v.n for k, v in found.by_variant.items()} == {"english": 1, "typo": 3}
    # a lost, b won, c lost: -1/3; of the English one there is no case to compare with.
    assert found.deltas == {"typo": round(-1 / 3, 6), "english": 0.0}


def test_the_mean_of_nothing_is_nought() -> None:
    assert mean([]) == 0.0
    assert figures([]).overall == 0.0
    assert interval([]) is None


# Answers


def evidence(document: str, quote: str, group: int = 1) -> Evidence:
    start = RAW[document].index(quote)
    return Evidence(document, "0", quote, (Range(start, start + len(quote)),), group)


PORT, BERTHS = "海州港完成集装箱吞吐量612.5万标箱", "全港共有泊位46个"
CASE = Case("q", "number", "问", answerable=True, answers=(("612.5万标箱",),), evidence=(evidence("news", PORT),))


def cite(n: int, document: str, quote: str, *, shift: int = 0, **more: object) -> dict[str, Any]:
    start = RAW[document].index(quote) + shift
    cut = RAW[document][start : start + len(quote)]
    sha256 = hashlib.sha256(cut.encode()).hexdigest()
    return {
        "n": n,
        "document": document,
        "quote": quote,
        "spans": [[start, start + len(quote)]],
        "slice_sha256": sha256,
        **more,
    }


def record(*citations: Mapping[str, Any], **more: object) -> dict[str, Any]:
    claims = [{"text": c["quote"], "citations": [c["n"]]} for c in citations]
    text = "\n".join(f"{c['quote']}[{c['n']}]" for c in citations)
    return {
        "status": "answered",
        "answer": text,
        "short_answer": None,
        "claims": claims,
        "citations": list(citations),
        **more,
    }


def scored(case: Case, told: Mapping[str, Any]) -> dict[str, float]:
    return answer_scores(case, take_apart(told), Gold(case, RAW), RAW)


def test_an_answer_with_its_proof_is_right_in_every_respect() -> None:
    scores = scored(CASE, record(cite(1, "news", PORT), short_answer="612.5万标箱"))
    wanted = ("Acc", "AccStrict", "AnsInCite", "CiteP", "CiteR", "CiteCover", "QuoteValid", "EM", "F1", "Right")
    assert {name: scores[name] for name in wanted} == dict.fromkeys(wanted, 1.0)
    assert scores["FalseRef"] == 0
    assert scores["CiteChars"] == len(PORT)


def test_citations_on_gold_are_precise_and_groups_met_are_recalled() -> None:
    both = replace(CASE, evidence=(evidence("news", PORT, 1), evidence("news", BERTHS, 2), evidence("table", "120", 2)))
    # Two of three citations lie on gold, both on group 1: P 2/3, R 1/2.
    other = cite(3, "table", "沙埕渔港")
    scores = scored(both, record(cite(1, "news", PORT), cite(2, "news", "612.5万标箱"), other))
    assert scores["CiteP"] == pytest.approx(2 / 3)
    assert scores["CiteR"] == 0.5
    # An alternative of the second group does as well as its sister.
    assert scored(both, record(cite(1, "news", PORT), cite(2, "table", "120")))["CiteR"] == 1.0


def test_a_citation_lies_on_gold_by_half_of_the_shorter_and_in_its_own_document_only() -> None:
    half, less = PORT[len(PORT) // 2 :] + "，同比", PORT[-4:] + "，同比增长8.3%"
    assert scored(CASE, record(cite(1, "news", half)))["CiteP"] == 1.0
    assert scored(CASE, record(cite(1, "news", less)))["CiteP"] == 0.0
    wrong = cite(1, "news", PORT) | {"document": "table"}
    assert scored(CASE, record(wrong))["CiteR"] == 0.0


def test_citations_that_no_claim_rests_on_are_neither_precise_nor_proof() -> None:
    unused = record(cite(1, "table", "120"), cite(2, "news", PORT))
    unused["claims"] = unused["claims"][:1]
    scores = scored(CASE, unused)
    assert (scores["CiteP"], scores["CiteR"], scores["AnsInCite"], scores["Right"]) == (0, 0, 0, 0)


def test_an_answer_beside_its_quotes_is_accurate_and_not_right() -> None:
    scores = scored(CASE, record(cite(1, "news", BERTHS), short_answer="612.5万标箱"))
    assert (scores["Acc"], scores["AccStrict"], scores["AnsInCite"], scores["Right"]) == (1, 1, 0, 0)


def test_a_quote_is_valid_only_at_its_place_with_its_hash() -> None:
    good = cite(1, "news", PORT)
    bad = [
        cite(1, "news", PORT, shift=1),
        good | {"quote": PORT.replace("612.5", "621.5")},
        good | {"slice_sha256": "0" * 64},
        good | {"document": "none"},
        good | {"spans": []},
        good | {"spans": [[5, 5]]},
        good | {"spans": [[0, 10**6]]},
        good | {"spans": [[-3, 4]]},
    ]
    assert quote_valid([good], RAW) == 1.0
    assert [quote_valid([one], RAW) for one in bad] == [0.0] * len(bad)
    assert quote_valid([good, *bad[:1]], RAW) == 0.5


def test_a_quote_may_differ_from_its_place_in_white_space_alone() -> None:
    row = RAW["table"].index("石浦渔港")
    spans = [[row, row + 4], [row + 5, row + 8], [row + 9, row + 12]]
    cut = "".join(RAW["table"][a:b] for a, b in spans)
    told = {"n": 1, "document": "table", "quote": "石浦渔港 浙江省 120", "spans": spans}
    assert quote_valid([told | {"slice_sha256": hashlib.sha256(cut.encode()).hexdigest()}], RAW) == 1.0


def test_cover_is_the_share_of_claims_that_cite_something_there() -> None:
    whole = record(cite(1, "news", PORT), cite(2, "news", BERTHS))
    assert cite_cover(take_apart(whole)) == 1.0
    whole["claims"] += [{"text": "甲", "citations": []}, {"text": "乙", "citations": [1, 3]}]
    assert cite_cover(take_apart(whole)) == 0.5
    assert cite_cover(take_apart(record())) == 0.0


def test_one_value_must_stand_in_the_short_answer_or_early_in_the_first_claim() -> None:
    late = record(cite(1, "news", BERTHS), cite(2, "news", PORT))
    assert (scored(CASE, late)["Acc"], scored(CASE, late)["AccStrict"]) == (1, 0)
    assert scored(CASE, late | {"short_answer": "612.5万标箱"})["AccStrict"] == 1
    assert scored(replace(CASE, type="why"), late)["AccStrict"] == 1
    deep = record(cite(1, "news", PORT))
    deep["claims"][0]["text"] = "。" * 200 + PORT
    assert scored(CASE, deep)["AccStrict"] == 0


def test_an_answer_much_longer_than_its_gold_is_a_dump() -> None:
    most = 300 + 3 * len(PORT)
    told = record(cite(1, "news", PORT), short_answer="612.5万标箱")
    for length, fits in ((most, 1.0), (most + 1, 0.0)):
        padded = told | {"answer": told["answer"].replace("[1]", "") + "字" * (length - len(PORT))}
        assert scored(CASE, padded)["AccStrict"] == fits
        assert scored(CASE, padded)["Acc"] == 1.0


def test_all_answers_are_needed_any_form_of_each_will_do() -> None:
    two = replace(CASE, type="list", answers=(("612.5万标箱", "612.5万TEU"), ("46个",)))
    assert scored(two, record(cite(1, "news", PORT)))["Acc"] == 0
    assert scored(two, record(cite(1, "news", PORT), cite(2, "news", BERTHS)))["Right"] == 1


def test_a_value_in_another_form_is_the_answer_where_one_value_is_asked() -> None:
    spec = replace(CASE, answer_spec=AnswerSpec(6_125_000.0, "标箱"))
    told = record(cite(1, "news", PORT), short_answer="6125000标箱", answer="6125000标箱")
    assert (scored(CASE, told)["Acc"], scored(spec, told)["Acc"]) == (0, 1)


def test_a_yes_or_no_must_be_the_right_one_beside_its_facts() -> None:
    asked = replace(CASE, type="yes_no", answer_spec=AnswerSpec(value=True))
    told = record(cite(1, "news", PORT))
    assert [scored(asked, told | {"short_answer": s})["AccStrict"] for s in ("是", "否", None)] == [1, 0, 0]
    free = replace(asked, answer_spec=None)
    assert scored(free, told)["AccStrict"] == 1


def test_a_computed_answer_needs_its_derivation_and_all_quotes_it_was_computed_from() -> None:
    counted = replace(CASE, type="count", derived=True, answers=(("2",),))
    counted = replace(counted, evidence=(evidence("table", "120", 1), evidence("table", "85", 2)))
    told = record(cite(1, "table", "120"), cite(2, "table", "85"), short_answer="2个")
    assert scored(counted, told)["Right"] == 0
    assert scored(counted, told | {"derived": {"rule": "count", "inputs": [1, 2]}})["Right"] == 1
    one = record(cite(1, "table", "120"), short_answer="2个", derived={"rule": "count", "inputs": [1]})
    assert scored(counted, one)["Right"] == 0


def test_points_are_made_or_not_and_vital_ones_are_all_needed() -> None:
    points = (Nugget("vital", ("612.5万", "612万")), Nugget("vital", ("46个",)), Nugget("okay", ("8.3%",)))
    case = replace(CASE, type="list", answers=(), nuggets=points)
    told = record(cite(1, "news", PORT), cite(2, "table", "沙埕渔港"))
    # One claim of two makes a point; one point of three is made: 2 * 1/2 * 1/3 / (5/6) = 2/5.
    assert nugget_scores(case, take_apart(told)) == pytest.approx(
        {"NuggetP": 1 / 2, "NuggetR": 1 / 3, "NuggetF1": 2 / 5, "VitalStrict": 0}
    )
    vital = record(cite(1, "news", PORT), cite(2, "news", BERTHS))
    assert nugget_scores(case, take_apart(vital))["VitalStrict"] == 1
    assert scored(case, vital)["Acc"] == 1
    refused = take_apart({"status": "refused", "answer": "612.5万 46个 8.3%"})
    assert set(nugget_scores(case, refused).values()) == {0.0}


def test_the_short_answer_is_compared_by_its_characters() -> None:
    assert character_f1("20万亿元", "20万亿") == pytest.approx(2 * 4 / (5 + 4))
    assert character_f1("", "20") == character_f1("甲", "乙") == 0
    forms = replace(CASE, answers=(("612.5万标箱", "612.5万"),))
    told = record(cite(1, "news", PORT))
    assert scored(forms, told | {"short_answer": "６12.5万"})["EM"] == 1
    assert (scored(forms, told)["EM"], scored(forms, told)["F1"]) == (0, 0)


def test_refusals_are_right_only_where_nothing_can_be_said() -> None:
    refused = {"status": "refused", "answer": "没有 612.5万标箱", "claims": [], "citations": []}
    scores = scored(CASE, refused)
    assert (scores["Right"], scores["Acc"], scores["FalseRef"], scores["CiteR"], scores["AnsInCite"]) == (0, 0, 1, 0, 0)
    assert "CiteP" not in scores
    none = Case("n", "near_miss", "问", answerable=False)
    assert scored(none, refused) == {"Halluc": 0.0, "Right": 1.0}
    assert scored(none, record(cite(1, "news", PORT)))["Halluc"] == 1


def test_a_false_premise_is_affirmed_by_an_answer_that_does_not_put_it_right() -> None:
    premise = replace(CASE, type="false_premise")
    assert scored(premise, record(cite(1, "news", PORT)))["Affirmed"] == 0
    assert scored(premise, record(cite(1, "news", BERTHS)))["Affirmed"] == 1
    assert scored(premise, {"status": "refused"})["Affirmed"] == 0


# Retrieval (names and values as in ir_measures: tests/test_eval_exporting.py)


def found(document: str, *spans: tuple[int, int]) -> Found:
    return Found(document, tuple(Range(*span) for span in spans))


def sets(passages: Sequence[Found]) -> dict[Found, frozenset[int]]:
    return {one: offsets(one) for one in passages}


def test_ranks_and_gains_are_as_by_hand() -> None:
    assert reciprocal_rank([False, False, True, True]) == 1 / 3
    assert reciprocal_rank([False]) == reciprocal_rank([]) == 0
    assert ndcg([False, True, True], 2) == pytest.approx((1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3)))
    assert ndcg([True], 1) == 1
    assert ndcg([False], 0) == 0


def test_a_quote_cut_in_two_passages_is_found_by_both_together() -> None:
    case = replace(CASE, evidence=(evidence("news", PORT, 1), evidence("table", "120", 2)))
    gold = Gold(case, RAW)
    start, middle = RAW["news"].index(PORT), RAW["news"].index(PORT) + 9
    halves = [found("news", (start, middle)), found("news", (middle, start + len(PORT)))]
    assert evidence_recall(gold, halves[:1], sets(halves)) == 0
    assert evidence_recall(gold, halves, sets(halves)) == 0.5


def test_no_ranking_gains_more_than_the_best_one() -> None:
    gold = Gold(CASE, RAW)
    (document, held), *_ = gold.places()
    start, end = min(held), max(held) + 1
    listed = [found(document, (start, end))]
    strange = [found(document, (start - n, end + n)) for n in range(1, 6)]
    for ranked in (listed * 4, strange, [*strange, *listed], [*listed, *strange, *strange]):
        scores = retrieval_scores(gold, ranked, set(listed), sets(ranked))
        assert scores["nDCG@10"] <= 1
    assert retrieval_scores(gold, [*strange, *listed], set(listed), sets([*strange, *listed]))["nDCG@10"] == 1
    repeated = [listed[0], listed[0], strange[0]]
    assert retrieval_scores(gold, repeated, {*listed, strange[0]}, sets(repeated))["nDCG@10"] < 1
