"""Tracks: how the ships that a side has sensed flew, and what follows for where they will be."""

from __future__ import annotations

import cmath
import math
from collections import deque
from typing import Any

from botkit import hints
from botkit.motion import Motion, State
from botkit.vec import Vec, angle_difference

Row = list[Any]

KEPT = 60  # states, 2 s
FITTED = 4  # latest ticks from which thrust and spin are computed: bots change their orders often


class Track(hints.Explained):
    """How a ship has flown, as its side sensed it: the latest 60 states at most. It grows while the ship is sensed."""

    __slots__ = ("_fit", "_fitted", "_motion", "_states")

    def __init__(self, motion: Motion) -> None:
        self._motion = motion
        self._states: deque[tuple[int, Row]] = deque(maxlen=KEPT)
        self._fit: tuple[complex, float] = (0j, 0.0)
        self._fitted = -1  # the tick for which that is

    def _missing(self, name: str) -> str:
        return hints.missing("a track", name, Track, "tracks")

    def __len__(self) -> int:
        return len(self._states)

    @property
    def ticks(self) -> list[int]:
        """The ticks in which the ship was sensed, oldest first."""
        return [tick for tick, _ in self._states]

    @property
    def positions(self) -> list[Vec]:
        """Its position in each of these ticks, m."""
        return [Vec(row[2], row[3]) for _, row in self._states]

    @property
    def acceleration(self) -> Vec:
        """Its latest thrust, m/s^2: its acceleration without that by drag and the star.

        It is the mean of the latest four ticks, or of as many as the ship was sensed in without a gap; else zero.
        """
        thrust, _ = self._fitting()
        return Vec(thrust.real, thrust.imag)

    @property
    def turn_rate(self) -> float:
        """How fast it turns, rad/s, left positive, over the same ticks."""
        return self._fitting()[1]

    def _fitting(self) -> tuple[complex, float]:
        """Return the thrust as x + y j, for the latest heading, and the spin."""
        states = self._states
        latest = states[-1][0]
        if self._fitted != latest:
            self._fitted = latest
            self._fit = self._computed()
        return self._fit

    def _computed(self) -> tuple[complex, float]:
        states, motion = self._states, self._motion
        rules = motion.rules
        most = math.hypot(max(rules.thrust_forward, rules.thrust_backward), rules.thrust_side) + 1.0
        tick, later = states[-1]
        heading, thrust, count = later[6], 0j, 0
        for place in range(len(states) - 2, max(-1, len(states) - 2 - FITTED), -1):
            before, earlier = states[place]
            tick -= 1
            if before != tick:
                break
            step = motion.thrust(state_of(earlier), state_of(later))
            if abs(step) > most:  # it has hit something
                break
            thrust += step * cmath.rect(1.0, heading - later[6])
            count += 1
            later = earlier
        return (thrust / count, angle_difference(heading, later[6]) / (count * motion.dt)) if count else (0j, 0.0)

    def _after(self, ticks: float) -> Vec:
        """Return where the ship is, `ticks` ticks after it was last sensed, if it goes on thrusting and turning."""
        thrust, spin = self._fitting()
        return Vec(*self._motion.ship_after(state_of(self._states[-1][1]), ticks, thrust, spin))


class Tracks:
    """The tracks of the enemies that a side has sensed.

    Attributes:
        motion: how bodies move in the match.
        ships: their tracks, by id.
        tick: the latest.
    """

    __slots__ = ("motion", "ships", "tick")

    def __init__(self, motion: Motion) -> None:
        self.motion = motion
        self.ships: dict[int, Track] = {}
        self.tick = -1

    def record(self, rows: list[Row], tick: int) -> None:
        """Add what is sensed in a tick."""
        self.tick = tick
        ships = self.ships
        for row in rows:
            track = ships.get(row[0])
            if track is None:
                track = ships[row[0]] = Track(self.motion)
            track._states.append((tick, row))

    def of_ally(self, row: Row, spin: float) -> Track:
        """Return a track of the present state alone."""
        track = Track(self.motion)
        track._states.append((self.tick, row))
        track._fit, track._fitted = (0j, spin), self.tick
        return track


def state_of(row: Row) -> State:
    """Return a ship's row as a state."""
    return row[2], row[3], row[4], row[5]
