"""Creation of a match's agents, in this process or in the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

from rich.console import Console

from botkit.tools.matches.watchdog import Watchdog
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
    """Return the guest of this process; raise LeagueError if there is none."""
    with Console(stderr=True).status("starting the sandbox …"):  # compiles it on first use on a machine
        return load_guest()


class WatchedAgent(LocalAgent):
    """A program in this process whose calls a watchdog watches."""

    def __init__(self, watchdog: Watchdog, name: str, files: Sequence[tuple[str, str]], seed: int, root: str) -> None:
        super().__init__(name, files, seed, root)
        self._watchdog = watchdog

    def _asked(self, call: Callable[[], str], kind: str = "") -> str:
        with self._watchdog.watching():
            return super()._asked(call, kind)


def make_agent(
    entry: Entry, setup: Setup, seat: int, local: bool, limits: Limits | None = None, watchdog: Watchdog | None = None
) -> Agent:
    """Return the agent of a bot in a seat, in this process if `local`, else in the sandbox.

    Raises:
        LeagueError: there is no guest, or a WebAssembly module is to run in this process.
    """
    seed = setup.bot_seed(seat)
    if local and module_of(entry.files) is not None:
        raise LeagueError(f"{entry.name} is a WebAssembly module: it runs only in the sandbox; use --sandbox")
    if local:
        agent = LocalAgent if watchdog is None else partial(WatchedAgent, watchdog)
        return agent(entry.name, texts_of(entry.files), seed, str(entry.path))
    return Program(load_sandbox(), entry.name, entry.files, seed, limits or Limits(), places=True)
