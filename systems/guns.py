"""Energy, guns, shields and shots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.component import cells, flat, leads, some
from engine.pairs import near_between
from engine.world import World
from systems.beacon import in_beacon
from systems.bodies import park_shots
from systems.components import (
    Blast,
    Disc,
    Energy,
    Gun,
    Heading,
    Hull,
    Impact,
    Orders,
    Position,
    Shield,
    Shot,
    Signature,
    Velocity,
)
from systems.game import Game
from systems.rules import DT

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

_NOUGHT, _ONE = np.array(0, np.int32), np.array(1, np.int32)  # ticks


def recharge(world: World) -> None:
    """Living ships gain energy, less of it inside a beacon, and guns cool."""
    game, ships = world.resource(Game), world["ships"]
    energy, gun = ships[Energy], ships[Gun]
    gain = np.where(in_beacon(world, world.tick), game.recharge_beacon, game.recharge) * ships[Hull].alive
    np.minimum(energy.points + gain, game.energy, out=energy.points)
    np.maximum(gun.cooling - _ONE, _NOUGHT, out=gun.cooling)
    ships[Signature].loud.fill(False)  # what happens from here on is the last tick of the state that comes


def fire_guns(world: World) -> None:
    """A gun that is cool and can pay in full fires along the heading; the shot takes the ship's velocity with it."""
    game, ships, shots = world.resource(Game), world["ships"], world["shots"]
    power = ships[Orders].fire
    if not some(power):
        return
    energy, gun = ships[Energy], ships[Gun]
    fires = (power > 0) & (gun.cooling == 0) & (energy.points >= game.shot_cost.take(power)) & ships[Hull].alive
    cell = cells(fires)
    if not cell.size:
        return
    power, number = flat(power).take(cell), flat(gun.fired).take(cell)
    ship = cell // world.worlds
    into = cell + (ship * (game.ring - 1) + number % game.ring) * world.worlds  # the cell of the shot
    cosine, sine = cos_sin(flat(ships[Heading].angle).take(cell))
    place, drift = ships[Position], ships[Velocity]
    position, velocity, shot = shots[Position], shots[Velocity], shots[Shot]
    speed = game.shot_speed.take(power)
    flat(position.x)[into] = flat(place.x).take(cell) + cosine * game.rules.ship_radius
    flat(position.y)[into] = flat(place.y).take(cell) + sine * game.rules.ship_radius
    flat(velocity.x)[into] = flat(drift.x).take(cell) + cosine * speed
    flat(velocity.y)[into] = flat(drift.y).take(cell) + sine * speed
    flat(shot.moves)[into] = game.shot_moves.take(power)
    flat(shot.power)[into] = power
    flat(shot.number)[into] = number
    flat(energy.points)[cell] -= game.shot_cost.take(power)
    flat(gun.cooling)[cell] = game.shot_wait.take(power)
    flat(gun.fired)[cell] = number + 1
    flat(ships[Signature].loud)[cell] = True
    flat(ships[Blast].power)[cell] = power


def raise_shields(world: World) -> None:
    """A shield that is held on and can be paid in full is up for this tick."""
    game, ships = world.resource(Game), world["ships"]
    energy, shield = ships[Energy], ships[Shield]
    if not some(ships[Orders].shield):
        shield.up.fill(False)
        return
    shield.up = (ships[Orders].shield > 0) & (energy.points >= game.shield_cost) & ships[Hull].alive
    energy.points -= shield.up * game.shield_cost


def move_shots(world: World) -> None:
    """The way that shots just made is swept against moving ships, asteroids and the star: nothing tunnels.

    What a shot meets first counts: a ship is hit, a body swallows it.
    """
    game, shots = world.resource(Game), world["shots"]
    position, shot = shots[Position], shots[Shot]
    flying = shot.moves > 0
    if not some(flying):
        return
    np.maximum(shot.moves - _ONE, _NOUGHT, out=shot.moves)
    swallowed = _meet_bodies(world, flying)
    struck = _hit_ships(world, flying, swallowed)
    out = position.x * position.x + position.y * position.y > game.edge_squared
    gone = flying & ((shot.moves == 0) | out)
    if swallowed is not None:
        gone |= swallowed <= 1
    flat(gone)[struck] = False  # these stay until their damage has landed
    if some(gone):
        park_shots(shots, cells(gone))


def _meet_bodies(world: World, flying: Mask) -> F | None:
    """Where on its way each flying shot first meets an asteroid or the star: `[shots, W]`, from 0 to 1, else 2.

    None where the arena has no such bodies.
    """
    game, shots, worlds = world.resource(Game), world["shots"], world.worlds
    if not game.bodies:
        return None
    met = np.full(flying.shape, 2.0)
    body, motion = shots[Position], shots[Velocity]
    reach = game.largest_body + 1 + 2 * _fastest(world) * DT
    for target, drift, disc in world.query(Position, Velocity, Disc):
        k, row, w = near_between(target.x, target.y, body.x, body.y, reach, flying)
        at, cell = k * worlds + w, row * worlds + w
        radius = flat(disc.radius).take(at)
        u, meets, _ = _sweep(body, motion, cell, target, drift, at, radius)
        meets &= radius > 0
        np.minimum.at(flat(met), cell[meets], u[meets])
    return met


def _hit_ships(world: World, flying: Mask, swallowed: F | None) -> Index:
    """Note which flying shots hit which ship on the way that they just made; returns their cells.

    Args:
        swallowed: what `_meet_bodies` gave: a ship behind that is safe.
    """
    game, ships, shots, worlds = world.resource(Game), world["ships"], world["shots"], world.worlds
    body, motion, target, drift = shots[Position], shots[Velocity], ships[Position], ships[Velocity]
    radius = game.rules.ship_radius
    reach = radius + 1 + 2 * _fastest(world) * DT
    ship, row, w = near_between(target.x, target.y, body.x, body.y, reach, flying)
    foe = flat(game.foes).take(ship * len(flying) + row)
    ship, w = ship[foe], w[foe]
    cell: Index = row[foe] * worlds + w
    if not cell.size:
        return cell
    u, hit, depth = _sweep(body, motion, cell, target, drift, ship * worlds + w, radius)
    left = DT * (1 - u)
    hx = flat(body.x).take(cell) - flat(motion.x).take(cell) * left
    hy = flat(body.y).take(cell) - flat(motion.y).take(cell) * left
    hit &= hx * hx + hy * hy <= game.edge_squared  # a shot that has left the arena hits nothing
    if swallowed is not None:
        hit &= u <= flat(swallowed).take(cell)
    (hits,) = hit.nonzero()
    # What each meets first; of two ships that it starts in, the one whose centre is nearer.
    hits = hits[np.lexsort((ship[hits], depth[hits], u[hits], cell[hits]))]
    hits = hits[leads(cell[hits])]
    struck: Index = cell[hits]
    impact = shots[Impact]
    flat(impact.ship)[struck] = ship[hits] + 1
    flat(impact.x)[struck], flat(impact.y)[struck] = hx[hits], hy[hits]
    return struck


def _fastest(world: World) -> float:
    """As fast as any body moves, or faster, in m/s."""
    speeds = [np.abs(motion.x) + np.abs(motion.y) for (motion,) in world.query(Velocity)]
    return max(float(np.maximum.reduce(speed, axis=None)) for speed in speeds)


def _sweep(
    body: Position, motion: Velocity, shot: Index, target: Position, drift: Velocity, disc: Index, radius: F | float
) -> tuple[F, Mask, F]:
    """When on the way of this tick shots meet moving discs: a share u of the way, whether they do, |d|^2 - radius^2.

    In the disc's frame the shot goes from d in one tick by m; it hits where |d + u m| first is the radius.

    Args:
        shot, disc: the cell of each of the pair.
    """
    mx = (flat(motion.x).take(shot) - flat(drift.x).take(disc)) * DT
    my = (flat(motion.y).take(shot) - flat(drift.y).take(disc)) * DT
    dx = flat(body.x).take(shot) - flat(target.x).take(disc) - mx
    dy = flat(body.y).take(shot) - flat(target.y).take(disc) - my
    a = mx * mx + my * my
    b = dx * mx + dy * my
    c = dx * dx + dy * dy - radius * radius
    inner = b * b - a * c
    inside = c <= 0
    u = np.where(inside, 0.0, (-b - np.sqrt(np.maximum(inner, 0.0))) / np.maximum(a, 1e-12))
    return u, inside | ((b < 0) & (inner >= 0) & (u <= 1)), c
