"""Friendlies: unrated matches for /match. Runs in a worker."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from league.cli.errors import LeagueError
from league.discord.lookup import find_version
from league.discord.settings import DiscordSettings
from league.match.batch import Job, play_batch
from league.match.files import sync_folder, write_whole
from league.match.manager import Seat
from league.storage.opening import default_path, reading
from league.storage.queries.bots import active_names, reserved_skeletons
from systems.modes import MODES
from systems.setup import Setup

KEPT = 200  # newest logs to keep


def folder_of(settings: DiscordSettings) -> Path:
    """Return the folder of the logs of friendlies."""
    return default_path(settings.folder).with_name("friendlies")


def path_of(settings: DiscordSettings, number: int) -> Path:
    """Return the path of the log of a friendly."""
    return folder_of(settings) / f"friendly-{number:04}.bin"


def play_friendly(settings: DiscordSettings, number: int, bots: Sequence[str], arena: str | None = None) -> Path:
    """Play bots (ace), or versions of them (ace@3), against each other with a random seed; return the path of the log.

    The mode is the league's, or a duel if that mode needs more sides.

    Raises:
        LeagueError: a bot is not in the league or was withdrawn, the mode does not support the arena, or the log cannot
            be written.
    """
    seats = []
    with reading(default_path(settings.folder)) as store:
        active = {name.casefold() for name in active_names(store)}
        for bot in bots:
            version = find_version(store, bot).version
            if version.bot.casefold() not in active:
                raise LeagueError(f"{version.bot} was withdrawn from this league")
            files = store.program(version.identity)
            if files is None:
                raise LeagueError(f"the source of {version.bot} v{version.number} is not in the store")
            seats.append(Seat(version.bot, files, version.number, reserved_skeletons(store)))
    fits = MODES[settings.ladder.mode].sides[0] <= len(seats)
    mode = settings.ladder.mode if fits else "duel"
    ships = (settings.ladder.ships if fits else 0) or MODES[mode].usual_ships
    setup = Setup(mode, secrets.randbits(63), arena or settings.ladder.arenas[0], sides=len(seats), ships=ships)
    try:
        (outcome,) = play_batch([Job(number, setup, tuple(seats))])
    except ValueError as error:
        raise LeagueError(str(error)) from None
    path = path_of(settings, number)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path.with_suffix(".debug"), outcome.debug)
        write_whole(path, outcome.log)
        sync_folder(path.parent)
    except OSError as error:
        raise LeagueError(f"{path.name}: {error.strerror}") from None
    for old in sorted(path.parent.glob("friendly-*.bin"), key=lambda p: (len(p.name), p.name))[:-KEPT]:
        old.unlink(missing_ok=True)
        old.with_suffix(".debug").unlink(missing_ok=True)
    return path
