"""Colours shared by shapes and panels."""

from __future__ import annotations

Color = tuple[float, float, float]  # red, green, blue, 0 .. 1

WHITE: Color = (1.0, 1.0, 1.0)
GRAY: Color = (0.62, 0.67, 0.76)
AMBER: Color = (1.0, 0.75, 0.3)
LIVE: Color = (1.0, 0.42, 0.38)
HULL: Color = (0.45, 0.85, 0.5)
ENERGY: Color = (0.95, 0.85, 0.35)
EDGE: Color = (0.35, 0.42, 0.55)  # of the arena
BEACON: Color = (0.55, 0.6, 0.7)
STAR: Color = (1.0, 0.82, 0.45)
ROCK: Color = (0.36, 0.34, 0.33)
ZONE: Color = (0.95, 0.3, 0.25)
FLAME: Color = (1.0, 0.6, 0.25)  # of engines and hits
KILL: Color = (0.95, 0.35, 0.3)
FAULT: Color = (0.9, 0.4, 0.9)
CONTACT: Color = (0.6, 0.7, 1.0)
MARK: Color = (0.45, 0.9, 0.9)  # of a bot
EMPTY: Color = (0.3, 0.34, 0.42)  # the empty part of a bar

# Distinct for every kind of colour vision: the first five after Okabe and Ito, "Color Universal Design" (2008).
PALETTE = ("#56b4e9", "#e69f00", "#2fc796", "#f0e442", "#e05a28", "#7060ff", "#b4ffff", "#9a58b0")


def parse_color(text: str) -> Color:
    """Return the colour of `#rrggbb`."""
    red, green, blue = (int(text[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return red, green, blue
