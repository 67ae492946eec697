"""A recorded duel, and fixtures to view it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.log import LogWriter, read_log
from league.cli.errors import LeagueError
from viewer.model.recording import Recording, open_recording
from viewer.views.player import Player
from viewer.views.view import View

GOLDEN = Path(__file__).parents[1] / "systems" / "golden" / "duel.bin"


@pytest.fixture(scope="session")
def golden() -> Path:
    """The log of a complete duel that ends by elimination, with faults."""
    return GOLDEN


@pytest.fixture(scope="session")
def recording() -> Recording:
    return open_recording(GOLDEN)


@pytest.fixture
def view_at(recording: Recording) -> Callable[..., View]:
    """A paused view of the duel at a position."""

    def make(position: float = 0, **more: Any) -> View:
        view = View(recording, Player(recording.ticks, playing=False), **more)
        view.player.seek(position)
        return view

    return make


@pytest.fixture(scope="session")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the duel's log with a changed header, inputs or digests, with or without a footer."""

    def write(change: Callable[[dict[str, Any], Any, Any], None], footer: bool = True) -> Path:
        log = read_log(GOLDEN.read_bytes())
        header, inputs, digests = dict(log.header), log.inputs.copy(), log.digests.copy()
        change(header, inputs, digests)
        data = bytearray()
        writer = LogWriter(data.extend, header, inputs.shape[1])
        for start in range(0, len(inputs), 256):
            writer.block(inputs[start : start + 256], digests[start : start + 256])
        if footer and log.footer is not None:
            writer.close(log.footer)
        path = tmp_path_factory.mktemp("logs") / "log.bin"
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of a virtual screen."""
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"missing: {missing}")
        pytest.skip(f"missing: {missing}")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "2800x1700x24", "-noreset", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield {**os.environ, "DISPLAY": f":{number}"}
    server.terminate()
    server.wait()


@pytest.fixture
def renderer() -> Iterator[Callable[..., Any]]:
    """Render pictures without a screen; without OpenGL it fails in CI, and skips elsewhere."""
    from viewer.drawing.offscreen import OffscreenRenderer

    made: list[OffscreenRenderer] = []

    def open_renderer(view: View, pixel_ratio: int = 1) -> OffscreenRenderer:
        try:
            made.append(OffscreenRenderer(view, pixel_ratio))
        except LeagueError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))
        return made[-1]

    yield open_renderer
    for one in made:
        one.close()
