"""The systems that are evaluated: ours, over a library built for the purpose."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.models import Found, Range, Way
from index.building import build_library
from index.embedding import Embedder
from index.library import Library
from index.models import Chunk, Document
from index.settings import IndexSettings
from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.finding.retrieval import Shelf
from rag.records import record
from rag.settings import AnswerSettings


class AssistantSystem:
    """Our assistant in the form that is evaluated."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def version(self) -> str:
        """The id of the library's version."""
        return self._assistant.library.version

    def ask(self, question: str) -> Mapping[str, Any]:
        """The answer as every face gives it out."""
        return record(self._assistant.ask(question))

    def search(self, question: str, limit: int, how: Way) -> list[Found]:
        """The best passages by one retriever."""
        found = self._assistant.search(question, limit, how)
        return [Found(p.document, tuple(Range(*span) for span in p.spans)) for p in found]

    def passages(self) -> list[Found]:
        """All passages of the library."""
        shelf = self._assistant.library
        documents = [shelf.document(listed.id) for listed in shelf.documents()]
        return [_found(chunk, document) for document in documents for chunk in shelf.chunks(document.id)]


def _found(chunk: Chunk, document: Document) -> Found:
    return Found(chunk.document, tuple(Range(*s) for part in chunk.spans for s in document.clean.to_raw(*part)))


@contextmanager
def our_system(
    documents: Path,
    index: IndexSettings,
    wrap: Callable[[Shelf], Shelf] = lambda shelf: shelf,
    embedder: Embedder | None = None,
) -> Iterator[AssistantSystem]:
    """Our assistant over a fresh library of some documents, in a folder that goes when it is done with.

    `wrap` may put something between the library and the assistant, `embedder` take the place of the model (the planted faults of
    the tests do).
    """
    with tempfile.TemporaryDirectory(prefix="jizheng-eval-") as folder:
        build_library(documents, Path(folder), index, embedder=embedder)
        library = Library.open(Path(folder), index, embedder)
        try:
            settings = AnswerSettings()
            yield AssistantSystem(Assistant(wrap(library), ExtractiveWriter(settings), settings))
        finally:
            library.close()
