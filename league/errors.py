"""What a command cannot do, and what a league does not take."""

from __future__ import annotations


class LeagueError(Exception):
    """Something could not be done; its text is one clear line.

    Attributes:
        status: what the command exits with.
    """

    status = 2


class Refused(Exception):
    """Why a bot is not taken.

    Attributes:
        code: one word for programs: name, kind, size, count, path, link, encoding, archive, main, module; at the door
            of a league also taken, alike, many, often, out.
        message: one line.
        fix: what its author can do about it, one line.
    """

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix
