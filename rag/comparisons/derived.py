"""Questions for a figure that is computed from two printed ones, and the draft that answers them or says what does not fit."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

from rag.comparisons.operands import ALL_OF, YEAR_OF, Found, anywhere, elsewhere, figures, once
from rag.comparisons.pairing import Pair
from rag.comparisons.parallel import rows_apart, side_by_side, unit_of_head
from rag.comparisons.twins import twins
from rag.finding.evidence import Unit
from rag.language.lexicon import fold
from rag.models import Draft, Statement
from rag.numbers.derivations import Derivation, Operand, Rule, compute, unfit
from rag.numbers.figures import quantities_in
from rag.time.indicators import Stated, is_measuring

_TOTAL = re.compile(r"合计|总计|共计|一共|总共|共|累计|总")
_PLANS = ("planned", "estimated", "conditional")


def printed(pair: Pair, draft: Draft) -> bool:
    """Whether a draft's short answer is the derived figure itself, as the text prints it: 增加30万册, 占81.6%, 是…的3倍.

    The sentence must name what it is compared with: a growth 同比 answers no question for the growth since 2019.
    """
    return _of_kind(pair, draft) and all(_named(name, draft.statements[0].text) for name in pair.against)


def _of_kind(pair: Pair, draft: Draft) -> bool:
    """Whether a draft's short answer is a figure of the kind that the rule gives."""
    if not draft.statements or not draft.short_answer or draft.derivation:
        return False
    text, short = draft.statements[0].text, draft.short_answer
    figure = next((f for f in quantities_in(text) if f.text in short or short in f.text), None)
    if figure is None:
        return False
    fits = {
        "difference": (bool(figure.change) and (pair.over_time or _compared(text, figure.start)))
        or figure.kind == "points",
        "ratio": figure.unit == "倍",
        "share": figure.unit == "%" and not figure.change,
        "growth": figure.kind == "growth",
        "sum": _TOTAL.search(text[max(0, figure.start - 8) : figure.start]) is not None,
    }
    return fits[pair.rule]


def _compared(text: str, at: int) -> bool:
    """Whether the clause before a figure compares: 比临江多3家; 增长9.5% of one of the two is no difference."""
    return re.search(r"[比较][^，。；]*$", text[:at]) is not None


def _compares(text: str) -> bool:
    """Whether a figure of a text says by how much one thing is more than another."""
    return any((f.change or f.kind == "points") and _compared(text, f.start) for f in quantities_in(text))


def halfway(pair: Pair, draft: Draft) -> Draft:
    """A draft that gives one of the two figures at most: its short answer is not what was asked, and what is missing is said."""
    if not draft.statements or _of_kind(pair, draft):
        return draft
    if not draft.short_answer:
        told = all(_named(name, draft.statements[0].text) for name in pair.against)
        lacks = pair.rule == "difference" and not (told and _compares(draft.statements[0].text))
        return replace(draft, missing=(*draft.missing, _MISSING[pair.rule])) if lacks else draft
    if pair.rule == "sum" and draft.statements[0].plan is not None:
        return draft  # the rows of both were counted
    return replace(draft, short_answer=None, derivation="", missing=(*draft.missing, _MISSING[pair.rule]))


_MISSING: dict[Rule, str] = {
    "difference": "可以相减的两个数字，或直接写明差额的原文",
    "ratio": "可以相除的两个数字，或直接写明倍数的原文",
    "sum": "可以相加的两个数字，或直接写明合计的原文",
    "share": "可以相除的两个数字，或直接写明占比的原文",
    "growth": "前后两个数字，或直接写明增幅的原文",
}


def _named(name: str, text: str) -> bool:
    return fold(name) in fold(text)


def at_once(pair: Pair, units: Sequence[Unit]) -> Draft | None:
    """The draft of a derived figure whose two figures the question's own evidence names, one each; None elsewhere.

    They are named word for word, stand side by side in clauses of one form, or in two rows of a table.
    """
    ways: tuple[Callable[[], Sequence[Sequence[Found]]], ...] = (
        lambda: [anywhere(half, units) for half in pair.halves],
        lambda: side_by_side(pair, units),
        lambda: rows_apart(pair, units),
        lambda: twins(pair, units),
    )
    return next((draft for way in ways if (draft := _set_against(pair, way(), ())[0])), None)


def derive(pair: Pair, drafts: Sequence[Draft], units: Sequence[Unit]) -> Draft | None:
    """The draft of a derived figure from the drafts of its two halves; a refusal in words where they do not fit.

    `units`: the evidence of the whole question, for a half whose own draft has no figure of the thing named. None where a half has
    none anywhere: then there is nothing to set against each other.
    """
    chosen = [figures(half, draft) or anywhere(half, units) for half, draft in zip(pair.halves, drafts, strict=True)]
    if not all(chosen):
        return None
    # Both figures often stand in one sentence, which only one of the halves may have brought.
    chosen = [
        own + elsewhere(half, theirs) for half, own, theirs in zip(pair.halves, chosen, chosen[::-1], strict=True)
    ]
    draft, misfit = _set_against(pair, chosen, drafts)
    return draft or misfit


def between(pair: Pair, chosen: Sequence[Sequence[Found]], drafts: Sequence[Draft]) -> Draft | None:
    """The draft of the one comparison that given figures allow, or the refusal where none of them fit."""
    draft, misfit = _set_against(pair, chosen, drafts)
    return draft or misfit


def _set_against(
    pair: Pair, chosen: Sequence[Sequence[Found]], drafts: Sequence[Draft]
) -> tuple[Draft | None, Draft | None]:
    """The one comparison that the figures of two halves allow, or the refusal where none of them fit; neither where several do."""
    both = [(a, b) for a, b in product(*chosen) if not _same_place(a, b)]
    fitting = [(a, b) for a, b in both if not _misfit(pair, a, b)]
    near = [(a, b) for a, b in fitting if a.quote.spans == b.quote.spans] or fitting
    if not near:
        return None, _unfitting(_misfit(pair, *both[0]), *both[0]) if both else None
    alike = {(a.stated.figure.bare, b.stated.figure.bare) for a, b in near}
    return (_draft(pair, *near[0], drafts), None) if len(alike) == 1 else (None, None)


def _same_place(a: Found, b: Found) -> bool:
    return a.quote.spans == b.quote.spans and a.stated.figure.start == b.stated.figure.start


def _misfit(pair: Pair, a: Found, b: Found) -> str:
    """Why two figures cannot be set against each other, in words; "" where they can."""
    words = unfit(pair.rule, a.stated.figure, b.stated.figure)
    return (
        words
        or _other_indicator(pair, a.stated, b.stated)
        or _other_time(pair, a, b)
        or _other_scope(pair, a, b)
        or ("" if pair.plans else _a_plan(a, b))
    )


def _other_indicator(pair: Pair, a: Stated, b: Stated) -> str:
    one, other = fold(a.indicator), fold(b.indicator)
    if not one or not other or one.endswith(other) or other.endswith(one) or pair.rule == "share":
        return ""
    counted = not is_measuring(one) and not is_measuring(other)
    told_apart = one in fold(pair.halves[0]) and other in fold(pair.halves[1])
    return "" if counted and told_apart and not pair.over_time else f"指标不同：“{a.indicator}”与“{b.indicator}”"


def _other_time(pair: Pair, a: Found, b: Found) -> str:
    """Figures of two subjects must be of one time, as far as their quotes say when."""
    if pair.over_time or all(YEAR_OF.search(half) for half in pair.halves):
        return ""  # the question itself says when
    times = [f.stated.time for f in (a, b)]
    one, other = times
    if one and other and (one.low, one.high) != (other.low, other.high):
        return f"时间不同：“{one.text}”与“{other.text}”"
    if (one is None) != (other is None) and a.quote.document != b.quote.document:
        known = one or other
        return f"时间不明：一处为“{known.text if known else ''}”，另一处未写明"
    return ""


_SCOPES = re.compile(r"全国|全省|全市|全县|全区|全球|全镇|全村|全州|规模以上|规上|公办|民办|城镇|农村")


def _other_scope(pair: Pair, a: Found, b: Found) -> str:
    """Over time, the subject and the scope (全省, 规上) must stay the same."""
    if not pair.over_time:
        return ""
    scopes = [set(_SCOPES.findall(f"{f.stated.subject}{f.stated.indicator}")) for f in (a, b)]
    subjects = [fold(f.stated.subject) for f in (a, b)]
    if a.quote.document == b.quote.document:  # 全市 is the city that the document is about
        subjects = ["" if ALL_OF.fullmatch(subject) else subject for subject in subjects]
    apart = all(subjects) and subjects[0] not in subjects[1] and subjects[1] not in subjects[0]
    if apart or (scopes[0] != scopes[1] and all(scopes)):
        return f"口径不同：“{a.stated.subject}{a.stated.indicator}”与“{b.stated.subject}{b.stated.indicator}”"
    return ""


def _loose(pair: Pair, a: Found, b: Found) -> list[str]:
    """That two bounds on the same side (超过50%, 超过36%) bound neither their difference nor their ratio."""
    sides = [
        next((side for side in (_ABOVE, _BELOW) if f.stated.figure.qualifier in side), frozenset[str]()) for f in (a, b)
    ]
    if pair.rule == "sum" or not sides[0] or sides[0] != sides[1]:
        return []
    told = f"“{a.stated.figure.text}”和“{b.stated.figure.text}”都只是{'下限' if sides[0] is _ABOVE else '上限'}"
    return [f"{told}，所得只是按所印数字的粗略计算，真实的差或比可能大于或小于它"]


_ABOVE, _BELOW = frozenset({"above", "at_least"}), frozenset({"below", "at_most"})


def _a_plan(a: Found, b: Found) -> str:
    plan = next((f for f in (a, b) if f.stated.modality in _PLANS), None)
    return f"“{plan.stated.figure.text}”是目标或预计，不是已实现的结果" if plan else ""


def _unfitting(reason: str, a: Found, b: Found) -> Draft:
    """The refusal that says what does not fit and shows both figures."""
    return Draft(
        missing=(f"可以相比的两个数字（{reason}）",), reason="constraint_unmet", closest=once([a.quote, b.quote])
    )


def _draft(pair: Pair, a: Found, b: Found, drafts: Sequence[Draft]) -> Draft:
    """The comparison with its two quotes behind it."""
    quotes = once([a.quote, b.quote])
    operands = [Operand(0 if f is a else len(quotes) - 1, f.stated.figure.start, f.stated.figure.end) for f in (a, b)]
    derivation = Derivation(pair.rule, *operands)
    computed = compute(derivation, tuple(q.quote for q in quotes))
    modalities = {f.stated.modality for f in (a, b)}
    planned = next((m for m in _PLANS if m in modalities), None)
    told = [s for draft in drafts for s in draft.statements[:1] if s.quotes[0] in quotes]
    told += [_quoted(f) for f in (a, b) if f.quote not in [s.quotes[0] for s in told]]
    shown = {statement.text: statement for statement in told}
    comparison = Statement(
        computed.text,
        quotes,
        "comparison",
        planned or ("achieved" if "achieved" in modalities else None),
        tuple(dict.fromkeys(i for statement in told for i in statement.inferred)),
        "（含目标）" if planned else "",
        derived=derivation,
    )
    notes = [
        *_in_heads(pair, a),
        *_loose(pair, a, b),
        *_undated(pair, a, b),
        *(note for draft in drafts for note in draft.notes),
    ]
    return Draft(
        statements=(comparison, *(replace(s, kind="quote") for s in shown.values())),
        short_answer=computed.short,
        derivation=pair.rule,
        notes=tuple(dict.fromkeys(["所答数字由所引两处数字计算得出，原文未直接写出", *notes])),
        confidence=min((d.confidence for d in drafts if d.confidence is not None), default=None),
    )


def _in_heads(pair: Pair, found: Found) -> list[str]:
    """In which unit cells count whose unit stands in the head of their column."""
    unit = unit_of_head(found) if pair.rule in ("difference", "sum") else ""
    if not unit:
        return []
    return ["单位：个百分点（两格均为%）" if unit in "%％" else f"单位：{unit}（据表头）"]


def _quoted(found: Found) -> Statement:
    return Statement(found.quote.quote, (found.quote,), "quote", found.stated.modality, found.inferred)


def _undated(pair: Pair, a: Found, b: Found) -> list[str]:
    times = [f.stated.time for f in (a, b)]
    if not pair.over_time and times[0] and times[1] and times[0].low != times[1].low:
        return ["两个数字的时间不同，按提问所说的时间比较"]
    unknown = not pair.over_time and a.stated.time is None and b.stated.time is None
    return ["两个数字的时间原文未写明，按同一时点比较"] if unknown else []
