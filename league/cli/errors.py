"""Errors of commands, and refusals of bots."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from sandbox.clean import clean_text


class LeagueError(Exception):
    """A command cannot do what was asked; the message is one line.

    Attributes:
        status: the exit code of the command.
    """

    status = 2


class RefusalCode(StrEnum):
    """The reason why a bot is refused, as one word for programs."""

    NAME = "name"
    KIND = "kind"
    SIZE = "size"
    COUNT = "count"
    PATH = "path"
    LINK = "link"
    ENCODING = "encoding"
    ARCHIVE = "archive"
    MAIN = "main"
    MODULE = "module"
    READ = "read"
    # On admission to a league:
    TAKEN = "taken"
    ALIKE = "alike"
    MANY = "many"
    OFTEN = "often"
    OUT = "out"
    QUOTA = "quota"
    FULL = "full"


class Refused(Exception):
    """A bot is refused.

    Attributes:
        code: the reason, for programs.
        message: the reason, for people, on one line.
        fix: what the author can do about it, on one line.
    """

    def __init__(self, code: RefusalCode, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


def damaged(why: str) -> str:
    """Return a line that says that a store is damaged, and what to do."""
    return f"damaged ({clean_text(why, 200)}): restore a backup; `sqlite3 FILE .recover` saves what can be read"


def explain(error: sqlite3.Error) -> str:
    """Return a line that says what went wrong with a store, and what to do."""
    name = getattr(error, "sqlite_errorname", "") or ""
    text = clean_text(str(error), 200)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return f"the store cannot grow ({text}): make room; recorded games are safe; the same command resumes the run"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"the store is locked by another program ({text}): end it or wait for it, and try again"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"the store is {damaged(text)}"
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
        return f"the store cannot be written to ({text}): make it and its folder writable for this user"
    return f"the store: {text}"
