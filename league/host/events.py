"""What happens to a host's runs, for those who tell others of it: the log, and the bot on Discord."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from league.host.report import RunReport
from league.host.settings import LadderSettings
from league.storage.records import RunRecord


@dataclass(frozen=True)
class Progress:
    """Progress of the latest run of a ladder, from the store."""

    ladder: LadderSettings
    row: RunRecord
    played: int  # games

    @property
    def planned(self) -> int:
        """Number of games in the whole run."""
        return 2 * self.row.pairings


@dataclass(frozen=True)
class FinishedRun:
    """A run that has ended, and its report; None if it cannot be made."""

    progress: Progress
    report: RunReport | None


class RunListener(Protocol):
    """Is told of runs. It is told again of what it may not have noticed when the host was stopped."""

    async def progressed(self, progress: Progress) -> None:
        """Take note that a run is being played; called at intervals."""

    async def finished(self, run: FinishedRun) -> None:
        """Take note of the results of a run. If it raises, it is called again, the last time without a report."""
