"""The command `league`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from league.cli.command import Command, run

COMMANDS = {
    "run": Command("league.commands.run", "play a league of the bots in a folder", "league run bots --rounds 4"),
    "compare": Command(
        "league.commands.compare", "which of two bots is stronger", "league compare mine.py hunter --elo1 20"
    ),
    "table": Command("league.commands.table", "the ladder", "league table bots --json"),
    "show": Command(
        "league.commands.show", "one bot: its versions, opponents and last games", "league show miser bots"
    ),
    "games": Command("league.commands.games", "the recorded games and their logs", "league games bots --bot miser"),
    "submit": Command(
        "league.commands.submit",
        "let somebody's bot into a league, if it may come in",
        "league submit ace.py --owner ann bots",
    ),
    "withdraw": Command(
        "league.commands.withdraw", "take somebody's bot out of a league", "league withdraw ace --owner ann bots"
    ),
    "discord": Command(
        "league.commands.discord", "the league's bot on Discord", "league discord --config discord.toml"
    ),
    "verify": Command(
        "league.commands.verify",
        "simulate logs again and compare",
        "league verify bots/.league/logs/run-0001-pair-0001-a.bin --bots bots",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `league`; returns 0, 1, 2 or 130 (good, the answer is no, could not be done, Ctrl-C)."""
    return run("league", "Plays bots against each other and keeps the score.", "league run bots", COMMANDS, argv)


if __name__ == "__main__":
    sys.exit(main())
