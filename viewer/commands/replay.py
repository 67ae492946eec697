"""`viewer replay`: recorded matches in a window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.log import MAX_TICKS
from league.cli.arguments import output, place, whole
from league.cli.errors import LeagueError
from league.logs.paths import logs_at
from viewer.commands.opening import opened, stored
from viewer.commands.stored import print_stored
from viewer.model.follower import Follower
from viewer.views.keys import help_lines
from viewer.views.player import SPEEDS, Player
from viewer.views.playlist import Playlist
from viewer.views.settings import read_settings
from viewer.views.view import View
from viewer.window import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `viewer replay`."""
    add = parser.add_argument
    add(
        "logs",
        metavar="LOG",
        type=place,
        nargs="+",
        help="log of a match, or folder of a league; several form a playlist",
    )
    add("--tick", metavar="N", type=whole("tick", 0, MAX_TICKS), default=0, help="start at tick N")
    add("--speed", metavar="X", type=speed, help="playback speed (default 1, real time, or as in the settings)")
    add("--paused", action="store_true", help="start paused")
    add("--no-spoilers", action="store_true", help="hide what comes later, and how long the match is")
    add("--trace", metavar="FILE", type=output, help="write the window's actions to FILE as JSON lines")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(["keys:", *(f"  {line}" for line in help_lines()), "", str(parser.epilog)])


def main(args: argparse.Namespace) -> int:
    """Show the matches until the window is closed, following logs that are still being written. Return 0."""
    settings = read_settings()
    paths = [log for path in args.logs for log in logs_at(path)]

    def open_view(path: Path) -> tuple[View, Follower]:
        if summary := stored(path):
            print_stored(summary)
        recording = opened(path)
        if recording.problem and recording.log.footer is not None:
            print(f"warning: {recording.problem}", file=sys.stderr)
        player = Player(recording.ticks, args.tick, args.speed or settings.speed, not args.paused)
        view = View(recording, player, texts=settings.texts, flashes=settings.flashes, spoilers=not args.no_spoilers)
        return view, Follower(path, recording)

    show(Playlist(paths, open_view), settings, args.trace)
    return 0


def speed(text: str) -> float:
    """Parse a playback speed, for argparse."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not SPEEDS[0] <= value <= SPEEDS[-1]:
        raise LeagueError(f"speed must be a number from {SPEEDS[0]} to {SPEEDS[-1]:g}, not {text!r}")
    return value
