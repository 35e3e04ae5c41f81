"""All settings of answering, in one frozen record that is passed in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerSettings:
    """Limits and thresholds.

    `candidates`: passages read for an answer; `passages`: of these, shown. `sentences`: most sentences of a short answer,
    `items`: most items of a list. `support`: least likelihood (0..1, by the learned ranker) that a sentence answers; at .2 .94
    (newsqa) and .97 (drcd) of the right sentences are shown, and .09 and .02 of questions whose document is taken away.
    `support_open`: the same for questions answered in sentences; `carried`: share of their words, by rarity, that a sentence with
    its headings must hold to be shown all the same. `least_carried`: the same share below which nothing is shown. `stated`: share of a yes/no question's words that a sentence must hold to be
    shown whatever its support. `doubtful`, `least_likely`: a sentence that holds less than the
    first share of the question's words is shown only where the learned refusal gives it the second likelihood; on train questions whose
    source was taken away this halves what is answered all the same, and costs one right answer in fifty. `judged`: of the best sentences that fall short of these, so many are put to the learned refusal
    (`rag.refusing.refusal`), which has a threshold of its own. `read`: of the best units so many are read by the small reader
    (`rag.choosing.second_opinion`), of those that lie at most `read_within` below the best; `reader_weight`: what its score counts beside
    the ranker's, fitted on held-back questions by `rag.training.encoder`. `turns`: most earlier questions of a conversation that are taken, each as
    long as a question.
    """

    candidates: int = 30
    passages: int = 10
    sentences: int = 3
    items: int = 12
    closest: int = 3
    support: float = 0.2
    support_open: float = 0.1
    carried: float = 0.9
    least_carried: float = 0.25
    stated: float = 0.72
    doubtful: float = 0.5
    least_likely: float = 0.15
    judged: int = 6
    read: int = 6
    read_within: float = 2.0
    reader_weight: float = 0.85
    question_length: int = 2000
    turns: int = 10
    body_bytes: int = 64_000
    top_k: int = 50
    json_depth: int = 32
