"""`eval.briefings`: what a briefing on a topic is measured by, on planted manuscripts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import eval.briefings as module
from eval.briefings import Point, Topic, main, read_topics, score, summary
from rag.assistant import Assistant
from rag.briefing.models import Briefing, Section
from tests.drafting_kit import assistant_on, real

OPEN = Path(module.__file__).with_name("topics") / "open"


def point(name: str, *strings: str, importance: str = "vital") -> Point:
    return Point(name, importance, name, (), strings)


def topic(*points: Point, length: int = 1200, must_not: tuple[str, ...] = (), absent: tuple[str, ...] = ()) -> Topic:
    return Topic("t-01", "vectors", "青屿市海洋渔业", "专题简报", length, points, must_not=must_not, absent=absent)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> "Plant":
    return Plant(monkeypatch)


class Plant:
    """Scores a topic as if the drafting had given a certain briefing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, asked: Topic, briefing: Briefing) -> module.Score:
        self._monkeypatch.setattr(module, "brief", lambda _commission, _assistant: briefing)
        return score(asked, self.assistant)[0]

    @property
    def assistant(self) -> Assistant:
        return assistant_on("vectors")


def shown(briefing: Briefing) -> list[str]:
    """The texts of the lines of its sections."""
    lines = {line.id: line.claim.text for line in briefing.lines}
    return [lines[name] for section in briefing.sections for name in section.lines]


def only(briefing: Briefing, *parts: str) -> Briefing:
    """A briefing of one section, with the lines that hold these words, in this order."""
    names = [next(line.id for line in briefing.lines if part in line.claim.text) for part in parts]
    section = Section("S1", "情况", tuple(names))
    return replace(briefing, sections=(section,), figures=(), disagreements=())


def test_a_point_is_told_where_all_its_strings_stand_in_one_sentence(planted: Plant) -> None:
    briefing = only(real("fishery"), "国家级海洋牧场示范区7个", "89.1万吨")
    told = planted(
        topic(
            point("one sentence", "海洋牧场示范区7个", "网箱43台"),
            point("white space aside", "89.1 万吨"),
            point("two sentences", "海洋牧场示范区7个", "89.1万吨"),
            point("nowhere", "1987年"),
        ),
        briefing,
    ).told
    assert set(told) == {"one sentence", "white space aside"}


def test_vital_points_are_counted_apart(planted: Plant) -> None:
    asked = topic(point("a", "89.1万吨"), point("b", "89.1万吨", importance="okay"), point("c", "1987年"))
    result = planted(asked, only(real("fishery"), "89.1万吨"))
    assert (result.vital, len(result.told)) == (1, 2)


def test_a_row_of_a_table_tells_a_point_with_its_label_and_figure(planted: Plant) -> None:
    base = real("fishery")
    sheets = tuple(sheet for section in base.sections for sheet in section.sheets)
    briefing = replace(base, sections=(Section("S1", "情况", (), sheets=sheets),), figures=(), disagreements=())
    asked = topic(point("row", "临汐区", "31.5"), point("two rows", "临汐区", "24.8"))
    assert planted(asked, briefing).told == ("row",)


def test_what_is_said_again_is_counted_and_values_set_side_by_side_are_not(planted: Plant) -> None:
    base = real("fishery")
    once = planted(topic(), base)
    text = shown(base)[0]
    first = next(line for line in base.lines if line.claim.text == text)
    again = replace(first, id="again")
    twice = replace(base, lines=(*base.lines, again), sections=(*base.sections, Section("S99", "又", ("again",))))
    assert base.disagreements
    assert planted(topic(), twice).repeated == once.repeated + 1
    assert planted(topic(), replace(base, disagreements=())).repeated == once.repeated


def test_what_must_not_be_said_is_found_where_it_is_said(planted: Plant) -> None:
    briefing = only(real("fishery"), "89.1万吨")
    assert planted(topic(must_not=("89.1 万吨", "1987年")), briefing).wrong == ("89.1 万吨",)


def test_the_length_is_that_of_the_sentences_shown(planted: Plant) -> None:
    briefing = only(real("fishery"), "89.1万吨", "国家级海洋牧场示范区7个")
    assert planted(topic(), briefing).characters == sum(map(len, shown(briefing)))


def test_a_sentence_that_is_no_quote_counts_as_unproven(planted: Plant) -> None:
    briefing = only(real("fishery"), "89.1万吨", "国家级海洋牧场示范区7个")
    assert planted(topic(), briefing).proven == planted(topic(), briefing).sentences == 2
    lines = tuple(
        replace(line, claim=replace(line.claim, text=line.claim.text.replace("89.1", "98.1")))
        for line in briefing.lines
    )
    assert planted(topic(), replace(briefing, lines=lines)).proven == 1


def test_a_quote_that_differs_from_its_document_counts_as_unproven(planted: Plant) -> None:
    briefing = only(real("fishery"), "89.1万吨")
    citations = tuple(replace(c, spans=tuple((a + 1, b) for a, b in c.spans)) for c in briefing.citations)  # type: ignore[misc]
    assert planted(topic(), replace(briefing, citations=citations)).proven == 0


def test_what_is_absent_is_named_by_a_gap_or_a_section_left_out(planted: Plant) -> None:
    briefing = replace(real("fishery"), uncovered=(), left_out=("国外经验",))
    result = planted(topic(absent=("国外经验", "渔民的养老金")), briefing)
    assert result.named == ("国外经验",)


def test_the_sums_over_topics_are_shares_of_all_points_and_sentences(planted: Plant) -> None:
    briefing = only(real("fishery"), "89.1万吨")
    one = planted(topic(point("a", "89.1万吨"), length=100), briefing)
    other = planted(topic(point("a", "89.1万吨"), point("b", "1987年"), point("c", "1988年"), length=50), briefing)
    told = summary([one, other])
    assert told["topics"] == 2
    assert told["verified"] == 1.0
    assert told["points"] == told["vital"] == 0.5
    size = len(shown(briefing)[0])
    assert told["length"] == round((size / 100 + size / 50) / 2, 3)


def test_no_topics_make_no_division_by_nothing() -> None:
    assert summary([])["points"] == 0.0


def test_every_string_of_the_open_topics_stands_in_a_document_of_their_corpus() -> None:
    root = Path(__file__).parent.parent
    for asked in read_topics(OPEN):
        corpus = "".join(p.read_text("utf-8") for p in (root / asked.corpus).iterdir() if p.suffix in (".txt", ".md"))
        bare = re.sub(r"\s+", "", corpus)
        for one in asked.points:
            assert all(re.sub(r"\s+", "", string) in bare for string in one.strings), (asked.id, one.id)
            assert one.importance in ("vital", "okay")


def test_the_command_prints_a_line_for_an_open_topic_and_its_sums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "open").mkdir()
    asked = topic(point("a", "89.1万吨"))
    plain = {name: getattr(asked, name) for name in ("id", "corpus", "topic", "form", "length")}
    points = [{"id": "a", "importance": "vital", "point": "产量", "evidence": [], "strings": ["89.1万吨"]}]
    (tmp_path / "open" / "t-01.json").write_text(json.dumps({**plain, "points": points}), "utf-8")
    monkeypatch.setattr(module, "TOPICS", tmp_path)
    monkeypatch.setattr(module, "assistants", lambda _root, _corpora: {"vectors": assistant_on("vectors")})
    assert main(["--half", "open"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("t-01")
    assert "vital 1/1" in printed
    assert json.loads(printed[printed.index("{") :])["open"]["verified"] == 1.0
