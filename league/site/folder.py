"""The folder of a site: its files and what they were made from, each written atomically."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from league.cli.errors import LeagueError
from league.storage.cache import read
from league.storage.locks import sole_writer
from sandbox.clean import clean_text

OWN = ".site"  # the folder in it that is not served: the manifest, and facts of games
_MANIFEST = "manifest.json"
_FORM = 1  # of the manifest; a folder with another one is made anew


class SiteFolder:
    """A site's folder, for one build.

    Attributes:
        path: of the folder.
        written: paths of the files that this build has written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: list[str] = []
        self._there = _manifest(path)  # before this build
        self._now: dict[str, Any] = {}

    def is_current(self, name: str, key: str) -> bool:
        """Return whether a file is there, made from what `key` stands for; it stays if so."""
        entry = self._there.get(name)
        if entry is None or entry[0] != key or self._size(name) != entry[1]:
            return False
        self._now[name] = entry
        return True

    def stays(self, name: str) -> bool:
        """Keep a file as it is, whatever it was made from; return False if it is not there."""
        entry = self._there.get(name)
        if entry is None or self._size(name) != entry[1]:
            return False
        self._now[name] = entry
        return True

    def stays_within(self, prefix: str) -> None:
        """Keep the files whose names start with a text."""
        for name in self._there:
            if name.startswith(prefix) and name not in self._now:
                self.stays(name)

    def write(self, name: str, data: bytes, key: str | None = None) -> None:
        """Write a file, unless it is there with this content.

        Args:
            key: stands for what it was made from; by default for its content.
        """
        key = key or hashlib.sha256(data).hexdigest()[:32]
        if self.is_current(name, key):
            return
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
        self._now[name] = [key, len(data)]
        self.written.append(name)

    def save(self) -> None:
        """Record the files so far beside those of before, so that an interrupted build is resumed."""
        self._save({**self._there, **self._now})

    def finish(self) -> list[str]:
        """Remove the files that the site no longer has, and return their names."""
        gone = [name for name in self._there if name not in self._now]
        for name in gone:
            (self.path / name).unlink(missing_ok=True)
            with suppress(OSError):  # not empty
                (self.path / name).parent.rmdir()
        self._save(self._now)
        self._there = dict(self._now)
        return gone

    def private(self, name: str) -> Path:
        """Return the path of a file that is not part of the site."""
        return self.path / OWN / name

    def _save(self, files: dict[str, Any]) -> None:
        _replace(self.private(_MANIFEST), json.dumps({"form": _FORM, "files": files}, indent=0).encode())

    def _size(self, name: str) -> int | None:
        """Return the size of a file, None if it does not exist."""
        try:
            return (self.path / name).stat().st_size
        except OSError:
            return None


@contextmanager
def opened(path: Path) -> Iterator[SiteFolder]:
    """Open the folder of a site, created if missing, for one build at a time.

    Raises:
        LeagueError: it holds other files than a site, it cannot be created, or another process builds it.
    """
    shown = clean_text(str(path), 200)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not (path / OWN / _MANIFEST).is_file() and any(entry.name != OWN for entry in path.iterdir()):
            raise LeagueError(f"{shown}: not empty, and not a site: name a new folder with --out")
        (path / OWN).mkdir(exist_ok=True)
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    with sole_writer(path / OWN, "league site"):
        folder = SiteFolder(path)
        folder.save()
        yield folder


def files_of(path: Path) -> frozenset[str]:
    """Return the names of the files of the site at `path`, all of which may be served."""
    return frozenset(_manifest(path))


def _manifest(path: Path) -> dict[str, Any]:
    """Return the key and the size of each file, by name; nothing if the manifest is missing or damaged."""
    kept = read(path / OWN / _MANIFEST)
    files = kept.get("files") if kept.get("form") == _FORM else None
    if not isinstance(files, dict):
        return {}
    return {name: entry for name, entry in files.items() if _is_inside(name) and _is_entry(entry)}


def _is_inside(name: str) -> bool:
    parts = Path(name).parts
    return bool(parts) and not Path(name).is_absolute() and ".." not in parts and parts[0] != OWN


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, list) and [type(part) for part in entry] == [str, int]


def _replace(path: Path, data: bytes) -> None:
    """Write a file atomically. It is not synced: a site can be made again, and truncated files are noticed."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)  # it might be a link, whose target would be overwritten
    try:
        with temporary.open("xb") as file:
            file.write(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
