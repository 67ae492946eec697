"""What hurts ships, and what becomes of those that it kills."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.component import some
from engine.world import World
from systems.bodies import park_ships, park_shots
from systems.components import Energy, Hull, Impact, Position, Shield, Shot, Signature, Standing, Wounds
from systems.game import Game

Index = NDArray[np.intp]


def burn_ships(world: World) -> None:
    """The star hurts who touches it, the zone whose centre is outside the safe circle of the state that comes."""
    game, ships, wounds = world.resource(Game), world["ships"], world["ships"][Wounds]
    position, alive, safe = ships[Position], ships[Hull].alive, game.safe_radius(world.tick + 1)
    r2 = position.x * position.x + position.y * position.y
    outside = (r2 > safe * safe) & alive
    if some(outside):
        wounds.zone[outside] = game.zone_damage
        wounds.others += wounds.zone
    if game.arena.star:
        reach = game.rules.star_radius + game.rules.ship_radius
        wounds.star[(r2 < reach * reach) & alive] = game.star_damage
        wounds.others += wounds.star


def land_damage(world: World) -> None:
    """All of the tick's damage at once: the shield takes its part of what shots do, the hull the rest."""
    ships, wounds = world["ships"], world["ships"][Wounds]
    struck = world["shots"][Impact].ship > 0
    if some(struck):
        _land_shots(world, *struck.nonzero())
        park_shots(world["shots"], struck)
        ships[Hull].points -= wounds.shots - wounds.absorbed
    if some(wounds.others):
        ships[Hull].points -= wounds.others


def _land_shots(world: World, row: Index, w: Index) -> None:
    """Sum what the shots in these rows do to each ship, and let raised shields take their part of it."""
    game, ships, shots = world.resource(Game), world["ships"], world["shots"]
    wounds, energy = ships[Wounds], ships[Energy]
    np.add.at(wounds.shots, (shots[Impact].ship[row, w] - 1, w), game.shot_damage[shots[Shot].power[row, w]])
    share = wounds.shots.astype(np.int64) * game.rules.shield_percent // 100
    payable = energy.points.astype(np.int64) * 100 // game.rules.shield_drain
    wounds.absorbed = np.minimum(share, payable) * ships[Shield].up
    energy.points -= (wounds.absorbed.astype(np.int64) * game.rules.shield_drain // 100).astype(np.int32)
    ships[Signature].loud |= wounds.shots > 0
    _credit_shooters(world, row, w)


def _credit_shooters(world: World, row: Index, w: Index) -> None:
    """Each side is credited what its shots took of a hull: their damage less their share of what was absorbed.

    The share is truncated, and taken of the sum of one shooter's shots on one ship; overkill counts.
    """
    game, shots, wounds = world.resource(Game), world["shots"], world["ships"][Wounds]
    target, shooter = shots[Impact].ship[row, w].astype(np.int64) - 1, game.owner_of[row]
    pairs, index = np.unique((target * game.ships + shooter) * world.worlds + w, return_inverse=True)
    done = np.zeros(len(pairs), np.int64)
    np.add.at(done, index, game.shot_damage[shots[Shot].power[row, w]])
    w = pairs % world.worlds
    target, shooter = pairs // world.worlds // game.ships, pairs // world.worlds % game.ships
    total = np.maximum(wounds.shots[target, w], 1)
    credit = done - wounds.absorbed[target, w] * done // total
    np.add.at(world["seats"][Standing].dealt, (game.side_of[shooter], w), credit.astype(np.int32))


def remove_dead(world: World) -> None:
    """Ships whose hull is gone leave the match; their shots fly on."""
    ships = world["ships"]
    dead = ships[Hull].alive & (ships[Hull].points <= 0)
    if some(dead):
        park_ships(ships, dead)
