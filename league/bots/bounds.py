"""Limits on the files of a bot: names, sizes, encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from league.cli.errors import RefusalCode, Refused
from sandbox.limits import Limits
from sandbox.modules.parser import BadModule, check_module

MAX_FILES = 64  # .py files of one bot
DATA = (".json", ".txt", ".csv")  # suffixes of data files
MAX_DATA = 64  # data files of one bot
MAX_FILE = 256 * 1024  # bytes
MAX_TOTAL = 1024 * 1024  # bytes
MAX_SEEN = 1000  # maximum number of files and folders in one bot's folder or archive
MAX_DEPTH = 8

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,23}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")  # component of a path inside a bot
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}  # on Windows
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263, in one of the first two lines
_UTF8 = {"utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii"}


def check_name(name: str) -> None:
    """Raise Refused unless the name is valid for a bot."""
    if not NAME.fullmatch(name):
        raise Refused(
            RefusalCode.NAME,
            "a name is 2 to 24 of A-Z a-z 0-9 _ -, starting with a letter",
            "rename the file: its stem is the name",
        )
    if name.lower() in _DEVICES:
        raise Refused(RefusalCode.NAME, f"{name} is the name of a device on Windows", "choose another name")


def skipped(name: str) -> bool:
    """Return whether a file or folder of this name is never part of a bot."""
    return name.startswith(".") or name in ("__pycache__", "__MACOSX")


def check_path(inside: str) -> None:
    """Raise Refused unless a bot may contain this relative path, with parts separated by `/`."""
    parts = inside.split("/")
    if not all(_PART.fullmatch(part) for part in [*parts[:-1], parts[-1].removesuffix(".py")]):
        raise Refused(RefusalCode.PATH, f"{inside}: invalid name", "name files and folders as Python modules are named")
    if len(parts) > MAX_DEPTH:
        raise Refused(RefusalCode.PATH, f"{inside}: folders deeper than {MAX_DEPTH}", "put files higher up")


def check_file(data: bytes, left: int, inside: str = "") -> str:
    """Return the text of a file, without a byte order mark.

    Args:
        data: its content, or at least enough of it to exceed the size limit.
        left: bytes that remain of the limit for the whole bot.
        inside: its path in the bot, for messages; "" for a bot of one file.

    Raises:
        Refused: it is too large, not UTF-8, or declares another encoding.
    """
    where = f"{inside}: " if inside else ""
    if len(data) > MAX_FILE:
        raise Refused(RefusalCode.SIZE, f"{where}more than {MAX_FILE // 1024} KB", "make it shorter, or split it")
    if len(data) > left:
        raise Refused(
            RefusalCode.SIZE, f"more than {MAX_TOTAL // 1024} KB in all", "leave out what the bot does not need"
        )
    for line in data.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie and cookie[1].decode("ascii", "replace").lower().replace("_", "-") not in _UTF8:
            shown = cookie[1].decode("ascii", "replace")[:20]
            raise Refused(RefusalCode.ENCODING, f"{where}declares the encoding {shown}, not UTF-8", "save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(RefusalCode.ENCODING, f"{where}not UTF-8 text (byte {error.start})", "save it as UTF-8") from None


def check_data(data: bytes, left: int, inside: str) -> str:
    """Return the text of a data file as `check_file` does; raise Refused also if its name is invalid."""
    check_path(inside.removesuffix(suffix_of(inside)))
    return check_file(data, left, inside)


def suffix_of(inside: str) -> str:
    """Return the suffix of a data file, or "" for another file."""
    return next((suffix for suffix in DATA if inside.endswith(suffix)), "")


def check_wasm(data: bytes) -> bytes:
    """Return `data` if it is a valid WebAssembly module within the limits, else raise Refused."""
    try:
        check_module(data, Limits().module_memory)  # its limits include the size
    except BadModule as bad:
        raise Refused(RefusalCode.MODULE, str(bad), "docs/other-languages.md says what a module may be") from None
    return data


def check_count(paths: Iterable[str]) -> None:
    """Raise Refused unless these are the .py files of a bot."""
    found = list(paths)
    if "main.py" not in found:
        raise Refused(RefusalCode.MAIN, "no main.py in it", "call the file that has tick(ship) main.py, at the top")
    if len(found) > MAX_FILES:
        raise Refused(RefusalCode.COUNT, f"more than {MAX_FILES} .py files", "leave out what the bot does not need")


def check_seen(seen: int) -> None:
    """Raise Refused if a bot has too many files and folders, of any kind."""
    if seen > MAX_SEEN:
        raise Refused(
            RefusalCode.COUNT, f"more than {MAX_SEEN} files and folders", "leave out what the bot does not need"
        )
