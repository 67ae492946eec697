"""What can be clicked in a view besides the map: panels add targets whenever they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from viewer.views.layout import Rect


@dataclass(frozen=True)
class Target:
    """A part of a panel that does something when it is clicked.

    Attributes:
        place: in pixels of the view.
        act: called with the pixel of a click.
        tip: what it does, shown while the mouse is over it, or "".
        drags: whether dragging from it acts again wherever the mouse goes.
    """

    place: Rect
    act: Callable[[float, float], object]
    tip: str = ""
    drags: bool = False
