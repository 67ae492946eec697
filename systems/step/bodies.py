"""Motion of ships and other bodies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.component import any_nonzero
from engine.vectors import dot
from engine.world import Table, World
from systems.components import Death, Energy, Heading, Hull, Orders, Position, Shield, Shot, Velocity
from systems.config import GameConfig
from systems.rules import DT

PARKED = 1_000_000.0  # m: dead ships are parked here, at rest; dead shots at -PARKED
_PARKED_SHOT = np.array([[-PARKED], [0], [0], [0]])  # x, y, and velocity
_FAR = PARKED / 2  # m: anything farther out is parked
_TINY = 1e-300  # m^2, positive


def turn_ships(world: World) -> None:
    """Update spin, by drag and the ordered turn, and heading, which wraps around."""
    game, ships = world.resource(GameConfig), world["ships"]
    angle, spin, turn = ships[Heading].angle, ships[Heading].spin, ships[Orders].turn
    spin[:] = np.rint(spin * game.spin_kept + game.turn_gain.take(turn, mode="wrap"))
    angle += spin.view(angle.dtype)


def drag_ships(world: World) -> None:
    """Reduce the velocity of ships by drag."""
    velocity = world["ships"][Velocity].fields
    velocity *= world.resource(GameConfig).drag


def thrust_ships(world: World) -> None:
    """Accelerate ships along their new heading, then sideways, as far as their energy allows."""
    game, ships = world.resource(GameConfig), world["ships"]
    thrust, strafe, energy = ships[Orders].thrust, ships[Orders].strafe, ships[Energy]
    strafes = any_nonzero(strafe)
    if not strafes and not any_nonzero(thrust):
        return
    velocity, ahead = ships[Velocity].fields, cos_sin(ships[Heading].angle)
    velocity += game.thrust_gain.take(_paid(game, energy, thrust), mode="wrap") * ahead
    if strafes:
        gain = game.strafe_gain.take(_paid(game, energy, strafe), mode="wrap")
        velocity[0] -= gain * ahead[1]
        velocity[1] += gain * ahead[0]


def _paid(game: GameConfig, energy: Energy, ordered: NDArray[np.int8]) -> NDArray[np.int32]:
    """Deduct the energy for a thrust, and return it in hundredths, reduced to what the energy pays for."""
    most = energy.points // game.thrust_cost
    hundredths: NDArray[np.int32] = np.maximum(np.minimum(ordered, most), -most)
    energy.points -= np.abs(hundredths) * game.thrust_cost
    return hundredths


def pull_bodies(world: World) -> None:
    """Accelerate ships and shots towards the star."""
    game = world.resource(GameConfig)
    if not game.arena.star:
        return
    rules = game.rules
    softened = rules.star_radius * rules.star_radius
    for table in ("ships", "shots"):
        position, velocity = world[table][Position].fields, world[table][Velocity].fields
        r2 = dot(position, position)
        pull = 1000 * DT * rules.star_pull / (r2 + softened)  # m/s per tick
        share = np.where((r2 > 0) & (r2 < _FAR * _FAR), pull / np.sqrt(np.maximum(r2, _TINY)), 0.0)
        velocity -= share * position


def move_bodies(world: World) -> None:
    """Update positions with the velocities of this tick (semi-implicit Euler)."""
    dt = world.resource(GameConfig).dt
    for position, velocity in world.query(Position, Velocity):
        place = position.fields
        place += velocity.fields * dt


def park_ships(ships: Table, dead: np.ndarray) -> None:
    """Remove ships from the match.

    Args:
        dead: bool `[ships, W]`.
    """
    death, position = ships[Death], ships[Position]
    death.died |= dead
    death.x[dead], death.y[dead] = position.x[dead], position.y[dead]
    ships[Hull].alive &= ~dead
    for column in (ships[Hull].points, ships[Energy].points, ships[Shield].up, ships[Heading].spin):
        column[dead] = 0
    for body in (ships[Velocity].x, ships[Velocity].y, position.y):
        body[dead] = 0.0
    position.x[dead] = PARKED


def park_shots(world: World, shots: NDArray[np.intp]) -> None:
    """Remove shots from the match, given their flat indices."""
    world["shots"][Shot].flat.moves[shots] = 0
    world.stack(Position, Velocity).scatter("shots", shots, _PARKED_SHOT)
