"""Restriction of a process to some files (landlock), by the three system calls of Linux."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # numbers on all processors
_VERSION = 1  # flag of landlock_create_ruleset(2)
_PATH_BENEATH = 1  # type of a rule

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << bit for bit in range(6))
_MAKE_DIR, _MAKE_FILE, _TRUNCATE = 1 << 7, 1 << 8, 1 << 14
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _TRUNCATE
_OF_FILES = _EXECUTE | _READ_FILE | _WRITE_FILE | _TRUNCATE  # rights that apply to a file
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # number of rights to files by version, 16 in later ones
_TCP, _SCOPES = 0b11, 0b11  # bind and connect; abstract sockets and signals of processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # which Python 3.14 wants to be named where fields are packed
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """Return the version that the kernel offers; 0 if none."""
    return max(_call(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION), 0) if sys.platform == "linux" else 0


def restrict_files(read: Iterable[Path], write: Iterable[Path], names: Iterable[Path] = ()) -> bool:
    """Deny this thread, and those that it starts, all files but some, irrevocably. Return whether that succeeded.

    Also denied are TCP (version 4 or later) and signals to processes outside (6). Metadata stays readable.

    Args:
        read: files and folders that may be read and executed.
        write: those that may be read and written.
        names: folders of which only the names of files may be read, also further down.

    Paths that do not exist are skipped.
    """
    offered = version()
    if not offered:
        return False
    handled = (1 << _RIGHTS.get(offered, 16)) - 1
    asked = _Ruleset(handled, _TCP if offered >= 4 else 0, _SCOPES if offered >= 6 else 0)
    rules = _call(_CREATE_RULESET, ctypes.byref(asked), ctypes.c_size_t(ctypes.sizeof(asked)), 0)
    if rules < 0:
        return False
    try:
        for paths, rights in ((read, _READ), (write, _WRITE), (names, _READ_DIR)):
            for path in paths:
                _allow(rules, path, rights & handled)
        return _call(_RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            rights &= _OF_FILES
        _call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(_PathBeneath(rights, handle)), 0)
    finally:
        os.close(handle)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None).syscall(number, *arguments))
