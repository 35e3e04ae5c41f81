"""A question of two things at once: the figure of one of them is no short answer."""

import pytest

from rag.asking.questions import analyse
from rag.short_answers.joined import of_two


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("甲国和乙国有几个集群？", "甲国、乙国掀起热潮，目前甲国15个、乙国17个。"),
        ("装备业与高技术业增加值年均增长多少？", "我国装备业增加值 年均增长 7.9% 高技术业增加值 年均增长 8.7%"),
    ],
)
def test_each_of_two_things_has_a_figure_of_its_own(asked: str, text: str) -> None:
    assert of_two(analyse(asked), text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("甲国和乙国一共有几个集群？", "甲国和乙国一共有32个集群。"),
        ("研究与开发经费有多少亿元？", "研究与开发经费3.6万亿元，增长8%。"),
        ("甲国有几个集群？", "目前甲国15个、乙国17个。"),
        ("谁说甲国和乙国差不多？", "目前甲国15个、乙国17个。"),
    ],
)
def test_one_figure_for_both_or_one_thing_alone_is_answered(asked: str, text: str) -> None:
    assert not of_two(analyse(asked), text)
