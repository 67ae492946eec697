"""The way to arcade: imported here alone, and only when something is drawn."""

from __future__ import annotations

import os
import sys
from typing import Any

from league.cli.errors import LeagueError

PACKAGES = "libgl1 libegl1 libgl1-mesa-dri libfontconfig1"  # Debian's


def import_arcade(headless: bool = False) -> Any:
    """Import arcade; `headless` draws through EGL, without a screen.

    Raises:
        LeagueError: GL or a screen is missing; it says what to install.
    """
    os.environ.pop("ARCADE_HEADLESS", None)
    if headless:
        os.environ["ARCADE_HEADLESS"] = "1"  # arcade reads it while it is imported
    try:
        import pyglet

        pyglet.options.audio = ("silent",)  # a replay makes no sound, and looking for a device prints warnings
        pyglet.options.debug_gl = False  # asks for an error after every call
        import arcade
    except (ImportError, OSError) as error:
        raise LeagueError(_missing(error)) from None
    finally:
        os.environ.pop("ARCADE_HEADLESS", None)  # no matter of the processes that this one starts
    return arcade


def open_window(width: int, height: int, headless: bool = False) -> Any:
    """A window of that size, or as large as the screen: an arcade.Window.

    Raises:
        LeagueError: there is no screen or no GL 3.3.
    """
    arcade = import_arcade(headless)
    try:
        if not headless:
            width, height = map(min, (width, height), _room(arcade))
        return arcade.Window(width, height, "spacecode", resizable=True, antialiasing=False, visible=not headless)
    except Exception as error:  # pyglet raises what its platform gives: NoSuchDisplayException, GLException, XError
        raise LeagueError(_missing(error)) from None


def _room(arcade: Any) -> tuple[int, int]:
    """The screen's width and height in pixels of a window, less some for its frame and for panels."""
    screen = arcade.get_screens()[0]
    scale = screen.get_scale()
    return max(int(screen.width / scale) - 40, 320), max(int(screen.height / scale) - 80, 240)


def _missing(error: BaseException) -> str:
    """What to do about a machine that can't draw."""
    why = " ".join(str(error).split())[:160] or type(error).__name__
    if not sys.platform.startswith("linux"):
        return f"no window can be opened here ({why}): OpenGL 3.3 is needed"
    if "isplay" in f"{type(error).__name__} {why}":
        return f"no screen to open a window on ({why}): use `viewer export`, or xvfb-run from the package xvfb"
    return f"no OpenGL here ({why}): apt-get install {PACKAGES}"
