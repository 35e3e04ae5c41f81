"""Drafting in the background: a bounded queue, one worker, progress, cancelling; everything survives a restart."""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from api.briefing_files import Arrangement, Checked, DamagedError, Job, JobFiles
from rag.briefing.arranging import Placed, arranged
from rag.briefing.desk import Progress as Report
from rag.briefing.models import Briefing, BriefingError
from rag.briefing.pruning import pruned
from rag.briefing.records import briefing_of, record

_log = logging.getLogger(__name__)
QUEUED, KEPT = 16, 1000  # most jobs that wait; most that are kept
_OVER = ("done", "failed", "cancelled")
_ENDING = 10.0  # seconds that stopping waits for the step under way
Drafter = Callable[[dict[str, Any], Report], Briefing]


class QueueFullError(Exception):
    """As many jobs wait as may."""


class FolderFullError(Exception):
    """As many jobs are kept as may be."""


class StaleError(Exception):
    """An arrangement was made from one that is no longer the current one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"revision {current}")
        self.current = current


class UnfinishedError(Exception):
    """A job has no draft: it is not done, has failed, or was cancelled."""


class _EndedError(Exception):
    """Drafting was told to end."""


@dataclass(frozen=True)
class Progress:
    """The step under way, and how many of its parts are done."""

    step: str = ""
    done: int = 0
    of: int = 0


class Jobs:
    """The jobs of one folder. Safe to share between threads; unknown ids raise KeyError everywhere."""

    def __init__(self, files: JobFiles, draft: Drafter) -> None:
        self._files, self._draft = files, draft
        self._lock = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._progress: dict[str, Progress] = {}
        self._ending = False
        self._worker = threading.Thread(target=self._work, name="briefings", daemon=True)

    def start(self) -> None:
        """Take up what is in the folder: a job that waited or ran when the service stopped waits again.

        Raises:
            OSError: the folder cannot be used.
        """
        with self._lock:
            for job in self._files.load():
                self._jobs[job.id] = replace(job, status="queued") if job.status == "running" else job
        self._worker.start()

    def stop(self) -> None:
        """End at the next step; what runs is taken up again at the next start."""
        with self._lock:
            self._ending = True
            self._lock.notify_all()
        self._worker.join(_ENDING)
        self._files.let_go()

    def submit(self, request: dict[str, Any]) -> Job:
        """A new job, on disk when this returns.

        Raises:
            QueueFullError, FolderFullError: there are too many.
        """
        job = Job(secrets.token_hex(16), datetime.now(UTC).isoformat(timespec="microseconds"), request)
        with self._lock:
            if len(self._waiting()) >= QUEUED:
                raise QueueFullError
            if len(self._jobs) >= KEPT:
                raise FolderFullError
            self._put(job)
            self._lock.notify_all()
        return job

    def get(self, id: str) -> Job:  # noqa: A002
        """A job as it stands."""
        with self._lock:
            return self._jobs[id]

    def progress(self, id: str) -> Progress:  # noqa: A002
        """How far a job is."""
        return self._progress.get(id, Progress())

    def newest(self) -> list[Job]:
        """All jobs, newest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: (job.created, job.id), reverse=True)

    def cancel(self, id: str) -> Job:  # noqa: A002
        """Cancel a job; one that runs ends at its next step. One that is over stays as it is."""
        with self._lock:
            job = self._jobs[id]
            return job if job.status in _OVER else self._put(replace(job, status="cancelled"))

    def remove(self, id: str) -> None:  # noqa: A002
        """Delete a job with its draft; one that runs is cancelled."""
        with self._lock:
            job = self._jobs[id]
            self._files.remove(job.id)
            del self._jobs[job.id]

    def original(self, job: Job) -> Briefing:
        """The draft as it came.

        Raises:
            UnfinishedError: there is none. DamagedError: its file is missing or altered.
        """
        if job.status != "done":
            raise UnfinishedError
        try:
            return briefing_of(self._files.result(job))
        except BriefingError as error:
            raise DamagedError(str(error)) from error

    def current(self, job: Job) -> Briefing:
        """The draft as it is arranged; raises as `original` does."""
        whole = self.original(job)
        return whole if job.arrangement is None else _arranged(whole, job.arrangement)

    def arrange(self, id: str, revision: int, wanted: Arrangement) -> Job:  # noqa: A002
        """Arrange a draft anew. `revision`: of the arrangement that this one was made from.

        Raises:
            StaleError: another came first. BriefingError: unknown sections, lines, rows or tables. Else as `original`.
        """
        with self._lock:
            job = self._jobs[id]
            whole = self.original(job)
            if job.revision != revision:
                raise StaleError(job.revision)
            _arranged(whole, wanted)
            return self._put(replace(job, revision=revision + 1, arrangement=wanted))

    def note(self, id: str, checked: Checked) -> Job:  # noqa: A002
        """Keep what checking again gave."""
        with self._lock:
            return self._put(replace(self._jobs[id], checked=checked))

    def _put(self, job: Job) -> Job:
        """Keep a job as it is now, on disk first; the lock is held."""
        self._files.save(job)
        self._jobs[job.id] = job
        return job

    def _waiting(self) -> list[Job]:
        return sorted((job for job in self._jobs.values() if job.status == "queued"), key=lambda job: job.created)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._run(job)
            except _EndedError:
                continue
            except OSError as error:
                _log.exception("a job cannot be written")
                self._fail(job, f"简报不能写入磁盘（{error.strerror}）。请检查磁盘空间与权限，然后重新起草")
            except Exception as error:
                told = str(error) if isinstance(error, BriefingError) else ""
                if not told:
                    _log.exception("drafting failed")
                self._fail(job, told or "起草时出错。请重试；若再次出现，请把主题交给管理员")
            finally:
                self._progress.pop(job.id, None)

    def _next(self) -> Job | None:
        """The oldest job that waits, now running; None when the service ends."""
        with self._lock:
            while not self._ending:
                waiting = self._waiting()
                if waiting:
                    self._jobs[waiting[0].id] = replace(waiting[0], status="running")
                    return self._jobs[waiting[0].id]
                self._lock.wait()
        return None

    def _run(self, job: Job) -> None:
        def report(step: str, done: int, of: int) -> None:
            self._progress[job.id] = Progress(step, done, of)
            with self._lock:
                self._check(job)

        report("等待资料库", 0, 1)
        briefing = self._draft(job.request, report)
        plain = record(briefing)
        with self._lock:
            self._check(job)
            self._put(replace(self._files.save_result(job, plain), status="done", title=briefing.title))

    def _check(self, job: Job) -> None:
        """End where the job was cancelled or deleted, or the service ends; the lock is held."""
        now = self._jobs.get(job.id)
        if self._ending or now is None or now.status != "running":
            raise _EndedError

    def _fail(self, job: Job, error: str) -> None:
        with self._lock:
            now = self._jobs.get(job.id)
            if now is None or now.status != "running":
                return
            failed = replace(now, status="failed", error=error)
            try:
                self._put(failed)
            except OSError:
                self._jobs[job.id] = failed  # told while the service runs; taken up again when it is started


def _arranged(whole: Briefing, wanted: Arrangement) -> Briefing:
    tables = {one.id: one.tables for one in wanted.sections}
    kept = pruned(whole, wanted.figures, tables)
    return arranged(kept, [Placed(one.id, one.lines, one.heading) for one in wanted.sections])
