"""What a program would try that has taken over its worker; importable in a worker process."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from league.admission.submissions import SMOKE, play_smoke, read_bytes
from league.workers import landlock, pool, seccomp
from league.workers.isolation import FILE, MEMORY, Isolation, inspect_isolation
from league.workers.process import begin_worker
from sandbox.runtime import cache

TOKEN = "a.secret.token"


def limits(_: object) -> list[int]:
    kinds = (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)
    found = [limit for kind in kinds for limit in resource.getrlimit(kind)]
    for kind in (*kinds, resource.RLIMIT_NPROC):
        soft, hard = resource.getrlimit(kind)
        assert soft == hard  # it can not be raised, except by root
    return found


def processes(_: object) -> int:
    return resource.getrlimit(resource.RLIMIT_NPROC)[0]


def _outcome(attempt: Callable[[], object]) -> str:
    """Return the name of the error that an attempt fails with, or "done"."""
    try:
        attempt()
    except MemoryError:
        return "MemoryError"
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def _call(number: int, *arguments: int) -> None:
    """Make a system call; those above 423 have the same number on all processors."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *(ctypes.c_long(argument) for argument in arguments)) < 0:
        raise OSError(ctypes.get_errno(), "")


def _trace(pid: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(ctypes.c_long(16), pid, None, None) < 0:  # PTRACE_ATTACH
        raise OSError(ctypes.get_errno(), "")
    libc.ptrace(ctypes.c_long(17), pid, None, None)  # PTRACE_DETACH


def _leave(child: int) -> None:
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _fill_handles() -> None:
    handles = []
    try:
        while True:
            handles.append(os.open("/dev/null", os.O_RDONLY))
    finally:
        for handle in handles:
            os.close(handle)


def _write_large(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(FILE + 1)


def confined(_: object) -> tuple[bool, bool]:
    found = inspect_isolation()
    return found.calls_filtered, found.files_restricted


def attempts(folder: str, own: str, _: object) -> dict[str, str]:
    """Try what a program that has escaped would try; `own` is a folder that the worker may write to."""
    parent, token, compiled = os.getppid(), Path(folder, "token"), cache.folder()
    assert compiled is not None
    threading.Thread(target=os.getpid).start()
    os.kill(os.getpid(), 0)
    assert inspect_isolation().no_new_privs
    assert not any(TOKEN in value for value in os.environ.values())
    tries: dict[str, Callable[[], object]] = {
        "memory": lambda: bytearray(2 * MEMORY),
        "files": _fill_handles,
        "large file": lambda: _write_large(Path(own)),
        "small file": lambda: Path(own, "small").write_text("x"),
        # Denied by seccomp:
        "socket": socket.socket,
        "local sockets": socket.socketpair,
        "fork": lambda: _leave(os.fork()),
        "clone3": lambda: _call(435, 0, 0),
        "program": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        "signal": lambda: os.kill(parent, 0),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        "limit": lambda: resource.prlimit(parent, resource.RLIMIT_CORE),
        "trace": lambda: _trace(parent),
        "pidfd": lambda: os.pidfd_open(parent),
        "io_uring": lambda: _call(425, 1, 0),
        "mount": lambda: _call(430, 0, 0),
        "mode": lambda: token.chmod(0o644),
        "terminal": lambda: fcntl.ioctl(0, 0x5412, b"x"),
        # Denied by landlock:
        "token": token.read_text,
        "environment of the parent": Path(f"/proc/{parent}/environ").read_bytes,
        "home": lambda: list(Path.home().iterdir()),
        "new file": lambda: Path(folder, "new").write_text("x"),
        "changed file": lambda: token.write_text("x"),
        "cut file": lambda: os.truncate(token, 0),
        "deleted file": token.unlink,
        "moved file": lambda: token.rename(Path(own, "token")),
        "linked file": lambda: Path(own, "hard").hardlink_to(token),
        "code": lambda: Path(pool.__file__).open("ab").close(),
        "compiled code": lambda: Path(compiled, "lock").open("ab").close(),
    }
    return {name: _outcome(attempt) for name, attempt in tries.items()}


def filters(_: object) -> list[str]:
    """Return the modes of seccomp of all threads: 2 with a filter."""
    status = [path.read_text() for path in Path("/proc/self/task").glob("*/status")]
    return [line.split()[1] for text in status for line in text.splitlines() if line.startswith("Seccomp:")]


def begin_without(library: str, version: int) -> None:
    """Begin a worker on a system without seccomp and landlock."""
    seccomp.LIBRARY = library
    landlock.version = lambda: version
    begin_worker()


def play_and_tell(_: object) -> tuple[Isolation, int]:
    found = play_smoke(read_bytes("ace.py", b"def tick(ship):\n    pass\n"), SMOKE)
    return inspect_isolation(), len(found.problems)
