"""The evidence of some documents alone, whatever else of a library is nearer to a question."""

from collections.abc import Sequence
from itertools import islice

from rag.asking.questions import Question
from rag.finding.evidence import Found, Unit, units_of
from rag.finding.retrieval import Evidence, Shelf

_WIDER = 6  # so many times the usual passages are looked through for those of the documents
_ALL = 120  # chunks of a document that are read where few of it were found


def evidence_of(question: Question, shelf: Shelf, ids: Sequence[str], limit: int) -> Evidence:
    """The best passages of some documents for a question; all of a short one where the search brought few of it."""
    hits = [hit for hit in shelf.search(question.asked, _WIDER * limit) if hit.chunk.document in ids]
    best = max((hit.score for hit in hits), default=0.0)
    found = [
        Found(hit.chunk, rank, hit.score / best if best > 0 else 0.0, hit.meaning)
        for rank, hit in enumerate(hits[:limit])
    ]
    known = {(f.chunk.document, f.chunk.number) for f in found}
    for name in ids:
        rest = (c for c in shelf.chunks(name) if (c.document, c.number) not in known)
        room = max(0, limit - len(found))
        found += [Found(c, len(found) + n, 0.0, 0.0) for n, c in enumerate(islice(rest, min(room, _ALL)))]
    documents = {name: shelf.document(name) for name in ids}
    units: dict[object, Unit] = {}
    for one in found:
        for unit in units_of(one, documents[one.chunk.document]):
            units.setdefault(unit.key, unit)
    return Evidence(tuple(found), documents, tuple(units.values()), shelf.chunks)
