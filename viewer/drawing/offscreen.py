"""Pictures of a view, drawn without a screen by the painter of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PIL import Image

from viewer.drawing.gl import open_window
from viewer.drawing.painter import Painter
from viewer.views.view import View


class OffscreenRenderer:
    """Takes pictures of a view. One process has one at a time; close it after use.

    Args:
        pixel_ratio: pixels of a picture for one of the view.

    Attributes:
        size: width and height of the pictures, in pixels.
    """

    def __init__(self, view: View, pixel_ratio: int = 1) -> None:
        """Raises LeagueError if there is no GL here."""
        self.size = round(view.width * pixel_ratio), round(view.height * pixel_ratio)
        self._window = open_window(*self.size, headless=True)
        context = self._window.ctx
        self._buffer = context.framebuffer(color_attachments=[context.texture(self.size, components=4)])
        self.painter = Painter(context, view, pixel_ratio)

    @property
    def renderer(self) -> str:
        """The name of what draws: pictures of one renderer are alike."""
        return str(self._window.ctx.info.RENDERER)

    def frame(self, draw: Callable[[], object]) -> None:
        """Draw a frame of the picture's size, to its end."""
        with self._buffer.activate():
            draw()
        self._window.ctx.finish()

    def take(self) -> Image.Image:
        """The view as it is now."""
        return self.image(next(self.render([None])))

    def render(self, moments: Iterable[object]) -> Iterator[bytes]:
        """The pixels of the view at each moment, once the iterable has moved it there: RGBA, rows from the bottom up.

        GL paints while Python goes on: so the next picture is sketched before the last one is asked for.
        """
        painting = False
        for _ in moments:
            sketch = self.painter.sketch()
            if painting:
                yield self._buffer.read(components=4)
            with self._buffer.activate():
                self.painter.paint(sketch)
            self._window.ctx.flush()
            painting = True
        if painting:
            yield self._buffer.read(components=4)

    def image(self, pixels: bytes) -> Image.Image:
        """What `render` gave, as a picture."""
        return Image.frombytes("RGB", self.size, pixels, "raw", "RGBX", 0, -1)

    def close(self) -> None:
        self._window.close()
