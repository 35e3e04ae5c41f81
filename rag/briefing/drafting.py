"""A commission becomes a briefing: gathered, sorted into sections, proven, arranged."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.assistant import Assistant
from rag.briefing.aspects import aspects_asked
from rag.briefing.figures import KeyFigures, Sourced, key_figures
from rag.briefing.forms import Form, SectionForm, form_of, outlined
from rag.briefing.gathering import Candidate, Material, gather, sentences
from rag.briefing.models import Briefing, BriefingError, Commission, Line, Section, Sheet, Uncovered
from rag.briefing.pool import Pool
from rag.briefing.selecting import Chosen, Piece, Wanted, nearest_of, select
from rag.briefing.sheets import sheets
from rag.briefing.topics import Theme, related, theme_of, weights
from rag.briefing.wording import own_start
from rag.indicators import stated_in
from rag.lexicon import credit, fold
from rag.places import places_in
from rag.questions import analyse
from rag.retrieval import Shelf
from rag.sides import sides_of
from rag.statements import statement_of

Progress = Callable[[str, int, int], None]
LONGEST_TOPIC, SHORTEST_BRIEFING, LONGEST_BRIEFING, MOST_ASKED = 200, 200, 20_000, 30
_FIGURES_READ = 80  # sentences nearest to the topic whose figures are looked at
_QUESTIONS = "重点问题"


@dataclass(frozen=True)
class _Desk:
    """What a briefing is drafted with. `topic`: as it is read (typing errors repaired, English in Chinese)."""

    commission: Commission
    topic: str
    form: Form
    assistant: Assistant
    shelf: Shelf
    pool: Pool
    progress: Progress


@dataclass(frozen=True)
class _Part:
    """What is gathered at once: the topic, or one side of it."""

    name: str
    material: Material


def brief(
    commission: Commission, assistant: Assistant, progress: Progress = lambda _step, _done, _of: None
) -> Briefing:
    """The briefing that a commission asks for. `progress(step, done, of)` is told each step; what it raises ends the work.

    Raises:
        BriefingError: the topic is empty, the length out of range, the form unknown.
    """
    _checked(commission)
    shelf = assistant.shelf(commission.sources)
    wording = assistant.read(commission.topic)
    topic = wording.text.strip("。？?！! ")
    desk = _Desk(commission, topic, _form(commission), assistant, shelf, Pool(shelf.document), progress)
    briefing = _drafted(desk, list(_parts(desk)))
    read = (f"主题按“{wording.as_asked}”理解",) if wording.as_asked else ()
    notes = (*wording.notes, *read, *briefing.notes)
    return replace(briefing, notes=notes)


def _checked(commission: Commission) -> None:
    topic = commission.topic.strip()
    if not topic or not analyse(topic).terms:
        raise BriefingError(f"主题“{commission.topic[:40]}”中没有可以检索的词语。请用一句话写出主题")
    if len(topic) > LONGEST_TOPIC:
        raise BriefingError(f"主题有 {len(topic)} 字，上限 {LONGEST_TOPIC}。请精简，细节可写成问题")
    if not SHORTEST_BRIEFING <= commission.length <= LONGEST_BRIEFING:
        raise BriefingError(f"篇幅 {commission.length} 不在 {SHORTEST_BRIEFING}–{LONGEST_BRIEFING} 字之间")
    for name, given in (("问题", commission.questions), ("提纲标题", commission.outline)):
        if len(given) > MOST_ASKED:
            raise BriefingError(f"{name}有 {len(given)} 个，上限 {MOST_ASKED}。请分成几份简报")
        if any(not one.strip() for one in given):
            raise BriefingError(f"{name}中有空的一项。请删去或写出内容")
        if twice := next((one for n, one in enumerate(given) if one in given[:n]), None):
            raise BriefingError(f"{name}“{twice[:40]}”出现了两次。请删去一个")


def _form(commission: Commission) -> Form:
    form = form_of(commission.form)
    if not commission.outline:
        return form
    return outlined(form, commission.outline, {heading: aspects_asked(heading) for heading in commission.outline})


def _parts(desk: _Desk) -> Iterator[_Part]:
    """What is gathered: the topic at once, or each of its sides where the form sets sides beside each other."""
    sides = sides_of(f"{desk.topic}有什么不同") if desk.form.sides else ()
    topics = [(side.name, side.text.strip("？?")) for side in sides] or [("", desk.topic)]
    for n, (name, topic) in enumerate(topics):
        desk.progress("检索资料", n, len(topics))
        theme = theme_of(topic)
        probes = [probe for _, section in _probed(desk.form, theme) for probe in section]
        yield _Part(
            name, gather(theme, probes, desk.shelf, lambda q: desk.assistant.ask(q, sources=desk.commission.sources))
        )


def _probed(form: Form, theme: Theme) -> list[tuple[SectionForm, list[str]]]:
    return [(section, [probe.replace("{topic}", theme.text) for probe in section.probes]) for section in form.section]


def _drafted(desk: _Desk, parts: Sequence[_Part]) -> Briefing:
    asked, gaps = _answers(desk)
    desk.progress("编排章节", 0, len(desk.form.section))
    filled = _filled(desk, parts, asked)
    sections, left_out = _arranged(desk, parts, filled)
    desk.progress("整理数据", 0, 1)
    figures = _figures(desk, parts) if desk.form.figures else KeyFigures((), ())
    whole = _numbered([*asked, *sections] if desk.form.questions_first else [*sections, *asked])
    return Briefing(
        commission=desk.commission,
        title=_title(desk),
        sections=_with_tables(whole, _tables(desk, parts)),
        lines=desk.pool.lines,
        citations=desk.pool.citations,
        figures=figures.rows,
        disagreements=figures.disagreements,
        uncovered=(*gaps, *_unfound(desk, parts, filled)),
        left_out=left_out,
        notes=tuple(_notes(desk)),
        library=desk.assistant.library.version,
    )


def _title(desk: _Desk) -> str:
    """The form's title of the topic; the topic as it stands where it ends in a word for such a paper."""
    topic = desk.commission.topic.strip().rstrip("。？?！!")
    return topic if _IS_TITLE.search(topic) else desk.form.title.replace("{topic}", topic)


_IS_TITLE = re.compile(r"(?:简报|速览|摘编|分析|比较|对比|报告|综述|情况|数据)$")


def _answers(desk: _Desk) -> tuple[list[Section], list[Uncovered]]:
    """A section for each question that is answered, a gap for each that is not, or not wholly."""
    questions = desk.commission.questions
    sections, gaps = [], []
    for n, question in enumerate(questions):
        desk.progress("回答问题", n, len(questions))
        answer = desk.assistant.ask(_in_context(question, theme_of(desk.topic)), sources=desk.commission.sources)
        if answer.refusal:
            gaps.append(Uncovered("question", question, answer.refusal.message.split("下面列出")[0].rstrip("。")))
        if answer.claims:
            lines = tuple(line.id for line in desk.pool.answer(answer))
            level = 1 if desk.form.questions_first else 2
            sections.append(Section("", question, lines, found=len(lines), level=level))
    if sections and not desk.form.questions_first:
        sections.insert(0, Section("", _QUESTIONS, ()))
    return sections, gaps


def _in_context(question: str, theme: Theme) -> str:
    """A question with the place and the subject of the topic, where it names no place, or nothing that the topic names."""
    own = set(weights(question))
    subject = (
        "" if own & theme.words or len(own) > _OWN_WORDS or not theme.subjects else theme.subjects[0].replace(" ", "")
    )
    place = (
        "" if places_in(question) or not theme.places or any(p in question for p in theme.places) else theme.places[0]
    )
    return f"{place}{subject}{question}" if place and len(theme.places) == 1 else f"{subject}{question}"


_OWN_WORDS = 3


def _numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(replace(section, id=f"S{n}") for n, section in enumerate(sections, 1))


def _filled(desk: _Desk, parts: Sequence[_Part], asked: Sequence[Section]) -> list[list[Section]]:
    """The sections of the form for each part, empty ones too, in the length that answers to questions leave."""
    lines = {line.id: line for line in desk.pool.lines}
    before = [lines[name].text for section in asked for name in section.lines]
    length = desk.commission.length * _BODY
    room = max(length - sum(map(len, before)), length * _LEAST_ROOM)
    wanted = [_wanted(desk, part, int(room / len(parts))) for part in parts]
    return [[_section(one, desk.pool) for one in chosen] for chosen in select(wanted, before)]


_BODY, _LEAST_ROOM = (
    0.94,
    0.4,
)  # of the length asked for: less the names before quotes; at least, however long the answers


def _wanted(desk: _Desk, part: _Part, length: int) -> Wanted:
    sections = _probed(desk.form, part.material.theme)
    more = related(part.material.theme, [form.aspects for form, _ in sections])
    weighed = [
        (replace(form, weight=form.weight * m), probes) for (form, probes), m in zip(sections, more, strict=True)
    ]
    return Wanted(part.material.theme, list(sentences(part.material)), weighed, length)


def _section(chosen: Chosen, pool: Pool) -> Section:
    whose = "suggestions" in chosen.form.aspects
    lines = [line for piece in chosen.pieces for line in _lines(piece, pool, whose=whose)]
    spare = [line for piece in chosen.others for line in _lines(piece, pool, whose=whose)]
    ids = tuple(dict.fromkeys(line.id for line in lines))
    others = tuple(name for name in dict.fromkeys(line.id for line in spare) if name not in ids)
    return Section("", chosen.form.heading, ids, others, (), chosen.found)


def _lines(piece: Piece, pool: Pool, *, whose: bool = False) -> Iterator[Line]:
    """A piece as lines; one that stands alone without the words that only link it to what was before.

    `whose`: the first says whose words they are, the document's where nobody speaks.
    """
    for n, unit in enumerate(piece.units):
        statement = statement_of(_OPEN, unit)
        start = own_start(statement.text) if len(piece.units) == 1 else 0
        named = whose and n == 0
        line = pool.add(replace(statement, text=statement.text[start:]), whose=named)
        line = line or (pool.add(statement, whose=named) if start else None)
        if line:
            yield line


_OPEN = analyse("情况")


def _arranged(
    desk: _Desk, parts: Sequence[_Part], filled: Sequence[Sequence[Section]]
) -> tuple[list[Section], tuple[str, ...]]:
    """The sections with lines, those of the sides of one heading under it; the headings without any."""
    found: list[Section] = []
    left_out = []
    for n, form in enumerate(desk.form.section):
        heading = form.heading.replace("{topic}", desk.commission.topic.strip())
        own = [(part.name, sections[n]) for part, sections in zip(parts, filled, strict=True) if sections[n].lines]
        if not own:
            left_out.append(heading)
        elif len(parts) == 1:
            found.append(replace(own[0][1], heading=heading))
        else:
            found.append(Section("", heading, ()))
            found += [replace(section, heading=name, level=2) for name, section in own]
    return found, tuple(left_out)


def _figures(desk: _Desk, parts: Sequence[_Part]) -> KeyFigures:
    """The box of key figures, of each part as many."""
    found = [_figures_of(desk, part, desk.form.figures // len(parts)) for part in parts]
    return KeyFigures(
        tuple(row for one in found for row in one.rows), tuple(d for one in found for d in one.disagreements)
    )


def _figures_of(desk: _Desk, part: _Part, most: int) -> KeyFigures:
    candidates = list(sentences(part.material))
    least = nearest_of(candidates)
    telling = [c for c in candidates if c.near >= least and not c.unit.truncated and _has_figure(c)]
    telling.sort(key=lambda c: (-round(c.near, 9), c.unit.document.id, c.unit.clean[0]))
    sourced = [
        Sourced(line, c.unit, c.near)
        for c in telling[:_FIGURES_READ]
        for line in _lines(Piece(c, (c.unit,), c.near), desk.pool)
    ]
    return key_figures(sourced, part.material.theme, desk.pool.citations, desk.shelf.document, most)


def _has_figure(candidate: Candidate) -> bool:
    return any(not stated.figure.weak for stated in stated_in(candidate.unit.text))


def _tables(desk: _Desk, parts: Sequence[_Part]) -> list[Sheet]:
    if not desk.form.tables:
        return []
    least = min(nearest_of(list(sentences(part.material))) for part in parts)
    return sheets([part.material for part in parts], desk.pool, least, desk.form.tables, desk.shelf.chunks)


def _with_tables(sections: tuple[Section, ...], found: Sequence[Sheet]) -> tuple[Section, ...]:
    """Sections with the tables behind the one on figures, or the last of the form's."""
    if not found or not sections:
        return sections
    at = next(
        (n for n, s in enumerate(sections) if "数据" in s.heading or "现状" in s.heading or "规模" in s.heading), 0
    )
    return tuple(replace(s, sheets=tuple(found)) if n == at else s for n, s in enumerate(sections))


def _unfound(desk: _Desk, parts: Sequence[_Part], filled: Sequence[Sequence[Section]]) -> Iterator[Uncovered]:
    """Headings the user wants that nothing was found for, sides that nothing is said of, words of the topic that nowhere stand."""
    for heading, *own in zip(desk.commission.outline, *filled, strict=False):
        if not any(section.lines for section in own):
            yield Uncovered("heading", heading, "资料中没有找到可用的原文")
    for part, sections in zip(parts, filled, strict=True):
        if part.name and not any(section.lines for section in sections):
            yield Uncovered("side", part.name, "资料中没有找到可用的原文")
        elif part.name:
            lost = [form.heading for form, own, *others in zip(desk.form.section, sections, *filled, strict=True)
                    if not own.lines and any(o.lines for o in others)]  # fmt: skip
            if lost:
                yield Uncovered("side", part.name, f"“{'”“'.join(lost)}”没有找到可以对照的原文")

    for part in parts:
        yield from (Uncovered("topic", facet, "资料中没有找到直接谈到它的原文") for facet in _not_found(part.material))


def _not_found(material: Material) -> Iterator[str]:
    """The facets of a topic that no sentence or row found carries."""
    theme = material.theme
    for facet in theme.facets or theme.subjects:
        own = weights(facet)
        if len(facet) <= _SHORT_FACET and not any(_carries(own, c) for c in material.candidates):
            yield facet


def _carries(words: Mapping[str, float], candidate: Candidate) -> bool:
    text = fold(f"{candidate.unit.text}{candidate.unit.headings}")
    return sum(w * credit(t, text) for t, w in words.items()) >= _CARRIED * sum(words.values())


_SHORT_FACET, _CARRIED = 16, 0.8


def _notes(desk: _Desk) -> Iterator[str]:
    dates = {c.document: c.date for c in desk.pool.citations}
    undated = sum(date.value is None for date in dates.values())
    if dates:
        told = f"，其中{undated}份未注明日期" if undated else ""
        yield f"本稿引自{len(dates)}份文档{told}；文档日期之后的情况未覆盖"
