"""Files -> records for the library, read in several processes where there are many."""

import hashlib
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path

from index.chunking import ChunkSettings, chunk
from index.loading import Listing, LoadError, Problem, known_entry, load
from index.manifest import KnownDocument
from index.reading import read
from index.settings import IndexSettings
from index.storage.archive import pack
from index.storage.store import LibraryError
from index.storage.summaries import Summary, summarise

_WORTH_PROCESSES = 200  # files; below, starting processes costs more than they save
_A_TASK = 16  # files
_AHEAD = 8  # tasks
Job = tuple[Path, Listing]


@dataclass(frozen=True)
class Reading:
    """A document read: its record for the archive, its summary, the keys of its chunks in order."""

    record: bytes
    summary: Summary
    keys: tuple[str, ...]


def known_as(entry: KnownDocument | None) -> str:
    """Fingerprint of a manifest entry, "" without one: what it says goes into the document."""
    return hashlib.sha256(entry.model_dump_json().encode()).hexdigest() if entry else ""


def gather(paths: list[Path], listing: Listing, settings: IndexSettings) -> Generator[Reading | Problem]:
    """Read files of a listing, in their order; close the generator to stop early.

    Raises:
        LibraryError: a reading process was killed.
    """
    tasks = [paths[i : i + _A_TASK] for i in range(0, len(paths), _A_TASK)]
    jobs = ([(path, _only(listing, path)) for path in task] for task in tasks)
    workers = min(settings.workers, os.cpu_count() or 1)
    if len(paths) < _WORTH_PROCESSES or workers < 2:
        for job in jobs:
            yield from _read_files(job, settings.chunks)
        return
    # Not forked: tokenizers and FAISS may have threads by now, and a forked child would keep the build's lock.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _prepare_worker)
    try:
        yield from _in_order(pool, jobs, settings)
    except BrokenProcessPool as error:
        raise LibraryError("读取文档的进程意外终止，可能是内存不足。请关闭其他程序后重试。") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, jobs: Iterator[list[Job]], settings: IndexSettings
) -> Generator[Reading | Problem]:
    """Results in the order of the jobs; only a few are under way, or finished ones would pile up before a slow embedder."""
    running = deque(pool.submit(_read_files, job, settings.chunks) for job in islice(jobs, _AHEAD))
    while running:
        yield from running.popleft().result()
        running.extend(pool.submit(_read_files, job, settings.chunks) for job in islice(jobs, 1))


def _read_files(jobs: list[Job], chunks: ChunkSettings) -> list[Reading | Problem]:
    return [read_file(job, chunks) for job in jobs]


def read_file(job: Job, chunks: ChunkSettings) -> Reading | Problem:
    """Read and chunk one file."""
    path, listing = job
    try:
        source = load(path, listing)
        document = read(source)
        pieces = chunk(document, chunks)
    except LoadError as error:
        return error.problem
    except Exception as error:  # one file that meets a fault of ours must not cost the other 20,000
        file = path.relative_to(listing.folder).as_posix()
        return Problem(
            file, f"读取时出错（{type(error).__name__}：{error}）", "请把该文件报告给维护者，其余文件不受影响"
        )
    known = known_as(known_entry(listing, source.file, source.sha256))
    summary = summarise(document, pieces, known)
    return Reading(pack(document, pieces), summary, tuple(piece.key for piece in pieces))


def _only(listing: Listing, path: Path) -> Listing:
    """The listing reduced to one file: it travels to another process with every job."""
    file = path.relative_to(listing.folder).as_posix()
    known = {file: listing.known[file]} if file in listing.known else {}
    return replace(listing, files=(), problems=(), unread=(), known=known)


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it: a killed parent would leave its workers waiting for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
