"""The runner: plays the ladders that are due, one after another, in child processes, and reports their runs."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.host.events import Progress, RunListener
from league.host.folder import FolderState, look_at
from league.host.processes.league_command import run_league
from league.host.processes.worker import Worker
from league.host.progress import GameCounter, read_progress
from league.host.reporter import Reporter
from league.host.schedule import FAILURES, Due, due, interval
from league.host.settings import HostSettings, LadderSettings
from league.host.state import HostState, Tournament
from league.host.vitals import LastRun, Vitals
from league.storage.sqlite.database import transaction

_log = logging.getLogger(__name__)

REPLAYS = "void games"  # what is played when no ladder is


class Runner:
    """The runs of a host. Its methods are called in one event loop; only `step` and `play_due` play.

    Args:
        look: s between looks at the folder and at the progress of a run.

    Attributes:
        playing: what is being played: the name of a ladder, `void games`, or "".
        listeners: who is told of runs.
    """

    def __init__(self, settings: HostSettings, state: HostState, worker: Worker, look: float = 15.0) -> None:
        self._settings = settings
        self._state = state
        self._look = look
        self._changed = asyncio.Event()
        self._waits_for_bots: set[str] = set()
        self._epoch = time.time() - time.monotonic()
        self.playing = ""
        self.listeners: list[RunListener] = []
        self.vitals = Vitals()
        self._counter = GameCounter(settings.folder, self.vitals)
        self._reporter = Reporter(settings, state, worker, self.listeners, self._counter)
        for ladder in settings.ladders:
            facts = state.ladder(ladder.name)
            if facts.ended is not None and facts.took is not None:
                self.vitals.last[ladder.name] = LastRun(facts.ended, facts.took)

    async def step(self) -> None:
        """Report finished runs, play void games again or a ladder that is due, or else wait a while."""
        await self._reporter.report_all()
        self._changed.clear()
        if self._state.host().replaying:
            await self._replay_voids()
            return
        if ladder := self._tournament():
            await self._play_tournament(ladder)
            return
        await self._look_at_folder()
        waiting = self._due()
        wait = self._look
        if waiting:
            wait = min(waiting[0].at - self.now(), wait)
            if wait <= 0:
                await self._play(waiting[0])
                return
        self.vitals.doing = "paused" if self._state.host().paused else "waiting"
        try:
            await asyncio.wait_for(self._changed.wait(), wait)
        except TimeoutError:
            return

    async def play_due(self) -> list[str]:
        """Play every ladder that is due once, and report all runs; return what failed, one line each."""
        problems = []
        await self._reporter.report_all(patient=True)
        if self._state.host().replaying:
            problems += await self._replay_voids()
        await self._look_at_folder()
        played: list[str] = []
        while waiting := [one for one in self._due(played, at_once=True) if one.at <= self.now()]:
            problems += await self._play(waiting[0])
            await self._reporter.report_all(patient=True)
            played += [] if waiting[0].placement else [waiting[0].ladder.name]
        return problems

    def now(self) -> float:
        """Return the time in s since 1970 UTC, by a clock that is not set while this process runs."""
        return self._epoch + time.monotonic()

    def due(self) -> float | None:
        """Return when the next run starts, s since 1970 UTC: in the past if it is due now, None if none is."""
        waiting = self._due()
        if not waiting:
            return None
        return waiting[0].at and time.time() + max(waiting[0].at - self.now(), 0.0)

    @property
    def paused(self) -> bool:
        """Whether the schedule is paused."""
        return self._state.host().paused

    def _due(self, without: Sequence[str] = (), at_once: bool = False) -> list[Due]:
        """Return the ladders by the time at which they are due. Times yet to come, of another clock, are now."""
        now, host = self.now(), self._state.host()
        if host.newest > now:
            self._state.set_host(newest=now)
            host = self._state.host()
        ladders = {}
        for ladder in self._settings.ladders:
            facts = self._state.ladder(ladder.name)
            if facts.began is not None and facts.began > now:
                self._state.set_ladder(ladder.name, began=now)
                facts = self._state.ladder(ladder.name)
            ladders[ladder.name] = facts
        return due(self._settings, host, ladders, self.vitals.bots, without, at_once)

    # Requests by others

    def new_version(self) -> None:
        """Look at the folder soon: a bot was admitted or withdrawn."""
        self._changed.set()

    def ask(self) -> None:
        """Play each ladder now, even while paused."""
        with transaction(self._state.connection):
            for ladder in self._settings.ladders:
                self._state.set_ladder(ladder.name, asked=True)
        self._changed.set()

    def ask_tournament(self, ladder: LadderSettings, tournament: Tournament) -> bool:
        """Play a tournament of a ladder's bots once, also while paused; return False if one was asked for already."""
        if self._state.ladder(ladder.name).tournament is not None:
            return False
        self._state.set_ladder(ladder.name, tournament=tournament)
        self._changed.set()
        return True

    def ask_replays(self) -> None:
        """Play the void games again now, even while paused."""
        self._state.set_host(replaying=True)
        self._changed.set()

    def pause(self, paused: bool) -> None:
        """Pause or resume the schedule; a run in progress continues."""
        self._state.set_host(paused=paused)
        self._changed.set()

    # The folder

    async def _look_at_folder(self) -> FolderState | None:
        """Notice new versions; return the state of the folder, None if it cannot be listed."""
        try:
            found = await asyncio.to_thread(look_at, self._settings.folder)
        except LeagueError as error:
            _log.error("%s", error)
            return None
        self.vitals.bots = found.bots
        host = self._state.host()
        if found.fingerprint != host.folder:
            newest = self.now() if host.folder is not None else host.newest
            with transaction(self._state.connection):
                self._state.set_host(folder=found.fingerprint, newest=newest)
                for ladder in self._settings.ladders:
                    facts = self._state.ladder(ladder.name)
                    if facts.folder is None and facts.began is not None:  # of a release that kept none
                        self._state.set_ladder(ladder.name, folder=found.fingerprint)
        short = {ladder.name for ladder in self._settings.ladders if found.bots < ladder.least_bots}
        for ladder in self._settings.ladders:
            if ladder.name in short - self._waits_for_bots:
                what = f"{counted(ladder.least_bots, 'bot')}: the folder has {found.bots}"
                _log.info("ladder %s waits for %s", ladder.name, what, extra={"ladder": ladder.name})
        self._waits_for_bots = short
        return found

    # Playing

    async def _play(self, due: Due) -> list[str]:
        """Play a run of a ladder, or resume it; return the problem, if any."""
        ladder = due.ladder
        now, host, facts = self.now(), self._state.host(), self._state.ladder(ladder.name)
        folder = facts.folder
        # A run that resumes has the bots of its beginning. In a run of everybody, a new version gets few games.
        if folder is None or not (facts.playing or (ladder.places and not due.placement)):
            folder = host.folder
        began = facts.began if due.placement else now
        with transaction(self._state.connection):
            self._state.set_ladder(
                ladder.name, began=began, playing=True, placing=due.placement, asked=False, folder=folder
            )
        how: list[object] = ["--format", ladder.format, "--rounds", ladder.rounds]
        if due.placement:
            how = ["--format", "placement", "--bound", ladder.placement]
        problem = await self._run_ladder(ladder, how)
        took = self.now() - now
        self.vitals.last[ladder.name] = LastRun(time.time(), took)
        done: dict[str, object] = {"playing": False, "ended": time.time(), "took": took}
        if problem is None:
            self._state.set_ladder(ladder.name, **done, failures=0, problem=None, problem_at=None)
            return []
        failures = facts.failures + 1
        self.vitals.failures[ladder.name] += 1
        self._state.set_ladder(
            ladder.name, **done, failures=failures, problem=problem, problem_at=time.time(), folder=host.folder
        )
        text = f"ladder {ladder.name}: the run failed: {problem}"
        if failures >= FAILURES:
            wait = interval(self._settings, failures) / 60
            text += f"; {failures} failures in a row: the next try is in {wait:.0f} min, or after a new version"
        _log.error("%s", text, extra={"ladder": ladder.name, "failures": failures})
        return [text]

    def _tournament(self) -> LadderSettings | None:
        """Return the ladder of which a tournament was asked for, if any."""
        asked = (one for one in self._settings.ladders if self._state.ladder(one.name).tournament is not None)
        return next(asked, None)

    async def _play_tournament(self, ladder: LadderSettings) -> None:
        """Play the tournament that was asked for, or resume it; the ladder's schedule goes on as if there were none."""
        asked = self._state.ladder(ladder.name).tournament
        assert asked is not None
        how: list[object] = ["--format", asked.format, "--rounds", asked.rounds]
        problem = await self._run_ladder(ladder, how + (["--bot", asked.bot] if asked.bot else []))
        failed: dict[str, object] = {}
        if problem is not None:
            failed = {"problem": f"{asked.format}: {problem}", "problem_at": time.time()}
            _log.error("ladder %s: the %s failed: %s", ladder.name, asked.format, problem)
        self._state.set_ladder(ladder.name, tournament=None, **failed)

    async def _replay_voids(self) -> list[str]:
        words = ["replay-voids", self._settings.folder, *self._where()]
        problem = await self._run(words, REPLAYS, self._counter.count)
        self._state.set_host(replaying=False)
        if problem is None:
            return []
        _log.error("replay-voids: %s", problem)
        first = self._settings.ladders[0].name
        self._state.set_ladder(first, problem=f"replay-voids: {problem}", problem_at=time.time())
        return [f"replay-voids: {problem}"]

    async def _run_ladder(self, ladder: LadderSettings, how: Sequence[object]) -> str | None:
        """Play or resume a run of a ladder's bots, with options for its format; return what went wrong."""
        words: list[object] = ["run", self._settings.folder, "--mode", ladder.mode, "--ticks", ladder.ticks, *how]
        words += [*(["--ships", ladder.ships] if ladder.ships else []), *self._where(), "--arena", *ladder.arenas]
        return await self._run(words, ladder.name, lambda: self._tell_progress(ladder))

    def _where(self) -> list[object]:
        """Return the options that say where games are played, and which logs are kept."""
        cluster = self._settings.cluster
        where = ["--cluster", cluster.address] if cluster else ["--workers", self._settings.workers]
        return [*where, "--keep-logs", self._settings.keep_logs, *([] if self._settings.debug else ["--no-debug"])]

    async def _run(self, words: Sequence[object], what: str, tell: Callable[[], Awaitable[object]]) -> str | None:
        """Run a command of the league to its end; return what went wrong."""

        def warn(line: str) -> None:
            _log.warning("%s: %s", what, line, extra={} if what == REPLAYS else {"ladder": what})

        cluster = self._settings.cluster
        self.playing, self.vitals.doing = what, f"playing {what}"
        self.vitals.ladder = "" if what == REPLAYS else what
        try:
            variables = cluster.environment() if cluster else None
            return await run_league(words, self._look, tell, variables, warn)
        finally:
            self.playing = self.vitals.ladder = ""
            self.vitals.left = 0

    async def latest(self) -> Progress | None:
        """Return the progress of the latest run of any ladder, or None before the first. Raises LeagueError."""
        found = [
            now
            for ladder in self._settings.ladders
            if (now := await asyncio.to_thread(read_progress, self._settings.folder, ladder))
        ]
        return max(found, key=lambda now: now.row.id, default=None)

    def problems(self) -> list[tuple[float, str]]:
        """Return when and why the latest run of a ladder failed, of each ladder of which it did."""
        facts = [self._state.ladder(ladder.name) for ladder in self._settings.ladders]
        return [(one.problem_at or 0.0, one.problem) for one in facts if one.problem]

    async def _tell_progress(self, ladder: LadderSettings) -> None:
        """Tell the listeners of the progress of the run that is being played."""
        try:
            await self._counter.count()
            now = await asyncio.to_thread(read_progress, self._settings.folder, ladder)
            if now is None or now.row.finished or now.row.id <= (self._state.ladder(ladder.name).reported or 0):
                return
            self.vitals.left = max(now.planned - now.played, 0)
            for listener in self.listeners:
                await listener.progressed(now)
        except Exception as error:  # the run continues regardless
            _log.warning("progress: %s", error)
