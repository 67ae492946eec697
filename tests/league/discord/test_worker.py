"""The worker process for untrusted input: its restrictions, and what ends it."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import tempfile
import time
from pathlib import Path
from typing import cast

import pytest

from league.cli.errors import LeagueError
from league.host.processes.worker import Worker, WorkerFailure
from league.workers import landlock
from league.workers.isolation import FILE, MEMORY


def _handles() -> list[str]:
    """Return the open files of the process."""
    found = []
    for path in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(path.readlink()))
        except OSError:
            continue
    return found


def _limits() -> list[int]:
    kinds = (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    return [resource.getrlimit(kind)[0] for kind in kinds]


def _die() -> None:
    os._exit(3)


def _hang() -> None:
    time.sleep(3600)


def _spin() -> None:
    while True:
        pass


def _hoard() -> int:
    return len(bytearray(8 << 30))


def _refuse() -> None:
    raise LeagueError("no such bot")


def _bug() -> None:
    raise KeyError("a bug")


def test_what_a_worker_has_not() -> None:
    async def test() -> None:
        with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
            worker = Worker(20.0)
            before = await worker.do(os.getpid)
            handles = await worker.do(_handles)
            assert not [name for name in handles if name.startswith("socket:")]
            assert await worker.do(_limits) == [MEMORY, FILE, 0]
            assert await worker.do(os.getpid) == before != os.getpid()
            worker.close()

    asyncio.run(test())


def test_what_breaks_a_worker_is_named_and_the_next_has_a_new_one() -> None:
    async def test() -> None:
        worker = Worker(60.0)
        assert await worker.do(os.getppid) == os.getpid()
        with pytest.raises(WorkerFailure, match="crashed the worker process"):
            await worker.do(_die)
        assert await worker.do(os.getppid) == os.getpid()
        with pytest.raises(RuntimeError, match="MemoryError"):
            await worker.do(_hoard)
        with pytest.raises(LeagueError, match="no such bot"):
            await worker.do(_refuse)
        with pytest.raises(RuntimeError, match="a bug"):
            await worker.do(_bug)
        pid = await worker.do(os.getpid)
        worker._seconds = 0.3
        with pytest.raises(WorkerFailure, match="timed out"):
            await worker.do(_hang)
        assert not Path(f"/proc/{pid}").exists()
        worker.close()
        with pytest.raises(WorkerFailure, match="stopping"):
            await worker.do(os.getpid)

    asyncio.run(test())


def _forge() -> int:
    return cast(int, "not a number")


def test_a_reply_of_another_type_is_refused() -> None:
    async def test() -> None:
        worker = Worker(60.0)
        with pytest.raises(WorkerFailure, match="sent an invalid reply: a reply has str where int is expected"):
            await worker.do(_forge)
        assert await worker.do(os.getppid) == os.getpid()
        worker.close()

    asyncio.run(test())


def test_a_worker_with_a_limit_of_cpu_time() -> None:
    async def test() -> None:
        worker = Worker(60.0, cpu=1.0, nice=5)
        assert await worker.do(os.nice, 0) == min(os.nice(0) + 5, 19)
        with pytest.raises(WorkerFailure, match="more than 1 s of CPU time"):
            await worker.do(_spin)
        worker.close()

    asyncio.run(test())


def test_a_worker_that_is_no_longer_wanted_ends_at_once() -> None:
    async def test() -> None:
        worker = Worker(600.0)
        pid = await worker.do(os.getpid)
        work = asyncio.create_task(worker.do(_spin))
        await asyncio.sleep(0.2)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert not Path(f"/proc/{pid}").exists()
        worker.close()

    asyncio.run(test())


def _use(league: Path) -> list[str]:
    """Write to a folder, and read files beside it."""
    (league / "small").write_text("x")
    found = []
    for name in ("token", "discord.toml"):
        try:
            found.append((league.parent / name).read_text())
        except PermissionError:
            found.append("denied")
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    return found


def test_a_worker_changes_its_league_and_reads_neither_token_nor_settings(tmp_path: Path) -> None:
    league = tmp_path / "bots"
    league.mkdir()
    for name in ("token", "discord.toml"):
        (tmp_path / name).write_text("secret")

    async def test() -> None:
        worker = Worker(60.0, league=league)
        expected = ["denied" if landlock.version() else "secret"] * 2
        assert await worker.do(_use, league) == expected
        temporary = worker._temporary
        assert temporary is not None and Path(temporary.name).exists()
        worker.close()
        assert not Path(temporary.name).exists()

    asyncio.run(test())
