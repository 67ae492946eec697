"""A league whose workers are stopped, killed and starved of memory, against the same league left alone (Linux).

python -m benchmarks.league_soak [--games N] [--json]

A fifth of the bots is hostile. The two tables must be equal, bot by bot.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.report import Measurement, report
from sandbox.runtime.guest import Guest

ROOT = Path(__file__).parents[1]
BOTS = ROOT / "examples" / "bots"
ATTACKS = ROOT / "tests" / "sandbox" / "attacks"
HOSTILE = ("endless_loop", "deep_recursion")
TICKS = 60
PAUSE = 3.0  # s between two disturbances, on average
STARVED = 1 << 30  # bytes that a starved worker may still map: less than a bot's sandbox reserves
_COUNTS = ("bot", "games", "wins", "draws", "losses", "elo")


def main() -> int:
    """Play both leagues; return 1 if their tables differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.league_soak", description=__doc__)
    parser.add_argument("--games", type=int, default=1_000, metavar="N", help="games of each league (default 1000)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    args = parser.parse_args()
    Guest.load(check=True)
    with tempfile.TemporaryDirectory() as folder:
        calm, took = _league(Path(folder) / "calm", args.games, disturbed=None)
        disturbances: list[str] = []
        rough, took_rough = _league(Path(folder) / "rough", args.games, disturbances)
    same = _table(calm) == _table(rough)
    rows = [
        Measurement("league left alone", took, "s"),
        Measurement("league disturbed", took_rough, "s", "left alone", took / took_rough),
        *(Measurement(f"workers {kind}", disturbances.count(kind), "times") for kind in sorted(set(disturbances))),
        Measurement("void games", len(rough["run"]["void"]), "games"),
        Measurement(
            "rows of the table that differ",
            sum(a != b for a, b in zip(_table(calm), _table(rough), strict=True)),
            "rows",
        ),
    ]
    report("league_soak", rows, args.json)
    return 0 if same else 1


def _table(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in _COUNTS) for row in document["rows"]]


def _league(folder: Path, games: int, disturbed: list[str] | None) -> tuple[dict[str, Any], float]:
    """Play a league, and disturb its workers if `disturbed`, which records how; return its JSON and the seconds."""
    shutil.copytree(BOTS, folder)
    (folder / "ace.py").write_text((BOTS / "first.py").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    for name in HOSTILE:
        shutil.copy(ATTACKS / f"{name}.py", folder)
    command = [sys.executable, "-m", "league", "run", str(folder), "--games", str(games), "--ticks", str(TICKS)]
    command += ["--workers", "2", "--seed", "the same secret of both leagues", "--json"]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    over = threading.Event()
    trouble = threading.Thread(target=_disturb, args=(process.pid, over, disturbed), daemon=True)
    if disturbed is not None:
        trouble.start()
    out, _ = process.communicate()
    over.set()
    if process.returncode:
        sys.exit(f"error: the league ended with {process.returncode}")
    document: dict[str, Any] = json.loads(out)
    return document, time.monotonic() - began


def _disturb(parent: int, over: threading.Event, done: list[str]) -> None:
    """Stop, kill or starve a random worker now and then."""
    chance = random.Random(1)
    while not over.wait(chance.expovariate(1 / PAUSE)):
        workers = list(_workers(parent))
        if not workers:
            continue
        pid = chance.choice(workers)
        kind = chance.choice(("stopped", "killed", "starved"))
        with contextlib.suppress(OSError, ValueError):
            if kind == "killed":
                os.kill(pid, signal.SIGKILL)
            elif kind == "stopped":
                os.kill(pid, signal.SIGSTOP)
                over.wait(2)
                os.kill(pid, signal.SIGCONT)
            else:
                _starve(pid, over)
            done.append(kind)


def _starve(pid: int, over: threading.Event) -> None:
    """Let a worker map almost no further memory for a second."""
    size = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    usual = resource.prlimit(pid, resource.RLIMIT_AS, (size + STARVED, resource.RLIM_INFINITY))
    over.wait(1)
    resource.prlimit(pid, resource.RLIMIT_AS, usual)


def _workers(parent: int) -> Iterator[int]:
    """Yield the processes below a process that play matches."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(words[1]) == parent and "spawn_main" in (path.parent / "cmdline").read_text(encoding="utf-8"):
                yield int(path.parent.name)


if __name__ == "__main__":
    sys.exit(main())
