"""The page that plays a match: one self-contained file, or one of many that share their script and style."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from viewer.web.theme import theme_script

_PARTS = (  # of the script, in order
    "reader", "shots", "match", "camera", "player", "shapes", "sprites", "arena", "craft", "effects", "labels", "scene",
    "elements", "timeline", "sides", "plots", "inspector", "panels", "dock", "keys", "main",
)  # fmt: skip
_STYLES = ("frame", "stage", "panels", "dock", "small")
NAME = "replay"  # of the script and the style that pages share: replay.js, replay.css


def match_page(data: bytes, title: str, assets: str | None = None, home: str = "") -> str:
    """Return the HTML of a page that plays a match.

    Args:
        data: the match, from `viewer.web.pack.pack`.
        title: of the page; any text.
        assets: folder of `player_files`, relative to the page; None to write them into the page.
        home: address of a link that leads back, relative to the page; none if empty.
    """
    shell = Template(_read("page.html"))
    content = base64.b64encode(data).decode()
    if assets is None:
        script, style = player_files()[f"{NAME}.js"], player_files()[f"{NAME}.css"]
        allowed = f"script-src '{_hash(script)}'; style-src '{_hash(style)}'"
        style_tag, script_tag = f"<style>{style}</style>", f"<script>{script}</script>"
    else:
        allowed, at = "script-src 'self'; style-src 'self'", escape(f"{assets}/{NAME}")
        style_tag, script_tag = f'<link rel="stylesheet" href="{at}.css">', f'<script src="{at}.js"></script>'
    return shell.substitute(
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        title=escape(title),
        home=f'<a id="home" href="{escape(home)}">{_ARROW} back</a>' if home else "",
        style=style_tag,
        script=script_tag,
        data=content,
    )


_ARROW = "\N{LEFTWARDS ARROW}"


@cache
def player_files() -> dict[str, str]:
    """Return the files that pages share by name: the script and the style of the player."""
    parts = [theme_script(), *(_read(f"{part}.js") for part in _PARTS)]
    script = '"use strict";\n(() => {\n' + _short("\n".join(parts)) + "\n})();\n"
    return {f"{NAME}.js": script, f"{NAME}.css": _short("\n".join(_read(f"{part}.css") for part in _STYLES))}


def _short(source: str) -> str:
    """Return a script or style without indents, empty lines and lines of comments; no text of it spans lines."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _read(name: str) -> str:
    return files("viewer.web").joinpath("player", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the hash by which a content security policy allows an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
