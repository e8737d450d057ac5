"""Times and memory."""

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path


def times(work: Callable[[], object], count: int) -> list[float]:
    """Seconds that each of so many runs took."""
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def once(work: Callable[[], object]) -> float:
    """Seconds that one run took."""
    return times(work, 1)[0]


def p50_p95(seconds: list[float]) -> str:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"{statistics.median(ordered) * 1e3:.1f} / {p95 * 1e3:.1f} ms"


def resident(pid: int | str = "self") -> float:
    """Resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
