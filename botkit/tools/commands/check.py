"""`botkit check`: the league's admission checks, and whether the bot acts the same outside the sandbox."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import multiprocessing
import re
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from botkit.tools.matches.agents import load_sandbox, make_agent
from botkit.tools.matches.difference import Difference, as_dict, first_difference
from botkit.tools.matches.difference import show as show_difference
from engine.log import read_log
from league.admission.submissions import CLOSE_TO_LIMIT, Submission, read_path, smoke
from league.bots.contents import shown
from league.bots.opponents import find, opponents, unknown
from league.cli.arguments import telling
from league.cli.console import PlainConsole
from sandbox.identity import module_of, texts_of
from systems.setup import Setup

OUTSIDE_WALL = 60.0  # s for the smoke match outside the sandbox

REASONS = (
    (r"\bset\(|\{[^:{}]*\}", "the iteration order of a set varies between processes: loop over sorted(…)"),
    (r"\bhash\(", "hash() of a string varies between processes"),
    (r"\bid\(", "id() varies between processes"),
    (r"\btime\b|\bdatetime\b", "clocks show match time in the sandbox"),
    (
        r"\bmath\b|\bsin\b|\bcos\b",
        "the last digits of math functions depend on the machine's libm: do not compare with ==",
    ),
    (
        r"\bos\b|\bopen\(|\burandom\b|\bsecrets\b|\buuid\b",
        "the sandbox has no files, no os calls and no true randomness",
    ),
    (r"", "the sandbox runs Python 3.14: behaviour may have changed since the Python here"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit check`."""
    add = parser.add_argument
    add("bots", metavar="BOT", nargs="+", help="file, folder or zip archive of a bot")
    add("--sandbox", action="store_true", help="run nothing outside the sandbox; use it for bots that you do not trust")
    add("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Check the bots. Return 0 if the league accepts all, 1 if not."""
    out = PlainConsole()
    load_sandbox()
    done = []
    for bot in args.bots:
        found = smoke(read_path(_path(bot)))
        outside = found.ok and not args.sandbox and module_of(found.files) is None
        differs, trouble = _outside(found, bot) if outside else (None, None)
        done.append({**found.as_dict(), "outside": {**as_dict(differs), "trouble": trouble} if outside else None})
        if not args.json:
            with telling():
                _show(out, found, differs, trouble, outside)
    if args.json:
        with telling():
            print(json.dumps(done))
    return 0 if all(each["ok"] for each in done) else 1


def _path(bot: str) -> Path:
    path = Path(bot)
    if path.exists() or path.is_symlink():
        return path
    built_in = opponents()
    if bot not in built_in:
        raise unknown(bot)
    return built_in[bot]


def _outside(found: Submission, bot: str) -> tuple[Difference | None, str | None]:
    """Return the first tick at which the bot acts differently outside the sandbox, or why that could not be determined.

    It runs in a separate process, because outside the sandbox a program can do anything to its process.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_relive, args=(there, found.log, bot), daemon=True)
    child.start()
    there.close()
    try:
        if not here.poll(OUTSIDE_WALL):
            return None, f"took longer than {OUTSIDE_WALL:g} s"
        differs: Difference | None = here.recv()
        return differs, None
    except EOFError:
        return None, "ended its process"
    finally:
        child.kill()
        child.join()


def _relive(there: Connection, log: bytes, bot: str) -> None:
    """Compare, in the separate process, and send the difference."""
    sys.breakpointhook = lambda *_, **__: None  # as in the sandbox, where there is no input
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        played = read_log(log)
        setup = Setup.from_dict(played.header["setup"])
        there.send(first_difference(played, 0, make_agent(find(bot), setup, 0, local=True)))


def _show(out: PlainConsole, found: Submission, differs: Difference | None, trouble: str | None, outside: bool) -> None:
    out.print(f"{found.path}: {'the league accepts it' if found.ok else 'the league does not accept it'}")
    for problem in found.problems:
        out.print(f"  {problem.code}: {problem.message}\n  {'':<{len(problem.code)}}  {problem.fix}")
    for path in shown(found.left_out):
        out.print(f"  left out: {path}")
    for told in found.warnings:
        out.print(f"  warning: {told}")
    if found.tick_fuel_max is not None:
        share = found.tick_fuel_max / found.tick_fuel_limit
        warning = ": close to the limit; reduce it" if share > CLOSE_TO_LIMIT else ""
        out.print(f"  max fuel per tick {found.tick_fuel_max:,}, {share:.1%} of the limit{warning}")
    if differs is not None:
        out.print("\n  warning: it acts differently outside the sandbox. In the smoke match, recorded in the sandbox,")
        show_difference(differs, out)
        out.print("\n  common reasons, the likeliest first:")
        for reason in _reasons(found):
            out.print(f"    {reason}")
    elif trouble:
        out.print(f"  warning: outside the sandbox it {trouble}")
    elif outside:
        out.print("  outside the sandbox it acts the same")


def _reasons(found: Submission) -> list[str]:
    text = "\n".join(text for _, text in texts_of(found.files))
    words: list[tuple[bool, str]] = [
        (not (pattern and re.search(pattern, text)), reason) for pattern, reason in REASONS
    ]
    return [reason for _, reason in sorted(words, key=lambda item: item[0])]
