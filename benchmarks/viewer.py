"""How fast a duel is shown: `python -m benchmarks.viewer [--json] [--quick]`.

Frames at 1280 x 720 through EGL, on whatever draws here (software GL where there is no GPU). The baseline of drawing is
the same map with arcade's own shapes, one call each; that of opening and seeking is simulation from the start.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from time import perf_counter

import numpy as np

from benchmarks.engine import medians
from benchmarks.report import Row, report
from engine.digest import fold, short
from engine.log import BLOCK_TICKS, Log, LogWriter, read_log
from systems.game import Game
from systems.orders import inputs_of, width
from systems.replay import Replay
from systems.results import ended_at
from systems.setup import Setup
from systems.worlds import new_worlds, step
from viewer.gl import import_arcade
from viewer.picture import Studio
from viewer.player import Player
from viewer.quads import BOX
from viewer.recording import Recording
from viewer.scene import Scene
from viewer.view import View

FRAMES = 60


def duel() -> Log:
    """A long duel: two ships that turn, fly about and shoot now and then, until the zone ends it."""
    setup = Setup("duel", 1)
    world, rng, data = new_worlds([setup]), random.Random(1), bytearray()
    inputs = inputs_of(world)
    about = {"setup": setup.as_dict(), "seats": [{"bot": "ace"}, {"bot": "miser"}]}
    writer = LogWriter(data.extend, about, width(world.resource(Game)))
    while not ended_at(world, 0):
        rows, digests = [], []
        while len(rows) < BLOCK_TICKS and not ended_at(world, 0):
            inputs[:] = 0
            for ship in range(2):
                inputs[ship] = rng.randrange(-20, 60)
                inputs[2 + ship] = rng.randrange(-100, 101)
                inputs[4 + ship] = rng.random() < 0.1
            rows.append(inputs[:, 0].copy())
            step(world)
            digests.append(short(fold(world))[0])
        writer.block(np.array(rows), np.array(digests))
    return read_log(bytes(data))


class Drawing:
    """One view of a duel, drawn in two ways."""

    def __init__(self, recording: Recording) -> None:
        self._view = View(recording, Player(recording.ticks, playing=False), 1280, 720)
        self._studio = Studio(self._view)
        self._scene = Scene(self._view)
        self._arcade = import_arcade()

    def _frames(self, draw: Callable[[], object], count: int) -> float:
        """Frames a second, through the middle of the match in steps of half a tick."""
        start = perf_counter()
        for frame in range(count):
            self._view.player.seek(300 + frame / 2)
            self._studio.frame(draw)
        return count / (perf_counter() - start)

    def painter(self) -> float:
        """All that is seen, by our own painter."""
        return self._frames(self._studio.painter.draw, FRAMES)

    def shapes(self) -> float:
        """The map alone, by arcade's shapes."""
        return self._frames(self._one_by_one, FRAMES // 6)

    def _one_by_one(self) -> None:
        arcade, scale = self._arcade, self._view.camera.scale
        for x, y, half_width, half_height, angle, kind, *color in self._scene.draw(self._view.moment()).tolist():
            tint = tuple(int(min(part, 1.0) * 255) for part in color)
            x, y, half_width, half_height = 640 + x * scale, 360 + y * scale, half_width * scale, half_height * scale
            if kind == BOX:
                dx, dy = half_width * np.cos(angle), half_width * np.sin(angle)
                arcade.draw_line(x - dx, y - dy, x + dx, y + dy, tint, max(2 * half_height, 1))
            else:
                arcade.draw_circle_filled(x, y, half_width, tint)


def milliseconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return (perf_counter() - start) * 1000


def simulate(log: Log, ticks: int) -> None:
    """The baseline: a replay from the start."""
    replay = Replay(log)
    for _ in range(ticks):
        replay.advance()


def rows(rounds: int) -> list[Row]:
    log = duel()
    recording = Recording(log)
    drawing = Drawing(recording)
    ours, shapes = medians([drawing.painter, drawing.shapes], rounds)
    opening, bare = medians(
        [lambda: milliseconds(lambda: Recording(log)), lambda: milliseconds(lambda: simulate(log, recording.ticks))],
        rounds,
    )
    places, last = random.Random(2), recording.ticks
    seek, from_start = medians(
        [
            lambda: milliseconds(lambda: recording.digest(places.randrange(last // 2, last))),
            lambda: milliseconds(lambda: simulate(log, places.randrange(last // 2, last))),
        ],
        rounds,
    )
    furthest = max(milliseconds(lambda k=k: recording.digest(k * 32)) for k in range(last // 32, 0, -1))
    return [
        Row("duel, 1280 x 720", ours, "frames/s", "arcade's shapes, the map alone", ours / shapes),
        Row(f"open a duel of {last:,} ticks", opening, "ms", "simulating it", bare / opening),
        Row("seek in its second half", seek, "ms", "simulating from the start", from_start / seek),
        Row("the longest seek in it", furthest, "ms"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.viewer", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    report("viewer", rows(rounds=3 if options.quick else 9), options.json)


if __name__ == "__main__":
    main()
