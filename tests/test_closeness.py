"""How much of a query stands close together in a passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.closeness import closeness, words_of

WORDS = {"网箱": 3.0, "补贴": 1.0}


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("每口网箱补贴多少另行规定。", 1.0),
        ("网箱由市里新建。补贴由县里发放。", 1.0),
        ("网箱由市里新建。码头也是。补贴由县里发放。", 0.75),
        ("补贴由县里发放。", 0.25),
        ("码头由市里新建。", 0.0),
        ("", 0.0),
    ],
)
def test_it_is_the_worth_that_two_neighbouring_sentences_hold(text: str, share: float) -> None:
    assert closeness(WORDS, text) == pytest.approx(share)


def test_what_stands_in_the_headings_alone_counts_half() -> None:
    assert closeness(WORDS, "补贴由县里发放。", "第一章 网箱") == pytest.approx((1.0 + 3.0 / 2) / 4)
    assert closeness(WORDS, "网箱补贴由县里发放。", "第一章 网箱") == 1.0


def test_text_is_matched_in_its_normal_form() -> None:
    assert closeness({"ai": 1.0, "网箱": 1.0}, "ＡＩ監測網箱。") == 1.0


def test_words_that_any_question_holds_are_worth_nothing() -> None:
    words = words_of("深水网箱的补贴标准是多少")
    assert {"网箱", "补贴"} <= words.keys()
    assert not {"的", "是", "多少"} & words.keys()
    assert words["网箱"] > words["补贴"]


def test_a_query_without_words_is_close_to_nothing() -> None:
    assert closeness(words_of("？！"), "网箱补贴。") == 0.0


@given(st.lists(st.sampled_from(["网箱新建。", "补贴发放；", "码头。", "网箱补贴，", "\n"]), max_size=8))
def test_more_text_is_never_less_close(sentences: list[str]) -> None:
    shares = [closeness(WORDS, "".join(sentences[:n])) for n in range(len(sentences) + 1)]
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares)
