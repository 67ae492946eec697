"""What this process is granted of its machine: CPUs by its affinity, and CPU time and memory by its control groups."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WORKER = 256 << 20  # bytes of a worker with a batch of ordinary bots (measured: 190 MB)
_ROOT = Path("/")
_GROUPS = "sys/fs/cgroup"


@dataclass(frozen=True)
class Grant:
    """What a process is granted; infinite where it has no limit of its own."""

    cpus: int  # that it may run on
    quota: float = math.inf  # CPU time per time
    memory: float = math.inf  # bytes

    @property
    def workers(self) -> int:
        """Number of workers that it has room for: at least one, and one more for a part of a CPU."""
        return int(max(1, min(math.ceil(min(self.quota, self.cpus)), self.memory / WORKER)))

    @property
    def reason(self) -> str:
        """What limits the number of workers."""
        if self.memory / WORKER < min(self.cpus, self.quota):
            return f"{self.memory / 1e9:.2g} GB of memory, at {WORKER / 1e9:.2g} GB for each worker"
        if self.quota < self.cpus:
            return f"a CPU quota of {self.quota:.3g}"
        return f"{self.cpus} CPU{'' if self.cpus == 1 else 's'}"

    def warning(self, workers: int) -> str | None:
        """Return a one-line warning if `workers` are more than there is room for, else None."""
        if workers <= self.workers:
            return None
        return (
            f"warning: --workers {workers} is more than the {self.workers} that this process is granted: {self.reason}"
        )


def granted(root: Path = _ROOT, cpus: int | None = None) -> Grant:
    """Return what this process is granted.

    Args:
        root: folder that has /proc and /sys.
        cpus: number of CPUs that it may run on; by default as the system says.
    """
    quotas, memories = [math.inf], [math.inf]
    for controller, folder in _groups(root):
        if controller in ("", "cpu"):
            quotas += _quota(folder)
        if controller in ("", "memory"):
            memories += _memory(folder)
    return Grant(cpus or _cpus(), min(quotas), min(memories))


def _cpus() -> int:
    count = getattr(os, "process_cpu_count", None)  # since Python 3.13
    if count is not None:
        return int(count() or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _groups(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the folders of this process's control groups and of their parents, with the controller; "" is version 2.

    In a container, the path in /proc may be one of the host, of which only the container's own group is mounted, as the
    root of the mount.
    """
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text(encoding="utf-8", errors="replace").splitlines():
            _, _, rest = line.partition(":")
            controllers, _, path = rest.partition(":")
            inside = [part for part in path.split("/") if part]
            for controller in controllers.split(","):
                names = {controllers, controller} if controllers else {"", "unified"}  # the last beside version 1
                for name in sorted(names):
                    mount = root / _GROUPS / name
                    for depth in range(len(inside) + 1) if ".." not in inside else (0,):
                        yield controller, mount.joinpath(*inside[:depth])


def _quota(folder: Path) -> Iterator[float]:
    """Yield the CPU quota of a control group, if it has one."""
    with suppress(OSError, ValueError, IndexError, ZeroDivisionError):
        used, period = (folder / "cpu.max").read_text().split()[:2]
        yield int(used) / int(period)  # a ValueError for "max"
    with suppress(OSError, ValueError, ZeroDivisionError):
        used, period = (folder / "cpu.cfs_quota_us").read_text(), (folder / "cpu.cfs_period_us").read_text()
        if int(used) > 0:
            yield int(used) / int(period)


def _memory(folder: Path) -> Iterator[float]:
    """Yield the memory limit of a control group, if it has one."""
    for name in ("memory.max", "memory.limit_in_bytes"):  # without a limit: "max", or a number near 2^63
        with suppress(OSError, ValueError):
            yield int((folder / name).read_text())
