"""Programs compiled for this machine, kept in the user's cache.

A compiled file is machine code that is run as it is: it is taken from a folder that nobody else can write, and from
nowhere else; its name carries the hash of its content, so that one damaged on disk is made anew. Where nothing can be
kept (a read-only home, a full disk), it is compiled in memory and that is said once.
"""

from __future__ import annotations

import contextlib
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

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Compiled = TypeVar("Compiled", covariant=True)


class Serializable(Protocol[Compiled]):
    """wasmtime's Component and Module: classes whose objects are made of compiled bytes."""

    @classmethod
    def deserialize(cls, engine: Engine, encoded: bytes) -> Compiled: ...
    @classmethod
    def deserialize_file(cls, engine: Engine, path: str) -> Compiled: ...


class CacheError(Exception):
    """The cache folder is not safe to use; the message says what to do, in one line."""


MAX_BYTES = 1 << 30  # of one kind that stay
_STALE = 3600.0  # s after which a half-written file is nobody's any more

_warned: set[str] = set()


def folder() -> Path | None:
    """`spacecode` in XDG_CACHE_HOME (if absolute) or in ~/.cache; made where missing, mode 0700.

    None where it cannot be made, which is said once on stderr.

    Raises:
        CacheError: it belongs to somebody else, or others can write in it.
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
    kind: Serializable[Compiled], engine: Engine, made_by: object, compile: Callable[[], bytes | bytearray], keep: int
) -> Compiled:
    """The compiled program that `made_by` names, from the cache, or made by `compile` and kept there.

    Args:
        kind: Component or Module.
        made_by: what it was compiled from and with which options of the engine's Config, as something whose repr tells
            them apart: a file made with other options would load without a word.
        compile: gives the compiled bytes, when they are needed; one process at a time where the system can tell.
        keep: how many of this kind stay, those used last, of MAX_BYTES at the most.

    Raises:
        CacheError: see `folder`.
        Exception: whatever `compile` raises.
    """
    name = getattr(kind, "__name__", "").lower()
    described = (made_by, metadata.version("wasmtime"), platform.system(), platform.machine())
    key = f"{name}-{hashlib.sha256(repr(described).encode()).hexdigest()[:32]}"
    path = folder()
    if path is None:
        return kind.deserialize(engine, bytes(compile()))
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
    """The compiled file of that key, mapped: shared by all processes, copied on write. None if it is not there, is
    damaged, or is not of this wasmtime."""
    for file in path.glob(f"{key}-*.cwasm"):
        try:
            if _is_private(file.lstat(), stat.S_ISREG):
                with file.open("rb") as content:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()
                if file.name == f"{key}-{digest[:32]}.cwasm":
                    with contextlib.suppress(OSError):
                        os.utime(file)  # used: among the newest
                    return kind.deserialize_file(engine, str(file))
        except (OSError, WasmtimeError):
            pass
        with contextlib.suppress(OSError):
            file.unlink()
    return None


def _store(path: Path, key: str, content: bytes) -> None:
    """Write atomically: to a temporary file, then rename. A full disk only causes a warning.

    The checksum and the stale-file cleanup belong to the cache; build.py, loaded by path alone, has its own writer.
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
    """Drop all of a kind but those used last, and what a process that was killed left half written."""
    with contextlib.suppress(OSError):
        found = [(file.stat(), file) for file in path.glob(f"{name}-*.cwasm")]
        size = 0
        for number, (told, file) in enumerate(sorted(found, key=lambda each: -each[0].st_mtime)):
            size += told.st_size
            if number and (number >= keep or size > MAX_BYTES):
                file.unlink()
        for part in path.glob("*.part"):
            if part.stat().st_mtime < time.time() - _STALE:
                part.unlink()


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One process at a time, where the system can tell: the workers of a pool start together, and compiling the guest
    takes 420 MB."""
    with contextlib.ExitStack() as held:
        if fcntl is not None:
            with contextlib.suppress(OSError):  # a folder that cannot be written
                fcntl.flock(held.enter_context(path.open("wb")), fcntl.LOCK_EX)  # let go if its holder is killed
        yield


def _is_private(found: os.stat_result, kind: Callable[[int], bool]) -> bool:
    """Whether it is of that kind (no link), this user's, and not for others to write."""
    if not kind(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True  # Windows: the user's folder is the user's
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _warn_once(problem: str) -> None:
    """Warn, once a process and not again in each worker of a pool."""
    if problem not in _warned and parent_process() is None:
        print(
            f"warning: {problem}: compiling in memory every time; set XDG_CACHE_HOME",
            file=sys.stderr,
        )
    _warned.add(problem)
