"""Drawing of a view with OpenGL: the map in a few draw calls, text and panels over it in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.drawing.glyph_sheet import COLUMNS, ROWS, GlyphSheet
from viewer.drawing.map_shaders import MAP_FRAGMENTS, MAP_VERTEX
from viewer.panels.hud import Hud
from viewer.shapes import glyphs, quads
from viewer.shapes.arena import ArenaShapes
from viewer.views.layout import Rect
from viewer.views.view import View

if TYPE_CHECKING:
    from arcade import ArcadeContext
    from arcade.gl import Geometry, Program

_SHAPE = "4f 2f 4f", ("place", "turn", "tint")
_BACKGROUND = (4, 6, 14, 255)
_DOCK = round(255 * glyphs.PANEL[0]), round(255 * glyphs.PANEL[1]), round(255 * glyphs.PANEL[2]), 255

_CELL_VERTEX = """#version 330
in vec4 place; in float glyph; in vec4 tint;
uniform vec2 size;  // of the window, in pixels
uniform vec2 sheet;  // glyphs in a row, rows
uniform float ratio;  // pixels of the framebuffer a pixel
out vec2 at; out vec4 color;
void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1 & 1);
    color = tint;
    at = (vec2(mod(glyph, sheet.x), floor(glyph / sheet.x)) + vec2(corner.x, 1. - corner.y)) / sheet;
    vec2 pixel = place.xy + corner * place.zw;
    if (glyph > 0.) pixel = floor(pixel * ratio + .5) / ratio;  // sharp, whatever the ratio
    gl_Position = vec4(pixel / size * 2. - 1., 0., 1.);
}"""
_CELL_FRAGMENT = """#version 330
in vec2 at; in vec4 color; uniform sampler2D ink; out vec4 f;
void main() { vec4 own = texture(ink, at); f = vec4(color.rgb * own.rgb, 1.) * (color.a * own.a); }"""


@dataclass(frozen=True)
class DrawList:
    """Everything that is drawn of one moment, as numbers, so that it can be computed while another is drawn.

    Attributes:
        map: the part of the view that the map has.
        camera: centre in m; clip units per metre in x and y.
        scale: pixels per metre.
        shapes: shapes of the map, `[shapes, 10]`.
        cells: boxes and characters over it, `[glyphs, 9]`.
        clipped: the number of cells, from the first on, of which only what is on the map is drawn.
    """

    map: Rect
    camera: tuple[float, float, float, float]
    scale: float
    shapes: NDArray[np.float32]
    cells: NDArray[np.float32]
    clipped: int


class Painter:
    """Draws a view into the current framebuffer.

    Args:
        pixel_ratio: pixels of the framebuffer per pixel of the view.

    Attributes:
        scene: computes the shapes of the map.
    """

    def __init__(self, context: ArcadeContext, view: View, pixel_ratio: float = 1.0) -> None:
        self._context = context
        self._ratio = 0.0
        self.show(view)
        texts = list(dict.fromkeys(MAP_FRAGMENTS.values()))
        self._map = [_Quads(context, MAP_VERTEX, text, *_SHAPE) for text in texts]
        self._of_kind = np.array([texts.index(MAP_FRAGMENTS[kind]) for kind in sorted(MAP_FRAGMENTS)])
        self._cells = _Quads(context, _CELL_VERTEX, _CELL_FRAGMENT, "4f 1f 4f", ("place", "glyph", "tint"))
        self.rescale(pixel_ratio)

    def show(self, view: View) -> None:
        """Draw this view from now on."""
        self._view = view
        self.scene, self._hud = ArenaShapes(view), Hud(view)

    def rescale(self, pixel_ratio: float) -> None:
        """Change the pixel ratio, as when a window moves to another screen."""
        if pixel_ratio != self._ratio:
            self._ratio = pixel_ratio
            self._ink, self._large_ink = (GlyphSheet(self._context, scale * pixel_ratio) for scale in (1, 2))
            self._cells.program["sheet"] = COLUMNS, ROWS
            self._cells.program["ratio"] = pixel_ratio

    def draw(self, left: float = 0.0) -> None:
        """Draw the view as it is now, `left` pixels from the left edge."""
        self.paint(self.draw_list(), left)

    def draw_list(self) -> DrawList:
        """Compute what the view shows now."""
        view = self._view
        moment, camera = view.moment(), view.camera
        looked_at = camera.x, camera.y, 2 * camera.scale / camera.width, 2 * camera.scale / camera.height
        shapes = self.scene.draw(moment)
        cells = self._hud.draw(moment)
        return DrawList(view.layout.map, looked_at, camera.scale, shapes, cells, self._hud.clipped)

    def _runs(self, shapes: NDArray[np.float32]) -> Iterator[tuple[_Quads, NDArray[np.float32]]]:
        """Yield the shapes in order, in runs that one shader draws."""
        own = self._of_kind[shapes[:, 5].astype(np.intp)]
        starts = [0, *(np.flatnonzero(np.diff(own)) + 1).tolist(), len(shapes)]
        for start, end in pairwise(starts):
            if end > start:
                yield self._map[own[start]], shapes[start:end]

    def paint(self, frame: DrawList, left: float = 0.0) -> None:
        """Draw a list, `left` pixels from the left edge."""
        context, view = self._context, self._view
        unit = self._ratio / context.window.get_pixel_ratio()  # a window's framebuffer is measured in the view's pixels
        x, width, height = (round(unit * size) for size in (left, view.width, view.height))
        place = frame.map
        context.enable_only(context.BLEND)
        context.blend_func = context.ONE, context.ONE_MINUS_SRC_ALPHA  # colours are premultiplied
        west, south, east, north = (round(unit * at) for at in (place.left, place.bottom, place.right, place.top))
        area = x + west, south, max(east - west, 1), max(north - south, 1)
        context.active_framebuffer.clear(color=_BACKGROUND, viewport=(x, 0, width, height))
        low, high = area[1], area[1] + area[3]
        docks = (0, 0, width, low), (0, high, width, height - high), (0, low, west, high - low)
        for left_edge, floor, wide, tall in (*docks, (east, low, width - east, high - low)):
            if wide > 0 and tall > 0:
                context.active_framebuffer.clear(color=_DOCK, viewport=(x + left_edge, floor, wide, tall))
        context.viewport = area
        for shader in self._map:
            shader.program["camera"] = frame.camera
            shader.program["scale"] = frame.scale * self._ratio
        for shader, shapes in self._runs(frame.shapes):
            shader.draw(shapes)
        context.viewport = x, 0, width, height
        self._cells.program["size"] = view.width, view.height
        context.scissor = area
        self._write(frame.cells[: frame.clipped])
        context.scissor = None
        self._write(frame.cells[frame.clipped :])

    def _write(self, cells: NDArray[np.float32]) -> None:
        """Draw boxes and characters."""
        large = (cells[:, 4] != glyphs.BOX) & (cells[:, 2] > glyphs.WIDTH)
        for ink, rows in ((self._ink, cells[~large]), (self._large_ink, cells[large])):
            if len(rows):
                placed = ink.place(rows)
                ink.use()
                self._cells.draw(placed)


class _Quads:
    """A shader program that draws one quad per row of numbers.

    Each row is sent four times, once per corner, which software OpenGL draws faster than an instance per row.
    """

    def __init__(self, context: Any, vertex: str, fragment: str, formats: str, names: tuple[str, ...]) -> None:
        self._context, self._formats, self._names = context, formats, names
        self.program: Program = context.program(vertex_shader=vertex, fragment_shader=fragment)
        self._room = 0  # rows that fit into the buffer

    def draw(self, rows: NDArray[np.float32]) -> None:
        if len(rows) > self._room:
            self._room = max(2 * len(rows), 1024)
            self._buffer = self._context.buffer(reserve=4 * self._room * rows.shape[1] * rows.itemsize, usage="stream")
            self._geometry = self._make_geometry()
        if not len(rows):
            return
        self._buffer.orphan()
        self._buffer.write(rows.repeat(4, axis=0))
        self._geometry.render(self.program, vertices=6 * len(rows))

    def _make_geometry(self) -> Geometry:
        from arcade.gl import BufferDescription

        corners = np.array((0, 1, 2, 2, 1, 3), np.uint32) + 4 * np.arange(self._room, dtype=np.uint32)[:, None]
        rows = BufferDescription(self._buffer, self._formats, list(self._names))
        geometry: Geometry = self._context.geometry(
            [rows], index_buffer=self._context.buffer(data=corners.tobytes()), mode=self._context.TRIANGLES
        )
        return geometry


assert len(quads.COLUMNS) == 10 and len(glyphs.COLUMNS) == 9, "the formats above must match these columns"
