"""Clips of a match: GIF with one palette for all frames, or MP4 through ffmpeg, optionally within a size limit."""

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
from league.match.files import write_whole
from sandbox.clean import clean_text
from systems.rules import TICK_RATE
from viewer.drawing.offscreen import OffscreenRenderer
from viewer.views.view import View

_SAMPLES = 8  # frames from which the palette is computed
_SMALLEST = 160  # minimum pixels of the smaller side
_PIPE = 1 << 20  # bytes of the pipe to ffmpeg, where the system allows it, so that ffmpeg wakes up less often


@dataclass(frozen=True)
class Quality:
    """The quality settings of a clip."""

    fps: int
    scale: float = 1.0
    colors: int = 128  # of a GIF
    crf: int = 23  # of x264: higher is lower quality

    def describe(self, gif: bool) -> str:
        """Describe the quality in words, for a GIF or an MP4."""
        fineness = f"{self.colors} colours" if gif else f"crf {self.crf}"
        return f"{self.fps} frames/s, {self.scale:.0%} of the size, {fineness}"


@dataclass(frozen=True)
class Clip:
    """The part of a match to show, its speed, and the clip's size limits."""

    first: int  # tick
    last: int  # tick
    fps: int
    speed: float = 1.0
    max_bytes: int | None = None


def write_clip(view: View, clip: Clip, out: Path, pixel_ratio: int = 1) -> Quality:
    """Write a clip of a view to `out`, .gif or .mp4, and return the quality it was written with.

    Args:
        pixel_ratio: pixels of the clip per pixel of the view.

    Raises:
        LeagueError: OpenGL or ffmpeg is missing, or the size limit is too small.
        OSError: `out` cannot be written.
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
                write_whole(out, data)
                return quality
    finally:
        renderer.close()
    raise LeagueError(f"{out}: ticks {clip.first} to {clip.last} do not fit in {clip.max_bytes:,} bytes: choose fewer")


def _steps(fps: int, gif: bool) -> Iterator[Quality]:
    """Yield ever lower qualities to try."""
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
    """The frames of a clip at some quality, drawn in sequence.

    Attributes:
        drawn: width and height at which frames are drawn, in pixels.
        size: width and height of the clip, in pixels.
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
        """Yield the pixels of these frames at the size `drawn`: RGBA, rows from the bottom up."""
        return self._renderer.render(map(self._seek, numbers))

    def images(self, numbers: Iterable[int]) -> Iterator[Image.Image]:
        """Yield these frames as images at the size of the clip."""
        for image in map(self._renderer.image, self.render(numbers)):
            yield image if image.size == self.size else image.resize(self.size, Image.Resampling.BOX)

    def _seek(self, number: int) -> None:
        self._view.player.seek(self._clip.first + number * self._step)


def _gif(frames: Frames) -> bytes:
    """Encode as GIF with one palette, from a sample of frames, and no dithering: small files, stable colours."""
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
    """Encode as H.264 in 4:2:0, which plays everywhere."""
    (wide, high), (width, height) = frames.drawn, frames.size
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        out = Path(folder, "clip.mp4")
        source = f"-y -loglevel error -f rawvideo -pix_fmt rgb0 -s {wide}x{high} -r {frames.quality.fps} -i -"
        upright = f"-vf vflip,scale={width}:{height}:flags=area"
        coding = f"-c:v libx264 -preset veryfast -subq 1 -trellis 0 -crf {frames.quality.crf} -pix_fmt yuv420p"
        command = [encoder, *f"{source} {upright} {coding} -movflags +faststart".split(), str(out)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, pipesize=_PIPE) as process:
            assert process.stdin is not None and process.stderr is not None
            with contextlib.suppress(BrokenPipeError):  # its error output says why
                for pixels in frames.render(range(len(frames))):
                    process.stdin.write(pixels)
                process.stdin.close()
            said = process.stderr.read().decode(errors="replace")
        if process.returncode:
            raise LeagueError(f"ffmpeg: {clean_text(said, 200)}")
        return out.read_bytes()


def _ffmpeg() -> str:
    """Return the path of ffmpeg, the system's or that of the package imageio-ffmpeg."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise LeagueError(
            "an .mp4 needs ffmpeg: apt-get install ffmpeg, or pip install imageio-ffmpeg; or export a .gif"
        ) from None
