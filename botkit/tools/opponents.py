"""The built-in opponents: the examples, under their names."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "opponents"  # put there by the wheel's build
_CHECKOUT = _PACKAGE.parent / "examples" / "bots"


def opponents() -> dict[str, Path]:
    """The file of each built-in opponent, by name."""
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return {path.stem: path for path in sorted(folder.glob("*.py"))}
