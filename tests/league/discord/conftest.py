from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the fake and what drives it

from driving import settings_for

from league.discord.settings import Settings


@pytest.fixture
def league(tmp_path: Path) -> Settings:
    """A league of no bots."""
    return settings_for(tmp_path / "bots")
