from __future__ import annotations

from pathlib import Path

import pytest
from small import bots_in

from league.host.settings import HostSettings, LadderSettings


@pytest.fixture
def settings(tmp_path: Path) -> HostSettings:
    """A host of two ladders, of four bots."""
    duel, sumo = (LadderSettings(mode, mode, rounds=1, ticks=60, placement=0) for mode in ("duel", "sumo"))
    return HostSettings(bots_in(tmp_path / "bots"), every=60, settle=30, ladders=(duel, sumo))
