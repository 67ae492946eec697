"""Plays the league by itself: every so many minutes and soon after a new version, in processes of its own."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from league.cli.errors import LeagueError
from league.discord.cards import runs as cards
from league.discord.posts.clips import CHART, CLIP, render_chart, render_clip
from league.discord.posts.digest import digest
from league.discord.posts.outbox import Embed, Outbox
from league.discord.posts.poster import Poster
from league.discord.posts.run_report import RunReport, report_run
from league.discord.settings import Settings
from league.discord.state import State
from league.discord.text import moment
from league.discord.worker import Worker
from league.storage.records import RunRow
from league.storage.schema import NoStore, transaction
from league.storage.store import default_path, reading
from sandbox.clean import clean_text

_log = logging.getLogger(__name__)

TRIES = 3  # of a report
STOPPING = 30.0  # s that a run has to stop in


@dataclass(frozen=True)
class Progress:
    """The newest run as it stands in the store."""

    row: RunRow
    played: int


class Runner:
    """The schedule of runs, and the telling of what they came to.

    Args:
        look: s between looks at how far a run is.
    """

    def __init__(
        self,
        settings: Settings,
        state: State,
        outbox: Outbox,
        poster: Poster,
        worker: Worker,
        look: float = 15.0,
    ) -> None:
        self._settings = settings
        self._state = state
        self._outbox = outbox
        self._poster = poster
        self._worker = worker
        self._look = look
        self._changed = asyncio.Event()
        self._failed_reports = 0
        self.playing = False

    async def step(self) -> None:
        """Report a finished run, play a run that is due, or else wait until one may be."""
        await self._report()
        self._changed.clear()
        due = self.due()
        wait = None if due is None else due - time.time()
        if wait is not None and wait <= 0:
            await self._play()
            return
        try:
            await asyncio.wait_for(self._changed.wait(), wait)
        except TimeoutError:
            return

    def due(self) -> float | None:
        """When the next run begins, s since 1970 UTC: in the past where it is time to; None while paused."""
        get = self._state.get
        if get("asked"):
            return 0.0
        if get("paused"):
            return None
        if get("playing"):  # this process or an earlier one was stopped in the middle of it
            return 0.0
        began, newest = get("began") or 0.0, get("newest") or 0.0
        due = float(began + 60 * self._settings.every)
        return min(due, newest + self._settings.settle) if newest > began else due

    def when(self) -> str:
        """When the next run begins, in words for a card."""
        due = self.due()
        if due is None:
            return "once the league goes on"
        if self.playing:
            return "after the run that is being played"
        return moment(due) if due > time.time() else "now"

    # What others tell the schedule

    def new_version(self) -> None:
        """A bot was let in or went; within a transaction."""
        self._state.set("newest", time.time())
        self._changed.set()

    def ask(self) -> None:
        """Play a run now, even while paused."""
        self._state.set("asked", True)
        self._changed.set()

    def pause(self, paused: bool) -> None:
        """Begin no run until told otherwise; one that is being played goes on."""
        self._state.set("paused", paused)
        self._changed.set()

    # Playing

    async def _play(self) -> None:
        with transaction(self._state.connection):
            for name, value in (("began", time.time()), ("playing", True), ("asked", False)):
                self._state.set(name, value)
        said: deque[str] = deque(maxlen=3)
        process = await asyncio.create_subprocess_exec(
            *self._command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is the bot's to handle
        )
        listening = asyncio.create_task(_listen(process, said))
        self.playing = True
        try:
            while True:
                try:
                    await asyncio.wait_for(process.wait(), self._look)
                    break
                except TimeoutError:
                    await self._tell_progress()
        finally:
            self.playing = False
            await _stop(process)
            await listening
        problem = None if process.returncode == 0 else clean_text(" ".join(said) or f"exit {process.returncode}", 300)
        with transaction(self._state.connection):
            self._state.set("playing", False)
            self._state.set("problem", problem and {"at": time.time(), "text": problem})
        if problem:
            _log.error("league run: %s", problem)

    def _command(self) -> list[str]:
        asked = self._settings
        words: list[object] = [sys.executable, "-m", "league.discord.child_process", "run", asked.folder]
        words += ["--mode", asked.mode, "--rounds", asked.rounds, "--workers", asked.workers]
        words += ["--keep-logs", asked.keep_logs, *(["--ships", asked.ships] if asked.ships else [])]
        return [str(word) for word in [*words, "--arena", *asked.arenas]]

    async def progress(self) -> Progress | None:
        """The newest run of the league's mode; None where there was none."""
        return await asyncio.to_thread(_progress, self._settings)

    async def _tell_progress(self) -> None:
        """Say how far the run is, in its one post."""
        try:
            now = await self.progress()
        except Exception as error:  # whatever it is, the run goes on
            _log.warning("progress: %s", error)
            return
        if now is None or now.row.finished or now.row.id <= (self._state.get("reported") or 0):
            return
        told = [now.row.id, now.played]
        if self._state.get("told") == told:
            return
        with transaction(self._state.connection):
            self._state.set("told", told)
            embeds = [cards.progress(now.row.id, now.played, 2 * now.row.pairings, len(now.row.players))]
            self._outbox.put(_key(now.row.id), self._settings.results, embeds)
        self._poster.news.set()

    # Reporting

    async def _report(self) -> None:
        """Post what the newest run came to, once it is finished."""
        now = await self.progress()
        reported = self._state.get("reported")
        if reported is None:  # runs from before there was a bot are history
            self._state.set("reported", now.row.id if now and now.row.finished else 0)
            return
        if now is None or not now.row.finished or now.row.id <= reported:
            return
        places = self._state.get("places") or {}
        files: dict[str, bytes] = {}
        try:
            report = await self._worker.do(report_run, self._settings.folder, self._settings.mode, places)
            embeds = await self._embeds(report, files)
            places = report.places
        except Exception:
            self._failed_reports += 1
            if self._failed_reports < TRIES:
                raise
            _log.exception("the report of run %s failed %s times", now.row.id, TRIES)
            embeds = [cards.bare(now.row.id, now.played)]
        self._failed_reports = 0
        with transaction(self._state.connection):
            self._state.set("reported", now.row.id)
            self._state.set("places", places)
            self._outbox.put(_key(now.row.id), self._settings.results, embeds, files)
        self._poster.news.set()

    async def _embeds(self, report: RunReport, files: dict[str, bytes]) -> list[Embed]:
        """The report's embeds; the pictures go to `files`, as far as they can be made."""
        try:
            files[CHART] = await render_chart(self._settings)
        except LeagueError as error:
            _log.warning("%s", error)
        embeds = [cards.report(report, self.when(), CHART if CHART in files else None)]
        if report.upset is None or report.upset.game.log is None:
            return embeds
        log = Path(report.upset.game.log)
        try:
            decided = await self._worker.do(digest, log)
            files[CLIP] = await render_clip(log, decided.clip, self._settings)
            command = decided.command
        except LeagueError as error:
            _log.warning("the upset's clip: %s", error)
            command = None
        return [*embeds, cards.upset(report.upset, command, CLIP if CLIP in files else None)]


def _key(run: int) -> str:
    return f"run {run}"


def _progress(settings: Settings) -> Progress | None:
    try:
        with reading(default_path(settings.folder)) as store:
            row = store.last_run(mode=settings.mode)
            if row is None:
                return None
            query = "SELECT count(*) FROM games WHERE run = ?"
            return Progress(row, store.connection.execute(query, (row.id,)).fetchone()[0])
    except NoStore:
        return None


async def _listen(process: asyncio.subprocess.Process, said: deque[str]) -> None:
    """Keep the last lines of what a run says."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        said.append(line.decode(errors="replace").strip())


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Let a run stop where it is; it goes on with the same command."""
    if process.returncode is not None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOPPING)
    except TimeoutError:
        process.kill()
        await process.wait()
