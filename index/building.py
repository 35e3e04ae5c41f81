"""A folder of documents -> a library version."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding import Embedder, open_embedder
from index.loading import Listing, Problem, fingerprint, known_entry, list_folder
from index.search.jurisdiction import Jurisdictions
from index.search.keywords import ByChunk, TermCollector, Words, count_terms
from index.search.meaning import MeaningIndex
from index.settings import IndexSettings
from index.simplified import simplify
from index.storage.archive import Archive, ArchiveWriter
from index.storage.gathering import Reading, gather, known_as
from index.storage.recipe import recipe
from index.storage.store import LibraryError, building, open_current, publish, seal
from index.storage.summaries import Summary, Totals, total

Progress = Callable[[str, int, int], None]  # stage (Chinese), done, of how many
_AT_ONCE = 256  # documents whose chunks are segmented and embedded together


@dataclass(frozen=True)
class BuildReport:
    """What a build did. `changed` is False where the library was current already; `reused`: documents taken over."""

    version: str
    changed: bool
    documents: tuple[Summary, ...]
    reused: int
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]

    @property
    def totals(self) -> Totals:
        """Sums over all documents."""
        return total(self.documents)


def silent(_stage: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def build_library(
    documents: Path,
    library: Path,
    settings: IndexSettings,
    progress: Progress = silent,
    embedder: Embedder | None = None,
) -> BuildReport:
    """Read a folder of documents into a new library version and make it current.

    Documents whose bytes and manifest entry are those of the current version, built by the same recipe, are taken over
    without reading or embedding them. Files that cannot be read are reported, the rest is built.

    Raises:
        LibraryError: nothing to read, or another build is running. EmbeddingError: the model cannot be used.
        LoadError, ManifestError: the folder or its manifest cannot be used.
    """
    embedder = embedder or open_embedder(settings.model)
    listing = list_folder(documents)
    if not listing.files:
        raise LibraryError(_nothing(listing, listing.problems))
    config = recipe(settings, embedder.name)
    with building(library) as folder:
        earlier = _earlier(library, config)
        made = _assemble(folder, listing, earlier, embedder=embedder, settings=settings, progress=progress)
        if not made.summaries:
            raise LibraryError(_nothing(listing, made.problems))
        manifest = seal(folder, config)
        changed = publish(library, folder, manifest)
    return BuildReport(manifest.version, changed, made.summaries, made.reused, made.problems, listing.unread)


@dataclass(frozen=True)
class _Earlier:
    """The current version, as a source of what has not changed."""

    archive: Archive
    words: ByChunk
    meaning: MeaningIndex
    summaries: tuple[Summary, ...]
    numbers: dict[str, int]  # by file

    def number(self, path: Path, listing: Listing) -> int | None:
        """The document of a file, if nothing it was made of has changed."""
        number = self.numbers.get(path.relative_to(listing.folder).as_posix())
        if number is None:
            return None
        try:
            sha256 = fingerprint(path.read_bytes())
        except OSError:
            return None  # reading it will report why
        then = self.summaries[number]
        return (
            number if (then.sha256, then.known) == (sha256, known_as(known_entry(listing, then.file, sha256))) else None
        )


class _Assembly:
    """Puts documents into the files of a version, one after the other."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.reused = 0
        self._folder = folder
        self._embedder = embedder
        self._archive = ArchiveWriter(folder)
        self._meaning = MeaningIndex.empty(embedder.dimension)
        self._terms = TermCollector(folder)
        self._waiting: list[Reading] = []

    def add(self, reading: Reading) -> None:
        """Add a document just read."""
        self._waiting.append(reading)
        if len(self._waiting) >= _AT_ONCE:
            self._settle()

    def take(self, earlier: _Earlier, number: int) -> None:
        """Add a document as it stands in an earlier version."""
        self._settle()
        start, end = earlier.archive.range(number)
        self._terms.add(earlier.words.counted(start, end, self._archive.chunks))
        self._meaning.add(earlier.meaning.vectors(np.arange(start, end)))
        self._archive.add(earlier.archive.record(number), earlier.summaries[number])
        self.reused += 1

    def finish(self) -> tuple[Summary, ...]:
        """Write everything."""
        self._settle()
        summaries = self._archive.finish()
        self._terms.index().save(self._folder)
        self._meaning.save(self._folder)
        articles = (article for summary in summaries for article in summary.articles)
        Jurisdictions.build((article.title, article.chunks) for article in articles).save(self._folder)
        return summaries

    def close(self) -> None:
        """Let the files go."""
        self._archive.close()
        self._terms.close()

    def _settle(self) -> None:
        keys = [key for reading in self._waiting for key in reading.keys]
        if keys:
            self._terms.add(count_terms(keys, self._archive.chunks))
            self._meaning.add(self._embedder.encode([simplify(key) for key in keys]))
        for reading in self._waiting:
            self._archive.add(reading.record, reading.summary)
        self._waiting.clear()


@dataclass(frozen=True)
class _Assembled:
    summaries: tuple[Summary, ...]
    problems: tuple[Problem, ...]
    reused: int


def _assemble(
    folder: Path,
    listing: Listing,
    earlier: _Earlier | None,
    *,
    embedder: Embedder,
    settings: IndexSettings,
    progress: Progress,
) -> _Assembled:
    known = [earlier.number(path, listing) if earlier else None for path in listing.files]
    fresh = [path for path, number in zip(listing.files, known, strict=True) if number is None]
    problems = list(listing.problems)
    with closing(_Assembly(folder, embedder)) as assembly, closing(gather(fresh, listing, settings)) as readings:
        for done, number in enumerate(known):
            progress("读取文档", done, len(known))
            if earlier is not None and number is not None:
                assembly.take(earlier, number)
            elif isinstance(reading := next(readings), Problem):
                problems.append(reading)
            else:
                assembly.add(reading)
        progress("读取文档", len(known), len(known))
        progress("写入资料库", 0, 1)
        return _Assembled(assembly.finish(), tuple(problems), assembly.reused)


def _earlier(library: Path, config: dict[str, str]) -> _Earlier | None:
    """The current version, if it is sound and of this recipe."""
    try:
        folder, manifest = open_current(library)
    except LibraryError:
        return None
    if manifest.config != config:
        return None
    archive = Archive(folder)
    summaries = archive.summaries()
    numbers = {summary.file: number for number, summary in enumerate(summaries)}
    return _Earlier(archive, ByChunk(Words.open(folder)), MeaningIndex.open(folder), summaries, numbers)


def _nothing(listing: Listing, problems: Sequence[Problem]) -> str:
    said = "；".join(f"{p.file}：{p.reason}" for p in problems[:5])
    unread = f"另有 {len(listing.unread)} 个文件不是 .txt 或 .md。" if listing.unread else ""
    why = f"（{said}）" if said else ""
    return f"文件夹“{listing.folder}”中没有可读的文档{why}。{unread}请放入 UTF-8 编码的 .txt 或 .md 文件。"
