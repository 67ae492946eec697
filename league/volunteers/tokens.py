"""Tokens of volunteers: random texts, of which the host's file has only the SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from league.cli.errors import LeagueError
from league.match.files import read_start, sync_folder, write_whole
from sandbox.clean import clean_text

BYTES = 32  # random bytes of a token
MAX_FILE = 1 << 20  # bytes of a file of volunteers
_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]{0,31}")
_TOKEN = re.compile("[A-Za-z0-9_-]{22,200}")  # 22 characters have 128 bits
_HASH = re.compile("[0-9a-f]{64}")
_HEAD = """\
# The volunteers of a league, and the SHA-256 of their tokens: see docs/volunteers.md.
# `league volunteers FILE --add NAME` makes a token; a running `league serve` reads changes of this file.
[volunteers]
"""


def new_token() -> str:
    """Return a new token."""
    return secrets.token_urlsafe(BYTES)


def hash_token(token: str) -> str:
    """Return the SHA-256 (hex) of a token; it needs no salt, since a token cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Return whether a text has the form of a token, and enough characters for one."""
    return _TOKEN.fullmatch(text) is not None


def read_token(path: Path) -> str:
    """Return the token in a file.

    Raises:
        LeagueError: it cannot be read, has no token, or users other than its owner may read it.
    """
    shown = clean_text(str(path), 200)
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise LeagueError(f"{shown}: other users can read it (mode {mode:o}); run chmod 600 {shown}")
            text = file.read(1000).decode(errors="replace").strip()
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    if not is_token(text):
        raise LeagueError(f"{shown}: not a token as `league volunteers` prints it")
    return text


def read_volunteers(path: Path) -> dict[str, str]:
    """Return the SHA-256 (hex) of the volunteers' tokens, by their names. Raises LeagueError."""
    shown = clean_text(str(path), 200)
    try:
        data = read_start(path, MAX_FILE + 1)
    except FileNotFoundError:
        raise LeagueError(f"{shown}: no such file; `league volunteers {shown} --add NAME` makes it") from None
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    if len(data) > MAX_FILE:
        raise LeagueError(f"{shown}: a file of volunteers has at most {MAX_FILE:,} bytes")
    try:
        found = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise LeagueError(f"{shown}: not TOML: {clean_text(str(error), 200)}") from None
    volunteers = found.get("volunteers")
    if not isinstance(volunteers, dict) or len(found) > 1:
        raise LeagueError(f"{shown}: expected one table, [volunteers]")
    for name, value in volunteers.items():
        if not _NAME.fullmatch(name):
            raise LeagueError(f"{shown}: {clean_text(name, 40)!r} is not a name: {_NAMES}")
        if not isinstance(value, str) or not _HASH.fullmatch(value):
            raise LeagueError(f"{shown}: {name} has no SHA-256 in 64 digits, as `league volunteers` writes it")
    if len(set(volunteers.values())) < len(volunteers):
        raise LeagueError(f"{shown}: two volunteers have the same token")
    return volunteers


_NAMES = "1 to 32 letters, digits, - and _, the first a letter"


def add_volunteer(path: Path, name: str) -> str:
    """Add a volunteer to a file, created if missing, and return the new token.

    Raises:
        LeagueError: the name is not possible or known already, or the file cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise LeagueError(f"{clean_text(name, 40)!r} is not a name: {_NAMES}")
    volunteers = read_volunteers(path) if path.exists() else {}
    if name.casefold() in map(str.casefold, volunteers):
        raise LeagueError(f"{clean_text(str(path), 200)} has {name} already; --remove {name} first for a new token")
    token = new_token()
    _write(path, {**volunteers, name: hash_token(token)})
    return token


def remove_volunteer(path: Path, name: str) -> None:
    """Remove a volunteer, whose token is refused from then on. Raises LeagueError."""
    volunteers = read_volunteers(path)
    if name not in volunteers:
        raise LeagueError(f"{clean_text(str(path), 200)}: no volunteer {clean_text(name, 40)!r}")
    _write(path, {known: value for known, value in volunteers.items() if known != name})


def _write(path: Path, volunteers: dict[str, str]) -> None:
    lines = [f'{name} = "{value}"\n' for name, value in sorted(volunteers.items())]
    try:
        write_whole(path, (_HEAD + "".join(lines)).encode())
        sync_folder(path.parent)
    except OSError as error:
        raise LeagueError(f"{clean_text(str(path), 200)}: {error.strerror}") from None


@dataclass
class Roll:
    """The volunteers of a file, which is read again when it changes."""

    path: Path
    _known: dict[str, str] = field(init=False)  # hash by name
    _stamp: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Read the file. Raises LeagueError."""
        self._stamp = self._stamped()
        self._known = read_volunteers(self.path)

    def find(self, token: str) -> tuple[str, str] | None:
        """Return the name and the hash of the volunteer with a token, in a time that tells nothing of the others'."""
        self._refresh()
        own, found = hash_token(token), None
        for name, known in self._known.items():
            if hmac.compare_digest(known, own):
                found = (name, known)
        return found

    def token(self, name: str) -> str | None:
        """Return the SHA-256 (hex) of a volunteer's token, or None if there is no such volunteer."""
        self._refresh()
        return self._known.get(name)

    def _refresh(self) -> None:
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._known = read_volunteers(self.path)
        except LeagueError as error:
            print(f"warning: {error}; the volunteers known before stay", file=sys.stderr)

    def _stamped(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size
