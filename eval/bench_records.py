"""What `make bench` finds out: records of figures, in seconds and bytes."""

from dataclasses import dataclass

RIVAL_TEXTS = "texts.jsonl"


@dataclass(frozen=True)
class BenchSettings:
    """How much is measured. `cold_runs`: processes started for the median of a cold start.

    `clients`: how many ask at once over HTTP, one level after the other; `requests`: timed requests of all levels together.
    """

    questions: int = 200
    cold_runs: int = 5
    clients: tuple[int, ...] = (1, 8, 32)
    requests: int = 300


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
class Start:
    """Seconds from process start until the server said that it is alive (/healthz), and ready (/readyz)."""

    alive: float
    ready: float


@dataclass(frozen=True)
class Load:
    """Whole answers over HTTP to so many clients at once, each on a kept connection with one request under way.

    `seconds`: from the first request to the last reply; `p50`, `p95`: seconds a client waited. `errors`: replies that are
    missing, no answer, or not the same as before. `client_cpu`: processor seconds a request cost the client.
    """

    clients: int
    requests: int
    errors: int
    first_error: str
    seconds: float
    p50: float
    p95: float
    client_cpu: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return (self.requests - self.errors) / self.seconds


@dataclass(frozen=True)
class OverHttp:
    """The server: its start (medians), what it did under load, its resident bytes afterwards (0 where unknown)."""

    start: Start
    loads: tuple[Load, ...]
    memory: int


@dataclass(frozen=True)
class Comparison:
    """Both programs on one folder. `rival` is None where its packages are missing, `ask` and `http` where answering is."""

    name: str
    documents: int
    chunks: int
    questions: int
    ours: Side
    rival: Side | None
    ask: Served | None
    http: OverHttp | None
