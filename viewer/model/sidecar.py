"""The sidecar of a log: what programs sent, printed, drew and used; it may be missing, truncated or forged."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.output import PLOTS
from league.logs.files import read_sidecar_bytes
from league.match.notes import clean_notes
from league.match.sidecar import unpack
from sandbox.clean import clean_text
from systems.protocol.orders import PLAIN

_TEXTS = {"log", "mark", "error"}  # keys of a line with texts
_ERROR_LENGTH = 4000  # maximum characters of a fault's full text


@dataclass(frozen=True)
class Note:
    """What a program did in one tick.

    Attributes:
        fuel: fuel used, or None if it is not counted.
        action: what it sent, as far as it was understood: orders by ship id, or plain words.
        log: its printed lines.
        draw: its drawings, validated.
        plot: its plots, validated.
        mark: its marks on the timeline.
        error: the full text of its fault, or "".
    """

    fuel: int | None = None
    action: Any = None
    log: tuple[str, ...] = ()
    draw: tuple[list[Any], ...] = ()
    plot: dict[str, float] = field(default_factory=dict)
    mark: tuple[str, ...] = ()
    error: str = ""

    def order(self, ship: int) -> str:
        """Describe what it sent for a ship, in words."""
        if isinstance(self.action, list):
            return " ".join(word for word in PLAIN if word in self.action)
        own = self.action.get(str(ship)) if isinstance(self.action, dict) else None
        sent = own if isinstance(own, dict) else {}
        numbers = ((name, sent[name]) for name in ("thrust", "turn", "strafe", "fire", "shield") if name in sent)
        return "  ".join(f"{name} {value!s:.6}" for name, value in numbers if isinstance(value, (int, float)))


NOTHING = Note()


class Sidecar:
    """The notes of all seats, by tick.

    Args:
        seats: the lines of each seat, as returned by `league.match.sidecar.unpack`; missing seats have no notes.
    """

    def __init__(self, seats: Sequence[Sequence[dict[str, object]]]) -> None:
        self._lines: defaultdict[int, dict[int, dict[str, object]]] = defaultdict(dict)
        for side, lines in enumerate(seats):
            for line in lines:
                if type(tick := line.get("tick")) is int:
                    self._lines[side][tick] = line
        self._printed: defaultdict[int, list[int]] = defaultdict(list)
        for side, own in self._lines.items():
            self._printed[side] = sorted(tick for tick, line in own.items() if "log" in line)
        self._ends = {  # the first tick of which nothing was kept, of seats that were cut
            side: max(self._lines.get(side, {}), default=-1) + 1
            for side, lines in enumerate(seats)
            if any(line.get("cut") for line in lines)
        }
        self.missing = not self._lines and not self._ends

    def cut_at(self, side: int) -> int | None:
        """Return the first tick of which nothing was kept of a side, as its share was full; None if all was kept."""
        return self._ends.get(side)

    def gap(self, tick: int, side: int) -> str:
        """Return why there is no note of a side at a tick, in words; "" if there is one."""
        own, cut = self._lines.get(side), self._ends.get(side)
        if own and tick in own:
            return ""
        if cut is not None and tick >= cut:
            return f"not kept from tick {cut} on"
        return "not asked in this tick" if own else "not in this sidecar"

    def note(self, tick: int, side: int) -> Note:
        """Return the note of a side at a tick, empty if there is none."""
        line = self._lines.get(side, {}).get(tick)
        if line is None:
            return NOTHING
        clean = clean_notes(line)
        error = line.get("error")
        return Note(
            fuel=_whole(line.get("fuel")),
            action=line.get("action"),
            log=tuple(clean.get("log", "").splitlines()),
            draw=tuple(clean.get("draw", ())),
            plot=clean.get("plot", {}),
            mark=tuple(clean.get("mark", ())),
            error=clean_text(error, _ERROR_LENGTH, lines=True) if isinstance(error, str) else "",
        )

    def fuel(self, side: int, states: int) -> NDArray[np.float32]:
        """Return the fuel used in each state, `[states]`, NaN where unknown."""
        used = np.full(states, np.nan, np.float32)
        for tick, line in self._lines[side].items():
            fuel = _whole(line.get("fuel"))
            if 0 <= tick < states and fuel is not None:
                used[tick] = fuel
        return used

    def plots(self, side: int, states: int) -> dict[str, NDArray[np.float32]]:
        """Return the numbers that a program plotted, by name, `[states]`, NaN where it plotted none."""
        found: dict[str, NDArray[np.float32]] = {}
        for tick, line in self._lines[side].items():
            for name, value in self.note(tick, side).plot.items() if "plot" in line and 0 <= tick < states else ():
                if name in found or len(found) < PLOTS:
                    found.setdefault(name, np.full(states, np.nan, np.float32))[tick] = value
        return found

    def marks(self, side: int, ticks: int) -> list[tuple[int, str]]:
        """Return the marks that a program put on the timeline, as (tick, text), for ticks up to `ticks`."""
        own = self._lines.get(side, {})
        marked = sorted(tick for tick, line in own.items() if "mark" in line and 0 <= tick <= ticks)
        return [(tick, text) for tick in marked for text in self.note(tick, side).mark]

    def lines(self, side: int) -> Iterator[tuple[int, str, str]]:
        """Yield what a program printed and marked, and its tracebacks, as (tick, log or mark or error, line)."""
        for tick in sorted(tick for tick, line in self._lines.get(side, {}).items() if line.keys() & _TEXTS):
            note = self.note(tick, side)
            yield from ((tick, "log", text) for text in note.log)
            yield from ((tick, "mark", text) for text in note.mark)
            yield from ((tick, "error", text) for text in note.error.splitlines())

    def prints(self, side: int, tick: int, most: int) -> list[tuple[int, str]]:
        """Return the last lines that a program printed up to a tick as (tick, line), newest last."""
        found: list[tuple[int, str]] = []
        printed = self._printed[side]
        for earlier in reversed(printed[: bisect_right(printed, tick)]):
            found += [(earlier, text) for text in reversed(self.note(earlier, side).log)]
            if len(found) >= most:
                break
        return found[:most][::-1]


def read_sidecar(log: Path) -> Sidecar:
    """Return the sidecar of the log at a path, empty if none can be read."""
    try:
        return Sidecar(unpack(read_sidecar_bytes(log) or b""))
    except (OSError, ValueError):
        return Sidecar([])


def _whole(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None
