"""The constants of a match: its rules and its arena."""

from __future__ import annotations

from typing import Any

from botkit import hints
from botkit.vec import Vec


class Rules(hints.Explained):
    """The rule values of a match, as in `rules.ship_radius`. Lists by power start at power 1: `rules.shot_speed[0]`."""

    arena_radius: float  # m
    wall_restitution: float  # coefficient of restitution, ship against wall
    spawn_distance_min: float  # m from the centre, minimum
    spawn_distance_max: float  # m from the centre, maximum
    spawn_shift: float  # m, maximum, in x and in y
    spawn_turn: float  # rad, maximum, either way
    melee_spawn_shift: float  # m, maximum, in x and in y
    fleet_spacing: float  # m between neighbours in a line
    ship_radius: float  # m
    hull: float  # points
    energy: float  # points
    recharge: float  # points/s outside the beacon
    recharge_beacon: float  # points/s inside the beacon
    recharge_still: float  # points/s below still_speed, anywhere
    still_speed: float  # m/s
    thrust_forward: float  # m/s^2
    thrust_backward: float  # m/s^2
    thrust_side: float  # m/s^2, to the left or right
    thrust_cost: float  # points of energy per second at full thrust, in any direction
    turn_acceleration: float  # rad/s^2
    turn_drag: float  # /s, on a ship's spin
    drag: float  # /s, on a ship's velocity
    shot_cost: list[float]  # points of energy, by power 1, 2, 3
    shot_damage: list[float]  # points of hull, by power
    shot_arming: int  # ticks of flight after which a shot does its full damage
    shot_unarmed: int  # percent of its damage that a shot does at the muzzle; it grows with every tick
    shot_speed: list[float]  # m/s, by power, added to the ship's velocity
    shot_moves: list[int]  # ticks of flight, by power
    shot_wait: list[int]  # ticks until the gun can fire again, by power
    hit_refund: int  # percent of its cost that a shot which hits returns to the ship that fired it
    shield_cost: float  # points of energy per second while the shield is up
    shield_percent: int  # percent of a shot's damage that a raised shield absorbs
    shield_drain: int  # energy cost of absorbed damage, in percent of that damage
    collision_restitution: float  # coefficient of restitution, ship against ship or asteroid
    collision_free_speed: float  # m/s of closing speed without damage
    collision_damage: float  # points of hull per m/s above that, ship against ship or asteroid
    wall_damage: float  # points of hull per m/s above that, against the wall
    sense_radius: float  # m, in all directions
    shot_sense_radius: float  # m, beyond which shots are not sensed
    sight_radius: float  # m, within the sight angle of the heading
    sight_cosine_squared: float  # squared cosine of the sight angle: 30 degrees either side of the heading
    beacon_radius: float  # m
    beacon_distance_min: float  # m from the centre to the beacon's, minimum, except in the arena `well`
    beacon_distance_max: float  # m from the centre to the beacon's, maximum
    beacon_rate: float  # points/s for a side that is alone in it
    beacon_points: float  # points that win the match
    melee_beacon_points: float  # points that win a `melee`
    zone_start: int  # tick at which the safe circle begins to shrink
    zone_end: int  # tick at which it reaches its final radius
    zone_radius: float  # m, final radius of the safe circle
    zone_damage: float  # points of hull per second outside the safe circle
    melee_zone_start: int  # tick at which the safe circle begins to shrink in `melee`
    well_zone_radius: float  # m, final radius of the safe circle in the arena `well`
    asteroid_pairs: int  # pairs of opposite asteroids in the arena `belt`
    asteroid_radius_min: float  # m
    asteroid_radius_max: float  # m
    asteroid_speed: float  # m/s, maximum
    asteroid_distance_min: float  # m from the centre at the start, minimum
    asteroid_distance_max: float  # m from the centre at the start, maximum
    asteroid_clearance: float  # m from an asteroid's edge to each ship's centre at the start, minimum
    star_radius: float  # m, at the centre of the arena `well`
    star_pull: float  # 1,000 m^3/s^2: ships and shots accelerate by 1,000 star_pull / (r^2 + star_radius^2)
    star_damage: float  # points of hull per second for a ship that touches it
    well_beacon_distance: float  # m from the star to the beacon's centre in the arena `well`
    well_beacon_turns: float  # orbits per second, counter-clockwise
    sumo_radius: float  # m, initial radius of the ring in `sumo`
    sumo_restitution: float  # coefficient of restitution, ship against ship in `sumo`
    sumo_spawn_distance: float  # m from the centre
    sumo_spawn_shift: float  # m, maximum, in x and in y
    sumo_zone_start: int  # tick at which the ring begins to shrink
    sumo_zone_end: int  # tick at which it reaches its final radius
    sumo_zone_radius: float  # m, final radius of the ring
    max_faults: int  # faults that forfeit a match
    max_deaths: int  # faults of kind trap, fuel or memory that forfeit a match

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def _missing(self, name: str) -> str:
        return f"there is no rule {name!r}{hints.meant(name, self.__dict__)}"

    def __repr__(self) -> str:
        return f"Rules({self.__dict__!r})"


class Body(hints.Explained):
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

    def _missing(self, name: str) -> str:
        return hints.missing("a body", name, self, "bodies")


class Arena(hints.Explained):
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

    def _missing(self, name: str) -> str:
        return hints.missing("the arena", name, self, "arena")
