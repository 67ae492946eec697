"""The outbox: posts stored before they are sent, so that each is posted exactly once."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from league.discord.state import DiscordState
from league.storage.sqlite.database import transaction

Embed = dict[str, Any]  # in the form of Discord's API


@dataclass(frozen=True)
class Post:
    """A row of the outbox.

    Attributes:
        id: nonce of the message; also at the end of its footer, to find it in the channel.
        edition: number of this content; rises with each change.
        tried: whether it may be in the channel, unconfirmed.
        mentions: users whom it notifies when it is sent.
        message: Discord's id, None until the post is known to be there.
    """

    id: int
    key: str
    channel: int
    reply_to: int | None
    token: str | None
    embeds: list[Embed]
    edition: int
    tried: bool
    message: int | None
    at: int
    mentions: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """Text at the end of its last embed's footer."""
        return f"post {self.id}"

    def marked(self) -> list[Embed]:
        """Return the embeds, with the mark."""
        *others, last = self.embeds
        text = last.get("footer", {}).get("text")
        return [*others, {**last, "footer": {"text": f"{text} · {self.mark}" if text else self.mark}}]


class Outbox:
    """The outbox tables of a state file."""

    def __init__(self, state: DiscordState) -> None:
        self._connection = state.connection

    def put(
        self,
        key: str,
        channel: int,
        embeds: Sequence[Embed],
        files: Mapping[str, bytes] | None = None,
        reply_to: int | None = None,
        token: str | None = None,
        mentions: Sequence[int] = (),
    ) -> None:
        """Store a post about `key`, or replace its content if it exists. Call it in a transaction.

        Args:
            files: attachments by name; they replace those of an existing post.
            reply_to: message to reply to.
            token: of the interaction to answer, while it can be answered.
            mentions: users whom the message notifies when it is new; an edited one notifies nobody.
        """
        (number,) = self._connection.execute(
            "INSERT INTO outbox (key, channel, reply_to, token, embeds, mentions, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET embeds = excluded.embeds, edition = edition + 1 RETURNING id",
            (key, channel, reply_to, token, json.dumps(list(embeds)), json.dumps(list(mentions)), int(time.time())),
        ).fetchone()
        self._connection.execute("DELETE FROM enclosures WHERE post = ?", (number,))
        rows = [(number, name, data) for name, data in (files or {}).items()]
        self._connection.executemany("INSERT INTO enclosures VALUES (?, ?, ?)", rows)

    def waiting(self) -> list[Post]:
        """Return unconfirmed posts, oldest first."""
        rows = self._connection.execute(
            "SELECT id, key, channel, reply_to, token, embeds, edition, tried, message, at, mentions FROM outbox"
            " WHERE sent < edition ORDER BY id"
        )
        return [
            Post(
                *(number, key, channel, reply_to, token),
                embeds=json.loads(embeds),
                edition=edition,
                tried=bool(tried),
                message=message,
                at=at,
                mentions=tuple(json.loads(mentions)),
            )
            for number, key, channel, reply_to, token, embeds, edition, tried, message, at, mentions in rows
        ]

    def files(self, post: Post) -> dict[str, bytes]:
        """Return the attachments of a post."""
        rows = self._connection.execute("SELECT name, data FROM enclosures WHERE post = ? ORDER BY name", (post.id,))
        return {name: bytes(data) for name, data in rows}

    def drop_files(self, post: Post) -> None:
        """Remove the attachments of a post."""
        self._connection.execute("DELETE FROM enclosures WHERE post = ?", (post.id,))

    def trying(self, post: Post) -> None:
        """Mark a post as about to be sent."""
        self._connection.execute("UPDATE outbox SET tried = 1 WHERE id = ?", (post.id,))

    def mark_absent(self, post: Post) -> None:
        """Mark a post as absent from the channel."""
        self._connection.execute("UPDATE outbox SET tried = 0 WHERE id = ?", (post.id,))

    def found(self, post: Post, message: int) -> None:
        """Mark a post as present in the channel, in an unknown edition."""
        self._connection.execute("UPDATE outbox SET message = ? WHERE id = ?", (message, post.id))

    def confirmed(self, post: Post, message: int) -> None:
        """Mark this edition as confirmed by Discord."""
        with transaction(self._connection):
            self._settle(post)
            self._connection.execute("UPDATE outbox SET message = ?, problem = NULL WHERE id = ?", (message, post.id))

    def redirect_to_channel(self, post: Post) -> None:
        """Redirect a post to the channel, since its interaction has expired."""
        self._connection.execute("UPDATE outbox SET token = NULL WHERE id = ?", (post.id,))

    def given_up(self, post: Post, problem: str) -> None:
        """Give up this edition of a post."""
        with transaction(self._connection):
            self._settle(post)
            self._connection.execute("UPDATE outbox SET problem = ? WHERE id = ?", (problem, post.id))

    def refused(self, many: int = 5) -> list[str]:
        """Return a line for each of the latest posts given up."""
        rows = self._connection.execute(
            "SELECT key, problem FROM outbox WHERE problem NOTNULL ORDER BY id DESC LIMIT ?", (many,)
        )
        return [f"{key}: {problem}" for key, problem in rows]

    def _settle(self, post: Post) -> None:
        self._connection.execute("UPDATE outbox SET sent = ? WHERE id = ?", (post.edition, post.id))
        self._connection.execute(
            "DELETE FROM enclosures WHERE post IN (SELECT id FROM outbox WHERE id = ? AND sent = edition)", (post.id,)
        )

    def forget(self, before: int) -> None:
        """Delete settled posts stored before `before`, s since 1970 UTC."""
        self._connection.execute("DELETE FROM outbox WHERE sent = edition AND at < ?", (before,))
