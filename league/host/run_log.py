"""The log of a host's runs: a line for each that has ended."""

from __future__ import annotations

import logging

from league.cli.wording import counted, listed
from league.host.events import FinishedRun, Progress
from league.host.report import RunReport

_log = logging.getLogger(__name__)

SHOWN = 3  # places, and bots that moved


class RunLog:
    """Writes finished runs to the log; implements RunListener."""

    async def progressed(self, progress: Progress) -> None:
        """Write nothing: the metrics have the progress."""

    async def finished(self, run: FinishedRun) -> None:
        """Write a line about a finished run."""
        progress = run.progress
        fields: dict[str, object] = {"run": progress.row.id, "ladder": progress.ladder.name, "games": progress.played}
        if run.report is None:
            _log.info("%s", f"run {progress.row.id}: {counted(progress.played, 'game')}", extra=fields)
            return
        _log.info("%s", describe(progress, run.report), extra=fields | {"void": run.report.void})


def describe(progress: Progress, report: RunReport) -> str:
    """Return a line about a run: its games, the first places, and who moved most."""
    void = f", {report.void} void" if report.void else ""
    text = f"run {report.run} ({progress.ladder.name}): {counted(report.games, 'game')}{void}"
    if report.placed is not None:
        return "; ".join([text, *map(str, report.placed)])
    first = ", ".join(f"{row.rank}. {row.bot} {row.elo:.0f}" for row in report.rows[:SHOWN] if row.ranked)
    text += f"; first: {first}" if first else ""
    new = [f"{debut.bot} v{debut.version}" for debut in report.debuts]
    text += f"; new: {listed(new)}" if new else ""
    rose = {
        row.bot: report.before[row.bot][0] - row.rank for row in report.rows if row.ranked and row.bot in report.before
    }
    moved = sorted((bot for bot in rose if rose[bot]), key=lambda bot: -abs(rose[bot]))[:SHOWN]
    return text + (f"; moved: {', '.join(f'{bot} {rose[bot]:+}' for bot in moved)}" if moved else "")
