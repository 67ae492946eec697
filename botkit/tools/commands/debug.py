"""`botkit debug`: simulate a recorded match to a tick, and continue from there with a bot in pdb."""

from __future__ import annotations

import argparse

from botkit.tools.matches.agents import load_sandbox, make_agent
from botkit.tools.matches.debugger import Debugger
from botkit.tools.matches.replaying import JoiningAgent, RecordedAgent, alive_at, open_log
from botkit.tools.matches.report import log_file, show
from engine.log import MAX_TICKS, MatchLog
from league.bots.opponents import find
from league.bots.roster import Entry
from league.cli.arguments import output, place, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.match.agents import Agent
from league.match.batch import about
from league.match.manager import MatchSession, Seat, play
from sandbox.clean import clean_text
from sandbox.limits import Limits
from systems.setup import Setup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit debug`."""
    add = parser.add_argument
    add("log", metavar="LOG", type=place, help="log of a match")
    add("--seat", metavar="N", type=whole("seat", 0, 15), required=True, help="seat of the bot")
    add("--bot", metavar="FILE", required=True, help="the bot, which runs in this process")
    add(
        "--tick",
        metavar="T",
        type=whole("tick", 0, MAX_TICKS),
        help="tick to continue from (default: the seat's first fault, else 0)",
    )
    add(
        "--against",
        metavar="BOT",
        nargs="+",
        help="sandboxed bots for the other seats, in order; `-` (the default) repeats the log",
    )
    add("--continue-as", metavar="LOG", type=output, help="write the continued match to this log")


def main(args: argparse.Namespace) -> int:
    """Debug a bot. Return 0 at the end of the match, 1 if the log is damaged, 130 if the debugger was quit."""
    entry = find(args.bot)
    log = open_log(args.log, args.seat)
    setup = Setup.from_dict(log.header["setup"])
    tick = _first_fault(log, args.seat) if args.tick is None else args.tick
    if tick >= len(log.inputs):
        raise LeagueError(f"tick {tick} is not in this log: it has orders for 0 to {len(log.inputs) - 1}")
    if args.continue_as and args.continue_as.suffix != ".bin":
        raise LeagueError(f"{args.continue_as}: the name of a log must end in .bin")
    if not alive_at(log, args.seat, tick):
        raise LeagueError(f"seat {args.seat} has no ship left at tick {tick}: choose an earlier one")
    others = _others(args.against, setup, args.seat)

    debugger = Debugger()
    out = PlainConsole()
    out.print(f"simulating {clean_text(str(args.log), 200)} to tick {tick}; then c continues, n steps, q quits")
    own = JoiningAgent(
        make_agent(entry, setup, args.seat, local=True), RecordedAgent(log, args.seat), tick, debugger.call
    )
    seats: list[Seat] = []
    agents: list[Agent] = []
    for seat in range(setup.sides):
        recorded, other = RecordedAgent(log, seat), others.get(seat)
        if seat == args.seat:
            agents.append(own)
            seats.append(Seat(entry.name, entry.files))
        elif other is not None:
            agents.append(JoiningAgent(make_agent(other, setup, seat, local=False), recorded, tick))
            seats.append(Seat(other.name, other.files))
        else:
            agents.append(recorded)
            seats.append(Seat(clean_text(str(recorded.about.get("bot")), 40), ()))
    with log_file(args.continue_as) as sink:
        outcome = play([MatchSession(setup, seats, agents, _header(log, tick, others, setup), sink)])[0]
    if args.continue_as:
        args.continue_as.with_suffix(".debug").write_bytes(outcome.debug)
    show(out, outcome)
    if outcome.result["ticks"] > len(log.inputs) and len(others) < setup.sides - 1:
        end = f"the log ends at tick {len(log.inputs)}: the other bots did nothing after that"
        out.print(f"{end}; use --against BOT to let them play on")
    if args.continue_as:
        out.print(f"log: {args.continue_as}")
    return 0


def _first_fault(log: MatchLog, seat: int) -> int:
    """Return the tick of the first recorded fault of a seat, or 0."""
    sides = Setup.from_dict(log.header["setup"]).sides
    ticks = log.inputs[:, seat - sides].nonzero()[0]
    return int(ticks[0]) if len(ticks) else 0


def _others(against: list[str] | None, setup: Setup, seat: int) -> dict[int, Entry]:
    """Return the programs of the other seats that play live, by seat."""
    seats = [other for other in range(setup.sides) if other != seat]
    if against is None:
        return {}
    if len(against) != len(seats):
        raise LeagueError(f"--against needs one bot for each other seat: {len(seats)}, not {len(against)}")
    return {other: find(bot) for other, bot in zip(seats, against, strict=True) if bot != "-"}


def _header(log: MatchLog, tick: int, others: dict[int, Entry], setup: Setup) -> dict[str, object]:
    """Return the new log's header: its origin, and which seats can be verified, those in the sandbox."""
    local = [seat for seat in range(setup.sides) if seat not in others]
    header = about(load_sandbox(), Limits()) if others else {}
    return {**header, "local": local, "forked": {"from": log.content_hash, "tick": tick}}
