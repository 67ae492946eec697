"""Bots as they take their seats: with the modules that several of them share.

    python -m benchmarks.matches.seats BOT.py FOLDER

A bot may import the modules in a folder `shared` that stands beside it, or beside its own folder. The command writes it
with them into a new FOLDER, which `botkit run`, `botkit debug` and a league take as a bot.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from league.bots.roster import read_entry
from league.match.manager import Seat
from sandbox.identity import texts_of

SHARED = "shared"


def seat_of(name: str, path: Path) -> Seat:
    """Return the seat of the bot at `path`, with the modules that it may import beside its own files."""
    folders = (path.parent / SHARED, path.parent.parent / SHARED)
    modules = sorted(next((folder for folder in folders if folder.is_dir()), path / SHARED).glob("*.py"))
    shared = [(f"{SHARED}/{module.name}", module.read_text(encoding="utf-8")) for module in modules]
    return Seat(name, tuple(sorted([*read_entry(path).files, *shared])))


def main() -> None:
    """Write a bot as a folder."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matches.seats",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("bot", type=Path, metavar="BOT.py")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    if not args.bot.is_file():
        parser.error(f"{args.bot} is not a file")
    if args.folder.exists():
        parser.error(f"{args.folder} exists already")
    for name, text in texts_of(seat_of(args.bot.stem, args.bot).files):
        target = args.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
