"""Numbers of each side over a match: hull, energy, points, and the distance to the nearest enemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from systems.config import GameConfig
from viewer.model.history import History
from viewer.model.recording import Recording

F32 = NDArray[np.float32]


def side_curves(game: GameConfig, history: History) -> dict[str, F32]:
    """Return hull and energy of each side's ships together, and its points, `[states, sides]`."""
    shape = (len(history.hull), game.sides, game.per_side)
    return {
        "hull": history.hull.reshape(shape).clip(0).sum(axis=2),
        "energy": history.energy.reshape(shape).sum(axis=2),
        "points": history.points,
    }


def distances(game: GameConfig, history: History) -> F32:
    """Return the distance between a side's ships and the nearest enemy, m, `[states, sides]`; NaN without either."""
    found = np.full((len(history.tracks), game.sides), np.nan, np.float32)
    for one in range(game.ships):
        for other in range(one):
            sides = game.side_of[one], game.side_of[other]
            if sides[0] != sides[1]:
                away = history.tracks[:, one] - history.tracks[:, other]
                distance = np.hypot(away[:, 0], away[:, 1])
                for side in sides:
                    found[:, side] = np.fmin(found[:, side], distance)
    return found


@dataclass(frozen=True)
class MatchCurves:
    """What a match looks like over time.

    Attributes:
        values: numbers of the sides by name, `[states, sides]`.
        hits: ticks in which a side's ships were hit, by side.
        kills: ticks in which a side lost a ship, by side.
        marks: marks that its bot put on the timeline, by side: tick and text.
    """

    values: Mapping[str, F32]
    hits: list[list[int]]
    kills: list[list[int]]
    marks: list[list[tuple[int, str]]]

    @classmethod
    def of(cls, recording: Recording) -> MatchCurves:
        """Return the curves of a recorded match."""
        game = recording.game
        values = side_curves(game, recording.history) | {"distance": distances(game, recording.history)}
        hits: list[list[int]] = [[] for _ in range(game.sides)]
        kills: list[list[int]] = [[] for _ in range(game.sides)]
        for event in recording.events:
            if event["kind"] == "hit" or event["kind"] == "kill":
                (hits if event["kind"] == "hit" else kills)[game.side_of[event["ship"]]].append(event["tick"])
        marks = [recording.sidecar.marks(side, recording.ticks) for side in range(game.sides)]
        return cls(values, hits, kills, marks)
