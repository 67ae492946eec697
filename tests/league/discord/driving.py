"""The real bot with the fake Discord, in this process; its workers and runs are separate processes as usual."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from fake_discord import FakeDiscord, point_at, until
from fake_objects import GUILD, HOST, RESULTS, SUBMISSIONS, TOKEN

from league.discord import client
from league.discord.adoption import adopt_runs
from league.discord.client import Bot, Intervals
from league.discord.serve import live
from league.discord.settings import DiscordSettings
from league.discord.state import open_state, state_path
from league.host.loops import repeat
from league.host.processes.worker import Worker
from league.host.runner import Runner
from league.host.serve import REPORT_TIMEOUT
from league.host.settings import HostSettings, LadderSettings
from league.host.state import open_host_state

IDLE = b"def tick(ship):\n    pass\n"
GUNNER = b"def tick(ship):\n    ship.turn(0.1)\n    ship.fire()\n"
INTERVALS = Intervals(patience=0.05, pause=0.1, reread=3600.0, guilds=0.1)
LOOK = 0.2  # s between looks at the folder and at a run


def settings_for(folder: Path, **more: Any) -> DiscordSettings:
    """Return settings for a league in a folder, which plays only on request."""
    folder.mkdir(exist_ok=True)
    about_ladder = {name: more.pop(name) for name in ("mode", "rounds", "ticks", "placement") if name in more}
    about_host = {name: more.pop(name) for name in ("every", "settle", "site", "site_url") if name in more}
    ladder = replace(LadderSettings(name="duel", rounds=1, placement=0), **about_ladder)
    host = replace(HostSettings(folder, every=10_080, settle=3600, ladders=(ladder,)), **about_host)
    usual = DiscordSettings(GUILD, SUBMISSIONS, RESULTS, (HOST,), submissions_an_hour=1000, host=host)
    return replace(usual, **more)


class Lasting(Worker):
    """A worker for all tests of a session, which outlives each bot."""

    def close(self) -> None:
        self._turn = asyncio.Lock()  # the next bot has another loop


LEAGUES = Path(tempfile.gettempdir())  # of all tests
ADMISSION_WORKER = Lasting(client.ADMISSION_TIMEOUT, league=LEAGUES)
TASK_WORKER = Lasting(REPORT_TIMEOUT, league=LEAGUES)
CHAT_WORKER = Lasting(client.CHAT_TIMEOUT, client.CHAT_CPU, client.CHAT_NICE, LEAGUES)


class Driven:
    """A running bot."""

    def __init__(self, settings: DiscordSettings) -> None:
        self.settings = settings
        self._stack = ExitStack()
        state = self._stack.enter_context(open_state(state_path(settings.folder)))
        self.host_state = self._stack.enter_context(open_host_state(settings.folder))
        adopt_runs(state, self.host_state, settings.folder, settings.host.ladders)
        for ladder in settings.host.ladders:
            if self.host_state.ladder(ladder.name).began is None:  # no run until one is due
                self.host_state.set_ladder(ladder.name, began=time.time())
        self.runner = Runner(settings.host, self.host_state, TASK_WORKER, LOOK)
        self.bot = Bot(settings, state, self.runner, TASK_WORKER, INTERVALS)
        self.bot.admission_worker = self.bot.intake._worker = ADMISSION_WORKER
        self.bot.chat_worker = CHAT_WORKER
        self.task = asyncio.create_task(self._live())

    async def _live(self) -> None:
        """Run the host and its bot, as `league host` does."""
        playing = asyncio.create_task(repeat("the league", self.runner.step, 0.1, self.bot.note))
        try:
            await live(self.bot, TOKEN)
        finally:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing

    async def stop(self) -> None:
        """Shut it down."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        self._stack.close()

    async def ready(self) -> None:
        await until(lambda: self.bot.is_ready() or self.task.done())
        if self.task.done():
            self.task.result()
        await until(lambda: self.bot.state.get("seen"))


@asynccontextmanager
async def driving(settings: DiscordSettings) -> AsyncIterator[Driven]:
    """Yield a bot that is ready."""
    driven = Driven(settings)
    try:
        await driven.ready()
        yield driven
    finally:
        await driven.stop()


def with_fake(test: Callable[[FakeDiscord], Awaitable[None]]) -> None:
    """Run a test with a fake Discord to which discord.py connects."""

    async def main() -> None:
        fake = FakeDiscord()
        await fake.start()
        back = point_at(fake.http)
        try:
            await test(fake)
        finally:
            back()
            await fake.stop()

    asyncio.run(main())


def drive(league: DiscordSettings, test: Callable[[FakeDiscord, Driven], Awaitable[None]]) -> None:
    """Run a test with a fake Discord and a bot that is ready."""

    async def both(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            await test(fake, driven)

    with_fake(both)


async def answered_once(fake: FakeDiscord, message: int, words: str) -> None:
    """Check that a message gets exactly one answer, also after all pending work."""
    await until(lambda: fake.replies(message))
    await asyncio.sleep(0.3)
    (reply,) = fake.replies(message)
    assert words in text_of(reply)


def text_of(message: dict[str, Any]) -> str:
    """Return all texts of a message."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title", ""), embed.get("description", ""), (embed.get("footer") or {}).get("text", "")]
        parts += [f"{one['name']}: {one['value']}" for one in embed.get("fields", [])]
    return "\n".join(parts)
