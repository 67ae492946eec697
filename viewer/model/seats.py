"""Names and colours of the seats, from a header that may be untrusted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

from sandbox.clean import clean_name
from sandbox.names import SeatNames, display_names, skeleton
from viewer.model.colors import PALETTE, Color, parse_color
from viewer.model.match import SimulatedMatch

# Protanopia and deuteranopia as matrices on linear RGB: Vienot, Brettel and Mollon, "Digital video
# colourmaps for checking the legibility of displays by dichromats" (1999).
_BLIND = (
    ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
)
_GAMMA = 2.2
_COLOR = re.compile("#[0-9a-fA-F]{6}")
_DARKEST = 0.25  # minimum relative luminance, for visibility on black
_NEAREST = 0.2  # minimum distance between two colours
_SHARPER = 0.66  # weight of distances in normal vision, where a larger distance is required


def bot_names(match: SimulatedMatch) -> list[str]:
    """Return the bots' file names by side, as commands use them."""
    return [clean_name(str(seat.get("bot") or "")) or "bot" for seat in _about(match)]


def identities(match: SimulatedMatch) -> list[str]:
    """Return the SHA-256 of each side's files."""
    return [str(seat.get("identity") or "") for seat in _about(match)]


def _about(match: SimulatedMatch) -> list[dict[str, object]]:
    """Return the header's entries about each seat, empty where missing or invalid."""
    recorded, sides = match.log.header.get("seats"), match.game.sides
    seats = recorded[:sides] if isinstance(recorded, list) else []
    return [seat if isinstance(seat, dict) else {} for seat in seats] + [{}] * (sides - len(seats))


class Seats:
    """Names and colours by side.

    Names are those of `seat_names`. A bot's own COLOR is used if it is visible and differs from those before it;
    otherwise a colour of the palette; if these are taken too, the colour that differs most.
    """

    def __init__(self, match: SimulatedMatch) -> None:
        about = _about(match)
        self.names = seat_names([(str(seat.get("bot") or ""), str(seat.get("name") or "")) for seat in about])
        self.colors: list[Color] = []
        for seat in about:
            self.colors.append(choose_color(seat.get("color"), self.colors))


def seat_names(seats: Sequence[tuple[str, str]]) -> list[str]:
    """Return what each seat is called, from its bot's file name and the name for display, "" if it has none.

    A name for display that differs from the bot's is followed by the bot's; names that can be confused by their seat.
    """
    shown = display_names([SeatNames(bot, name) for bot, name in seats])
    bots = [clean_name(bot) for bot, _ in seats]
    alike = Counter(skeleton(name) for name in shown)
    names = []
    for side, (name, bot) in enumerate(zip(shown, bots, strict=True)):
        beside = [bot] if bot and name.casefold() != bot.casefold() else []
        beside += [f"seat {side}"] if name and alike[skeleton(name)] > 1 else []
        names.append(f"{name} ({', '.join(beside)})" if name and beside else name or f"seat {side}")
    return names


def choose_color(own: Any, taken: list[Color]) -> Color:
    """Return a bot's own colour if it is visible and differs from `taken`, else another that does."""
    if isinstance(own, str) and _COLOR.fullmatch(own):
        color = parse_color(own)
        if _luminance(color) >= _DARKEST and _apart(color, taken):
            return color
    free = (color for color in map(parse_color, PALETTE) if _apart(color, taken))
    return next(free, None) or max(_OTHERS, key=lambda color: _distance(color, taken))


def _luminance(color: Color) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def _apart(color: Color, taken: list[Color]) -> bool:
    return _distance(color, taken) >= _NEAREST


def _distance(color: Color, taken: list[Color]) -> float:
    """Return the distance to the nearest of `taken`, in the kind of vision in which it is smallest."""
    return min((_between(color, other) for other in taken), default=math.inf)


def _between(one: Color, other: Color) -> float:
    blind = (math.dist(_seen(one, eyes), _seen(other, eyes)) for eyes in _BLIND)
    return min(_SHARPER * math.dist(one, other), *blind)


def _seen(color: Color, eyes: tuple[Color, Color, Color]) -> Color:
    """Return a colour as seen with the given kind of colour vision."""
    light = [part**_GAMMA for part in color]
    red, green, blue = (
        max(sum(share * part for share, part in zip(row, light, strict=True)), 0.0) ** (1 / _GAMMA) for row in eyes
    )
    return red, green, blue


_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_OTHERS = [  # no grays, which stand for dead ships
    color
    for color in product(_STEPS, _STEPS, _STEPS)
    if _luminance(color) >= _DARKEST + 0.2 and max(color) - min(color) > 0.2
]
