"""The inbox: submissions to answer, each attachment once."""

from __future__ import annotations

from dataclasses import dataclass, fields

from league.discord.state import DiscordState
from sandbox.clean import clean_text

MAX_TEXT = 4096  # characters of a file's name and of its address


@dataclass(frozen=True)
class InboxItem:
    """A submitted attachment."""

    source: int  # the message, or the interaction
    part: int  # which of its attachments
    author: int
    channel: int
    token: str | None  # of an interaction
    filename: str
    url: str
    at: int  # s since 1970 UTC
    id: int = 0  # row id

    @property
    def key(self) -> str:
        """Key of its answer in the outbox."""
        return f"submission {self.source} {self.part}"


_COLUMNS = ", ".join(field.name for field in fields(InboxItem))


class Inbox:
    """The inbox table of a state file."""

    def __init__(self, state: DiscordState) -> None:
        self._connection = state.connection

    def add(self, sent: InboxItem) -> bool:
        """Record a submission; return False if it was already recorded. Its texts are a stranger's."""
        filename, url = clean_text(sent.filename, MAX_TEXT), clean_text(sent.url, MAX_TEXT)
        found = self._connection.execute(
            "INSERT OR IGNORE INTO inbox (source, part, author, channel, token, filename, url, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (sent.source, sent.part, sent.author, sent.channel, sent.token, filename, url, sent.at),
        )
        return found.rowcount > 0

    def waiting(self) -> list[InboxItem]:
        """Return pending submissions, oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM inbox WHERE NOT done ORDER BY id")
        return [InboxItem(*row) for row in rows]

    def count_waiting(self) -> int:
        """Return the number of pending submissions."""
        row: tuple[int] = self._connection.execute("SELECT count(*) FROM inbox WHERE NOT done").fetchone()
        return row[0]

    def done(self, sent: InboxItem, answered: int | None) -> None:
        """Mark a submission as done; call it in the transaction that fills the outbox.

        Args:
            answered: time in s since 1970 UTC, if it counts towards its author's limit.
        """
        self._connection.execute("UPDATE inbox SET done = 1, answered = ? WHERE id = ?", (answered, sent.id))

    def answered_times(self, author: int, after: int, until: int, limit: int) -> list[int]:
        """Return the times of the last answers to an author that count, newest first, within (after, until]."""
        rows = self._connection.execute(
            "SELECT answered FROM inbox WHERE author = ? AND answered > ? AND answered <= ?"
            " ORDER BY answered DESC LIMIT ?",
            (author, after, until, limit),
        )
        return [answered for (answered,) in rows]

    def forget(self, before: int) -> None:
        """Delete answered submissions sent before `before`, s since 1970 UTC."""
        self._connection.execute("DELETE FROM inbox WHERE done AND at < ?", (before,))
