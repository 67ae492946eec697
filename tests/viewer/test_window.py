"""The real window on a screen that nobody sees, driven by keys and mouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from viewer.recording import Recording

DEADLINE = 90  # s to wait for what must happen: no measure of speed


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of a screen of its own."""
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"missing: {missing}")
        pytest.skip(f"missing: {missing}")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield {**os.environ, "DISPLAY": f":{number}"}
    server.terminate()
    server.wait()


class Window:
    """A viewer being used: what one does, and what its trace then says."""

    def __init__(self, screen: dict[str, str], log: Path, trace: Path) -> None:
        self._screen, self._trace = screen, trace
        command = [sys.executable, "-m", "viewer.cli", "replay", str(log), "--paused", "--trace", str(trace)]
        self.process = subprocess.Popen(command, env=screen, stderr=subprocess.PIPE, text=True)
        self.wait("draw")
        self._do("search", "--sync", "--name", "spacecode", "windowfocus")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._screen, check=True, timeout=DEADLINE, capture_output=True)

    def lines(self) -> list[dict[str, Any]]:
        text = self._trace.read_text() if self._trace.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def wait(self, what: str, after: int = 0) -> dict[str, Any]:
        """The first line of that kind after so many lines."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            for line in self.lines()[after:]:
                if line["what"] == what:
                    return line
            assert self.process.poll() is None, self.process.communicate()[1]
            time.sleep(0.02)
        raise AssertionError(f"no {what!r} in {DEADLINE} s: {self.lines()[-3:]}")

    def key(self, name: str, what: str) -> dict[str, Any]:
        after = len(self.lines())
        self._do("key", name)
        return self.wait(what, after)

    def mouse(self, what: str, *words: str) -> dict[str, Any]:
        after = len(self.lines())
        self._do(*words)
        return self.wait(what, after)


@pytest.fixture
def window(screen: dict[str, str], golden: Path, tmp_path: Path) -> Iterator[Window]:
    used = Window(screen, golden, tmp_path / "trace.jsonl")
    yield used
    used.process.kill()
    used.process.wait()


def test_keys_clicks_and_drags_do_what_the_help_says(window: Window, recording: Recording) -> None:
    width, height = window.wait("draw")["size"]
    assert (width, height) == (1280, 720)
    assert window.key("Right", "step")["tick"] == 1
    assert window.key("shift+Right", "step")["tick"] == 11
    assert window.key("Left", "step")["tick"] == 10
    assert window.key("End", "end")["tick"] == recording.ticks
    assert window.key("Home", "home")["tick"] == 0
    assert window.key("Up", "faster")["speed"] == 2
    assert window.key("Down", "slower")["speed"] == 1
    assert window.key("Tab", "select")["selected"] == 0
    assert window.key("f", "follow")["aim"] == "ship"
    assert window.key("r", "arena")["aim"] == "arena"

    # the timeline: a click, then a drag along it (y from the top of the window)
    clicked = window.mouse("press", "mousemove", "500", "690", "click", "1")
    assert 0.3 < clicked["tick"] / recording.ticks < 0.6
    window.mouse("press", "mousemove", "500", "690", "mousedown", "1")
    dragged = window.mouse("drag", "mousemove", "800", "690")
    assert dragged["tick"] > clicked["tick"] + 0.2 * recording.ticks
    window.mouse("release", "mouseup", "1")

    # the map: the wheel zooms, a drag moves
    before = window.lines()[-1]["camera"]
    zoomed = window.mouse("scroll", "mousemove", "640", "300", "click", "4")
    assert zoomed["camera"][2] > before[2]
    window.mouse("press", "mousemove", "600", "300", "mousedown", "1")
    moved = window.mouse("drag", "mousemove", "700", "360")
    assert moved["camera"][0] < zoomed["camera"][0]
    assert moved["camera"][1] > zoomed["camera"][1]
    assert moved["tick"] == dragged["tick"]
    window.mouse("release", "mouseup", "1")

    playing = window.key("space", "toggle")
    assert playing["playing"]
    later = window.wait("draw", len(window.lines()))
    assert later["tick"] > playing["tick"]
    assert window.key("q", "quit")
    assert window.process.wait(DEADLINE) == 0
    assert window.process.communicate()[1] == ""
