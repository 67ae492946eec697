"""What hurts ships, and what becomes of those that it kills."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.component import cells, flat, leads, some
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
        hits = cells(struck)
        _land_shots(world, hits)
        park_shots(world["shots"], hits)
        ships[Hull].points -= wounds.shots - wounds.absorbed
    if some(wounds.others):
        ships[Hull].points -= wounds.others


def _land_shots(world: World, hits: Index) -> None:
    """Sum what the shots in these cells do to each ship, and let raised shields take their part of it."""
    game, ships, shots = world.resource(Game), world["ships"], world["shots"]
    wounds, energy = ships[Wounds], ships[Energy]
    row, w = np.divmod(hits, world.worlds)
    target = (flat(shots[Impact].ship).take(hits) - 1) * world.worlds + w
    damage = game.shot_damage.take(flat(shots[Shot].power).take(hits))
    np.add.at(flat(wounds.shots), target, damage)
    share = wounds.shots.astype(np.int64) * game.rules.shield_percent // 100
    payable = energy.points.astype(np.int64) * 100 // game.rules.shield_drain
    wounds.absorbed = absorbed = np.minimum(share, payable) * ships[Shield].up
    energy.points -= (absorbed * game.rules.shield_drain // 100).astype(np.int32)
    ships[Signature].loud |= wounds.shots > 0
    _credit_shooters(world, target, game.owner_of.take(row), damage)


def _credit_shooters(world: World, target: Index, shooter: Index, damage: NDArray[np.int32]) -> None:
    """Each side is credited what its shots took of a hull: their damage less their share of what was absorbed.

    The share is truncated, and taken of the sum of one shooter's shots on one ship; overkill counts.

    Args:
        target: the cell of the ship that each shot hit.
        shooter: the row of the ship that fired it.
        damage: units.
    """
    game, wounds = world.resource(Game), world["ships"][Wounds]
    pair = target * game.ships + shooter
    order = np.lexsort((pair,))
    pair = pair[order]
    starts = cells(leads(pair))
    done = np.add.reduceat(damage[order], starts, dtype=np.int64)
    target, shooter = np.divmod(pair[starts], game.ships)
    total = np.maximum(flat(wounds.shots).take(target), 1)
    credit = done - flat(wounds.absorbed).take(target) * done // total
    side = game.side_of.take(shooter) * world.worlds + target % world.worlds
    np.add.at(flat(world["seats"][Standing].dealt), side, credit.astype(np.int32))


def remove_dead(world: World) -> None:
    """Ships whose hull is gone leave the match; their shots fly on."""
    ships = world["ships"]
    dead = ships[Hull].alive & (ships[Hull].points <= 0)
    if some(dead):
        park_ships(ships, dead)
