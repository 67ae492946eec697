"""`viewer export`: a picture of a tick, drawn without a screen."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import get_args

from league.arguments import one_of, whole
from league.errors import LeagueError
from viewer.commands.opening import opened
from viewer.picture import Studio
from viewer.player import Player
from viewer.view import Aim, View

_AIMS = tuple(name for name in get_args(Aim) if name in ("action", "arena"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `viewer export`."""
    parser.add_argument("log", metavar="LOG", type=Path)
    parser.add_argument("out", metavar="OUT.png", type=Path)
    parser.add_argument("--tick", metavar="N", type=whole("tick", 0, 36_000), help="default: the last")
    parser.add_argument("--size", metavar="WxH", type=_size, default=(1280, 720), help="default: 1280x720")
    parser.add_argument(
        "--camera", metavar="C", type=one_of("camera", _AIMS), default="action", help=f"one of: {', '.join(_AIMS)}"
    )


def main(args: argparse.Namespace) -> int:
    """Write the picture; exit 0."""
    if args.out.suffix.lower() != ".png":
        raise LeagueError(f"{args.out}: a picture's name ends in .png")
    recording = opened(args.log)
    if recording.problem:
        print(f"warning: {recording.problem}", file=sys.stderr)
    tick = recording.ticks if args.tick is None else args.tick
    if tick > recording.ticks:
        raise LeagueError(f"tick {tick} is not in this log: it has 0 to {recording.ticks}")
    width, height = args.size
    view = View(recording, Player(recording.ticks, tick, playing=False), width, height, aim=args.camera)
    studio = Studio(view)
    try:
        picture = studio.take()
    finally:
        studio.close()
    temporary = args.out.with_name(f".{args.out.name}.tmp")
    picture.save(temporary, "PNG")
    temporary.replace(args.out)
    print(f"{args.out}: tick {tick} of {recording.ticks}, {picture.width} x {picture.height}")
    return 0


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{2,4})x([0-9]{2,4})", text)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (64 <= width <= 4096 and 64 <= height <= 4096):
        raise LeagueError(f"size {text!r} is not WIDTHxHEIGHT with 64 to 4096 pixels each")
    return width, height
