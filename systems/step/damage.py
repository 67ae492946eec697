"""Damage to ships, and removal of destroyed ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.component import any_nonzero, any_true, flat_indices, run_starts
from engine.constants import ONE32, ZERO32
from engine.vectors import dot
from engine.world import World
from systems.components import Damage, Energy, Hull, Impact, Position, Score, Shield, Shot, Signature
from systems.config import GameConfig
from systems.step.bodies import park_ships, park_shots

Index = NDArray[np.intp]


def burn_ships(world: World) -> None:
    """Burn ships that touch the star, and ships whose centre will be outside the safe circle in the next state."""
    game, ships, wounds = world.resource(GameConfig), world["ships"], world["ships"][Damage]
    position, alive, safe = ships[Position].fields, ships[Hull].alive, game.safe_radius(world.tick + ONE32)
    r2 = dot(position, position)
    outside = (r2 > safe * safe) & alive
    if any_true(outside):
        wounds.zone[outside] = game.zone_damage
        wounds.others += wounds.zone
    if game.arena.star:
        reach = game.rules.star_radius + game.rules.ship_radius
        wounds.star[(r2 < reach * reach) & alive] = game.star_damage
        wounds.others += wounds.star


def land_damage(world: World) -> None:
    """Apply the tick's damage at once: to shields, as far as they absorb damage of shots, and to hulls."""
    ships, wounds = world["ships"], world["ships"][Damage]
    hits = flat_indices(world["shots"][Impact].ship)
    if hits.size:
        _land_shots(world, hits)
        park_shots(world, hits)
        ships[Hull].points -= wounds.shots - wounds.absorbed
    if any_nonzero(wounds.others):
        ships[Hull].points -= wounds.others


def _land_shots(world: World, hits: Index) -> None:
    """Sum the damage of these shots, by flat index, per ship; credit it, absorb what shields can, and pay it back."""
    game, ships, shots = world.resource(GameConfig), world["ships"], world["shots"]
    wounds = ships[Damage]
    row, w = world.row_and_world(hits)
    target = world.flat_index(shots[Impact].flat.ship.take(hits) - ONE32, w)
    shot, shooter = shots[Shot].flat, game.owner_of.take(row)
    power = shot.power.take(hits)
    damage = game.shot_damage.take(power * game.shot_life + shot.moves.take(hits))
    shots[Impact].flat.damage[hits] = damage
    np.add.at(wounds.flat.shots, target, damage)
    ships[Signature].loud |= wounds.shots > ZERO32
    np.add.at(world["seats"][Score].flat.dealt, world.flat_index(game.side_of_shots.take(row), w), damage)
    if any_true(ships[Shield].up):
        _absorb(world, target, shooter, damage)
    if game.rules.hit_refund:
        _pay_back(world, world.flat_index(shooter, w), power)


def _pay_back(world: World, shooter: Index, power: NDArray[np.int32]) -> None:
    """Return part of the cost of shots that hit to the ships that fired them, by flat index, if they are alive."""
    game, ships = world.resource(GameConfig), world["ships"]
    energy = ships[Energy]
    np.add.at(energy.flat.points, shooter, game.hit_refund.take(power) * ships[Hull].flat.alive.take(shooter))
    np.minimum(energy.points, game.energy, out=energy.points)


def _absorb(world: World, target: Index, shooter: Index, damage: NDArray[np.int32]) -> None:
    """Let shields absorb their part, as far as energy allows, and deduct it from the credit of the shooters' sides.

    Each shooter's part is truncated, and computed from the sum of its shots on one ship; overkill counts.

    Args:
        target: flat index of the ship hit by each shot.
        shooter: row of the ship that fired it.
        damage: units.
    """
    game, ships = world.resource(GameConfig), world["ships"]
    wounds, energy = ships[Damage], ships[Energy]
    part = wounds.shots.astype(np.int64) * game.rules.shield_percent // 100
    payable = energy.points.astype(np.int64) * 100 // game.rules.shield_drain
    wounds.absorbed = absorbed = np.minimum(part, payable) * ships[Shield].up
    energy.points -= (absorbed * game.rules.shield_drain // 100).astype(np.int32)
    pair = target * game.ships + shooter
    order = np.lexsort((pair,))
    pair = pair[order]
    starts = flat_indices(run_starts(pair))
    done = np.add.reduceat(damage[order], starts, dtype=np.int64)
    target, shooter = np.divmod(pair[starts], game.ships)
    total = np.maximum(wounds.flat.shots.take(target), 1)
    share = absorbed.reshape(-1).take(target) * done // total
    side = world.flat_index(game.side_of.take(shooter), world.world_of(target))
    np.subtract.at(world["seats"][Score].flat.dealt, side, share.astype(np.int32))


def remove_dead(world: World) -> None:
    """Remove ships without hull; their shots continue."""
    ships = world["ships"]
    dead = ships[Hull].alive & (ships[Hull].points <= ZERO32)
    if any_true(dead):
        park_ships(ships, dead)
