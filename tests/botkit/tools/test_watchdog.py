"""The end of calls that do not end, as users see it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(folder: Path, text: str, typed: str = "", delay: float = 0.0) -> subprocess.CompletedProcess[str]:
    (folder / "ace.py").write_text(text)
    command = [sys.executable, "-m", "botkit.tools.cli", "run", "ace.py", "first", "--local", "all", "--ticks", "2"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        time.sleep(delay)
        out, err = child.communicate(typed, timeout=120)
    return subprocess.CompletedProcess(command, child.returncode, out, err)


BARE = "def tick(ship):\n    while True:\n        try:\n            pass\n        except:\n            0\n"
STOPS = "def tick(ship):\n    if ship.tick == 0:\n        breakpoint()\n    ship.thrust()\n"


def test_a_run_ends_with_one_line_and_the_exit_code_of_errors(tmp_path: Path) -> None:
    done = run(
        tmp_path, "def tick(ship):\n    while True:\n        try:\n            pass\n        except:\n            0\n"
    )
    assert done.returncode == 2
    assert done.stderr == (
        "error: ace.py line 2, in tick: `while True:` has not ended after 2 s: is it an endless loop?\n"
    )


def test_a_debugger_may_take_its_time(tmp_path: Path) -> None:
    done = run(
        tmp_path, "def tick(ship):\n    if ship.tick == 0:\n        breakpoint()\n    ship.thrust()\n", "c\n", 6.0
    )
    assert done.returncode == 0, done.stderr


def test_sets_keep_their_order(tmp_path: Path) -> None:
    text = "def tick(ship):\n    ship.thrust()\n    print(list({'left', 'right', 'up', 'down', 'fire'}))\n"
    assert run(tmp_path, text).stdout.splitlines()[0] == run(tmp_path, text).stdout.splitlines()[0]
