"""The verifier of claims: reworded ones by hand, dishonest models, and the product's own answers made wrong by machine."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.mutations import Tally, forged, judge_reworded, judge_verbatim, mutate
from rag.claim_limits import cut_short
from rag.claims import judge, read_written
from rag.originals import Originals
from rag.records import record
from tests.rag_kit import INTERVIEW, NEWS, TABLES, assistant

CLAIMS = Path(__file__).parent / "claims"
CLUSTERS = "截至2023年底，45个国家先进制造业集群产值达到20万亿元，集聚规上工业企业5万余家。"
PORT = "海州港2024年完成集装箱吞吐量612.5万标箱，同比增长8.3%；内河港完成85万标箱，同比下降2.1%。"
PLAN = "到2027年，海州港集装箱吞吐量力争突破800万标箱。"
FEES = "对连续参保满两年的居民，门诊费用报销70%，但整形费用除外。"


def test_most_wrong_claims_of_the_open_half_are_caught_and_few_right_ones_refused() -> None:
    tally = judge_reworded(CLAIMS / "reworded.jsonl", "open")
    assert sum(tally.caught.values()) >= 0.93 * sum(tally.wrong.values())
    assert tally.refused <= 0.06 * tally.right


def test_the_held_half_does_not_fall_below_what_was_reached() -> None:
    tally = judge_reworded(CLAIMS / "reworded.jsonl", "held")
    assert sum(tally.caught.values()) >= 0.88 * sum(tally.wrong.values())
    assert tally.refused <= 0.3 * tally.right


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("2023年底，45个国家先进制造业集群的产值达20万亿元。", CLUSTERS),
        ("截至2023年底，国家先进制造业集群集聚的规模以上工业企业有5万多家。", CLUSTERS),
        ("海州港2024年的集装箱吞吐量为612.5万标箱，较上年增长8.3%。", PORT),
        ("海州港集装箱吞吐量计划到2027年超过800万标箱。", PLAN),
        (FEES, FEES),
    ],
)
def test_a_right_claim_in_other_words_holds(claim: str, quote: str) -> None:
    assert judge(claim, [quote]).reason == ""


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("截至2023年底，80个国家先进制造业集群产值达到20万亿元。", CLUSTERS),
        ("截至2023年底，45个国家先进制造业集群产值达到25万亿元。", CLUSTERS),
        ("截至2023年底，45个省份产值达到20万亿元。", CLUSTERS),
        ("截至2023年底，45个国家先进制造业集群产值超过20万亿元。", CLUSTERS),
        ("截至2022年底，45个国家先进制造业集群产值达到20万亿元。", CLUSTERS),
        ("截至2023年底，45个国家先进制造业集群利润达到20万亿元。", CLUSTERS),
        ("截至2023年底，45个国家先进制造业集群产值达到20万亿美元。", CLUSTERS),
        ("海州港2024年完成集装箱吞吐量612.5万标箱，同比下降8.3%。", PORT),
        ("内河港2024年完成集装箱吞吐量612.5万标箱。", PORT),
        ("海州港集装箱吞吐量已突破800万标箱。", PLAN),
        ("居民门诊费用报销70%，但整形费用除外。", FEES),
        ("对连续参保满两年的居民，门诊费用报销70%。", FEES),
        ("对连续参保满两年的居民，门诊费用报销70%，包括整形费用。", FEES),
        ("对连续参保满两年的居民，住院费用报销70%，但整形费用除外。", FEES),
        ("钱守正表示，海州港集装箱吞吐量力争到2027年突破800万标箱。", PLAN),
        ("海州港集装箱吞吐量力争到2027年突破“全国第一”。", PLAN),
        ("详见 https://example.invalid/x 海州港集装箱吞吐量", PLAN),
        ("它的集装箱吞吐量力争到2027年突破800万标箱。", PLAN),
        ("海州港", PLAN),
    ],
)
def test_a_claim_wrong_in_one_respect_does_not_hold(claim: str, quote: str) -> None:
    assert judge(claim, [quote]).reason


def test_a_claim_without_quotes_does_not_hold() -> None:
    assert not judge("海州港集装箱吞吐量力争突破800万标箱。", []).holds


def written() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CLAIMS / "dishonest.jsonl").read_text("utf-8").splitlines()]


FORMS = {"fullwidth_marker", "round_marker", "comma_marker", "stacked_marker", "bracket_marker", "footnote_marker"}


def proven(output: dict[str, Any]) -> bool:
    evidence = output["evidence"]
    claims = read_written(output["output"])
    return bool(claims) and all(
        claim.numbers
        and all(1 <= n <= len(evidence) for n in claim.numbers)
        and judge(claim.text, [evidence[n - 1] for n in claim.numbers], output.get("context") or []).holds
        for claim in claims
    )


@pytest.mark.parametrize("output", [o for o in written() if set(o["faults"]) - FORMS], ids=lambda o: o["id"])
def test_a_dishonest_output_is_not_proven(output: dict[str, Any]) -> None:
    if output["id"] == "dh-23":
        pytest.xfail("each part is proven by one of the two quotes it cites; both are shown")
    assert not proven(output)


def test_honest_outputs_are_proven_but_for_words_that_point_to_the_sentence_before() -> None:
    refused = [o["id"] for o in written() if not set(o["faults"]) - FORMS and not proven(o)]
    assert refused == ["dh-02", "dh-05"]  # 这些优胜者……, 其中海洋捕捞……


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("甲[1,2]", (1, 2)),
        ("甲[1-3]", (1, 2, 3)),
        ("甲[^2]", (2,)),
        ("甲（1）。", (1,)),
        ("甲［1，2］", (1, 2)),
        ("甲[3-1]", (3, 1)),
    ],
)
def test_marks_of_other_forms_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert [(c.text, c.numbers) for c in read_written(text)] == [("甲", numbers)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("门诊费用报销70%", True),
        ("对连续参保满两年的居民，门诊费用报销70%", True),
        (FEES, False),
        ("但整形费用除外", False),
    ],
)
def test_a_slice_is_not_cut_off_from_its_exception(text: str, fault: bool) -> None:
    assert bool(cut_short(text, FEES)) is fault


def test_a_slice_behind_a_negation_says_the_opposite() -> None:
    assert cut_short("收取押金", "各校不得收取押金。")


def test_every_mutation_of_a_verbatim_answer_is_caught_and_no_right_one_refused(tmp_path: Path) -> None:
    for name, text in (("port", NEWS), ("cold_chain", INTERVIEW), ("fishing", TABLES)):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    questions = (
        "海州港2024年集装箱吞吐量是多少？",
        "港口绿色转型采取了哪些举措？",
        "周文博怎么看冷链物流？",
        "青口港区三期码头总投资多少？",
        "海州港2027年集装箱吞吐量的目标是多少？",
    )
    answers = [json.loads(json.dumps(record(assistant().ask(question)))) for question in questions]
    tally = judge_verbatim([(answer, Originals(tmp_path)) for answer in answers], Tally())
    assert (tally.missed, tally.refused, tally.right >= len(questions)) == ([], 0, True)
    assert {
        "digit",
        "unit",
        "year",
        "qualifier",
        "entity",
        "speaker",
        "modality",
        "joined_halves",
    } <= tally.wrong.keys()


def test_mutations_differ_from_the_text_and_from_each_other_and_their_answers_still_read() -> None:
    found = list(mutate(NEWS.split("\n\n")[1], FEES))
    assert Counter(m.text for m in found).most_common(1)[0][1] == 1
    assert all(m.text != NEWS.split("\n\n")[1] for m in found)
    answer = json.loads(json.dumps(record(assistant().ask("海州港2024年集装箱吞吐量是多少？"))))
    text = answer["claims"][0]["text"].replace("612.5", "712.5")
    assert forged(answer, 0, text, quoted=False)["answer"].count("712.5") == 1
