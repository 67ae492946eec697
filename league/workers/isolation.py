"""Isolation of worker processes: what one that a program has taken over may still use.

Every process that runs programs confines itself before the first one, and its children inherit that: limits on
resources, and `no_new_privs`, so that no set-user-ID program raises its privileges. What a worker keeps is its user's:
files, sockets and processes, which a service manager or a container has to confine.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from league.workers.cgroup import cgroup_limits

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

MEMORY = 4 << 30  # bytes of data segment (RLIMIT_DATA); a batch of programs takes at most 1 GB
FILE = 256 << 20  # bytes of the largest file
HANDLES = 256  # open files
PROCESSES = 4096  # further processes and threads of the user, against a fork bomb
_NO_NEW_PRIVS, _DUMPABLE = 38, 4  # of prctl(2)
_LANDLOCK = 444  # landlock_create_ruleset(2); asked for its version by flag 1


def confine() -> None:
    """Confine this process, irrevocably."""
    if resource is None:
        return
    limits = {"RLIMIT_DATA": MEMORY, "RLIMIT_FSIZE": FILE, "RLIMIT_NOFILE": HANDLES, "RLIMIT_CORE": 0}
    if sys.platform == "linux":  # elsewhere, it may count only processes, or be read-only
        limits["RLIMIT_NPROC"] = _tasks_of_user() + PROCESSES
    for name, most in limits.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    _prctl(_NO_NEW_PRIVS, 1)


def allow_cpu(seconds: float) -> None:
    """Limit the CPU time of all threads from now on; the system kills the process beyond it."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def hide_process() -> None:
    """Deny the memory and the environment of this process to others of its user, except to root."""
    _prctl(_DUMPABLE, 0)


def erase_variable(name: str) -> None:
    """Remove a variable from the environment, also from the copy in /proc that other processes can read."""
    if sys.platform == "linux":
        getenv = ctypes.CDLL(None).getenv
        getenv.restype = ctypes.c_void_p
        if found := getenv(os.fsencode(name)):
            ctypes.memset(found, 0, len(ctypes.string_at(found)))
    os.environ.pop(name, None)


@dataclass(frozen=True)
class Isolation:
    """The isolation of a process, as it sees it; None: unknown on this system, or none.

    Attributes:
        memory, file, open_files, processes: limits on resources.
        no_new_privs: whether no program that it starts can raise its privileges.
        seccomp: whether system calls are filtered, as by a unit's SystemCallFilter or a container.
        landlock: version that the kernel offers; the league itself uses none.
        cgroup_memory, cgroup_processes: limits of its control groups.
    """

    memory: int | None = None
    file: int | None = None
    open_files: int | None = None
    processes: int | None = None
    no_new_privs: bool | None = None
    seccomp: bool | None = None
    landlock: int | None = None
    cgroup_memory: int | None = None
    cgroup_processes: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Return it as a dict for JSON, in the shape of `league doctor --json`."""
        return asdict(self)


def inspect_isolation() -> Isolation:
    """Return the isolation of this process."""
    if resource is None:
        return Isolation()
    status, limits = _status(), cgroup_limits()
    version = ctypes.CDLL(None).syscall(_LANDLOCK, None, ctypes.c_size_t(0), 1) if sys.platform == "linux" else 0
    return Isolation(
        _limit("RLIMIT_DATA"),
        _limit("RLIMIT_FSIZE"),
        _limit("RLIMIT_NOFILE"),
        _limit("RLIMIT_NPROC"),
        status["NoNewPrivs"] == "1" if "NoNewPrivs" in status else None,
        status["Seccomp"] != "0" if "Seccomp" in status else None,
        version if version > 0 else None,
        limits.memory,
        limits.processes,
    )


def _limit(name: str) -> int | None:
    soft, _ = resource.getrlimit(getattr(resource, name))
    return None if soft == resource.RLIM_INFINITY else soft


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3)


def _tasks_of_user() -> int:
    """Return the number of processes and threads of this user."""
    tasks = 0
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            if path.stat().st_uid == os.getuid():
                tasks += sum(1 for _ in (path / "task").iterdir())
    return tasks


def _status() -> dict[str, str]:
    with suppress(OSError):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return {}
