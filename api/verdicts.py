"""Verdicts on saved answers, for the terminal and for machines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rag.proof.reproving import Reproof
from rag.proof.saved import Saved
from rag.proof.verifying import Finding, ReceiptVerdict

SCHEMA_VERSION = 1
_NAMES: dict[ReceiptVerdict, str] = {
    "holds": "成立",
    "holds, document changed elsewhere": "成立（文档他处有改动）",
    "moved": "移位",
    "altered": "改动",
    "fabricated": "查无",
    "frankenquote": "拼接",
    "misattributed": "错归",
    "missing": "缺文档",
}
_SHOWN = 40


def as_text(proofs: Sequence[Reproof], saved: Saved) -> str:
    """The verdicts as text: of each answer its question, a line for each citation, and what does not hold; then a summary."""
    lines = [line for proof in proofs for line in _answer_lines(proof)]
    return "\n".join([*lines, *_unproven(saved), _summary(proofs, saved)])


def as_record(proofs: Sequence[Reproof], saved: Saved) -> dict[str, Any]:
    """The verdicts as a dictionary, in the form published as `verification`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "holds": all(proof.holds for proof in proofs) and not saved.unproven,
        "summary": dict(_counts(proofs)),
        "errors": saved.errors,
        "answers": [_answer(proof) for proof in proofs],
        "unproven": [{"text": text, "reason": reason} for text, reason in saved.unproven],
        "hints": list(saved.hints),
    }


def _counts(proofs: Sequence[Reproof]) -> "Counter[ReceiptVerdict]":
    found = Counter(finding.verdict for proof in proofs for finding in proof.citations)
    return Counter({verdict: found[verdict] for verdict in _NAMES if found[verdict]})


def _answer(proof: Reproof) -> dict[str, Any]:
    return {
        "id": proof.answer.id,
        "question": proof.answer.question,
        "status": proof.answer.status,
        "holds": proof.holds,
        "citations": [_citation(finding) for finding in proof.citations],
        "claims": [
            {"number": c.number, "kind": c.kind, "text": c.text, "verdict": c.verdict, "reason": c.reason}
            for c in proof.claims
        ],
        "faults": list(proof.faults),
        "warnings": list(proof.warnings),
    }


def _citation(finding: Finding) -> dict[str, Any]:
    return {
        "n": finding.n,
        "document": finding.document,
        "verdict": finding.verdict,
        "reason": finding.reason,
        "spans": [list(span) for span in finding.spans],
        "found_in": finding.found_in,
        "quote": finding.quote,
    }


def _answer_lines(proof: Reproof) -> Iterator[str]:
    name = "" if proof.answer.id is None else f"（{proof.answer.id}）"
    yield f"{'✓' if proof.holds else '✗'} {proof.answer.question}{name}"
    for finding in proof.citations:
        yield f"  [{finding.n}] {_NAMES[finding.verdict]}  {_place(finding)}  “{_short(finding.quote)}”"
        if finding.reason:
            yield f"      {finding.reason}"
    for claim in proof.claims:
        if claim.verdict == "failed":
            yield f"  第 {claim.number} 句不成立：{claim.reason}"
    yield from (f"  回答有误：{fault}" for fault in proof.faults)
    yield from (f"  提示：{warning}" for warning in proof.warnings)
    yield ""


def _unproven(saved: Saved) -> Iterator[str]:
    for text, reason in saved.unproven:
        yield f"✗ 未核验：“{_short(text)}”"
        yield f"      {reason}"
    yield from (f"提示：{hint}" for hint in saved.hints)
    if saved.unproven or saved.hints:
        yield ""


def _place(finding: Finding) -> str:
    document = finding.found_in or finding.document
    if not finding.spans:
        return document
    return f"{document} 第 {finding.spans[0].start}–{finding.spans[-1].end} 字"


def _short(quote: str) -> str:
    return quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN]}…"


def _summary(proofs: Sequence[Reproof], saved: Saved) -> str:
    counts = _counts(proofs)
    told = "，".join(f"{_NAMES[verdict]} {n}" for verdict, n in counts.items()) or "没有引文"
    held = sum(proof.holds for proof in proofs)
    claims = [claim for proof in proofs for claim in proof.claims]
    failed = sum(claim.verdict == "failed" for claim in claims)
    lines = [
        f"共 {len(proofs)} 个回答，{held} 个成立；引文 {counts.total()} 条：{told}；"
        f"语句 {len(claims)} 条，{failed} 条不成立。"
    ]
    if saved.unproven:
        lines.append(f"未核验 {len(saved.unproven)} 处：没有收据能证明这些文字。")
    if saved.errors:
        lines.append(f"另有 {saved.errors} 行是作答时的错误，没有可核验的内容。")
    return "\n".join(lines)
