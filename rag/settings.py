"""All settings of answering, in one frozen record that is passed in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerSettings:
    """Limits and thresholds.

    `candidates`: passages read for an answer; `passages`: of these, shown. `sentences`: most sentences of a short answer,
    `items`: most items of a list. `coverage`: least share (0..1, by weight) of the question's words that a sentence with its
    headings must carry; `nearness`: a passage at least this near in meaning (cosine) gets by with `coverage_if_near`.
    """

    candidates: int = 30
    passages: int = 10
    sentences: int = 3
    items: int = 12
    closest: int = 3
    coverage: float = 0.5
    nearness: float = 0.62
    coverage_if_near: float = 0.4
    question_length: int = 2000
    body_bytes: int = 64_000
    top_k: int = 50
    json_depth: int = 32
