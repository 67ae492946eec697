"""The names of people as Discord shows them, kept so that cards and the league's pages name people, not their ids."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from league.cli.errors import LeagueError, damaged, explain
from league.discord.state import SCHEMA, DiscordState
from league.storage.sqlite.database import inspect
from sandbox.clean import clean_text
from sandbox.names import skeleton, visible_name

NAMES_SINCE = 4  # version of the state file
_READ = 1000  # characters of a name that are looked at
_MARKS = 2  # accents in a row that are kept


class People:
    """The table of names in a state file."""

    def __init__(self, state: DiscordState) -> None:
        self._connection = state.connection

    def saw(self, user: int, shown: str, account: str) -> None:
        """Keep the name that a user has now, if it is another one.

        Args:
            shown: the name that the server shows; a stranger's text.
            account: the account's own name, which is kept in its place if nothing of that can be shown.
        """
        name = person_name(shown) or person_name(account) or "someone"
        self._connection.execute(
            "INSERT INTO people (user, name) VALUES (?1, ?2)"
            " ON CONFLICT (user) DO UPDATE SET name = ?2 WHERE name != ?2",
            (user, name),
        )

    def labels(self) -> dict[str, str]:
        """Map the id of each user, as text, to the name to show, which no other has."""
        return _labels(dict(self._connection.execute("SELECT user, name FROM people").fetchall()))


def person_name(text: str) -> str:
    """Return a person's name in at most 24 visible characters on one line; "" if nothing can be seen of it."""
    kept, marks = "", 0
    for c in unicodedata.normalize("NFC", text[:_READ].encode(errors="ignore").decode()):
        kind = unicodedata.category(c)
        marks = marks + 1 if kind[0] == "M" else 0
        if (kind[0] != "C" or c in "\t\r\n") and marks <= _MARKS:  # neither controls nor what cannot be seen
            kept += c
    return visible_name(kept)


def read_labels(path: Path) -> dict[str, str]:
    """Return `People.labels` of the state file at `path`, also while the bot runs; empty if it has no names.

    Raises:
        LeagueError: it is damaged.
    """
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = inspect(connection)
            if found.application != SCHEMA.application or found.version < NAMES_SINCE:
                return {}
            rows = connection.execute("SELECT user, name FROM people").fetchall()
            return _labels({int(user): person_name(str(name)) or "someone" for user, name in rows})
    except (sqlite3.DatabaseError, ValueError) as error:
        why = explain(error) if isinstance(error, sqlite3.Error) else damaged(str(error))
        raise LeagueError(f"{clean_text(str(path), 200)}: {why}") from None


def _labels(names: Mapping[int, str]) -> dict[str, str]:
    """Return the name of each user, with the end of the id where the name could be taken for another's."""
    looks = Counter(map(skeleton, names.values()))
    labels = {
        user: name if looks[skeleton(name)] == 1 and "#" not in name else f"{name} #{user % 10_000:04}"
        for user, name in names.items()
    }
    again = Counter(map(skeleton, labels.values()))
    return {
        str(user): label if again[skeleton(label)] == 1 else f"{names[user]} #{user}" for user, label in labels.items()
    }
