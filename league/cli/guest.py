"""The guest in which bots run, for commands."""

from __future__ import annotations

from league.cli.errors import LeagueError
from sandbox import build
from sandbox.runtime import cache
from sandbox.runtime.guest import Guest, GuestError


def check_guest() -> str:
    """Return the SHA-256 (hex) of the guest that workers play in; raise LeagueError if they could not."""
    problem = build.problem()
    if problem:
        raise LeagueError(problem)
    try:
        cache.folder()  # shared with the workers: report a problem here, once
    except cache.CacheError as error:
        raise LeagueError(str(error)) from None
    sha256: str = build.facts()["sha256"]
    return sha256


def load_guest() -> Guest:
    """Return this process's guest. Raises LeagueError if it is missing or does not match its sources."""
    try:
        return Guest.load(check=True)
    except GuestError as error:
        raise LeagueError(str(error)) from None
