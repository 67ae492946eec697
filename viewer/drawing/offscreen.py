"""Images of a view, drawn without a screen by the window's painter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PIL import Image

from viewer.drawing.gl import open_window
from viewer.drawing.painter import Painter
from viewer.views.view import View


class OffscreenRenderer:
    """Renders images of a view; a process has at most one renderer at a time, and closes it after use.

    Args:
        pixel_ratio: pixels of an image per pixel of the view.

    Attributes:
        size: width and height of the images, in pixels.
    """

    def __init__(self, view: View, pixel_ratio: int = 1) -> None:
        """Create the renderer; raise LeagueError if there is no OpenGL."""
        self.size = round(view.width * pixel_ratio), round(view.height * pixel_ratio)
        self._window = open_window(*self.size, headless=True)
        context = self._window.ctx
        self._buffer = context.framebuffer(color_attachments=[context.texture(self.size, components=4)])
        self.painter = Painter(context, view, pixel_ratio)

    @property
    def renderer(self) -> str:
        """Name of the OpenGL renderer; images of the same renderer are identical."""
        return str(self._window.ctx.info.RENDERER)

    def frame(self, draw: Callable[[], object]) -> None:
        """Draw a complete frame at the images' size."""
        with self._buffer.activate():
            draw()
        self._window.ctx.finish()

    def take(self) -> Image.Image:
        """Return an image of the view as it is now."""
        return self.image(next(self.render([None])))

    def render(self, moments: Iterable[object]) -> Iterator[bytes]:
        """Yield the pixels of the view at each moment: RGBA, rows from the bottom up.

        The iterable moves the view to each moment. OpenGL draws asynchronously, so the next image is computed before
        the pixels of the last one are read.
        """
        painting = False
        for _ in moments:
            draws = self.painter.draw_list()
            if painting:
                yield self._buffer.read(components=4)
            with self._buffer.activate():
                self.painter.paint(draws)
            self._window.ctx.flush()
            painting = True
        if painting:
            yield self._buffer.read(components=4)

    def image(self, pixels: bytes) -> Image.Image:
        """Convert pixels yielded by `render` to an image."""
        return Image.frombytes("RGB", self.size, pixels, "raw", "RGBX", 0, -1)

    def close(self) -> None:
        self._window.close()
