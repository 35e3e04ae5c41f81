"""Refusals: what binds a question to one thing, premises that the text contradicts, the learned refusal, minimal pairs."""

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from eval.minimal_pairs import Judged, Pair, judge, read_pairs, shares
from eval.systems import our_system
from index.settings import IndexSettings
from rag.asking.questions import analyse
from rag.assistant import Assistant
from rag.choosing.scoring import weigh
from rag.drafts.writing import ExtractiveWriter
from rag.finding.bounds import ranked_places, unbound
from rag.finding.features import lens_of
from rag.finding.retrieval import retrieve
from rag.models import Answer
from rag.refusing import refusal
from rag.refusing.checks import NAMES, checks
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

ROOT = Path(__file__).parent.parent
VECTORS = Path(__file__).parent / "vectors"

TEXT = """# 关于印发《云台省低空物流行动方案（2023—2025年）》的通知

云台政发〔2023〕12号

截至2024年底，云台省建成起降点326个，其中一级起降点19个、二级起降点33个。2023年，全省无人机运营企业收入41亿元。

砚山市无人机配送量达到260万单，在全国市场占有率接近12%。柳溪市无人机配送量达到90万单。

雾岭集团2024年的无人机产量为3100架。时间券可以转赠亲属，但不能兑换现金。

北桥县、南渡县已有低空航线，砚山市暂无低空航线。夜间起降点不得进行商业飞行，医疗救护飞行除外。训练费全免，食宿费由家庭承担。
"""


@cache
def notice() -> Assistant:
    return Assistant(FakeShelf([document(TEXT, "notice")]), ExtractiveWriter(AnswerSettings()))


def answer(question: str) -> Answer:
    return notice().ask(question)


@pytest.mark.parametrize(
    ("answerable", "wanted", "unanswerable"),
    [
        ("截至2024年底云台省有多少个二级起降点？", "33个", "截至2024年底云台省有多少个三级起降点？"),
        ("砚山市无人机配送量达到多少？", "260万单", "青岚市无人机配送量达到多少？"),
        ("砚山市无人机配送量在全国市场占有率是多少？", "12%", "砚山市无人机配送量在全球市场占有率是多少？"),
        ("雾岭集团2024年的无人机产量是多少？", "3100架", "雾岭集团2022年的无人机产量是多少？"),
        ("2023年云台省无人机运营企业收入是多少？", "41亿元", "2023年雾岭集团无人机运营企业收入是多少？"),
    ],
)
def test_one_changed_word_turns_an_answer_into_a_refusal(answerable: str, wanted: str, unanswerable: str) -> None:
    known, unknown = answer(answerable), answer(unanswerable)
    assert wanted in f"{known.short_answer} {known.answer}"
    assert unknown.status == "refused", unknown.answer


def lost(question: str, sentence: str) -> list[str]:
    """What the unit that begins so lacks."""
    asked = analyse(question)
    units = retrieve(asked, FakeShelf([document(TEXT, "notice")]), 30).units
    return unbound(asked, next(u for u in units if u.text.startswith(sentence)), leans=False)


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [
        ("云台政发〔2023〕12号建成了多少个起降点？", "截至2024年底", []),
        ("云台政发〔2023〕21号建成了多少个起降点？", "截至2024年底", ["“云台政发〔2023〕21号”"]),
        ("526个起降点里一级的有多少个？", "截至2024年底", ["“526个”"]),
        ("柳溪市配送量多少单？", "柳溪市", []),
        ("青岚市配送量多少单？", "柳溪市", ["“青岚市”"]),
        ("砚山市无人机运营企业收入多少亿元？", "2023年，全省", ["“砚山市”"]),
        ("工信部怎么看无人机产量？", "雾岭集团", ["“工信部”的看法"]),
    ],
)
def test_what_a_sentence_lacks_is_named(question: str, sentence: str, missing: list[str]) -> None:
    assert lost(question, sentence) == missing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("澄岚市渔民", (("澄岚", "市"),)),
        ("各省市的产业园区和城市", ()),
        ("经开区和自贸区", ()),
        ("浙江省杭州市", ()),
        ("在南屏区的", (("南屏", "区"),)),
    ],
)
def test_places_by_their_rank_need_no_gazetteer(text: str, found: tuple[tuple[str, str], ...]) -> None:
    assert ranked_places(text) == found


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("砚山市有哪些低空航线？", "砚山市暂无低空航线"),
        ("一张时间券能兑换多少现金？", "不能兑换现金"),
    ],
)
def test_a_premise_that_the_text_denies_is_corrected_with_the_quote(question: str, said: str) -> None:
    told = answer(question)
    assert [claim.kind for claim in told.claims] == ["correction"]
    assert said in told.claims[0].text


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("夜间起降点能不能进行医疗救护飞行？", "是"),
        ("训练费要家庭承担吗？", "否"),
    ],
)
def test_an_exception_or_exemption_is_read_for_what_it_is(question: str, short: str) -> None:
    assert answer(question).short_answer == short


def test_a_premise_that_no_text_mentions_is_refused_and_named() -> None:
    told = answer("雾岭集团为什么收购星河船厂？")
    assert told.status == "refused"
    assert told.refusal
    assert any("船厂" in m or "星河" in m or "收购" in m for m in told.refusal.missing)


def test_the_nearest_evidence_says_why_it_is_not_enough() -> None:
    told = answer("雾岭集团2022年的无人机产量是多少？")
    assert told.refusal
    assert len(told.refusal.reasons) == len(told.refusal.closest)
    assert "只有2024年的内容" in told.refusal.message


def test_the_weights_are_those_of_the_checks() -> None:
    stored = json.loads(Path(refusal.__file__).with_name("refusal.json").read_text(encoding="utf-8"))
    assert tuple(part["name"] for part in stored["inputs"]) == refusal.NAMES
    assert 0 < stored["least"] < 1


def test_weights_of_other_checks_are_refused() -> None:
    with pytest.raises(ValueError, match="other checks"):
        refusal.Refuser({"inputs": [{"name": "x"}], "bias": 0.0, "least": 0.5})


def test_the_likelihood_is_the_logistic_of_the_stored_weights() -> None:
    stored = json.loads(Path(refusal.__file__).with_name("refusal.json").read_text(encoding="utf-8"))
    chance = Random(1)
    for _ in range(20):
        drawn = [chance.uniform(-1, 1) for _ in NAMES]
        values = drawn + [drawn[0] * value for value in drawn[1:]]
        logit = stored["bias"]
        for part, value in zip(stored["inputs"], values, strict=True):
            logit += part["weight"] * (value - part["mean"]) / part["deviation"]
        assert refusal.shipped().likely(drawn) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_evidence_that_loses_a_name_is_less_likely() -> None:
    there, gone = (likelihood(q) for q in ("雾岭集团2024年的无人机产量是多少？", "雾岭集团2024年的粮食库存是多少？"))
    assert there > gone + 0.2


def likelihood(question: str) -> float:
    """That of the sentence on 雾岭集团, with the support left equal."""
    asked = analyse(question)
    evidence = retrieve(asked, FakeShelf([document(TEXT, "notice")]), 30)
    lens = lens_of(asked, weigh(asked, evidence.found))
    unit = next(u for u in evidence.units if u.text.startswith("雾岭集团"))
    return refusal.shipped().likely(checks(lens, unit, 0.5, 0.6))


def test_a_pair_counts_only_when_both_members_are_right() -> None:
    pair = Pair("p", "made_up", "open", "year", "甲？", "3个", "乙？")
    right = {
        "status": "answered",
        "short_answer": "3个",
        "answer": "3个",
        "claims": [{"text": "有3个", "kind": "quote"}],
    }
    refused: dict[str, Any] = {"status": "refused", "short_answer": None, "answer": "没有", "claims": []}
    corrected = {"status": "answered", "answer": "不同", "claims": [{"text": "有3个", "kind": "correction"}]}
    for told, both in (
        ((right, refused), True),
        ((right, corrected), True),
        ((right, right), False),
        ((refused, refused), False),
    ):
        assert judge(pair, iter_of(told)).both is both


def iter_of(told: tuple[dict[str, Any], ...]) -> Callable[[str], Mapping[str, Any]]:
    answers = iter(told)
    return lambda _question: next(answers)


def test_the_pairs_are_balanced() -> None:
    pairs = read_pairs(VECTORS / "minimal_pairs.jsonl")
    assert Counter((p.set, p.half) for p in pairs) == {
        (s, h): 25 for s in ("seeds", "made_up") for h in ("open", "held")
    }


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    pairs = [p for p in read_pairs(VECTORS / "minimal_pairs.jsonl") if p.half == "open"]
    found = []
    for name, folder in (("seeds", ROOT / "seeds"), ("made_up", VECTORS / "documents")):
        with our_system(folder, IndexSettings(workers=1)) as system:
            found += [judge(p, system.ask) for p in pairs if p.set == name]
    return found


def test_most_open_minimal_pairs_have_both_members_right(judged: list[Judged]) -> None:
    _, answered, declined, both = shares(judged, lambda _pair: "all")["all"]
    assert both >= 0.84, [j.pair.id for j in judged if not j.both]
    assert declined >= 0.94
    assert answered >= 0.86
