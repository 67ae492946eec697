"""The real window on a virtual screen, driven by keys and mouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageGrab

from viewer.model.recording import Recording

ROOT = Path(__file__).parents[2]
DEADLINE = 90  # s to wait for expected events; not a measure of speed


class Window:
    """A viewer in use: actions, and the resulting trace."""

    def __init__(self, screen: dict[str, str], trace: Path, *words: str) -> None:
        self.screen, self._trace = screen, trace
        command = [sys.executable, "-P", "-m", "viewer.cli", *words, "--trace", str(trace)]
        pipe = subprocess.PIPE
        environment = {**screen, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(trace.parent)}
        self.process = subprocess.Popen(command, env=environment, cwd=trace.parent, stdout=pipe, stderr=pipe, text=True)
        self.wait("draw")
        self._do("search", "--sync", "--name", "spacecode", "windowfocus")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.screen, check=True, timeout=DEADLINE, capture_output=True)

    def lines(self) -> list[dict[str, Any]]:
        text = self._trace.read_text() if self._trace.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def wait(self, what: str, after: int = 0) -> dict[str, Any]:
        """Return the first line of that kind after `after` lines."""
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
def open_window(screen: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Window]]:
    """Open a viewer with these arguments."""
    opened: list[Window] = []

    def start(*words: object) -> Window:
        opened.append(Window(screen, tmp_path / f"trace{len(opened)}.jsonl", *map(str, words)))
        return opened[-1]

    yield start
    for window in opened:
        window.process.kill()
        window.process.wait()


def test_keys_clicks_and_drags_do_what_the_help_says(open_window, golden: Path, recording: Recording) -> None:
    window = open_window("replay", golden, "--paused")
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

    for key in ("h", "F1", "question"):
        assert window.key(key, "help")["shown"] == ["help"]
        assert window.key("h", "help")["shown"] == []
    for key, name in (("v", "sight"), ("w", "why"), ("g", "graphs")):
        assert name in window.key(key, name)["shown"]
    assert window.key("d", "drawings")["muted"] == [0]
    assert window.key("n", "event")["tick"] > 0
    assert window.key("p", "event")["playing"] is False
    window.key("Home", "home")
    window.key("bracketleft", "loop")
    window.key("shift+Right", "step")
    assert window.key("bracketright", "loop")["loop"] == [0, 10]
    assert window.key("bracketright", "loop")["loop"] is None
    assert window.key("c", "copy")["message"].startswith("copied: botkit run ")
    debug = window.key("b", "copy")["message"]
    assert debug.startswith("copied: botkit debug ")
    assert "duel.bin --seat 0 --bot " in debug
    assert debug.endswith("--tick 10")
    window.key("End", "end")
    assert window.key("b", "copy")["message"].endswith(f"--tick {recording.ticks - 1}")  # the last that asks a bot

    # the timeline: a click, then a drag along it (y from the top of the window)
    clicked = window.mouse("press", "mousemove", "500", "672", "click", "1")
    assert 0.3 < clicked["tick"] / recording.ticks < 0.6
    window.mouse("press", "mousemove", "500", "672", "mousedown", "1")
    dragged = window.mouse("drag", "mousemove", "800", "672")
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
    printed, complaints = window.process.communicate()
    assert complaints == ""
    assert [line.split()[:2] for line in printed.splitlines()] == [["botkit", "run"], *[["botkit", "debug"]] * 2]


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    """Return the CPU time of a process with all its threads."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_paused_window_draws_nothing_and_takes_no_time(open_window, golden: Path) -> None:
    window = open_window("replay", golden, "--paused", "--tick", "300")
    subprocess.run(["xdotool", "mousemove", "60", "705"], env=window.screen, check=True)  # over a button
    time.sleep(2)
    drawn, before = len(window.lines()), cpu_seconds(window.process)
    time.sleep(5)
    assert len(window.lines()) == drawn
    assert cpu_seconds(window.process) - before < 0.5  # of 5 s; at rest it takes under 0.1 s
    window.key("Right", "step")
    assert window.wait("draw", drawn)["tick"] == 301


def test_scale_screenshot_and_full_screen(open_window, golden: Path, tmp_path: Path) -> None:
    window = open_window("replay", golden, "--paused", "--tick", "300")
    larger = window.key("plus", "scale")
    assert larger["size"] == [1280 / 1.25, 720 / 1.25]
    for _ in range(6):
        larger = window.key("plus", "scale")
    assert larger["size"] == [pytest.approx(1280 / 2.4), pytest.approx(300)]  # no more than panels have room for
    for _ in range(6):
        window.key("minus", "scale")
    saved = window.key("s", "screenshot")["message"]
    assert saved == "saved duel-300.png"
    with Image.open(tmp_path / "duel-300.png") as picture:
        assert picture.size == (1280, 720)
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    assert window.key("s", "screenshot")["message"] == "saved duel-300-1.png"
    window.key("F11", "fullscreen")
    end = time.monotonic() + DEADLINE
    while window.lines()[-1]["size"] == [1280, 720] and time.monotonic() < end:
        time.sleep(0.1)
    width, height = window.lines()[-1]["size"]
    assert width / height == pytest.approx(2800 / 1700, rel=0.01)


def test_a_list_of_matches_is_played_one_after_the_other(open_window, golden: Path, tmp_path: Path) -> None:
    logs = tmp_path / "league" / ".league" / "logs"
    logs.mkdir(parents=True)
    for name in ("duel", "sumo"):
        (logs / f"{name}.bin").write_bytes(golden.with_name(f"{name}.bin").read_bytes())
    (logs / "broken.bin").write_bytes(b"junk")
    (logs / "duel.bin").rename(logs / "a-duel.bin")
    window = open_window("replay", tmp_path / "league", "--speed", "16", "--no-spoilers")
    first = window.wait("draw")
    window.key("g", "graphs")
    moved = window.wait("match")  # by itself, past the broken log
    assert "match 3 of 3" in moved["message"]
    assert "broken.bin" in moved["message"]
    assert moved["shown"] == ["graphs"]
    assert moved["tick"] < first["tick"] or moved["tick"] == 0
    assert "match 1 of 3" in window.key("Page_Down", "match")["message"]


def test_the_settings_file_is_used(open_window, golden: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spacecode"
    folder.mkdir()
    (folder / "viewer.toml").write_text('speed = 2\nscale = 1.25\n\n[keys]\nn = "m"\n')
    window = open_window("replay", golden, "--paused")
    opened = window.wait("open")
    assert opened["speed"] == 2
    assert opened["size"] == [1024, 576]
    assert window.key("m", "event")["tick"] > 0


def test_a_log_that_is_still_written_is_followed(open_window, golden: Path, tmp_path: Path) -> None:
    """The first block is there at the start, the rest comes later; the replay continues by itself."""
    data, path = golden.read_bytes(), tmp_path / "live.bin"
    path.write_bytes(data[:3000])
    window = open_window("replay", path, "--speed", "16")
    first = window.wait("draw")
    path.write_bytes(data)
    grown = window.wait("grow")
    assert grown["ticks"] > first["tick"]
    end = time.monotonic() + DEADLINE
    while window.lines()[-1]["tick"] < grown["ticks"] and time.monotonic() < end:
        time.sleep(0.1)
    assert window.lines()[-1]["tick"] == grown["ticks"]
    window.key("q", "quit")
    assert window.process.wait(DEADLINE) == 0


@pytest.fixture
def fine_screen(screen: dict[str, str]) -> Iterator[dict[str, str]]:
    """A virtual screen with a pixel ratio of two, as a desktop reports it to windows."""
    xlib = pytest.importorskip("pyglet.libs.x11.xlib")
    display, told = xlib.XOpenDisplay(screen["DISPLAY"].encode()), b"Xft.dpi:\t192\n"
    data = (xlib.c_ubyte * len(told)).from_buffer_copy(told)
    atoms = (xlib.XInternAtom(display, name, False) for name in (b"RESOURCE_MANAGER", b"STRING"))
    xlib.XChangeProperty(display, xlib.XDefaultRootWindow(display), *atoms, 8, 0, data, len(told))
    xlib.XSync(display, False)
    yield screen
    xlib.XCloseDisplay(display)


def test_a_finer_screen_shows_the_same_in_more_pixels(
    fine_screen, open_window, golden: Path, view_at, renderer
) -> None:
    window = open_window("replay", golden, "--paused", "--tick", "330")
    window.key("Tab", "select")
    drawn = window.wait("draw", len(window.lines()))
    assert drawn["size"] == [1280, 720]
    fine = ImageGrab.grab(xdisplay=fine_screen["DISPLAY"]).crop((0, 0, 2560, 1440))
    view = view_at(330)
    view.select(0)
    view.effects = drawn["effects"]
    seen, meant = (np.asarray(image.convert("L")).astype(float) for image in (fine.reduce(2), renderer(view).take()))
    assert np.corrcoef(seen.ravel(), meant.ravel())[0, 1] > 0.9
    clicked = window.mouse("press", "mousemove", "1000", "1344", "click", "1")
    assert clicked["tick"] == int(view.on_track(500))


def test_two_logs_are_compared_from_where_they_differ(open_window, golden: Path, rewritten) -> None:
    """The views share their time, camera and panels, and say where they differ."""
    other = rewritten(lambda header, inputs, digests: digests.__setitem__(slice(200, None), 0), footer=False)
    window = open_window("compare", golden, other)
    opened = window.wait("open")
    assert (opened["tick"], opened["playing"]) == (201, False)
    left = window.mouse("scroll", "mousemove", "300", "300", "click", "4")
    subprocess.run(["xdotool", "mousemove", "1100", "300"], env=window.screen, check=True)
    right = window.key("Right", "step")
    assert left["camera"] == right["camera"]
    assert right["tick"] == 202
    assert window.key("x", "difference")["tick"] == 201
    assert window.key("g", "graphs")["shown"] == ["graphs"]
    window.key("q", "quit")
    assert window.process.wait(DEADLINE) == 0
    assert window.process.communicate()[0] == "the states differ from tick 201 on\n"
