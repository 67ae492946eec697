"""The built-in opponents: the examples, under their names."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "opponents"  # put there by the wheel's build
_CHECKOUT = _PACKAGE.parent / "examples"

FIGHTERS = "bots"  # the folder of those that are written for duels, and can play wherever ships fight


def opponents(*folders: str) -> dict[str, Path]:
    """The file of each built-in opponent, by name: of these folders (FIGHTERS, or a mode's name), or of all."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    paths = sorted(path for folder in folders or ("*",) for path in root.glob(f"{folder}/*.py"))
    return {path.stem: path for path in sorted(paths, key=lambda path: (path.parent.name != FIGHTERS, path))}
