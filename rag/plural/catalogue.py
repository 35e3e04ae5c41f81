"""Questions about the documents themselves: which mention a thing, how many, which is the first or the last, who issued one and when.

Each document answers with a line of its own: the sentence that mentions the thing, its title, its signature or its date.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Span
from rag.choosing.outlining import articles_of, headings_of
from rag.finding.evidence import Found, Unit, heading_unit, row_unit, sentence_unit
from rag.finding.retrieval import Shelf
from rag.language.lexicon import content, fold, terms
from rag.models import Citation, Draft, Statement
from rag.numbers.day_order import UNDATED
from rag.plural.catalogue_questions import Asked, read
from rag.plural.papers import ANY, Named, Paper, meant
from rag.proof.citations import verify_quote
from rag.proof.leads import document_of
from rag.proof.quoting import cite, cite_range, inferred_in
from rag.time.modality import modality_of

_SHOWN = 12


def of_documents(text: str, shelf: Shelf, papers: Sequence[Paper]) -> Draft | None:
    """The draft of a question about the documents themselves, each with a line of its own; None for other questions."""
    asked = read(text)
    if asked is None:
        return None
    if asked.rule == "parts":
        return _parts(asked, papers, shelf)
    those = [p for p in papers if re.fullmatch(ANY, asked.kind) or not asked.kind or asked.kind in p.kinds]
    whole = len(papers) >= len(shelf.documents())
    if asked.rule == "mentions":
        return _mentioning(asked, [p for p in those if p.title], shelf, whole=whole)
    if asked.rule == "ordered":
        return _ordered(asked, those, shelf)
    if asked.rule in ("issued_by", "listed"):
        return _listed(asked, those, shelf)
    return _fact(asked, papers, shelf)


def _mentioning(asked: Asked, papers: Sequence[Paper], shelf: Shelf, *, whole: bool) -> Draft | None:
    """Every document that has the very words, with the first sentence that has them."""
    key = fold(asked.what)
    if len(key) < _KEY or not terms(content(asked.what)):
        return None
    told = [(p, unit) for p in papers if (unit := _first_with(key, p, shelf))]
    words = [fold(t) for t in terms(content(asked.what)) if len(t) > 1]
    if words and (not told or asked.first is not None):
        aim = _AIMS.search(asked.what) is not None
        told += [
            (p, unit)
            for p in papers
            if p.id not in {one.id for one, _ in told} and (unit := _first_with_all(words, p, shelf, aim=aim))
        ]
    if not told:
        return Draft(missing=(f"提到“{asked.what}”的{asked.kind or '文件'}",), reason="not_covered")
    told.sort(key=lambda one: (one[0].order == UNDATED, one[0].order, one[0].id))
    looked = (
        f"按“{asked.what}”逐份查找了资料库中的{len(papers)}份{asked.kind}"
        if whole
        else "资料较多，只查了检索所得的文件"
    )
    if asked.first is not None:
        return _extreme(asked, [p for p, _ in told], shelf, {p.id: unit for p, unit in told}, looked)
    statements = [_quoted(unit) for _, unit in told[:_SHOWN]]
    short, rule = (f"{len(told)}份", "documents") if asked.many else (_titles([p for p, _ in told]), "source")
    notes = (looked, *([f"其余{len(told) - _SHOWN}份未列出"] if len(told) > _SHOWN else []))
    return Draft(
        tuple(statements), short if len(told) <= _SHOWN else None, rule if len(told) <= _SHOWN else "", notes=notes
    )


_KEY = 2


def _titles(papers: Sequence[Paper]) -> str:
    return "、".join(document_of(_TitleOf(p)) for p in papers)


@dataclass(frozen=True)
class _TitleOf:
    """A paper as `rag.proof.leads` names it."""

    paper: Paper
    quote: str = ""
    speaker: None = None

    @property
    def document(self) -> str:
        """The document's id."""
        return self.paper.id

    @property
    def title(self) -> str | None:
        """Its title as its citations have it."""
        articles = self.paper.document.articles
        return articles[0].title.value if articles else None


def _ordered(asked: Asked, papers: Sequence[Paper], shelf: Shelf) -> Draft | None:
    """The earliest or latest of the papers of a kind, on a topic where one is named, with the dates of all."""
    topic = fold(re.sub(r"^(?:这|那)?(?:几|些|两|三)?(?:份|篇|个)?", "", asked.what))
    chosen = [p for p in papers if p.title and (not topic or _on(topic, p))]
    return _extreme(asked, chosen, shelf, {}, "") if chosen else None


def _on(topic: str, paper: Paper) -> bool:
    """Whether a paper is on a topic, or issued by it: by its title and heads."""
    words = [fold(t) for t in terms(content(topic)) if len(t) > 1] or [topic]
    return all(word in paper.heads for word in words)


def _extreme(asked: Asked, papers: Sequence[Paper], shelf: Shelf, units: dict[str, Unit], looked: str) -> Draft | None:
    """The first or last of some papers by date; undated ones cannot be compared, which is said."""
    dated = sorted(
        (p for p in papers if p.order != UNDATED and p.date), key=lambda p: (p.order, p.id), reverse=not asked.first
    )
    if not dated:
        return Draft(missing=("各文件的日期",), reason="not_covered")
    best = [p for p in dated if p.order == dated[0].order]
    statements = [_quoted(units[p.id]) for p in best if p.id in units]
    statements += [s for p in dated[:_SHOWN] if p.date and (s := _line(p, p.date, shelf))]
    lost = [document_of(_TitleOf(p)) for p in papers if p not in dated]
    notes = [looked, f"{'、'.join(lost)}未注明日期，未列入比较" if lost else ""]
    rule = "earliest_document" if asked.first else "latest_document"
    return Draft(tuple(statements), _titles(best), rule, notes=tuple(n for n in notes if n))


def _listed(asked: Asked, papers: Sequence[Paper], shelf: Shelf) -> Draft | None:
    """The papers of a kind by an issuer or on a topic, each by its title."""
    if asked.rule == "issued_by":
        chosen = [p for p in meant(asked.what, papers) if p.issuer]
    else:
        chosen = [p for p in papers if _on(fold(asked.what), p)]
    chosen = sorted((p for p in chosen if p.title), key=lambda p: (p.order, p.id))
    if not chosen:
        return None
    lines = [(p, s) for p in chosen for named in ([p.title] if p.title else []) if (s := _line(p, named, shelf))]
    if asked.rule == "issued_by":
        lines += [
            (p, s)
            for p, _ in list(lines)
            if (at := p.issuer) and p.title and not _within(at, p.title) and (s := _line(p, at, shelf))
        ]
    if not lines:
        return None
    short, rule = (f"{len(chosen)}份", "documents") if asked.many else (_titles(chosen), "source")
    return Draft(tuple(s for _, s in lines), short, rule)


def _within(one: Named, other: Named) -> bool:
    return other.at.start <= one.at.start and one.at.end <= other.at.end


def _parts(asked: Asked, papers: Sequence[Paper], shelf: Shelf) -> Draft | None:
    """The chapters, or the numbered articles, of the one paper that is meant, in order."""
    chosen = meant(asked.what, papers)
    chunk = next(iter(shelf.chunks(chosen[0].id)), None) if len(chosen) == 1 else None
    if chunk is None:
        return None
    found = Found(replace(chunk, table_row=None), 0, 0.0, 0.0)
    document = chosen[0].document
    units = articles_of(document, found) if asked.kind == "条" else headings_of(document, found)
    if not _LEAST_PARTS <= len(units) <= _MOST_PARTS:
        return None
    return Draft(
        tuple(_quoted(unit) for unit in units),
        notes=(f"共{len(units)}{asked.kind.removesuffix('节') or asked.kind}，按原文顺序列出",),
    )


_LEAST_PARTS, _MOST_PARTS = 2, 30


def _fact(asked: Asked, papers: Sequence[Paper], shelf: Shelf) -> Draft | None:
    """Who issued the one paper that is meant, or when, by the line that says so."""
    chosen = meant(re.sub(r"(?:这|那)(?:份|篇|个|部)?$", "", asked.what), papers)
    if len(chosen) != 1:
        return None
    if asked.kind == "written" and any(_WROTE.search(unit.text) for unit in _units(chosen[0], shelf)):
        return None  # 由市交通局委托某大学编制: a sentence says who wrote it, and its head only who issued it
    told = chosen[0].issuer if asked.rule == "issuer" else chosen[0].date
    line = _line(chosen[0], told, shelf) if told else None
    if told is None or line is None:
        return None
    title = chosen[0].title
    named = _line(chosen[0], title, shelf) if title and not _within(told, title) else None
    return Draft((line, *([named] if named else [])), told.text)


_WROTE = re.compile(r"(?:由|委托|组织)[^。；]{2,40}(?:编制|编写|起草)")


def _line(paper: Paper, named: Named, shelf: Shelf) -> Statement | None:
    """A line of a paper's head or signature as a statement; None where it cannot be quoted."""
    unit = _unit(paper, named, shelf)
    citation: Citation | None = replace(cite_range(unit, (named.at,)), speaker=None) if unit else None
    if citation is None or not verify_quote(citation, paper.document).holds:
        return None
    return Statement(citation.quote, (citation,))


def _unit(paper: Paper, named: Named, shelf: Shelf) -> Unit | None:
    chunk = next(iter(shelf.chunks(paper.id)), None)
    if chunk is None:
        return None
    found = Found(replace(chunk, table_row=None), 0, 0.0, 0.0)
    return Unit(paper.document, found, (named.at,), named.text, None, None, "", named.text, "", None, truncated=False)


def _quoted(unit: Unit) -> Statement:
    quote = cite(unit)
    return Statement(quote.quote, (quote,), inferred=inferred_in(unit, unit.clean))


def _first_with(key: str, paper: Paper, shelf: Shelf) -> Unit | None:
    told = next((u for u in _units(paper, shelf) if key in fold(u.text)), None)
    return told or next((u for u in _asked_by_hosts(paper, shelf) if key in fold(u.text)), None)


def _asked_by_hosts(paper: Paper, shelf: Shelf) -> Iterator[Unit]:
    """What hosts ask: no evidence of anything but that a paper speaks of a thing."""
    document = paper.document
    for sentence in document.sentences:
        at, block = Span(sentence.start, sentence.end), document.blocks[sentence.block]
        hosted = block.kind == "question" or (block.turn is not None and document.turns[block.turn].host)
        unit = _unit(paper, Named(document.text(*at), at), shelf) if hosted and not sentence.truncated else None
        if unit:
            yield unit


def _first_with_all(words: Sequence[str], paper: Paper, shelf: Shelf, *, aim: bool) -> Unit | None:
    """The first unit that holds all words with the headings over it, the longest of them itself; of aims one that tells of plans."""
    longest = max(words, key=len)
    held = [
        u
        for u in _units(paper, shelf)
        if longest in fold(u.text) and all(w in fold(u.text + u.headings.removeprefix(_title_of(paper))) for w in words)
    ]
    planned = [u for u in held if modality_of(u.text, paper.known_date or None) == "planned"] if aim else []
    return next(iter(planned or held), None)


def _title_of(paper: Paper) -> str:
    return paper.title.text if paper.title else ""


_AIMS = re.compile(r"目标|规划|计划")


def _units(paper: Paper, shelf: Shelf) -> Iterator[Unit]:
    """All that a paper says, in reading order: sentences, then rows of tables, then headings."""
    document = paper.document
    chunks = shelf.chunks(paper.id)
    if not chunks:
        return
    found = Found(replace(chunks[0], table_row=None), 0, 0.0, 0.0)
    for n in range(len(document.sentences)):
        unit = sentence_unit(document, found, n)
        if unit and not unit.truncated:
            yield unit
    for chunk in chunks:
        if chunk.table_row is not None and (row := row_unit(document, Found(chunk, 0, 0.0, 0.0))):
            yield row
    for n, block in enumerate(document.blocks):
        if block.kind == "heading" and (head := heading_unit(document, found, n)):
            yield head
