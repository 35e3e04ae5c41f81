"""The verifier of claims: reworded ones by hand, dishonest models, and the product's own answers made wrong by machine."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.mutations import Tally, forged, judge_reworded, judge_verbatim, mutate
from rag.claims.checking import judge, read_written
from rag.claims.limits import cut_short
from rag.proof.originals import Originals
from rag.records import record
from tests.rag_kit import INTERVIEW, NEWS, TABLES, assistant

CLAIMS = Path(__file__).parent / "claims"
CLUSTERS = "截至2023年底，45个国家先进制造业集群产值达到20万亿元，集聚规上工业企业5万余家。"
PORT = "海州港2024年完成集装箱吞吐量612.5万标箱，同比增长8.3%；内河港完成85万标箱，同比下降2.1%。"
PLAN = "到2027年，海州港集装箱吞吐量力争突破800万标箱。"
FEES = "对连续参保满两年的居民，门诊费用报销70%，但整形费用除外。"


def test_most_wrong_claims_of_the_open_half_are_caught_and_few_right_ones_refused() -> None:
    tally = judge_reworded(CLAIMS / "reworded.jsonl", "open")
    assert sum(tally.caught.values()) >= 0.95 * sum(tally.wrong.values())
    assert tally.refused <= 0.05 * tally.right


def test_the_set_of_the_verifiers_own_author_holds_what_was_reached() -> None:
    tally = judge_reworded(CLAIMS / "own.jsonl", "open")
    assert sum(tally.caught.values()) >= 0.92 * sum(tally.wrong.values())
    assert tally.refused <= 0.06 * tally.right


def test_the_held_half_does_not_fall_below_what_was_reached() -> None:
    tally = judge_reworded(CLAIMS / "reworded.jsonl", "held")
    assert sum(tally.caught.values()) >= 0.88 * sum(tally.wrong.values())
    assert tally.refused <= 0.2 * tally.right


@pytest.mark.parametrize(("half", "caught", "refused"), [("open", 0.96, 0.03), ("held", 0.9, 0.1), ("dev", 0.87, 0.12)])
def test_claims_as_a_model_writes_briefings_hold_what_was_reached(half: str, caught: float, refused: float) -> None:
    tally = judge_reworded(CLAIMS / "briefings.jsonl", half)
    assert sum(tally.caught.values()) >= caught * sum(tally.wrong.values())
    assert tally.refused <= refused * tally.right


def test_every_claim_of_the_briefings_is_of_its_document_and_every_wrong_one_is_another() -> None:
    for line in (CLAIMS / "briefings.jsonl").read_text("utf-8").splitlines():
        group = json.loads(line)
        texts = [group["claim"], *(wrong["text"] for wrong in group["wrong"])]
        assert len(set(texts)) == len(texts), group["id"]
        if "document" in group:
            raw = "".join((CLAIMS.parent.parent / group["document"]).read_text("utf-8").split())
            assert all("".join(quote.split()) in raw for quote in group["quotes"]), group["id"]


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


TWINS = {
    "what a figure measures": (
        "城镇调查失业率平均为5.2%，新增就业74.8万人。",
        "新增就业74.8万人，城镇调查失业率均值5.2%。",
        "新增就业74.8万人，城镇登记失业率均值5.2%。",
    ),
    "what is set side by side": (
        "门诊次均费用下降4.6%。药占比由31.2%降至27.5%。",
        "门诊次均费用降低4.6%，药占比由31.2%降到27.5%。",
        "门诊次均费用降低4.6%，因此药占比由31.2%降到27.5%。",
    ),
    "the latter of two": (
        "服务业营业收入为876亿元，同比增长9.4%；工业增加值增长5.6%，增速居全市第三位。",
        "服务业营业收入876亿元、增长9.4%，工业增加值增长5.6%，后者增速列全市第三位。",
        "服务业营业收入876亿元、增长9.4%，工业增加值增长5.6%，前者增速列全市第三位。",
    ),
    "some of them": (
        "部分居民预防性储蓄意愿仍然较强。",
        "一些居民的预防性储蓄意愿依然较强。",
        "居民的预防性储蓄意愿依然较强。",
    ),
    "few of them": (
        "36家博物馆有29家开展研学，但配有专职教育人员的只有14家。",
        "36家博物馆中有29家开展研学，不过配有专职教育人员的仅14家。",
        "36家博物馆中有29家开展研学，且都配有专职教育人员。",
    ),
    "which of a kind": (
        "学科类校外培训机构不得进入校园开展课后服务。",
        "课后服务不许学科类校外培训机构进校来做。",
        "课后服务不许校外培训机构进校来做。",
    ),
    "a second condition in its clause": (
        "加装电梯应当由三分之二以上业主参与表决，并经参与表决业主四分之三以上同意。",
        "加装电梯须有三分之二以上业主参与表决，且经参与表决业主四分之三以上同意。",
        "加装电梯须有三分之二以上业主参与表决。",
    ),
    "a threshold": (
        "减氮超过30%会造成小麦减产。",
        "减氮30%以上会让小麦减产。",
        "减氮会让小麦减产。",
    ),
    "a circumstance": (
        "扣除设计、生产和渠道成本后，多数博物馆的文创利润率低于10%。",
        "扣掉设计、生产、渠道成本后，大多数博物馆的文创利润率低于10%。",
        "大多数博物馆的文创利润率低于10%。",
    ),
    "what is needed and what is barred": (
        "未经原批准机关同意，任何单位和个人不得改变历史建筑的外部造型。",
        "改变历史建筑的外部造型，须经原批准机关同意。",
        "改变历史建筑的外部造型，无须原批准机关同意。",
    ),
    "what is barred and conceded": (
        "未满一年的，不得参加当年职称晋升推荐。",
        "未满一年的不能参加当年职称晋升推荐。",
        "未满一年的也能参加当年职称晋升推荐。",
    ),
    "the relative year": (
        "报酬不低于上年度全市平均工资的80%。",
        "报酬应不少于上年度全市平均工资的80%。",
        "报酬应不少于本年度全市平均工资的80%。",
    ),
    "the hour of the day": (
        "书房的开放时间延长至晚上11点。",
        "书房延长开放至23点。",
        "书房延长开放至22点。",
    ),
    "a list under one change": (
        "毛入园率为93.5%，覆盖率为90.2%，分别比2020年提高4.1个和7.6个百分点。",
        "与2020年相比，毛入园率提高4.1个百分点至93.5%，覆盖率提高7.6个百分点至90.2%。",
        "与2020年相比，毛入园率提高7.6个百分点至93.5%，覆盖率提高4.1个百分点至90.2%。",
    ),
    "a plan told as what is laid down": (
        "对新增的铁水联运集装箱，省级财政按每标准箱80元给予补助。",
        "省级财政将对新增铁水联运集装箱予以补助，标准为每标准箱80元。",
        "省级财政将对铁水联运集装箱予以补助，标准为每标准箱80元。",
    ),
    "a bound by its name": (
        "公共数据授权运营期限一般不超过五年。",
        "公共数据授权运营的期限一般以五年为上限。",
        "公共数据授权运营的期限一般以五年为下限。",
    ),
    "the first time": (
        "该材料首次在室温条件下实现自旋极化输运。",
        "该材料首度于室温条件下实现自旋极化输运。",
        "该材料再次于室温条件下实现自旋极化输运。",
    ),
    "a unit behind the last of a list": (
        "风电、光伏发电量分别增加52亿千瓦时和41亿千瓦时。",
        "风电和光伏的发电量分别增加52亿、41亿千瓦时。",
        "风电和光伏的发电量分别增加41亿、52亿千瓦时。",
    ),
    "two bounds are one range": (
        "逾期不改的，处5000元以上5万元以下罚款。",
        "逾期不改的，罚款5000元至5万元。",
        "逾期不改的，罚款5000元至8万元。",
    ),
    "less by a comparison": (
        "航班正常率较上年下降1.6个百分点。",
        "航班正常率比上年低1.6个百分点。",
        "航班正常率比上年高1.6个百分点。",
    ),
    "what a figure is compared with": (
        "贷款余额较年初增加18.2亿元。",
        "贷款余额比年初多了18.2亿元。",
        "贷款余额比去年同期多了18.2亿元。",
    ),
    "months counted from the first": (
        "前11个月出口下降6.1%。",
        "1至11月出口下降6.1%。",
        "1至10月出口下降6.1%。",
    ),
    "the end of a quarter": (
        "2024年三季度末，能繁母猪存栏4.3万头。",
        "2024年9月末，能繁母猪存栏量为4.3万头。",
        "2024年6月末，能繁母猪存栏量为4.3万头。",
    ),
    "not over": (
        "月销售额未超过10万元的，免征增值税。",
        "月销售额不超过10万元的，免征增值税。",
        "月销售额超过10万元的，免征增值税。",
    ),
    "a full number of years": (
        "连续居住满5年的村民可以申请退出宅基地。",
        "连续居住5年以上的村民可以申请退出宅基地。",
        "连续居住5年以下的村民可以申请退出宅基地。",
    ),
    "the passive": (
        "公安机关共查处盗伐案件128起。",
        "盗伐案件共被公安机关查处128起。",
        "公安机关被盗伐案件查处128起。",
    ),
    "from what to what": (
        "保额由60万元调整为80万元。",
        "保额从60万元上调到80万元。",
        "保额从80万元下调到60万元。",
    ),
    "a word in another's place": (
        "西部地区人才外流问题突出。",
        "西部地区人才外流的问题严重。",
        "西部地区资金外流的问题严重。",
    ),
    "one condition of two": (
        "数据须经脱敏处理并取得个人授权后方可使用。",
        "数据要先脱敏处理并获得个人授权，才可以使用。",
        "数据要先脱敏处理，才可以使用。",
    ),
    "an exception in other words": (
        "消费者七日内可以无理由退货，但定制商品除外。",
        "消费者七日内可以无理由退货，定制商品不在此列。",
        "消费者七日内可以无理由退货，定制商品也可以退。",
    ),
    "halves of a list": (
        "水样中总磷超标1.6倍，氨氮、化学需氧量均达标。",
        "水样的总磷超标1.6倍，而氨氮和化学需氧量都达标。",
        "水样的氨氮超标1.6倍，而总磷和化学需氧量都达标。",
    ),
    "a comparison of two": (
        "与传统工艺相比，新工艺能耗降低三成。",
        "新工艺比传统工艺节能，能耗降低三成。",
        "传统工艺比新工艺节能，能耗降低三成。",
    ),
    "denied in one word": (
        "平台应当审查商户的许可证，不得为无证商户提供服务。",
        "平台应当审查商户的许可证；没有许可证的商户，平台不得为其提供服务。",
        "平台应当审查商户的许可证；没有许可证的商户，平台可以为其提供服务。",
    ),
    "who does what": (
        "甲方提供土地和厂房，乙方负责设备投入。",
        "土地和厂房由甲方提供，设备投入由乙方负责。",
        "土地和厂房由乙方提供，设备投入由甲方负责。",
    ),
    "a level of government": (
        "该项目列入省级名录。",
        "项目被列入省级名录。",
        "项目被列入国家级名录。",
    ),
    "rise and fall in turn": (
        "仔猪价格先涨后跌。",
        "仔猪的价格先升后降。",
        "仔猪的价格先降后升。",
    ),
    "what stayed as it was": (
        "总体收益与上年持平。",
        "总收益和上年差不多。",
        "总收益高于上年。",
    ),
}


@pytest.mark.parametrize(("quote", "right", "wrong"), TWINS.values(), ids=TWINS)
def test_a_way_of_rewording_holds_and_its_dishonest_twin_does_not(quote: str, right: str, wrong: str) -> None:
    assert judge(right, [quote]).reason == ""
    assert judge(wrong, [quote]).reason


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
