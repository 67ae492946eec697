"""The arena at a moment as shapes: its features, ships and shots, and recent hits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from systems.rules import TICK_RATE
from viewer.model.colors import BEACON, EDGE, FLAME, ROCK, STAR, WHITE, ZONE, Color, parse_color
from viewer.model.frame import Sensed
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.quads import GLOW, HULLS, Quads
from viewer.views.view import View

Rows = NDArray[np.float64]
Mask = NDArray[np.bool_]
TRAIL = 45  # ticks in a ship's trail
_SPARK = 12  # ticks that the flash of a hit lasts
_BLAST = 36  # ticks that an explosion lasts
_LEAST = 11.0  # minimum pixels of a ship's radius
_STARLIGHT: Color = (0.75, 0.8, 1.0)
_STARS = np.random.default_rng(7).random((400, 4)) * (2800, 2800, 1.1, 0.55) + (
    -1400,
    -1400,
    0.3,
    0.08,
)  # the same always
_FLOOR = 250  # m between the circles on the floor of the arena
_ARCS = 5  # maximum number of sides whose points are drawn around the beacon
_JETS = (0.15, -0.35)  # where the two jets of a ship that strafes are, of its radius ahead of its centre
_SHIELD: Color = (0.62, 0.85, 1.0)


class ArenaShapes:
    """Draws the arena of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        game = view.recording.game
        self._colors = np.array(view.seats.colors)
        self._ship_colors = self._colors[game.side_of]
        self._shot_colors = self._ship_colors[game.owner_of]
        self._counted = -1

    def _read_events(self) -> None:
        """Read times and places of hits and kills, again whenever there are more events."""
        events = self._view.recording.events
        if len(events) != self._counted:
            self._counted = len(events)
            hits = [(e["tick"], e["x"], e["y"], e["power"]) for e in events if e["kind"] == "hit"]
            kills = [(e["tick"], e["x"], e["y"], e["ship"]) for e in events if e["kind"] == "kill"]
            self._hits = np.array(hits, float).reshape(-1, 4)
            self._kills = np.array(kills, float).reshape(-1, 4)

    def draw(self, moment: InterpolatedFrame) -> NDArray[np.float32]:
        """Return the shapes of a moment, from back to front, `[shapes, 10]`, in m."""
        self._read_events()
        quads, pixel = Quads(), 1 / self._view.camera.scale
        sensed = self._sensed(moment)
        if self._view.effects < 1:
            quads.disc(_STARS[:, 0], _STARS[:, 1], _STARS[:, 2] * pixel, _STARLIGHT, _STARS[:, 3])
        self._arena(quads, moment, pixel, sensed)
        self._sight(quads, moment, pixel)
        if self._view.effects < 2:
            self._trails(quads, moment, pixel)
        self._drawings(quads, moment, pixel)
        self._shots(quads, moment, pixel, sensed)
        self._ships(quads, moment, pixel, sensed)
        self._flashes(quads, moment, pixel)
        rows = quads.rows
        return rows if self._view.effects < 1 else rows[rows[:, 5] != GLOW]

    def _sensed(self, moment: InterpolatedFrame) -> Sensed:
        """Return what the selected ship's side senses, or everything if no living ship is selected."""
        ship, game = self._view.selected, self._view.recording.game
        if ship is None or not moment.ships.alive[ship]:
            counts = (game.ships, game.ships * game.ring, game.arena.asteroids)
            return Sensed(*(np.ones(count, bool) for count in counts))
        side, sensed = int(game.side_of[ship]), self._view.recording.sensed(int(moment.position))
        return Sensed(sensed.ships[side] | (game.side_of == side), sensed.shots[side], sensed.asteroids[side])

    def _arena(self, quads: Quads, moment: InterpolatedFrame, pixel: float, sensed: Sensed) -> None:
        """Draw the wall, the beacon in its holder's colour, asteroids, stars, and the safe circle once it shrinks."""
        game, asteroids = self._view.recording.game, moment.asteroids
        rules, arena = game.rules, game.arena
        for radius in range(_FLOOR, math.ceil(arena.radius), _FLOOR):
            quads.circle(0, 0, radius, pixel, EDGE, 0.16)
        if arena.beacon:
            self._beacon(quads, moment, pixel)
        if arena.star:
            quads.glow(0, 0, 4.5 * rules.star_radius, ZONE, 0.35)
            quads.glow(0, 0, 2.6 * rules.star_radius, STAR, 0.9)
            quads.disc(0, 0, rules.star_radius, STAR)
            quads.glow(0, 0, rules.star_radius, WHITE, 0.6)
        number = np.arange(len(asteroids.x))
        spin = np.where(number % 2, 1, -1) * moment.position / (160 + 40 * (number % 5))  # only for the eye
        quads.rock(asteroids.x, asteroids.y, asteroids.radius, number, spin, ROCK, _dim(sensed.asteroids))
        quads.circle(0, 0, arena.radius, 10 * pixel, EDGE, 0.15)
        quads.circle(0, 0, arena.radius, 3 * pixel, EDGE)
        if moment.safe_radius < arena.radius:
            quads.ring(0, 0, arena.radius, arena.radius - moment.safe_radius, ZONE, 0.12)
            quads.circle(0, 0, moment.safe_radius, 9 * pixel, ZONE, 0.18)
            quads.circle(0, 0, moment.safe_radius, 3 * pixel, ZONE, 0.9, dashed=True)

    def _beacon(self, quads: Quads, moment: InterpolatedFrame, pixel: float) -> None:
        """Draw the beacon, with an arc around it for the share of the points that each side has."""
        view, arena, radius = self._view, self._view.recording.game.arena, self._view.recording.game.rules.beacon_radius
        color, held = (BEACON, 0.0) if moment.holder is None else (view.seats.colors[moment.holder], 1.0)
        x, y = moment.beacon
        quads.disc(x, y, radius, color, 0.08 + 0.14 * held)
        quads.glow(x, y, radius, color, 0.1 + 0.15 * held)
        quads.circle(x, y, radius, (2 + held) * pixel, color, 0.9)
        at = np.linspace(0, math.tau, 13)[:-1] + moment.position / 90
        inner, outer = 0.86 * radius, 0.94 * radius
        quads.line(
            x + inner * np.cos(at), y + inner * np.sin(at), x + outer * np.cos(at), y + outer * np.sin(at),
            1.5 * pixel, color, 0.5,
        )  # fmt: skip
        shares = [(points / arena.beacon_points, side) for side, points in enumerate(moment.points) if points > 0]
        for ring, (share, side) in enumerate(shares[:_ARCS]):
            at = math.pi / 2 - np.linspace(0, math.tau * min(share, 1), max(int(48 * min(share, 1)), 1) + 1)
            away = radius + (6 + 5 * ring) * pixel
            xs, ys = x + away * np.cos(at), y + away * np.sin(at)
            quads.line(xs[:-1], ys[:-1], xs[1:], ys[1:], 3 * pixel, view.seats.colors[side], 0.95)

    def _trails(self, quads: Quads, moment: InterpolatedFrame, pixel: float) -> None:
        """Draw where each ship has been, from the history, so that it does not depend on how the tick was reached."""
        tracks, tick = self._view.recording.history.tracks, int(moment.position)
        first = max(tick - TRAIL, 0)
        here = np.stack([moment.ships.x, moment.ships.y], axis=-1)
        way = np.concatenate([tracks[first : tick + 1], np.where(moment.ships.alive[:, None], here, np.nan)[None]])
        age = moment.position - np.append(np.arange(first, tick + 1), moment.position)
        fade = np.clip(1 - age / TRAIL, 0, 1)[:, None].repeat(way.shape[1], axis=1)
        start, end = way[:-1], way[1:]
        drawn = ~np.isnan(start[..., 0] + end[..., 0])
        colors = np.broadcast_to(self._ship_colors, (len(start), *self._ship_colors.shape))[drawn]
        (x0, y0), (x1, y1) = start[drawn].T, end[drawn].T
        fade = fade[: len(start)][drawn]
        quads.line(x0, y0, x1, y1, (1.5 + 2.5 * fade) * pixel, colors, 0.75 * fade)

    def _shots(self, quads: Quads, moment: InterpolatedFrame, pixel: float, sensed: Sensed) -> None:
        """Draw shots as bright points with a streak along their recent path; stronger ones are larger."""
        shots, shown = moment.shots, moment.shown
        x, y, power, colors = shots.x[shown], shots.y[shown], shots.power[shown], self._shot_colors[shown]
        seen = _dim(sensed.shots[shown])
        back = 1 / TICK_RATE
        quads.line(x - shots.vx[shown] * back, y - shots.vy[shown] * back, x, y, 2 * pixel, colors, 0.55 * seen)
        quads.glow(x, y, (6 + 3 * power) * pixel, colors, 0.9 * seen)
        quads.disc(x, y, (1.5 + 0.7 * power) * pixel, WHITE, seen)

    def _ships(self, quads: Quads, moment: InterpolatedFrame, pixel: float, sensed: Sensed) -> None:
        """Draw ships with flame, jets at the side and shield, and a mark around the selected one."""
        recording, ships = self._view.recording, moment.ships
        size = max(recording.game.rules.ship_radius, _LEAST * pixel)
        alive = ships.alive.nonzero()[0]
        if not alive.size:
            return
        x, y, heading, colors = ships.x[alive], ships.y[alive], ships.heading[alive], self._ship_colors[alive]
        tick = int(moment.position)
        orders = [recording.orders(tick, ship) for ship in alive.tolist()]
        thrust, strafe = (np.array([order[name] for order in orders]) / 100 for name in ("thrust", "strafe"))
        seen, flicker = _dim(sensed.ships[alive]), 0.94 + 0.12 * np.sin(moment.position * 2.6 + 1.7 * alive)
        quads.glow(x, y, size * 2.5, colors, 0.22 * seen)

        def flame(on: Mask, along: float, turned: Rows, start: Rows | float, length: Rows, width: float) -> None:
            """Draw flames, turned from the heading, in multiples of a ship's size."""
            angle = heading + turned
            from_x = x + size * (along * np.cos(heading) + start * np.cos(angle))
            from_y = y + size * (along * np.sin(heading) + start * np.sin(angle))
            length = size * length * flicker
            quads.flame(from_x[on], from_y[on], length[on], size * width, angle[on], FLAME, seen[on])

        ahead = thrust > 0
        back, start = np.where(ahead, math.pi, 0.0), np.where(ahead, 0.55, 0.35)
        flame(thrust != 0, 0, back, start, 0.7 + 1.7 * np.abs(thrust), 0.36)
        for along in _JETS:  # to the right of a ship that flies to the left
            flame(strafe != 0, along, -np.copysign(math.pi / 2, strafe), 0.38, 0.4 + 0.9 * np.abs(strafe), 0.2)
        quads.ship(x, y, size, recording.game.side_of[alive] % HULLS, heading, colors, seen)
        up = ships.shield[alive]
        quads.glow(x[up], y[up], size * 2.1, _SHIELD, 0.5 * seen[up])
        quads.ring(x[up], y[up], size * 1.6, 2 * pixel, WHITE, 0.9 * seen[up])
        if self._view.selected in alive:
            chosen = self._view.selected
            for start in np.arange(4) * math.pi / 2 + 0.35:
                at = np.linspace(start, start + math.pi / 2 - 0.7, 7)
                xs, ys = ships.x[chosen] + size * 2.2 * np.cos(at), ships.y[chosen] + size * 2.2 * np.sin(at)
                quads.line(xs[:-1], ys[:-1], xs[1:], ys[1:], 1.6 * pixel, WHITE, 0.9)

    def _sight(self, quads: Quads, moment: InterpolatedFrame, pixel: float) -> None:
        """Draw the sensing range of the selected ship, or of all: all around, and the cone about its heading."""
        view, ships, rules = self._view, moment.ships, self._view.recording.game.rules
        chosen = ships.alive.nonzero()[0].tolist() if "sight" in view.shown else [view.selected]
        angle = math.acos(math.sqrt(rules.sight_cosine_squared))
        for ship in chosen:
            if ship is None or not ships.alive[ship]:
                continue
            x, y, heading = float(ships.x[ship]), float(ships.y[ship]), float(ships.heading[ship])
            color = self._ship_colors[ship]
            around = np.linspace(0, math.tau, 49)
            ahead = heading + np.linspace(-angle, angle, 25)
            arcs = [(rules.sense_radius, around), (rules.sight_radius, ahead)]
            for radius, at in arcs:
                xs, ys = x + radius * np.cos(at), y + radius * np.sin(at)
                quads.line(xs[:-1], ys[:-1], xs[1:], ys[1:], pixel, color, 0.35)
            far = rules.sight_radius
            for side in (heading - angle, heading + angle):
                quads.line(x, y, x + far * math.cos(side), y + far * math.sin(side), pixel, color, 0.35)

    def _drawings(self, quads: Quads, moment: InterpolatedFrame, pixel: float) -> None:
        """Draw the bots' drawings of this tick; their texts are drawn as labels."""
        for row in drawings(self._view, int(moment.position)):
            color = parse_color(row[-1])
            if row[0] == "line":
                quads.line(row[1], row[2], row[3], row[4], 1.5 * pixel, color, 0.8)
            elif row[0] == "circle":
                at, radius = np.linspace(0, math.tau, 33), row[3]
                xs, ys = row[1] + radius * np.cos(at), row[2] + radius * np.sin(at)
                quads.line(xs[:-1], ys[:-1], xs[1:], ys[1:], 1.5 * pixel, color, 0.8)

    def _flashes(self, quads: Quads, moment: InterpolatedFrame, pixel: float) -> None:
        """Draw flashes at hits, and an expanding ring at the death of a ship; without flashes, a ring that fades."""
        if not self._view.flashes:
            kills, age = _recent(self._kills, moment.position, _BLAST)
            colors = self._ship_colors[kills[:, 3].astype(int)]
            quads.ring(kills[:, 1], kills[:, 2], 20 * pixel, 3 * pixel, colors, 1 - age / _BLAST)
            return
        hits, age = _recent(self._hits, moment.position, _SPARK)
        fade = 1 - age / _SPARK
        quads.glow(hits[:, 1], hits[:, 2], (10 + 5 * hits[:, 3]) * pixel * (1 + age / _SPARK), FLAME, fade)
        quads.disc(hits[:, 1], hits[:, 2], 3 * pixel * fade, WHITE, fade)
        kills, age = _recent(self._kills, moment.position, _BLAST)
        grown, fade = age / _BLAST, 1 - age / _BLAST
        colors = self._ship_colors[kills[:, 3].astype(int)]
        quads.glow(kills[:, 1], kills[:, 2], 60 * pixel * (0.4 + grown), FLAME, fade)
        quads.glow(kills[:, 1], kills[:, 2], 36 * pixel * (0.4 + grown), WHITE, fade * fade)
        quads.ring(kills[:, 1], kills[:, 2], 70 * pixel * (0.2 + grown), 3 * pixel, colors, fade)


def drawings(view: View, tick: int) -> list[list[Any]]:
    """Return the drawings of all bots in a tick, except of muted sides."""
    sides = (side for side in range(view.recording.game.sides) if side not in view.muted)
    return [row for side in sides for row in view.recording.sidecar.note(tick, side).draw]


def _dim(sensed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the brightness of things, lower where they are not sensed."""
    return np.where(sensed, 1.0, 0.25)


def _recent(events: Rows, position: float, lasting: float) -> tuple[Rows, Rows]:
    """Return the rows whose tick (first column) is less than `lasting` ticks ago, and the age of each."""
    first, last = np.searchsorted(events[:, 0], [position - lasting, position], side="right")
    rows = events[first:last]
    return rows, position - rows[:, 0]
