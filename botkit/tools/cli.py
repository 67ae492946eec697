"""The command `botkit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from league.cli.command import Command, run

COMMANDS = {
    "new": Command("botkit.tools.new", "write a bot that flies", "botkit new ace"),
    "run": Command("botkit.tools.run", "play one match", "botkit run ace.py hunter --seed 7 --log ace.bin"),
    "check": Command("botkit.tools.check", "say what the league will say of bots", "botkit check ace.py"),
    "debug": Command(
        "botkit.tools.debug",
        "go on from a tick of a recorded match, in pdb",
        "botkit debug ace.bin --seat 0 --bot ace.py",
    ),
    "rerun": Command(
        "botkit.tools.rerun",
        "find the first tick at which a bot acts otherwise",
        "botkit rerun ace.bin --seat 0 --bot ace.py",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `botkit`; returns 0, 1, 2 or 130 (good, the answer is no, could not be done, Ctrl-C)."""
    return run("botkit", "Makes bots and tries them out.", "botkit new ace && botkit run ace.py hunter", COMMANDS, argv)


if __name__ == "__main__":
    sys.exit(main())
