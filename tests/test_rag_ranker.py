"""The shipped ranker: complete, inspectable, and its support falls where words of the question are lost."""

import json
from pathlib import Path

import pytest

from rag.asking.questions import analyse
from rag.choosing import ranker
from rag.choosing.scoring import weigh
from rag.finding.features import NAMES, features, lens_of
from rag.finding.retrieval import retrieve
from rag.language.words import class_of, is_name, is_noun
from tests.rag_kit import NEWS, FakeShelf, document


def test_the_weights_are_those_of_the_features() -> None:
    stored = json.loads(Path(ranker.__file__).with_name("ranker.json").read_text(encoding="utf-8"))
    assert tuple(f["name"] for f in stored["features"]) == NAMES


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        ranker.Ranker({"features": [{"name": "x"}], "score": {}, "bias": 0.0})


def best_support(question: str) -> float:
    asked = analyse(question)
    evidence = retrieve(asked, FakeShelf([document(NEWS, "news")]), 30)
    lens = lens_of(asked, weigh(asked, evidence.found))
    return max(ranker.shipped().measure(features(lens, unit)).support for unit in evidence.units)


def test_a_question_whose_words_stand_in_a_sentence_has_more_support() -> None:
    there = best_support("2024年海州港完成集装箱吞吐量多少万标箱？")
    assert there > 0.5
    assert there > best_support("海州港旅客和粮食吞吐量多少万吨？")


@pytest.mark.parametrize(
    ("word", "kind"), [("株洲", "name"), ("企业", "noun"), ("增长", "verb"), ("2024", "other"), ("owl", "name")]
)
def test_the_class_of_a_word(word: str, kind: str) -> None:
    assert class_of(word) == kind


def test_common_words_the_dictionary_tags_as_names_are_none() -> None:
    assert is_name("底特律", 0.97)
    assert not is_name("城市", 0.46)
    assert is_noun("企业")
    assert not is_noun("费掏")  # the ends of two words
