"""Assistant: a library, a writer and settings; what every face talks to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.settings import IndexSettings
from rag.answering import ask
from rag.conversing import converse
from rag.models import Answer, Passage
from rag.pointing import Exchange
from rag.questions import analyse
from rag.retrieval import Shelf, Way, search
from rag.settings import AnswerSettings
from rag.writing import ExtractiveWriter, Writer


@dataclass(frozen=True)
class Assistant:
    """Answers and searches over one library version. Safe to share between threads if the library is."""

    library: Shelf
    writer: Writer
    settings: AnswerSettings = field(default_factory=AnswerSettings)

    def ask(self, question: str, top_k: int | None = None, turns: Sequence[Exchange] = ()) -> Answer:
        """The verified answer to a question, or a refusal. `turns`: earlier questions of the conversation, oldest first."""

        def one(full: str) -> Answer:
            return ask(full, self.library, self.writer, self.settings, top_k)

        return converse(question, turns, one, self.library.version)

    def search(self, query: str, top_k: int, how: Way = "fused") -> tuple[Passage, ...]:
        """The best passages for a query."""
        return search(analyse(query).text, self.library, top_k, how)


def open_assistant(folder: Path, index: IndexSettings, settings: AnswerSettings) -> Assistant:
    """Open a library and set the default (extractive) writer to it.

    Raises:
        LibraryError: there is no sound library in `folder`; the message names the remedy.
    """
    from index.library import Library  # noqa: PLC0415 - keeps `import rag.assistant` free of numpy and FAISS

    return Assistant(Library.open(folder, index), ExtractiveWriter(settings), settings)
