"""`botkit run --profile` and `--watch`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
BUSY = "def slow():\n    return sum(range(20000))\n\ndef tick(ship):\n    if ship.tick == 7:\n        slow()\n"


def test_the_sandbox_counts_fuel(botkit, tmp_path: Path):
    (tmp_path / "busy.py").write_text(BUSY)
    done = botkit("run", "busy.py", "first", "--sandbox", "--profile", "--seed", 1, "--ticks", 20)
    assert "busy: fuel per tick" in done.out
    assert re.search(r"load and start .*%", done.out)
    assert "most expensive ticks: 7 (" in done.out
    maximum = int(re.search(r"maximum\s*│\s*([\d,]+)", done.out)[1].replace(",", ""))
    assert f"{maximum:,}" in done.out.splitlines()[4]  # the result says the same
    assert f"the limit is {100_000_000 / maximum:.1f} times the maximum" in done.out


def test_a_local_bot_is_timed_by_function(botkit, tmp_path: Path):
    (tmp_path / "busy.py").write_text(BUSY.replace("20000", "2000000"))  # however busy the machine is
    done = botkit("run", "busy.py", "first", "--local", "all", "--profile", "--seed", 1, "--ticks", 20)
    assert "busy: time per tick in this process" in done.out
    assert "slow (busy.py line 1)" in done.out
    assert re.search(r"most expensive ticks: .*\b7 \(", done.out)


def test_profile_changes_nothing(botkit):
    plain = botkit("run", "hunter", "first", "--local", "all", "--seed", 1, "--ticks", 50).out
    profiled = botkit("run", "hunter", "first", "--local", "all", "--seed", 1, "--ticks", 50, "--profile").out
    assert profiled.startswith(plain[: plain.index("\nseed")])


def test_what_does_not_go_together(botkit):
    for flags, words in ((["--profile", "--json"], "--json"), (["--watch", "--json"], "--json"),
                         (["--watch", "--view"], "--view")):  # fmt: skip
        done = botkit("run", "hunter", "first", *flags)
        assert (done.code, done.err.count("\n"), words in done.err) == (2, 1, True)


def until(found, seconds=120.0):
    """Wait until `found()`; the timeout ends a hanging test, and does not measure speed."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_watch_plays_again_on_every_save(tmp_path: Path):
    ace, out = tmp_path / "ace.py", tmp_path / "out.txt"
    ace.write_text("def tick(ship):\n    ship.log('one')\n")
    command = [
        sys.executable,
        "-m",
        "botkit.tools.cli",
        "run",
        "ace.py",
        "first",
        "--local",
        "all",
        "--ticks",
        "5",
        "--watch",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with out.open("w") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, cwd=tmp_path, env=environment)
        try:
            until(lambda: out.read_text().count("waiting for the next save") == 1)
            ace.write_text("def tick(ship:\n")
            until(lambda: out.read_text().count("waiting for the next save") == 2)
            assert "SyntaxError" in out.read_text()
            (tmp_path / "new.py").write_text("def tick(ship):\n    1 / 0\n")
            (tmp_path / "new.py").replace(ace)  # as editors save
            until(lambda: out.read_text().count("waiting for the next save") == 3)
            assert "ZeroDivisionError: division by zero (ace.py line 2)" in out.read_text()
            seeds = re.findall(r"^seed (\d+)", out.read_text(), re.MULTILINE)
            assert len(seeds) == 3
            assert len(set(seeds)) == 1
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
