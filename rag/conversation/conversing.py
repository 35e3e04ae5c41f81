"""A question within a conversation: understood in full, then answered as any question; what asks about the answer before is told from its citations."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.conversation.followups import Resolved, resolve
from rag.conversation.pointing import Exchange
from rag.models import Answer, Citation, Derived, Reason, Refusal

_UNCLEAR = "不能确定“{text}”问的是什么。请写出完整的问题，例如“{example}”。"
_UNANSWERED = "上一个问题没有得到回答，因此没有出处可以说明。请写出完整的问题，例如“{example}”。"
_NO_SPEAKER = "引用的原文没有写明是谁说的；出处见引文。"
_SOME_SPEAKER = "第 {numbers} 条引文的原文没有写明是谁说的。"
_SHOWN = 40  # characters of a follow-up that a refusal repeats


def converse(text: str, turns: Sequence[Exchange], ask: Callable[[str], Answer], library: str) -> Answer:
    """The answer to a question that may be a follow-up of earlier ones (oldest first); `ask` answers a full question.

    Where a short answer is needed to tell what is meant and the client sent none, the turn before is asked again: the same
    question over the same library gives the same answer. So does a question for the source or the speaker of that answer: its
    citations are the library's own, never what a client says they were. `library`: the version id, for a refusal.
    """
    if not turns:
        return ask(text)
    resolved = resolve(text, turns)
    if resolved.how == "unclear" and not turns[-1].short_answer:
        known = resolve(turns[-1].question, turns[:-1])
        last = replace(turns[-1], short_answer=ask(known.basis or known.question).short_answer or "")
        resolved = resolve(text, (*turns[:-1], last)) if last.short_answer else resolved
    if resolved.how == "unclear":
        return _refused(text, _UNCLEAR.format(text=_brief(text), example=resolved.basis), "unclear_follow_up", library)
    if resolved.how in ("source", "speaker"):
        return _about(text, resolved, ask(resolved.basis))
    answer = ask(resolved.question)
    return replace(answer, question=text.strip(), understood_as=answer.question) if resolved.changed else answer


def _brief(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _refused(text: str, message: str, reason: Reason, library: str) -> Answer:
    return Answer(
        question=text.strip(),
        status="refused",
        answer=message,
        short_answer=None,
        claims=(),
        citations=(),
        refusal=Refusal(reason, message),
        passages=(),
        library=library,
    )


def _about(text: str, resolved: Resolved, before: Answer) -> Answer:
    """Who said, or which document holds, what the answer before quotes: its claims and citations, verified as they were."""
    about = replace(before, question=text.strip(), understood_as=resolved.question, derived=None, confidence=None)
    if not before.claims:
        message = _UNANSWERED.format(example=resolved.basis)
        return replace(
            about, answer=message, refusal=Refusal("not_covered", message, ("上一个问题的回答",), _closest(before))
        )
    cited = [before.citations[n - 1] for n in dict.fromkeys(n for claim in before.claims for n in claim.citations)]
    if resolved.how == "source":
        told = _told(about, cited, [f"《{c.title}》" if c.title else "" for c in cited], "source")
        return replace(told, notes=(*told.notes, *dict.fromkeys(_place(c) for c in cited)))
    said = [(c.speaker.name or c.speaker.role or "") if c.speaker else "" for c in cited]
    if not any(said):
        missing = Refusal("constraint_unmet", _NO_SPEAKER, ("说话人",))
        return replace(about, status="partial", short_answer=None, refusal=missing)
    told = _told(about, cited, said, "speaker")
    silent = [c.n for c, name in zip(cited, said, strict=True) if not name]
    note = _SOME_SPEAKER.format(numbers="、".join(map(str, silent)))
    return replace(told, notes=(*told.notes, note)) if silent else told


def _place(citation: Citation) -> str:
    """Where a quote stands, in words: the document as it is filed, for it may have no title, and the headings above."""
    path = "".join(f" › {heading}" for heading in citation.section)
    return f"出自文件“{citation.document}”{path}"


def _told(about: Answer, cited: Sequence[Citation], names: Sequence[str], rule: str) -> Answer:
    inputs = tuple(c.n for c, name in zip(cited, names, strict=True) if name)
    short = "、".join(dict.fromkeys(name for name in names if name))
    derived = Derived(rule, inputs) if short else None
    return replace(about, status="answered", refusal=None, short_answer=short or None, derived=derived)


def _closest(before: Answer) -> tuple[int, ...]:
    return before.refusal.closest if before.refusal else ()
