"""The options of a run: what is played, in which arenas and format, and for how long."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from league.cli.arguments import cut_arenas, one_of, place, whole
from league.cli.errors import LeagueError
from league.cli.match_options import add_mode, add_ships, add_ticks
from league.commands.options import add_logs, add_run_seed, add_store
from league.ratings.elo import PLACED
from league.tournament.run import Options
from league.tournament.scheduler import FORMATS
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import Setup


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what is played, for commands that play a run."""
    add = parser.add_argument
    what = "folder of bots: NAME.py, NAME.wasm, and folders or zip archives with a main.py"
    folder = add("folder", metavar="FOLDER", type=place, help=what)
    folder.required = False  # for argparse only, which assigns it to an --arena that precedes it
    add_mode(parser, MODES)
    add(
        "--arena",
        metavar="A",
        nargs="+",
        action="extend",
        help=f"arenas, played in turn: {', '.join(ARENAS)} (default open)",
    )
    add(
        "--format",
        metavar="F",
        type=one_of("format", FORMATS),
        default="ladder",
        help="pairing format: ladder pairs bots of similar rating whose game is most informative; round-robin pairs"
        " everyone with everyone; swiss pairs bots of equal score; gauntlet plays --bot against all others; placement"
        " plays new versions until their ratings are within --bound (default ladder)",
    )
    add(
        "--bound",
        metavar="ELO",
        type=whole("bound", 10, 600),
        help=f"half the width of the 95 %% interval that a placement is to reach (default {PLACED:.0f})",
    )
    add("--bot", metavar="NAME", help="bot that plays all others in a gauntlet")
    add_ships(parser)
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--games", metavar="N", type=whole("games", 1, 10**9), help="stop after N games, rounded up to whole pairs"
    )
    length.add_argument(
        "--rounds", metavar="N", type=whole("rounds", 1, 10**6), help="stop after N rounds of the format (default 1)"
    )
    length.add_argument(
        "--minutes",
        metavar="N",
        type=whole("minutes", 1, 10**6),
        help="stop after N minutes; unfinished games are dropped",
    )
    add_run_seed(parser, "the seeds of the matches")
    add_ticks(parser)
    add_store(parser)
    add_logs(parser)
    add("--json", action="store_true", help="print the ladder and the run as one JSON document")


def folder_and_options(args: argparse.Namespace) -> tuple[Path, Options]:
    """Return the folder of bots, and the options. Raises LeagueError if they do not fit each other."""
    folder, arenas = _folder_and_arenas(args)
    options = Options(
        mode=args.mode,
        arenas=arenas,
        format=_format(args),
        games=args.games and args.games + args.games % 2,
        rounds=_rounds(args),
        seed=args.seed,
        ticks=args.ticks,
        ships=_ships(args, arenas),
        minutes=args.minutes,
        bot=args.bot,
        bound=_bound(args),
    )
    return folder, options


def _folder_and_arenas(args: argparse.Namespace) -> tuple[Path, tuple[str, ...]]:
    """Return FOLDER and the values of --arena, in whichever order they were given."""
    arenas, others = cut_arenas(args, int(args.folder is None), "FOLDER")
    args.folder = args.folder or Path(*others)
    return args.folder, tuple(dict.fromkeys(arenas))


def _format(args: argparse.Namespace) -> str:
    """Return the format. Raises LeagueError if it does not fit the mode or --bot."""
    name: str = args.format
    if not MODES[args.mode].paired and name != "ladder":
        raise LeagueError(f"{args.mode} is played at rotating tables and has no --format {name}")
    if name == "gauntlet" and args.bot is None:
        raise LeagueError("a gauntlet needs --bot NAME, the bot that plays all others")
    if name != "gauntlet" and args.bot is not None:
        raise LeagueError(f"--bot is for --format gauntlet, not {name}")
    return name


def _rounds(args: argparse.Namespace) -> int | None:
    """Return the number of rounds. Raises LeagueError if it does not fit the format."""
    rounds: int | None = args.rounds
    if args.format == "placement":
        if rounds is not None:
            raise LeagueError("a placement ends when everyone is placed: it takes --games or --minutes, not --rounds")
        return None
    return None if args.games or args.minutes else rounds or 1


def _bound(args: argparse.Namespace) -> int | None:
    """Return the bound of a placement. Raises LeagueError if another format has one."""
    bound: int | None = args.bound
    if args.format == "placement":
        return bound or int(PLACED)
    if bound is not None:
        raise LeagueError(f"--bound is for --format placement, not {args.format}")
    return None


def _ships(args: argparse.Namespace, arenas: Sequence[str]) -> int:
    """Return the number of ships per side. Raises LeagueError if the mode does not support it or an arena."""
    mode = MODES[args.mode]
    ships: int = args.ships or mode.usual_ships
    for arena in arenas:
        try:
            mode_of(Setup(args.mode, 0, arena, sides=mode.sides[0], ships=ships))
        except ValueError as error:
            raise LeagueError(str(error)) from None
    return ships
