"""Options that several commands share: the store and the ladder."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.cli.arguments import place
from league.storage.store import default_path


def add_league(parser: argparse.ArgumentParser) -> None:
    """Add FOLDER and --store, for commands that read a league or change its bots."""
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        type=place,
        default=Path(),
        help="folder of the league (default: the current folder)",
    )
    add_store(parser)


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add --store."""
    parser.add_argument(
        "--store", metavar="FILE", type=place, help="database of the league (default FOLDER/.league/league.sqlite)"
    )


def add_ladder(parser: argparse.ArgumentParser) -> None:
    """Add --mode and --rules, for commands that show a ladder."""
    parser.add_argument("--mode", metavar="M", help="game mode of the ladder (default duel)")
    parser.add_argument(
        "--rules", metavar="PREFIX", help="start of the rules hash of the ladder (default: that of the last run)"
    )


def ladder_mode(args: argparse.Namespace) -> str:
    """Return the mode that --mode names, or duel."""
    return args.mode or "duel"


def store_path(args: argparse.Namespace) -> Path:
    """Return the path that --store names, or that of FOLDER's store."""
    path: Path = args.store or default_path(args.folder)
    return path
