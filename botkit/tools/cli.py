"""The command `botkit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from league.cli.command import Command, run

COMMANDS = {
    "new": Command("botkit.tools.commands.new", "write a new bot from a template", "botkit new ace"),
    "run": Command("botkit.tools.commands.run", "play one match", "botkit run ace.py hunter --seed 7 --log ace.bin"),
    "check": Command(
        "botkit.tools.commands.check", "check bots as the league does on admission", "botkit check ace.py"
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run `botkit`; return its exit code: 0 success, 1 a negative answer, 2 an error, 130 Ctrl-C."""
    return run(
        "botkit",
        "Create, run, check, tune and debug bots.",
        "botkit new ace && botkit run ace.py hunter",
        COMMANDS,
        argv,
    )


if __name__ == "__main__":
    sys.exit(main())
