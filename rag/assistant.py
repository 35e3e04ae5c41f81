"""Assistant: a library, a writer and settings; what every face talks to."""

from dataclasses import dataclass, field
from pathlib import Path

from index.forms import plain
from index.settings import IndexSettings
from rag.answering import ask
from rag.glossary import Glossary, glossary_of
from rag.models import Answer, Passage
from rag.retrieval import Shelf, Way, search
from rag.rewriting import Wording, reword
from rag.settings import AnswerSettings
from rag.writing import ExtractiveWriter, Writer


@dataclass(frozen=True)
class Assistant:
    """Answers and searches over one library version. Safe to share between threads if the library is."""

    library: Shelf
    writer: Writer
    settings: AnswerSettings = field(default_factory=AnswerSettings)
    glossary: Glossary = field(default_factory=Glossary)

    def ask(self, question: str, top_k: int | None = None) -> Answer:
        """The verified answer to a question, or a refusal."""
        return ask(question, self.library, self.writer, self.settings, top_k, glossary=self.glossary)

    def read(self, query: str) -> Wording:
        """How a question or query is read: English in Chinese words, typing errors repaired."""
        return reword(plain(query), self.library, self.glossary)

    def search(self, query: str, top_k: int, how: Way = "fused") -> tuple[Passage, ...]:
        """The best passages for a query."""
        return search(self.read(query).text, self.library, top_k, how)


def open_assistant(folder: Path, index: IndexSettings, settings: AnswerSettings) -> Assistant:
    """Open a library and set the default (extractive) writer to it.

    Raises:
        LibraryError: there is no sound library in `folder`; the message names the remedy. GlossaryError: the same of the user's
            glossary in it.
    """
    from index.library import Library  # noqa: PLC0415 - keeps `import rag.assistant` free of numpy and FAISS

    return Assistant(Library.open(folder, index), ExtractiveWriter(settings), settings, glossary_of(folder))
