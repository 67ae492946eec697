"""The command `botkit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from league.cli import Command, run

COMMANDS = {
    "new": Command("botkit.tools.new", "write a bot that flies", "botkit new ace"),
    "run": Command("botkit.tools.run", "play one match", "botkit run ace.py hunter --seed 7 --log ace.bin"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `botkit`; returns 0, 1, 2 or 130 (good, the answer is no, could not be done, Ctrl-C)."""
    return run("botkit", "Makes bots and tries them out.", "botkit new ace && botkit run ace.py hunter", COMMANDS, argv)


if __name__ == "__main__":
    sys.exit(main())
