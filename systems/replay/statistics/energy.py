"""Energy of ships by use, in units, without a remainder.

What a ship starts with, and its GAINS, less its USES, is what it has left: each is computed by the rule that a system
of the tick applies, from the state before, the orders, and what happened.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.components import Damage, GunShot, Hull, Orders, Score
from systems.config import GameConfig
from systems.modes import MODES
from systems.replay.statistics.ticks import Tick
from systems.step.guns import fire_guns

GAINS = ("recharged", "returned")  # returned: for shots that hit
USES = ("thrust", "strafe", "shots", "shield", "absorbed", "lost")  # lost: left in a ship that was destroyed
MISSED = ("full", "still")  # not gained since the store was full, and since the ship was nearly still
FLOWS = (*GAINS, *USES, *MISSED)

Units = NDArray[np.int32]


class EnergyBooks:
    """The energy of all ships of some matches.

    Attributes:
        flows: units by FLOWS, `[flows, ships, games]`.
        poor: ticks in which a ship has less than the cheapest shot costs, `[ships, games]`.
        refused: shots that a ship orders with a gun that is ready, and cannot pay, `[ships, games]`.
    """

    def __init__(self, game: GameConfig, games: int) -> None:
        self._game = game
        self._guns = fire_guns in MODES[game.setup.mode].schedule.systems
        self.flows = np.zeros((len(FLOWS), game.ships, games), np.int64)
        self.poor, self.refused = np.zeros((2, game.ships, games), np.int64)

    def add(self, tick: Tick) -> None:
        """Book a tick; the order is that of the systems in it."""
        game, before, ships = self._game, tick.before, tick.world["ships"]
        orders, power = ships[Orders], ships[GunShot].power
        forfeited = tick.world["seats"][Score].forfeited == tick.world.tick
        flying = before.alive & ~forfeited[game.side_of]
        lost = before.energy * (before.alive & ~flying)
        energy = before.energy * flying

        moving = game.recharge.take(before.inside) * flying
        gain = np.where(before.still, game.recharge_still * flying, moving)
        most = np.minimum(energy + moving, game.energy)
        recharged = np.minimum(energy + gain, game.energy) - energy
        missed, still = gain - recharged, np.maximum(most - energy - recharged, 0)
        energy = energy + recharged
        if self._guns:
            self._want(tick, energy, flying)

        shots = game.shot_cost.take(power) * (power > 0)
        energy = energy - shots
        shield = (orders.shield > 0) & (energy >= game.shield_cost) & flying & self._guns
        shield = shield * game.shield_cost
        energy = energy - shield
        thrust = _thrust(game, energy, orders.thrust)
        energy = energy - thrust
        strafe = _thrust(game, energy, orders.strafe)
        energy = energy - strafe

        absorbed = (ships[Damage].absorbed.astype(np.int64) * game.rules.shield_drain // 100).astype(np.int32)
        energy = energy - absorbed
        refund = self._refund(tick) * flying
        returned = np.minimum(energy + refund, game.energy) - energy
        energy = energy + returned
        lost = lost + energy * (flying & ~ships[Hull].alive)
        missed = missed + refund - returned
        columns = [recharged, returned, thrust, strafe, shots, shield, absorbed, lost, missed, still]
        self.flows[:, :, tick.games] += np.array(columns) * tick.on

    def _want(self, tick: Tick, energy: Units, flying: NDArray[np.bool_]) -> None:
        """Count ticks with too little energy for a shot."""
        costs = self._game.shot_cost
        self.poor[:, tick.games] += (energy < costs[1:].min()) & flying & tick.on
        fire = tick.world["ships"][Orders].fire
        wanted = (fire > 0) & (tick.before.cooling <= 1) & flying & tick.on
        self.refused[:, tick.games] += wanted & (energy < costs.take(fire))

    def _refund(self, tick: Tick) -> Units:
        """Return what hits pay back to the ships that fired, `[ships, W]`."""
        refund = np.zeros(tick.before.energy.shape, np.int32)
        if tick.hits is not None:
            np.add.at(refund, (tick.hits.by, tick.hits.column), self._game.hit_refund.take(tick.hits.power))
        return refund


def _thrust(game: GameConfig, energy: Units, ordered: NDArray[np.int8]) -> Units:
    """Return what an ordered thrust costs, as far as the energy pays for it."""
    cost: Units = np.minimum(np.abs(ordered), energy // game.thrust_cost) * game.thrust_cost
    return cost
