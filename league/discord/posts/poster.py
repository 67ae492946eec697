"""The poster: delivers the outbox to Discord, exactly once."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import aiohttp
import discord

from league.discord.posts.outbox import Outbox, Post
from league.discord.text import user

_log = logging.getLogger(__name__)

MARGIN = timedelta(minutes=5)  # allowed clock skew from Discord
SEEN = 2000  # messages searched for a post
STUCK = 300.0  # s until a refused post is retried: a permission may have been granted
UNKNOWN_MESSAGE = 10008  # Discord's code
_GONE = {10008, 10015, 50027}  # unknown message, unknown webhook, invalid token: an interaction is over


class RetryLater(Exception):
    """Discord is unreachable or limits the rate; retry after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry in {seconds:.0f} s")
        self.seconds = seconds


class Poster:
    """Delivery of the outbox to Discord.

    Args:
        patience: s to wait after the first failure; doubled by each further one, up to `most`.
    """

    def __init__(self, client: discord.Client, outbox: Outbox, patience: float = 1.0, most: float = 60.0) -> None:
        self._client = client
        self._outbox = outbox
        self._patience, self._most = patience, most
        self._stuck: dict[int, float] = {}  # when to retry a post, monotonic clock
        self._failures = 0
        self.news = asyncio.Event()  # set after adding to the outbox

    async def step(self) -> None:
        """Send pending posts and wait for more; back off after failures."""
        self.news.clear()
        try:
            waits = await self._send_all()
        except RetryLater as later:
            self._failures += 1
            await asyncio.sleep(max(later.seconds, min(self._patience * 2 ** (self._failures - 1), self._most)))
            return
        self._failures = 0
        try:
            await asyncio.wait_for(self.news.wait(), STUCK if waits else None)
        except TimeoutError:
            return

    async def _send_all(self) -> bool:
        """Send pending posts; return whether some are postponed. Raises RetryLater."""
        waits = False
        for post in self._outbox.waiting():
            if self._stuck.get(post.id, 0.0) > time.monotonic():
                waits = True
            elif not await self._settled(post):
                self._stuck[post.id] = time.monotonic() + STUCK
                waits = True
        return waits

    async def _settled(self, post: Post) -> bool:
        """Send a post or give it up; return False if it is postponed. Raises RetryLater."""
        try:
            if post.token is not None:
                await self._answer(post, post.token)
            elif post.message is not None:
                await self._edit(post, post.message)
            else:
                await self._send(post)
            return True
        except discord.RateLimited as limited:
            raise RetryLater(limited.retry_after) from None
        except discord.HTTPException as error:
            if error.status == 429 or error.status >= 500:
                raise RetryLater(0.0) from None
            # Too large for this server: send it without its files.
            if error.status == 413 and self._outbox.files(post):
                _log.error("post %s (%s) is sent without its files: %s", post.id, post.key, error)
                self._outbox.drop_files(post)
                return await self._settled(post)
            if error.status in (400, 413):
                _log.error("post %s (%s) was refused: %s", post.id, post.key, error)
                self._outbox.given_up(post, str(error)[:300])
                return True
            _log.error("post %s (%s) waits: %s", post.id, post.key, error)
            return False
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise RetryLater(0.0) from None
        except Exception:  # a failure of one post does not block others
            _log.exception("post %s (%s) waits", post.id, post.key)
            return False

    async def _send(self, post: Post) -> None:
        if post.tried:
            there = await self._look_for(post)
            if there is not None:
                self._outbox.found(post, there.id)
                await self._edit(post, there.id)
                return
            self._outbox.mark_absent(post)
        channel = self._channel(post)
        reference: Any = None
        if post.reply_to is not None:
            reference = discord.MessageReference(
                message_id=post.reply_to, channel_id=post.channel, fail_if_not_exists=False
            )
        self._outbox.trying(post)
        message = await channel.send(
            content=" ".join(map(user, post.mentions)) or None,
            embeds=self._embeds(post),
            files=self._files(post),
            nonce=post.id,
            reference=reference,
            allowed_mentions=discord.AllowedMentions(
                everyone=False, roles=False, replied_user=False, users=[discord.Object(one) for one in post.mentions]
            ),
        )
        self._outbox.confirmed(post, message.id)

    async def _edit(self, post: Post, message: int) -> None:
        try:
            await (
                self._channel(post)
                .get_partial_message(message)
                .edit(embeds=self._embeds(post), attachments=self._files(post))
            )
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            _log.warning("post %s (%s) was deleted", post.id, post.key)
        self._outbox.confirmed(post, message)

    async def _answer(self, post: Post, token: str) -> None:
        """Edit the interaction's original response, which is idempotent."""
        application = self._client.application_id
        assert application is not None
        webhook = discord.Webhook.partial(application, token, client=self._client)
        try:
            message = await webhook.edit_message(
                cast(int, "@original"), embeds=self._embeds(post), attachments=self._files(post)
            )
        except discord.HTTPException as error:
            if error.code not in _GONE and error.status not in (401, 404):
                raise
            self._outbox.redirect_to_channel(post)
            await self._send(post)
            return
        self._outbox.confirmed(post, message.id)

    async def _look_for(self, post: Post) -> discord.Message | None:
        """Return the message of the post, if an earlier attempt reached the channel."""
        own = self._client.user
        ahead = post.at > time.time()  # it was stored by a clock that was wrong
        since = None if ahead else datetime.fromtimestamp(post.at, UTC) - MARGIN
        async for message in self._channel(post).history(limit=SEEN, after=since, oldest_first=not ahead):
            if own is not None and message.author.id == own.id and _is(message, post):
                return message
        return None

    def _channel(self, post: Post) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(post.channel)

    def _embeds(self, post: Post) -> list[discord.Embed]:
        return [discord.Embed.from_dict(embed) for embed in post.marked()]

    def _files(self, post: Post) -> list[discord.File]:
        return [discord.File(io.BytesIO(data), name) for name, data in self._outbox.files(post).items()]


def _is(message: discord.Message, post: Post) -> bool:
    texts = [embed.footer.text or "" for embed in message.embeds]
    return any(text == post.mark or text.endswith(f"· {post.mark}") for text in texts)
