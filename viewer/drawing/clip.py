"""Clips of a match: GIF with one palette for all frames, MP4 through ffmpeg, each within a budget of bytes if asked."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from PIL import Image

from league.cli.errors import LeagueError
from sandbox.clean import clean_text
from systems.rules import TICK_RATE
from viewer.drawing.offscreen import OffscreenRenderer
from viewer.views.view import View

_SAMPLES = 8  # frames from which the palette is made
_SMALLEST = 160  # pixels of the smaller side
_PIPE = 1 << 20  # bytes on the way to ffmpeg, where the system lets us say so: it need not wake for every few rows


@dataclass(frozen=True)
class Quality:
    """How finely a clip is made."""

    fps: int
    scale: float = 1.0
    colors: int = 128  # of a GIF
    crf: int = 23  # of x264: higher is coarser

    def told(self, gif: bool) -> str:
        """In words, for one kind of clip."""
        fineness = f"{self.colors} colours" if gif else f"crf {self.crf}"
        return f"{self.fps} frames/s, {self.scale:.0%} of the size, {fineness}"


@dataclass(frozen=True)
class Clip:
    """Which part of a match, how fast, and how large it may be."""

    first: int  # tick
    last: int  # tick
    fps: int
    speed: float = 1.0
    max_bytes: int | None = None


def write_clip(view: View, clip: Clip, out: Path, pixel_ratio: int = 1) -> Quality:
    """Write a clip of what a view shows to `out`, .gif or .mp4. Returns how finely it came out.

    Args:
        pixel_ratio: pixels of the clip for one of the view.

    Raises:
        LeagueError: there is no GL or no ffmpeg here, or the budget is too small for anything to be seen.
        OSError: `out` can't be written.
    """
    gif = out.suffix.lower() == ".gif"
    encoder = "" if gif else _ffmpeg()
    renderer = OffscreenRenderer(view, pixel_ratio)
    try:
        for quality in _steps(clip.fps, gif):
            if quality.scale < 1 and min(renderer.size) * quality.scale < _SMALLEST:
                continue
            frames = Frames(renderer, view, clip, quality)
            data = _gif(frames) if gif else _mp4(frames, encoder)
            if clip.max_bytes is None or len(data) <= clip.max_bytes:
                temporary = out.with_name(f".{out.name}.tmp")
                temporary.write_bytes(data)
                temporary.replace(out)
                return quality
    finally:
        renderer.close()
    raise LeagueError(f"{out}: {clip.max_bytes:,} bytes are too few for ticks {clip.first} to {clip.last}: take fewer")


def _steps(fps: int, gif: bool) -> Iterator[Quality]:
    """Ever coarser ways to make a clip."""
    best, slow = Quality(fps), max(fps // 2, min(fps, 5))
    yield best
    if gif:
        yield replace(best, colors=64)
        yield replace(best, colors=32, fps=max(fps * 2 // 3, min(fps, 5)))
    else:
        for crf in (28, 33, 38):
            yield replace(best, crf=crf)
    for scale in (1.0, 0.75, 0.5, 0.35, 0.25):
        yield Quality(slow, scale, colors=32, crf=38)


class Frames:
    """The frames of a clip at some quality, drawn one after the other.

    Attributes:
        drawn: width and height in which they are drawn, in pixels.
        size: those of the clip.
    """

    def __init__(self, renderer: OffscreenRenderer, view: View, clip: Clip, quality: Quality) -> None:
        self._renderer, self._view, self._clip = renderer, view, clip
        self.quality = quality
        width, height = (max(int(side * quality.scale) // 2 * 2, 2) for side in renderer.size)
        self.drawn = renderer.size
        self.size = width, height
        self._step = clip.speed * TICK_RATE / quality.fps  # ticks
        self._count = int((clip.last - clip.first) / self._step) + 1

    def __len__(self) -> int:
        return self._count

    def render(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The pixels of these frames, in the size they are drawn in: RGBA, rows from the bottom up."""
        return self._renderer.render(map(self._seek, numbers))

    def images(self, numbers: Iterable[int]) -> Iterator[Image.Image]:
        """These frames as pictures, in the size of the clip."""
        for image in map(self._renderer.image, self.render(numbers)):
            yield image if image.size == self.size else image.resize(self.size, Image.Resampling.BOX)

    def _seek(self, number: int) -> None:
        self._view.player.seek(self._clip.first + number * self._step)


def _gif(frames: Frames) -> bytes:
    """One palette for all frames, made from some of them, and no dither: a small file, and colours that keep still."""
    width, height = frames.size
    sheet = Image.new("RGB", (width, height * _SAMPLES))
    samples = (number * len(frames) // _SAMPLES for number in range(_SAMPLES))
    for number, sample in enumerate(frames.images(samples)):
        sheet.paste(sample, (0, number * height))
    palette = sheet.quantize(frames.quality.colors, method=Image.Quantize.MEDIANCUT)
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in frames.images(range(len(frames)))]
    data, each = io.BytesIO(), round(1000 / frames.quality.fps)  # ms
    first, *others = images
    first.save(data, "GIF", save_all=True, append_images=others, duration=each, loop=0, optimize=False, disposal=1)
    return data.getvalue()


def _mp4(frames: Frames, encoder: str) -> bytes:
    """H.264 in 4:2:0, playable everywhere."""
    (wide, high), (width, height) = frames.drawn, frames.size
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        out = Path(folder, "clip.mp4")
        source = f"-y -loglevel error -f rawvideo -pix_fmt rgb0 -s {wide}x{high} -r {frames.quality.fps} -i -"
        upright = f"-vf vflip,scale={width}:{height}:flags=area"
        coding = f"-c:v libx264 -preset veryfast -subq 1 -trellis 0 -crf {frames.quality.crf} -pix_fmt yuv420p"
        command = [encoder, *f"{source} {upright} {coding} -movflags +faststart".split(), str(out)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, pipesize=_PIPE) as process:
            assert process.stdin is not None and process.stderr is not None
            with contextlib.suppress(BrokenPipeError):  # what it says tells why
                for pixels in frames.render(range(len(frames))):
                    process.stdin.write(pixels)
                process.stdin.close()
            said = process.stderr.read().decode(errors="replace")
        if process.returncode:
            raise LeagueError(f"ffmpeg: {clean_text(said, 200)}")
        return out.read_bytes()


def _ffmpeg() -> str:
    """The path of an ffmpeg: the system's, or that of the package imageio-ffmpeg."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise LeagueError(
            "an .mp4 needs ffmpeg: apt-get install ffmpeg, or pip install imageio-ffmpeg; a .gif needs nothing"
        ) from None
