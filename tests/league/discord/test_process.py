"""`league discord` as a process: SIGTERM shuts it down, kill -9 loses nothing, and its token does not leak."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from driving import text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import GUILD, HOST, RESULTS, SUBMISSIONS, TOKEN
from wat_bots import FORWARD, MODULE

from league.discord.settings import TOKEN as VARIABLE
from league.storage.opening import default_path, reading
from league.storage.queries.history import find_games

from small import ROOT  # isort: skip

HERE = Path(__file__).parent


def config(tmp_path: Path) -> Path:
    (tmp_path / "bots").mkdir()
    path = tmp_path / "discord.toml"
    path.write_text(
        f'guild = {GUILD}\nsubmissions = {SUBMISSIONS}\nresults = {RESULTS}\nhosts = [{HOST}]\nfolder = "bots"\n'
        'mode = "sumo"\nrounds = 30\nsettle = 3600\nevery = 10080\n'
    )
    return path


@asynccontextmanager
async def league(fake: FakeDiscord, config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `league discord` until connected; its standard error is in `said`."""
    with (config.parent / "said").open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(HERE / "against_fake.py"), fake.http, "discord", "--config", str(config)),
            cwd=ROOT,
            env={**os.environ, VARIABLE: TOKEN, "PYTHONPATH": str(ROOT)},
            stderr=said,
        )
    sessions = len(fake.identified)
    try:
        await until(lambda: len(fake.identified) > sessions or process.returncode is not None)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def offspring(pid: int) -> set[int]:
    """Return the descendants of a process."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    new = {pid}
    while new := {one for one, parent in parents.items() if parent in new} - found:
        found |= new
    return found


def alive(pids: set[int]) -> list[int]:
    """Return the processes that are still alive."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        found += [pid] if state != "Z" else []
    return found


def test_its_life(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        path = config(tmp_path)
        folder = tmp_path / "bots"

        def games() -> int:
            if not default_path(folder).exists():
                return 0
            with reading(default_path(folder)) as store:
                return len(list(find_games(store)))

        async with league(fake, path) as process:
            first = await fake.say(11, fake.attachment("idle.wasm", MODULE))
            await until(lambda: fake.replies(first))
            second = await fake.say(12, fake.attachment("forward.wasm", FORWARD))
            await until(lambda: (second, "👀") in fake.reactions)
            below = offspring(process.pid)
            process.kill()  # in the middle of the submission
            await process.wait()
            assert below
            await until(lambda: not alive(below))
        assert not fake.replies(second)
        async with league(fake, path) as process:
            await until(lambda: fake.replies(second))
            await fake.command(HOST, "run")
            await until(lambda: games() > 0)
            below = offspring(process.pid)
            process.kill()  # in the middle of a run
            await process.wait()
            await until(lambda: not alive(below))
        before = games()
        assert before < 60
        async with league(fake, path) as process:  # which resumes by itself
            await until(lambda: games() > before)
            below = offspring(process.pid)
            process.send_signal(signal.SIGTERM)  # also in the middle of a run
            assert await asyncio.wait_for(process.wait(), 300) == 0
            assert not alive(below)
        before = games()
        assert before < 60
        async with league(fake, path) as process:
            (post,) = await until(lambda: [post for post in fake.posts(RESULTS) if post["attachments"]])
            assert "Run 1: 60 games" in text_of(post)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 300) == 0
        assert len(fake.posts(RESULTS)) == 1
        assert [len(fake.replies(message)) for message in (first, second)] == [1, 1]
        said = (tmp_path / "said").read_text()
        assert TOKEN not in said
        assert "Traceback" not in said
        for file in (folder / ".league").glob("discord*"):
            assert TOKEN.encode() not in file.read_bytes()
            assert file.stat().st_mode & 0o077 == 0

    with_fake(test)


def test_what_it_can_not_do_is_one_line(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        path = config(tmp_path)
        fake.fail("/users/@me", 401)
        async with league(fake, path) as process:
            assert await asyncio.wait_for(process.wait(), 300) == 2
        said = (tmp_path / "said").read_text()
        assert said.splitlines()[-1].startswith("error: Discord rejects the token")
        fake.close_code = 4014
        async with league(fake, path) as process:
            assert await asyncio.wait_for(process.wait(), 300) == 2
        said = (tmp_path / "said").read_text()
        assert "Message Content Intent" in said.splitlines()[-1]
        assert "Traceback" not in said
        fake.fail("/users/@me", 503, times=1)  # it waits for Discord to come back
        async with league(fake, path) as process:
            assert process.returncode is None
            again = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "league", "discord", "--config", str(path)),
                cwd=ROOT,
                env={**os.environ, VARIABLE: TOKEN},
                stderr=asyncio.subprocess.PIPE,
            )
            _, error = await again.communicate()
            assert again.returncode == 2
            assert "in use by another `league host`" in error.decode()

    with_fake(test)
