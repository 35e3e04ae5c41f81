"""Briefings on the topics of eval/topics: floors that only go up. Of the closed half only sums are looked at."""

from functools import cache

import pytest

from eval.briefings import TOPICS, Score, assistants, read_topics, score, summary
from tests.texts import SEEDS

FLOORS = {"open": {"points": 0.57, "vital": 0.65}, "closed": {"points": 0.45, "vital": 0.55}}


@cache
def scores(half: str) -> tuple[Score, ...]:
    topics = read_topics(TOPICS / half)
    ready = assistants(SEEDS.parent, (topic.corpus for topic in topics))
    return tuple(score(topic, ready[topic.corpus])[0] for topic in topics)


@pytest.mark.parametrize("half", ["open", "closed"])
def test_every_sentence_is_proven_and_nothing_wrong_is_stated(half: str) -> None:
    sums = summary(scores(half))
    assert sums["topics"] >= 9
    assert sums["verified"] == 1.0
    assert sums["must_not"] == 0


@pytest.mark.parametrize("half", ["open", "closed"])
def test_the_points_of_a_good_briefing_are_told_as_before(half: str) -> None:
    sums = summary(scores(half))
    for name, least in FLOORS[half].items():
        assert sums[name] >= least, name


@pytest.mark.parametrize("half", ["open", "closed"])
def test_little_is_said_twice_and_the_length_is_about_what_was_asked(half: str) -> None:
    sums = summary(scores(half))
    assert sums["repeated"] <= 0.06
    assert 0.8 <= sums["length"] <= 1.25
