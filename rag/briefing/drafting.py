"""A commission becomes a briefing: gathered, sorted into sections, proven, arranged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.asking.questions import analyse
from rag.assistant import Assistant
from rag.briefing.aspects import aspects_asked, tells_of_abroad
from rag.briefing.desk import Desk, Part, Progress, probed
from rag.briefing.figures import KeyFigures, Sourced, key_figures
from rag.briefing.forms import Form, form_of, outlined
from rag.briefing.gaps import gaps_of
from rag.briefing.gathering import Candidate, gather, sentences
from rag.briefing.models import Briefing, BriefingError, Commission, Section, Sheet, Uncovered
from rag.briefing.pool import Pool
from rag.briefing.sections import filled_sections, lines_of, under_headings
from rag.briefing.selecting import Piece, nearest_of
from rag.briefing.sheets import sheets
from rag.briefing.topics import Theme, theme_of, weights
from rag.language.places import places_in
from rag.plural.sides import sides_of
from rag.time.indicators import stated_in

LONGEST_TOPIC, SHORTEST_BRIEFING, LONGEST_BRIEFING, MOST_ASKED = 200, 200, 20_000, 30
_FIGURES_NEAR = 0.6  # of the nearest sentence: a figure of something else is worse than none
_READ_NEAR = 0.4  # so near are sentences whose values may disagree with those of nearer ones
_FIGURES_READ = 80  # sentences nearest to the topic whose figures are looked at
_QUESTIONS = "重点问题"


def brief(
    commission: Commission,
    assistant: Assistant,
    progress: Progress = lambda _step, _done, _of: None,
    form: Form | None = None,
) -> Briefing:
    """The briefing that a commission asks for. `progress(step, done, of)` is told each step; what it raises ends the work.

    `form`: a template of the user's own, in place of the one that the commission names.

    Raises:
        BriefingError: the topic is empty, the length out of range, the form unknown.
    """
    check(commission)
    shelf = assistant.shelf(commission.sources)
    wording = assistant.read(commission.topic)
    topic = wording.text.strip("。？?！! ")
    desk = Desk(
        commission,
        topic,
        _form(commission, form),
        assistant,
        shelf,
        Pool(shelf.document),
        progress,
        bool(wording.as_asked),
    )
    read = (f"主题按“{wording.as_asked}”理解",) if wording.as_asked else ()
    return _drafted(desk, list(_parts(desk)), (*wording.notes, *read))


def check(commission: Commission) -> None:
    """Refuse what cannot be drafted before any work is done.

    Raises:
        BriefingError: the topic is empty, the length out of range, a question or heading empty, twice or one too many.
    """
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


def _form(commission: Commission, own: Form | None) -> Form:
    form = own or form_of(commission.form)
    if not commission.outline:
        return form
    return outlined(form, commission.outline, {heading: aspects_asked(heading) for heading in commission.outline})


def _parts(desk: Desk) -> Iterator[Part]:
    """What is gathered: the topic at once, or each of its sides where the form sets sides beside each other."""
    sides = sides_of(f"{desk.topic}有什么不同") if desk.form.sides else ()
    topics = [(side.name, side.text.strip("？?")) for side in sides] or [("", desk.topic)]
    for n, (name, topic) in enumerate(topics):
        desk.progress("检索资料", n, len(topics))
        theme = theme_of(topic)
        probes = [probe for _, section in probed(desk.form, theme) for probe in section]
        yield Part(
            name, gather(theme, probes, desk.shelf, lambda q: desk.assistant.ask(q, sources=desk.commission.sources))
        )


def _drafted(desk: Desk, parts: Sequence[Part], notes: tuple[str, ...]) -> Briefing:
    asked, gaps = _answers(desk)
    desk.progress("编排章节", 0, len(desk.form.section))
    filled = filled_sections(desk, parts, asked)
    sections, left_out = under_headings(desk, parts, filled)
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
        uncovered=(*gaps, *gaps_of(desk, parts, filled)),
        left_out=left_out,
        notes=notes,
        library=desk.assistant.library.version,
    )


def _title(desk: Desk) -> str:
    """The form's title of the topic; the topic as it stands where it ends in a word for such a paper."""
    asked = desk.commission.topic.strip().rstrip("。？?！!")
    as_asked = _HAN.search(asked) and not desk.repaired
    topic = asked if as_asked else desk.topic  # as it was read: in Chinese, without slips
    return topic if _IS_TITLE.search(topic) else desk.form.title.replace("{topic}", topic)


_HAN = re.compile(r"[\u4e00-\u9fff]")
_IS_TITLE = re.compile(r"(?:简报|速览|摘编|分析|比较|对比|报告|综述|情况|数据)$")


def _answers(desk: Desk) -> tuple[list[Section], list[Uncovered]]:
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
    enough = own & theme.words or len(own) > _OWN_WORDS or not theme.subjects
    subject = "" if enough else theme.subjects[0].replace(" ", "")
    placed = places_in(question) or len(theme.places) != 1 or theme.places[0] in question
    return f"{'' if placed else theme.places[0]}{subject}{question}"


_OWN_WORDS = 3


def _numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(replace(section, id=f"S{n}") for n, section in enumerate(sections, 1))


def _figures(desk: Desk, parts: Sequence[Part]) -> KeyFigures:
    """The box of key figures, of each part as many."""
    found = [_figures_of(desk, part, desk.form.figures // len(parts)) for part in parts]
    return KeyFigures(
        tuple(row for one in found for row in one.rows), tuple(d for one in found for d in one.disagreements)
    )


def _figures_of(desk: Desk, part: Part, most: int) -> KeyFigures:
    candidates = list(sentences(part.material))
    least, read = nearest_of(candidates, _FIGURES_NEAR), nearest_of(candidates, _READ_NEAR)
    home = part.material.theme.home
    telling = [c for c in candidates if c.near >= read and not c.unit.truncated and _has_figure(c)]
    telling = [c for c in telling if not (home and tells_of_abroad(c.unit))]
    telling.sort(key=lambda c: (-round(c.near, 9), c.unit.document.id, c.unit.clean[0]))
    sourced = [
        Sourced(line, c.unit, c.near)
        for c in telling[:_FIGURES_READ]
        for line in lines_of(Piece(c, (c.unit,), c.near), desk.pool)
    ]
    return key_figures(sourced, part.material.theme, desk.pool.citations, desk.shelf.document, most=most, least=least)


def _has_figure(candidate: Candidate) -> bool:
    return any(not stated.figure.weak for stated in stated_in(candidate.unit.text))


def _tables(desk: Desk, parts: Sequence[Part]) -> list[Sheet]:
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
