"""The command `viewer`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from league.cli.command import Command, run

COMMANDS = {
    "replay": Command("viewer.commands.replay", "watch a recorded match", "viewer replay log.bin --tick 300 --paused"),
    "compare": Command(
        "viewer.commands.compare", "watch two matches side by side", "viewer compare before.bin after.bin"
    ),
    "info": Command("viewer.commands.info", "print a log's header, result and events", "viewer info log.bin --json"),
    "export": Command(
        "viewer.commands.export", "write an image of a tick, a clip, or a web page", "viewer export log.bin match.html"
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `viewer`; return its exit code: 0 success, 1 a negative answer, 2 an error, 130 Ctrl-C."""
    return run("viewer", "Show recorded matches.", "viewer replay log.bin", COMMANDS, argv)


if __name__ == "__main__":
    sys.exit(main())
