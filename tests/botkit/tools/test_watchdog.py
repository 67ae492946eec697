"""The end of calls that do not end, as users see it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(folder: Path, text: str, typed: str = "", delay: float = 0.0) -> subprocess.CompletedProcess[str]:
    (folder / "ace.py").write_text(text)
    with start(folder) as child:
        time.sleep(delay)
        out, err = child.communicate(typed, timeout=120)
    return subprocess.CompletedProcess(child.args, child.returncode, out, err)


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a local match of ace.py."""
    return subprocess.Popen(
        [sys.executable, "-m", "botkit.tools.cli", "run", "ace.py", "first", "--local", "all", "--ticks", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_run_ends_with_one_line_and_the_exit_code_of_errors(tmp_path: Path) -> None:
    done = run(
        tmp_path, "def tick(ship):\n    while True:\n        try:\n            pass\n        except:\n            0\n"
    )
    assert done.returncode == 2
    told = r"error: ace.py line 2, in tick: `while True:` has not ended after \d+ s: is it an endless loop\?\n"
    assert re.fullmatch(told, done.stderr)


def test_a_suspended_process_has_no_endless_loop(tmp_path: Path) -> None:
    (tmp_path / "ace.py").write_text(
        "import time\ndef tick(ship):\n    if ship.tick == 0:\n        print('now', flush=True)\n"
        "        until = time.thread_time() + 1.0\n        while time.thread_time() < until:\n            pass\n"
    )
    with start(tmp_path) as child:
        assert child.stdout and child.stdout.readline() == "now\n"
        child.send_signal(signal.SIGSTOP)
        time.sleep(2)
        child.send_signal(signal.SIGCONT)
        _, err = child.communicate(timeout=120)
    assert child.returncode == 0 and err == ""


def test_a_debugger_may_take_its_time(tmp_path: Path) -> None:
    done = run(
        tmp_path, "def tick(ship):\n    if ship.tick == 0:\n        breakpoint()\n    ship.thrust()\n", "c\n", 6.0
    )
    assert done.returncode == 0, done.stderr


def test_sets_keep_their_order(tmp_path: Path) -> None:
    text = "def tick(ship):\n    ship.thrust()\n    print(list({'left', 'right', 'up', 'down', 'fire'}))\n"
    assert run(tmp_path, text).stdout.splitlines()[0] == run(tmp_path, text).stdout.splitlines()[0]
