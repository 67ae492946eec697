"""Pictures of what a window shows."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image


def picture(context: Any) -> Image.Image:
    """Return an image of what was drawn last in a context's window."""
    screen = context.screen
    width, height = screen.width, screen.height
    return Image.frombytes("RGB", (width, height), screen.read(components=3), "raw", "RGB", 0, -1)


def free_path(path: Path) -> Path:
    """Return a path beside an existing file that does not exist yet, or the path itself."""
    paths = (path if number == 0 else path.with_stem(f"{path.stem}-{number}") for number in count())
    return next(own for own in paths if not own.exists())
