"""Verified drafts -> answers: text with [n] marks, claims, numbered citations; or a refusal in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.asking.questions import Question
from rag.finding.retrieval import Evidence, passages_of
from rag.models import Answer, Citation, Claim, Derived, Draft, Reason, Refusal, Statement
from rag.numbers.points import conflicts_of
from rag.proof.standing import standing_notes
from rag.settings import AnswerSettings

_MESSAGES: dict[Reason, str] = {
    "empty_question": "问题中没有可以检索的词语。请用一句话写出想了解的内容。",
    "nothing_found": "资料库中没有找到与问题有关的内容。请换一种说法，或补充相关文档。",
    "constraint_unmet": "没有找到同时满足提问条件的原文，缺少：{missing}。",
    "not_covered": "资料库中没有直接回答这个问题的原文，缺少：{missing}。",
    "unverified": "找到的内容未能通过逐字核验，因此不作回答。",
}
_NO_ONE_SENTENCE = "资料库中谈到了问题中的各个词，但没有一处原文直接回答这个问题。"
_NEAREST = "下面列出最接近的原文，供核对；它们不足以回答。"
_FALLBACK = "所写的回答未能逐字核验，已改为直接摘引原文。"


@dataclass(frozen=True)
class Composed:
    """The text with its [n] marks, the claims whose offsets index it without the marks, citations by first use."""

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


def compose(statements: Sequence[Statement]) -> Composed:
    """Set statements one a line, each followed by its marks; equal quotes share a number."""
    shown, plain = "", ""
    claims: list[Claim] = []
    cited: list[Citation] = []
    for statement in statements:
        numbers = tuple(_number(quote, cited) for quote in statement.quotes)
        plain += ("\n" if plain else "") + statement.lead
        shown += ("\n" if shown else "") + statement.lead + statement.text + "".join(f"[{n}]" for n in numbers)
        claims.append(_claim(statement, len(plain), numbers))
        plain += statement.text
    return Composed(shown, tuple(claims), tuple(cited))


def merge(drafts: Sequence[Draft]) -> Draft:
    """The drafts of a question's parts as one: what each says, in order and once; what is missing of any."""
    statements: dict[tuple[object, ...], Statement] = {}
    for draft in drafts:
        for statement in draft.statements:
            # Two plans may cite one row: 欧洲 and 亚洲 of a matrix.
            key = (statement.point, statement.plan, *((quote.document, quote.spans) for quote in statement.quotes))
            statements.setdefault(key, statement)
    said = [draft for draft in drafts if draft.statements]
    shorts = {draft.short_answer for draft in said}
    counted = len(said) > 1 and all(s.plan is not None for s in statements.values())
    return Draft(
        statements=tuple(statements.values()),
        short_answer="；".join(draft.short_answer or "" for draft in said)
        if counted
        else said[0].short_answer
        if len(shorts) == 1 and len(statements) == 1
        else None,
        derivation=said[0].derivation if counted or (len(shorts) == 1 and len(statements) == 1) else "",
        missing=tuple(dict.fromkeys(m for draft in drafts for m in draft.missing)),
        notes=tuple(dict.fromkeys(note for draft in drafts for note in draft.notes)),
        completeness=next((draft.completeness for draft in drafts if draft.completeness), None),
        whole_by=next((draft.whole_by for draft in drafts if draft.completeness), ()),
        confidence=min((draft.confidence for draft in drafts if draft.confidence is not None), default=None),
        fallback=any(draft.fallback for draft in drafts),
    )


def answered(question: Question, draft: Draft, evidence: Evidence, library: str, settings: AnswerSettings) -> Answer:
    """The answer of a verified draft; `partial` where the draft says that something asked for is missing."""
    composed = compose(draft.statements)
    cited = list(composed.citations)
    whole = draft.completeness and replace(
        draft.completeness, citations=tuple(_number(quote, cited) for quote in draft.whole_by)
    )
    missing = Refusal("constraint_unmet", f"没有找到：{'、'.join(draft.missing)}。", draft.missing)
    planned = next((n for n, s in enumerate(draft.statements) if s.plan is not None), None)
    timeline = tuple(
        replace(statement.point, citation=claim.citations[0])
        for statement, claim in zip(draft.statements, composed.claims, strict=True)
        if statement.point
    )
    derived = Derived(draft.derivation, composed.claims[0].citations) if draft.derivation else None
    return Answer(
        question=question.text,
        status="partial" if draft.missing else "answered",
        answer=composed.text,
        short_answer=draft.short_answer,
        claims=composed.claims,
        citations=tuple(cited) if planned is not None else composed.citations,
        refusal=missing if draft.missing else None,
        passages=passages_of(evidence, settings.passages),
        library=library,
        derived=derived,
        plan=draft.statements[planned].plan_words if planned is not None else None,
        rows=composed.claims[planned].citations if planned is not None else (),
        completeness=whole if planned is not None else None,
        timeline=timeline,
        conflicts=conflicts_of(timeline),
        notes=(*draft.notes, *standing_notes(composed.citations), *((_FALLBACK,) if draft.fallback else ())),
        confidence=draft.confidence,
    )


def refused(question: Question, draft: Draft, evidence: Evidence, library: str, settings: AnswerSettings) -> Answer:
    """The refusal of a draft without statements: what is missing, and the nearest quotes."""
    cited: list[Citation] = []
    closest = tuple(_number(quote, cited) for quote in draft.closest)
    message = _MESSAGES[draft.reason].format(missing="、".join(draft.missing))
    if draft.reason == "not_covered" and not draft.missing:
        message = _NO_ONE_SENTENCE
    message += _NEAREST if closest else ""
    reasons = draft.reasons if len(set(closest)) == len(closest) else ()
    message += "；".join(f"[{n}] {why}" for n, why in zip(closest, reasons, strict=False)) + ("。" if reasons else "")
    return Answer(
        question=question.text,
        status="refused",
        answer=message,
        short_answer=None,
        claims=(),
        citations=tuple(cited),
        refusal=Refusal(draft.reason, message, draft.missing, closest, reasons),
        passages=passages_of(evidence, settings.passages),
        library=library,
    )


def _claim(statement: Statement, start: int, numbers: tuple[int, ...]) -> Claim:
    end = start + len(statement.text)
    return Claim(
        statement.kind,
        statement.text,
        start,
        end,
        numbers,
        statement.modality,
        "verified",
        statement.inferred,
        statement.plan,
        statement.derived,
    )


def _number(quote: Citation, cited: list[Citation]) -> int:
    for known in cited:
        if (known.document, known.spans) == (quote.document, quote.spans):
            return known.n
    cited.append(replace(quote, n=len(cited) + 1))
    return len(cited)
