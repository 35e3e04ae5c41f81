"""What `make bench` finds out: records of figures, in seconds and bytes."""

from dataclasses import dataclass

RIVAL_TEXTS = "texts.jsonl"


@dataclass(frozen=True)
class BenchSettings:
    """How much is measured. `cold_runs`: processes started for the median of a cold start."""

    questions: int = 200
    cold_runs: int = 5


@dataclass(frozen=True)
class Built:
    """A build: seconds from process start to end, peak bytes of all its processes, seconds by stage, bytes by file.

    `cpu`: seconds of processor time of all its processes. `texts`: the file of `disk` that holds what a reader is shown; the others are index.
    """

    seconds: float
    cpu: float
    peak: int
    stages: dict[str, float]
    disk: dict[str, int]
    texts: str

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(self.disk.values())

    @property
    def index_bytes(self) -> int:
        """All files but the texts."""
        return self.bytes - self.disk.get(self.texts, 0)


@dataclass(frozen=True)
class Served:
    """Questions answered: median seconds from process start to end, warm percentiles, resident bytes of a warm process.

    `cold_cpu`, `warm_cpu`: seconds of processor time of a cold start (median) and of a warm question (mean). `own`: of `memory`, without the pages of mapped files, which the system may take back.
    """

    cold: float
    cold_cpu: float
    p50: float
    p95: float
    warm_cpu: float
    memory: int
    own: int


@dataclass(frozen=True)
class Side:
    """One program."""

    build: Built
    search: Served


@dataclass(frozen=True)
class Comparison:
    """Both programs on one folder. `rival` is None where its packages are missing, `ask` where answering is."""

    name: str
    documents: int
    chunks: int
    questions: int
    ours: Side
    rival: Side | None
    ask: Served | None
