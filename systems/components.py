"""The components of the game, with units at each field. A unit of hull, energy, damage or score is 1/3,000 point."""

from __future__ import annotations

from engine.component import BOOL, F64, I8, I32, U32, Component


class Position(Component):
    """Position of a body relative to the centre of the arena."""

    x: F64  # m
    y: F64  # m


class Velocity(Component):
    """Velocity of a body."""

    x: F64  # m/s
    y: F64  # m/s


class Heading(Component):
    """Heading of a ship, and its rate of change."""

    angle: U32  # 2^-32 turn, counter-clockwise from +x
    spin: I32  # 2^-32 turn per tick


class Hull(Component):
    """Hull of a ship, without which it leaves the match."""

    alive: BOOL
    points: I32  # units


class Energy(Component):
    points: I32  # units


class Gun(Component):
    cooling: I32  # ticks; can fire when recharge has brought it to 0
    fired: I32  # shots so far in this match


class Shield(Component):
    up: BOOL


class Signature(Component):
    """Whether a ship fired or was hit in the last tick, so that everyone senses it."""

    loud: BOOL


class Orders(Component):
    """Orders of a ship for this tick: the engine's input."""

    thrust: I8  # hundredths, -100..100
    turn: I8  # hundredths, -100..100
    fire: I8  # power, 0..3
    shield: I8  # 0 or 1
    strafe: I8  # hundredths, -100..100; positive to the left


class Shot(Component):
    """A projectile; its row determines its owner, because each ship has a ring of rows."""

    moves: I32  # ticks of flight left; 0 is dead
    power: I32  # 1..3
    number: I32  # number of the shot among those of its ship, from 0


class Obstacle(Component):
    """A body that stops ships, shots and sight: an asteroid or the star."""

    radius: F64  # m; 0 if absent


class ProgramStatus(Component):
    """Faults of a seat's program, in this tick and before."""

    status: I8  # index into FAULTS: the engine's input
    faults: I32  # number so far
    deaths: I32  # faults of kind trap, fuel or memory so far


class Score(Component):
    """What a side is judged by."""

    score: I32  # units
    dealt: I32  # units of hull that its shots have destroyed
    fell: I32  # tick of the first state without any of its ships, else NEVER
    forfeited: I32  # likewise for its forfeit, else NEVER


class Outcome(Component):
    """The end of a match."""

    ended: I32  # tick of the last state, 0 while the match continues


class BeaconPosition(Component):
    """Position of the beacon's centre relative to the centre of the arena."""

    x: F64  # m
    y: F64  # m


class BeaconOrbit(Component):
    """The beacon's position in polar coordinates, from which `BeaconPosition` is computed only when it moves."""

    angle: U32  # 2^-32 turn, counter-clockwise from +x
    distance: F64  # m


class GunShot(Component, transient=True):
    """The shot that a ship fires in this tick."""

    power: I32  # of the shot, 0 if none


class Impact(Component, transient=True):
    """The hit of a shot in this tick."""

    ship: I32  # 1 + row of the ship hit, 0 if none
    damage: I32  # units, before the shield
    x: F64  # m, place of the hit
    y: F64  # m


class BodyContact(Component, transient=True):
    """The collisions of a ship in this tick."""

    ship: I32  # 1 + row of the other ship, the last one if several, 0 if none
    asteroid: I32  # 1 + row of an asteroid, likewise
    wall: BOOL


class Damage(Component, transient=True):
    """Damage to a ship in this tick, by cause, applied at once."""

    shots: I32  # units, before the shield
    absorbed: I32  # units of that absorbed by the shield
    others: I32  # units: sum of the following
    ships: I32  # units: contacts with ships
    asteroids: I32  # units: contacts with asteroids
    wall: I32  # units: contacts with the wall
    star: I32  # units
    zone: I32  # units


class Death(Component, transient=True):
    """The end of a ship in this tick."""

    died: BOOL
    x: F64  # m, place of death
    y: F64  # m


class ProgramFault(Component, transient=True):
    """The fault of a seat's program in this tick."""

    kind: I32  # index into FAULTS, else 0


class BeaconControl(Component, transient=True):
    """Whether a side is alone in the beacon after this tick."""

    beacon: BOOL


FAULTS = ("ok", "raised", "fuel", "wall", "memory", "trap", "output", "start")  # meanings of a status
NEVER = 2**31 - 1
