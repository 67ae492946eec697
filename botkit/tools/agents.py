"""Make the agents of a match: in this process, or in the sandbox."""

from __future__ import annotations

from functools import cache

from rich.console import Console

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.cli.guest import load_guest
from league.match.agents import Agent, LocalAgent
from sandbox.identity import module_of, texts_of
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.setup import Setup


@cache
def load_sandbox() -> Guest:
    """The sandbox of this process. Raises LeagueError if there is none."""
    with Console(stderr=True).status("starting the sandbox …"):  # the first time on a machine it is compiled
        return load_guest()


def make_agent(entry: Entry, setup: Setup, seat: int, local: bool, limits: Limits | None = None) -> Agent:
    """A bot in a seat of a match; in this process only where `local`.

    Raises:
        LeagueError: there is no sandbox, or a WebAssembly module is to run in this process.
    """
    seed = setup.bot_seed(seat)
    if local and module_of(entry.files) is not None:
        raise LeagueError(f"{entry.name} is a WebAssembly module: it runs only in the sandbox; use --sandbox")
    if local:
        return LocalAgent(entry.name, texts_of(entry.files), seed, str(entry.path))
    return Program(load_sandbox(), entry.name, entry.files, seed, limits or Limits())
