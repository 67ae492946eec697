"""`league backup`: write a backup of a league to one file."""

from __future__ import annotations

import argparse
import json
import sys

from rich.console import Console

from league.cli.arguments import output, place, telling
from league.cli.progress import shown
from league.cli.wording import counted
from league.commands.options import add_store, store_path
from league.storage.backup.making import make_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league backup`."""
    parser.add_argument("folder", metavar="FOLDER", type=place, help="folder of the league")
    parser.add_argument("file", metavar="FILE", type=output, help="archive to write, outside of FOLDER; a new file")
    add_store(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Write and check the backup. Return 0, or 1 if something of the league is not in it."""
    with shown(Console(stderr=True), 0, 0, "file") as tell:
        made = make_backup(args.folder, store_path(args), args.file, lambda done, of: tell(done))
    manifest = made.manifest
    for line in made.left_out:
        print(f"warning: left out: {line}", file=sys.stderr)
    with telling():
        if args.json:
            facts = {
                "file": str(args.file),
                "bytes": args.file.stat().st_size,
                "files": len(manifest.files),
                "games": manifest.games,
                "logs": made.logs,
                "logs_deleted": made.deleted,
                "left_out": made.left_out,
            }
            print(json.dumps(facts))
        else:
            print(
                f"{args.file}: {counted(manifest.games, 'game')}, {counted(made.logs, 'log')},"
                f" {counted(len(manifest.files), 'file')}, {args.file.stat().st_size:,} bytes, checked"
            )
    return 1 if made.left_out else 0
