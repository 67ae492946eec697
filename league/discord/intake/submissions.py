"""From an attachment in the submissions channel to its answer: noticed once, fetched with a cap, led to the door."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter

import aiohttp
import discord

from league.admission.entry import Card, Refusal, enter
from league.admission.owners import Terms
from league.admission.submissions import Problem, read_bytes
from league.bots.archives import MAX_ARCHIVE
from league.discord.cards import submissions as cards
from league.discord.intake.inbox import Inbox, Sent
from league.discord.posts.outbox import Outbox
from league.discord.posts.poster import Poster
from league.discord.runner import Runner
from league.discord.settings import Settings
from league.discord.state import State
from league.discord.worker import Worker, WorkerFailure
from league.storage.schema import transaction
from sandbox.clean import clean_text

_log = logging.getLogger(__name__)

NOTICED = "👀"
NO_BOTS = ("image/", "video/", "audio/")  # kinds of attachments that are talk
FETCH = 30.0  # s for an attachment
FETCHES = 60  # tries, in the end a minute apart, after which what can't be fetched is given up
BREAKS = 2  # times that a bot may break the process that looks at it
FAILURES = 4  # times that the league may fail to look at it


class Gone(Exception):
    """The attachment is not there any more."""


class Intake:
    """The submissions channel, and /submit.

    Args:
        pause: s of the first wait after a failure; each further one doubles it.
    """

    def __init__(
        self,
        client: discord.Client,
        settings: Settings,
        state: State,
        outbox: Outbox,
        poster: Poster,
        runner: Runner,
        worker: Worker,
        pause: float = 1.0,
    ) -> None:
        self._client = client
        self._settings = settings
        self._state = state
        self._inbox = Inbox(state)
        self._outbox = outbox
        self._poster = poster
        self._runner = runner
        self._worker = worker
        self._pause = pause
        self._came = asyncio.Event()
        self._failures: dict[int, Counter[str]] = {}  # by kind
        self._not_before: dict[int, float] = {}  # by the monotonic clock
        self.behind = asyncio.Event()  # set it when messages may have been missed

    # Noticing

    async def notice(self, message: discord.Message) -> None:
        """Take in what hangs on a message of the submissions channel, unless it was before."""
        if message.channel.id != self._settings.submissions or message.author.bot or message.webhook_id:
            return
        if self._write_down(message):
            await self._react(message)

    def submit(self, interaction: discord.Interaction, attachment: discord.Attachment) -> bool:
        """Take in what came by /submit; False if it was before."""
        new = self._inbox.add(
            Sent(
                interaction.id,
                0,
                interaction.user.id,
                self._settings.submissions,
                interaction.token,
                attachment.filename,
                attachment.url,
                int(interaction.created_at.timestamp()),
            )
        )
        self._came.set()
        return new

    def _write_down(self, message: discord.Message) -> bool:
        at = int(message.created_at.timestamp())
        new = False
        for part, one in enumerate(message.attachments):
            if not (one.content_type or "").startswith(NO_BOTS):
                author, channel = message.author.id, message.channel.id
                new |= self._inbox.add(Sent(message.id, part, author, channel, None, one.filename, one.url, at))
        self._came.set()
        return new

    async def _react(self, message: discord.Message) -> None:
        try:
            await message.add_reaction(NOTICED)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("no reaction to message %s: %s", message.id, error)

    async def catch_up(self) -> None:
        """Read the channel since the last message that was noticed, when some may have been missed."""
        await self.behind.wait()
        self.behind.clear()
        try:
            await self._catch_up()
        except BaseException:
            self.behind.set()
            raise

    async def _catch_up(self) -> None:
        channel = self._client.get_partial_messageable(self._settings.submissions)
        seen = self._state.get("seen")
        if seen is None:  # what was sent before there was a bot is history
            seen = discord.utils.time_snowflake(discord.utils.utcnow())
            self._state.set("seen", seen)
        async for message in channel.history(limit=None, after=discord.Object(seen), oldest_first=True):
            await self.notice(message)
            self._state.set("seen", message.id)  # here alone: an event says nothing of those before it

    # Answering

    async def step(self) -> None:
        """Answer what waits, oldest first; what can't be answered yet stops nobody else."""
        self._came.clear()
        waiting = self._inbox.waiting()
        now = time.monotonic()
        ready = [sent for sent in waiting if self._not_before.get(sent.id, 0.0) <= now]
        for sent in ready:
            await self._look_at(sent)
        if not ready:
            moments = [self._not_before[sent.id] - now for sent in waiting]
            try:
                await asyncio.wait_for(self._came.wait(), min(moments, default=None))
            except TimeoutError:
                return

    async def _look_at(self, sent: Sent) -> None:
        """Answer one, or put it off."""
        try:
            if self._state.is_banned(sent.author):
                told: Card | Refusal = _refusal(sent, "banned", "you may not send bots here", "ask a host")
            else:
                told = await self._examined(sent)
        except Gone:
            if sent.token is None:
                _log.info("submission %s was taken back", sent.key)
                self._done(sent, None)
                return
            told = _refusal(sent, "fetch", "the attachment is not there any more", "send it again")
        except (aiohttp.ClientError, discord.DiscordException, OSError, TimeoutError) as error:
            if self._put_off(sent, "fetch") < FETCHES:
                _log.warning("submission %s can't be fetched: %s", sent.key, type(error).__name__)
                return
            told = _refusal(sent, "fetch", "the attachment can't be fetched from Discord", "send it again")
        except Exception as error:
            broken = isinstance(error, WorkerFailure)
            failures = self._put_off(sent, "broke" if broken else "failed")
            _log.error("submission %s failed, ref %s: %s", sent.key, sent.id, error, exc_info=not broken)
            if failures < (BREAKS if broken else FAILURES):
                return
            if broken:
                told = _refusal(
                    sent, "broke", str(error), "make it smaller and simpler; `botkit check` helps to find it"
                )
            else:
                what = f"the league could not look at it (ref {sent.id})"
                told = _refusal(sent, "failed", what, "tell a host the number, and send it again later")
        self._done(sent, told)

    async def _examined(self, sent: Sent) -> Card | Refusal:
        data = await self._fetch(sent)
        terms = Terms(self._settings.submissions_an_hour, self._settings.bots_each)
        return await self._worker.do(_examine, sent.filename, data, str(sent.author), self._settings, terms)

    def _done(self, sent: Sent, told: Card | Refusal | None) -> None:
        """Write the answer down, and that there is one."""
        with transaction(self._state.connection):
            self._inbox.done(sent)
            if isinstance(told, Card):
                if told.new:
                    self._runner.new_version()
                embed = cards.accepted(told, sent.author, self._runner.when())
            elif told is not None:
                embed = cards.refused(told)
            if told is not None:
                reply_to = sent.source if sent.token is None else None
                self._outbox.put(sent.key, sent.channel, [embed], reply_to=reply_to, token=sent.token)
        self._failures.pop(sent.id, None)
        self._not_before.pop(sent.id, None)
        self._poster.news.set()

    def _put_off(self, sent: Sent, why: str) -> int:
        """Look at it again later; how often it was put off for that."""
        failures = self._failures.setdefault(sent.id, Counter())
        failures[why] += 1
        self._not_before[sent.id] = time.monotonic() + min(self._pause * 2 ** (failures.total() - 1), 60.0)
        return failures[why]

    async def _fetch(self, sent: Sent) -> bytes:
        """An attachment's bytes, or the first of more than a bot may have. Raises Gone, and what the network does."""
        try:
            return await _read(sent.url)
        except Gone:
            if sent.token is not None:
                raise
        # Links expire after a day: the message has fresh ones.
        channel = self._client.get_partial_messageable(sent.channel)
        try:
            message = await channel.fetch_message(sent.source)
        except discord.NotFound:
            raise Gone from None
        if sent.part >= len(message.attachments):
            raise Gone
        return await _read(message.attachments[sent.part].url)


async def _read(url: str) -> bytes:
    """What lies at an address, cut after one byte more than any bot may have, whatever size it claims. Raises Gone, and
    what the network does."""
    most = MAX_ARCHIVE + 1
    timeout = aiohttp.ClientTimeout(total=FETCH)
    async with (
        aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session,
        session.get(url, headers={"Accept-Encoding": "identity"}) as response,
    ):
        if response.status in (401, 403, 404):
            raise Gone
        response.raise_for_status()
        found = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            found += chunk
            if len(found) > most:
                break
        return bytes(found[:most])


def _examine(filename: str, data: bytes, owner: str, settings: Settings, terms: Terms) -> Card | Refusal:
    """The door of `league submit`, in a worker."""
    return enter(read_bytes(filename, data), owner, settings.folder, terms)


def _refusal(sent: Sent, code: str, message: str, fix: str) -> Refusal:
    name = clean_text(sent.filename, 40)
    return Refusal(name, str(sent.author), (Problem(code, None, message, fix),))
