"""Errors of this machine, not of a program: wasmtime reports them as errors of the call that met them."""

from __future__ import annotations

import errno
import math
import os
import re

from sandbox.fault import HostTrouble

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

RESERVED = 4.3  # GB of address space that wasmtime reserves for one bot
_OS_ERROR = re.compile(r"\(os error (\d+)\)$")  # the end of a message; no name that a program chose stands there


def trouble_of(text: str) -> HostTrouble | None:
    """Return what an error message of wasmtime says about this machine; None if it is about the program."""
    found = _OS_ERROR.search(text.strip())
    return host_trouble(int(found[1])) if found else None


def address_space() -> float:
    """Return the address space that this process may map, in bytes."""
    if resource is None:
        return math.inf
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if limit == resource.RLIM_INFINITY else limit


def host_trouble(number: int) -> HostTrouble:
    """Return the trouble for an `errno`, with what to raise."""
    what = f"this machine refused a bot's sandbox ({os.strerror(number)})"
    if number in (errno.EMFILE, errno.ENFILE):
        return HostTrouble(f"{what}: allow more open files (`ulimit -n`)")
    if number == errno.ENOSPC:
        return HostTrouble(f"{what}: make room on its disk")
    if number != errno.ENOMEM:
        return HostTrouble(what)
    if address_space() == math.inf:
        return HostTrouble(f"{what}: free memory, or play fewer matches at once")
    return HostTrouble(
        f"{what}: this process may map {address_space() / 1e9:.1f} GB, and each bot of a batch needs {RESERVED:g} GB:"
        " raise `ulimit -v`"
    )
