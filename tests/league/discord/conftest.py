from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the fake and its driver

from driving import settings_for

from league.discord.settings import DiscordSettings


@pytest.fixture
def league(tmp_path: Path) -> DiscordSettings:
    """A league without bots."""
    return settings_for(tmp_path / "bots")
