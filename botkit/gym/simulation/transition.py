"""What happened in a step, for rewards and info."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.component import any_nonzero
from engine.world import World
from systems.components import Hull, Impact, Outcome, Score
from systems.config import GameConfig
from systems.results import ending, ranks
from systems.rules import UNIT

Sides = NDArray[np.float64]  # a number of each side, [sides, W]


class Transition:
    """A step of a world set, from one state to the next.

    It is made before the step, and read after it and before the next; numbers are of each side.

    Attributes:
        world: the world set, whose current state is the one after the step, and whose transient components say what
            happened in it.
        game: its constants.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.game: GameConfig = world.resource(GameConfig)
        score = world["seats"][Score]
        self._dealt, self._score = score.dealt.copy(), score.score.copy()
        self._hull = world["ships"][Hull].points.copy()

    @cached_property
    def ended(self) -> NDArray[np.bool_]:
        """Which matches ended in this step, `[W]`."""
        ended: NDArray[np.bool_] = self.world["matches"][Outcome].ended[0] == self.world.tick
        return ended

    @cached_property
    def ends(self) -> dict[int, str]:
        """How the matches that ended did, by world: `elimination`, `beacon` or `time`, or `forfeit` of a bot."""
        return {w: str(ending(self.world, w)) for w in self.ended.nonzero()[0].tolist()}

    @cached_property
    def result(self) -> Sides:
        """What the matches that ended give each side: 1 to a winner, -1 to a loser, 0 for a draw, 0 in all others.

        Of several sides, the share of the others that rank below it, less the share of those above it.
        """
        result, sides = np.zeros((self.game.sides, self.world.worlds)), self.game.sides
        for w in self.ended.nonzero()[0].tolist():
            rank = ranks(self.world, w)
            result[:, w] = [(sum(r > own for r in rank) - sum(r < own for r in rank)) / (sides - 1) for own in rank]
        return result

    @cached_property
    def dealt(self) -> Sides:
        """Points of hull that a side's shots destroyed."""
        return _points(self.world["seats"][Score].dealt - self._dealt)

    @cached_property
    def lost(self) -> Sides:
        """Points of hull that a side's ships lost, by any cause."""
        lost = np.maximum(self._hull, 0) - np.maximum(self.world["ships"][Hull].points, 0)
        return _points(self.of_sides(lost))

    @cached_property
    def points(self) -> Sides:
        """Points that a side scored."""
        return _points(self.world["seats"][Score].score - self._score)

    @cached_property
    def hits(self) -> NDArray[np.int64]:
        """The number of a side's shots that hit a ship, `[sides, W]`."""
        hit = self.world["shots"][Impact].ship > 0
        if not any_nonzero(hit):
            return np.zeros((self.game.sides, self.world.worlds), np.int64)
        hits: NDArray[np.int64] = hit.reshape(self.game.sides, -1, self.world.worlds).sum(axis=1)
        return hits

    def of_sides(self, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Sum a number of each ship over those of each side: `[ships, W]` to `[sides, W]`."""
        if self.game.per_side == 1:
            return numbers
        total: NDArray[np.int32] = numbers.reshape(self.game.sides, self.game.per_side, -1).sum(axis=1, dtype=np.int32)
        return total


def _points(units: NDArray[np.int32]) -> Sides:
    return np.multiply(units, 1 / UNIT, dtype=np.float64)
