"""What programs sent, printed, drew and used, for a page: the sidecar, up to a number of bytes."""

from __future__ import annotations

import json
from typing import Any, TypedDict

from systems.config import GameConfig
from viewer.model.sidecar import Sidecar

MAX_BYTES = 4_000_000  # of JSON, before compression


class PageNotes(TypedDict):
    """What programs sent, printed, drew and used, tick by tick.

    Attributes:
        end: the first tick without notes.
        most: the maximum of bytes.
        cuts: by side the first tick that the sidecar did not keep, or None.
        notes: a list per tick with one entry per side: its fuel, what it sent for each of its ships, what it printed,
            drew and plotted, and its fault, without empty ones at the end.
    """

    end: int
    most: int
    cuts: list[int | None]
    notes: list[list[list[Any]]]


def take_notes(sidecar: Sidecar, game: GameConfig, ticks: int, most: int = MAX_BYTES) -> PageNotes:
    """Return the notes of all sides, tick by tick, up to the tick with which they would exceed `most` bytes."""
    notes: list[list[list[Any]]] = []
    size = 0
    for tick in range(ticks):
        sides = [_note(sidecar, game, tick, side) for side in range(game.sides)]
        size += len(json.dumps(sides, separators=(",", ":")))
        if size > most:
            break
        notes.append(sides)
    return {
        "end": len(notes),
        "most": most,
        "cuts": [sidecar.cut_at(side) for side in range(game.sides)],
        "notes": notes,
    }


def _note(sidecar: Sidecar, game: GameConfig, tick: int, side: int) -> list[Any]:
    note = sidecar.note(tick, side)
    sent = [note.order(ship) for ship in game.ships_of[side]]
    plots = {name: round(value, 4) for name, value in note.plot.items()}
    values = [note.fuel, sent, "\n".join(note.log), [_short(row) for row in note.draw], plots, note.error]
    while values and not (any(values[-1]) if isinstance(values[-1], list) else values[-1]):
        values.pop()
    return values


def _short(row: list[Any]) -> list[Any]:
    """Return a drawing in steps of 1 dm."""
    return [round(value, 1) if isinstance(value, float) else value for value in row]
