"""Traditional characters find what simplified ones find, and the other way round."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build_library
from index.library import Library, OutdatedError
from index.search.terms import find_terms, normalise
from index.simplified import simplified_points, simplify
from rag.asking.questions import analyse
from rag.language.lexicon import content, fold
from tests.libraries import SETTINGS, LetterEmbedder, write

MIXED = st.text(st.sampled_from("國国進进製制業业後后乾干頭头發发群羣麵面薴苎𠁞a1.é\u200b①Ａ\n"), max_size=20)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("國家先進製造業集羣", "国家先进制造业集群"),
        ("龍頭企業與產業鏈", "龙头企业与产业链"),
        ("發展、頭髮、乾燥、後來、裡面、裏面", "发展、头发、干燥、后来、里面、里面"),
        ("臺灣電機廠", "台湾电机厂"),
        ("著名", "著名"),
        ("", ""),
    ],
)
def test_known_words(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


@given(MIXED)
def test_length_is_kept_and_a_second_time_changes_nothing(text: str) -> None:
    once = simplify(text)
    assert len(once) == len(text)
    assert simplify(once) is once


@pytest.mark.parametrize("text", ["先进制造业集群", "plain ASCII", ""])
def test_a_text_without_traditional_characters_is_given_back_itself(text: str) -> None:
    assert simplify(text) is text


def test_the_table_is_sorted_and_none_of_its_targets_is_mapped_on() -> None:
    points = simplified_points()
    assert len(points) > 4000
    assert list(points) == sorted(points)
    assert not points.keys() & set(points.values())


@given(st.lists(MIXED, max_size=4))
def test_terms_are_those_of_the_simplified_text(texts: list[str]) -> None:
    ours, plain = find_terms(texts), find_terms([normalise(text) for text in texts])
    for n in range(len(texts)):
        assert sorted(ours.codes[ours.owners == n]) == sorted(plain.codes[plain.owners == n])


def test_terms_of_traditional_words() -> None:
    terms = find_terms(["國家製造業", "国家制造业"])
    assert sorted(terms.codes[terms.owners == 0]) == sorted(terms.codes[terms.owners == 1])
    assert len(terms.codes) == 2 * (5 + 4)


def test_folding_drops_script_and_invisible_characters_alike() -> None:
    assert fold("國家\u200b 先進\u00ad製造業") == "国家先进制造业"
    assert content("集羣有多少家企業").split() == content("集群有多少家企业").split()


def test_a_traditional_question_is_read_as_the_simplified_one() -> None:
    asked, plain = "廣東省２０２３年「電動車」產值是多少?", "广东省2023年“电动车”产值是多少？"
    assert analyse(asked).text == asked
    assert dataclasses.replace(analyse(asked), text=plain) == analyse(plain)
    assert analyse(asked).places == ("广东",)
    assert analyse(asked).years == ("2023",)
    assert analyse(asked).literals == ("电动车",)


def test_either_script_finds_documents_of_both(tmp_path: Path) -> None:
    write(
        tmp_path / "in",
        simplified="临川市渔业合作社的发展情况良好，渔民收入增长。\n",
        traditional="臨川市漁業合作社的發展情況良好，漁民收入增長。\n",
        other="南浦的天气晴朗，适合出游。\n",
    )
    embedder = LetterEmbedder()
    build_library(tmp_path / "in", tmp_path / "library", SETTINGS, embedder=embedder)
    assert "臨" not in "".join(embedder.texts)
    library = Library.open(tmp_path / "library", SETTINGS, embedder)
    for query in ("漁業合作社發展", "渔业合作社发展"):
        hits = library.search(query, 2)
        assert {hit.chunk.document for hit in hits} == {"simplified", "traditional"}
        assert hits[0].score == hits[1].score
        assert "臨川市漁業" in next(h.chunk.text for h in hits if h.chunk.document == "traditional")
    assert "漁" not in "".join(embedder.texts)


def test_a_library_made_before_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in", a="臨川市漁業合作社。\n")
    with monkeypatch.context() as before:
        before.setattr("index.storage.recipe.TERMS", "terms-1")
        build_library(tmp_path / "in", tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    with pytest.raises(OutdatedError, match="词项"):
        Library.open(tmp_path / "library", SETTINGS, LetterEmbedder())
