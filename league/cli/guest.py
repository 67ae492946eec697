"""The guest in which bots run, for commands."""

from __future__ import annotations

from league.cli.errors import LeagueError
from sandbox.runtime.guest import Guest, GuestError


def load_guest() -> Guest:
    """Return this process's guest. Raises LeagueError if it is missing or does not match its sources."""
    try:
        return Guest.load(check=True)
    except GuestError as error:
        raise LeagueError(str(error)) from None
