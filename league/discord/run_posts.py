"""The posts about runs, one for each: its progress while it is played, then its report."""

from __future__ import annotations

import logging
from pathlib import Path

from league.cli.errors import LeagueError
from league.discord.cards import runs as cards
from league.discord.cards.notices import mentions, notices
from league.discord.people import People
from league.discord.posts.clips import CHART, CLIP, render_chart, render_clip
from league.discord.posts.digest import digest
from league.discord.posts.next_run import next_run
from league.discord.posts.outbox import Embed, Outbox
from league.discord.posts.poster import Poster
from league.discord.settings import DiscordSettings
from league.discord.state import DiscordState
from league.host.events import FinishedRun, Progress
from league.host.pages import game_link, run_link, site_link
from league.host.processes.worker import Worker
from league.host.report import RunReport
from league.host.runner import Runner
from league.host.settings import LadderSettings
from league.storage.sqlite.database import transaction

MENTIONED = 20  # pieces of news in a post

_log = logging.getLogger(__name__)


class RunPosts:
    """Puts posts about runs in the outbox. A run has one post, however often it is told of; implements RunListener."""

    def __init__(
        self,
        settings: DiscordSettings,
        state: DiscordState,
        outbox: Outbox,
        poster: Poster,
        runner: Runner,
        worker: Worker,
    ) -> None:
        self._settings = settings
        self._state = state
        self._outbox = outbox
        self._poster = poster
        self._runner = runner
        self._worker = worker

    async def progressed(self, progress: Progress) -> None:
        """Show the progress of a run in its post."""
        announced = [progress.row.id, progress.played]
        if self._state.get("told") == announced:
            return
        with transaction(self._state.connection):
            self._state.set("told", announced)
            embeds = [
                cards.progress(
                    progress.row.id, progress.played, progress.planned, len(progress.row.players), self._of(progress)
                )
            ]
            self._outbox.put(_key(progress.row.id), self._settings.results, embeds)
        self._poster.news.set()

    async def finished(self, run: FinishedRun) -> None:
        """Replace the post by the report of the run."""
        files: dict[str, bytes] = {}
        progress = run.progress
        if run.report is None:
            embeds = [cards.bare(progress.row.id, progress.played, self._of(progress))]
        else:
            embeds = await self._embeds(run.report, progress, files)
        with transaction(self._state.connection):
            self._outbox.put(_key(progress.row.id), self._settings.results, embeds, files)
            if run.report is not None:
                self._mention(run.report)
        self._poster.news.set()

    def _mention(self, report: RunReport) -> None:
        """Put the news for those who chose to be mentioned into posts of their own: edited posts notify nobody."""
        news = notices(report, self._state.notified())
        link = run_link(self._settings.host, report.run)
        for number, first in enumerate(range(0, len(news), MENTIONED)):
            part = news[first : first + MENTIONED]
            self._outbox.put(
                f"{_key(report.run)} mentions {number}",
                self._settings.results,
                [mentions(report.run, part, link)],
                mentions=sorted({notice.user for notice in part}),
            )

    def _of(self, progress: Progress) -> str:
        """Return the name of the run's ladder, "" if there is only one."""
        return progress.ladder.name if len(self._settings.host.ladders) > 1 else ""

    async def _embeds(self, report: RunReport, progress: Progress, files: dict[str, bytes]) -> list[Embed]:
        """Return the report's embeds; add the pictures that can be made to `files`."""
        host = self._settings.host
        chart = await self._chart(progress.ladder, progress.row.rules) if report.placed is None else None
        if chart:
            files[CHART] = chart
        embeds = [
            cards.report(
                report,
                next_run(self._runner),
                CHART if chart else None,
                run_link(host, report.run) or site_link(host),
                self._of(progress),
                People(self._state).labels(),
            )
        ]
        if report.standings is not None:
            embeds.append(cards.standings(report.standings))
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
        link = game_link(host, report.upset.game)
        return [*embeds, cards.upset(report.upset, command, CLIP if CLIP in files else None, link)]

    async def _chart(self, ladder: LadderSettings, rules: str) -> bytes | None:
        try:
            return await render_chart(self._settings.folder, ladder.mode, rules)
        except LeagueError as error:
            _log.warning("%s", error)
            return None


def _key(run: int) -> str:
    return f"run {run}"
