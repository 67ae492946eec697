"""Bots and their versions as members name them: ace, or ace@3 for version 3 of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from league.cli.errors import LeagueError
from league.storage.queries.bots import versions_of
from league.storage.records import Version
from league.storage.store import Store

_WITH_NUMBER = re.compile(r"([^@]+)@v?0*([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class FoundVersion:
    """A version that was named.

    Attributes:
        asked: its number, if the name had one; otherwise it is the bot's current version.
    """

    version: Version
    asked: int | None

    def __str__(self) -> str:
        return self.version.bot if self.asked is None else f"{self.version.bot} v{self.asked}"


def find_version(store: Store, text: str) -> FoundVersion:
    """Return the version that a name such as ace or ace@3 means. Raises LeagueError if there is none."""
    name, number = text.strip(), None
    if found := _WITH_NUMBER.fullmatch(name):
        name, number = found[1].strip(), int(found[2])
    current = store.current(name)
    if current is None:
        raise LeagueError(f"this league has no bot {name!r}")
    if number is None:
        return FoundVersion(current, None)
    versions = versions_of(store, current.bot)
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        raise LeagueError(f"{current.bot} has no version {number}: it has 1 to {len(versions)}")
    return FoundVersion(version, number)
