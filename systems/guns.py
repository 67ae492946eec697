"""Energy, guns, shields and shots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.component import flat, some
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


def recharge(world: World) -> None:
    """Living ships gain energy, less of it inside a beacon, and guns cool."""
    game, ships = world.resource(Game), world["ships"]
    energy, gun = ships[Energy], ships[Gun]
    gain = np.where(in_beacon(world, world.tick), game.recharge_beacon, game.recharge) * ships[Hull].alive
    np.minimum(energy.points + gain, game.energy, out=energy.points)
    gun.cooling -= gun.cooling > 0
    ships[Signature].loud.fill(False)  # what happens from here on is the last tick of the state that comes


def fire_guns(world: World) -> None:
    """A gun that is cool and can pay in full fires along the heading; the shot takes the ship's velocity with it."""
    game, ships, shots = world.resource(Game), world["ships"], world["shots"]
    power = ships[Orders].fire
    if not some(power):
        return
    energy, gun = ships[Energy], ships[Gun]
    fires = (power > 0) & (gun.cooling == 0) & (energy.points >= game.shot_cost[power]) & ships[Hull].alive
    (cell,) = flat(fires).nonzero()
    if not cell.size:
        return
    ship, w = np.divmod(cell, world.worlds)
    power, number = flat(power)[cell], flat(gun.fired)[cell]
    into = (ship * game.ring + number % game.ring) * world.worlds + w  # the cell of the shot
    cosine, sine = cos_sin(flat(ships[Heading].angle)[cell])
    place, drift = ships[Position], ships[Velocity]
    position, velocity, shot = shots[Position], shots[Velocity], shots[Shot]
    speed = game.shot_speed[power]
    flat(position.x)[into] = flat(place.x)[cell] + cosine * game.rules.ship_radius
    flat(position.y)[into] = flat(place.y)[cell] + sine * game.rules.ship_radius
    flat(velocity.x)[into] = flat(drift.x)[cell] + cosine * speed
    flat(velocity.y)[into] = flat(drift.y)[cell] + sine * speed
    flat(shot.moves)[into] = game.shot_moves[power]
    flat(shot.power)[into] = power
    flat(shot.number)[into] = number
    flat(energy.points)[cell] -= game.shot_cost[power]
    flat(gun.cooling)[cell] = game.shot_wait[power]
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
    shot.moves -= flying
    swallowed = _meet_bodies(world, flying)
    row, w = _hit_ships(world, flying, swallowed)
    out = position.x * position.x + position.y * position.y > game.edge_squared
    gone = flying & ((shot.moves == 0) | out)
    if swallowed is not None:
        gone |= swallowed <= 1
    gone[row, w] = False  # these stay until their damage has landed
    if some(gone):
        park_shots(shots, gone)


def _meet_bodies(world: World, flying: Mask) -> F | None:
    """Where on its way each flying shot first meets an asteroid or the star: `[shots, W]`, from 0 to 1, else 2.

    None where the arena has no such bodies.
    """
    game, shots = world.resource(Game), world["shots"]
    if not game.bodies:
        return None
    met = np.full(flying.shape, 2.0)
    body, motion = shots[Position], shots[Velocity]
    reach = game.largest_body + 1 + 2 * _fastest(world) * DT
    for target, drift, disc in world.query(Position, Velocity, Disc):
        k, row, w = near_between(target.x, target.y, body.x, body.y, reach, flying)
        there = disc.radius[k, w] > 0
        k, row, w = k[there], row[there], w[there]
        u, meets, _ = _sweep(body, motion, row, target, drift, k, w, disc.radius[k, w])
        np.minimum.at(met, (row[meets], w[meets]), u[meets])
    return met


def _hit_ships(world: World, flying: Mask, swallowed: F | None) -> tuple[Index, Index]:
    """Note which flying shots hit which ship on the way that they just made; returns their rows and worlds.

    Args:
        swallowed: what `_meet_bodies` gave: a ship behind that is safe.
    """
    game, ships, shots = world.resource(Game), world["ships"], world["shots"]
    body, motion, target, drift = shots[Position], shots[Velocity], ships[Position], ships[Velocity]
    radius = game.rules.ship_radius
    reach = radius + 1 + 2 * _fastest(world) * DT
    ship, row, w = near_between(target.x, target.y, body.x, body.y, reach, flying)
    if ship.size:
        foe = game.foes[ship, row]
        ship, row, w = ship[foe], row[foe], w[foe]
    if not ship.size:
        return row, w
    u, hit, depth = _sweep(body, motion, row, target, drift, ship, w, radius)
    hx = body.x[row, w] - motion.x[row, w] * DT * (1 - u)
    hy = body.y[row, w] - motion.y[row, w] * DT * (1 - u)
    hit &= hx * hx + hy * hy <= game.edge_squared  # a shot that has left the arena hits nothing
    if swallowed is not None:
        hit &= u <= swallowed[row, w]
    ship, row, w, u, depth, hx, hy = ship[hit], row[hit], w[hit], u[hit], depth[hit], hx[hit], hy[hit]
    order = np.lexsort((ship, depth, u, row, w))  # of two that it starts in, the one whose centre is nearer
    first = np.ones(len(order), np.bool_)
    first[1:] = (row[order][1:] != row[order][:-1]) | (w[order][1:] != w[order][:-1])
    earliest = order[first]
    row, w, impact = row[earliest], w[earliest], shots[Impact]
    impact.ship[row, w] = ship[earliest] + 1
    impact.x[row, w], impact.y[row, w] = hx[earliest], hy[earliest]
    return row, w


def _fastest(world: World) -> float:
    """As fast as any body moves, or faster, in m/s."""
    return max(float((np.abs(motion.x) + np.abs(motion.y)).max()) for (motion,) in world.query(Velocity))


def _sweep(
    body: Position,
    motion: Velocity,
    row: Index,
    target: Position,
    drift: Velocity,
    disc: Index,
    w: Index,
    radius: F | float,
) -> tuple[F, Mask, F]:
    """When on the way of this tick shots meet moving discs: a share u of the way, whether they do, |d|^2 - radius^2.

    In the disc's frame the shot goes from d in one tick by m; it hits where |d + u m| first is the radius.
    """
    mx = (motion.x[row, w] - drift.x[disc, w]) * DT
    my = (motion.y[row, w] - drift.y[disc, w]) * DT
    dx = body.x[row, w] - target.x[disc, w] - mx
    dy = body.y[row, w] - target.y[disc, w] - my
    a = mx * mx + my * my
    b = dx * mx + dy * my
    c = dx * dx + dy * dy - radius * radius
    inner = b * b - a * c
    u = np.where(c <= 0, 0.0, (-b - np.sqrt(np.maximum(inner, 0.0))) / np.maximum(a, 1e-12))
    return u, (c <= 0) | ((b < 0) & (inner >= 0) & (u <= 1)), c
