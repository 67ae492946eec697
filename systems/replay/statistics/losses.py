"""Damage to ships by cause, and how they were destroyed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.component import any_nonzero
from systems.components import Damage, Death, Impact
from systems.config import GameConfig
from systems.replay.columns import current_columns
from systems.replay.events import cause_of_death
from systems.replay.statistics.ticks import Tick

CAUSES = ("shots", "collision", "asteroid", "wall", "star", "zone")  # of damage; deaths also have ring and forfeit


@dataclass(frozen=True)
class Loss:
    """A ship that was destroyed.

    Attributes:
        tick: the first state without it.
        cause: the largest part of the damage of its last tick, one of CAUSES; or ring, or forfeit.
        by: the row of the ship whose shot did most damage in that tick, and `power` of that shot; None unless the
            cause is shots.
        x, y: where it was, m.
    """

    tick: int
    ship: int
    cause: str
    by: int | None
    power: int | None
    x: float
    y: float


class Losses:
    """The damage of all ships of some matches.

    Attributes:
        damage: units by CAUSES, `[causes, ships, games]`, without what shields absorb; overkill counts.
        struck: places where a ship was hit by a shot, by match: its row, x and y, m.
        ships: ships that were destroyed, by match.
    """

    def __init__(self, game: GameConfig, games: int) -> None:
        self._game = game
        self.damage = np.zeros((len(CAUSES), game.ships, games), np.int64)
        self.struck: list[list[tuple[int, float, float]]] = [[] for _ in range(games)]
        self.ships: list[list[Loss]] = [[] for _ in range(games)]

    def add(self, tick: Tick) -> None:
        """Add the damage and the losses of a tick."""
        wounds, death = tick.world["ships"][Damage], tick.world["ships"][Death]
        if any_nonzero(wounds.shots) or any_nonzero(wounds.others):
            taken = [wounds.shots - wounds.absorbed, wounds.ships, wounds.asteroids, wounds.wall, wounds.star]
            self.damage[:, :, tick.games] += np.array([*taken, wounds.zone]) * tick.on
        if tick.hits is not None:
            impact, hits = tick.world["shots"][Impact], tick.hits
            x, y = impact.x[hits.row, hits.column], impact.y[hits.row, hits.column]
            for game, *place in zip(*(a.tolist() for a in (hits.game, hits.target, x, y)), strict=True):
                self.struck[game].append((place[0], place[1], place[2]))
        if any_nonzero(death.died):
            ships, columns = (death.died & tick.on).nonzero()
            for ship, column in zip(ships.tolist(), columns.tolist(), strict=True):
                self.ships[int(tick.games[column])].append(self._loss(tick, ship, column))

    def _loss(self, tick: Tick, ship: int, column: int) -> Loss:
        columns = current_columns(tick.world, column)
        cause, by, power = cause_of_death(self._game, columns, 0, tick.state, ship), None, None
        if cause == "shots" and tick.hits is not None:
            hits = tick.hits
            own = ((hits.target == ship) & (hits.column == column)).nonzero()[0]
            damage = tick.world["shots"][Impact].damage[hits.row[own], column].tolist()
            worst = own[damage.index(max(damage))]
            by, power = int(hits.by[worst]), int(hits.power[worst])
        death = tick.world["ships"][Death]
        return Loss(tick.state, ship, cause, by, power, float(death.x[ship, column]), float(death.y[ship, column]))
