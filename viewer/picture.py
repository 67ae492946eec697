"""Pictures of a view, drawn without a screen by the painter of the window."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from viewer.gl import open_window
from viewer.painter import Painter
from viewer.view import View


class Studio:
    """Takes pictures of a view, in its size. One process has one at a time; close it after use."""

    def __init__(self, view: View) -> None:
        """Raises LeagueError if there is no GL here."""
        self._size = int(view.width), int(view.height)
        self._window = open_window(*self._size, headless=True)
        context = self._window.ctx
        self._buffer = context.framebuffer(color_attachments=[context.texture(self._size, components=4)])
        self.painter = Painter(context, view)

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
        self.frame(self.painter.draw)
        pixels = self._buffer.read(components=4)  # as they lie there: the quickest
        return Image.frombytes("RGB", self._size, pixels, "raw", "RGBX", 0, -1)  # rows from the bottom up

    def close(self) -> None:
        self._window.close()
