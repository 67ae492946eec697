"""The bots in a folder: NAME.py files, folders with a main.py, zip archives of such folders, and NAME.wasm modules.

A bot's source is read here, but only the guest parses and compiles it; of a WebAssembly module the structure is
checked. A bot that cannot be read becomes an entry with a problem, and does not affect the others.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from league.bots.archives import MAX_ARCHIVE, read_archive
from league.bots.bounds import (
    MAX_FILE,
    MAX_TOTAL,
    check_file,
    check_name,
    check_seen,
    check_wasm,
    skipped,
)
from league.bots.contents import BotContents, Read, collect
from league.cli.errors import LeagueError, RefusalCode, Refused
from sandbox.clean import clean_text
from sandbox.identity import MODULE, Files, identity
from sandbox.modules.parser import MAX_MODULE

KINDS = {".py", ".wasm", ".zip"}  # suffixes of files in a league's folder that are bots


@dataclass(frozen=True)
class Entry:
    """A bot in a folder."""

    name: str  # the file's stem; printable
    path: Path
    files: Files = ()  # (relative POSIX path, text), sorted; the program is `main.py`, or `main.wasm` with its bytes
    identity: str = ""  # SHA-256 over the files, in hex
    problem: str | None = None  # why it cannot play, in one line
    code: str = ""  # a RefusalCode if its files were refused
    fix: str = ""  # what the author can do about it
    left_out: tuple[str, ...] = ()  # files in its folder or archive that are not part of it, each as `PATH: REASON`


def read_folder(folder: Path) -> list[Entry]:
    """Return all entries of a league's folder, sorted by name.

    Raises:
        LeagueError: the folder is missing or cannot be listed.
    """
    entries = [read_entry(path) for path in paths_in(folder)]
    taken: dict[str, list[str]] = {}
    for entry in entries:
        taken.setdefault(entry.name.casefold(), []).append(clean_text(entry.path.name, 40))
    for i, entry in enumerate(entries):
        rivals = taken[entry.name.casefold()]
        if len(rivals) > 1:
            problem = f"{' and '.join(rivals)} have the same name: keep one of them"
            entries[i] = replace(entry, files=(), identity="", problem=problem)
    return sorted(entries, key=lambda e: (e.name.casefold(), e.path.name))


def paths_in(folder: Path) -> list[Path]:
    """Return the paths of all bots in a league's folder, valid or not. Raises LeagueError as `read_folder` does."""
    try:
        return [path for path in sorted(folder.iterdir()) if not skipped(path.name) and _is_entry(path)]
    except NotADirectoryError:
        raise LeagueError(f"{clean_text(str(folder), 200)} is not a folder") from None
    except FileNotFoundError:
        raise LeagueError(f"{clean_text(str(folder), 200)}: no such folder") from None
    except OSError as error:
        raise LeagueError(f"{clean_text(str(folder), 200)}: {error.strerror}") from None


def stem_of(path: Path) -> str:
    """Return the name of a bot: the stem of its file or folder."""
    return path.stem if _suffix(path) in KINDS else path.name


def _suffix(path: Path) -> str:
    """Return a file's suffix in lower case, as some systems write `BOT.PY`."""
    return path.suffix.lower()


def read_entry(path: Path) -> Entry:
    """Read one bot: NAME.py, a folder or zip with main.py, or NAME.wasm; if it is invalid, `problem` says why."""
    stem = stem_of(path)
    name = clean_text(stem, 40)
    try:
        folder = stat.S_ISDIR(_kind(path))
        if not folder and _suffix(path) not in KINDS:
            raise Refused(
                RefusalCode.KIND,
                "a bot is a .py file, a folder or zip with main.py, or a .wasm module",
                "provide it in one of these forms",
            )
        check_name(stem)
        if folder:
            found = _read_tree(path)
        elif _suffix(path) == ".py":
            found = BotContents((("main.py", check_file(_read(path, MAX_FILE), MAX_TOTAL)),))
        elif _suffix(path) == ".zip":
            found = read_archive(_read(path, MAX_ARCHIVE))
        else:
            found = BotContents(((MODULE, check_wasm(_read(path, MAX_MODULE))),))
    except Refused as refused:
        return Entry(name, path, problem=clean_text(str(refused), 200), code=refused.code, fix=refused.fix)
    except OSError as error:
        return Entry(
            name, path, problem=f"cannot be read: {error.strerror}", code=RefusalCode.READ, fix="make it readable"
        )
    return Entry(name, path, found.files, identity(found.files), left_out=found.left_out)


def _is_entry(path: Path) -> bool:
    """Return whether something in a league's folder is meant as a bot, unlike a readme or a folder of pictures."""
    if _suffix(path) in KINDS:
        return True
    try:
        return path.is_dir() and any(p.suffix == ".py" for p in path.iterdir())
    except OSError:
        return True


def _kind(path: Path) -> int:
    """Return the mode bits of a file or folder; raise Refused for a symbolic link."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise Refused(RefusalCode.LINK, f"{path.name} is a symbolic link", "put the file itself there")
    return mode


def _read_tree(folder: Path) -> BotContents:
    """Read what a bot's folder has of it."""
    found: list[tuple[str, Read]] = []
    seen = 0
    waiting = [("", folder)]
    while waiting:
        prefix, directory = waiting.pop()
        for path in directory.iterdir():
            seen += 1
            check_seen(seen)
            if skipped(path.name):
                continue
            inside = prefix + path.name
            if path.is_symlink() and path.suffix != ".py" and not path.is_dir():
                found.append((inside, partial(_refuse_link, inside)))
            elif stat.S_ISDIR(_kind(path)):
                waiting.append((inside + "/", path))
            else:
                found.append((inside, partial(_read, path, MAX_FILE, inside)))
    return collect(found)


def _refuse_link(inside: str) -> bytes:
    raise Refused(RefusalCode.LINK, f"{inside}: a symbolic link", "put the file itself there")


def _read(path: Path, limit: int, inside: str = "") -> bytes:
    """Read at most `limit` + 1 bytes of a regular file, so that the caller can tell whether it is longer."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not stat.S_ISREG(_kind(path)):
        raise Refused(RefusalCode.KIND, f"{inside}: not a regular file".removeprefix(": "), "put a plain file there")
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(limit + 1)
