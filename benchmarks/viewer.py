"""Speed of the viewer: `python -m benchmarks.viewer [--json] [--quick]`.

Frames at 1280 x 720 are drawn through EGL (by software GL without a GPU). The baseline of drawing is the same map with
arcade's own shapes, one call each; that of opening and seeking is simulation from the start; that of clips is drawing
their frames. The heavy scene exceeds what the rules allow, as a worst case.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine import medians
from benchmarks.report import Row, report
from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter, MatchLog, read_log
from systems.config import GameConfig
from systems.protocol.orders import inputs_of, width
from systems.replay.simulation import Replay
from systems.results import ended_at
from systems.setup import Setup
from systems.worlds import new_worlds, step
from viewer.drawing.clip import Clip, Frames, Quality, write_clip
from viewer.drawing.gl import import_arcade
from viewer.drawing.offscreen import OffscreenRenderer
from viewer.drawing.quality import AdaptiveQuality
from viewer.model.interpolation import InterpolatedFrame
from viewer.model.recording import Recording
from viewer.shapes.arena import ArenaShapes
from viewer.shapes.quads import BOX, GLOW, Quads
from viewer.views.player import Player
from viewer.views.view import View

FRAMES = 60
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


class Drawing:
    """A view, drawn in two ways."""

    def __init__(self, recording: Recording, scene: type[ArenaShapes] = ArenaShapes) -> None:
        self._view = View(recording, Player(recording.ticks, playing=False), 1280, 720)
        self._renderer = OffscreenRenderer(self._view)
        self._renderer.painter.scene = self._scene = scene(self._view)
        self._arcade = import_arcade()

    def close(self) -> None:
        self._renderer.close()

    def _frames(self, draw: Callable[[], object], count: int) -> float:
        """Return frames per second, through the middle of the match in steps of half a tick."""
        start = perf_counter()
        for frame in range(count):
            self._view.player.seek(300 + frame / 2)
            self._renderer.frame(draw)
        return count / (perf_counter() - start)

    def painter(self) -> float:
        """Return frames per second of the complete view, with the viewer's painter."""
        return self._frames(self._renderer.painter.draw, FRAMES)

    def cost(self) -> float:
        """Return the CPU time of a frame in ms, including software GL's threads, which other load does not affect."""
        start = process_time()
        self.painter()
        return (process_time() - start) * 1000 / FRAMES

    def shapes(self) -> float:
        """Return frames per second of the map alone, with arcade's shapes."""
        return self._frames(self._one_by_one, FRAMES // 12)

    def settle(self) -> int:
        """Reduce effects as the window does until drawing is fast enough; return the number of levels left out."""
        quality = AdaptiveQuality()
        for _ in range(4):
            self._view.effects = quality.effects
            each = 1 / self._frames(self._renderer.painter.draw, FRAMES // 3)
            for _ in range(FRAMES):
                quality.add(each)
        return self._view.effects

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


def drawn(name: str, recording: Recording, rounds: int, scene: type[ArenaShapes] = ArenaShapes) -> Iterator[Row]:
    """Measure frames per second of a match; of the heavy scene also with effects reduced as in the window."""
    drawing = Drawing(recording, scene)
    ours, cost, shapes = medians([drawing.painter, drawing.cost, drawing.shapes], rounds)
    yield Row(f"{name}, 1280 x 720", ours, "frames/s", "arcade's shapes, the map alone", ours / shapes)
    yield Row(f"{name}, processor time of a frame", cost, "ms")
    if scene is Crowd:
        left_out = drawing.settle()
        yield Row(f"{name}, {left_out} of 2 levels of effects left out", drawing.painter(), "frames/s")
    drawing.close()


def draw_fourth(frames: Frames) -> None:
    """Draw every fourth frame."""
    for _ in frames.render(range(0, len(frames), 4)):
        pass


def clips(recording: Recording) -> Iterator[Row]:
    """Measure clips of 20 s of a duel at 640 x 480, with the defaults of `viewer export`."""
    for kind, fps in ((".gif", 15), (".mp4", 30)):
        view, clip = View(recording, Player(recording.ticks, playing=False), 640, 480), Clip(300, 900, fps)
        with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
            whole = milliseconds(partial(write_clip, view, clip, Path(folder, f"clip{kind}")))
        renderer = OffscreenRenderer(view)
        frames = Frames(renderer, view, clip, Quality(fps))
        bare = 4 * milliseconds(partial(draw_fourth, frames))
        renderer.close()
        yield Row(f"20 s at 640 x 480 to {kind[1:].upper()}", whole / 1000, "s", "drawing its frames", bare / whole)


def milliseconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return (perf_counter() - start) * 1000


def simulate(log: MatchLog, ticks: int) -> None:
    """Simulate a replay from the start: the baseline."""
    replay = Replay(log)
    for _ in range(ticks):
        replay.advance()


def rows(rounds: int) -> list[Row]:
    log = random_match(Setup("duel", 1))
    recording = Recording(log)
    fleet, sixteen = (Recording(random_match(Setup("fleet", 1, ships=ships, max_ticks=400))) for ships in (10, 8))
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
    furthest = max(milliseconds(partial(recording.digest, k * 32)) for k in range(last // 32, 0, -1))
    return [
        *drawn("duel", recording, rounds),
        *drawn("fleet of 20", fleet, rounds),
        *drawn("heavy scene", sixteen, rounds, Crowd),
        Row(f"open a duel of {last:,} ticks", opening, "ms", "simulating it", bare / opening),
        Row("seek in its second half", seek, "ms", "simulating from the start", from_start / seek),
        Row("the longest seek in it", furthest, "ms"),
        *clips(recording),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.viewer", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    report("viewer", rows(rounds=3 if options.quick else 9), options.json)


if __name__ == "__main__":
    main()
