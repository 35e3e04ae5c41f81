"""The reader's say in the order of the units that may be shown: near ones alone, within its kinds, and none without weights."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from index.reader import model as reader_model
from index.reader.inputs import Candidate, Floats
from index.reader.model import shipped
from rag.asking.questions import analyse
from rag.choosing.scoring import Rated
from rag.choosing.second_opinion import READ, second_opinion
from rag.finding.evidence import Found, Unit, units_of
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

TEXT = """# 渔港建设

渔港的码头在2021年完成了第一次检修。渔港的码头采用全自动化装卸系统。渔港的码头受到各方好评。渔港的码头由渔港集团管理。
"""
ASKED = analyse("渔港的码头采用的是什么系统？")
SETTINGS = AnswerSettings(read=4, read_within=3.0, reader_weight=1.0)


@cache
def units() -> list[Unit]:
    shelf = FakeShelf([document(TEXT, "harbour")])
    chunks = shelf.chunks("harbour")
    return [u for n, c in enumerate(chunks) for u in units_of(Found(c, n, 1.0, 0.5), shelf.document("harbour"))]


def rated(scores: Sequence[float], support: float = 0.5) -> list[Rated]:
    return [Rated(u, 0.5, (), s, support, 0.5) for u, s in zip(units(), scores, strict=True)]


def opinions() -> Floats:
    reader = shipped()
    assert reader is not None
    return reader.score(ASKED.text, [Candidate(u.text, u.before, u.headings) for u in units()])


def texts(found: Sequence[Rated]) -> list[str]:
    return [one.unit.text for one in found]


def test_near_units_stand_in_the_order_of_both_scores_together() -> None:
    before = rated([3.0, 2.9, 2.8, 2.7])
    both = np.array([3.0, 2.9, 2.8, 2.7]) + opinions()
    after = second_opinion(ASKED, before, SETTINGS)
    assert texts(after) == [units()[i].text for i in np.argsort(-both)]
    assert texts(after)[0] == "渔港的码头采用全自动化装卸系统。"
    assert [one.score for one in after] == [3.0, 2.9, 2.8, 2.7]  # what follows goes by the distance of places


def test_the_readers_say_has_a_weight() -> None:
    before = rated([3.0, 2.9, 2.8, 2.7])
    assert second_opinion(ASKED, before, replace(SETTINGS, reader_weight=0.0)) == before


@pytest.mark.parametrize("settings", [replace(SETTINGS, read=1), replace(SETTINGS, read_within=0.05)])
def test_units_far_behind_keep_their_places(settings: AnswerSettings) -> None:
    before = rated([3.0, 2.9, 2.8, 2.7])
    assert second_opinion(ASKED, before, settings) == before


def test_only_the_first_units_are_read() -> None:
    before = rated([3.0, 2.9, 2.8, 2.7])
    after = second_opinion(ASKED, before, replace(SETTINGS, read=2))
    assert texts(after)[0] == "渔港的码头采用全自动化装卸系统。"
    assert after[2:] == before[2:]


def test_a_unit_that_a_rule_is_sure_of_stays_first() -> None:
    before = rated([3.0, 2.9, 2.8, 2.7], support=1.0)
    assert second_opinion(ASKED, before, SETTINGS) == before


def test_nothing_is_read_where_there_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_model, "shipped", lambda: pytest.fail("read"))
    assert second_opinion(ASKED, [], SETTINGS) == []
    assert second_opinion(ASKED, rated([3.0, 2.9, 2.8, 2.7])[:1], SETTINGS) == rated([3.0, 2.9, 2.8, 2.7])[:1]


def test_without_weights_the_order_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_model, "shipped", lambda: None)
    before = rated([3.0, 2.9, 2.8, 2.7])
    assert second_opinion(ASKED, before, SETTINGS) == before


def test_figures_names_and_rows_are_left_to_the_ranker_and_its_rules() -> None:
    assert not READ & {"number", "entity", "who_said", "table", "definition"}
