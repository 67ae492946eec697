"""`league submit`: check a bot and add it to a league."""

from __future__ import annotations

import argparse
import json

from league.admission.entry import AdmittedBot, Refusal, enter
from league.admission.owners import SubmissionLimits
from league.admission.submissions import SmokeMatch, Submission, play_smoke, read_path
from league.cli.arguments import place, telling, whole
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_league, store_path
from league.match.batch import Job
from league.match.manager import Seat
from league.workers.pool import deadline
from league.workers.process import WorkerProcess, begin_worker
from systems.setup import Setup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league submit`."""
    add = parser.add_argument
    add(
        "file",
        metavar="FILE",
        type=place,
        help="bot to submit: NAME.py, NAME.wasm, or a folder or zip archive with a main.py",
    )
    add("--owner", metavar="ID", required=True, help="owner of the bot; its name belongs to them from then on")
    add_league(parser)
    add(
        "--an-hour",
        metavar="N",
        type=whole("an hour", 1, 10**6),
        help="refuse more than N submissions of an owner per hour, accepted or not (default: no limit)",
    )
    add(
        "--bots",
        metavar="N",
        type=whole("bots", 1, 10**6),
        help="refuse more than N bots of an owner at a time (default: no limit)",
    )
    add(
        "--owner-bytes",
        metavar="N",
        type=whole("owner bytes", 1, 10**15),
        help="refuse a bot if all versions of its owner would take more than N bytes of the store (default: no limit)",
    )
    add(
        "--store-bytes",
        metavar="N",
        type=whole("store bytes", 1, 10**15),
        help="refuse a bot if all versions would take more than N bytes of the store (default: no limit)",
    )
    add("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Submit. Return 0 if the bot was admitted, 1 if it was refused."""
    terms = SubmissionLimits(args.an_hour, args.bots, args.owner_bytes, args.store_bytes)
    found = enter(read_path(args.file), args.owner, args.folder, terms, store_path(args), _play_isolated)
    with telling():
        if args.json:
            print(json.dumps(found.as_dict()))
        else:
            _show(found)
    return 0 if found.ok else 1


def _play_isolated(bot: Submission, setup: Setup) -> SmokeMatch:
    """Play the smoke match in a worker process."""
    seconds = deadline([Job(0, setup, (Seat(bot.name, bot.files),) * setup.sides)])
    process = WorkerProcess(begin_worker)
    try:
        found: SmokeMatch = process.call(2 * seconds, play_smoke, (bot, setup), {}, seconds)
    except (EOFError, OSError) as error:  # a TimeoutError too
        why = "did not end" if isinstance(error, TimeoutError) else "crashed its worker process"
        raise LeagueError(f"{bot.name}: the smoke match {why}") from None
    finally:
        process.kill()
    return found


def _show(found: AdmittedBot | Refusal) -> None:
    if isinstance(found, Refusal):
        print(f"{found.name}: refused")
        for problem in found.problems:
            print(f"  {problem.code}: {problem.message}\n  {'':<{len(problem.code)}}  {problem.fix}")
        return
    print(f"{found.name} v{found.version} admitted{'' if found.new else ', unchanged'}: {found.path}")
    print(f"  sha256 {found.sha256}")
    if found.tick_fuel_max is not None:
        share = found.tick_fuel_max / found.tick_fuel_limit
        print(f"  max fuel per tick {found.tick_fuel_max:,}, {share:.1%} of the limit")
    print(
        f"  smoke match against itself: {found.smoke['how']} after {counted(found.smoke['ticks'], 'tick')}, no faults"
    )
    if found.place:
        print(f"  place {found.place} in the queue for a first game")
