"""The command `botkit`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from league.cli.command import Command, run

COMMANDS = {
    "learn": Command(
        "botkit.tools.commands.learn", "learn to write bots, level by level", "botkit learn && botkit learn 1"
    ),
    "new": Command("botkit.tools.commands.new", "write a new bot from a template", "botkit new ace"),
    "run": Command("botkit.tools.commands.run", "play one match", "botkit run ace.py hunter --seed 7 --log ace.bin"),
    "check": Command(
        "botkit.tools.commands.check", "check bots as the league does on admission", "botkit check ace.py"
    ),
    "gauntlet": Command(
        "botkit.tools.commands.gauntlet",
        "play a bot against all examples, and show the worst seeds",
        "botkit gauntlet ace.py --seeds 50",
    ),
    "stats": Command(
        "botkit.tools.commands.stats",
        "show how a bot fared, shot and used its energy in recorded games",
        "botkit stats ace bots --png ace.png",
    ),
    "sweep": Command(
        "botkit.tools.commands.sweep",
        "tune numbers in a bot by games",
        "botkit sweep ace.py --set REACH=400:1000 --set RESERVE=50,70,90 --against hunter mathematical",
    ),
    "debug": Command(
        "botkit.tools.commands.debug",
        "replay a recorded match to a tick and continue in pdb",
        "botkit debug ace.bin --seat 0 --bot ace.py",
    ),
    "rerun": Command(
        "botkit.tools.commands.rerun",
        "find the first tick at which a bot acts differently from a log",
        "botkit rerun ace.bin --seat 0 --bot ace.py",
    ),
    "export": Command(
        "botkit.tools.commands.export",
        "write a bot that acts as a trained network does",
        "botkit export policy.json ace",
    ),
}


LOCAL = {"learn", "run", "rerun", "debug"}  # commands that run bots in this process


def main(argv: Sequence[str] | None = None) -> int:
    """Run `botkit`; return its exit code: 0 success, 1 a negative answer, 2 an error, 130 Ctrl-C."""
    if argv is None and sys.argv[1:2] and sys.argv[1] in LOCAL:
        _fix_hashes()
    return run(
        "botkit",
        "Learn to write bots; create, run, check, tune and debug them.",
        "botkit new ace && botkit run ace.py hunter",
        COMMANDS,
        argv,
    )


def _fix_hashes() -> None:
    """Start again with a fixed seed of hashes, so that sets in bots have the same order when a match is repeated."""
    if os.environ.get("PYTHONHASHSEED", "random") != "random" or sys.flags.ignore_environment:
        return
    if sys.gettrace() is not None or "debugpy" in sys.modules or "pydevd" in sys.modules:
        return  # it would lose a debugger
    os.environ["PYTHONHASHSEED"] = "0"
    again = [sys.executable, *sys.orig_argv[1:]]
    if os.name == "nt":  # where exec would leave the terminal to two processes
        sys.exit(subprocess.call(again))
    os.execv(sys.executable, again)


if __name__ == "__main__":
    sys.path.append(sys.path.pop(0))  # with `-m`, the present folder: modules of a bot there hide none of this project
    sys.exit(main())
