"""Reports of finished runs, each once, for those who tell others of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from league.cli.errors import LeagueError
from league.host.events import FinishedRun, Progress, RunListener
from league.host.pages import build_site
from league.host.processes.worker import Worker
from league.host.progress import GameCounter, read_progress
from league.host.report import report_run
from league.host.settings import HostSettings, LadderSettings
from league.host.state import HostState
from league.storage.sqlite.database import transaction

_log = logging.getLogger(__name__)

TRIES = 3  # attempts to report a run


class Reporter:
    """Reports the runs of a host's ladders to its listeners, after the site was brought up to date.

    Args:
        worker: in which reports are made.
        listeners: the host's; others may be added later.
    """

    def __init__(
        self,
        settings: HostSettings,
        state: HostState,
        worker: Worker,
        listeners: Sequence[RunListener],
        counter: GameCounter,
    ) -> None:
        self._settings = settings
        self._state = state
        self._worker = worker
        self._listeners = listeners
        self._counter = counter
        self._failures = 0

    async def report_all(self, patient: bool = False) -> None:
        """Report the latest run of each ladder that is finished and not reported.

        Args:
            patient: whether to try again at once what failed; otherwise the exception is raised, for a later step.
        """
        news = [found for ladder in self._settings.ladders if (found := await self._unreported(ladder))]
        if not news:
            return
        await self._counter.count()
        try:
            await build_site(self._settings)
        except LeagueError as error:
            _log.warning("%s", error)
        for progress in news:
            while True:
                try:
                    await self._report(progress)
                    break
                except Exception:
                    self._failures += 1
                    if not patient or self._failures > TRIES:
                        raise

    async def _unreported(self, ladder: LadderSettings) -> Progress | None:
        """Return the latest run of a ladder if it is finished and not reported."""
        now = await asyncio.to_thread(read_progress, self._settings.folder, ladder)
        reported = self._state.ladder(ladder.name).reported
        if reported is None:  # ignore runs from before the first start
            self._state.set_ladder(ladder.name, reported=now.row.id if now and now.row.finished else 0)
            return None
        return now if now is not None and now.row.finished and now.row.id > reported else None

    async def _report(self, progress: Progress) -> None:
        """Tell the listeners of a finished run, after some failures without the report."""
        name = progress.ladder.name
        places = self._state.ladder(name).places
        report = None
        if self._failures < TRIES:
            report = await self._worker.do(report_run, self._settings.folder, progress.row.id, places)
        else:
            text = f"the report of run {progress.row.id} failed {TRIES} times"
            _log.error("%s", text, extra={"ladder": name, "run": progress.row.id})
        for listener in self._listeners:
            await listener.finished(FinishedRun(progress, report))
        self._failures = 0
        with transaction(self._state.connection):
            self._state.set_ladder(name, reported=progress.row.id, **({"places": report.places} if report else {}))
