"""Jobs of drafting and what they made, as files: `<id>.json` the job, `<id>.briefing.json` the draft as `brief --json` gives it."""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Literal

import msgspec

from api.files import write_whole

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows, where nothing keeps two services from one folder
    fcntl = None

_log = logging.getLogger(__name__)
Status = Literal["queued", "running", "done", "failed", "cancelled"]
ID = re.compile(r"[0-9a-f]{32}")
_RESULT = ".briefing.json"
_DAMAGED = "保存的文件“{file}”已损坏，不能读取。请删除这份简报，重新起草"


class DamagedError(Exception):
    """A file of a job is missing or not as it was written; the message names it and the remedy (Chinese)."""


@dataclass(frozen=True)
class Placement:
    """A section as it was arranged: its id, its lines in order, its heading where it was changed, its tables where not all."""

    id: str
    lines: tuple[str, ...]
    heading: str | None = None
    tables: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Arrangement:
    """What is wanted of a draft: sections in order, rows of key figures by number from 0, None for all."""

    sections: tuple[Placement, ...]
    figures: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Checked:
    """When a briefing was last checked again, against which library, which of its arrangements, and how many lines of each verdict."""

    at: str
    library: str
    revision: int
    holds: bool
    summary: dict[str, int]


@dataclass(frozen=True)
class Job:
    """What was asked for (`request`: as it was accepted) and how far it is. `created`: UTC, ISO 8601.

    `sha256`: of the draft's file; `arrangement`: what is wanted of it, None for the draft as it came; `revision` counts
    arrangements from 0.
    """

    id: str
    created: str
    request: dict[str, Any] = field(default_factory=dict)
    status: Status = "queued"
    title: str = ""
    error: str = ""
    sha256: str = ""
    revision: int = 0
    arrangement: Arrangement | None = None
    checked: Checked | None = None


class JobFiles:
    """The jobs of one folder. Whoever uses it sees to it that only one writes at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: BinaryIO | None = None

    def load(self) -> Iterator[Job]:
        """Every job of the folder; a damaged one as failed. What a crash left half-made is removed.

        Raises:
            OSError: the folder cannot be made or read.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._hold()
        for part in self._folder.glob(".*.part"):
            part.unlink(missing_ok=True)
        found = {path.name.removesuffix(".json") for path in self._folder.glob("*.json")}
        jobs = sorted(name for name in found if ID.fullmatch(name))
        yield from map(self._job, jobs)
        for orphan in self._folder.glob(f"*{_RESULT}"):
            name = orphan.name.removesuffix(_RESULT)
            if ID.fullmatch(name) and name not in jobs:
                orphan.unlink(missing_ok=True)

    def _hold(self) -> None:
        """Keep other services out of the folder until this one lets go or ends: they would draft the same jobs.

        Raises:
            OSError: the folder cannot be written, or another service holds it.
        """
        self._held = (self._folder / ".lock").open("ab")
        if fcntl is None:
            return
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.let_go()
            raise OSError(error.errno, "另一个服务正在使用") from error

    def let_go(self) -> None:
        """Leave the folder to others."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _job(self, name: str) -> Job:
        path = self._folder / f"{name}.json"
        try:
            job = msgspec.convert(json.loads(path.read_bytes()), Job)
            if job.id == name:
                return job
            reason = "it names another job"
        except (OSError, ValueError, RecursionError) as error:
            reason = str(error)
        _log.warning("%s", f"{path}: {reason}")
        return Job(name, _time_of(path), status="failed", error=_DAMAGED.format(file=path.name))

    def save(self, job: Job) -> None:
        """Put a job on disk."""
        write_whole(self._folder / f"{job.id}.json", json.dumps(asdict(job), ensure_ascii=False).encode())

    def save_result(self, job: Job, draft: dict[str, Any]) -> Job:
        """Put a draft on disk; gives the job that names it, which is still to be saved."""
        data = json.dumps(draft, ensure_ascii=False).encode()
        write_whole(self._folder / f"{job.id}{_RESULT}", data)
        return replace(job, sha256=hashlib.sha256(data).hexdigest())

    def result(self, job: Job) -> Any:  # noqa: ANN401 - any JSON value
        """The draft of a job.

        Raises:
            DamagedError: its file is missing or altered.
        """
        path = self._folder / f"{job.id}{_RESULT}"
        try:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == job.sha256:
                return json.loads(data)
        except (OSError, ValueError) as error:
            raise DamagedError(_DAMAGED.format(file=path.name)) from error
        raise DamagedError(_DAMAGED.format(file=path.name))

    def remove(self, id: str) -> None:  # noqa: A002
        """Take a job and its draft off the disk, the job first: a draft without one is removed at the next start."""
        for suffix in (".json", _RESULT):
            (self._folder / f"{id}{suffix}").unlink(missing_ok=True)


def _time_of(path: Path) -> str:

    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="microseconds")
