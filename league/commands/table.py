"""`league table`: the ladder, for eyes or for programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from league.arguments import add_ladder, add_store, store_path
from league.store import reading
from league.table import as_csv, as_html, as_json, as_rich, ladder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league table`."""
    add_store(parser)
    add_ladder(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as one JSON document")
    form.add_argument("--csv", action="store_true", help="as comma-separated values")
    form.add_argument("--html", metavar="FILE", type=Path, help="as a page, written to FILE")


def main(args: argparse.Namespace) -> int:
    """Show it; exit 0."""
    with reading(store_path(args)) as store:
        found = ladder(store, args.mode, args.rules)
    warning = found.scope.warning()
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    if args.json:
        print(as_json(found))
    elif args.csv:
        sys.stdout.write(as_csv(found))
    elif args.html:
        args.html.write_text(as_html(found), encoding="utf-8")
    else:
        Console(markup=False, highlight=False, emoji=False).print(as_rich(found))
        for other in found.others:
            print(f"another ladder: {other}")
    return 0
