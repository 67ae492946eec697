"""A cache of programs compiled for this machine, in the user's cache folder.

A compiled file is executed as it is. It is therefore only read from a folder that nobody else can write to, and its
name contains the hash of its content, so that a damaged file is replaced. If the folder cannot be used (a read-only
home, a full disk), programs are compiled in memory, with a single warning.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from multiprocessing import parent_process
from pathlib import Path
from typing import Protocol, TypeVar

from wasmtime import Engine, WasmtimeError

from sandbox.runtime.trouble import host_trouble, trouble_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Compiled = TypeVar("Compiled", covariant=True)


class Serializable(Protocol[Compiled]):
    """A class whose objects can be created from compiled bytes: wasmtime's Component or Module."""

    @classmethod
    def deserialize(cls, engine: Engine, encoded: bytes) -> Compiled: ...
    @classmethod
    def deserialize_file(cls, engine: Engine, path: str) -> Compiled: ...


class CacheError(Exception):
    """The cache folder is not safe to use; the message says what to do, in one line."""


MAX_BYTES = 1 << 30  # maximum per kind
PATIENCE = 60.0  # s to wait for another process that compiles; the guest takes 10 to 20 s
_POLL = 0.05  # s
_STALE = 3600.0  # s after which a temporary file is considered abandoned

_warned: set[str] = set()


def folder() -> Path | None:
    """Return the cache folder, `spacecode` in XDG_CACHE_HOME (if absolute) or ~/.cache, created with mode 0700.

    None if it cannot be created, with a single warning on stderr.

    Raises:
        CacheError: it belongs to another user, or others can write to it.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        if not base.is_absolute():
            base = Path.home() / ".cache"
        path = base / "spacecode"
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except (OSError, RuntimeError) as error:
        _warn_once(f"no cache folder for compiled programs ({error})")
        return None
    if stat.S_ISLNK(found.st_mode):
        raise CacheError(f"the cache folder {path} is a symbolic link: set XDG_CACHE_HOME to its target, or remove it")
    if not _is_private(found, stat.S_ISDIR):
        raise CacheError(f"the cache folder {path} is not private: run `chmod 700` on it, or set XDG_CACHE_HOME")
    return path


def load_or_compile(
    kind: Serializable[Compiled],
    engine: Engine,
    made_by: object,
    compile: Callable[[], bytes | bytearray],
    keep: int,
    prepare: Callable[[], object] | None = None,
) -> Compiled:
    """Return the compiled program for `made_by`, from the cache, or from `compile` and then cached.

    Args:
        kind: Component or Module.
        made_by: what determines the compiled code: source and the options of the engine's Config, with a distinct repr.
            wasmtime would load a file made with other options without an error.
        compile: returns the compiled bytes; runs in one process at a time, where the system supports it.
        keep: number of files of this kind to keep, the most recently used ones, up to MAX_BYTES.
        prepare: has a process that may write to the cache put the program there, for one that may not.

    Raises:
        CacheError: see `folder`.
        HostTrouble: this process lacks memory or open files.
        Exception: whatever `compile` raises.
    """
    name = getattr(kind, "__name__", "").lower()
    described = (made_by, metadata.version("wasmtime"), platform.system(), platform.machine())
    key = f"{name}-{hashlib.sha256(repr(described).encode()).hexdigest()[:32]}"
    path = folder()
    if path is None:
        return kind.deserialize(engine, bytes(compile()))
    found = _load(kind, engine, path, key)
    if found is None and prepare is not None:
        prepare()
        found = _load(kind, engine, path, key)
    if found is None:
        with _lock(path / "lock"):
            found = _load(kind, engine, path, key)
            if found is None:
                content = bytes(compile())
                _store(path, key, content)
                found = _load(kind, engine, path, key)
                if found is None:
                    found = kind.deserialize(engine, content)
                _evict(path, name, keep)
    return found


def _load(kind: Serializable[Compiled], engine: Engine, path: Path, key: str) -> Compiled | None:
    """Load the compiled file for a key, memory-mapped: shared by all processes, copied on write.

    None if it is missing, damaged, or of another version of wasmtime.

    Raises:
        HostTrouble: this process lacks the memory or the open files that it takes; the file may well be good.
    """
    for file in path.glob(f"{key}-*.cwasm"):
        try:
            if _is_private(file.lstat(), stat.S_ISREG):
                with file.open("rb") as content:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()
                if file.name == f"{key}-{digest[:32]}.cwasm":
                    with contextlib.suppress(OSError):
                        os.utime(file)  # marks it as recently used
                    return kind.deserialize_file(engine, str(file))
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
                raise host_trouble(error.errno) from None
        except WasmtimeError as error:
            if trouble := trouble_of(str(error)):
                raise trouble from None
        with contextlib.suppress(OSError):
            file.unlink()
    return None


def _store(path: Path, key: str, content: bytes) -> None:
    """Write a file atomically; a full disk only causes a warning.

    The checksum and the removal of stale files belong to the cache; build.py, loaded by path alone, has its own writer.
    """
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        digest = hashlib.sha256(content).hexdigest()
        Path(name).replace(path / f"{key}-{digest[:32]}.cwasm")
    except OSError as error:
        _warn_once(f"cannot store a compiled program in {path} ({error.strerror})")
        with contextlib.suppress(OSError):
            Path(name or path / "none").unlink()


def _evict(path: Path, name: str, keep: int) -> None:
    """Delete all files of a kind except the most recently used, and temporary files of killed processes."""
    with contextlib.suppress(OSError):
        found = [(file.stat(), file) for file in path.glob(f"{name}-*.cwasm")]
        size = 0
        for number, (status, file) in enumerate(sorted(found, key=lambda each: -each[0].st_mtime)):
            size += status.st_size
            if number and (number >= keep or size > MAX_BYTES):
                file.unlink()
        for part in path.glob("*.part"):
            if part.stat().st_mtime < time.time() - _STALE:
                part.unlink()


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a lock between processes, where the system supports it and no process holds it for longer than PATIENCE.

    The workers of a pool start together, and compiling the guest takes 350 MB. Files are written atomically, so
    compiling without the lock does no harm: its holder may be stopped, as by Ctrl-Z.
    """
    with contextlib.ExitStack() as held:
        if fcntl is not None:
            with contextlib.suppress(OSError):  # the folder may be read-only
                file = held.enter_context(path.open("wb"))
                until = time.monotonic() + PATIENCE
                while not _locked(file.fileno()) and time.monotonic() < until:
                    time.sleep(_POLL)
        yield


def _locked(handle: int) -> bool:
    """Return whether this process has the lock now; it is released if its holder is killed."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_private(found: os.stat_result, kind: Callable[[int], bool]) -> bool:
    """Return whether a file is of this kind (not a link), owned by this user, and writable for nobody else."""
    if not kind(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True  # Windows: the user's folder is private
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _warn_once(problem: str) -> None:
    """Warn once per process, but not in each worker of a pool."""
    if problem not in _warned and parent_process() is None:
        print(
            f"warning: {problem}: compiling in memory every time; set XDG_CACHE_HOME",
            file=sys.stderr,
        )
    _warned.add(problem)
