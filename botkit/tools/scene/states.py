"""What a scene tells of a ship and of a shot."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.vec import Vec


@dataclass(frozen=True)
class ShipState:
    """The true state of a ship, independent of what anyone senses.

    Attributes:
        id: its number.
        alive: whether it is still in the match; the other values of a dead ship are meaningless.
        pos: m.
        velocity: m/s.
        heading: rad in [-pi, pi).
        spin: rad/s, left positive.
        hull, energy: 0..100 points.
        cooling: ticks until the gun can fire.
        shielded: whether its shield was up in the last tick.
    """

    id: int
    alive: bool
    pos: Vec
    velocity: Vec
    heading: float
    spin: float
    hull: float
    energy: float
    cooling: int
    shielded: bool


@dataclass(frozen=True)
class ShotState:
    """A shot in flight, with the side that fired it; m, m/s."""

    side: int
    pos: Vec
    velocity: Vec
    power: int
