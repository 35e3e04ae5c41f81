"""Answers drawn from several sources: each says its own, who says what stands before it, a reprint counts once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.composing import merge
from rag.figures import quantities_in, value_of
from rag.lexicon import bigrams, fold
from rag.models import Citation, Draft, Statement
from rag.retrieval import Evidence
from rag.sources import Source, Told

Write = Callable[[str, Source, Evidence], Draft]
_MOST_SOURCES = 4
_EACH = 2  # statements of each source
_RELATIVE = 0.5  # a further source's best sentence must be so likely an answer as this share of the best source's
_REPRINT = 0.85


def from_each(told: Told, evidence: Evidence, write: Write) -> Draft | None:
    """The draft that lets each source say its own; None where not even two say anything, and none is missing by name.

    `write` drafts an answer to a question from evidence; it gets that of one source at a time.
    """
    sources = told.named or tuple(_telling(told, evidence))
    drafts = [(source, _shortened(write(told.rest, source, _only(evidence, source)))) for source in sources]
    said = [(source, draft) for source, draft in drafts if draft.statements]
    best = max((draft.confidence or 0.0 for _, draft in said), default=0.0)
    if not told.named:
        said = [(s, d) for s, d in said if (d.confidence or 0.0) >= _RELATIVE * best][:_MOST_SOURCES]
    if not said or (len(said) < 2 and not told.named):
        return None
    lost = tuple(f"{source.label}的说法" for source, draft in drafts if told.named and not draft.statements)
    merged = merge([replace(draft, missing=()) for _, draft in said])
    notes = (*merged.notes, *(_compared([draft for _, draft in said]) if told.agree else ()))
    return attributed(replace(merged, missing=lost, notes=notes, short_answer=_one_short(told, said), derivation=""))


def _one_short(told: Told, said: Sequence[tuple[Source, Draft]]) -> str | None:
    shorts = [draft.short_answer for _, draft in said]
    return shorts[0] if len(set(shorts)) == 1 and not any(d.derivation for _, d in said) else None


def _telling(told: Told, evidence: Evidence) -> Iterator[Source]:
    """The sources found, best first: people who speak, or documents."""
    seen: dict[str, Source] = {}
    for unit in evidence.units:
        if told.by_speaker:
            name = unit.speaker.name if unit.speaker else None
            if name:
                seen.setdefault(name, Source(name, speaker=name))
        else:
            seen.setdefault(unit.document.id, Source(unit.document.id, documents=(unit.document.id,)))
    yield from seen.values()


def _only(evidence: Evidence, source: Source) -> Evidence:
    """The evidence of one source."""
    units = tuple(unit for unit in evidence.units if source.tells(unit))
    held = {unit.document.id for unit in units}
    found = tuple(f for f in evidence.found if f.chunk.document in held)
    return Evidence(found, evidence.documents, units, evidence.chunks)


def _shortened(draft: Draft) -> Draft:
    return replace(draft, statements=draft.statements[:_EACH])


def _compared(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """What figures prove of whether sources agree; words are set side by side, without a verdict."""
    shorts = [draft.short_answer for draft in drafts]
    figures = [quantities_in(short) for short in shorts if short]
    if len(drafts) > 1 and len(figures) == len(drafts) and all(figures):
        told = "、".join(f"“{short}”" for short in dict.fromkeys(s for s in shorts if s))
        same = len({(value_of(f[0]) or f[0].text, f[0].unit) for f in figures}) == 1
        return (f"各处所说的数字相同：{told}" if same else f"各处所说的数字不同：{told}；时点、口径是否相同请对照原文",)
    return ("各方的说法并列如上，是否一致请对照原文，本程序不作判断",)


def attributed(draft: Draft) -> Draft:
    """A draft whose statements say who says them, where they are of several documents or people; reprints counted once."""
    statements = _once(draft.statements)
    sources = [_source(s) for s in statements]
    if len(set(sources)) > 1:
        before = [None, *sources]
        statements = [
            replace(s, lead=f"{source}：{s.lead}") if source and source != last else s
            for s, source, last in zip(statements, sources, before, strict=False)
        ]
    seen = [
        f"{marked(q)}的同一说法（转载或相近）已合并，另见其引文"
        for s in statements
        for q in s.quotes[1:]
        if s.plan is None and s.derived is None
    ]
    return replace(draft, statements=tuple(statements), notes=(*draft.notes, *dict.fromkeys(seen)))


def _source(statement: Statement) -> str:
    if statement.plan is not None or statement.derived is not None:
        return ""
    return spoken(statement.quotes[0]) or marked(statement.quotes[0])


def spoken(quote: Citation) -> str:
    """Who says a quote, as it is set before it: name and post, or the post alone of somebody unnamed; "" where nobody does."""
    if quote.speaker is None:
        return ""
    name, role = quote.speaker.name or "", quote.speaker.role or ""
    told = f"{name}（{role}）" if name and role else name or role
    return f"{told}（转述）" if told and quote.speaker.relation == "reported" else told


def marked(quote: Citation) -> str:
    """A document as it is named before a quote: by its title, else by its id."""
    title = quote.title or ""
    return f"《{title}》" if title and not set(title) & set("《》") else f"文档“{quote.document}”"


def _once(statements: Sequence[Statement]) -> list[Statement]:
    """Statements less those that another one repeats nearly word for word; the first keeps the quotes of both."""
    kept: list[Statement] = []
    for statement in statements:
        twin = next((n for n, other in enumerate(kept) if repeats(other, statement)), None)
        if twin is None:
            kept.append(statement)
        else:
            kept[twin] = replace(kept[twin], quotes=(*kept[twin].quotes, *statement.quotes))
    return kept


def repeats(one: Statement, other: Statement) -> bool:
    """Whether two statements of different documents are one, printed twice: nearly the same words and the very same figures."""
    if any(s.plan is not None or s.derived is not None for s in (one, other)):
        return False
    if one.quotes[0].document == other.quotes[0].document:
        return False
    if [f.text for f in quantities_in(one.text)] != [f.text for f in quantities_in(other.text)]:
        return False
    a, b = set(bigrams(fold(one.text))), set(bigrams(fold(other.text)))
    return len(a & b) >= _REPRINT * max(len(a), len(b), 1)
