"""The nouns of the game. Units stand beside each field; a unit of hull, energy, damage or score is 1/3,000 point."""

from __future__ import annotations

from engine.component import BOOL, F64, I8, I32, U32, Component


class Position(Component):
    """Where a body is, from the centre of the arena."""

    x: F64  # m
    y: F64  # m


class Velocity(Component):
    """How a body moves."""

    x: F64  # m/s
    y: F64  # m/s


class Heading(Component):
    """Where a ship points, and how fast that changes."""

    angle: U32  # 2^-32 turn, counter-clockwise from +x
    spin: I32  # 2^-32 turn a tick


class Hull(Component):
    """What keeps a ship in the match."""

    alive: BOOL
    points: I32  # units


class Energy(Component):
    points: I32  # units


class Gun(Component):
    cooling: I32  # ticks; fires when recharge has brought it to 0
    fired: I32  # shots so far in this match


class Shield(Component):
    up: BOOL


class Signature(Component):
    """Whether a ship fired or was hit in the last tick, so that everyone senses it."""

    loud: BOOL


class Orders(Component):
    """What a ship was told for this tick: the engine's input."""

    thrust: I8  # hundredths, -100..100
    turn: I8  # hundredths, -100..100
    fire: I8  # power, 0..3
    shield: I8  # 0 or 1


class Shot(Component):
    """A projectile; its row says whose: each ship has a ring of rows."""

    moves: I32  # ticks that it still flies; 0 is dead
    power: I32  # 1..3
    number: I32  # which of its ship's shots it is, from 0


class Disc(Component):
    """What stops ships, shots and sight: an asteroid, or the star."""

    radius: F64  # m; 0 is none


class Conduct(Component):
    """What a seat's program did in this tick, and before."""

    status: I8  # index into FAULTS: the engine's input
    faults: I32  # so far
    deaths: I32  # faults of kind trap, fuel or memory so far


class Score(Component):
    """What the judge needs to know of a side."""

    score: I32  # units
    dealt: I32  # units of hull that its shots took
    fell: I32  # the tick whose state has none of its ships, else NEVER
    forfeited: I32  # the same for a forfeit, else NEVER


class Outcome(Component):
    """The end of a match."""

    ended: I32  # the tick whose state is the last, 0 while the match goes on


class Blast(Component, transient=True):
    """What a ship's gun does in this tick."""

    power: I32  # of the shot that it fires, else 0


class Impact(Component, transient=True):
    """The hit of a shot in this tick."""

    ship: I32  # 1 + the row of the ship that it hits, else 0
    x: F64  # m, where
    y: F64  # m


class Touch(Component, transient=True):
    """What a ship bumps into in this tick."""

    ship: I32  # 1 + the row of another ship, the last of them where there are several, else 0
    asteroid: I32  # 1 + the row of an asteroid, in the same way
    wall: BOOL


class Wounds(Component, transient=True):
    """What a ship takes in this tick, by cause; all of it lands at once."""

    shots: I32  # units, before the shield
    absorbed: I32  # units of that which the shield takes
    others: I32  # units: all of the following
    ships: I32  # units: contacts with ships
    asteroids: I32  # units: contacts with asteroids
    wall: I32  # units: contacts with the wall
    star: I32  # units
    zone: I32  # units


class Death(Component, transient=True):
    """The end of a ship in this tick."""

    died: BOOL
    x: F64  # m, where
    y: F64  # m


class Lapse(Component, transient=True):
    """What a seat's program did wrong in this tick."""

    kind: I32  # index into FAULTS, else 0


class Hold(Component, transient=True):
    """Whether a side is alone in the beacon after this tick."""

    beacon: BOOL


FAULTS = ("ok", "raised", "fuel", "wall", "memory", "trap", "output", "start")  # what a status stands for
NEVER = 2**31 - 1
