"""The pytest fixture `scene`, for tests of bots, available wherever spacecode is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from botkit.tools.scene import Scene


_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("botkit", "engine", "league", "sandbox", "systems", "viewer")


@pytest.fixture
def scene() -> Iterator[Callable[..., Scene]]:
    """Create scenes: `scene("ace.py", "hunter")`; see `botkit.tools.scene.Scene`."""
    kind = _scene()
    made: list[Scene] = []

    def make(*bots: Any, **options: Any) -> Scene:
        made.append(kind(*bots, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def _scene() -> type[Scene]:
    """Import the class, on demand: most test runs do not use it.

    The folder of a test is first on the path, and there a bot may have modules that are called as packages of this
    project are, such as `engine`. They are put aside meanwhile, and tests that import such a module get the bot's.
    """
    theirs = {name: module for name, module in sys.modules.items() if _is_foreign(name, module)}
    for name in theirs:
        del sys.modules[name]
    sys.path.insert(0, str(_ROOT))
    try:
        from botkit.tools.scene import Scene
    finally:
        sys.path.remove(str(_ROOT))
    for name in _PACKAGES:
        if name != "botkit" and _found(name) not in (None, _ROOT / name / "__init__.py"):
            sys.modules.pop(name, None)  # its submodules stay: this project finds them by their full names
    sys.modules.update(theirs)
    return Scene


def _is_foreign(name: str, module: object) -> bool:
    """Return whether a module hides one of this project's."""
    file = getattr(module, "__file__", None)
    return name.partition(".")[0] in _PACKAGES and (file is None or _ROOT not in Path(file).parents)


def _found(name: str) -> Path | None:
    spec = PathFinder.find_spec(name)
    return Path(spec.origin) if spec is not None and spec.origin else None
