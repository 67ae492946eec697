"""Colours of bots: their own where these can be told from the others' in any colour vision, on light and dark pages."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence

from league.site.paths import slug
from viewer.web.theme import distinct_colors

_APART = 24  # bots whose colours are told apart: more colours would resemble each other anyway


def style_sheet(names: Sequence[str], own: Mapping[str, str]) -> str:
    """Return rules that give each bot's class its colour: `--o` for dark ground, `--c` for the page.

    Args:
        names: of the bots; those that come first are told apart.
        own: the colours that bots want, `#rrggbb`, by name.
    """
    colors = _assigned(names, own)
    light = "".join(f".b-{slug(name)}{{--o:{color};--c:{_darker(color)}}}" for name, color in colors.items())
    dark = "".join(f".b-{slug(name)}{{--c:{color}}}" for name, color in colors.items())
    return f"{light}\n@media (prefers-color-scheme: dark) {{{dark}}}\n"


def _assigned(names: Sequence[str], own: Mapping[str, str]) -> dict[str, str]:
    """Return a colour per bot; those beyond the first few have their own if it is visible, else one of these again."""
    apart = distinct_colors(own.get(name, "") for name in names[:_APART])
    colors = dict(zip(names, apart, strict=False))
    for number, name in enumerate(names[_APART:]):
        (alone,) = distinct_colors([own.get(name, "")])
        colors[name] = alone if alone == own.get(name, "").lower() else apart[number % _APART]
    return colors


def _darker(color: str) -> str:
    """Return the colour, dark enough for lines on white."""
    red, green, blue = (int(color[k : k + 2], 16) / 255 for k in (1, 3, 5))
    hue, light, strong = colorsys.rgb_to_hls(red, green, blue)
    while _luminance(red, green, blue) > 0.30:  # a contrast of 3 with white
        light *= 0.96
        red, green, blue = colorsys.hls_to_rgb(hue, light, strong)
    return "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in (red, green, blue)))


def _luminance(red: float, green: float, blue: float) -> float:
    """Return the relative luminance of WCAG 2."""
    light = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
