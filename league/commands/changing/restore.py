"""`league restore`: restore a league from a backup."""

from __future__ import annotations

import argparse
import json

from rich.console import Console

from league.cli.arguments import place, telling
from league.cli.progress import shown
from league.cli.wording import counted
from league.storage.backup.restoring import restore_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league restore`."""
    parser.add_argument("file", metavar="FILE", type=place, help="archive that `league backup` wrote")
    parser.add_argument("folder", metavar="FOLDER", type=place, help="folder to restore to: a new or empty one")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Restore all of the backup, or nothing. Return 0."""
    with shown(Console(stderr=True), 0, 0, "file") as tell:
        found = restore_backup(args.file, args.folder, lambda done, of: tell(done))
    with telling():
        if args.json:
            facts = {
                "folder": str(args.folder),
                "files": len(found.files),
                "bytes": found.size,
                "games": found.games,
                "created": found.created,
                "release": found.release,
            }
            print(json.dumps(facts))
        else:
            print(f"{args.folder}: {counted(found.games, 'game')}, {counted(len(found.files), 'file')}, checked")
    return 0
