"""The constants of a match: its rules and its arena."""

from __future__ import annotations

from typing import Any

from botkit import hints
from botkit.vec import Vec


class Rules:
    """The rule values of a match, as in `rules.ship_radius`. Lists by power start at power 1: `rules.shot_speed[0]`."""

    arena_radius: float  # m
    wall_restitution: float  # speed kept by a ship that bounces off the wall
    spawn_distance_min: float  # m from the centre
    spawn_distance_max: float  # m
    spawn_shift: float  # m, in x and in y
    spawn_turn: float  # rad
    melee_spawn_shift: float  # m, in x and in y
    fleet_spacing: float  # m between the ships of a line
    ship_radius: float  # m
    hull: float  # points
    energy: float  # points
    recharge: float  # points/s
    recharge_beacon: float  # points/s inside the beacon
    thrust_forward: float  # m/s^2
    thrust_backward: float  # m/s^2
    thrust_cost: float  # points of energy a second at full thrust, either way
    turn_acceleration: float  # rad/s^2
    turn_drag: float  # /s
    drag: float  # /s on a ship's velocity
    shot_cost: list[float]  # points of energy, by power 1, 2, 3
    shot_damage: list[float]  # points of hull, by power
    shot_speed: list[float]  # m/s, by power, added to the ship's velocity
    shot_moves: list[int]  # ticks that a shot flies, by power
    shot_wait: list[int]  # ticks until the gun fires again, by power
    shield_cost: float  # points/s
    shield_percent: int  # of shot damage taken by a raised shield
    shield_drain: int  # percent of what it takes: what that costs of energy
    collision_restitution: float  # ship against ship
    collision_free_speed: float  # m/s of closing speed that hurt nobody
    collision_damage: float  # points of hull for each m/s above that, ship against ship
    wall_damage: float  # the same against the wall
    sense_radius: float  # m, all round
    sight_radius: float  # m, within the sight angle of the heading
    sight_cosine_squared: float  # 30 degrees either side of the heading
    beacon_radius: float  # m; at the centre, but in the arena `well`
    beacon_rate: float  # points/s to a side alone in it
    beacon_points: float  # points that win
    melee_beacon_points: float  # the same in `melee`
    zone_start: int  # tick at which the safe circle begins to shrink
    zone_end: int  # tick at which it has shrunk
    zone_radius: float  # m, at the end
    zone_damage: float  # points of hull a second outside
    melee_zone_start: int  # tick at which it begins to shrink in `melee`
    well_zone_radius: float  # m, at the end, in the arena `well`
    asteroid_pairs: int  # in the arena `belt`, each two opposite each other
    asteroid_radius_min: float  # m
    asteroid_radius_max: float  # m
    asteroid_speed: float  # m/s at the most
    asteroid_distance_min: float  # m from the centre at the start
    asteroid_distance_max: float  # m
    asteroid_clearance: float  # m from an asteroid's edge to each ship's centre at the start, at least
    star_radius: float  # m, at the centre of the arena `well`
    star_pull: float  # 1,000 m^3/s^2: ships and shots fall with 1,000 star_pull / (r^2 + star_radius^2)
    star_damage: float  # points of hull a second to a ship that touches it
    well_beacon_distance: float  # m from the star, of the beacon's centre in the arena `well`
    well_beacon_turns: float  # /s, counter-clockwise around the star, from +x at tick 0
    sumo_radius: float  # m, of the ring in `sumo`
    sumo_restitution: float  # ship against ship
    sumo_spawn_distance: float  # m from the centre
    sumo_spawn_shift: float  # m, in x and in y
    sumo_zone_start: int  # tick at which the ring begins to shrink
    sumo_zone_end: int  # tick at which it has shrunk
    sumo_zone_radius: float  # m, of the ring at the end
    max_faults: int  # faults that forfeit a match
    max_deaths: int  # faults of kind trap, fuel or memory that forfeit a match

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no rule {name!r}{hints.meant(name, self.__dict__)}")

    def __repr__(self) -> str:
        return f"Rules({self.__dict__!r})"


class Body:
    """A fixed body in the arena.

    Attributes:
        kind: for example "star".
        pos: position of its centre, m.
        radius: m.
    """

    def __init__(self, body: dict[str, Any]) -> None:
        self.kind: str = body["kind"]
        self.pos = Vec(body["x"], body["y"])
        self.radius: float = body["radius"]


class Arena:
    """The arena of a match: a disc around (0, 0).

    Attributes:
        name: for example "open".
        radius: radius of the wall, or of the ring in sumo, m.
        bodies: the fixed bodies.
        zone_radius: radius of the final safe circle, m.
    """

    def __init__(self, arena: dict[str, Any]) -> None:
        self.name: str = arena["name"]
        self.radius: float = arena["radius"]
        self.zone_radius: float = arena.get("zone", arena)["radius"]
        self.bodies = tuple(Body(body) for body in arena["bodies"])
