"""How deep the game is: how a field of bots flies, shoots and wins.

    python -m benchmarks.depth [--mode M] [--arena A …] [--seeds N] [--field-seeds N] [--bots FOLDER …]
        [--only NAME …] [--rule NAME=VALUE …] [--workers N] [--local] [--json FILE]
        [--exploit [MATCHES] [--search-seed N] [--bot FILE]]

The field is examples/bots, benchmarks/strategies and benchmarks/strong, and in a melee the folders of that name in
examples and these; of a fleet examples/bots and such folders, and of sumo only those. Every two bots play each seed
twice, with the seats exchanged. Prints per arena: the win matrix, how each bot flies and shoots, the ladder of skill
and the circles; and at the end the depth table: those figures for the whole field, for the strong among themselves, and
for the two best. The strong are the bots of `strong` (and strong/fleet …), or the best eight.
`--rule` plays by another value of a rule, to judge it.

With `--exploit`, the field plays a policy instead that a search of so many matches has found (it needs the extra `rl`).
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from benchmarks.depth.field import field, folders_of, jobs, strong_of
from benchmarks.depth.figures import Figures, figures_of
from benchmarks.depth.raw import write_json
from benchmarks.depth.tables import faults, flights, lines, matrix, summary, tables
from benchmarks.matches.playing import Results, play
from systems.modes import MODES
from systems.rules import Rules

WIDTH = 300  # characters of a line without a terminal


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.depth", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mode", choices=list(MODES), default="duel")
    parser.add_argument("--arena", nargs="+", metavar="A", help="arenas (default: all of the mode)")
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--field-seeds", type=int, metavar="N", help="of pairs not both strong (default: --seeds)")
    parser.add_argument("--bots", nargs="+", metavar="FOLDER", type=Path, help="folders of the field")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only these bots of the field")
    parser.add_argument("--rule", action="append", default=[], type=_rule, metavar="NAME=VALUE", help="in JSON")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--local", action="store_true", help="play outside the sandbox, which is faster")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the raw figures, after every arena")
    parser.add_argument(
        "--exploit",
        nargs="?",
        type=int,
        const=100_000,
        metavar="MATCHES",
        help="search for a policy that beats the field in so many matches (100,000), and play it against the field",
    )
    parser.add_argument("--search-seed", type=int, default=0, help="seed of that search")
    parser.add_argument(
        "--bot", type=Path, default=Path("exploiter.py"), metavar="FILE", help="write its policy as a bot"
    )
    args = parser.parse_args()
    arenas = args.arena or list(MODES[args.mode].arenas)
    if unknown := set(arenas) - set(MODES[args.mode].arenas):
        parser.error(f"{args.mode} is not played in {', '.join(sorted(unknown))}")
    fewer = args.seeds if args.field_seeds is None or args.mode == "melee" else args.field_seeds
    if not 1 <= fewer <= args.seeds or args.workers < 1:
        parser.error("--seeds, --field-seeds and --workers are at least 1, and --field-seeds at most --seeds")
    try:
        rules = Rules.from_dict(Rules().as_dict() | dict(args.rule))
        paths = field(args.bots or folders_of(args.mode), args.only)
    except ValueError as error:
        parser.error(str(error))
    out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    strong = strong_of(paths)
    if args.exploit is not None:
        if args.mode != "duel" or args.exploit < 1 or args.search_seed < 0:
            parser.error("--exploit takes duels, a number of matches of at least 1, and a seed of at least 0")
        if not (find_spec("gymnasium") and find_spec("pettingzoo")):
            parser.error("--exploit needs the extra rl: pip install 'spacecode[rl]'")
        from benchmarks.depth.exploiter import exploit

        exploit(args, paths, strong, arenas, rules, out)
        return
    every: Results = []
    found: dict[str, Figures] = {}
    for arena in arenas:
        games = jobs(paths, args.seeds, args.mode, arena, fewer, rules)
        results = play(games, args.workers, args.local, f"{args.mode}, {arena}")
        every += results
        found[arena] = figures_of(results, strong, fewer)
        out.print(f"\n{args.mode}, {arena}", (tables if args.mode == "melee" else matrix)(found[arena]), sep="\n")
        if args.mode != "sumo":
            out.print(flights(found[arena]))
        if args.mode != "melee":
            out.print(*lines(found[arena]), sep="\n", markup=False)
        for line in faults(results):
            out.print(line, markup=False)
        if len(found) > 1:
            found = {name: found[name] for name in arenas if name in found} | {"all": figures_of(every, strong, fewer)}
        if args.json:
            write_json(args.json, args.mode, args.seeds, rules, paths, found, every)
    out.print(summary(found, args.mode, args.seeds))


def _rule(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a name and a value in JSON, as shot_cost=[4,8,12]") from None


if __name__ == "__main__":
    main()
