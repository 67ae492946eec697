"""The viewer's colours for the player's script, so that pages and the window look the same."""

from __future__ import annotations

import json
from collections.abc import Iterable

from viewer.model import colors
from viewer.model.colors import Color
from viewer.model.seats import choose_color
from viewer.web.about import color_code

_SHARED = (
    "AMBER", "BEACON", "CONTACT", "EDGE", "ENERGY", "FAULT", "FLAME", "GRAY", "HULL", "KILL", "MARK", "STAR", "ZONE",
)  # fmt: skip


def distinct_colors(own: Iterable[str]) -> list[str]:
    """Return a colour per bot, as `#rrggbb`: its own as far as it can be told from those before it, also by the blind.

    Beyond about a dozen, colours resemble each other.
    """
    chosen: list[Color] = []
    for color in own:
        chosen.append(choose_color(color, chosen))
    return [color_code(color) for color in chosen]


def theme_script() -> str:
    """Return the declaration of THEME, the colours by name."""
    theme: dict[str, object] = {name.lower(): color_code(getattr(colors, name)) for name in _SHARED}
    theme["palette"] = colors.PALETTE
    return f"const THEME = {json.dumps(theme)};"
