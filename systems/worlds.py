"""World sets of the game: what tables there are, and how a match begins."""

from __future__ import annotations

from collections.abc import Sequence

from engine.world import Shape, World
from systems.bodies import PARKED
from systems.components import (
    NEVER,
    Blast,
    Conduct,
    Death,
    Energy,
    Gun,
    Heading,
    Hold,
    Hull,
    Impact,
    Lapse,
    Orders,
    Position,
    Shield,
    Shot,
    Signature,
    Standing,
    Touch,
    Velocity,
    Verdict,
    Wounds,
)
from systems.game import Game
from systems.modes import MODES, Mode
from systems.setup import Setup

SHIP = (Position, Velocity, Heading, Hull, Energy, Gun, Shield, Signature, Orders, Blast, Touch, Wounds, Death)
SHOT = (Position, Velocity, Shot, Impact)
SEAT = (Standing, Conduct, Lapse, Hold)


def mode_of(setup: Setup) -> Mode:
    """The mode that a setup names. Raises ValueError if there is none, or if its sizes are not the setup's."""
    mode = MODES.get(setup.mode)
    if mode is None:
        raise ValueError(f"mode {setup.mode!r} is not one of: {', '.join(MODES)}")
    for what, asked, (least, most) in (("sides", setup.sides, mode.sides), ("ships a side", setup.ships, mode.ships)):
        if not least <= asked <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ValueError(f"{setup.mode} takes {wanted} {what if most > 1 else 'ship a side'}, not {asked}")
    return mode


def new_worlds(setups: Sequence[Setup]) -> World:
    """A world set with one world a setup, at tick 0.

    Raises:
        ValueError: the setups differ in more than their seeds, or ask for a mode or size that there is not.
    """
    first = setups[0]
    if any(setup.with_seed(first.seed) != first for setup in setups):
        raise ValueError("the matches of a world set differ in their seeds alone")
    mode = mode_of(first)
    game = Game(first)
    world = World(
        len(setups),
        {
            "ships": Shape(game.ships, SHIP),
            "shots": Shape(game.ships * game.ring, SHOT),
            "seats": Shape(game.sides, SEAT),
            "matches": Shape(1, (Verdict,)),
        },
        game,
    )
    world.key[:] = [setup.key for setup in setups]
    ships, shots, seats = world["ships"], world["shots"], world["seats"]
    ships[Hull].alive[:] = True
    ships[Hull].points[:] = game.hull
    ships[Energy].points[:] = game.energy
    shots[Position].x[:] = -PARKED
    seats[Standing].fell[:] = NEVER
    seats[Standing].forfeited[:] = NEVER
    mode.spawn(world)
    return world


def step(world: World) -> None:
    """Make the next state of every world from the Orders and statuses in it."""
    MODES[world.resource(Game).setup.mode].schedule(world)
