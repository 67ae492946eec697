"""Making of a backup while others write to the league."""

from __future__ import annotations

import hashlib
import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import league
from league.bots.bounds import skipped
from league.bots.roster import paths_in
from league.cli.errors import LeagueError
from league.logs.files import DEBUG, is_packed, pack_with
from league.match.files import sync_folder
from league.storage.backup.manifest import CONTENT, MANIFEST, MAX_FILES, STATES, STORE, BackedUp, Manifest, is_safe
from league.storage.backup.restoring import read_manifest, verified
from league.storage.locks import admission_lock
from league.storage.sqlite.snapshots import snapshot, store_facts
from sandbox.clean import clean_text

BLOCK = 1 << 20  # bytes
Told = Callable[[int, int], None]  # of the files done, and of how many


@dataclass(frozen=True)
class Made:
    """A backup that has been made.

    Attributes:
        left_out: what of the league is not in it, and why.
        logs: how many are in it, each a file or in a pack.
        deleted: logs that --keep-logs had deleted.
    """

    manifest: Manifest
    left_out: list[str]
    logs: int
    deleted: int


def make_backup(folder: Path, store: Path, file: Path, tell: Told) -> Made:
    """Write a backup of the league in a folder to a new file, and check it there before it gets its name.

    The store is copied first and as of one moment: the logs of the games that it has are complete already. Submissions
    wait meanwhile, so that the bots are those of the store.

    Raises:
        LeagueError: the store is missing or damaged, the file is there already, or it would be taken for a bot.
        OSError: a file cannot be read or written.
    """
    shown = clean_text(str(file), 200)
    if not store.is_file():
        raise LeagueError(f"{clean_text(str(store), 200)}: no league has been run here")
    if os.path.lexists(file):
        raise LeagueError(f"{shown} is there already: name a new file")
    if not file.parent.is_dir():
        raise LeagueError(f"{clean_text(str(file.parent), 200)}: no such folder")
    if file.parent.resolve().is_relative_to(folder.resolve()):
        raise LeagueError(f"{shown} is in the league's folder, where it would be taken for a bot: write it elsewhere")
    with TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent, ignore_cleanup_errors=True) as name:
        archive = Path(name) / "backup"
        made = _write(folder, store, archive, Path(name), tell)
        for _ in verified(archive, read_manifest(archive)):
            pass
        _give_name(archive, file)
        sync_folder(file.parent)
    return made


def _give_name(archive: Path, file: Path) -> None:
    """Give a complete archive its name. Raises FileExistsError, where the file system has hard links."""
    try:
        os.link(archive, file)
    except FileExistsError:
        raise
    except OSError:
        archive.replace(file)


def _write(folder: Path, store: Path, archive: Path, temporary: Path, tell: Told) -> Made:
    """Write the archive, which only its owner can read, as the store."""
    left_out: list[str] = []
    files: list[BackedUp] = []
    deleted = 0
    with (
        os.fdopen(os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        with admission_lock(store) if os.access(store.parent, os.W_OK) else nullcontext():
            # Before the store: no state is then about what the store lacks. The host's first: what it has reported,
            # Discord's then has.
            for name in map(_name, STATES):
                if store.with_name(name).is_file():
                    snapshot(store.with_name(name), temporary / name)
            snapshot(store, temporary / "store")
            bots = list(_bot_files(folder, left_out))
            for path, inside in bots:
                _add(target, path, inside, files)
        games, logs = store_facts(temporary / "store", store)
        _add(target, temporary / "store", STORE, files)
        for state in STATES:
            if (temporary / _name(state)).is_file():
                _add(target, temporary / _name(state), state, files)
        done = len(files)
        elsewhere = 0
        packs: set[Path] = set()
        for number, log in enumerate(logs, 1):
            inside = f".league/{log}"
            if not is_safe(inside):
                elsewhere += 1
                continue
            pack = pack_with(store.parent / log)
            if pack is None and not is_packed(store.parent / log):
                try:
                    _add(target, store.parent / log, inside, files)
                except FileNotFoundError:
                    deleted += 1
                with suppress(FileNotFoundError):  # of older leagues, or without sidecars
                    sidecar = str(Path(inside).with_suffix(DEBUG))
                    _add(target, (store.parent / log).with_suffix(DEBUG), sidecar, files)
            elif pack is None:
                deleted += 1
            elif pack not in packs:
                packs.add(pack)
                _add(target, pack, f".league/{pack.relative_to(store.parent).as_posix()}", files)
            tell(done + number, done + len(logs))
        if elsewhere:
            left_out.append(f"{elsewhere} logs that are in another folder (--logs): copy that folder too")
        if len(files) > MAX_FILES:
            raise LeagueError(f"a backup has at most {MAX_FILES} files: delete old logs, with `league run --keep-logs`")
        manifest = Manifest(league.__version__, int(time.time()), games, tuple(files))
        target.writestr(MANIFEST, manifest.encode())
    with archive.open("rb") as written:
        os.fsync(written.fileno())
    return Made(manifest, left_out, len(logs) - elsewhere - deleted, deleted)


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _bot_files(folder: Path, left_out: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield the files of all bots in a league's folder, valid or not, with their paths there."""
    waiting = paths_in(folder)[::-1]
    while waiting:
        path = waiting.pop()
        inside = path.relative_to(folder).as_posix()
        kind = path.lstat().st_mode
        if stat.S_ISDIR(kind):
            waiting += sorted((each for each in path.iterdir() if not skipped(each.name)), reverse=True)
        elif not stat.S_ISREG(kind):
            left_out.append(f"{clean_text(inside, 100)}: not a regular file")
        elif not is_safe(inside):
            left_out.append(f"{clean_text(inside, 100)}: no name that a bot may have")
        else:
            yield path, inside


def _add(target: zipfile.ZipFile, path: Path, inside: str, files: list[BackedUp]) -> None:
    """Add a regular file to an archive. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as source:
        state = os.fstat(source.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise LeagueError(f"{clean_text(str(path), 200)}: not a regular file")
        info = zipfile.ZipInfo(CONTENT + inside)  # dated 1980: equal files, equal bytes
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
        info.file_size = state.st_size  # which decides about ZIP64
        sha256, size = hashlib.sha256(), 0
        with target.open(info, "w") as out:
            while block := source.read(BLOCK):
                out.write(block)
                sha256.update(block)
                size += len(block)
    files.append(BackedUp(inside, size, sha256.hexdigest()))
