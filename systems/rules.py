"""The numbers of the game, in one frozen dataclass that is recorded in each log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TICK_RATE = 30  # ticks a second; not a rule: int32 rates are whole per tick only at this rate
DT = 1 / TICK_RATE  # s
UNIT = 3000  # units of hull, energy, damage and points in one point


@dataclass(frozen=True)
class Rules:
    """The rule numbers of a match. Points are points of hull, energy or score; /s is a second of match time."""

    arena_radius: float = 1000.0  # m
    wall_restitution: float = 0.5  # coefficient of restitution, ship against wall
    spawn_distance_min: float = 600.0  # m from the centre, minimum
    spawn_distance_max: float = 800.0  # m from the centre, maximum
    spawn_shift: float = 80.0  # m, maximum, in x and in y
    spawn_turn: float = 0.4  # rad, maximum, either way
    melee_spawn_shift: float = 40.0  # m, maximum, in x and in y
    fleet_spacing: float = 60.0  # m between neighbours in a line

    ship_radius: float = 12.0  # m
    hull: float = 100.0  # points
    energy: float = 100.0  # points
    recharge: float = 6.0  # points/s outside the beacon
    recharge_beacon: float = 7.0  # points/s inside the beacon
    recharge_still: float = 2.0  # points/s below still_speed, anywhere
    still_speed: float = 40.0  # m/s
    thrust_forward: float = 120.0  # m/s^2
    thrust_backward: float = 100.0  # m/s^2
    thrust_side: float = 130.0  # m/s^2, to the left or right
    thrust_cost: float = 2.0  # points of energy per second at full thrust, in any direction
    turn_acceleration: float = 12.0  # rad/s^2
    turn_drag: float = 3.0  # /s, on a ship's spin
    drag: float = 0.6  # /s, on a ship's velocity

    shot_cost: tuple[float, ...] = (5.0, 10.0, 15.0)  # points of energy, by power 1, 2, 3
    shot_damage: tuple[float, ...] = (6.0, 12.0, 18.0)  # points of hull, by power
    shot_arming: int = 20  # ticks of flight after which a shot does its full damage
    shot_unarmed: int = 20  # percent of its damage that a shot does at the muzzle; it grows with every tick
    shot_speed: tuple[float, ...] = (280.0, 240.0, 200.0)  # m/s, by power, added to the ship's velocity
    shot_moves: tuple[int, ...] = (64, 70, 76)  # ticks of flight, by power
    shot_wait: tuple[int, ...] = (10, 14, 18)  # ticks until the gun can fire again, by power
    hit_refund: int = 30  # percent of its cost that a shot which hits returns to the ship that fired it

    shield_cost: float = 10.0  # points of energy per second while the shield is up
    shield_percent: int = 75  # percent of a shot's damage that a raised shield absorbs
    shield_drain: int = 100  # energy cost of absorbed damage, in percent of that damage

    collision_restitution: float = 0.5  # coefficient of restitution, ship against ship or asteroid
    collision_free_speed: float = 20.0  # m/s of closing speed without damage
    collision_damage: float = 0.07  # points of hull per m/s above that, ship against ship or asteroid
    wall_damage: float = 0.13  # points of hull per m/s above that, against the wall

    sense_radius: float = 250.0  # m, in all directions
    shot_sense_radius: float = 200.0  # m, beyond which shots are not sensed
    sight_radius: float = 1000.0  # m, within the sight angle of the heading
    sight_cosine_squared: float = 0.75  # squared cosine of the sight angle: 30 degrees either side of the heading

    beacon_radius: float = 120.0  # m
    beacon_distance_min: float = 0.0  # m from the centre to the beacon's, minimum, except in the arena `well`
    beacon_distance_max: float = 200.0  # m from the centre to the beacon's, maximum
    beacon_rate: float = 1.0  # points/s for a side that is alone in it
    beacon_points: float = 8.0  # points that win the match
    melee_beacon_points: float = 13.0  # points that win a `melee`

    zone_start: int = 1200  # tick at which the safe circle begins to shrink
    zone_end: int = 1800  # tick at which it reaches its final radius
    zone_radius: float = 200.0  # m, final radius of the safe circle
    zone_damage: float = 5.0  # points of hull per second outside the safe circle
    melee_zone_start: int = 600  # tick at which the safe circle begins to shrink in `melee`
    well_zone_radius: float = 300.0  # m, final radius of the safe circle in the arena `well`

    asteroid_pairs: int = 5  # pairs of opposite asteroids in the arena `belt`
    asteroid_radius_min: float = 20.0  # m
    asteroid_radius_max: float = 60.0  # m
    asteroid_speed: float = 30.0  # m/s, maximum
    asteroid_distance_min: float = 150.0  # m from the centre at the start, minimum
    asteroid_distance_max: float = 850.0  # m from the centre at the start, maximum
    asteroid_clearance: float = 60.0  # m from an asteroid's edge to each ship's centre at the start, minimum

    star_radius: float = 60.0  # m, at the centre of the arena `well`
    star_pull: float = 400.0  # 1,000 m^3/s^2: ships and shots accelerate by 1,000 star_pull / (r^2 + star_radius^2)
    star_damage: float = 27.0  # points of hull per second for a ship that touches it
    well_beacon_distance: float = 220.0  # m from the star to the beacon's centre in the arena `well`
    well_beacon_turns: float = 0.0125  # orbits per second, counter-clockwise

    sumo_radius: float = 250.0  # m, initial radius of the ring in `sumo`
    sumo_restitution: float = 1.0  # coefficient of restitution, ship against ship in `sumo`
    sumo_spawn_distance: float = 80.0  # m from the centre
    sumo_spawn_shift: float = 20.0  # m, maximum, in x and in y
    sumo_zone_start: int = 300  # tick at which the ring begins to shrink
    sumo_zone_end: int = 1200  # tick at which it reaches its final radius
    sumo_zone_radius: float = 40.0  # m, final radius of the ring

    max_faults: int = 10  # faults that forfeit a match
    max_deaths: int = 3  # faults of kind trap, fuel or memory that forfeit a match

    def __post_init__(self) -> None:
        """Raise ValueError for numbers with which the engine's arithmetic would not stay finite."""
        if max(self.wall_restitution, self.collision_restitution, self.sumo_restitution) > 1:
            raise ValueError("a restitution is above 1")
        if self.drag > TICK_RATE or not self.turn_acceleration / 90 <= self.turn_drag <= TICK_RATE:
            raise ValueError("drag or turn_drag is out of range")
        if not max(self.zone_start, self.melee_zone_start) < self.zone_end:
            raise ValueError("the zone does not shrink")
        if not self.sumo_zone_start < self.sumo_zone_end or not self.sumo_zone_radius <= self.sumo_radius:
            raise ValueError("the ring does not shrink")
        if not max(self.zone_radius, self.well_zone_radius) <= self.arena_radius:
            raise ValueError("the zone does not shrink")
        if self.asteroid_pairs > 32 or not 0 < self.asteroid_radius_min <= self.asteroid_radius_max < self.arena_radius:
            raise ValueError("asteroid_pairs or an asteroid's radius is out of range")
        if not self.asteroid_distance_min <= self.asteroid_distance_max <= self.arena_radius:
            raise ValueError("an asteroid's distance is out of range")
        if not self.beacon_distance_min <= self.beacon_distance_max <= self.arena_radius:
            raise ValueError("the beacon's distance is out of range")
        if not 1 <= self.star_radius < self.arena_radius:
            raise ValueError("star_radius is out of range")
        if not 0 < 2 * self.ship_radius < min(self.arena_radius, self.sumo_radius) or not self.spawn_turn <= 3:
            raise ValueError("ship_radius or spawn_turn is out of range")
        if min(*self.shot_wait, *self.shot_moves, self.shield_drain) < 1 or self.shield_percent > 100:
            raise ValueError("shot_wait, shot_moves, shield_drain or shield_percent is out of range")
        if max(self.hit_refund, self.shot_unarmed) > 100 or not 1 <= self.shot_arming <= 1000:
            raise ValueError("hit_refund, shot_unarmed or shot_arming is out of range")
        if self.shots_aloft > 64:
            raise ValueError("more than 64 shots of one ship could fly at once")
        if max(self.shot_damage) * self.shots_aloft > 10_000:
            raise ValueError("shot_damage is out of range: all shots of a ship together do more than 10,000")
        if self.thrust_cost < 1 or self.thrust_cost % 1:
            raise ValueError(
                "thrust_cost is not a whole number above 0: a hundredth of thrust a tick costs whole units"
            )
        if max(self.hull, self.energy) >= 10_000:
            raise ValueError("hull or energy is out of range")

    @property
    def shots_aloft(self) -> int:
        """Return the maximum number of a ship's shots in flight, which is the size of its ring.

        After a shot that flies n moves and blocks the gun for w ticks, others follow every min(shot_wait) ticks.
        """
        shortest = min(self.shot_wait)
        return max(1 - (wait - moves) // shortest for moves, wait in zip(self.shot_moves, self.shot_wait, strict=True))

    def as_dict(self) -> dict[str, object]:
        """Return the rules by name, tuples as lists, for JSON."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in vars(self).items()}

    @classmethod
    def from_dict(cls, numbers: Any) -> Rules:
        """Parse rules from an untrusted source, the inverse of `as_dict`.

        Raises:
            ValueError: a number is missing, unknown, of another type, not finite, or beyond what the engine can hold.
        """
        known = vars(cls())
        if not isinstance(numbers, dict) or numbers.keys() != known.keys():
            raise ValueError("the rules are not those of this version")
        return cls(**{name: _like(name, default, numbers[name]) for name, default in known.items()})


def _like(name: str, default: Any, value: Any) -> Any:
    """Convert `value` to the type of `default`; raise ValueError if that fails."""
    if isinstance(default, tuple):
        if not isinstance(value, list) or len(value) != len(default):
            raise ValueError(f"rule {name}: {len(default)} numbers expected")
        return tuple(_like(name, d, v) for d, v in zip(default, value, strict=True))
    wanted = (int,) if isinstance(default, int) else (int, float)
    if isinstance(value, bool) or not isinstance(value, wanted):
        raise ValueError(f"rule {name}: a number expected")
    most = 100_000 if isinstance(default, int) else 10_000
    if not 0 <= value <= most:  # false for NaN
        raise ValueError(f"rule {name}: a number from 0 to {most:,} expected")
    return type(default)(value)


def units(points: float) -> int:
    """Convert points to units of 1/3,000 point, rounded to an integer."""
    return round(points * UNIT)


def units_a_tick(points_a_second: float) -> int:
    """Convert a rate in points per second to units per tick."""
    return round(points_a_second * UNIT / TICK_RATE)
