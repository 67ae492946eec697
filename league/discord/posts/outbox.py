"""What is to be said, written down before it is sent: each post once, whatever happens on the way."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from league.discord.state import State
from league.storage.schema import transaction

Embed = dict[str, Any]  # as Discord's API has it


@dataclass(frozen=True)
class Post:
    """A row of the outbox.

    Attributes:
        id: its nonce. The footer ends in it too, so that it can be found in the channel.
        edition: of the content that is here.
        tried: it may be in the channel though nobody has confirmed it.
        message: Discord's id of it, None before it is known to be there.
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

    @property
    def mark(self) -> str:
        """What the footer of its last embed ends in."""
        return f"post {self.id}"

    def marked(self) -> list[Embed]:
        """The embeds, with the mark."""
        *others, last = self.embeds
        text = last.get("footer", {}).get("text")
        return [*others, {**last, "footer": {"text": f"{text} · {self.mark}" if text else self.mark}}]


class Outbox:
    """The outbox of a state."""

    def __init__(self, state: State) -> None:
        self._connection = state.connection

    def put(
        self,
        key: str,
        channel: int,
        embeds: Sequence[Embed],
        files: Mapping[str, bytes] | None = None,
        reply_to: int | None = None,
        token: str | None = None,
    ) -> None:
        """Say something about `key`; or say it anew, in the same post. Call it in a transaction.

        Args:
            files: by their names; of a post that is said anew, the only ones that it has then.
            reply_to: a message.
            token: of an interaction, whose answer this is as long as it can be answered.
        """
        (number,) = self._connection.execute(
            "INSERT INTO outbox (key, channel, reply_to, token, embeds, at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET embeds = excluded.embeds, edition = edition + 1 RETURNING id",
            (key, channel, reply_to, token, json.dumps(list(embeds)), int(time.time())),
        ).fetchone()
        self._connection.execute("DELETE FROM enclosures WHERE post = ?", (number,))
        rows = [(number, name, data) for name, data in (files or {}).items()]
        self._connection.executemany("INSERT INTO enclosures VALUES (?, ?, ?)", rows)

    def waiting(self) -> list[Post]:
        """What Discord has not confirmed, oldest first."""
        rows = self._connection.execute(
            "SELECT id, key, channel, reply_to, token, embeds, edition, tried, message, at FROM outbox"
            " WHERE sent < edition ORDER BY id"
        )
        return [
            Post(number, key, channel, reply_to, token, json.loads(embeds), edition, bool(tried), message, at)
            for number, key, channel, reply_to, token, embeds, edition, tried, message, at in rows
        ]

    def files(self, post: Post) -> dict[str, bytes]:
        """What goes with a post."""
        rows = self._connection.execute("SELECT name, data FROM enclosures WHERE post = ? ORDER BY name", (post.id,))
        return {name: bytes(data) for name, data in rows}

    def drop_files(self, post: Post) -> None:
        """It goes without its files."""
        self._connection.execute("DELETE FROM enclosures WHERE post = ?", (post.id,))

    def trying(self, post: Post) -> None:
        """It is about to be sent: from here on it may be there."""
        self._connection.execute("UPDATE outbox SET tried = 1 WHERE id = ?", (post.id,))

    def not_there(self, post: Post) -> None:
        """It is not in the channel, whatever was tried."""
        self._connection.execute("UPDATE outbox SET tried = 0 WHERE id = ?", (post.id,))

    def found(self, post: Post, message: int) -> None:
        """It is in the channel, in an edition that is not known."""
        self._connection.execute("UPDATE outbox SET message = ? WHERE id = ?", (message, post.id))

    def confirmed(self, post: Post, message: int) -> None:
        """Discord has this edition."""
        with transaction(self._connection):
            self._settle(post)
            self._connection.execute("UPDATE outbox SET message = ?, problem = NULL WHERE id = ?", (message, post.id))

    def unanswerable(self, post: Post) -> None:
        """The interaction can't be answered any more: it goes to the channel."""
        self._connection.execute("UPDATE outbox SET token = NULL WHERE id = ?", (post.id,))

    def given_up(self, post: Post, problem: str) -> None:
        """It will never be there, in this edition."""
        with transaction(self._connection):
            self._settle(post)
            self._connection.execute("UPDATE outbox SET problem = ? WHERE id = ?", (problem, post.id))

    def refused(self, many: int = 5) -> list[str]:
        """The newest posts that were given up, a line each."""
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
        """Drop what was settled and written down before this time, s since 1970 UTC."""
        self._connection.execute("DELETE FROM outbox WHERE sent = edition AND at < ?", (before,))
