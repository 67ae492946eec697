"""What is shown: random matches, and a scene that is heavier than the rules allow."""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter, MatchLog, read_log
from systems.config import GameConfig
from systems.protocol.orders import inputs_of, width
from systems.results import ended_at
from systems.setup import Setup
from systems.worlds import new_worlds, step
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.arena import ArenaShapes
from viewer.shapes.quads import GLOW, Quads
from viewer.views.view import View

SHOTS, PARTICLES, STARS = 500, 500, 600  # of the heavy scene; in addition to the 400 stars of every scene


def random_match(setup: Setup) -> MatchLog:
    """Return a long match: ships that turn, move and occasionally shoot, until the zone ends it."""
    world, rng, data = new_worlds([setup]), random.Random(1), bytearray()
    inputs, ships = inputs_of(world), world.resource(GameConfig).ships
    about = {"setup": setup.as_dict(), "seats": [{"bot": "ace"}, {"bot": "miser"}]}
    writer = LogWriter(data.extend, about, width(world.resource(GameConfig)))
    while not ended_at(world, 0):
        rows: list[NDArray[np.int8]] = []
        digests: list[np.uint16] = []
        while len(rows) < BLOCK_TICKS and not ended_at(world, 0):
            inputs[:] = 0
            for ship in range(ships):
                inputs[ship] = rng.randrange(-20, 60)
                inputs[ships + ship] = rng.randrange(-100, 101)
                inputs[2 * ships + ship] = rng.random() < 0.1
            rows.append(inputs[:, 0].copy())
            step(world)
            digests.append(short(fold(world))[0])
        writer.block(np.array(rows), np.array(digests))
    return read_log(bytes(data))


class Crowd(ArenaShapes):
    """A scene with many more objects: SHOTS with streak and glow, PARTICLES that glow, STARS."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._seen_by, (x, y) = view, np.random.default_rng(3).uniform(-400, 400, (2, SHOTS + PARTICLES + STARS))
        shots, particles, stars = np.split(np.arange(len(x)), [SHOTS, SHOTS + PARTICLES])
        quads = Quads()
        quads.disc(x[stars], y[stars], 1.0, (0.75, 0.8, 1.0), 0.4)
        quads.line(x[shots] - 8, y[shots] + 8, x[shots], y[shots], 2.0, (0.3, 0.7, 1.0), 0.55)
        quads.glow(x[shots], y[shots], 9.0, (0.3, 0.7, 1.0), 0.9)
        quads.disc(x[shots], y[shots], 2.2, (1.0, 1.0, 1.0))
        quads.glow(x[particles], y[particles], 15.0, (1.0, 0.6, 0.25), 0.5)
        self._more = quads.rows

    def draw(self, moment: InterpolatedFrame) -> NDArray[np.float32]:
        rows = np.concatenate([super().draw(moment), self._more])
        return rows if self._seen_by.effects < 1 else rows[rows[:, 5] != GLOW]
