"""The bot: a connection to Discord, and the loops that process submissions, runs and posts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import discord
from discord.ext import commands

from league.admission.entry import withdraw
from league.discord.cards.status import Status
from league.discord.commands.bots import BotCog
from league.discord.commands.hosts import HostCog
from league.discord.commands.matches import MatchCog
from league.discord.commands.pages import Page
from league.discord.commands.tree import LeagueCommandTree
from league.discord.commands.versions import VersionCog
from league.discord.intake.inbox import Inbox
from league.discord.intake.submissions import Intake
from league.discord.people import People
from league.discord.posts.outbox import Outbox
from league.discord.posts.poster import Poster
from league.discord.run_posts import RunPosts
from league.discord.settings import DiscordSettings
from league.discord.state import DiscordState
from league.host.loops import repeat
from league.host.processes.worker import Worker
from league.host.runner import Runner
from league.storage.opening import default_path, reading
from league.storage.queries.bots import active_names
from league.storage.sqlite.schema import NoStore

_log = logging.getLogger(__name__)

NEEDED = ("view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "add_reactions")
ADMISSION_TIMEOUT = 500.0  # s to check a submission: 60 s for each of at most eight seats, 10 s to compile a module
CHAT_TIMEOUT, CHAT_CPU = 600.0, 180.0  # s for a friendly, or a digest that a member asked for: legal bots use 120 s
CHAT_NICE = 5  # it leaves the processor to the run
MONTH = 30 * 24 * 3600  # s after which answered submissions and sent posts are deleted


@dataclass(frozen=True)
class Intervals:
    """Intervals of the loops, in s; tests shorten them."""

    patience: float = 1.0  # first wait after a failed request; doubled by each further failure
    pause: float = 5.0  # after a loop raised
    reread: float = 600.0  # between scans of the channel for missed messages
    guilds: float = 2.0  # timeout for the gateway to describe the server


DEFAULT_INTERVALS = Intervals()


class Bot(commands.Bot):
    """The league's bot, with the fewest intents that suffice; it pings only those who chose it. Implements Services."""

    def __init__(
        self,
        settings: DiscordSettings,
        state: DiscordState,
        runner: Runner,
        task_worker: Worker,
        intervals: Intervals = DEFAULT_INTERVALS,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.message_content = True
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=LeagueCommandTree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=intervals.guilds,
        )
        self._intervals = intervals
        self.settings = settings
        self.state = state
        self.people = People(state)
        self.outbox = Outbox(state)
        self.admission_worker = Worker(ADMISSION_TIMEOUT, league=settings.folder)
        self.chat_worker = Worker(CHAT_TIMEOUT, CHAT_CPU, CHAT_NICE, settings.folder)
        self.poster = Poster(self, self.outbox, intervals.patience)
        self.runner = runner
        self.runner.vitals.count_submissions = Inbox(state).count_waiting
        self.runner.listeners.append(RunPosts(settings, state, self.outbox, self.poster, runner, task_worker))
        self.intake = Intake(
            self, settings, state, self.outbox, self.poster, self.runner, self.admission_worker, intervals.patience
        )
        self._started = time.time()
        self._loops: list[asyncio.Task[None]] = []

    async def setup_hook(self) -> None:
        before = int(time.time()) - MONTH
        Inbox(self.state).forget(before)
        self.outbox.forget(before)
        for cog in (BotCog(self), MatchCog(self), VersionCog(self), HostCog(self)):
            await self.add_cog(cog)
        self.add_dynamic_items(Page)
        tree = cast(LeagueCommandTree, self.tree)
        loops: dict[str, Callable[[], Awaitable[object]]] = {
            "syncing commands": tree.sync_changed,
            "reading the channel": self.intake.catch_up,
            "posting": self.poster.step,
            "rescanning": self._look_again,
        }
        self._begin(loops)

    def work(self) -> None:
        """Start the loop that needs no connection; without one, submissions wait."""
        self._begin({"answering": self.intake.step})

    def _begin(self, loops: dict[str, Callable[[], Awaitable[object]]]) -> None:
        for name, step in loops.items():
            self._loops.append(asyncio.create_task(repeat(name, step, self._intervals.pause, self.note)))

    async def _look_again(self) -> None:
        """Rescan the channel, since the gateway may lose events."""
        await asyncio.sleep(self._intervals.reread)
        self.intake.behind.set()

    async def on_ready(self) -> None:
        _log.info("connected as %s", self.user)
        self.intake.behind.set()
        self._check_rights()

    async def on_resumed(self) -> None:
        self.intake.behind.set()

    async def on_message(self, message: discord.Message) -> None:
        await self.intake.notice(message)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("%s failed", event_method)

    def _check_rights(self) -> None:
        """Log the permissions that the bot lacks in its channels."""
        guild = self.get_guild(self.settings.guild)
        if guild is None:
            _log.error("the bot is not on server %s: invite it as docs/discord.md describes", self.settings.guild)
            return
        for name, number in (("submissions", self.settings.submissions), ("results", self.settings.results)):
            channel = guild.get_channel(number)
            if channel is None:
                _log.error("%s: channel %s does not exist or is hidden from the bot", name, number)
                continue
            rights = channel.permissions_for(guild.me)
            missing = [right for right in NEEDED if not getattr(rights, right)]
            if missing:
                _log.error("%s: the bot lacks the permissions %s", name, ", ".join(missing))

    async def close(self) -> None:
        """Stop the loops and the workers."""
        for loop in self._loops:
            loop.cancel()
        for loop in self._loops:
            with suppress(asyncio.CancelledError):
                await loop
        self._loops = []
        for worker in (self.admission_worker, self.chat_worker):
            await asyncio.to_thread(worker.close)
        await super().close()

    # For commands

    def note(self, error: str) -> None:
        """Keep an error for /status."""
        self.runner.vitals.note(error)

    async def withdraw_all(self, user: int) -> list[str]:
        """Withdraw all bots of a user and return their names."""
        return await asyncio.to_thread(_withdraw_all, self.settings, str(user))

    async def read_status(self) -> Status:
        """Return what /status shows. Raises LeagueError."""
        now = await self.runner.latest()
        return Status(
            started=self._started,
            run=(now.row.id, now.played, now.planned, now.row.finished) if now else None,
            playing=bool(self.runner.playing),
            paused=self.runner.paused,
            due=self.runner.due(),
            problems=tuple(self.runner.problems()),
            submissions=len(Inbox(self.state).waiting()),
            posts=len(self.outbox.waiting()),
            given_up=tuple(self.outbox.refused()),
            errors=tuple(self.runner.vitals.errors),
        )


def _withdraw_all(settings: DiscordSettings, owner: str) -> list[str]:
    try:
        with reading(default_path(settings.folder)) as store:
            names = active_names(store, owner)
    except NoStore:
        return []
    for name in names:
        withdraw(name, owner, settings.folder)
    return names
