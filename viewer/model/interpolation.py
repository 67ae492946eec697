"""Interpolation between two states."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from systems.rules import DT
from viewer.model.frame import F32, Bodies, Mask, Ships, Shots
from viewer.model.recording import Recording


@dataclass(frozen=True)
class InterpolatedFrame:
    """What is shown at a position of the replay.

    Attributes:
        position: ticks, fractional between two states.
        ships: those of the state before, with position and heading interpolated to the next.
        shots: likewise; new shots start at their gun, and shots that hit end at their hit.
        shown: which rows of shots are visible.
        beacon: its centre, interpolated, m.
        safe_radius: m.
    """

    position: float
    ships: Ships
    shots: Shots
    shown: Mask
    asteroids: Bodies
    points: tuple[float, ...]
    beacon: tuple[float, float]
    holder: int | None
    safe_radius: float


def interpolate(recording: Recording, position: float) -> InterpolatedFrame:
    """Interpolate the match at `position`, 0 .. ticks."""
    tick = min(int(position), recording.ticks)
    now, share = recording.frame(tick), position - tick
    moment = InterpolatedFrame(
        position,
        now.ships,
        now.shots,
        now.shots.flying,
        now.asteroids,
        now.points,
        now.beacon,
        now.holder,
        now.safe_radius,
    )
    if share <= 0 or tick >= recording.ticks:
        return moment
    after = recording.frame(tick + 1)
    shots, shown = _shots_between(now.shots, after.shots, share)
    (x, y), (next_x, next_y) = now.beacon, after.beacon
    safe = now.safe_radius + (after.safe_radius - now.safe_radius) * share
    return replace(
        moment,
        ships=_ships_between(now.ships, after.ships, share),
        shots=shots,
        shown=shown,
        asteroids=_bodies_between(now.asteroids, after.asteroids, share),
        beacon=(x + (next_x - x) * share, y + (next_y - y) * share),
        safe_radius=safe,
    )


def _ships_between(now: Ships, after: Ships, share: float) -> Ships:
    """Interpolate ships; one that dies in this tick continues at its velocity."""
    turn = after.heading - now.heading
    turn -= math.tau * np.rint(turn / math.tau)
    return replace(
        now,
        x=np.where(after.alive, now.x + (after.x - now.x) * share, now.x + now.vx * (DT * share)),
        y=np.where(after.alive, now.y + (after.y - now.y) * share, now.y + now.vy * (DT * share)),
        heading=np.where(after.alive, now.heading + turn * share, now.heading).astype(np.float32),
        hull=np.where(after.alive, now.hull + (after.hull - now.hull) * share, now.hull),
        energy=np.where(after.alive, now.energy + (after.energy - now.energy) * share, now.energy),
        shield=after.shield,
    )


def _bodies_between(now: Bodies, after: Bodies, share: float) -> Bodies:
    return replace(now, x=now.x + (after.x - now.x) * share, y=now.y + (after.y - now.y) * share)


def _shots_between(now: Shots, after: Shots, share: float) -> tuple[Shots, Mask]:
    """Interpolate shots, and return which of them are visible."""
    there = after.flying | after.hit
    same = now.flying & there & (now.number == after.number)
    born = there & ~same
    x = _way(now.x, after.x, now.vx, after.vx, same, born, share)
    y = _way(now.y, after.y, now.vy, after.vy, same, born, share)
    numbered = replace(after, x=x, y=y, vx=np.where(there, after.vx, now.vx), vy=np.where(there, after.vy, now.vy))
    return replace(numbered, power=np.where(there, after.power, now.power)), now.flying | born


def _way(now: F32, after: F32, speed: F32, speed_after: F32, same: Mask, born: Mask, share: float) -> F32:
    """Interpolate coordinates of shots: towards the next state, from their gun, or along a path that ends."""
    on = now + (after - now) * share
    from_gun = after - speed_after * (DT * (1 - share))
    ends = now + speed * (DT * share)
    return np.where(same, on, np.where(born, from_gun, ends)).astype(np.float32)
