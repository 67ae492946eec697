"""Options of the commands that play matches; separate from `arguments`, because they import numpy."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable

from engine.log import MAX_TICKS
from league.cli.arguments import one_of, whole
from league.cli.errors import LeagueError
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import DEFAULT_TICKS, Setup

PAIRED = [name for name, mode in MODES.items() if mode.paired]  # modes of two sides


def add_mode(parser: argparse.ArgumentParser, modes: Collection[str], what: str = "game mode") -> None:
    """Add --mode, one of `modes`; its help starts with `what`."""
    parser.add_argument(
        "--mode",
        metavar="M",
        type=one_of("mode", modes),
        default="duel",
        help=f"{what}: {', '.join(modes)} (default duel)",
    )


def add_arena(parser: argparse.ArgumentParser) -> None:
    """Add --arena, the one arena of the matches."""
    parser.add_argument(
        "--arena",
        metavar="A",
        type=one_of("arena", ARENAS),
        default="open",
        help=f"one of: {', '.join(ARENAS)} (default open)",
    )


def add_ships(parser: argparse.ArgumentParser, default: str = "the mode's usual number") -> None:
    """Add --ships; `default` describes its default in the help."""
    parser.add_argument(
        "--ships", metavar="N", type=whole("ships", 1, 100), help=f"ships per side (default: {default})"
    )


def add_seed(parser: argparse.ArgumentParser, default: str) -> None:
    """Add --seed, the seed of one match; `default` describes its default in the help."""
    parser.add_argument(
        "--seed", metavar="N", type=whole("seed", 0, 2**64 - 1), help=f"seed of the match (default: {default})"
    )


def add_ticks(parser: argparse.ArgumentParser, what: str = "length limit of a match, in ticks") -> None:
    """Add --ticks; its help starts with `what`."""
    parser.add_argument(
        "--ticks",
        metavar="N",
        type=whole("ticks", 1, MAX_TICKS),
        default=DEFAULT_TICKS,
        help=f"{what} (default {DEFAULT_TICKS})",
    )


def setup_of_pairs(args: argparse.Namespace, arenas: Iterable[str]) -> Setup:
    """Return the setup of pairs of games, given the options of `add_mode`, `add_ships` and `add_ticks`.

    Raises:
        LeagueError: the mode cannot be played so, or not in one of the arenas.
    """
    setup = Setup(args.mode, 0, ships=args.ships or MODES[args.mode].usual_ships, max_ticks=args.ticks)
    for arena in arenas:
        try:
            mode_of(Setup(args.mode, 0, arena, ships=setup.ships))
        except ValueError as error:
            raise LeagueError(str(error)) from None
    return setup
