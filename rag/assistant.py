"""Assistant: a library, a writer and settings; what every face talks to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.filters import SourceFilter
from index.forms import plain
from index.settings import IndexSettings
from rag.answering import ask
from rag.conversation.conversing import converse
from rag.conversation.pointing import Exchange
from rag.drafts.writing import ExtractiveWriter, Writer
from rag.finding.retrieval import Filtering, Shelf, Way, search
from rag.language.glossary import Glossary, glossary_of
from rag.models import Answer, Passage
from rag.proof.standing import filter_notes
from rag.settings import AnswerSettings
from rag.wording.rewriting import Wording, reword


@dataclass(frozen=True)
class Assistant:
    """Answers and searches over one library version. Safe to share between threads if the library is."""

    library: Shelf
    writer: Writer
    settings: AnswerSettings = field(default_factory=AnswerSettings)
    glossary: Glossary = field(default_factory=Glossary)

    def ask(
        self,
        question: str,
        top_k: int | None = None,
        sources: SourceFilter | None = None,
        turns: Sequence[Exchange] = (),
    ) -> Answer:
        """The verified answer to a question, or a refusal.

        `sources`: only these are used, where they are given; `turns`: earlier questions of the conversation, oldest first.
        """
        shelf = self.shelf(sources)

        def one(full: str) -> Answer:
            return ask(full, shelf, self.writer, self.settings, top_k, glossary=self.glossary)

        answer = converse(question, turns, one, self.library.version)
        if not sources:
            return answer
        return replace(answer, filters=sources, notes=(*answer.notes, *filter_notes(sources, answer.citations)))

    def read(self, query: str) -> Wording:
        """How a question or query is read: English in Chinese words, typing errors repaired."""
        return reword(plain(query), self.library, self.glossary)

    def search(
        self, query: str, top_k: int, how: Way = "fused", sources: SourceFilter | None = None
    ) -> tuple[Passage, ...]:
        """The best passages for a query."""
        return search(self.read(query).text, self.shelf(sources), top_k, how)

    def shelf(self, sources: SourceFilter | None) -> Shelf:
        """The library, or the part of it that a filter admits."""
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
        LibraryError: there is no sound library in `folder`; the message names the remedy. GlossaryError: the same of the user's
            glossary in it.
    """
    from index.library import Library  # noqa: PLC0415 - keeps `import rag.assistant` free of numpy and FAISS

    library = Library.open(folder, index)
    return Assistant(library, writer or ExtractiveWriter(settings), settings, glossary_of(folder))
