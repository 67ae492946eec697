"""The viewer's colours for the player's script, so that pages and the window look the same."""

from __future__ import annotations

import json

from viewer.model import colors
from viewer.web.about import color_code

_SHARED = ("AMBER", "BEACON", "EDGE", "EMPTY", "ENERGY", "GRAY", "HULL", "STAR", "WHITE")


def theme_script() -> str:
    """Return the declaration of THEME, the colours by name."""
    theme = {name.lower(): color_code(getattr(colors, name)) for name in _SHARED}
    return f"const THEME = {json.dumps(theme)};"
