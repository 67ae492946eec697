"""Bots as zip archives; the central directory is not trusted, and nothing is unpacked to disk.

The checks refuse what is known to do harm: archives of 0.4 MB that take 813 MB to read, entries that overlap or share a
name, names that contain a NUL or leave the folder, links, and files that are valid in two formats at once.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from league.bots.bounds import MAX_FILE, check_seen, skipped
from league.bots.contents import BotContents, collect
from league.cli.errors import RefusalCode, Refused
from sandbox.identity import Files

MAX_ARCHIVE = 1024 * 1024  # bytes
_FIRST = b"PK\x03\x04"  # a local header
_LOCAL = struct.Struct("<4s22xHH")  # signature, lengths of the name and of the extra field
_END = struct.Struct("<4s6xHII")  # end of the central directory: signature, entries, size and offset of the directory
_EXTRA = struct.Struct("<HH")  # of an extra field: its kind, and the bytes that follow
_UNICODE_PATH = 0x7075  # an extra field that names the entry again: zipfile obeys it from Python 3.12 on
_END_SIZE = 22  # bytes, without a comment
_FIX = "make it with `zip -r NAME.zip .` in the bot's folder"


def read_zip(data: bytes) -> Files:
    """Return the files of a bot in an archive, as `read_archive` does."""
    return read_archive(data).files


def read_archive(data: bytes) -> BotContents:
    """Return what an archive has of a bot, without a top-level folder that all its .py files are in.

    Args:
        data: the archive, or at least enough of it to exceed the size limit.

    Raises:
        Refused: the archive is not acceptable.
    """
    if len(data) > MAX_ARCHIVE:
        raise Refused(
            RefusalCode.SIZE, f"an archive of more than {MAX_ARCHIVE // 1024} KB", "leave out what the bot doesn't need"
        )
    _check_ends(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive, data)
            return collect([(path, partial(_content, archive, info)) for path, info in entries])
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        ValueError,
        EOFError,
        OSError,
        IndexError,
    ):
        raise Refused(RefusalCode.ARCHIVE, "the archive is damaged", _FIX) from None


def write_zip(files: Files) -> bytes:
    """Return an archive of these files; its bytes depend only on the files and the version of zlib."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            info = zipfile.ZipInfo(path)  # dated 1980, readable by all
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def _check_ends(data: bytes) -> None:
    """Raise Refused unless the data is one archive, with nothing before or after it and not too many entries."""
    if not data.startswith(_FIRST):
        raise Refused(RefusalCode.ARCHIVE, "not a zip archive, or an empty one", _FIX)
    end = data[-_END_SIZE:]
    if len(data) < _END_SIZE or end[:4] != b"PK\x05\x06":
        raise Refused(RefusalCode.ARCHIVE, "the archive is truncated, has a comment, or has data after it", _FIX)
    _, entries, size, start = _END.unpack_from(end)
    check_seen(entries)
    if start + size + _END_SIZE != len(data):
        raise Refused(RefusalCode.ARCHIVE, "the archive does not start where its directory says", _FIX)


def _entries(archive: zipfile.ZipFile, data: bytes) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the files with their paths in the bot, after a check of every entry."""
    infos = archive.infolist()
    check_seen(len(infos))
    names: set[str] = set()
    for info in infos:
        _check_entry(info)
        name = info.filename.rstrip("/").casefold()
        if name in names:
            raise Refused(RefusalCode.ARCHIVE, f"{_shown(info)} is in the archive twice", "keep one of them")
        names.add(name)
    _check_places(infos, archive.start_dir, data)
    found = []
    for info in infos:
        parts = info.filename.rstrip("/").split("/")
        if not info.is_dir() and not any(map(skipped, parts)):
            found.append((info.filename, info))
    return _without_folder(found)


def _check_entry(info: zipfile.ZipInfo) -> None:
    """Raise Refused for names and kinds of entries that a bot does not need."""
    name = info.orig_filename  # as stored: `filename` ends at a NUL
    if "\0" in name or "\\" in name or ":" in name or not name.isprintable():
        raise Refused(
            RefusalCode.PATH, f"{_shown(info)}: invalid name", "name files and folders as Python modules are named"
        )
    if name.startswith("/") or ".." in name.split("/"):
        raise Refused(RefusalCode.PATH, f"{_shown(info)} leads out of the archive", _FIX)
    if _UNICODE_PATH in _extra_kinds(info.extra):
        raise Refused(RefusalCode.PATH, f"{_shown(info)} has a second name", "name files and folders in ASCII letters")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise Refused(RefusalCode.LINK, f"{_shown(info)} is a symbolic link", "put the file itself there")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(RefusalCode.KIND, f"{_shown(info)} is not a regular file", "put a plain file there")
    if info.flag_bits & 0x2041:
        raise Refused(RefusalCode.ARCHIVE, f"{_shown(info)} is encrypted", "make the archive without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(RefusalCode.ARCHIVE, f"{_shown(info)} is neither stored nor deflated", _FIX)


def _extra_kinds(extra: bytes) -> Iterator[int]:
    """Yield the kinds of an entry's extra fields."""
    at = 0
    while at + _EXTRA.size <= len(extra):
        kind, size = _EXTRA.unpack_from(extra, at)
        yield kind
        at += _EXTRA.size + size


def _check_places(infos: list[zipfile.ZipInfo], directory: int, data: bytes) -> None:
    """Raise Refused unless the entries follow one another from the first byte, without overlap."""
    free = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        signature, name, extra = _LOCAL.unpack_from(data, info.header_offset)
        if info.header_offset < free or signature != _FIRST or (free == 0 and info.header_offset != 0):
            raise Refused(RefusalCode.ARCHIVE, f"{_shown(info)} overlaps another entry", _FIX)
        free = info.header_offset + _LOCAL.size + name + extra + info.compress_size
    if free > directory:
        raise Refused(RefusalCode.ARCHIVE, "an entry overlaps the directory", _FIX)


def _without_folder(found: list[tuple[str, zipfile.ZipInfo]]) -> list[tuple[str, zipfile.ZipInfo]]:
    """Strip the folder if all .py files are in a single one; what is beside it is left out by its path."""
    modules = [path for path, _ in found if path.endswith(".py")]
    heads = {path.split("/")[0] for path in modules}
    if len(heads) == 1 and all("/" in path for path in modules):
        start = f"{heads.pop()}/"
        return [(path.removeprefix(start) if path.startswith(start) else f"../{path}", info) for path, info in found]
    return found


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        return file.read(MAX_FILE + 1)


def _shown(info: zipfile.ZipInfo) -> str:
    return repr(info.orig_filename)[:60]
