"""The bots in a folder: NAME.py files, folders with a main.py, and NAME.wasm modules.

A bot's text is read, never parsed or compiled: the guest does that. Of a module its outline is looked at. What cannot
be read is an entry with a problem, and stops nobody else.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from league.errors import LeagueError
from sandbox.clean import clean_text
from sandbox.identity import MODULE, Files, identity
from sandbox.limits import Limits
from sandbox.wasm import MAX_MODULE, BadModule, check_module

MAX_FILES = 64  # .py files of one bot
MAX_FILE = 256 * 1024  # bytes
MAX_TOTAL = 1024 * 1024  # bytes
MAX_SEEN = 1000  # directory entries looked at in one bot's folder
MAX_DEPTH = 8

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,23}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")  # of a path inside a bot's folder
_KINDS = {".py", ".wasm", ".zip"}  # of files in a league's folder that are meant as bots


@dataclass(frozen=True)
class Entry:
    """A bot as it stands in a folder."""

    name: str  # the file's stem; printable
    path: Path
    files: Files = ()  # (relative posix path, text), sorted; `main.py` is the program. Or `main.wasm` with its bytes
    identity: str = ""  # SHA-256 over the files, in hex
    problem: str | None = None  # why it cannot play, one line


class _Refused(Exception):
    """Why an entry cannot play."""


def read_folder(folder: Path) -> list[Entry]:
    """All entries of a league's folder, by name.

    Raises:
        LeagueError: the folder is missing or cannot be listed.
    """
    try:
        paths = sorted(p for p in folder.iterdir() if not _skipped(p.name))
    except NotADirectoryError:
        raise LeagueError(f"{clean_text(str(folder), 200)} is not a folder") from None
    except FileNotFoundError:
        raise LeagueError(f"{clean_text(str(folder), 200)}: no such folder") from None
    except OSError as error:
        raise LeagueError(f"{clean_text(str(folder), 200)}: {error.strerror}") from None
    entries = [read_entry(path) for path in paths if _is_entry(path)]
    taken: dict[str, list[str]] = {}
    for entry in entries:
        taken.setdefault(entry.name.casefold(), []).append(clean_text(entry.path.name, 40))
    for i, entry in enumerate(entries):
        rivals = taken[entry.name.casefold()]
        if len(rivals) > 1:
            problem = f"{' and '.join(rivals)} have one name: keep one of them"
            entries[i] = replace(entry, files=(), identity="", problem=problem)
    return sorted(entries, key=lambda e: (e.name.casefold(), e.path.name))


def read_entry(path: Path) -> Entry:
    """One bot: a NAME.py file, a folder with main.py, or a NAME.wasm module. What is wrong is in its `problem`."""
    stem = path.stem if path.suffix in _KINDS else path.name
    name = clean_text(stem, 40)
    try:
        if not NAME.fullmatch(stem):
            raise _Refused("a name is 2 to 24 of A-Z a-z 0-9 _ -, a letter first")
        mode = _kind(path)
        if stat.S_ISDIR(mode):
            files = _read_tree(path)
        elif path.suffix == ".py":
            files = (("main.py", _read_text(path, MAX_FILE)),)
        elif path.suffix == ".wasm":
            files = ((MODULE, _read_module(path)),)
        else:
            raise _Refused("a bot is a .py file, a folder with main.py, or a .wasm module")
    except (_Refused, BadModule) as refused:
        return Entry(name, path, problem=clean_text(str(refused), 200))
    except OSError as error:
        return Entry(name, path, problem=f"cannot be read: {error.strerror}")
    return Entry(name, path, files, identity(files))


def _skipped(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def _is_entry(path: Path) -> bool:
    """Whether something in a league's folder is meant as a bot; a read-me or a folder of pictures is not."""
    if path.suffix in _KINDS:
        return True
    try:
        return path.is_dir() and any(p.suffix == ".py" for p in path.iterdir())
    except OSError:
        return True


def _kind(path: Path) -> int:
    """The mode bits of a file or folder that is no symbolic link."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise _Refused(f"{path.name} is a symbolic link")
    return mode


def _read_module(path: Path) -> bytes:
    """A module that may be compiled. Raises BadModule too."""
    data = _read_bytes(path, MAX_MODULE)
    check_module(data, Limits().module_memory)  # too long by a byte is among what it refuses
    return data


def _read_tree(folder: Path) -> Files:
    """All .py files below a bot's folder, sorted by relative path."""
    found: list[tuple[str, Path]] = []
    seen = 0
    waiting = [("", folder)]
    while waiting:
        prefix, directory = waiting.pop()
        for path in directory.iterdir():
            seen += 1
            if seen > MAX_SEEN:
                raise _Refused(f"more than {MAX_SEEN} files and folders")
            if _skipped(path.name):
                continue
            inside = prefix + path.name
            is_folder = stat.S_ISDIR(_kind(path))
            if not is_folder and path.suffix != ".py":
                continue
            if not _PART.fullmatch(path.name if is_folder else path.stem):
                raise _Refused(f"{inside}: odd name")
            if is_folder:
                if inside.count("/") + 1 >= MAX_DEPTH:
                    raise _Refused(f"{inside}: folders deeper than {MAX_DEPTH}")
                waiting.append((inside + "/", path))
            else:
                found.append((inside, path))
    if not any(inside == "main.py" for inside, _ in found):
        raise _Refused("no main.py in it")
    if len(found) > MAX_FILES:
        raise _Refused(f"more than {MAX_FILES} .py files")
    files: list[tuple[str, str]] = []
    left = MAX_TOTAL
    for inside, path in sorted(found):
        text = _read_text(path, min(MAX_FILE, left), inside)
        left -= len(text.encode())
        files.append((inside, text))
    return tuple(files)


def _read_text(path: Path, limit: int, inside: str = "") -> str:
    """A regular file's UTF-8 text of at most `limit` bytes, without a byte order mark."""
    where = f"{inside}: " if inside else ""
    data = _read_bytes(path, limit, where)
    if len(data) > limit:
        if limit < MAX_FILE:
            raise _Refused(f"more than {MAX_TOTAL // 1024} KB in all")
        raise _Refused(f"{where}more than {MAX_FILE // 1024} KB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(f"{where}not UTF-8 text (byte {error.start})") from None


def _read_bytes(path: Path, limit: int, where: str = "") -> bytes:
    """A regular file's bytes; one byte more than `limit` where it has more."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not stat.S_ISREG(_kind(path)):
        raise _Refused(f"{where}not a regular file")
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(limit + 1)
