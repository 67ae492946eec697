"""`league compare`: test which of two bots is stronger, sequentially over pairs of games."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable

from league.bots.opponents import find
from league.cli.arguments import add_workers, cut_arenas, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.match_options import PAIRED, add_mode, add_ships, add_ticks, setup_of_pairs
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.commands.options import add_run_seed, seed_warning
from league.match.batch import play_batch
from league.match.manager import Seat
from league.ratings.sprt import Sprt
from league.storage.pairing import RunRandom, run_secret
from league.tournament.compare import Comparison
from league.workers.executor import open_pool
from sandbox import build


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league compare`."""
    add = parser.add_argument
    add(
        "bots",
        metavar="BOT",
        nargs="*",
        help="two bots, each a file, a folder with a main.py, or the name of a built-in opponent",
    )
    add("--elo0", metavar="X", type=number("elo0", 0, 1000), default=0.0, help="Elo difference under H0 (default 0)")
    add("--elo1", metavar="X", type=number("elo1", 0, 1000), default=20.0, help="Elo difference under H1 (default 20)")
    add(
        "--alpha",
        metavar="X",
        type=number("alpha", 1e-6, 0.5),
        default=0.05,
        help="type I error rate of the test (default 0.05)",
    )
    add(
        "--beta",
        metavar="X",
        type=number("beta", 1e-6, 0.5),
        default=0.05,
        help="type II error rate of the test (default 0.05)",
    )
    add(
        "--games",
        metavar="N",
        type=whole("games", 2, 10**7),
        default=10_000,
        help="stop after N games, played in pairs (default 10000)",
    )
    add_mode(parser, PAIRED)
    add("--arena", metavar="A", nargs="+", help="arenas, one per pair in turn (default open)")
    add_ships(parser)
    add_ticks(parser)
    add_run_seed(parser, "the seeds of the pairs")
    add_workers(parser)
    add("--json", action="store_true", help="print one JSON document")


def number(what: str, least: float, most: float) -> Callable[[str], float]:
    """Return an argument type: a number from `least` to `most`."""

    def value(text: str) -> float:
        try:
            found = float(text) if len(text) <= 30 else math.nan
        except ValueError:
            found = math.nan
        if not least <= found <= most:
            raise LeagueError(f"{what} must be a number from {least:g} to {most:g}, not {text!r}")
        return found

    return value


def main(args: argparse.Namespace) -> int:
    """Compare. Return 0 when the test decides or after --games, 130 after Ctrl-C."""
    if args.elo0 >= args.elo1:
        raise LeagueError(f"elo0 must be below elo1: {args.elo0:g} is not below {args.elo1:g}")
    if args.alpha + args.beta >= 1:
        raise LeagueError("alpha and beta must sum to less than 1: choose lower rates")
    bots, arenas = _bots_and_arenas(args)
    setup = setup_of_pairs(args, arenas)
    a, b = (Seat(entry.name, entry.files) for entry in map(find, bots))
    if problem := build.problem():
        raise LeagueError(problem)
    test = Sprt(args.elo0, args.elo1, args.alpha, args.beta)
    found = Comparison(a, b, setup, arenas, RunRandom(run_secret(args.seed), 0), test, args.games // 2)
    console = PlainConsole(stderr=True)
    if warning := seed_warning(args.seed):
        console.print(warning)
    with stopped_by_ctrl_c() as stop, open_pool(args, play_batch, args.games) as pool:
        found.play(pool, stop, _telling(console, test))
    for line in found.void:
        console.print(f"void: {line}")
    for name, games in sorted(found.forfeits.items()):
        console.print(f"warning: {name} forfeited {counted(games, 'game')}: {found.why[name]}")
    if args.json:
        print(json.dumps(found.as_dict(), indent=2))
    else:
        _show(found)
    return 130 if stop.is_set() and test.decision is None else 0


def _bots_and_arenas(args: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Return the two BOTs and the values of --arena, in whichever order they were given."""
    arenas, others = cut_arenas(args, max(2 - len(args.bots), 0), "BOT BOT")
    if len(args.bots) > 2:
        args.fail(f"compare takes two bots, not {len(args.bots)}")
    return [*args.bots, *others], arenas


def _telling(console: PlainConsole, test: Sprt) -> Callable[[], None]:
    """Return a function that prints the current likelihood ratios to stderr, at growing intervals."""
    reported = 0

    def tell() -> None:
        nonlocal reported
        if test.pairs > max(reported * 1.2, reported + 9) or (test.decision and test.pairs != reported):
            reported = test.pairs
            elo, low, high, _ = test.elo()
            console.print(
                f"{counted(test.pairs, 'pair')}: Elo {elo:+.0f} [{low:+.0f}, {high:+.0f}],"
                f" LLR a {test.llr:+.2f}, b {test.llr_b:+.2f}, bounds {test.low:.2f} and {test.high:.2f}"
            )

    return tell


def _show(found: Comparison) -> None:
    test, names = found.test, {"a": found.a.name, "b": found.b.name}
    elo, low, high, los = test.elo()
    pairs = counted(test.pairs, "pair")
    print(f"{names['a']} (a) against {names['b']} (b): {pairs}, by a's points 0 to 2: {test.counts}")
    print(f"Elo of a over b {elo:+.1f}, 95 % [{low:+.1f}, {high:+.1f}], likelihood of superiority {los:.1%}")
    print(f"LLR that a is stronger {test.llr:+.2f}, that b is {test.llr_b:+.2f}; bounds {test.low:.2f} {test.high:.2f}")
    if test.decision in names:
        print(f"decision: {test.decision}: {names[test.decision]} is stronger (elo1 {test.elo1:g})")
    elif test.decision:
        print(f"decision: none: neither is stronger by {test.elo1:g} Elo")
    else:
        print("decision: none: not enough pairs to decide")
