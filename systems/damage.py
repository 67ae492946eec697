"""What hurts ships, and what becomes of those that it kills."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.world import World
from systems.bodies import park_ships, park_shots
from systems.components import Energy, Hull, Position, Shield, Shot, Signature, Standing, Wounds
from systems.game import Game

Index = NDArray[np.intp]


def burn_ships(world: World) -> None:
    """The zone hurts every living ship whose centre is outside the safe circle of the state that comes."""
    game, ships = world.resource(Game), world["ships"]
    position, safe = ships[Position], game.safe_radius(world.tick + 1)
    outside = (position.x * position.x + position.y * position.y > safe * safe) & ships[Hull].alive
    ships[Wounds].others += outside * np.int32(game.zone_damage)


def land_damage(world: World) -> None:
    """All of the tick's damage at once: the shield takes its part of what shots do, the hull the rest."""
    game, ships, shot = world.resource(Game), world["ships"], world["shots"][Shot]
    wounds = ships[Wounds]
    struck = shot.struck >= 0
    row, w = struck.nonzero()
    if row.size:
        np.add.at(wounds.shots, (shot.struck[row, w], w), game.shot_damage[shot.power[row, w]])
    elif not wounds.others.any():
        return
    absorbed = _absorb(world)
    ships[Energy].points -= absorbed
    ships[Hull].points -= wounds.shots - absorbed + wounds.others
    ships[Signature].loud |= wounds.shots > 0
    if row.size:
        _credit_shooters(world, row, w, absorbed)
        park_shots(world["shots"], struck)
        shot.struck[row, w] = -1
    wounds.shots[:] = 0
    wounds.others[:] = 0


def _absorb(world: World) -> NDArray[np.int32]:
    """What raised shields take of the shot damage, in units: `[ships, W]`."""
    ships, percent = world["ships"], world.resource(Game).rules.shield_percent
    share = ships[Wounds].shots.astype(np.int64) * percent // 100
    absorbed: NDArray[np.int32] = np.minimum(share, ships[Energy].points).astype(np.int32) * ships[Shield].up
    return absorbed


def _credit_shooters(world: World, row: Index, w: Index, absorbed: NDArray[np.int32]) -> None:
    """Each side is credited what its shots took of a hull: their damage less their share of what was absorbed.

    The share is truncated, and taken of the sum of one shooter's shots on one ship; overkill counts.
    """
    game, shot = world.resource(Game), world["shots"][Shot]
    target, shooter = shot.struck[row, w].astype(np.int64), game.owner_of[row]
    pairs, index = np.unique((target * game.ships + shooter) * world.worlds + w, return_inverse=True)
    done = np.zeros(len(pairs), np.int64)
    np.add.at(done, index, game.shot_damage[shot.power[row, w]])
    w = pairs % world.worlds
    target, shooter = pairs // world.worlds // game.ships, pairs // world.worlds % game.ships
    total = np.maximum(world["ships"][Wounds].shots[target, w], 1)
    credit = done - absorbed[target, w] * done // total
    np.add.at(world["seats"][Standing].dealt, (game.side_of[shooter], w), credit.astype(np.int32))


def remove_dead(world: World) -> None:
    """Ships whose hull is gone leave the match; their shots fly on."""
    ships = world["ships"]
    dead = ships[Hull].alive & (ships[Hull].points <= 0)
    if dead.any():
        park_ships(ships, dead)
