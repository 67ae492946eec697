"""The manifest of a backup: which files it has, with their sizes and SHA-256."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from league.cli.errors import LeagueError
from league.logs.files import BIN, DEBUG
from league.logs.layout import SUFFIX

FORMAT = "spacecode backup 1"
MANIFEST = "manifest.json"  # in the archive, after everything else
CONTENT = "league/"  # what the files' names in the archive begin with
STORE = ".league/league.sqlite"
STATES = (".league/host.sqlite", ".league/discord.sqlite")  # of the host and of its bot on Discord, if there are any
MAX_FILES = 2_000_000
MAX_MANIFEST = 512 << 20  # bytes
MAX_PATH = 1000  # characters
MAX_DEPTH = 24
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class BackedUp:
    """A file of a backup; its path is relative to the league's folder."""

    path: str
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True)
class Manifest:
    """What a backup has."""

    release: str  # of spacecode, that made it
    created: int  # s since 1970 UTC
    games: int
    files: tuple[BackedUp, ...]

    def encode(self) -> bytes:
        """Return the manifest as JSON."""
        files = [asdict(file) for file in self.files]
        return json.dumps({"format": FORMAT, **asdict(self), "files": files}, indent=1).encode()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def parse(data: bytes) -> Manifest:
    """Return the manifest in a file. Raises LeagueError if it is none, or names a file that no backup has."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise LeagueError(f"its format is not {FORMAT}: update spacecode")
        files = tuple(BackedUp(*(file[name] for name in ("path", "size", "sha256"))) for file in found["files"])
        manifest = Manifest(str(found["release"])[:40], int(found["created"]), int(found["games"]), files)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise LeagueError("its manifest is damaged") from None
    for file in manifest.files:
        valid = isinstance(file.path, str) and type(file.size) is int and isinstance(file.sha256, str)
        if not (valid and file.size >= 0 and _SHA256.fullmatch(file.sha256)):
            raise LeagueError("its manifest is damaged")
        if not is_safe(file.path):
            raise LeagueError(f"a backup has no file {file.path[:100]!r}")
    names = {file.path for file in manifest.files}
    if len(names) != len(manifest.files):
        raise LeagueError("its manifest names a file twice")
    if STORE not in names:
        raise LeagueError("it has no store")
    return manifest


def is_safe(path: str) -> bool:
    """Return whether a backup may have a file of this relative path: below the folder, and none that hides there."""
    parts = path.split("/")
    if len(path) > MAX_PATH or len(parts) > MAX_DEPTH or not path.isprintable() or "\\" in path or ":" in path:
        return False
    if parts[0] == ".league":
        known = path in (STORE, *STATES) or PurePosixPath(path).suffix in (BIN, DEBUG, SUFFIX)
        return known and len(parts) > 1 and not any(part.startswith(".") or not part for part in parts[1:])
    return not any(part.startswith(".") or not part for part in parts)


def describe(error: BaseException) -> str:
    """Return what is wrong with an archive that cannot be read."""
    return f"not a backup, or damaged ({str(error)[:100]})"
