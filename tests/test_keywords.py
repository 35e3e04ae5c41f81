"""Terms and word search."""

import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.keywords import MOST_CHUNKS, ByChunk, TermCollector, Words, count_terms
from index.search.terms import _normal_points, find_terms, normalise
from index.settings import WordSettings

SETTINGS = WordSettings(k1=0.9, b=0.4)
TEXTS = st.lists(st.text("集群产值a1. ，", max_size=12), min_size=1, max_size=8)


def spelt(text: str) -> Counter[str]:
    """The terms of a text of the test's alphabet, one character at a time."""
    terms: Counter[str] = Counter()
    run = ""
    for i, c in enumerate([*text, " "]):
        number = c == "." and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit()
        if c in "a1" or number:
            run += c
            continue
        terms.update([run] if run else [])
        run = ""
        if c in "集群产值":
            terms[c] += 1
            pair = text[i : i + 2]
            terms.update([pair] if len(pair) == 2 and pair[1] in "集群产值" else [])
    return terms


def indexed(texts: list[str]) -> Words:
    return Words.build(*count_terms(texts))


def test_the_highest_score_is_what_endless_repetition_of_every_term_would_give() -> None:
    texts = ["集群产值", "产值a1", "集"]
    judged = indexed(texts).judged("集群集 a1 产业", SETTINGS)
    having = {"集": 2, "群": 1, "集群": 1, "群集": 0, "a1": 1, "产": 2, "业": 0, "产业": 0}
    times = {"集": 2}
    rarity = {term: math.log(1 + (3 - n + 0.5) / (n + 0.5)) for term, n in having.items()}
    assert judged.highest == pytest.approx(sum(w * times.get(t, 1) for t, w in rarity.items()))
    assert max(judged.scores) < judged.highest


def formula(texts: list[str], query: str, settings: WordSettings) -> list[float]:
    """BM25 as Lucene writes it, term by term."""
    counted = [spelt(text) for text in texts]
    mean = sum(c.total() for c in counted) / len(texts) or 1
    scores = []
    for counts in counted:
        score = 0.0
        for term, times in spelt(query).items():
            holders = sum(term in c for c in counted)
            idf = math.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
            norm = settings.k1 * (1 - settings.b + settings.b * counts.total() / mean)
            score += times * idf * counts[term] / (counts[term] + norm)
        scores.append(score)
    return scores


@given(TEXTS)
def test_terms_are_characters_pairs_and_runs(texts: list[str]) -> None:
    found = find_terms(texts)
    for number, text in enumerate(texts):
        mine = Counter(found.codes[found.owners == number].tolist())
        assert sorted(mine.values()) == sorted(spelt(text).values())


@pytest.mark.parametrize(
    ("one", "other"),
    [("２０２４年", "2024年"), ("ＧＤＰ", "gdp"), ("集\u200b群", "集群"), ("葛\ufe00", "葛"), ("①", "1"), ("㎏", "kg")],
)
def test_spellings_of_the_same_thing_have_the_same_terms(one: str, other: str) -> None:
    assert sorted(find_terms([one]).codes) == sorted(find_terms([other]).codes)


@pytest.mark.parametrize(
    ("one", "other"),
    [("4.5", "45"), ("4.5", "4 5"), ("2024", "202"), ("集 群", "集群"), ("ab", "ba"), ("𠀀", "𠀁"), ("1", "一")],
)
def test_different_things_have_different_terms(one: str, other: str) -> None:
    assert sorted(find_terms([one]).codes) != sorted(find_terms([other]).codes)


@given(st.lists(st.text(max_size=8), max_size=4))
def test_texts_in_a_batch_have_the_terms_of_their_normal_form_alone(texts: list[str]) -> None:
    found = find_terms(texts)
    for number, text in enumerate(texts):
        alone = find_terms([normalise(text)])
        assert sorted(found.codes[found.owners == number]) == sorted(alone.codes)


@given(
    st.text(
        st.sampled_from("Ａａ１＋。，“…　㎏①é\u0301\u0308Σσςİ집ㅈㅣ\u1100\u1161が\u3099産ﬁ葛\U0002f800"), max_size=8
    )
)
def test_characters_are_folded_as_unicode_says(text: str) -> None:
    points, _ = _normal_points([text, "集群"])
    assert [chr(point) for point in points] == [*normalise(text), "\n", "集", "群", "\n"]


@pytest.mark.parametrize("text", ["", " \n\t", "，。！？…——", "🎉", "\ud800", "\0", "\u200b", "."])
def test_what_is_no_letter_is_no_term(text: str) -> None:
    assert len(find_terms([text]).codes) == 0


def test_no_term_reaches_from_one_text_into_the_next() -> None:
    apart = find_terms(["集", "群", "20", "24"])
    assert sorted(apart.owners) == [0, 1, 2, 3]


def test_runs_of_any_length_differ_by_their_last_letter() -> None:
    assert find_terms(["a" * 5000 + "b"]).codes != find_terms(["a" * 5000 + "c"]).codes


@given(TEXTS, st.text("集群产值a1. ，", max_size=12))
def test_scores_are_those_of_the_formula(texts: list[str], query: str) -> None:
    found = indexed(texts).scores(query, SETTINGS)
    assert found == pytest.approx(np.array(formula(texts, query, SETTINGS)), rel=1e-5, abs=1e-6)


def test_scores_are_those_of_the_library_bm25s_itself() -> None:
    texts = ["集群产值集群", "产值", "a1 集群 a1", "群"]
    theirs = bm25s.BM25(k1=SETTINGS.k1, b=SETTINGS.b, method="lucene")
    theirs.index([list(spelt(text).elements()) for text in texts], show_progress=False)
    wanted = theirs.get_scores(list(spelt("集群的产值 a1").elements()))
    assert indexed(texts).scores("集群的产值 a1", SETTINGS) == pytest.approx(wanted, rel=1e-5)


@given(TEXTS, st.text("集群产值a1. ，", max_size=12), st.integers(-1, 12))
def test_search_gives_the_best_with_a_score_and_equal_ones_in_order(texts: list[str], query: str, k: int) -> None:
    words = indexed(texts)
    scores = words.scores(query, SETTINGS).tolist()
    ranked = sorted((n for n, score in enumerate(scores) if score > 0), key=lambda n: (-scores[n], n))
    assert words.search(query, k, SETTINGS) == [(n, scores[n]) for n in ranked[: max(k, 0)]]


@pytest.mark.parametrize("query", ["", "  ", "，。", "鑫", "zzz", "\ud800"])
def test_a_query_without_a_known_term_finds_nothing(query: str) -> None:
    assert indexed(["集群产值", "a1"]).search(query, 10, SETTINGS) == []


def test_any_number_may_be_asked_for() -> None:
    assert len(indexed(["集群", "集群产值", "a1"]).search("集群", 10**9, SETTINGS)) == 2


def test_a_term_repeated_in_the_query_counts_as_often() -> None:
    words = indexed(["集群", "产值"])
    once, twice = words.scores("集", SETTINGS), words.scores("集，集", SETTINGS)
    assert twice == pytest.approx(2 * once)


def test_an_index_of_nothing_finds_nothing() -> None:
    assert indexed(["，"]).search("集群", 5, SETTINGS) == []


def test_an_index_comes_back_from_the_disk_as_it_was(tmp_path: Path) -> None:
    words = indexed(["集群产值", "a1 集群", "，"])
    words.save(tmp_path)
    assert Words.open(tmp_path).search("集群 a1", 5, SETTINGS) == words.search("集群 a1", 5, SETTINGS)


@given(TEXTS, TEXTS)
def test_terms_added_in_parts_make_the_same_index(
    tmp_path_factory: pytest.TempPathFactory, a: list[str], b: list[str]
) -> None:
    collector = TermCollector(tmp_path_factory.getbasetemp())
    collector.add(count_terms(a))
    collector.add(count_terms(b, len(a)))
    assert_same(collector.index(), indexed([*a, *b]))


@given(TEXTS, st.data())
def test_terms_taken_over_from_an_index_make_the_same_as_segmenting_again(
    texts: list[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(texts)))
    end = data.draw(st.integers(start, len(texts)))
    taken = ByChunk(indexed(texts)).counted(start, end, 0)
    if start < end:
        assert_same(Words.build(taken.packed.copy(), taken.lengths), indexed(texts[start:end]))
    else:
        assert len(taken.packed) == len(taken.lengths) == 0


def test_more_chunks_than_can_be_numbered_are_refused() -> None:
    with pytest.raises(ValueError, match="16777217 个片段"):
        Words.build(np.empty(0, np.uint64), np.zeros(MOST_CHUNKS + 1, np.int32))


def test_chunk_numbers_beyond_16_bits_are_kept() -> None:
    texts = [*["甲"] * 70_000, "乙"]
    assert indexed(texts).search("乙", 3, SETTINGS)[0].chunk == 70_000


def assert_same(one: Words, other: Words) -> None:
    for name in ("terms", "starts", "chunks", "counts", "lengths"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert (mine.dtype, mine.tolist()) == (theirs.dtype, theirs.tolist())
