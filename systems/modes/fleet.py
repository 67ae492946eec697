"""fleet: two lines of ships, each flown by one program."""

from __future__ import annotations

from engine.angle import cos_sin
from engine.world import World
from systems.components import Heading, Position
from systems.config import GameConfig
from systems.mode import Mode
from systems.step.combat import COMBAT
from systems.step.spawning import spawn_points


def spawn(world: World) -> None:
    """Place each side's ships in a line perpendicular to its direction to the centre, from left to right.

    The line is placed like a ship of a duel: it is shifted as a whole, and its ships are turned by the same angle.
    """
    game, ships = world.resource(GameConfig), world["ships"]
    rules, n = game.rules, game.per_side
    at = spawn_points(world, rules.spawn_distance_min, rules.spawn_distance_max, rules.spawn_shift)
    cosine, sine = cos_sin(at.outward)
    for i in range(n):
        left = (n - 1 - 2 * i) * 0.5 * rules.fleet_spacing  # m, of ship i from the middle of its line
        row = slice(i, None, n)  # ship i of both sides
        ships[Position].x[row] = at.x + sine * left  # to the left, facing inward
        ships[Position].y[row] = at.y - cosine * left
        ships[Heading].angle[row] = at.heading


MODE = Mode(COMBAT, spawn, sides=(2, 2), ships=(3, 10), usual_ships=5)
