"""Cases, rankings and answers in the forms other tools read: BEIR, TREC (ir_measures, trec_eval) and ragas.

A passage is relevant to a case as in `eval.retrieval`: it holds half of a gold quote. A case that no single passage is relevant
to keeps one row of relevance 0, so that it counts as missed in every tool instead of not at all.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from eval.matching import unmarked
from eval.models import WAYS, Case, Found, Range, Suite, System, Way
from eval.retrieval import Gold, is_relevant, offsets

Rankings = Mapping[Way, Mapping[str, Sequence[Found]]]  # by retriever and case id
_LIMIT = 10
_REFUSAL = "文档中没有这个问题的答案，应当拒答。"
_UNSAFE = re.compile(r"[\s%\"'\x00-\x1f\x7f]")


def rank(suite: Suite, system: System, limit: int = _LIMIT) -> dict[Way, dict[str, list[Found]]]:
    """What each retriever of a system finds for the answerable cases, best first."""
    return {way: {c.id: system.search(c.question, limit, way) for c in _answerable(suite)} for way in WAYS}


def to_beir(suite: Suite, passages: Sequence[Found], folder: Path) -> None:
    """Write `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. Unanswerable cases are queries without qrels."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    _write_json(folder / "corpus.jsonl", (_beir_passage(found, suite) for found in dict.fromkeys(passages)))
    _write_json(folder / "queries.jsonl", map(_beir_query, suite.cases))
    rows = "".join(f"{query}\t{passage}\t{grade}\n" for query, passage, grade in _judged(suite, passages))
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", "utf-8")


def to_trec(suite: Suite, passages: Sequence[Found], rankings: Rankings, folder: Path) -> None:
    """Write `qrels.txt` and a `<retriever>.run` for each ranking.

    Raises:
        ValueError: a ranking holds a passage that is not among all passages: its relevance would be unknown to the qrels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = set(passages)
    judged = (f"{query} 0 {passage} {grade}\n" for query, passage, grade in _judged(suite, passages))
    (folder / "qrels.txt").write_text("".join(judged), "utf-8")
    for way, ranked in rankings.items():
        (folder / f"{way}.run").write_text("".join(_run(way, ranked, known)), "utf-8")


def to_ragas(suite: Suite, records: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Write a line for each case as a ragas SingleTurnSample. `records`: answers by case id, in the contract's form.

    A case without an answer has an empty response, for it is a failure and no case less.
    """
    _write_json(path, (_ragas(case, records.get(case.id, {})) for case in suite.cases))


def passage_id(found: Found) -> str:
    """The id of a passage in what is written: document, first and last offset, and a hash where it has several spans."""
    name = f"{found.document}#{found.spans[0].start}-{found.spans[-1].end}"
    if len(found.spans) > 1:
        name += "~" + hashlib.sha256(repr([tuple(s) for s in found.spans]).encode()).hexdigest()[:8]
    return safe(name)


def safe(name: str) -> str:
    """A name without white space and quotes (percent-encoded), which the files' columns are told apart by."""
    return _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), name)


def text_of(raw: str, spans: Sequence[Range]) -> str:
    """The text of spans: put together where only a line break lies between, with a space where anything else does."""
    parts = [raw[spans[0].start : spans[0].end]]
    for before, after in pairwise(spans):
        between = raw[before.end : after.start]
        wrapped = not between.strip() and between.count("\n") == 1 and "\t" not in between
        words = raw[before.end - 1].isascii() and raw[after.start].isascii()
        parts += ["" if wrapped and not words else " ", raw[after.start : after.end]]
    return "".join(parts)


def _answerable(suite: Suite) -> list[Case]:
    return [case for case in suite.cases if case.answerable]


def _judged(suite: Suite, passages: Sequence[Found]) -> Iterator[tuple[str, str, int]]:
    sets = {found: offsets(found) for found in passages}
    for case in _answerable(suite):
        gold = Gold(case, suite.raw)
        relevant = [found for found, held in sets.items() if is_relevant(gold, found, held)]
        if relevant or passages:
            yield from ((safe(case.id), passage_id(found), int(bool(relevant))) for found in relevant or passages[:1])


def _run(way: Way, ranked: Mapping[str, Sequence[Found]], known: set[Found]) -> Iterator[str]:
    for name, found in ranked.items():
        strange = next((one for one in found if one not in known), None)
        if strange:
            raise ValueError(f"“{name}”的检索结果 {passage_id(strange)} 不在系统给出的全部段落之中，无法判定相关与否")
        for n, one in enumerate(found):
            # trec_eval goes by the score, not the rank, and breaks ties by id: whole numbers, none twice.
            yield f"{safe(name)} Q0 {passage_id(one)} {n + 1} {len(found) - n} jizheng-{way}\n"


def _beir_passage(found: Found, suite: Suite) -> dict[str, Any]:
    place = {"document": found.document, "spans": found.spans}
    text = text_of(suite.raw[found.document], found.spans)
    return {"_id": passage_id(found), "title": found.document, "text": text, "metadata": place}


def _beir_query(case: Case) -> dict[str, Any]:
    about = {"type": case.type, "answerable": case.answerable, "variant": case.variant}
    return {"_id": safe(case.id), "text": case.question, "metadata": about}


def _ragas(case: Case, record: Mapping[str, Any]) -> dict[str, Any]:
    refusal = record.get("refusal") or {}
    return {
        "user_input": case.question,
        "retrieved_contexts": [str(passage["text"]) for passage in record.get("passages") or ()],
        "response": unmarked(str(record.get("answer") or refusal.get("message") or "")).strip(),
        "reference": reference(case),
        "reference_contexts": _contexts(case),
    }


def reference(case: Case) -> str:
    """The right answer of a case as a sentence: one form of each answer and of each point."""
    if not case.answerable:
        return _REFUSAL
    spec = case.answer_spec
    truth = [("是" if spec.value else "否")] if spec and isinstance(spec.value, bool) else []
    points = [*(options[0] for options in case.answers), *(nugget.any[0] for nugget in case.nuggets)]
    return "；".join(dict.fromkeys([*truth, *points]))


def _contexts(case: Case) -> list[str]:
    """A quote of each group: the others are alternatives, and would be counted as missed."""
    return list({evidence.group: evidence.quote for evidence in reversed(case.evidence)}.values())[::-1]


def _write_json(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
