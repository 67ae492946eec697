"""The user's settings of the window, from a file."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from league.cli.errors import LeagueError
from viewer.views.keys import KEYS
from viewer.views.player import SPEEDS

SCALES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)  # of text and panels
_FULL = (1920, 1080)  # pixels of a window in which text has its normal size


@dataclass(frozen=True)
class ViewerSettings:
    """The user's settings.

    Attributes:
        speed: of replays, 1 is real time.
        scale: of text and panels, or None for one that suits the window.
        flashes: whether hits and deaths flash.
        texts: whether texts that bots draw are shown.
        keys: pyglet's names of keys, by the name of the key that they stand for.
    """

    speed: float = 1.0
    scale: float | None = None
    flashes: bool = True
    texts: bool = True
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def usual_scale(width: int, height: int) -> float:
    """Return the scale of text and panels that suits a window of this size."""
    fitting = min(width / _FULL[0], height / _FULL[1])
    return max(scale for scale in SCALES if scale <= max(fitting, 1.0))


def settings_path() -> Path:
    """Return the path of the settings file."""
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA") or str(Path.home() / "AppData/Roaming")
    else:
        folder = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(folder, "spacecode", "viewer.toml")


def read_settings(path: Path | None = None) -> ViewerSettings:
    """Read the settings file; without one, return the defaults.

    Raises:
        LeagueError: the file cannot be read, or has an invalid value; the message is one line.
    """
    path = path or settings_path()
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ViewerSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LeagueError(f"{path}: {' '.join(str(error).split())}") from None
    unknown = sorted(values.keys() - {"speed", "scale", "flashes", "texts", "keys"})
    if unknown:
        raise LeagueError(f"{path}: {unknown[0]!r} is not a setting: use speed, scale, flashes, texts or [keys]")
    speed, scale = (_number(path, values, name) for name in ("speed", "scale"))
    if speed is not None and not SPEEDS[0] <= speed <= SPEEDS[-1]:
        raise LeagueError(f"{path}: speed must be from {SPEEDS[0]} to {SPEEDS[-1]:g}")
    if scale is not None and not SCALES[0] <= scale <= SCALES[-1]:
        raise LeagueError(f"{path}: scale must be from {SCALES[0]:g} to {SCALES[-1]:g}")
    flashes, texts = (_flag(path, values, name) for name in ("flashes", "texts"))
    return ViewerSettings(1.0 if speed is None else speed, scale, flashes, texts, _keys(path, values.get("keys", {})))


def _number(path: Path, values: Mapping[str, Any], name: str) -> float | None:
    value = values.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise LeagueError(f"{path}: {name} must be a number")
    return value


def _flag(path: Path, values: Mapping[str, Any], name: str) -> bool:
    value = values.get(name, True)
    if not isinstance(value, bool):
        raise LeagueError(f"{path}: {name} must be true or false")
    return value


def _keys(path: Path, table: Any) -> dict[str, tuple[str, ...]]:
    """Return the keys that stand for others, from a table of key names, as the help shows them, and other keys."""
    if not isinstance(table, dict):
        raise LeagueError(f"{path}: keys must be a table")
    named = {name.strip().lower(): key.name for key in KEYS for name in key.shown.split(", ")}
    found = dict[str, tuple[str, ...]]()
    for name, value in table.items():
        own = named.get(name.lower())
        if own is None:
            raise LeagueError(f"{path}: {name!r} is not a key that `viewer replay --help` lists")
        if not isinstance(value, str) or not value.replace("_", "").isalnum():
            raise LeagueError(f'{path}: the key for {name!r} must be a name, as "pageup"')
        found[own] = (value.upper(),)
    return found
