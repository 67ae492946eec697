"""Energy, guns, shields and shots."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.broad_phase import near_between
from engine.component import any_nonzero, any_true, flat_indices, run_starts
from engine.constants import ONE, ONE32, ZERO, ZERO32, constant
from engine.vectors import dot
from engine.world import World
from systems.components import (
    Energy,
    Gun,
    GunShot,
    Heading,
    Hull,
    Impact,
    Obstacle,
    Orders,
    Position,
    Shield,
    Shot,
    Signature,
    Velocity,
)
from systems.config import GameConfig
from systems.rules import DT
from systems.step.beacon import in_beacon
from systems.step.bodies import park_shots

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

_TINY = constant(1e-12)  # m^2, positive


def recharge(world: World) -> None:
    """Add energy to living ships, less inside a beacon and to those that are nearly still, and cool guns."""
    game, ships = world.resource(GameConfig), world["ships"]
    energy, gun = ships[Energy], ships[Gun]
    velocity = ships[Velocity].fields
    still = dot(velocity, velocity) < game.still_squared
    gain = np.where(still, game.recharge_still, game.recharge.take(in_beacon(world))) * ships[Hull].alive
    np.minimum(energy.points + gain, game.energy, out=energy.points)
    np.maximum(gun.cooling - ONE32, ZERO32, out=gun.cooling)
    ships[Signature].loud.fill(False)  # from here on, what happens belongs to the next state


def fire_guns(world: World) -> None:
    """Fire guns that are cool and can pay in full, along the heading; shots inherit the ship's velocity."""
    game, ships, shot = world.resource(GameConfig), world["ships"], world["shots"][Shot].flat
    ordered, energy, gun = ships[Orders].fire, ships[Energy], ships[Gun]
    able = (gun.cooling == ZERO32) & (energy.points >= game.shot_cost.take(ordered)) & ships[Hull].alive
    ship = flat_indices(able)
    if not ship.size:
        return
    power, number = ships[Orders].flat.fire.take(ship), gun.flat.fired.take(ship)
    motion = world.stack(Position, Velocity)
    start = game.muzzle.take(power, axis=1)[:, None] * cos_sin(ships[Heading].flat.angle.take(ship))
    fired = _free_slots(world, ship, number)
    motion.scatter("shots", fired, motion.gather("ships", ship) + start.reshape(4, -1))
    shot.moves[fired] = game.shot_moves.take(power)
    shot.power[fired] = power
    shot.number[fired] = number
    energy.flat.points[ship] -= game.shot_cost.take(power)
    gun.flat.cooling[ship] = game.shot_wait.take(power)
    gun.flat.fired[ship] = number + ONE32
    ships[Signature].flat.loud[ship] = True
    ships[GunShot].flat.power[ship] = power


def raise_shields(world: World) -> None:
    """Raise shields that are ordered and can be paid in full, for this tick."""
    game, ships = world.resource(GameConfig), world["ships"]
    energy, shield = ships[Energy], ships[Shield]
    if not any_nonzero(ships[Orders].shield):
        shield.up.fill(False)
        return
    shield.up = (ships[Orders].shield > 0) & (energy.points >= game.shield_cost) & ships[Hull].alive
    energy.points -= shield.up * game.shield_cost


def move_shots(world: World) -> None:
    """Sweep the paths of shots against moving ships, asteroids and the star, so that nothing tunnels.

    The first thing on a shot's path counts: a ship is hit, a body absorbs the shot.
    """
    game, shots = world.resource(GameConfig), world["shots"]
    moves, position = shots[Shot].moves, shots[Position].fields
    flying = moves > 0
    if not any_true(flying):
        return
    np.maximum(moves - ONE32, ZERO32, out=moves)
    swallowed = _meet_bodies(world, flying) if game.bodies else None
    struck = _hit_ships(world, flying, swallowed)
    gone = flying & ((moves == ZERO32) | (dot(position, position) > game.edge_squared))
    if swallowed is not None:
        gone |= swallowed <= ONE
    gone.reshape(-1)[struck] = False  # these stay until their damage has been applied
    spent = flat_indices(gone)
    if spent.size:
        park_shots(world, spent)


def _meet_bodies(world: World, flying: Mask) -> F:
    """Return where on its path each flying shot first meets an asteroid or the star, `[shots, W]`, 0 .. 1, else 2."""
    game, motion = world.resource(GameConfig), world.stack(Position, Velocity)
    met = np.full(flying.shape, 2.0)
    ((body, disc),) = world.query(Position, Obstacle)
    k, row, w = near_between(body.fields, world["shots"][Position].fields, _reach(world, game.largest_body), flying)
    target, shot = world.flat_index(k, w), world.flat_index(row, w)
    radius = disc.flat.radius.take(target)
    swept, disc_motion = motion.gather("shots", shot), motion.gather("asteroids", target)
    u, meets, _ = _sweep(game, swept, disc_motion, radius * radius)
    meets &= radius > 0
    np.minimum.at(met.reshape(-1), shot[meets], u[meets])
    return met


def _hit_ships(world: World, flying: Mask, swallowed: F | None) -> Index:
    """Note which flying shots hit which ship on their paths; return their flat indices.

    Args:
        swallowed: as returned by `_meet_bodies`: ships behind are safe.
    """
    game, motion = world.resource(GameConfig), world.stack(Position, Velocity)
    shot, ship = _near_foes(world, flying)
    if not shot.size:
        return shot
    swept = motion.gather("shots", shot)
    u, hit, depth = _sweep(game, swept, motion.gather("ships", ship), game.ship_squared)
    place = swept[:2] - swept[2:] * (game.dt * (ONE - u))
    hit &= dot(place, place) <= game.edge_squared  # shots outside the arena hit nothing
    if swallowed is not None:
        hit &= u <= swallowed.reshape(-1).take(shot)
    hits = flat_indices(hit)
    if not hits.size:
        return hits
    if game.ships > 2:  # The first hit counts; of two ships that contain its start, the one with the nearer centre.
        hits = hits[np.lexsort((ship[hits], depth[hits], u[hits], shot[hits]))]
        hits = hits[run_starts(shot[hits])]
    struck: Index = shot.take(hits)
    impact = world["shots"][Impact].flat
    impact.ship[struck] = world.row_of(ship.take(hits)) + ONE32
    impact.x[struck], impact.y[struck] = place.take(hits, axis=1)
    return struck


def _near_foes(world: World, flying: Mask) -> tuple[Index, Index]:
    """Return pairs of a flying shot and a ship that it may hit, as flat indices; ascending by ship, then by shot."""
    game, ships, shots = world.resource(GameConfig), world["ships"], world["shots"]
    if game.ships == 2:  # Each has one foe: checking the distance first would cost more than the sweep.
        shot = flat_indices(flying)
        return shot, _other_ship(game.ring, world.worlds).take(shot)
    reach = _reach(world, game.rules.ship_radius)
    ship, row, w = near_between(ships[Position].fields, shots[Position].fields, reach, flying)
    foe = game.are_foes(ship, row)
    ship, row, w = ship[foe], row[foe], w[foe]
    return world.flat_index(row, w), world.flat_index(ship, w)


def _free_slots(world: World, ship: Index, number: NDArray[np.int32]) -> Index:
    """Return the flat index of the shot that each ship fires next: the slots of its ring are used in turn."""
    game = world.resource(GameConfig)
    first = _first_shots(game.ships, game.ring, world.worlds).take(ship)
    return world.rows_after(first, number % game.slots)


@lru_cache(maxsize=64)
def _first_shots(ships: int, ring: int, worlds: int) -> Index:
    """Return the flat index of the first slot of each ship's ring, by the ship's flat index, `[ships * W]`."""
    return np.arange(ships * ring * worlds).reshape(ships, ring, worlds)[:, 0].reshape(-1)


@lru_cache(maxsize=64)
def _other_ship(ring: int, worlds: int) -> Index:
    """Return the flat index of the ship that a shot may hit in a duel, by the shot's flat index, `[2 * ring * W]`."""
    ships = np.arange(2 * worlds).reshape(2, 1, worlds)
    return ships[::-1].repeat(ring, axis=1).reshape(-1)


def _reach(world: World, radius: float) -> float:
    """Return a distance, in m, within which any shot must be that meets a disc in this tick."""
    speeds = [np.abs(motion.x) + np.abs(motion.y) for (motion,) in world.query(Velocity)]
    fastest = max(float(np.maximum.reduce(speed, axis=None)) for speed in speeds)
    return radius + 1 + 2 * fastest * DT


def _sweep(game: GameConfig, shot: F, disc: F, squared: F) -> tuple[F, Mask, F]:
    """Return when in this tick shots meet moving discs: a share u of the tick, whether they do, |d|^2 - radius^2.

    In the disc's frame the shot moves from d by m in one tick; it hits at the first u with |d + m u| = radius.

    Args:
        shot, disc: position and velocity of each of the pair: x, y, vx and vy, `[4, P]`.
        squared: square of the disc's radius, in m^2.
    """
    between = shot - disc
    m = between[2:] * game.dt
    d = between[:2] - m
    a, b, c = dot(m, m), dot(d, m), dot(d, d) - squared
    inner = b * b - a * c
    inside = c <= ZERO
    u = np.where(inside, ZERO, (-b - np.sqrt(np.maximum(inner, ZERO))) / np.maximum(a, _TINY))
    return u, inside | ((b < ZERO) & (inner >= ZERO) & (u <= ONE)), c
