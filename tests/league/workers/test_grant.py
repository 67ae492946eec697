"""What a process is granted, from the files of control groups in a folder."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from league.workers.grant import WORKER, Grant, granted

GB = 1_000_000_000
NO_LIMIT = "9223372036854771712\n"


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


V1 = "5:memory:/a/b\n4:cpu,cpuacct:/a/b\n1:name=systemd:/\n"
TREES: dict[str, tuple[dict[str, str], float, float]] = {
    "none": ({}, math.inf, math.inf),
    "version 2, no limits": (
        {
            "proc/self/cgroup": "0::/a\n",
            "sys/fs/cgroup/a/cpu.max": "max 100000\n",
            "sys/fs/cgroup/a/memory.max": "max\n",
        },
        math.inf,
        math.inf,
    ),
    "version 2, the least of all levels": (
        {
            "proc/self/cgroup": "0::/a/b.service\n",
            "sys/fs/cgroup/a/cpu.max": "150000 100000\n",
            "sys/fs/cgroup/a/b.service/cpu.max": "400000 100000\n",
            "sys/fs/cgroup/a/memory.max": "8000000000\n",
            "sys/fs/cgroup/a/b.service/memory.max": "2000000000\n",
        },
        1.5,
        2 * GB,
    ),
    "version 2 in a container with the host's path": (
        {
            "proc/self/cgroup": "0::/system.slice/docker-1.scope\n",
            "sys/fs/cgroup/cpu.max": "50000 100000\n",
            "sys/fs/cgroup/memory.max": "1000000000\n",
        },
        0.5,
        GB,
    ),
    "version 2 outside of its namespace": (
        {"proc/self/cgroup": "0::/../x\n", "sys/fs/cgroup/cpu.max": "300000 100000\n", "sys/fs/x/cpu.max": "1 100\n"},
        3.0,
        math.inf,
    ),
    "version 1": (
        {
            "proc/self/cgroup": V1,
            "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "250000\n",
            "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": NO_LIMIT,
            "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "3000000000\n",
        },
        2.5,
        3 * GB,
    ),
    "both versions": (
        {
            "proc/self/cgroup": "4:memory:/\n1:cpu:/\n0::/\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "1000000000\n",
            "sys/fs/cgroup/unified/cpu.max": "200000 100000\n",
        },
        2.0,
        GB,
    ),
    "nonsense": (
        {
            "proc/self/cgroup": "x\n::\n0::/a\n",
            "sys/fs/cgroup/a/cpu.max": "1\n",
            "sys/fs/cgroup/cpu.max": "5 0\n",
            "sys/fs/cgroup/a/memory.max": "",
        },
        math.inf,
        math.inf,
    ),
}


@pytest.mark.parametrize("kind", TREES)
def test_the_limits_of_control_groups(tmp_path: Path, kind: str) -> None:
    files, quota, memory = TREES[kind]
    found = granted(tree(tmp_path, files), cpus=64)
    assert (found.quota, found.cpus) == (quota, 64)
    assert found.memory == memory or (found.memory > 2**62 and memory == math.inf)


@pytest.mark.parametrize(
    ("grant", "workers", "reason"),
    [
        (Grant(4), 4, "4 CPUs"),
        (Grant(1), 1, "1 CPU"),
        (Grant(4, quota=2.0), 2, "a CPU quota of 2"),
        (Grant(4, quota=1.5), 2, "a CPU quota of 1.5"),
        (Grant(4, quota=0.25), 1, "a CPU quota of 0.25"),
        (Grant(2, quota=8.0), 2, "2 CPUs"),
        (Grant(8, memory=3 * WORKER), 3, "0.81 GB of memory, at 0.27 GB for each worker"),
        (Grant(8, memory=1.0), 1, "1e-09 GB of memory, at 0.27 GB for each worker"),
        (Grant(8, memory=float(NO_LIMIT)), 8, "8 CPUs"),
    ],
)
def test_the_workers_that_there_is_room_for(grant: Grant, workers: int, reason: str) -> None:
    assert (grant.workers, grant.reason) == (workers, reason)
    assert grant.warning(workers) is None
    assert grant.warning(workers + 1) == (
        f"warning: --workers {workers + 1} is more than the {workers} that this process is granted: {reason}"
    )


def test_this_machine_grants_something() -> None:
    assert 1 <= granted().workers <= granted().cpus
