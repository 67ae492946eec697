"""The guest compiled for this machine, kept in the user's cache.

A compiled file is machine code that is run as it is: it is taken from a folder that nobody else can write, and from
nowhere else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import stat
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from wasmtime import Engine, WasmtimeError
from wasmtime.component import Component

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

KEPT = 4  # compiled guests, the newest


class CacheError(Exception):
    """The cache folder is not safe to use, or cannot be made; the message says what to do, in one line."""


def folder() -> Path:
    """`spacecode` in XDG_CACHE_HOME (if absolute) or in ~/.cache; made where missing, mode 0700.

    Raises:
        CacheError: it belongs to somebody else, others can write in it, or it cannot be made.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        if not base.is_absolute():
            base = Path.home() / ".cache"
        path = base / "spacecode"
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise CacheError(f"no cache folder for the compiled guest: {error}; set XDG_CACHE_HOME") from None
    if not _ours(path.lstat(), stat.S_ISDIR):
        raise CacheError(f"the cache folder {path} is not this user's alone: chmod 700 it, or set XDG_CACHE_HOME")
    return path


def compiled(engine: Engine, options: object, sha256: str, wasm: Callable[[], bytes]) -> Component:
    """The component of the guest with that hash, compiled (7 to 13 s) unless it has been before (3 ms).

    Args:
        options: every option of the engine's Config, as something whose repr tells them apart: a file made with
            other options would load without a word.
        wasm: gives the guest's bytes, when they are needed.

    Raises:
        CacheError: see `folder`.
    """
    made_by = (sha256, metadata.version("wasmtime"), options, platform.system(), platform.machine())
    key = hashlib.sha256(repr(made_by).encode()).hexdigest()[:32]
    path = folder() / f"{key}.cwasm"
    found = _read(engine, path)
    if found is None:
        with _alone(path.parent / "lock"):
            found = _read(engine, path)
            if found is None:
                found = _compile(engine, path, wasm)
    return found


def _read(engine: Engine, path: Path) -> Component | None:
    """The compiled file at `path`, mapped: shared by all processes, copied on write. None if it is not there, or not
    of this wasmtime: it is then made anew."""
    try:
        if _ours(path.lstat(), stat.S_ISREG):
            return Component.deserialize_file(engine, str(path))
    except (OSError, WasmtimeError):
        pass
    return None


def _compile(engine: Engine, path: Path, wasm: Callable[[], bytes]) -> Component:
    component = Component(engine, wasm())
    with contextlib.suppress(OSError):  # a full disk is no reason not to play
        _write(path, component.serialize())
    return _read(engine, path) or component


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time, where the system can tell: the workers of a pool start together, and compiling takes
    420 MB."""
    if fcntl is None:
        yield
        return
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go by the system if its holder is killed
        yield


def _ours(found: os.stat_result, kind: Callable[[int], bool]) -> bool:
    """Whether it is of that kind (no link), this user's, and not for others to write."""
    if not kind(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True  # Windows: the user's folder is the user's
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, content: bytes | bytearray) -> None:
    """Write beside, then rename: several processes may be at it. Then drop all but the newest few."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):
        for old in sorted(path.parent.glob("*.cwasm"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink()
