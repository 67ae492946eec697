"""Constants of a world set: its setup, and the rules in the engine's units."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS
from engine.constants import constant
from systems.arenas import ArenaSpec
from systems.rules import DT, Rules, units, units_a_tick
from systems.setup import Setup

OWN, SHIP, SHOT, ASTEROID = range(4)  # the kinds of rows in an observation
KINDS = 4


class GameConfig:
    """The resource with the constants that systems need.

    A world set has one mode, arena, size and set of rules; seeds are in the worlds' keys. Rows of `ships` are grouped
    by side, side 0 first. Ship row s owns the rows of `shots` from s * ring on.
    """

    def __init__(self, setup: Setup, arena: ArenaSpec) -> None:
        rules = setup.rules
        self.setup = setup
        self.rules: Rules = rules
        self.arena = arena
        self.bodies = arena.asteroids + arena.star  # number of bodies that stop shots and sight
        self.largest_body = max(rules.asteroid_radius_max * (arena.asteroids > 0), rules.star_radius * arena.star)  # m
        self.sides = setup.sides
        self.per_side = setup.ships
        self.ships = setup.sides * setup.ships
        self.ring = rules.shots_aloft
        self.contacts = self.ships * (1 + self.ring) + arena.asteroids  # rows of everything that can be sensed
        self.shot_rows = slice(self.ships, self.ships * (1 + self.ring))
        self.body_rows = slice(self.contacts - arena.asteroids, self.contacts + arena.star)  # of asteroids and star
        self.max_ticks = setup.max_ticks

        self.slots = constant(self.ring, np.int32)
        self.shots = constant(self.ships * self.ring, np.intp)
        self.last_tick = constant(setup.max_ticks - 1, np.int32)  # the tick whose systems compute the last state
        self.hull = constant(units(rules.hull), np.int32)
        self.energy = constant(units(rules.energy), np.int32)
        self.shield_cost = constant(units_a_tick(rules.shield_cost), np.int32)
        self.thrust_cost = constant(units_a_tick(rules.thrust_cost) // 100, np.int32)  # per hundredth and tick
        self.beacon_rate = constant(units_a_tick(rules.beacon_rate), np.int32)
        self.beacon_points = constant(units(arena.beacon_points), np.int32)
        self.zone_damage = constant(units_a_tick(rules.zone_damage), np.int32)
        self.star_damage = constant(units_a_tick(rules.star_damage), np.int32)
        self.collision_damage = float(units(rules.collision_damage))  # per m/s
        self.wall_damage = float(units(rules.wall_damage))

        self.dt = constant(DT)  # s
        self.drag = constant(1 - rules.drag * DT)
        self.spin_kept = constant(1 - rules.turn_drag * DT)
        self.recharge_still = constant(units_a_tick(rules.recharge_still), np.int32)
        self.still_squared = constant(rules.still_speed * rules.still_speed)  # m^2/s^2
        self.edge_squared = constant(arena.radius * arena.radius)  # m^2
        edge = arena.radius - rules.ship_radius
        self.wall_squared = constant(edge * edge)  # m^2: a ship farther out touches the wall
        self.ship_squared = constant(rules.ship_radius * rules.ship_radius)  # m^2
        self.sense_squared = constant(rules.sense_radius * rules.sense_radius)  # m^2
        self.shot_sense_squared = constant(rules.shot_sense_radius * rules.shot_sense_radius)  # m^2
        self.sight_squared = constant(rules.sight_radius * rules.sight_radius)  # m^2
        self.sight_cosine_squared = constant(rules.sight_cosine_squared)
        self.beacon_turn = constant(arena.beacon_turn, np.uint32)  # 2^-32 turn per tick
        self.beacon_squared = constant(rules.beacon_radius * rules.beacon_radius)  # m^2

    @cached_property
    def side_of(self) -> NDArray[np.intp]:
        """The side of each row of ships, `[ships]`."""
        return np.arange(self.ships) // self.per_side

    @cached_property
    def ships_of(self) -> list[tuple[int, ...]]:
        """The rows of the ships of each side."""
        return [tuple(range(side * self.per_side, (side + 1) * self.per_side)) for side in range(self.sides)]

    @cached_property
    def owner_of(self) -> NDArray[np.intp]:
        """The row of the ship that owns each row of shots, `[shots]`."""
        return np.arange(self.ships * self.ring) // self.ring

    @cached_property
    def same_side(self) -> NDArray[np.bool_]:
        """Whether two ships are of the same side, `[ships, ships, 1]`."""
        same: NDArray[np.bool_] = (self.side_of[:, None] == self.side_of)[:, :, None]
        return same

    def are_foes(self, ship: NDArray[np.intp], shot: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether a ship and the owner of a shot are of different sides, by their rows, `[P]`."""
        pair: NDArray[np.intp] = ship * self.shots + shot
        return self._foes.take(pair)

    @cached_property
    def _foes(self) -> NDArray[np.bool_]:
        """Whether every ship and the owner of every row of shots are of different sides, flat `[ships * shots]`."""
        foes: NDArray[np.bool_] = self.side_of[:, None] != self.side_of_shots
        return foes.reshape(-1)

    @cached_property
    def side_of_shots(self) -> NDArray[np.intp]:
        """The side of each row of shots, `[shots]`."""
        sides: NDArray[np.intp] = self.side_of[self.owner_of]
        return sides

    @cached_property
    def first_ids(self) -> NDArray[np.int32]:
        """Ids given to programs, of ships, of asteroids, and of the first shot in each row, `[contacts]`."""
        asteroids = np.arange(self.ships, self.ships + self.arena.asteroids)
        shots = self.ships + self.arena.asteroids + self.owner_of
        return np.concatenate([np.arange(self.ships), shots, asteroids]).astype(np.int32)

    @cached_property
    def kinds(self) -> NDArray[np.intp]:
        """The kind of each row as seen by each side, flat `[sides * contacts]`."""
        kinds = np.full((self.sides, self.contacts), SHOT)
        kinds[:, : self.ships] = np.where(np.arange(self.sides)[:, None] == self.side_of, OWN, SHIP)
        kinds[:, self.body_rows.start :] = ASTEROID
        return kinds.reshape(-1)

    @cached_property
    def recharge(self) -> NDArray[np.int32]:
        """Units of energy that a moving ship gains per tick outside and inside a beacon, `[2]`."""
        return np.array([*map(units_a_tick, (self.rules.recharge, self.rules.recharge_beacon))], np.int32)

    @cached_property
    def turn_gain(self) -> NDArray[np.float64]:
        """Change of spin, 2^-32 turn per tick, by hundredths of turn; negative ones index from the end, `[201]`."""
        gain = self.rules.turn_acceleration * DT * DT / RADIANS / 100
        return _by_hundredths(gain, gain)

    @cached_property
    def thrust_gain(self) -> NDArray[np.float64]:
        """Change of speed, m/s per tick, by hundredths of thrust; negative ones index from the end, `[201]`."""
        forward, backward = (thrust * DT / 100 for thrust in (self.rules.thrust_forward, self.rules.thrust_backward))
        return _by_hundredths(forward, backward)

    @cached_property
    def strafe_gain(self) -> NDArray[np.float64]:
        """Change of speed to the left, m/s per tick, by hundredths; negative ones index from the end, `[201]`."""
        gain = self.rules.thrust_side * DT / 100
        return _by_hundredths(gain, gain)

    @cached_property
    def shot_cost(self) -> NDArray[np.int32]:
        """Units of energy by power; for power 0 more than a ship can have, `[4]`."""
        return np.array([2**31 - 1, *map(units, self.rules.shot_cost)], np.int32)

    @cached_property
    def hit_refund(self) -> NDArray[np.int32]:
        """Units of energy that a hit returns to the ship that fired, by power, `[4]`."""
        return np.array([0, *(units(cost) * self.rules.hit_refund // 100 for cost in self.rules.shot_cost)], np.int32)

    @cached_property
    def shot_damage(self) -> NDArray[np.int32]:
        """Units of hull by power and by ticks of flight left, flat `[4 * shot_life]`."""
        rules, damage = self.rules, np.zeros((4, self.shot_life), np.int32)
        for power, (full, moves) in enumerate(zip(map(units, rules.shot_damage), rules.shot_moves, strict=True), 1):
            flown = np.minimum(np.maximum(moves - np.arange(self.shot_life), 0), rules.shot_arming)
            share = rules.shot_unarmed * rules.shot_arming + (100 - rules.shot_unarmed) * flown
            damage[power] = full * share // (100 * rules.shot_arming)
        return damage.reshape(-1)

    @cached_property
    def shot_life(self) -> int:
        """Number of values of the ticks of flight that a shot has left."""
        return max(self.rules.shot_moves) + 1

    @cached_property
    def muzzle(self) -> NDArray[np.float64]:
        """Distance from the ship's centre at which a shot starts, in m, and its speed, in m/s, by power, `[2, 4]`."""
        return np.array([[self.rules.ship_radius] * 4, [0.0, *self.rules.shot_speed]])

    @cached_property
    def shot_moves(self) -> NDArray[np.int32]:
        """Ticks that a shot flies, by power, `[4]`."""
        return np.array([0, *self.rules.shot_moves], np.int32)

    @cached_property
    def shot_wait(self) -> NDArray[np.int32]:
        """Ticks until the gun can fire again, by power, `[4]`."""
        return np.array([0, *self.rules.shot_wait], np.int32)

    def any_of_side(self, ships: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Reduce a mask of ships to whether it holds for any ship of each side: `[ships, ...]` to `[sides, ...]`.

        The ships may be those of some sides only.
        """
        if self.per_side == 1:
            return ships
        result: NDArray[np.bool_] = np.any(ships.reshape(-1, self.per_side, *ships.shape[1:]), axis=1)
        return result

    def safe_radius(self, tick: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the radius of the safe circle in the states of these ticks, in m, with the same shape."""
        return self._safe_radii.take(tick, mode="clip")

    def safe_radius_at(self, tick: int) -> float:
        """Return the radius of the safe circle in the state of one tick, in m."""
        return self._safe_radii.item(min(tick, self.arena.zone_end))

    @cached_property
    def _safe_radii(self) -> NDArray[np.float64]:
        """Radii of the safe circle in all states until it has shrunk, m."""
        arena = self.arena
        since = np.maximum(np.arange(arena.zone_end + 1) - arena.zone_start, 0)
        return arena.radius - (arena.radius - arena.zone_radius) * since / (arena.zone_end - arena.zone_start)


def _by_hundredths(positive: float, negative: float) -> NDArray[np.float64]:
    """Return multiples of the gain of a hundredth, for 0..100, then for -100..-1, `[201]`."""
    return np.array([h * positive for h in range(101)] + [h * negative for h in range(-100, 0)])
