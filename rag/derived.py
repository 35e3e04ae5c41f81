"""Questions for a figure that is computed from two printed ones, and the draft that answers them or says what does not fit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from rag.derivations import Derivation, Operand, Rule, compute, unfit
from rag.evidence import Unit
from rag.figures import quantities_in
from rag.indicators import Stated, is_measuring, owner_of, stated_in
from rag.lexicon import fold
from rag.modality import points_back
from rag.models import Citation, Draft, Inferred, Statement
from rag.pairing import Pair
from rag.quoting import cite, inferred_in

_TOTAL = re.compile(r"合计|总计|共计|一共|总共|共|累计|总")
_PLANS = ("planned", "estimated", "conditional")


@dataclass(frozen=True)
class Found:
    """The figure that answers a half of a question: its citation and what the quote states of it."""

    quote: Citation
    stated: Stated
    inferred: tuple[Inferred, ...] = ()


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
        "difference": bool(figure.change) or figure.kind == "points",
        "ratio": figure.unit == "倍",
        "share": figure.unit == "%" and not figure.change,
        "growth": figure.kind == "growth",
        "sum": _TOTAL.search(text[max(0, figure.start - 8) : figure.start]) is not None,
    }
    return fits[pair.rule]


def halfway(pair: Pair, draft: Draft) -> Draft:
    """A draft that gives one of the two figures at most: its short answer is not what was asked, and what is missing is said."""
    if not draft.statements or not draft.short_answer or _of_kind(pair, draft):
        return draft
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


def derive(pair: Pair, drafts: Sequence[Draft], units: Sequence[Unit]) -> Draft | None:
    """The draft of a derived figure from the drafts of its two halves; a refusal in words where they do not fit.

    `units`: the evidence of the whole question, for a half whose own draft has no figure of the thing named. None where a half has
    none anywhere: then there is nothing to set against each other.
    """
    asks_result = not pair.plans
    chosen = [_figures(half, draft) or _anywhere(half, units) for half, draft in zip(pair.halves, drafts, strict=True)]
    if not all(chosen):
        return None
    # Both figures often stand in one sentence, which only one of the halves may have brought.
    chosen = [
        own + _elsewhere(half, theirs) for half, own, theirs in zip(pair.halves, chosen, chosen[::-1], strict=True)
    ]
    both = [(a, b) for a, b in product(*chosen) if not _same_place(a, b)]
    if not both:
        return None
    fitting = [(a, b) for a, b in both if not _misfit(pair, a, b, asks_result=asks_result)]
    near = [(a, b) for a, b in fitting if a.quote.spans == b.quote.spans] or fitting
    if not near:
        return _unfitting(_misfit(pair, *both[0], asks_result=asks_result), *both[0])
    alike = {(a.stated.figure.bare, b.stated.figure.bare) for a, b in near}
    return _draft(pair, *near[0], drafts) if len(alike) == 1 else None


def _figures(half: str, draft: Draft) -> list[Found]:
    """The figures that a half's draft answers with: its short answer, else those of its first quote that fit the half's words."""
    if not draft.statements:
        return []
    quote = draft.statements[0].quotes[0]
    found = [Found(quote, s) for s in _stated(quote)]
    short = draft.short_answer or ""
    exact = [f for f in found if f.stated.figure.text == short]
    places = [m.span() for m in re.finditer(re.escape(short), quote.quote)] if short else []
    named = [f for f in found if any(a < f.stated.figure.end and f.stated.figure.start < b for a, b in places)]
    return _fitting(half, exact or named or found)


def _stated(quote: Citation) -> Sequence[Stated]:
    """What a quote states; in a row of a table, a figure measures what the head of its column says, of the row's first cell."""
    if quote.table is None:
        return stated_in(quote.quote, quote.date.value)
    cells = list(re.finditer(r"\S+", quote.quote))
    if len(cells) != len(quote.table.columns):
        return ()
    of_row = cells[0].group()
    return [
        Stated(figure, _ASIDE.sub("", head), of_row, None, None)
        for head, cell in zip(quote.table.columns, cells, strict=True)
        for figure in quantities_in(quote.quote)
        if figure.start == cell.start() and figure.end == cell.end()
    ]


_ASIDE = re.compile(r"[（(][^（）()]*[）)]|/.*$")


def _elsewhere(half: str, theirs: Sequence[Found]) -> list[Found]:
    """Figures for a half in the quotes of the other one, where their indicator is named by the half."""
    quotes = _once([f.quote for f in theirs])
    found = [Found(quote, s) for quote in quotes for s in _stated(quote)]
    asked = fold(half)
    found = [f for f in found if f.stated.indicator and fold(f.stated.indicator) in asked]
    return [f for f in _fitting(half, found) if not f.stated.subject or fold(f.stated.subject) in asked]


def _anywhere(half: str, units: Sequence[Unit]) -> list[Found]:
    """Figures for a half among all evidence: their indicator and whose they are stand in the half word for word."""
    asked = fold(half)
    found: list[Found] = []
    for unit in units:
        if unit.index is None or unit.truncated or points_back(unit.text):
            continue
        told = stated_in(unit.text, unit.document.article_at(unit.clean[0].start).date.value)
        named = [
            s for s in told if s.subject and s.indicator and fold(s.subject) in asked and fold(s.indicator) in asked
        ]
        found += [Found(cite(unit), s, inferred_in(unit, unit.clean)) for s in named]
    return _fitting(half, found)


def _fitting(half: str, found: Sequence[Found]) -> list[Found]:
    """Those of the year that a half names, of the subject it names, and of an indicator it is about."""
    years = re.findall(r"(?:19|20)\d\d(?=年)", half)
    dated = [f for f in found if not years or _covers(f, years[0])]
    subjects = [f for f in dated if f.stated.subject and fold(f.stated.subject) in fold(half)]
    return [f for f in (subjects or dated) if _about(f, half)]


def _covers(found: Found, year: str) -> bool:
    """Whether a figure holds for a year: its own time lies in it, or it has none and its document is of that year."""
    time = found.stated.time
    if time is None:
        return year in (found.quote.date.value or "")
    return int(time.low) // 10000 <= int(year) <= int(time.high) // 10000 and int(time.high) // 10000 - int(year) < 1


def _about(found: Found, half: str) -> bool:
    """Whether a figure measures what a half asks, of the one it asks about: 云城博物馆 is not 湖城博物馆, however alike."""
    own, asked = fold(found.stated.indicator), fold(half)
    if own and sum(c in asked for c in own) < _MOST * len(own):
        return False
    owner = fold(owner_of(_ASKING.split(_YEAR.sub("", half))[0])[0])
    subject = fold(found.stated.subject)
    if not owner:
        return True
    if subject and not _ALL.fullmatch(subject):
        return owner in subject or subject in owner
    quote = found.quote
    return owner in fold(" ".join([quote.quote, quote.title or "", *quote.section])) or bool(_ALL.match(owner))


_MOST = 0.6
_YEAR = re.compile(r"(?:19|20)\d\d年(?:底|末|初)?的?")
_ASKING = re.compile(r"有多少|是多少")
_ALL = re.compile(r"全[国省市县区球港校院厂村镇州]|我[国省市县区校院]|本[省市县区校院]")


def _same_place(a: Found, b: Found) -> bool:
    return a.quote.spans == b.quote.spans and a.stated.figure.start == b.stated.figure.start


def _misfit(pair: Pair, a: Found, b: Found, *, asks_result: bool) -> str:
    """Why two figures cannot be set against each other, in words; "" where they can."""
    words = unfit(pair.rule, a.stated.figure, b.stated.figure)
    return (
        words
        or _other_indicator(pair, a.stated, b.stated)
        or _other_time(pair, a, b)
        or _other_scope(pair, a, b)
        or (_a_plan(a, b) if asks_result else "")
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
    if pair.over_time:
        return ""
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
        subjects = ["" if _ALL.fullmatch(subject) else subject for subject in subjects]
    apart = all(subjects) and subjects[0] not in subjects[1] and subjects[1] not in subjects[0]
    if apart or (scopes[0] != scopes[1] and all(scopes)):
        return f"口径不同：“{a.stated.subject}{a.stated.indicator}”与“{b.stated.subject}{b.stated.indicator}”"
    return ""


def _a_plan(a: Found, b: Found) -> str:
    plan = next((f for f in (a, b) if f.stated.modality in _PLANS), None)
    return f"“{plan.stated.figure.text}”是目标或预计，不是已实现的结果" if plan else ""


def _unfitting(reason: str, a: Found, b: Found) -> Draft:
    """The refusal that says what does not fit and shows both figures."""
    return Draft(
        missing=(f"可以相比的两个数字（{reason}）",), reason="constraint_unmet", closest=_once([a.quote, b.quote])
    )


def _once(quotes: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple({(q.document, q.spans): q for q in quotes}.values())


def _draft(pair: Pair, a: Found, b: Found, drafts: Sequence[Draft]) -> Draft:
    """The comparison with its two quotes behind it."""
    quotes = _once([a.quote, b.quote])
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
    notes = [*_undated(pair, a, b), *(note for draft in drafts for note in draft.notes)]
    return Draft(
        statements=(comparison, *(replace(s, kind="quote") for s in shown.values())),
        short_answer=computed.short,
        derivation=pair.rule,
        notes=tuple(dict.fromkeys(["所答数字由所引两处数字计算得出，原文未直接写出", *notes])),
        confidence=min((d.confidence for d in drafts if d.confidence is not None), default=None),
    )


def _quoted(found: Found) -> Statement:
    return Statement(found.quote.quote, (found.quote,), "quote", found.stated.modality, found.inferred)


def _undated(pair: Pair, a: Found, b: Found) -> list[str]:
    unknown = not pair.over_time and a.stated.time is None and b.stated.time is None
    return ["两个数字的时间原文未写明，按同一时点比较"] if unknown else []
