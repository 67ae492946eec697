"""What a command cannot do, and what a league does not take."""

from __future__ import annotations

import sqlite3

from sandbox.clean import clean_text


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


def damaged(why: str) -> str:
    """That a store is damaged, and what to do, in one line."""
    return f"damaged ({clean_text(why, 200)}): put a copy of it back; `sqlite3 FILE .recover` saves what can be read"


def explain(error: sqlite3.Error) -> str:
    """What went wrong with a store, and what to do, in one line."""
    name = getattr(error, "sqlite_errorname", "") or ""
    text = clean_text(str(error), 200)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return f"the store cannot grow ({text}): make room; what was recorded is safe, the same command goes on"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"the store is held by another program ({text}): end that, or wait for it, and try again"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"the store is {damaged(text)}"
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
        return f"the store cannot be written to ({text}): who runs the league must be allowed to, and in its folder"
    return f"the store: {text}"
