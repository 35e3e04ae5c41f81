"""What `make bench` measures with: processes, memory, time, the machine. Light imports: it is in every process measured."""

import os
import platform
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MB = 1e6
_PROC = Path("/proc")
_EVERY = 0.05  # seconds between two looks at memory
_WARM_UP = 10  # questions asked before the clock runs
_KIB = 1 if sys.platform == "darwin" else 1024  # unit of ru_maxrss


class BenchError(Exception):
    """A measured program failed; the message says which and what it printed."""


@dataclass(frozen=True)
class Ran:
    """A finished process: seconds from start to exit, peak memory in bytes of it and its children together, its output.

    `cpu`: seconds of processor time of all of them, which a busy machine stretches less.
    """

    seconds: float
    cpu: float
    peak: int
    output: str


def run(command: Sequence[str], watch: bool = False, may_decline: bool = False) -> Ran:
    """Run a command to its end.

    `watch`: look at the memory of the whole process tree while it runs. `may_decline`: status 1 with something to read is
    an answer too (a refusal).

    Raises:
        BenchError: it ended otherwise than with status 0.
    """
    # Children must find the packages wherever the bench was started from.
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(":")}
    used, started = _cpu_of_children(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=settings) as process:
        watcher = _Watcher(process.pid)
        if watch:
            watcher.start()
        output, errors = process.communicate()
        seconds = time.perf_counter() - started
        peak = watcher.stop() if watch else 0
    declined = may_decline and process.returncode == 1 and output.strip()
    if process.returncode != 0 and not declined:
        last = errors.decode("utf-8", "replace").strip()[-2000:]
        raise BenchError(f"命令“{' '.join(command)[:300]}”以 {process.returncode} 结束：{last}")
    return Ran(seconds, _cpu_of_children() - used, peak, output.decode("utf-8", "replace"))


def _cpu_of_children() -> float:
    """Seconds of processor time of all finished descendants."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Watcher:
    """Looks at the memory of a process tree, from a thread of its own."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> int:
        self._done.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while True:
            self._peak = max(self._peak, tree_memory(self._process))
            if self._done.wait(_EVERY):
                return


def tree_memory(process: int) -> int:
    """Bytes of memory of a process and all its descendants, shared pages divided among those who share; 0 without /proc."""
    parents = dict(_parents())
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sum(
        memory_figure(f"{member}/smaps_rollup", "Pss") or memory_figure(f"{member}/status", "VmRSS") for member in found
    )


def _parents() -> Iterable[tuple[int, int]]:
    for folder in _PROC.glob("[0-9]*"):
        try:
            # The second field is the name in brackets, which may hold anything.
            yield int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue  # ended meanwhile


def memory_figure(place: str, field: str) -> int:
    """A memory figure from a file below /proc, in bytes; 0 where there is none."""
    try:
        lines = (_PROC / place).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:")), 0)


def memory_now() -> dict[str, int]:
    """Resident bytes of this process: `rss`, of these its own (`anonymous`, without mapped files), and `peak`."""
    peak = memory_figure("self/status", "VmHWM") or _peak_by_system()
    return {
        "rss": memory_figure("self/status", "VmRSS") or peak,
        "anonymous": memory_figure("self/status", "RssAnon") or peak,
        "peak": peak,
    }


def _peak_by_system() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB


def time_each(answer: Callable[[str], object], questions: Sequence[str]) -> dict[str, object]:
    """Seconds each question takes, after some to warm up, and `cpu`: mean processor time of one, of all threads."""
    for question in questions[:_WARM_UP]:
        answer(question)
    seconds = []
    used = time.process_time()
    for question in questions:
        started = time.perf_counter()
        answer(question)
        seconds.append(time.perf_counter() - started)
    return {"seconds": seconds, "cpu": (time.process_time() - used) / max(len(questions), 1)}


class Stages:
    """A clock that is always in one stage; a stage entered again goes on where it stopped."""

    def __init__(self, first: str, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._seconds: dict[str, float] = {}
        self._stage = first
        self._since = clock()

    def enter(self, stage: str) -> str:
        """Leave the present stage for another; gives the one left."""
        now = self._clock()
        self._seconds[self._stage] = self._seconds.get(self._stage, 0.0) + now - self._since
        left, self._stage, self._since = self._stage, stage, now
        return left

    def finish(self) -> dict[str, float]:
        """Seconds by stage, in the order first entered."""
        self.enter(self._stage)
        return dict(self._seconds)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the values lie, interpolated linearly between neighbours.

    Raises:
        ValueError: no values, or a percentage outside 0..100.
    """
    if not values or not 0 <= percent <= 100:
        raise ValueError(f"{len(values)} 个值，百分位 {percent}：须有值，且百分位在 0 到 100 之间")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def disk_bytes(folder: Path) -> dict[str, int]:
    """Size in bytes of every file below a folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def machine() -> dict[str, str]:
    """Processor, cores, memory, system and Python; no name of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "处理器": _processor(),
        "核": str(os.cpu_count()),
        "内存": f"{memory / 2**30:.0f} GiB",
        "系统": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = (_PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    said: Mapping[str, str] = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return said.get("model name") or platform.processor() or platform.machine()
