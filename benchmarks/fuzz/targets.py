"""The fuzzing targets: one for each parser of untrusted bytes.

A parser crashes when it raises anything but the exceptions that it documents, or takes more than its target's
processor time or memory for one input.
"""

from __future__ import annotations

import functools
import json
import os
import sqlite3
import struct
import tempfile
import time
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.log import MAGIC as LOG_MAGIC
from engine.log import VERSION as LOG_VERSION
from engine.log import DamagedLog, NotALog, read_log
from league.bots.archives import read_zip
from league.cli.errors import LeagueError, Refused, explain
from league.discord.settings import read_host, read_settings
from league.match.sidecar import MAGIC as SIDECAR_MAGIC
from league.match.sidecar import VERSION as SIDECAR_VERSION
from league.match.sidecar import SeatLog, pack, unpack
from league.storage.opening import reading
from league.storage.queries.history import describe, find_games
from league.storage.sqlite.schema import connect
from sandbox import native
from sandbox.limits import Limits
from sandbox.modules.parser import BadModule, check_module
from systems.protocol.orders import read_action
from systems.setup import Setup

CORPUS = Path(__file__).parent / "corpus"
SANITIZED = ("-g", "-fsanitize=address,fuzzer-no-link")  # arguments of clang
SEAM = b"\n---\n"  # between the parts of an input that a target frames itself

_TRACED = 0.005  # s of processor time: in less, little memory is allocated
_LIMITS = Limits()


class TooMuch(Exception):
    """A parser took more processor time or memory than one input may."""


@dataclass(frozen=True)
class FuzzTarget:
    """A parser under test.

    Attributes:
        parse: runs the parser on an input. Returns whether it accepted it; False for an exception that it documents.
        most: bytes of the longest input.
        seconds: of processor time for one input.
        memory: bytes that Python and numpy may allocate for one input.
        sanitized: it is compiled C, and is fuzzed under AddressSanitizer.
    """

    parse: Callable[[bytes], bool]
    most: int
    seconds: float
    memory: int
    sanitized: bool = False

    def run(self, data: bytes) -> None:
        """Parse an input. Raises whatever the parser raises against its documentation, and TooMuch.

        Tracing memory slows Python down, so it has a run of its own, and only where the first took long enough to
        allocate much.
        """
        began = time.thread_time()
        self.parse(data)
        spent = time.thread_time() - began
        if spent > self.seconds:
            raise TooMuch(f"{spent:.2f} s, more than {self.seconds:g} s")
        if spent > _TRACED:
            tracemalloc.start()
            try:
                self.parse(data)
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            if peak > self.memory:
                raise TooMuch(f"{peak >> 20} MB, more than {self.memory >> 20} MB")


def _log(data: bytes) -> bool:
    """A log as it is, or the contents of its chunks, which are compressed and given their checksums first."""
    try:
        log = read_log(data if data.startswith(LOG_MAGIC) else _framed_log(data.split(SEAM)))
    except (NotALog, DamagedLog):
        return False
    assert len(log.content_hash) == 64
    try:
        Setup.from_dict(log.header.get("setup"))
    except ValueError:
        return False
    return log.damage is None


def _framed_log(contents: list[bytes]) -> bytes:
    data = struct.pack("<8sH", LOG_MAGIC, LOG_VERSION)
    crc = zlib.crc32(data)
    for number, content in enumerate(contents):
        kind = b"H" if number == 0 else b"F" if number == len(contents) - 1 else b"B"
        payload = zlib.compress(content, 1)
        chunk = struct.pack("<cI", kind, len(payload)) + payload
        crc = zlib.crc32(chunk, crc)  # goes on over all chunks, but not over their checksums
        data += chunk + struct.pack("<I", crc)
    return data


def _sidecar(data: bytes) -> bool:
    """A sidecar as it is, or the lines of its seats."""
    if not data.startswith(SIDECAR_MAGIC):
        seats = [zlib.compress(lines, 1) for lines in data.split(SEAM)]
        start = struct.pack("<8sHH", SIDECAR_MAGIC, SIDECAR_VERSION, len(seats) & 0xFFFF)
        data = start + b"".join(struct.pack("<I", len(lines)) + lines for lines in seats)
    try:
        seats_lines = unpack(data)
    except ValueError:
        return False
    assert all(isinstance(line, dict) for lines in seats_lines for line in lines)
    return True


def _answer(data: bytes) -> bool:
    """A program's answer, which is then logged."""
    try:
        action = read_action(data.decode(errors="replace"), (0, 1, 12))
    except ValueError as error:
        assert len(str(error)) < 200
        return False
    seat = SeatLog()
    seat.add(0, 1, action)
    assert len(unpack(pack([seat]))[0]) == 1
    return True


def _zip(data: bytes) -> bool:
    try:
        files = read_zip(data)
    except Refused as refused:
        assert len(refused.message) < 400
        return False
    assert any(path == "main.py" for path, _ in files)
    return True


def _wasm(data: bytes) -> bool:
    try:
        check_module(data, _LIMITS.module_memory)
    except BadModule as error:
        assert str(error).isprintable() and len(str(error)) < 200
        return False
    return True


def _settings(data: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "discord.toml"
        path.write_bytes(data)
        found = [_settings_read(read, path) for read in (read_settings, read_host)]
        return any(found)


def _settings_read(read: Callable[[Path], object], path: Path) -> bool:
    try:
        read(path)
    except LeagueError as error:
        assert str(error).isprintable() and len(str(error)) < 800
        return False
    return True


def _store(data: bytes) -> bool:
    """A store that is read, and then opened for writing, which migrates it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "league.sqlite"
        path.write_bytes(data)
        return all([_opened(_read_store, path), _opened(_write_store, path)])


def _opened(use: Callable[[Path], None], path: Path) -> bool:
    try:
        use(path)
    except LeagueError as error:
        assert str(error).isprintable() and len(str(error)) < 800
        return False
    except sqlite3.Error as error:  # of a statement, which `league.cli.command` explains
        assert explain(error)
        return False
    return True


def _read_store(path: Path) -> None:
    with reading(path) as store:
        store.last_run()
        for game in find_games(store):
            describe(game)


def _write_store(path: Path) -> None:
    connect(path, create=True).close()


@functools.cache
def _botkit() -> Any:
    """The guest's extension module, compiled for this process."""
    return native.load_for_host(SANITIZED if "asan" in os.environ.get("LD_PRELOAD", "") else ())


def _native(data: bytes) -> bool:
    """A text that the guest's extension module reads, and writes, as json does, or leaves to json."""
    text = data.decode(errors="replace")
    value = _botkit().read(text)
    if value is None:
        return False
    assert repr(value) == repr(json.loads(text))
    written = _botkit().write(value)
    assert written is None or written == json.dumps(value, separators=(",", ":"), allow_nan=False)
    return written is not None


TARGETS = {
    "log": FuzzTarget(_log, 1 << 18, 1.0, 64 << 20),
    "sidecar": FuzzTarget(_sidecar, 1 << 18, 4.0, 640 << 20),
    "answer": FuzzTarget(_answer, _LIMITS.output, 0.2, 16 << 20),
    "zip": FuzzTarget(_zip, 1 << 18, 1.0, 32 << 20),
    "wasm": FuzzTarget(_wasm, 1 << 17, 0.5, 16 << 20),
    "settings": FuzzTarget(_settings, 1 << 16, 0.5, 16 << 20),
    "store": FuzzTarget(_store, 1 << 16, 1.0, 32 << 20),
    "native": FuzzTarget(_native, 1 << 16, 0.5, 32 << 20, sanitized=True),
}


def seeds(name: str) -> list[bytes]:
    """The seed inputs of a target."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
