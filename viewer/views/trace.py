"""The trace of a window: what was done in it, and what it shows, as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from viewer.views.view import View


class ActionLog:
    """Writes actions as JSON lines, or does nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = path.open("w", buffering=1, encoding="utf-8") if path else None

    def __enter__(self) -> Callable[..., None]:
        return self._write

    def __exit__(self, *error: object) -> None:
        if self._file:
            self._file.close()

    def _write(self, what: str, view: View, **more: Any) -> None:
        if self._file is None:
            return
        player, camera = view.player, view.camera
        state: dict[str, object] = {"tick": player.tick, "playing": player.playing, "speed": player.speed}
        state |= {"loop": player.loop, "selected": view.selected, "aim": view.aim, "shown": sorted(view.shown)}
        state |= {"muted": sorted(view.muted), "message": view.message, "effects": view.effects}
        state |= {"camera": [round(value, 3) for value in (camera.x, camera.y, camera.scale)]}
        print(json.dumps({"what": what, **state, "size": [view.width, view.height], **more}), file=self._file)
