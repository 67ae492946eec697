"""Where in its code a program was when a call was interrupted: the call is repeated in a new instance, traced."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from sandbox.limits import Limits

_PLACE = re.compile(r"^@([0-9]{1,12}) ([0-9]{1,6}) ([\w./-]{1,600})$", re.ASCII)
NEVER = 10**12  # a number of lines that no call runs
PLACED = {"tick_fuel", "load_fuel", "call_wall", "memory"}  # limits whose faults can have a place
_TICK_FUEL = 300_000_000  # of a traced call: a line takes ten times the fuel that it takes untraced
_LOAD_FUEL = 2_000_000_000


def traced_limits(limits: Limits) -> Limits:
    """Return the limits of a traced call, which writes to standard error all the time."""
    return replace(limits, tick_fuel=_TICK_FUEL, load_fuel=_LOAD_FUEL, host_calls=1 << 20, host_bytes=1 << 26)


def place_of(run: Callable[[int], bytes], precise: bool) -> tuple[str, int] | None:
    """Return the file and line that a call was in when it was interrupted, or None if it was not this time.

    Args:
        run: makes the traced call, in which every line from number N on is reported; returns the end of its output.
        precise: whether the last line matters, not the loop around it.
    """
    found = _last(run(NEVER))
    if found is not None and precise:
        found = _last(run(found[0])) or found
    return None if found is None else found[1:]


def _last(output: bytes) -> tuple[int, str, int] | None:
    for line in reversed(output.decode(errors="replace").splitlines()):
        if match := _PLACE.match(line):
            return int(match[1]), match[3], int(match[2])
    return None
