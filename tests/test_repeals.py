"""What other documents of a library say of a document's being in force."""

import json
from pathlib import Path

import jsonschema
import pytest

from api.schemas import answer_schema
from index.building import build_library
from index.filters import SourceFilter
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.proof.repeals import core_of, is_revision, repeals_of
from rag.records import record
from rag.settings import AnswerSettings

OLD = "# 岚山县渡船管理办法\n\n2018年5月1日\n\n渡船每年检验2次。渡口应当配备救生圈。\n"
NEW = "# 岚山县渡船安全管理规定\n\n2023年3月1日\n\n渡船驾驶人员应当持证上岗。本规定自2023年4月1日起施行，《岚山县渡船管理办法》同时废止。\n"
FIRST = "# 岚山县茶园补贴实施细则\n\n2020年6月1日\n\n茶园补贴每亩300元。\n"
REVISED = "# 岚山县茶园补贴实施细则（2022年修订）\n\n2022年6月1日\n\n茶园改造由镇政府组织验收。\n"
PLAIN = "# 岚山县水库巡查制度\n\n2021年2月1日\n\n水库每周巡查3次。专家建议废止《岚山县水库巡查制度》，目前尚无定论。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("repeals")
    texts = {"old": OLD, "new": NEW, "first": FIRST, "revised": REVISED, "plain": PLAIN}
    for name, text in texts.items():
        (place / f"{name}.txt").write_text(text, "utf-8")
    return place


@pytest.fixture(scope="module")
def asker(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = tmp_path_factory.mktemp("library")
    build_library(folder, library, IndexSettings())
    return open_assistant(library, IndexSettings(), AnswerSettings())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本办法自2021年起施行，《冷库管理办法》同时废止。", "《冷库管理办法》同时废止"),
        (
            "原《冷库管理办法》（海政发〔2019〕12号）自本办法施行之日起废止。",
            "《冷库管理办法》（海政发〔2019〕12号）自本办法施行之日起废止",
        ),
        ("《冷链条例》和《冷库管理办法》一并废止。", "《冷链条例》和《冷库管理办法》一并废止"),
        ("现决定废止《冷库管理办法》。", "决定废止《冷库管理办法》"),
        ("本标准代替《冷库管理办法》。", "代替《冷库管理办法》"),
        ("《冷库管理办法》已被《冷链条例》取代。", "《冷库管理办法》已被《冷链条例》取代"),
        ("《关于印发〈冷库管理办法〉的通知》同时废止。", "《关于印发〈冷库管理办法〉的通知》同时废止"),
        ("专家建议废止《冷库管理办法》。", ""),
        ("《冷库管理办法》不再修改，继续有效。", ""),
        ("《冷库管理办法》第三条同时废止。", ""),
        ("《冷库管理办法》不应废止。", ""),
        ("本办法施行后，《冷库建设指南》同时废止。", ""),
        ("若《冷库管理办法》废止，按新规定办理。", ""),
    ],
)
def test_a_text_says_that_a_title_is_repealed(text: str, words: str) -> None:
    assert next((said.words for said in repeals_of("冷库管理办法", text)), "") == words


@pytest.mark.parametrize(
    ("title", "other", "revised"),
    [
        ("冷库条例（2023年修订）", "冷库条例", True),
        ("冷库条例（2023年修订）", "冷库条例（2019年修订）", True),
        ("冷库条例（2019年修订）", "冷库条例（2023年修订）", False),
        ("冷库条例（修正版）", "冷库条例", True),
        ("冷库条例（试行）", "冷库条例", False),
        ("渔港条例（2023年修订）", "冷库条例", False),
    ],
)
def test_a_title_names_a_revision_of_another(title: str, other: str, revised: bool) -> None:
    assert is_revision(title, other) is revised


def test_a_notice_is_compared_as_what_it_issues() -> None:
    assert core_of("岚山县人民政府关于印发《渡船办法》的通知") == "渡船办法"


def test_an_answer_from_a_repealed_document_says_who_repealed_it(asker: Assistant, folder: Path) -> None:
    answer = record(asker.ask("岚山县渡船每年检验几次？"))
    ended = answer["citations"][0]["standing"]["superseded"]
    assert (answer["citations"][0]["document"], ended["how"], ended["document"]) == ("old", "document", "new")
    raw = (folder / "new.txt").read_text("utf-8")
    assert "".join(raw[a:b] for a, b in ended["spans"]) == ended["words"] == "《岚山县渡船管理办法》同时废止"
    note = "《岚山县渡船管理办法》已被另一份资料写明不再有效：“《岚山县渡船管理办法》同时废止”（《岚山县渡船安全管理规定》）"
    assert note in answer["notes"]
    jsonschema.validate(json.loads(json.dumps(answer)), answer_schema())


def test_an_answer_from_an_earlier_edition_names_the_revised_one(asker: Assistant) -> None:
    notes = asker.ask("岚山县茶园补贴每亩多少元？").notes
    assert "《岚山县茶园补贴实施细则》有修订后的版本，见《岚山县茶园补贴实施细则（2022年修订）》" in notes


@pytest.mark.parametrize("question", ["岚山县水库每周巡查几次？", "渡船驾驶人员应当怎样上岗？"])
def test_nothing_is_said_of_what_is_in_force(asker: Assistant, question: str) -> None:
    answer = asker.ask(question)
    assert answer.status == "answered"
    assert not [note for note in answer.notes if "不再有效" in note or "修订" in note]


def test_a_repeal_after_the_day_asked_for_is_not_told(asker: Assistant) -> None:
    answer = asker.ask("岚山县渡船每年检验几次？", sources=SourceFilter(as_of="2019"))
    assert answer.status == "answered"
    assert not [note for note in answer.notes if "不再有效" in note]
