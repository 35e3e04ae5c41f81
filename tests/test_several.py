"""Questions put to several sources and about several sides: who says what, what is missing, reprints, leads under verification."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.asking.questions import analyse
from rag.assistant import Assistant, open_assistant
from rag.choosing.lists import announced_count, items_inside
from rag.choosing.speakers import spoken_by
from rag.choosing.voices import same_words
from rag.drafts.writing import ExtractiveWriter
from rag.models import Answer
from rag.plural.parts import split
from rag.plural.sides import sides_of
from rag.plural.sources import told_by_several
from rag.proof.leads import without_source
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import answer_of
from rag.records import record
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document
from tests.texts import SEEDS

DAILY = """# 松溪市渔港建设提速

2024年，松溪市完成渔港改造投资7.2亿元，新增避风锚地3处。松溪市海洋局局长何志远表示，渔港改造应当先修防波堤，再谈休闲旅游。

松溪市渔港改造的主要原因是老码头年久失修，每年台风季都有渔船受损。
"""
WEEKLY = """# 渔港之争

2024年，松溪市完成渔港改造投资6.8亿元，涉及码头11座。东海大学教授钱素云认为，渔港改造应当先发展休闲旅游，用旅游收入反哺防波堤。

青浦市2024年渔港改造的投资没有公布。
"""
REPRINT = """# 转载：松溪渔港

2024年，松溪市完成渔港改造投资7.2亿元，新增避风锚地3处。
"""
TALK = """# 渔港圆桌

主持人：听说松溪市已经建成渔港50座，是这样吗？

方晓岚（海洋规划院研究员）：目前建成的只有34座。渔港管理存在四个方面的短板：一是产权不清；二是经费不足；三是人手不够。
"""


def assistant(*texts: tuple[str, str]) -> Assistant:
    settings = AnswerSettings()
    return Assistant(FakeShelf([document(text, name) for name, text in texts]), ExtractiveWriter(settings), settings)


@pytest.fixture(scope="module")
def harbour() -> Assistant:
    return assistant(("daily", DAILY), ("weekly", WEEKLY), ("talk", TALK))


def cited(answer: Answer) -> set[str]:
    used = {n for claim in answer.claims for n in claim.citations}
    return {c.document for c in answer.citations if c.n in used}


def test_two_sources_that_are_asked_both_answer_and_are_named(harbour: Assistant) -> None:
    answer = harbour.ask("2024年松溪市渔港改造投资是多少？不同材料的数字一致吗？")
    assert cited(answer) == {"daily", "weekly"}
    assert "《松溪市渔港建设提速》：2024年，松溪市完成渔港改造投资7.2亿元" in answer.answer
    assert "《渔港之争》：2024年，松溪市完成渔港改造投资6.8亿元" in answer.answer
    assert any("不同" in note and "7.2亿元" in note and "6.8亿元" in note for note in answer.notes)
    assert answer.short_answer is None  # neither figure is the answer


def test_two_people_are_quoted_side_by_side_without_a_verdict(harbour: Assistant) -> None:
    answer = harbour.ask("何志远和钱素云对渔港改造先修什么的看法一致吗？")
    assert "先修防波堤" in answer.answer
    assert "先发展休闲旅游" in answer.answer
    assert answer.short_answer not in ("是", "否")
    assert any("不作判断" in note for note in answer.notes)


def test_a_reprint_counts_once_and_both_places_are_cited() -> None:
    answer = assistant(("daily", DAILY), ("reprint", REPRINT)).ask(
        "几份材料对2024年松溪市渔港改造投资是多少分别怎么说？"
    )
    assert sum("7.2亿元" in claim.text for claim in answer.claims) == 1
    assert cited(answer) == {"daily", "reprint"}
    assert any("另见" in note for note in answer.notes)


def test_a_changed_figure_makes_no_reprint() -> None:
    one = "2024年，松溪市完成渔港改造投资7.2亿元，新增避风锚地3处，涉及码头十一座。"
    assert same_words(one, one.replace("，涉及", "并涉及"))
    both = assistant(("daily", DAILY), ("other", REPRINT.replace("7.2", "7.9")))
    answer = both.ask("几份材料对2024年松溪市渔港改造投资是多少分别怎么说？")
    assert [any(f in claim.text for claim in answer.claims) for f in ("7.2亿元", "7.9亿元")] == [True, True]
    assert not any("另见" in note for note in answer.notes)


def test_a_side_without_evidence_is_missing_by_name(harbour: Assistant) -> None:
    answer = harbour.ask("比较松溪市和白沙市2024年的渔港改造投资。")
    assert answer.status == "partial"
    assert answer.refusal is not None
    assert any("白沙" in missing for missing in answer.refusal.missing)
    assert not any("松溪" in missing for missing in answer.refusal.missing)


def test_what_somebody_did_not_say_is_refused_with_who_did(harbour: Assistant) -> None:
    answer = harbour.ask("何志远说渔港改造怎么用旅游收入反哺防波堤？")
    assert answer.status == "refused"
    assert answer.refusal is not None
    assert any("何志远" in missing and "反哺" in missing for missing in answer.refusal.missing)
    assert "钱素云" in answer.citations[0].quote  # the nearest is what she said


def test_experts_are_asked_where_nobody_speaks() -> None:
    answer = assistant(("reprint", REPRINT)).ask("各位专家对2024年松溪市渔港改造投资是多少分别怎么说？")
    assert all("7.2亿元" in claim.text for claim in answer.claims)


def test_a_host_says_nothing_that_is_evidence(harbour: Assistant) -> None:
    answer = harbour.ask("主持人认为渔港管理存在哪些短板？")
    assert answer.status == "refused"
    assert harbour.ask("渔港管理存在哪些短板？").status != "refused"  # asked of nobody, the guest's words answer
    answer = harbour.ask("主持人认为松溪市建成渔港多少座？")
    assert answer.status == "refused"
    assert not any("50座" in c.quote for c in answer.citations)


def test_fewer_items_than_the_text_announces_are_said(harbour: Assistant) -> None:
    answer = harbour.ask("渔港管理存在哪四个方面的短板？")
    assert answer.status == "partial"
    assert "人手不够" in answer.answer
    assert any("四个方面" in note and "3项" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("比较青浦市和松溪市2024年的渔港投资。", ["青浦市2024年的渔港投资", "松溪市2024年的渔港投资"]),
        ("国庆假期青浦市和松溪市的收入分别是多少？", ["国庆假期青浦市的收入是多少", "国庆假期松溪市的收入是多少"]),
        ("上海、浙江、江苏各自的优势环节是什么？", ["上海的优势环节", "浙江的优势环节", "江苏的优势环节"]),
        ("2023年甲港吞吐量和全省港口吞吐量分别是多少？", ["2023年甲港吞吐量是多少", "2023年全省港口吞吐量是多少"]),
        ("发展冷链物流的优势和不足是什么？", ["优势", "不足"]),
        ("渔港数量在2019年和2023年分别是多少？", []),
        ("松溪市和青浦市共建了一座渔港吗？", []),
        ("松溪市同日本、德国相比差距的根源是什么？", []),
    ],
)
def test_sides_are_read_from_a_question(question: str, sides: list[str]) -> None:
    found = [side.text for side in sides_of(question)]
    assert len(found) == len(sides)
    assert all(wanted in text for wanted, text in zip(sides, found, strict=True))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("何志远和钱素云对渔港改造的看法一致吗？", ["何志远", "钱素云"]),
        ("《渔港之争》和《渔港圆桌》分别怎么写渔港？", ["渔港之争", "渔港圆桌"]),
        ("几份材料对渔港改造分别怎么说？", []),
        ("松溪市和青浦市的渔港投资分别是多少？", None),
        ("受访的有哪几位专家？", None),
    ],
)
def test_sources_are_read_from_a_question(question: str, named: list[str] | None) -> None:
    told = told_by_several(question, [document(t, n) for n, t in (("a", DAILY), ("b", WEEKLY), ("c", TALK))])
    assert (None if told is None else [s.label for s in told.named]) == named


def test_former_and_latter_are_asked_by_their_names() -> None:
    parts = split("何志远和钱素云都提到松溪渔港：前者说它先修什么，后者说它怎么发展旅游？")
    assert [("何志远" in p, "钱素云" in p) for p in parts] == [(True, False), (False, True)]
    assert all("松溪渔港" in part for part in parts)


def test_the_topic_that_leads_is_that_of_every_ask() -> None:
    parts = split("石化领域，浙江有哪个集群进了名单？比利时又有哪个典型集群？")
    assert len(parts) == 2
    assert all(part.startswith("石化领域") for part in parts)


@pytest.mark.parametrize(
    ("text", "many", "inside"),
    [
        ("渔港管理存在四个方面的短板：一是产权不清；二是经费不足；三是人手不够。", 4, 3),
        ("呈现三个特点。", 3, 0),
        ("第一，修堤；第二，清淤。", None, 2),
        ("投资四亿元。", None, 0),
    ],
)
def test_announced_and_enumerated_items_are_counted(text: str, many: int | None, inside: int) -> None:
    announced = announced_count(text)
    assert (announced.many if announced else None, items_inside(text)) == (many, inside)


def test_the_post_a_speaker_is_called_by_is_not_asked_about(harbour: Assistant) -> None:
    documents = [harbour.library.document("daily")]
    called = spoken_by(analyse("松溪市海洋局局长何志远为什么说要先修防波堤？"), documents)
    plain_one = spoken_by(analyse("何志远为什么说要先修防波堤？"), documents)
    assert called.speaker == plain_one.speaker == "何志远"
    assert called.terms == plain_one.terms


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in (("daily", DAILY), ("weekly", WEEKLY), ("talk", TALK)):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def _saved(answer: Answer) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(json.dumps(record(answer)))
    return value


def test_an_answer_with_leads_holds_when_it_is_verified(harbour: Assistant, folder: Path) -> None:
    for question in (
        "2024年松溪市渔港改造投资是多少？不同材料的数字一致吗？",
        "何志远和钱素云对渔港改造先修什么的看法一致吗？",
    ):
        found = reprove(answer_of(_saved(harbour.ask(question)), "测试"), Originals(folder))
        assert (found.holds, found.warnings, found.faults) == (True, (), ())


@pytest.mark.parametrize(
    "forge",
    [
        lambda text: text.replace("《渔港之争》", "《松溪市渔港建设提速》"),
        lambda text: text.replace("《渔港之争》", "《渔港之争》王大力（市长）"),
        lambda text: text.replace("《渔港之争》", "王大力（市长）"),
    ],
)
def test_a_lead_that_names_another_source_is_a_fault(
    harbour: Assistant, folder: Path, forge: Callable[[str], str]
) -> None:
    answer = _saved(harbour.ask("2024年松溪市渔港改造投资是多少？不同材料的数字一致吗？"))
    forged = forge(answer["answer"])
    shift = len(forged) - len(answer["answer"])
    second = answer["claims"][1]
    if answer["answer"].index("《渔港之争》") < answer["claims"][0]["start"]:
        answer["claims"][0]["start"] += shift
        answer["claims"][0]["end"] += shift
    answer["answer"] = forged
    second["start"] += shift
    second["end"] += shift
    found = reprove(answer_of(answer, "测试"), Originals(folder))
    assert not found.holds
    assert any("说话人或出处" in fault for fault in found.faults)


def test_other_leads_are_no_sources() -> None:
    assert without_source("（目标）", []) == ("（目标）", True)
    assert without_source("与提问所说不同，原文为“挪威”：", []) == ("与提问所说不同，原文为“挪威”：", True)
    assert without_source("王大力：", []) == ("王大力：", False)


def test_the_five_documents_each_have_their_say(tmp_path: Path) -> None:
    """The real thing: shipped model, real documents, a question about what two people say."""
    build_library(SEEDS, tmp_path / "library", IndexSettings())
    asker = open_assistant(tmp_path / "library", IndexSettings(), AnswerSettings())
    answer = asker.ask("程楠和曾刚说的工信部遴选的先进制造业集群数量一致吗？")
    said = {c.speaker.name for c in answer.citations if c.speaker}
    assert {"程楠", "曾刚"} <= said
    assert reprove(answer_of(_saved(answer), "测试"), Originals(SEEDS)).holds
