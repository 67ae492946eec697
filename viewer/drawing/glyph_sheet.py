"""A texture with the glyphs that are in use, to which further ones are added when they are first drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from viewer.drawing.fonts import font_path, load, main_font
from viewer.shapes import glyphs

COLUMNS, ROWS = 32, 24  # glyphs in the texture: if it is full, it is made anew
_MISSING = ord("?")  # drawn for what no font has


class GlyphSheet:
    """The glyphs of one size.

    Args:
        scale: pixels of the texture per pixel of a cell.
    """

    def __init__(self, context: Any, scale: float) -> None:
        self._scale = scale
        self._width, self._height = round(glyphs.WIDTH * scale), round(glyphs.HEIGHT * scale)
        self._font = main_font(glyphs.SIZE * scale)
        self._baseline = self._font.getmetrics()[0]
        size = COLUMNS * self._width, ROWS * self._height
        nearest = context.NEAREST, context.NEAREST
        self._texture = context.texture(size, components=4, filter=nearest)
        self._clear()

    def use(self) -> None:
        """Bind the texture."""
        self._texture.use(0)

    def place(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return rows of a `GlyphBatch` with the places of their glyphs in the texture, after adding new ones."""
        codes = rows[:, 4].astype(np.int32)
        places = self._places[codes]
        if not places.all():
            self._add(np.unique(codes[places == 0]).tolist())
            places = self._places[codes]
            if not places.all():  # the texture was full and has been cleared
                self._add(np.unique(codes[places == 0]).tolist())
                places = self._places[codes]
        placed = rows.copy()
        placed[:, 4] = np.maximum(places - 1, 0)
        colored = self._colored[np.maximum(places - 1, 0)]
        placed[colored, 5:8] = 1  # emoji have colours of their own
        return placed

    def _clear(self) -> None:
        self._places = np.zeros(2 * glyphs.RIGHT, np.int16)  # by code: the place from 1 on, 0 for none yet
        self._colored = np.zeros(COLUMNS * ROWS, bool)
        self._used = 0
        self._write(glyphs.BOX, Image.new("RGBA", (self._width, self._height), "white"), False)

    def _add(self, codes: list[int]) -> None:
        if self._used + 2 * len(codes) > COLUMNS * ROWS:
            self._clear()
        for code in codes[: COLUMNS * ROWS // 2 - 2]:
            character = code & (glyphs.RIGHT - 1)
            if not self._places[code]:
                self._draw(character)
            if not self._places[code]:  # the half of a glyph that is not wide
                self._places[code] = self._places[character]

    def _draw(self, code: int) -> None:
        cells = 2 if glyphs.cells(chr(code)) == 2 else 1
        image, colored = self._image(code, cells * self._width)
        for half in range(cells):
            part = image.crop((half * self._width, 0, (half + 1) * self._width, self._height))
            self._write(code + half * glyphs.RIGHT, part, colored)

    def _write(self, code: int, image: Image.Image, colored: bool) -> None:
        x, y = self._used % COLUMNS * self._width, self._used // COLUMNS * self._height
        self._texture.write(image.tobytes(), viewport=(x, y, self._width, self._height))
        self._colored[self._used] = colored
        self._used += 1
        self._places[code] = self._used

    def _image(self, code: int, width: int) -> tuple[Image.Image, bool]:
        """Return a character as an image, white where it has no colours of its own."""
        path = font_path(code)
        if path is None and code != _MISSING:
            return self._image(_MISSING, width)
        own = load(path, self._font.size) if path and path != self._font.path else self._font
        own, text = own or self._font, chr(code)
        image = Image.new("RGBA", (width, self._height), (255, 255, 255, 0))
        if own is self._font:
            ImageDraw.Draw(image).text((0, 0), text, fill="white", font=own)
            return image, False
        left, top, right, bottom = own.getbbox(text, anchor="ls")
        if own.size > self._font.size or right - left > width:  # a bitmap, or a glyph that is wider than its cell
            large = Image.new("RGBA", (max(int(right - left), 1), max(int(bottom - top), 1)), (255, 255, 255, 0))
            ImageDraw.Draw(large).text((-left, -top), text, fill="white", font=own, anchor="ls", embedded_color=True)
            share = min(width / large.width, self._height * 0.9 / large.height)
            small = large.resize((max(int(large.width * share), 1), max(int(large.height * share), 1)))
            image.paste(small, ((width - small.width) // 2, (self._height - small.height) // 2))
        else:
            start = ((width - (right - left)) / 2 - left, self._baseline)
            ImageDraw.Draw(image).text(start, text, fill="white", font=own, anchor="ls", embedded_color=True)
        pixels = np.asarray(image)
        inked = pixels[pixels[..., 3] > 0, :3]
        return image, bool(inked.size and (inked.max(axis=1) - inked.min(axis=1)).max() > 8)
