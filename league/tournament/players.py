"""Eligibility: which bots of a folder may play in a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.cli.wording import listed
from league.storage.queries.results import GameFilter, is_excluded
from league.storage.records import Version
from league.storage.store import Store
from systems.modes import MODES

OUT = "forfeited three games in a row on this ladder; plays again once changed"


def eligible(entries: Iterable[Entry], folder: Path, mode: str, bot: str | None) -> list[Entry]:
    """Return the entries that can play.

    Args:
        bot: the bot that plays all others, in a gauntlet.

    Raises:
        LeagueError: there are too few for the mode, or `bot` is not among them.
    """
    able = [entry for entry in entries if entry.problem is None]
    refuse_too_few(len(able), folder, mode)
    if bot is not None and all(entry.name.casefold() != bot.casefold() for entry in able):
        raise LeagueError(f"no bot {bot!r} that can play in {folder}")
    return able


def excluded_entries(
    store: Store, games: GameFilter, entries: Iterable[Entry], skip: Collection[int] = ()
) -> list[Entry]:
    """Return the eligible entries whose versions are out of the ladder of `games`, with that as their problem.

    Args:
        skip: versions to skip.
    """
    known = ((entry, store.known_version(entry)) for entry in entries if entry.problem is None)
    asked = ((entry, version.id) for entry, version in known if version and version.id not in skip)
    return [replace(entry, problem=OUT) for entry, version in asked if is_excluded(store, games, version)]


def refuse_too_few(able: int, folder: Path, mode: str, out: Sequence[Entry] = ()) -> None:
    """Raise LeagueError if there are too few bots for the mode; the message names those that are out."""
    least = MODES[mode].sides[0]
    if able < least:
        many = {2: "two", 3: "three"}[least]
        what = f"{mode} takes" if least > 2 else "a league takes"
        names = listed([entry.name for entry in out])
        why = f"; forfeited three games in a row on this ladder, and out until changed: {names}" if out else ""
        raise LeagueError(f"{what} {many} bots or more, {folder} has {able or 'none'} that can play{why}")


def find(players: Iterable[Version], bot: str) -> int:
    """Return the version of the bot for a gauntlet. Raises LeagueError if it is not among the players."""
    for player in players:
        if player.bot.casefold() == bot.casefold():
            return player.id
    raise LeagueError(f"{bot} is out: {OUT}")
