"""When the next run starts, in words for a card."""

from __future__ import annotations

import time

from league.discord.text import moment
from league.host.runner import Runner


def next_run(runner: Runner) -> str:
    """Return when the next run starts."""
    if runner.paused:
        return "once runs resume"
    if runner.playing:
        return "after the current run"
    due = runner.due()
    if due is None:
        return "once there are enough bots"
    return moment(due) if due > time.time() else "now"
