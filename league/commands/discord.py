"""`league discord`: run the league's bot on Discord until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse

from league.cli.arguments import place
from league.cli.errors import LeagueError
from league.workers.isolation import hide_process
from sandbox import build


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league discord`."""
    parser.add_argument(
        "--config", metavar="FILE", type=place, required=True, help="settings file, described in docs/discord.md"
    )


def main(args: argparse.Namespace) -> int:
    """Serve. Return 0 after SIGTERM or Ctrl-C."""
    from league.discord.serve import serve  # imports discord.py, which no other command needs
    from league.discord.settings import read_settings, take_token

    settings = read_settings(args.config)
    token = take_token(settings)
    hide_process()  # the token is in its memory
    if not settings.folder.is_dir():
        raise LeagueError(f"{settings.folder}: no such folder; it will hold the bots: mkdir {settings.folder}")
    problem = build.problem()
    if problem:
        raise LeagueError(problem)
    serve(settings, token)
    return 0
