"""Systems whose scores are known beforehand: an oracle, one that always refuses, one that quotes everything, liars."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from eval.exporting import text_of
from eval.models import Case, Evidence, Found, Range, Suite, Way

Record = dict[str, Any]
REFUSAL: Record = {"status": "refused", "answer": "文档中没有。", "short_answer": None, "claims": [], "citations": []}


class Scripted:
    """A system that answers each case of a suite by a function of it; it finds the gold and nothing else."""

    def __init__(self, suite: Suite, answer: Callable[[Case, Suite], Record]) -> None:
        self._suite, self._answer = suite, answer
        self._cases = {case.question: case for case in suite.cases}

    def ask(self, question: str) -> Record:
        return self._answer(self._cases[question], self._suite)

    def search(self, question: str, limit: int, how: Way) -> list[Found]:  # noqa: ARG002 - all retrievers alike
        return [_found(evidence) for evidence in self._cases[question].evidence][:limit]

    def passages(self) -> list[Found]:
        return [_found(evidence) for case in self._suite.cases for evidence in case.evidence]


def _found(evidence: Evidence) -> Found:
    return Found(evidence.doc, evidence.spans)


def oracle(case: Case, suite: Suite) -> Record:
    """What is expected, proven by the first quote of each group; a refusal where there is nothing to be said."""
    if not case.answerable:
        return REFUSAL
    first = {evidence.group: evidence for evidence in reversed(case.evidence)}
    return answered(case, [citation(e.doc, e.spans, suite) for _, e in sorted(first.items())])


def answered(case: Case, citations: Sequence[Record]) -> Record:
    """The expected answer with some citations, a claim for each."""
    numbered = [{**cited, "n": n} for n, cited in enumerate(citations, 1)]
    claims = [{"text": cited["quote"], "citations": [cited["n"]]} for cited in numbered]
    said = "\n".join(f"{claim['text']}[{n}]" for n, claim in enumerate(claims, 1))
    record = {
        "status": "answered",
        "answer": said,
        "short_answer": short(case),
        "claims": claims,
        "citations": numbered,
    }
    return record | ({"derived": {"rule": "count", "inputs": [1]}} if case.derived else {})


def short(case: Case) -> str:
    """One form of each answer and point; before them yes or no where that is asked."""
    spec = case.answer_spec
    truth = [("是" if spec.value else "否")] if spec and isinstance(spec.value, bool) else []
    return "；".join([*truth, *(options[0] for options in case.answers), *(nugget.any[0] for nugget in case.nuggets)])


def citation(document: str, spans: Sequence[Range], suite: Suite) -> Record:
    """A citation as the contract has it, as far as it is scored."""
    cut = "".join(suite.raw[document][a:b] for a, b in spans)
    sha256 = hashlib.sha256(cut.encode()).hexdigest()
    quote = text_of(suite.raw[document], spans)
    return {"document": document, "spans": [list(s) for s in spans], "quote": quote, "slice_sha256": sha256}


def empty(_case: Case, _suite: Suite) -> Record:
    """Always a refusal."""
    return REFUSAL


def everything(case: Case, suite: Suite) -> Record:
    """All documents, word for word."""
    whole = [citation(name, [Range(0, len(text))], suite) for name, text in sorted(suite.raw.items())]
    return answered(case, whole)


def shuffled(case: Case, suite: Suite) -> Record:
    """The right words, proven by the quotes of another case: valid ones, from other places."""
    other = elsewhere(case, suite)
    record = oracle(case, suite)
    if not case.answerable:
        return record
    lent = oracle(other, suite)
    numbers = [cited["n"] for cited in lent["citations"]]
    return record | {"citations": lent["citations"], "claims": [{**c, "citations": numbers} for c in record["claims"]]}


def elsewhere(case: Case, suite: Suite) -> Case:
    """An answerable case none of whose quotes touch those of a case."""
    others = [
        c for c in suite.cases if c.answerable and not any(_touch(a, b) for a in c.evidence for b in case.evidence)
    ]
    return others[hash_of(case.id) % len(others)]


def hash_of(name: str) -> int:
    """A number that is the same in every process."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def _touch(one: Evidence, other: Evidence) -> bool:
    return one.doc == other.doc and any(a < d and c < b for a, b in one.spans for c, d in other.spans)


def misplaced(case: Case, suite: Suite) -> Record:
    """Shuffled citations whose quotes are those that were promised: they do not stand at their places."""
    record, lent = oracle(case, suite), shuffled(case, suite)
    quotes = [cited["quote"] for cited in record["citations"]]
    lies = [{**cited, "quote": quotes[n % len(quotes)]} for n, cited in enumerate(lent["citations"])]
    return lent | {"citations": lies}


def shifted(case: Case, suite: Suite) -> Record:
    """The right quotes, each of their places one character further on."""
    record = oracle(case, suite)
    moved = [{**cited, "spans": [[a + 1, b + 1] for a, b in cited["spans"]]} for cited in record["citations"]]
    return record | {"citations": moved}
