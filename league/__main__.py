"""The command `league`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from league.cli.start import search_here_last

if __name__ == "__main__":
    search_here_last()

from league.cli.command import Command, run

COMMANDS = {
    "run": Command(
        "league.commands.playing.run", "play a league of the bots in a folder", "league run bots --rounds 4"
    ),
    "compare": Command(
        "league.commands.playing.compare",
        "test which of two bots is stronger",
        "league compare mine.py hunter --elo1 20",
    ),
    "table": Command("league.commands.showing.table", "show the ladder", "league table bots --json"),
    "site": Command(
        "league.commands.showing.site", "write the league as static pages", "league site bots --out public --serve"
    ),
    "show": Command(
        "league.commands.showing.show", "show a bot: its versions, opponents and last games", "league show miser bots"
    ),
    "games": Command(
        "league.commands.showing.games", "list recorded games and their logs", "league games bots --bot miser"
    ),
    "runs": Command("league.commands.showing.runs", "list runs", "league runs bots --secret"),
    "season": Command(
        "league.commands.changing.season",
        "begin and end seasons, and list them",
        "league season begin 'Spring 2027' bots",
    ),
    "void": Command(
        "league.commands.changing.void",
        "declare games void",
        "league void 12-3a 12-3b bots --why 'the machine was frozen'",
    ),
    "replay-voids": Command(
        "league.commands.playing.replay_voids", "play void games once more", "league replay-voids bots --run 12"
    ),
    "serve": Command(
        "league.commands.playing.serve",
        "play a league with volunteers: machines that nobody trusts",
        "league serve bots --volunteers volunteers.toml --rounds 4",
    ),
    "work": Command(
        "league.commands.playing.work",
        "play games for a coordinator, as a volunteer",
        "league work https://league.example:8750 --token-file token",
    ),
    "volunteers": Command(
        "league.commands.changing.volunteers",
        "list, add or remove volunteers",
        "league volunteers volunteers.toml --add ann",
    ),
    "reinstate": Command(
        "league.commands.changing.reinstate",
        "readmit a bot that was excluded for forfeits",
        "league reinstate ace bots --why 'the machine was frozen'",
    ),
    "submit": Command(
        "league.commands.changing.submit",
        "check a bot and add it to a league",
        "league submit ace.py --owner ann bots",
    ),
    "withdraw": Command(
        "league.commands.changing.withdraw", "remove a bot from a league", "league withdraw ace --owner ann bots"
    ),
    "audit": Command(
        "league.commands.showing.audit",
        "list refused submissions and the commands of hosts",
        "league audit bots --json",
    ),
    "backup": Command(
        "league.commands.showing.backup", "write a backup of a league", "league backup bots bots-backup.zip"
    ),
    "restore": Command(
        "league.commands.changing.restore", "restore a league from a backup", "league restore bots-backup.zip bots"
    ),
    "archive": Command(
        "league.commands.changing.archive", "pack the loose logs of earlier releases", "league archive bots"
    ),
    "export": Command(
        "league.commands.showing.export", "copy the logs of a game or a run", "league export bots 12-3a out"
    ),
    "doctor": Command(
        "league.commands.playing.doctor", "show what is wrong here, and how workers are isolated", "league doctor bots"
    ),
    "host": Command("league.commands.host", "play a league on a schedule", "league host --config host.toml"),
    "discord": Command(
        "league.commands.discord", "run the league's bot on Discord", "league discord --config discord.toml"
    ),
    "verify": Command(
        "league.commands.playing.verify",
        "verify logs by simulating them again",
        "league verify bots/.league/logs/run-0001-pair-0001-a.bin --bots bots",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `league`. Return the exit code: 0 success, 1 a negative answer, 2 an error, 130 Ctrl-C."""
    return run(
        "league",
        "Run leagues of bots: play matches, rate the bots, verify the logs.",
        "league run bots",
        COMMANDS,
        argv,
    )


if __name__ == "__main__":
    sys.exit(main())
