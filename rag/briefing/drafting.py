"""A commission becomes a briefing: gathered, sorted into sections, proven, arranged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.assistant import Assistant
from rag.briefing.aspects import aspects_asked, aspects_of
from rag.briefing.figures import figure_rows
from rag.briefing.forms import Form, SectionForm, form_of, outlined
from rag.briefing.gathering import Candidate, Material, gather, sentences
from rag.briefing.models import Briefing, BriefingError, Commission, Line, Section, Uncovered
from rag.briefing.pool import Pool
from rag.questions import analyse
from rag.retrieval import Shelf
from rag.statements import statement_of
from rag.voices import same_words

Progress = Callable[[str, int, int], None]
LONGEST_TOPIC, SHORTEST_BRIEFING, LONGEST_BRIEFING, MOST_ASKED = 200, 200, 20_000, 30
_LEAST_ASPECT, _LEAST_NEAR = 0.6, 0.45
_ALTERNATIVES = 8


def brief(
    commission: Commission, assistant: Assistant, progress: Progress = lambda _step, _done, _of: None
) -> Briefing:
    """The briefing that a commission asks for. `progress(step, done, of)` is told each step; what it raises ends the work.

    Raises:
        BriefingError: the topic is empty, the length out of range, the form unknown.
    """
    _checked(commission)
    form = _form(commission)
    shelf = assistant.shelf(commission.sources)
    probes = _probes(commission.topic, form)
    progress("检索资料", 0, 1)
    material = gather(commission.topic, [p for section in probes for p in section], shelf)
    pool = Pool(shelf.document)
    return _drafted(commission, form, material, pool, assistant, progress, shelf)


def _checked(commission: Commission) -> None:
    topic = commission.topic.strip()
    if not topic or not analyse(topic).terms:
        raise BriefingError(f"主题“{commission.topic[:40]}”中没有可以检索的词语。请用一句话写出主题")
    if len(topic) > LONGEST_TOPIC:
        raise BriefingError(f"主题有 {len(topic)} 字，上限 {LONGEST_TOPIC}。请精简，细节可写入 questions")
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


def _probes(topic: str, form: Form) -> list[list[str]]:
    return [[probe.format(topic=topic) for probe in section.probes] for section in form.section]


def _drafted(
    commission: Commission,
    form: Form,
    material: Material,
    pool: Pool,
    assistant: Assistant,
    progress: Progress,
    shelf: Shelf,
) -> Briefing:
    asked, gaps = _answers(commission, pool, assistant, progress)
    progress("编排章节", 0, len(form.section))
    filled = _filled(commission, form, material, pool)
    own = [replace(s, heading=s.heading.format(topic=commission.topic)) for s in filled if s.lines]
    left_out = tuple(s.heading.format(topic=commission.topic) for s in filled if not s.lines)
    sections = _numbered([*asked, *own] if form.questions_first else [*own, *asked])
    lines = {line.id: line for line in pool.lines}
    shown = [lines[name] for section in sections for name in section.lines]
    figures = tuple(figure_rows(shown, pool.citations, shelf.document))[: form.figures]
    return Briefing(
        commission=commission,
        title=form.title.format(topic=commission.topic.strip()),
        sections=sections,
        lines=pool.lines,
        citations=pool.citations,
        figures=figures,
        disagreements=(),
        uncovered=tuple(gaps),
        left_out=left_out,
        notes=(),
        library=assistant.library.version,
    )


def _answers(
    commission: Commission, pool: Pool, assistant: Assistant, progress: Progress
) -> tuple[list[Section], list[Uncovered]]:
    """A section for each question that is answered, a gap for each that is not, or not wholly."""
    sections, gaps = [], []
    for n, question in enumerate(commission.questions):
        progress("回答问题", n, len(commission.questions))
        answer = assistant.ask(question, sources=commission.sources)
        if answer.refusal:
            gaps.append(Uncovered("question", question, answer.refusal.message.split("下面列出")[0]))
        if answer.claims:
            lines = pool.answer(answer)
            sections.append(Section("", question, tuple(line.id for line in lines), found=len(lines)))
    return sections, gaps


def _numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(replace(section, id=f"S{n}") for n, section in enumerate(sections, 1))


def _filled(commission: Commission, form: Form, material: Material, pool: Pool) -> list[Section]:
    usable = [c for c in sentences(material) if c.near >= _LEAST_NEAR and not c.unit.truncated]
    total = sum(section.weight for section in form.section)
    taken: list[Candidate] = []
    sections = []
    for section, probes in zip(form.section, _probes(commission.topic, form), strict=True):
        ranked = sorted(_ranked(section, probes, usable), key=lambda r: (-round(r[0], 9), r[1].unit.key))
        budget = commission.length * section.weight / total
        chosen, rest = _chosen(ranked, budget, taken)
        taken += chosen
        order = {d: n for n, d in reversed(list(enumerate(c.unit.document.id for c in chosen)))}
        chosen.sort(key=lambda c: (order[c.unit.document.id], c.unit.clean[0].start))
        lines = [line for c in chosen if (line := _line(c, pool))]
        spare = [line for c in rest if (line := _line(c, pool))]
        ids = tuple(dict.fromkeys(line.id for line in lines))
        others = tuple(name for name in dict.fromkeys(line.id for line in spare) if name not in ids)
        sections.append(Section("", section.heading, ids, others, (), len(ranked)))
    return sections


def _ranked(
    section: SectionForm, probes: Sequence[str], usable: Sequence[Candidate]
) -> Iterator[tuple[float, Candidate]]:
    for candidate in usable:
        done = aspects_of(candidate.unit)
        worth = max((done[aspect] for aspect in section.aspects), default=0.0)
        probed = max((candidate.probes.get(probe, 0.0) for probe in probes), default=0.0)
        if section.aspects and worth < _LEAST_ASPECT:
            continue
        yield candidate.near * (0.6 + 0.4 * min(1.5, worth)) + 0.15 * probed, candidate


def _chosen(
    ranked: Sequence[tuple[float, Candidate]], budget: float, taken: Sequence[Candidate]
) -> tuple[list[Candidate], list[Candidate]]:
    chosen: list[Candidate] = []
    rest: list[Candidate] = []
    length = 0
    for _, candidate in ranked:
        if any(same_words(candidate.unit.text, other.unit.text) for other in (*taken, *chosen)):
            continue
        if length < budget:
            chosen.append(candidate)
            length += len(candidate.unit.text)
        elif len(rest) < _ALTERNATIVES:
            rest.append(candidate)
    return chosen, rest


_OPEN = analyse("情况")


def _line(candidate: Candidate, pool: Pool) -> Line | None:
    return pool.add(statement_of(_OPEN, candidate.unit))
