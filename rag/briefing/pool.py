"""The pool of a briefing: statements verified, cited quotes numbered once, each statement a line with an id."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.models import Document
from rag.briefing.models import Line
from rag.drafts.statements import notes_on
from rag.models import Answer, Citation, Claim, Statement
from rag.numbers.points import Point
from rag.proof.citations import verify
from rag.proof.leads import document_of, placed_source, said_by

_POINTS = ("该", "这位", "那位", "这名", "上述")


class Pool:
    """Lines by id and citations by number; a statement that does not hold is never taken in."""

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document = document
        self._citations: list[Citation] = []
        self._lines: dict[str, Line] = {}

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in the order they came."""
        return tuple(self._lines.values())

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations by number."""
        return tuple(self._citations)

    def add(self, statement: Statement, *, whose: bool = False) -> Line | None:
        """A statement as a line of the pool; the line it already is, where it is; None where it is not proven.

        `whose`: the document is named before it where nobody is known to speak and its title is known.
        """
        documents = {quote.document: self._document(quote.document) for quote in statement.quotes}
        if not verify(statement, statement.quotes, documents).holds:
            return None
        numbers = tuple(self.number(quote) for quote in statement.quotes)
        lead = statement.lead or _spoken(statement, whose=whose)
        claim = Claim(
            kind=statement.kind,
            text=statement.text,
            start=len(lead),
            end=len(lead) + len(statement.text),
            citations=numbers,
            modality=statement.modality,
            verdict="verified",
            inferred=statement.inferred,
            plan=statement.plan,
            derived=statement.derived,
        )
        asides = tuple(notes_on([replace(statement, lead="")]))
        return self._put(lead, claim, statement.point, asides)

    def answer(self, answer: Answer) -> tuple[Line, ...]:
        """The lines of a verified answer, in order."""
        cited = {citation.n: self.number(citation) for citation in answer.citations}
        points = iter(answer.timeline)
        found = []
        quotes = {citation.n: citation for citation in answer.citations}
        for before, claim in _leads(answer):
            said = said_by(quotes[claim.citations[0]]) if claim.kind == "quote" and not before else ""
            lead = f"{said}：" if said else before  # a list of answers need not say who speaks, a paper must
            point = next(points, None) if claim.kind == "timeline" else None
            own = replace(
                claim,
                start=len(lead),
                end=len(lead) + len(claim.text),
                citations=tuple(cited[n] for n in claim.citations),
            )
            point = replace(point, citation=cited[point.citation]) if point else None
            found.append(self._put(lead, own, point, (), answer.question))
        return tuple(found)

    def number(self, quote: Citation) -> int:
        """The number of a quote in the pool."""
        for known in self._citations:
            if (known.document, known.spans, known.table) == (quote.document, quote.spans, quote.table):
                return known.n
        self._citations.append(replace(quote, n=len(self._citations) + 1))
        return len(self._citations)

    def citation(self, number: int) -> Citation:
        """The citation of a number."""
        return self._citations[number - 1]

    def _put(self, lead: str, claim: Claim, point: Point | None, asides: Sequence[str], question: str = "") -> Line:
        for line in self._lines.values():
            same = (line.claim.text, line.claim.citations, line.point) == (claim.text, claim.citations, point)
            if same:
                return line
        name = f"L{len(self._lines) + 1}"
        self._lines[name] = Line(name, lead, claim, point, tuple(asides), question)
        return self._lines[name]

    def replace(self, lines: Mapping[str, Line]) -> None:
        """Put lines in the place of those of their ids."""
        self._lines |= lines


def _spoken(statement: Statement, *, whose: bool) -> str:
    quote = statement.quotes[0]
    said = said_by(quote) or (document_of(quote) if whose and quote.title and not quote.speaker else "")
    if said.startswith(_POINTS):
        said = placed_source(quote)  # 该负责人 of which office? that stands in the document
    return f"{said}：" if said else ""


def _leads(answer: Answer) -> Iterator[tuple[str, Claim]]:
    """Each claim of an answer with the words that stand before it and belong to none."""
    at = plain = 0
    for claim in answer.claims:
        begins = at + claim.start - plain
        yield answer.answer[at:begins].removeprefix("\n"), claim
        marks = "".join(f"[{n}]" for n in claim.citations)
        at, plain = begins + len(claim.text) + len(marks), claim.end
