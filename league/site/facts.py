"""Facts of games that only their logs tell: shots, hits and faults of each seat, and where its ships flew and died."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.clean import clean_text
from sandbox.names import visible_name
from systems.components import FAULTS, Hull, Position
from systems.replay.trace import Trace

CELLS = 32  # a map of density has this many rows and columns, over the square around the arena
DEATHS = 40  # ships lost that a game's facts place, per seat

Density = NDArray[np.int64]


@dataclass(frozen=True)
class SeatFacts:
    """Facts of a seat of a game.

    Attributes:
        name: what its program calls itself, as the log says; "" if nothing that can be shown.
        color: its program's own colour, `#rrggbb`, or "".
        density: ticks that its ships spent in each cell, as deflated 16-bit numbers; see `density_of`.
        deaths: where its ships died, from -1 to 1 in both directions, y upwards.
        faults: number of faults by kind.
    """

    name: str
    color: str
    shots: int
    hits: int
    density: str
    deaths: tuple[tuple[float, float], ...]
    faults: Mapping[str, int]

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> SeatFacts:
        """Read what `asdict` made and JSON kept; raise KeyError, TypeError or ValueError if it is anything else."""
        deaths = tuple((float(x), float(y)) for x, y in kept["deaths"])
        faults = {str(kind): int(number) for kind, number in kept["faults"].items() if kind in FAULTS}
        texts = {name: str(kept[name]) for name in ("name", "color", "density")}
        found = cls(**texts, shots=int(kept["shots"]), hits=int(kept["hits"]), deaths=deaths, faults=faults)
        density_of(found)
        return found


@dataclass(frozen=True)
class GameFacts:
    """Facts of a game, by seat."""

    seats: tuple[SeatFacts, ...]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> GameFacts:
        """Read what `as_dict` made and JSON kept; raise KeyError, TypeError or ValueError if it is anything else."""
        return cls(tuple(map(SeatFacts.from_dict, kept["seats"])))


def game_facts(trace: Trace) -> GameFacts:
    """Return the facts of a simulated match."""
    game, ships = trace.game, trace.columns["ships"]
    alive, radius = ships[Hull].alive.astype(bool), game.arena.radius
    place = ships[Position]
    column, row = (_cells(values / radius) for values in (place.x, -place.y))
    cell = row * CELLS + column
    recorded = trace.log.header.get("seats")
    about = [seat if isinstance(seat, dict) else {} for seat in recorded] if isinstance(recorded, list) else []
    seats = []
    for side in range(game.sides):
        own = game.side_of == side
        counts = np.bincount(cell[:, own][alive[:, own]], minlength=CELLS * CELLS).clip(max=0xFFFF)
        shots = sum(e["kind"] == "shot" and own[e["ship"]] for e in trace.events)
        hits = sum(e["kind"] == "hit" and own[e["by"]] and not own[e["ship"]] for e in trace.events)
        kills = [e for e in trace.events if e["kind"] == "kill" and own[e["ship"]]]
        faults: dict[str, int] = {}
        for event in trace.events:
            if event["kind"] == "fault" and event["side"] == side:
                faults[event["fault"]] = faults.get(event["fault"], 0) + 1
        seat = about[side] if side < len(about) else {}
        seats.append(
            SeatFacts(
                visible_name(str(seat.get("name") or "")),
                clean_text(str(seat.get("color") or ""), 7),
                int(shots),
                int(hits),
                base64.b64encode(zlib.compress(counts.astype("<u2").tobytes(), 9)).decode(),
                tuple((round(e["x"] / radius, 2), round(e["y"] / radius, 2)) for e in kills[:DEATHS]),
                faults,
            )
        )
    return GameFacts(tuple(seats))


def density_of(seat: SeatFacts) -> Density:
    """Return the ticks in each cell, `[rows, columns]`, the first row at the top; raise ValueError if damaged."""
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(seat.density), 2 * CELLS * CELLS)
        return np.frombuffer(data, "<u2").astype(np.int64).reshape(CELLS, CELLS)
    except zlib.error as error:
        raise ValueError(str(error)) from None


def _cells(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the row or column of values from -1 to 1."""
    return ((values + 1) * (CELLS / 2)).astype(np.int64).clip(0, CELLS - 1)
