"""The documents of an open library, as verifying takes documents: a briefing is checked again against what is served now."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from index.models import Article, Document
from rag.finding.retrieval import Shelf
from rag.proof.originals import Original, Originals


@dataclass(frozen=True)
class _Shelved(Original):
    """A document whose structure the library has read already."""

    structure: Document | None = None

    @cached_property
    def document(self) -> Document:
        """Its structure."""
        return self.structure if self.structure is not None else super().document


class ShelvedOriginals(Originals):
    """The documents of a library by id. What the library says of a source stands for the folder's manifest."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ids = [listed.id for listed in shelf.documents()]
        self._read: dict[str, Original | None] = {}
        self._earlier: dict[tuple[str, str], str | None] = {}

    def get(self, id: str) -> Original | None:  # noqa: A002 - the contract's word
        """A document by its id; None where the library holds none."""
        if id not in self._read:
            self._read[id] = self._original(id) if id in self._ids else None
        return self._read[id]

    def others(self, id: str) -> Iterator[Original]:  # noqa: A002
        """All documents but one."""
        return (found for name in self._ids if name != id and (found := self.get(name)))

    def told(self, sha256: str) -> list[dict[str, str]]:
        """What the library says of the articles of a file with these bytes: title, issuer, date, where known."""
        documents = (self._shelf.document(name) for name in self._ids)
        return [_told(article) for document in documents if document.sha256 == sha256 for article in document.articles]

    def _original(self, id: str) -> Original:  # noqa: A002
        found = self._shelf.document(id)
        return _Shelved(found.id, found.file, found.sha256, found.encoding, found.raw, found)


def _told(article: Article) -> dict[str, str]:
    facts = {"title": article.title.value, "issuer": article.issuer.value, "date": article.date.value}
    return {name: value for name, value in facts.items() if value}
