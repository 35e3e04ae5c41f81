"""A question for a quantity that the evidence gives several values of -> all of them in time order, none at random."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.models import Span
from rag.citations import crosses_uncertain_join
from rag.evidence import Unit, sentence_unit
from rag.figures import RANK, quantities_in
from rag.lexicon import bigrams, content, fold
from rag.mentions import SCOPES, Mention, core_of, dateless, mentions_in
from rag.models import Draft, Statement
from rag.pairing import pair_of
from rag.points import UNDATED, Conflict, Point, lead, unproven
from rag.questions import Question
from rag.quoting import cite, cite_range, inferred_in
from rag.retrieval import Evidence
from rag.timeline import relation, times
from rag.whereabouts import About, places_named

_NOW = re.compile(r"目前|现在|最新|如今|眼下|当前|迄今|至今")
_CHANGES = re.compile(r"(?:怎样|怎么|如何|什么样?)的?变化?|变化|历年|逐年|各年|每年|近年|这几年|走势|趋势")
_PART_OF_YEAR = re.compile(r"今年|去年|上年|半年|季度|\d月|同期|“?十[一二三四五]五")
_GROWS = re.compile(r"增长|增速|增幅|提高|下降|上升|降低|减少|增加(?!值)|涨|同比|缩短|新增")
_SHARES = re.compile(r"占|比重|比例|份额|率")
_BLOCKS = 8  # passages' blocks that are read for other values: the best ones
_SHARED = 2  # bigrams of a question that a sentence must hold to be read
_NAMED = 0.6  # share of an indicator's bigrams that the question must hold
_CARRIED = 0.7  # share of the question's nouns that a sentence with its headings must hold
_BACK = 3  # sentences a quote may reach back for the date
_LONG = 90  # characters; of a longer sentence the clause is shown


@dataclass(frozen=True)
class _Told:
    """A mention that answers a question, with its sentence; `extra`: scope words that the question does not have."""

    mention: Mention
    unit: Unit
    extra: tuple[str, ...]


def over_time(question: Question, draft: Draft, evidence: Evidence) -> Draft | None:
    """The draft that gives every value in time order; None where there is but one, or nothing of it was asked.

    With a year only that year's: two values of it are a conflict. `draft`: what the question was answered with so far.
    """
    if not _asks(question, draft):
        return None
    told = list(_answering(question, evidence))
    answered = _anchor(told, draft) if draft.statements else None
    anchor = answered or _named(question, told)
    if anchor is None:
        return None
    group = [t for t in told if t is anchor or _belongs(anchor, t)]
    kept = _once(_of_years(question, group), anchor)
    values = {_value(t) for t in kept}
    if len(values) >= _SEVERAL:
        return _draft(question, kept, draft)
    other = answered is None or _value(answered) not in values
    return _alone(kept[0], draft) if kept and question.years and other else None


def _named(question: Question, told: Sequence[_Told]) -> _Told | None:
    """The mention of the one year asked whose words are all of the question's, where the draft gives none of those asked for."""
    if len(question.years) != 1:
        return None
    asked = {g for g in bigrams(_wanted(question)) if len(g) == _SHARED}
    fitting = [t for t in _of_years(question, told) if not t.extra and t.mention.when.how == "text"]
    for one in fitting:
        text = fold(f"{one.mention.core}{one.unit.text}{one.unit.headings}{one.unit.before}")
        if asked and sum(g in text for g in asked) >= _ALL * len(asked):
            return one
    return None


_ALL = 0.9


def _alone(told: _Told, draft: Draft) -> Draft | None:
    """The one value of the year asked, as an answer by quotation."""
    statement = _statement(told, [told])
    if statement is None or statement.point is None:
        return None
    quoted = replace(statement, text=statement.quotes[0].quote, kind="quote", lead="", point=None)
    return Draft((quoted,), statement.point.value, confidence=draft.confidence)


_SEVERAL = 2


def _asks(question: Question, draft: Draft) -> bool:
    first = draft.statements[0] if draft.statements else None
    if question.speaker or (first and (first.plan or first.kind != "quote")):
        return False
    amount = question.kind == "number" and question.unit != RANK
    if not amount and not _CHANGES.search(question.asked):
        return False
    pair = pair_of(question.asked)
    return (pair is None or pair.rule == "share") and not (_PART_OF_YEAR.search(question.asked) and not question.years)


def _wanted(question: Question) -> str:
    """What a question asks to be measured, as mentions have it."""
    asked = _NOW.sub(" ", _CHANGES.sub(" ", dateless(question.asked)))
    runs = (run.strip(_PARTICLES).removeprefix(question.unit) for run in content(asked).split())
    wanted = core_of("".join(runs))[0]
    measured = core_of(question.measured)[0] if question.measured else ""
    ends = wanted.rfind(measured) + len(measured) if measured and measured in wanted else len(wanted)
    return wanted[:ends] if len(wanted) - ends < _SHARED else wanted  # 床位多少张: a counting word behind


_PARTICLES = "是的呢了吗有为?？。，, "


def _answering(question: Question, evidence: Evidence) -> Iterator[_Told]:
    """The mentions of the evidence that measure what is asked, of the one it is asked of; best passages first."""
    asked = fold(question.content)
    measured = _wanted(question)
    grams = {g for g in bigrams(asked) if len(g) == _SHARED}
    blocks: dict[tuple[str, int], Unit] = {}
    units: dict[tuple[str, int], Unit] = {}
    for unit in sorted(evidence.units, key=lambda u: u.found.rank):
        if unit.index is None or unit.block is None or unit.truncated or not _DIGIT.search(unit.text):
            continue
        units[unit.document.id, unit.index] = unit
        text = fold(unit.text)
        if sum(g in text for g in grams) >= _SHARED:
            blocks.setdefault((unit.document.id, unit.block), unit)
    for (_, block), unit in list(blocks.items())[:_BLOCKS]:
        for mention in mentions_in(unit.document, block):
            known = units.get((mention.document, mention.sentence))
            home = known or sentence_unit(unit.document, unit.found, mention.sentence)
            if home and not home.truncated and _fits(question, measured, mention, home):
                yield _Told(mention, home, tuple(s for s in mention.scope if s not in question.asked))


_DIGIT = re.compile(r"[0-9０-９一二三四五六七八九十百千万亿]")


def _fits(question: Question, asked: str, mention: Mention, unit: Unit) -> bool:
    figure = mention.figure
    if question.unit and not figure.counts(question.unit):
        return False
    if bool(figure.change) != bool(_GROWS.search(question.asked)) and (figure.change or figure.unit == "%"):
        return False
    if figure.unit == "%" and not _SHARES.search(question.asked) and not figure.change:
        return False
    grams = bigrams(mention.core)
    more = len(asked) >= _SHARED and mention.core.endswith(asked)  # 医疗卫生机构床位, asked for 床位
    if not grams or (sum(g in asked for g in grams) < _NAMED * len(grams) and not more):
        return False
    if core_of(question.measured)[0] not in mention.core and not figure.change:
        return False
    if any(s not in "".join(mention.scope) + unit.text for s in SCOPES.findall(question.asked)):
        return False
    return _of_asked_place(question, mention, unit) and _carries(asked, unit, mention)


def _of_asked_place(question: Question, mention: Mention, unit: Unit) -> bool:
    named = places_named(question.asked, About(()))
    if not named:
        return True
    names = {p.name for p in named}
    if mention.place:
        return any(n.startswith(mention.place) or mention.place.startswith(n) for n in names) or (
            "全" in (mention.place[0], *(n[0] for n in names)) and any(p.level == mention.level for p in named)
        )
    return any(n in f"{unit.text}{unit.headings}" for n in names)


def _carries(asked: str, unit: Unit, mention: Mention) -> bool:
    """Whether a sentence, its headings and what is carried into it hold what the question names."""
    wanted = bigrams(asked)
    text = fold(f"{mention.core}{mention.place}{''.join(mention.scope)}{unit.text}{unit.headings}")
    return bool(wanted) and sum(g in text for g in wanted) >= _CARRIED * len(wanted)


def _anchor(told: Sequence[_Told], draft: Draft) -> _Told | None:
    """The mention that the draft answers with: the others are measured by it. None where it is none of those asked for."""
    first = draft.statements[0]
    near = [t for t in told if t.unit.text in first.text or first.text in t.unit.text]
    near = [t for t in near if t.unit.document.id == first.quotes[0].document]
    short = draft.short_answer
    if short:
        near = [t for t in near if short in t.mention.figure.text or t.mention.figure.text in short]
    return min(near, key=lambda t: (len(t.extra), -len(t.mention.core)), default=None)


def _belongs(anchor: _Told, other: _Told) -> bool:
    """Whether another mention is of the anchor's indicator and place, at whatever time; another scope only of a kind of its own."""
    found = relation(anchor.mention, other.mention)
    if found in ("same", "update", "conflict"):
        return True
    plain = replace(other.mention, scope=anchor.mention.scope)
    apart = set(other.mention.scope) ^ set(anchor.mention.scope)
    return bool(apart) and apart <= _STATISTICAL and relation(anchor.mention, plain) == "update"


_STATISTICAL = frozenset({"规模以上", "限额以上", "规模以下"})  # one series in two coverages; 城镇 and 农村 are parts


def _of_years(question: Question, group: Sequence[_Told]) -> list[_Told]:
    """Those of the years that a question names, of whole years where it names no part of one."""
    dated = [t for t in group if t.mention.when.low]
    if not question.years:
        return dated if len(dated) >= _SEVERAL else list(group)
    years = sorted(map(int, question.years))
    periods = [f for f in quantities_in(question.asked) if f.kind == "period" and f.low // 10000 < f.high // 10000]
    if periods:
        exact = [t for t in dated if (t.mention.when.low, t.mention.when.high) == (periods[0].low, periods[0].high)]
        if exact:
            return exact  # 2009—2019年间: the mean of those years
    between = len(years) > 1 and (_CHANGES.search(question.asked) or re.search(r"[到至—-]", question.asked))
    span = range(years[0], years[-1] + 1) if between else years
    part = _PART_OF_YEAR.search(question.asked)
    return [t for t in dated if t.mention.when.high // 10000 in span and (part or _whole_year(t.mention))]


def _whole_year(mention: Mention) -> bool:
    when = mention.when
    return when.high % 10000 == _LAST_DAY and when.low % 10000 in (_FIRST_DAY, _LAST_DAY)


_FIRST_DAY, _LAST_DAY = 101, 1231


def _once(group: Sequence[_Told], anchor: _Told) -> list[_Told]:
    """Values in time order, each date and value once: the anchor's, else the one whose date stands nearest."""
    kept: list[_Told] = []
    for one in sorted(group, key=lambda t: (t is not anchor, t.mention.when.how != "text", t.unit.found.rank)):
        same = [k for k in kept if _value(k) == _value(one) and k.extra == one.extra and _is_plan(k) == _is_plan(one)]
        if not any(times(k.mention.when, one.mention.when) != "other" for k in same):
            kept.append(one)
    return sorted(
        kept, key=lambda t: (t.mention.when.high or _NEVER, t.mention.when.low, t.unit.document.id, t.mention.start)
    )


_NEVER = 99999999


def _value(told: _Told) -> tuple[object, ...]:
    return (told.mention.figure.value, told.mention.figure.low, told.mention.figure.high)


def _is_plan(told: _Told) -> bool:
    return told.mention.modality in ("planned", "conditional")


def _draft(question: Question, kept: Sequence[_Told], draft: Draft) -> Draft | None:
    statements = [s for s in (_statement(t, kept) for t in kept) if s is not None]
    if len(statements) < _SEVERAL:
        return None
    short = _short(question, kept)
    notes = [*_conflict_notes(statements)]
    if len({s.point.scope for s in statements if s.point}) > 1:
        notes.append("所列数值的口径不同，已分别注明")
    if any(s.point.how == "unknown" for s in statements if s.point):
        notes.append(UNDATED)
    if any(s.modality == "planned" for s in statements):
        notes.append("标有（目标）的是目标或计划，不是已实现的结果")
    quotes = " ".join(f"{q.quote} {q.title} {' '.join(q.section)}" for s in statements for q in s.quotes)
    missing = tuple(f"{year}年" for year in question.years if year not in fold(quotes))
    return Draft(tuple(statements), short, missing=missing, notes=tuple(notes), confidence=draft.confidence)


def _statement(told: _Told, kept: Sequence[_Told]) -> Statement | None:
    """The line of a value: its sentence, or its clause where the sentence has several or is long; the quote holds its date."""
    mention, unit, document = told.mention, told.unit, told.unit.document
    if unit.index is None or unit.index - mention.since > _BACK:
        return None
    start = unit.clean[0].start if mention.since == unit.index else document.sentences[mention.since].start
    clean = (Span(start, unit.clean[-1].end),)
    quote = cite(unit) if start == unit.clean[0].start else cite_range(unit, clean)
    if crosses_uncertain_join(document, quote.spans):
        return None
    there = [k.mention for k in kept if k.unit.key == unit.key]
    text = (
        unit.text.replace("\n", " ") if len(there) == 1 and len(unit.text) <= _LONG else _clause(mention, unit, there)
    )
    when = mention.when
    value = _WEAK.sub("", mention.figure.text).replace("\n", " ")
    point = Point(value, mention.figure.printed, when.label or None, when.how, "、".join(told.extra), mention.modality)
    dated = (*quote.section, quote.title or "", quote.date.value or "")
    if unproven(point, text, [quote.quote], dated):
        point = replace(point, date=None, how="unknown")  # the line below the title that dates it is not cited
    if unproven(point, text, [quote.quote], dated):
        return None
    return Statement(text, (quote,), "timeline", mention.modality, inferred_in(unit, clean), lead(point), point=point)


_WEAK = re.compile(r"^(?:达到?了?|只有|仅有?|有|为|是)\s?")
_STOPS = re.compile(r"[；。！？;]|(?<!\d)[，,]|(?<=\d)[，,](?!\d)")


def _clause(mention: Mention, unit: Unit, there: Sequence[Mention]) -> str:
    """The clause of a figure, as it stands; its part where another figure that is shown stands in the same one (从…到…)."""
    text, base = unit.document.text(unit.clean[0].start, unit.clean[-1].end), unit.clean[0].start
    start, end = mention.start - base, mention.end - base
    first = max((m.end() for m in _STOPS.finditer(text, 0, start)), default=0)
    stop = _STOPS.search(text, end)
    last = stop.start() if stop else len(text)
    first = max([first, *(m.end - base for m in there if m.end - base <= start)])
    last = end if any(end <= m.start - base < last for m in there) else last
    return text[first:last].strip().replace("\n", " ")


def _short(question: Question, kept: Sequence[_Told]) -> str | None:
    """The latest result where the present one is asked for; None else: the values differ."""
    if not _NOW.search(question.asked):
        return None
    results = [t for t in kept if not _is_plan(t) and not t.extra and t.mention.when.low]
    if not results or sum(t.mention.when.high == results[-1].mention.when.high for t in results) > 1:
        return None
    return _WEAK.sub("", results[-1].mention.figure.text)


def _conflict_notes(statements: Sequence[Statement]) -> Iterator[str]:
    for date, values in conflicting([s.point for s in statements if s.point]).items():
        yield f"两处原文不一致：{date}有{'、'.join(dict.fromkeys(p.value for p in values))}不同的数值，均已列出"


def conflicting(points: Sequence[Point]) -> Mapping[str, list[Point]]:
    """Points of one date and scope with different values, by date; a plan beside a result is none."""

    def key(point: Point) -> tuple[str, str, bool]:
        return (_day(point), point.scope, point.modality in ("planned", "conditional"))

    groups = groupby(sorted((p for p in points if p.how == "text"), key=key), key=key)
    found = [list(group) for _, group in groups]
    return {g[0].date or UNDATED: g for g in found if len({p.value for p in g}) > 1}


def conflicts_of(points: Sequence[Point]) -> tuple[Conflict, ...]:
    """The conflicts among the points of an answer."""
    return tuple(
        Conflict(date, tuple(p.value for p in group), tuple(p.citation for p in group))
        for date, group in conflicting(points).items()
    )


def _day(point: Point) -> str:
    """The day a date ends with and its kind, so that 2023年, 2023年底 and 2023年末 are one."""
    label = point.date or ""
    time = next((f for f in quantities_in(label) if f.kind in ("date", "period")), None)
    if time is None or time.high % 10000 != _LAST_DAY or time.low % 10000 not in (_FIRST_DAY, _LAST_DAY):
        return label
    return f"{int(time.high)}{'' if time.low // 10000 == time.high // 10000 else label}"
