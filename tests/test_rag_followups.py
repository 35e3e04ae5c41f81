"""Follow-ups: what they are understood as, and what is answered about the answer before."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas import answer_schema
from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.conversation.followups import resolve
from rag.conversation.pointing import Exchange
from rag.proof.citations import verify_quote
from rag.records import record
from rag.settings import AnswerSettings
from tests.follow_up_kit import meaning
from tests.rag_kit import assistant, shelf
from tests.texts import SEEDS

VECTORS = Path(__file__).parent / "vectors"
PORT = "海州港2024年集装箱吞吐量是多少？"
DEFINITION = "什么是冷链物流？"


def vectors(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def turns_of(vector: dict[str, Any]) -> list[Exchange]:
    return [Exchange(turn) if isinstance(turn, str) else Exchange(**turn) for turn in vector["turns"]]


def right(vector: dict[str, Any]) -> bool:
    """Whether a follow-up is understood as the full question written by hand; None there: it has to be asked back."""
    told = resolve(vector["question"], turns_of(vector))
    if vector["full"] is None:
        return told.how == "unclear" and not told.changed
    if vector["kind"] == "not_a_follow_up":
        return told.question == vector["question"] and not told.changed
    return meaning(told.question) == meaning(vector["full"])


@pytest.mark.parametrize("vector", vectors("follow_ups_own"), ids=lambda v: str(v["id"]))
def test_a_follow_up_is_understood_as_the_full_question(vector: dict[str, Any]) -> None:
    assert right(vector), resolve(vector["question"], turns_of(vector))


@pytest.mark.parametrize(("half", "least"), [("open", 1.0), ("held", 0.8)])
def test_follow_ups_by_another_hand_are_understood(half: str, least: float) -> None:
    """Of the held half, which no rule was made by, only the share is told."""
    told = [right(vector) for vector in vectors("follow_ups") if vector["half"] == half]
    assert len(told) >= 20
    assert sum(told) / len(told) >= least


@pytest.mark.parametrize("name", ["follow_ups", "follow_ups_own"])
def test_the_full_question_is_no_follow_up(name: str) -> None:
    changed = [
        v["full"]
        for v in vectors(name)
        if v["full"] and v["kind"] not in ("who",) and resolve(v["full"], turns_of(v)).how != "complete"
    ]
    assert changed == []


@pytest.mark.parametrize("name", ["lists", "several_documents", "speakers", "timelines"])
def test_questions_of_their_own_are_left_alone(name: str) -> None:
    before = [Exchange("2023年澄岚市的茶园面积是多少？"), Exchange("林小燕怎么看冷库？")]
    questions = [v["question"] for v in vectors(name)]
    assert len(questions) >= 30
    assert [q for q in questions if resolve(q, before).how != "complete"] == []


def test_without_turns_every_question_stands_for_itself() -> None:
    told = resolve("那2024年呢？", [])
    assert (told.question, told.changed, told.how) == ("那2024年呢？", False, "complete")


PIECES = [
    "2024年",
    "2021年",
    "2023年底",
    "德国",
    "海州市",
    "利润",
    "产值",
    "它",
    "该市",
    "他们",
    "呢",
    "吗",
    "多少",
    "是",
    "有",
    "的",
    "为什么",
    "谁",
    "说",
    "哪些",
    "集群",
    "企业",
    "林小燕",
    "怎么看",
    "？",
    "，",
    "那",
    "全国",
    "3个",
    "增长",
    "“",
    "”",
    "《",
    "》",
    "1.5%",
]
TALK = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(TALK, st.lists(st.builds(Exchange, TALK, TALK), max_size=4))
def test_no_number_is_invented_and_nothing_fails(text: str, turns: list[Exchange]) -> None:
    told = resolve(text, turns)
    known = set(re.findall(r"\d+", " ".join([text, *(f"{t.question} {t.short_answer}" for t in turns)])))
    assert set(re.findall(r"\d+", told.question)) <= known
    assert told.changed or told.question == text


@given(st.text(max_size=30), st.lists(st.builds(Exchange, st.text(max_size=30)), max_size=3))
def test_any_text_can_be_said(text: str, turns: list[Exchange]) -> None:
    assert resolve(text, turns).how


def test_a_follow_up_is_answered_as_its_full_question_and_says_so() -> None:
    asker = assistant()
    answer = asker.ask("同比增长多少？", turns=[Exchange(PORT)])
    assert answer.question == "同比增长多少？"
    assert answer.understood_as == "海州港2024年集装箱吞吐量同比增长多少？"
    assert (answer.status, answer.short_answer) == ("answered", "8.3%")
    assert answer.claims == asker.ask("海州港2024年集装箱吞吐量同比增长多少？").claims


def test_a_question_of_its_own_is_answered_to_the_byte_as_without_turns() -> None:
    asker = assistant()
    for question in (PORT, "什么是冷链物流？", "海州港2019年集装箱吞吐量是多少？"):
        assert record(asker.ask(question, turns=[Exchange(DEFINITION)])) == record(asker.ask(question))
        assert "understood_as" not in record(asker.ask(question))


def test_who_said_it_is_told_from_the_citation_of_the_answer_before() -> None:
    before = assistant().ask(DEFINITION)
    answer = assistant().ask("谁说的？", turns=[Exchange(DEFINITION, "不是这句")])
    assert (answer.status, answer.short_answer) == ("answered", "周文博")
    assert answer.derived is not None
    assert answer.derived.rule == "speaker"
    assert answer.citations == before.citations
    assert all(verify_quote(c, shelf().document(c.document)).holds for c in answer.citations)


def test_which_document_says_it_is_told_by_its_title() -> None:
    answer = assistant().ask("依据是什么？", turns=[Exchange(PORT)])
    assert (answer.status, answer.short_answer) == ("answered", "《海州港集装箱吞吐量再创新高》")
    assert any("port" in note for note in answer.notes)


def test_where_the_text_names_no_speaker_none_is_made_up() -> None:
    answer = assistant().ask("这是谁说的？", turns=[Exchange(PORT)])
    assert (answer.status, answer.short_answer) == ("partial", None)
    assert answer.refusal is not None
    assert answer.refusal.missing == ("说话人",)
    assert answer.claims


def test_a_refusal_has_no_source_to_tell() -> None:
    answer = assistant().ask("谁说的？", turns=[Exchange("海州港2019年集装箱吞吐量是多少？")])
    assert (answer.status, answer.claims) == ("refused", ())
    assert "没有得到回答" in answer.answer


def test_a_source_is_asked_of_the_last_answer_through_follow_ups() -> None:
    turns = [Exchange("海州港2024年集装箱吞吐量是多少？"), Exchange("谁说的？"), Exchange("同比增长多少？")]
    answer = assistant().ask("哪份文件说的？", turns=turns)
    assert answer.understood_as == "海州港2024年集装箱吞吐量同比增长多少，依据是哪份文件？"


def test_what_cannot_be_told_is_asked_back() -> None:
    answer = assistant().ask("还有呢？", turns=[Exchange(PORT)])
    assert (answer.status, answer.understood_as) == ("refused", None)
    assert answer.refusal is not None
    assert answer.refusal.reason == "unclear_follow_up"
    assert "请写出完整的问题，例如“" in answer.answer


def test_an_earlier_follow_up_that_could_not_be_told_is_passed_over() -> None:
    told = resolve("同比增长多少？", [Exchange(PORT), Exchange("还有呢？")])
    assert told.question == "海州港2024年集装箱吞吐量同比增长多少？"


def test_the_person_asked_for_is_found_again_where_the_client_sent_no_answer() -> None:
    turns = [Exchange("谁认为应当加快建设产地预冷设施？")]
    for known in ("", "林小燕"):
        answer = assistant().ask("她的职务是什么？", turns=[Exchange(turns[0].question, known)])
        assert answer.understood_as == "林小燕的职务是什么？"


@pytest.mark.parametrize("text", ["那2023年呢？", "谁说的？", "还有呢？", "她怎么看？", "德国呢？", "为什么？"])
def test_every_answer_in_a_conversation_fits_the_schema(text: str) -> None:
    plain = record(assistant().ask(text, turns=[Exchange(DEFINITION), Exchange(PORT)]))
    jsonschema.validate(json.loads(json.dumps(plain)), answer_schema())


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library: Path = tmp_path_factory.mktemp("seeds")
    build_library(SEEDS, library, IndexSettings())
    return open_assistant(library, IndexSettings(), AnswerSettings())


def test_a_conversation_over_the_source_documents(asker: Assistant) -> None:
    turns: list[Exchange] = []
    for question, short in (
        ("德国打造了多少个世界级产业集群？", "15个"),
        ("日本呢？", "17个"),
        ("谁说的？", "赵作权"),
        ("那挪威呢？", "4个"),
    ):
        answer = asker.ask(question, turns=turns)
        assert answer.short_answer == short
        turns.append(Exchange(question, answer.short_answer or ""))
