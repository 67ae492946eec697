"""What a command cannot do."""

from __future__ import annotations


class LeagueError(Exception):
    """Something could not be done; its text is one clear line."""
