"""`botkit gauntlet`: play a bot against all examples, and show how it fares and which games to watch."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from rich.table import Table

from botkit.tools.matches.gauntlet import Gauntlet, GauntletRow, PlayedSeed
from league.bots.opponents import find, opponents, read_opponents
from league.bots.roster import Entry
from league.cli import progress
from league.cli.arguments import add_workers, whole
from league.cli.console import PlainConsole
from league.cli.guest import check_guest
from league.cli.match_options import PAIRED, add_arena, add_mode, add_ships, add_ticks, setup_of_pairs
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.match.batch import play_batch
from league.workers.executor import open_pool
from league.workers.games import watch_command
from league.workers.pairs import play_pairs
from systems.rules import TICK_RATE

SEEDS = 20  # default number
WIDE = 110  # columns of a terminal in which a row needs one line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit gauntlet`."""
    add = parser.add_argument
    add("bot", metavar="BOT", help="a file, folder or zip, or the name of an example")
    add(
        "--against",
        metavar="BOT",
        nargs="+",
        action="extend",
        help="opponents: bots, and folders of bots (default: the examples of the mode, except BOT itself)",
    )
    add(
        "--seeds",
        metavar="N",
        type=whole("seeds", 1, 10**6),
        default=SEEDS,
        help="number of seeds; from each, two games are played against every opponent, with the seats exchanged"
        f" (default {SEEDS})",
    )
    add("--seed", metavar="N", type=whole("seed", 0, 2**63), default=1, help="the first of the seeds (default 1)")
    add_mode(parser, PAIRED)
    add_arena(parser)
    add_ships(parser)
    add_ticks(parser)
    add_workers(parser)
    add("--json", action="store_true", help="print the result as one JSON document")


def main(args: argparse.Namespace) -> int:
    """Play. Return 0 however the games end, or 130 after Ctrl-C."""
    bot = find(args.bot)
    others = list({entry.path: entry for entry in read_opponents(args.against, args.mode)}.values())
    if args.against is None:
        others = [entry for entry in others if entry.files != bot.files]
    seeds = range(args.seed, args.seed + args.seeds)
    found = Gauntlet(bot, others, setup_of_pairs(args, [args.arena]), seeds)
    check_guest()
    console = PlainConsole(stderr=True)
    console.print(f"{bot.name} against {counted(len(others), 'bot')}: {counted(found.games, 'game')}, {_span(seeds)}")
    with (
        stopped_by_ctrl_c() as stop,
        open_pool(args, play_batch, found.games) as pool,
        progress.shown(console, 0, found.games) as tell,
    ):
        for played in play_pairs(pool, found.pairs(), stop):
            for pair in played:
                found.record(pair)
            tell(found.finished)
    for line in found.void:
        console.print(f"void: {line}")
    for place, error in found.not_started.items():
        console.print(f"warning: {found.rows[place].name} does not start, so that it loses every game: {error}")
    if args.json:
        print(json.dumps(_as_dict(args, found), indent=2))
    else:
        _show(args, found)
    return 0 if found.ended else 130


def _span(seeds: range) -> str:
    return f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}"


def _show(args: argparse.Namespace, found: Gauntlet) -> None:
    """Print the table, then the worst seeds."""
    out = PlainConsole()
    table = Table(box=None, pad_edge=False)
    table.add_column("against", overflow="fold")
    for name in ("won", "drawn", "lost", "points", "95 %", "faults", "length"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("ended by")
    for row in [*found.rows, found.total] if len(found.rows) > 1 else found.rows:
        table.add_row(*_cells(row, ", " if out.width >= WIDE else ",\n"))
    out.print(table, soft_wrap=False)
    if found.fault:
        out.print(f"\nfirst fault of {found.bot.name}: {found.fault}")
    worst = found.worst()
    if worst:
        out.print("\nworst seeds:")
    for seed in worst:
        out.print(f"\n  {_described(seed)}\n    {_command(args, seed)}")
    if not worst and found.finished:
        out.print("\nno game was lost")
    if not found.ended:
        out.print(f"\nstopped after {progress.so_far(found.finished, found.games)}")


def _cells(row: GauntletRow, separator: str) -> list[str]:
    numbers = row.as_dict()
    counts = [str(numbers[name]) for name in ("won", "drawn", "lost")]
    points, interval, length = "", "", ""
    if numbers["games"]:
        points = f"{100 * numbers['share']:.1f} %"
        interval = f"{100 * numbers['low']:.0f} to {100 * numbers['high']:.0f}"
        length = f"{numbers['ticks'] / TICK_RATE:.1f} s"
    how = separator.join(f"{ending} {times}" for ending, times in numbers["how"].items())
    return [row.name, *counts, points, interval, str(numbers["faults"]), length, how]


def _described(seed: PlayedSeed) -> str:
    """Describe a seed by its worse game, the one that its command plays."""
    game, result = seed.games[0], seed.games[0].result
    lost = "both games lost, " if seed.lost == 2 else "lost "
    return (
        f"{seed.opponent.name}, seed {result['seed']}: {lost}in seat {game.seat} by {result['how']}"
        f" after {result['ticks'] / TICK_RATE:.1f} s"
    )


def _command(args: argparse.Namespace, seed: PlayedSeed) -> str:
    """Return the command that shows the worse game from a seed."""
    options = {name: getattr(args, name) for name in ("mode", "arena", "ships", "ticks")}
    return watch_command(seed.games[0], args.bot, _word(seed.opponent), options)


def _word(entry: Entry) -> str:
    """Return what `botkit run` calls a bot from here: the name of an example, or a path."""
    if opponents().get(entry.name) == entry.path and not Path(entry.name).exists():
        return entry.name
    path = os.path.relpath(entry.path)
    return path if not path.startswith("..") else str(entry.path)


def _as_dict(args: argparse.Namespace, found: Gauntlet) -> dict[str, object]:
    worst = [
        {
            "bot": seed.opponent.name,
            "seed": seed.games[0].result["seed"],
            "seat": seed.games[0].seat,
            "lost": seed.lost,
            "how": seed.games[0].result["how"],
            "ticks": seed.games[0].result["ticks"],
            "command": _command(args, seed),
        }
        for seed in found.worst()
    ]
    return {
        "bot": found.bot.name,
        "mode": args.mode,
        "arena": args.arena,
        "seed": args.seed,
        "seeds": args.seeds,
        "games": found.finished,
        "opponents": [row.as_dict() for row in found.rows],
        "all": found.total.as_dict(),
        "worst": worst,
        "fault": found.fault or None,
        "void": found.void,
        "not_started": [{"bot": found.rows[place].name, "error": error} for place, error in found.not_started.items()],
        "ended": found.ended,
    }
