"""Restoring of a backup, whose archive is not trusted."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from league.cli.errors import LeagueError
from league.match.files import sync_folder
from league.storage.backup.manifest import (
    CONTENT,
    MANIFEST,
    MAX_FILES,
    MAX_MANIFEST,
    STATES,
    STORE,
    BackedUp,
    Manifest,
    describe,
    parse,
)
from league.storage.sqlite.schema import OldStore, connect
from league.storage.sqlite.snapshots import check
from sandbox.clean import clean_text

BLOCK = 1 << 20  # bytes
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, IndexError, RuntimeError)
Told = Callable[[int, int], None]  # of the files done, and of how many


def read_manifest(archive: Path) -> Manifest:
    """Return the manifest of a backup. Raises LeagueError unless it names all other files of the archive."""
    shown = clean_text(str(archive), 200)
    if archive.exists() and not archive.is_file():
        raise LeagueError(f"{shown}: not a regular file")
    try:
        with zipfile.ZipFile(archive) as source:
            infos = source.infolist()
            if len(infos) > MAX_FILES + 1:
                raise LeagueError(f"more than {MAX_FILES} files")
            names = {info.orig_filename: info for info in infos}
            found = names.pop(MANIFEST, None)
            if found is None:
                raise LeagueError("not a backup: it has no manifest")
            if found.file_size > MAX_MANIFEST:
                raise LeagueError("its manifest is too long")
            with source.open(found) as content:
                manifest = parse(content.read(MAX_MANIFEST))
            if len(infos) != len(manifest.files) + 1 or {CONTENT + file.path for file in manifest.files} != set(names):
                raise LeagueError("its manifest names other files than it has")
            for file in manifest.files:
                _check_entry(names[CONTENT + file.path], file)
    except LeagueError as error:
        raise LeagueError(f"{shown}: {error}") from None
    except _DAMAGE as error:
        raise LeagueError(f"{shown}: {describe(error)}") from None
    return manifest


def _check_entry(info: zipfile.ZipInfo, file: BackedUp) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or info.flag_bits & 0x2041 or info.filename != info.orig_filename:
        raise LeagueError(f"a backup has no file {file.path[:100]!r}: not a regular one, or encrypted")
    if info.file_size != file.size:
        raise LeagueError(f"{file.path[:100]!r} has another size than in the manifest")


def verified(archive: Path, manifest: Manifest) -> Iterator[tuple[BackedUp, Iterator[bytes]]]:
    """Yield each file with its content in blocks; the last raises LeagueError unless size and SHA-256 are right."""
    with zipfile.ZipFile(archive) as source:
        for file in manifest.files:
            content = _blocks(source, file, clean_text(str(archive), 200))
            yield file, content
            for _ in content:  # what the caller did not read is verified too
                pass


def _blocks(source: zipfile.ZipFile, file: BackedUp, shown: str) -> Iterator[bytes]:
    sha256, left = hashlib.sha256(), file.size
    try:
        with source.open(CONTENT + file.path) as content:
            while block := content.read(min(BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    break
                sha256.update(block)
                yield block
    except _DAMAGE as error:
        raise LeagueError(f"{shown}: {describe(error)}") from None
    if left or sha256.hexdigest() != file.sha256:
        raise LeagueError(f"{shown}: {file.path[:100]!r} is damaged: its SHA-256 is not that of the manifest")


def restore_backup(archive: Path, folder: Path, tell: Told) -> Manifest:
    """Restore a backup to a folder, which is missing or empty: all of it, or nothing.

    Everything is written and checked in a folder beside it, which is then renamed.

    Raises:
        LeagueError: the archive is no backup or damaged, the folder is not empty, or the disk has too little space.
        OSError: a file cannot be written.
    """
    place = folder.resolve()
    shown = clean_text(str(folder), 200)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise LeagueError(f"{shown} is not an empty folder: name a new one")
    if not place.parent.is_dir():
        raise LeagueError(f"{clean_text(str(place.parent), 200)}: no such folder")
    manifest = read_manifest(archive)
    free = shutil.disk_usage(place.parent).free
    if manifest.size > free:
        raise LeagueError(f"{shown}: the backup takes {manifest.size:,} bytes, and the disk has {free:,}: make room")
    staging = Path(mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        for number, (file, blocks) in enumerate(verified(archive, manifest), 1):
            _write(staging / file.path, blocks, 0o600 if file.path in (STORE, *STATES) else 0o666)
            tell(number, len(manifest.files))
        _check_databases(staging, archive)
        if hasattr(os, "sync"):
            os.sync()  # thousands of files at once
        umask = os.umask(0)
        os.umask(umask)
        staging.chmod(0o777 & ~umask)
        staging.rename(place)
        sync_folder(place.parent)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return manifest


def _write(path: Path, blocks: Iterator[bytes], mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        for block in blocks:
            out.write(block)


def _check_databases(staging: Path, archive: Path) -> None:
    """Raise LeagueError unless the store is one that this version can open, and both databases are whole."""
    for name in (STORE, *STATES):
        path = staging / name
        if path.exists():
            check(path, archive / name)
    with suppress(OldStore):  # the next run migrates it
        connect(staging / STORE, create=False, called=archive / STORE).close()
    for name in (STORE, *STATES):
        for suffix in ("-wal", "-shm", "-journal"):
            (staging / f"{name}{suffix}").unlink(missing_ok=True)
