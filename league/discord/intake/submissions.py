"""The intake: record an attachment once, fetch it with a size limit, check it for admission, answer it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import Counter
from functools import partial

import aiohttp
import discord

from league.admission.entry import AdmittedBot, Refusal, enter, record_refusal
from league.admission.owners import HOUR, SubmissionLimits, check_rate
from league.admission.submissions import Problem, read_bytes
from league.cli.errors import Refused
from league.discord.cards import submissions as cards
from league.discord.intake.fetching import AttachmentGone, download
from league.discord.intake.inbox import Inbox, InboxItem
from league.discord.people import People
from league.discord.posts.next_run import next_run
from league.discord.posts.outbox import Outbox
from league.discord.posts.poster import Poster
from league.discord.settings import DiscordSettings
from league.discord.state import DiscordState
from league.discord.text import owner
from league.host.processes.worker import Worker, WorkerFailure
from league.host.runner import Runner
from league.storage.sqlite.database import transaction
from sandbox.clean import clean_text

_log = logging.getLogger(__name__)

NOTICED = "👀"
NO_BOTS = ("image/", "video/", "audio/")  # attachments that are not bots
FETCHES = 60  # attempts to fetch an attachment, finally a minute apart
BREAKS = 2  # attempts with a bot that crashes the worker process
FAILURES = 4  # attempts after an internal error


class Intake:
    """The submissions channel, and /submit.

    Args:
        pause: s to wait after the first failure; doubled by each further one.
    """

    def __init__(
        self,
        client: discord.Client,
        settings: DiscordSettings,
        state: DiscordState,
        outbox: Outbox,
        poster: Poster,
        runner: Runner,
        worker: Worker,
        pause: float = 1.0,
    ) -> None:
        self._client = client
        self._settings = settings
        self._terms = SubmissionLimits(
            settings.submissions_an_hour, settings.bots_each, settings.stored_bytes_each, settings.stored_bytes
        )
        self._state = state
        self._inbox = Inbox(state)
        self._people = People(state)
        self._outbox = outbox
        self._poster = poster
        self._runner = runner
        self._worker = worker
        self._pause = pause
        self._came = asyncio.Event()
        self._failures: dict[int, Counter[str]] = {}  # by kind of failure
        self._not_before: dict[int, float] = {}  # monotonic clock
        self.behind = asyncio.Event()  # set when messages may have been missed

    # Recording

    async def notice(self, message: discord.Message) -> None:
        """Record the attachments of a message in the submissions channel, unless already recorded."""
        if message.channel.id != self._settings.submissions or message.author.bot or message.webhook_id:
            return
        if self._write_down(message):
            self._people.saw(message.author.id, message.author.display_name, message.author.name)
            await self._react(message)

    def submit(self, interaction: discord.Interaction, attachment: discord.Attachment) -> bool:
        """Record an attachment sent by /submit; return False if it was already recorded."""
        new = self._inbox.add(
            InboxItem(
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
                new |= self._inbox.add(InboxItem(message.id, part, author, channel, None, one.filename, one.url, at))
        self._came.set()
        return new

    async def _react(self, message: discord.Message) -> None:
        try:
            await message.add_reaction(NOTICED)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("could not react to message %s: %s", message.id, error)

    async def catch_up(self) -> None:
        """Read the channel since the last recorded message, once messages may have been missed."""
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
        if seen is None:  # ignore what was sent before the first start
            newest = [message.id async for message in channel.history(limit=1)]  # by Discord's clock
            seen = max(newest, default=channel.id)
            self._state.set("seen", seen)
        async for message in channel.history(limit=None, after=discord.Object(seen), oldest_first=True):
            await self.notice(message)
            self._state.set("seen", message.id)  # only here: an event does not imply that earlier messages were seen

    # Answering

    async def step(self) -> None:
        """Answer a pending submission of each author, oldest first; a failure does not delay the others."""
        self._came.clear()
        waiting = self._inbox.waiting()
        now = time.monotonic()
        ready = [sent for sent in waiting if self._not_before.get(sent.id, 0.0) <= now]
        turns: dict[int, InboxItem] = {}
        for sent in ready:
            turns.setdefault(sent.author, sent)
        for sent in turns.values():
            await self._look_at(sent)
        if not ready:
            moments = [self._not_before[sent.id] - now for sent in waiting]
            try:
                await asyncio.wait_for(self._came.wait(), min(moments, default=None))
            except TimeoutError:
                return

    async def _look_at(self, sent: InboxItem) -> None:
        """Answer a submission, or postpone it."""
        if self._refuse_early(sent):
            return
        outcome: AdmittedBot | Refusal
        try:
            outcome = await self._examined(sent)
        except AttachmentGone:
            if sent.token is None:
                _log.info("submission %s was deleted by its sender", sent.key)
                self._done(sent, None)
                return
            outcome = _refusal(sent, "fetch", "the attachment no longer exists", "submit it again")
        except (aiohttp.ClientError, discord.DiscordException, OSError, TimeoutError) as error:
            if self._postpone(sent, "fetch") < FETCHES:
                _log.warning("submission %s: fetching failed: %s", sent.key, type(error).__name__)
                return
            outcome = _refusal(sent, "fetch", "the attachment cannot be fetched from Discord", "submit it again")
        except Exception as error:
            broken = isinstance(error, WorkerFailure)
            failures = self._postpone(sent, "broke" if broken else "failed")
            _log.error("submission %s failed, ref %s: %s", sent.key, sent.id, error, exc_info=not broken)
            if failures < (BREAKS if broken else FAILURES):
                return
            if broken:
                outcome = _refusal(
                    sent, "broke", str(error), "make the bot smaller or simpler; `botkit check` helps to find the cause"
                )
            else:
                what = f"the check failed (ref {sent.id})"
                outcome = _refusal(
                    sent, "failed", what, "report the reference to a host, and submit the bot again later"
                )
        self._done(sent, outcome)

    def _refuse_early(self, sent: InboxItem) -> bool:
        """Refuse a submission of an author who may send none now, before it is fetched; say so in public once."""
        now = int(time.time())
        if self._state.is_banned(sent.author):
            until = now + HOUR
            outcome = _refusal(sent, "banned", "you are banned from submitting bots", "ask a host")
        else:
            latest = partial(self._inbox.answered_times, sent.author)
            try:
                check_rate(latest, self._terms, now)
                return False
            except Refused as refused:
                until = latest(now - HOUR, now, self._settings.submissions_an_hour)[-1] + HOUR
                outcome = _refusal(sent, refused.code, str(refused), f"{refused.fix}; until then, others get no answer")
        if sent.token is not None:
            self._done(sent, outcome, counts=False)
        elif self._state.is_warned(sent.author, now, HOUR):
            self._done(sent, None)
        else:
            self._state.warn(sent.author, until)
            self._done(sent, outcome, counts=False)
        return True

    async def _examined(self, sent: InboxItem) -> AdmittedBot | Refusal:
        data = await self._fetch(sent)
        try:
            return await self._worker.do(_examine, sent.filename, data, str(sent.author), self._settings, self._terms)
        except WorkerFailure as error:
            sha256, broke = hashlib.sha256(data).hexdigest(), _refusal(sent, "broke", str(error), "")
            await asyncio.to_thread(record_refusal, broke, sha256, self._settings.folder)
            raise

    def _done(self, sent: InboxItem, outcome: AdmittedBot | Refusal | None, counts: bool = True) -> None:
        """Put the answer in the outbox and mark the submission as done, in one transaction.

        Args:
            counts: whether an answer counts towards the limit of submissions.
        """
        with transaction(self._state.connection):
            self._inbox.done(sent, int(time.time()) if outcome is not None and counts else None)
            if isinstance(outcome, AdmittedBot):
                if outcome.new:
                    self._runner.new_version()
                embed = cards.accepted(outcome, owner(outcome.owner, self._people.labels()), next_run(self._runner))
            elif outcome is not None:
                embed = cards.refused(outcome)
            if outcome is not None:
                reply_to = sent.source if sent.token is None else None
                self._outbox.put(sent.key, sent.channel, [embed], reply_to=reply_to, token=sent.token)
        self._failures.pop(sent.id, None)
        self._not_before.pop(sent.id, None)
        self._poster.news.set()

    def _postpone(self, sent: InboxItem, why: str) -> int:
        """Schedule another attempt; return the number of failures of this kind."""
        failures = self._failures.setdefault(sent.id, Counter())
        failures[why] += 1
        self._not_before[sent.id] = time.monotonic() + min(self._pause * 2 ** (failures.total() - 1), 60.0)
        return failures[why]

    async def _fetch(self, sent: InboxItem) -> bytes:
        """Return an attachment's bytes, cut one byte above the size limit. Raises AttachmentGone and network errors."""
        try:
            return await download(sent.url)
        except AttachmentGone:
            if sent.token is not None:
                raise
        # Links expire after a day; fetching the message again renews them.
        channel = self._client.get_partial_messageable(sent.channel)
        try:
            message = await channel.fetch_message(sent.source)
        except discord.NotFound:
            raise AttachmentGone from None
        if sent.part >= len(message.attachments):
            raise AttachmentGone
        return await download(message.attachments[sent.part].url)


def _examine(
    filename: str, data: bytes, owner: str, settings: DiscordSettings, terms: SubmissionLimits
) -> AdmittedBot | Refusal:
    """Run the admission of `league submit`, in a worker."""
    return enter(read_bytes(filename, data), owner, settings.folder, terms)


def _refusal(sent: InboxItem, code: str, message: str, fix: str) -> Refusal:
    name = clean_text(sent.filename, 40)
    return Refusal(name, str(sent.author), (Problem(code, None, message, fix),))
