"""What is said of the sources of a briefing: of those that are shown, whatever lay in the pool."""

from dataclasses import replace

from rag.briefing.arranging import Placed, arranged
from rag.briefing.manuscript import manuscript
from rag.models import Citation, Superseded
from tests.drafting_kit import real


def ended(citation: Citation) -> Citation:
    assert citation.standing is not None
    return replace(citation, standing=replace(citation.standing, superseded=Superseded("manifest", "新办法")))


def test_a_source_no_longer_in_force_is_told_only_while_it_is_shown() -> None:
    whole = real("clusters")
    shown = {source.citation.document for source in manuscript(whole).sources}
    document = sorted(shown)[0]
    whole = replace(whole, citations=tuple(ended(c) if c.document == document else c for c in whole.citations))
    assert any("已被替代或废止" in note for note in manuscript(whole).notes)
    cited = {c.n: c.document for c in whole.citations}
    of_it = {line.id for line in whole.lines if document in {cited[n] for n in line.claim.citations}}
    kept = [Placed(s.id, tuple(name for name in s.lines if name not in of_it)) for s in whole.sections]
    less = arranged(replace(whole, sections=tuple(replace(s, sheets=()) for s in whole.sections)), kept)
    less = replace(less, figures=tuple(row for row in less.figures if row.line not in of_it), disagreements=())
    assert document not in {source.citation.document for source in manuscript(less).sources}
    assert not any("已被替代或废止" in note for note in manuscript(less).notes)
    told = f"本稿引自{len({source.citation.document for source in manuscript(less).sources})}份文档"
    assert manuscript(less).notes[-1].startswith(told)
