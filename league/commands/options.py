"""Options that several of the league's commands take: which store, which ladder."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.cli.arguments import place
from league.storage.store import default_path


def add_store(parser: argparse.ArgumentParser) -> None:
    """FOLDER and --store, for commands that read a league or stand at its door."""
    parser.add_argument("folder", metavar="FOLDER", nargs="?", type=place, default=Path(), help="default: this one")
    parser.add_argument("--store", metavar="FILE", type=place, help="default: FOLDER/.league/league.sqlite")


def add_ladder(parser: argparse.ArgumentParser) -> None:
    """--mode and --rules, for commands that show a ladder."""
    parser.add_argument("--mode", metavar="M", help="default: duel")
    parser.add_argument(
        "--rules", metavar="PREFIX", help="the ladder whose rules begin so; default: that of the last run"
    )


def ladder_mode(args: argparse.Namespace) -> str:
    """The mode that --mode names, or duel."""
    return args.mode or "duel"


def store_path(args: argparse.Namespace) -> Path:
    """The store that --store names, or FOLDER's."""
    path: Path = args.store or default_path(args.folder)
    return path
