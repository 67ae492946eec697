"""World sets of the game: their tables, and how a match starts."""

from __future__ import annotations

from collections.abc import Sequence

from engine.layout import Shape
from engine.world import World
from systems.components import (
    NEVER,
    BeaconControl,
    BeaconOrbit,
    BeaconPosition,
    BodyContact,
    Damage,
    Death,
    Energy,
    Gun,
    GunShot,
    Heading,
    Hull,
    Impact,
    Obstacle,
    Orders,
    Outcome,
    Position,
    ProgramFault,
    ProgramStatus,
    Score,
    Shield,
    Shot,
    Signature,
    Velocity,
)
from systems.config import GameConfig
from systems.modes import MODES, mode_of
from systems.setup import Setup, draw_key
from systems.step.asteroids import spawn_asteroids
from systems.step.beacon import spawn_beacon
from systems.step.bodies import PARKED

SHIP = (Position, Velocity, Heading, Hull, Energy, Gun, Shield, Signature, Orders, GunShot, BodyContact, Damage, Death)
SHOT = (Position, Velocity, Shot, Impact)
BODY = (Position, Velocity, Obstacle)
MATCH = (Outcome, BeaconPosition, BeaconOrbit)
SEAT = (Score, ProgramStatus, ProgramFault, BeaconControl)


def new_worlds(setups: Sequence[Setup]) -> World:
    """Create a world set with one world per setup, at tick 0.

    Raises:
        ValueError: the setups differ in more than their seeds, or their mode, arena or size is not supported.
    """
    first = setups[0]
    if any(setup.with_seed(first.seed) != first for setup in setups):
        raise ValueError("the matches of a world set may differ only in their seeds")
    return seeded_worlds(first, [setup.seed for setup in setups])


def seeded_worlds(setup: Setup, seeds: Sequence[int]) -> World:
    """Create a world set with one world per seed, otherwise of the same setup, at tick 0.

    Raises:
        ValueError: the setup's mode, arena or size is not supported.
    """
    mode = mode_of(setup)
    arena = mode.arenas[setup.arena](setup.rules)
    game = GameConfig(setup, arena)
    world = World(
        len(seeds),
        {
            "ships": Shape(game.ships, SHIP),
            "shots": Shape(game.ships * game.ring, SHOT),
            "asteroids": Shape(arena.asteroids, BODY),
            "stars": Shape(int(arena.star), BODY),
            "seats": Shape(game.sides, SEAT),
            "matches": Shape(1, MATCH),
        },
        game,
    )
    world.key[:] = [draw_key(seed) for seed in seeds]
    ships, shots, seats = world["ships"], world["shots"], world["seats"]
    ships[Hull].alive[:] = True
    ships[Hull].points[:] = game.hull
    ships[Energy].points[:] = game.energy
    shots[Position].x[:] = -PARKED
    world["stars"][Obstacle].radius[:] = setup.rules.star_radius
    seats[Score].fell[:] = NEVER
    seats[Score].forfeited[:] = NEVER
    mode.spawn(world)
    spawn_beacon(world)
    spawn_asteroids(world)
    return world


def step(world: World) -> None:
    """Compute the next state of every world from the inputs in it."""
    MODES[world.resource(GameConfig).setup.mode].schedule(world)
