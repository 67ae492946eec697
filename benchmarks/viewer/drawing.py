"""Frames a second of a match, and the time that a clip of it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from benchmarks.report import Measurement
from benchmarks.timing import medians, seconds
from benchmarks.viewer.scenes import Crowd
from viewer.drawing.clip import Clip, Frames, Quality, write_clip
from viewer.drawing.gl import import_arcade
from viewer.drawing.offscreen import OffscreenRenderer
from viewer.drawing.quality import AdaptiveQuality
from viewer.model.recording import Recording
from viewer.shapes.arena import ArenaShapes
from viewer.shapes.quads import BOX
from viewer.views.player import Player
from viewer.views.view import View

FRAMES = 60


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


def drawn(
    name: str, recording: Recording, rounds: int, scene: type[ArenaShapes] = ArenaShapes
) -> Iterator[Measurement]:
    """Measure frames per second of a match; of the heavy scene also with effects reduced as in the window."""
    drawing = Drawing(recording, scene)
    ours, cost, shapes = medians([drawing.painter, drawing.cost, drawing.shapes], rounds)
    yield Measurement(f"{name}, 1280 x 720", ours, "frames/s", "arcade's shapes, the map alone", ours / shapes)
    yield Measurement(f"{name}, processor time of a frame", cost, "ms")
    if scene is Crowd:
        left_out = drawing.settle()
        yield Measurement(f"{name}, {left_out} of 2 levels of effects left out", drawing.painter(), "frames/s")
    drawing.close()


def draw_fourth(frames: Frames) -> None:
    """Draw every fourth frame."""
    for _ in frames.render(range(0, len(frames), 4)):
        pass


def clips(recording: Recording) -> Iterator[Measurement]:
    """Measure clips of 20 s of a duel at 640 x 480, with the defaults of `viewer export`."""
    for kind, fps in ((".gif", 15), (".mp4", 30)):
        view, clip = View(recording, Player(recording.ticks, playing=False), 640, 480), Clip(300, 900, fps)
        with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
            whole = seconds(partial(write_clip, view, clip, Path(folder, f"clip{kind}")), 1)
        renderer = OffscreenRenderer(view)
        frames = Frames(renderer, view, clip, Quality(fps))
        bare = 4 * seconds(partial(draw_fourth, frames), 1)
        renderer.close()
        yield Measurement(f"20 s at 640 x 480 to {kind[1:].upper()}", whole, "s", "drawing its frames", bare / whole)
