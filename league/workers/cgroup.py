"""The limits of this process's control groups, of version 1 and 2 (Linux)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/")


@dataclass(frozen=True)
class CgroupLimits:
    """The tightest limits of the control groups that hold a process; None: no limit."""

    quota: float | None = None  # CPU time per time
    memory: int | None = None  # bytes
    processes: int | None = None  # and threads


def cgroup_limits(root: Path = ROOT) -> CgroupLimits:
    """Return the limits of this process. `root` is the folder that has /proc and /sys."""
    quotas: list[float] = []
    memories: list[int] = []
    processes: list[int] = []
    for controller, folder in _groups(root):
        if controller in ("", "cpu"):
            quotas += _quota(folder)
        if controller in ("", "memory"):
            memories += _numbers(folder, "memory.max", "memory.limit_in_bytes")
        if controller in ("", "pids"):
            processes += _numbers(folder, "pids.max")
    return CgroupLimits(min(quotas, default=None), min(memories, default=None), min(processes, default=None))


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
                    mount = root / "sys/fs/cgroup" / name
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


def _numbers(folder: Path, *names: str) -> Iterator[int]:
    """Yield the limits that files of a control group state; without one they say "max", or a number near 2^63."""
    for name in names:
        with suppress(OSError, ValueError):
            if (number := int((folder / name).read_text())) < 1 << 62:
                yield number
