"""How the examples play each mode and arena: the win matrix, how matches end, how long they are, who hits.

    python -m benchmarks.examples [--mode M …] [--arena A …] [--seeds N] [--bots FOLDER …] [--workers N] [--local]

Every pair plays one game a seed, seats exchanged with every seed, and each bot some against its copy; in a melee up to
eight sit at a table. benchmarks/strategies/ holds bots that play one idea each, to judge the rules by.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks.examples.games import jobs, play, players
from benchmarks.examples.results import facts, matrix, names_of
from systems.modes import MODES

WIDTH = 200  # characters of a line, where no terminal says


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.examples", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mode", nargs="+", choices=list(MODES), default=list(MODES))
    parser.add_argument("--arena", nargs="+", help="default: all that the mode has")
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--bots", nargs="+", default=[], metavar="FOLDER", help="of more bots")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--local", action="store_true", help="outside the sandbox: faster")
    args = parser.parse_args()
    out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
    for mode in args.mode:
        paths = players(mode, args.bots)
        for arena in MODES[mode].arenas:
            if arena in (args.arena or MODES[mode].arenas):
                games = jobs(paths, args.seeds, mode, arena, copies=args.seeds // 4)
                results = play(games, args.workers, args.local)
                copies = [result for result in results if len(set(names_of(result))) == 1]
                results = [result for result in results if len(set(names_of(result))) > 1]
                out.print(f"\n{mode}, {arena}", matrix(results), *facts(results, copies), sep="\n")


if __name__ == "__main__":
    main()
