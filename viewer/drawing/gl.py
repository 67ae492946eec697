"""Access to arcade, which is imported only here, and only when something is drawn."""

from __future__ import annotations

import os
import sys
from typing import Any

from league.cli.errors import LeagueError

PACKAGES = "libgl1 libegl1 libgl1-mesa-dri libfontconfig1"  # names of the Debian packages


def import_arcade(headless: bool = False) -> Any:
    """Import arcade; `headless` draws through EGL, without a screen.

    Raises:
        LeagueError: OpenGL or a screen is missing; the message says what to install.
    """
    os.environ.pop("ARCADE_HEADLESS", None)
    if headless:
        os.environ["ARCADE_HEADLESS"] = "1"  # read by arcade during its import
    try:
        import pyglet

        pyglet.options.audio = ("silent",)  # replays are silent, and probing for an audio device prints warnings
        pyglet.options.debug_gl = False  # would check for errors after every call
        import arcade
    except (ImportError, OSError) as error:
        raise LeagueError(_missing(error)) from None
    finally:
        os.environ.pop("ARCADE_HEADLESS", None)  # child processes must not inherit it
    return arcade


def open_window(width: int, height: int, headless: bool = False) -> Any:
    """Return an arcade.Window of the given size, or of the screen's if that is smaller.

    Raises:
        LeagueError: there is no screen or no OpenGL 3.3.
    """
    arcade = import_arcade(headless)
    try:
        if not headless:
            width, height = map(min, (width, height), _room(arcade))
        return arcade.Window(width, height, "spacecode", resizable=True, antialiasing=False, visible=not headless)
    except Exception as error:  # pyglet's platforms raise NoSuchDisplayException, GLException, XError and others
        raise LeagueError(_missing(error)) from None


def _room(arcade: Any) -> tuple[int, int]:
    """Return the screen's size in window pixels, minus some room for window frame and panels."""
    screen = arcade.get_screens()[0]
    scale = screen.get_scale()
    return max(int(screen.width / scale) - 40, 320), max(int(screen.height / scale) - 80, 240)


def _missing(error: BaseException) -> str:
    """Return what is missing on a machine that cannot draw, and what to do."""
    why = " ".join(str(error).split())[:160] or type(error).__name__
    if not sys.platform.startswith("linux"):
        return f"cannot open a window ({why}): OpenGL 3.3 is required"
    if "isplay" in f"{type(error).__name__} {why}":
        return f"no screen to open a window on ({why}): use `viewer export`, or xvfb-run from the package xvfb"
    return f"no OpenGL here ({why}): apt-get install {PACKAGES}"
