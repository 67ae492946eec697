"""What was sent in and is still to be looked at, each attachment once."""

from __future__ import annotations

from dataclasses import dataclass, fields

from league.discord.state import State


@dataclass(frozen=True)
class Sent:
    """An attachment that somebody sent."""

    source: int  # the message, or the interaction
    part: int  # which of its attachments
    author: int
    channel: int
    token: str | None  # of an interaction
    filename: str
    url: str
    at: int  # s since 1970 UTC
    id: int = 0  # the inbox's

    @property
    def key(self) -> str:
        """Names its answer in the outbox."""
        return f"submission {self.source} {self.part}"


_COLUMNS = ", ".join(field.name for field in fields(Sent))


class Inbox:
    """The inbox of a state."""

    def __init__(self, state: State) -> None:
        self._connection = state.connection

    def add(self, sent: Sent) -> bool:
        """Write it down; False if that was done before."""
        found = self._connection.execute(
            "INSERT OR IGNORE INTO inbox (source, part, author, channel, token, filename, url, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (sent.source, sent.part, sent.author, sent.channel, sent.token, sent.filename, sent.url, sent.at),
        )
        return found.rowcount > 0

    def waiting(self) -> list[Sent]:
        """What is to be looked at, oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM inbox WHERE NOT done ORDER BY id")
        return [Sent(*row) for row in rows]

    def done(self, sent: Sent) -> None:
        """It has been looked at, and its answer is in the outbox: both in one transaction."""
        self._connection.execute("UPDATE inbox SET done = 1 WHERE id = ?", (sent.id,))

    def forget(self, before: int) -> None:
        """Drop what was dealt with before this time, s since 1970 UTC."""
        self._connection.execute("DELETE FROM inbox WHERE done AND at < ?", (before,))
