"""`viewer compare`: two logs side by side, from the first tick at which they differ."""

from __future__ import annotations

import argparse

from league.cli.arguments import output, place
from viewer.commands.opening import opened
from viewer.model.recording import Recording
from viewer.views.player import Player
from viewer.views.settings import read_settings
from viewer.views.view import View
from viewer.window import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `viewer compare`."""
    parser.add_argument("one", metavar="LOG", type=place, help="log of the match on the left")
    parser.add_argument("other", metavar="LOG", type=place, help="log of the match on the right")
    parser.add_argument("--trace", metavar="FILE", type=output, help="write the window's actions to FILE as JSON lines")


def main(args: argparse.Namespace) -> int:
    """Show both matches until the window is closed. Return 0."""
    recordings = [opened(args.one), opened(args.other)]
    tick = first_difference(*recordings)
    print("all states are the same" if tick is None else f"the states differ from tick {tick} on", flush=True)
    settings = read_settings()
    player = Player(max(recording.ticks for recording in recordings), tick or 0, settings.speed, playing=False)
    one, other = (View(recording, player, 800, 700, differs=tick) for recording in recordings)
    for view, beside in ((one, other), (other, one)):
        view.beside, view.texts, view.flashes = beside, settings.texts, settings.flashes
    show((one, other), settings, args.trace)
    return 0


def first_difference(one: Recording, other: Recording) -> int | None:
    """Return the first tick whose states differ, or None; where only one match continues, that is a difference."""
    if one.digest(0) != other.digest(0):
        return 0
    shared = min(one.ticks, other.ticks)
    differing = (one.log.digests[:shared] != other.log.digests[:shared]).nonzero()[0]
    if differing.size:
        return int(differing[0]) + 1
    return None if one.ticks == other.ticks else shared + 1
