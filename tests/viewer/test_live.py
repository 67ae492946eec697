"""Watching a match while it is played: `botkit run --view`, on a virtual screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.log import read_log
from league.match.sidecar import unpack

ROOT = Path(__file__).parents[2]
DEADLINE = 90  # s to wait for expected events; not a measure of speed
GATE = """
ticks = 0
def tick(ship):
    global ticks
    ticks += 1
    if ticks == 41:
        input()
"""
STOP = """
def tick(ship):
    breakpoint()
"""


class Play:
    """A match of 60 ticks being watched: actions in its window, and output in its terminal."""

    def __init__(self, screen: dict[str, str], folder: Path, bot: str) -> None:
        self.folder, self._screen = folder, screen
        (folder / "mine.py").write_text(bot)
        words = [
            "run",
            "mine.py",
            "first",
            "--local",
            "all",
            "--seed",
            "1",
            "--ticks",
            "60",
            "--log",
            "x.bin",
            "--view",
        ]
        self._out, self._said = (folder / "out.txt").open("w"), (folder / "said.txt").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "botkit.tools.cli", *words],
            env={**screen, "PYTHONPATH": str(ROOT)},
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=self._out,
            stderr=self._said,
            text=True,
            start_new_session=True,
        )
        self.wait(self.window, "window")
        self._do("search", "--name", "spacecode", "windowfocus")

    def _do(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["xdotool", *words], env=self._screen, capture_output=True, text=True, timeout=DEADLINE)

    def window(self) -> bool:
        return bool(self._do("search", "--name", "spacecode - ").stdout)

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + DEADLINE
        while not holds():
            assert time.monotonic() < end, f"no {what} in {DEADLINE} s: {self.text()}"
            time.sleep(0.1)

    def key(self, name: str) -> None:
        self._do("key", name)

    def text(self) -> str:
        return (self.folder / "out.txt").read_text() + (self.folder / "said.txt").read_text()

    def shows(self, tick: int) -> bool:
        """Return whether the window's last state is that of `tick`."""
        self.key("End")
        self.key("b")
        return f"--tick {tick - 1}\n" in (self.folder / "said.txt").read_text()

    def go(self) -> None:
        """Press Enter in the terminal, for which the bot waits in tick 41."""
        assert self.process.stdin is not None
        print(file=self.process.stdin, flush=True)

    def interrupt(self) -> None:
        """Press Ctrl-C in the terminal."""
        os.killpg(self.process.pid, signal.SIGINT)

    def close(self) -> None:
        if self.process.poll() is None:
            self.key("q")
            self.interrupt()
            self.process.wait(DEADLINE)
        self._out.close()
        self._said.close()


@pytest.fixture
def watched(screen: dict[str, str], tmp_path: Path) -> Iterator[Callable[[str], Play]]:
    """Play with a bot of this source."""
    plays: list[Play] = []

    def start(bot: str) -> Play:
        plays.append(Play(screen, tmp_path, bot))
        return plays[-1]

    yield start
    for play in plays:
        play.close()


def test_the_window_is_open_while_the_match_is_played_and_follows_it(watched) -> None:
    play = watched(GATE)
    play.wait(lambda: play.shows(40), "tick 40")
    assert read_log((play.folder / "x.bin").read_bytes()).footer is None
    play.go()
    play.wait(lambda: play.shows(60), "tick 60")
    play.wait(lambda: "log: x.bin" in play.text(), "result")
    assert len(unpack((play.folder / "x.debug").read_bytes())[0]) == 60
    assert play.process.poll() is None  # until the window is closed
    play.key("q")
    assert play.process.wait(DEADLINE) == 0


def test_a_window_that_is_closed_leaves_the_match_alone(watched) -> None:
    play = watched(GATE)
    play.key("q")
    play.wait(lambda: not play.window(), "end of the window")
    play.go()
    assert play.process.wait(DEADLINE) == 0
    assert "time after 60 ticks" in play.text()


def test_ctrl_c_ends_the_match_and_the_window_and_what_was_played_is_kept(watched) -> None:
    play = watched(GATE)
    play.wait(lambda: play.shows(40), "tick 40")
    play.interrupt()
    assert play.process.wait(DEADLINE) == 130
    assert not play.window()
    assert len(read_log((play.folder / "x.bin").read_bytes()).inputs) == 40
    # Only where the bot was: a tick that has taken long by then is taken for an endless loop.
    assert all(Path(file).name == "mine.py" for file in re.findall(r'File "([^"]+)"', play.text()))


def test_a_debugger_has_the_terminal_for_itself(watched) -> None:
    """The terminal's input and Ctrl-C go to the bot: the window stays, and shows the states so far."""
    play = watched(STOP)
    assert play.process.stdin is not None
    for _ in range(3):
        print("c", file=play.process.stdin, flush=True)
    play.wait(lambda: play.shows(3), "tick 3")
    play.interrupt()
    play.wait(lambda: "--KeyboardInterrupt--" in play.text(), "prompt")
    assert play.window()
    for _ in range(60):
        print("c", file=play.process.stdin, flush=True)
    play.wait(lambda: play.shows(60), "tick 60")
    play.key("q")
    assert play.process.wait(DEADLINE) == 0
