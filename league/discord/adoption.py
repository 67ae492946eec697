"""The upgrade from releases in which the bot on Discord kept the state of the league's runs itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from league.discord.state import DiscordState
from league.host.settings import LadderSettings
from league.host.state import HostState
from league.storage.opening import default_path, reading
from league.storage.sqlite.database import transaction
from league.storage.sqlite.schema import NoStore


def adopt_runs(state: DiscordState, host: HostState, folder: Path, ladders: Sequence[LadderSettings]) -> None:
    """Hand over to the host what a release without one kept here about runs, once.

    It kept one ladder: that of the mode of the last run which it reported, if the host still plays it.
    """
    found = state.former()
    if not found:
        return
    run = found.get("reported") or 0
    mode = None
    if run:
        with suppress(NoStore), reading(default_path(folder)) as store:
            row = store.run(run)
            mode = row.mode if row else None
    name = next((ladder.name for ladder in ladders if ladder.mode == mode), ladders[0].name)
    problem = found.get("problem") or {}
    began = found.get("began")
    with transaction(host.connection):
        host.set_host(
            paused=bool(found.get("paused")),
            replaying=bool(found.get("replaying")),
            newest=float(found.get("newest") or 0.0),
        )
        host.set_ladder(
            name,
            began=None if (found.get("newest") or 0.0) > (began or 0.0) else began,  # a new version waits: it is due
            playing=bool(found.get("playing")),
            asked=bool(found.get("asked")),
            problem=problem.get("text"),
            problem_at=problem.get("at"),
            reported=found.get("reported"),
            places=found.get("places") or {},
        )
    state.forget_former()
