"""Where things are in a view: the map in the middle, and docks for panels around it, which never overlap it."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST = (480, 300)  # pixels of the smallest window
COMPACT = 960  # pixels of width below which the layout is compact, as it is if the panel of sides is too high
BAR = 64  # pixels at the bottom for the timeline and its buttons
TRACK = 32  # pixels from the lower edge of the bar to the timeline
_GRAPHS, _LOW_GRAPHS = 122, 80  # pixels above it for graphs
_LEFT = 258  # pixels at the left for the sides and the minimap
_WHY = (340, 430)  # least and most pixels there with the reasons for the result, a third of the view
_ROOM = 600  # pixels that the reasons have before the minimap has any
_RIGHT = (340, 384)  # least and most pixels at the right for the inspector, three tenths of the view
_LOW_RIGHT = 272  # pixels at the right in the compact layout, for the inspector and the reasons
_MAP = 176  # least pixels of the map, below which docks are narrower, and the graphs not shown
_DOCK = 120  # least pixels of a dock
_CELL = 156  # pixels of a side in the strip of the compact layout
STRIP = 24  # pixels of a row of sides in it
NOTICE = 22  # pixels of the line above the map
END = 64  # pixels of the result below the map


@dataclass(frozen=True)
class Rect:
    """A rectangle in pixels."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def top(self) -> float:
        return self.bottom + self.height

    def holds(self, x: float, y: float) -> bool:
        """Whether a pixel is inside."""
        return self.left <= x < self.right and self.bottom <= y < self.top


@dataclass(frozen=True)
class ViewLayout:
    """The parts of a view.

    Attributes:
        bar: timeline and buttons.
        graphs: graphs, or None.
        sides: the panel of sides; in the compact layout a strip at the top.
        why: the reasons for the result, or None.
        feed: the latest moments, or None.
        minimap: the minimap, or None.
        inspector: the panel of the selected ship, or None.
        notice: a line above the map, or None.
        end: the result, below the map, or None.
        map: what is left.
        compact: whether the sides are in a strip.
        columns: sides in a row of the strip.
    """

    bar: Rect
    graphs: Rect | None
    sides: Rect
    why: Rect | None
    feed: Rect | None
    minimap: Rect | None
    inspector: Rect | None
    notice: Rect | None
    end: Rect | None
    map: Rect
    compact: bool
    columns: int


def arrange(width: float, height: float, sides: int, shown: frozenset[str], sides_height: float = 0.0) -> ViewLayout:
    """Return the layout of a view.

    Args:
        sides: number of sides.
        shown: what is shown of `graphs`, `why`, `inspector`, `notice`, `end`.
        sides_height: pixels of the panel of sides in the wide layout.
    """
    width, height = max(width, 1.0), max(height, 1.0)
    compact = width < COMPACT or height - BAR < sides_height
    columns = max(min(int(width // _CELL), sides), 1)
    strip = -(-sides // columns) * STRIP if compact else 0.0
    top = height - min(strip, max(height - BAR, 0.0))
    bar = Rect(0, 0, width, min(BAR, height))
    high = _LOW_GRAPHS if compact else _GRAPHS
    graphs = Rect(0, bar.top, width, high) if "graphs" in shown and top - bar.top - high >= _MAP / 2 else None
    floor = graphs.top if graphs else bar.top
    left = 0.0
    right = width
    panels = [name for name in ("inspector", "why") if name in shown]
    places: dict[str, Rect] = {}
    if compact:
        dock = min(_LOW_RIGHT, width - _MAP) if panels else 0.0
        if dock >= _DOCK:
            right = width - dock
            room = max(top - floor, 0.0)
            share = room * 0.55 if len(panels) == 2 else room
            for name in panels:
                part = share if name == "inspector" or len(panels) == 1 else room - share
                low = top - share if name == "inspector" or len(panels) == 1 else floor
                places[name] = Rect(right, low, dock, part)
    else:
        left = min(max(width * 0.33, _WHY[0]), _WHY[1]) if "why" in shown else _LEFT
        right = width - (min(max(width * 0.3, _RIGHT[0]), _RIGHT[1]) if "inspector" in shown else 0.0)
        if "inspector" in shown:
            places["inspector"] = Rect(right, floor, width - right, max(top - floor, 0.0))
        used = min(sides_height, max(top - floor, 0.0))
        places["sides"] = Rect(0, top - used, left, used)
        square = min(left, top - used - floor - (_ROOM if "why" in shown else 0)) - 16
        if square >= 96:
            square = min(square, 226)
            places["minimap"] = Rect(0, floor, left, square + 16)
        below = places["minimap"].top if "minimap" in places else floor
        places["why" if "why" in shown else "feed"] = Rect(0, below, left, max(top - used - below, 0.0))
    upper = top - (NOTICE if "notice" in shown and top - floor > 2 * NOTICE else 0.0)
    lower = floor + (END if "end" in shown and upper - floor > 2 * END else 0.0)
    across = max(right - left, 1.0)
    return ViewLayout(
        bar,
        graphs,
        Rect(0, top, width, height - top) if compact else places["sides"],
        places.get("why"),
        places.get("feed"),
        places.get("minimap"),
        places.get("inspector"),
        Rect(left, upper, across, top - upper) if upper < top else None,
        Rect(left, floor, across, lower - floor) if lower > floor else None,
        Rect(left, lower, across, max(upper - lower, 1.0)),
        compact,
        columns,
    )
