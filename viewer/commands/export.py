"""`viewer export`: an image of a tick, a clip of several, drawn without a screen, or a page that plays the match."""

from __future__ import annotations

import argparse
import re
import sys
from io import BytesIO
from typing import get_args

from engine.log import MAX_TICKS
from league.cli.arguments import one_of, output, place, whole
from league.cli.errors import LeagueError
from league.match.files import write_whole
from systems.rules import TICK_RATE
from viewer.commands.opening import opened
from viewer.commands.replay import speed
from viewer.drawing.clip import Clip, write_clip
from viewer.drawing.offscreen import OffscreenRenderer
from viewer.model.recording import Recording
from viewer.views.player import Player
from viewer.views.view import Aim, View
from viewer.web.replay import Replay

_AIMS = tuple(name for name in get_args(Aim) if name in ("action", "arena"))
_SHOWN = ("graphs", "sight", "why")
_MAX_FRAMES = 3600
_SIZES = {".png": (1280, 720), ".gif": (640, 400), ".mp4": (1280, 720)}
_LARGE = (1280, 720)  # pixels at which text has its normal size; twice as many show the same, more finely
_FPS = {".gif": 15, ".mp4": 30}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `viewer export`."""
    add = parser.add_argument
    add("log", metavar="LOG", type=place, help="log of a match")
    add("out", metavar="OUT.gif|.mp4|.png|.html", type=output, help="clip, image or web page to write")
    add("--from", metavar="N", dest="first", type=whole("tick", 0, MAX_TICKS), help="first tick of a clip (default 0)")
    add("--to", metavar="N", dest="last", type=whole("tick", 0, MAX_TICKS), help="last tick of a clip (default: last)")
    add("--tick", metavar="N", type=whole("tick", 0, MAX_TICKS), help="tick of an image (default: last)")
    add("--size", metavar="WxH", type=_size, help="size in pixels (default 1280x720, for .gif 640x400)")
    add("--fps", metavar="N", type=whole("fps", 1, 60), help="frames per second of a clip (default 30, for .gif 15)")
    add("--speed", metavar="X", type=speed, help="playback speed of a clip, 1 is real time (default 1)")
    add("--max-bytes", metavar="N", type=whole("bytes", 1000, 2**40), help="reduce a clip's quality to fit in N bytes")
    add("--camera", metavar="C", type=one_of("camera", _AIMS), default="action", help="action (default) or arena")
    add("--select", metavar="SHIP", type=whole("ship", 0, 99), help="id of the ship to select")
    shown = f"element to show: {', '.join(_SHOWN)}; may be repeated"
    add("--show", metavar="WHAT", action="append", default=[], type=one_of("--show", _SHOWN), help=shown)
    add("--no-notes", action="store_true", help="leave out of a page what programs sent, printed, drew and used")


def main(args: argparse.Namespace) -> int:
    """Write the image, the clip or the page. Return 0."""
    kind = args.out.suffix.lower()
    if kind == ".html":
        return _page(args)
    if kind not in _SIZES:
        raise LeagueError(
            f"{args.out}: the name must end in .png for an image, in .gif or .mp4 for a clip, in .html for a page"
        )
    if args.no_notes:
        raise LeagueError(f"--no-notes does not apply to {kind}")
    clips_alone = ("first", "last", "fps", "speed", "max_bytes")
    for name in clips_alone if kind == ".png" else ("tick",):
        if getattr(args, name) is not None:
            flag = {"first": "from", "last": "to", "max_bytes": "max-bytes"}.get(name, name)
            raise LeagueError(f"--{flag} does not apply to {kind}")
    recording = opened(args.log)
    if recording.problem:
        print(f"warning: {recording.problem}", file=sys.stderr)
    if args.select is not None and args.select >= recording.game.ships:
        raise LeagueError(f"ship {args.select} is not in this match: it has 0 to {recording.game.ships - 1}")
    width, height = args.size or _SIZES[kind]
    player, shown = Player(recording.ticks, playing=False), set(args.show)
    ratio = max(min(width // _LARGE[0], height // _LARGE[1]), 1)
    view = View(recording, player, width / ratio, height / ratio, args.select, args.camera, shown, buttons=False)
    description = _picture(view, args, ratio) if kind == ".png" else _clip(view, args, kind, ratio)
    print(f"{args.out}: {description}, {args.out.stat().st_size:,} bytes")
    return 0


def _page(args: argparse.Namespace) -> int:
    given = {"from": args.first, "to": args.last, "max-bytes": args.max_bytes}
    given |= {name: getattr(args, name) for name in ("tick", "size", "fps", "speed", "select")}
    for flag, value in (given | {"show": args.show or None}).items():
        if value is not None:
            raise LeagueError(f"--{flag} does not apply to .html")
    replay = Replay(args.log)
    if replay.problem:
        print(f"warning: {replay.problem}", file=sys.stderr)
    write_whole(args.out, replay.page(notes=not args.no_notes).encode())
    print(f"{args.out}: a page that plays {replay.title}, {args.out.stat().st_size:,} bytes")
    return 0


def _picture(view: View, args: argparse.Namespace, ratio: int) -> str:
    tick = _tick(view.recording, args.tick, view.recording.ticks)
    view.player.seek(tick)
    renderer = OffscreenRenderer(view, ratio)
    try:
        picture = renderer.take()
    finally:
        renderer.close()
    data = BytesIO()
    picture.save(data, "PNG", optimize=True)
    write_whole(args.out, data.getvalue())
    return f"tick {tick} of {view.recording.ticks}, {picture.width} x {picture.height}"


def _clip(view: View, args: argparse.Namespace, kind: str, ratio: int) -> str:
    first, last = _tick(view.recording, args.first, 0), _tick(view.recording, args.last, view.recording.ticks)
    if first >= last:
        raise LeagueError(f"no ticks between {first} and {last}")
    clip = Clip(first, last, args.fps or _FPS[kind], args.speed or 1.0, args.max_bytes)
    frames = (last - first) * clip.fps / TICK_RATE / clip.speed
    if frames > _MAX_FRAMES:
        raise LeagueError(f"{frames:,.0f} frames, more than {_MAX_FRAMES:,}: choose fewer ticks or a lower --fps")
    quality = write_clip(view, clip, args.out, ratio)
    return f"ticks {first} to {last}, {quality.describe(kind == '.gif')}"


def _tick(recording: Recording, asked: int | None, usual: int) -> int:
    tick = usual if asked is None else asked
    if tick > recording.ticks:
        raise LeagueError(f"tick {tick} is not in this log: it has 0 to {recording.ticks}")
    return tick


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{2,4})x([0-9]{2,4})", text)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (64 <= width <= 4096 and 64 <= height <= 4096):
        raise LeagueError(f"size must be WIDTHxHEIGHT with 64 to 4096 pixels each, not {text!r}")
    return width, height
