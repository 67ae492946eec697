"""`league host`: play a league on a schedule until SIGTERM or Ctrl-C, with its bot on Discord if there is one."""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from league.cli.arguments import one_of, place
from league.cli.errors import LeagueError
from league.discord.settings import DiscordSettings, read_host, take_token
from league.host.monitoring.log_format import FORMATS, LogFormat, set_up_logging
from league.host.serve import Part, open_host, serve, serve_once
from league.host.settings import HostSettings
from league.workers.isolation import hide_process
from sandbox import build


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league host`."""
    add_config(parser, "docs/host.md")
    parser.add_argument("--once", action="store_true", help="play each ladder that is due once, then exit (for cron)")


def add_config(parser: argparse.ArgumentParser, page: str) -> None:
    """Add --config, of a file that `page` describes, and --log-format."""
    parser.add_argument(
        "--config", metavar="FILE", type=place, required=True, help=f"settings file, described in {page}"
    )
    parser.add_argument(
        "--log-format",
        metavar="F",
        type=one_of("log format", FORMATS),
        default="text",
        help="format of the log on stderr: text, or json, one object a line (default text)",
    )


def main(args: argparse.Namespace) -> int:
    """Host. Return 0 after SIGTERM or Ctrl-C; with --once 0, 2 if a run failed, or 130 if it was stopped."""
    host, discord = read_host(args.config)
    if args.once:
        return play_once(host, args.log_format)
    return run(host, discord, args.log_format)


def play_once(settings: HostSettings, log_format: LogFormat) -> int:
    """Play what is due once, without Discord; return the exit code."""
    _check(settings)
    set_up_logging(log_format)
    with open_host(settings) as host:
        problems, stopped = serve_once(host)
    if problems:
        raise LeagueError(problems[0] if len(problems) == 1 else f"{len(problems)} runs failed; the log says why")
    return 130 if stopped else 0


def run(settings: HostSettings, discord: DiscordSettings | None, log_format: LogFormat) -> int:
    """Host, with the bot on Discord if it has settings, until SIGTERM or Ctrl-C."""
    token = take_token(discord) if discord else ""
    if token:
        hide_process()  # the token is in its memory
    _check(settings)
    set_up_logging(log_format, [token])
    with ExitStack() as stack:
        host = stack.enter_context(open_host(settings))
        part: Part | None = None
        if discord is not None:
            from league.discord.serve import discord_part  # imports discord.py, which no other command needs

            part = stack.enter_context(discord_part(discord, token, host))
        serve(host, part)
    return 0


def _check(settings: HostSettings) -> None:
    if not settings.folder.is_dir():
        raise LeagueError(f"{settings.folder}: no such folder; it will hold the bots: mkdir {settings.folder}")
    problem = build.problem()
    if problem:
        raise LeagueError(problem)
