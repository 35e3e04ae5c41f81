"""Assistant: a library, a writer and settings; what every face talks to."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from index.filters import SourceFilter
from index.settings import IndexSettings
from rag.answering import ask
from rag.models import Answer, Passage
from rag.questions import analyse
from rag.retrieval import Filtering, Shelf, Way, search
from rag.settings import AnswerSettings
from rag.standing import filter_notes
from rag.writing import ExtractiveWriter, Writer


@dataclass(frozen=True)
class Assistant:
    """Answers and searches over one library version. Safe to share between threads if the library is."""

    library: Shelf
    writer: Writer
    settings: AnswerSettings = field(default_factory=AnswerSettings)

    def ask(self, question: str, top_k: int | None = None, sources: SourceFilter | None = None) -> Answer:
        """The verified answer to a question, or a refusal; of `sources` only, where they are given."""
        answer = ask(question, self._shelf(sources), self.writer, self.settings, top_k)
        if not sources:
            return answer
        return replace(answer, filters=sources, notes=(*answer.notes, *filter_notes(sources, answer.citations)))

    def search(
        self, query: str, top_k: int, how: Way = "fused", sources: SourceFilter | None = None
    ) -> tuple[Passage, ...]:
        """The best passages for a query."""
        return search(analyse(query).text, self._shelf(sources), top_k, how)

    def _shelf(self, sources: SourceFilter | None) -> Shelf:
        if not sources:
            return self.library
        if not isinstance(self.library, Filtering):
            raise TypeError(f"{type(self.library).__name__} cannot be searched in part")
        return self.library.within(sources)


def open_assistant(
    folder: Path, index: IndexSettings, settings: AnswerSettings, writer: Writer | None = None
) -> Assistant:
    """Open a library and set a writer to it, the extractive one by default.

    Raises:
        LibraryError: there is no sound library in `folder`; the message names the remedy.
    """
    from index.library import Library  # noqa: PLC0415 - keeps `import rag.assistant` free of numpy and FAISS

    return Assistant(Library.open(folder, index), writer or ExtractiveWriter(settings), settings)
