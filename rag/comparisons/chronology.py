"""A question for a quantity that the evidence gives several values of -> all of them in time order, none at random."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.asking.questions import Question
from rag.choosing.apart import of_another
from rag.comparisons.datelines import NOW, SEVERAL, Told, draft_of, is_plan, statement_of, value_of
from rag.comparisons.pairing import pair_of
from rag.finding.evidence import Unit, sentence_unit
from rag.finding.retrieval import Evidence
from rag.language.lexicon import bigrams, content, fold
from rag.models import Draft
from rag.numbers.figures import RANK, quantities_in
from rag.numbers.points import FIRST_DAY, LAST_DAY, UNDATED
from rag.numbers.quantities import Figure
from rag.time.asof import dateless, years_ago
from rag.time.mentions import SCOPES, Mention, core_of, mentions_in
from rag.time.timeline import relation, times
from rag.time.whereabouts import About, places_named

_CHANGES = re.compile(
    r"(?:怎样|怎么|如何|什么样?)的?变化?|变化|历年|逐年|各年|走势|(?:每年|近年|这几年)(?=.*(?:多少|数据|数字|数量|几))"
)
_PART_OF_YEAR = re.compile(r"今年|去年|上年|半年|季度|\d月|同期|“?十[一二三四五]五")
_GROWS = re.compile(r"增长|增速|增幅|提高|下降|上升|降低|减少|增加(?!值)|涨|同比|缩短|新增")
_SHARES = re.compile(r"占|比重|比例|份额|率")
_BLOCKS = 8  # passages' blocks that are read for other values: the best ones
_SHARED = 2  # bigrams of a question that a sentence must hold to be read
_NAMED = 0.6  # share of an indicator's bigrams that the question must hold
_CARRIED = 0.7  # share of the question's nouns that a sentence with its headings must hold


def over_time(question: Question, draft: Draft, evidence: Evidence) -> Draft | None:
    """The draft that gives every value in time order; None where there is but one, or nothing of it was asked.

    With a year only that year's: two values of it are a conflict. `draft`: what the question was answered with so far.
    """
    if not _asks(question, draft):
        return None
    told = _closest(list(_answering(question, evidence)), _wanted(question))
    answered = _anchor(told, draft) if draft.statements else None
    anchor = answered or _named(question, told, draft)
    if anchor is None:
        return None
    group = [t for t in told if t is anchor or (_belongs(anchor, t) and _as_close(_wanted(question), anchor, t))]
    kept = _once(_of_years(question, group), anchor)
    values = {value_of(t) for t in kept}
    if len(values) < SEVERAL and answered and draft.statements and _lacks_date(question, answered):
        return replace(draft, missing=(*draft.missing, "数值所属的年份"), notes=(UNDATED, *draft.notes))
    if len(values) >= SEVERAL:
        return draft_of(question, kept, draft)
    other = answered is None or value_of(answered) not in values
    return _alone(kept[0], draft) if kept and other else None


def _closest(told: Sequence[Told], asked: str) -> list[Told]:
    """Of each sentence the mentions whose indicator is most like what is asked: 高技术制造业增加值, not 装备制造业增加值 beside it."""
    grams = set(bigrams(asked))

    def likeness(one: Told) -> float:
        core = set(bigrams(one.mention.core))
        return 2 * len(core & grams) / (len(core) + len(grams)) if core or grams else 0.0

    best: dict[object, float] = {}
    for one in told:
        best[one.unit.key] = max(best.get(one.unit.key, 0.0), likeness(one))
    return [one for one in told if likeness(one) >= best[one.unit.key] - _ALIKE]


_ALIKE = 0.1


def _as_close(asked: str, anchor: Told, other: Told) -> bool:
    """Whether another sentence holds what the question says closer of the anchor: 国庆假期接待游客, not those of the summer."""
    if other.mention.since < other.mention.sentence or other.unit.key == anchor.unit.key:
        return True
    here, there = fold(anchor.unit.text), fold(f"{other.unit.text}{other.mention.core}")
    closer = [g for g in bigrams(asked) if g in here and g not in anchor.mention.core]
    return sum(g in there for g in closer) * 2 >= len(closer)


def _lacks_date(question: Question, told: Told) -> bool:
    """Whether the present value is asked for, and neither the text nor its document says when the one found was present."""
    return NOW.search(question.asked) is not None and told.mention.when.how in ("unknown", "inferred")


def _named(question: Question, told: Sequence[Told], draft: Draft) -> Told | None:
    """The mention whose words are all of the question's, where the draft gives none of those asked for.

    Where the draft declined, only of the one year asked, or of a question for a change over time.
    """
    timed = len(question.years) == 1 or (not question.years and _CHANGES.search(question.asked))
    if not timed and (question.years or not draft.statements or question.kind != "number"):
        return None
    asked = {g for g in bigrams(_wanted(question)) if len(g) == _SHARED}
    fitting = [t for t in _of_years(question, told) if not t.extra and t.mention.when.how == "text"]
    for one in fitting:
        if draft.short_answer and draft.short_answer in one.unit.text and _in_unit(draft.short_answer, one):
            return None  # 市内采购率超过四成，配件市内采购率超过六成: of one sentence the draft chose by its clauses
        text = fold(f"{one.mention.core}{one.unit.text}{one.unit.headings}{one.unit.before}")
        if asked and sum(g in text for g in asked) >= _ALL * len(asked):
            return one
    return None


def _in_unit(short: str, told: Told) -> bool:
    return any(figure.unit == told.mention.figure.unit for figure in quantities_in(short))


_ALL = 0.9


def _alone(told: Told, draft: Draft) -> Draft | None:
    """The one value of the year asked, as an answer by quotation."""
    statement = statement_of(told, [told])
    if statement is None or statement.point is None:
        return None
    quoted = replace(statement, text=statement.quotes[0].quote, kind="quote", lead="", point=None)
    return Draft((quoted,), statement.point.value, confidence=draft.confidence)


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
    asked = NOW.sub(" ", _CHANGES.sub(" ", dateless(question.asked)))
    runs = (run.strip(_PARTICLES).removeprefix(question.unit) for run in content(asked).split())
    wanted = core_of("".join(runs))[0]
    measured = core_of(question.measured)[0] if question.measured else ""
    ends = wanted.rfind(measured) + len(measured) if measured and measured in wanted else len(wanted)
    return wanted[:ends] if len(wanted) - ends < _SHARED else wanted  # 床位多少张: a counting word behind


_PARTICLES = "是的呢了吗有为?？。，, "


def _answering(question: Question, evidence: Evidence) -> Iterator[Told]:
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
            if (
                home
                and not home.truncated
                and _fits(question, measured, mention, home)
                and not of_another(question, home)
            ):
                yield Told(mention, home, tuple(s for s in mention.scope if s not in question.asked))


_DIGIT = re.compile(r"[0-9０-９一二三四五六七八九十百千万亿]")


def _fits(question: Question, asked: str, mention: Mention, unit: Unit) -> bool:
    """Whether a mention measures what is asked (`asked`: `_wanted`), in its unit and scope, of the place asked."""
    grams = bigrams(mention.core)
    more = len(asked) >= _SHARED and mention.core.endswith(asked)  # 医疗卫生机构床位, asked for 床位
    named = bool(grams) and (more or sum(g in asked for g in grams) >= _NAMED * len(grams))
    measured = bool(mention.figure.change) or core_of(question.measured)[0] in mention.core
    scoped = set(core_of(question.asked)[1]) <= {*mention.scope, *SCOPES.findall(mention.core)}
    fits = named and measured and scoped and _of_kind(question, mention.figure)
    return fits and _of_asked_place(question, mention, unit) and _carries(asked, unit, mention)


def _of_kind(question: Question, figure: Figure) -> bool:
    """Whether a figure is in the unit asked, and a growth or a share only where one is asked for."""
    if question.unit and not figure.counts(question.unit):
        return False
    grows = _GROWS.search(question.asked) is not None
    if figure.unit != "%":
        return grows or not figure.change
    return bool(figure.change) if grows else not figure.change and _SHARES.search(question.asked) is not None


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


def _anchor(told: Sequence[Told], draft: Draft) -> Told | None:
    """The mention that the draft answers with: the others are measured by it. None where it is none of those asked for."""
    first = draft.statements[0]
    near = [t for t in told if t.unit.text in first.text or first.text in t.unit.text]
    near = [t for t in near if t.unit.document.id == first.quotes[0].document]
    short = draft.short_answer
    if short:
        near = [t for t in near if short in t.mention.figure.text or t.mention.figure.text in short]
    return min(near, key=lambda t: (len(t.extra), -len(t.mention.core)), default=None)


def _belongs(anchor: Told, other: Told) -> bool:
    """Whether another mention is of the anchor's indicator and place, at whatever time; another scope only of a kind of its own."""
    found = relation(anchor.mention, other.mention)
    if found in ("same", "update", "conflict"):
        return True
    plain = replace(other.mention, scope=anchor.mention.scope)
    apart = set(other.mention.scope) ^ set(anchor.mention.scope)
    return bool(apart) and apart <= _STATISTICAL and relation(anchor.mention, plain) == "update"


_STATISTICAL = frozenset({"规模以上", "限额以上", "规模以下"})  # one series in two coverages; 城镇 and 农村 are parts


def _of_years(question: Question, group: Sequence[Told]) -> list[Told]:
    """Those of the years that a question names, of whole years where it names no part of one."""
    dated = [t for t in group if t.mention.when.low]
    if not question.years:
        return dated if len(dated) >= SEVERAL else list(group)
    years = sorted(map(int, question.years))
    periods = [f for f in quantities_in(question.asked) if f.kind == "period" and f.low // 10000 < f.high // 10000]
    if periods:
        exact = [t for t in dated if t.mention.when[:2] == (int(periods[0].low), int(periods[0].high))]
        if exact:
            return exact  # 2009—2019年间: the mean of those years
    between = len(years) > 1 and (_CHANGES.search(question.asked) or re.search(r"[到至—-]", question.asked))
    span = range(years[0], years[-1] + 1) if between else years
    part = _PART_OF_YEAR.search(question.asked)
    return [t for t in dated if t.mention.when.high // 10000 in span and (part or _whole_year(t.mention))]


def _whole_year(mention: Mention) -> bool:
    when = mention.when
    return when.high % 10000 == LAST_DAY and when.low % 10000 in (FIRST_DAY, LAST_DAY)


def _once(group: Sequence[Told], anchor: Told) -> list[Told]:
    """Values in time order, each date and value once: the anchor's, else the one whose date stands nearest."""
    kept: list[Told] = []
    for one in sorted(group, key=lambda t: (t is not anchor, t.mention.when.how != "text", t.unit.found.rank)):
        same = [k for k in kept if value_of(k) == value_of(one) and k.extra == one.extra and is_plan(k) == is_plan(one)]
        undated = one.mention.when.how != "text"  # the same value without a date of its own adds nothing
        if not same or not (undated or any(times(k.mention.when, one.mention.when) != "other" for k in same)):
            kept.append(one)
    return sorted(
        kept,
        key=lambda t: (
            t.mention.when.high or _NEVER + years_ago(t.mention.when.label),
            t.mention.when.low,
            t.unit.document.id,
            t.mention.start,
        ),
    )


_NEVER = 99999999
