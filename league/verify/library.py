"""Where the programs of logged seats are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from league.bots.roster import read_folder
from league.storage.opening import default_path, reading
from sandbox.identity import Files


class Finder(Protocol):
    """Where programs are found by name and identity."""

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """Return the files of a logged seat, or those of a namesake and why they are not the same."""
        ...


class Library:
    """Finds programs by identity in a folder of bots and its store.

    Args:
        store_at: the store, if it is not the folder's own.

    Raises:
        LeagueError: there is no such folder, or `store_at` does not exist.
    """

    def __init__(self, folder: Path, store_at: Path | None = None) -> None:
        self._store = store_at or default_path(folder)
        if store_at is not None:
            with reading(store_at):
                pass
        self._entries = [entry for entry in read_folder(folder) if not entry.problem]

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """Return the files of a logged seat, or those of a namesake and why they are not the same."""
        for entry in self._entries:
            if entry.identity == identity:
                return entry.files, None
        if files := self._stored(identity):
            return files, None
        namesake = next((entry for entry in self._entries if entry.name == name), None)
        return (namesake.files, "other version") if namesake else (None, "not in the folder")

    def _stored(self, identity: str) -> Files | None:
        if not self._store.is_file():
            return None
        with reading(self._store) as store:
            return store.program(identity)


@dataclass(frozen=True)
class FoundPrograms:
    """What a library has found for the seats of a log, for a process that may not read the library."""

    programs: Mapping[tuple[str, str], tuple[Files | None, str | None]]  # by name and identity

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """Return what the library has returned."""
        return self.programs.get((name, identity), (None, "not in the folder"))
