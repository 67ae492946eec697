"""`league discord`: run a league of one ladder and its bot on Discord until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse

from league.commands.host import add_config, run
from league.discord.settings import read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league discord`."""
    add_config(parser, "docs/discord.md")


def main(args: argparse.Namespace) -> int:
    """Serve. Return 0 after SIGTERM or Ctrl-C."""
    settings = read_settings(args.config)
    return run(settings.host, settings, args.log_format)
