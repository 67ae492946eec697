"""`league compare`: test which of two bots is stronger, sequentially over pairs of games."""

from __future__ import annotations

import argparse
import json
import math
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import Progress, TextColumn, TimeElapsedColumn

from league.bots.opponents import find
from league.cli.arguments import add_workers, cut_arenas, output, whole
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
from league.tournament.verdict import verdict
from league.workers.executor import open_pool
from league.workers.games import watch_command
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
    add("--logs", metavar="FOLDER", type=output, help="keep the logs of the games that the first bot loses")
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
    found = Comparison(a, b, setup, arenas, RunRandom(run_secret(args.seed), 0), test, args.games // 2, logs=args.logs)
    console = PlainConsole(stderr=True)
    if warning := seed_warning(args.seed):
        console.print(warning)
    with (
        stopped_by_ctrl_c() as stop,
        open_pool(args, play_batch, args.games) as pool,
        _progress(console, test) as tell,
    ):
        found.play(pool, stop, tell)
    for line in found.void:
        console.print(f"void: {line}")
    for name, games in sorted(found.forfeits.items()):
        console.print(f"warning: {name} forfeited {counted(games, 'game')}: {found.why[name]}")
    worst = _worst(args, bots, found)
    if args.json:
        print(json.dumps({**found.as_dict(), "worst": worst}, indent=2))
    else:
        _show(found, worst)
    return 130 if stop.is_set() and test.decision is None else 0


def _bots_and_arenas(args: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Return the two BOTs and the values of --arena, in whichever order they were given."""
    arenas, others = cut_arenas(args, max(2 - len(args.bots), 0), "BOT BOT")
    if len(args.bots) > 2:
        args.fail(f"compare takes two bots, not {len(args.bots)}")
    return [*args.bots, *others], arenas


@contextmanager
def _progress(console: PlainConsole, test: Sprt) -> Iterator[Callable[[], None]]:
    """Show how the test stands: in one live line, or without a terminal in lines at growing intervals."""
    if console.is_terminal:
        columns = (TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as live:
            task = live.add_task(_standing(test), total=None)
            yield lambda: live.update(task, description=_standing(test))
        return
    reported, since = 0, time.monotonic()

    def tell() -> None:
        nonlocal reported
        if test.pairs > max(reported * 1.2, reported + 9) or (test.decision and test.pairs != reported):
            reported = test.pairs
            console.print(f"{_standing(test)}, {time.monotonic() - since:.0f} s")

    yield tell


def _standing(test: Sprt) -> str:
    if not test.pairs:
        return "0 games"
    elo, low, high, _ = test.elo()
    return (
        f"{counted(2 * test.pairs, 'game')}: Elo {elo:+.0f} [{low:+.0f}, {high:+.0f}],"
        f" LLR a {test.llr:+.2f}, b {test.llr_b:+.2f}, bounds {test.low:.2f} and {test.high:.2f}"
    )


def _show(found: Comparison, worst: list[dict[str, object]]) -> None:
    test, (a, b), games = found.test, found.names, found.games
    elo, low, high, los = test.elo()
    pairs = counted(test.pairs, "pair")
    print(f"{found.a.name} (a) against {found.b.name} (b): {pairs}, by a's points 0 to 2: {test.counts}")
    print(f"games of a: {games[1.0]} won, {games[0.5]} drawn, {games[0.0]} lost")
    print(f"Elo of a over b {elo:+.1f}, 95 % [{low:+.1f}, {high:+.1f}], likelihood of superiority {los:.1%}")
    print(f"LLR that a is stronger {test.llr:+.2f}, that b is {test.llr_b:+.2f}; bounds {test.low:.2f} {test.high:.2f}")
    print(f"decision: {verdict(test, a, b)}")
    if worst:
        print(f"\nworst games of {a}:")
    for game in worst:
        print(f"\n  seed {game['seed']}: lost in seat {game['seat']} by {game['how']} after {game['ticks']} ticks")
        print(f"    {game['command']}")
    if found.logs is not None:
        lost = f"the logs of the {counted(games[0.0], 'game')} that {a} lost are in {found.logs}"
        print(f"\n{lost}" if games[0.0] else f"\n{a} lost no game: no log is kept")


def _worst(args: argparse.Namespace, bots: Sequence[str], found: Comparison) -> list[dict[str, object]]:
    """Return the games that a lost by most, with the commands that show them."""
    games: list[dict[str, object]] = []
    for game, log in found.worst:
        options = {"mode": args.mode, "arena": game.result["arena"], "ships": args.ships, "ticks": args.ticks}
        watch = shlex.join(["viewer", "replay", str(log)]) if log else watch_command(game, bots[0], bots[1], options)
        result = game.result
        facts = {"seed": result["seed"], "arena": result["arena"], "seat": game.seat, "how": str(result["how"])}
        games.append({**facts, "ticks": result["ticks"], "log": str(log) if log else None, "command": watch})
    return games
