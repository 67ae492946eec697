"""Isolation of worker processes: what one that a program has taken over may still use.

Every process that runs programs confines itself before the first one, and its children inherit that: limits on
resources, `no_new_privs`, so that no set-user-ID program raises its privileges, and, where the system has them, a
filter of system calls (`seccomp`) and a restriction to some files (`landlock`).
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from league.workers import landlock, seccomp
from league.workers.cgroup import cgroup_limits
from sandbox.runtime import cache

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

MEMORY = 4 << 30  # bytes of data segment (RLIMIT_DATA); a batch of programs takes at most 1 GB
FILE = 256 << 20  # bytes of the largest file
HANDLES = 256  # open files
PROCESSES = 4096  # further processes and threads of the user, against a fork bomb
_NO_NEW_PRIVS, _DUMPABLE = 38, 4  # of prctl(2)
_SYSTEM = """
    /usr /lib /lib32 /lib64 /nix/store /etc/ld.so.cache /etc/localtime /dev/urandom /sys/fs/cgroup
    /sys/devices/system/cpu /proc/self /proc/meminfo /proc/cpuinfo /proc/stat /proc/sys/vm /proc/sys/kernel
"""
_IN_PREFIX = ("bin", "lib", "lib64", "pyvenv.cfg")  # parts of a Python installation
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Access:
    """The files that a worker may use besides code.

    Attributes:
        read, write: files and folders; those that do not exist yet must be in a folder that does.
    """

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()


NO_FILES = Access()


@dataclass
class _Walls:
    """What `confine` has achieved in this process."""

    filtered: bool = False  # system calls
    restricted: bool = False  # files
    compiles: bool = True


_walls = _Walls()


def confine(access: Access = NO_FILES, compiles: bool = False) -> None:
    """Confine this process, irrevocably. It must have one thread: a restriction of files applies to one and its own.

    Args:
        compiles: whether it may start the compiler, which is confined in the same way, and write to the cache of
            compiled programs, whose code other processes run.
    """
    _limit_resources()
    if sys.platform == "linux":
        _walls.restricted = _restrict_files(access, compiles)
        _walls.filtered = seccomp.filter_system_calls(starts_processes=compiles)
    _walls.compiles = compiles or not (_walls.restricted or _walls.filtered)


def may_compile() -> bool:
    """Return whether this process may start the compiler and write to the cache of compiled programs."""
    return _walls.compiles


def _restrict_files(access: Access, compiles: bool) -> bool:
    folders = []
    with suppress(cache.CacheError):  # reported where it is used
        if folder := cache.folder():  # created, if missing, since only what exists can be allowed
            folders.append(folder)
    installed = list(_installed())
    paths = [path for path in map(Path, sys.path) if not any(path.is_relative_to(part) for part in installed)]
    importable = {path: found for path in paths if (found := _importable(path))}
    read = [*installed, *(path for found in importable.values() for path in found), *access.read, *folders]
    write = [*access.write, Path("/dev/null"), *(folders if compiles else [])]
    return landlock.restrict_files(read, write, importable)


def _installed() -> Iterator[Path]:
    """Yield the files and folders that the system and Python's installation consist of."""
    yield from map(Path, _SYSTEM.split())
    prefixes = {Path(prefix) for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)}
    yield from (prefix / part for prefix in prefixes for part in _IN_PREFIX)
    yield Path(sys.executable).resolve()
    yield from (path for path in map(Path, sys.path) if path.name in _INSTALLED or path.is_file())


def _importable(folder: Path) -> list[Path]:
    """Return what Python can import from a folder, which may be one that also has other files, such as settings."""
    try:
        return [path for path in folder.iterdir() if path.suffix in (".py", ".so") or (path / "__init__.py").exists()]
    except OSError:
        return []


def _limit_resources() -> None:
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
        seccomp: whether system calls are filtered, also by a unit's SystemCallFilter or a container.
        landlock: version that the kernel offers.
        cgroup_memory, cgroup_processes: limits of its control groups.
        calls_filtered: whether the league has denied it the system calls that it does not need.
        files_restricted: whether the league has denied it all files but those that it needs.
        missing: what would add to that, one line each.
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
    calls_filtered: bool = False
    files_restricted: bool = False
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return it as a dict for JSON, in the shape of `league doctor --json`."""
        return asdict(self)


def inspect_isolation() -> Isolation:
    """Return the isolation of this process."""
    if resource is None:
        return Isolation()
    status, limits = _status(), cgroup_limits()
    return Isolation(
        _limit("RLIMIT_DATA"),
        _limit("RLIMIT_FSIZE"),
        _limit("RLIMIT_NOFILE"),
        _limit("RLIMIT_NPROC"),
        status["NoNewPrivs"] == "1" if "NoNewPrivs" in status else None,
        status["Seccomp"] != "0" if "Seccomp" in status else None,
        landlock.version() or None,
        limits.memory,
        limits.processes,
        _walls.filtered,
        _walls.restricted,
        tuple(_missing()),
    )


def _missing() -> Iterator[str]:
    if sys.platform != "linux":
        return
    if not _walls.filtered:
        if seccomp.library() is None:
            yield f"{seccomp.LIBRARY}, to filter system calls: install libseccomp2 (Debian) or libseccomp"
        else:
            yield "seccomp, to filter system calls: the kernel, a container or a unit denies it"
    if not _walls.restricted:
        yield "landlock, to restrict files: Linux 5.13 or later has it, if `lsm=` names it and no container denies it"


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
