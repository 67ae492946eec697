"""`viewer replay`: a recorded match in a window."""

from __future__ import annotations

import argparse
import sys

from engine.log import MAX_TICKS
from league.cli.arguments import output, place, whole
from league.cli.errors import LeagueError
from viewer.commands.opening import opened, stored
from viewer.commands.stored import print_stored
from viewer.model.follower import Follower
from viewer.views.keys import help_lines
from viewer.views.player import SPEEDS, Player
from viewer.views.view import View
from viewer.window import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `viewer replay`."""
    parser.add_argument("log", metavar="LOG", type=place, help="log of a match")
    parser.add_argument("--tick", metavar="N", type=whole("tick", 0, MAX_TICKS), default=0, help="start at tick N")
    parser.add_argument("--speed", metavar="X", type=speed, default=1.0, help="playback speed (default 1, real time)")
    parser.add_argument("--paused", action="store_true", help="start paused")
    parser.add_argument("--trace", metavar="FILE", type=output, help="write the window's actions to FILE as JSON lines")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(["keys:", *(f"  {line}" for line in help_lines()), "", str(parser.epilog)])


def main(args: argparse.Namespace) -> int:
    """Show the match until the window is closed, following a log that is still being written. Return 0."""
    if told := stored(args.log):
        print_stored(told)
    recording = opened(args.log)
    if recording.problem and recording.log.footer is not None:
        print(f"warning: {recording.problem}", file=sys.stderr)
    view = View(recording, Player(recording.ticks, args.tick, args.speed, not args.paused))
    show([view], args.trace, Follower(args.log, recording))
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
