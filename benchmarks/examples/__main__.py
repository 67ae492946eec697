"""How the examples play each mode and arena: win matrix, endings, lengths, and accuracy of shots.

    python -m benchmarks.examples [--mode M …] [--arena A …] [--seeds N] [--bots FOLDER …] [--workers N] [--local]

Every pair plays one game per seed, with the seats exchanged at every other seed, and each bot also plays its copy; in a
melee up to eight sit at a table. benchmarks/strategies/ has bots with one idea each, to judge the rules by.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks.examples.facts import facts
from benchmarks.examples.games import jobs, players
from benchmarks.matches.playing import play
from benchmarks.matches.results import matrix, names_of
from systems.modes import MODES

WIDTH = 200  # characters of a line without a terminal


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.examples", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mode", nargs="+", choices=list(MODES), default=list(MODES))
    parser.add_argument("--arena", nargs="+", help="arenas (default: all of the mode)")
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--bots", nargs="+", default=[], metavar="FOLDER", help="folders of further bots")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--local", action="store_true", help="play outside the sandbox, which is faster")
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
