"""What this process is granted of its machine: CPUs by its affinity, and CPU time and memory by its control groups."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from league.workers.cgroup import ROOT, cgroup_limits

WORKER = 256 << 20  # bytes of a worker with a batch of ordinary bots (measured: 190 MB)


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


def granted(root: Path = ROOT, cpus: int | None = None) -> Grant:
    """Return what this process is granted.

    Args:
        root: folder that has /proc and /sys.
        cpus: number of CPUs that it may run on; by default as the system says.
    """
    limits = cgroup_limits(root)
    quota = math.inf if limits.quota is None else limits.quota
    memory = math.inf if limits.memory is None else limits.memory
    return Grant(cpus or _cpus(), quota, memory)


def _cpus() -> int:
    count = getattr(os, "process_cpu_count", None)  # since Python 3.13
    if count is not None:
        return int(count() or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
