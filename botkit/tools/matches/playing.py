"""One match, played and recorded: bots in this process or in the sandbox."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from botkit.tools.matches.agents import load_sandbox, make_agent
from botkit.tools.matches.profile import MeteredAgent
from botkit.tools.matches.report import log_file
from botkit.tools.matches.viewer_process import ViewerProcess
from botkit.tools.matches.watchdog import Watchdog
from engine.log import BLOCK_TICKS
from league.bots.roster import Entry
from league.match.agents import Agent
from league.match.batch import about
from league.match.manager import MatchOutcome, MatchSession, Seat, play
from sandbox.limits import Limits
from systems.setup import Setup


@dataclass(frozen=True)
class LocalMatch:
    """A match to play.

    Attributes:
        entries: a bot per side.
        local: for each seat, whether its bot plays in this process; the others play in the sandbox.
        metered: whether to measure what the bots cost: see `meters`.
        quiet: whether what the bots print goes to stderr.
    """

    setup: Setup
    entries: Sequence[Entry]
    local: Sequence[bool]
    metered: bool = False
    quiet: bool = False
    meters: list[MeteredAgent] = field(default_factory=list)

    def play(self, watchdog: Watchdog, log: Path | None = None, viewer: ViewerProcess | None = None) -> MatchOutcome:
        """Play to the end.

        Args:
            watchdog: watches the bots in this process.
            log: the file to write the log to, with the sidecar beside it.
            viewer: follows that file tick by tick.

        Raises:
            LeagueError: there is no guest, the log cannot be written, or a WebAssembly module is to run here.
        """
        setup, seated = self.setup, list(enumerate(self.entries))
        about_sandbox = {} if all(self.local) else about(load_sandbox(), Limits())
        agents: list[Agent] = [
            make_agent(entry, setup, side, self.local[side], watchdog=watchdog) for side, entry in seated
        ]
        if self.metered:
            self.meters[:] = [MeteredAgent(entry, agents[side], self.local[side]) for side, entry in seated]
        seats = [Seat(entry.name, entry.files) for entry in self.entries]
        header = {**about_sandbox, "local": [side for side, here in enumerate(self.local) if here]}
        with log_file(log) as sink, contextlib.redirect_stdout(sys.stderr if self.quiet else sys.stdout):
            followed = viewer.follow(sink) if viewer and sink else sink
            match = MatchSession(setup, seats, self.meters or agents, header, followed)
            outcome = play([match], 1 if viewer else BLOCK_TICKS)[0]
        if log:
            log.with_suffix(".debug").write_bytes(outcome.debug)
        return outcome
