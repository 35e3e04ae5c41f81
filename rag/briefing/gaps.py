"""What the documents do not cover of what was asked for."""

from collections.abc import Iterator, Mapping, Sequence

from rag.briefing.desk import Desk, Part
from rag.briefing.gathering import Candidate, Material
from rag.briefing.models import Section, Uncovered
from rag.briefing.topics import weights
from rag.language.lexicon import credit, fold


def gaps_of(desk: Desk, parts: Sequence[Part], filled: Sequence[Sequence[Section]]) -> Iterator[Uncovered]:
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
