"""The runner: starts runs at intervals and after new versions, in child processes, and posts their reports."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from league.cli.errors import LeagueError
from league.discord.cards import runs as cards
from league.discord.league_command import run_league
from league.discord.posts.clips import CHART, CLIP, render_chart, render_clip
from league.discord.posts.digest import digest
from league.discord.posts.outbox import Embed, Outbox
from league.discord.posts.poster import Poster
from league.discord.posts.run_report import RunReport, report_run
from league.discord.posts.site import build_site, game_link, site_link
from league.discord.settings import DiscordSettings
from league.discord.state import DiscordState
from league.discord.text import moment
from league.discord.worker import Worker
from league.storage.opening import default_path, reading
from league.storage.queries.runs import count_games
from league.storage.records import RunRecord
from league.storage.sqlite.database import transaction
from league.storage.sqlite.schema import NoStore

_log = logging.getLogger(__name__)

TRIES = 3  # attempts to make a report


@dataclass(frozen=True)
class Progress:
    """Progress of the latest run, from the store."""

    row: RunRecord
    played: int


class Runner:
    """The schedule of runs, and the posts about them.

    Args:
        look: s between progress updates of a run.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        state: DiscordState,
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
        self._epoch = time.time() - time.monotonic()
        self.playing = False

    async def step(self) -> None:
        """Report a finished run, play void games again or a run that is due, or else wait until one may be."""
        await self._report()
        self._changed.clear()
        if self._state.get("replaying"):
            await self._replay_voids()
            return
        wait = self._wait()
        if wait == 0:
            await self._play()
            return
        try:
            await asyncio.wait_for(self._changed.wait(), wait)
        except TimeoutError:
            return

    def due(self) -> float | None:
        """Return when the next run starts, s since 1970 UTC: in the past if it is due now, None while paused."""
        wait = self._wait()
        return time.time() + wait if wait else wait

    def _wait(self) -> float | None:
        """Return the seconds until the next run starts, None while paused."""
        get = self._state.get
        if get("asked"):
            return 0.0
        if get("paused"):
            return None
        if get("playing"):  # a run was interrupted
            return 0.0
        now = self._now()
        began, newest = self._past("began", now), self._past("newest", now)
        due = float(began + 60 * self._settings.every)
        due = min(due, newest + self._settings.settle) if newest > began else due
        return max(due - now, 0.0)

    def _now(self) -> float:
        """Return the time in s since 1970 UTC, by a clock that is not set while this process runs."""
        return self._epoch + time.monotonic()

    def _past(self, name: str, now: float) -> float:
        """Return a stored time; one that is yet to come, stored by a clock that was ahead, is replaced by `now`."""
        found = float(self._state.get(name) or 0.0)
        if found > now:
            self._state.set(name, now)
        return min(found, now)

    def when(self) -> str:
        """Return when the next run starts, in words for a card."""
        due = self.due()
        if due is None:
            return "once runs resume"
        if self.playing:
            return "after the current run"
        return moment(due) if due > time.time() else "now"

    # Requests by others

    def new_version(self) -> None:
        """Record that a bot was admitted or withdrawn; call it in a transaction."""
        self._state.set("newest", self._now())
        self._changed.set()

    def ask(self) -> None:
        """Start a run now, even while paused."""
        self._state.set("asked", True)
        self._changed.set()

    def ask_replays(self) -> None:
        """Play the void games again now, even while paused."""
        self._state.set("replaying", True)
        self._changed.set()

    def pause(self, paused: bool) -> None:
        """Pause or resume the schedule; a run in progress continues."""
        self._state.set("paused", paused)
        self._changed.set()

    # Playing

    async def _play(self) -> None:
        with transaction(self._state.connection):
            for name, value in (("began", self._now()), ("playing", True), ("asked", False)):
                self._state.set(name, value)
        asked = self._settings
        words: list[object] = ["run", asked.folder, "--mode", asked.mode, "--rounds", asked.rounds]
        words += ["--workers", asked.workers, "--keep-logs", asked.keep_logs]
        words += [*(["--ships", asked.ships] if asked.ships else []), "--arena", *asked.arenas]
        await self._run(words, "playing")

    async def _replay_voids(self) -> None:
        asked = self._settings
        words = ["replay-voids", asked.folder, "--workers", asked.workers, "--keep-logs", asked.keep_logs]
        await self._run(words, "replaying")

    async def _run(self, words: Sequence[object], state: str) -> None:
        """Run a command of the league, then set the state to False; the problem, if any, is kept for `/status`."""
        self.playing = True
        try:
            problem = await run_league(words, self._look, self._post_progress)
        finally:
            self.playing = False
        with transaction(self._state.connection):
            self._state.set(state, False)
            self._state.set("problem", problem and {"at": time.time(), "text": problem})
        if problem:
            _log.error("league %s: %s", words[0], problem)

    async def progress(self) -> Progress | None:
        """Return the progress of the latest run of the league's mode, or None before the first."""
        return await asyncio.to_thread(_progress, self._settings)

    async def _post_progress(self) -> None:
        """Show the progress of the run in its post."""
        try:
            now = await self.progress()
        except Exception as error:  # the run continues regardless
            _log.warning("progress: %s", error)
            return
        if now is None or now.row.finished or now.row.id <= (self._state.get("reported") or 0):
            return
        announced = [now.row.id, now.played]
        if self._state.get("told") == announced:
            return
        with transaction(self._state.connection):
            self._state.set("told", announced)
            embeds = [cards.progress(now.row.id, now.played, 2 * now.row.pairings, len(now.row.players))]
            self._outbox.put(_key(now.row.id), self._settings.results, embeds)
        self._poster.news.set()

    # Reporting

    async def _report(self) -> None:
        """Post the report of the latest run, once it is finished."""
        now = await self.progress()
        reported = self._state.get("reported")
        if reported is None:  # ignore runs from before the first start
            self._state.set("reported", now.row.id if now and now.row.finished else 0)
            return
        if now is None or not now.row.finished or now.row.id <= reported:
            return
        places = self._state.get("places") or {}
        files: dict[str, bytes] = {}
        await self._build_site()
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

    async def _build_site(self) -> None:
        try:
            await build_site(self._settings)
        except LeagueError as error:
            _log.warning("%s", error)

    async def _embeds(self, report: RunReport, files: dict[str, bytes]) -> list[Embed]:
        """Return the report's embeds; add the pictures that can be made to `files`."""
        try:
            files[CHART] = await render_chart(self._settings)
        except LeagueError as error:
            _log.warning("%s", error)
        chart, site = CHART if CHART in files else None, site_link(self._settings)
        embeds = [cards.report(report, self.when(), chart, site)]
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
        link = game_link(self._settings, report.upset.game)
        return [*embeds, cards.upset(report.upset, command, CLIP if CLIP in files else None, link)]


def _key(run: int) -> str:
    return f"run {run}"


def _progress(settings: DiscordSettings) -> Progress | None:
    try:
        with reading(default_path(settings.folder)) as store:
            row = store.last_run(mode=settings.mode)
            if row is None:
                return None
            return Progress(row, count_games(store, row.id))
    except NoStore:
        return None
